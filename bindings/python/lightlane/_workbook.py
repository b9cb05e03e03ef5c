"""`Workbook`: the settings of a standard's workbook, read from its .xlsx file."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any, ClassVar
from xml.etree import ElementTree

from . import _core
from ._errors import LightlaneError, make_error
from ._groups import SettingsGroup, groups

_LARGEST = 16 << 20
_MOST_CELLS = 1_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, EOFError)
_HEADINGS = frozenset(
    {"parameter", "setting", "units", "information", "nf", "nh", "mm", "ohm", "v", "db"}
)

Cells = dict[int, dict[int, float | str]]
"""Row and column, from 0, to what stands there."""


class Workbook(dict[str, float | str]):
    """The settings that a workbook has for a calculation, by its own names.

    A sheet of such a workbook has names in some columns and their values to the right of them.
    Names that no setting has are kept apart, in `unknown`: a calculation tells them.

    >>> import lightlane
    >>> book = lightlane.Workbook({"f_b": 53.125, "c(-1)": "[-0.1:0.02:0]", "RUNTAG": "KR"}, "com")
    >>> sorted(book), book.unknown
    (['c(-1)', 'f_b'], {'RUNTAG': 'KR'})
    >>> lightlane.Settings("com", book)["c_minus_1"].size
    6
    """

    SUFFIX: ClassVar[str] = ".xlsx"

    __slots__ = ("unknown",)

    def __init__(self, values: Mapping[str, Any], group: str = "com") -> None:
        """From a mapping that holds a whole sheet."""
        known = groups.find(group)
        super().__init__({k: v for k, v in values.items() if _is_known(known, k)})
        self.unknown = {
            k: v
            for k, v in values.items()
            if not _is_known(known, k) and k.strip().lower() not in _HEADINGS
        }

    @classmethod
    def load(cls, path: str | PathLike[str], group: str = "com") -> Workbook:
        """Read an .xlsx file: its sheet "COM_Settings", or else the first with settings.

        >>> import lightlane
        >>> book = lightlane.Workbook.load("config.xlsx")  # doctest: +SKIP
        """
        known = groups.find(group)
        sheet = f"{known.name}_settings"
        try:
            with zipfile.ZipFile(path) as archive:
                sheets = _sheets(archive)
                for name in sorted(sheets, key=lambda name: name.lower() != sheet):
                    found = _pairs(_cells(archive, sheets[name]), known, f"{path}, sheet {name}")
                    if any(_is_known(known, key) for key in found):
                        return cls(found, group)
        except LightlaneError:
            raise
        except _BROKEN as error:
            raise make_error(_core.EXPRESSION, f"{path} is no workbook: {error}") from error
        raise make_error(
            _core.UNKNOWN_PARAMETER, f"{path} has no sheet with settings of {known.name}"
        )


def _is_known(group: SettingsGroup, name: str) -> bool:
    return _core.setting_find(group.id, name) is not None


def _pairs(cells: Cells, group: SettingsGroup, where: str) -> dict[str, float | str]:
    """Names with the values to their right."""
    # Columns that hold a name somewhere hold names: the others are values, units and remarks.
    names: set[int] = set()
    for row in cells.values():
        value_at = -1
        for column in sorted(row):
            cell = row[column]
            if column == value_at or not isinstance(cell, str) or column + 1 not in row:
                continue
            if _is_known(group, cell):
                names.add(column)
                value_at = column + 1
    names = {column for column in names if column - 1 not in names}
    found: dict[str, float | str] = {}
    taken: set[int] = set()
    for number in sorted(cells):
        row = cells[number]
        for column in sorted(names & row.keys()):
            name = row[column]
            if not isinstance(name, str) or column + 1 not in row:
                continue
            identifier = _core.setting_find(group.id, name)
            if identifier is None and name.strip().lower() in _HEADINGS:
                continue
            if identifier is not None and identifier in taken:
                raise make_error(
                    _core.DUPLICATE,
                    f"{where} has {name!r} twice, for the second time in row {number + 1}",
                    parameter=group.settings.name_of(identifier),
                )
            if identifier is not None:
                taken.add(identifier)
            found[name] = row[column + 1]
    return found


# ------------------------------------------------------------------------------- Office Open XML


def _local(tag: str) -> str:
    """A tag or attribute without its namespace, of which the format has two sets."""
    return tag.rpartition("}")[2]


def _children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in element if _local(child.tag) == name)


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"{name} is larger than {_LARGEST} bytes")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError(f"{name} declares a document type")
    return ElementTree.fromstring(data)


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets in the order of the workbook: name to where they lie in the archive."""
    links = {
        link.get("Id", ""): link.get("Target", "")
        for link in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    sheets: dict[str, str] = {}
    for sheet in (e for e in _xml(archive, "xl/workbook.xml").iter() if _local(e.tag) == "sheet"):
        link = next((v for k, v in sheet.attrib.items() if k.endswith("relationships}id")), "")
        target = links.get(link, "")
        place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if place in archive.namelist():
            sheets.setdefault(sheet.get("name", ""), place)
    return sheets


def _strings(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells share."""
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    return [_text(item) for item in _children(_xml(archive, name), "si")]


def _text(element: ElementTree.Element) -> str:
    """The text of a string in all its runs, without how it is pronounced."""
    parts = []
    for child in element:
        if _local(child.tag) == "t":
            parts.append(child.text or "")
        elif _local(child.tag) == "r":
            parts.append(_text(child))
    return "".join(parts)


def _cells(archive: zipfile.ZipFile, name: str) -> Cells:
    """What the cells of a sheet hold."""
    strings = _strings(archive)
    cells: Cells = {}
    count = 0
    for cell in (element for element in _xml(archive, name).iter() if _local(element.tag) == "c"):
        count += 1
        if count > _MOST_CELLS:
            raise ValueError(f"a sheet has more than {_MOST_CELLS} cells")
        place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", cell.get("r", ""))
        value = _value(cell, strings)
        if place and value is not None and value != "":
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - 64
            cells.setdefault(int(place[2]) - 1, {})[column - 1] = value
    return cells


def _value(cell: ElementTree.Element, strings: list[str]) -> float | str | None:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return next((_text(inline) for inline in _children(cell, "is")), None)
    text = next((child.text for child in _children(cell, "v")), None)
    if text is None:
        return None
    if kind == "s":
        index = int(text)
        return strings[index] if 0 <= index < len(strings) else None
    if kind in ("n", "b"):
        return float(text)
    return text
