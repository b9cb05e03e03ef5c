#!/usr/bin/env python3
"""Generate every face of the tables in bindings/spec from their rows, and refuse rows that break the rules.

    bindings/generate.py            write the generated files
    bindings/generate.py --check    write nothing; name the files that differ and exit 1
    --spec DIR --root DIR           judge other tables, or another tree

The tables are the only place where a parameter, metric, preset or status code is written by hand. The rules: ids are
unique and stand in order within their family; names are unique, lower case, and end with the suffix of their unit;
every row has a doc and (for values) a source, whose first words tell how far it can be trusted; defaults and preset values
lie within bounds; power figures name their boundary.
"""

import argparse
import math
import re
import sys
import tomllib
from pathlib import Path

from limits_tables import Limits
from settings_tables import Groups
from swift_rows import KINDS
from table_faces import (
    NOTICE,
    c_header,
    python_fields,
    reference,
    swift_blocks,
    swift_keys,
    swift_tables,
    swift_values,
    version_script,
)
from ten_gigabit_tables import TenGigabit

CONFIDENCE = {
    "standard": ("IEEE ", "OIF ", "ITU-T ", "IEC ", "ISO ", "LPO MSA "),
    "draft": ("draft:",),
    "public": ("public:",),
    "derived": ("closed form:",),
    "definition": ("definition:",),
    "assumption": ("assumption:",),
}


BOUNDARIES = ("optics", "io", "system", "network", "cluster")


class TableError(Exception):
    """A row breaks a rule; the message names the table, the row and the rule."""


# ------------------------------------------------------------------------------------------------- reading and judging


class Tables:
    """The tables, judged."""

    def __init__(self, spec: Path):
        self.units = {row["symbol"]: row for row in load(spec, "units", "unit")}
        self.statuses = load(spec, "status", "status")
        self.metrics = load(spec, "metrics", "metric")
        self.parameters = load(spec, "parameters", "parameter")
        self.presets = load(spec, "presets", "preset")
        self.judge()
        self.compose(load(spec, "presets", "part"))
        taken = {row["id"] for row in (*self.parameters, *self.metrics, *self.presets)}
        self.ten_gigabit = TenGigabit(spec, self.judge_unit, taken)
        self.groups = Groups(spec / "measures", self.judge_unit, confidence, taken)
        self.limits = Limits(spec, self.groups.groups, confidence)

    def judge(self) -> None:
        for table, rows in (
            ("status", self.statuses),
            ("metrics", self.metrics),
            ("parameters", self.parameters),
            ("presets", self.presets),
        ):
            judge_names(table, rows)
        for row in self.metrics:
            self.judge_unit("metrics", row)
            if row["unit"] in ("W", "pJ/bit") and row.get("boundary") not in BOUNDARIES:
                raise TableError(f"metrics: {row['name']}: a power or energy needs a boundary")
        for row in self.parameters:
            self.judge_parameter(row)
        for preset in self.presets:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", preset.get("date", "")):
                raise TableError(f"presets: {preset['name']}: date is not YYYY-MM-DD")
            for alias in preset.get("aliases", []):
                if any(alias == row["name"] for row in self.presets):
                    raise TableError(f"presets: {preset['name']}: alias {alias} is a preset's name")

    def compose(self, parts: list[dict]) -> None:
        """Give each preset its values: those of the parts it uses, in order, then its own."""
        by_name = {row["name"]: row for row in self.parameters}
        shared = {part["name"]: part["values"] for part in parts}
        for preset in self.presets:
            values: dict[str, list] = {}
            for part in preset.get("uses", []):
                if part not in shared:
                    raise TableError(f"presets: {preset['name']}: no part is named {part}")
                values |= shared[part]
            values |= preset.get("values", {})
            for name, entry in values.items():
                where = f"presets: {preset['name']}: {name}"
                if name not in by_name:
                    raise TableError(f"{where}: no such parameter")
                if len(entry) != 2:
                    raise TableError(f"{where}: needs [value, source]")
                confidence(where, entry[1])
                values[name] = [number(where, by_name[name], entry[0]), entry[1]]
            preset["values"] = values

    def judge_unit(self, table: str, row: dict) -> None:
        where = f"{table}: {row['name']}"
        if not row.get("unit"):
            raise TableError(f"{where}: no unit")
        if row["unit"] not in self.units:
            raise TableError(f"{where}: unit {row['unit']} is not in units.toml")
        if not row["name"].endswith(self.units[row["unit"]]["suffix"]):
            raise TableError(f"{where}: name must end with {self.units[row['unit']]['suffix']}")

    def judge_parameter(self, row: dict) -> None:
        where = f"parameters: {row['name']}"
        self.judge_unit("parameters", row)
        if not str(row.get("block", "")).strip():
            raise TableError(f"{where}: no block")
        row["confidence"] = confidence(where, row.get("source", ""))
        row.setdefault("kind", "real")
        if row["kind"] not in KINDS:
            raise TableError(f"{where}: kind {row['kind']} is none of {', '.join(KINDS)}")
        row.setdefault("choices", [])
        if (row["kind"] == "choice") != bool(row["choices"]):
            raise TableError(f"{where}: choices belong to kind choice, and only to it")
        if row["kind"] == "choice":
            row["minimum"], row["maximum"] = 0, len(row["choices"]) - 1
        if row["kind"] == "flag":
            row["minimum"], row["maximum"] = 0, 1
        for key in ("default", "minimum", "maximum"):
            if key not in row:
                raise TableError(f"{where}: no {key}")
        if not row["minimum"] < row["maximum"]:
            raise TableError(f"{where}: minimum is not below maximum")
        row["default"] = number(f"{where}: default", row, row["default"])


def load(spec: Path, file: str, key: str) -> list[dict]:
    with open(spec / f"{file}.toml", "rb") as stream:
        return tomllib.load(stream)[key]


def judge_names(table: str, rows: list[dict]) -> None:
    ids: dict[int, str] = {}
    names: set[str] = set()
    for row in rows:
        name = row.get("name", "")
        where = f"{table}: {name or row}"
        if not re.fullmatch(r"[a-z][a-z0-9_]*" if table != "status" else r"[A-Z][A-Z_]*", name):
            raise TableError(f"{where}: not a valid name")
        if not isinstance(row.get("id"), int) or row["id"] < 0 or (row["id"] == 0 and table != "status"):
            raise TableError(f"{where}: id is not a positive integer")
        if row["id"] in ids:
            raise TableError(f"{where}: id {row['id']} is taken by {ids[row['id']]}")
        if ids and row["id"] < max(ids):
            raise TableError(f"{where}: id {row['id']} stands out of order")
        if name in names:
            raise TableError(f"{where}: name is taken")
        if not str(row.get("doc", "")).strip():
            raise TableError(f"{where}: no doc")
        for key in ("doc", "source"):
            if "\n" in row.get(key, "") or '"' in row.get(key, ""):
                raise TableError(f"{where}: {key} must be one line without double quotes")
        ids[row["id"]] = name
        names.add(name)


def confidence(where: str, source: object) -> str:
    """How far a source can be trusted, by its first words."""
    for level, beginnings in CONFIDENCE.items():
        if str(source).startswith(beginnings):
            return level
    allowed = ", ".join(word.strip() for words in CONFIDENCE.values() for word in words)
    raise TableError(f"{where}: source must begin with one of {allowed}")


def number(where: str, parameter: dict, value: object) -> float:
    if isinstance(value, str):
        if value not in parameter["choices"]:
            raise TableError(f"{where}: {value} is none of {', '.join(parameter['choices'])}")
        value = parameter["choices"].index(value)
    value = float(value)
    if not math.isfinite(value) or not parameter["minimum"] <= value <= parameter["maximum"]:
        raise TableError(f"{where}: {value} is outside {parameter['minimum']} to {parameter['maximum']}")
    if parameter["kind"] != "real" and value != int(value):
        raise TableError(f"{where}: {value} is not an integer")
    return value


def outputs(tables: Tables, root: Path) -> dict[str, str]:
    swift = "Sources/LaneParameters/Generated"
    headers = sorted((root / "include/lightlane").glob("*.h"))
    contract = "".join(path.read_text() for path in headers if path.name != "lightlane_tables.h")
    return {
        "include/lightlane/lightlane_tables.h": c_header(tables),
        f"{swift}/LinkValues.swift": swift_values(
            "LinkValues", "The numbers that describe a link, in the units of the table.", tables.parameters, True
        ),
        f"{swift}/LinkAnswer.swift": swift_values(
            "LinkAnswer", "The metrics of one row, in the units of the table; NaN until computed.", tables.metrics, False
        ),
        f"{swift}/Tables.swift": swift_tables(tables),
        f"{swift}/Keys.swift": swift_keys(tables),
        f"{swift}/BlockSet.swift": swift_blocks(tables),
        f"{swift}/TenGigabitValues.swift": swift_values(
            "TenGigabitValues", "The inputs of a 10 Gigabit Ethernet link sheet.", tables.ten_gigabit.inputs, False
        ),
        f"{swift}/TenGigabitTables.swift": tables.ten_gigabit.swift(NOTICE),
        **{f"{swift}/{name}": text for name, text in tables.groups.swift(NOTICE).items()},
        f"{swift}/InterfaceLimits.swift": tables.limits.swift(NOTICE),
        "bindings/python/lightlane/_settings_fields.py": tables.groups.python(NOTICE),
        "bindings/python/lightlane/_fields.py": python_fields(tables),
        "bindings/python/lightlane/_ten_gigabit_fields.py": tables.ten_gigabit.python(NOTICE),
        "Sources/Lightlane/Lightlane.docc/Reference.md": reference(tables),
        "Sources/Lightlane/Lightlane.docc/Settings.md": tables.groups.reference(NOTICE),
        "Sources/Lightlane/Lightlane.docc/TenGigabit.md": tables.ten_gigabit.reference(NOTICE),
        "Sources/LightlaneSO/lightlane.map": version_script(contract),
    }


def main() -> int:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument("--spec", type=Path, default=here / "spec", help="folder of the tables")
    parser.add_argument("--root", type=Path, default=here.parent, help="root of the tree to write or check")
    options = parser.parse_args()
    try:
        files = outputs(Tables(options.spec), options.root)
    except (TableError, ValueError, KeyError, OSError) as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    stale = 0
    for name, text in files.items():
        path = options.root / name
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        print(f"{'out of date' if options.check else 'wrote'}: {name}")
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
