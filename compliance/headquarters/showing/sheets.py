"""Sheets of headquarters' workbooks: lists that can be filtered, and tables below their headings.

No text becomes a formula, a link or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.persian.numbers import Number
from compliance.report.tables import Table
from compliance.report.workbook import cells
from compliance.report.workbook.styles import HEAD, INK, LINE, Styles, places

Cell = str | Number | None
_WIDEST = 52
_LINE = 13.5  # points, a line of text in a cell
_HEADING_ROW = 1  # below the title


def sheet(book: Any, name: str, styles: Styles) -> Any:
    """Add a sheet for A4 in the reader's direction, and return it."""
    page = book.add_worksheet(cells.sheet_name(name, []))
    if styles.rtl:
        page.right_to_left()
    page.set_paper(9)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.set_footer("&C&P / &N")
    return page


def listed(
    page: Any, named: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], frozen: int, styles: Styles
) -> None:
    """Write a list: rows can be filtered and sorted, the headings stay and are printed on every page."""
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_row(0, 24)
    page.write_string(0, 0, cells.text(named), title(styles))
    _head(page, _HEADING_ROW, headings, styles)
    decimals, wide = _decimals(rows), _widths(headings, rows)
    for number, row in enumerate(rows, _HEADING_ROW + 1):
        high = max(cells.lines(value or "", room) for value, room in zip(row, wide, strict=True))
        if high > 1:
            page.set_row(number, _LINE * high)
        _line(page, number, row, decimals, styles)
    for column, room in enumerate(wide):
        page.set_column(column, column, room)
    page.freeze_panes(_HEADING_ROW + 1, frozen)
    page.autofilter(_HEADING_ROW, 0, _HEADING_ROW + max(1, len(rows)), len(headings) - 1)
    page.repeat_rows(_HEADING_ROW)


def table(page: Any, row: int, heading: str, made: Table, styles: Styles) -> int:
    """Write a table below its heading from a row on, and return the row behind it."""
    page.write_string(row, 0, heading, styles.get(bold=True, font_size=12, font_color=INK))
    _head(page, row + 1, [column.title for column in made.columns], styles)
    decimals = _decimals(made.rows)
    for number, cells_ in enumerate(made.rows, row + 2):
        _line(page, number, cells_, decimals, styles)
    return row + 2 + len(made.rows)


def title(styles: Styles) -> Any:
    """Return how the title of a sheet looks."""
    return styles.get(bold=True, font_size=14, font_color=INK, reading_order=2 if styles.rtl else 1)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how many digits wide each column is: as its texts are, up to a limit from which on they wrap."""
    shown = (
        [heading + "    ", *(row[column] or "" for row in rows[:1000])] for column, heading in enumerate(headings)
    )
    return [min(_WIDEST, 3 + max(map(cells.width, column))) for column in shown]


def _head(page: Any, row: int, headings: Sequence[str], styles: Styles) -> None:
    form = styles.get(
        bold=True, bg_color=HEAD, font_color="#FFFFFF", border=1, border_color=LINE, valign="vcenter", align="center"
    )
    page.set_row(row, 20)
    for column, heading in enumerate(headings):
        page.write_string(row, column, heading, form)


def _decimals(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return with how many decimals each column is shown, all of its numbers alike."""
    return [places(value for value in column if value is not None) for column in zip(*rows, strict=True)]


def _line(page: Any, row: int, values: Sequence[Cell], decimals: Sequence[int], styles: Styles) -> None:
    """Write a row: numbers as numbers with the digits of the language, everything else as text."""
    for column, value in enumerate(values):
        if isinstance(value, Number):
            amount = value.amount / 100 if value.per_cent else value.amount
            pattern = styles.pattern(value, decimals[column])
            page.write_number(row, column, float(amount), styles.cell(True, num_format=pattern))
        elif value:
            page.write_string(row, column, cells.text(value), styles.cell())
        else:
            page.write_blank(row, column, None, styles.cell())
