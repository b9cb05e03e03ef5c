"""The faces of bindings/spec/measures: one file a group, which is a calculation with its settings, presets and measures.

Called by generate.py, which writes the files. The rules: ids are unique over every table and stand in order within their
family and range; names and aliases are unique in their group, blanks and case aside; names end with the suffix of their
unit; every setting and every value of a preset has a source; numbers lie within bounds. What a text comes to is judged by
the evaluator, in a test that makes the settings of every preset.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from swift_rows import KINDS, fields, parameter, table

SHAPES = {"scalar": 0, "list": 1, "matrix": 2}
LONGEST_SIDE = 4096
# Where the ids of a group lie, from the group's own id on.
SETTINGS, PRESETS, MEASURES = range(1, 500), range(501, 600), range(600, 1000)


class Groups:
    """Every group of a folder, judged; a broken rule is a ValueError that names the row."""

    def __init__(
        self,
        folder: Path,
        judge_unit: Callable[[str, dict], None],
        confidence: Callable[[str, object], str],
        taken: set[int],
    ):
        self.groups = [Group(path, judge_unit, confidence) for path in sorted(folder.glob("*.toml"))]
        self.groups.sort(key=lambda group: group.id)
        for group in self.groups:
            for row in [{"id": group.id}, *group.settings, *group.presets, *group.measures]:
                require(row["id"] not in taken, f"{group.name}: id {row['id']} is taken")
                taken.add(row["id"])
        names = [name for group in self.groups for name, _, _ in group.macros()]
        for name in names:
            require(names.count(name) == 1, f"two rows are called {name} in C")

    def c_ids(self) -> list[str]:
        lines = ["", "/* Shapes of a setting. */"]
        lines += [f"#define LIGHTLANE_SHAPE_{shape.upper()} {value}" for shape, value in SHAPES.items()]
        for group in self.groups:
            lines += ["", f"/* {group.title}. */"]
            for name, value, doc in group.macros():
                lines += [f"/** {doc} */"] * bool(doc)
                lines.append(f"#define {name} {value}")
        return lines

    def swift(self, notice: str) -> dict[str, str]:
        """File name → text: the keys and rows of each group, and the list of groups."""
        files = {f"{upper(group.name)}Tables.swift": group.swift(notice) for group in self.groups}
        rows = ", ".join(f"{camel(group.name)}Table" for group in self.groups)
        files["SettingsGroups.swift"] = "\n".join(
            [
                f"// The groups of settings. {notice}",
                "// swift-format-ignore-file",
                "",
                "extension SettingsGroup {",
                f"  static let table: [SettingsGroup] = [{rows}]",
                "}",
                "",
            ]
        )
        return files

    def python(self, notice: str) -> str:
        lines = [
            f'"""Names of settings, presets and measures as types. {notice}"""',
            "",
            "from __future__ import annotations",
            "",
            "from typing import Final, Literal, TypedDict",
            "",
            "from ._types import SettingValue",
            "",
            "CONTROLS: Final = {",
        ]
        for group in self.groups:
            lines += [f'    "{group.name}": frozenset(', "        {", *[f'            "{key}",' for key in group.controls], "        }", "    ),"]
        lines += [
            "}",
            '"""Keywords of a group\'s workbooks that change no result."""',
            "",
            "METHODS: Final[dict[str, dict[str, tuple[tuple[str, ...], str]]]] = {",
        ]
        for group in self.groups:
            if group.methods:
                lines += [f'    "{group.name}": {{']
                for row in group.methods:
                    ours = ", ".join(f'"{value}"' for value in row["ours"])
                    lines += [f'        "{row["keyword"]}": (', f"            ({ours},),", f'            "{row["doc"]}",', "        ),"]
                lines += ["    },"]
        lines += [
            "}",
            '"""Keywords that choose between methods: the values that mean ours, and what others ask for."""',
        ]
        for group in self.groups:
            head = upper(group.name)
            names = [name for preset in group.presets for name in (preset["name"], *preset["aliases"])]
            lines += ["", f"{head}Preset = Literal[", *[f'    "{name}",' for name in names], "]"]
            lines += ["", "", f"class {head}Settings(TypedDict, total=False):"]
            lines += [f'    """Keywords of a {group.title} calculation: every setting by its name."""', ""]
            lines += [f"    {row['name']}: SettingValue" for row in group.settings]
            lines.append("")
        return "\n".join(lines)

    def reference(self, notice: str) -> str:
        lines = [f"<!-- {notice} -->", "# Settings, presets and measures", ""]
        lines += ["The tables of the calculations that are more than a row of a link.", ""]
        for group in self.groups:
            lines += group.reference()
        return "\n".join(lines)


class Group:
    """One file."""

    def __init__(self, path: Path, judge_unit: Callable[[str, dict], None], confidence: Callable[[str, object], str]):
        with open(path, "rb") as stream:
            read = tomllib.load(stream)
        head = read["group"]
        self.id, self.name, self.title, self.doc = head["id"], head["name"], head["title"], head["doc"]
        # The Swift type of the group's keys, where a parameter of a link has the group's name.
        self.type: str = head.get("swift_type", upper(self.name))
        self.controls: list[str] = head.get("controls", [])
        self.methods: list[dict] = read.get("method", [])
        self.settings: list[dict] = read.get("setting", [])
        self.presets: list[dict] = read.get("preset", [])
        self.measures: list[dict] = read.get("measure", [])
        require(path.stem == self.name, f"{path.name}: the group is called {self.name}")
        require(self.id % 1000 == 0, f"{self.name}: id {self.id} is no multiple of 1000")
        judge_text(self.name, head)
        for rows, ids in ((self.settings, SETTINGS), (self.presets, PRESETS), (self.measures, MEASURES)):
            self.judge_rows(rows, ids)
        for row in self.settings:
            judge_unit(self.name, row)
            row["confidence"] = confidence(self.where(row), row.get("source", ""))
            self.judge_setting(row)
        for row in self.methods:
            judge_text(f"{self.name}: {row['keyword']}", row)
        for row in self.measures:
            judge_unit(self.name, row)
        for row in (*self.settings, *self.measures):
            require(re.fullmatch(r"[a-z][a-z0-9_]*", row["name"]), f"{self.where(row)}: not a valid name")
        parts = {part["name"]: self.sourced(part, confidence) for part in read.get("part", [])}
        for preset in self.presets:
            self.compose(preset, parts, confidence)

    def where(self, row: dict) -> str:
        return f"{self.name}: {row.get('name', row)}"

    def judge_rows(self, rows: list[dict], ids: range) -> None:
        before, taken = 0, set()
        for row in rows:
            where = self.where(row)
            number = row["id"]
            require(number - self.id in ids, f"{where}: id {number} is outside {self.id + ids[0]} to {self.id + ids[-1]}")
            require(number > before, f"{where}: id {number} stands out of order")
            before = number
            judge_text(where, row)
            alias = row.pop("alias", [])
            row["aliases"] = row.get("aliases", []) + ([alias] if isinstance(alias, str) else alias)
            for name in (row["name"], *row["aliases"]):
                bare = "".join(name.split()).lower()
                require(bare and '"' not in name, f"{where}: {name!r} is not a valid name")
                require(bare not in taken, f"{where}: name {name} is taken")
                taken.add(bare)

    def judge_setting(self, row: dict) -> None:
        where = self.where(row)
        require(row.setdefault("kind", "real") in KINDS, f"{where}: kind {row['kind']} is none of {', '.join(KINDS)}")
        require(row.setdefault("shape", "scalar") in SHAPES, f"{where}: shape is none of {', '.join(SHAPES)}")
        require(str(row.get("block", "")).strip(), f"{where}: no block")
        row.setdefault("choices", [])
        require((row["kind"] == "choice") == bool(row["choices"]), f"{where}: choices belong to kind choice, and only to it")
        also = row.setdefault("choice_aliases", [])
        require(not also or len(also) == len(row["choices"]), f"{where}: choice_aliases are not one for each choice")
        if row["kind"] in ("flag", "choice"):
            row["minimum"], row["maximum"] = 0, max(1, len(row["choices"]) - 1)
        for key in ("minimum", "maximum", "default"):
            require(key in row, f"{where}: no {key}")
        require(row["minimum"] < row["maximum"], f"{where}: minimum is not below maximum")
        if row["shape"] == "scalar":
            row["rows"], row["columns"] = [1, 1], [0 if row.get("optional") else 1, 1]
        row.setdefault("rows", [1, 1])
        for key in ("rows", "columns"):
            low, high = row.get(key, [1, 0])
            require(0 <= low <= high <= LONGEST_SIDE and high > 0, f"{where}: {key} is not [least, most]")
        row["default"] = self.text(where, row, row["default"])

    def text(self, where: str, row: dict, value: object) -> str:
        """A value as text; a number is judged here, an expression by the evaluator."""
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError(f"{where}: {value!r} is neither a number nor text")
        if isinstance(value, str):
            require(value.isascii() and value.isprintable() and '"' not in value, f"{where}: not plain text")
            return value
        require(row["minimum"] <= value <= row["maximum"], f"{where}: {value} is outside {row['minimum']} to {row['maximum']}")
        require(row["kind"] == "real" or value == int(value), f"{where}: {value} is not an integer")
        return repr(value)

    def sourced(self, part: dict, confidence: Callable[[str, object], str]) -> dict[str, tuple[str, str]]:
        """Values of a part or a preset, each with its source: its own, or that of all."""
        by_name = {row["name"]: row for row in self.settings}
        result = {}
        for name, entry in part.get("values", {}).items():
            where = f"{self.where(part)}: {name}"
            require(name in by_name, f"{where}: no such setting")
            value, source = entry if isinstance(entry, list) else (entry, part.get("source", ""))
            confidence(where, source)
            judge_text(where, {"doc": source})
            result[name] = (self.text(where, by_name[name], value), source)
        return result

    def compose(self, preset: dict, parts: dict, confidence: Callable[[str, object], str]) -> None:
        where = self.where(preset)
        require(re.fullmatch(r"\d{4}-\d{2}-\d{2}", preset.get("date", "")), f"{where}: date is not YYYY-MM-DD")
        values: dict[str, tuple[str, str]] = {}
        for part in preset.get("uses", []):
            require(part in parts, f"{where}: no part is named {part}")
            values |= parts[part]
        values |= self.sourced(preset, confidence)
        order = [row["name"] for row in self.settings]
        preset["values"] = dict(sorted(values.items(), key=lambda item: order.index(item[0])))
        parts[preset["name"]] = preset["values"]

    # ------------------------------------------------------------------------------------------------------- writing

    def macros(self) -> Iterable[tuple[str, int, str]]:
        head = f"LIGHTLANE_{constant(self.name)}"
        yield f"LIGHTLANE_GROUP_{constant(self.name)}", self.id, self.doc
        for row in self.presets:
            for name in (row["name"], *row["aliases"]):
                yield f"{head}_PRESET_{constant(name)}", row["id"], row["doc"]
        for row in self.settings:
            yield f"{head}_{constant(row['name'])}", row["id"], row["doc"]
        for row in self.settings:
            for value, choice in enumerate(row["choices"]):
                yield f"{head}_{constant(row['name'])}_{constant(choice)}", value, ""
        for row in self.measures:
            yield f"{head}_MEASURE_{constant(row['name'])}", row["id"], row["doc"]

    def key(self, row: dict) -> str:
        """The type of a setting's key."""
        if row["shape"] != "scalar":
            return upper(row["shape"]) + "Setting"
        if row["columns"][0] == 0:
            return "OptionalSetting"
        if row["kind"] == "choice":
            return f"ChoiceSetting<{choice_type(row)}>"
        return upper(row["kind"]) + "Setting"

    def swift(self, notice: str) -> str:
        index = {row["name"]: i for i, row in enumerate(self.settings)}
        lines = [
            f"// {self.title}: keys and rows of its settings, presets and measures. {notice}",
            "// swift-format-ignore-file",
            "",
            f"/// {self.doc}",
            f"public enum {self.type} {{",
            "  /// Id of the group.",
            f"  @inlinable public static var group: Int32 {{ {self.id} }}",
        ]
        for row in self.settings:
            if row["choices"]:
                lines += [f"  /// Values of `{row['name']}`.", f"  public enum {choice_type(row)}: Int, Sendable {{"]
                lines += [f"    case {camel(choice)} = {value}" for value, choice in enumerate(row["choices"])]
                lines.append("  }")
        for i, row in enumerate(self.settings):
            unit = "" if row["unit"] == "1" else f" Unit: {row['unit']}."
            key = self.key(row)
            lines += [
                f"  /// {row['doc']}{unit}",
                f"  @inlinable public static var {camel(row['name'])}: {key} {{ {key}({self.id}, {i}) }}",
            ]
        lines += ["", "  /// Ids of presets.", "  public enum Preset {"]
        for row in self.presets:
            lines += [f"    /// {row['doc']}", f"    @inlinable public static var {swift_name(row['name'])}: Int32 {{ {row['id']} }}"]
        lines += ["  }", "", "  /// Ids of measures.", "  public enum Measure {"]
        for row in self.measures:
            lines += [f"    /// {row['doc']}", f"    @inlinable public static var {camel(row['name'])}: Int32 {{ {row['id']} }}"]
        name = camel(self.name)
        lines += [
            "  }",
            "}",
            "",
            "extension SettingsGroup {",
            f"  /// {self.doc}",
            f"  public static var {name}: SettingsGroup {{ {name}Table }}",
            "",
            f"  static let {name}Table = SettingsGroup(",
            f"    id: {self.id}, name: {quoted(self.name)}, title: {quoted(self.title)},",
            f"    doc: {quoted(self.doc)},",
            f"    settings: TableReader.rows(of: {name}Settings),",
            f"    presets: TableReader.rows(of: {name}Presets),",
            f"    measures: TableReader.rows(of: {name}Measures))",
        ]
        settings = [
            parameter(row)
            + fields(row["aliases"], row["choice_aliases"], list(SHAPES).index(row["shape"]), (*row["rows"], *row["columns"]), row["default"])
            for row in self.settings
        ]
        presets = [
            fields(row["id"], row["name"], row["aliases"], row["date"], row["doc"])
            + fields([(index[setting], value, source) for setting, (value, source) in row["values"].items()])
            for row in self.presets
        ]
        measures = [fields(*(row[key] for key in ("id", "name", "unit", "doc"))) for row in self.measures]
        for part, rows in (("Settings", settings), ("Presets", presets), ("Measures", measures)):
            lines += ["", *table(f"private static let {name}{part}", rows)]
        return "\n".join([*lines, "}", ""])

    def reference(self) -> list[str]:
        def cell(text: object) -> str:
            return str(text).replace("|", "\\|")

        lines = [f"## {self.title}", "", f"{self.doc} Group `{self.name}`, id {self.id}.", "", "### Presets", ""]
        for row in self.presets:
            names = " or ".join(f"`{name}`" for name in (row["name"], *row["aliases"]))
            lines += [f"- {names}: {row['doc']} Id {row['id']}, {row['date']}."]
        lines += ["", "| setting | preset | value | source |", "| --- | --- | --- | --- |"]
        for preset in self.presets:
            for name, (value, source) in preset["values"].items():
                lines.append(f"| `{name}` | {preset['name']} | `{value}` | {cell(source)} |")
        lines += [
            "",
            "### Settings",
            "",
            "| id | name | alias | unit | default | bounds | what | source | confidence |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for row in self.settings:
            bounds = ", ".join(row["choices"]) or f"{row['minimum']:.6g} … {row['maximum']:.6g}"
            aliases = ", ".join(f"`{alias}`" for alias in row["aliases"])
            lines.append(
                f"| {row['id']} | `{row['name']}` | {aliases} | {row['unit']} | `{row['default']}` | {bounds} "
                f"| {cell(row['doc'])} | {cell(row['source'])} | {row['confidence']} |"
            )
        lines += ["", "### Measures", "", "| id | name | unit | what |", "| --- | --- | --- | --- |"]
        lines += [f"| {row['id']} | `{row['name']}` | {row['unit']} | {cell(row['doc'])} |" for row in self.measures]
        return [*lines, ""]


def require(holds: object, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)


def judge_text(where: str, row: dict) -> None:
    for key in ("doc", "source"):
        text = row.get(key, "")
        require(text.strip() or key == "source", f"{where}: no {key}")
        require("\n" not in text and '"' not in text, f"{where}: {key} must be one line without double quotes")


def constant(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def upper(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def swift_name(preset: str) -> str:
    """The name of a preset as a Swift identifier, such as `rate100GbaseKr`: none may begin with a digit."""
    words = re.findall(r"[a-z]+|[0-9]+", preset.lower())
    if words[0].isdigit():
        words = ["rate", *words]
    return words[0] + "".join(word.capitalize() for word in words[1:])


def choice_type(row: dict) -> str:
    return upper(row["name"])


def quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\") + '"'
