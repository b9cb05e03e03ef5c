"""`Comparison`: architectures side by side, each cell a number or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from . import _core
from ._answers import Answer, answer, by_reason
from ._catalog import metrics as metric_table
from ._catalog import names_of
from ._errors import NumericsError, ParameterError, make_error
from ._link import Link
from ._report import Report
from ._result import import_pandas
from ._tables import html_table, text_table
from ._types import Value

if TYPE_CHECKING:
    import pandas as pd


HEADLINE = (
    "margin_db",
    "ber",
    "latency_ns",
    "power_optics_w",
    "power_io_w",
    "energy_optics_pj_per_bit",
    "energy_io_pj_per_bit",
)
"""What a comparison shows when nobody says what: does it close, how fast, at what power."""


class Comparison(Mapping[str, Mapping[str, float]]):
    """A mapping from row (a preset, a design, or a name of yours) to its metrics.

    A row that can not be answered holds NaN, and its reason stands in `reasons` and in every table.
    A metric that a row does not have (the optical power of a copper cable) is NaN or infinite
    there, and its reason stands in `missing`.

    >>> import lightlane
    >>> table = lightlane.compare(["dsp", "lpo"], ["power_io_w"])
    >>> list(table), list(table["lpo"])
    (['dsp', 'lpo'], ['power_io_w'])
    >>> dict(table.reasons), dict(table.missing)
    ({}, {})
    """

    __slots__ = ("_answers", "_designs", "_links", "_metrics", "_settings", "_title")

    def __init__(
        self,
        links: Mapping[str, Link],
        metrics: Iterable[str] | Literal["all"] | None = None,
        *,
        designs: Mapping[str, str] | None = None,
        settings: Mapping[str, Mapping[str, Value]] | None = None,
        title: str = "",
    ) -> None:
        self._links = dict(links)
        wanted = HEADLINE if metrics is None else metrics
        self._metrics = names_of(metric_table, None if wanted == "all" else wanted)
        if not self._metrics:
            raise make_error(_core.COUNT, "a comparison needs one metric or more, got none")
        self._designs = dict(designs) if designs else {row: row for row in self._links}
        self._settings = dict(settings) if settings else {row: {} for row in self._links}
        self._title = title
        self._answers = {row: answer(link, self._metrics) for row, link in self._links.items()}

    def __getitem__(self, row: str) -> Mapping[str, float]:
        return MappingProxyType(dict(self._answer(row).values))

    def _answer(self, row: str) -> Answer:
        try:
            return self._answers[row]
        except KeyError:
            raise KeyError(f"{row}: not compared here; there are {', '.join(self)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    # ------------------------------------------------------------ what was compared

    @property
    def title(self) -> str:
        """The scenario's title, "" when it has none."""
        return self._title

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the rows, in the order they were given."""
        return tuple(self._answers)

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
    def designs(self) -> Mapping[str, str]:
        """The design of each row: the row's own name, unless `across` repeats it."""
        return MappingProxyType(self._designs)

    @property
    def settings(self) -> Mapping[str, Mapping[str, Value]]:
        """The value of each parameter that `across` varies, for each row."""
        return MappingProxyType(self._settings)

    # ------------------------------------------------------------ what has no answer

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why a row has no answer, for each that has none."""
        refusals = {row: item.refusal for row, item in self._answers.items() if item.refusal}
        return MappingProxyType(refusals)

    @property
    def missing(self) -> Mapping[str, Mapping[str, str]]:
        """Why a metric has no finite value in a row that has others: reasons by row and metric."""
        parts = {row: item.missing for row, item in self._answers.items() if item.missing}
        return MappingProxyType(parts)

    def cell(self, row: str, metric: str) -> float | str:
        """What a table shows: the number, "n/a" where it does not apply, "-" for no answer.

        >>> import lightlane
        >>> isinstance(lightlane.compare(["lpo"], ["ber"]).cell("lpo", "ber"), float)
        True
        """
        return self._answer(row).cell(metric)

    def footnotes(self) -> list[str]:
        """A line for each reason, naming the rows and metrics that it is for.

        >>> import lightlane
        >>> lightlane.compare(["lpo"], ["ber"]).footnotes()
        []
        """
        refused: dict[str, list[str]] = {}
        absent: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for row, item in self._answers.items():
            if item.refusal:
                refused.setdefault(item.refusal, []).append(row)
            for reason, metrics in by_reason(item.missing).items():
                absent.setdefault(reason, {}).setdefault(tuple(metrics), []).append(row)
        lines = [
            f"{self._row_names(rows)}: no answer: {reason}" for reason, rows in refused.items()
        ]
        for reason, groups in absent.items():
            for names, rows in groups.items():
                lines.append(f"{self._row_names(rows)}: {', '.join(names)}: {reason}")
        return lines

    def _row_names(self, rows: list[str]) -> str:
        """Names of rows; a design stands for all of its rows."""
        names: dict[str, None] = {}
        for row in rows:
            design = self._designs[row]
            siblings = [other for other, its in self._designs.items() if its == design]
            names[design if set(siblings) <= set(rows) else row] = None
        return "; ".join(names)

    # ------------------------------------------------------------ other forms

    def reports(self) -> dict[str, Report]:
        """The full report of every row that has one.

        >>> import lightlane
        >>> list(lightlane.compare(["lpo"]).reports())
        ['lpo']
        """
        reports = {}
        for row, link in self._links.items():
            if self._answers[row].refusal:
                continue
            try:
                reports[row] = link.report()
            except (NumericsError, ParameterError):
                continue  # some metrics are answered, and say why others are not
        return reports

    def to_pandas(self) -> pd.DataFrame:
        """A dataframe: rows by name, a column for each metric, and `reason` when a row has one.

        With `across`, the design and each varied parameter are columns too.

        >>> import lightlane
        >>> frame = lightlane.compare().to_pandas()  # doctest: +SKIP
        """
        varied = self.varied
        rows = {
            row: ({"design": self._designs[row], **self._settings[row]} if varied else {})
            | dict(values)
            for row, values in self.items()
        }
        columns = [*(["design", *varied] if varied else []), *self._metrics]
        frame: pd.DataFrame = import_pandas().DataFrame.from_dict(
            rows, orient="index", columns=columns
        )
        if self.reasons or self.missing:
            frame["reason"] = [self.reason(row) for row in self]
        return frame

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters that `across` varies."""
        return tuple(next(iter(self._settings.values()), {}))

    def reason(self, row: str) -> str:
        """Everything that has no answer in a row, and why, in one line; "" when all has one.

        >>> import lightlane
        >>> lightlane.compare(["lpo"], ["ber"]).reason("lpo")
        ''
        """
        item = self._answer(row)
        told = [
            f"{', '.join(metrics)}: {reason}" for reason, metrics in by_reason(item.missing).items()
        ]
        return item.refusal or "; ".join(told)

    def cells(self) -> tuple[list[str], list[list[object]]]:
        """Header and rows of a table for people.

        >>> import lightlane
        >>> lightlane.compare(["dsp", "lpo"], ["ber"]).cells()[0]
        ['', 'dsp', 'lpo']
        >>> lightlane.compare(["dsp"], ["ber"], across={"lanes": [4, 8]}).cells()[0]
        ['design', 'lanes', 'ber']
        """
        if not self.varied:
            down: list[list[object]] = [
                [name, *(self.cell(row, name) for row in self)] for name in self._metrics
            ]
            return ["", *self], down
        across: list[list[object]] = [
            [
                self._designs[row],
                *self._settings[row].values(),
                *(self.cell(row, metric) for metric in self._metrics),
            ]
            for row in self
        ]
        return ["design", *self.varied, *self._metrics], across

    def __repr__(self) -> str:
        return "\n".join([text_table(*self.cells()), *self.footnotes()])

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.footnotes())
        return html_table(*self.cells()) + (f"<ul>{notes}</ul>" if notes else "")
