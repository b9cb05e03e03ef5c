"""Comparisons repeated over values, and cells without a number: each has its reason."""

import csv
import io
import json
import math

import numpy as np
import pytest

import lightlane
from lightlane import _core, _errors, _from_core
from lightlane._command import main
from lightlane._plan import Plan

NOT_APPLICABLE, ERROR_FLOOR = 28, 41


@pytest.fixture
def told(capsys):
    """Run the command; exit code, standard output and standard error."""

    def run(*arguments):
        code = main(list(arguments))
        return (code, *capsys.readouterr())

    return run


class TestAcross:
    """Rows are designs times values."""

    def test_every_design_at_every_value(self):
        table = lightlane.compare(["dsp", "lpo"], ["ber"], across={"fiber_length_m": [100, 2000]})
        assert table.rows == (
            "dsp, fiber_length_m=100",
            "dsp, fiber_length_m=2000",
            "lpo, fiber_length_m=100",
            "lpo, fiber_length_m=2000",
        )
        assert table.varied == ("fiber_length_m",)
        for row in table:
            assert table.links[row] == lightlane.Link(table.designs[row], **table.settings[row])
            assert table[row]["ber"] == table.links[row].evaluate("ber")["ber"]

    def test_several_parameters_make_a_grid(self):
        table = lightlane.compare(
            ["lpo"], ["ber"], across={"lanes": (4, 8), "laser_location": ["module", "external"]}
        )
        assert [tuple(settings.values()) for settings in table.settings.values()] == [
            (4, "module"),
            (4, "external"),
            (8, "module"),
            (8, "external"),
        ]

    def test_arrays_and_single_values(self):
        lengths = np.array([10.0, 20.0])
        assert len(lightlane.compare(["lpo"], ["ber"], across={"fiber_length_m": lengths})) == 2
        assert len(lightlane.compare(["lpo"], ["ber"], across={"fiber_length_m": 3})) == 1

    @pytest.mark.parametrize(
        ("across", "message"),
        [
            ({"fibre_length_m": [1]}, "did you mean 'fiber_length_m'"),
            ({"fiber_length_m": []}, "one or more values"),
            ({"fiber_length_m": [[1, 2]]}, "one or more values"),
            ({"fiber_length_m": [1, 1.0]}, "1 stands twice"),
            ({"fiber_length_m": [1, -1]}, "fiber_length_m = -1 m is out of bounds"),
            ({"lanes": [4]}, "lanes is both set and varied"),
        ],
    )
    def test_bad_values_raise(self, across, message):
        with pytest.raises(lightlane.LightlaneError, match=message):
            lightlane.compare(["lpo"], ["ber"], across=across, lanes=8)

    def test_refusals_are_told_by_design(self, link, contradiction):
        designs = {"good": link, "bad": link.replace(**contradiction)}
        table = lightlane.compare(designs, ["ber"], across={"lanes": [4, 8]})
        assert list(table.reasons) == ["bad, lanes=4", "bad, lanes=8"]
        (note,) = table.footnotes()
        assert note == f"bad: no answer: {table.reasons['bad, lanes=4']}"
        assert repr(table).endswith(note)
        assert "nan" not in repr(table)

    def test_to_pandas(self):
        pytest.importorskip("pandas")
        frame = lightlane.compare(["lpo"], ["ber"], across={"lanes": [4, 8]}).to_pandas()
        assert list(frame.columns) == ["design", "lanes", "ber"]
        assert list(frame["lanes"]) == [4, 8]

    def test_table(self, told):
        code, out, err = told(
            "compare", "lpo", "dsp", "--across", "fiber_length_m=100,500,2000", "--metrics=ber"
        )
        assert (code, err) == (0, "")
        lines = [line.split() for line in out.splitlines()]
        assert lines[0] == ["design", "fiber_length_m", "ber"]
        assert [line[:2] for line in lines[1:4]] == [["lpo", n] for n in ("100", "500", "2000")]
        assert len(lines) == 7

    def test_csv_json_and_report(self, told, tmp_path):
        page = tmp_path / "report.html"
        arguments = ["compare", "lpo", "--across=lanes=4,8", "--across=laser_location=module"]
        out = told(*arguments, "--metrics=ber", "--format=csv", f"--report={page}")[1]
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [(row["design"], row["lanes"], row["laser_location"]) for row in rows] == [
            ("lpo", "4", "module"),
            ("lpo", "8", "module"),
        ]
        content = json.loads(told(*arguments, "--metrics=ber", "--format=json")[1])
        assert [row["lanes"] for row in content["rows"]] == [4, 8]
        assert content["rows"][0]["missing"] == {}
        assert "lpo, lanes=8, laser_location=module" in page.read_text(encoding="utf-8")

    def test_a_terminal_gets_blocks_that_fit(self, told, monkeypatch):
        monkeypatch.setattr("lightlane._command_compare.sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "72")
        out = told("compare", "lpo", "--across=lanes=4,8", "--metrics=all")[1]
        assert max(map(len, out.splitlines())) <= 72
        heads = [line.split()[2:] for line in out.splitlines() if line.startswith("design")]
        assert [name for head in heads for name in head] == list(lightlane.metrics)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--across", "lanes"], "--across needs NAME=VALUE,VALUE"),
            (["--across", "lanes=4,,8"], "--across needs NAME=VALUE,VALUE"),
            (["--across", "lane=4"], "did you mean 'lanes'"),
            (["--across", "lanes=four"], "expected a number, got 'four'"),
            (["--across", "lanes=4", "--across", "lanes=8"], "lanes is given twice"),
            (["--across", "lanes=4", "--set", "lanes=8"], "both set and varied"),
            (["--across", "laser_location=roof"], "'roof' is none of"),
            (["--set", "lanes=1:4:4"], "--across takes a list"),
        ],
    )
    def test_bad_input_is_one_line_and_exit_2(self, told, arguments, message):
        code, out, err = told("compare", "lpo", *arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert message in err


@pytest.fixture
def partial(monkeypatch):
    """A core in which some metrics do not apply, or have no finite answer, for linear links."""
    names = {NOT_APPLICABLE: "NOT_APPLICABLE", ERROR_FLOOR: "ERROR_FLOOR"}
    real_name, exactly = _core.status_name, Plan._exactly.__func__

    class Floor:
        def __init__(self, plan, metrics):
            self.plan, self.metrics = plan, metrics

        def evaluate(self):
            if "margin_db" in self.metrics:
                raise _errors.make_error(
                    ERROR_FLOOR, "no laser power reaches 0 dB", parameter="margin_db"
                )
            values = self.plan.evaluate()
            return tuple(
                math.inf if name == "ber" else value
                for name, value in zip(self.metrics, values, strict=True)
            )

        def run(self):
            return dict(zip(self.metrics, [math.inf] * len(self.metrics), strict=True))

    def faked(cls, link, varying, metrics):
        if link.preset == "lpo" and link.laser_location == "external":
            for name in metrics:
                if name.startswith(("launch", "received")):
                    raise _errors.make_error(
                        NOT_APPLICABLE, f"{name} has no meaning here", parameter=name
                    )
        plan = exactly(cls, link, varying, metrics)
        floor = link.preset == "lpo" and {"margin_db", "ber"} & set(metrics)
        return Floor(plan, metrics) if floor and not varying else plan

    monkeypatch.setattr(_core, "status_name", lambda code: names.get(code) or real_name(code))
    monkeypatch.setattr(Plan, "_exactly", classmethod(faked))
    return lightlane.Link("lpo", laser_location="external")


class TestMissing:
    """A metric without an answer does not cost the row its others."""

    WANTED = ("launch_oma_dbm", "power_io_w", "margin_db", "ber")

    def test_each_has_its_reason(self, partial):
        table = lightlane.compare({"odd": partial, "dsp": "dsp"}, self.WANTED)
        assert not table.reasons
        assert table.missing == {
            "odd": {
                "launch_oma_dbm": "launch_oma_dbm has no meaning here",
                "margin_db": "no laser power reaches 0 dB",
                "ber": "ber is infinite: an error floor is in the way",
            }
        }
        assert list(table.missing["odd"]) == ["launch_oma_dbm", "margin_db", "ber"]
        assert math.isnan(table["odd"]["launch_oma_dbm"])
        assert table["odd"]["margin_db"] == math.inf
        assert table["odd"]["power_io_w"] > 0
        assert table.cell("odd", "launch_oma_dbm") == "n/a"
        assert table.cell("odd", "ber") == math.inf
        assert table.reason("odd") == (
            "launch_oma_dbm: has no meaning here; margin_db: no laser power reaches 0 dB; "
            "ber: is infinite: an error floor is in the way"
        )
        assert table.reason("dsp") == ""

    def test_tables_say_so(self, partial, tmp_path):
        table = lightlane.compare({"odd": partial, "dsp": "dsp"}, self.WANTED)
        for shown in (repr(table), table._repr_html_()):
            assert "n/a" in shown and "inf" in shown and "nan" not in shown
            assert "odd: margin_db: no laser power reaches 0 dB" in shown
        page = tmp_path / "page.html"
        lightlane.write_report(page, table)
        text = page.read_text(encoding="utf-8")
        assert "n/a" in text and "launch_oma_dbm has no meaning here" in text

    def test_the_command_says_so(self, partial, told):
        arguments = ["compare", "lpo", "dsp", "--set=laser_location=external"]
        arguments += [f"--metrics={','.join(self.WANTED)}"]
        code, out, _ = told(*arguments)
        assert code == 0
        assert out.splitlines()[1].split()[:2] == ["launch_oma_dbm", "n/a"]
        content = json.loads(told(*arguments, "--format=json")[1], parse_constant=pytest.fail)
        row = content["rows"][0]
        assert [row[name] is None for name in self.WANTED] == [True, False, True, True]
        assert set(row["missing"]) == {"launch_oma_dbm", "margin_db", "ber"}
        assert "no laser power" in row["reason"]
        (first, _) = csv.DictReader(io.StringIO(told(*arguments, "--format=csv")[1]))
        assert [first[name] for name in ("launch_oma_dbm", "ber")] == ["", "inf"]

    def test_nothing_that_applies_is_a_refusal(self, partial):
        table = lightlane.compare({"odd": partial}, ["launch_oma_dbm"])
        assert table.reasons == {"odd": "launch_oma_dbm has no meaning here"}
        assert table.cell("odd", "launch_oma_dbm") == "n/a"

    def test_several_that_do_not_apply_leave_no_row(self, partial):
        table = lightlane.compare({"odd": partial}, ["launch_oma_dbm", "received_oma_dbm"])
        assert table.reasons == {"odd": "launch_oma_dbm, received_oma_dbm: has no meaning here"}
        assert not table.missing

    def test_by_default_a_plan_has_what_applies(self, partial):
        names = partial.plan(["lanes"]).metrics
        assert set(names) == {
            name for name in lightlane.metrics if not name.startswith(("launch", "received"))
        }
        with pytest.raises(lightlane.ParameterError, match="no meaning") as caught:
            partial.plan(["lanes"], ["ber", "launch_oma_dbm"])
        assert caught.value.parameter == "launch_oma_dbm"

    def test_errors_about_metrics_name_metrics(self, partial):
        identifier = lightlane.metrics["ber"].id
        error = _from_core.from_core(NOT_APPLICABLE, identifier, -1, "no")
        assert (error.parameter, type(error)) == ("ber", lightlane.ParameterError)
