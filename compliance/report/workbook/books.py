"""A workbook as XlsxWriter begins it: in which no text ever becomes a formula, a link or a number."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from compliance import extras
from compliance.report.workbook import cells
from compliance.report.workbook.styles import FONT

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def begun(buffer: BytesIO, title: str, author: str, day: date) -> Any:
    """Return a new workbook that is written into the buffer when it is closed; MissingExtra without the package."""
    # A copy of the font, for XlsxWriter puts a theme's font beside it in the second workbook of a process.
    options = {**_OPTIONS, "default_format_properties": dict(FONT)}
    book = extras.package("xlsxwriter", "documents").Workbook(buffer, options)
    made = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "author": cells.text(author), "created": made})
    return book
