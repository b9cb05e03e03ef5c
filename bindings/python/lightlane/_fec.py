"""`fec`: what codes leave of errors; `ReedSolomon`: a coder that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias, Unpack

import numpy as np
import numpy.typing as npt

from . import _core
from ._errors import make_error
from ._measures import Measures, measures_of
from ._settings import Config, Settings
from ._settings_fields import FecSettings

Symbols: TypeAlias = npt.NDArray[np.uint16]
"""Code symbols of ten bits."""


def fec(config: Config | Settings | None = None, **settings: Unpack[FecSettings]) -> Measures:
    """What Reed-Solomon codes, alone or around the inner Hamming code, leave of errors.

    `config` is the name of a preset ("100G lanes", "200G lanes", "200G lanes with inner code",
    "linear pluggable", "25G lanes"), a mapping, or settings; keywords are set over it. Scalars are
    those of the first bit error ratio, arrays are curves over all of them.

    >>> import lightlane
    >>> found = lightlane.fec(pre_fec_bit_error_ratio=2.4e-4, interleaving=2)
    >>> f"{found['codeword_error_ratio']:.3e}, {found['frame_loss_ratio']:.1e}"
    '8.152e-13, 1.7e-12'
    >>> curve = lightlane.fec(pre_fec_bit_error_ratio=[1e-4, 1e-3], error_propagation=0.75)
    >>> curve["codeword_error_ratios"].shape
    (2,)
    >>> budget = lightlane.fec("200G lanes")
    >>> f"{budget['budget_bit_error_ratio']:.3e}"
    '2.920e-04'
    """
    if isinstance(config, Settings):
        if settings:
            raise TypeError("give keywords to Settings, or to fec without Settings")
        chosen = config
    else:
        given: Any = settings
        chosen = Settings("fec", config, **given)
    return measures_of(_core.fec_report(chosen.core), chosen.notes_of_workbook)


class Decoded(NamedTuple):
    """Words after decoding.

    >>> import numpy as np, lightlane
    >>> found = lightlane.ReedSolomon().decode(np.zeros((2, 544), np.uint16))
    >>> found.corrected.tolist(), found.lost.any()
    ([0, 0], np.False_)
    """

    words: Symbols
    """The words, corrected where that was possible, else as received."""
    corrected: npt.NDArray[np.int32]
    """Symbols corrected in each word; -1 for one with more errors than the code corrects."""

    @property
    def lost(self) -> npt.NDArray[np.bool_]:
        """Which words are uncorrectable."""
        return self.corrected < 0


class ReedSolomon:
    """A Reed-Solomon encoder and decoder over GF(2^10) as IEEE 802.3 clauses 91 and 119 have it.

    RS(544,514) unless told otherwise; symbols are 0 to 1023, the first sent first, parity last. Any
    shape of arrays is taken: the last axis is the message or the word.

    >>> import numpy as np, lightlane
    >>> coder = lightlane.ReedSolomon()
    >>> words = coder.encode(np.zeros((2, 514), np.uint16))
    >>> words[0, :15] = 1023  # fifteen errors are corrected,
    >>> words[1, :16] = 1023  # sixteen are not
    >>> coder.decode(words).corrected.tolist()
    [15, -1]
    """

    __slots__ = ("_core", "_dimension", "_length")

    def __init__(self, length: int = 544, dimension: int = 514) -> None:
        for number in (length, dimension):
            if not 0 <= number < 2**32:
                raise make_error(
                    _core.OUT_OF_BOUNDS, f"{number} symbols are out of bounds; a code has 3 to 1023"
                )
        self._core = _core.ReedSolomon(length, dimension)
        self._length = length
        self._dimension = dimension

    @property
    def length(self) -> int:
        """Symbols of a word."""
        return self._length

    @property
    def dimension(self) -> int:
        """Message symbols of a word."""
        return self._dimension

    @property
    def correctable(self) -> int:
        """Symbol errors that are always corrected."""
        return (self._length - self._dimension) // 2

    def encode(self, messages: npt.ArrayLike) -> Symbols:
        """The words of messages.

        >>> import lightlane
        >>> lightlane.ReedSolomon(5, 3).encode([1, 2, 3]).tolist()
        [1, 2, 3, 4, 4]
        """
        symbols = _symbols(messages, self._dimension, "a message")
        words = np.frombuffer(self._core.encode(symbols.tobytes()), np.uint16).copy()
        return words.reshape(*symbols.shape[:-1], self._length)

    def decode(self, words: npt.ArrayLike, erasures: Sequence[int] | None = None) -> Decoded:
        """Correct words; one word may have symbols that are known to be unreliable, by place.

        Every e errors and s erasures with 2 e + s within the parity are corrected. As many erasures
        as parity symbols leave nothing to check by: any word then decodes to some codeword, also
        one with further errors.

        >>> import lightlane
        >>> coder = lightlane.ReedSolomon(7, 3)
        >>> word = coder.encode([1, 2, 3])
        >>> word[:3] = 0
        >>> coder.decode(word, erasures=[0, 1, 2]).words[:3].tolist()
        [1, 2, 3]
        """
        symbols = _symbols(words, self._length, "a word")
        if erasures is not None:
            if symbols.ndim != 1:
                raise make_error(
                    _core.COUNT, f"erasures are those of one word, not of {symbols.shape[:-1]}"
                )
            for place in erasures:
                if not 0 <= place < self._length:
                    raise make_error(
                        _core.OUT_OF_BOUNDS,
                        f"erasure {place} is out of bounds; it takes 0 to {self._length - 1}",
                    )
            places = np.asarray(erasures, np.uint32)
            found, count = self._core.decode_erasures(symbols.tobytes(), places.tobytes())
            counts = np.array(count, np.int32)
        else:
            found, numbers = self._core.decode(symbols.tobytes())
            counts = np.frombuffer(numbers, np.int32).copy().reshape(symbols.shape[:-1])
        return Decoded(np.frombuffer(found, np.uint16).copy().reshape(symbols.shape), counts)

    def __repr__(self) -> str:
        return f"ReedSolomon({self._length}, {self._dimension})"

    def __reduce__(self) -> tuple[object, ...]:
        return ReedSolomon, (self._length, self._dimension)


def _symbols(values: npt.ArrayLike, size: int, what: str) -> Symbols:
    """An array of symbols whose last axis has a size."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"symbols are whole numbers, got {array.dtype}")
    if array.ndim == 0 or array.shape[-1] != size:
        raise make_error(_core.COUNT, f"{what} has {size} symbols, got the shape {array.shape}")
    if array.size and (array.min() < 0 or array.max() > 1023):
        worst = array.min() if array.min() < 0 else array.max()
        raise make_error(
            _core.OUT_OF_BOUNDS, f"symbol {worst} is out of bounds; it takes 0 to 1023"
        )
    return np.ascontiguousarray(array.astype(np.uint16, copy=False))
