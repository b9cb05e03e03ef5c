"""The faces of bindings/spec/ten_gigabit.toml: the 10 Gigabit Ethernet link spreadsheet's inputs, columns and sheets.

Called by generate.py, which writes the files. The rules: ids are unique over inputs and sheets and stand in order within
their table; names are unique and end with the suffix of their unit; every number lies within its input's bounds; every
sheet has every input but one of those that exclude each other.
"""

import math
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from swift_rows import fields, parameter, table

COLUMN = ("name", "unit", "cell", "doc")
EXCLUSIVE = ("modal_bandwidth_mhz_km", "polarisation_delay_ps")


class TenGigabit:
    """The table, judged; a broken rule is a ValueError that names the row."""

    def __init__(self, spec: Path, judge_unit: Callable[[str, dict], None], taken: set[int]):
        with open(spec / "ten_gigabit.toml", "rb") as stream:
            read = tomllib.load(stream)
        self.model: dict = read["model"]
        self.inputs: list[dict] = read["input"]
        self.columns: list[dict] = read["column"]
        self.results: list[dict] = read["result"]
        self.sheets: list[dict] = read["sheet"]
        for rows in (self.inputs, self.sheets):
            judge_ids(rows, taken)
        for rows in (self.inputs, self.columns + self.results):
            names = [row["name"] for row in rows]
            for row in rows:
                where = f"ten_gigabit: {row['name']}"
                judge_unit("ten_gigabit", row)
                require(names.count(row["name"]) == 1, f"{where}: name is taken")
                require(re.fullmatch(r"[a-z][a-z0-9_]*", row["name"]), f"{where}: not a valid name")
                require(re.fullmatch(r"[A-Z]+[0-9]*", row["cell"]), f"{where}: cell {row['cell']} is none")
                judge_text(where, row)
        for row in self.inputs:
            require(row["minimum"] < row["maximum"], f"ten_gigabit: {row['name']}: minimum is not below maximum")
        for sheet in self.sheets:
            self.judge_sheet(sheet)

    def judge_sheet(self, sheet: dict) -> None:
        where = f"ten_gigabit: {sheet['name']}"
        require(re.fullmatch(r"10gbase(-[a-z0-9]+)+", sheet["name"]), f"{where}: not a valid name")
        judge_text(where, sheet)
        sheet["doc"] += f" Sheet {sheet['sheet']}."
        values = sheet["values"]
        one = sum(name in values for name in EXCLUSIVE) == 1
        require(one, f"{where}: needs one of {', '.join(EXCLUSIVE)}")
        strangers = values.keys() - {row["name"] for row in self.inputs}
        require(not strangers, f"{where}: no input is called {', '.join(strangers)}")
        for row in self.inputs:
            name = row["name"]
            require(name in values or name in EXCLUSIVE, f"{where}: no {name}")
            value = values.get(name, row["minimum"])
            within = row["minimum"] <= value <= row["maximum"] and value in row.get("only", [value])
            require(within, f"{where}: {name} = {value} is outside its bounds")
        sheet["numbers"] = {name: float(value) for name, value in values.items()}

    def source(self, sheet: dict, row: dict) -> str:
        """Where a sheet's value of an input stands."""
        if row["name"] in sheet["numbers"]:
            return f"{self.model['file']}, {sheet['sheet']}!{row['cell']}"
        other = next(name for name in EXCLUSIVE if name != row["name"])
        return f"none: the fibre of {self.model['file']}, {sheet['sheet']} has {other}"

    # ------------------------------------------------------------------------------------------------------- writing

    def c_ids(self) -> list[str]:
        lines = ["", f"/* Sheets of the {self.model['name']}. */"]
        for row in self.sheets:
            lines += [f"/** {row['doc']} */", f"#define LIGHTLANE_TEN_GIGABIT_SHEET_{constant(row['name'])} {row['id']}"]
        lines += ["", f"/* Inputs of the {self.model['name']}. */"]
        for row in self.inputs:
            lines += [f"/** {row['doc']} */", f"#define LIGHTLANE_TEN_GIGABIT_INPUT_{constant(row['name'])} {row['id']}"]
        lines += ["", "/** Most lengths of one report. */"]
        return [*lines, f"#define LIGHTLANE_TEN_GIGABIT_MAX_LENGTHS {self.model['most_lengths']}"]

    def swift(self, notice: str) -> str:
        model, length = self.model, self.columns[0]
        lines = [
            f"// The rows of the {model['name']}. {notice}",
            "// swift-format-ignore-file",
            "",
            "extension TenGigabitInput {",
            "  static let table: [TenGigabitInput] = TableReader.rows(of: text)",
            "",
            "  /// Two inputs of which a sheet has one, by index.",
            f"  static let exclusive = ({', '.join(camel(name) for name in EXCLUSIVE)})",
        ]
        for i, row in enumerate(self.inputs):
            lines += [f"  /// Index of: {row['doc']}", f"  public static let {camel(row['name'])} = {i}"]
        judged = {"source": "the sheet", "confidence": "standard"}
        inputs = [
            parameter(row | judged) + fields(row["cell"], [float(value) for value in row.get("only", [])])
            for row in self.inputs
        ]
        lines += ["", *table("private static let text", inputs), "}"]
        lines += ["", "extension TenGigabitColumn {"]
        for part, rows in (("columns", self.columns), ("results", self.results)):
            lines += [
                f"  static let {part}Table: [TenGigabitColumn] = TableReader.rows(of: {part}Text)",
                *table(f"private static let {part}Text", [fields(*(row[key] for key in COLUMN)) for row in rows]),
            ]
        lines.append("}")
        lines += [
            "",
            "extension TenGigabitSheet {",
            "  /// Name of the model, and the revision of its spreadsheet.",
            f"  public static let modelName: TableText = {text(model['name'])}",
            f"  public static let revision: TableText = {text(model['revision'])}",
            "  /// ISO date of the revision.",
            f"  public static let date: TableText = {text(model['date'])}",
            f"  public static let file: TableText = {text(model['file'])}",
            "  /// Who made the spreadsheet, and where its cells are kept.",
            f"  public static let origin: TableText = {text(model['source'])}",
            "  /// Bounds of a length, km, and of their number.",
            f"  public static let lengthsKm = {float(length['minimum'])!r}...{float(length['maximum'])!r}",
            f"  public static let mostLengths = {model['most_lengths']}",
            "",
            "  static let table: [TenGigabitSheet] = TableReader.rows(of: text)",
            "",
        ]
        sheets = [
            fields(
                *(row["id"], row["name"], row["sheet"], row["doc"]),
                [row["numbers"].get(other["name"], math.nan) for other in self.inputs],
                [self.source(row, other) for other in self.inputs],
            )
            for row in self.sheets
        ]
        lines += [*table("private static let text", sheets), ""]
        for i, row in enumerate(self.sheets):
            lines += [f"  /// {row['doc']}", f"  public static var {swift_name(row['name'])}: TenGigabitSheet {{ table[{i}] }}"]
        return "\n".join([*lines, "}", ""])

    def python(self, notice: str) -> str:
        lines = [
            f'"""Names of sheets and inputs of the {self.model["name"]} as types.',
            "",
            f"{notice}",
            '"""',
            "",
            "from __future__ import annotations",
            "",
            "from typing import Literal, TypedDict",
            "",
            "SheetName = Literal[",
            *[f'    "{row["name"]}",' for row in self.sheets],
            "]",
            "",
            "",
            "class Inputs(TypedDict, total=False):",
            '    """Inputs of a sheet by name, which ends with the unit."""',
            "",
            *[f"    {row['name']}: float" for row in self.inputs],
            "",
        ]
        return "\n".join(lines)

    def reference(self, notice: str) -> str:
        model = self.model
        lines = [
            f"<!-- {notice} -->",
            f"# {model['name']}",
            "",
            f"The IEEE 802.3ae link spreadsheet, {model['file']}, revision {model['revision']} of {model['date']}, as a",
            "compatible mode.",
            "",
            f"Source: {model['source']}. `lightlane.ten_gigabit`, `lightlane_ten_gigabit_report`, `TenGigabitLinkModel` and",
            "`lightlane ten-gigabit` evaluate it. The values below are those of the cells named.",
            "",
            "## Inputs",
            "",
            "| id | name | unit | cell | bounds | what |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for row in self.inputs:
            only = ", ".join(f"{value:.6g}" for value in row.get("only", []))
            bounds = only or f"{row['minimum']:.6g} … {row['maximum']:.6g}"
            lines.append(f"| {row['id']} | `{row['name']}` | {row['unit']} | {row['cell']} | {bounds} | {row['doc']} |")
        lines += ["", "## Sheets", ""]
        lines += [f"- `{row['name']}`, id {row['id']}: {row['doc']}" for row in self.sheets]
        lines += ["", f"| input | {' | '.join(row['sheet'] for row in self.sheets)} |", f"| --- |{' ---: |' * len(self.sheets)}"]
        for row in self.inputs:
            cells = [f"{s['numbers'][row['name']]:.10g}" if row["name"] in s["numbers"] else "" for s in self.sheets]
            lines.append(f"| `{row['name']}` | {' | '.join(cells)} |")
        for title, rows in (("Columns", self.columns), ("Results that do not vary with length", self.results)):
            lines += ["", f"## {title}", "", "| name | unit | cell | what |", "| --- | --- | --- | --- |"]
            lines += [f"| `{row['name']}` | {row['unit']} | {row['cell']} | {row['doc']} |" for row in rows]
        return "\n".join(lines) + "\n"


def require(holds: object, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


def judge_ids(rows: list[dict], taken: set[int]) -> None:
    before = 0
    for row in rows:
        where = f"ten_gigabit: {row['name']}: id {row['id']}"
        require(row["id"] not in taken, f"{where} is taken")
        require(row["id"] > before, f"{where} stands out of order")
        before = row["id"]
        taken.add(before)


def judge_text(where: str, row: dict) -> None:
    doc = row.get("doc", "")
    require(doc.strip() and "\n" not in doc and '"' not in doc, f"{where}: doc must be one line without double quotes")


def constant(name: str) -> str:
    return name.upper().replace("-", "_")


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def swift_name(sheet: str) -> str:
    return camel(sheet.removeprefix("10gbase-").replace("-", "_"))


def text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\") + '"'
