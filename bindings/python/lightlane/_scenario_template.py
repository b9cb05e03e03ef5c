"""The scenario that `lightlane scenario` prints: every key and parameter, explained."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ._catalog import ParameterInfo, metrics, parameters, presets
from ._scenario_check import written

WIDTH = 100

_HEAD = """\
# A scenario for `lightlane compare --scenario FILE`: the settings that designs share, and, if
# wanted, the designs. Take away the # of what you set; everything else keeps its preset's value.
# Unknown keys, wrong types and values out of bounds are refused with their line.

title = "My scenario"
# description = "What it is about."
"""

_ACROSS = """\
# The comparison is repeated over these values (a parameter stands here or above, not in both).
[across]
"""

_DESIGN = """\
# A row of the comparison. Without any, presets come from the command line. `name` is the preset's
# when left out; [design.parameters] takes what [parameters] takes, and wins over it.
#
# Presets:
"""


def template() -> str:
    """A commented scenario that loads as it is.

    >>> from lightlane import Scenario
    >>> Scenario.parse(template()).title
    'My scenario'
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "# The columns; every metric when left out:"
    yield from _comment(", ".join(metrics))
    yield f"# metrics = [{', '.join(written(name) for name in list(metrics)[:2])}]"
    yield ""
    yield "# Common to all designs. Each with its default, below what it takes and what it is."
    yield "[parameters]"
    block = ""
    for info in parameters.values():
        if info.block != block:
            block = info.block
            yield f"\n# ---- {block}"
        yield from _comment(f"{_takes(info)}: {info.doc}", "#   ")
        yield f"# {info.name} = {written(info.default)}"
    yield ""
    yield _ACROSS + _across_example()
    yield ""
    yield _DESIGN.rstrip("\n")
    for preset in presets.values():
        names = " or ".join([preset.name, *preset.aliases])
        yield from _comment(f"{names}: {preset.doc}", "#   ", "#     ")
    yield "#\n# [[design]]"
    yield '# name = "first"'
    yield f"# preset = {written(next(iter(presets)))}"
    yield "# [design.parameters]"


def _takes(info: ParameterInfo) -> str:
    return info.takes if info.kind in ("choice", "flag") else f"{info.kind}, {info.takes}"


def _across_example() -> str:
    """Two values of the first parameter that has room for them."""
    info = next(info for info in parameters.values() if info.kind == "real")
    return f"# {info.name} = [{written(info.default)}, {written(info.maximum)}]"


def _comment(text: str, start: str = "# ", following: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=following or start,
        break_long_words=False,
        break_on_hyphens=False,
    )
