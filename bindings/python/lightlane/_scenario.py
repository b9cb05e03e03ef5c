"""`Scenario`: the common settings and the designs of a comparison, from a TOML file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ._link import Link
from ._scenario_check import check
from ._types import Value


def _frozen(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(values))


@dataclass(frozen=True, slots=True)
class Design:
    """One row of a scenario: a name, a preset and the parameters that are this design's own.

    >>> import lightlane
    >>> design = lightlane.Design("near", "lpo", {"fiber_length_m": 50.0})
    >>> design.link({"fiber_length_m": 500.0, "lanes": 4})
    Link('lpo', lanes=4, fiber_length_m=50.0)
    """

    name: str
    preset: str
    parameters: Mapping[str, Value] = field(default_factory=dict)

    def link(self, common: Mapping[str, Value] | None = None) -> Link:
        """The design as a link; its own parameters win over the common ones.

        >>> import lightlane
        >>> lightlane.Design("near", "lpo").link()
        Link('lpo')
        """
        settings: Any = {**(common or {}), **self.parameters}
        preset: Any = self.preset
        return Link(preset, **settings)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a comparison is about: settings common to all designs, and, if wanted, the designs.

    A scenario file is TOML; every key is optional, and whatever is not in the tables is refused:

        title = "One row of racks"        # heads the report
        description = "Leaf to spine."
        metrics = ["margin_db", "power_io_w"]  # the columns; default: every metric

        [parameters]                      # common to all designs
        fiber_length_m = 150

        [across]                          # the comparison is repeated over these values
        lane_rate_gbps = [106.25, 212.5]

        [[design]]                        # a row; without any, presets come from the caller
        name = "linear"                   # default: the preset's name
        preset = "lpo"
        [design.parameters]               # this design's own; they win over [parameters]
        host_tx_channel_loss_db = 12

    Keywords of `compare` and `--set` win over the file. `lightlane scenario` prints a template with
    every parameter, its bounds and its meaning.

    >>> import lightlane
    >>> scenario = lightlane.Scenario.parse('''
    ...     title = "Two reaches"
    ...     parameters.fiber_length_m = 150
    ...     design = [{name = "near", preset = "lpo", parameters.fiber_length_m = 20},
    ...               {name = "far", preset = "lpo"}]
    ... ''')
    >>> {name: link.fiber_length_m for name, link in scenario.links().items()}
    {'near': 20.0, 'far': 150.0}
    """

    title: str = ""
    description: str = ""
    metrics: tuple[str, ...] | None = None
    """The columns, None for every metric."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """Common to all designs."""
    across: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """Values over which the comparison is repeated, by parameter."""
    designs: tuple[Design, ...] = ()
    source: str = ""
    """The file it was read from."""

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Scenario:
        """Read a file; raises `ScenarioError` with every problem in it, a line for each.

        >>> import lightlane, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "row.toml"
        >>> _ = path.write_text("parameters.fiber_length_m = 150", encoding="utf-8")
        >>> dict(lightlane.Scenario.load(path).parameters)
        {'fiber_length_m': 150.0}
        """
        with open(path, "rb") as file:
            content = file.read()
        return cls.parse(content, source=os.fspath(path))

    @classmethod
    def parse(cls, text: str | bytes, *, source: str = "scenario") -> Scenario:
        """Read a text, called `source` in messages.

        >>> import lightlane
        >>> lightlane.Scenario.parse("parameters.fibre_length_m = 150", source="row.toml")
        Traceback (most recent call last):
            ...
        lightlane.ScenarioError: row.toml:1: parameters.fibre_length_m = 150: no parameter has \
this name; did you mean 'fiber_length_m'?
        """
        checked = check(text, source)
        return cls(
            checked.title,
            checked.description,
            checked.metrics,
            _frozen(checked.parameters),
            _frozen(checked.across),
            tuple(Design(name, preset, _frozen(own)) for name, preset, own in checked.designs),
            source,
        )

    def links(self) -> dict[str, Link]:
        """The designs as links, with the common parameters in them.

        >>> import lightlane
        >>> lightlane.Scenario.parse('design = [{preset = "dsp"}]').links()
        {'dsp': Link('dsp')}
        """
        return {design.name: design.link(self.parameters) for design in self.designs}
