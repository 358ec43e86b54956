"""Texts that an office may rewrite: a Markdown template filled in and read as blocks, so that every format has them.

Headings, paragraphs (strong ones too), lists inside each other, tables and rulers (a new page) are read; a line of
labels and dots is a line to fill in; anything else is taken as its text, a link with its address, a picture with
its description. Only what is between the tags of scripts and styles is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compliance.report.content import Report
from compliance.report.document import Blank, Blanks, Block, Bullets, Grid, Heading, NewPage, Paragraph, Tone
from compliance.report.parts import elements
from compliance.report.parts.elements import Element
from compliance.report.tables import make
from compliance.report.templating import fill

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol")
_OWN = (*_HEADINGS, *_LISTS, "p", "pre", "hr", "table")
_APART = (  # elements whose text stands apart from what is before and after them
    *_OWN, "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "html", "iframe", "legend",
    "li", "main", "nav", "option", "section", "select", "summary", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "title", "tr", "video",
)  # fmt: skip
_BLANK = re.compile("([^…:]+): *(…+) *")
_WIDE = 10  # so many dots stand for a name, fewer for a date


def read(template: str, report: Report) -> list[Block]:
    """Return a template's text as blocks; BadInput with file and line for a template that cannot be filled."""
    text = fill(template, report.paper.templates, report=report, office=report.office, plan=report.plan)
    return list(_blocks(elements.read(text).inside))


def _blocks(inside: Iterable[Element | str]) -> Iterator[Block]:
    """Yield what is inside an element as blocks; text between them is a paragraph."""
    loose: list[Element | str] = []
    for one in inside:
        if isinstance(one, str) or not _stands_apart(one):
            loose.append(one)
            continue
        yield from _paragraphs(loose)
        loose = []
        yield from _of(one)
    yield from _paragraphs(loose)


def _stands_apart(element: Element) -> bool:
    inner = (one for one in element.inside if isinstance(one, Element))
    return element.tag in _APART or any(map(_stands_apart, inner))


def _of(element: Element) -> Iterator[Block]:
    """Yield the blocks of an element that stands apart."""
    tag = element.tag
    if tag in _HEADINGS:
        yield Heading(_text(element.inside))
    elif tag in _LISTS:
        found = _bullets(element)
        if found.items:
            yield found
    elif tag == "hr":
        yield NewPage()
    elif tag == "table":
        yield from _grid(element)
    elif tag in ("p", "pre"):
        yield from _paragraphs(element.inside)
    else:
        yield from _blocks(element.inside)


def _paragraphs(inside: list[Element | str]) -> Iterator[Block]:
    """Yield a paragraph, or lines to fill in where it has nothing but labels and dots; nothing for blanks."""
    text = _text(inside)
    found = list(_BLANK.finditer(text))
    if found and "".join(match[0] for match in found) == text:
        yield Blanks(tuple(Blank(m[1].strip(), wide=len(m[2]) >= _WIDE) for m in found))
    elif text:
        said = [one for one in inside if not isinstance(one, str) or one.strip()]
        strong = len(said) == 1 and isinstance(said[0], Element) and said[0].tag in ("strong", "b")
        yield Paragraph(text, Tone.STRONG if strong else Tone.PLAIN)


def _bullets(element: Element) -> Bullets:
    """Return a list with those inside its items; whatever else an item holds is its text, in the order it has."""
    items: list[str | Paragraph | Bullets] = []
    for one in element.inside:
        if isinstance(one, Element) and one.tag == "li":
            items += _item(one)
        elif isinstance(one, Element) and one.tag in _LISTS:
            items.append(_bullets(one))
        elif text := _text([one]):
            items.append(text)
    first = element.attributes.get("start", "")
    numbered = element.tag == "ol"
    return Bullets(tuple(items), numbered, int(first) if numbered and first.isdecimal() and len(first) < 10 else 1)


def _item(element: Element) -> Iterator[str | Paragraph | Bullets]:
    """Yield an item's text, then the lists inside it and the texts behind them."""
    rest: list[Element | str] = []
    begun = False
    for one in (*_unfolded(element.inside), Element("ul", {})):  # an empty list ends the last text
        if isinstance(one, str) or one.tag not in _LISTS:
            rest.append(one)
            continue
        text, inner = _text(rest), _bullets(one)
        if not begun:
            yield text
        elif text:
            yield Paragraph(text)
        if inner.items:
            yield inner
        rest, begun = [], True


def _unfolded(inside: Iterable[Element | str]) -> Iterator[Element | str]:
    """Yield what is in an item; of an element around lists, what is in it."""
    for one in inside:
        if isinstance(one, Element) and one.tag not in (*_LISTS, *elements.UNSHOWN) and _holds_lists(one):
            yield " "
            yield from _unfolded(one.inside)
            yield " "
        else:
            yield one


def _holds_lists(element: Element) -> bool:
    return any(isinstance(one, Element) and (one.tag in _LISTS or _holds_lists(one)) for one in element.inside)


def _grid(element: Element) -> Iterator[Block]:
    """Yield a table below its caption; short rows are filled up."""
    rows = [[_text(cell.inside) for cell in _found(row, ("th", "td"))] for row in _found(element, ("tr",))]
    rows = [row for row in rows if row]
    captions = [_text(one.inside) for one in _found(element, ("caption",))]
    beside = [one for one in element.inside if isinstance(one, str) and one.strip()]
    yield from _paragraphs([*beside])
    if not rows:
        yield from (Paragraph(text) for text in captions if text)
        return
    wide = max(map(len, rows))
    head, *below = [(*row, *[""] * (wide - len(row))) for row in rows]
    yield Grid(make([(title, False) for title in head], below), title=" ".join(captions))


def _found(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """Yield the elements of some kinds that belong to an element, not those of a table inside it."""
    for one in element.inside:
        if isinstance(one, Element) and one.tag in tags:
            yield one
        elif isinstance(one, Element) and one.tag != "table":
            yield from _found(one, tags)


def _text(inside: Iterable[Element | str]) -> str:
    return " ".join("".join(map(_said, inside)).split())


def _said(one: Element | str) -> str:
    """Return the text of an element, apart where it stands apart."""
    if isinstance(one, str):
        return one
    if one.tag in elements.UNSHOWN and one.whole:
        return ""
    if one.tag == "br":
        return " "
    if one.tag == "img":
        return one.attributes.get("alt") or one.attributes.get("src", "")
    text = "".join(map(_said, one.inside))
    if one.tag == "a":
        return _linked(text, one.attributes.get("href", ""))
    return f" {text} " if one.tag in _APART else text


def _linked(text: str, address: str) -> str:
    """Return the text of a link with its address, which paper does not keep."""
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    return text if shown in text or shown.startswith("#") else f"{text} ({shown})"
