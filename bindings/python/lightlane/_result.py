"""`Result`: the metrics of one or many rows, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._catalog import metrics as metric_table
from ._tables import html_table, text_table
from ._types import Floats, Integers

if TYPE_CHECKING:
    import pandas as pd

    from ._link import Link
    from ._plan import Plan


class Result(Mapping[str, Any]):
    """A mapping from metric to its values: an array of the broadcast shape, a float for one row.

    >>> import lightlane
    >>> result = lightlane.evaluate("lpo", "margin_db", "ber", fiber_length_m=[10, -1, 1000])
    >>> list(result)
    ['margin_db', 'ber']
    >>> result.status
    array([ 0, 25,  0], dtype=int32)
    >>> result.units["margin_db"]
    'dB'
    """

    __slots__ = ("_inputs", "_plan", "_status", "_values")

    def __init__(
        self, plan: Plan, inputs: dict[str, Floats], values: dict[str, Floats], status: Integers
    ) -> None:
        self._plan = plan
        self._inputs = inputs
        self._status = status
        self._values: dict[str, Any] = (
            values if status.ndim else {name: float(value) for name, value in values.items()}
        )

    def __getitem__(self, metric: str) -> Any:
        try:
            return self._values[metric]
        except KeyError:
            known = f"not computed here; there are {', '.join(self._values)}"
            raise KeyError(f"{metric}: {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def status(self) -> Any:
        """0 for an answered row, else its code: an array of int32, or an int for one row."""
        return self._status if self._status.ndim else int(self._status)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every array, () for one row."""
        return self._status.shape

    @property
    def inputs(self) -> dict[str, Floats]:
        """The columns that varied by row, as views of the common shape."""
        return dict(self._inputs)

    @property
    def units(self) -> dict[str, str]:
        """Unit of each metric; "1" when dimensionless."""
        return {name: metric_table[name].unit for name in self}

    @property
    def link(self) -> Link:
        """The link that was evaluated, with every value that was the same for all rows."""
        return self._plan.link

    @property
    def plan(self) -> Plan:
        """The plan that computed it."""
        return self._plan

    def to_pandas(self) -> pd.DataFrame:
        """A dataframe with a row for each row: the varying parameters, the metrics and `status`.

        >>> import lightlane
        >>> frame = lightlane.evaluate("lpo", "ber", lanes=[4, 8]).to_pandas()  # doctest: +SKIP
        """
        pandas = import_pandas()
        columns: dict[str, Any] = {name: array.ravel() for name, array in self._inputs.items()}
        for name, values in self._values.items():
            columns[name] = np.ravel(values)
        columns["status"] = self._status.ravel()
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def _cells(self) -> tuple[list[str], list[list[object]]]:
        if not self._status.ndim:
            return ["metric", "value"], [[name, value] for name, value in self.items()]
        rows: list[list[object]] = []
        for name, values in [*self._inputs.items(), *self._values.items()]:
            finite = values[np.isfinite(values)]
            ends = (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)
            rows.append([name, *ends])
        return ["", "minimum", "maximum"], rows

    def _headline(self) -> str:
        bad = self._status[self._status != 0]
        rows = f"{self._status.size} rows, shape {self.shape}" if self._status.ndim else "one row"
        if not bad.size:
            return rows
        names = sorted({_core.status_name(int(code)) or "?" for code in np.unique(bad)})
        return f"{rows}, {bad.size} not answered: {', '.join(names)}"

    def __repr__(self) -> str:
        return f"<Result of {self.link!r}: {self._headline()}>\n{text_table(*self._cells())}"

    def _repr_html_(self) -> str:
        return html_table(*self._cells(), caption=f"{self.link!r}: {self._headline()}")


def import_pandas() -> Any:
    """Pandas, or an ImportError that says what it is for."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas, which is not installed") from error
    return pandas
