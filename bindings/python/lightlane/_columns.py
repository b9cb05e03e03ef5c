"""Values to columns of float64: converted, broadcast, flattened with as few copies as can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np

from . import _core
from ._catalog import ParameterInfo, parameters
from ._errors import make_error
from ._types import Floats

Order: TypeAlias = Literal["C", "F"]


def _choice_numbers(info: ParameterInfo, names: np.ndarray[Any, Any]) -> Floats:
    unique, inverse = np.unique(names, return_inverse=True)
    try:
        numbers = [float(info.choices.index(str(name))) for name in unique]
    except ValueError:
        wrong = next(str(name) for name in unique if str(name) not in info.choices)
        raise make_error(
            _core.OUT_OF_BOUNDS,
            f"{info.name}: {wrong!r} is none of {', '.join(map(repr, info.choices))}",
            parameter=info.name,
        ) from None
    return np.asarray(numbers, dtype=np.float64)[inverse].reshape(names.shape)


def as_numbers(name: str, value: object) -> Floats:
    """One parameter's value or values as float64, not copied when they already are."""
    info = parameters.find(name)
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.filled(value.astype(np.float64), np.nan)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise TypeError(f"{name}: expected numbers, got a ragged sequence") from error
    kind = array.dtype.kind
    if kind == "O" and array.size and all(isinstance(item, str) for item in array.flat):
        array, kind = array.astype(np.str_), "U"
    if kind == "U" and info.kind == "choice":
        return _choice_numbers(info, array)
    if kind not in ("biuf" if info.kind == "flag" else "iuf"):
        unit = "" if info.unit == "1" else f" in {info.unit}"
        wanted = {
            "choice": "names or numbers of its choices",
            "flag": "True or False",
            "integer": "whole numbers",
        }
        expected = wanted.get(info.kind, f"real numbers{unit}")
        given = repr(value) if array.ndim == 0 else f"an array of {array.dtype.name}"
        raise TypeError(f"{name}: expected {expected}, got {given}")
    return np.require(array, np.float64, "A")


def as_number(name: str, value: object) -> float:
    """One parameter's single value as the core takes it."""
    if type(value) is float:
        parameters.find(name)
        return value
    array = as_numbers(name, value)
    if array.ndim:
        raise TypeError(
            f"{name}: a link holds one value, got an array of shape {array.shape}; "
            "give arrays to evaluate()"
        )
    return float(array)


def broadcast(
    names: Sequence[str], columns: Sequence[Floats]
) -> tuple[list[Floats], tuple[int, ...]]:
    """The columns as views of their common shape, and that shape."""
    try:
        shape = np.broadcast_shapes(*(column.shape for column in columns))
    except ValueError:
        shapes = ", ".join(f"{n} {c.shape}" for n, c in zip(names, columns, strict=True))
        raise make_error(_core.COUNT, f"shapes do not broadcast together: {shapes}") from None
    return [np.broadcast_to(column, shape) for column in columns], shape


def _one_stride(array: np.ndarray[Any, Any], order: Order) -> bool:
    """Can a single byte stride walk the whole array in this order?"""
    axes = [axis for axis in zip(array.shape, array.strides, strict=True) if axis[0] != 1]
    if order == "C":
        axes.reverse()
    return all(outer[1] == inner[0] * inner[1] for inner, outer in pairwise(axes))


def best_order(arrays: Sequence[np.ndarray[Any, Any]]) -> Order:
    """The order of rows in which the fewest arrays must be copied."""
    kept_c = sum(_one_stride(array, "C") for array in arrays)
    kept_f = sum(_one_stride(array, "F") for array in arrays)
    return "F" if kept_f > kept_c else "C"


def flatten(array: np.ndarray[Any, Any], order: Order) -> np.ndarray[Any, Any]:
    """One dimension: a view where one stride can express it, else a copy."""
    return array.reshape(-1, order=order)
