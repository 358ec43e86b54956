"""A sheet of a table as XlsxWriter writes it: what it is, sums of what is shown, headings, rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from compliance.language import _
from compliance.persian.numbers import Number
from compliance.report.document import Document
from compliance.report.workbook import cells
from compliance.report.workbook.sheets import Column, Sheet
from compliance.report.workbook.styles import BAR, DRAFT, HEAD, INK, LINE, MOODS, SHORT, Styles, places

TITLE, ABOUT, TOTALS, HEADINGS, FIRST = 0, 1, 2, 3, 4  # the rows of a sheet
_A4 = 9
_PAGE = 215  # widths of a digit that an A4 page holds at about seven tenths of the size
_NARROWEST = 10
_FIRST_TWO = (12, 22)  # the least widths of the columns that the mark and the code stand above
_WIDE, _LONG = 40, 160  # a column is at most so wide, a column with texts above this length
_WIDEST = 60
_TITLE_HEIGHT = 18
_LINE_HEIGHT, _HIGHEST = 13.0, 409.0  # in points; the programs allow no row higher than the second
_SUM_OF_SHOWN = 109  # SUBTOTAL's number for a sum of the rows that a filter leaves


def table(book: Any, name: str, sheet: Sheet, document: Document, styles: Styles) -> None:
    """Add a sheet with the rows of a table."""
    page = book.add_worksheet(name)
    last = FIRST + len(sheet.rows) - 1
    widths = []
    for number, column in enumerate(sheet.columns):
        values = [row[number] for row in sheet.rows]
        widths.append(_column(page, number, column, values, styles))
        _conditions(page, number, column, last, styles)
    begin(page, sheet.title, document, styles, widths)
    page.set_row(HEADINGS, height([column.title for column in sheet.columns], [wide - 3 for wide in widths]))
    for row, row_cells in enumerate(sheet.rows, FIRST):
        page.set_row(row, height(row_cells, widths))
    if any(column.total for column in sheet.columns):
        page.write_string(
            TOTALS, 0, _("sum of the rows shown, of rounded figures"), styles.get(bold=True, font_color=INK)
        )
    page.autofilter(HEADINGS, 0, last, len(sheet.columns) - 1)
    page.freeze_panes(FIRST, sheet.frozen)
    page.ignore_errors({"number_stored_as_text": f"A1:{cells.place(last, len(sheet.columns) - 1)}"})
    fit(page, sum(widths), HEADINGS, sheet.frozen)


def begin(page: Any, title: str, document: Document, styles: Styles, widths: Sequence[int]) -> None:
    """Write what every sheet begins with, and the headers and footers of its print."""
    if styles.rtl:
        page.right_to_left()
    page.hide_gridlines(2)
    order = 2 if styles.rtl else 1
    strong = styles.get(bold=True, font_size=13, font_color=INK)
    whole = styles.get(bold=True, font_size=13, font_color=INK, text_wrap=True, valign="vcenter", reading_order=order)
    mark = _("DRAFT") if document.draft else ""
    page.merge_range(TITLE, 0, TITLE, 1, "", whole)  # within the columns that every page repeats
    if mark:
        red = styles.get(bold=True, font_size=13, font_color=DRAFT)
        page.write_rich_string(TITLE, 0, red, mark, strong, " – " + cells.text(title), whole)
    else:
        page.write_string(TITLE, 0, cells.text(title), whole)
    page.write_string(ABOUT, 0, _("code"), styles.get(font_color=INK))
    page.write_string(
        ABOUT, 1, document.code, styles.get(font_color=INK, reading_order=1, align="right" if styles.rtl else "left")
    )
    lines = cells.lines(f"{mark} – {title}", sum(widths[:2]) * 2 // 3)  # a larger font
    page.set_row(TITLE, _TITLE_HEIGHT * lines + 4)
    office, shown = cells.in_header(document.office), f"{mark} – &A" if mark else "&A"
    first, last = (document.code, office) if styles.rtl else (office, document.code)
    paper(page, f"&L{first}&C{shown}&R{last}")


def paper(page: Any, header: str) -> None:
    """Let a sheet be printed on A4 landscape, with a header and the number of the page."""
    page.set_header(header)
    page.set_footer("&C&P / &N")  # LibreOffice puts a sentence around the numbers out of order
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)


def heading(styles: Styles) -> Any:
    """Return how the headings of columns look."""
    return styles.get(
        bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True, valign="vcenter", align="center",
        border=1, border_color=LINE, reading_order=2 if styles.rtl else 1,
    )  # fmt: skip


def put(
    page: Any, row: int, column: int, cell: str, styles: Styles, decimals: int, compact: bool, **more: Any
) -> None:
    """Write one cell: a number as a number, anything else as a text, whatever it looks like."""
    if isinstance(cell, Number):
        amount = cell.amount / 100 if cell.per_cent else cell.amount
        pattern = styles.pattern(cell, decimals)
        page.write_number(row, column, float(amount), styles.cell(compact, True, num_format=pattern, **more))
        return
    shown = cells.text(cell)
    if shown in ("", "—"):
        page.write_blank(row, column, None, styles.cell(compact, **more))
        return
    guard = {"quote_prefix": True} if cells.starts_like_a_formula(shown) else {}
    style, runs = styles.cell(compact, **guard, **more), cells.runs(shown) if styles.rtl else None
    if runs is None:
        page.write_string(row, column, shown, style)
    else:
        page.write_rich_string(row, column, runs[0], styles.get(bold=more.get("bold", False)), runs[1], style)


def height(row: Sequence[str], widths: Sequence[int]) -> float:
    """Return how high a row has to be for its texts, in points; LibreOffice does not find that out itself."""
    most = max(cells.lines(cells.text(cell), wide - 1) for cell, wide in zip(row, widths, strict=True))
    return min(_LINE_HEIGHT * most + 4, _HIGHEST)


def _column(page: Any, number: int, column: Column, values: Sequence[str], styles: Styles) -> int:
    """Write a column with its heading and return its width."""
    decimals = places(values)
    page.write_string(HEADINGS, number, cells.text(column.title), heading(styles))
    for row, cell in enumerate(values, FIRST):
        put(page, row, number, cell, styles, decimals, column.compact)
    if column.total:
        _total(page, number, values, decimals, styles)
    wide = _width(number, column, values)
    page.set_column(number, number, wide)
    return wide


def _total(page: Any, number: int, values: Sequence[str], decimals: int, styles: Styles) -> None:
    amounts = [value for value in values if isinstance(value, Number)]
    if amounts:
        letter = cells.place(0, number)[:-1]
        formula = f"=SUBTOTAL({_SUM_OF_SHOWN},{letter}{FIRST + 1}:{letter}{FIRST + len(values)})"
        pattern = styles.pattern(amounts[0], decimals)
        style = styles.get(bold=True, align="center", num_format=pattern, font_color=INK)
        page.write_formula(TOTALS, number, formula, style, float(sum(value.amount for value in amounts)))


def _width(number: int, column: Column, values: Sequence[str]) -> int:
    """Return how wide a column is: its longest line, but long texts go on in further lines."""
    longest = max((cells.width(value) for value in values), default=0)
    words = max(cells.width(word) for word in column.title.split()) + 3  # the button of the filter
    most = _WIDE if longest <= _LONG else _WIDEST
    least = max(words, _FIRST_TWO[number] if number < len(_FIRST_TWO) else _NARROWEST)
    return max(least, min(longest + 2, most))


def _conditions(page: Any, number: int, column: Column, last: int, styles: Styles) -> None:
    """Colour what a column says: words of state, shares, points short, days that are past."""

    def colour(**rule: Any) -> None:
        page.conditional_format(FIRST, number, last, number, rule)

    for word, mood in column.moods.items():
        colour(type="cell", criteria="==", value=_quoted(word), format=styles.get(**MOODS[mood]))
    if column.bar:
        colour(
            type="data_bar", data_bar_2010=True, bar_solid=True, bar_color=BAR, min_type="num", min_value=0,
            max_type="num", max_value=1, bar_direction="right" if styles.rtl else "left",
        )  # fmt: skip
    if column.short:
        colour(type="2_color_scale", min_type="num", min_value=0, min_color="#FFFFFF", max_color=SHORT)
    if column.due:
        day, state = cells.place(FIRST, number, "$"), cells.place(FIRST, column.due.state, "$")
        open_ = "".join(f",{state}<>{_quoted(word)}" for word in column.due.finished)
        late = {"bold": True, "font_color": DRAFT}
        colour(type="formula", criteria=f"=AND({day}<{_quoted(column.due.today)}{open_})", format=styles.get(**late))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def fit(page: Any, wide: int, headings: int, frozen: int) -> None:
    """Let a sheet be printed as wide as a page, or as few pages side by side as leave it readable."""
    pages = ceil(wide / _PAGE)
    page.fit_to_pages(pages, 0)
    page.repeat_rows(headings)
    if pages > 1 and frozen:
        page.repeat_columns(0, frozen - 1)
        page.print_across()
