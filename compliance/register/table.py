"""CSV tables with typed columns: every cell read by its column's rule, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits, fold
from compliance.schema import listed, nearest, shorten
from compliance.values import yes_no


class Column(NamedTuple):
    """How the cells of a column are read, and what is said when one cannot be."""

    read: Callable[[str], Any]
    expected: Callable[[], str]
    mend: Callable[[], str] = lambda: _("mend the cell, or leave it empty")


class Row(NamedTuple):
    """One row: its line in the file, and its cells by column; an empty cell is None."""

    line: int
    cells: Mapping[str, Any]


def read(path: Path, columns: Mapping[str, Column], required: tuple[str, ...]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a UTF-8 comma-separated file and every problem in it.

    Columns may stand in any order and be left out unless `required`; an unknown column, another
    separator and a cell too many or too few are problems.
    """
    name = str(path)
    try:
        text = files.read_text(path)
    except BadInput as error:
        return [], list(error.problems)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    begins = 1
    try:
        header = next(lines, None)
        if header is None:
            return [], [
                Problem(
                    name,
                    1,
                    _("an empty file"),
                    _("a header line"),
                    _("write the line “{header}”").format(header=",".join(columns)),
                )
            ]
        names = [fold(cell) for cell in header]
        problems += _header(name, header, columns, required)
        if problems:
            return [], problems
        begins = lines.line_num + 1
        for cells in lines:
            line, begins = begins, lines.line_num + 1  # a quoted cell may hold line breaks
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                problems.append(_width(name, line, len(cells), len(names)))
                continue
            rows.append(_row(name, line, dict(zip(names, cells, strict=True)), columns, problems))
    except csv.Error as error:
        problems.append(
            Problem(
                name,
                begins,
                _("a line that is not CSV: {what}").format(what=error),
                _("cells between commas, those with commas in quotes"),
                _("look for a quote that is not closed"),
            )
        )
    return rows, problems


def _header(name: str, header: list[str], columns: Mapping[str, Column], required: tuple[str, ...]) -> list[Problem]:
    names = [fold(cell) for cell in header]
    if len(header) == 1:
        separator = next((s for s in (";", "\t", "|", "،", "؛") if s in header[0]), None)
        if separator:
            return [
                Problem(
                    name,
                    1,
                    _("cells separated by “{separator}”").format(separator="Tab" if separator == "\t" else separator),
                    _("cells separated by commas"),
                    _("save the file again as “CSV UTF-8 (comma delimited)”"),
                )
            ]
    problems = []
    for position, column in enumerate(names):
        if column not in columns:
            problems.append(
                Problem(
                    name,
                    1,
                    _("the unknown column “{column}”").format(column=shorten(column)),
                    _("the columns of this register"),
                    nearest(column, columns),
                )
            )
        elif column in names[:position]:
            problems.append(
                Problem(
                    name,
                    1,
                    _("the column “{column}” for the second time").format(column=column),
                    _("each column once"),
                    _("delete one of them"),
                )
            )
    for column in required:
        if column not in names:
            problems.append(
                Problem(
                    name,
                    1,
                    _("no column “{column}”").format(column=column),
                    _("a header with “{column}”").format(column=column),
                    _("add the column"),
                )
            )
    return problems


def _width(name: str, line: int, seen: int, expected: int) -> Problem:
    return Problem(
        name,
        line,
        _("{n} cells").format(n=numbers.digits(seen)),
        _("{n} cells, as in the header").format(n=numbers.digits(expected)),
        _("put a text that contains a comma in quotes, and leave no cell out"),
    )


def _row(name: str, line: int, cells: dict[str, str], columns: Mapping[str, Column], problems: list[Problem]) -> Row:
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        text = cell.strip()
        rule = columns[column]
        values[column] = value = rule.read(text) if text else None
        if text and value is None:
            problems.append(Problem(name, line, f"{column}: “{shorten(text)}”", rule.expected(), rule.mend()))
    return Row(line, values)


def twice(name: str, line: int, id_: str, first: int) -> Problem:
    """Return the problem of an id that an earlier row has."""
    return Problem(
        name,
        line,
        _("the id “{id}” for the second time (first in line {first})").format(id=id_, first=numbers.digits(first)),
        _("each id once"),
        _("keep the right row and delete the other"),
    )


def _whole(text: str) -> int | None:
    amount = numbers.parse(text)
    return amount.numerator if amount is not None and amount >= 0 and amount.denominator == 1 else None


def _amount(text: str) -> Fraction | None:
    amount = numbers.parse(text.replace("/", ".") if text.count("/") == 1 else text)
    return amount if amount is not None and amount >= 0 else None


def text() -> Column:
    """A column of any text."""
    return Column(lambda cell: cell, lambda: _("a text"))


def flag() -> Column:
    """A column of yes and no."""
    return Column(yes_no, lambda: _("yes or no (بله / خیر)"))


def whole(top: int | None = None) -> Column:
    """A column of whole numbers from 0, up to `top` when given."""
    return Column(
        lambda cell: n if (n := _whole(cell)) is not None and (top is None or n <= top) else None,
        lambda: (
            _("a whole number of 0 or more")
            if top is None
            else _("a whole number of 0 to {top}").format(top=numbers.digits(top))
        ),
    )


def amount(top: int | None = None) -> Column:
    """A column of numbers from 0, up to `top` when given."""
    return Column(
        lambda cell: n if (n := _amount(cell)) is not None and (top is None or n <= top) else None,
        lambda: (
            _("a number of 0 or more") if top is None else _("a number of 0 to {top}").format(top=numbers.digits(top))
        ),
    )


def choice(*choices: str) -> Column:
    """A column of some words, in any case."""
    by_key = {fold(word): word for word in choices}
    return Column(lambda cell: by_key.get(fold(cell)), lambda: listed(choices))


def day() -> Column:
    """A column of Jalali dates."""
    return Column(dates.normal, lambda: _("a Jalali date that exists, such as 1405/06/12"))


def address() -> Column:
    """A column of addresses: http(s), or a path on the office's own site."""
    return Column(
        lambda cell: cell if cell.startswith(("http://", "https://", "/")) and len(cell.split()) == 1 else None,
        lambda: _("an address that begins with https:// or /"),
    )


def digits_id(length: int) -> Column:
    """A column of ids of so many digits."""
    return Column(
        lambda cell: (
            plain if len(plain := ascii_digits(cell)) == length and plain.isascii() and plain.isdigit() else None
        ),
        lambda: _("an id of {n} digits").format(n=numbers.digits(length)),
        lambda: _("compare with the identity card; leave the cell empty while the card is not approved"),
    )
