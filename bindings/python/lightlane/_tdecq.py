"""`tdecq`: transmitter and dispersion eye closure of a captured PAM4 waveform."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import numpy.typing as npt

from . import _core
from ._errors import make_error
from ._groups import groups
from ._measures import Measures, Parts, ReportParts
from ._settings import Config, Settings
from ._settings_fields import TdecqSettings
from ._types import Floats


class Tdecq(Measures):
    """What a TDECQ measurement answers: a mapping from name to scalar or array.

    The penalty is `tdecq_db`, `tecq_db` or `secq_db`, by the setting `quantity`; a closed eye has
    none. `eye` is the density of the equalised eye.

    >>> import lightlane
    >>> [name for name in lightlane.groups["tdecq"].measures][:3]
    ['tdecq_db', 'tecq_db', 'secq_db']
    """

    __slots__ = ("_settings",)

    _place = "in the report of tdecq"

    def __init__(self, settings: Settings, parts: Parts) -> None:
        read = ReportParts(parts)
        self._settings = settings
        super().__init__(
            read.scalars, read.arrays, units=read.units, docs=read.docs, notes=read.notes
        )

    @property
    def settings(self) -> Settings:
        """What it was measured with."""
        return self._settings

    @property
    def penalty_db(self) -> float | None:
        """The penalty, whatever it is called; None for a closed eye."""
        name = f"{self._settings['quantity']}_db"
        return self._scalars.get(name)

    @property
    def passes(self) -> bool:
        """Whether there is a penalty and it is not above its limit."""
        return self._scalars.get("margin_db", -1) >= 0

    @property
    def eye(self) -> Floats:
        """Density of the equalised eye: a row for each of `eye_power_w`, the lowest first, and a
        column for each of `eye_phase_ui`; empty when the setting `eye` is off."""
        if "eye_density" not in self._arrays:
            return np.empty((0, 0))
        rows = self._arrays["eye_power_w"].size
        density: Floats = self._arrays["eye_density"].reshape(rows, -1)
        return density

    def _title(self) -> str:
        verdict = "passes" if self.passes else "fails"
        return f"Tdecq {self._settings.preset or 'own settings'}: {verdict}"


def pattern(name: str) -> npt.NDArray[np.uint8]:
    """One period of a test pattern, as symbols 0 to 3; its names are the choices of the setting
    `pattern`.

    >>> import lightlane
    >>> symbols = lightlane.pattern("ssprq")
    >>> symbols.size, symbols[:8].tolist(), lightlane.pattern("PRBS7Q").size
    (65535, [2, 2, 2, 2, 2, 2, 2, 2], 127)
    """
    choices = groups["tdecq"].settings["pattern"].choices
    wanted = name.casefold()
    if wanted not in choices:
        known = ", ".join(map(repr, choices))
        raise make_error(_core.UNKNOWN_PARAMETER, f"no pattern is called {name!r}; there are {known}")
    return np.frombuffer(_core.tdecq_pattern(choices.index(wanted)), np.uint8).copy()


def tdecq(
    power_w: npt.ArrayLike,
    *,
    samples_per_symbol: float,
    symbols: npt.ArrayLike | None = None,
    config: Config | None = "100GBASE-FR1",
    **overrides: Unpack[TdecqSettings],
) -> Tdecq:
    """TDECQ of samples of optical power that carry a test pattern, wherever in it they begin.

    `symbols` is one period of the pattern, each 0 to 3; without it the setting `pattern` says which
    one it is ("ssprq", "prbs13q", …). `samples_per_symbol` need not be whole. The reference receiver
    is applied unless `receiver="captured"`. `config` is a preset ("100GBASE-FR1", "400GBASE-DR4",
    "100G-DR-LPO", …) or a mapping; every setting can be given by keyword.
    `lightlane.groups["tdecq"].settings` lists them.

    >>> import numpy as np
    >>> import lightlane
    >>> symbols = np.concatenate([[1, *[3] * 7, 2, *[0] * 6], np.random.default_rng(1).permutation(
    ...     np.repeat(np.arange(4), [244, 249, 249, 243]))])
    >>> answer = lightlane.tdecq(
    ...     np.repeat(0.5e-3 + 1e-3 * symbols / 3, 16),
    ...     samples_per_symbol=16,
    ...     symbols=symbols,
    ...     receiver="captured",
    ... )
    >>> abs(answer["tdecq_db"]) < 0.02, round(answer["oma_outer_dbm"], 2)
    (True, 0.0)
    """
    settings = Settings("tdecq", config, **overrides)
    power = np.asarray(power_w)
    if power.dtype.kind not in "biuf" or power.ndim != 1:
        raise TypeError(
            f"power_w: expected a one-dimensional array of numbers, got {power.dtype} of shape"
            f" {power.shape}"
        )
    parts = _core.tdecq_report(
        settings.core,
        np.require(power, np.float64, ["C", "A"]),
        float(samples_per_symbol),
        b"" if symbols is None else _symbols(symbols),
    )
    return Tdecq(settings, parts)


def _symbols(given: npt.ArrayLike) -> bytes:
    """One period of a pattern as bytes."""
    symbols = np.asarray(given)
    if symbols.dtype.kind not in "iu" or symbols.ndim != 1:
        raise TypeError(
            f"symbols: expected a one-dimensional array of integers, got {symbols.dtype} of shape"
            f" {symbols.shape}"
        )
    if not symbols.size:
        raise make_error(_core.COUNT, "symbols: an empty pattern")
    # What a byte does not hold is no symbol: the core refuses it by its place.
    octets: bytes = np.clip(symbols, -1, 4).astype(np.int8).astype(np.uint8).tobytes()
    return octets
