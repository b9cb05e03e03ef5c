"""One link's answer, metric by metric, with a reason for each metric that has none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ._errors import LightlaneError, NumericsError, ParameterError, inapplicable
from ._plan import Plan

if TYPE_CHECKING:
    from ._link import Link

NOT_APPLICABLE = "n/a"
NO_ANSWER = "-"
_KINDS = {True: "not a number here", False: "infinite: an error floor is in the way"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The values of a row; what is not finite has its reason in `missing`."""

    values: Mapping[str, float]
    missing: Mapping[str, str] = field(default_factory=dict)
    """Why, for each metric without a finite value, when others have one."""
    inapplicable: frozenset[str] = frozenset()
    """Those of the missing that have no meaning for the link."""
    refusal: str = ""
    """Why the whole row has no answer; "" when it has one."""

    def cell(self, metric: str) -> float | str:
        """What a table shows: the number, infinite or not, else a word for why there is none."""
        value = self.values[metric]
        if not math.isnan(value):
            return value
        return NOT_APPLICABLE if metric in self.inapplicable else NO_ANSWER


def answer(link: Link, metrics: Sequence[str]) -> Answer:
    """Everything the link can say about the metrics; only faults of the library raise."""
    missing: dict[str, str] = {}
    outside: set[str] = set()
    wanted = list(metrics)
    values = dict.fromkeys(metrics, math.nan)
    while wanted:
        try:
            answered = _finite(link, wanted)
        except ParameterError as error:
            metric = inapplicable(error)
            if metric not in wanted:
                return Answer(values, refusal=str(error))
            wanted.remove(metric)
            outside.add(metric)
            missing[metric] = str(error)
            continue
        for metric in wanted:
            value, reason = (answered[metric], "") if answered else _alone(link, metric)
            values[metric] = value
            if reason:
                missing[metric] = reason
        break
    ordered = {metric: missing[metric] for metric in metrics if metric in missing}
    if all(map(math.isnan, values.values())):
        reasons = by_reason(ordered)
        refusal = next(iter(ordered.values()))
        if len(set(ordered.values())) > 1:
            refusal = "; ".join(f"{', '.join(names)}: {why}" for why, names in reasons.items())
        return Answer(values, inapplicable=frozenset(outside), refusal=refusal)
    return Answer(values, ordered, frozenset(outside))


def by_reason(missing: Mapping[str, str]) -> dict[str, list[str]]:
    """The metrics that share a reason; one that begins with its metric goes on without it.

    >>> by_reason({"a": "a does not apply", "b": "b does not apply", "c": "too far"})
    {'does not apply': ['a', 'b'], 'too far': ['c']}
    """
    groups: dict[str, list[str]] = {}
    for metric, reason in missing.items():
        groups.setdefault(reason.removeprefix(f"{metric} "), []).append(metric)
    return groups


def _finite(link: Link, metrics: Sequence[str]) -> dict[str, float]:
    """All metrics at once; empty when one of them is not finite."""
    try:
        values = Plan._of(link, (), metrics).evaluate()
    except NumericsError:
        return {}
    return dict(zip(metrics, values, strict=True)) if all(map(math.isfinite, values)) else {}


def _alone(link: Link, metric: str) -> tuple[float, str]:
    """One metric by itself, and why it is not finite."""
    try:
        plan = Plan._of(link, (), [metric])
        value = float(plan.run()[metric])
    except (NumericsError, ParameterError) as error:
        return math.nan, str(error)
    if math.isfinite(value):
        return value, ""
    try:
        plan.evaluate()
    except LightlaneError as error:
        return value, str(error)
    return value, why_not_finite(metric, value)


def why_not_finite(metric: str, value: float) -> str:
    """Why an answered metric is no finite number.

    >>> why_not_finite("optical_margin_db", -math.inf)
    'optical_margin_db is infinite: an error floor is in the way'
    """
    return f"{metric} is {_KINDS[math.isnan(value)]}"
