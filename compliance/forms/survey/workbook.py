"""An entry sheet that comes back as a workbook, read row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from compliance.forms.workbooks.cells import Cell, Kind
from compliance.forms.workbooks.cells import Row as Cells
from compliance.forms.workbooks.opening import Sheet, opened
from compliance.forms.workbooks.wanted import Wanted
from compliance.language import _
from compliance.office.survey.reading import LOOK, Row
from compliance.persian import dates
from compliance.schema import shorten

_ROW = re.compile("[0-9]+")


def rows(path: Path, is_header: Callable[[Sequence[str]], object]) -> Iterator[Row]:
    """Yield the rows of the sheet that has the header; BadInput for what is no workbook, or too large."""
    with opened(path, _wanted()) as sheets:
        for sheet in sheets:
            header = _header(sheet, is_header)
            if header is not None:
                _is_not_merged(sheet, header)
                yield from map(_row, sheet.rows())
                return


def _wanted() -> Wanted:
    return Wanted(
        _("the entry sheet as .xlsx or as CSV"),
        _("save it again from Excel, or as “CSV UTF-8”"),
        _("give the entry sheet itself, or the file that was taken out of the page"),
    )


def _header(sheet: Sheet, is_header: Callable[[Sequence[str]], object]) -> int | None:
    """Return the number of the row with the headings, None where a sheet has none."""
    return next((row.number for row in islice(sheet.rows(), LOOK) if is_header(_row(row).cells)), None)


def _is_not_merged(sheet: Sheet, header: int) -> None:
    """Refuse merged cells below the headings: all of them but one lost what stood in them."""
    for range_ in sheet.merged:
        if any(int(number) > header for number in _ROW.findall(range_)):
            raise sheet.source.wanted.refused(
                sheet.source.path,
                _("merged cells: {range}").format(range=range_),
                _("take the merge away, and look at what stands in each cell"),
                _("sheet {sheet}").format(sheet=shorten(sheet.name)),
            )


def _row(row: Cells) -> Row:
    """Return a row as texts, with the places of what only a program of spreadsheets could say."""
    cells = [_text(row.at(column)) for column in range(max(row.cells) + 1)]
    computed = frozenset(column for column, cell in row.cells.items() if cell.kind in (Kind.FORMULA, Kind.ERROR))
    return Row(row.number, cells, computed)


def _text(cell: Cell) -> str:
    """Return a cell's text as people would type it."""
    if cell.kind is not Kind.DATE:
        return cell.text.strip()
    try:
        return dates.of_sheet(datetime.fromisoformat(cell.text))
    except ValueError:  # a time of day, or a stretch of time
        return cell.text
