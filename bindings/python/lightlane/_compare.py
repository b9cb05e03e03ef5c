"""`compare`: a comparison made of presets, links, a scenario, and values to repeat it over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Literal, Unpack

import numpy as np

from . import _core
from ._catalog import parameters as parameter_table
from ._columns import as_number, as_numbers
from ._comparison import Comparison
from ._errors import make_error
from ._fields import MetricName, ParameterName, Parameters, PresetName
from ._link import Link, as_link
from ._measures import free_name
from ._scenario import Design, Scenario
from ._tables import cell_text
from ._types import Choice, Flag, Real, Value

DEFAULT_PRESETS = ("dsp", "lpo", "cpo_a")


def compare(
    presets: Iterable[PresetName | Link | Design]
    | Mapping[str, PresetName | Link | Design]
    | None = None,
    metrics: Iterable[MetricName] | Literal["all"] | None = None,
    *,
    scenario: str | os.PathLike[str] | Scenario | None = None,
    across: Mapping[ParameterName, Real | Flag | Choice] | None = None,
    **parameters: Unpack[Parameters],
) -> Comparison:
    """Put architectures side by side: presets, links or designs.

    `metrics` names what to show, or is `"all"`; by default margin, bit errors, latency and power.
    Without presets, the designs of the scenario are compared, or `dsp`, `lpo` and `cpo_a`. A
    scenario (see `Scenario`) brings common parameters, metrics and designs; a name that is one of
    its designs stands for that design. Keywords win over the scenario's parameters and over those
    of designs and links. `across` repeats everything over values of one parameter or more.

    A mapping names its rows; otherwise a row is called by its preset or design. An architecture
    that can not be answered gives its reason, and so does a metric that does not apply to one; an
    unknown name or a value out of bounds raises.

    >>> import lightlane
    >>> table = lightlane.compare(["dsp", "lpo"], ["latency_ns"], fiber_length_m=100)
    >>> table["dsp"]["latency_ns"] > table["lpo"]["latency_ns"]
    True
    >>> reach = lightlane.compare(["lpo"], ["margin_db"], across={"fiber_length_m": [100, 2000]})
    >>> list(reach)
    ['lpo, fiber_length_m=100', 'lpo, fiber_length_m=2000']
    >>> scenario = lightlane.Scenario.parse("parameters.lanes = 4")
    >>> lightlane.compare(["lpo"], ["ber"], scenario=scenario).links["lpo"].lanes
    4
    """
    given = _as_scenario(scenario)
    if across is None:
        across = {name: v for name, v in given.across.items() if name not in parameters}  # type: ignore[misc]
    varied = _across(across, parameters)
    numbers = {name: as_number(name, value) for name, value in parameters.items()}
    links: dict[str, Link] = {}
    designs: dict[str, str] = {}
    settings: dict[str, Mapping[str, Value]] = {}
    for design, link in _rows(presets, given).items():
        for point in _points(varied):
            shown = {name: parameter_table[name].from_number(n) for name, n in point.items()}
            words = "".join(f", {name}={cell_text(value)}" for name, value in shown.items())
            row = free_name(design + words, links)
            changes = {**numbers, **point}
            links[row] = link._with(changes) if changes else link
            designs[row], settings[row] = design, shown
    return Comparison(
        links,
        given.metrics if metrics is None else metrics,
        designs=designs,
        settings=settings,
        title=given.title,
    )


def _as_scenario(scenario: str | os.PathLike[str] | Scenario | None) -> Scenario:
    if scenario is None:
        return Scenario()
    return scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)


def _rows(presets: Any, scenario: Scenario) -> dict[str, Link]:
    """The designs to compare as links by name, the scenario's common parameters in them."""
    if presets is None:
        presets = scenario.designs or DEFAULT_PRESETS
    if isinstance(presets, (str, Link, Design)):
        presets = [presets]
    given = presets.items() if isinstance(presets, Mapping) else ((None, item) for item in presets)
    known = {design.name: design for design in scenario.designs}
    rows: dict[str, Link] = {}
    for name, item in given:
        design: Any = known.get(item, item) if isinstance(item, str) else item
        if isinstance(design, Design):
            link, called = design.link(scenario.parameters), design.name
        else:
            link = _common(as_link(design), scenario)
            called = design if isinstance(design, str) else link.preset
        rows[free_name(called if name is None else name, rows)] = link
    return rows


def _common(link: Link, scenario: Scenario) -> Link:
    """The link with the scenario's parameters where it has none of its own."""
    missing = {
        name: as_number(name, value)
        for name, value in scenario.parameters.items()
        if name not in link._given
    }
    return link._with(missing) if missing else link


def _across(across: Mapping[Any, Any], parameters: Mapping[str, Any]) -> dict[str, list[float]]:
    """Checked values of each parameter to repeat the comparison over."""
    varied: dict[str, list[float]] = {}
    for name, values in across.items():
        if name in parameters:
            raise make_error(
                _core.DUPLICATE, f"{name} is both set and varied across", parameter=name
            )
        numbers = np.atleast_1d(as_numbers(name, values))
        if numbers.ndim > 1 or not numbers.size:
            raise make_error(
                _core.COUNT,
                f"across {name}: a list of one or more values is needed, got shape {numbers.shape}",
                parameter=name,
            )
        varied[name] = numbers.tolist()
        for place, number in enumerate(varied[name]):
            if number in varied[name][:place]:
                message = f"across {name}: {cell_text(number)} stands twice"
                raise make_error(_core.DUPLICATE, message, parameter=name, row=place)
    return varied


def _points(varied: Mapping[str, list[float]]) -> Iterable[dict[str, float]]:
    """Every combination of the varied values, the last parameter fastest."""
    return (dict(zip(varied, point, strict=True)) for point in product(*varied.values()))
