"""The rows of a form, found by the words of its headings and by their ids, wherever they were moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from compliance.errors import Problem
from compliance.forms.workbooks.cells import Cell, Kind, Row
from compliance.forms.workbooks.opening import Sheet, opened
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _
from compliance.model.checklist import Text
from compliance.persian import numbers
from compliance.persian.letters import fold
from compliance.schema import nearest, quoted, shorten

_MOST_ROWS = 20_000
_FEWEST = 3  # so many headings in one row make it the row of headings
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")

P = TypeVar("P", bound=str)


class Page(NamedTuple):
    """A sheet with its rows that hold anything, and its ranges of merged cells."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """What stands in its rows, as a hidden sheet holds it."""
        return [tuple(row.at(column).text for column in range(max(row.cells) + 1)) for row in self.rows]


class Heads(NamedTuple, Generic[P]):
    """What the columns of a form hold, with their headings in both languages: a heading never changes its meaning.

    `id` is the hidden column by which programs know a row, `filled` are those that people fill in; both are read.
    `shown` are those that are read where they are there, to be held against what a form was written with.
    """

    texts: Mapping[P, Text]
    id: P
    filled: tuple[P, ...]
    shown: tuple[P, ...] = ()

    def at(self, row: Row) -> dict[int, P]:
        """Return what the columns hold by the words of a row."""
        parts = {fold(text): part for part, texts in self.texts.items() for text in texts}
        found = {column: parts.get(fold(cell.text)) for column, cell in row.cells.items() if cell.kind is Kind.TEXT}
        return {column: part for column, part in found.items() if part is not None}


class Line(NamedTuple, Generic[P]):
    """One row of a form: its id, and the cells that are read of it, each with the sheet it stands in."""

    id: str
    sheet: str
    cells: Mapping[P, Cell]


class Known(NamedTuple):
    """What a form was written with: the ids of its rows, the names of its sheets."""

    ids: Collection[str]
    sheets: Collection[str]


def pages(path: Path, wanted: Wanted) -> tuple[Page, ...]:
    """Return the sheets of a workbook; BadInput when it cannot be read for certain."""
    with opened(path, wanted) as sheets:
        return tuple(map(_page, sheets))


def _page(sheet: Sheet) -> Page:
    rows = tuple(islice(sheet.rows(), _MOST_ROWS + 1))
    if len(rows) > _MOST_ROWS:
        raise sheet.source.wanted.refused(
            sheet.source.path,
            _("more than {n} rows").format(n=numbers.show(_MOST_ROWS)),
            _("take out what does not belong to the form"),
            place(sheet.name),
        )
    return Page(sheet.name, rows, sheet.merged)


def place(sheet: str, cell: str = "") -> str:
    """Return where something stands in a workbook, in the reader's language."""
    if not cell:
        return _("sheet {sheet}").format(sheet=shorten(sheet))
    return _("sheet {sheet}, cell {cell}").format(sheet=shorten(sheet), cell=cell)


def lines(
    file: str, found: Sequence[Page], heads: Heads[P], known: Known, problems: list[Problem]
) -> Iterator[Line[P]]:
    """Yield the rows of every sheet of a form; what is wrong with the others goes among the problems."""
    for page in found:
        yield from _Reader(file, page, heads, known, problems).lines()


class _Reader(Generic[P]):
    """Reads one sheet."""

    def __init__(self, file: str, page: Page, heads: Heads[P], known: Known, problems: list[Problem]) -> None:
        self._page, self._heads, self._ids = page, heads, known.ids
        self._expected = page.name in known.sheets
        self._problems = problems
        self._wrong: Callable[[str, str, str, str], Problem] = lambda seen, expected, mend, cell: Problem(
            file, None, seen, expected, mend, place(page.name, cell)
        )

    def lines(self) -> Iterator[Line[P]]:
        """Yield its rows."""
        heading = next((row for row in self._page.rows if len(self._heads.at(row)) >= _FEWEST), None)
        if heading is None:
            cells = (cell for row in self._page.rows for cell in row.cells.values())
            if self._expected or any(cell.text.strip() in self._ids for cell in cells):
                self._problems.append(self._no_headings(list(self._heads.texts)[:_FEWEST]))
            return
        columns = self._columns(heading)
        if columns is None:
            return
        self._problems += self._merged(heading, columns)
        for row in self._page.rows:
            if row.number <= heading.number or len(self._heads.at(row)) >= _FEWEST:  # headings that were copied along
                continue
            found = {part: row.at(column) for part, column in columns.items()}
            id_ = found.pop(self._heads.id)
            if id_.kind is Kind.TEXT and id_.text.strip() in self._ids:
                yield Line(id_.text.strip(), self._page.name, found)
            else:
                self._problems += self._unknown(id_, found)

    def _columns(self, heading: Row) -> dict[P, int] | None:
        """Return the columns that are read; None when one of them is missing or there twice."""
        found = self._heads.at(heading)
        wanted = (self._heads.id, *self._heads.filled)
        missing = [part for part in wanted if part not in found.values()]
        if missing:
            self._problems.append(self._no_headings(missing))
        for part in wanted:
            twice = [heading.at(column).name for column, other in found.items() if other is part]
            if len(twice) > 1:
                seen = _("two columns headed “{heading}”: {cells}")
                self._problems.append(
                    self._wrong(
                        seen.format(heading=self._heads.texts[part], cells=_(", ").join(twice)),
                        _("one column headed so"),
                        _("delete the one that is not meant"),
                        twice[-1],
                    )
                )
                missing.append(part)
        read = {*wanted, *self._heads.shown}
        return None if missing else {part: column for column, part in found.items() if part in read}

    def _no_headings(self, missing: Collection[P]) -> Problem:
        words = _(", ").join(_("“{heading}”").format(heading=self._heads.texts[part]) for part in missing)
        return self._wrong(
            _("no column headed {headings}").format(headings=words),
            _("the headings as the form was exported with"),
            _("bring the row of headings and its hidden columns back, or copy the answers into a form exported anew"),
            "",
        )

    def _merged(self, heading: Row, columns: Mapping[P, int]) -> Iterator[Problem]:
        """Yield the merged cells in columns that are read: all of them but one lost what stood in them."""
        for range_ in self._page.merged:
            found = _RANGE.fullmatch(range_)
            if found is None or int(found[4]) < heading.number:
                continue
            first, last = _column(found[1]), _column(found[3])
            if any(first <= column <= last for part, column in columns.items() if part not in self._heads.shown):
                yield self._wrong(
                    _("merged cells: {range}").format(range=range_),
                    _("one cell for each answer"),
                    _("take the merge away, and look at what stands in each cell"),
                    range_.partition(":")[0],
                )

    def _unknown(self, id_: Cell, found: Mapping[P, Cell]) -> Iterator[Problem]:
        """Yield what is wrong with a row that belongs to no id of the form; an empty one is nothing."""
        heading = self._heads.texts[self._heads.id]
        if not id_.empty:
            expected = _("the id of a fact of this form, in the hidden column “{heading}”").format(heading=heading)
            yield self._wrong(quoted(id_.text), expected, nearest(id_.text, self._ids), id_.name)
            return
        expected = _("a row with the id of its fact in the hidden column “{heading}”").format(heading=heading)
        mend = _("write the answer into the row of its question, and empty this one")
        for part, cell in found.items():
            if not cell.empty and part not in self._heads.shown:
                yield self._wrong(quoted(cell.text), expected, mend, cell.name)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
