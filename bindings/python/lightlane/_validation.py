"""Products predicted from what their data sheets document, beside what they draw."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from . import _core
from ._errors import LightlaneError, make_error
from ._link import Link

TOLERANCE = 0.2
"""What a prediction may miss by: maximum ratings exceed typical power by 10 to 20 %."""

_PRESETS = {"dsp": "dsp", "lro": "lro", "lpo": "lpo", "npo": "npo", "cpo": "cpo_a", "cpo_a": "cpo_a"}
_PRESETS |= {"cpo_b": "cpo_b", "cpo_c": "cpo_c", "aec": "aec", "dac": "dac"}
_PRESETS |= {"external_laser_pluggable": "external_laser_pluggable"}
_COPPER = ("aec", "dac")
_OUTSIDE = ("coherent", "microled")
_REACHES = {"SR": 50.0, "DR": 500.0, "FR": 2000.0, "LR": 10000.0}
"""Fibre of each class of IEEE 802.3, metres; SR as the shortest common specification."""
_TECHNOLOGIES = {"SR": "vcsel", "DR": "mzm", "FR": "eml", "LR": "eml"}
"""What a product that names none is built with: VCSELs, silicon photonics, cooled EMLs."""
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
    reach: str = "DR",
    technology: str | None = None,
    dsp_node: str | None = None,
    laser: str | None = None,
    rating: str = "maximum",
) -> Link:
    """A product as a link, from what its data sheet documents and nothing else.

    `architecture` is `dsp`, `lro`, `lpo`, `npo`, `cpo` (or `cpo_a`, `cpo_b`, `cpo_c`),
    `external_laser_pluggable`, `aec` or `dac`; `rate_gbps` over `lanes` gives the lane; `reach` is
    `SR`, `DR`, `FR` or `LR`; `rating` is `maximum` or `typical`. What a product does not document
    follows from its class: the technology from the reach, the DSP's process from the rate at which it
    first shipped in volume (`n7` for optics at 400G, else `n5`), the laser's place from the
    architecture. Lasers run at what the reach's launch needs. A maximum rating holds at a case of
    70 degC, for parts at their corner and lasers at their end of life.

    >>> import lightlane
    >>> link = lightlane.product_link(architecture="lpo", rate_gbps=800, lanes=8)
    >>> 6 < link.evaluate("power_optics_w")["power_optics_w"] < 10
    True
    """
    if architecture not in _PRESETS:
        raise _unknown("architecture", architecture, _PRESETS)
    if reach not in _REACHES:
        raise _unknown("reach", reach, _REACHES)
    if rating not in ("maximum", "typical"):
        raise _unknown("rating", rating, ("maximum", "typical"))
    if not (1 <= lanes <= 128 and lanes == int(lanes)):
        raise make_error(_core.OUT_OF_BOUNDS, f"lanes = {lanes}; 1 to 128 are taken")
    lane = rate_gbps / lanes
    if not 25 <= lane <= 250:
        raise make_error(
            _core.OUT_OF_BOUNDS, f"{rate_gbps:g} Gb/s over {lanes} lanes: a lane is 25 to 250 Gb/s"
        )
    preset: Any = _PRESETS[architecture] + ("_1600g" if lane > 150 else "")
    values: dict[str, Any] = {"lanes": lanes, "power_rating": rating}
    if lane <= 75:
        values["lane_rate_gbps"] = 53.125
    first = "n7" if rate_gbps <= 400 and architecture not in _COPPER else "n5"
    values["dsp_node"] = dsp_node or first
    if architecture.startswith(("cpo", "npo")):
        # Its share of an engine; the presets hold eight lanes.
        values["module_overhead_w"] = Link(preset).module_overhead_w * lanes / 8
    if rating == "maximum":
        values |= _HOT_C
    if architecture not in _COPPER:
        values |= _light(reach, technology or _default_technology(architecture, reach), lane)
        if laser:
            values |= _place(Link(preset), laser)
    return Link(preset, **values)


def _unknown(name: str, value: object, known: Iterable[str]) -> Exception:
    return make_error(_core.OUT_OF_BOUNDS, f"{name} = {value!r}; it takes {', '.join(known)}")


def _default_technology(architecture: str, reach: str) -> str:
    external = architecture.startswith(("cpo", "npo", "external"))
    return "mzm" if external else _TECHNOLOGIES[reach]


def _light(reach: str, technology: str, lane: float) -> dict[str, Any]:
    values: dict[str, Any] = {"optics_technology": technology, "fiber_length_m": _REACHES[reach]}
    if technology == "vcsel":
        return values | {"fiber_type": "multimode"}
    values["laser_power_mode"] = "launch"
    if reach in _LAUNCHES:
        output = f"{technology}_output_loss_db"
        values[output] = getattr(Link("lpo"), output) + _MULTIPLEXER_DB
        if lane <= 150:
            values["target_launch_oma_dbm"] = _LAUNCHES[reach]
        if technology == "eml":
            values |= {"laser_cooling": "tec", "laser_setpoint_c": 50.0}
    return values


def _place(link: Link, laser: str) -> dict[str, Any]:
    if laser not in ("module", "external"):
        raise _unknown("laser", laser, ("module", "external"))
    if laser == link.laser_location:
        return {}
    if laser == "module":
        return {"laser_location": "module", "external_connectors": 0, "external_fiber_loss_db": 0.0}
    return {"laser_location": "external", "external_connectors": 2, "external_fiber_loss_db": 0.1}


@dataclass(frozen=True)
class ProductCheck:
    """One product: what it draws, and what the model predicts.

    >>> import lightlane
    >>> check = lightlane.validation()[0]
    >>> (check.architecture, check.high_w, check.verdict)
    ('dsp', 9.0, 'within')
    """

    name: str
    architecture: str
    rating: str
    low_w: float
    high_w: float
    predicted_w: float
    """NaN for a product that the model does not hold, or refuses."""
    source: str
    reason: str = ""
    """Why there is no prediction."""
    held_out: bool = False
    """Looked up only after every constant of the model had been chosen."""

    @property
    def error(self) -> float:
        """Prediction over the nearest end of the range, less one; zero inside it, NaN without one."""
        if self.low_w <= self.predicted_w <= self.high_w:
            return 0.0
        nearest = self.low_w if self.predicted_w < self.low_w else self.high_w
        return self.predicted_w / nearest - 1

    @property
    def verdict(self) -> str:
        """`within`, `missed`, or `outside the model`."""
        if self.architecture in _OUTSIDE:
            return "outside the model"
        return "within" if abs(self.error) <= TOLERANCE else "missed"


def validation(products: str | os.PathLike[str] | None = None) -> list[ProductCheck]:
    """Predict products and set what they draw beside it.

    `products` is a CSV file with the columns of the table that comes with the package, which is
    used without one: name, rate_gbps, lanes, architecture, technology, dsp_node, reach, laser,
    rating, low_w, high_w, held_out (yes or empty), source. Empty cells are what a product does not
    document; lines that begin with # are comments.

    >>> import lightlane
    >>> checks = lightlane.validation()
    >>> counted = [check for check in checks if check.verdict != "outside the model"]
    >>> chosen_with = [check for check in counted if not check.held_out]
    >>> sum(check.verdict == "within" for check in chosen_with) >= 0.9 * len(chosen_with)
    True
    """
    if products is None:
        text = files("lightlane").joinpath("products.csv").read_text(encoding="utf-8")
    else:
        with open(products, encoding="utf-8") as stream:
            text = stream.read()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [_check(number, row) for number, row in enumerate(csv.DictReader(lines), 1)]


def validation_cells(checks: Iterable[ProductCheck]) -> tuple[list[str], list[list[object]]]:
    """Products, what they draw and what is predicted, as people read it.

    >>> import lightlane
    >>> validation_cells(lightlane.validation()[:1])[0][:2]
    ['product', 'architecture']
    """
    rows: list[list[object]] = []
    for check in checks:
        known = not math.isnan(check.predicted_w)
        drawn = f"{check.low_w:g}"
        if check.low_w < check.high_w:
            drawn += f" to {check.high_w:g}"
        rows.append(
            [
                *(check.name, check.architecture, check.rating, drawn),
                f"{check.predicted_w:.2f}" if known else "",
                f"{100 * check.error:+.0f}" if known else "",
                f"{check.verdict}: {check.reason}" if check.reason else check.verdict,
                "yes" if check.held_out else "",
            ]
        )
    header = ["product", "architecture", "rating", "draws, W", "predicted, W", "error, %", "verdict"]
    return [*header, "held out"], rows


_COLUMNS = ("name", "rate_gbps", "lanes", "architecture", "rating", "low_w", "high_w")


def _check(number: int, row: Mapping[str, str | None]) -> ProductCheck:
    missing = [name for name in _COLUMNS if row.get(name) is None]
    if missing:
        raise make_error(_core.COUNT, f"product {number}: no column {', '.join(missing)}")
    cells = {name: (cell or "").strip() for name, cell in row.items() if isinstance(name, str)}

    def number_of(name: str) -> float:
        try:
            value = float(cells[name])
        except ValueError:
            value = np.nan
        if not np.isfinite(value) or value <= 0:
            raise make_error(
                _core.OUT_OF_BOUNDS,
                f"product {number} ({cells['name']}): {name} = {cells[name]!r} is no positive number",
            )
        return value

    predicted, reason = np.nan, ""
    if cells["architecture"] not in _OUTSIDE:
        link = product_link(
            architecture=cells["architecture"],
            rate_gbps=number_of("rate_gbps"),
            lanes=int(number_of("lanes")),
            reach=cells.get("reach") or "DR",
            technology=cells.get("technology") or None,
            dsp_node=cells.get("dsp_node") or None,
            laser=cells.get("laser") or None,
            rating=cells["rating"],
        )
        predicted = float(link.evaluate("power_optics_w")["power_optics_w"])
        if np.isnan(predicted):
            try:
                link.report()
            except LightlaneError as error:
                reason = str(error)
    low, high = number_of("low_w"), number_of("high_w")
    if low > high:
        raise make_error(
            _core.OUT_OF_BOUNDS, f"product {number} ({cells['name']}): low_w is above high_w"
        )
    names = (cells["name"], cells["architecture"], cells["rating"])
    held_out = cells.get("held_out") == "yes"
    return ProductCheck(*names, low, high, predicted, cells.get("source", ""), reason, held_out)
