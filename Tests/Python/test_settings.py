"""Settings and measures: what they take, what they refuse, and what they tell."""

import copy
import json
import re
from pathlib import Path

import numpy as np
import pytest

import lightlane
from lightlane import _core
from lightlane._measures import measures_of

GOLDEN = Path(__file__).parents[1] / "Golden"
WORKBOOKS = json.loads((GOLDEN / "com_workbooks.json").read_text())["presets"]
COM = lightlane.groups["com"]


def same(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_whole_workbook_as_a_mapping_is_the_preset(name):
    book = lightlane.Workbook(WORKBOOKS[name])
    settings = lightlane.Settings("com", book)
    assert same(settings, lightlane.Settings("com", name))
    assert set(settings.unknown) == {"RX_CALIBRATION", "Sigma BBN step"}
    assert not [note for note in settings.notes if note.startswith("warning")]
    assert settings.notes[-1].endswith("RX_CALIBRATION = 0.0, Sigma BBN step = 0.005")
    # A plain mapping of a whole sheet is one too; of a few keys, it is the caller's own, so that a
    # key that means nothing is a mistake.
    assert same(lightlane.Settings("com", WORKBOOKS[name]), settings)
    with pytest.raises(lightlane.ParameterError, match="RX_CALIBRATION"):
        lightlane.Settings("com", {"f_b": 53.125, "RX_CALIBRATION": 1})


def test_octave_agrees_through_python():
    golden = json.loads((GOLDEN / "matlab_expressions.json").read_text())["expressions"]
    taken = 0
    for row in golden:
        # A list takes every one-row value within its bounds.
        if row["rows"] != 1 or not row["numbers"] or max(map(abs, row["numbers"])) > 100:
            continue
        value = lightlane.Settings("com", ctle_dc_gain_db=row["text"])["g_DC"]
        assert value.tolist() == row["numbers"], row["text"]
        taken += 1
    assert taken > 80


def test_every_way_to_give_a_value():
    settings = lightlane.Settings("com", "kr")
    for value in ([-0.1, 0], (-0.1, 0), np.array([-0.1, 0]), "[-0.1 0]", np.array([[-0.1], [0]])):
        assert lightlane.Settings("com", c_minus_1=value)["c_minus_1"].tolist() == [-0.1, 0]
        assert lightlane.Settings("com", {"c(-1)": value})["c(-1)"].tolist() == [-0.1, 0]
    assert lightlane.Settings("com", **{"c(-1)": -0.1})["c_minus_1"].tolist() == [-0.1]
    assert lightlane.Settings("com", levels=np.float32(2))["levels"] == 2
    assert type(settings["levels"]) is int and type(settings["R_LM"]) is float
    assert settings["return_loss"] is True
    assert lightlane.Settings("com", return_loss=False)["return_loss"] is False
    assert lightlane.Settings("com", "kr", f_2=None)["integration_end_ghz"] is None
    assert lightlane.Settings("com", rules="annex 93A")["rules"] == "annex_93a"
    assert lightlane.Settings("com", rules=1)["rules"] == "annex_93a"
    lengths = lightlane.Settings("com", tx_package_length_mm=[[12, 31], [1.8, 1.8]])["z_p (TX)"]
    assert lengths.shape == (2, 2)
    lengths[:] = 0  # a copy
    assert len(settings) == len(COM.settings) == len(list(settings))


@pytest.mark.parametrize(
    ("overrides", "status", "parameter", "row"),
    [
        ({"levels": 17}, "OUT_OF_BOUNDS", "levels", None),
        ({"levels": 2.5}, "NOT_AN_INTEGER", "levels", None),
        ({"levels": float("nan")}, "NOT_FINITE", "levels", None),
        ({"levels": [2, 4]}, "COUNT", "levels", None),
        ({"levels": None}, "COUNT", "levels", None),
        ({"levels": "four"}, "EXPRESSION", "levels", None),
        ({"levels": "4\0"}, "EXPRESSION", "levels", None),
        ({"c_minus_1": [0, -2]}, "OUT_OF_BOUNDS", "c_minus_1", 1),
        ({"c_minus_1": "[0 -2]"}, "OUT_OF_BOUNDS", "c_minus_1", 1),
        ({"port_order": [1, 2, 3]}, "COUNT", "port_order", None),
        ({"c_minus_1": np.zeros(5000)}, "COUNT", "c_minus_1", None),
        ({"symbol_rate": 1}, "UNKNOWN_PARAMETER", None, None),
    ],
)
def test_what_is_refused(overrides, status, parameter, row):
    with pytest.raises(lightlane.LightlaneError) as raised:
        lightlane.Settings("com", "kr", **overrides)
    assert (raised.value.status_name, raised.value.parameter, raised.value.row) == (
        status,
        parameter,
        row,
    )
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("value", [object(), [[1], [1, 2]], np.zeros((2, 2, 2)), 1j, ["a"], b"1"])
def test_what_is_no_number(value):
    with pytest.raises(TypeError, match="c_minus_1"):
        lightlane.Settings("com", c_minus_1=value)


def test_names_are_hinted():
    with pytest.raises(lightlane.ParameterError, match="did you mean '100GBASE-KR'"):
        lightlane.Settings("com", "100GBASE-KP")
    with pytest.raises(lightlane.ParameterError, match="did you mean 'c_minus_1'"):
        lightlane.Settings("com", c_minus1=0)
    with pytest.raises(lightlane.ParameterError, match="no group of settings"):
        lightlane.Settings("mom")
    with pytest.raises(lightlane.ParameterError, match="stands twice: as 'f_b' and as"):
        lightlane.Settings("com", {"f_b": 53.125, "symbol_rate_gbd": 53.125})
    with pytest.raises(TypeError, match="config is the name"):
        lightlane.Settings("com", 5)


def test_notes_tell_where_each_value_comes_from():
    settings = lightlane.Settings("com", "kr", dfe_taps_minimum="[ -0.15 - 0.15 ]")
    assert settings.preset == "100GBASE-KR" and settings.own == ("dfe_taps_minimum",)
    assert settings.notes[0].startswith("warning: dfe_taps_minimum: '[ -0.15 - 0.15 ]'")
    notes = dict(note.split(" = ", 1) for note in settings.notes[1:])
    assert list(notes) == list(settings)
    assert notes["symbol_rate_gbd"].startswith("53.125 GBd: IEEE")
    assert "set by the user; the preset has [0.05 -0.03" in notes["dfe_taps_minimum"]
    assert lightlane.Settings("com").preset is None
    told = lightlane.Settings("com", lightlane.Workbook({"f_b": 25, "ACCM_MAX_Freq": "[1 2]"})).notes
    assert told[0] == "warning: not known, and without effect: ACCM_MAX_Freq = [1 2]"
    assert "100GBASE-KR" in repr(settings) and "<table>" in settings._repr_html_()


def test_tables_are_complete():
    for group in lightlane.groups.values():
        for info in group.settings.values():
            assert info.takes and info.doc and info.source and info.confidence
            for alias in info.aliases:
                assert group.settings[alias] is info
        for info in group.presets.values():
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", info.date)
            lightlane.Settings(group.name, info.name)
        assert all(info.doc for info in group.measures.values())
    assert "com" in repr(lightlane.groups) and "95 settings" in repr(COM)


# --------------------------------------------------------------------------------------- measures


def test_measures_are_named_by_both_tables():
    ids = (COM.measures["com_db"].id, lightlane.metrics["ber"].id)
    numbers = np.array([1.0, 2.0]).tobytes()
    parts = (
        ((ids[0], 3.5), (ids[1], 1e-6)),
        (("pulse_v", "V", "A pulse.", numbers, None), ("c", "1", "Taps.", numbers, ("a", "b"))),
        ("warning: closed", "levels = 4: a source"),
    )
    measures = measures_of(parts, ("warning: first",))
    assert dict(measures.scalars) == {"com_db": 3.5, "ber": 1e-6}
    assert measures["pulse_v"].tolist() == [1.0, 2.0] and measures["c"] == {"a": 1.0, "b": 2.0}
    assert measures.units["com_db"] == "dB" and measures.units["pulse_v"] == "V"
    assert measures.docs["com_db"] == COM.measures["com_db"].doc
    assert measures.warnings == ("first", "closed") and len(measures.notes) == 3
    assert list(measures) == ["com_db", "ber", "pulse_v", "c"] and len(measures) == 4
    assert "com_db" in repr(measures) and "2 values" in measures._repr_html_()
    with pytest.raises(KeyError, match="not in this report; there are com_db"):
        measures["com"]
    assert copy.copy(measures["c"]) == measures["c"]


# --------------------------------------------------------------------------- the extension module


def test_core_settings_take_bytes_and_ids():
    core = _core.Settings(COM.id, 0)
    taps = COM.settings["c_minus_1"].id
    for arguments in ((taps, 1, 1, b""), (taps, 1, 2, bytes(8)), (taps, -1, -1, bytes(8))):
        with pytest.raises(ValueError, match="8 bytes"):
            core.set(*arguments)
    for arguments in ((taps, 2**62, 2**62, b""), (taps, 2**62, 4, b"")):
        with pytest.raises(ValueError, match="8 bytes"):
            core.set(*arguments)
    with pytest.raises(lightlane.ArgumentError):
        core.set(taps, 0, 5, b"")
    with pytest.raises(TypeError):
        core.set(taps, 1, 2, bytearray(16))
    core.set(taps, 1, 2, np.array([0, -0.1]).tobytes())
    assert core.get(taps)[:2] == (1, 2)
    for identifier in (0, -1, 2**31 - 1):
        with pytest.raises(lightlane.ParameterError):
            core.get(identifier)
        assert not core.is_own(identifier)
        assert core.note(identifier) is None and core.warning(identifier) is None
    for method in (core.get, core.note, core.is_own, core.warning):
        with pytest.raises(OverflowError):
            method(2**40)
        with pytest.raises(TypeError):
            method("x")
    for arguments in ((1, 0), (COM.id, 1)):
        with pytest.raises(lightlane.ParameterError):
            _core.Settings(*arguments)
    assert _core.setting_table(0) == [] and _core.setting_table(2**40) == []
    assert _core.setting_find(COM.id, 5) is None and _core.setting_find(COM.id, "a\0") is None
    assert _core.setting_find(COM.id, "\ud800") is None
