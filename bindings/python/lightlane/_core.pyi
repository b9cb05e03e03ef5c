"""The extension module: ids, numbers and buffers."""

from collections.abc import Callable
from typing import Final, Self, final

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
MAX_THREADS: Final[int]
NO_ANSWER: Final[int]
OK: Final[int]
OUT_OF_BOUNDS: Final[int]
UNKNOWN_METRIC: Final[int]
UNKNOWN_PARAMETER: Final[int]
UNKNOWN_PRESET: Final[int]

def version() -> str: ...
def build_info() -> str: ...
def status_name(status: int, /) -> str | None: ...
def parameter_table() -> list[
    tuple[int, str, str, int, tuple[str, ...], float, float, float, str, str, str]
]: ...
def metric_table() -> list[tuple[int, str, str, str, str]]: ...
def preset_table() -> list[tuple[int, str, str, str]]: ...
def preset_value(preset: int, parameter: int, /) -> tuple[float, str]: ...

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
