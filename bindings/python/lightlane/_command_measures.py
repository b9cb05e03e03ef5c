"""What the commands of calculations share: settings, their tables, and answers as text."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

import numpy as np

from . import _core
from ._command_output import (
    Sheet,
    catalog_text,
    csv_text,
    json_text,
    plain,
    told_table,
    write,
)
from ._command_values import add_set, split_pair
from ._errors import make_error
from ._groups import groups
from ._measures import Breakdown, Measures
from ._tables import text_table


def add_settings(command: argparse.ArgumentParser, config: str | None) -> None:
    """Add the options that choose settings, or list what there is to choose."""
    told = f"; default: {config}" if config else ""
    command.add_argument(
        "--config",
        default=config,
        metavar="PRESET|FILE",
        help=f"preset, or workbook (.xlsx){told}",
    )
    add_set(command, "set a setting, by its name or keyword")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--presets", action="store_true", help="list the presets")
    shown.add_argument("--list-settings", action="store_true", help="list the settings")
    shown.add_argument("--measures", action="store_true", help="list what is answered")
    shown.add_argument("--notes", action="store_true", help="tell the source of every value")
    shown.add_argument("--arrays", action="store_true", help="write the arrays too (JSON)")


def catalog_of(name: str, arguments: argparse.Namespace) -> bool:
    """Write the table that was asked for; whether there was one."""
    group = groups[name]
    if arguments.presets:
        write(catalog_text(group.presets, arguments.format), arguments.output)
    elif arguments.list_settings:
        rows: list[list[object]] = [
            [info.name, " ".join(info.aliases), info.unit, info.default, info.takes, info.doc]
            for info in group.settings.values()
        ]
        header = ["name", "keyword", "unit", "default", "takes", "doc"]
        if arguments.format == "table":
            shown = [[*row[:-2], row[-1]] for row in rows]
            write(told_table([*header[:-2], "doc"], shown), arguments.output)
        else:
            write(Sheet(header, rows).text(arguments.format), arguments.output)
    elif arguments.measures:
        write(catalog_text(group.measures, arguments.format), arguments.output)
    else:
        return False
    return True


def given_settings(settings: Iterable[str]) -> dict[str, Any]:
    """The settings of `--set`: texts, which are evaluated as those of a workbook.

    >>> given_settings(["g_DC=[-12:2:0]", "levels=2"])
    {'g_DC': '[-12:2:0]', 'levels': '2'}
    """
    given: dict[str, Any] = {}
    for setting in settings:
        name, text = split_pair(setting)
        if name in given:
            raise make_error(_core.DUPLICATE, f"{name} is set twice", parameter=name)
        given[name] = text
    return given


def measures_text(answer: Measures, verdict: str, form: str, *, arrays: bool = False) -> str:
    """An answer as `table`, `csv` or `json`."""
    if form == "json":
        content: dict[str, object] = {
            "verdict": verdict,
            **{name: plain(value) for name, value in answer.scalars.items()},
            "units": {name: answer.units[name] for name in answer.scalars},
            "warnings": list(answer.warnings),
        }
        if arrays:
            content["arrays"] = {name: _items(values) for name, values in answer.arrays.items()}
        return json_text(content)
    units = {name: "" if unit == "1" else unit for name, unit in answer.units.items()}
    rows: list[list[object]] = [
        [name, value, units[name]] for name, value in answer.scalars.items()
    ]
    if form == "csv":
        return csv_text([["name", "value", "unit"], *rows])
    parts = [text_table(["measure", "value", "unit"], rows)]
    for name, values in answer.arrays.items():
        if isinstance(values, Breakdown):
            head, unit = name, units[name]
            cells: list[list[object]] = [[label, value] for label, value in values.items()]
            parts.append(text_table([head, unit or "value"], cells))
    lines = [f"warning: {warning}" for warning in answer.warnings]
    return "\n\n".join([*parts, "\n".join([*lines, verdict])]) + "\n"


def _items(values: Any) -> object:
    if isinstance(values, Breakdown):
        return {label: plain(value) for label, value in values.items()}
    return [plain(value) for value in np.ravel(values).tolist()]
