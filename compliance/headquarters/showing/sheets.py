"""Sheets of headquarters' workbooks: lists that can be filtered, and tables below their headings.

No text becomes a formula, a link or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from compliance.persian import marks
from compliance.persian.numbers import Number
from compliance.report.tables import Table
from compliance.report.workbook import cells
from compliance.report.workbook.styles import HEAD, INK, LINE, Styles, places

Cell = str | Number | None
_WIDEST = 52
_HEADED = 16  # from so many digits on headings wrap, where what is below them is not wider
_ACROSS = 240  # digits that an A4 page holds across and people can still read: six points
_LINE = 13.5  # points, a line of text in a cell
_HEADING_ROW = 1  # below the title
_REMARK = 120  # digits that a remark below a list has in a line, about


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
    decimals, wide = _decimals(rows), _widths(headings, rows)
    page.set_landscape()
    page.fit_to_pages(_pages(wide, frozen), 0)
    page.repeat_columns(0, max(0, frozen - 1))
    high = max(cells.lines(heading, room - 4) for heading, room in zip(headings, wide, strict=True))
    _head(page, _HEADING_ROW, headings, styles, high)
    _named(page, named, wide, styles)
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


def _pages(wide: Sequence[int], frozen: int) -> int:
    """Return over how many pages columns are printed side by side, the first ones on each of them."""
    kept = sum(wide[:frozen])
    if sum(wide) <= _ACROSS or kept >= _ACROSS:
        return -(-sum(wide) // _ACROSS)
    return -(-(sum(wide) - kept) // (_ACROSS - kept))


def _named(page: Any, named: str, wide: Sequence[int], styles: Styles) -> None:
    """Write a list's title above it, in as many lines as it needs, over the columns of the first printed page."""
    within = [room for room, end in zip(wide, accumulate(wide), strict=True) if end <= _ACROSS]
    across = max(1, sum(within) * 2 // 3)  # its letters are larger
    page.set_row(0, max(24, 20 * cells.lines(named, across)))
    shown = marks.guard_runs(cells.text(named)) if styles.rtl else cells.text(named)  # a round is read as everywhere
    if len(within) > 1:
        page.merge_range(0, 0, 0, len(within) - 1, shown, title(styles))
    else:
        page.write_string(0, 0, shown, title(styles))


def sums(
    page: Any, labels: tuple[str, str], rows: Sequence[Sequence[Cell]], columns: Sequence[int], styles: Styles
) -> int:
    """Write below a list what columns come to over the rows with a number in the last of them, then over the rest.

    A workbook computes the sums itself. Return the row behind them.
    """
    judged, at = columns[-1], _HEADING_ROW + 1 + len(rows)
    decimals = _decimals(rows)
    form = styles.get(bold=True, bg_color=HEAD, font_color="#FFFFFF", border=1, border_color=LINE, **_order(styles))
    for label, filled in zip(labels, (True, False), strict=True):
        those = [row for row in rows if isinstance(row[judged], Number) == filled]
        if not those:
            continue
        page.write_string(at, 0, cells.text(label), form)
        for column in columns if filled else columns[:-1]:
            values = [value for row in those if isinstance(value := row[column], Number)]
            pattern = styles.pattern(values[0], decimals[column]) if values else "0"
            shown = styles.get(bold=True, border=1, border_color=LINE, align="center", num_format=pattern)
            total = sum((value.amount for value in values), Fraction(0))
            page.write_formula(at, column, _sum(column, judged, len(rows), filled), shown, float(total))
        at += 1
    return at


def _sum(column: int, judged: int, count: int, filled: bool) -> str:
    """Return the formula of a column's sum over the rows that have a number in another one, or that have none."""
    whole, where = (
        f"{cells.place(_HEADING_ROW + 1, one)}:{cells.place(_HEADING_ROW + count, one)}" for one in (column, judged)
    )
    if column == judged:
        return f"=SUM({whole})"
    found = f'SUMIF({where},">=0",{whole})'
    return f"={found}" if filled else f"=SUM({whole})-{found}"


def noted(page: Any, row: int, lines: Sequence[str], wide: int, styles: Styles) -> None:
    """Write remarks from a row on, each across so many columns and in as many lines as it needs."""
    form = styles.get(text_wrap=True, valign="top", **_order(styles))
    for number, line in enumerate(lines, row):
        page.merge_range(number, 0, number, wide - 1, cells.text(line), form)
        page.set_row(number, _LINE * cells.lines(line, _REMARK))


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
    return styles.get(
        bold=True, font_size=14, font_color=INK, text_wrap=True, valign="vcenter", **_order(styles)
    )  # fmt: skip


def _order(styles: Styles) -> dict[str, int]:
    """Return the direction in which texts are read, which no program finds out for one that begins with an id."""
    return {"reading_order": 2 if styles.rtl else 1}


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how many digits wide each column is: as its texts are, up to a limit from which on they wrap."""
    found = []
    for column, heading in enumerate(headings):
        shown = [width for row in rows[:1000] if (width := cells.width(row[column] or ""))]
        named = min(_HEADED, cells.width(heading) + 4)  # the sign of a filter stands beside it
        found.append(min(_WIDEST, 3 + max([named, *shown])))
    return found


def _head(page: Any, row: int, headings: Sequence[str], styles: Styles, high: int = 1) -> None:
    """Write headings in as many lines as the highest of them needs."""
    form = styles.get(
        bold=True, bg_color=HEAD, font_color="#FFFFFF", border=1, border_color=LINE, valign="vcenter", align="center",
        text_wrap=True, **_order(styles),
    )  # fmt: skip
    page.set_row(row, 20 if high == 1 else 6 + _LINE * high)
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
