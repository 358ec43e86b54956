"""The report as a Word file that an office edits and sends on; signed, on its own letterhead if it has one."""

from __future__ import annotations

from typing import Any

from compliance.report.document import Document
from compliance.report.word import blocks, fitting, fonts, letterhead, package, pages, pictures, styles
from compliance.report.word.blocks import Ground, Placed
from compliance.report.word.markup import Sheet, elements, picture, text
from compliance.report.word.styles import Is


def write(document: Document) -> bytes:
    """Return the file; MissingExtra without the packages, BadInput for an emblem or letterhead that is none."""
    own = document.report.paper.letterhead
    if own is not None and not document.draft:
        return letterhead.write(document, own, body)
    file = package.empty(document.rtl)
    sheet = sheet_of(file, document, pages.TEXT_WIDTH, pages.TEXT_HEIGHT)
    main, section = file.element.body, file.sections[0]
    written = pages.title(document, sheet, _emblem(file, document)) + body(file, document, sheet, True)
    main[:] = [*elements(written), *elements(f"<w:sectPr>{pages.section()}</w:sectPr>")]
    for line, written in ((section.header, pages.header), (section.footer, pages.footer)):
        line.is_linked_to_previous = False
        line._element[:] = elements(written(document, sheet))
    fonts.embed(file.part)
    package.describe(file, document)
    return package.saved(file.save, document.day)


def sheet_of(file: Any, document: Document, width: int, height: int) -> Sheet:
    """Return what paragraphs of the file are written for; the styles they need are in it then."""
    lists = file.part.numbering_part.element
    return Sheet(document.rtl, width, height, styles.install(file.styles.element, lists, document.rtl), lists)


def body(file: Any, document: Document, sheet: Sheet, titled: bool) -> str:
    """Return the parts in order, each on a new page; `titled` says that a title block stands above the first."""
    drawn = _pictures(file, document, sheet)
    written = []
    for place, part in enumerate(document.parts):
        own = fitting.fitted(part, document, sheet, titled and place == 0) if part.one_page else sheet
        written.append(text(part.title, Is.PART, own, new_page=place > 0))
        written.append(blocks.write(part.blocks, Ground(own, drawn)))
    return "".join(written)


def _pictures(file: Any, document: Document, sheet: Sheet) -> dict[int, Placed]:
    """Put the document's charts into the file and return where they are, by the chart's identity."""
    asked = [one for part in document.parts for one in pictures.asked(part.blocks, sheet.width)]
    drawn = pictures.drawn(asked, sheet.width, document.templates)
    return {
        id(one.chart): Placed(_added(file, png), number, pictures.ratio(png))
        for number, (one, png) in enumerate(zip(asked, drawn, strict=True), 2)
    }


def _emblem(file: Any, document: Document) -> str:
    """Return the run of the office's emblem, or nothing where there is none."""
    if document.emblem is None:
        return ""
    png = pictures.emblem(document.emblem, pages.EMBLEM)
    ratio = pictures.ratio(png)
    width = min(round(pages.EMBLEM / ratio), pages.EMBLEM)
    return picture(_added(file, png), 1, width, round(width * ratio), document.office)


def _added(file: Any, png: bytes) -> str:
    """Return the relation of a picture put into a file."""
    from io import BytesIO

    relation, _image = file.part.get_or_add_image(BytesIO(png))
    return str(relation)
