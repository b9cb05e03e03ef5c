"""`write_report`: a comparison as one self-contained HTML page without scripts."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from html import escape

from . import _core
from ._catalog import metrics, parameters, presets
from ._compare import compare
from ._comparison import Comparison
from ._measures import Breakdown
from ._page_style import STYLE
from ._report import Report
from ._tables import cell_text, html_table
from ._validation import validation, validation_cells

TITLE = "Optical interconnects compared"


def write_report(
    path: str | os.PathLike[str],
    comparison: Comparison | None = None,
    *,
    title: str | None = None,
) -> None:
    """Write a comparison (default: `compare()`) as one static HTML file.

    The title is the scenario's where none is given.

    The page holds the metrics side by side, the loss ladder, noise, power and latency of each row,
    where every value comes from, and how well the model predicts products. It needs no network and reads well in light and dark.

    >>> import lightlane, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "report.html"
    >>> lightlane.write_report(path, lightlane.compare(["dsp", "lpo"]))
    >>> path.read_text(encoding="utf-8").startswith("<!doctype html>")
    True
    """
    with open(path, "w", encoding="utf-8") as file:
        shown = compare() if comparison is None else comparison
        file.write(page(shown, (shown.title or TITLE) if title is None else title))


def page(comparison: Comparison, title: str) -> str:
    """The page's text."""
    reports = comparison.reports()
    sections = [
        _section("Links", _links(comparison)),
        _section("Figures", _figures(comparison)),
        *(_section(*_breakdown(name, reports)) for name in _breakdown_names(reports)),
        _section("Where the values come from", _notes(reports)),
        _section("How well products are predicted", html_table(*validation_cells(validation()))),
        _section("What the figures are", _glossary(comparison)),
    ]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><p>Lightlane {escape(_core.version())}</p><h1>{escape(title)}</h1></header>\n"
        f"<main>\n{''.join(sections)}</main>\n"
        f"<footer><p>{escape(_core.build_info())}</p></footer>\n</body>\n</html>\n"
    )


def _section(heading: str, content: str) -> str:
    return f"<section>\n<h2>{escape(heading)}</h2>\n{content}\n</section>\n"


def _swatch(column: int, name: str) -> str:
    return f'<span class="swatch series{column % 6}"></span>{escape(name)}'


def _links(comparison: Comparison) -> str:
    cards = []
    for column, (name, link) in enumerate(comparison.links.items()):
        changes = [
            f"<code>{escape(changed)}</code> = {escape(cell_text(value))}{_unit(changed)}"
            for changed, value in link.changes.items()
        ]
        reason = comparison.reasons.get(name)
        cards.append(
            f"<article><h3>{_swatch(column, name)}</h3>"
            f"<p>{escape(presets[link.preset].doc)}</p>"
            + (f"<p>Changed: {', '.join(changes)}.</p>" if changes else "")
            + (f'<p class="refusal">No answer: {escape(reason)}</p>' if reason else "")
            + "".join(
                f'<p class="refusal">{escape(metric)}: {escape(why)}</p>'
                for metric, why in comparison.missing.get(name, {}).items()
            )
            + "</article>"
        )
    return f'<div class="cards">{"".join(cards)}</div>'


def _unit(parameter: str) -> str:
    unit = _no_one(parameters[parameter].unit)
    return unit and f" {escape(unit)}"


def _figures(comparison: Comparison) -> str:
    rows: list[list[object]] = [
        [
            name,
            *(comparison.cell(row, name) for row in comparison),
            _no_one(metrics[name].unit),
            metrics[name].boundary,
        ]
        for name in comparison.metrics
    ]
    titles = [metrics[name].doc for name in comparison.metrics]
    return _scrolled(html_table(["", *comparison, "unit", "boundary"], rows, titles=titles))


def _no_one(unit: str) -> str:
    return "" if unit == "1" else unit


def _scrolled(table: str) -> str:
    return f'<div class="scroll">{table}</div>'


# ---------------------------------------------------------------- breakdowns


def _breakdowns(name: str, reports: Mapping[str, Report]) -> dict[str, Breakdown]:
    """The breakdown of this name in each report that has it."""
    found = {row: report.arrays.get(name) for row, report in reports.items()}
    return {row: items for row, items in found.items() if isinstance(items, Breakdown)}


def _breakdown_names(reports: Mapping[str, Report]) -> list[str]:
    names = merged([list(report.arrays) for report in reports.values()])
    return [name for name in names if any(_breakdowns(name, reports).values())]


def merged(lists: Sequence[Sequence[str]]) -> list[str]:
    """One list that keeps the order of each, new items after their predecessor.

    >>> merged([["laser", "fibre"], ["laser", "split", "fibre", "end"]])
    ['laser', 'split', 'fibre', 'end']
    """
    order: list[str] = []
    for items in lists:
        place = 0
        for item in items:
            if item not in order:
                order.insert(place, item)
            place = order.index(item) + 1
    return order


def _breakdown(name: str, reports: Mapping[str, Report]) -> tuple[str, str]:
    """Heading and table of one breakdown over all rows, with bars on one common scale."""
    groups = _breakdowns(name, reports)
    first = next(iter(groups.values()))
    values = [value for items in groups.values() for value in items.values()]
    scale = Scale(values, is_level=first.unit == "dBm")
    columns = list(reports)
    heads = "".join(
        f'<th scope="col" colspan="2">{_swatch(column, row)}</th>'
        for column, row in enumerate(columns)
        if row in groups
    )
    lines = []
    for label in merged([list(items) for items in groups.values()]):
        cells = "".join(
            _bar(groups[row].get(label), scale, column)
            for column, row in enumerate(columns)
            if row in groups
        )
        lines.append(f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>')
    unit = f", {first.unit}" if _no_one(first.unit) else ""
    table = (
        f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
    return f"{first.doc}{unit}", _scrolled(table)


class Scale:
    """Where bars begin and end, in percent: at zero, or below the lowest for levels such as dBm.

    >>> Scale([1.0, 4.0]).bar(2.0)
    (0.0, 50.0)
    >>> Scale([-1.0, 3.0]).bar(-1.0)
    (0.0, 25.0)
    """

    def __init__(self, values: Sequence[float], *, is_level: bool = False) -> None:
        finite = [value for value in values if math.isfinite(value)] or [0.0]
        low, high = min(finite), max(finite)
        self.low = low - 0.05 * (high - low) if is_level else min(0.0, low)
        self.base = self.low if is_level else 0.0
        self.span = max((high if is_level else max(0.0, high)) - self.low, 1e-300)

    def bar(self, value: float) -> tuple[float, float]:
        """Left end and width of a value's bar."""
        left = (min(self.base, value) - self.low) / self.span
        return 100 * left, 100 * abs(value - self.base) / self.span


def _bar(value: float | None, scale: Scale, column: int) -> str:
    """Two cells: the number and its bar."""
    if value is None or not math.isfinite(value):
        shown = "-" if value is None else cell_text(value)
        return f'<td class="number absent">{shown}</td><td class="bar"></td>'
    left, width = scale.bar(value)
    return (
        f'<td class="number">{cell_text(value)}</td>'
        f'<td class="bar"><span class="series{column % 6}" '
        f'style="margin-left:{left:.2f}%;width:{width:.2f}%"></span></td>'
    )


# ---------------------------------------------------------------- words


def _notes(reports: Mapping[str, Report]) -> str:
    groups = []
    for name, report in reports.items():
        items = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
        summary = f"{escape(name)}: {len(report.notes)} notes"
        groups.append(f"<details><summary>{summary}</summary><ul>{items}</ul></details>")
    return "".join(groups)


def _glossary(comparison: Comparison) -> str:
    terms = "".join(
        f"<dt><code>{escape(name)}</code></dt><dd>{escape(metrics[name].doc)}</dd>"
        for name in comparison.metrics
    )
    return f"<dl>{terms}</dl>"
