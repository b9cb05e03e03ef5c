"""Where the keys of a TOML text stand: tomllib reads the values, this finds their lines."""

from __future__ import annotations

import re
import tomllib
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the top of the document, such as ("design", 0, "parameters", "lanes")."""

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_GAP = re.compile(r"[ \t\r]*")
_LINES_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every key and array element of a text that tomllib has accepted.

    >>> lines = key_lines('a.b = 1\\n[[c]]\\nd = [\\n  2,\\n]')
    >>> lines["a", "b"], lines["c", 0], lines["c", 0, "d"], lines["c", 0, "d", 0]
    (1, 2, 3, 4)
    """
    return _Scanner(text.replace("\r\n", "\n")).document()


class _Scanner:
    """Walks the text once; trusts that it is TOML, as tomllib has said so."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._counted_to = 0
        self._line = 1
        self._lines: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_LINES_BETWEEN)
        while self._place < len(self._text):
            if self._next("[["):
                table = self._array_header()
            elif self._next("["):
                table = self._element(self._keys())
                self._next("]")
            else:
                self._pair(table)
            self._skip(_LINES_BETWEEN)
        return self._lines

    # ------------------------------------------------------------ parts

    def _array_header(self) -> Path:
        *parents, last = self._keys()
        path = (*self._element(parents), last)
        index = self._lengths.get(path, 0)
        self._lengths[path] = index + 1
        self._note(path)
        self._note((*path, index))
        self._next("]]")
        return (*path, index)

    def _element(self, keys: list[str]) -> Path:
        """A header's keys as a path: an array of tables on the way stands for its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self._note(path)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path)
        self._next("=")
        self._skip(_GAP)
        self._value(path)

    def _keys(self) -> list[str]:
        """A key with its dots; quoted parts as they read."""
        keys = []
        while True:
            self._skip(_GAP)
            found = _BARE_KEY.match(self._text, self._place) or _STRING.match(
                self._text, self._place
            )
            if found is None:
                raise ValueError(f"line {self._here()}: no key")
            self._place = found.end()
            word = found.group()
            keys.append(next(iter(tomllib.loads(f"{word} = 0"))) if word[0] in "\"'" else word)
            self._skip(_GAP)
            if not self._next("."):
                return keys

    def _value(self, path: Path) -> None:
        string = _STRING.match(self._text, self._place)
        if string:
            self._place = string.end()
        elif self._next("["):
            self._array(path)
        elif self._next("{"):
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        index = 0
        self._skip(_LINES_BETWEEN)
        while not self._next("]"):
            self._note((*path, index))
            self._value((*path, index))
            index += 1
            self._skip(_LINES_BETWEEN)
            self._next(",")
            self._skip(_LINES_BETWEEN)

    def _inline_table(self, path: Path) -> None:
        self._skip(_LINES_BETWEEN)
        while not self._next("}"):
            self._pair(path)
            self._skip(_LINES_BETWEEN)
            self._next(",")
            self._skip(_LINES_BETWEEN)

    # ------------------------------------------------------------ the text

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._place)
        self._place = found.end() if found else self._place

    def _next(self, word: str) -> bool:
        """Is this what comes next? Then it is passed."""
        if not self._text.startswith(word, self._place):
            return False
        self._place += len(word)
        return True

    def _note(self, path: Path) -> None:
        self._lines.setdefault(path, self._here())

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._place)
        self._counted_to = self._place
        return self._line
