"""CSV as people and programs save it, read row by row: comma, semicolon or tab, UTF-8 or Excel's Unicode text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from compliance import files
from compliance.errors import BadInput
from compliance.files import CONTROL
from compliance.language import _
from compliance.office.survey.reading import Row

LARGEST = 64 * 2**20
_HEAD = 64 * 1024
_SEPARATORS = (",", ";", "\t")
_SEP = "sep="  # the first line by which Excel is told the separator


def rows(path: Path, is_header: Callable[[Sequence[str]], object]) -> Iterator[Row]:
    """Yield the rows of a file; BadInput for what is no CSV, with the line it is at.

    The separator is the one by which a row is a header.
    """
    try:
        with files.reading(path, LARGEST) as stream, _text(stream) as text:
            yield from _rows(text, str(path), is_header)
    except UnicodeDecodeError as error:
        raise _not_text(path) from error


def _text(stream: BinaryIO) -> io.TextIOWrapper:
    begin = stream.read(2)
    stream.seek(0)
    encoding = "utf-16" if begin in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return io.TextIOWrapper(stream, encoding=encoding, newline="")


def _rows(text: io.TextIOWrapper, name: str, is_header: Callable[[Sequence[str]], object]) -> Iterator[Row]:
    separator, skip = _separator(text, is_header)
    text.seek(0)
    lines = csv.reader(text, delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in lines:
            line, begins = begins, lines.line_num + 1  # a quoted cell may hold line breaks
            if line <= skip or not any(cells):
                continue
            if any(CONTROL.search(cell) for cell in cells):
                raise BadInput.of(name, line, _("a control character"), _("plain text"), _("delete the character"))
            yield Row(line, cells)
    except csv.Error as error:
        raise BadInput.of(
            name,
            begins,
            _("a line that is not CSV: {what}").format(what=error),
            _("cells between commas, those with commas in quotes"),
            _("look for a quote that is not closed"),
        ) from error


def _separator(text: io.TextIOWrapper, is_header: Callable[[Sequence[str]], object]) -> tuple[str, int]:
    """Return what stands between cells, and how many lines stand before the table."""
    head = text.read(_HEAD).splitlines()
    if head and head[0].lower().startswith(_SEP) and head[0][len(_SEP) :][:1] in _SEPARATORS:
        return head[0][len(_SEP) :][:1], 1
    for separator in _SEPARATORS:
        if any(is_header(cells) for cells in csv.reader(head[:10], delimiter=separator)):
            return separator, 0
    return ",", 0


def _not_text(path: Path) -> BadInput:
    """Return the refusal of a file in another encoding, with the line of the first strange byte."""
    with files.reading(path, LARGEST) as stream:
        for line, content in enumerate(stream, 1):
            try:
                files.decode(content, str(path))
            except BadInput as error:
                return BadInput(problem._replace(line=line) for problem in error.problems)
    return BadInput.of(
        str(path),
        None,
        _("a file that is not text"),
        _("text in UTF-8"),
        _("save the file again as “UTF-8” (in Excel: “CSV UTF-8”)"),
    )
