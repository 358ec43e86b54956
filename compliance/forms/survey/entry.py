"""The entry sheet, into which answers on paper are typed: as CSV, and as a workbook with drop-downs.

Each row has its id already; a row in which nothing is typed is no answer sheet.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from compliance import extras, language
from compliance.language import _
from compliance.model.survey import Questionnaire
from compliance.office.survey import columns
from compliance.office.survey.columns import Column
from compliance.persian import numbers
from compliance.persian.letters import persian_digits

BOM = "\ufeff"  # by which Excel knows UTF-8
_LISTS = "_lists"
_INK, _HEAD, _LINE = "#1C2530", "#0B6E69", "#C6CED6"
_WIDTHS = {columns.SHEET: 22, columns.DAY: 12, columns.SERVICE: 42, columns.COMMENT: 60}
_MARK, _CAUSE = 13, 15
_HIGH = 62


class Prepared(NamedTuple):
    """What the rows of an entry sheet are made from: the questionnaire, texts of services, and how many rows."""

    asked: Questionnaire
    services: Sequence[str]
    rows: int


def new_id() -> str:
    """Return the id of a sheet that is filled in on paper; nothing can be read from it."""
    return f"p-{secrets.token_hex(8)}"


def as_csv(prepared: Prepared) -> bytes:
    """Return the entry sheet as CSV in UTF-8, as Excel opens it."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    shown = columns.of(prepared.asked)
    lines.writerow([columns.label(column, language.current()) for column in shown])
    only = prepared.services[0] if len(prepared.services) == 1 else ""
    ready = {columns.SERVICE: only}
    for _row in range(prepared.rows):
        lines.writerow([new_id() if c.id == columns.SHEET else ready.get(c.id, "") for c in shown])
    return (BOM + stream.getvalue()).encode()


def as_workbook(prepared: Prepared, title: str) -> bytes:
    """Return the entry sheet as a workbook; MissingExtra without the packages."""
    stream = io.BytesIO()
    book = extras.package("xlsxwriter", "documents").Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    _Writing(book, prepared).write(title)
    book.close()
    return stream.getvalue()


class _Writing:
    """Writes one workbook."""

    def __init__(self, book: Any, prepared: Prepared) -> None:
        self.book, self.prepared = book, prepared
        self.rtl = language.current() == "fa"
        self.page = book.add_worksheet(_("Answers"))
        self.lists = book.add_worksheet(_LISTS)
        self.lists.very_hidden()
        font = {"font_name": "Tahoma", "font_size": 10, "font_color": _INK, "border": 1, "border_color": _LINE}
        order = {"reading_order": 2 if self.rtl else 1}
        head = {**font, **order, "bold": True, "font_color": "#FFFFFF", "bg_color": _HEAD, "text_wrap": True}
        self.head = book.add_format({**head, "align": "center", "valign": "vcenter"})
        self.fixed = book.add_format({**font, "bg_color": "#F1F5F7", "font_color": "#56616D", "num_format": "@"})
        centred = {**font, "locked": False, "align": "center", "num_format": "@"}
        self.mark = book.add_format({**centred, "num_format": "0"})
        self.code = book.add_format(centred)
        self.text = book.add_format({**font, **order, "locked": False, "num_format": "@"})

    def write(self, title: str) -> None:
        if self.rtl:
            self.page.right_to_left()
        self.book.set_properties({"title": title})
        for place, column in enumerate(columns.of(self.prepared.asked)):
            self.column(place, column)
        self.page.set_row(0, _HIGH)
        self.page.freeze_panes(1, 1)
        self.page.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)
        self.page.set_footer("&C&P / &N")

    def column(self, place: int, column: Column) -> None:
        """Write a column: its heading, its cells, and what may stand in them."""
        asked, last = self.prepared.asked, self.prepared.rows
        self.page.write_string(0, place, columns.label(column, language.current()), self.head)
        is_mark = column.id in {question.id for question in asked.questions}
        is_cause = bool(columns.cause_of(column.id))
        self.page.set_column(place, place, _WIDTHS.get(column.id, _CAUSE if is_cause else _MARK))
        only = self.prepared.services[0] if len(self.prepared.services) == 1 else ""
        for row in range(1, last + 1):
            if column.id == columns.SHEET:
                self.page.write_string(row, place, new_id(), self.fixed)
            elif column.id == columns.SERVICE and only:
                self.page.write_string(row, place, only, self.text)
            else:
                self.page.write_blank(row, place, None, self.format(column.id, is_mark or is_cause))
        if is_mark:
            self.choose(place, len(asked.scale), _scale(asked))
        elif is_cause:
            self.choose(place, 1, _("1 where it is marked on the paper; leave it empty otherwise."))
        elif column.id == columns.SERVICE and len(self.prepared.services) > 1:
            self.choose_service(place)
        elif column.id == columns.DAY:
            hint = {"input_title": _("day"), "input_message": _("A Jalali date such as 1405/06/12, or nothing.")}
            self.page.data_validation(1, place, last, place, {"validate": "any", **hint})

    def format(self, id_: str, number: bool) -> Any:
        return self.mark if number else self.code if id_ == columns.DAY else self.text

    def choose(self, place: int, last: int, hint: str) -> None:
        """Let only numbers from 1 be typed, and offer them; keyboards here write them in Persian digits too."""
        values = [str(n) for n in range(1, last + 1)]
        if self.rtl:
            values = [*map(persian_digits, values), *values]
        self.page.data_validation(
            1,
            place,
            self.prepared.rows,
            place,
            {
                "validate": "list",
                "source": values,
                "input_message": hint,
                "error_title": _("not one of the choices"),
                "error_message": hint,
            },
        )

    def choose_service(self, place: int) -> None:
        """Offer the services; they stand in a hidden sheet, for a list in the cell is too short for their titles."""
        services = self.prepared.services
        for row, service in enumerate(services):
            self.lists.write_string(row, 0, service)
        source = f"={_LISTS}!$A$1:$A${len(services)}"
        rule = {"validate": "list", "source": source, "error_title": _("not one of the choices")}
        self.page.data_validation(1, place, self.prepared.rows, place, rule)


def _scale(asked: Questionnaire) -> str:
    """Return what the numbers of the scale stand for, in one line."""
    return "\n".join(f"{numbers.digits(n)}: {level}" for n, level in enumerate(asked.scale, 1))
