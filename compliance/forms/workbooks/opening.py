"""A workbook opened for one form after another: its sheets, and their rows as long as somebody asks for them."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from compliance import extras
from compliance.forms.workbooks import cells, package
from compliance.forms.workbooks.cells import Row
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _

_MOST_COLUMNS, _LAST_ROW = 256, 1_048_576
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


class Source(NamedTuple):
    """The file a sheet stands in, and what was wanted of it."""

    path: Path
    wanted: Wanted


class Sheet(NamedTuple):
    """A sheet of an open workbook, with its ranges of merged cells."""

    source: Source
    name: str
    merged: tuple[str, ...]
    content: Any

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything, from the first one on; BadInput where one cannot be read."""
        found = _filled(self.content)
        while True:
            with _whole(self.source):
                row = next(found, None)
            if row is None:
                return
            yield row


@contextmanager
def opened(path: Path, wanted: Wanted) -> Iterator[tuple[Sheet, ...]]:
    """Give the sheets of a workbook; BadInput when it cannot be read for certain.

    Links to other workbooks are not followed, and formulas not computed.
    """
    content = package.judged(path, wanted)
    source = Source(path, wanted)
    openpyxl = extras.package("openpyxl", "documents")
    with _whole(source):
        book = openpyxl.load_workbook(BytesIO(content.data), read_only=True, keep_links=False)
    try:
        yield tuple(Sheet(source, one.title, content.merged.get(one.title, ()), one) for one in book.worksheets)
    finally:
        book.close()


@contextmanager
def _whole(source: Source) -> Iterator[None]:
    """Refuse the file where openpyxl breaks; what it warns of is features that it leaves out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        raise source.wanted.refused(source.path, _("a damaged workbook")) from error


def _filled(content: Any) -> Iterator[Row]:
    content.reset_dimensions()  # what a file says of its own size is not believed
    blank = None  # the one tuple that openpyxl gives for every row that is not there
    for found in content.iter_rows(max_row=_LAST_ROW, max_col=_MOST_COLUMNS):
        if found is blank:
            continue
        row = cells.row(found)
        if row is None:
            blank = found
        else:
            yield row
