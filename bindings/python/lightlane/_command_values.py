"""`--set name=value` on the command line: words to parameter values and sweeps."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

import numpy as np

from . import _core
from ._catalog import ParameterInfo, parameters
from ._errors import make_error
from ._types import Floats, Value

FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

MOST_STEPS = 100_000_000


def add_set(command: argparse.ArgumentParser, told: str, value: str = "VALUE") -> None:
    """Add `--set` to a command's grammar."""
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=f"NAME={value}",
        dest="settings",
        help=f"{told}; may be repeated",
    )


def split_pair(text: str, option: str = "--set", form: str = "NAME=VALUE") -> tuple[str, str]:
    """Name and value of an option's word.

    >>> split_pair("lanes = 4")
    ('lanes', '4')
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise make_error(_core.COUNT, f"{option} needs {form}, got {text!r}")
    return name, value


def _number(info: ParameterInfo, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        unit = "" if info.unit == "1" else f" in {info.unit}"
        raise TypeError(f"{info.name}: expected a number{unit}, got {text!r}") from None


def _value(info: ParameterInfo, text: str) -> Value:
    if info.kind == "choice" and not text.isdigit():
        return text
    if info.kind == "flag" and text.lower() in FLAGS:
        return FLAGS[text.lower()]
    return _number(info, text)


def _sweep(info: ParameterInfo, text: str) -> Floats:
    parts = text.split(":")
    if len(parts) != 3 or not parts[2].isdigit() or not 1 <= int(parts[2]) <= MOST_STEPS:
        raise make_error(
            _core.COUNT,
            f"{info.name}: a sweep is START:STOP:COUNT, COUNT 1 to {MOST_STEPS}, got {text!r}",
            parameter=info.name,
        )
    return np.linspace(_number(info, parts[0]), _number(info, parts[1]), int(parts[2]))


def parse_settings(settings: Iterable[str]) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Constants and sweeps by parameter name.

    >>> constants, sweeps = parse_settings(["lanes=4", "fiber_length_m=0:10:3"])
    >>> constants, sweeps["fiber_length_m"].tolist()
    ({'lanes': 4.0}, [0.0, 5.0, 10.0])
    """
    constants: dict[str, Any] = {}
    sweeps: dict[str, Floats] = {}
    for setting in settings:
        name, text = split_pair(setting)
        info = parameters.find(name)
        if info.name in constants or info.name in sweeps:
            raise make_error(_core.DUPLICATE, f"{info.name} is set twice", parameter=info.name)
        if ":" in text:
            sweeps[info.name] = _sweep(info, text)
        else:
            constants[info.name] = _value(info, text)
    return constants, sweeps


def parse_scalars(settings: Iterable[str]) -> dict[str, Any]:
    """Constants by parameter name, where a sweep has no place.

    >>> parse_scalars(["laser_location=external", "modulator_predistortion=yes"])
    {'laser_location': 'external', 'modulator_predistortion': True}
    """
    constants, sweeps = parse_settings(settings)
    for name in sweeps:
        raise make_error(
            _core.COUNT,
            f"{name}: a comparison takes one value, not a sweep; --across takes a list",
            parameter=name,
        )
    return constants


def parse_across(settings: Iterable[str]) -> dict[str, list[Value]]:
    """Lists of values by parameter name: `--across name=v1,v2,v3`.

    >>> parse_across(["lanes=4,8", "laser_location=module,external"])
    {'lanes': [4.0, 8.0], 'laser_location': ['module', 'external']}
    """
    lists: dict[str, list[Value]] = {}
    for setting in settings:
        name, text = split_pair(setting, "--across", "NAME=VALUE,VALUE")
        info = parameters.find(name)
        if info.name in lists:
            raise make_error(_core.DUPLICATE, f"{info.name} is given twice", parameter=info.name)
        words = [word.strip() for word in text.split(",")]
        if not all(words):
            raise make_error(_core.COUNT, f"--across needs NAME=VALUE,VALUE, got {setting!r}")
        lists[info.name] = [_value(info, word) for word in words]
    return lists
