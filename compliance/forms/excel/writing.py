"""A form as a workbook: a guide, a sheet an indicator, hidden sheets for lists and the stamp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from compliance.forms.excel import stamp
from compliance.forms.excel.layout import (
    FILLED,
    FILLER,
    HEADINGS,
    HIDDEN,
    STAMP,
    Check,
    Form,
    Part,
    Row,
    Section,
)
from compliance.language import _
from compliance.persian import numbers
from compliance.report.workbook import cells, writing
from compliance.report.workbook.books import begun
from compliance.report.workbook.lists import NAME as LISTS
from compliance.report.workbook.lists import Lists
from compliance.report.workbook.sheets import Mood
from compliance.report.workbook.styles import INK, MOODS, Styles

_TITLE, _ABOUT, _HEADINGS, _FIRST = 0, 1, 2, 3  # the rows of a sheet
_WIDTHS = {
    Part.NUMBER: 5,
    Part.ITEM: 9,
    Part.QUESTION: 36,
    Part.HOW: 40,
    Part.ANSWER: 22,
    Part.REASON: 18,
    Part.EVIDENCE: 20,
    Part.NOTE: 16,
    Part.ASKED: 24,
    Part.UNIT: 14,
    Part.KNOWN: 15,
    Part.REQUIRED: 9,
    Part.FACT: 24,
}
_COMPACT = (Part.NUMBER, Part.ITEM)
_LABEL, _TEXT = 22, 90
_LONGEST_HINT, _LONGEST_HINT_TITLE = 255, 32
_TO_FILL = "#FFFFFF"
_LOCKED = "#F4F6F7"
# What a person may do in a protected sheet besides writing into the cells meant for it.
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True}
_COLUMN = {part: number for number, part in enumerate(Part)}


def write(form: Form, day: date) -> bytes:
    """Return the workbook of a form; the same form gives the same bytes on one day."""
    buffer = BytesIO()
    book = begun(buffer, form.title, form.about[0][1], day)
    styles = Styles(book, form.origin.language == "fa")
    names = [STAMP, LISTS]
    _guide(book, _named(_("Guide"), names), form, styles)
    pages = [(book.add_worksheet(_named(section.title, names)), section) for section in form.sections]
    lists = Lists(book)
    for page, section in pages:
        _sheet(page, section, form, styles, lists)
    hidden = book.add_worksheet(STAMP)
    hidden.very_hidden()
    for row, texts in enumerate(stamp.rows(form, names[3:])):
        for column, text in enumerate(texts):
            hidden.write_string(row, column, text)
    book.close()
    return buffer.getvalue()


def _named(title: str, names: list[str]) -> str:
    names.append(cells.sheet_name(title, names))
    return names[-1]


def _begin(page: Any, title: str, form: Form, styles: Styles, across: int) -> None:
    """Write the title across the first columns, and what headers and protection every sheet has."""
    if styles.rtl:
        page.right_to_left()
    page.hide_gridlines(2)
    order = 2 if styles.rtl else 1
    strong = styles.get(bold=True, font_size=13, font_color=INK, valign="vcenter", reading_order=order)
    page.merge_range(_TITLE, 0, _TITLE, across, cells.text(title), strong)
    page.set_row(_TITLE, 24)
    office, round_ = (cells.in_header(text) for text in (form.about[0][1], numbers.digits(form.origin.round)))
    first, last = (round_, office) if styles.rtl else (office, round_)
    writing.paper(page, f"&L{first}&C&A&R{last}")
    page.fit_to_pages(1, 0)
    page.protect("", _ALLOWED)


def _guide(book: Any, name: str, form: Form, styles: Styles) -> None:
    """Add the first sheet: what the form is, who fills it in, and how."""
    page = book.add_worksheet(name)
    _begin(page, form.title, form, styles, 1)
    page.set_column(0, 0, _LABEL)
    page.set_column(1, 1, _TEXT)
    row = _ABOUT + 1
    for label, text in form.about:
        writing.put(page, row, 0, label, styles, 0, False, bold=True)
        writing.put(page, row, 1, text, styles, 0, False)
        row += 1
    writing.put(page, row, 0, str(FILLER), styles, 0, False, bold=True)
    page.write_blank(row, 1, None, _style(styles, Part.ANSWER, bg_color=MOODS[Mood.WARNING]["bg_color"]))
    page.set_row(row, 24)
    row += 2
    for number, sentence in enumerate(form.guide, 1):
        writing.put(page, row, 0, numbers.digits(number), styles, 0, True)
        writing.put(page, row, 1, sentence, styles, 0, False)
        page.set_row(row, writing.height(("", sentence), (_LABEL, _TEXT)))
        row += 1


def _sheet(page: Any, section: Section, form: Form, styles: Styles, lists: Lists) -> None:
    """Write the questions of an indicator."""
    widths = [_WIDTHS[part] for part in Part]
    _begin(page, section.title, form, styles, _COLUMN[Part.NOTE])
    order = 2 if styles.rtl else 1
    plain = styles.get(font_color=INK, reading_order=order)
    page.merge_range(_ABOUT, 0, _ABOUT, _COLUMN[Part.NOTE], cells.text(f"{form.whose} · {section.checklist}"), plain)
    for part, number in _COLUMN.items():
        options = {"hidden": True} if part in HIDDEN else {}
        page.set_column(number, number, _WIDTHS[part], None, options)
        page.write_string(_HEADINGS, number, str(HEADINGS[part]), writing.heading(styles))
    headings = [str(HEADINGS[part]) for part in Part]
    page.set_row(_HEADINGS, writing.height(headings, [wide - 3 for wide in widths]))
    for number, row in enumerate(section.rows):
        _row(page, _FIRST + number, number + 1, row, widths, styles, lists)
    last = _FIRST + len(section.rows) - 1
    page.autofilter(_HEADINGS, 0, last, len(widths) - 1)
    page.freeze_panes(_HEADINGS + 1, _COLUMN[Part.QUESTION])
    page.repeat_rows(_HEADINGS)
    page.print_area(0, 0, last, _COLUMN[HIDDEN[0]] - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{cells.place(last, len(widths) - 1)}"})
    _unanswered(page, last, styles)


def _row(page: Any, at: int, number: int, row: Row, widths: Sequence[int], styles: Styles, lists: Lists) -> None:
    """Write one question: what is shown, what is to be filled in, what programs know it by."""
    texts = {
        Part.NUMBER: numbers.digits(number),
        Part.ITEM: row.item,
        Part.QUESTION: row.question,
        Part.HOW: row.how,
        Part.ANSWER: row.filled.answer,
        Part.REASON: row.filled.reason,
        Part.EVIDENCE: row.filled.evidence,
        Part.NOTE: row.filled.note,
        Part.ASKED: row.asked,
        Part.UNIT: row.unit,
        Part.KNOWN: row.known,
        Part.REQUIRED: "1" if row.required else "",
        Part.FACT: row.key.fact,
    }
    page.set_row(at, writing.height([texts[part] for part in Part], widths))
    for part, column in _COLUMN.items():
        _cell(page, at, column, part, texts[part], styles)
    answer = _COLUMN[Part.ANSWER]
    if row.choices:
        page.data_validation(
            at, answer, at, answer,
            {
                "validate": "list", "source": lists.source(row.choices), "error_type": "warning",
                "error_title": _("Not in the list"), "error_message": _("Choose from the list, if possible."),
            },
        )  # fmt: skip
    elif row.hint:
        title = cells.cut(str(HEADINGS[Part.HOW]), _LONGEST_HINT_TITLE)
        hint = {"input_title": title, "input_message": cells.cut(row.hint, _LONGEST_HINT)}
        page.data_validation(at, answer, at, answer, {**_held(row.check, cells.place(at, answer)), **hint})


def _held(check: Check | None, name: str) -> dict[str, str]:
    """Return what a typed number is held against; what a spreadsheet cannot read as one is left to the import.

    Only a warning: sorted rows leave the rules of their cells behind.
    """
    if check is None:
        return {"validate": "any"}
    limits = [f"VALUE({name}){sign}{end}" for sign, end in ((">=", check.low), ("<=", check.high)) if end is not None]
    if check.whole:
        limits.append(f"VALUE({name})=INT(VALUE({name}))")
    no_number = f'ISNUMBER(FIND("/",{name}))'  # which spreadsheets take for a date
    return {
        "validate": "custom",
        "value": f"=IFERROR(OR({no_number},AND({','.join(limits)})),TRUE)",
        "error_type": "warning",
        "error_title": _("Is it possible?"),
        "error_message": cells.cut(_("Possible is {what}.").format(what=check.said), _LONGEST_HINT),
    }


def _cell(page: Any, row: int, column: int, part: Part, text: str, styles: Styles) -> None:
    """Write one cell as a text, whatever it looks like."""
    shown = cells.text(text)
    guard = {"quote_prefix": True} if cells.starts_like_a_formula(shown) else {}
    style, runs = _style(styles, part, **guard), cells.runs(shown) if styles.rtl else None
    if not shown:
        page.write_blank(row, column, None, style)
    elif runs is None:
        page.write_string(row, column, shown, style)
    else:
        page.write_rich_string(row, column, runs[0], styles.get(bold=False), runs[1], style)


def _style(styles: Styles, part: Part, **more: Any) -> Any:
    """Return how a cell looks; what is to be filled in is unlocked and takes every entry as a text."""
    own = {"locked": False, "num_format": "@", "bg_color": _TO_FILL} if part in FILLED else {"bg_color": _LOCKED}
    return styles.cell(part in _COMPACT, **{**own, **more})


def _unanswered(page: Any, last: int, styles: Styles) -> None:
    """Colour the cells that wait for an answer."""
    column = _COLUMN[Part.ANSWER]
    answer, required = (cells.place(_FIRST, _COLUMN[part], "$") for part in (Part.ANSWER, Part.REQUIRED))
    waiting = styles.get(bg_color=MOODS[Mood.WARNING]["bg_color"])
    rule = {"type": "formula", "criteria": f'=AND(LEN(TRIM({answer}))=0,{required}="1")', "format": waiting}
    page.conditional_format(_FIRST, column, last, column, rule)
