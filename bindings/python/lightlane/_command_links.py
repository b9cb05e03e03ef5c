"""Links by name on the command line: presets, designs of a scenario, and `--link NAME=PRESET,...`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from . import _core
from ._catalog import presets
from ._command_values import parse_scalars, split_pair
from ._errors import make_error
from ._link import Link
from ._nearest import hint
from ._scenario import Design, Scenario

_FORM = "NAME=PRESET,PARAMETER=VALUE,..."


def add_links(command: argparse.ArgumentParser) -> None:
    """Add the options that give links names to a command's grammar."""
    command.add_argument(
        "--link",
        action="append",
        default=[],
        metavar=_FORM,
        dest="links",
        help="a name for a preset with other parameters, to use like a preset; may be repeated",
    )
    command.add_argument(
        "--scenario",
        metavar="FILE",
        help="TOML file with parameters common to all links, and designs to use like presets",
    )


class NamedLinks:
    """What the words of a command that stand for links mean.

    >>> names = NamedLinks(["short=lpo,host_tx_channel_loss_db=8"])
    >>> names["short"], names["dsp"]
    (Link('lpo', host_tx_channel_loss_db=8.0), Link('dsp'))
    """

    def __init__(self, links: Iterable[str], scenario: str | None = None) -> None:
        given = Scenario() if scenario is None else Scenario.load(scenario)
        for name in given.across:
            raise make_error(
                _core.COUNT,
                f"{given.source}: [across] varies {name}; a fleet takes one value of each",
                parameter=name,
            )
        self._common = given.parameters
        self.designs = given.links()
        self._links = dict(self.designs)
        own: set[str] = set()
        for link in links:
            name, described = split_pair(link, "--link", _FORM)
            base, *changes = (word.strip() for word in described.split(","))
            if not base or not all("=" in word for word in changes):
                raise make_error(_core.COUNT, f"--link needs {_FORM}, got {link!r}")
            if name in own or name in self.designs:
                raise make_error(_core.DUPLICATE, f"the link {name} is given twice")
            if name in presets.words():
                raise make_error(_core.DUPLICATE, f"{name} is a preset; a link needs another name")
            self._links[name] = self[base].replace(**parse_scalars(changes))
            own.add(name)

    def __getitem__(self, word: str) -> Link:
        """The link of a name; a preset takes the scenario's common parameters."""
        if word in self._links:
            return self._links[word]
        if word not in presets.words():
            near = hint(word, [*self._links, *presets.words()])
            raise make_error(_core.UNKNOWN_PRESET, f"no preset or link is called {word!r}{near}")
        return Design(word, word).link(self._common)

    def optional(self, word: str | None) -> Link | None:
        """The link of a name, None for none."""
        return None if word is None else self[word]
