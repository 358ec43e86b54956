"""The report as a Word file that an office edits and sends on; signed, on its own letterhead if it has one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance.report import widths
from compliance.report.document import Document, Grid, within
from compliance.report.word import blocks, fitting, fonts, package, pages, pictures, styles
from compliance.report.word.blocks import Ground, Placed
from compliance.report.word.letterhead import Letterhead
from compliance.report.word.markup import Sheet, elements, picture, text, whole
from compliance.report.word.styles import Is


def write(document: Document) -> bytes:
    """Return the file; MissingExtra without the packages, BadInput for an emblem or letterhead that is none."""
    own = document.letterhead
    file = _on_letterhead(document, own) if own is not None and not document.draft else _on_own_pages(document)
    fonts.embed(file.part)
    package.describe(file, document)
    return package.saved(file.save, document.day)


def _on_own_pages(document: Document) -> Any:
    """Return the document as a file with header, footer and title block of ours."""
    file = package.empty(document.rtl)
    sheet = _sheet(file, document, pages.TEXT_WIDTH, pages.TEXT_HEIGHT)
    written = pages.title(document, sheet, _emblem(file, document)) + _body(file, document, sheet)
    file.part._element = whole(f"{written}<w:sectPr>{pages.section(document.rtl)}</w:sectPr>")
    file = file.part.document
    section = file.sections[0]
    for line, made in ((section.header, pages.header), (section.footer, pages.footer)):
        line.is_linked_to_previous = False
        line._element[:] = elements(made(document, sheet))
    return file


def _on_letterhead(document: Document, path: Path) -> Any:
    """Return the document as the office's own file with the report in it."""
    own = Letterhead(document, path)
    sheet = _sheet(own.file, document, own.width, own.height)._replace(own_fonts=True)
    own.put(_body(own.file, document, sheet), sheet)
    package.embeds_fonts(own.file)
    return own.file


def _sheet(file: Any, document: Document, width: int, height: int) -> Sheet:
    """Return what paragraphs of the file are written for; the styles they need are in it then."""
    lists = package.lists(file)
    inside = within(block for part in document.parts for block in part.blocks)
    shown = [table for block in inside if isinstance(block, Grid) for table in (block.table, block.details) if table]
    return Sheet(
        document.rtl,
        width,
        height,
        styles.install(file.styles.element, lists, document.rtl),
        lists,
        widths.of_tables(shown),
    )


def _body(file: Any, document: Document, sheet: Sheet) -> str:
    """Return the parts in order, each on a new page where they do not flow; above the first stands the title."""
    drawn = _pictures(file, document, sheet)
    written = []
    for place, part in enumerate(document.parts):
        own = fitting.fitted(part, document, sheet, place == 0) if part.one_page else sheet
        written.append(text(part.title, Is.PART, own, new_page=place > 0 and not document.flowing))
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
    png = pictures.emblem(document.emblem)
    ratio = pictures.ratio(png)
    width = min(round(pages.EMBLEM / ratio), pages.EMBLEM)
    return picture(_added(file, png), 1, width, round(width * ratio), document.office)


def _added(file: Any, png: bytes) -> str:
    """Return the relation of a picture put into a file."""
    from io import BytesIO

    relation, _image = file.part.get_or_add_image(BytesIO(png))
    return str(relation)
