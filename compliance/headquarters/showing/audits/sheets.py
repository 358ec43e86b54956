"""The sheets of a visit: a paper for the team, and a workbook or CSV into which what was found is typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from compliance import language
from compliance import report as formats
from compliance.forms.excel import spelling
from compliance.headquarters.auditing import columns, visiting
from compliance.headquarters.auditing.columns import Column
from compliance.headquarters.auditing.visiting import Look, Visit
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.audits import words as say
from compliance.headquarters.showing.letters import name_of
from compliance.headquarters.store import Store
from compliance.language import _, current
from compliance.model.audit import Draw, Result
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.report import words
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Bullets,
    Choice,
    Choices,
    Frame,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.workbook import books, cells, writing
from compliance.report.workbook.styles import HEAD, INK, LINE, Styles

_WIDTHS = {
    Column.DRAW: 13,
    Column.OFFICE: 22,
    Column.NAME: 24,
    Column.ITEM: 9,
    Column.QUESTION: 38,
    Column.DECLARED: 24,
    Column.EVIDENCE: 26,
    Column.HOW: 30,
    Column.RESULT: 14,
    Column.FOUND: 20,
    Column.DAY: 13,
    Column.NOTE: 32,
}
_TITLE, _ABOUT, _HEADINGS, _FIRST = 0, 1, 2, 3  # the rows of a sheet
_LINE = 13.5  # points, a line of text in a cell
_HIGHEST = 400.0
_LONGEST_LIST = 255
_TO_FILL, _LOCKED = "#FFFFFF", "#F4F6F7"
_ALLOWED = {"format_columns": True, "format_rows": True, "format_cells": True}


def title(draw: Draw, visit: Visit) -> str:
    """Return what a visit's sheets are called."""
    text = _("Site visit: {office}, round {round}")
    return text.format(office=name_of(visit.office, visit.office.id), round=numbers.digits(draw.round))


def paper(draw: Draw, visit: Visit) -> list[Part]:
    """Return the paper of a visit: why this office, each item with room for what is found, and who was there."""
    return [Part("visit", _("Sheet of the visit"), tuple(_paper(draw, visit)))]


def _paper(draw: Draw, visit: Visit) -> Iterator[Block]:
    yield Paragraph(title(draw, visit), Tone.STRONG)
    yield Bullets(
        (
            _("Code of the draw: {code}").format(code=draw.code),
            _("Id of the office: {id}").format(id=visit.office.id),
            _("Items to look at: {n}").format(n=numbers.show(len(visit.looks))),
            _("Why this office: {why}").format(why=say.why(visit.unit.reasons)),
        )
    )
    yield Paragraph(
        _(
            "Look at what is there on the day of the visit and at the evidence itself. Write what you found, as the "
            "question is answered, and not what it is worth; an item that you could not look at is marked so, with "
            "the reason. To be drawn accuses nobody of anything."
        ),
        Tone.SOFT,
    )
    for look in visit.looks:
        yield Frame(tuple(_look(look)))
    yield Frame(
        (
            Paragraph(_("What stands above was found at the visit."), Tone.STRONG),
            Blanks((Blank(_("Day of the visit")), Blank(_("Place"), wide=True))),
            Blanks((Blank(_("Visitor: name and signature"), wide=True),) * 2),
            Blanks((Blank(_("For the office: name, position and signature"), wide=True),)),
        )
    )


def _look(look: Look) -> Iterator[Block]:
    yield Paragraph(f"{look.drawn.id} – {look.fact.question}", Tone.STRONG)
    yield Paragraph(_("Declared: {value}").format(value=say.declared(look.fact, look.entry)))
    yield Paragraph(_("Target: {target}").format(target=words.target(look.fact, look.item)))
    listed = say.evidence(look.entry)
    yield Paragraph(
        _("Evidence listed: {evidence}").format(evidence=_("; ").join(listed))
        if listed
        else _("Evidence listed: none")
    )
    yield Paragraph(_("Why this item: {why}").format(why=say.why(look.drawn.reasons, of_item=True)), Tone.SOFT)
    yield Choices((Choice("", tuple(_(word) for word in columns.RESULTS.values())),))
    yield Blanks((Blank(_("What was found"), wide=True), Blank(_("Remark"), wide=True)))


def file(draw: Draw, visit: Visit, day: date, ending: str) -> bytes:
    """Return a visit's sheet in the format of an ending."""
    if ending == "csv":
        return as_csv(draw, visit)
    if ending == "xlsx":
        return as_workbook(draw, visit, day)
    named = _("{title}, code of the draw {code}").format(title=title(draw, visit), code=draw.code)
    made = papers.paper(paper(draw, visit), named, draw.round, day, registered=False)
    return formats.write(made, ending)


def rows(draw: Draw, visit: Visit) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a sheet: what is asked and was declared, and empty cells for what is found."""
    for look in visit.looks:
        yield (
            draw.code,
            visit.office.id,
            name_of(visit.office, visit.office.id),
            look.drawn.id,
            str(look.fact.question),
            say.declared(look.fact, look.entry),
            "\n".join(say.evidence(look.entry)) or _("none"),
            spelling.how(look.fact),
            "",
            "",
            "",
            "",
        )


def written(store: Store, library: Library, draw: Draw) -> Iterator[tuple[Mapping[Column, str], ...]]:
    """Yield the rows of all sheets of a draw, each in every language, as the cells of a workbook hold them."""
    for visit in visiting.visits(store, library, draw):
        for alike in zip(*language.both(partial(_cells, draw, visit)), strict=True):
            yield tuple(dict(zip(Column, row, strict=True)) for row in alike)


def _cells(draw: Draw, visit: Visit) -> list[list[str]]:
    return [list(map(cells.text, row)) for row in rows(draw, visit)]


def as_csv(draw: Draw, visit: Visit) -> bytes:
    """Return the sheet as CSV in UTF-8, as Excel opens it; no text in it becomes a formula."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow([columns.heading(column) for column in Column])
    table.writerows([_safe(text) for text in row] for row in rows(draw, visit))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _safe(text: str) -> str:
    shown = " / ".join(cells.text(text).split("\n"))
    return f"'{shown}" if cells.starts_like_a_formula(shown) else shown


def as_workbook(draw: Draw, visit: Visit, day: date) -> bytes:
    """Return the sheet as a workbook; MissingExtra without the package."""
    buffer = BytesIO()
    book = books.begun(buffer, title(draw, visit), "", day)
    _write(book, draw, visit, Styles(book, current() == "fa"))
    book.close()
    return buffer.getvalue()


def _write(book: Any, draw: Draw, visit: Visit, styles: Styles) -> None:
    page = book.add_worksheet(cells.sheet_name(_("Visit"), []))
    order = 2 if styles.rtl else 1
    if styles.rtl:
        page.right_to_left()
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.repeat_rows(_HEADINGS)
    page.set_footer("&C&P / &N")
    strong = styles.get(bold=True, font_size=14, font_color=INK, reading_order=order)
    page.write_string(_TITLE, 0, cells.text(title(draw, visit)), strong)
    about = _("Fill in the white cells. “{found}” stays empty where the result is “{same}”.").format(
        found=columns.heading(Column.FOUND), same=_(columns.RESULTS[Result.SAME])
    )
    page.write_string(_ABOUT, 0, about, styles.get(font_color=INK, reading_order=order))
    head = styles.get(
        bold=True, bg_color=HEAD, font_color="#FFFFFF", border=1, border_color=LINE, text_wrap=True, align="center",
        valign="vcenter",
    )  # fmt: skip
    for place, column in enumerate(Column):
        page.set_column(place, place, _WIDTHS[column])
        page.write_string(_HEADINGS, place, columns.heading(column), head)
    page.set_row(_HEADINGS, 32)
    for number, (look, row) in enumerate(zip(visit.looks, rows(draw, visit), strict=True), _FIRST):
        _row(page, number, row, styles)
        _offer(page, number, look)
    page.freeze_panes(_FIRST, 0)
    page.protect("", _ALLOWED)


def _row(page: Any, number: int, row: Sequence[str], styles: Styles) -> None:
    high = max(cells.lines(text, _WIDTHS[column]) for column, text in zip(Column, row, strict=True))
    page.set_row(number, min(_HIGHEST, _LINE * max(2, high)))
    for place, (column, text) in enumerate(zip(Column, row, strict=True)):
        fill = column in columns.FILLED
        look = {"num_format": "@", "locked": not fill, "bg_color": _TO_FILL if fill else _LOCKED}
        writing.put(page, number, place, str(text), styles, 0, False, **look)  # a number stays as it was typed


def _offer(page: Any, number: int, look: Look) -> None:
    """Offer the results, and the answers of a question where they can be chosen."""
    results = [_(word) for word in columns.RESULTS.values()]
    _choose(page, number, Column.RESULT, results, True)
    choices = list(spelling.choices(look.fact))
    if choices and len(",".join(choices)) <= _LONGEST_LIST and not any("," in choice for choice in choices):
        _choose(page, number, Column.FOUND, choices, False)


def _choose(page: Any, number: int, column: Column, choices: Sequence[str], strict: bool) -> None:
    place = list(Column).index(column)
    rule = {"validate": "list", "source": list(choices), "show_error": strict}
    page.data_validation(number, place, number, place, {**rule, "error_title": _("not one of the choices")})
