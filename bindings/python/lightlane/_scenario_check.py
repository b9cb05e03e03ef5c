"""Checks a scenario's TOML against the tables: every problem with its file, line, key and value."""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import _core
from ._catalog import Catalog, ParameterInfo, metrics, parameters, presets
from ._errors import ScenarioError
from ._nearest import hint
from ._toml_lines import Path, key_lines
from ._types import Value

TOP_KEYS = ("title", "description", "metrics", "parameters", "across", "design")
DESIGN_KEYS = ("name", "preset", "parameters")
MOST_LINES = 10
LONGEST_VALUE = 60


@dataclass
class Checked:
    """What a scenario holds once it is known to be right."""

    title: str = ""
    description: str = ""
    metrics: tuple[str, ...] | None = None
    parameters: dict[str, Value] = field(default_factory=dict)
    across: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    designs: list[tuple[str, str, dict[str, Value]]] = field(default_factory=list)
    """Name, preset and parameters of each."""


def check(given: str | bytes, source: str) -> Checked:
    """The scenario in a text; raises `ScenarioError` with all that is wrong with it."""
    checker = _Checker(source)
    text = given if isinstance(given, str) else checker.decoded(given)
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise checker.not_toml(text, error) from None
    checker.lines = key_lines(text)
    checked = checker.document(content)
    if checker.problems:
        raise checker.error()
    return checked


class _Checker:
    """Collects the problems of one file on the way through it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[Path, int] = {}
        self.problems: list[tuple[int, str, int, str | None]] = []

    # ------------------------------------------------------------ problems

    def complain(
        self,
        path: Path,
        message: str,
        value: object = None,
        *,
        status: int = _core.OUT_OF_BOUNDS,
        parameter: str | None = None,
    ) -> None:
        """Note a problem with the key at a path; `value` is None where the key itself is wrong."""
        line = self._line(path)
        said = f" = {written(value)}" if value is not None else ""
        self.problems.append(
            (line, f"{self.source}:{line}: {key_text(path)}{said}: {message}", status, parameter)
        )

    def _line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self) -> ScenarioError:
        """The exception for all problems, in the order of the file."""
        self.problems.sort(key=lambda problem: problem[0])
        told = [message for _, message, _, _ in self.problems]
        shown = told
        if len(told) > MOST_LINES:
            rest = len(told) - MOST_LINES + 1
            shown = [*told[: MOST_LINES - 1], f"{self.source}: and {rest} more problems"]
        error = ScenarioError("\n".join(shown))
        error.problems = tuple(told)
        _, _, error.status, error.parameter = self.problems[0]
        return error

    def decoded(self, content: bytes) -> str:
        """The text of a file, which is UTF-8."""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            number = content.count(b"\n", 0, error.start) + 1
            message = f"{self.source}:{number}: not UTF-8: byte {content[error.start]:#04x}"
            self.problems.append((number, message, _core.OUT_OF_BOUNDS, None))
            raise self.error() from None

    def not_toml(self, text: str, error: Exception) -> ScenarioError:
        """The exception for a text that is no TOML, with the line where reading stopped."""
        reason = str(error)
        found = re.search(r"\s*\(at line (\d+), column \d+\)", reason)
        lines = text.split("\n")
        number = int(found.group(1)) if found else max(1, len(text.rstrip("\n").split("\n")))
        reason = reason[: found.start()] if found else reason.replace(" (at end of document)", "")
        shown = written(lines[number - 1].strip()) if number <= len(lines) else "the end"
        message = f"{self.source}:{number}: not TOML: {' '.join(reason.split())}, in {shown}"
        self.problems.append((number, message, _core.OUT_OF_BOUNDS, None))
        return self.error()

    # ------------------------------------------------------------ the document

    def document(self, content: Mapping[str, Any]) -> Checked:
        checked = Checked()
        for key, value in content.items():
            if key not in TOP_KEYS:
                self._unknown_key((key,), value, TOP_KEYS, "[parameters]")
        checked.title = self._text(("title",), content)
        checked.description = self._text(("description",), content)
        if "metrics" in content:
            checked.metrics = self._metrics(content["metrics"])
        checked.parameters = self._parameters(("parameters",), content.get("parameters", {}))
        checked.across = self._across(content.get("across", {}))
        checked.designs = self._designs(content.get("design", []))
        self._set_twice(checked)
        return checked

    def _unknown_key(self, path: Path, value: object, known: Iterable[str], table: str) -> None:
        """A key that has no place here; one that is a parameter's is told where it belongs."""
        key = str(path[-1])
        if key in parameters:
            message = f"is a parameter; parameters stand under {table}"
        else:
            names = list(known)
            message = f"no such key; there are {', '.join(names)}{hint(key, names, always=True)}"
        self.complain(path, message, value, status=_core.UNKNOWN_PARAMETER)

    def _text(self, path: Path, table: Mapping[str, Any]) -> str:
        value = table.get(str(path[-1]), "")
        if isinstance(value, str):
            return value
        self.complain(path, "a text in quotes is needed", value)
        return ""

    def _named(self, path: Path, value: object, table: Catalog[Any], status: int) -> str | None:
        """The value as the name of a row of the table."""
        if not isinstance(value, str):
            self.complain(path, "a name in quotes is needed", value)
            return None
        row = table.get(value)
        if row is not None:
            return str(row.name)
        message = f"no {table.noun} has this name{hint(value, table.words(), always=True)}"
        self.complain(path, message, value, status=status)
        return None

    def _metrics(self, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list) or not value:
            self.complain(("metrics",), "a list of one or more metrics is needed", value)
            return None
        names: list[str] = []
        for index, item in enumerate(value):
            path = ("metrics", index)
            name = self._named(path, item, metrics, _core.UNKNOWN_METRIC)
            if name in names:
                self.complain(path, "stands twice in the list", item, status=_core.DUPLICATE)
            elif name is not None:
                names.append(name)
        return tuple(names)

    # ------------------------------------------------------------ parameters

    def _table(self, path: Path, value: object, form: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.complain(path, f"a table is needed: {form}", value)
        return {}

    def _find(self, path: Path, value: object) -> ParameterInfo | None:
        name = str(path[-1])
        info = parameters.get(name)
        if info is None:
            message = f"no parameter has this name{hint(name, parameters.words(), always=True)}"
            self.complain(path, message, value, status=_core.UNKNOWN_PARAMETER)
        return info

    def _parameters(self, path: Path, value: object) -> dict[str, Value]:
        numbers: dict[str, Value] = {}
        for key, item in self._table(path, value, f"[{key_text(path)}]").items():
            info = self._find((*path, key), item)
            number = self._value((*path, key), info, item) if info else None
            if info and number is not None:
                numbers[info.name] = number
        return numbers

    def _across(self, value: object) -> dict[str, tuple[Value, ...]]:
        lists: dict[str, tuple[Value, ...]] = {}
        for key, items in self._table(("across",), value, "[across]").items():
            path = ("across", key)
            info = self._find(path, items)
            if info is None:
                continue
            if not isinstance(items, list) or not items:
                self.complain(path, "a list of one or more values is needed", items)
                continue
            values: list[Value] = []
            for index, item in enumerate(items):
                checked = self._value((*path, index), info, item)
                if checked in values:
                    self.complain((*path, index), "twice in the list", item, status=_core.DUPLICATE)
                elif checked is not None:
                    values.append(checked)
            lists[info.name] = tuple(values)
        return lists

    def _value(self, path: Path, info: ParameterInfo, value: object) -> Value | None:
        """The value as its parameter's kind has it; None when it can not be that."""
        number, message, status = judge(info, value)
        if message:
            self.complain(path, message, value, status=status, parameter=info.name)
            return None
        return info.from_number(number)

    # ------------------------------------------------------------ designs

    def _designs(self, value: object) -> list[tuple[str, str, dict[str, Value]]]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain(("design",), "designs are tables, each under a [[design]]", value)
            return []
        designs: list[tuple[str, str, dict[str, Value]]] = []
        lines: dict[str, int] = {}
        for index, item in enumerate(value):
            at: Path = ("design", index)
            for key, given in item.items():
                if key not in DESIGN_KEYS:
                    self._unknown_key((*at, key), given, DESIGN_KEYS, "[design.parameters]")
            preset = None
            if "preset" in item:
                preset = self._named((*at, "preset"), item["preset"], presets, _core.UNKNOWN_PRESET)
            else:
                message = f"a design needs a preset: {', '.join(presets)}"
                self.complain((*at, "preset"), message, status=_core.UNKNOWN_PRESET)
            name = self._text((*at, "name"), item) if "name" in item else item.get("preset", "")
            if "name" in item and item["name"] == "":
                self.complain((*at, "name"), "a name is not empty", "")
            own = self._parameters((*at, "parameters"), item.get("parameters", {}))
            if isinstance(name, str) and name:
                if name in lines:
                    path = (*at, "name") if "name" in item else (*at, "preset")
                    message = f"another design has this name, at line {lines[name]}"
                    self.complain(path, message, name, status=_core.DUPLICATE)
                lines.setdefault(name, self._line((*at, "name")))
            designs.append((str(name), preset or "", own))
        return designs

    def _set_twice(self, checked: Checked) -> None:
        """A parameter that is varied can not also be set."""
        for name in checked.across:
            message = f"[across] varies it, at line {self._line(('across', name))}"
            if name in checked.parameters:
                value = checked.parameters[name]
                self.complain(("parameters", name), message, value, status=_core.DUPLICATE)
            for index, (_, _, own) in enumerate(checked.designs):
                if name in own:
                    path = ("design", index, "parameters", name)
                    self.complain(path, message, own[name], status=_core.DUPLICATE)


def judge(info: ParameterInfo, value: object) -> tuple[float, str, int]:
    """A TOML value as the parameter's number, or what is wrong with it and the status of that.

    >>> judge(parameters["lanes"], 4)
    (4.0, '', 0)
    >>> judge(parameters["lanes"], True)[1]
    'a whole number is needed, 1 to 128'
    """
    takes = info.takes
    if info.kind == "choice" and isinstance(value, str):
        if value in info.choices:
            return float(info.choices.index(value)), "", 0
        near = hint(value, info.choices, always=True)
        return math.nan, f"is none of its choices: {takes}{near}", _core.OUT_OF_BOUNDS
    if info.kind == "flag" and isinstance(value, bool):
        return float(value), "", 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        needed = {"choice": "a choice", "flag": "a flag", "integer": "a whole number"}
        message = f"{needed.get(info.kind, 'a number')} is needed, {takes}"
        if isinstance(value, list):
            message = f"one value is needed, {takes}; lists stand under [across]"
        return math.nan, message, _core.OUT_OF_BOUNDS
    if not -1e308 <= value <= 1e308:
        return math.nan, f"a finite number is needed, {takes}", _core.NOT_FINITE
    number = float(value)
    if not info.minimum <= number <= info.maximum:
        return number, f"is out of bounds; it takes {takes}", _core.OUT_OF_BOUNDS
    if info.kind != "real" and number != int(number):
        return number, f"is not a whole number; it takes {takes}", _core.NOT_AN_INTEGER
    return number, "", 0


def key_text(path: Path) -> str:
    """A path as one would write it in the file; which design or item it is, its line tells.

    >>> key_text(("design", 0, "parameters", "a b"))
    'design.parameters."a b"'
    """
    words = [key for key in path if isinstance(key, str)]
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else written(key) for key in words)


def written(value: object) -> str:
    """A value as TOML has it, on one line and not too long.

    >>> written(True), written("a\\nb"), written({"x": [1, 2.5]})
    ('true', '"a\\\\nb"', '{ x = [1, 2.5] }')
    """
    text = _whole(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _whole(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, list):
        return f"[{', '.join(map(_whole, value))}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key_text((key,))} = {_whole(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
