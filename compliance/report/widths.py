"""How tables share the width of a page among their columns, so that their rows take few lines.

Widths are counted in letters. Tables with the same headings get the same columns, so that those of one
document stand alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compliance.report.charts import lettering
from compliance.report.tables import Column, Table

PAGE = 118  # letters of a table across a page of A4
_GAP = 3  # letters' worth of room between a column and the next
_PIECE = 2  # letters that are given to a column at a time
_ROWS = 30  # rows that speak for the others of a long table
_MOST = 400  # letters of a cell that count
LONGEST_WORD = 30  # letters; longer ones may be broken
_BY_HAND = 24  # letters of a column that is filled in with a pen
_PEN = 20  # … and its least width, whatever stands in the others


class Width(NamedTuple):
    """A column's width in letters, and the texts it must hold on one line each: whole cells, or one word."""

    letters: int
    unbroken: tuple[str, ...]


def of_tables(tables: Iterable[Table], page: int = PAGE) -> dict[tuple[Column, ...], tuple[Width, ...]]:
    """Return the widths of the columns of tables, one set for those with the same columns."""
    rows: dict[tuple[Column, ...], list[tuple[str, ...]]] = {}
    for table in tables:
        rows.setdefault(table.columns, []).extend(table.rows)
    return {columns: of_columns(columns, below, page) for columns, below in rows.items()}


def of_columns(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], page: int = PAGE) -> tuple[Width, ...]:
    """Return the widths of columns over rows."""
    cells = [[row[n] for row in rows] for n in range(len(columns))]
    unbroken = [_unbroken(column, below) for column, below in zip(columns, cells, strict=True)]
    widths = [min(max(1, *map(len, texts)), LONGEST_WORD) for texts in unbroken]
    texts = [n for n, column in enumerate(columns) if not column.compact]
    by_hand = [n for n in texts if rows and not any(cells[n])]
    if len(by_hand) * (_PEN + _GAP) < page // 2:
        for n in by_hand:
            widths[n] = max(widths[n], _PEN)
    lengths = [[min(len(cell), _MOST) if any(cells[n]) else _BY_HAND for cell in cells[n]] for n in texts]
    spare = page - sum(widths) - _GAP * len(columns)
    for n, width in zip(texts, _shared([widths[n] for n in texts], _speaking(lengths), spare), strict=True):
        widths[n] = width
    return tuple(map(Width, widths, unbroken))


def _unbroken(column: Column, below: Sequence[str]) -> tuple[str, ...]:
    """Return what has to stand on one line: the widest cells of numbers, the longest word of texts and heading."""
    cells = below if column.compact else [max(cell.split(), key=len, default="") for cell in below]
    widest = sorted(set(cells), key=lambda cell: (-len(cell), -lettering.width(cell, 100), cell))
    widest = widest[: 3 if column.compact else 1]
    return tuple(text[:LONGEST_WORD] for text in (max(column.title.split(), key=len, default=""), *widest))


def _speaking(columns: list[list[int]]) -> list[tuple[int, ...]]:
    """Return the rows that speak for all: every so many of a long table."""
    rows = list(zip(*columns, strict=True))
    return rows[:: max(1, len(rows) // _ROWS)]


def _shared(least: list[int], rows: list[tuple[int, ...]], spare: int) -> list[int]:
    """Return widths with what is spare given piece by piece to the column that makes most rows long."""
    widths = list(least)
    while spare > 0 and widths:
        need = [0.0] * len(widths)
        for row in rows:
            lines = [_lines(length, width) for length, width in zip(row, widths, strict=True)]
            longest = max(lines)
            if longest > 1:
                need[lines.index(longest)] += longest
        # Where nothing is long any more, all grow alike.
        best = need.index(max(need)) if any(need) else widths.index(min(widths))
        widths[best] += _PIECE
        spare -= _PIECE
    return widths


def _lines(length: int, width: int) -> float:
    """Return how many lines a text takes; each but the last ends with some room, as words do not break."""
    return length / width if length <= width else length / max(1, width - _GAP)
