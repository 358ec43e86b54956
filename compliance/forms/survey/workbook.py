"""An entry sheet that comes back as a workbook, read row by row within bounds; nothing in it is run."""

from __future__ import annotations

import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from compliance import extras, files
from compliance.errors import BadInput
from compliance.language import _
from compliance.office.survey.reading import MOST_ROWS, Row, letters
from compliance.persian import dates
from compliance.schema import quoted

LARGEST = 16 * 2**20
_UNPACKED = 256 * 2**20
_PARTS = 500
_MOST_COLUMNS = 100
_LONGEST_CELL = 32_767  # what a cell of Excel holds
_DOCTYPE = b"<!DOCTYPE"
_HEAD = 4096
_FORMULA = "f"
# What zipfile, its decompressors, the XML reader and openpyxl raise for a package that is damaged or made otherwise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, SyntaxError, EOFError, OSError, RuntimeError,
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
)  # fmt: skip


def rows(path: Path, is_header: Callable[[Sequence[str]], object]) -> Iterator[Row]:
    """Yield the rows of the sheet that has the header; BadInput for what is no workbook, or too large."""
    with files.reading(path, LARGEST) as stream:
        try:
            _is_bounded(stream, path)
            yield from _rows(extras.package("openpyxl", "documents"), stream, path, is_header)
        except _BROKEN as error:
            raise _no_workbook(path, _("a file that cannot be read as a workbook")) from error


def _is_bounded(stream: Any, path: Path) -> None:
    """Refuse a package that unpacks to more than a sheet of answers needs, or whose parts declare entities."""
    with zipfile.ZipFile(stream) as package:
        parts = package.infolist()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
            raise _no_workbook(path, _("a workbook that unpacks to far more than a sheet of answers"))
        for part in parts:
            with package.open(part) as content:
                head = content.read(_HEAD)
            if part.filename.endswith((".xml", ".rels")) and _DOCTYPE in head.replace(b"\0", b"").upper():
                raise _no_workbook(path, _("a workbook with declarations that no program writes"))
    stream.seek(0)


def _rows(openpyxl: Any, stream: Any, path: Path, is_header: Callable[[Sequence[str]], object]) -> Iterator[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts it does not keep; nothing is kept here
        book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its size need not be true
            begin = sheet.iter_rows(max_row=10, max_col=_MOST_COLUMNS)
            if any(is_header([_plain(cell.value) for cell in row]) for row in begin):
                yield from _of_sheet(sheet, path)
                return
    finally:
        book.close()


def _of_sheet(sheet: Any, path: Path) -> Iterator[Row]:
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 100, max_col=_MOST_COLUMNS), 1):
        cells = [_text(cell, number, place, path) for place, cell in enumerate(row, 1)]
        if any(cells):
            yield Row(number, cells)


def _text(cell: Any, row: int, column: int, path: Path) -> str:
    """Return what a cell says; a formula is refused, for only Excel knows what it says."""
    text = _plain(cell.value)
    if cell.data_type == _FORMULA or len(text) > _LONGEST_CELL:
        raise BadInput.of(
            str(path),
            row,
            f"{letters(column)}{row}: {quoted(text)}",
            _("what was answered, as a value"),
            _("type the value itself into the cell"),
        )
    return text


def _plain(value: Any) -> str:
    """Return a cell's value as people would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return dates.of_sheet(value)
    return str(value).strip()


def _no_workbook(path: Path, seen: str) -> BadInput:
    return BadInput.of(
        str(path),
        None,
        seen,
        _("the entry sheet as .xlsx or as CSV"),
        _("save it again from Excel, or as “CSV UTF-8”"),
    )
