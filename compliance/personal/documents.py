"""Word documents, and those parts of Excel workbooks that hold text like a document's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from compliance.language import _
from compliance.persian import numbers
from compliance.personal import codes
from compliance.personal.findings import Findings, Stop, inner_files, unknown
from compliance.personal.packages import Package, Reader
from compliance.schema import shorten

_FOLDERS = ("word/", "xl/", "docprops/", "customxml/")
_INNER = ("/media/", "/embeddings/", "/activex/")
_BODY = re.compile("word/document[0-9]*[.]xml")  # Word on the web writes document2.xml
# Shown text; text that was struck out while changes were tracked, and fields, stay in the file unseen.
_SHOWN, _UNSEEN = {"t"}, {"delText", "instrText", "delInstrText"}
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PIVOT = "xl/pivotcache/"


def search(stream: BinaryIO, findings: Findings) -> None:
    """Search a zip that is a Word document or an Excel workbook."""
    from compliance.personal import sheets

    package = Package(stream, findings)
    names = [name for name in package.parts if name.startswith(_FOLDERS)]
    if sheets.WORKBOOK not in names and not any(map(_BODY.fullmatch, names)):
        raise Stop(unknown())
    if any(inner in f"/{name}" for name in names for inner in _INNER):
        findings.note(inner_files())
    special = sheets.search(package) if sheets.WORKBOOK in names else frozenset()
    for name in package.some([name for name in names if name.endswith(".xml") and name not in special]):
        package.read(name, _Texts(findings, name))


class _Texts(Reader):
    """Joins the runs of each paragraph, and takes other elements' text as it stands."""

    def __init__(self, findings: Findings, part: str) -> None:
        super().__init__(findings)
        self._part = part
        self._paragraphs: list[_Paragraph] = []  # a text box is a paragraph inside another one
        self._loose: list[str] = []
        self._element = ""
        self._tables = self._inside_tables = self._rows = self._numbered = 0
        self._counted = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open a paragraph, count tables and rows, note which element's text comes."""
        self._element = name
        self._leave()
        if name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "tbl":
            self._inside_tables += 1
            if self._inside_tables == 1:
                self._tables, self._rows = self._tables + 1, 0
        elif name == "tr" and self._inside_tables == 1:
            self._rows += 1
        elif self._paragraphs and name in _SIGNS:
            self._paragraphs[-1].shown.append(_SIGNS[name])
        elif self._part.startswith(_PIVOT) and "v" in attributes:
            self._found(attributes["v"])

    def text(self, data: str) -> None:
        """Take the text of runs, or of any element outside paragraphs."""
        if not self._paragraphs:
            self._loose.append(data)
        elif self._element in _SHOWN | _UNSEEN:
            self._count()
            paragraph = self._paragraphs[-1]
            (paragraph.shown if self._element in _SHOWN else paragraph.unseen).append(data)

    def end(self, name: str) -> None:
        """Judge a paragraph when it is whole."""
        self._element = ""
        self._leave()
        if name == "p" and self._paragraphs:
            paragraph = self._paragraphs.pop()
            self._found("".join(paragraph.shown))
            self._found("".join(paragraph.unseen))
            self._counted = self._counted and bool(self._paragraphs)
        elif name == "tbl":
            self._inside_tables = max(0, self._inside_tables - 1)

    def _leave(self) -> None:
        """Judge text outside paragraphs when its element ends or another begins."""
        if self._loose:
            self._found("".join(self._loose))
            self._loose.clear()

    def _count(self) -> None:
        """Number the outermost paragraphs that have text and stand in no table, as people count them."""
        if not self._counted and not self._inside_tables:
            self._counted = True
            self._numbered += 1

    def _found(self, text: str) -> None:
        for _at, code in codes.find(text):
            self.findings.add(self._place(), code)

    def _place(self) -> str:
        if not _BODY.fullmatch(self._part):
            return _place_of(self._part)
        if self._inside_tables:
            return _("table {table}, row {row}").format(
                table=numbers.digits(self._tables), row=numbers.digits(self._rows)
            )
        return _("paragraph {n}").format(n=numbers.digits(self._numbered))


class _Paragraph:
    """The pieces of one paragraph: what is shown and what is not."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.unseen: list[str] = []


def _place_of(part: str) -> str:
    """Return what people call a part."""
    name = part.rpartition("/")[2]
    for start, words in (
        ("header", _("header")),
        ("footer", _("footer")),
        ("footnotes", _("footnote")),
        ("endnotes", _("endnote")),
        ("comments", _("comment")),
        ("threadedcomment", _("comment")),
    ):
        if name.startswith(start):
            return words
    if part.startswith("docprops/"):
        return _("document properties")
    return _("{part}, inside the file").format(part=shorten(codes.hidden(part)))
