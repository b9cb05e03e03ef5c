"""`Measures`: what a calculation answers, by name: scalars, named arrays and notes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from ._catalog import metrics
from ._groups import groups
from ._tables import html_table, text_table
from ._types import Floats

Scalars: TypeAlias = tuple[tuple[int, float], ...]
"""Id and value of each scalar of a report."""
Arrays: TypeAlias = tuple[tuple[str, str, str, bytes, tuple[str, ...] | None], ...]
"""Name, unit, doc, numbers and labels of each array of a report."""
Parts: TypeAlias = tuple[Scalars, Arrays, tuple[str, ...]]
"""A report as the extension module gives it: scalars, arrays and notes."""


class Breakdown(dict[str, float]):
    """A labelled array of a report: label to value, with the unit and one line on what it is."""

    __slots__ = ("doc", "name", "unit")

    def __init__(
        self, name: str, unit: str, doc: str, labels: Sequence[str], values: Sequence[float]
    ) -> None:
        self.name = name
        self.unit = unit
        self.doc = doc
        for label, value in zip(labels, values, strict=True):
            self[free_name(label, self)] = value

    def __reduce__(self) -> tuple[object, ...]:
        return Breakdown, (self.name, self.unit, self.doc, tuple(self), tuple(self.values()))

    def _repr_html_(self) -> str:
        rows = [[label, value] for label, value in self.items()]
        return html_table([self.name, self.unit], rows, caption=self.doc)


def free_name(name: str, taken: Container[str]) -> str:
    """The name, or the name with the first number that is free."""
    count = 1
    free = name
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free


class Measures(Mapping[str, Any]):
    """What a calculation answers: a mapping from name to scalar or array.

    Where an array bears a scalar's name, `measures[name]` is the scalar, `measures.arrays[name]`
    the array.

    >>> import lightlane
    >>> measures = lightlane.Measures({"com_db": 3.2}, {}, units={"com_db": "dB"})
    >>> measures["com_db"], measures.units["com_db"], len(measures.warnings)
    (3.2, 'dB', 0)
    """

    __slots__ = ("_arrays", "_docs", "_notes", "_scalars", "_units", "_values")

    _place = "in this report"
    _noun = "measure"

    def __init__(
        self,
        scalars: Mapping[str, float],
        arrays: Mapping[str, Any],
        *,
        units: Mapping[str, str],
        docs: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self._scalars = dict(scalars)
        self._arrays = dict(arrays)
        self._units = dict(units)
        self._docs = dict(docs or {})
        self._notes = tuple(notes)
        self._values = self._ordered()

    def _ordered(self) -> dict[str, Any]:
        """The values of the mapping in its order."""
        others = {k: v for k, v in self._arrays.items() if k not in self._scalars}
        return {**self._scalars, **others}

    @property
    def scalars(self) -> Mapping[str, float]:
        """Every scalar."""
        return MappingProxyType(self._scalars)

    @property
    def arrays(self) -> Mapping[str, Any]:
        """Named arrays: those with labels as `Breakdown`, others as ndarray."""
        return MappingProxyType(self._arrays)

    @property
    def notes(self) -> tuple[str, ...]:
        """Every warning, then one line for every value with where it came from."""
        return self._notes

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes that are warnings, without the word."""
        word = "warning: "
        return tuple(note.removeprefix(word) for note in self._notes if note.startswith(word))

    @property
    def units(self) -> Mapping[str, str]:
        """Unit of each scalar and array; "1" when dimensionless."""
        return MappingProxyType(self._units)

    @property
    def docs(self) -> Mapping[str, str]:
        """What each scalar and array is, one line."""
        return MappingProxyType(self._docs)

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise KeyError(f"{name}: not {self._place}; there are {', '.join(self)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def _title(self) -> str:
        return "Measures"

    def _groups(self) -> Iterator[tuple[str, list[list[object]]]]:
        yield self._noun, [[name, value] for name, value in self._scalars.items()]
        for name, items in self._arrays.items():
            if isinstance(items, Breakdown):
                yield name, [[label, value] for label, value in items.items()]
            else:
                yield name, [[f"{items.size} values", ""]]

    def __repr__(self) -> str:
        tables = (text_table([name, "value"], rows) for name, rows in self._groups())
        return "\n\n".join([f"<{self._title()}>", *tables, f"{len(self._notes)} notes"])

    def _repr_html_(self) -> str:
        tables = "".join(html_table([name, "value"], rows) for name, rows in self._groups())
        notes = "".join(f"<li>{escape(note)}</li>" for note in self._notes)
        count = f"{len(self._notes)} notes"
        head = f"<p>{escape(self._title())}</p>"
        return f"{head}{tables}<details><summary>{count}</summary><ul>{notes}</ul></details>"


class ReportParts:
    """The parts of a report by name: what `Measures` and its kin are made of."""

    __slots__ = ("arrays", "docs", "notes", "scalars", "units")

    def __init__(self, parts: Parts) -> None:
        scalars, arrays, notes = parts
        self.scalars: dict[str, float] = {}
        self.arrays: dict[str, Floats | Breakdown] = {}
        self.units: dict[str, str] = {}
        self.docs: dict[str, str] = {}
        self.notes = notes
        for identifier, value in scalars:
            name, unit, doc = scalar_row(identifier)
            self.scalars[name], self.units[name], self.docs[name] = value, unit, doc
        for name, unit, doc, numbers, labels in arrays:
            values = np.frombuffer(numbers).copy()
            self.arrays[name] = (
                values if labels is None else Breakdown(name, unit, doc, labels, values.tolist())
            )
            self.units.setdefault(name, unit)
            self.docs.setdefault(name, doc)


def scalar_row(identifier: int) -> tuple[str, str, str]:
    """Name, unit and doc of a metric or measure by its id."""
    name = metrics.name_of(identifier)
    if name is not None:
        return name, metrics[name].unit, metrics[name].doc
    for group in groups.values():
        name = group.measures.name_of(identifier)
        if name is not None:
            return name, group.measures[name].unit, group.measures[name].doc
    return str(identifier), "1", ""


def measures_of(parts: Parts, notes: Sequence[str] = ()) -> Measures:
    """The measures of a report, with notes of this side ahead of its own."""
    read = ReportParts(parts)
    return Measures(
        read.scalars,
        read.arrays,
        units=read.units,
        docs=read.docs,
        notes=(*notes, *read.notes),
    )
