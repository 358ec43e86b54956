"""Texts that an office may rewrite: a Markdown template filled in and read as blocks, so that every format has them.

Headings, paragraphs (strong ones too), lists, tables and rulers (a new page) are read; a line of labels and
dots is a line to fill in; anything else is taken as its text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from compliance.report.content import Report
from compliance.report.document import Blank, Blanks, Block, Bullets, Grid, Heading, NewPage, Paragraph, Tone
from compliance.report.tables import make
from compliance.report.templating import fill

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TEXTS = (*_HEADINGS, "p", "li", "th", "td", "pre")
_BLANK = re.compile("([^…:]+): *(…+) *")
_WIDE = 10  # so many dots stand for a name, fewer for a date


def read(template: str, report: Report) -> list[Block]:
    """Return a template's text as blocks; BadInput with file and line for a template that cannot be filled."""
    from markdown import markdown
    from markdown.extensions.tables import TableExtension  # by its name it would be looked for in every package

    text = fill(template, report.paper.templates, report=report, office=report.office, plan=report.plan)
    reader = _Reader()
    reader.feed(markdown(text, extensions=[TableExtension()]))
    reader.close()
    return reader.blocks


class _Reader(HTMLParser):
    """Gathers the blocks of a page that Markdown wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._items: list[str] = []
        self._rows: list[tuple[str, ...]] = []
        self._cells: list[str] = []
        self._strong = ""
        self._in_item = False

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "hr":
            self.blocks.append(NewPage())
        elif tag == "br":
            self._text.append(" ")
        elif tag in _TEXTS and not self._in_item:
            self._text, self._strong = [], ""
        self._in_item = self._in_item or tag == "li"

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        if self._in_item and tag in ("p", "pre"):
            self._text.append(" ")
            return
        if tag in _HEADINGS:
            self.blocks.append(Heading(text))
        elif tag == "li":
            self._items.append(text)
            self._in_item = False
        elif tag == "strong":
            self._strong = text
            return
        elif tag in ("p", "pre") and text:
            self.blocks.append(_paragraph(text, text == self._strong))
        elif tag in ("ul", "ol") and self._items:
            self.blocks.append(Bullets(tuple(self._items), numbered=tag == "ol"))
            self._items = []
        elif tag in ("th", "td"):
            self._cells.append(text)
        elif tag == "tr":
            self._rows.append(tuple(self._cells))
            self._cells = []
        elif tag == "table" and self._rows:
            head, *rows = self._rows
            self.blocks.append(Grid(make([(title, False) for title in head], rows)))
            self._rows = []
        if tag in _TEXTS:
            self._text = []


def _paragraph(text: str, strong: bool) -> Block:
    """Return a paragraph, or lines to fill in where it has nothing but labels and dots."""
    found = list(_BLANK.finditer(text))
    if found and "".join(match[0] for match in found) == text:
        return Blanks(tuple(Blank(m[1].strip(), wide=len(m[2]) >= _WIDE) for m in found))
    return Paragraph(text, Tone.STRONG if strong else Tone.PLAIN)
