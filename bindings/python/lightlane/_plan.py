"""`Plan`: a link prepared once for many rows."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from . import _core
from ._catalog import metrics as metric_table
from ._catalog import names_of
from ._catalog import parameters as parameter_table
from ._columns import Order, as_numbers, best_order, broadcast, flatten
from ._errors import LightlaneError, ParameterError, inapplicable, make_error
from ._result import Result
from ._types import Floats

if TYPE_CHECKING:
    from ._fields import MetricName, ParameterName
    from ._link import Link

ProgressCallable: TypeAlias = Callable[[int, int], object]
"""Told (rows done, rows in all); stops the run by returning true."""

Out: TypeAlias = Floats | Mapping["MetricName", Floats] | Mapping[str, Floats]
"""Where to write: a mapping from metric to array, or one array for one metric."""


class Plan(_core.Plan):
    """A validated link, the parameters that vary by row, the metrics wanted; immutable.

    Call it with one row's numbers for a tuple of metrics; `run` takes columns of many rows. Any
    number of threads may use one plan at the same time. Without metrics, it computes all that
    apply to the link.

    >>> import lightlane
    >>> plan = lightlane.Link("lpo").plan(["fiber_length_m"], ["margin_db", "ber"])
    >>> margin_db, ber = plan(500.0)
    >>> plan.run([100.0, 500.0])["margin_db"][1] == margin_db
    np.True_
    """

    __slots__ = ("_link", "_metrics", "_varying")

    _link: Link
    _metrics: tuple[str, ...]
    _varying: tuple[str, ...]

    def __new__(
        cls,
        link: Link,
        varying: Iterable[ParameterName] = (),
        metrics: Iterable[MetricName] | None = None,
    ) -> Plan:
        return cls._of(link, varying, metrics)

    @classmethod
    def _of(cls, link: Link, varying: Iterable[str], metrics: Iterable[str] | None) -> Plan:
        varied = names_of(parameter_table, varying)
        wanted = names_of(metric_table, metrics)
        while True:
            try:
                return cls._exactly(link, varied, wanted)
            except ParameterError as error:
                left = tuple(name for name in wanted if name != inapplicable(error))
                if metrics is not None or not left or left == wanted:
                    raise
                wanted = left

    @classmethod
    def _exactly(cls, link: Link, varying: tuple[str, ...], metrics: tuple[str, ...]) -> Plan:
        plan = super().__new__(
            cls,
            link._core,
            tuple(parameter_table[name].id for name in varying),
            tuple(metric_table[name].id for name in metrics),
        )
        plan._link = link
        plan._varying = varying
        plan._metrics = metrics
        return plan

    @property
    def link(self) -> Link:
        """The link it was made from."""
        return self._link

    @property
    def varying(self) -> tuple[str, ...]:
        """The parameters that change by row, in order."""
        return self._varying

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics it computes, in order."""
        return self._metrics

    def __reduce__(self) -> tuple[object, ...]:
        return type(self)._of, (self._link, self._varying, self._metrics)

    def __repr__(self) -> str:
        return f"Plan({self._link!r}, varying={self._varying!r}, metrics={self._metrics!r})"

    def run(
        self,
        *columns: object,
        out: Out | None = None,
        errors: Literal["nan", "raise"] = "nan",
        threads: int = 1,
        progress: ProgressCallable | None = None,
    ) -> Result:
        """Evaluate rows: one column for each varying parameter, in the plan's order.

        Columns broadcast against each other. Float64 arrays are read in place, whatever their
        strides; other numbers are converted. Options are those of `Link.evaluate`.

        >>> import lightlane, numpy as np
        >>> plan = lightlane.Link("lpo").plan(["fiber_length_m", "lanes"], ["power_io_w"])
        >>> plan.run(np.linspace(2, 500, 5)[:, None], [4, 8])["power_io_w"].shape
        (5, 2)
        """
        if len(columns) != len(self._varying):
            raise TypeError(
                f"the plan takes {len(self._varying)} columns ({', '.join(self._varying)}), "
                f"got {len(columns)}"
            )
        if errors not in ("nan", "raise"):
            raise make_error(_core.COUNT, f"errors must be 'nan' or 'raise', got {errors!r}")
        count = operator.index(threads)
        if not 1 <= count <= _core.MAX_THREADS:
            raise make_error(
                _core.COUNT, f"threads must be 1 to {_core.MAX_THREADS}, got {threads}"
            )
        numbers = [as_numbers(name, c) for name, c in zip(self._varying, columns, strict=True)]
        inputs, shape = broadcast(self._varying, numbers)
        given = self._given_outputs(out, shape)
        order = best_order([*inputs, *given.values()])
        outputs = {
            name: given[name] if name in given else np.empty(shape, np.float64, order)
            for name in self._metrics
        }
        status = np.empty(shape, np.int32, order)
        self._fill(order, inputs, list(outputs.values()), status, count, progress)
        if errors == "raise" and status.any():
            raise self._first_error(inputs, status)
        return Result(self, dict(zip(self._varying, inputs, strict=True)), outputs, status)

    def _given_outputs(self, out: Out | None, shape: tuple[int, ...]) -> dict[str, Floats]:
        """The caller's arrays by metric, checked."""
        if out is None:
            return {}
        if isinstance(out, Mapping):
            arrays: dict[str, Any] = {str(name): array for name, array in out.items()}
        elif len(self._metrics) == 1:
            arrays = {self._metrics[0]: out}
        else:
            raise TypeError("out must map metrics to arrays when there are several metrics")
        for name, array in arrays.items():
            if name not in self._metrics:
                metric_table.find(name)
                raise make_error(
                    _core.UNKNOWN_METRIC,
                    f"out names {name!r}, which is not computed here",
                    parameter=name,
                )
            if not isinstance(array, np.ndarray) or array.dtype != np.float64:
                kind = getattr(array, "dtype", type(array).__name__)
                raise TypeError(f"out[{name!r}] must be an array of float64, got {kind}")
            if array.shape != shape:
                raise make_error(
                    _core.COUNT,
                    f"out[{name!r}] has shape {array.shape}, the result {shape}",
                    parameter=name,
                )
            if not array.flags.writeable:
                raise make_error(_core.COUNT, f"out[{name!r}] is read-only", parameter=name)
        return arrays

    def _fill(
        self,
        order: Order,
        inputs: list[Floats],
        outputs: list[Floats],
        status: np.ndarray[Any, Any],
        threads: int,
        progress: ProgressCallable | None,
    ) -> None:
        """Run the core over the arrays, flattened; write back what had to be copied."""
        if not status.size:
            return
        flat = [np.require(flatten(array, order), np.float64, "A") for array in outputs]
        self.run_columns(
            status.size,
            tuple(flatten(array, order) for array in inputs),
            tuple(flat),
            flatten(status, order),
            threads,
            progress,
        )
        for array, filled in zip(outputs, flat, strict=True):
            if not np.may_share_memory(array, filled):
                array[...] = filled.reshape(array.shape, order=order)

    def _first_error(self, inputs: list[Floats], status: np.ndarray[Any, Any]) -> LightlaneError:
        """The exception of the first bad row, told by evaluating it alone."""
        index = tuple(int(i) for i in np.unravel_index(int(np.argmax(status != 0)), status.shape))
        try:
            self.evaluate(*(float(column[index]) for column in inputs))
        except LightlaneError as error:
            if index:
                row = index[0] if len(index) == 1 else index
                error.args = (f"row {row}: {error}",)
                error.row = row
            return error
        code = int(status[index])
        return make_error(code, f"row {index}: {_core.status_name(code)}", row=index)
