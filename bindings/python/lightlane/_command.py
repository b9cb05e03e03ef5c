"""The `lightlane` command: its grammar and what each subcommand does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from . import _core
from ._catalog import Catalog, metrics, parameters, presets
from ._command_output import Sheet, catalog_text, details_text, write
from ._command_values import parse_scalars, parse_settings
from ._comparison import compare
from ._errors import LightlaneError
from ._link import Link
from ._page import write_report
from ._progress import progress_bar

USAGE_ERROR = 2
ONLY_REFUSALS = 1
INTERRUPTED = 130
BROKEN_PIPE = 141


class UsageError(Exception):
    """The command line asks for something that there is not."""


class _Parser(argparse.ArgumentParser):
    """Errors in one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see: {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        arguments = _grammar().parse_args(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except (UsageError, LightlaneError, TypeError) as error:
        return _complain(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush to
        return BROKEN_PIPE
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else error)
    except KeyboardInterrupt:
        print("lightlane: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


def _complain(error: object) -> int:
    print(f"lightlane: {' '.join(str(error).split())}", file=sys.stderr)
    return USAGE_ERROR


# ---------------------------------------------------------------- grammar


def _grammar() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lightlane",
        description="Link evaluation and power models of optical interconnects.",
        epilog="examples:\n"
        "  lightlane compare\n"
        "  lightlane compare dsp lpo --set fiber_length_m=2000 --report report.html\n"
        "  lightlane evaluate lpo --set fiber_length_m=2:2000:50 --format csv\n"
        "  lightlane parameters fiber_length_m",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"lightlane {_core.version()} ({_core.build_info()})"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_compare(commands)
    _add_evaluate(commands)
    for noun, table in (("parameter", parameters), ("metric", metrics), ("preset", presets)):
        _add_table(commands, noun, table)
    return parser


def _add_command(commands: Any, name: str, purpose: str, examples: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=purpose[0].upper() + purpose[1:] + ".",
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="default: table"
    )
    command.add_argument("--output", metavar="FILE", help="write there instead of standard output")
    return command


def _add_scenario(command: argparse.ArgumentParser, value: str) -> None:
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=f"NAME={value}",
        dest="settings",
        help="set a parameter; may be repeated",
    )
    command.add_argument(
        "--metrics", metavar="NAME,NAME", help="what to compute; default: everything"
    )


def _add_compare(commands: Any) -> None:
    command = _add_command(
        commands,
        "compare",
        "put architectures side by side in the same scenario",
        "  lightlane compare\n"
        "  lightlane compare dsp cpo_a --set fiber_length_m=500 --metrics ber,power_io_w\n"
        "  lightlane compare --report report.html",
    )
    command.add_argument("presets", nargs="*", metavar="PRESET", help="default: dsp lpo cpo_a")
    _add_scenario(command, "VALUE")
    command.add_argument("--report", metavar="FILE", help="also write one self-contained HTML page")
    command.set_defaults(run=_compare)


def _add_evaluate(commands: Any) -> None:
    command = _add_command(
        commands,
        "evaluate",
        "compute the metrics of one preset, or of a sweep over it",
        "  lightlane evaluate lpo\n"
        "  lightlane evaluate lpo --set fiber_length_m=2:2000:50 --metrics ber,margin_db\n"
        "  lightlane evaluate cpo_a --set lanes=8 --set laser_power_mw=50:150:11 --format csv",
    )
    command.add_argument("preset", metavar="PRESET")
    _add_scenario(command, "VALUE|START:STOP:COUNT")
    command.add_argument("--threads", type=int, default=1, metavar="N", help="default: 1")
    command.set_defaults(run=_evaluate)


def _add_table(commands: Any, noun: str, table: Catalog[Any]) -> None:
    command = _add_command(
        commands,
        f"{noun}s",
        f"list the {noun}s, or tell everything about one",
        f"  lightlane {noun}s\n  lightlane {noun}s {next(iter(table))} --format json",
    )
    command.add_argument("name", nargs="?", metavar="NAME")
    command.set_defaults(run=lambda arguments: _describe(table, arguments))


# ---------------------------------------------------------------- subcommands


def _names(listed: str | None) -> list[Any] | None:
    return None if listed is None else [name for name in listed.split(",") if name]


def _compare(arguments: argparse.Namespace) -> int:
    chosen: Any = arguments.presets or ("dsp", "lpo", "cpo_a")
    scenario: Any = parse_scalars(arguments.settings)
    comparison = compare(chosen, _names(arguments.metrics), **scenario)
    sheet = Sheet(
        ["preset", *comparison.metrics],
        [[name, *row.values()] for name, row in comparison.items()],
        remark="reason",
        remarks=[comparison.reasons.get(name, "") for name in comparison],
        units=comparison.units,
        transposed=True,
    )
    write(sheet.text(arguments.format), arguments.output)
    if arguments.report:
        write_report(arguments.report, comparison)
    return ONLY_REFUSALS if len(comparison.reasons) == len(comparison) else 0


def _evaluate(arguments: argparse.Namespace) -> int:
    constants, sweeps = parse_settings(arguments.settings)
    preset: Any = arguments.preset
    link = Link(preset).replace(**constants)
    varying: Any = tuple(sweeps)
    plan = link.plan(varying, _names(arguments.metrics))
    axes = np.meshgrid(*sweeps.values(), indexing="ij", sparse=True)
    with progress_bar(sys.stderr) as progress:
        result = plan.run(*axes, threads=arguments.threads, progress=progress)
    codes = np.ravel(result.status).tolist()
    columns = [np.ravel(values).tolist() for values in (*result.inputs.values(), *result.values())]
    rows = [list(row) for row in zip(*columns, strict=True)]
    sheet = Sheet(
        ["preset", *result.inputs, *result],
        [[link.preset, *row] for row in rows],
        remark="status",
        remarks=[_core.status_name(code) or str(code) for code in codes],
        unremarkable="OK",
        units={name: parameters[name].unit for name in result.inputs} | result.units,
        transposed=not sweeps,
    )
    write(sheet.text(arguments.format), arguments.output)
    return ONLY_REFUSALS if all(codes) else 0


def _describe(table: Catalog[Any], arguments: argparse.Namespace) -> int:
    if arguments.name is None:
        text = catalog_text(table, arguments.format)
    else:
        text = details_text(table.find(arguments.name), arguments.format)
    write(text, arguments.output)
    return 0
