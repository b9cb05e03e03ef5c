"""`Report`: everything about one link, by name: scalars, named arrays, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._measures import Measures, Parts, ReportParts

if TYPE_CHECKING:
    from ._link import Link


class Report(Measures):
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

    __slots__ = ("_link",)

    _noun = "metric"

    def __init__(self, link: Link, parts: Parts) -> None:
        self._link = link
        read = ReportParts(parts)
        super().__init__(
            read.scalars, read.arrays, units=read.units, docs=read.docs, notes=read.notes
        )

    @property
    def link(self) -> Link:
        """The link that was reported on."""
        return self._link

    def _title(self) -> str:
        return f"Report on {self._link!r}"
