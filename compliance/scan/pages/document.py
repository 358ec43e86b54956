"""A page's tree, walked through once: its text in one piece, and of every element where it stands in it.

Whatever is asked of an element later is a stretch of that one text, so that nested elements are not read twice.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborNode

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "code", "pre", "kbd", "samp", "svg", "math", "iframe", "-comment"}
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|button|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h[1-6]|header|hr|li|main|nav|ol|option|p|search|section|summary|table|td|th|title|tr|ul"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "a", "span"})
_WHOLE = frozenset({"html", "body", "main", "form"})
_SECTIONS = frozenset({"article", "aside", "main", "nav", "section"})
_MOST_NODES = 40_000
_HEADER = re.compile(
    r"(?:^|\s)(?:(?:site|main|page|top)[-_]?)?(?:header|masthead|navbar-brand|logo(?![a-z]))", re.IGNORECASE
)


class Region(StrEnum):
    """The landmark that something stands in; NONE is the page itself, HEAD what only its tab shows."""

    NONE = ""
    HEAD = "head"
    MAIN = "main"
    BANNER = "banner"
    NAVIGATION = "navigation"
    COMPLEMENTARY = "complementary"
    CONTENTINFO = "contentinfo"
    SEARCH = "search"


AROUND = frozenset({Region.HEAD, Region.BANNER, Region.NAVIGATION, Region.CONTENTINFO})  # the same on every page
_BY_TAG = {
    "head": Region.HEAD,
    "main": Region.MAIN,
    "header": Region.BANNER,
    "nav": Region.NAVIGATION,
    "aside": Region.COMPLEMENTARY,
    "footer": Region.CONTENTINFO,
    "search": Region.SEARCH,
}
_BY_ROLE = {region.value: region for region in Region if region not in (Region.NONE, Region.HEAD)}


class Run(NamedTuple):
    """A text that stands together, the path of its element, the language it is marked with, and its landmark."""

    text: str
    where: str
    lang: str
    region: Region = Region.NONE


class Picture(NamedTuple):
    """The words that stand for a picture, and whether it is in the header."""

    words: str
    header: bool


class Element(NamedTuple):
    """An element, the number of the one above it, its landmark and form, and its stretch of text and pictures."""

    node: LexborNode
    tag: str
    parent: int
    step: str
    region: Region
    form: int
    start: int
    end: int
    first: int
    last: int


class _Around(NamedTuple):
    """What an element is inside of: element and form by number, language, landmark, a section, the header."""

    parent: int = -1
    form: int = -1
    lang: str = ""
    region: Region = Region.NONE
    sectioned: bool = False
    header: bool = False


class Document:
    """Everything of a tree that is asked for; at most so many nodes of it."""

    def __init__(self, root: LexborNode | None) -> None:
        self.elements: list[Element] = []
        self.runs: list[Run] = []
        self.pictures: list[Picture] = []
        self.parts: dict[str, int] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._run: list[str] = []
        self._of = _Around()
        if root is not None:
            self._walk(root)
        self._flush()

    @cached_property
    def text(self) -> str:
        """All texts that a visitor reads, with a line's end between blocks."""
        return "".join(self._pieces)

    def words(self, element: Element, most: int | None = None) -> str:
        """Return the text of an element on one line; about so many letters of it."""
        end = element.end if most is None else min(element.end, element.start + 4 * most)
        return flat(self.text[element.start : end])[:most]

    def line(self, element: Element, most: int) -> str:
        """Return the text of an element that is one line of so many letters at most; empty when it is not."""
        text = self.text[element.start : min(element.end, element.start + 4 * most)].strip()
        return flat(text) if "\n" not in text and len(text) <= most else ""

    def section(self, part: str) -> Element | None:
        """Return the element that a name behind # means: what a heading heads; None where it is the whole page."""
        number = self.parts.get(part, -1)
        while number >= 0 and (self.elements[number].tag in _HEADINGS or not self.words(self.elements[number], 50)):
            number = self.elements[number].parent
        return self.elements[number] if number >= 0 and self.elements[number].tag not in _WHOLE else None

    def where(self, number: int) -> str:
        """Return where an element stands: the nearest id above it and the tags from there."""
        steps: list[str] = []
        while number >= 0 and len(steps) < 4:
            element = self.elements[number]
            if element.tag == "html":
                break
            steps.append(element.step)
            if "#" in element.step:
                break
            number = element.parent
        return " > ".join(reversed(steps))

    def _walk(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode | None, _Around]] = [(root, _Around())]
        count = 0
        while stack:
            node, around = stack.pop()
            if node is None:
                self._leave(around.parent)
                continue
            count += 1
            if count > _MOST_NODES:
                continue
            if node.next is not None and node is not root:
                stack.append((node.next, around))
            tag = node.tag or ""
            if tag == "-text":
                self._say(node.text_content or "", around)
            elif tag in _SILENT:
                self._draw(node, tag, around)
            else:
                own = self._enter(node, tag, around)
                stack.append((None, own))
                if node.child is not None:
                    stack.append((node.child, own))

    def _enter(self, node: LexborNode, tag: str, around: _Around) -> _Around:
        """Note an element whose end is not known yet, and return what its children are inside of."""
        get = node.attrs.get
        id_, number = get("id") or "", len(self.elements)
        region = _region(tag, (get("role") or "").lower(), around)
        own = _Around(
            number,
            number if tag == "form" else around.form,
            (get("lang") or "").lower() or around.lang,
            region,
            around.sectioned or tag in _SECTIONS,
            around.header or _is_header(region, f"{id_} {get('class') or ''}"),
        )
        if _BLOCKS.fullmatch(tag):
            self._flush()
        if name := id_ or (get("name") or "" if tag == "a" else ""):
            self.parts.setdefault(name, number)
        at, pictures = self._length, len(self.pictures)
        step = f"{tag}#{id_}" if id_ else tag
        self.elements.append(
            Element(node, tag, around.parent, step, own.region, own.form, at, at, pictures, pictures)
        )
        if tag == "img" or get("role") == "img":
            self._picture(get("alt") or get("aria-label") or "", own.header)
        return own

    def _leave(self, number: int) -> None:
        element = self.elements[number]
        if _BLOCKS.fullmatch(element.tag):
            self._flush()
        if element.start != self._length or element.first != len(self.pictures):
            self.elements[number] = element._replace(end=self._length, last=len(self.pictures))

    def _draw(self, node: LexborNode, tag: str, around: _Around) -> None:
        """Note what is not read, but may be a picture or a frame."""
        if tag == "svg":
            title = node.css_first("title")
            words = node.attrs.get("aria-label") or (title.text() if title is not None else "")
            self._picture(words or "", around.header)
        elif tag == "iframe":
            self._leave(self._enter(node, tag, around).parent)

    def _picture(self, words: str, header: bool) -> None:
        """Note a picture's words; one without any says nothing."""
        if flat(words):
            self.pictures.append(Picture(flat(words), header))

    def _say(self, text: str, around: _Around) -> None:
        if self._run and around.lang != self._of.lang:
            self._end_run()
        if not self._run:
            self._of = around
        self._run.append(text)
        self._put(text.replace("\n", " "))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _flush(self) -> None:
        self._end_run()
        self._put("\n")

    def _end_run(self) -> None:
        if not self._run:
            return
        text = flat("".join(self._run))
        self._run.clear()
        if text:
            self.runs.append(Run(text, self.where(self._of.parent), self._of.lang, self._of.region))


def _region(tag: str, role: str, around: _Around) -> Region:
    """Return the landmark of an element: the main part wherever it is, otherwise the outermost."""
    found = _BY_ROLE.get(role) or _BY_TAG.get(tag, Region.NONE)
    if found is Region.MAIN or around.region is Region.MAIN:
        return Region.MAIN
    if around.region is not Region.NONE:
        return around.region
    # the header of an article is part of it
    return Region.NONE if around.sectioned and tag in ("header", "footer") and role not in _BY_ROLE else found


def _is_header(region: Region, names: str) -> bool:
    """Whether an element is the page's header, by its landmark or, outside all others, by what it is called."""
    return region is Region.BANNER or (region in (Region.NONE, Region.NAVIGATION) and bool(_HEADER.search(names)))


def flat(text: str | None) -> str:
    """Return a text on one line, at its ends trimmed."""
    return " ".join((text or "").split())
