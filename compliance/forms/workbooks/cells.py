"""The cells of a workbook as people see them: nothing computed, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

from compliance.persian import numbers
from compliance.persian.letters import bare
from compliance.report.workbook import cells

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')  # of a number format: what is no sign of its own

_TRUTH = {"=TRUE()": "yes", "=FALSE()": "no"}  # as LibreOffice saves what was typed as true or false


class Kind(Enum):
    """What a cell holds: a text as people see it, or something no text can be made of for certain."""

    TEXT = "text"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


class Cell(NamedTuple):
    """A cell: its name such as E5, what it holds, and its text; `number` tells that it was a number."""

    name: str
    kind: Kind = Kind.TEXT
    text: str = ""
    number: bool = False

    @property
    def empty(self) -> bool:
        """Whether nobody sees anything in it."""
        return self.kind is Kind.TEXT and not bare(self.text).strip()


class Row(NamedTuple):
    """A row of a sheet, counted from 1, with its cells that are not empty by their column, counted from 0."""

    number: int
    cells: Mapping[int, Cell]

    def at(self, column: int) -> Cell:
        """Return the cell of a column, an empty one where there is none."""
        return self.cells.get(column) or Cell(cells.place(self.number - 1, column))


def row(found: Iterable[Any]) -> Row | None:
    """Return the cells of a row that openpyxl read; None where nobody sees anything in it."""
    number, kept = 0, {}
    for cell in found:
        if cell.value is not None:
            number, seen = cell.row, _cell(cell)
            if not seen.empty:
                kept[cell.column - 1] = seen
    return Row(number, kept) if kept else None


def _cell(cell: Any) -> Cell:
    """Return a cell as people see it: numbers exactly, percentages with their sign."""
    name = cells.place(cell.row - 1, cell.column - 1)
    match cell.data_type:
        case "f":
            written = str(getattr(cell.value, "text", cell.value))
            return Cell(name, Kind.TEXT, _TRUTH[written]) if written in _TRUTH else Cell(name, Kind.FORMULA, written)
        case "e":
            return Cell(name, Kind.ERROR, str(cell.value))
        case "b":
            return Cell(name, Kind.TEXT, "yes" if cell.value else "no")
        case "d":
            return Cell(name, Kind.DATE, str(cell.value))
        case "n":
            return _number(name, cell.value, cell.number_format or "")
    return Cell(name, Kind.TEXT, str(cell.value))


def _number(name: str, value: int | float, pattern: str) -> Cell:
    if not isfinite(value):
        return Cell(name, Kind.ERROR, str(value))
    amount = Fraction(format(value, ".15g"))  # what spreadsheets show of a number, and what was typed
    if "%" in _NOT_SHOWN.sub("", pattern):
        return Cell(name, Kind.TEXT, numbers.exact(100 * amount) + "%", True)
    return Cell(name, Kind.TEXT, numbers.exact(amount), True)
