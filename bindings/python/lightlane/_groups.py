"""The groups of settings as read-only tables: settings, presets and measures by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import _core
from ._catalog import Catalog

_KINDS = {
    _core.KIND_REAL: "real",
    _core.KIND_INTEGER: "integer",
    _core.KIND_FLAG: "flag",
    _core.KIND_CHOICE: "choice",
}
_SHAPES = {
    _core.SHAPE_SCALAR: "scalar",
    _core.SHAPE_LIST: "list",
    _core.SHAPE_MATRIX: "matrix",
}


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One setting of a group; bounds are inclusive, of every number and in `unit`.

    >>> import lightlane
    >>> info = lightlane.groups["com"].settings["c(-1)"]
    >>> info.name, info.shape, info.default
    ('c_minus_1', 'list', '0')
    """

    name: str
    id: int
    kind: str
    shape: str
    unit: str
    block: str
    default: str
    """What it is before a preset sets its own, as an expression or the name of a choice."""
    minimum: float
    maximum: float
    rows: tuple[int, int]
    """Fewest and most rows."""
    columns: tuple[int, int]
    """Fewest and most columns; none for a value that may be absent."""
    choices: tuple[str, ...]
    doc: str
    source: str
    confidence: str
    aliases: tuple[str, ...]
    """Other names, such as the keyword of a standard's workbook."""

    @property
    def takes(self) -> str:
        """What it takes, in words: bounds, unit and size, or the choices.

        >>> import lightlane
        >>> lightlane.groups["com"].settings["levels"].takes
        '2 to 16'
        """
        if self.kind == "choice":
            return ", ".join(map(repr, self.choices))
        if self.kind == "flag":
            return "true or false"
        unit = "" if self.unit == "1" else f" {self.unit}"
        bounds = f"{self.minimum:.12g} to {self.maximum:.12g}{unit}"
        return bounds if self.shape == "scalar" else f"a {self.shape} of {bounds}"


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """One scalar that a report of a group can carry.

    >>> import lightlane
    >>> lightlane.groups["com"].measures["com_db"].unit
    'dB'
    """

    name: str
    id: int
    unit: str
    doc: str


@dataclass(frozen=True, slots=True)
class SettingsPresetInfo:
    """One preset of a group; a released preset never changes.

    >>> import lightlane
    >>> lightlane.groups["com"].presets["kr"].name
    '100GBASE-KR'
    """

    name: str
    id: int
    date: str
    doc: str
    aliases: tuple[str, ...]


class SettingsGroup:
    """One calculation with its settings, presets and measures.

    >>> import lightlane
    >>> group = lightlane.groups["com"]
    >>> group.title, len(group.settings) > 90
    ('Channel Operating Margin', True)
    """

    def __init__(self, *, id: int, name: str, title: str, doc: str) -> None:
        self.id = id
        self.name = name
        self.title = title
        self.doc = doc

    @cached_property
    def settings(self) -> Catalog[SettingInfo]:
        """Every setting by name; other names, such as "f_b", find it as well."""
        return Catalog(
            f"{self.name} setting",
            _core.UNKNOWN_PARAMETER,
            lambda: [_setting(row) for row in _core.setting_table(self.id)],
            _finder(self.id, _core.setting_find),
        )

    @cached_property
    def presets(self) -> Catalog[SettingsPresetInfo]:
        """Every preset by name; other names find it as well."""
        return Catalog(
            f"{self.name} preset",
            _core.UNKNOWN_PRESET,
            lambda: [SettingsPresetInfo(**row) for row in _core.settings_preset_table(self.id)],
            _finder(self.id, _core.settings_preset_find),
        )

    @cached_property
    def measures(self) -> Catalog[MeasureInfo]:
        """Every scalar that a report of the group can carry."""
        return Catalog(
            f"{self.name} measure",
            _core.UNKNOWN_METRIC,
            lambda: [MeasureInfo(**row) for row in _core.measure_table(self.id)],
        )

    def __repr__(self) -> str:
        sizes = f"{len(self.settings)} settings, {len(self.presets)} presets"
        return f"<SettingsGroup {self.name!r}: {self.title}, {sizes}>"


def _setting(row: dict[str, Any]) -> SettingInfo:
    return SettingInfo(**{**row, "kind": _KINDS[row["kind"]], "shape": _SHAPES[row["shape"]]})


def _finder(
    group: int, find: Callable[[int, object], int | None]
) -> Callable[[object], int | None]:
    return lambda name: find(group, name)


def _read_groups() -> list[SettingsGroup]:
    return [SettingsGroup(**row) for row in _core.group_table()]


class GroupCatalog(Catalog[SettingsGroup]):
    """The groups by name."""

    __slots__ = ()

    def cells(self) -> tuple[list[str], list[list[object]]]:
        return ["name", "title", "doc"], [[row.name, row.title, row.doc] for row in self.values()]


groups = GroupCatalog("group of settings", _core.UNKNOWN_PARAMETER, _read_groups)


def row_name(identifier: int) -> str | None:
    """The name of a setting's or measure's id, None for one that does not exist."""
    for group in groups.values():
        name = group.settings.name_of(identifier) or group.measures.name_of(identifier)
        if name is not None:
            return name
    return None
