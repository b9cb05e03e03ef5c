"""The core's tables as read-only mappings: parameters, metrics and presets by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, Protocol, TypeVar

from . import _core
from ._errors import make_error
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

    __slots__ = ("_names", "_noun", "_read", "_rows", "_unknown")

    def __init__(self, noun: str, unknown: int, read: Callable[[], list[RowT]]) -> None:
        self._noun = noun
        self._unknown = unknown
        self._read = read
        self._rows: dict[str, RowT] = {}
        self._names: dict[int, str] = {}

    def _table(self) -> dict[str, RowT]:
        if not self._rows:
            rows = self._read()
            self._names = {row.id: row.name for row in rows}
            self._rows = {row.name: row for row in rows}
        return self._rows

    def _complaint(self, name: object) -> str:
        from difflib import get_close_matches

        matches = get_close_matches(str(name), self._table(), n=1)
        hint = f"; did you mean {matches[0]!r}?" if matches else ""
        return f"no {self._noun} is called {name!r}{hint}"

    def __getitem__(self, name: str) -> RowT:
        try:
            return self._table()[name]
        except KeyError:
            raise KeyError(self._complaint(name)) from None

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
        row = self._table().get(name) if isinstance(name, str) else None
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
        if table.find(name).name in checked:
            raise make_error(_core.DUPLICATE, f"{name!r} stands twice", row=len(checked))
        checked.append(name)
    return tuple(checked)


def _read_parameters() -> list[ParameterInfo]:
    rows = []
    for row in _core.parameter_table():
        identifier, name, unit, kind, choices, default, minimum, maximum, block, doc, source = row
        info = ParameterInfo(
            name,
            identifier,
            _KINDS[kind],
            unit,
            block,
            default,
            minimum,
            maximum,
            choices,
            doc,
            source,
        )
        object.__setattr__(info, "default", info.from_number(default))
        rows.append(info)
    return rows


def _read_metrics() -> list[MetricInfo]:
    return [MetricInfo(row[1], row[0], *row[2:]) for row in _core.metric_table()]


def _read_presets() -> list[PresetInfo]:
    return [PresetInfo(row[1], row[0], *row[2:]) for row in _core.preset_table()]


parameters = Catalog("parameter", _core.UNKNOWN_PARAMETER, _read_parameters)
metrics = Catalog("metric", _core.UNKNOWN_METRIC, _read_metrics)
presets = Catalog("preset", _core.UNKNOWN_PRESET, _read_presets)
