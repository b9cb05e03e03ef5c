"""`lightlane network`: what is in a Touchstone file, how good it is, and the file in another form."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _core
from ._command_output import csv_text, json_text, write
from ._errors import make_error
from ._network import Network
from ._network_reports import NetworkQuality
from ._tables import text_table

NOT_PASSIVE = 1


def add_network(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "network",
        "summarise a Touchstone file, judge its quality, or convert it",
        "  lightlane network channel.s4p\n"
        "  lightlane network channel.s4p --pairs 0,2 1,3 --convert mixed.s4p\n"
        "  lightlane network z.s2p --renormalize 75 --convert s.s2p --unit GHz --touchstone 2.1\n"
        "  lightlane network left.s2p right.s2p --convert both.s2p\n"
        "  lightlane network left.s4p right.s4p --order 0,2,1,3 --convert both.s4p",
    )
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a Touchstone file, or several to cascade: the last half of the ports of one joins the"
        " first half of the next one's",
    )
    command.add_argument(
        "--ports", type=int, metavar="N", help="number of ports where the extension does not tell"
    )
    command.add_argument(
        "--order",
        metavar="P,P,...",
        help="take these ports of every file, from 0, in this order, as 0,2,1,3",
    )
    command.add_argument(
        "--renormalize", type=complex, metavar="OHM", help="to another reference impedance"
    )
    command.add_argument(
        "--pairs",
        nargs="+",
        default=[],
        metavar="P,N",
        help="to mixed mode: positive and negative port of each pair, from 0",
    )
    command.add_argument("--convert", metavar="FILE", help="write the network there as Touchstone")
    command.add_argument(
        "--touchstone", choices=("1.0", "1.1", "2.0", "2.1"), help="version of --convert"
    )
    command.add_argument(
        "--unit", choices=("Hz", "kHz", "MHz", "GHz"), help="of --convert; default: Hz"
    )
    command.add_argument(
        "--numbers", choices=("RI", "MA", "DB"), help="of --convert; default: RI"
    )
    command.add_argument(
        "--digits", type=int, metavar="N", help="of --convert; default: as many as are needed"
    )
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    _check_convert(arguments)
    first, *others = (_read(file, arguments) for file in arguments.files)
    network = first
    for other in others:
        network = network**other
    if arguments.renormalize is not None:
        network = network.renormalize(arguments.renormalize)
    pairs = _pairs(arguments.pairs)
    if pairs:
        network = network.mixed_mode(pairs)
    if arguments.convert:
        version: Any = arguments.touchstone
        network.write(
            arguments.convert,
            version=version,
            unit=arguments.unit or "Hz",
            format=arguments.numbers or "RI",
            digits=arguments.digits,
        )
    quality = network.quality()
    write(_text(network, quality, arguments.format), arguments.output)
    return 0 if quality.is_passive else NOT_PASSIVE


def _read(file: str, arguments: argparse.Namespace) -> Network:
    network = Network.read(file, ports=arguments.ports)
    if arguments.order is None:
        return network
    parts = [part.strip() for part in arguments.order.split(",")]
    if not all(part.isdecimal() and len(part) < 3 for part in parts):
        raise make_error(
            _core.COUNT, f"--order: ports from 0 with commas are needed, got {arguments.order!r}"
        )
    return network.subnetwork([int(part) for part in parts])


def _check_convert(arguments: argparse.Namespace) -> None:
    """Refuse options of the file that is written where none is."""
    if arguments.convert:
        return
    for name in ("touchstone", "unit", "numbers", "digits"):
        if getattr(arguments, name) is not None:
            raise make_error(_core.COUNT, f"--{name} goes with --convert, the file to write")


def _pairs(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Pairs of ports.

    >>> _pairs(["0,2", "1,3"])
    [(0, 2), (1, 3)]
    """
    pairs = []
    for text in texts:
        parts = text.split(",")
        if len(parts) != 2 or not all(part.isdigit() for part in parts):
            raise make_error(
                _core.COUNT, f"--pairs: a pair is POSITIVE,NEGATIVE, ports from 0, got {text!r}"
            )
        pairs.append((int(parts[0]), int(parts[1])))
    return pairs


def _facts(network: Network, quality: NetworkQuality) -> list[tuple[str, object, str]]:
    steps = np.diff(network.f)
    even = steps.size > 0 and bool((abs(steps - steps[0]) <= 1e-6 * steps[0]).all())
    references = [z.real if not z.imag else str(z) for z in network.z0.tolist()]
    return [
        ("ports", network.ports, ""),
        ("points", len(network), ""),
        ("first_frequency_hz", float(network.f[0]), "Hz"),
        ("last_frequency_hz", float(network.f[-1]), "Hz"),
        ("step_hz", float(steps[0]) if even else None, "Hz"),
        ("reference_ohm", references[0] if len(set(references)) == 1 else references, "ohm"),
        ("passivity_percent", quality.passivity_percent, "%"),
        ("reciprocity_percent", quality.reciprocity_percent, "%"),
        ("causality_percent", quality.causality_percent, "%"),
        ("largest_singular_value", float(quality.largest_singular_value.max()), ""),
        ("largest_reciprocity_error", float(quality.reciprocity_error.max()), ""),
        ("largest_phase_step_deg", quality.largest_phase_step_deg, "deg"),
    ]


def _text(network: Network, quality: NetworkQuality, form: str) -> str:
    facts = _facts(network, quality)
    notes = [f"warning: {warning}" for warning in quality.warnings] + list(quality.notes)
    if form == "json":
        content = {name: value for name, value, _ in facts}
        return json_text({**content, "warnings": list(quality.warnings), "notes": list(quality.notes)})
    if form == "csv":
        rows: list[list[object]] = [["name", "value"]]
        rows += [[name, _cell(value)] for name, value, _ in facts]
        return csv_text(rows + [["note", note] for note in notes])
    cells = [[name, _cell(value), unit] for name, value, unit in facts]
    told = "".join(f"{note}\n" for note in notes)
    return f"{text_table(['name', 'value', 'unit'], cells)}\n{told}"


def _cell(value: object) -> object:
    if value is None:
        return "uneven"
    return " ".join(map(str, value)) if isinstance(value, list) else value
