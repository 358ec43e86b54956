"""An Excel form as it came back: its sheets with their cells, all of them at hand."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import NamedTuple

from compliance.forms.workbooks.cells import Row
from compliance.forms.workbooks.opening import Sheet, opened
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _
from compliance.persian import numbers
from compliance.schema import shorten

_MOST_ROWS = 20_000


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
    with opened(path, _wanted()) as sheets:
        return Book(path, tuple(map(_page, sheets)))


def _wanted() -> Wanted:
    return Wanted(
        _("the form as “form export” wrote it, an .xlsx file"),
        _("open the form in Excel or LibreOffice and save it again as .xlsx, or export it anew"),
        _("give the form itself, an .xlsx file; a CSV file or a page has lost what ties answers to questions"),
    )


def _page(sheet: Sheet) -> Page:
    rows = tuple(islice(sheet.rows(), _MOST_ROWS + 1))
    if len(rows) > _MOST_ROWS:
        raise sheet.source.wanted.refused(
            sheet.source.path,
            _("more than {n} rows").format(n=numbers.show(_MOST_ROWS)),
            _("take out what does not belong to the form"),
            _("sheet {sheet}").format(sheet=shorten(sheet.name)),
        )
    return Page(sheet.name, rows, sheet.merged)
