"""`lightlane fec` and `lightlane limits`: codes and limits from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _core
from ._command_output import Sheet, catalog_text, write
from ._errors import make_error
from ._fec import fec
from ._groups import SettingsGroup, groups
from ._limits import LimitCheck, limits
from ._measures import Breakdown, Measures

MISSED = 1
AddCommand = Callable[[Any, str, str, str], argparse.ArgumentParser]


def add_fec(commands: Any, add_command: AddCommand) -> None:
    """Add the subcommands to the command's grammar."""
    command = add_command(
        commands,
        "fec",
        "what Reed-Solomon and inner codes leave of errors and bursts",
        "  lightlane fec\n"
        "  lightlane fec --set pre_fec_bit_error_ratio=[1e-5:1e-5:3e-4] --format csv\n"
        '  lightlane fec "200G lanes" --set error_propagation=0.75 --set precoding=1\n'
        "  lightlane fec --settings",
    )
    command.add_argument("preset", nargs="?", metavar="PRESET", help="default: RS(544,514) at 2.4e-4")
    _add_settings(command, "setting")
    command.set_defaults(run=_fec)
    command = add_command(
        commands,
        "limits",
        "hold measured quantities against the limits of an interface",
        "  lightlane limits --presets\n"
        "  lightlane limits 400GBASE-DR4 --set oma_dbm=0.5 --set tdecq_db=2.0\n"
        "  lightlane limits 100G-DR-LPO --notes",
    )
    command.add_argument("preset", nargs="?", metavar="INTERFACE")
    _add_settings(command, "measured quantity")
    command.set_defaults(run=_limits)


def _add_settings(command: argparse.ArgumentParser, noun: str) -> None:
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="settings",
        help=f"set a {noun}; may be repeated",
    )
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--presets", action="store_true", help="list the presets")
    shown.add_argument("--settings", action="store_true", dest="list", help=f"list every {noun}")
    shown.add_argument("--notes", action="store_true", help="tell where every value comes from")


def _listing(group: SettingsGroup, arguments: argparse.Namespace) -> bool:
    """Whether the rows of a table were asked for, and are written."""
    if not (arguments.presets or arguments.list):
        return False
    table: Any = group.presets if arguments.presets else group.settings
    write(catalog_text(table, arguments.format), arguments.output)
    return True


def parse_pairs(settings: Iterable[str], group: SettingsGroup) -> dict[str, str]:
    """Values by setting's name: numbers, expressions and choices stay texts.

    >>> from lightlane import groups
    >>> parse_pairs(["ber=[1e-5 1e-4]", "code=rs528"], groups["fec"])
    {'pre_fec_bit_error_ratio': '[1e-5 1e-4]', 'code': 'rs528'}
    """
    values: dict[str, str] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not text:
            raise make_error(_core.COUNT, f"--set needs NAME=VALUE, got {setting!r}")
        known = group.settings.find(name).name
        if known in values:
            raise make_error(_core.DUPLICATE, f"{known} is set twice", parameter=known)
        values[known] = text
    return values


def _notes(found: Measures, arguments: argparse.Namespace) -> None:
    notes = Sheet(["note"], [[note] for note in found.notes])
    write(notes.text(arguments.format), arguments.output)


def _fec(arguments: argparse.Namespace) -> int:
    group = groups["fec"]
    if _listing(group, arguments):
        return 0
    values: Any = parse_pairs(arguments.settings, group)
    found = fec(arguments.preset, **values)
    if arguments.notes:
        _notes(found, arguments)
    else:
        write(_fec_sheet(found).text(arguments.format), arguments.output)
    return 0 if "codeword_error_ratio" in found else MISSED


def _fec_sheet(found: Measures) -> Sheet:
    """A curve as rows, or every scalar and every labelled value of one point."""
    ratios = found.arrays["pre_fec_bit_error_ratios"]
    curves = {
        name: values
        for name, values in found.arrays.items()
        if not isinstance(values, Breakdown) and np.size(values) == np.size(ratios)
    }
    if np.size(ratios) > 1:
        rows = zip(*(values.tolist() for values in curves.values()), strict=True)
        return Sheet([*curves], [list(row) for row in rows])
    cells: list[list[object]] = [
        [name, value, found.units[name]] for name, value in found.scalars.items()
    ]
    for name, values in found.arrays.items():
        if isinstance(values, Breakdown):
            cells += [[f"{name}: {label}", value, values.unit] for label, value in values.items()]
    return Sheet(["measure", "value", "unit"], cells)


def _limits(arguments: argparse.Namespace) -> int:
    group = groups["limits"]
    if _listing(group, arguments):
        return 0
    if arguments.preset is None:
        raise make_error(_core.COUNT, "limits needs an interface; --presets lists them")
    values: Any = parse_pairs(arguments.settings, group)
    found = limits(arguments.preset, **values)
    if arguments.notes:
        _notes(found, arguments)
    else:
        write(_limits_sheet(found).text(arguments.format), arguments.output)
    return 0 if found.passed or not found.lines else MISSED


def _limits_sheet(found: LimitCheck) -> Sheet:
    heads, rows = found.cells()
    nothing = float("nan")
    rows += [[name, nothing, nothing, nothing, "", "open", ""] for name in found.open]
    return Sheet(heads, rows)
