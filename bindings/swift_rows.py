"""Rows of tables as the text that `TableReader` of Sources/LaneParameters/TableText.swift reads: data, not code."""

from __future__ import annotations

import math
from collections.abc import Iterable

KINDS = ("real", "integer", "flag", "choice")
"""Kinds of number, by their value in C and Swift."""


def fields(*values: object) -> list[str]:
    """The fields of a row: a list is its length and its elements, a tuple is its parts."""
    result = []
    for value in values:
        if isinstance(value, list):
            result += [str(len(value)), *fields(*value)]
        elif isinstance(value, tuple):
            result += fields(*value)
        else:
            result.append(value if isinstance(value, str) else repr(value))
    return result


def literal(rows: Iterable[list[str]], indent: str = "  ") -> list[str]:
    """Lines of a Swift string literal in which each row is a line and a zero byte ends each field.

    A field that stood before is a byte 1 and the place where it began, when that is shorter.
    """
    lines, places, size = [], {}, 0
    for row in rows:
        line = ""
        for field in row:
            again = f"{places.get(field, 0)}"
            if field in places and len(again) + 1 < len(field.encode()):
                line += f"\\u{{1}}{again}\\0"
                size += len(again) + 2
            else:
                places.setdefault(field, size)
                line += field.replace("\\", "\\\\") + "\\0"
                size += len(field.encode()) + 1
        lines.append(indent + line)
    return ['"""', "\\\n".join(lines), f'{indent}"""']


def table(declaration: str, rows: Iterable[list[str]], indent: str = "  ") -> list[str]:
    """A static string that holds rows, declared as `declaration`."""
    first, *rest = literal(rows, indent + "  ")
    return [f"{indent}{declaration}: StaticString = {first}", *rest]


def parameter(row: dict, default: float = math.nan) -> list[str]:
    """The fields of a ParameterRow, with which settings and inputs begin too."""
    return fields(
        *(row["id"], row["name"], row["unit"], KINDS.index(row.get("kind", "real")), row.get("choices", [])),
        *(row["block"], float(default), float(row["minimum"]), float(row["maximum"])),
        *(row["doc"], row["source"], row["confidence"]),
    )
