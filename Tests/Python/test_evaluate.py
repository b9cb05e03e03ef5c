"""Evaluation: broadcasting, layouts of memory, what comes out."""

import pickle
import tracemalloc

import numpy as np
import pytest

import lightlane
from lightlane import _columns

METRICS = ("ber", "margin_db", "power_io_w", "latency_ns")


def row_by_row(link, metrics, **columns):
    """The same answers, one link at a time."""
    names = list(columns)
    arrays = np.broadcast_arrays(*columns.values())
    shape = arrays[0].shape
    out = {metric: np.empty(shape) for metric in metrics}
    for index in np.ndindex(shape):
        changes = {name: array[index].item() for name, array in zip(names, arrays, strict=True)}
        answers = link.replace(**changes).plan((), metrics)()
        for metric, answer in zip(metrics, answers, strict=True):
            out[metric][index] = answer
    return out


def assert_same(result, expected):
    for metric, values in expected.items():
        np.testing.assert_array_equal(result[metric], values)


def test_scalars_give_floats(link):
    result = link.evaluate("ber", fiber_length_m=100)
    assert type(result["ber"]) is float
    assert (result.status, result.shape, type(result.status)) == (0, (), int)
    assert result.link.fiber_length_m == 100.0


def test_all_metrics_by_default(link):
    assert tuple(link.evaluate()) == tuple(lightlane.metrics)
    assert tuple(lightlane.evaluate("lpo")) == tuple(lightlane.metrics)


def test_evaluate_agrees_with_the_report(link):
    assert dict(link.evaluate()) == dict(link.report().scalars)


def test_an_array_gives_arrays(link, reach):
    result = link.evaluate(*METRICS, fiber_length_m=reach)
    assert {values.dtype for values in result.values()} == {np.dtype(np.float64)}
    assert result.status.dtype == np.int32
    assert_same(result, row_by_row(link, METRICS, fiber_length_m=reach))


def test_broadcasting_in_many_dimensions(link):
    columns = {
        "fiber_length_m": np.linspace(1, 900, 4)[:, None, None],
        "laser_location": np.array(["module", "external"])[:, None],
        "lanes": [2, 4, 8],
    }
    result = link.evaluate(*METRICS, connectors=6, **columns)
    assert result.shape == (4, 2, 3)
    columns["laser_location"] = np.array([0, 1])[:, None]
    assert_same(result, row_by_row(link.replace(connectors=6), METRICS, **columns))


LAYOUTS = {
    "contiguous": lambda a: a.copy(),
    "reversed": lambda a: a[::-1].copy()[::-1],
    "every third": lambda a: np.repeat(a, 3)[::3],
    "field": lambda a: np.rec.fromarrays([np.arange(a.size, dtype=np.int64), a])["f1"],
    "misaligned": lambda a: np.rec.fromarrays([np.zeros(a.size, "i1"), a], formats="i1,f8")["f1"],
    "big endian": lambda a: a.astype(">f8"),
    "float32": lambda a: a.astype(np.float32),
    "int16": lambda a: a.astype(np.int16),
    "list": lambda a: a.tolist(),
    "read-only": lambda a: np.frombuffer(a.tobytes()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(link, layout):
    values = np.arange(16.0) * 100
    expected = link.evaluate(*METRICS, fiber_length_m=values)
    assert_same(link.evaluate(*METRICS, fiber_length_m=LAYOUTS[layout](values)), expected)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("slicing", [np.s_[:], np.s_[::-1], np.s_[:, ::-1], np.s_[::2, ::3]])
def test_layouts_in_two_dimensions(link, order, slicing):
    values = np.asarray(np.arange(48.0).reshape(6, 8) * 50, order=order)[slicing]
    lanes = np.array([4.0])
    expected = row_by_row(link, METRICS, fiber_length_m=values, lanes=lanes)
    out = {"ber": np.full((6, 8), -1.0, order=order)[slicing]}
    result = link.evaluate(*METRICS, fiber_length_m=values, lanes=lanes, out=out)
    assert_same(result, expected)
    assert result["ber"] is out["ber"]


def test_flattening_copies_only_what_it_must():
    grid = np.arange(24.0).reshape(4, 6)
    for view, order in (
        (grid, "C"),
        (grid.T, "F"),
        (grid[::-1, ::-1], "C"),
        (grid[:, 2], "C"),
        (np.broadcast_to(3.0, (4, 6)), "C"),
        (np.broadcast_to(grid[:1, :1], (4, 6)), "C"),
        (grid[:, :1], "C"),
    ):
        assert _columns.best_order([view]) == order
        flat = _columns.flatten(view, order)
        assert np.shares_memory(flat, view)
        np.testing.assert_array_equal(flat, view.ravel(order))
    crossed = np.broadcast_to(grid[:, :1], (4, 6))
    assert not np.shares_memory(_columns.flatten(crossed, "C"), grid)


def test_no_copy(link):
    """A run over views into the caller's arrays allocates nothing of the size of a column."""
    rows = 40_000
    backing = np.linspace(1, 1000, 2 * rows)
    columns = {"fiber_length_m": backing[::-2], "lanes": np.broadcast_to(8.0, rows)}
    out = {metric: np.empty(2 * rows)[::2] for metric in ("latency_ns", "power_io_w")}
    plan = link.plan(columns, list(out))
    plan.run(*columns.values(), out=out)
    tracemalloc.start()
    result = plan.run(*columns.values(), out=out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(result[metric] is out[metric] for metric in out)
    assert peak < rows * 4 + 100_000  # the row status, and the call's own objects
    assert peak < backing.nbytes / 2


def test_empty_arrays_give_empty_results(link):
    result = link.evaluate("ber", fiber_length_m=[], lanes=4)
    assert result["ber"].shape == result.status.shape == (0,)
    assert link.evaluate("ber", fiber_length_m=np.empty((3, 0)))["ber"].shape == (3, 0)
    assert "ber" in repr(result)


def test_one_row_arrays_keep_their_shape(link):
    result = link.evaluate("ber", fiber_length_m=[[5.0]])
    assert result["ber"].shape == (1, 1)


def test_masked_items_are_bad_rows(link):
    result = link.evaluate("ber", fiber_length_m=np.ma.array([1, 2, 3], mask=[0, 1, 0]))
    assert np.isnan(result["ber"]).tolist() == [False, True, False]


def test_out_for_one_metric_may_be_an_array(link, reach):
    out = np.empty(reach.shape)
    assert link.evaluate("ber", fiber_length_m=reach, out=out)["ber"] is out
    point = np.empty(())
    assert link.evaluate("ber", out=point)["ber"] == point


class TestResult:
    """The mapping that evaluation returns."""

    def test_it_is_a_mapping(self, link, reach):
        result = link.evaluate("ber", "power_io_w", fiber_length_m=reach)
        assert (list(result), len(result)) == (["ber", "power_io_w"], 2)
        assert result.units == {"ber": "1", "power_io_w": "W"}
        assert result.plan.varying == tuple(result.inputs) == ("fiber_length_m",)
        with pytest.raises(KeyError, match="there are ber, power_io_w"):
            result["margin_db"]

    def test_it_shows_bad_rows(self, link):
        result = link.evaluate("ber", fiber_length_m=[1, -1])
        assert "1 not answered: OUT_OF_BOUNDS" in repr(result)
        assert "1 not answered: OUT_OF_BOUNDS" in result._repr_html_()
        assert "fiber_length_m=7.0" in repr(link.evaluate("ber", fiber_length_m=7))

    def test_pickle(self, link, reach):
        result = link.evaluate("ber", fiber_length_m=reach)
        assert_same(pickle.loads(pickle.dumps(result)), dict(result))

    def test_to_pandas(self, link):
        pytest.importorskip("pandas")
        result = link.evaluate("ber", fiber_length_m=[[1.0], [-1.0]], lanes=[2, 4, 8])
        frame = result.to_pandas()
        assert list(frame.columns) == ["fiber_length_m", "lanes", "ber", "status"]
        assert frame["lanes"].tolist() == [2, 4, 8, 2, 4, 8]
        np.testing.assert_array_equal(frame["ber"], result["ber"].ravel())
        assert len(link.evaluate("ber").to_pandas()) == 1

    def test_pandas_missing_is_told_clearly(self, link, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, "pandas", None)
        with pytest.raises(ImportError, match=r"to_pandas\(\) needs pandas"):
            link.evaluate("ber").to_pandas()
