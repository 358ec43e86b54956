"""Text for a terminal: paragraphs and tables whose columns align with ZWNJ and mixed text.

Three modes: `plain` for pipes and files (no marks), `bidi` for terminals that reorder whole lines,
`visual` for consoles that cannot: letters joined and every line put into visual order here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import zip_longest
from typing import Literal

from compliance import language
from compliance.persian import marks
from compliance.report.tables import Table

Mode = Literal["plain", "bidi", "visual"]
_COMFORTABLE, _NARROWEST = 24, 12  # optional columns give way before a text is cut below the first
_BETWEEN = 3  # columns of “ | ”


class Sheet:
    """Paragraphs and tables in order, rendered at the end for one mode and width."""

    def __init__(self) -> None:
        self.parts: list[str | Table] = []

    def say(self, text: str = "") -> None:
        """Add a paragraph of one line."""
        self.parts.append(text)

    def show(self, table: Table, title: str = "") -> None:
        """Add a table below its title, or nothing when it has no rows."""
        if table.rows:
            self.parts += ["", *([title] if title else []), table]

    def render(self, mode: Mode, width: int) -> str:
        """Return the whole sheet as text."""
        blocks = (_line(p, mode, width) if isinstance(p, str) else _grid(p, mode, width) for p in self.parts)
        return "\n".join(blocks)


def _right_to_left() -> bool:
    return language.current() == "fa"


def _line(text: str, mode: Mode, width: int) -> str:
    """Break a paragraph between words; one in visual order the console would also break at the wrong end."""
    if mode == "plain" or not text:
        return text
    import textwrap

    ends = marks.RLM if mode == "bidi" and _right_to_left() else ""
    shown = _ordered(mode)
    return "\n".join(shown(line) + ends for line in textwrap.wrap(text, width, break_on_hyphens=False))


def _ordered(mode: Mode) -> Callable[[str], str]:
    """Return what keeps a text in order on a terminal of this mode, in the language in use."""
    if mode == "visual":
        return partial(marks.visual, right_to_left=_right_to_left())
    if mode == "bidi":
        return marks.guard_runs if _right_to_left() else marks.guard_persian
    return str


def _grid(table: Table, mode: Mode, width: int) -> str:
    import tabulate

    tabulate.MIN_PADDING = 0  # its default makes every column two wider than its heading
    table = _without_optional(table, width)
    headers = [column.title for column in table.columns]
    rows = _fitted(table, width)
    reversed_ = _right_to_left() and mode != "plain"
    shown = _ordered(mode)
    headers = [shown(cell) for cell in headers]
    rows = [[shown(cell) for cell in row] for row in rows]
    if reversed_:
        headers, rows = headers[::-1], [row[::-1] for row in rows]
    between = f"{marks.LRM} | {marks.LRM}" if mode == "bidi" and _right_to_left() else " | "
    form = tabulate.TableFormat(
        lineabove=None,
        linebelowheader=tabulate.Line("", "-", "-+-", ""),
        linebetweenrows=None,
        linebelow=None,
        headerrow=tabulate.DataRow("", between, ""),
        datarow=tabulate.DataRow("", between, ""),
        padding=0,
        with_header_hide=None,
    )
    side: Literal["right", "left"] = "right" if reversed_ else "left"
    text = tabulate.tabulate(rows, headers, tablefmt=form, disable_numparse=True, colalign=(side,) * len(headers))
    return "\n".join(line.rstrip() for line in text.split("\n")) if side == "left" else text


def _without_optional(table: Table, width: int) -> Table:
    """Leave optional columns out, the last one first, until the others can be shortened to the width."""
    while _least(table) > width:
        optional = [i for i, column in enumerate(table.columns) if column.optional]
        if not optional:
            break
        out = optional[-1]
        columns = table.columns[:out] + table.columns[out + 1 :]
        table = Table(columns, tuple(row[:out] + row[out + 1 :] for row in table.rows))
    return table


def _least(table: Table) -> int:
    """The width at which a table still reads well: texts shortened, but not to a few letters."""
    floors = (
        natural if column.compact else min(natural, max(_COMFORTABLE, _width(column.title)))
        for column, natural in zip(table.columns, _natural(table), strict=True)
    )
    return sum(floors) + _BETWEEN * (len(table.columns) - 1)


def _natural(table: Table) -> list[int]:
    """The width of each column when nothing is shortened."""
    return [
        max(_width(column.title), *(_width(row[i]) for row in table.rows)) for i, column in enumerate(table.columns)
    ]


def _fitted(table: Table, width: int) -> list[list[str]]:
    """Shorten the widest texts until the table fits the width, or break them; numbers, dates and ids stay whole."""
    widths = _natural(table)
    excess = sum(widths) + _BETWEEN * (len(widths) - 1) - width
    while excess > 0:
        widest = max(range(len(widths)), key=lambda i: (not table.columns[i].compact, widths[i]))
        if table.columns[widest].compact or widths[widest] <= max(_NARROWEST, _width(table.columns[widest].title)):
            break
        widths[widest] -= 1
        excess -= 1
    lines: list[list[str]] = []
    for row in table.rows:
        cells = [
            _broken(cell, room) if column.whole else [_cut(cell, room)]
            for cell, room, column in zip(row, widths, table.columns, strict=True)
        ]
        lines += [list(line) for line in zip_longest(*cells, fillvalue="")]
    return lines


def _broken(text: str, width: int) -> list[str]:
    """Return a text in lines, broken between words; an address that is longer than a line is broken too."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if _width(joined) <= width:
            line = joined
            continue
        lines += [line] if line else []
        while _width(word) > width:
            fits = _beginning(word, width)
            lines.append(fits)
            word = word[len(fits) :]
        line = word
    return [*lines, line]


@cache
def _width(text: str) -> int:
    from wcwidth import wcswidth

    return max(0, int(wcswidth(text)))


def _cut(text: str, width: int) -> str:
    return text if _width(text) <= width else _beginning(text, width - 1).rstrip() + "…"


def _beginning(text: str, width: int) -> str:
    """Return the letters that fit into a width, one at least."""
    from wcwidth import wcwidth

    room = width
    for position, sign in enumerate(text):
        room -= max(0, wcwidth(sign))
        if room < 0:
            return text[: position or 1]
    return text
