"""`limits`: measured quantities against what an interface asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Unpack

from . import _core
from ._groups import groups
from ._measures import Breakdown, Measures, ReportParts
from ._settings import Settings
from ._settings_fields import LimitsPreset, LimitsSettings
from ._tables import html_table, text_table

_STATUSES = ("found", "draft", "memory")


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of an interface, and what was measured for it.

    >>> import lightlane
    >>> check = lightlane.limits("400GBASE-DR4", tdecq_db=3.0)
    >>> line = check.lines[0]
    >>> line.name, line.limit, round(line.margin, 6), line.passes, line.status
    ('tdecq_db max', 3.4, 0.4, True, 'found')
    >>> line.source
    'public: data sheet Edgecore ET7502-DR4, quoting IEEE 802.3 clause 124'
    """

    name: str
    """Quantity and side, and the condition under which the limit holds."""
    value: float
    """NaN for an open limit whose quantity is not given."""
    limit: float
    """NaN for an open limit that follows what is not given."""
    margin: float
    """How far the value is on the right side of the limit; NaN for an open limit."""
    unit: str
    passes: bool | None
    """None for an open limit."""
    status: str
    """How far the limit can be relied on: found, draft or memory."""
    source: str
    """Where the limit stands."""
    undecided: bool = False
    """Whether the limit is open although its quantity is given."""

    @property
    def verdict(self) -> str:
        """ "met", "MISSED", "undecided" where another quantity is wanting, or "open"."""
        if self.passes is None:
            return "undecided" if self.undecided else "open"
        return "met" if self.passes else "MISSED"


class LimitCheck(Measures):
    """The limits of an interface with what was measured: a table of lines, and what stays open.

    >>> import lightlane
    >>> check = lightlane.limits("100G-DR-LPO", tdecq_db=3.5, host_channel_loss_db=12)
    >>> check.passed, len(check.lines), check.failed[0].name
    (False, 3, 'tdecq_db max')

    A value that may yet miss its limit does not pass:

    >>> check = lightlane.limits("400GBASE-DR4", oma_dbm=0.0)
    >>> check.passed, [line.name for line in check.undecided], check.warnings[0]
    (False, ['oma_dbm min'], 'oma_dbm = 0 dBm is not decided: oma_dbm min is at least the larger of \
-0.8 and -2.2 + tdecq_db, which needs tdecq_db')
    """

    __slots__ = ("interface", "lines", "open_lines")

    interface: str
    """The interface."""
    lines: tuple[LimitLine, ...]
    """Limits that were met or missed."""
    open_lines: tuple[LimitLine, ...]
    """Limits for which their quantity is wanting, or one that decides."""

    def __init__(self, interface: str, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.interface = interface
        self.lines = tuple(_lines(self.arrays, ""))
        self.open_lines = tuple(_lines(self.arrays, "open_"))

    @property
    def open(self) -> tuple[str, ...]:
        """Names of the limits for which a quantity is wanting."""
        return tuple(line.name for line in self.open_lines)

    @property
    def undecided(self) -> tuple[LimitLine, ...]:
        """Open limits whose quantity is given: another one that decides is wanting."""
        return tuple(line for line in self.open_lines if line.undecided)

    @property
    def failed(self) -> tuple[LimitLine, ...]:
        """Limits that were missed."""
        return tuple(line for line in self.lines if not line.passes)

    @property
    def passed(self) -> bool:
        """Whether something was checked, nothing failed, and no value given may yet fail."""
        return bool(self.lines) and not self.failed and not self.undecided

    @property
    def complete(self) -> bool:
        """Whether every limit of the interface was checked."""
        return not self.open_lines

    def cells(self) -> tuple[list[str], list[list[object]]]:
        """Heads and rows of the table of lines, the open ones last.

        >>> import lightlane
        >>> lightlane.limits("400GBASE-DR4", tdecq_db=3.5).cells()[1][0][5]
        'MISSED'
        """
        heads = ["limit", "value", "asked", "margin", "unit", "verdict", "status", "source"]
        return heads, [
            [
                line.name,
                line.value,
                line.limit,
                line.margin,
                line.unit,
                line.verdict,
                line.status,
                line.source,
            ]
            for line in self.lines + self.open_lines
        ]

    def _title(self) -> str:
        return f"Limits of {self.interface}: {len(self.failed)} of {len(self.lines)} missed"

    def __repr__(self) -> str:
        heads, rows = self.cells()
        shown = [row[:-1] for row in rows if row[5] != "open"]
        return f"<{self._title()}, {len(self.open)} open>\n{text_table(heads[:-1], shown)}"

    def _repr_html_(self) -> str:
        return html_table(*self.cells(), caption=self._title())


def _labelled(arrays: Mapping[str, Any], name: str) -> Mapping[str, float]:
    """A labelled array of the report, which has no labels when it has no items."""
    values = arrays.get(name)
    return values if isinstance(values, Breakdown) else {}


def _lines(arrays: Mapping[str, Any], prefix: str) -> list[LimitLine]:
    """The lines of the arrays of checked limits, or of open ones."""
    settings = groups["limits"].settings
    sources = tuple(_labelled(arrays, "sources"))
    values, limits, margins, passes, statuses, places, undecided = (
        _labelled(arrays, prefix + name)
        for name in ("value", "limit", "margin", "passes", "status", "source", "undecided")
    )
    lines = []
    for name, value in values.items():
        unit = settings[name.split()[0].rstrip(",")].unit
        lines.append(
            LimitLine(
                name,
                value,
                limits[name],
                margins.get(name, nan),
                "" if unit == "1" else unit,
                passes[name] == 1 if name in passes else None,
                _STATUSES[int(statuses[name])],
                sources[int(places[name])],
                undecided.get(name) == 1,
            )
        )
    return lines


def limits(interface: LimitsPreset, **measured: Unpack[LimitsSettings]) -> LimitCheck:
    """Hold measured quantities against the limits of an interface.

    Interfaces are PMDs of IEEE 802.3 such as "400GBASE-DR4", the LPO MSA's "100G-DR-LPO", and
    agreements of the OIF such as "CEI-112G-VSR-PAM4"; quantities are those of
    `lightlane.groups["limits"].settings`.

    >>> import lightlane
    >>> check = lightlane.limits("400GBASE-DR4", oma_dbm=-0.5, tdecq_db=2.0, extinction_ratio_db=4)
    >>> check.passed, [line.name for line in check.failed]
    (False, ['oma_dbm min'])
    >>> check.warnings[0]
    'oma_dbm = -0.5 dBm is outside its limit, at least -0.2 dBm, by 0.3 dBm'
    """
    given: Any = measured
    settings = Settings("limits", interface, **given)
    read = ReportParts(_core.limits_report(settings.core))
    return LimitCheck(
        str(settings.preset),
        read.scalars,
        read.arrays,
        units=read.units,
        docs=read.docs,
        notes=read.notes,
    )
