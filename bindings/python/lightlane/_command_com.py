"""`lightlane com`: Channel Operating Margin of Touchstone files from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from ._com import com
from ._command_measures import add_settings, catalog_of, given_settings, measures_text
from ._command_output import notes_text, write
from ._errors import make_error
from . import _core

FAILS = 1


def add_com(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "com",
        "channel operating margin of a channel and its aggressors (IEEE 802.3 Annex 93A)",
        "  lightlane com thru.s4p --fext f1.s4p f2.s4p --next n1.s4p\n"
        "  lightlane com thru.s4p --config c2c --set 'g_DC=[-12:2:0]' --set search=exhaustive\n"
        "  lightlane com thru.s4p --config workbook.xlsx --format json --arrays\n"
        "  lightlane com --presets",
    )
    command.add_argument("thru", nargs="?", metavar="THRU", help="Touchstone file of the channel")
    command.add_argument(
        "--fext", nargs="+", default=[], metavar="FILE", help="far-end aggressors"
    )
    command.add_argument(
        "--next", nargs="+", default=[], metavar="FILE", help="near-end aggressors"
    )
    add_settings(command, "100GBASE-KR")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if catalog_of("com", arguments):
        return 0
    if arguments.thru is None:
        raise make_error(
            _core.COUNT,
            "com needs THRU, the Touchstone file of the channel; it stands first, for --fext and"
            " --next take every file that follows them",
        )
    answer = com(
        arguments.thru,
        arguments.fext,
        arguments.next,
        arguments.config,
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
