"""`lightlane tdecq`: eye closure of a captured waveform from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from . import _core
from ._command_measures import add_settings, catalog_of, given_settings, measures_text
from ._command_output import notes_text, write
from ._errors import make_error
from ._tdecq import tdecq

FAILS = 1


def add_tdecq(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "tdecq",
        "eye closure of a captured PAM4 waveform: TDECQ, TECQ, SECQ (IEEE 802.3 121.8.5)",
        "  lightlane tdecq capture.npy --samples-per-symbol 16\n"
        "  lightlane tdecq capture.csv --samples-per-symbol 20 --set pattern=prbs13q\n"
        "  lightlane tdecq capture.npz --samples-per-symbol 20 --config lpo_msa --format json\n"
        "  lightlane tdecq --list-settings",
    )
    command.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="samples of power in W: .npy, .npz (its waveform_w, and symbols where it has them), or"
        " numbers in the last column of a text file",
    )
    command.add_argument(
        "--samples-per-symbol", type=float, metavar="N", help="samples in a symbol"
    )
    command.add_argument("--symbols", metavar="FILE", help="one period of the pattern, 0 to 3")
    add_settings(command, "100GBASE-FR1")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if catalog_of("tdecq", arguments):
        return 0
    if arguments.file is None or arguments.samples_per_symbol is None:
        raise make_error(_core.COUNT, "tdecq needs FILE and --samples-per-symbol")
    held = _read(Path(arguments.file))
    symbols = held.get("symbols")
    if arguments.symbols is not None:
        symbols = _whole(_read(Path(arguments.symbols)), arguments.symbols)
    answer = tdecq(
        held["waveform_w"],
        samples_per_symbol=arguments.samples_per_symbol,
        symbols=symbols,
        config=arguments.config,
        **given_settings(arguments.settings),
    )
    if arguments.notes:
        write(notes_text(answer.notes, arguments.format), arguments.output)
        return 0
    verdict = "passes" if answer.passes else "fails"
    write(
        measures_text(answer, verdict, arguments.format, arrays=arguments.arrays),
        arguments.output,
    )
    return 0 if answer.passes else FAILS


def _read(path: Path) -> dict[str, Any]:
    """The arrays of a file by name; that of a file with one is its waveform."""
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            if "waveform_w" not in arrays:
                raise ValueError(f"it has no waveform_w, but {', '.join(arrays) or 'nothing'}")
            return arrays
        if path.suffix == ".npy":
            return {"waveform_w": np.load(path, allow_pickle=False)}
        return {"waveform_w": np.array(_last_column(path.read_text(encoding="utf-8")))}
    except (ValueError, EOFError) as error:
        raise make_error(_core.NO_ANSWER, f"{path}: {error}") from None


def _last_column(text: str) -> list[float]:
    """The numbers of the last column of a text; a first line without any is a header.

    Columns stand apart by blanks, commas or semicolons, remarks behind a #.

    >>> _last_column("time_s,power_w\\n0,1e-3\\n1,2e-3\\n")
    [0.001, 0.002]
    >>> _last_column("0,1\\n2\\n")
    Traceback (most recent call last):
        ...
    ValueError: line 2 has 1 column, the lines before it have 2
    """
    values: list[float] = []
    columns = 0
    is_first = True
    for number, line in enumerate(text.splitlines(), start=1):
        cells = line.split("#")[0].replace(",", " ").replace(";", " ").split()
        if not cells:
            continue
        numbers = [_number(cell) for cell in cells]
        is_header = is_first and all(value is None for value in numbers)
        is_first = False
        if is_header:
            continue
        for column, (cell, value) in enumerate(zip(cells, numbers, strict=True), start=1):
            if value is None:
                raise ValueError(f"line {number}, column {column}: {cell[:40]!r} is no number")
        columns = columns or len(cells)
        if len(cells) != columns:
            count = f"{len(cells)} column{'s' if len(cells) > 1 else ''}"
            raise ValueError(f"line {number} has {count}, the lines before it have {columns}")
        values.append(float(cells[-1]))
    return values


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _whole(held: dict[str, Any], name: str) -> Any:
    """Symbols of a file, which are whole numbers."""
    symbols = np.asarray(held.get("symbols", held["waveform_w"]))
    whole = np.rint(symbols)
    if not np.array_equal(whole, symbols):
        raise make_error(_core.NOT_AN_INTEGER, f"{name}: symbols are whole numbers, 0 to 3")
    return whole.astype(np.int64)
