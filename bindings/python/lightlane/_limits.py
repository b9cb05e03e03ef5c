"""`limits`: measured quantities against what an interface asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """

    name: str
    """Quantity and side, and the condition under which the limit holds."""
    value: float
    limit: float
    margin: float
    """How far the value is on the right side of the limit."""
    unit: str
    passes: bool
    status: str
    """How far the limit can be relied on: found, draft or memory."""


class LimitCheck(Measures):
    """The limits of an interface with what was measured: a table of lines, and what stays open.

    >>> import lightlane
    >>> check = lightlane.limits("100G-DR-LPO", tdecq_db=3.5, host_channel_loss_db=12)
    >>> check.passed, len(check.lines), check.failed[0].name
    (False, 3, 'tdecq_db max')
    """

    __slots__ = ("interface", "lines", "open")

    interface: str
    """The interface."""
    lines: tuple[LimitLine, ...]
    """Limits that were met or missed."""
    open: tuple[str, ...]
    """Limits for which a quantity is wanting."""

    def __init__(self, interface: str, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.interface = interface
        self.lines = tuple(_lines(self.arrays))
        self.open = tuple(_labelled(self.arrays, "open_limit"))

    @property
    def failed(self) -> tuple[LimitLine, ...]:
        """Limits that were missed."""
        return tuple(line for line in self.lines if not line.passes)

    @property
    def passed(self) -> bool:
        """Whether something was checked, and nothing failed."""
        return bool(self.lines) and not self.failed

    def cells(self) -> tuple[list[str], list[list[object]]]:
        """Heads and rows of the table of lines.

        >>> import lightlane
        >>> lightlane.limits("400GBASE-DR4", tdecq_db=3.5).cells()[1][0][5]
        'MISSED'
        """
        heads = ["limit", "value", "asked", "margin", "unit", "verdict", "status"]
        return heads, [
            [
                line.name,
                line.value,
                line.limit,
                line.margin,
                line.unit,
                "met" if line.passes else "MISSED",
                line.status,
            ]
            for line in self.lines
        ]

    def _title(self) -> str:
        return f"Limits of {self.interface}: {len(self.failed)} of {len(self.lines)} missed"

    def __repr__(self) -> str:
        return f"<{self._title()}, {len(self.open)} open>\n{text_table(*self.cells())}"

    def _repr_html_(self) -> str:
        return html_table(*self.cells(), caption=self._title())


def _labelled(arrays: Mapping[str, Any], name: str) -> Mapping[str, float]:
    """A labelled array of the report, which has no labels when it has no items."""
    values = arrays[name]
    return values if isinstance(values, Breakdown) else {}


def _lines(arrays: Mapping[str, Any]) -> list[LimitLine]:
    settings = groups["limits"].settings
    limits, margins, passes, statuses = (
        _labelled(arrays, name) for name in ("limit", "margin", "passes", "status")
    )
    lines = []
    for name, value in _labelled(arrays, "value").items():
        unit = settings[name.split()[0]].unit
        lines.append(
            LimitLine(
                name,
                value,
                limits[name],
                margins[name],
                "" if unit == "1" else unit,
                passes[name] == 1,
                _STATUSES[int(statuses[name])],
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
