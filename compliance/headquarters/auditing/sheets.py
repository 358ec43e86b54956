"""Sheets that come back from visits, read row by row: a workbook or CSV, every cell with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.forms.workbooks import opening, package
from compliance.forms.workbooks.cells import Cell, Row
from compliance.forms.workbooks.rows import place as in_workbook
from compliance.forms.workbooks.wanted import Wanted
from compliance.headquarters.auditing import columns
from compliance.headquarters.auditing.columns import Column
from compliance.language import _
from compliance.office.survey import table
from compliance.office.survey.reading import LOOK
from compliance.persian import numbers
from compliance.schema import listed, quoted, shorten

_HEAD = 8  # bytes by which workbooks are known
_MOST_ROWS = 20_000
_ROW = re.compile("[0-9]+")


class Line(NamedTuple):
    """A row of a sheet: its cells by column, and where it stands: a line of CSV, or a sheet of a workbook."""

    file: str
    line: int | None
    sheet: str
    cells: Mapping[Column, Cell]

    def text(self, column: Column) -> str:
        """Return the text of a cell, empty for none."""
        cell = self.cells.get(column)
        return cell.text.strip() if cell is not None else ""

    def at(self, column: Column) -> str:
        """Return where a cell stands, with its file."""
        told = self.problem(column, "", "", "")
        return (
            f"{told.file}:{told.line}"
            if told.line is not None
            else _("{file}, {place}").format(file=told.file, place=told.place)
        )

    def problem(self, column: Column, seen: str, expected: str, mend: str) -> Problem:
        """Return a problem in a cell."""
        cell, heading = self.cells.get(column), quoted(columns.heading(column))
        if self.line is not None:
            return Problem(self.file, self.line, seen, expected, mend, heading)
        where = in_workbook(self.sheet, cell.name) if cell else f"{in_workbook(self.sheet)} {heading}"
        return Problem(self.file, None, seen, expected, mend, where)


def paths(given: list[Path]) -> dict[Path, bool]:
    """Return files as they are, and of folders every workbook and CSV in them; BadInput for a folder without any.

    Whether a file was named itself stands beside it.
    """
    found: dict[Path, bool] = {}
    for path in given:
        if not path.is_dir():
            found[path] = True
            continue
        inside = sorted(
            one
            for one in path.iterdir()
            if one.suffix.lower() in (".xlsx", ".csv") and not one.name.startswith(("~", "."))
        )
        if not inside:
            wanted = _wanted()
            raise BadInput.of(str(path), None, _("a folder without .xlsx and .csv"), wanted.expected, wanted.instead)
        for one in inside:
            found.setdefault(one, False)
    return found


def rows(path: Path) -> Iterator[Line]:
    """Give the rows of a sheet that hold anything; BadInput for a file that is none."""
    with files.reading(path, package.LARGEST) as stream:
        packed = package.is_packed(stream.read(_HEAD))
    for n, line in enumerate(_of_workbook(path) if packed else _of_csv(path)):
        if n >= _MOST_ROWS:
            raise _wanted().refused(path, _("more than {n} rows").format(n=numbers.show(_MOST_ROWS)))
        yield line


def _wanted() -> Wanted:
    return Wanted(
        _("the sheet of a visit as .xlsx or as CSV"),
        _("save it again from Excel, or as “CSV UTF-8”"),
        _("give the sheets that “hq audit sheets” wrote, filled in"),
    )


def _of_workbook(path: Path) -> Iterator[Line]:
    with opening.opened(path, _wanted()) as sheets:
        for sheet in sheets:
            header = next((row for row in islice(sheet.rows(), LOOK) if _is_header(row)), None)
            if header is None:
                continue
            _is_not_merged(sheet, header.number)
            name = shorten(sheet.name)
            places = _places(str(path), None, name, header)
            for row in sheet.rows():
                if row.number > header.number:
                    yield Line(str(path), None, name, {c: row.at(place) for c, place in places.items()})
            return
    raise _no_headings(path)


def _of_csv(path: Path) -> Iterator[Line]:
    places: dict[Column, int] | None = None
    for n, (line, texts, _computed) in enumerate(table.rows(path, columns.is_header)):
        row = Row(line, {at: Cell(f"{line}:{at}", text=text) for at, text in enumerate(texts) if text.strip()})
        if places is None and n < LOOK and _is_header(row):
            places = _places(str(path), line, "", row)
        elif places is not None and row.cells:
            yield Line(str(path), line, "", {c: row.at(place) for c, place in places.items()})
    if places is None:
        raise _no_headings(path)


def _is_header(row: Row) -> bool:
    return columns.is_header([cell.text for cell in row.cells.values()])


def _places(file: str, line: int | None, sheet: str, header: Row) -> dict[Column, int]:
    """Return where each column stands; BadInput with headings that are missing, strange or there twice."""
    found: dict[Column, int] = {}
    problems = []
    for place, cell in sorted(header.cells.items()):
        column = columns.of_heading(cell.text)
        where = "" if line is not None else _("sheet {sheet}").format(sheet=sheet) + f" {cell.name}"
        if column is None:
            known = listed(map(columns.heading, Column))
            said = _("the unknown column “{column}”").format(column=shorten(cell.text))
            problems.append(Problem(file, line, said, known, _("delete it, or mend its heading"), where))
        elif column in found:
            said = _("the column “{column}” for the second time").format(column=shorten(cell.text))
            problems.append(Problem(file, line, said, _("each column once"), _("delete one of them"), where))
        else:
            found[column] = place
    missing = [columns.heading(column) for column in columns.NEEDED if column not in found]
    if missing:
        said = _("no column {columns}").format(columns=listed(map(quoted, missing)))
        problems.append(Problem(file, line, said, _wanted().expected, _wanted().instead))
    if problems:
        raise BadInput(problems)
    return found


def _is_not_merged(sheet: opening.Sheet, header: int) -> None:
    """Refuse merged cells below the headings: all of them but one lost what stood in them."""
    for range_ in sheet.merged:
        if any(int(number) > header for number in _ROW.findall(range_)):
            raise sheet.source.wanted.refused(
                sheet.source.path,
                _("merged cells: {range}").format(range=range_),
                _("take the merge away, and look at what stands in each cell"),
                _("sheet {sheet}").format(sheet=shorten(sheet.name)),
            )


def _no_headings(path: Path) -> BadInput:
    wanted = _wanted()
    said = _("no row with the headings {columns}").format(
        columns=listed(quoted(columns.heading(column)) for column in (Column.DRAW, Column.RESULT))
    )
    return wanted.refused(path, said, wanted.instead)
