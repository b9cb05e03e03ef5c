"""The core's tables as read-only mappings: parameters, metrics and presets by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, Protocol, TypeVar

from . import _core
from ._errors import make_error
from ._nearest import hint
from ._tables import html_table, text_table
from ._types import Value

_KINDS = {
    _core.KIND_REAL: "real",
    _core.KIND_INTEGER: "integer",
    _core.KIND_FLAG: "flag",
    _core.KIND_CHOICE: "choice",
}


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """One parameter's row of the table; bounds are inclusive and in `unit`.

    >>> import lightlane
    >>> info = lightlane.parameters["fiber_length_m"]
    >>> info.unit, info.minimum < info.default < info.maximum
    ('m', True)
    """

    name: str
    id: int
    kind: str
    unit: str
    block: str
    default: Value
    minimum: float
    maximum: float
    choices: tuple[str, ...]
    doc: str
    source: str
    confidence: str = ""
    """How far the source carries; "" where the binary does not say."""

    @property
    def takes(self) -> str:
        """What it takes, in words: bounds and unit, or the choices.

        >>> import lightlane
        >>> lightlane.parameters["laser_location"].takes
        "'module', 'external'"
        """
        if self.kind == "choice":
            return ", ".join(map(repr, self.choices))
        if self.kind == "flag":
            return "true or false"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.minimum:.12g} to {self.maximum:.12g}{unit}"

    def from_number(self, number: float) -> Value:
        """The core's number as this parameter's own kind of value.

        >>> import lightlane
        >>> lightlane.parameters["laser_location"].from_number(1)
        'external'
        """
        if self.kind == "choice" and 0 <= number < len(self.choices):
            return self.choices[int(number)]
        if self.kind == "flag":
            return bool(number)
        return int(number) if self.kind == "integer" else number


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """One metric's row of the table; `boundary` is "" when the metric is no power or energy.

    >>> import lightlane
    >>> lightlane.metrics["power_io_w"].boundary
    'io'
    """

    name: str
    id: int
    unit: str
    boundary: str
    doc: str


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """One preset's row of the table; a released preset never changes.

    >>> import lightlane
    >>> info = lightlane.presets["cpo_a"]
    >>> info.values["laser_location"]
    'external'
    """

    name: str
    id: int
    date: str
    doc: str
    aliases: tuple[str, ...] = ()
    """Other names that stand for it."""

    @property
    def values(self) -> dict[str, Value]:
        """Every parameter's value under this preset."""
        return {
            info.name: info.from_number(_core.preset_value(self.id, info.id)[0])
            for info in parameters.values()
        }

    @property
    def sources(self) -> dict[str, str]:
        """Where each of those values comes from."""
        return {info.name: _core.preset_value(self.id, info.id)[1] for info in parameters.values()}

    @property
    def confidences(self) -> dict[str, str]:
        """How far each source carries, where the binary says so."""
        rows = {info.name: _core.preset_value(self.id, info.id) for info in parameters.values()}
        return {name: row[2] for name, row in rows.items() if len(row) > 2}

    @property
    def changes(self) -> dict[str, Value]:
        """The parameters that the preset sets itself; the others have the table's defaults."""
        values, sources = self.values, self.sources
        return {
            name: values[name]
            for name, info in parameters.items()
            if values[name] != info.default or sources[name] != info.source
        }


FEW = 24
"""A table of so few rows is told whole when a name is like none of them."""


class _Row(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def doc(self) -> str: ...


RowT = TypeVar("RowT", bound=_Row)


class Catalog(Mapping[str, RowT], Generic[RowT]):
    """A table of the core, read on first use: a mapping from name to a frozen row.

    >>> import lightlane
    >>> "lpo" in lightlane.presets
    True
    >>> lightlane.presets["lpoo"]
    Traceback (most recent call last):
        ...
    KeyError: "no preset is called 'lpoo'; did you mean 'lpo'?"
    """

    __slots__ = ("_find", "_names", "_noun", "_read", "_rows", "_unknown")

    def __init__(
        self,
        noun: str,
        unknown: int,
        read: Callable[[], list[RowT]],
        find: Callable[[object], int | None] = lambda name: None,
    ) -> None:
        self._noun = noun
        self._unknown = unknown
        self._read = read
        self._find = find
        self._rows: dict[str, RowT] = {}
        self._names: dict[int, str] = {}

    def _table(self) -> dict[str, RowT]:
        if not self._rows:
            rows = self._read()
            self._names = {row.id: row.name for row in rows}
            self._rows = {row.name: row for row in rows}
        return self._rows

    def _row(self, name: object) -> RowT | None:
        """The row of a name or an alias; None when the core knows neither."""
        row = self._table().get(name) if isinstance(name, str) else None
        if row is not None:
            return row
        identifier = self._find(name)
        return None if identifier is None else self._rows.get(self._names[identifier])

    def _complaint(self, name: object) -> str:
        message = f"no {self._noun} is called {name!r}"
        meant = hint(name, self.words())
        if not meant and len(self) <= FEW:
            meant = f"; there are {', '.join(self)}"
        return message + meant

    def words(self) -> list[str]:
        """Every name, aliases included."""
        return [word for row in self.values() for word in (row.name, *getattr(row, "aliases", ()))]

    @property
    def noun(self) -> str:
        """What a row is: a parameter, a metric or a preset."""
        return self._noun

    def __getitem__(self, name: str) -> RowT:
        row = self._row(name)
        if row is None:
            raise KeyError(self._complaint(name))
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())

    def find(self, name: str) -> RowT:
        """The row of a name; raises `ParameterError` with a close match for an unknown one.

        >>> import lightlane
        >>> lightlane.metrics.find("power_io")
        Traceback (most recent call last):
            ...
        lightlane.ParameterError: no metric is called 'power_io'; did you mean 'power_io_w'?
        """
        row = self._row(name)
        if row is None:
            raise make_error(self._unknown, self._complaint(name))
        return row

    def name_of(self, identifier: int) -> str | None:
        """The name of an id, None for one that does not exist.

        >>> import lightlane
        >>> lightlane.presets.name_of(lightlane.presets["lpo"].id)
        'lpo'
        """
        self._table()
        return self._names.get(identifier)

    def cells(self) -> tuple[list[str], list[list[object]]]:
        rows = list(self.values())
        shown = [
            field.name
            for field in fields(rows[0])  # type: ignore[arg-type]
            if field.name in ("name", "unit", "default", "minimum", "maximum", "boundary", "doc")
        ]
        return shown, [[getattr(row, column) for column in shown] for row in rows]

    def __repr__(self) -> str:
        return text_table(*self.cells(), widest=60)

    def _repr_html_(self) -> str:
        return html_table(*self.cells())


def names_of(table: Catalog[Any], names: Iterable[str] | None) -> tuple[str, ...]:
    """Checked names, each once; all of the table's for None."""
    if isinstance(names, str):
        raise TypeError(f"a list of names is needed, got the name {names!r} alone")
    checked: list[str] = []
    for name in table if names is None else names:
        found = table.find(name).name
        if found in checked:
            raise make_error(_core.DUPLICATE, f"{name!r} stands twice", row=len(checked))
        checked.append(found)
    return tuple(checked)


def _known(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """What the class has fields for: a newer binary may tell more, an older one less."""
    return {field.name: row[field.name] for field in fields(kind) if field.name in row}


def _read_parameters() -> list[ParameterInfo]:
    rows = []
    for row in _core.parameter_table():
        info = ParameterInfo(**_known(ParameterInfo, {**row, "kind": _KINDS[row["kind"]]}))
        object.__setattr__(info, "default", info.from_number(row["default"]))
        rows.append(info)
    return rows


def _read_metrics() -> list[MetricInfo]:
    return [MetricInfo(**_known(MetricInfo, row)) for row in _core.metric_table()]


def _read_presets() -> list[PresetInfo]:
    return [PresetInfo(**_known(PresetInfo, row)) for row in _core.preset_table()]


parameters = Catalog("parameter", _core.UNKNOWN_PARAMETER, _read_parameters, _core.parameter_find)
metrics = Catalog("metric", _core.UNKNOWN_METRIC, _read_metrics, _core.metric_find)
presets = Catalog("preset", _core.UNKNOWN_PRESET, _read_presets, _core.preset_find)
