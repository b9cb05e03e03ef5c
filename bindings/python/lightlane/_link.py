"""`Link`: one optical link as a value, and the questions it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any, Literal, Unpack

from . import _core
from ._catalog import parameters, presets
from ._columns import as_number, as_numbers
from ._errors import ParameterError
from ._fields import MetricName, ParameterName, Parameters, PresetName
from ._plan import Out, Plan, ProgressCallable
from ._report import Report
from ._result import Result
from ._tables import cell_text, html_table
from ._types import Floats, Value


class Link:
    """A link: a preset and what is changed in it. Immutable; parameters are attributes.

    Choices take their name or number. Changes are made with `replace`.

    >>> import lightlane
    >>> link = lightlane.Link("lpo", fiber_length_m=2000)
    >>> link
    Link('lpo', fiber_length_m=2000.0)
    >>> link.fiber_length_m, link.laser_location
    (2000.0, 'module')
    >>> link.replace(laser_location="external") == link
    False
    """

    __slots__ = ("__weakref__", "_core", "_given", "_preset")

    _core: _core.Link
    _given: Mapping[str, float]
    _preset: str

    def __init__(self, preset: PresetName = "lpo", /, **changes: Unpack[Parameters]) -> None:
        self._make(preset, {name: as_number(name, value) for name, value in changes.items()})

    def _make(self, preset: str, given: Mapping[str, float]) -> None:
        ids = tuple(parameters[name].id for name in given)
        found = presets.find(preset)
        core = _core.Link(found.id, ids, tuple(given.values()))
        object.__setattr__(self, "_preset", found.name)
        object.__setattr__(self, "_given", MappingProxyType(dict(given)))
        object.__setattr__(self, "_core", core)

    # ------------------------------------------------------------ the value

    @property
    def preset(self) -> str:
        """Name of the preset, the first of its names when it has several."""
        return self._preset

    @property
    def changes(self) -> dict[str, Value]:
        """The parameters whose values differ from the preset's."""
        identifier = presets[self._preset].id
        return {
            name: parameters[name].from_number(number)
            for name, number in sorted(self._given.items(), key=lambda item: parameters[item[0]].id)
            if number != _core.preset_value(identifier, parameters[name].id)[0]
        }

    def replace(self, **changes: Unpack[Parameters]) -> Link:
        """A link that differs in the named parameters.

        >>> import lightlane
        >>> lightlane.Link("lpo").replace(fiber_length_m=100).fiber_length_m
        100.0
        """
        new = {name: as_number(name, value) for name, value in changes.items()}
        return self._with(new)

    def _with(self, numbers: Mapping[str, float]) -> Link:
        link = object.__new__(type(self))
        link._make(self._preset, {**self._given, **numbers})
        return link

    def __getattr__(self, name: str) -> Any:
        try:
            info = parameters.find(name)
        except ParameterError as error:
            raise AttributeError(str(error), name=name, obj=self) from None
        return info.from_number(self._core.get(info.id))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Link does not change; use link.replace({name}=…)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Link does not change")

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *parameters])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Link):
            return NotImplemented
        return self._preset == other._preset and self.changes == other.changes

    def __hash__(self) -> int:
        return hash((self._preset, frozenset(self.changes.items())))

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self._preset, dict(self._given))

    def __repr__(self) -> str:
        changes = "".join(f", {name}={value!r}" for name, value in self.changes.items())
        return f"Link({self._preset!r}{changes})"

    def _repr_html_(self) -> str:
        rows = [
            [name, cell_text(value), parameters[name].unit, parameters[name].doc]
            for name, value in self.changes.items()
        ]
        head = f"<p><b>Link</b> {escape(self._preset)}: {escape(presets[self._preset].doc)}</p>"
        return head + html_table(["changed", "value", "unit", "what it is"], rows) if rows else head

    # ------------------------------------------------------------ the questions

    def plan(
        self,
        varying: Iterable[ParameterName] = (),
        metrics: Iterable[MetricName] | None = None,
    ) -> Plan:
        """Prepare the link for many rows: what changes by row, and what to compute.

        Without metrics it computes every one that applies to the link.

        >>> import lightlane
        >>> plan = lightlane.Link("lpo").plan(["fiber_length_m"], ["margin_db", "power_io_w"])
        >>> near, far = plan(10.0), plan(5000.0)
        >>> near[0] > far[0]
        True
        """
        return Plan(self, varying, metrics)

    def evaluate(
        self,
        *metrics: MetricName,
        errors: Literal["nan", "raise"] = "nan",
        threads: int = 1,
        progress: ProgressCallable | None = None,
        out: Out | None = None,
        **changes: Unpack[Parameters],
    ) -> Result:
        """Compute metrics (default: all that apply), with parameters changed to values or arrays.

        Arrays broadcast against each other. A row that can not be answered is NaN and has its code
        in `result.status`; with `errors="raise"` the first such row raises. `progress(done, total)`
        is called now and then and stops the run by returning true. `out` is a mapping from metric
        to float64 array (or one array for one metric) that is filled in place.

        >>> import lightlane, numpy as np
        >>> link = lightlane.Link("lpo")
        >>> result = link.evaluate("margin_db", fiber_length_m=np.array([10.0, 5000.0]))
        >>> bool(result["margin_db"][0] > result["margin_db"][1])
        True
        >>> link.evaluate("margin_db", fiber_length_m=-1.0)["margin_db"]
        nan
        """
        columns = {name: as_numbers(name, value) for name, value in changes.items()}
        plan, varied = self._prepare(columns, metrics or None)
        return plan.run(*varied, out=out, errors=errors, threads=threads, progress=progress)

    def _prepare(
        self, columns: Mapping[str, Floats], metrics: Iterable[str] | None
    ) -> tuple[Plan, list[Floats]]:
        """A plan and its columns; what has one value becomes part of the link where it may."""
        constant = {name: float(column) for name, column in columns.items() if column.ndim == 0}
        arrays = {name: column for name, column in columns.items() if column.ndim}
        try:
            link = self._with(constant) if constant else self
            return Plan._of(link, arrays, metrics), list(arrays.values())
        except ParameterError:
            if not constant:
                raise
        # A value that no link may hold: every row meets it and says so in its status.
        return Plan._of(self, columns, metrics), list(columns.values())

    def report(self) -> Report:
        """Everything about the link: scalars, loss ladder, noise, power and latency, notes.

        >>> import lightlane
        >>> link = lightlane.Link("lpo")
        >>> link.report().scalars["ber"] == link.evaluate("ber")["ber"]
        True
        """
        return Report(self, self._core.report())


def _restore(kind: type[Link], preset: str, given: dict[str, float]) -> Link:
    """Rebuild a pickled link."""
    link = object.__new__(kind)
    link._make(preset, given)
    return link


def as_link(preset_or_link: PresetName | Link) -> Link:
    """The link itself, or a preset's."""
    return preset_or_link if isinstance(preset_or_link, Link) else Link(preset_or_link)


def evaluate(
    preset_or_link: PresetName | Link,
    /,
    *metrics: MetricName,
    errors: Literal["nan", "raise"] = "nan",
    threads: int = 1,
    progress: ProgressCallable | None = None,
    out: Out | None = None,
    **changes: Unpack[Parameters],
) -> Result:
    """Compute metrics of a preset or link: `Link.evaluate` in one call.

    >>> import lightlane
    >>> result = lightlane.evaluate("lpo", "margin_db", fiber_length_m=[10, 100, 1000])
    >>> result["margin_db"].shape
    (3,)
    """
    return as_link(preset_or_link).evaluate(
        *metrics, errors=errors, threads=threads, progress=progress, out=out, **changes
    )
