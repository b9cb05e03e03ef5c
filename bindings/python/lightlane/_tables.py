"""Small tables for people: aligned text and plain HTML from the same cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def cell_text(cell: object) -> str:
    """A cell as people read it: short numbers whole, long ones to four digits, no number a dash.

    >>> cell_text(106.25), cell_text(0.09512345), cell_text(25431.71), cell_text(2.6251234e-06)
    ('106.25', '0.09512', '25432', '2.625e-06')
    >>> cell_text(float("nan")), cell_text(True)
    ('-', 'yes')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number_text(cell)
    return str(cell)


def _number_text(number: float) -> str:
    if number != number:
        return "-"
    short = f"{number:.6g}"
    if float(short) == number:
        return short
    return f"{number:.0f}" if 1e4 <= abs(number) < 1e6 else f"{number:.4g}"


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def text_table(header: Sequence[str], rows: Sequence[Sequence[object]], *, widest: int = 0) -> str:
    """Columns of text, numbers to the right; cells longer than `widest` are cut.

    >>> print(text_table(["name", "value"], [["a", 1.5], ["bc", 20.0]]))
    name  value
    a       1.5
    bc       20
    """

    def cut(text: str) -> str:
        return text[: widest - 1] + "…" if 0 < widest < len(text) else text

    cells = [[cut(cell_text(cell)) for cell in row] for row in rows]
    widths = [max(len(title), *(len(row[i]) for row in cells), 0) for i, title in enumerate(header)]
    right = [any(_is_number(row[i]) for row in rows) for i in range(len(header))]

    def line(texts: Sequence[str]) -> str:
        padded = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(texts, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "\n".join([line(header), *map(line, cells)])


def folded(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, keys: int, width: int
) -> str:
    """A text table in blocks that fit a width; the first `keys` columns head each block.

    >>> print(folded(["name", "first", "second"], [["a", 1.0, 2.0]], keys=1, width=12))
    name  first
    a         1
    <BLANKLINE>
    name  second
    a          2
    """
    blocks: list[list[int]] = []
    for column in range(keys, len(header)):
        longer = [*blocks[-1], column] if blocks else [column]
        if blocks and _width(header, rows, [*range(keys), *longer]) <= width:
            blocks[-1] = longer
        else:
            blocks.append([column])
    tables = []
    for block in blocks:
        shown = [*range(keys), *block]
        cells = [[row[column] for column in shown] for row in rows]
        tables.append(text_table([header[column] for column in shown], cells))
    return "\n\n".join(tables)


NARROWEST = 32
"""A sentence is not wrapped into a column narrower than this."""


def wrapped(header: Sequence[str], rows: Sequence[Sequence[object]], *, width: int) -> str:
    """A text table of a width: its last column, sentences, goes on in the next lines.

    Where little room is left beside the others, sentences stand below their rows.

    >>> print(wrapped(["a", "doc"], [["b", "one two three four five six seven eight"]], width=36))
    a  doc
    b  one two three four five six seven
       eight
    >>> print(wrapped(["a", "doc"], [["b", "one two three four"]], width=16))
    a
    b
        one two
        three four
    """
    from textwrap import wrap

    def lines_of(cell: object, room: int) -> list[str]:
        return wrap(cell_text(cell), room, break_on_hyphens=False)

    room = width - _width(header, rows, range(len(header) - 1)) - 2
    if room < NARROWEST:
        heads = text_table(header[:-1], [row[:-1] for row in rows]).split("\n")
        below = [
            "".join(f"\n    {line}" for line in lines_of(row[-1], max(width - 4, 1)))
            for row in rows
        ]
        return "\n".join([heads[0], *map("".join, zip(heads[1:], below, strict=True))])
    lines: list[list[object]] = []
    for row in rows:
        first, *others = lines_of(row[-1], room) or [""]
        lines.append([*row[:-1], first])
        lines += [[*([""] * (len(row) - 1)), other] for other in others]
    return text_table(header, lines)


def _width(header: Sequence[str], rows: Sequence[Sequence[object]], columns: Iterable[int]) -> int:
    """How wide a text table of these columns is."""
    return (
        sum(
            2 + max(len(header[column]), *(len(cell_text(row[column])) for row in rows), 0)
            for column in columns
        )
        - 2
    )


def html_table(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str = "",
    titles: Sequence[str] = (),
) -> str:
    """A plain HTML table; `titles` are the hover texts of the rows' first cells.

    >>> html_table(["a"], [[1.0]]).count('<td class="number">1</td>')
    1
    """
    parts = ["<table>"]
    if caption:
        parts.append(f"<caption>{escape(caption)}</caption>")
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in header)
    parts.append(f"<thead><tr>{heads}</tr></thead><tbody>")
    for number, row in enumerate(rows):
        parts.append("<tr>")
        for column, cell in enumerate(row):
            text = escape(cell_text(cell))
            if _is_number(cell):
                parts.append(f'<td class="number">{text}</td>')
            elif column == 0:
                title = f' title="{escape(titles[number])}"' if titles else ""
                parts.append(f'<th scope="row"{title}>{text}</th>')
            else:
                parts.append(f"<td>{text}</td>")
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)
