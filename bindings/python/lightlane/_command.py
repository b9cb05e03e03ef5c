"""The `lightlane` command: its grammar and what each subcommand does."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import numpy as np

from . import _core
from ._answers import answer, why_not_finite
from ._catalog import Catalog, metrics, parameters, presets
from ._command_com import add_com
from ._command_compare import comparison_text
from ._command_fec import add_fec, add_limits
from ._command_fleet import add_fleet
from ._command_network import add_network
from ._command_output import Sheet, catalog_text, details_text, write
from ._command_tdecq import add_tdecq
from ._command_ten_gigabit import add_ten_gigabit
from ._command_validation import add_validation
from ._command_values import add_set, parse_across, parse_scalars, parse_settings
from ._compare import compare
from ._comparison import HEADLINE
from ._errors import LightlaneError, ScenarioError
from ._link import Link
from ._page import write_report
from ._plan import Plan
from ._progress import progress_bar
from ._result import Result
from ._scenario import Scenario
from ._scenario_template import template

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
    problems = str(error).split("\n") if isinstance(error, ScenarioError) else [str(error)]
    for problem in problems:
        print(f"lightlane: {' '.join(problem.split())}", file=sys.stderr)
    return USAGE_ERROR


# ---------------------------------------------------------------- grammar


def _grammar() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lightlane",
        description="Link evaluation and power models of optical interconnects.",
        epilog="examples:\n"
        "  lightlane compare\n"
        "  lightlane compare dsp lpo --set fiber_length_m=2000 --report report.html\n"
        "  lightlane scenario --output row.toml\n"
        "  lightlane compare --scenario row.toml\n"
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
    _add_scenario(commands)
    add_com(commands, _add_command)
    add_fleet(commands, _add_command)
    add_network(commands, _add_command)
    add_tdecq(commands, _add_command)
    add_ten_gigabit(commands, _add_command)
    add_fec(commands, _add_command)
    add_limits(commands, _add_command)
    add_validation(commands, _add_command)
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


def _add_settings(command: argparse.ArgumentParser, value: str) -> None:
    add_set(command, "set a parameter", value)
    command.add_argument(
        "--metrics", metavar="NAME,NAME", help="what to compute, or all; tables of many rows show the headline metrics by default"
    )


def _add_compare(commands: Any) -> None:
    command = _add_command(
        commands,
        "compare",
        "put architectures side by side in the same scenario",
        "  lightlane compare\n"
        "  lightlane compare dsp cpo_a --set fiber_length_m=500 --metrics ber,power_io_w\n"
        "  lightlane compare --report report.html\n"
        "  lightlane compare --across fiber_length_m=100,500,2000 --metrics margin_db\n"
        "  lightlane compare --scenario row.toml\n"
        "  lightlane compare lpo cpo_a --scenario row.toml --set lanes=4",
    )
    command.add_argument(
        "presets",
        nargs="*",
        metavar="PRESET",
        help="presets, or designs of the scenario; default: all of its designs, or dsp lpo cpo_a",
    )
    command.add_argument(
        "--scenario", metavar="FILE", help="TOML file with common settings and designs"
    )
    _add_settings(command, "VALUE")
    command.add_argument(
        "--across",
        action="append",
        default=[],
        metavar="NAME=V1,V2,...",
        help="repeat the comparison over values of a parameter; may be repeated",
    )
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
    _add_settings(command, "VALUE|START:STOP:COUNT")
    command.add_argument("--threads", type=int, default=1, metavar="N", help="default: 1")
    command.set_defaults(run=_evaluate)


def _add_scenario(commands: Any) -> None:
    command: argparse.ArgumentParser = commands.add_parser(
        "scenario",
        help="print a template of a scenario file, or check a file",
        description="Print a template of a scenario file, or check a file.",
        epilog="examples:\n  lightlane scenario --output row.toml\n  lightlane scenario row.toml",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("file", nargs="?", metavar="FILE", help="check this one")
    command.add_argument("--output", metavar="FILE", help="write there instead of standard output")
    command.add_argument(
        "--force", action="store_true", help="let a template take the place of a file"
    )
    command.set_defaults(run=_scenario)


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
    return None if listed is None or listed == "all" else [name for name in listed.split(",") if name]


def _compare(arguments: argparse.Namespace) -> int:
    chosen: Any = arguments.presets or None
    settings: Any = parse_scalars(arguments.settings)
    across: Any = parse_across(arguments.across)
    comparison = compare(
        chosen,
        "all" if arguments.metrics == "all" else _names(arguments.metrics),
        scenario=arguments.scenario,
        across=across or None,
        **settings,
    )
    text = comparison_text(comparison, arguments.format, to_terminal=arguments.output is None)
    write(text, arguments.output)
    if arguments.report:
        write_report(arguments.report, comparison)
    return ONLY_REFUSALS if len(comparison.reasons) == len(comparison) else 0


def _evaluate(arguments: argparse.Namespace) -> int:
    constants, sweeps = parse_settings(arguments.settings)
    preset: Any = arguments.preset
    link = Link(preset).replace(**constants)
    varying: Any = tuple(sweeps)
    wanted = _names(arguments.metrics)
    if sweeps and arguments.metrics is None:
        # A sweep's table has a row for each point: only what a reader looks for first.
        wanted = [name for name in HEADLINE if name in link.plan().metrics]
    plan = link.plan(varying, wanted)
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
        missing=_missing(result, codes, rows),
        reasons=_reasons(plan, codes, rows) if arguments.format == "json" else (),
    )
    write(sheet.text(arguments.format), arguments.output)
    if arguments.format != "json":
        for line in _refusals(plan, codes, rows):
            print(f"lightlane: {line}", file=sys.stderr)
    return ONLY_REFUSALS if all(codes) else 0


def _reason(plan: Plan, given: Iterable[float]) -> str:
    """Why a row has no answer, told by evaluating it alone."""
    try:
        plan.evaluate(*given)
    except LightlaneError as error:
        return str(error)
    return ""


def _reasons(
    plan: Plan, codes: Sequence[int], rows: Sequence[Sequence[float]]
) -> list[str]:
    """A sentence for each row without an answer, "" for the others."""
    inputs = len(plan.varying)
    return [
        _reason(plan, row[:inputs]) if code else "" for code, row in zip(codes, rows, strict=True)
    ]


def _refusals(
    plan: Plan, codes: Sequence[int], rows: Sequence[Sequence[float]]
) -> list[str]:
    """A line for each status that rows have: how many, the first, and why it has no answer."""
    lines = []
    for code in sorted(set(codes) - {0}):
        first = rows[codes.index(code)][: len(plan.varying)]
        told = _core.status_name(code) or str(code)
        if plan.varying:
            place = ", ".join(
                f"{name} = {value:g}" for name, value in zip(plan.varying, first, strict=True)
            )
            told += f" in {codes.count(code)} of {len(codes)} rows, the first at {place}"
        lines.append(f"{told}: {_reason(plan, first)}")
    return lines


def _missing(
    result: Result, codes: Sequence[int], rows: Sequence[Sequence[float]]
) -> list[dict[str, str]]:
    """Why a metric of an answered row is no finite number, for each row."""
    names = list(result)
    first = len(result.inputs)
    if not result.shape:
        return [] if codes[0] else [dict(answer(result.link, names).missing)]
    return [
        {
            name: why_not_finite(name, value)
            for name, value in zip(names, row[first:], strict=True)
            if not code and not math.isfinite(value)
        }
        for code, row in zip(codes, rows, strict=True)
    ]


def _scenario(arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        if arguments.output and os.path.exists(arguments.output) and not arguments.force:
            raise UsageError(f"{arguments.output} exists; --force writes a template over it")
        text = template()
    else:
        scenario = Scenario.load(arguments.file)
        counts = [
            _count(len(scenario.parameters), "common parameter"),
            _count(len(scenario.designs), "design"),
            "every metric"
            if scenario.metrics is None
            else _count(len(scenario.metrics), "metric"),
        ]
        text = f"{arguments.file}: a scenario with {', '.join(counts)}\n"
    write(text, arguments.output)
    return 0


def _count(number: int, noun: str) -> str:
    """A number of things.

    >>> _count(1, "design"), _count(0, "metric")
    ('1 design', '0 metrics')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _describe(table: Catalog[Any], arguments: argparse.Namespace) -> int:
    if arguments.name is None:
        text = catalog_text(table, arguments.format)
    else:
        text = details_text(table.find(arguments.name), arguments.format)
    write(text, arguments.output)
    return 0
