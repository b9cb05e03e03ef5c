"""`fleet`: a cluster's network over links: counts, power, cost, carbon dioxide and failures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack, cast

from . import _core
from ._errors import LightlaneError, make_error
from ._fields import PresetName
from ._groups import groups
from ._link import Link, as_link
from ._measures import Measures, Parts, ReportParts, measures_of
from ._result import import_pandas
from ._settings import Config, Settings
from ._settings_fields import FleetSettings
from ._tables import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd

AnyLink: TypeAlias = PresetName | Link
"""A link, or the name of its preset."""
Tiers: TypeAlias = AnyLink | Iterable[AnyLink]
"""The link of every tier, or one for each from the interfaces up."""

HEADLINE = (
    "switches",
    "links",
    "modules",
    "optics_power_w",
    "network_power_w",
    "network_power_share",
    "network_usd",
    "ownership_usd",
    "network_co2_t",
    "failures_per_day",
    "availability",
    "path_latency_ns",
    "freed_power_w",
    "accelerators_gained",
)
"""What a comparison of fleets shows when nobody says what."""

_PARTS = frozenset({"tiers", "rack", "interface"})


class Fleet(Measures):
    """A fleet's answer: a mapping from name to scalar or breakdown.

    >>> import lightlane
    >>> fleet = lightlane.fleet(["dac", "dsp", "dsp"], accelerators=16_384)
    >>> fleet["links"], fleet.arrays["boxes"]["leaves"]
    (49152.0, 256.0)
    """

    __slots__ = ("_settings", "_tiers")

    _place = "in this fleet"

    def __init__(self, settings: Settings, tiers: tuple[Link, ...], parts: Parts) -> None:
        read = ReportParts(parts)
        self._settings = settings
        self._tiers = tiers
        super().__init__(
            read.scalars, read.arrays, units=read.units, docs=read.docs, notes=read.notes
        )

    @property
    def settings(self) -> Settings:
        """What the fleet was counted with."""
        return self._settings

    @property
    def tiers(self) -> tuple[Link, ...]:
        """The links of the tiers, from the interfaces up."""
        return self._tiers

    def _title(self) -> str:
        used = ", ".join(link.preset for link in self._tiers)
        return f"Fleet of {self._settings['accelerators']:,} accelerators: {used}"


def _links(tiers: Tiers) -> tuple[Link, ...]:
    if isinstance(tiers, (str, Link)):
        return (as_link(tiers),)
    try:
        return tuple(as_link(link) for link in cast(Iterable[AnyLink], tiers))
    except TypeError as error:
        raise TypeError(f"tiers are links or names of presets, not {tiers!r}") from error


def _core_link(link: AnyLink | None) -> _core.Link | None:
    return None if link is None else as_link(link)._core


def _answer(
    settings: Settings, tiers: Tiers, rack: AnyLink | None, interface: AnyLink | None
) -> Fleet:
    links = _links(tiers)
    parts = _core.fleet_report(
        settings.core,
        tuple(link._core for link in links),
        _core_link(rack),
        _core_link(interface),
    )
    return Fleet(settings, links, parts)


def fleet(
    tiers: Tiers = "lpo",
    *,
    rack: AnyLink | None = None,
    interface: AnyLink | None = None,
    config: Config | None = None,
    **settings: Unpack[FleetSettings],
) -> Fleet:
    """Count, power, price and break a cluster's network.

    `tiers` are its links from the interfaces up: one for each tier, or one for all. `rack` is what
    links within a rack use in place of the first tier's, `interface` what interfaces hold in place
    of it. Each link is evaluated at the length of its class, and must close there; a first tier of
    copper gives way to the second tier's link where links leave their rack. Every setting
    (`lightlane.groups["fleet"].settings`) is a keyword; `config` is a preset's name or a mapping.

    >>> import lightlane
    >>> tiers = ["dac", "lpo", "cpo_b"]
    >>> net = lightlane.fleet(tiers, accelerators=100_000, topology="fat_tree_3")
    >>> net["nics"], net.arrays["boxes"]["leaves"], net.units["network_power_w"]
    (100000.0, 1563.0, 'W')
    >>> sum(net.arrays["network_power_items_w"].values()) == net["network_power_w"]
    True
    >>> lightlane.fleet("lpo", accelerators=100_000, topology="fat_tree_2")
    Traceback (most recent call last):
        ...
    lightlane.NumericsError: accelerators = 100000 need 1563 leaves; fat_tree_2 of switch_radix = \
128 joins 128 leaves, at most 8192 accelerators
    """
    given: dict[str, Any] = dict(settings)
    return _answer(Settings("fleet", config, **given), tiers, rack, interface)


def fleet_end(
    link: AnyLink = "lpo",
    *,
    config: Config | None = None,
    **settings: Unpack[FleetSettings],
) -> Measures:
    """One end of a link: its bill, price, failures, cost of ownership, and the link's latency.

    >>> import lightlane
    >>> end = lightlane.fleet_end("dsp")
    >>> round(end["end_cost_usd"], 9), end.arrays["end_cost_items_usd"]["DSP"]
    (230.0, 80.0)
    """
    given: dict[str, Any] = dict(settings)
    chosen = Settings("fleet", config, **given)
    return measures_of(_core.fleet_end_report(chosen.core, as_link(link)._core))


class FleetComparison(Mapping[str, Fleet]):
    """Fleets side by side: a mapping from a design's name to its answer.

    A design that can't be built is not in the mapping; its reason stands in `reasons`. The power
    that each frees is told against `reference`, the first design that can be built.

    >>> import lightlane
    >>> table = lightlane.compare_fleets({"retimed": "dsp", "linear": "lpo", "copper": "dac"})
    >>> list(table), list(table.reasons), table.reference
    (['retimed', 'linear'], ['copper'], 'retimed')
    >>> table["linear"]["freed_power_w"] > 0
    True
    """

    __slots__ = ("_fleets", "_reasons", "_reference")

    def __init__(
        self, fleets: Mapping[str, Fleet], reasons: Mapping[str, str], reference: str | None
    ) -> None:
        self._fleets = dict(fleets)
        self._reasons = dict(reasons)
        self._reference = reference

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why a design has no answer."""
        return MappingProxyType(self._reasons)

    @property
    def reference(self) -> str | None:
        """The design that freed power is told against, None when there is none."""
        return self._reference

    def __getitem__(self, name: str) -> Fleet:
        return self._fleets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fleets)

    def __len__(self) -> int:
        return len(self._fleets)

    def rows(self, measures: Iterable[str] | None = None) -> dict[str, list[float]]:
        """Measure to its value in each design; NaN where a design has none.

        >>> import lightlane
        >>> table = lightlane.compare_fleets({"a": "dsp", "b": "lpo"}, accelerators=4096)
        >>> table.rows(["links"])
        {'links': [8192.0, 8192.0]}
        """
        known = groups["fleet"].measures
        wanted = HEADLINE if measures is None else tuple(known.find(name).name for name in measures)
        rows = {
            name: [fleet.scalars.get(name, float("nan")) for fleet in self.values()]
            for name in wanted
        }
        if measures is not None:
            return rows
        return {name: values for name, values in rows.items() if any(v == v for v in values)}

    def to_pandas(self) -> pd.DataFrame:
        """A dataframe of every measure, with a row for each design.

        >>> import lightlane
        >>> frame = lightlane.compare_fleets({"a": "dsp"}).to_pandas()  # doctest: +SKIP
        """
        pandas = import_pandas()
        frame: pd.DataFrame = pandas.DataFrame(
            [dict(fleet.scalars) for fleet in self.values()], index=list(self)
        )
        return frame

    def cells(
        self, measures: Iterable[str] | None = None
    ) -> tuple[list[str], list[list[object]]]:
        """Header and rows of a table with a column for each design.

        >>> import lightlane
        >>> table = lightlane.compare_fleets({"a": "dsp", "b": "lpo"}, accelerators=4096)
        >>> table.cells(["links"])
        (['measure', 'unit', 'a', 'b'], [['links', '', 8192.0, 8192.0]])
        """
        known = groups["fleet"].measures
        rows = [
            [name, "" if known[name].unit == "1" else known[name].unit, *values]
            for name, values in self.rows(measures).items()
        ]
        return ["measure", "unit", *self], rows

    def __repr__(self) -> str:
        lines = [f"{name}: {reason}" for name, reason in self._reasons.items()]
        return "\n".join([text_table(*self.cells()), *lines])

    def _repr_html_(self) -> str:
        reasons = [[name, reason] for name, reason in self._reasons.items()]
        table = html_table(*self.cells(), caption="Fleets")
        return table + (html_table(["design", "no answer"], reasons) if reasons else "")


Design: TypeAlias = Tiers | Mapping[str, Any]
"""The tiers of a design; or a mapping with `tiers`, `rack`, `interface` and settings of its own."""


def compare_fleets(
    designs: Mapping[str, Design],
    *,
    rack: AnyLink | None = None,
    interface: AnyLink | None = None,
    config: Config | None = None,
    **settings: Unpack[FleetSettings],
) -> FleetComparison:
    """Answer several designs with the same settings; a design may have some of its own.

    >>> import lightlane
    >>> table = lightlane.compare_fleets(
    ...     {
    ...         "pluggable": "dsp",
    ...         "mixed": ["dac", "lpo", "cpo_b"],
    ...         "in two tiers": {"tiers": "lpo", "topology": "fat_tree_2"},
    ...     },
    ...     accelerators=8_000,
    ... )
    >>> [fleet["path_switches"] for fleet in table.values()]
    [5.0, 5.0, 3.0]
    """
    if not designs:
        raise make_error(_core.COUNT, "no designs are given; at least one is needed")
    fleets: dict[str, Fleet] = {}
    reasons: dict[str, str] = {}
    reference: str | None = None
    for name, design in designs.items():
        own: dict[str, Any] = dict(design) if isinstance(design, Mapping) else {"tiers": design}
        if "tiers" not in own:
            raise make_error(_core.COUNT, f"the design {name!r} has no tiers")
        given: dict[str, Any] = {
            **settings,
            **{key: value for key, value in own.items() if key not in _PARTS},
        }
        if reference is not None:
            power = fleets[reference]["network_power_w"]
            given.setdefault("reference_network_power_w", power)
        chosen = Settings("fleet", config, **given)
        links = _links(own["tiers"])
        try:
            fleets[name] = _answer(
                chosen, links, own.get("rack", rack), own.get("interface", interface)
            )
        except LightlaneError as error:
            reasons[name] = str(error)
            continue
        reference = name if reference is None else reference
    return FleetComparison(fleets, reasons, reference)
