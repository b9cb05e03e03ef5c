"""What `lightlane compare` writes: rows of designs, their metrics, and a reason for each gap."""

from __future__ import annotations

import shutil
import sys

from ._command_output import csv_text, json_text, plain
from ._comparison import Comparison
from ._tables import folded, text_table


def comparison_text(comparison: Comparison, form: str, *, to_terminal: bool) -> str:
    """The comparison as `table`, `csv` or `json`."""
    if form == "csv":
        return _csv(comparison)
    return _json(comparison) if form == "json" else _table(comparison, to_terminal=to_terminal)


def _table(comparison: Comparison, *, to_terminal: bool) -> str:
    """A table with its reasons below it; one that a terminal is too narrow for goes in blocks."""
    header, rows = comparison.cells()
    if comparison.varied and to_terminal and sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        text = folded(header, rows, keys=1 + len(comparison.varied), width=width)
    else:
        text = text_table(header, rows)
    return "\n".join([text, *comparison.footnotes()]) + "\n"


def _csv(comparison: Comparison) -> str:
    header = ["design", "preset", *comparison.varied, *comparison.metrics, "reason"]
    lines = [
        [
            comparison.designs[row],
            comparison.links[row].preset,
            *comparison.settings[row].values(),
            *values.values(),
            comparison.reason(row),
        ]
        for row, values in comparison.items()
    ]
    return csv_text([header, *lines])


def _json(comparison: Comparison) -> str:
    rows = [
        {
            "design": comparison.designs[row],
            "preset": comparison.links[row].preset,
            **comparison.settings[row],
            **{metric: plain(value) for metric, value in values.items()},
            "reason": comparison.reason(row),
            "missing": dict(comparison.missing.get(row, {})),
        }
        for row, values in comparison.items()
    ]
    content: dict[str, object] = {"units": comparison.units, "rows": rows}
    return json_text({"title": comparison.title, **content} if comparison.title else content)
