"""What a workbook is made of: sheets of one table each, whose columns say how their cells are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from compliance.report.tables import Table


class Mood(StrEnum):
    """What a word of state means to a reader."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    OPEN = "open"


class Due(NamedTuple):
    """When a day in a cell is too late: before `today`, unless the column of state has a `finished` word."""

    today: str
    state: int
    finished: tuple[str, ...]


class Column(NamedTuple):
    """A heading and how the cells below it are shown.

    `compact` cells are numbers, dates or ids; a `total` stands above the column; `bar` columns are shares,
    `short` ones count what is missing. `moods` are words that are coloured, `due` days that can be too late.
    """

    title: str
    compact: bool = False
    total: bool = False
    bar: bool = False
    short: bool = False
    moods: Mapping[str, Mood] = MappingProxyType({})
    due: Due | None = None


class Sheet(NamedTuple):
    """A table of texts and numbers with the name on its tab and its title; the first `frozen` columns stay."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    frozen: int = 1


def make(
    names: tuple[str, str], columns: Sequence[Column], rows: Iterable[tuple[str, ...]], frozen: int = 1
) -> Sheet:
    """Return a sheet of its name and title, columns and rows."""
    return Sheet(*names, tuple(columns), tuple(rows), frozen)


def of_table(names: tuple[str, str], table: Table, **more: Column) -> Sheet:
    """Return a table that other formats show as a sheet; `more` replaces columns by number (c0, c1 …)."""
    columns = [more.get(f"c{n}", Column(c.title, c.compact)) for n, c in enumerate(table.columns)]
    return make(names, columns, table.rows)
