"""A product as a link, from what its data sheet documents and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

from . import _core
from ._catalog import presets
from ._errors import make_error
from ._link import Link

_PRESETS = {"dsp": "dsp", "lro": "lro", "lpo": "lpo", "npo": "npo", "cpo": "cpo_a", "cpo_a": "cpo_a"}
_PRESETS |= {"cpo_b": "cpo_b", "cpo_c": "cpo_c", "aec": "aec", "acc": "acc", "dac": "dac"}
_PRESETS |= {"external_laser_pluggable": "external_laser_pluggable"}
_COPPER = ("aec", "acc", "dac")
_ENGINES = ("npo", "cpo")
_RATINGS = ("maximum", "typical")
_LINE_BITS = 257 * 544 / (256 * 514)
"""Line bits per payload bit: transcoding and RS(544,514), which every preset has."""
_LANES = 128
_LANE_GBPS = (25.0, 250.0)
"""Payload of a lane: the model's PAM4 lanes."""
_FAST_LANE_GBPS = 150.0
"""Lanes above it are built of the parts of 200G lanes, the others of those of 100G lanes."""
_FIRST_GENERATION_GBPS = 600.0
"""Modules below it are of the generation of 400G, whose DSPs were made at N7."""
_REACHES = {"SR": 50.0, "DR": 500.0, "FR": 2000.0, "LR": 10000.0}
"""Fibre of each class of IEEE 802.3, metres; SR as the shortest common specification."""
_TECHNOLOGIES = {"SR": "vcsel", "DR": "mzm", "FR": "eml", "LR": "eml"}
"""What a product that names none is built with: VCSELs, silicon photonics, cooled EMLs."""
_LASERS = ("vcsel", "eml")
"""Technologies that are lasers themselves, which can stand nowhere else."""
_LAUNCHES = {"FR": 1.7, "LR": 2.7}
"""Outer OMA that FR and LR launch at 100G lanes: -1.7 and -0.7 dBm less TDECQ, at 3.4 dB of it."""
_MULTIPLEXER_DB = 1.0
"""Loss of the wavelength multiplexer of FR and LR, an assumption."""
_HOT_C = {"case_temperature_c": 70.0, "external_laser_case_c": 55.0}
"""Where maximum ratings hold: the commercial case range, and what external laser modules state."""


def product_link(
    *,
    architecture: str,
    rate_gbps: float,
    lanes: int,
    reach: str | None = None,
    technology: str | None = None,
    dsp_node: str | None = None,
    laser: str | None = None,
    rating: str = "maximum",
) -> Link:
    """A product as a link, from what its data sheet documents and nothing else.

    `architecture` is `dsp`, `lro`, `lpo`, `npo`, `cpo` (or `cpo_a`, `cpo_b`, `cpo_c`),
    `external_laser_pluggable`, `aec`, `acc` or `dac`; `rate_gbps` is its payload, of which each of
    its `lanes` carries an equal part, 25 to 250 Gb/s, as PAM4 and with RS(544,514); `reach` is `SR`,
    `DR`, `FR` or `LR`; `laser` is `module` or `external`; `rating` is `maximum` or `typical`.

    What a product does not document follows from its class: the reach is DR, or SR of a VCSEL; the
    technology follows from the reach, but is silicon with external lasers and in an engine at the
    host; the DSP's process is that of its generation's first products (`n7` for optics up to 600G,
    else `n5`); a VCSEL and an EML are the lasers of their module, of others the architecture says
    where they stand. With the place of the lasers go their number, supply and cooling, so that a linear
    pluggable with external lasers is an `external_laser_pluggable`. Lasers run at what the reach's
    launch needs. A maximum rating holds at a case of 70 degC, for parts at their corner and lasers
    at their end of life.

    >>> import lightlane
    >>> link = lightlane.product_link(architecture="lpo", rate_gbps=800, lanes=8)
    >>> 6 < link.evaluate("power_optics_w")["power_optics_w"] < 10
    True
    >>> lightlane.product_link(architecture="dsp", rate_gbps=600, lanes=8).lane_rate_gbps
    79.6875
    """
    _check("architecture", architecture, _PRESETS)
    _check("rating", rating, _RATINGS)
    lane = _lane(rate_gbps, lanes)
    preset: Any = _PRESETS[architecture] + ("_1600g" if lane > _FAST_LANE_GBPS else "")
    if preset not in presets:
        raise _refusal(f"{architecture} with lanes of {lane:g} Gb/s is not known")
    values: dict[str, Any] = {
        "lanes": lanes,
        "lane_rate_gbps": lane * _LINE_BITS,
        "power_rating": rating,
    }
    if rating == "maximum":
        values |= _HOT_C
    if architecture in _COPPER:
        _check_copper(architecture, reach=reach, technology=technology, laser=laser)
        return Link(preset, **values, dsp_node=dsp_node or "n5")
    values["dsp_node"] = dsp_node or ("n7" if rate_gbps <= _FIRST_GENERATION_GBPS else "n5")
    if architecture.startswith(_ENGINES):
        # Its share of an engine; the presets hold eight lanes.
        values["module_overhead_w"] = Link(preset).module_overhead_w * lanes / 8
    place = laser or _place(preset, technology)
    reach = reach or ("SR" if technology == "vcsel" else "DR")
    _check("laser", place, ("module", "external"))
    _check("reach", reach, _REACHES)
    is_silicon = place == "external" or architecture.startswith(_ENGINES)
    technology = technology or ("mzm" if is_silicon else _TECHNOLOGIES[reach])
    if technology == "vcsel" and reach != "SR":
        raise _refusal(f"reach = {reach!r} excludes technology = 'vcsel': its fibre is for SR")
    return Link(preset, **(values | _lasers(place) | _light(reach, technology, lane)))


def _place(preset: Any, technology: str | None) -> str:
    place: str = "module" if technology in _LASERS else Link(preset).laser_location
    return place


def _lasers(place: str) -> dict[str, Any]:
    """All that goes with the place of the lasers, so that no name decides it."""
    like = Link("external_laser_pluggable" if place == "external" else "lpo")
    return {name: getattr(like, name) for name in presets["external_laser_pluggable"].changes}


def _light(reach: str, technology: str, lane: float) -> dict[str, Any]:
    values: dict[str, Any] = {"optics_technology": technology, "fiber_length_m": _REACHES[reach]}
    if technology == "vcsel":
        return values | {"fiber_type": "multimode"}
    values["laser_power_mode"] = "launch"
    if reach in _LAUNCHES:
        output = f"{technology}_output_loss_db"
        values[output] = getattr(Link("lpo"), output) + _MULTIPLEXER_DB
        if lane <= _FAST_LANE_GBPS:
            values["target_launch_oma_dbm"] = _LAUNCHES[reach]
        if technology == "eml":
            values |= {"laser_cooling": "tec", "laser_setpoint_c": 50.0}
    return values


def _check_copper(architecture: str, **optical: str | None) -> None:
    for name, given in optical.items():
        if given is not None:
            why = f"excludes architecture = {architecture!r}: a copper cable has no light"
            raise _refusal(f"{name} = {given!r} {why}")


def _check(name: str, value: object, known: Iterable[str]) -> None:
    if value not in tuple(known):
        raise _refusal(f"{name} = {value!r}; it takes {', '.join(known)}")


def _refusal(message: str) -> Exception:
    return make_error(_core.OUT_OF_BOUNDS, message)


def _lane(rate_gbps: float, lanes: int) -> float:
    """Payload of a lane, Gb/s."""
    for name, value in (("rate_gbps", rate_gbps), ("lanes", lanes)):
        if not isinstance(value, Real):
            raise TypeError(f"{name}: expected a number, got {value!r}")
    if not (1 <= lanes <= _LANES and lanes == int(lanes)):
        raise _refusal(f"lanes = {lanes}; 1 to {_LANES} are taken, in whole numbers")
    lane = rate_gbps / lanes
    lowest, highest = _LANE_GBPS
    if not lowest <= lane <= highest:
        raise _refusal(
            f"{rate_gbps:g} Gb/s over {lanes:g} lanes: a lane is {lowest:g} to {highest:g} Gb/s"
        )
    return lane
