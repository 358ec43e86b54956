"""The rows of a form, each with its fact, and who filled it in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from compliance.errors import Problem
from compliance.forms.excel.layout import FILLED, FILLER, HEADINGS, Part
from compliance.forms.excel.workbook import Book
from compliance.forms.workbooks import rows
from compliance.forms.workbooks.cells import Cell
from compliance.forms.workbooks.rows import Heads, Known
from compliance.persian.letters import fold

_HEADS = Heads(HEADINGS, Part.FACT, FILLED)
_FILLERS = {fold(text) for text in FILLER}

Line = rows.Line[Part]
place = rows.place


def lines(book: Book, facts: Collection[str], sheets: Collection[str], problems: list[Problem]) -> Iterator[Line]:
    """Yield the rows of every sheet of a form; `facts` and `sheets` are those it was written with."""
    yield from rows.lines(str(book.path), book.pages, _HEADS, Known(facts, sheets), problems)


def fillers(book: Book, sheets: Collection[str]) -> Iterator[tuple[str, Cell]]:
    """Yield the cells with the name of who filled the form in, each with its sheet; sheets of questions have none."""
    for page in book.pages:
        if page.name in sheets:
            continue
        for row in page.rows:
            labels = [column for column, cell in row.cells.items() if fold(cell.text.rstrip(": ")) in _FILLERS]
            beside = [cell for column, cell in sorted(row.cells.items()) if labels and column > labels[0]]
            yield from ((page.name, cell) for cell in beside[:1])
