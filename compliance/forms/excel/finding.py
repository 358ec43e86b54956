"""The rows of a form, found by the words of its headings and by fact ids, wherever they were moved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from compliance.errors import Problem
from compliance.forms.excel.layout import FILLED, FILLER, HEADINGS, Part
from compliance.forms.excel.workbook import Book, Page
from compliance.forms.workbooks.cells import Cell, Kind, Row
from compliance.language import _
from compliance.persian.letters import fold
from compliance.schema import nearest, quoted, shorten

_FEWEST = 3  # so many headings in one row make it the row of headings
_PARTS = {fold(text): part for part, texts in HEADINGS.items() for text in texts}
_FILLERS = {fold(text) for text in FILLER}
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


class Line(NamedTuple):
    """One row of a form: the fact, and the cells people fill in, each with the sheet it stands in."""

    fact: str
    sheet: str
    cells: Mapping[Part, Cell]


def place(sheet: str, cell: str = "") -> str:
    """Return where something stands in a workbook, in the reader's language."""
    if not cell:
        return _("sheet {sheet}").format(sheet=shorten(sheet))
    return _("sheet {sheet}, cell {cell}").format(sheet=shorten(sheet), cell=cell)


def lines(book: Book, facts: Collection[str], sheets: Collection[str], problems: list[Problem]) -> Iterator[Line]:
    """Yield the rows of every sheet of a form; `facts` and `sheets` are those it was written with."""
    for page in book.pages:
        yield from _lines(str(book.path), page, facts, page.name in sheets, problems)


def _lines(file: str, page: Page, facts: Collection[str], expected: bool, problems: list[Problem]) -> Iterator[Line]:
    heading = next((row for row in page.rows if len(_parts(row)) >= _FEWEST), None)
    ids = [cell for row in page.rows for cell in row.cells.values() if cell.text.strip() in facts]
    if heading is None:
        if expected or ids:
            problems.append(_no_headings(file, page, list(HEADINGS)[:_FEWEST]))
        return
    columns = _columns(file, page, heading, problems)
    if columns is None:
        return
    problems += _merged(file, page, heading, columns)
    for row in page.rows:
        if row.number <= heading.number or len(_parts(row)) >= _FEWEST:  # headings that were copied along
            continue
        found = {part: row.at(column) for part, column in columns.items()}
        id_ = found.pop(Part.FACT)
        if id_.kind is Kind.TEXT and id_.text.strip() in facts:
            yield Line(id_.text.strip(), page.name, found)
        else:
            problems += _unknown(file, page, id_, found, facts)


def _parts(row: Row) -> dict[int, Part]:
    """Return what the columns hold by the words of a row."""
    found = {column: _PARTS.get(fold(cell.text)) for column, cell in row.cells.items() if cell.kind is Kind.TEXT}
    return {column: part for column, part in found.items() if part is not None}


def _columns(file: str, page: Page, heading: Row, problems: list[Problem]) -> dict[Part, int] | None:
    """Return the columns that are read; None when one of them is missing or there twice."""
    found = _parts(heading)
    wanted = (Part.FACT, *FILLED)
    missing = [part for part in wanted if part not in found.values()]
    if missing:
        problems.append(_no_headings(file, page, missing))
    for part in wanted:
        twice = [heading.at(column).name for column, other in found.items() if other is part]
        if len(twice) > 1:
            problems.append(
                Problem(
                    file,
                    None,
                    _("two columns headed “{heading}”: {cells}").format(
                        heading=HEADINGS[part], cells=_(", ").join(twice)
                    ),
                    _("one column headed so"),
                    _("delete the one that is not meant"),
                    place(page.name, twice[-1]),
                )
            )
            missing.append(part)
    return None if missing else {part: column for column, part in found.items() if part in wanted}


def _no_headings(file: str, page: Page, missing: Collection[Part]) -> Problem:
    words = _(", ").join(_("“{heading}”").format(heading=HEADINGS[part]) for part in missing)
    return Problem(
        file,
        None,
        _("no column headed {headings}").format(headings=words),
        _("the headings as the form was exported with"),
        _("bring the row of headings and its hidden columns back, or copy the answers into a form exported anew"),
        place(page.name),
    )


def _merged(file: str, page: Page, heading: Row, columns: Mapping[Part, int]) -> Iterator[Problem]:
    """Yield the merged cells in columns that are read: all of them but one lost what stood in them."""
    for range_ in page.merged:
        found = _RANGE.fullmatch(range_)
        if found is None or int(found[4]) < heading.number:
            continue
        first, last = _column(found[1]), _column(found[3])
        if any(first <= column <= last for column in columns.values()):
            yield Problem(
                file,
                None,
                _("merged cells: {range}").format(range=range_),
                _("one cell for each answer"),
                _("take the merge away, and look at what stands in each cell"),
                place(page.name, range_.partition(":")[0]),
            )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _unknown(
    file: str, page: Page, id_: Cell, found: Mapping[Part, Cell], facts: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with a row that belongs to no fact of the form; an empty one is nothing."""
    if not id_.empty:
        yield Problem(
            file,
            None,
            quoted(id_.text),
            _("the id of a fact of this form, in the hidden column “{heading}”").format(heading=HEADINGS[Part.FACT]),
            nearest(id_.text, facts),
            place(page.name, id_.name),
        )
        return
    for cell in found.values():
        if not cell.empty:
            yield Problem(
                file,
                None,
                quoted(cell.text),
                _("a row with the id of its fact in the hidden column “{heading}”").format(
                    heading=HEADINGS[Part.FACT]
                ),
                _("write the answer into the row of its question, and empty this one"),
                place(page.name, cell.name),
            )


def fillers(book: Book, sheets: Collection[str]) -> Iterator[tuple[str, Cell]]:
    """Yield the cells with the name of who filled the form in, each with its sheet; sheets of questions have none."""
    for page in book.pages:
        if page.name in sheets:
            continue
        for row in page.rows:
            labels = [column for column, cell in row.cells.items() if fold(cell.text.rstrip(": ")) in _FILLERS]
            beside = [cell for column, cell in sorted(row.cells.items()) if labels and column > labels[0]]
            yield from ((page.name, cell) for cell in beside[:1])
