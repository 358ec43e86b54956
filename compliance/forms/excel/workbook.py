"""An Excel form as it came back: its sheets with their cells, all of them at hand."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance.forms.workbooks import rows
from compliance.forms.workbooks.rows import Page
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _


class Book(NamedTuple):
    """A workbook: its path as it was given, and its sheets."""

    path: Path
    pages: tuple[Page, ...]


def read(path: Path) -> Book:
    """Return the sheets of a workbook; BadInput when it cannot be read for certain."""
    wanted = Wanted(
        _("the form as “form export” wrote it, an .xlsx file"),
        _("open the form in Excel or LibreOffice and save it again as .xlsx, or export it anew"),
        _("give the form itself, an .xlsx file; a CSV file or a page has lost what ties answers to questions"),
    )
    return Book(path, rows.pages(path, wanted))
