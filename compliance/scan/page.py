"""One page as it came over the wire: its texts with their places, its links, forms and headings.

Texts are those a visitor reads: outside scripts, styles, code, and whatever is marked as another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from compliance.scan.http import Answer, escaped

_SILENT = frozenset({"script", "style", "noscript", "template", "code", "pre", "kbd", "samp", "svg", "math"})
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|nav|ol|option|p|section|summary|table|td|th|title|tr|ul"
)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MOST_TEXTS = 20_000
_MOST_READ = 2**20  # letters of elements of a kind, each read with all it holds: nested ones hold each other
_MOST = 2 * 2**20  # bytes of a page that are looked at; no page for people has more
_LONGEST = 300  # letters of a link's words
_SPACES = re.compile(r"\s+")


class Run(NamedTuple):
    """A text that stands together, the path of its element, and the language it is marked with."""

    text: str
    where: str
    lang: str


class Link(NamedTuple):
    """A link: where it leads (absolute, without the part behind #), its words, and the path of its element."""

    url: str
    text: str
    where: str


class Form(NamedTuple):
    """A form: where and how it is sent, the names and kinds of its fields, and whether it asks for a password."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    password: bool


class Page:
    """A page that answered; `answer.url` is its own address after redirects."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    @property
    def url(self) -> str:
        """Its own address."""
        return self.answer.url

    @property
    def is_html(self) -> bool:
        """Whether it says that it is HTML."""
        return "html" in (self.answer.header("content-type") or "").lower()

    @cached_property
    def declared(self) -> tuple[str | None, str | None]:
        """The character sets that header and page declare, in lower case."""
        header = _CHARSET.search(self.answer.header("content-type") or "")
        meta = _META.search(self.answer.body[:4096])
        return (
            header[1].lower() if header else None,
            meta[1].decode("ascii", "replace").lower() if meta else None,
        )

    @cached_property
    def text(self) -> str:
        """The source, read as UTF-8 unless something else was declared and is known; the first two megabytes."""
        name = next((name for name in self.declared if name), "utf-8")
        try:
            return self._head.decode(name, "replace")
        except (LookupError, ValueError):  # no character set, or a codec for other things
            return self._head.decode("utf-8", "replace")

    @property
    def _head(self) -> bytes:
        """What is looked at: a body that was cut for its size is an attack, and not worth much."""
        return self.answer.body[: _MOST if self.answer.cut != "size" else _MOST // 8]

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The document as a browser would read it."""
        return LexborHTMLParser(self.text.replace("\x00", "\ufffd"))

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        node = self.tree.css_first("base[href]")
        return (joined(self.url, _attribute(node, "href")) if node is not None else None) or self.url

    @cached_property
    def title(self) -> str:
        """The title, on one line."""
        node = self.tree.css_first("title")
        return flat(node.text()) if node is not None else ""

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The texts that a visitor reads, in order."""
        root = self.tree.root
        return tuple(_runs(root, "", "")) if root is not None else ()

    @cached_property
    def words(self) -> str:
        """All its texts, one after the other."""
        return " ".join(run.text for run in self.runs)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Its links to pages."""
        found = []
        spent = 0
        for node in self.tree.css("a[href], area[href]"):
            if spent > _MOST_READ:
                break
            href = _attribute(node, "href").strip()
            url = joined(self.base, href)
            if href and not href.startswith("#") and url is not None and url.startswith(("http:", "https:")):
                words = label(node)
                spent += len(words)
                found.append(Link(url.partition("#")[0], words[:_LONGEST], path_of(node)))
        return tuple(found)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Its forms."""
        found = []
        for node in self.tree.css("form"):
            fields = tuple(
                (_attribute(one, "name"), (_attribute(one, "type") or one.tag or "").lower())
                for one in node.css("input, select, textarea")
            )
            action = joined(self.base, _attribute(node, "action") or self.url) or self.url
            method = (_attribute(node, "method") or "get").lower()
            found.append(Form(action, method, fields, any(kind == "password" for _name, kind in fields)))
        return tuple(found)

    def attribute(self, selector: str, name: str) -> str | None:
        """Return an attribute of the first element a selector finds; None without one."""
        node = self.tree.css_first(selector)
        return None if node is None or name not in node.attributes else _attribute(node, name)


def texts(nodes: Iterable[LexborNode]) -> Iterator[str]:
    """Yield the text of each element, until a megabyte of it was read."""
    spent = 0
    for node in nodes:
        text = node.text() or ""
        yield text
        spent += len(text)
        if spent > _MOST_READ:
            return


def joined(base: str, address: str) -> str | None:
    """Return an address as a page means it; None when it cannot be taken apart."""
    try:
        url = escaped(urljoin(base, address.strip()))
        parts = urlsplit(url)
        return url if parts.port is None or parts.port else None
    except ValueError:
        return None


def flat(text: str | None) -> str:
    """Return a text on one line, at its ends trimmed."""
    return _SPACES.sub(" ", text or "").strip()


def label(node: LexborNode) -> str:
    """Return the words of a link or button: its text, its label, or the alternative text of its picture."""
    words = flat(node.text()) or flat(_attribute(node, "aria-label")) or flat(_attribute(node, "title"))
    if not words:
        image = node.css_first("img[alt]")
        words = flat(_attribute(image, "alt")) if image is not None else ""
    return words


def path_of(node: LexborNode) -> str:
    """Return where an element stands: the nearest id above it and the tags from there."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in (None, "html", "-undef", "-document") and len(steps) < 4:
        id_ = _attribute(at, "id")
        steps.append(f"{at.tag}#{id_}" if id_ else str(at.tag))
        if id_:
            break
        at = at.parent
    return " > ".join(reversed(steps))


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "") if node is not None else ""


def _runs(root: LexborNode, where: str, lang: str) -> Iterator[Run]:
    """Yield the texts below a node; inline elements belong to the text around them."""
    stack: list[tuple[LexborNode, str]] = [(root, _attribute(root, "lang").lower())]
    pieces: list[str] = []
    at, at_lang, count = where, lang, 0
    known: dict[int, str] = {}

    def place(node: LexborNode | None) -> str:
        if node is None:
            return ""
        if node.mem_id not in known:
            known[node.mem_id] = path_of(node)
        return known[node.mem_id]

    def flush() -> Iterator[Run]:
        text = flat("".join(pieces))
        pieces.clear()
        if text:
            yield Run(text, at, at_lang)

    while stack and count < _MOST_TEXTS:
        node, own = stack.pop()
        count += 1
        tag = node.tag
        if tag == "-text":
            if not pieces:
                at, at_lang = place(node.parent), own
            elif own != at_lang:
                yield from flush()
                at, at_lang = place(node.parent), own
            pieces.append(node.text_content or "")
            continue
        if tag in _SILENT:
            continue
        if _BLOCKS.fullmatch(tag or ""):
            yield from flush()
        children = []
        child = node.child
        while child is not None:
            children.append((child, _attribute(child, "lang").lower() or own))
            child = child.next
        stack.extend(reversed(children))
    yield from flush()
