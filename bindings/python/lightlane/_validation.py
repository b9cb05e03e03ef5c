"""Products predicted from what their data sheets document, beside what they draw."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from . import _core
from ._answers import answer
from ._errors import LightlaneError, make_error
from ._link import Link
from ._products import product_link

TOLERANCE = 0.2
"""What a prediction may miss by: maximum ratings exceed typical power by 10 to 20 %."""

_OUTSIDE = ("coherent", "microled")
_ASSUMED = {"technology": "optics_technology", "dsp_node": "dsp_node", "laser": "laser_location"}
"""What a product may leave out, and the parameter in which its class then says it."""


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
    margin_db: float = math.nan
    """Margin of the predicted link; below zero the link that is predicted does not work."""
    assumed: str = ""
    """What the product does not document and its class decides, such as `dsp_node n7`."""
    line: int = 0
    """Where its file has it."""

    @property
    def error(self) -> float:
        """Prediction over the nearest end of the range, less one; zero inside it, NaN without one."""
        if self.low_w <= self.predicted_w <= self.high_w:
            return 0.0
        nearest = self.low_w if self.predicted_w < self.low_w else self.high_w
        return self.predicted_w / nearest - 1

    @property
    def verdict(self) -> str:
        """`within`, `missed`, `refused` (`reason` says why), or `outside the model`."""
        if self.reason:
            return "refused"
        if self.architecture in _OUTSIDE:
            return "outside the model"
        return "within" if abs(self.error) <= TOLERANCE else "missed"


def validation(products: str | os.PathLike[str] | None = None) -> list[ProductCheck]:
    """Predict products and set what they draw beside it.

    `products` is a CSV file with the columns of the table that comes with the package, which is
    used without one: name, rate_gbps, lanes, architecture, technology, dsp_node, reach, laser,
    rating, low_w, high_w, held_out (yes or empty), source. Empty cells are what a product does not
    document; lines that begin with # are comments. A product that says what can not be is refused,
    with its line and the reason, and the others are judged.

    >>> import lightlane
    >>> checks = lightlane.validation()
    >>> counted = [check for check in checks if check.verdict != "outside the model"]
    >>> chosen_with = [check for check in counted if not check.held_out]
    >>> sum(check.verdict == "within" for check in chosen_with) >= 0.9 * len(chosen_with)
    True
    """
    if products is None:
        source, content = "products.csv", files("lightlane").joinpath("products.csv").read_bytes()
    else:
        source = os.fspath(products)
        with open(products, "rb") as stream:
            content = stream.read()
    checks = [_judged(line, cells) for line, cells in _rows(source, content)]
    if not checks:
        raise make_error(_core.COUNT, f"{source}: no products")
    return checks


def validation_cells(checks: Iterable[ProductCheck]) -> tuple[list[str], list[list[object]]]:
    """Products, what they draw and what is predicted, as people read it.

    >>> import lightlane
    >>> validation_cells(lightlane.validation()[:1])[0][:2]
    ['product', 'architecture']
    """
    rows: list[list[object]] = []
    for check in checks:
        known = not math.isnan(check.predicted_w)
        drawn = "" if math.isnan(check.low_w) else f"{check.low_w:g}"
        if check.low_w < check.high_w:
            drawn += f" to {check.high_w:g}"
        verdict = check.verdict
        if check.reason:
            verdict += f" (line {check.line}): {check.reason}"
        rows.append(
            [
                *(check.name, check.architecture, check.rating, drawn),
                f"{check.predicted_w:.2f}" if known else "",
                f"{100 * check.error:+.0f}" if known else "",
                "" if math.isnan(check.margin_db) else f"{check.margin_db:+.1f}",
                "yes" if check.held_out else "",
                verdict,
            ]
        )
    header = ["product", "architecture", "rating", "draws, W", "predicted, W", "error, %"]
    return [*header, "margin, dB", "held out", "verdict"], rows


_COLUMNS = ("name", "rate_gbps", "lanes", "architecture", "rating", "low_w", "high_w")


def _rows(source: str, content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Products as the file has them, each with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise make_error(_core.OUT_OF_BOUNDS, f"{source}: line {line} is not UTF-8") from None
    # Comments stay as empty lines, so that lines are counted as an editor counts them.
    lines = io.StringIO(text, newline="")
    reader = csv.reader("" if line.startswith("#") else line for line in lines)
    header: list[str] = []
    try:
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if header:
                yield reader.line_num, _named(header, cells)
                continue
            header = [cell.strip() for cell in cells]
            missing = [name for name in _COLUMNS if name not in header]
            if missing:
                raise make_error(_core.COUNT, f"{source}: no column {', '.join(missing)}")
    except csv.Error as error:
        raise make_error(_core.COUNT, f"{source}: line {reader.line_num}: {error}") from None


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by column; under "" what is wrong with their number, when something is."""
    row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
    if len(cells) != len(header):
        row[""] = f"{len(cells)} cells for {len(header)} columns"
    return row


def _judged(line: int, cells: Mapping[str, str]) -> ProductCheck:
    """One product's check; what is wrong with its description is its reason."""
    predicted = margin = low = high = math.nan
    reason = assumed = ""
    try:
        if "" in cells:
            raise make_error(_core.COUNT, cells[""])
        low, high = _number(cells, "low_w"), _number(cells, "high_w")
        if low > high:
            raise make_error(_core.OUT_OF_BOUNDS, f"low_w = {low:g} is above high_w = {high:g}")
        if cells.get("held_out", "") not in ("", "yes", "no"):
            message = f"held_out = {cells['held_out']!r}; it takes yes, no"
            raise make_error(_core.OUT_OF_BOUNDS, message)
        if cells["architecture"] not in _OUTSIDE:
            link = _link(cells)
            assumed = _assumed(link, cells)
            answered = answer(link, ["power_optics_w", "margin_db"])
            predicted, margin = answered.values["power_optics_w"], answered.values["margin_db"]
            reason = answered.refusal or answered.missing.get("power_optics_w", "")
    except LightlaneError as error:
        reason = str(error)
    return ProductCheck(
        name=cells.get("name", ""),
        architecture=cells.get("architecture", ""),
        rating=cells.get("rating", ""),
        low_w=low,
        high_w=high,
        predicted_w=predicted,
        source=cells.get("source", ""),
        reason=reason,
        held_out=cells.get("held_out") == "yes",
        margin_db=margin,
        assumed=assumed,
        line=line,
    )


def _number(cells: Mapping[str, str], name: str) -> float:
    try:
        value = float(cells[name])
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise make_error(_core.OUT_OF_BOUNDS, f"{name} = {cells[name]!r} is no positive number")
    return value


def _link(cells: Mapping[str, str]) -> Link:
    documented = ("reach", "technology", "dsp_node", "laser")
    lanes = _number(cells, "lanes")
    return product_link(
        architecture=cells["architecture"],
        rate_gbps=_number(cells, "rate_gbps"),
        lanes=int(lanes) if lanes.is_integer() else lanes,  # type: ignore[arg-type]
        rating=cells["rating"],
        **{name: cells.get(name) or None for name in documented},
    )


def _assumed(link: Link, cells: Mapping[str, str]) -> str:
    retimed = "dsp" in (link.retimer_tx, link.retimer_rx)
    names = _ASSUMED if link.medium == "fiber" else {"dsp_node": "dsp_node"}
    return ", ".join(
        f"{name} {getattr(link, parameter)}"
        for name, parameter in names.items()
        if not cells.get(name) and (retimed or name != "dsp_node")
    )
