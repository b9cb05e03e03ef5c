"""`Network`: scattering parameters of electrical channels, their algebra and Touchstone files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from . import _core
from ._network_reports import NetworkQuality, TimeResponse, quality_of, response_of
from ._types import Floats

if TYPE_CHECKING:
    import skrf

Complexes: TypeAlias = npt.NDArray[np.complex128]
Pairs: TypeAlias = Iterable[tuple[int, int]]
Waves: TypeAlias = Literal["power", "pseudo", "traveling"]

_WAVES = ("power", "pseudo", "traveling")
_CURVES = ("linear", "cubic")
_COORDINATES = ("cartesian", "polar")
_VERSIONS = {None: 0, "1.0": 10, "1.1": 11, "2.0": 20, "2.1": 21}
_UNITS = {"Hz": 0, "kHz": 3, "MHz": 6, "GHz": 9}
_FORMATS = {"RI": 0, "MA": 1, "DB": 2}
_PARAMETERS = {"S": 0, "Y": 1, "Z": 2, "H": 3, "G": 4}
_TRANSFER = 5
_STIMULI = ("impulse", "step", "pulse", "tdr")


class LikeNetwork(Protocol):
    """What `Network.of` takes: frequencies, scattering parameters and reference impedances."""

    @property
    def f(self) -> Any: ...
    @property
    def s(self) -> Any: ...
    @property
    def z0(self) -> Any: ...


def _choice(name: str, value: object, choices: Iterable[object]) -> int:
    known = list(choices)
    if value not in known:
        listed = ", ".join(repr(choice) for choice in known)
        raise ValueError(f"{name} = {value!r}; {listed} are taken")
    return known.index(value)


def _array(name: str, value: Any, dtype: type[np.float64] | type[np.complex128]) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in ("iuf" if dtype is np.float64 else "iufc"):
        wanted = "real" if dtype is np.float64 else "complex"
        raise TypeError(f"{name}: expected {wanted} numbers, got {array.dtype}")
    return np.ascontiguousarray(array, dtype=dtype)


class Network:
    """An electrical network: scattering parameters `s` at frequencies `f`, references `z0`.

    Immutable; every operation gives a new network. Ports count from zero, and `s[:, row, column]`
    leads from the port `column` to the port `row`. Waves are power waves where a reference
    impedance is complex, unless a call says otherwise.

    >>> import numpy as np
    >>> import lightlane
    >>> f = np.linspace(0, 10e9, 101)
    >>> through = np.exp(-2j * np.pi * f * 50e-12)
    >>> s = np.zeros((101, 2, 2), complex)
    >>> s[:, 0, 1] = s[:, 1, 0] = through
    >>> line = lightlane.Network(f, s)
    >>> twice = line**line
    >>> bool(np.allclose(twice.s[:, 1, 0], through**2))
    True
    >>> line
    <Network: 2 ports, 101 points from 0 to 1e+10 Hz, 50 ohm>
    """

    __slots__ = ("_core", "_f", "_name", "_s", "_z0")

    def __init__(self, f: Any, s: Any, z0: Any = 50.0, *, name: str = "") -> None:
        self._take(_made(f, s, z0, _PARAMETERS["S"], "power"), name)

    def _take(self, core: _core.Network, name: str) -> None:
        self._core = core
        self._f: Floats = np.asarray(core.frequencies())
        self._s: Complexes = np.asarray(core.scattering())
        self._z0: Complexes = np.asarray(core.impedances())
        self._name = name

    def _like(self, core: _core.Network) -> Network:
        made = object.__new__(Network)
        made._take(core, self._name)
        return made

    @classmethod
    def read(cls, path: str | PathLike[str], *, ports: int | None = None) -> Network:
        """Read a Touchstone file, version 1.0 to 2.1; `ports` where the extension does not tell.

        Numbers are rounded correctly. Y, Z, H and G parameters and mixed modes become scattering
        parameters of single-ended ports. An error names file, line and column.

        >>> import lightlane
        >>> network = lightlane.Network.read("channel.s4p")  # doctest: +SKIP
        """
        made = object.__new__(cls)
        made._take(_core.network_read(fspath(path), ports or 0), Path(path).stem)
        return made

    @classmethod
    def parse(
        cls, text: str | bytes, *, name: str = "text", ports: int | None = None
    ) -> Network:
        """Read Touchstone text; the extension of `name` counts as a file's.

        >>> import lightlane
        >>> lightlane.Network.parse("# GHz S RI R 50\\n1 0.5 -0.25\\n", ports=1).s[0, 0, 0]
        np.complex128(0.5-0.25j)
        >>> lightlane.Network.parse("# GHz S RI R 50\\n1 0.5 x\\n", name="a.s1p")
        Traceback (most recent call last):
            ...
        lightlane.ResourceError: a.s1p:2:7: found 'x', expected a number
        """
        made = object.__new__(cls)
        data = text.encode() if isinstance(text, str) else text
        made._take(_core.network_parse(data, name, ports or 0), Path(name).stem)
        return made

    @classmethod
    def from_parameters(
        cls,
        kind: Literal["Z", "Y", "T"],
        f: Any,
        values: Any,
        z0: Any = 50.0,
        *,
        waves: Waves = "power",
        name: str = "",
    ) -> Network:
        """A network of impedances in ohm, admittances in siemens or transfer parameters.

        >>> import lightlane
        >>> lightlane.Network.from_parameters("Z", [1e9], [150]).s.item().real.__round__(12)
        0.5
        """
        known = {"Z": _PARAMETERS["Z"], "Y": _PARAMETERS["Y"], "T": _TRANSFER}
        number = list(known.values())[_choice("kind", kind, known)]
        made = object.__new__(cls)
        made._take(_made(f, values, z0, number, waves), name)
        return made

    @classmethod
    def of(cls, other: LikeNetwork) -> Network:
        """A network of anything with `f`, `s` and `z0`, such as a `skrf.Network`.

        Its reference impedances may not vary with frequency. Where they are complex and it says
        by `s_def` that its waves are not power waves, they are converted.

        >>> import lightlane
        >>> one = lightlane.Network([1e9], [[[0.5]]], 75)
        >>> lightlane.Network.of(one) == one
        True
        """
        z0 = np.asarray(other.z0)
        if z0.ndim == 2:
            if (z0 != z0[:1]).any():
                raise ValueError(
                    "the reference impedances vary with frequency; renormalise them to constants"
                )
            z0 = z0[0]
        made = cls(other.f, other.s, z0, name=str(getattr(other, "name", None) or ""))
        waves: Any = getattr(other, "s_def", "power") or "power"
        return made if waves == "power" else made.renormalize(made.z0, waves=(waves, "power"))

    # ------------------------------------------------------------ numbers

    @property
    def core(self) -> _core.Network:
        """What the calculations of the extension module take."""
        return self._core

    @property
    def f(self) -> Floats:
        """Frequencies in hertz; read-only, not a copy."""
        return self._f

    @property
    def s(self) -> Complexes:
        """Scattering parameters of shape (points, ports, ports); read-only, not a copy."""
        return self._s

    @property
    def z0(self) -> Complexes:
        """Reference impedance of each port in ohm; read-only, not a copy."""
        return self._z0

    @property
    def ports(self) -> int:
        """Number of ports."""
        return len(self._z0)

    @property
    def name(self) -> str:
        """The file's name without folder and extension, or what was given."""
        return self._name

    def z(self, *, waves: Waves = "power") -> Complexes:
        """Impedance parameters in ohm.

        >>> import lightlane
        >>> lightlane.Network([1e9], [[[0.5]]]).z()[0, 0, 0].real.item()
        150.0
        """
        return self._parameters(_PARAMETERS["Z"], waves)

    def y(self, *, waves: Waves = "power") -> Complexes:
        """Admittance parameters in siemens.

        >>> import lightlane
        >>> lightlane.Network([1e9], [[[0.6]]], 1).y()[0, 0, 0].real.round(12).item()
        0.25
        """
        return self._parameters(_PARAMETERS["Y"], waves)

    def t(self) -> Complexes:
        """Transfer parameters: waves (b, a) of the left ports from (a, b) of the right ones.

        >>> import lightlane
        >>> lightlane.Network([1e9], [[[0, 0.5], [0.5, 0]]]).t()[0].real.tolist()
        [[0.5, 0.0], [0.0, 2.0]]
        """
        return self._parameters(_TRANSFER, "power")

    def _parameters(self, parameters: int, waves: str) -> Complexes:
        out = np.empty_like(self._s)
        self._core.parameters(parameters, _choice("waves", waves, _WAVES), out)
        return out

    # ------------------------------------------------------------ algebra

    def cascade(self, other: LikeNetwork) -> Network:
        """This network followed by another; `**` does the same.

        The second half of this network's ports is joined to the first half of the other's.
        Different references at the junction are taken into account.

        >>> import lightlane
        >>> half = lightlane.Network([1e9], [[[0, 0.5], [0.5, 0]]])
        >>> half.cascade(half).s[0, 1, 0].real.item()
        0.25
        """
        return self._like(self._core.cascade(_network(other)._core))

    def __pow__(self, other: LikeNetwork) -> Network:
        return self.cascade(other)

    def deembed(
        self, *, left: LikeNetwork | None = None, right: LikeNetwork | None = None
    ) -> Network:
        """What is left of this cascade without a network on its left, one on its right, or both.

        >>> import lightlane
        >>> half = lightlane.Network([1e9], [[[0, 0.5], [0.5, 0]]])
        >>> (half**half).deembed(left=half).s[0, 1, 0].real.item()
        0.5
        """
        taken = [None if n is None else _network(n)._core for n in (left, right)]
        return self._like(self._core.deembed(*taken))

    def renormalize(self, z0: Any, *, waves: Waves | tuple[Waves, Waves] = "power") -> Network:
        """The same network with other reference impedances, one or one a port, complex or not.

        `waves` names the definition of the waves, or that before and that after: `power`
        (Kurokawa), `pseudo` (Marks and Williams) or `traveling`. They differ for complex
        impedances alone.

        >>> import lightlane
        >>> lightlane.Network([1e9], [[[0]]]).renormalize(150).s[0, 0, 0].real.round(12).item()
        -0.5
        """
        before, after = (waves, waves) if isinstance(waves, str) else waves
        numbers = [_choice("waves", name, _WAVES) for name in (before, after)]
        return self._like(self._core.renormalize(_references(z0, self.ports), *numbers))

    def mixed_mode(self, pairs: Pairs) -> Network:
        """Differential and common ports of pairs (positive, negative) of ports.

        First the differential port of each pair, then their common ports, then the ports of no
        pair. References become twice and half of a pair's.

        >>> import lightlane, numpy as np
        >>> four = lightlane.Network([1e9], np.eye(4)[[1, 0, 3, 2]][None] / 2)
        >>> mixed = four.mixed_mode([(0, 2), (1, 3)])
        >>> mixed.s[0, 1, 0].real.round(12).item(), mixed.z0.real.tolist()
        (0.5, [100.0, 100.0, 25.0, 25.0])
        """
        return self._like(self._core.mixed_mode(*_flat(pairs)))

    def single_ended(self, pairs: Pairs) -> Network:
        """The inverse of `mixed_mode` with the same pairs.

        >>> import lightlane, numpy as np
        >>> four = lightlane.Network([1e9], np.eye(4)[None] / 4)
        >>> back = four.mixed_mode([(0, 1)]).single_ended([(0, 1)])
        >>> bool(np.allclose(back.s, four.s))
        True
        """
        return self._like(self._core.single_ended(*_flat(pairs)))

    def subnetwork(self, ports: Sequence[int]) -> Network:
        """The network of some ports in the order given; the others are matched.

        >>> import lightlane, numpy as np
        >>> three = lightlane.Network([1e9], np.diag([0.1, 0.2, 0.3])[None])
        >>> three.subnetwork([2, 0]).s[0].real.diagonal().tolist()
        [0.3, 0.1]
        """
        return self._like(self._core.subnetwork(*ports))

    def interpolate(
        self,
        f: Any,
        *,
        curve: Literal["linear", "cubic"] = "linear",
        coordinates: Literal["cartesian", "polar"] = "cartesian",
    ) -> Network:
        """The network at other frequencies within its own, in hertz.

        `cubic` is a spline, not-a-knot at its ends; `polar` runs through magnitude and unwrapped
        phase instead of real and imaginary part.

        >>> import lightlane
        >>> one = lightlane.Network([1e9, 2e9], [0.25, 0.5])
        >>> one.interpolate([1.5e9]).s.item().real
        0.375
        """
        numbers = _choice("curve", curve, _CURVES), _choice("coordinates", coordinates, _COORDINATES)
        return self._like(self._core.interpolate(_array("f", f, np.float64), *numbers))

    def extrapolate_to_dc(self) -> Network:
        """The network with a point at zero and no gap below its first frequency.

        Magnitude and phase of the first two points go on in a line; the point at zero is real.

        >>> import lightlane
        >>> lightlane.Network([1e9, 2e9], [0.25, 0.5]).extrapolate_to_dc().f.tolist()
        [0.0, 1000000000.0, 2000000000.0]
        """
        return self._like(self._core.extrapolate())

    def crop(self, start_hz: float, stop_hz: float) -> Network:
        """The frequencies of a range.

        >>> import lightlane
        >>> len(lightlane.Network([1, 2, 3], [0, 0, 0]).crop(2, 9))
        2
        """
        return self._like(self._core.crop(start_hz, stop_hz))

    # ------------------------------------------------------------ quality and time

    def quality(self) -> NetworkQuality:
        """Passivity, reciprocity and causality, and warnings.

        >>> import lightlane
        >>> quality = lightlane.Network([0, 1e9, 2e9], [1.5, 0.5, 0.5]).quality()
        >>> quality.warnings[0]
        'not passive: largest singular value 1.5 at 0 Hz, above 1 at 1 of 3 frequencies'
        """
        return quality_of(self._core.report())

    def impulse_response(
        self, row: int = 1, column: int = 0, *, rise_time_s: float = 0.0, samples: int = 0
    ) -> TimeResponse:
        """The discrete impulse response from a port to another.

        `rise_time_s` is the 20 to 80 % rise time of a Gaussian filter, zero for none; `samples`
        the least number of samples. What is missing at zero frequency is extrapolated, an uneven
        grid interpolated; the notes say so.

        >>> import lightlane, numpy as np
        >>> f = np.arange(65) * 1e9
        >>> s = np.zeros((65, 2, 2), complex)
        >>> s[:, 1, 0] = np.exp(-2j * np.pi * f * 10 / 128e9)
        >>> impulse = lightlane.Network(f, s).impulse_response()
        >>> round(impulse.time_s[impulse.values.argmax()].item() * 1e12, 6)
        78.125
        """
        return self._response(row, column, "impulse", 0.0, rise_time_s, samples)

    def step_response(
        self, row: int = 1, column: int = 0, *, rise_time_s: float = 0.0, samples: int = 0
    ) -> TimeResponse:
        """The step response from a port to another; see `impulse_response`.

        It is the integral of the band-limited impulse, exact at every sample: without a rise time
        it rings where the data's band ends, and half of it has come when the delay is over.

        >>> import lightlane, numpy as np
        >>> line = lightlane.Network(np.arange(65) * 1e9, [[[0, 1], [1, 0]]] * 65)
        >>> step = line.step_response(rise_time_s=20e-12)
        >>> np.interp([-50e-12, 0.0, 50e-12], step.time_s, step.values).round(3).tolist()
        [0.0, 0.5, 1.0]
        """
        return self._response(row, column, "step", 0.0, rise_time_s, samples)

    def pulse_response(
        self,
        row: int = 1,
        column: int = 0,
        *,
        width_s: float,
        rise_time_s: float = 0.0,
        samples: int = 0,
    ) -> TimeResponse:
        """The response to a rectangle of a width, such as a unit interval; see `impulse_response`.

        >>> import lightlane, numpy as np
        >>> line = lightlane.Network(np.arange(65) * 1e9, [[[0, 1], [1, 0]]] * 65)
        >>> pulse = line.pulse_response(width_s=100e-12, rise_time_s=20e-12)
        >>> pulse.values.max().round(3).item()
        1.0
        """
        return self._response(row, column, "pulse", width_s, rise_time_s, samples)

    def tdr(self, port: int = 0, *, rise_time_s: float, samples: int = 0) -> TimeResponse:
        """The impedance in ohm that a step finds along a port's line.

        >>> import lightlane, numpy as np
        >>> load = lightlane.Network(np.arange(65) * 1e9, np.full(65, 0.2))
        >>> load.tdr(rise_time_s=20e-12).values[-1].round(3).item()
        75.0
        """
        return self._response(port, port, "tdr", 0.0, rise_time_s, samples)

    def _response(
        self, row: int, column: int, stimulus: str, width: float, rise: float, samples: int
    ) -> TimeResponse:
        number = _STIMULI.index(stimulus)
        return response_of(self._core.response(row, column, number, width, rise, samples))

    # ------------------------------------------------------------ out

    def write(
        self,
        path: str | PathLike[str],
        *,
        version: Literal["1.0", "1.1", "2.0", "2.1"] | None = None,
        unit: Literal["Hz", "kHz", "MHz", "GHz"] = "Hz",
        format: Literal["RI", "MA", "DB"] = "RI",
        parameter: Literal["S", "Y", "Z", "H", "G"] = "S",
        digits: int | None = None,
        comment: str | None = None,
    ) -> None:
        """Write a Touchstone file; by default it reads back bit for bit.

        `version` is 1.0, or 1.1 where the references differ, unless it is given; `digits` are the
        significant ones.

        >>> import lightlane
        >>> lightlane.Network([1e9], [0.5]).write("half.s1p", unit="GHz")  # doctest: +SKIP
        """
        self._core.write(
            fspath(path),
            list(_VERSIONS.values())[_choice("version", version, _VERSIONS)],
            list(_UNITS.values())[_choice("unit", unit, _UNITS)],
            _choice("format", format, _FORMATS),
            _choice("parameter", parameter, _PARAMETERS),
            digits or 0,
            comment,
        )

    def to_skrf(self) -> skrf.Network:
        """The network as scikit-rf has it; needs scikit-rf.

        >>> import lightlane
        >>> lightlane.Network([1e9], [0.5]).to_skrf()  # doctest: +SKIP
        """
        try:
            import skrf
        except ImportError as error:
            raise ImportError("to_skrf needs scikit-rf: pip install scikit-rf") from error
        frequency = skrf.Frequency.from_f(self.f, unit="hz")
        return skrf.Network(
            frequency=frequency, s=self.s.copy(), z0=self.z0.copy(), name=self.name or None
        )

    def __len__(self) -> int:
        return len(self._f)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        mine, others = (self._f, self._s, self._z0), (other._f, other._s, other._z0)
        return all(np.array_equal(a, b) for a, b in zip(mine, others, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        return _unpickle, (self._f.copy(), self._s.copy(), self._z0.copy(), self._name)

    def __repr__(self) -> str:
        span = f"{len(self)} points from {self._f[0]:g} to {self._f[-1]:g} Hz"
        named = f" {self._name}" if self._name else ""
        unique = list(dict.fromkeys(_ohm(z) for z in self._z0.tolist()))
        return f"<Network{named}: {self.ports} ports, {span}, {', '.join(unique)} ohm>"


def _ohm(impedance: complex) -> str:
    return f"{impedance:g}" if impedance.imag else f"{impedance.real:g}"


def _unpickle(f: Floats, s: Complexes, z0: Complexes, name: str) -> Network:
    return Network(f, s, z0, name=name)


def _network(other: LikeNetwork) -> Network:
    return other if isinstance(other, Network) else Network.of(other)


def _references(z0: Any, ports: int) -> Complexes:
    references: Complexes = _array("z0", z0, np.complex128)
    if references.ndim > 1 or (references.ndim == 1 and len(references) not in (1, ports)):
        raise ValueError(f"z0 has the shape {references.shape}; one or {ports} are taken")
    return np.ascontiguousarray(np.broadcast_to(references, (ports,)))


def _made(f: Any, values: Any, z0: Any, parameters: int, waves: str) -> _core.Network:
    frequencies = _array("f", f, np.float64)
    matrices = _array("s", values, np.complex128)
    if frequencies.ndim != 1:
        raise ValueError(f"f has {frequencies.ndim} dimensions; 1 is taken")
    if matrices.ndim == 1:
        matrices = matrices.reshape(-1, 1, 1)
    if matrices.ndim != 3 or matrices.shape[1] != matrices.shape[2]:
        raise ValueError(f"s has the shape {matrices.shape}; (points, ports, ports) is taken")
    if len(matrices) != len(frequencies):
        raise ValueError(f"s has {len(matrices)} points, f {len(frequencies)}")
    references = _references(z0, matrices.shape[1])
    number = _choice("waves", waves, _WAVES)
    return _core.network_create(frequencies, matrices, references, parameters, number)


def _flat(pairs: Pairs) -> list[int]:
    return [port for positive, negative in pairs for port in (positive, negative)]
