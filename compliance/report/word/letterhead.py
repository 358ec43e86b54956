"""An office's own Word file around the report: its header, footer, margins and styles stay, the report fills it.

docxtpl fills in what the office wrote, in a sandbox; the report's own text never passes through a template.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from compliance import extras
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import dates
from compliance.report import mistakes
from compliance.report.document import Document
from compliance.report.word import pages
from compliance.report.word.markup import Sheet, clean, elements, text
from compliance.report.word.styles import Is
from compliance.schema import shorten

_PLACE = "urn:provincial-compliance:body"
_BODY = re.compile(r"\{\{p\s+body\s*\}\}")
_NO_TEXT = ("w:drawing", "w:pict", "w:object", "w:sectPr")
_LARGEST = 100 * 1024 * 1024  # bytes of everything in the file
_EMU = 635  # of a twip


class Letterhead:
    """A letterhead filled in with what belongs to a document.

    `file` is the Word file, `width` and `height` the room for text in twips, `titled` says that the office
    shows the report's title itself.
    """

    def __init__(self, document: Document, path: Path) -> None:
        template = _opened(path)
        used = _rendered(template, document, path)
        filled = BytesIO()
        template.save(filled)  # and read anew, since docxtpl leaves two readings of headers and footers behind
        self.file, self.document = extras.package("docx", "documents").Document(filled), document
        self.titled, self._coded = "title" in used, "code" in used
        places = self.file.element.body.findall(f"{{{_PLACE}}}body")
        if len(places) != 1:
            raise _no_place(path, _("no place for the report, or more than one"))
        self._place = places[0]
        section = self.file.sections[_sections_before(self._place)]
        beside = (section.left_margin or 0) + (section.right_margin or 0)
        above = abs(section.top_margin or 0) + abs(section.bottom_margin or 0)
        self.width = ((section.page_width or pages.WIDTH * _EMU) - beside) // _EMU
        self.height = ((section.page_height or pages.HEIGHT * _EMU) - above) // _EMU

    def put(self, body: str, sheet: Sheet) -> None:
        """Put the report's body into its place, and the code on every page that has none."""
        title = "" if self.titled else text(self.document.title, Is.TITLE, sheet)
        for made in elements(title + body):
            self._place.addprevious(made)
        self._place.getparent().remove(self._place)
        if not self._coded:
            line = text(pages.code(self.document), Is.FOOTER, sheet)
            for footer in _footers(self.file):
                footer._element.extend(elements(line))


def _opened(path: Path) -> Any:
    """Return the letterhead as docxtpl reads it; BadInput when it is no Word file or has no place for the report."""
    from lxml.etree import XMLSyntaxError

    docxtpl, exceptions = extras.package("docxtpl", "documents"), extras.package("docx.opc.exceptions", "documents")
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise zipfile.BadZipFile
        template = docxtpl.DocxTemplate(BytesIO(content))
        template.init_docx()
        found = [paragraph for paragraph in template.docx.paragraphs if _BODY.search(paragraph.text)]
    except (zipfile.BadZipFile, exceptions.PackageNotFoundError, XMLSyntaxError, LookupError, ValueError) as error:
        raise BadInput.of(
            str(path),
            None,
            _("a file that cannot be read as a Word file"),
            _("a letterhead saved as a Word document (.docx)"),
            _("open it in Word and save it as .docx"),
        ) from error
    if len(found) != 1:
        raise _no_place(path, _("no place for the report, or more than one"))
    if beside := _beside(found[0]._element):
        raise _no_place(path, beside)
    return template


def _beside(place: Any) -> str:
    """Return what else is in the paragraph that the report replaces; nothing where it is alone."""
    from docx.oxml.ns import qn

    text = "".join(piece.text or "" for piece in place.iter(qn("w:t"), qn("w:delText")))
    others = _BODY.sub("", text, count=1).strip()
    if others:
        return _("other text in the report's paragraph: “{text}”").format(text=shorten(others))
    breaks = [piece for piece in place.iter(qn("w:br")) if piece.get(qn("w:type")) in ("page", "column")]
    if breaks or any(True for _piece in place.iter(*map(qn, _NO_TEXT))):
        return _("a picture or a break in the report's paragraph")
    return ""


def _no_place(path: Path, seen: str) -> BadInput:
    return BadInput.of(
        str(path),
        None,
        seen,
        _("one paragraph with nothing in it but {{p body }}"),
        _("write {{p body }} in a paragraph of its own where the report is to stand"),
    )


def _rendered(template: Any, document: Document, path: Path) -> set[str]:
    """Fill in the letterhead and return the names it uses."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from lxml.etree import XMLSyntaxError
    from markupsafe import Markup

    given = {
        "office": document.office,
        "title": document.title,
        "date": str(dates.show(document.day)),
        "number": document.number,
        "code": document.code,
    }
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    kinds = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
    try:
        used: set[str] = template.get_undeclared_template_variables(environment)
        cleaned = {name: clean(value) for name, value in given.items()}
        template.render({**cleaned, "body": Markup(f'<body xmlns="{_PLACE}"/>')}, environment, autoescape=True)
    except (*kinds, XMLSyntaxError) as error:
        raise BadInput.of(
            str(path),
            None,
            mistakes.of_template(error),
            _("a letterhead with {names} and {{p body }} alone").replace("{names}", _names(given)),
            _("mend what stands between {{ and }} in it"),
        ) from error
    return used


def _names(given: dict[str, str]) -> str:
    return ", ".join(f"{{{{ {name} }}}}" for name in given)


def _sections_before(place: Any) -> int:
    """Return how many sections end before an element of the body."""
    from docx.oxml.ns import qn

    return sum(
        element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None for element in place.itersiblings(preceding=True)
    )


def _footers(file: Any) -> list[Any]:
    """Return every footer that a page may show, made where there is none."""
    footers = []
    for place, section in enumerate(file.sections):
        shown = [section.footer]
        shown += [section.first_page_footer] if section.different_first_page_header_footer else []
        shown += [section.even_page_footer] if file.settings.odd_and_even_pages_header_footer else []
        for footer in shown:
            if footer.is_linked_to_previous and not place:
                footer.is_linked_to_previous = False
                footer._element[:] = []
            if not footer.is_linked_to_previous:
                footers.append(footer)
    return footers
