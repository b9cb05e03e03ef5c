"""`lightlane validation`: products predicted from their data sheets, from a shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ._command_output import Sheet, write
from ._validation import TOLERANCE, ProductCheck, validation, validation_cells

MISSED = 1
ENOUGH = 0.9
"""Share of the products that must be within the tolerance, of those that are not held out."""


def add_validation(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "validation",
        "predict the power of products from what their data sheets document",
        "  lightlane validation\n  lightlane validation --products mine.csv --format csv",
    )
    command.add_argument(
        "--products", metavar="FILE", help="CSV file of products; default: the package's own table"
    )
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    checks = validation(arguments.products)
    sheet = _table(checks) if arguments.format == "table" else _record(checks)
    write(sheet.text(arguments.format), arguments.output)
    counted = [check for check in checks if check.verdict != "outside the model"]
    chosen_with = [check for check in counted if not check.held_out]
    if arguments.format == "table":
        to = sys.stderr if arguments.output is None else sys.stdout
        print("\n".join(_remarks(counted)), file=to)
    refused = any(check.verdict == "refused" for check in counted)
    return MISSED if refused or _within(chosen_with) < ENOUGH * len(chosen_with) else 0


def _remarks(counted: Sequence[ProductCheck]) -> list[str]:
    """What the table comes to, and which of its links do not close."""
    held_out = [check for check in counted if check.held_out]
    remark = _count([check for check in counted if not check.held_out])
    remark += f" within {100 * TOLERANCE:.0f} % of the range's nearest end"
    if held_out:
        remark += f"; of those held out, {_count(held_out)}"
    refused = sum(check.verdict == "refused" for check in counted)
    if refused:
        remark += f"; {refused} refused"
    negative = [
        f"{check.name} ({check.margin_db:.1f} dB)" for check in counted if check.margin_db < 0
    ]
    if not negative:
        return [remark]
    return [remark, f"predicted links with a margin below zero: {', '.join(negative)}"]


def _within(checks: Iterable[ProductCheck]) -> int:
    return sum(check.verdict == "within" for check in checks)


def _count(checks: Sequence[ProductCheck]) -> str:
    return f"{_within(checks)} of {len(checks)}"


def _table(checks: Iterable[ProductCheck]) -> Sheet:
    """For people."""
    return Sheet(*validation_cells(checks))


def _record(checks: Iterable[ProductCheck]) -> Sheet:
    """For machines: every digit."""
    header = ["name", "architecture", "rating", "low_w", "high_w", "predicted_w", "error"]
    header += ["verdict", "reason", "held_out", "source", "margin_db", "assumed", "line"]
    return Sheet(header, [[getattr(check, name) for name in header] for check in checks])
