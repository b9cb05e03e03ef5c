"""`Settings`: what a calculation is run with, from a preset, a mapping or a workbook."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from . import _core
from ._errors import make_error
from ._groups import SettingInfo, SettingsGroup, groups
from ._methods import judge_methods, keyword_of_method
from ._settings_fields import CONTROLS
from ._tables import html_table, text_table
from ._types import SettingValue
from ._workbook import Workbook

Config: TypeAlias = str | os.PathLike[str] | Mapping[str, SettingValue]
"""Where settings start: a preset's name, a workbook's path, or a mapping from name to value."""

WHOLE_SHEET = 40
"""A mapping of this many keys holds a workbook's whole sheet: its unknown keys are told, not refused."""

ALONE = {"ERL_ONLY": "the effective return loss"}
"""Keywords of workbooks that leave the other measures out."""


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


class Settings(Mapping[str, Any]):
    """The settings of one calculation: a mapping from name to value, each judged as it is set.

    `config` is the name of a preset, the path of a workbook (.xlsx), or a mapping from name or
    alias to value, over the defaults of the table; one of 40 keys or more is a workbook's sheet. Values are numbers, lists, arrays, names of
    choices, or texts such as "[-0.34:0.02:0]", which are evaluated as MATLAB does. Keywords are set
    last. A workbook's keyword that chooses another method than the calculation's is refused.

    >>> import lightlane
    >>> settings = lightlane.Settings("com", "100GBASE-KR", c_minus_1="[-0.2:0.1:0]", levels=2)
    >>> settings["c_minus_1"].tolist(), settings["f_b"], settings["rules"]
    ([-0.2, -0.1, 0.0], 53.125, 'reference_4_50')
    >>> lightlane.Settings("com", {"f_b": 26.5625, "z_p (TX)": "[12 30]"})["tx_package_length_mm"]
    array([[12., 30.]])
    >>> lightlane.Settings("com", symbol_rate=26.5625)
    Traceback (most recent call last):
        ...
    lightlane.ParameterError: no com setting is called 'symbol_rate'; did you mean \
'symbol_rate_gbd'?
    """

    __slots__ = ("_core", "_given", "_group", "_preset", "_unknown")

    def __init__(self, group: str, config: Config | None = None, **overrides: SettingValue) -> None:
        self._group = groups.find(group)
        preset, values = self._start(config)
        self._preset = preset
        self._core = _core.Settings(
            self._group.id, 0 if preset is None else self._group.presets[preset].id
        )
        self._unknown: dict[str, object] = dict(getattr(values, "unknown", {}))
        self._given: dict[str, SettingValue] = {}
        for source in (values, overrides):
            self._unknown |= {
                name: value for name, value in source.items() if keyword_of_method(group, name)
            }
        judge_methods(self._group.name, self._unknown)
        for source in (values, overrides):
            self._take({k: v for k, v in source.items() if k not in self._unknown})

    def _take(self, values: Mapping[str, SettingValue]) -> None:
        """Set what one source gives, each setting under one of its names."""
        names: dict[str, str] = {}
        for name, value in values.items():
            info = self._group.settings.find(name)
            if info.name in names:
                raise make_error(
                    _core.DUPLICATE,
                    f"{info.name} stands twice: as {names[info.name]!r} and as {name!r}",
                    parameter=info.name,
                )
            names[info.name] = name
            self._set(info, value)
            self._given[info.name] = value

    @classmethod
    def _again(
        cls,
        group: str,
        preset: str | None,
        given: Mapping[str, SettingValue],
        unknown: Mapping[str, object],
    ) -> Settings:
        """Settings as they were set."""
        settings = cls(group, preset, **given)
        settings._unknown = dict(unknown)
        return settings

    def __reduce__(self) -> tuple[object, ...]:
        return type(self)._again, (self._group.name, self._preset, self._given, self._unknown)

    def _start(self, config: Config | None) -> tuple[str | None, Mapping[str, SettingValue]]:
        """The preset and the values that a config stands for."""
        if config is None:
            return None, {}
        if isinstance(config, str) and not config.lower().endswith(Workbook.SUFFIX):
            return self._group.presets.find(config).name, {}
        if isinstance(config, (str, os.PathLike)):
            return None, Workbook.load(Path(config), self._group.name)
        if isinstance(config, Mapping):
            whole = len(config) >= WHOLE_SHEET and not isinstance(config, Workbook)
            return None, Workbook(config, self._group.name) if whole else config
        raise TypeError(
            f"config is the name of a preset, the path of a workbook or a mapping, not {config!r}"
        )

    def _set(self, info: SettingInfo, value: object) -> None:
        if isinstance(value, str):
            if "\0" in value:
                raise make_error(
                    _core.EXPRESSION, f"{info.name}: a zero byte is no text", parameter=info.name
                )
            self._core.set_text(info.id, value)
            return
        try:
            numbers = np.asarray([] if value is None else value)
        except ValueError as error:
            raise TypeError(f"{info.name}: expected numbers, got a ragged sequence") from error
        if numbers.dtype.kind not in "biuf" or numbers.ndim > 2:
            raise TypeError(
                f"{info.name}: expected numbers, a list or a matrix of them, or a text, got"
                f" {value!r}"
            )
        table = np.atleast_2d(numbers.astype(np.float64))
        rows, columns = (0, 0) if not table.size else table.shape
        self._core.set(info.id, rows, columns, np.ascontiguousarray(table).tobytes())

    @property
    def core(self) -> _core.Settings:
        """What the calculations of the extension module take."""
        return self._core

    @property
    def group(self) -> SettingsGroup:
        """The calculation that these are the settings of."""
        return self._group

    @property
    def preset(self) -> str | None:
        """Name of the preset they started from, None for the defaults of the table."""
        return self._preset

    @property
    def own(self) -> tuple[str, ...]:
        """Names of the settings that were given, not left to preset or table."""
        return tuple(
            name for name, info in self._group.settings.items() if self._core.is_own(info.id)
        )

    @property
    def unknown(self) -> Mapping[str, object]:
        """Keys of the workbook that no setting is called, which have no effect."""
        return dict(self._unknown)

    @property
    def notes_of_workbook(self) -> tuple[str, ...]:
        """What the workbook says that has no effect: a warning where that may change an answer."""
        controls = CONTROLS.get(self._group.name, frozenset())
        asked = {k: v for k, v in self._unknown.items() if k in ALONE and v != 0}
        idle = {
            k: v
            for k, v in self._unknown.items()
            if k in controls or v == 0 or keyword_of_method(self._group.name, k)
        }
        missed = {k: v for k, v in self._unknown.items() if k not in idle}
        lines = [
            f"warning: {_pairs({k: v})} asks for {ALONE[k]} alone; the margin is calculated too"
            for k, v in asked.items()
        ]
        if missed:
            lines.append(f"warning: not known, and without effect: {_pairs(missed)}")
        if idle:
            lines.append(f"of the workbook, without effect on a result: {_pairs(idle)}")
        return tuple(lines)

    @property
    def notes(self) -> tuple[str, ...]:
        """Every warning, then each setting with its value and where that came from."""
        rows = list(self._group.settings.values())
        warnings = [f"warning: {w}" for row in rows if (w := self._core.warning(row.id))]
        lines = [note for row in rows if (note := self._core.note(row.id))]
        told = self.notes_of_workbook
        missed = tuple(note for note in told if note.startswith("warning"))
        return (*missed, *warnings, *lines, *told[len(missed) :])

    def __getitem__(self, name: str) -> Any:
        info = self._group.settings[name]
        rows, columns, numbers = self._core.get(info.id)
        values = np.frombuffer(numbers).copy()
        if info.shape == "matrix":
            return values.reshape(rows, columns)
        if info.shape == "list":
            return values
        if not values.size:
            return None
        number = float(values[0])
        if info.kind == "choice":
            return info.choices[int(number)]
        if info.kind == "flag":
            return bool(number)
        return int(number) if info.kind == "integer" else number

    def __iter__(self) -> Iterator[str]:
        return iter(self._group.settings)

    def __len__(self) -> int:
        return len(self._group.settings)

    def _cells(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = []
        for name, info in self._group.settings.items():
            note = self._core.note(info.id) or ""
            value, _, source = note.removeprefix(f"{name} = ").partition(": ")
            rows.append([name, value, source])
        return ["setting", "value", "from"], rows

    def __repr__(self) -> str:
        start = "the table's defaults" if self._preset is None else repr(self._preset)
        head = f"<Settings of {self._group.name}, {start}, {len(self.own)} of their own>"
        return f"{head}\n{text_table(*self._cells(), widest=60)}"

    def _repr_html_(self) -> str:
        return html_table(*self._cells(), caption=self._group.title)
