"""One page as it came over the wire: its texts with their places, its links, frames and forms.

Texts are those a visitor reads: outside scripts, styles, code, and whatever is marked as another language.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from compliance.scan.network.http import Answer, escaped
from compliance.scan.pages.document import Document, Element, Region, flat
from compliance.scan.pages.document import Run as Run
from compliance.scan.pages.forms import Form, forms

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SESSION = re.compile(
    r";jsessionid=[^/?#;]*|/\(S\([0-9a-z]{20,}\)\)"
    r"|(?<=[?&])(?:phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sess|sid)=[0-9a-z,-]{16,}(?:&|(?=#)|$)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\?(?=#)|\?&")
_REFRESH = re.compile(r"\s*\d(?:\.\d+)?\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"']+?)[\"']?\s*", re.IGNORECASE)
_LOCATION = re.compile(r"\blocation(?:\.href|\.replace|\.assign)?\s{0,9}[=(]\s{0,9}[\"']([^\"'\s]{1,500})[\"']")
_LONGEST_REFRESH = 2000
_LONGEST_SCRIPT = 10_000  # letters of scripts in which a page is looked for that they go to
_NOTHING, _NO_LINKS = 300, 3  # letters and links below which a source says nothing
_MOST_READ = 2**20  # letters of links in all; nested ones hold each other
_MOST = 2 * 2**20  # bytes of a page that are looked at; no page for people has more
_LONGEST = 300  # letters of a link's words


class Link(NamedTuple):
    """A link: where it leads (absolute, without the part behind #), its words, its element's path and landmark.

    `part` is the name behind #.
    """

    url: str
    text: str
    where: str
    region: Region = Region.NONE
    part: str = ""


class Page:
    """A page that answered; `answer.url` is its own address after redirects.

    `shown` is its source as a browser has it in the end, of pages that a script builds from nothing.
    """

    def __init__(self, answer: Answer, shown: str | None = None) -> None:
        self.answer, self.shown = answer, shown

    @property
    def url(self) -> str:
        """Its own address, without the number of a session."""
        return lasting(self.answer.url)

    @property
    def is_html(self) -> bool:
        """Whether it says that it is HTML."""
        return "html" in (self.answer.header("content-type") or "").lower()

    @cached_property
    def declared(self) -> tuple[str | None, str | None]:
        """The character sets that header and page declare, in lower case; a byte order mark declares one too."""
        header = _CHARSET.search(self.answer.header("content-type") or "")
        meta = _META.search(_COMMENT.sub(b"", self.answer.body[:4096]))
        return (
            header[1].lower() if header else None,
            self._mark or (meta[1].decode("ascii", "replace").lower() if meta else None),
        )

    @property
    def _mark(self) -> str | None:
        """The character set of the byte order mark, which browsers believe before anything else."""
        return next((name for mark, name in _MARKS if self.answer.body.startswith(mark)), None)

    @cached_property
    def text(self) -> str:
        """The source, read as UTF-8 unless something else was declared and is known; the first two megabytes."""
        if self.shown is not None:
            return self.shown
        name = self._mark or next((name for name in self.declared if name), "utf-8")
        try:
            return self._head.decode(name, "replace").removeprefix("\ufeff")
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
    def document(self) -> Document:
        """The tree, walked through."""
        return Document(self.tree.root)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        return joined(self.url, self.attribute("base[href]", "href") or "") or self.url

    @cached_property
    def title(self) -> str:
        """The title, on one line."""
        node = self.tree.css_first("title")
        return flat(node.text()) if node is not None else ""

    @cached_property
    def is_shell(self) -> bool:
        """Whether its source says next to nothing, and a script builds the page from it."""
        return self._says_nothing and self.tree.css_first("script[src]") is not None

    @cached_property
    def _says_nothing(self) -> bool:
        said = sum(len(run.text) for run in self.runs if run.region is not Region.HEAD)
        return said < _NOTHING and len(self.links) < _NO_LINKS

    @cached_property
    def is_routed(self) -> bool:
        """Whether its links lead to addresses that only its script knows (`#/services`): no walk can follow them."""
        routes = [href for _n, _element, href in self._anchors if href.startswith(("#/", "#!"))]
        return len(routes) >= _NO_LINKS and len(routes) > len(self.links)

    @cached_property
    def moves_to(self) -> str | None:
        """Where a page that says nothing itself sends its visitors: by a refresh, or by a script."""
        if not self._says_nothing:
            return None
        refresh = _REFRESH.fullmatch(
            (self.attribute("meta[http-equiv=refresh i]", "content") or "")[:_LONGEST_REFRESH]
        )
        scripts = "" if refresh else " ".join(node.text() for node in self.tree.css("script:not([src])"))
        sent = refresh or _LOCATION.search(scripts[:_LONGEST_SCRIPT])
        target = lasting(joined(self.base, sent[1]) or "").partition("#")[0] if sent is not None else ""
        return target if target.startswith(("http:", "https:")) and target != self.url else None

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The texts that a visitor reads, in order."""
        return tuple(self.document.runs)

    @cached_property
    def words(self) -> str:
        """All its texts, one after the other."""
        return " ".join(run.text for run in self.runs)

    @cached_property
    def region(self) -> Region:
        """Where the page says what it has to say itself: in its main part, or else outside all landmarks."""
        return Region.MAIN if any(one.region is Region.MAIN for one in self.document.elements) else Region.NONE

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links to pages."""
        return self._links[0]

    @property
    def inner(self) -> tuple[Link, ...]:
        """Its links to parts of itself that are there."""
        return self._links[1]

    @cached_property
    def _links(self) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        links: list[Link] = []
        inner: list[Link] = []
        spent = 0
        for number, element, href in self._anchors:
            within = href.startswith("#")
            url, _hash, part = lasting(joined(self.url if within else self.base, href) or "").partition("#")
            wanted = part in self.document.parts if within else url.startswith(("http:", "https:"))
            if wanted and spent <= _MOST_READ:
                text = self._label(element)
                spent += len(text)
                found = Link(url, text, self.document.where(number), element.region, part)
                (inner if within else links).append(found)
        return tuple(links), tuple(inner)

    @cached_property
    def pictured(self) -> frozenset[str]:
        """Where its links lead that hold a picture with words, but for those of its footer."""
        held = (
            lasting(joined(self.base, href) or "")
            for _number, element, href in self._anchors
            if element.first < element.last and element.region is not Region.CONTENTINFO
        )
        return frozenset(url for url in held if url)

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """The addresses of the frames in what it says itself."""
        sources = (one.node.attrs.get("src") for one in self.document.elements if self._own_frame(one))
        return tuple(lasting(url) for src in sources if src and (url := joined(self.base, src)))

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Its forms."""
        return tuple(
            form._replace(action=joined(self.base, form.action or self.url) or self.url)
            for form in forms(self.document, self.region)
        )

    @property
    def _anchors(self) -> list[tuple[int, Element, str]]:
        """Its links by the number of their elements, with what they say of where they lead."""
        return [
            (number, element, href)
            for number, element in enumerate(self.document.elements)
            if element.tag in ("a", "area") and (href := (element.node.attrs.get("href") or "").strip())
        ]

    def _own_frame(self, element: Element) -> bool:
        return element.tag in ("iframe", "frame") and element.region is self.region

    def _label(self, element: Element) -> str:
        """Return the words of a link: its text, its label, or the words of its picture."""
        get = element.node.attrs.get
        words = self.document.words(element, _LONGEST) or flat(get("aria-label")) or flat(get("title"))
        pictures = self.document.pictures[element.first : min(element.last, element.first + 1)]
        return (words or flat(get("alt")) or "".join(one.words for one in pictures))[:_LONGEST]

    def attribute(self, selector: str, name: str) -> str | None:
        """Return an attribute of the first element a selector finds; None without one."""
        node = self.tree.css_first(selector)
        return None if node is None or name not in node.attributes else node.attributes[name] or ""


def lasting(address: str) -> str:
    """Return an address without the number of a visitor's session: with another one each time it would be new."""
    return _AFTER.sub("?", _SESSION.sub("", address)).rstrip("?&") if _SESSION.search(address) else address


def joined(base: str, address: str) -> str | None:
    """Return an address as a page means it; None when it cannot be taken apart."""
    try:
        url = escaped(urljoin(base, address.strip()))
        parts = urlsplit(url)
        return url if parts.port is None or parts.port else None
    except ValueError:
        return None
