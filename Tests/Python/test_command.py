"""The `lightlane` command."""

import csv
import dataclasses
import io
import json
import subprocess
import sys

import pytest

import lightlane
from lightlane import _progress
from lightlane._command import main


@pytest.fixture
def told(capsys):
    """Run the command; exit code, standard output and standard error."""

    def run(*arguments):
        code = main(list(arguments))
        return (code, *capsys.readouterr())

    return run


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


class TestCompare:
    """`lightlane compare`."""

    def test_table(self, told):
        code, out, err = told("compare", "--metrics", "all")
        assert (code, err) == (0, "")
        assert out.splitlines()[0].split() == ["dsp", "lpo", "cpo_a"]
        assert [line.split()[0] for line in out.splitlines()[1:]] == list(lightlane.metrics)

    def test_csv_has_every_digit(self, told):
        settings = ["--set", "fiber_length_m=321", "--metrics", "all", "--format", "csv"]
        _, out, _ = told("compare", "lpo", "dsp", *settings)
        rows = rows_of(out)
        assert [row["preset"] for row in rows] == ["lpo", "dsp"]
        expected = lightlane.evaluate("lpo", fiber_length_m=321)
        assert all(float(rows[0][name]) == value for name, value in expected.items())

    def test_json_has_units(self, told):
        _, out, _ = told("compare", "lpo", "--metrics", "ber,power_io_w", "--format", "json")
        content = json.loads(out)
        assert content["units"] == {"ber": "1", "power_io_w": "W"}
        assert content["rows"][0]["ber"] == lightlane.evaluate("lpo", "ber")["ber"]

    def test_report_and_output(self, told, tmp_path):
        page, table = tmp_path / "report.html", tmp_path / "table.txt"
        code, out, _ = told("compare", "--report", str(page), "--output", str(table))
        assert (code, out) == (0, "")
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert "margin_db" in table.read_text(encoding="utf-8")

    def test_nothing_but_refusals(self, told, contradiction):
        settings = [f"--set={name}={value}" for name, value in contradiction.items()]
        code, out, _ = told("compare", "lpo", "--metrics=ber", "--format=json", *settings)
        assert code == 1
        row = json.loads(out)["rows"][0]
        assert row["ber"] is None
        assert "mzm_swing_v" in row["reason"]
        assert "mzm_swing_v" in told("compare", "lpo", *settings)[1]
        assert rows_of(told("compare", "--format=csv", *settings)[1])[0]["ber"] == ""


class TestEvaluate:
    """`lightlane evaluate`."""

    def test_one_row(self, told):
        code, out, _ = told("evaluate", "lpo", "--set", "laser_location=external", "--format=json")
        expected = lightlane.evaluate("lpo", laser_location="external")
        assert code == 0
        assert {name: json.loads(out)["rows"][0][name] for name in expected} == dict(expected)

    def test_sweeps_make_a_grid(self, told):
        sweeps = ["--set=fiber_length_m=-10:10:3", "--set=lanes=2:4:2"]
        code, out, _ = told("evaluate", "lpo", "--metrics=ber", "--format=csv", *sweeps)
        rows = rows_of(out)
        assert code == 0
        assert [(row["fiber_length_m"], row["lanes"]) for row in rows] == [
            (length, lanes) for length in ("-10.0", "0.0", "10.0") for lanes in ("2.0", "4.0")
        ]
        assert [row["status"] for row in rows] == ["OUT_OF_BOUNDS"] * 2 + ["OK"] * 4
        assert rows[0]["ber"] == "" and float(rows[-1]["ber"]) >= 0
        table = told("evaluate", "lpo", "--metrics=ber", *sweeps)[1].splitlines()
        assert table[0].split() == ["preset", "fiber_length_m", "lanes", "ber", "status"]
        assert len(table) == 7

    FLOOR = ("--set=laser_power_mode=solved", "--set=target_margin_db=12")

    def test_what_is_in_the_way_is_told(self, told):
        """The sentence is the one that the library's own report raises."""
        link = lightlane.Link("cpo_a", laser_power_mode="solved", target_margin_db=12)
        with pytest.raises(lightlane.NumericsError, match="no laser power reaches") as caught:
            link.report()
        sentence = str(caught.value)
        code, out, err = told("evaluate", "cpo_a", *self.FLOOR)
        assert code == 1 and "ERROR_FLOOR" in out
        assert err == f"lightlane: ERROR_FLOOR: {sentence}\n"
        _, out, err = told("evaluate", "cpo_a", *self.FLOOR, "--format=json")
        assert (json.loads(out)["rows"][0]["reason"], err) == (sentence, "")

    def test_each_status_of_a_sweep_is_told_once(self, told):
        sweep = ["--set=laser_power_mode=solved", "--set=target_margin_db=0:12:4"]
        code, out, err = told("evaluate", "cpo_a", *sweep, "--metrics=power_io_w", "--format=csv")
        refused = [row["status"] for row in rows_of(out)].count("ERROR_FLOOR")
        assert code == 0 and 0 < refused < 4
        (line,) = [line for line in err.splitlines() if "ERROR_FLOOR" in line]
        assert f"in {refused} of 4 rows, the first at target_margin_db = " in line
        assert "no laser power reaches target_margin_db" in line
        _, out, _ = told("evaluate", "cpo_a", *sweep, "--metrics=power_io_w", "--format=json")
        rows = json.loads(out)["rows"]
        assert [bool(row["reason"]) for row in rows] == [row["status"] != "OK" for row in rows]

    def test_json_has_no_nan(self, told):
        code, out, _ = told("evaluate", "lpo", "--set=lanes=-2:-1:2", "--format=json")
        content = json.loads(out, parse_constant=pytest.fail)
        assert code == 1
        assert {row["ber"] for row in content["rows"]} == {None}
        assert content["units"]["lanes"] == "1"

    def test_flags_and_numbers_of_choices(self, told):
        words = [
            told("evaluate", "lpo", f"--set=modulator_predistortion={v}")[1] for v in ("yes", "1")
        ]
        assert words[0] == words[1] != told("evaluate", "lpo")[1]
        by_number = told("evaluate", "lpo", "--set=laser_location=1")[1]
        assert by_number == told("evaluate", "lpo", "--set=laser_location=external")[1]

    def test_threads_do_not_matter(self, told):
        sweep = ["evaluate", "lpo", "--set=fiber_length_m=1:900:500", "--format=csv"]
        assert told(*sweep) == told(*sweep, "--threads=2")


class TestTables:
    """`lightlane parameters`, `metrics` and `presets`."""

    @pytest.mark.parametrize("noun", ["parameters", "metrics", "presets"])
    def test_lists(self, told, noun):
        names = list(getattr(lightlane, noun))
        code, out, _ = told(noun)
        assert code == 0
        assert [line.split()[0] for line in out.splitlines()[1:]] == names
        assert [row["name"] for row in rows_of(told(noun, "--format=csv")[1])] == names
        content = json.loads(told(noun, "--format=json")[1])
        assert [row["name"] for row in content["rows"]] == names

    @pytest.mark.parametrize("noun", ["parameters", "metrics", "presets"])
    def test_details_of_each(self, told, noun):
        for name, info in getattr(lightlane, noun).items():
            code, out, _ = told(noun, name)
            assert code == 0
            assert info.doc in out

    def test_a_parameter_tells_all(self, told):
        info = lightlane.parameters["laser_location"]
        _, out, _ = told("parameters", "laser_location")
        for word in (
            info.source,
            *info.choices,
            "in cpo_a",
            lightlane.presets["cpo_a"].sources[info.name],
        ):
            assert word in out
        content = json.loads(told("parameters", "laser_location", "--format=json")[1])
        assert content["presets"]["cpo_a"]["value"] == "external"
        fields = {row["field"] for row in rows_of(told("parameters", "lanes", "--format=csv")[1])}
        assert {"unit", "minimum", "maximum", "default", "source"} <= fields

    def test_a_parameter_names_the_presets_that_set_it(self, told):
        for name in lightlane.parameters:
            content = json.loads(told("parameters", name, "--format=json")[1])
            setting = {n for n, info in lightlane.presets.items() if name in info.changes}
            assert set(content["presets"]) == setting

    def test_confidence_is_told_when_there_is_one(self, told, monkeypatch):
        info = dataclasses.replace(lightlane.parameters["lanes"], confidence="standard")
        monkeypatch.setitem(lightlane.parameters._rows, "lanes", info)
        assert ["confidence", "standard"] in map(
            str.split, told("parameters", "lanes")[1].split("\n")
        )
        bare = dataclasses.replace(info, confidence="")
        monkeypatch.setitem(lightlane.parameters._rows, "lanes", bare)
        assert "confidence " not in told("parameters", "lanes")[1].split("in ")[0]

    def test_a_preset_tells_all(self, told):
        content = json.loads(told("presets", "cpo_a", "--format=json")[1])
        assert content["values"] == lightlane.presets["cpo_a"].values


    def test_choices_have_their_names(self, told):
        lines = told("parameters")[1].splitlines()
        assert lines[0].split() == ["name", "unit", "default", "takes", "doc"]
        (line,) = (line for line in lines if line.startswith("laser_location "))
        assert "module, external" in line
        (line,) = (line for line in lines if line.startswith("lanes "))
        assert "1 to 128" in line

    @pytest.mark.parametrize("command", [["parameters"], ["com", "--list-settings"]])
    def test_a_narrow_terminal_wraps_the_sentences(self, told, monkeypatch, command):
        whole = told(*command)[1]
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "120")
        wrapped = told(*command)[1]
        assert max(map(len, wrapped.splitlines())) <= 120 < max(map(len, whole.splitlines()))
        # The head of the sentences goes where they stand below their rows.
        words = [word for word in whole.split() if word != "doc"]
        assert sorted(word for word in wrapped.split() if word != "doc") == sorted(words)


FAR = ["--set=fiber_length_m=30000"]


class TestInfinite:
    """Metrics of an answered row that are no finite number."""

    def test_json_tells_why(self, told):
        (row,) = json.loads(told("evaluate", "lpo_1600g", *FAR, "--format=json")[1])["rows"]
        assert row["status"] == "OK"
        names = {name for name, value in row.items() if value is None}
        assert "sensitivity_oma_dbm" in names and names == set(row["missing"])
        compared = lightlane.compare(["lpo_1600g"], [*sorted(names), "ber"], fiber_length_m=30_000)
        assert row["missing"] == dict(compared.missing["lpo_1600g"])
        (row,) = json.loads(told("evaluate", "lpo", "--format=json")[1])["rows"]
        assert row["missing"] == {}

    def test_rows_of_a_sweep_tell_why(self, told):
        sweep = ["--set=fiber_length_m=30000:31000:2", "--metrics=ber,sensitivity_oma_dbm"]
        for row in json.loads(told("evaluate", "lpo_1600g", *sweep, "--format=json")[1])["rows"]:
            assert row["sensitivity_oma_dbm"] is None
            assert list(row["missing"]) == ["sensitivity_oma_dbm"]
            assert "infinite" in row["missing"]["sensitivity_oma_dbm"]


class TestScenario:
    """`lightlane scenario`, and `lightlane compare --scenario`."""

    def test_template_to_comparison(self, told, tmp_path):
        path = tmp_path / "mine.toml"
        assert told("scenario", "--output", str(path)) == (0, "", "")
        code, out, _ = told("scenario", str(path))
        assert code == 0
        assert out == f"{path}: a scenario with 0 common parameters, 0 designs, every metric\n"
        plain = told("compare")[1]
        assert told("compare", "--scenario", str(path))[1] == plain
        assert told("scenario")[1] == path.read_text(encoding="utf-8")

    def test_a_template_takes_no_file_s_place(self, told, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_text('metrics = ["ber"]\n[[design]]\npreset = "lpo"\n', encoding="utf-8")
        kept = path.read_bytes()
        code, out, err = told("scenario", "--output", str(path))
        assert (code, out) == (2, "")
        assert err == f"lightlane: {path} exists; --force writes a template over it\n"
        assert path.read_bytes() == kept
        assert "with 0 common parameters, 1 design, 1 metric\n" in told("scenario", str(path))[1]
        assert told("scenario", "--force", "--output", str(path)) == (0, "", "")
        assert path.read_text(encoding="utf-8") == told("scenario")[1]

    def test_designs_presets_and_settings(self, told, tmp_path):
        path, page = tmp_path / "row.toml", tmp_path / "row.html"
        path.write_text(
            'title = "A row"\nmetrics = ["latency_ns"]\nparameters.fiber_length_m = 10\n'
            '[[design]]\nname = "far"\npreset = "lpo"\nparameters.fiber_length_m = 500\n'
            '[[design]]\npreset = "dsp"\n',
            encoding="utf-8",
        )
        option = f"--scenario={path}"
        content = json.loads(told("compare", option, "--format=json", f"--report={page}")[1])
        assert content["title"] == "A row"
        assert [(row["design"], row["preset"]) for row in content["rows"]] == [
            ("far", "lpo"),
            ("dsp", "dsp"),
        ]
        expected = lightlane.evaluate("lpo", "latency_ns", fiber_length_m=500)["latency_ns"]
        assert content["rows"][0]["latency_ns"] == expected
        assert "<h1>A row</h1>" in page.read_text(encoding="utf-8")
        rows = rows_of(told("compare", "cpo_a", "far", option, "--format=csv")[1])
        assert [row["design"] for row in rows] == ["cpo_a", "far"]
        rows = rows_of(
            told("compare", option, "--set=fiber_length_m=500", "--metrics=ber", "--format=csv")[1]
        )
        for row, preset in zip(rows, ("lpo", "dsp"), strict=True):
            assert float(row["ber"]) == lightlane.evaluate(preset, "ber", fiber_length_m=500)["ber"]
            assert "latency_ns" not in row

    def test_every_mistake_is_a_line(self, told, tmp_path):
        path = tmp_path / "bad.toml"
        path.write_text("parameters.lane = 1\nparameters.lanes = 0\n", encoding="utf-8")
        for command in (["compare", "--scenario", str(path)], ["scenario", str(path)]):
            code, out, err = told(*command)
            assert (code, out) == (2, "")
            assert [line.partition(": parameters.lane")[0] for line in err.splitlines()] == [
                f"lightlane: {path}:1",
                f"lightlane: {path}:2",
            ]

    def test_a_missing_file(self, told):
        code, _, err = told("compare", "--scenario", "/nonexistent/row.toml")
        assert (code, err) == (2, "lightlane: /nonexistent/row.toml: No such file or directory\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: COMMAND"),
        (["compute"], "invalid choice"),
        (["compare", "lpoo"], "did you mean 'lpo'"),
        (["compare", "--set", "fibre_length_m=3"], "did you mean 'fiber_length_m'"),
        (["compare", "--set", "fiber_length_m"], "NAME=VALUE"),
        (["compare", "--set", "fiber_length_m="], "NAME=VALUE"),
        (["compare", "--set", "fiber_length_m=near"], "expected a number in m, got 'near'"),
        (["compare", "--set", "fiber_length_m=-1"], "fiber_length_m = -1 m"),
        (["compare", "--set", "fiber_length_m=nan"], "fiber_length_m"),
        (["compare", "--set", "fiber_length_m=1:2:3"], "not a sweep"),
        (["compare", "--set", "lanes=4", "--set", "lanes=5"], "lanes is set twice"),
        (["compare", "--set", "laser_location=roof"], "'roof' is none of"),
        (["compare", "--metrics", "ber,bers"], "did you mean 'ber'"),
        (["compare", "--metrics", ""], "metric"),
        (["compare", "--format", "xml"], "invalid choice"),
        (["compare", "--report", "/nonexistent/report.html"], "/nonexistent/report.html: No such"),
        (["compare", "--output", "/nonexistent/table"], "/nonexistent/table: No such"),
        (["evaluate"], "required: PRESET"),
        (["evaluate", "lpo", "dsp"], "unrecognized"),
        (["evaluate", "lpo", "--threads", "0"], "threads must be 1 to"),
        (["evaluate", "lpo", "--threads", "x"], "invalid int"),
        (["evaluate", "lpo", "--set", "lanes=1:2"], "START:STOP:COUNT"),
        (["evaluate", "lpo", "--set", "lanes=1:2:0"], "START:STOP:COUNT"),
        (["evaluate", "lpo", "--set", "lanes=1:2:99999999999"], "START:STOP:COUNT"),
        (["evaluate", "lpo", "--set", "lanes=a:2:3"], "expected a number, got 'a'"),
        (["parameters", "fibre_length"], "no parameter is called"),
        (["metrics", "bur"], "did you mean 'ber'"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(told, arguments, message):
    code, out, err = told(*arguments)
    assert code == 2
    assert out == "" or "--report" in arguments
    assert err.startswith("lightlane: ")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize(
    "command",
    [[], ["compare"], ["evaluate"], ["scenario"], ["parameters"], ["presets"]],
)
def test_help_has_examples(told, capsys, command):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    help_text = capsys.readouterr().out
    assert f"  {' '.join(['lightlane', *command])}" in help_text.split("examples:")[1]


def test_python_dash_m():
    done = subprocess.run(
        [sys.executable, "-m", "lightlane", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"lightlane {lightlane.__version__} ({lightlane.build_info()})\n"


def test_a_closed_pipe_is_quiet():
    command = [sys.executable, "-m", "lightlane", "evaluate", "lpo"]
    process = subprocess.Popen(
        [*command, "--set=fiber_length_m=1:900:5000", "--format=json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 141


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_progress_bar(monkeypatch):
    with _progress.progress_bar(io.StringIO()) as progress:
        assert progress is None
    patient = _Terminal()
    with _progress.progress_bar(patient) as progress:
        progress(1, 2)
    assert patient.getvalue() == ""
    monkeypatch.setattr(_progress, "PATIENCE_S", 0.0)
    terminal = _Terminal()
    with _progress.progress_bar(terminal) as progress:
        assert not progress(500, 1000)
    assert "500 of 1,000 rows" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")
