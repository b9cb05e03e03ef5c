"""`compare`: architectures side by side in the same scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack

from ._catalog import metrics as metric_table
from ._catalog import names_of
from ._errors import NumericsError, ParameterError
from ._fields import MetricName, Parameters, PresetName
from ._link import Link, as_link
from ._report import Report, free_name
from ._result import import_pandas
from ._tables import html_table, text_table

if TYPE_CHECKING:
    import pandas as pd


class Comparison(Mapping[str, Mapping[str, float]]):
    """A mapping from row (a preset, or a name of yours) to its metrics.

    A row that can not be answered holds NaN, and its reason stands in `reasons` and in every table.

    >>> import lightlane
    >>> table = lightlane.compare(["dsp", "lpo"], ["power_io_w"])
    >>> list(table), list(table["lpo"])
    (['dsp', 'lpo'], ['power_io_w'])
    >>> dict(table.reasons)
    {}
    """

    __slots__ = ("_links", "_metrics", "_reasons", "_rows")

    def __init__(self, links: Mapping[str, Link], metrics: Iterable[str] | None) -> None:
        self._links = dict(links)
        self._metrics = names_of(metric_table, metrics)
        self._rows: dict[str, Mapping[str, float]] = {}
        self._reasons: dict[str, str] = {}
        for name, link in self._links.items():
            values = self._answer(name, link)
            self._rows[name] = MappingProxyType(dict(zip(self._metrics, values, strict=True)))

    def _answer(self, name: str, link: Link) -> tuple[float, ...]:
        try:
            return link.plan((), self._metrics).evaluate()  # type: ignore[arg-type]
        except (ParameterError, NumericsError) as error:
            self._reasons[name] = str(error)
            return (float("nan"),) * len(self._metrics)

    def __getitem__(self, row: str) -> Mapping[str, float]:
        try:
            return self._rows[row]
        except KeyError:
            raise KeyError(f"{row}: not compared here; there are {', '.join(self)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the rows, in the order they were given."""
        return tuple(self._rows)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self._metrics

    @property
    def units(self) -> dict[str, str]:
        """Unit of each metric; "1" when dimensionless."""
        return {name: metric_table[name].unit for name in self._metrics}

    @property
    def links(self) -> Mapping[str, Link]:
        """The link of each row, scenario included."""
        return MappingProxyType(self._links)

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why a row has no answer, for each that has none."""
        return MappingProxyType(self._reasons)

    def reports(self) -> dict[str, Report]:
        """The full report of every row that has an answer.

        >>> import lightlane
        >>> list(lightlane.compare(["lpo"]).reports())
        ['lpo']
        """
        return {
            name: link.report() for name, link in self._links.items() if name not in self._reasons
        }

    def to_pandas(self) -> pd.DataFrame:
        """A dataframe: rows by name, a column for each metric, and `reason` when a row has one.

        >>> import lightlane
        >>> frame = lightlane.compare().to_pandas()  # doctest: +SKIP
        """
        frame: pd.DataFrame = import_pandas().DataFrame.from_dict(
            {name: dict(row) for name, row in self.items()}, orient="index", columns=self._metrics
        )
        if self._reasons:
            frame["reason"] = [self._reasons.get(name, "") for name in self]
        return frame

    def _cells(self) -> tuple[list[str], list[list[object]]]:
        rows = [[metric, *(row[metric] for row in self.values())] for metric in self._metrics]
        return ["", *self], rows

    def __repr__(self) -> str:
        reasons = [f"{name}: no answer: {reason}" for name, reason in self._reasons.items()]
        return "\n".join([text_table(*self._cells()), *reasons])

    def _repr_html_(self) -> str:
        header, rows = self._cells()
        if self._reasons:
            rows.append(["no answer because", *(self._reasons.get(name, "") for name in self)])
        return html_table(header, rows)


def compare(
    presets: Iterable[PresetName | Link] | Mapping[str, PresetName | Link] = (
        "dsp",
        "lpo",
        "cpo_a",
    ),
    metrics: Iterable[MetricName] | None = None,
    /,
    **scenario: Unpack[Parameters],
) -> Comparison:
    """Put architectures side by side: presets or links, metrics (default: all), shared values.

    A mapping names its rows; otherwise a row is called by its preset. An architecture that can not
    be answered gives its reason; an unknown name or a value out of bounds raises.

    >>> import lightlane
    >>> table = lightlane.compare(["dsp", "lpo"], ["latency_ns"], fiber_length_m=100)
    >>> table["dsp"]["latency_ns"] > table["lpo"]["latency_ns"]
    True
    """
    if isinstance(presets, (str, Link)):
        presets = [presets]
    given = presets.items() if isinstance(presets, Mapping) else ((None, item) for item in presets)
    links: dict[str, Link] = {}
    for name, item in given:
        link = as_link(item)
        row = free_name(link.preset if name is None else name, links)
        links[row] = link.replace(**scenario) if scenario else link
    return Comparison(links, metrics)
