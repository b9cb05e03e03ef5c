"""`ten_gigabit`: the 10 Gigabit Ethernet link spreadsheet of 2001, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from . import _core
from ._catalog import Catalog
from ._errors import LightlaneError, make_error
from ._measures import Breakdown, Measures, Parts, ReportParts
from ._result import import_pandas
from ._tables import html_table, text_table
from ._ten_gigabit_fields import Inputs, SheetName
from ._types import Floats, Real

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TenGigabitInput:
    """One input of a sheet; `default` is the sheet's value, NaN for what its fibre has not.

    >>> import lightlane
    >>> info = lightlane.ten_gigabit_sheets["10gbase-lr"].inputs["oma_dbm"]
    >>> info.default, info.unit, info.source
    (-3.2, 'dBm', '10GEPBud3_1_16a.xls, 1310S!C8')
    """

    name: str
    id: int
    unit: str
    default: float
    minimum: float
    maximum: float
    block: str
    doc: str
    source: str


@dataclass(frozen=True, slots=True)
class TenGigabitSheet:
    """One sheet of the spreadsheet.

    >>> import lightlane
    >>> list(lightlane.ten_gigabit_sheets)[-2:]
    ['10gbase-lr', '10gbase-er']
    """

    name: str
    id: int
    date: str
    doc: str

    @property
    def inputs(self) -> Catalog[TenGigabitInput]:
        """What the sheet asks for, with its values and their cells."""
        identifier = self.id

        def read() -> list[TenGigabitInput]:
            rows = _core.ten_gigabit_inputs(identifier)
            return [TenGigabitInput(row[1], row[0], *row[2:]) for row in rows]

        return Catalog("input of a 10GbE sheet", _core.UNKNOWN_PARAMETER, read)


def _read_sheets() -> list[TenGigabitSheet]:
    return [TenGigabitSheet(row[1], row[0], *row[2:]) for row in _core.ten_gigabit_sheets()]


ten_gigabit_sheets = Catalog("10GbE sheet", _core.UNKNOWN_PRESET, _read_sheets)


def input_name(identifier: int) -> str | None:
    """The name of an input's id, None for one that does not exist."""
    return next(iter(ten_gigabit_sheets.values())).inputs.name_of(identifier)


class TenGigabit(Measures):
    """A sheet evaluated: a mapping from name to value, the sheet's columns in its order first.

    A column is an array of the shape of `length_km`, a float for one length; what does not vary
    with length is a float. NaN stands where the model does not hold, as when the eye is closed.

    >>> import lightlane
    >>> sheet = lightlane.ten_gigabit("10gbase-lr", length_km=[2, 10])
    >>> sheet["margin_db"].round(2).tolist(), round(sheet["power_budget_db"], 2)
    ([3.46, 0.15], 9.39)
    """

    __slots__ = ("_inputs", "_sheet")

    _place = "on the sheet"

    def __init__(
        self, sheet: str, inputs: Mapping[str, float], shape: tuple[int, ...], parts: Parts
    ) -> None:
        self._sheet = sheet
        self._inputs = dict(inputs)
        read = ReportParts(parts)
        columns: dict[str, Any] = {}
        results: dict[str, float] = {}
        for name, values in read.arrays.items():
            if isinstance(values, Breakdown):
                results[name] = next(iter(values.values()))
            else:
                columns[name] = values.reshape(shape) if shape else float(values[0])
        super().__init__(results, columns, units=read.units, docs=read.docs, notes=read.notes)

    def _ordered(self) -> dict[str, Any]:
        return {**self._arrays, **self._scalars}

    @property
    def sheet(self) -> str:
        """Name of the sheet."""
        return self._sheet

    @property
    def inputs(self) -> Mapping[str, float]:
        """Every input that the sheet's fibre has, with the value that was used."""
        return MappingProxyType(self._inputs)

    @property
    def columns(self) -> Mapping[str, Any]:
        """What varies with length, in the order of the sheet."""
        return self.arrays

    @property
    def results(self) -> Mapping[str, float]:
        """What does not vary with length, in the order of its cells."""
        return self.scalars

    def to_pandas(self) -> pd.DataFrame:
        """A dataframe of the sheet's columns, with a row for each length.

        >>> import lightlane
        >>> frame = lightlane.ten_gigabit(length_km=[2, 10]).to_pandas()  # doctest: +SKIP
        """
        pandas = import_pandas()
        columns = {name: np.ravel(values) for name, values in self.columns.items()}
        frame: pd.DataFrame = pandas.DataFrame(columns)
        return frame

    def _cells(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = []
        for name, values in self.items():
            numbers = np.ravel(values)
            one = numbers.size == 1
            rows.append([name, float(numbers[0]) if one else f"{numbers.size} values"])
            rows[-1].append("" if self._units[name] == "1" else self._units[name])
        return ["name", "value", "unit"], rows

    def __repr__(self) -> str:
        head = f"<TenGigabit sheet {self._sheet!r}, {len(self._notes)} notes>"
        return f"{head}\n{text_table(*self._cells())}"

    def _repr_html_(self) -> str:
        return html_table(*self._cells(), caption=ten_gigabit_sheets[self._sheet].doc)


def _numbers(name: str, value: object, unit: str) -> Floats:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise TypeError(f"{name}: expected numbers, got a ragged sequence") from error
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected real numbers in {unit}, got {value!r}")
    return array.astype(np.float64)


def _number(info: TenGigabitInput, value: object) -> float:
    array = _numbers(info.name, value, info.unit)
    if array.ndim:
        raise TypeError(f"{info.name}: a sheet takes one value, got an array; length_km takes many")
    return float(array)


def ten_gigabit(
    sheet: SheetName = "10gbase-lr",
    length_km: Real | None = None,
    **inputs: Unpack[Inputs],
) -> TenGigabit:
    """Evaluate a sheet of the 10 Gigabit Ethernet link spreadsheet (10GEPBud3_1_16a).

    `length_km` is one length or many; without it, the target reach of the sheet. Any input of the
    sheet can be given another value: `lightlane.ten_gigabit_sheets[sheet].inputs` lists them.

    >>> import lightlane
    >>> lightlane.ten_gigabit("10gbase-er")["margin_db"].__round__(2)
    0.59
    >>> bool(lightlane.ten_gigabit("10gbase-er", 40, rise_time_ps=60)["margin_db"] < 0.59)
    True
    >>> lightlane.ten_gigabit(rise_time=60)
    Traceback (most recent call last):
        ...
    lightlane.ParameterError: no input of a 10GbE sheet is called 'rise_time'; did you mean \
'rise_time_ps'?
    """
    info = ten_gigabit_sheets.find(sheet)
    known = info.inputs
    given = {name: _number(known.find(name), value) for name, value in inputs.items()}
    lengths = None if length_km is None else _numbers("length_km", length_km, "km")
    if lengths is not None and not lengths.size:
        raise make_error(_core.COUNT, "length_km has no items; at least one length is needed")
    try:
        parts = _core.ten_gigabit_report(
            info.id,
            tuple(known[name].id for name in given),
            tuple(given.values()),
            () if lengths is None else tuple(lengths.ravel().tolist()),
        )
    except LightlaneError as error:
        if lengths is not None and isinstance(error.row, int):
            index = tuple(int(i) for i in np.unravel_index(error.row, lengths.shape))
            error.row = index[0] if len(index) == 1 else index or None
        raise
    used = {name: given.get(name, item.default) for name, item in known.items()}
    used = {name: value for name, value in used.items() if value == value}
    return TenGigabit(sheet, used, () if lengths is None else lengths.shape, parts)
