"""The Swift rows of bindings/spec/limits.toml: limits of interfaces, over the quantities and interfaces of their group.

Called by generate.py, which writes the file. The rules: quantities, conditions and interfaces exist in the group `limits`;
every row has a source with a status; a limit lies within its quantity's bounds; no interface is without rows; two rows of
one quantity, sense and condition do not stand in one list.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from pathlib import Path

from swift_rows import fields, table

SENSES = ("min", "max")
STATUSES = ("found", "draft", "memory")


class Limits:
    """The table, judged; a broken rule is a ValueError that names the row."""

    def __init__(self, spec: Path, groups: list, confidence: Callable[[str, object], str]):
        with open(spec / "limits.toml", "rb") as stream:
            read = tomllib.load(stream)
        group = next((group for group in groups if group.name == "limits"), None)
        require(group is not None, "limits: no group of this name in measures")
        self.quantities = {row["name"]: (index, row) for index, row in enumerate(group.settings)}
        self.sources: dict[str, dict] = read["source"]
        for name, source in self.sources.items():
            where = f"limits: source {name}"
            require(source["status"] in STATUSES, f"{where}: status is none of {', '.join(STATUSES)}")
            confidence(where, source["text"])
            require("\n" not in source["text"] and '"' not in source["text"], f"{where}: not one line without double quotes")
        known: dict[str, list[dict]] = {}
        for part in read["part"]:
            known[part["name"]] = self.rows(part, known)
        ids = {preset["name"]: preset["id"] for preset in group.presets}
        self.interfaces: dict[int, list[dict]] = {}
        for interface in read["interface"]:
            name = interface["name"]
            require(name in ids, f"limits: {name} is no interface of the group")
            require(ids[name] not in self.interfaces, f"limits: {name} stands twice")
            known[name] = self.interfaces[ids[name]] = self.rows(interface, known)
            require(known[name], f"limits: {name} has no rows")
        missing = [name for name, number in ids.items() if number not in self.interfaces]
        require(not missing, f"limits: no rows for {', '.join(missing)}")

    def rows(self, interface: dict, known: dict[str, list[dict]]) -> list[dict]:
        where = f"limits: {interface['name']}"
        inherited: list[dict] = []
        for name in interface.get("uses", []):
            require(name in known, f"{where}: uses {name}, which does not stand before it")
            inherited += known[name]
        drops = [tuple(drop) for drop in interface.get("drops", [])]
        for drop in drops:
            found = any((row["quantity"], row["sense"]) == drop for row in inherited)
            require(found, f"{where}: drops {' '.join(drop)}, which it does not inherit")
        own = [self.row(where, entry) for entry in interface.get("rows", [])]
        keys = [key(row) for row in own]
        for one in keys:
            # The plain limit of a quantity and one that follows another are two limits.
            require(keys.count(one) == 1, f"{where}: {one[0]} {one[1]} stands twice")
        kept = [
            row for row in inherited if key(row) not in keys and (row["quantity"], row["sense"]) not in drops
        ]
        order = list(self.quantities)
        return sorted(kept + own, key=lambda row: (order.index(row["quantity"]), row["sense"] == "max"))

    def row(self, where: str, entry: list) -> dict:
        require(len(entry) in (4, 5), f"{where}: {entry} is not [quantity, sense, limit, source] with conditions")
        quantity, sense, limit, source = entry[:4]
        where = f"{where}: {quantity}"
        conditions = entry[4] if len(entry) == 5 else {}
        require(quantity in self.quantities, f"{where}: no such quantity")
        require(sense in SENSES, f"{where}: sense is none of {', '.join(SENSES)}")
        require(source in self.sources, f"{where}: no source {source}")
        strangers = conditions.keys() - {"of", "offset", "when", "from", "below"}
        require(not strangers, f"{where}: no condition is called {', '.join(strangers)}")
        of = conditions.get("of", [])
        require(len(of) <= 2, f"{where}: follows more than two quantities")
        require(bool(of) == ("offset" in conditions), f"{where}: of and offset belong together")
        require(limit != "none" or of, f"{where}: neither a limit nor an offset")
        bounded = "from" in conditions or "below" in conditions
        require(("when" in conditions) == bounded, f"{where}: when needs from or below, and they need it")
        for name in [*of, conditions.get("when", quantity)]:
            require(name in self.quantities, f"{where}: no quantity is called {name}")
        row = self.quantities[quantity][1]
        for number in [limit] * (limit != "none") + [conditions.get("offset")] * bool(of):
            require(row["minimum"] <= number <= row["maximum"], f"{where}: {number} is outside the quantity's bounds")
        return {
            "quantity": quantity,
            "sense": sense,
            "limit": -math.inf if limit == "none" else float(limit),
            "source": self.sources[source],
            "of": of,
            "offset": float(conditions.get("offset", 0)),
            "when": conditions.get("when"),
            "from": float(conditions.get("from", -math.inf)),
            "below": float(conditions.get("below", math.inf)),
        }

    def swift(self, notice: str) -> str:
        sources = [source["text"] for source in self.sources.values()]
        limits = [self.entry(number, row, sources) for number, rows in sorted(self.interfaces.items()) for row in rows]
        lines = [
            f"// The limits of every interface. {notice}",
            "// swift-format-ignore-file",
            "",
            "extension LimitRow {",
            "  static let sources: [TableText] = TableReader.rows(of: sourcesText)",
            "  static let table: [LimitRow] = TableReader.rows(of: text)",
            "",
            *table("private static let sourcesText", [[source] for source in sources]),
            "",
            *table("private static let text", limits),
        ]
        return "\n".join([*lines, "}", ""])

    def entry(self, interface: int, row: dict, sources: list[str]) -> list[str]:
        def index(name: str) -> int:
            return self.quantities[name][0]

        source = row["source"]
        return fields(
            *(interface, index(row["quantity"]), SENSES.index(row["sense"]), row["limit"]),
            *(STATUSES.index(source["status"]), sources.index(source["text"])),
            *([index(name) for name in row["of"]], row["offset"]),
            [(index(row["when"]), row["from"], row["below"])] if row["when"] else [],
        )


def key(row: dict) -> tuple:
    return row["quantity"], row["sense"], tuple(row["of"]), row["when"], row["from"], row["below"]


def require(holds: object, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)
