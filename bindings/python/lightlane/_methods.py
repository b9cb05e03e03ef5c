"""Keywords of workbooks that choose between methods, of which a calculation has one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from . import _core
from ._errors import make_error
from ._settings_fields import METHODS


def _bare(name: str) -> str:
    return "".join(name.split()).lower()


def _plain(value: object) -> str:
    """A value as numbers and words alone, whatever brackets and blanks it was written with."""
    if value is None:
        return ""
    if not isinstance(value, str):
        items = np.ravel(np.asarray(value))
        numbers = items.astype(float) if items.dtype.kind == "b" else items
        value = " ".join(str(item) for item in numbers)
    for mark in "[](){},;'\"":
        value = value.replace(mark, " ")
    words = value.lower().split()
    try:
        return " ".join(f"{float(word):g}" for word in words)
    except ValueError:
        return " ".join(words)


def keyword_of_method(group: str, name: str) -> str | None:
    """The keyword that a name is, where it chooses between methods."""
    return next((k for k in METHODS.get(group, {}) if _bare(k) == _bare(name)), None)


def judge_methods(group: str, given: Mapping[str, object]) -> None:
    """Refuse what asks for another method than the calculation's own."""
    asked: dict[str, list[str]] = {}
    for name, value in given.items():
        keyword = keyword_of_method(group, name)
        if keyword is None:
            continue
        ours, doc = METHODS[group][keyword]
        if _plain(value) not in {_plain(one) for one in ours}:
            taken = " or ".join(one or "[]" for one in ours)
            asked.setdefault(doc, []).append(f"{name} = {value} (it takes {taken})")
    if asked:
        reasons = (f"{', '.join(names)} asks for {doc}" for doc, names in asked.items())
        raise make_error(
            _core.UNKNOWN_PARAMETER,
            f"{group} does not calculate what is asked for: {'; '.join(reasons)}",
        )
