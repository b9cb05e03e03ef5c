"""What a `Network` tells: its quality, and its responses in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ._tables import text_table
from ._types import Floats

_Arrays: TypeAlias = tuple[tuple[str, str, str, bytes, tuple[str, ...] | None], ...]
Parts: TypeAlias = tuple[tuple[tuple[int, float], ...], _Arrays, tuple[str, ...]]
"""Scalars, arrays and notes of a report."""

_NOISE = "noise_"
_WARNING = "warning: "


@dataclass(frozen=True, slots=True, eq=False)
class NetworkQuality:
    """How good a network's parameters are; the percentages are IEEE 370's, 100 is best.

    >>> import lightlane
    >>> quality = lightlane.Network([0, 1e9, 2e9], [0.5, 0.4, 0.3]).quality()
    >>> quality.passivity_percent, quality.warnings
    (100.0, ())
    """

    passivity_percent: float
    reciprocity_percent: float
    causality_percent: float
    least_causal_entry: tuple[int, int]
    """Row and column of the entry that the causality metric is of."""
    largest_phase_step_deg: float
    """Largest step of a transmission's phase from one frequency to the next."""
    f: Floats
    """Frequencies in hertz."""
    largest_singular_value: Floats
    """At each frequency; at most one where no power is made."""
    reciprocity_error: Floats
    """Largest |Sij - Sji| at each frequency."""
    noise: dict[str, Floats]
    """Noise of a two-port that was read with it: frequency_hz, minimum_figure_db,
    optimum_reflection_real, optimum_reflection_imaginary, resistance_ohm; else empty."""
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    """What the reader of the file took for granted or passed over."""

    @property
    def is_passive(self) -> bool:
        """Whether no frequency gives out more than 1e-6 above what goes in."""
        return bool((self.largest_singular_value <= 1 + 1e-6).all())

    def __repr__(self) -> str:
        rows: list[list[object]] = [
            ["passivity", self.passivity_percent, "%"],
            ["reciprocity", self.reciprocity_percent, "%"],
            ["causality", self.causality_percent, "%"],
            ["largest singular value", float(self.largest_singular_value.max()), ""],
            ["largest phase step", self.largest_phase_step_deg, "deg"],
        ]
        told = "".join(f"\nwarning: {warning}" for warning in self.warnings)
        return f"{text_table(['quality', 'value', 'unit'], rows)}{told}"


@dataclass(frozen=True, slots=True, eq=False)
class TimeResponse:
    """A response in time; the stimulus is at zero, the first sample before it.

    >>> import lightlane
    >>> step = lightlane.Network([0, 1e9], [0.5, 0.5]).step_response(0, 0)
    >>> len(step.time_s) == len(step.values), step.unit
    (True, '1')
    """

    time_s: Floats
    values: Floats
    unit: str
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        first, last = self.time_s[0], self.time_s[-1]
        return f"<TimeResponse: {len(self.values)} samples from {first:g} to {last:g} s>"


def quality_of(parts: Parts) -> NetworkQuality:
    """The quality that a report of the core tells."""
    _, arrays, notes = parts
    found = _numbers(arrays)
    row, column = found["least_causal_entry"].astype(int).tolist()
    passivity, reciprocity, causality = found["quality_percent"].tolist()
    warnings = [note for note in notes if note.startswith(_WARNING)]
    return NetworkQuality(
        passivity_percent=passivity,
        reciprocity_percent=reciprocity,
        causality_percent=causality,
        least_causal_entry=(row, column),
        largest_phase_step_deg=found["largest_phase_step_deg"].item(),
        f=found["frequency_hz"],
        largest_singular_value=found["largest_singular_value"],
        reciprocity_error=found["reciprocity_error"],
        noise={
            name.removeprefix(_NOISE): values
            for name, values in found.items()
            if name.startswith(_NOISE)
        },
        warnings=tuple(warning.removeprefix(_WARNING) for warning in warnings),
        notes=tuple(note for note in notes if note not in warnings),
    )


def response_of(parts: Parts) -> TimeResponse:
    """The response that a report of the core tells."""
    _, arrays, notes = parts
    found = _numbers(arrays)
    units = {name: unit for name, unit, *_ in arrays}
    return TimeResponse(found["time_s"], found["response"], units["response"], notes)


def _numbers(arrays: _Arrays) -> dict[str, Floats]:
    return {name: np.frombuffer(values).copy() for name, _, _, values, _ in arrays}
