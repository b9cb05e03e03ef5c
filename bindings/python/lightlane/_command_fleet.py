"""`lightlane fleet`: a cluster's network, or several side by side, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from . import _core
from ._command_links import NamedLinks, add_links
from ._command_output import Sheet, catalog_text, notes_text, write
from ._command_values import FLAGS, add_set, split_pair
from ._errors import make_error
from ._fleet import Fleet, FleetComparison, compare_fleets, fleet, fleet_end
from ._groups import groups
from ._link import Link
from ._measures import Breakdown, Measures

DEFAULT = ("lpo",)
NO_ANSWER = 1


def add_fleet(
    commands: Any, add_command: Callable[[Any, str, str, str], argparse.ArgumentParser]
) -> None:
    """Add the subcommand to the command's grammar."""
    command = add_command(
        commands,
        "fleet",
        "count, power, price and break a cluster's network",
        "  lightlane fleet dac lpo cpo_b --set accelerators=100000\n"
        "  lightlane fleet lpo --set topology=fat_tree_2 --set accelerators=8000 --breakdowns\n"
        "  lightlane fleet --design retimed=dsp --design mixed=dac,lpo,cpo_b --rack dac\n"
        "  lightlane fleet dsp near near --link near=lpo,host_tx_channel_loss_db=8\n"
        "  lightlane fleet --scenario row.toml\n"
        "  lightlane fleet --end dsp --breakdowns\n"
        "  lightlane fleet --settings",
    )
    command.add_argument(
        "tiers",
        nargs="*",
        metavar="PRESET",
        help="links of the tiers from the interfaces up, the last for those above; default: lpo; copper"
        " in front serves links within racks, the second link those that leave them",
    )
    add_links(command)
    command.add_argument("--rack", metavar="PRESET", help="link within a rack")
    command.add_argument("--interface", metavar="PRESET", help="what interfaces hold")
    command.add_argument("--config", metavar="NAME", help="preset of the settings")
    add_set(command, "set a setting of the fleet")
    command.add_argument(
        "--design",
        action="append",
        default=[],
        metavar="NAME=PRESET,PRESET",
        help="compare this design with the others; may be repeated",
    )
    command.add_argument("--measures", metavar="NAME,NAME", help="what to show; default: all")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--breakdowns", action="store_true", help="show what the sums are made of")
    shown.add_argument("--notes", action="store_true", help="tell the source of every value")
    shown.add_argument("--settings", action="store_true", dest="listed", help="list the settings")
    command.add_argument(
        "--end", metavar="PRESET", help="one end of a link in place of a fleet: bill and failures"
    )
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.listed:
        write(catalog_text(groups["fleet"].settings, arguments.format), arguments.output)
        return 0
    settings: Any = _settings(arguments.settings)
    names = NamedLinks(arguments.links, arguments.scenario)
    if arguments.end:
        if arguments.tiers or arguments.design:
            raise make_error(_core.COUNT, "--end takes neither tiers nor --design")
        end = names[arguments.end]
        return _show(fleet_end(end, config=arguments.config, **settings), arguments)
    links: Any = {
        "rack": names.optional(arguments.rack),
        "interface": names.optional(arguments.interface),
    }
    if arguments.design or (names.designs and not arguments.tiers):
        if arguments.tiers:
            raise make_error(_core.COUNT, "tiers stand in --design NAME=PRESET,PRESET or alone")
        if arguments.breakdowns or arguments.notes:
            raise make_error(_core.COUNT, "--breakdowns and --notes tell of one design only")
        designs: Any = _designs(arguments.design, names) or names.designs
        return _compare(
            compare_fleets(designs, config=arguments.config, **links, **settings), arguments
        )
    tiers = [names[word] for word in arguments.tiers or DEFAULT]
    return _show(fleet(tiers, config=arguments.config, **links, **settings), arguments)


def _show(found: Fleet | Measures, arguments: argparse.Namespace) -> int:
    if arguments.notes:
        write(notes_text(found.notes, arguments.format), arguments.output)
        return 0
    if arguments.breakdowns:
        rows: list[list[object]] = []
        for name, items in found.arrays.items():
            if isinstance(items, Breakdown):
                unit = "" if items.unit == "1" else items.unit
                rows += [[name, label, value, unit] for label, value in items.items()]
        sheet = Sheet(["breakdown", "item", "value", "unit"], rows)
    else:
        names = _measures(arguments.measures) or list(found.scalars)
        sheet = Sheet(
            ["measure", "value", "unit"],
            [
                [name, found.scalars[name], _unit(name)]
                for name in names
                if name in found.scalars
            ],
        )
    write(sheet.text(arguments.format), arguments.output)
    return 0


def _compare(found: FleetComparison, arguments: argparse.Namespace) -> int:
    names = _measures(arguments.measures)
    header, rows = found.cells(names)
    text = Sheet(header, rows).text(arguments.format)
    if arguments.format == "table":
        text += "".join(f"{name}: {reason}\n" for name, reason in found.reasons.items())
    elif found.reasons:
        header = [*header, *found.reasons]
        # A design without an answer keeps its column, empty, and its reason heads the rows.
        empty: list[object] = [float("nan")] * len(found.reasons)
        reasons: list[object] = ["no_answer", "", *[""] * len(found), *found.reasons.values()]
        text = Sheet(header, [reasons, *[[*row, *empty] for row in rows]]).text(arguments.format)
    write(text, arguments.output)
    return 0 if len(found) else NO_ANSWER


def _unit(name: str) -> str:
    unit = groups["fleet"].measures[name].unit
    return "" if unit == "1" else unit


def _measures(listed: str | None) -> list[str] | None:
    if listed is None:
        return None
    names = [name for name in listed.split(",") if name]
    if not names:
        raise make_error(_core.COUNT, "--measures needs at least one name")
    return [groups["fleet"].measures.find(name).name for name in names]


def _settings(settings: Iterable[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for setting in settings:
        name, text = split_pair(setting)
        info = groups["fleet"].settings.find(name)
        if info.name in values:
            raise make_error(_core.DUPLICATE, f"{info.name} is set twice", parameter=info.name)
        is_flag = info.kind == "flag" and text.lower() in FLAGS
        values[info.name] = FLAGS[text.lower()] if is_flag else text
    return values


def _designs(designs: Iterable[str], names: NamedLinks) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for design in designs:
        name, listed = split_pair(design, "--design", "NAME=PRESET,PRESET")
        tiers = [tier.strip() for tier in listed.split(",")]
        if not all(tiers):
            raise make_error(_core.COUNT, f"--design needs NAME=PRESET,PRESET, got {design!r}")
        if name in found:
            raise make_error(_core.DUPLICATE, f"the design {name} is given twice")
        found[name] = [names[tier] for tier in tiers]
    return found
