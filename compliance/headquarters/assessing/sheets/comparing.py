"""A sheet held against what it was written with: which grey cells were changed, and whether anybody wrote into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.errors import Problem
from compliance.forms.workbooks import rows
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.forms.workbooks.rows import Line, Page
from compliance.headquarters.assessing.sheets.layout import FILLED, GREY, HEADS, Part
from compliance.headquarters.assessing.sheets.stamps import Stamp
from compliance.language import _
from compliance.persian.letters import fold
from compliance.schema import quoted, shorten

_FEWEST = 3  # so many headings in one row make it the row of headings


def changed(file: str, pages: Sequence[Page], stamp: Stamp, lines: Sequence[Line[Part]]) -> Iterator[Problem]:
    """Give the cells that are not to be filled in and say something else than when the sheet was written.

    A column that was taken out says nothing, and is no mistake.
    """
    for sheet in dict.fromkeys(line.sheet for line in lines):
        page = next(page for page in pages if page.name == sheet)
        for cell, wrote in zip(_top(page), stamp.top, strict=False):
            if not _same(cell, wrote):
                yield _problem(file, sheet, cell, wrote)
    for line in lines:
        texts = stamp.texts.get(line.id, {})
        for part in GREY:
            found = line.cells.get(part)
            if found is not None and not _same(found, texts.get(part, "")):
                yield _problem(file, line.sheet, found, texts.get(part, ""))


def untouched(stamp: Stamp, lines: Sequence[Line[Part]]) -> bool:
    """Whether the cells that are to be filled in say what they were written with."""
    return all(
        _same(line.cells[part], stamp.texts.get(line.id, {}).get(part, "")) for line in lines for part in FILLED
    )


def _top(page: Page) -> Iterator[Cell]:
    """Give the cells above the row of headings that begin a row."""
    for row in page.rows:
        if len(HEADS.at(row)) >= _FEWEST:
            return
        yield row.cells[min(row.cells)]


def _same(cell: Cell, wrote: str) -> bool:
    return cell.kind is Kind.TEXT and fold(cell.text) == fold(wrote)


def _problem(file: str, sheet: str, cell: Cell, wrote: str) -> Problem:
    seen = _("{text} in a cell that is not to be filled in").format(text=quoted(cell.text))
    if cell.empty:
        seen = _("an emptied cell that is not to be filled in")
    expected = _("what the sheet was written with: {text}").format(text=quoted(shorten(wrote)) if wrote else "—")
    mend = _("put back what stood there, or write the sheet anew and copy the values into it")
    return Problem(file, None, seen, expected, mend, rows.place(sheet, cell.name))
