"""Bad rows are data, bad calls are errors."""

import numpy as np
import pytest

import lightlane

BAD = [-1.0, 1e300, np.nan, np.inf, -np.inf]


def test_a_bad_row_leaves_the_others_right(link, reach):
    expected = link.evaluate("ber", "power_io_w", fiber_length_m=reach)
    mixed = np.insert(reach, [0, 7, 7, 20, 24], BAD)
    result = link.evaluate("ber", "power_io_w", fiber_length_m=mixed)
    good = result.status == 0
    assert good.sum() == reach.size
    for metric in result:
        np.testing.assert_array_equal(result[metric][good], expected[metric])
        assert np.isnan(result[metric][~good]).all()


def test_scalars_behave_like_rows(link):
    for value in BAD:
        result = link.evaluate("ber", fiber_length_m=value)
        assert np.isnan(result["ber"])
        assert result.status == link.evaluate("ber", fiber_length_m=[value]).status[0] != 0
    mixed = link.evaluate("ber", fiber_length_m=[1.0, 2.0], lanes=-3)
    assert mixed.status.all()


def test_contradictions_are_rows_too(link, contradiction):
    result = link.evaluate("ber", **{name: [value] for name, value in contradiction.items()})
    assert lightlane._core.status_name(int(result.status[0])) == "CONTRADICTION"
    assert link.evaluate("ber", **contradiction).status == result.status[0]


def test_raise_tells_the_first_bad_row(link):
    columns = {"fiber_length_m": [[1.0, 2.0], [3.0, -4.0]], "lanes": [4, 8]}
    with pytest.raises(lightlane.ParameterError, match=r"row \(1, 1\): .*-4.* m") as caught:
        link.evaluate("ber", errors="raise", **columns)
    assert (caught.value.row, caught.value.parameter) == ((1, 1), "fiber_length_m")
    with pytest.raises(lightlane.ParameterError, match="row 2: lanes") as caught:
        link.evaluate("ber", errors="raise", lanes=[1, 2, 0, -1])
    assert caught.value.row == 2
    with pytest.raises(lightlane.ParameterError, match=r"^lanes") as caught:
        link.evaluate("ber", errors="raise", lanes=0)
    assert caught.value.row is None


def test_raise_is_silent_when_all_is_well(link, reach):
    assert not link.evaluate("ber", errors="raise", fiber_length_m=reach).status.any()


class TestBadCalls:
    """Everything that refuses the whole call and writes nothing."""

    def test_unknown_names(self, link):
        with pytest.raises(lightlane.ParameterError, match="did you mean 'margin_db'"):
            link.evaluate("margindb")
        with pytest.raises(lightlane.ParameterError, match="did you mean 'fiber_length_m'"):
            link.evaluate("ber", fiber_lenght_m=[1, 2])
        with pytest.raises(lightlane.ParameterError, match="did you mean 'cpo_a'"):
            lightlane.evaluate("cpo_aa", "ber")

    def test_names_twice(self, link):
        with pytest.raises(lightlane.ParameterError, match="'ber' stands twice") as caught:
            link.evaluate("ber", "ber")
        assert caught.value.status_name == "DUPLICATE"
        with pytest.raises(lightlane.ParameterError, match="'lanes' stands twice"):
            link.plan(["lanes", "lanes"])

    @pytest.mark.parametrize(
        "column",
        [["a", "b"], [1j, 2j], [None, 1.0], [True, False], [b"1"], np.array(["2020"], "M8"), [{}]],
    )
    def test_columns_of_something_else(self, link, column):
        with pytest.raises(TypeError, match="fiber_length_m: expected real numbers in m"):
            link.evaluate("ber", fiber_length_m=column)

    def test_choices_that_there_are_not(self, link):
        with pytest.raises(lightlane.ParameterError, match="'north' is none of"):
            link.evaluate("ber", laser_location=["module", "north"])

    def test_shapes_that_do_not_broadcast(self, link):
        with pytest.raises(lightlane.ArgumentError, match=r"fiber_length_m \(2,\), lanes \(3,\)"):
            link.evaluate("ber", fiber_length_m=[1, 2], lanes=[1, 2, 3])

    @pytest.mark.parametrize("threads", [0, -1, 10**6, 2**70])
    def test_threads(self, link, threads):
        with pytest.raises(lightlane.ArgumentError, match="threads must be 1 to"):
            link.evaluate("ber", threads=threads)

    def test_options_of_the_wrong_kind(self, link):
        with pytest.raises(TypeError):
            link.evaluate("ber", threads=1.5)
        with pytest.raises(lightlane.ArgumentError, match="'nan' or 'raise'"):
            link.evaluate("ber", errors="ignore")
        with pytest.raises(TypeError, match="progress must be callable"):
            link.evaluate("ber", progress=3)

    def test_out(self, link, reach):
        def refused(out, kind, message, *metrics):
            with pytest.raises(kind, match=message):
                link.evaluate(*(metrics or ("ber",)), fiber_length_m=reach, out=out)

        whole = np.full(reach.shape, 7.0)
        fixed = whole.copy()
        fixed.flags.writeable = False
        refused({"ber": whole[:-1]}, lightlane.ArgumentError, "has shape")
        refused({"ber": whole.astype(np.float32)}, TypeError, "float64, got float32")
        refused({"ber": whole.astype(">f8")}, TypeError, "float64, got >f8")
        refused({"ber": whole.tolist()}, TypeError, "float64, got list")
        refused({"ber": fixed}, lightlane.ArgumentError, "read-only")
        refused({"margin_db": whole}, lightlane.ParameterError, "not computed here")
        refused({"bear": whole}, lightlane.ParameterError, "no metric is called")
        refused(whole, TypeError, "must map metrics", "ber", "margin_db")
        np.testing.assert_array_equal(whole, 7.0)

    def test_overlap(self, link, reach):
        both = np.full(2 * reach.size, 7.0)
        out = {"ber": both[: reach.size], "margin_db": both[1 : reach.size + 1]}
        with pytest.raises(lightlane.ArgumentError) as caught:
            link.evaluate("ber", "margin_db", fiber_length_m=reach, out=out)
        assert caught.value.status_name == "OVERLAP"
        np.testing.assert_array_equal(both, 7.0)
        before = reach.copy()
        with pytest.raises(lightlane.ArgumentError):
            link.evaluate("ber", fiber_length_m=reach, out=reach)
        np.testing.assert_array_equal(reach, before)

    def test_interleaved_outputs_are_fine(self, link, reach):
        pairs = np.empty((reach.size, 2))
        out = {"ber": pairs[:, 0], "margin_db": pairs[:, 1]}
        result = link.evaluate("ber", "margin_db", fiber_length_m=reach, out=out)
        expected = link.evaluate("ber", "margin_db", fiber_length_m=reach)
        np.testing.assert_array_equal(pairs, np.stack(list(expected.values()), axis=1))
        assert result["margin_db"] is out["margin_db"]
