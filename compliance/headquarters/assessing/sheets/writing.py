"""A sheet as a workbook: a guide, the items, a hidden page for where it comes from."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from compliance.headquarters.assessing.sheets import stamps
from compliance.headquarters.assessing.sheets.layout import FILLED, HEADINGS, Form, Part, Row
from compliance.language import _, current
from compliance.persian import numbers
from compliance.report.workbook import cells, writing
from compliance.report.workbook.books import begun
from compliance.report.workbook.lists import NAME as LISTS
from compliance.report.workbook.lists import Lists
from compliance.report.workbook.sheets import Mood
from compliance.report.workbook.styles import INK, MOODS, Styles

_TITLE, _ABOUT, _HEADINGS, _FIRST = 0, 1, 2, 3  # the rows of a page
_WIDTHS = {
    Part.NUMBER: 5,
    Part.INDICATOR: 16,
    Part.ITEM: 9,
    Part.QUESTION: 34,
    Part.HOW: 34,
    Part.TARGET: 13,
    Part.POINTS: 9,
    Part.DECLARED: 22,
    Part.EVIDENCE: 22,
    Part.ASSESSORS: 34,
    Part.VALUE: 22,
    Part.REASON: 34,
    Part.FACT: 24,
}
_COMPACT = (Part.NUMBER, Part.ITEM, Part.POINTS)
_LABEL, _TEXT = 22, 90
_TO_FILL, _LOCKED = "#FFFFFF", "#F4F6F7"
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True}


def write(form: Form, day: date) -> bytes:
    """Return the workbook of a sheet; the same sheet gives the same bytes on one day."""
    buffer = BytesIO()
    book = begun(buffer, form.title, "", day)
    styles = Styles(book, current() == "fa")
    names = [stamps.PAGE, LISTS]
    guide, items = (cells.sheet_name(title, names) for title in (_("Guide"), _("Items")))
    _guide(book.add_worksheet(guide), form, styles)
    page = book.add_worksheet(items)
    _items(page, form, styles, Lists(book))
    hidden = book.add_worksheet(stamps.PAGE)
    hidden.very_hidden()
    for row, texts in enumerate(stamps.rows(form, items)):
        for column, text in enumerate(texts):
            hidden.write_string(row, column, text)
    page.activate()
    book.close()
    return buffer.getvalue()


def _begin(page: Any, form: Form, styles: Styles, across: int) -> None:
    """Write the title across the first columns, and what headers and protection every page has."""
    if styles.rtl:
        page.right_to_left()
    page.hide_gridlines(2)
    order = 2 if styles.rtl else 1
    strong = styles.get(bold=True, font_size=13, font_color=INK, valign="vcenter", reading_order=order)
    page.merge_range(_TITLE, 0, _TITLE, across, cells.text(form.title), strong)
    page.set_row(_TITLE, 24)
    office, round_ = cells.in_header(form.about[0][1]), cells.in_header(numbers.digits(form.origin.round))
    first, last = (round_, office) if styles.rtl else (office, round_)
    writing.paper(page, f"&L{first}&C&A&R{last}")
    page.fit_to_pages(1, 0)
    page.protect("", _ALLOWED)


def _guide(page: Any, form: Form, styles: Styles) -> None:
    _begin(page, form, styles, 1)
    page.set_column(0, 0, _LABEL)
    page.set_column(1, 1, _TEXT)
    row = _ABOUT + 1
    for label, text in form.about:
        writing.put(page, row, 0, label, styles, 0, False, bold=True)
        writing.put(page, row, 1, text, styles, 0, False)
        row += 1
    row += 1
    for number, sentence in enumerate(form.guide, 1):
        writing.put(page, row, 0, numbers.digits(number), styles, 0, True)
        writing.put(page, row, 1, sentence, styles, 0, False)
        page.set_row(row, writing.height(("", sentence), (_LABEL, _TEXT)))
        row += 1


def _items(page: Any, form: Form, styles: Styles, lists: Lists) -> None:
    parts = form.parts
    columns = {part: number for number, part in enumerate(parts)}
    widths = [_WIDTHS[part] for part in parts]
    across = columns[Part.REASON]
    _begin(page, form, styles, across)
    order = 2 if styles.rtl else 1
    page.merge_range(
        _ABOUT, 0, _ABOUT, across, cells.text(form.line), styles.get(font_color=INK, reading_order=order)
    )
    for part, number in columns.items():
        page.set_column(number, number, _WIDTHS[part], None, {"hidden": True} if part is Part.FACT else {})
        page.write_string(_HEADINGS, number, str(HEADINGS[part]), writing.heading(styles))
    headings = [str(HEADINGS[part]) for part in parts]
    page.set_row(_HEADINGS, writing.height(headings, [wide - 3 for wide in widths]))
    for at, row in enumerate(form.rows, _FIRST):
        page.set_row(at, writing.height([row.texts[part] for part in parts], widths))
        for part, column in columns.items():
            _cell(page, at, column, part, row, styles)
        page.data_validation(at, columns[Part.VALUE], at, columns[Part.VALUE], _offered(lists.source(row.choices)))
    last = _FIRST + len(form.rows) - 1
    page.autofilter(_HEADINGS, 0, last, len(parts) - 1)
    page.freeze_panes(_HEADINGS + 1, columns[Part.QUESTION])
    page.repeat_rows(_HEADINGS)
    page.print_area(0, 0, last, across)
    page.ignore_errors({"number_stored_as_text": f"A1:{cells.place(last, len(parts) - 1)}"})


def _offered(source: Any) -> dict[str, Any]:
    """Return the list of a cell; what is typed besides is only warned of: it is read when the sheet comes back."""
    message = _("Numbers are typed; choose all else from the list.")
    warning = {"error_type": "warning", "error_title": _("Not in the list"), "error_message": message}
    return {"validate": "list", "source": source, **warning}


def _cell(page: Any, row: int, column: int, part: Part, of: Row, styles: Styles) -> None:
    """Write one cell as a text, whatever it looks like."""
    shown = cells.text(of.texts[part])
    guard = {"quote_prefix": True} if cells.starts_like_a_formula(shown) else {}
    own: dict[str, Any] = {"bg_color": _LOCKED}
    if part in FILLED:
        waiting = MOODS[Mood.WARNING]["bg_color"] if of.waits else _TO_FILL
        own = {"locked": False, "num_format": "@", "bg_color": waiting}
    style, runs = styles.cell(part in _COMPACT, **own, **guard), cells.runs(shown) if styles.rtl else None
    if not shown:
        page.write_blank(row, column, None, style)
    elif runs is None:
        page.write_string(row, column, shown, style)
    else:
        page.write_rich_string(row, column, runs[0], styles.get(bold=False), runs[1], style)
