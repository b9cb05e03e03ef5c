"""What a parameter takes: one value, or anything NumPy can turn into an array of them."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt


class SupportsArray(Protocol):
    """An array, a series of a dataframe, a NumPy scalar: whatever has `__array__`."""

    def __array__(self) -> np.ndarray[Any, Any]: ...


Real: TypeAlias = float | Sequence[float] | Sequence[Sequence[float]] | SupportsArray
"""Numbers in the unit that the parameter's name ends with."""

Flag: TypeAlias = bool | Sequence[bool] | SupportsArray
"""True or False (1 and 0 serve as well)."""

Choice: TypeAlias = str | int | Sequence[str] | Sequence[int] | SupportsArray
"""A choice's name, or its number."""

SettingValue: TypeAlias = float | int | bool | str | Real | None
"""A setting: numbers, the text of an expression, a choice's name, or None for an absent value."""

Value: TypeAlias = float | int | bool | str
"""One value of a parameter, as its kind has it."""

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int32]
