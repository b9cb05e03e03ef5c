"""`lightlane ten-gigabit`: sheets of the 10 Gigabit Ethernet link spreadsheet from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _core
from ._command_output import Sheet, catalog_text, notes_text, write
from ._command_values import add_set, split_pair
from ._errors import make_error
from ._ten_gigabit import TenGigabitSheet, ten_gigabit, ten_gigabit_sheets
from ._types import Floats

DEFAULT = "10gbase-lr"
NO_ANSWER = 1
LENGTH = "length_km"
CLOSED = "the eye is closed, or noise exceeds it"


def add_ten_gigabit(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "ten-gigabit",
        "evaluate a sheet of the 10 Gigabit Ethernet link spreadsheet (10GEPBud3_1_16a)",
        "  lightlane ten-gigabit --sheets\n"
        "  lightlane ten-gigabit 10gbase-lr --inputs\n"
        "  lightlane ten-gigabit 10gbase-lr --length-km 2:12:6 --columns margin_db,total_db\n"
        "  lightlane ten-gigabit 10gbase-er --set rise_time_ps=45 --format json",
    )
    command.add_argument(
        "sheet", nargs="?", default=DEFAULT, metavar="SHEET", help=f"default: {DEFAULT}"
    )
    command.add_argument(
        "--length-km",
        metavar="VALUE|V1,V2,...|START:STOP:COUNT",
        help="length of fibre, or several; default: the target reach of the sheet",
    )
    add_set(command, "set an input of the sheet")
    command.add_argument("--columns", metavar="NAME,NAME", help="what to show; default: everything")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--sheets", action="store_true", help="list the sheets")
    shown.add_argument("--inputs", action="store_true", help="list the sheet's inputs")
    shown.add_argument("--notes", action="store_true", help="tell the source of every value")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.sheets:
        write(catalog_text(ten_gigabit_sheets, arguments.format), arguments.output)
        return 0
    info = ten_gigabit_sheets.find(arguments.sheet)
    if arguments.inputs:
        write(catalog_text(info.inputs, arguments.format), arguments.output)
        return 0
    inputs: Any = _settings(info, arguments.settings)
    lengths = _lengths(arguments.length_km)
    name: Any = info.name
    found = ten_gigabit(name, lengths, **inputs)
    if arguments.notes:
        write(notes_text(found.notes, arguments.format), arguments.output)
        return 0
    names = list(found) if arguments.columns is None else _names(found, arguments.columns)
    sweeps = isinstance(lengths, np.ndarray)
    if sweeps and LENGTH not in names:
        names.insert(0, LENGTH)  # or nobody knows which row is which
    closed = np.isnan(np.ravel(found["margin_db"])).tolist()
    count = len(closed)
    columns = [np.broadcast_to(np.ravel(found[column]), count).tolist() for column in names]
    sheet = Sheet(
        ["sheet", *names],
        [[info.name, *row] for row in zip(*columns, strict=True)],
        units={column: found.units[column] for column in names},
        transposed=not sweeps,
        remark="reason",
        remarks=[CLOSED if row else "" for row in closed],
    )
    write(sheet.text(arguments.format), arguments.output)
    return NO_ANSWER if all(closed) else 0


def _names(found: Iterable[str], listed: str) -> list[str]:
    from difflib import get_close_matches

    known = list(found)
    names = [name for name in listed.split(",") if name]
    if not names:
        raise make_error(_core.COUNT, "--columns needs at least one name")
    for name in names:
        if name not in known:
            matches = get_close_matches(name, known, n=1)
            hint = f"; did you mean {matches[0]!r}?" if matches else ""
            raise make_error(
                _core.UNKNOWN_METRIC, f"no column of a 10GbE sheet is called {name!r}{hint}"
            )
    return names


def _number(name: str, unit: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        wanted = "a number" if unit == "1" else f"a number in {unit}"
        raise TypeError(f"{name}: expected {wanted}, got {text!r}") from None


def _settings(info: TenGigabitSheet, settings: Iterable[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    known = info.inputs
    for setting in settings:
        name, text = split_pair(setting)
        unit = known.find(name).unit
        if name in values:
            raise make_error(_core.DUPLICATE, f"{name} is set twice", parameter=name)
        values[name] = _number(name, unit, text)
    return values


def _lengths(text: str | None) -> float | Floats | None:
    """One length, a sweep of them, or none.

    >>> _lengths("10"), _lengths("0:10:3").tolist(), _lengths("2, 10").tolist(), _lengths(None)
    (10.0, [0.0, 5.0, 10.0], [2.0, 10.0], None)
    """
    if text is None:
        return None
    if "," in text:
        return np.array([_number("--length-km", "km", part) for part in text.split(",")])
    if ":" not in text:
        return _number("--length-km", "km", text)
    parts = text.split(":")
    most = _core.MAX_TEN_GIGABIT_LENGTHS
    if len(parts) != 3 or not parts[2].isdigit() or not 1 <= int(parts[2]) <= most:
        raise make_error(
            _core.COUNT,
            f"--length-km: a sweep is START:STOP:COUNT, COUNT 1 to {most}, got {text!r}",
        )
    start, stop = (_number("--length-km", "km", part) for part in parts[:2])
    return np.linspace(start, stop, int(parts[2]))
