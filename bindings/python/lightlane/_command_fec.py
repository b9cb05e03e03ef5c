"""`lightlane fec` and `lightlane limits`: codes and limits from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

from . import _core
from ._command_measures import add_settings, catalog_of, given_settings, measures_text
from ._command_output import Sheet, json_text, notes_text, plain, write
from ._command_values import add_set
from ._errors import make_error
from ._fec import fec
from ._limits import LimitCheck, limits
from ._measures import Breakdown, Measures

NO_ANSWER = MISSED = 1
AddCommand = Callable[[Any, str, str, str], argparse.ArgumentParser]


def add_fec(commands: Any, add_command: AddCommand) -> None:
    """Add `fec` to the command's grammar."""
    command = add_command(
        commands,
        "fec",
        "what Reed-Solomon and inner codes leave of errors and bursts",
        "  lightlane fec\n"
        "  lightlane fec --set 'ber=[1e-5:1e-5:3e-4]' --format csv\n"
        "  lightlane fec --config '200G lanes' --set error_propagation=0.75 --set precoding=1\n"
        "  lightlane fec --list-settings",
    )
    add_settings(command, None)
    command.set_defaults(run=_fec)


def _fec(arguments: argparse.Namespace) -> int:
    if catalog_of("fec", arguments):
        return 0
    found = fec(arguments.config, **given_settings(arguments.settings))
    answered = "codeword_error_ratio" in found
    if arguments.notes:
        write(notes_text(found.notes, arguments.format), arguments.output)
        return 0
    curve = _curve(found)
    if len(curve.rows) > 1 and not arguments.arrays:
        write(curve.text(arguments.format), arguments.output)
    else:
        verdict = "answered" if answered else "no answer"
        text = measures_text(found, verdict, arguments.format, arrays=arguments.arrays)
        write(text, arguments.output)
    return 0 if answered else NO_ANSWER


def _curve(found: Measures) -> Sheet:
    """The arrays that have an item for each error ratio, as rows."""
    ratios = np.size(found.arrays["pre_fec_bit_error_ratios"])
    curves = {
        name: values
        for name, values in found.arrays.items()
        if not isinstance(values, Breakdown) and np.size(values) == ratios
    }
    rows = zip(*(values.tolist() for values in curves.values()), strict=True)
    return Sheet([*curves], [list(row) for row in rows])


def add_limits(commands: Any, add_command: AddCommand) -> None:
    """Add `limits` to the command's grammar."""
    command = add_command(
        commands,
        "limits",
        "hold measured quantities against the limits of an interface",
        "  lightlane limits --presets\n"
        "  lightlane limits 400GBASE-DR4 --set oma_dbm=0.5 --set tdecq_db=2.0\n"
        "  lightlane limits 100G-DR-LPO --notes\n"
        "  lightlane limits --list-settings",
    )
    command.add_argument("interface", nargs="?", metavar="INTERFACE")
    add_set(command, "give what was measured")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--presets", action="store_true", help="list the interfaces")
    shown.add_argument("--list-settings", action="store_true", help="list the quantities")
    shown.add_argument("--measures", action="store_true", help="list what is answered")
    shown.add_argument("--notes", action="store_true", help="tell the source of every limit")
    command.set_defaults(run=_limits)


def _limits(arguments: argparse.Namespace) -> int:
    if catalog_of("limits", arguments):
        return 0
    if arguments.interface is None:
        raise make_error(_core.COUNT, "limits needs an interface; --presets lists them")
    found = limits(arguments.interface, **given_settings(arguments.settings))
    if arguments.notes:
        write(notes_text(found.notes, arguments.format), arguments.output)
        return 0
    write(_limits_text(found, arguments.format), arguments.output)
    return 0 if found.passed else MISSED


def _limits_text(found: LimitCheck, form: str) -> str:
    heads, rows = found.cells()
    if form == "json":
        content = {
            "interface": found.interface,
            "passed": found.passed,
            "complete": found.complete,
            "lines": [dict(zip(heads, map(plain, row), strict=True)) for row in rows],
            "open": list(found.open),
            "warnings": list(found.warnings),
        }
        return json_text(content)
    text = Sheet(heads, rows).text(form)
    if form == "csv":
        return text
    return text + "".join(f"warning: {warning}\n" for warning in found.warnings)
