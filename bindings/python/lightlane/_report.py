"""`Report`: everything about one link, by name: scalars, named arrays, notes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from ._catalog import metrics
from ._tables import html_table, text_table

if TYPE_CHECKING:
    from ._link import Link

_ArrayRow = tuple[str, str, str, tuple[float, ...], tuple[str, ...] | None]


class Breakdown(dict[str, float]):
    """A labelled array of a report: label to value, with the unit and one line on what it is."""

    __slots__ = ("doc", "name", "unit")

    def __init__(
        self, name: str, unit: str, doc: str, labels: tuple[str, ...], values: tuple[float, ...]
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


class Report(Mapping[str, Any]):
    """A mapping from name to scalar or array; a labelled array is a `Breakdown`.

    Where an array bears a metric's name, `report[name]` is the metric, `report.arrays[name]` the
    array.

    >>> import lightlane
    >>> report = lightlane.Link("cpo_a").report()
    >>> report["ber"] == report.scalars["ber"]
    True
    >>> all(set(report.units) >= set(group) for group in (report.scalars, report.arrays))
    True
    """

    __slots__ = ("_arrays", "_docs", "_link", "_notes", "_scalars", "_units")

    def __init__(
        self,
        link: Link,
        scalars: tuple[tuple[int, float], ...],
        arrays: tuple[_ArrayRow, ...],
        notes: tuple[str, ...],
    ) -> None:
        self._link = link
        self._scalars = {metrics.name_of(metric) or str(metric): v for metric, v in scalars}
        self._units = {name: metrics[name].unit for name in self._scalars}
        self._docs = {name: metrics[name].doc for name in self._scalars}
        self._arrays: dict[str, Any] = {}
        for name, unit, doc, values, labels in arrays:
            self._arrays[name] = (
                np.array(values) if labels is None else Breakdown(name, unit, doc, labels, values)
            )
            self._units.setdefault(name, unit)
            self._docs.setdefault(name, doc)
        self._notes = notes

    @property
    def link(self) -> Link:
        """The link that was reported on."""
        return self._link

    @property
    def scalars(self) -> Mapping[str, float]:
        """Every metric of the link."""
        return MappingProxyType(self._scalars)

    @property
    def arrays(self) -> Mapping[str, Any]:
        """Named arrays: ladders and breakdowns as `Breakdown`, others as ndarray."""
        return MappingProxyType(self._arrays)

    @property
    def notes(self) -> tuple[str, ...]:
        """One line for every value that is not the user's own, and every warning."""
        return self._notes

    @property
    def units(self) -> Mapping[str, str]:
        """Unit of each scalar and array."""
        return MappingProxyType(self._units)

    @property
    def docs(self) -> Mapping[str, str]:
        """What each scalar and array is, one line."""
        return MappingProxyType(self._docs)

    def __getitem__(self, name: str) -> Any:
        if name in self._scalars:
            return self._scalars[name]
        try:
            return self._arrays[name]
        except KeyError:
            raise KeyError(f"{name}: not in this report; there are {', '.join(self)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter({**self._scalars, **self._arrays})

    def __len__(self) -> int:
        return len({**self._scalars, **self._arrays})

    def _groups(self) -> Iterator[tuple[str, list[list[object]]]]:
        yield "metric", [[name, value] for name, value in self._scalars.items()]
        for name, items in self._arrays.items():
            if isinstance(items, Breakdown):
                yield name, [[label, value] for label, value in items.items()]
            else:
                yield name, [[f"{items.size} values", ""]]

    def __repr__(self) -> str:
        tables = (text_table([name, "value"], rows) for name, rows in self._groups())
        return "\n\n".join([f"<Report on {self._link!r}>", *tables, f"{len(self._notes)} notes"])

    def _repr_html_(self) -> str:
        tables = "".join(html_table([name, "value"], rows) for name, rows in self._groups())
        notes = "".join(f"<li>{escape(note)}</li>" for note in self._notes)
        head = f"<p><b>Report</b> {escape(repr(self._link))}</p>"
        count = f"{len(self._notes)} notes"
        return f"{head}{tables}<details><summary>{count}</summary><ul>{notes}</ul></details>"
