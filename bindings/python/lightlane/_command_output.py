"""What the `lightlane` command writes: the same rows as a table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ._catalog import Catalog, ParameterInfo, PresetInfo, presets
from ._tables import cell_text, text_table, wrapped

PIECE = 1 << 16
"""Written at once: a reader that has gone is noticed at the next piece, buffered or not."""


@dataclass(frozen=True)
class Sheet:
    """Rows under a header, with a remark on each row and the units of the columns that have one."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    remark: str = ""
    """What the remarks are called; "" when there are none."""
    remarks: Sequence[str] = ()
    unremarkable: str = ""
    """The remark that a table for people leaves out."""
    units: Mapping[str, str] | None = None
    transposed: bool = False
    """Whether a table for people runs down instead of across."""
    missing: Sequence[Mapping[str, str]] = ()
    """Why cells of a row hold no finite number, for JSON; none where the remark tells."""
    reasons: Sequence[str] = ()
    """Why a row has no answer, for JSON; "" for one that has."""

    def text(self, form: str) -> str:
        """The sheet as `table`, `csv` or `json`."""
        return {"table": self._table, "csv": self._csv, "json": self._json}[form]()

    def _table(self) -> str:
        header, rows = list(self.header), [list(row) for row in self.rows]
        if any(remark != self.unremarkable for remark in self.remarks):
            header.append(self.remark)
            rows = [[*row, remark] for row, remark in zip(rows, self.remarks, strict=True)]
        if not self.transposed:
            return text_table(header, rows) + "\n"
        down = [list(column) for column in zip(*rows, strict=True)]
        heads = [cell_text(cell) for cell in down[0]]
        body = [[name, *cells] for name, cells in zip(header[1:], down[1:], strict=True)]
        return text_table(["", *heads], body) + "\n"

    def _full(self) -> tuple[list[str], list[list[object]]]:
        if not self.remark:
            return list(self.header), [list(row) for row in self.rows]
        rows = [[*row, remark] for row, remark in zip(self.rows, self.remarks, strict=True)]
        return [*self.header, self.remark], rows

    def _csv(self) -> str:
        header, rows = self._full()
        return csv_text([header, *rows])

    def _json(self) -> str:
        header, rows = self._full()
        items = [dict(zip(header, map(plain, row), strict=True)) for row in rows]
        for item, reason in zip(items, self.reasons, strict=False):
            item["reason"] = reason
        for item, missing in zip(items, self.missing, strict=False):
            item["missing"] = dict(missing)
        content: dict[str, object] = {"rows": items}
        if self.units is not None:
            content = {"units": dict(self.units), **content}
        return json_text(content)


def plain(cell: object) -> object:
    """A cell as JSON holds it: what is no finite number is null.

    >>> plain(float("nan")), plain(1.5), plain(("a", "b"))
    (None, 1.5, ['a', 'b'])
    """
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return list(cell) if isinstance(cell, tuple) else cell


def json_text(content: object) -> str:
    """JSON for machines and people."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def csv_text(lines: Sequence[Sequence[object]]) -> str:
    """CSV with every digit; what is no number is empty, what is infinite `inf`."""

    def word(cell: object) -> object:
        if isinstance(cell, float):
            return repr(cell) if not math.isnan(cell) else ""
        return "|".join(cell) if isinstance(cell, tuple) else cell

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([map(word, line) for line in lines])
    return buffer.getvalue()


def notes_text(notes: Sequence[str], form: str) -> str:
    """Notes of an answer as `table`, `csv` or `json`."""
    return Sheet(["note"], [[note] for note in notes]).text(form)


def catalog_text(catalog: Catalog[Any], form: str) -> str:
    """A whole table of the core: its main columns for people, all of them for machines."""
    if form == "table":
        header, cells = catalog.cells()
        return told_table(*_with_bounds(catalog, header, cells))
    rows = [asdict(info) for info in catalog.values()]
    return Sheet(list(rows[0]), [list(row.values()) for row in rows]).text(form)


def _with_bounds(
    catalog: Catalog[Any], header: list[str], cells: list[list[object]]
) -> tuple[list[str], list[list[object]]]:
    """The choices' names, or the bounds, in one column instead of two of numbers."""
    if "minimum" not in header or not hasattr(next(iter(catalog.values())), "takes"):
        return header, cells
    place = header.index("minimum")
    rows = [
        [*row[:place], _takes(info), *row[place + 2 :]]
        for info, row in zip(catalog.values(), cells, strict=True)
    ]
    return [*header[:place], "takes", *header[place + 2 :]], rows


def _takes(info: Any) -> str:
    if info.kind in ("choice", "flag"):
        return ", ".join(info.choices) or "yes, no"
    return f"{cell_text(float(info.minimum))} to {cell_text(float(info.maximum))}"


def told_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table whose last column is a sentence, which a terminal that is too narrow wraps."""
    text = text_table(header, rows)
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        if max(map(len, text.split("\n"))) > width:
            text = wrapped(header, rows, width=width)
    return text + "\n"


def details_text(info: Any, form: str) -> str:
    """Everything about one parameter, metric or preset."""
    details = {name: plain(value) for name, value in asdict(info).items()}
    for name in ("confidence", "aliases"):
        if not details.get(name, True):
            del details[name]  # the binary does not say, or there is none
    if isinstance(info, ParameterInfo):
        details["presets"] = {
            name: _own(preset, info.name)
            for name, preset in presets.items()
            if info.name in preset.changes
        }
    if isinstance(info, PresetInfo):
        details["values"] = info.values
        details["sources"] = info.sources
        if info.confidences:
            details["confidences"] = info.confidences
    return json_text(details) if form == "json" else _lines(details, form)


def _own(preset: PresetInfo, parameter: str) -> dict[str, object]:
    """What a preset sets a parameter to, where that comes from and how far it carries."""
    told: dict[str, object] = {
        "value": preset.values[parameter],
        "source": preset.sources[parameter],
    }
    confidence = preset.confidences.get(parameter)
    return {**told, "confidence": confidence} if confidence else told


def _said(item: Mapping[str, Any]) -> str:
    """Value, source and confidence of a preset's value in one line."""
    told = "; ".join(str(item[key]) for key in ("confidence", "source") if item.get(key))
    return f"{cell_text(item['value'])}  ({told})"


def _lines(details: Mapping[str, Any], form: str) -> str:
    """Field and value, one a line; nested ones by a dotted name."""
    lines: list[list[object]] = []
    for field, value in details.items():
        if field in ("sources", "confidences"):
            continue
        if field == "presets":
            lines += [[f"in {name}", _said(item)] for name, item in value.items()]
        elif field == "values":
            certain = details.get("confidences", {})
            for name, item in value.items():
                told = {"value": item, "source": details["sources"][name]}
                lines.append([name, _said({**told, "confidence": certain.get(name)})])
        else:
            lines.append([field, ", ".join(value) if isinstance(value, list) else cell_text(value)])
    if form == "csv":
        return csv_text([["field", "value"], *lines])
    width = max(len(str(field)) for field, _ in lines)
    return "".join(f"{field!s:<{width}}  {value}".rstrip() + "\n" for field, value in lines)


def write(text: str, path: str | None) -> None:
    """To a file, or to standard output."""
    if path is None:
        for start in range(0, len(text), PIECE):
            sys.stdout.write(text[start : start + PIECE])
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
