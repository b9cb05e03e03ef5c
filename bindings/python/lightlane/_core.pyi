"""The extension module: ids, numbers and buffers."""

from collections.abc import Callable
from typing import Any, Final, Self, final

import numpy as np
import numpy.typing as npt
from typing_extensions import disjoint_base

COUNT: Final[int]
CANCELLED: Final[int]
DUPLICATE: Final[int]
KIND_CHOICE: Final[int]
KIND_FLAG: Final[int]
KIND_INTEGER: Final[int]
KIND_REAL: Final[int]
MAX_TEN_GIGABIT_LENGTHS: Final[int]
MAX_THREADS: Final[int]
NOT_AN_INTEGER: Final[int]
NOT_FINITE: Final[int]
NO_ANSWER: Final[int]
OK: Final[int]
OUT_OF_BOUNDS: Final[int]
UNKNOWN_METRIC: Final[int]
UNKNOWN_PARAMETER: Final[int]
UNKNOWN_PRESET: Final[int]

def version() -> str: ...
def build_info() -> str: ...
def status_name(status: int, /) -> str | None: ...
def parameter_table() -> list[dict[str, Any]]: ...
def metric_table() -> list[dict[str, Any]]: ...
def preset_table() -> list[dict[str, Any]]: ...
def parameter_find(name: object, /) -> int | None: ...
def metric_find(name: object, /) -> int | None: ...
def preset_find(name: object, /) -> int | None: ...
def preset_value(preset: int, parameter: int, /) -> tuple[float, str, *tuple[str, ...]]: ...
def ten_gigabit_sheets() -> tuple[tuple[int, str, str, str], ...]: ...
def ten_gigabit_inputs(
    sheet: int, /
) -> tuple[tuple[int, str, str, float, float, float, str, str, str], ...]: ...
def ten_gigabit_report(
    sheet: int,
    inputs: tuple[int, ...],
    values: tuple[float, ...],
    lengths_km: tuple[float, ...],
    /,
) -> tuple[
    tuple[tuple[str, str, str, tuple[float, ...], tuple[str, ...] | None], ...],
    tuple[str, ...],
]: ...

@final
class Link:
    def __new__(
        cls, preset: int, parameters: tuple[int, ...], values: tuple[float, ...]
    ) -> Self: ...
    def get(self, parameter: int, /) -> float: ...
    def report(
        self,
    ) -> tuple[
        tuple[tuple[int, float], ...],
        tuple[tuple[str, str, str, tuple[float, ...], tuple[str, ...] | None], ...],
        tuple[str, ...],
    ]: ...

@disjoint_base
class Plan:
    def __new__(cls, link: Link, varying: tuple[int, ...], metrics: tuple[int, ...]) -> Self: ...
    def __call__(self, *row: float) -> tuple[float, ...]: ...
    def evaluate(self, *row: float) -> tuple[float, ...]: ...
    def run_columns(
        self,
        rows: int,
        inputs: tuple[npt.NDArray[np.float64], ...],
        outputs: tuple[npt.NDArray[np.float64], ...],
        row_status: npt.NDArray[np.int32] | None,
        threads: int,
        progress: Callable[[int, int], object] | None,
        /,
    ) -> None: ...
