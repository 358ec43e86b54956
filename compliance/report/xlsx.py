"""The document as an Excel workbook of plan and assessment; nothing in it but sums is a formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from compliance.language import _
from compliance.persian import dates
from compliance.report.document import Document
from compliance.report.workbook import cells, overview, sheets_of, writing
from compliance.report.workbook.books import begun
from compliance.report.workbook.styles import INK, Styles, places

META = "_meta"
_LABEL, _TEXT = 30, 110  # the widths of the first sheet's columns


def write(document: Document) -> bytes:
    """Return the workbook; the same document gives the same bytes."""
    buffer = BytesIO()
    book = begun(buffer, document.title, document.office, document.day)
    styles = Styles(book, document.rtl)
    names = [META]
    _overview(book, _named(_("Overview"), names), document, styles)
    for sheet in sheets_of(document):
        writing.table(book, _named(sheet.name, names), sheet, document, styles)
    _meta(book, document)
    book.close()
    return buffer.getvalue()


def _named(title: str, names: list[str]) -> str:
    names.append(cells.sheet_name(title, names))
    return names[-1]


def _overview(book: Any, name: str, document: Document, styles: Styles) -> None:
    """Add the first sheet: what the document is, its figures, and what its parts say in sentences."""
    page = book.add_worksheet(name)
    writing.begin(page, document.title, document, styles, (_LABEL, _TEXT))
    page.set_column(0, 0, _LABEL)
    page.set_column(1, 1, _TEXT)
    page.fit_to_pages(1, 0)
    row = writing.TOTALS + 1
    for label, value in overview.facts(document):
        writing.put(page, row, 0, label, styles, 0, False, bold=True)
        writing.put(page, row, 1, value, styles, places([value]), False, align="right" if styles.rtl else "left")
        page.set_row(row, writing.height((label, value), (_LABEL, _TEXT)))
        row += 1
    for said in overview.said(document):
        row = _said(page, row + said.part, said, styles)


def _said(page: Any, row: int, said: overview.Said, styles: Styles) -> int:
    """Write a heading with the sentences beside it, below it where it is a part's; return the next row."""
    if said.part:
        page.write_string(row, 0, cells.text(said.heading), styles.get(bold=True, font_size=12, font_color=INK))
        row += 1
    for number, sentence in enumerate(said.sentences):
        label = said.heading if number == 0 and not said.part else ""
        writing.put(page, row, 0, label, styles, 0, False, bold=True)
        writing.put(page, row, 1, sentence, styles, 0, False)
        page.set_row(row, writing.height((label, sentence), (_LABEL, _TEXT)))
        row += 1
    return row


def _meta(book: Any, document: Document) -> None:
    """Add the sheet that people do not see and programs know the workbook by."""
    page = book.add_worksheet(META)
    page.very_hidden()
    report = document.source
    checklists = {a.checklist.id: a.checklist for a in report.assessments}
    rows = [
        ("office", report.office.id),
        ("round", document.round),
        ("code", document.code),
        ("draft", "yes" if document.draft else "no"),
        ("date", dates.write(document.day)),
        ("language", document.language),
        ("parts", " ".join(part.id for part in document.parts)),
        *(("checklist", c.id, c.version, c.sha256) for c in checklists.values()),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write_string(number, column, cells.text(cell))
