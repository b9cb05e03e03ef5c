"""The 10 Gigabit Ethernet link sheets: table and package against the spreadsheet's cells."""

import csv
import json
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import lightlane
from lightlane import _core
from lightlane._command import main
from lightlane._ten_gigabit_fields import Inputs

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "bindings/spec/ten_gigabit.toml").read_text(encoding="utf-8"))
SHEETS = {row["sheet"]: row["name"] for row in TABLE["sheet"]}
LEFT_OUT = {"1550S30km"}


def golden(name):
    """Rows of a golden table, and the cell and unit that its comment gives each column."""
    text = (ROOT / "Tests/Golden" / f"ten_gigabit_{name}.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    comment = " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    listed = re.split(r"\b(?:cells|columns):", comment)[-1]
    cells = {
        found[1]: found[2]
        for found in re.finditer(r"(\w+) (?:[a-z ]*\b)?([A-Z]{1,2}\d*)\b", listed)
    }
    return list(csv.DictReader(line for line in lines if not line.startswith("#"))), cells


def by_cell(rows):
    return {row["cell"]: row for row in rows}


def agrees(found, cell):
    """To the digits of the cell, differences of decibels to rounding; NaN only where it is one."""
    return math.isnan(found) if math.isnan(cell) else abs(found - cell) <= 1e-10 * abs(cell) + 1e-13


def test_the_table_is_the_spreadsheets():
    rows, cells = golden("inputs")
    inputs = by_cell(TABLE["input"])
    assert set(inputs) == set(cells.values())
    seen = set()
    for row in rows:
        if row["sheet"] in LEFT_OUT:
            continue
        values = next(s["values"] for s in TABLE["sheet"] if s["sheet"] == row["sheet"])
        for name, cell in cells.items():
            expected = float(row[name])
            found = values.get(inputs[cell]["name"], math.nan)
            assert (found == expected) or (math.isnan(found) and math.isnan(expected)), name
        seen.add(row["sheet"])
    assert seen == set(SHEETS)


def test_the_package_holds_the_table():
    assert list(lightlane.ten_gigabit_sheets) == list(SHEETS.values())
    names = [row["name"] for row in TABLE["input"]]
    assert list(Inputs.__annotations__) == names
    for row in TABLE["sheet"]:
        sheet = lightlane.ten_gigabit_sheets[row["name"]]
        assert sheet.date == TABLE["model"]["date"] and row["sheet"] in sheet.doc
        assert list(sheet.inputs) == names
        for info, spec in zip(sheet.inputs.values(), TABLE["input"], strict=True):
            assert (info.unit, info.doc, info.block) == (spec["unit"], spec["doc"], spec["block"])
            assert (info.minimum, info.maximum) == (spec["minimum"], spec["maximum"])
            assert f"{row['sheet']}!{spec['cell']}" in info.source or math.isnan(info.default)
            expected = row["values"].get(info.name, math.nan)
            assert info.default == expected or math.isnan(expected)


def test_every_column_is_the_spreadsheets():
    rows, cells = golden("spreadsheet")
    columns = by_cell(TABLE["column"])
    assert set(columns) == set(cells.values())
    for title, name in SHEETS.items():
        mine = [row for row in rows if row["sheet"] == title]
        assert len(mine) == 5
        found = lightlane.ten_gigabit(name, [float(row["length_km"]) for row in mine])
        assert list(found.columns) == [row["name"] for row in TABLE["column"]]
        for column, cell in cells.items():
            spec = columns[cell]
            assert (found.units[spec["name"]], found.docs[spec["name"]]) == (
                spec["unit"],
                spec["doc"],
            )
            for value, row in zip(found[spec["name"]], mine, strict=True):
                assert agrees(value, float(row[column])), (name, column, row["length_km"])


def test_every_result_is_the_spreadsheets():
    rows, cells = golden("sheets")
    results = by_cell(TABLE["result"])
    assert set(results) == set(cells.values())
    for row in rows:
        if row["sheet"] in LEFT_OUT:
            continue
        found = lightlane.ten_gigabit(SHEETS[row["sheet"]])
        assert list(found.results) == [spec["name"] for spec in TABLE["result"]]
        for column, cell in cells.items():
            assert agrees(found[results[cell]["name"]], float(row[column])), (row["sheet"], column)


def test_shapes_follow_the_length():
    one, many = lightlane.ten_gigabit(length_km=7), lightlane.ten_gigabit(length_km=[[2, 7]])
    assert type(one["margin_db"]) is float
    assert many["margin_db"].shape == (1, 2)
    assert many["margin_db"][0, 1] == one["margin_db"]
    assert type(many["power_budget_db"]) is float
    assert lightlane.ten_gigabit()["length_km"] == 10
    assert len(one) == len(list(one)) == 34
    assert lightlane.ten_gigabit(length_km=np.float32(7))["margin_db"] == one["margin_db"]
    assert lightlane.ten_gigabit(target_reach_km=5)["length_km"] == 5


def test_inputs_can_be_changed():
    found = lightlane.ten_gigabit("10gbase-sr-400", modal_bandwidth_mhz_km=500, oma_dbm=-3.5)
    assert found.inputs["modal_bandwidth_mhz_km"] == 500
    assert "polarisation_delay_ps" not in found.inputs
    told = [note for note in found.notes if "set by the user" in note]
    assert [note.split(" = ")[0] for note in told] == ["oma_dbm", "modal_bandwidth_mhz_km"]
    plain = lightlane.ten_gigabit("10gbase-sr-400")
    assert found["margin_db"] > plain["margin_db"]
    assert any("revision 3.1.16a" in note for note in plain.notes)
    assert not any(note.startswith("warning") for note in plain.notes)


def test_a_closed_eye_is_nan_and_a_warning():
    found = lightlane.ten_gigabit("10gbase-lr", [10, 900])
    assert np.isnan(found["margin_db"]).tolist() == [False, True]
    assert found.notes[0].startswith("warning: the eye is closed") and "1 of 2" in found.notes[0]


def test_it_shows_itself():
    found = lightlane.ten_gigabit(length_km=[1, 2])
    for name in found:
        assert name in repr(found) and name in found._repr_html_()
    with pytest.raises(KeyError, match="not on the sheet"):
        found["margin"]


def test_to_pandas():
    pytest.importorskip("pandas")
    frame = lightlane.ten_gigabit("10gbase-er", length_km=[20, 40]).to_pandas()
    assert frame.shape == (2, 25)
    assert lightlane.ten_gigabit().to_pandas().shape == (1, 25)


@pytest.mark.parametrize(
    ("call", "parameter", "message"),
    [
        ({"sheet": "10gbase-rl"}, None, "did you mean '10gbase-lr'"),
        ({"oma": 3}, None, "did you mean 'oma_dbm'"),
        ({"oma_dbm": 31}, "oma_dbm", "it takes -40 to 30 dBm"),
        ({"q": math.nan}, "q", "finite numbers of 1 to 20"),
        ({"attenuation_reference_nm": 1550}, "attenuation_reference_nm", "out of bounds"),
        ({"modal_bandwidth_mhz_km": 500}, "modal_bandwidth_mhz_km", "polarisation_delay_ps"),
        ({"oma_dbm": 5}, "oma_dbm", "worst_average_power_dbm = -2.55 dBm"),
        ({"length_km": -1}, None, "length_km = -1 km is out of bounds; it takes 0 to 1000 km"),
        ({"length_km": [1, math.inf]}, None, "length_km is inf"),
    ],
)
def test_bad_values_are_refused(call, parameter, message):
    with pytest.raises(lightlane.ParameterError, match=re.escape(message)) as caught:
        lightlane.ten_gigabit(**call)
    assert caught.value.parameter == parameter


def test_the_row_of_a_bad_length():
    for lengths, row in ((-1, None), ([1, -1], 1), ([[1, 2], [3, -1]], (1, 1))):
        with pytest.raises(lightlane.ParameterError) as caught:
            lightlane.ten_gigabit(length_km=lengths)
        assert caught.value.row == row
    with pytest.raises(lightlane.ParameterError) as caught:
        lightlane.ten_gigabit(length_km=[1, 2], q=0)
    assert caught.value.row is None


@pytest.mark.parametrize("call", [{"length_km": "far"}, {"oma_dbm": "x"}, {"oma_dbm": [1, 2]}])
def test_what_is_no_number(call):
    with pytest.raises(TypeError):
        lightlane.ten_gigabit(**call)


def test_how_many_lengths():
    most = _core.MAX_TEN_GIGABIT_LENGTHS
    assert lightlane.ten_gigabit(length_km=np.full(most, 10.0))["margin_db"].shape == (most,)
    for lengths in (np.full(most + 1, 10.0), []):
        with pytest.raises(lightlane.ArgumentError):
            lightlane.ten_gigabit(length_km=lengths)


def test_the_core_by_ids():
    sheet = lightlane.ten_gigabit_sheets["10gbase-lr"].id
    for arguments in ((0, (), (), ()), (sheet, (0,), (1.0,), ()), (sheet, (2**40,), (1.0,), ())):
        with pytest.raises(lightlane.ParameterError):
            _core.ten_gigabit_report(*arguments)
    with pytest.raises(ValueError, match="as many values"):
        _core.ten_gigabit_report(sheet, (), (1.0,), ())
    with pytest.raises(TypeError):
        _core.ten_gigabit_report(sheet, (), (), ("far",))
    with pytest.raises(lightlane.ParameterError):
        _core.ten_gigabit_inputs(-5)


class TestCommand:
    """`lightlane ten-gigabit`."""

    @pytest.fixture
    def told(self, capsys):
        def run(*arguments):
            code = main(["ten-gigabit", *arguments])
            return (code, *capsys.readouterr())

        return run

    def test_one_length(self, told):
        code, out, err = told()
        assert (code, err) == (0, "")
        assert out.splitlines()[0].split() == ["10gbase-lr"]
        assert [line.split()[0] for line in out.splitlines()[1:]] == list(lightlane.ten_gigabit())

    def test_a_sweep_as_json_and_csv(self, told):
        sweep = ["10gbase-er", "--length-km=20:40:3", "--set", "rise_time_ps=40"]
        content = json.loads(told(*sweep, "--format=json")[1])
        expected = lightlane.ten_gigabit("10gbase-er", [20, 30, 40], rise_time_ps=40)
        assert content["units"] == dict(expected.units)
        assert [row["margin_db"] for row in content["rows"]] == list(expected["margin_db"])
        assert {row["vertical_eye_closure_db"] for row in content["rows"]} == {
            expected["vertical_eye_closure_db"]
        }
        lines = told(*sweep, "--columns=length_km,margin_db", "--format=csv")[1].splitlines()
        assert lines[0] == "sheet,length_km,margin_db,reason" and len(lines) == 4

    def test_rows_tell_their_length_and_why_they_have_no_answer(self, told):
        listed = ["10gbase-er", "--length-km=40,2,200", "--columns=margin_db"]
        rows = json.loads(told(*listed, "--format=json")[1])["rows"]
        assert [row["length_km"] for row in rows] == [40, 2, 200]
        expected = lightlane.ten_gigabit("10gbase-er", [40, 2])["margin_db"]
        assert [row["margin_db"] for row in rows] == [*expected, None]
        closed = "the eye is closed, or noise exceeds it"
        assert [row["reason"] for row in rows] == ["", "", closed]
        code, out, _ = told(*listed)
        assert code == 0 and out.splitlines()[-1].endswith(f"-  {closed}")
        assert "reason" not in told("10gbase-er", "--length-km=2,40")[1]

    def test_lists(self, told):
        names = [line.split()[0] for line in told("--sheets")[1].splitlines()[1:]]
        assert names == list(lightlane.ten_gigabit_sheets)
        rows = list(csv.DictReader(told("--inputs", "--format=csv")[1].splitlines()))
        assert [row["name"] for row in rows] == list(Inputs.__annotations__)
        notes = told("--notes", "--set=q=7")[1]
        assert "q = 7: set by the user; the sheet has 7.037" in notes

    def test_no_answer(self, told):
        code, out, _ = told("--length-km=900", "--columns=margin_db", "--format=json")
        assert code == 1 and json.loads(out)["rows"][0]["margin_db"] is None

    def test_help(self, told, capsys):
        with pytest.raises(SystemExit):
            told("--help")
        assert "lightlane ten-gigabit --sheets" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["10gbase-rl"], "did you mean '10gbase-lr'"),
            (["--set", "oma=3"], "did you mean 'oma_dbm'"),
            (["--set", "oma_dbm"], "NAME=VALUE"),
            (["--set", "oma_dbm=much"], "expected a number in dBm, got 'much'"),
            (["--set", "q=7", "--set", "q=8"], "q is set twice"),
            (["--length-km", "2,,10"], "expected a number in km, got ''"),
            (["--length-km", "far"], "expected a number in km, got 'far'"),
            (["--length-km=-1"], "0 to 1000 km"),
            (["--length-km", "1:2"], "START:STOP:COUNT"),
            (["--length-km", "1:2:0"], "START:STOP:COUNT"),
            (["--columns", "margin"], "did you mean 'margin_db'"),
            (["--columns", ","], "at least one name"),
            (["--sheets", "--inputs"], "not allowed with"),
        ],
    )
    def test_bad_input_is_one_line_and_exit_2(self, told, arguments, message):
        code, out, err = told(*arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1 and message in err
