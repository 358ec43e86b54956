"""A workbook as it was saved by whatever program: its sheets with their cells, nothing computed, nothing guessed."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from io import BytesIO
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from compliance import extras
from compliance.errors import BadInput, Problem
from compliance.forms.excel import package
from compliance.language import _
from compliance.persian import numbers
from compliance.persian.letters import bare
from compliance.report.workbook import cells
from compliance.schema import shorten

_MOST_ROWS, _MOST_COLUMNS, _LAST_ROW = 20_000, 256, 1_048_576
# What openpyxl raises for workbooks that are damaged or were made to harm; SyntaxError is what XML parsers raise.
_BROKEN = (
    zipfile.error,
    zlib.error,
    struct.error,
    SyntaxError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
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


class Page(NamedTuple):
    """A sheet with its rows that hold anything, and its ranges of merged cells."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()


class Book(NamedTuple):
    """A workbook: its path as it was given, and its sheets."""

    path: Path
    pages: tuple[Page, ...]


def read(path: Path) -> Book:
    """Return the sheets of a workbook; BadInput when it cannot be read for certain."""
    content = package.read(path)
    openpyxl = extras.package("openpyxl", "documents")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about features of spreadsheets that openpyxl leaves out
            book = openpyxl.load_workbook(BytesIO(content.data), read_only=True, keep_links=False)
            try:
                return Book(path, tuple(_page(path, sheet, content.merged) for sheet in book.worksheets))
            finally:
                book.close()
    except _BROKEN as error:
        raise BadInput(
            [
                Problem(
                    str(path),
                    None,
                    _("a damaged workbook"),
                    _("the form as “form export” wrote it, an .xlsx file"),
                    _("open the form in Excel or LibreOffice and save it again as .xlsx, or export it anew"),
                )
            ]
        ) from error


def _page(path: Path, sheet: Any, merged: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> Page:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows: list[Row] = []
    for found in sheet.iter_rows(max_row=_LAST_ROW, max_col=_MOST_COLUMNS):
        row = _row(found)
        if row is not None:
            rows.append(row)
        if len(rows) > _MOST_ROWS:
            raise BadInput(
                [
                    Problem(
                        str(path),
                        None,
                        _("more than {n} rows").format(n=numbers.show(_MOST_ROWS)),
                        _("the form as “form export” wrote it, an .xlsx file"),
                        _("take out what does not belong to the form"),
                        _("sheet {sheet}").format(sheet=shorten(sheet.title)),
                    )
                ]
            )
    return Page(sheet.title, tuple(rows), merged.get(sheet.title, ()))


def _row(found: Iterable[Any]) -> Row | None:
    kept = {cell.column - 1: _cell(cell) for cell in found if cell.value is not None}
    kept = {column: cell for column, cell in kept.items() if not cell.empty}
    number = next((cell.row for cell in found if cell.value is not None), 0)
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
