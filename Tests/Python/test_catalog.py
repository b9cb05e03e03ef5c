"""Introspection: the package's tables are the core's."""

import importlib.metadata
import tomllib
import typing
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import lightlane
from lightlane import _catalog, _core, _fields

ROOT = Path(__file__).parents[2]
OPTIONS = {"errors", "threads", "progress", "out", "preset", "metrics", "varying", "presets"} | {
    "scenario",
    "across",
}


def test_generated_names_are_the_cores():
    assert typing.get_args(_fields.PresetName) == tuple(lightlane.presets.words())
    assert typing.get_args(_fields.MetricName) == tuple(lightlane.metrics)
    assert typing.get_args(_fields.ParameterName) == tuple(lightlane.parameters)
    assert tuple(_fields.Parameters.__annotations__) == tuple(lightlane.parameters)


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert lightlane.__version__ == project["version"] == importlib.metadata.version("lightlane")
    assert lightlane.__version__ in lightlane.build_info()


@pytest.mark.parametrize("name", lightlane.parameters)
def test_every_parameter_is_complete(name):
    info = lightlane.parameters[name]
    assert info.name == name
    assert info.unit and info.block and info.doc and info.source
    assert info.minimum <= info.maximum
    if info.kind == "choice":
        assert info.default in info.choices
        assert (info.minimum, info.maximum) == (0, len(info.choices) - 1)
    else:
        assert info.minimum <= info.default <= info.maximum
        assert info.choices == ()
    kinds = {"real": float, "integer": int, "flag": bool, "choice": str}
    assert type(info.default) is kinds[info.kind]


def test_every_power_and_energy_has_a_boundary():
    for info in lightlane.metrics.values():
        assert info.unit and info.doc
        assert bool(info.boundary) == (info.unit in ("W", "pJ/bit"))


@pytest.mark.parametrize("name", lightlane.presets)
def test_a_preset_is_what_its_link_holds(name):
    info = lightlane.presets[name]
    link = lightlane.Link(name)
    assert info.doc and info.date
    assert info.values == {
        parameter: getattr(link, parameter) for parameter in lightlane.parameters
    }
    assert all(info.sources.values())


@pytest.mark.parametrize("name", lightlane.presets)
def test_a_preset_changes_what_it_sets(name):
    info = lightlane.presets[name]
    untouched = set(lightlane.parameters) - set(info.changes)
    for parameter in untouched:
        row = lightlane.parameters[parameter]
        assert (info.values[parameter], info.sources[parameter]) == (row.default, row.source)
    assert set(info.confidences) in (set(), set(lightlane.parameters))


def test_every_name_that_the_core_finds_is_found():
    for table in (lightlane.parameters, lightlane.metrics, lightlane.presets):
        for name, row in table.items():
            assert table._find(name) == row.id
        for nothing in ("", "nonsense", "lpo\0", "\ud800", 7, None):
            assert table._find(nothing) is None
            assert nothing not in table
    for info in lightlane.presets.values():
        for alias in info.aliases:
            assert lightlane.presets[alias] is info
            assert lightlane.Link(alias) == lightlane.Link(info.name)


def test_an_alias_stands_for_its_preset(monkeypatch):
    rows = [{**row, "aliases": ("other",)} for row in _core.preset_table() if row["name"] == "lpo"]
    table = _catalog.Catalog(
        "preset",
        _core.UNKNOWN_PRESET,
        lambda: [_catalog.PresetInfo(**row) for row in rows],
        lambda name: rows[0]["id"] if name == "other" else None,
    )
    assert table["other"] is table["lpo"] is table.find("other")
    assert list(table) == ["lpo"]
    with pytest.raises(KeyError, match="did you mean 'other'"):
        table["othre"]
    monkeypatch.setattr(lightlane.presets, "_find", lambda name: rows[0]["id"])
    assert lightlane.Link("other").preset == "lpo"
    assert lightlane.compare(["other"], ["ber"]).rows == ("other",)


def test_what_a_newer_binary_tells_is_taken_in(monkeypatch):
    newer = [{**row, "confidence": "public", "more": 1} for row in _core.parameter_table()]
    monkeypatch.setattr(_core, "parameter_table", lambda: newer)
    assert {info.confidence for info in _catalog._read_parameters()} == {"public"}


def test_names_do_not_hide_behind_options_or_methods():
    methods = {name for name in dir(lightlane.Link) if not name.startswith("_")}
    assert not set(lightlane.parameters) & (OPTIONS | methods)
    assert not set(lightlane.metrics) & OPTIONS


def test_rows_are_frozen():
    with pytest.raises(FrozenInstanceError):
        lightlane.parameters["lanes"].unit = "m"
    with pytest.raises(TypeError):
        lightlane.parameters["lanes"] = None


def test_unknown_names_give_a_hint():
    with pytest.raises(KeyError, match="did you mean 'fiber_length_m'"):
        lightlane.parameters["fibre_length_m"]
    with pytest.raises(lightlane.ParameterError, match="did you mean 'margin_db'") as caught:
        lightlane.metrics.find("margin")
    assert caught.value.status == _core.UNKNOWN_METRIC
    assert "nonsense" not in lightlane.presets
    assert lightlane.presets.get("nonsense") is None
    assert lightlane.metrics.name_of(-5) is None


@pytest.mark.parametrize("table", [lightlane.parameters, lightlane.metrics, lightlane.presets])
def test_tables_show_themselves(table):
    html = table._repr_html_()
    for name in table:
        assert name in repr(table)
        assert name in html
    assert html.count("<tr>") == len(table) + 1


def test_show_versions_names_the_core(capsys):
    lightlane.show_versions()
    told = capsys.readouterr().out
    assert lightlane.build_info() in told
    assert "numpy" in told
