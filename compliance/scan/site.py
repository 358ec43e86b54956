"""Everything a scan saw of a website: what checks judge, and nothing they could still ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from compliance.model.checklist import Text
from compliance.scan.network.http import Answer
from compliance.scan.pages.document import Region, Run
from compliance.scan.pages.page import Link, Page
from compliance.scan.pages.words import plain

UNVERIFIED = ("late", "refused", "budget", "forbidden", "unresolved")
BUSY = (401, 403, 429, 502, 503, 504)  # who answers so is there, or its gateway is, and lets nobody in just now
_MOST_OF_A_PART = 10_000  # letters of a part of a page that are looked at
_FAR_MORE = 300  # letters


class Unread(NamedTuple):
    """An address that gave no page, and why: a reason of `Unreachable`, or `status` with the number in `status`."""

    url: str
    reason: str
    status: int = 0


class Certificate(NamedTuple):
    """What a server showed of itself: its leaf as DER, who trusts it, and which versions it speaks.

    `trusted` is None when the chain leads to a trusted root and the name fits, otherwise the reason, which is one
    of UNVERIFIED where that could not be tried; `versions`
    says of each version whether it was accepted, None where that could not be tried.
    """

    host: str
    port: int
    leaf: bytes
    chain: tuple[bytes, ...]
    trusted: str | None
    versions: Mapping[str, bool | None]


class Names(NamedTuple):
    """What DNS says of the host; each part is None where it could not be asked."""

    addresses6: tuple[str, ...] | None
    reached6: bool | None
    signed: str | None  # secure, insecure, bogus
    caa: tuple[str, ...] | None
    spf: tuple[str, ...] | None
    dmarc: tuple[str, ...] | None
    inherited: bool = False  # whether the DMARC records are those of a domain above


class Search(NamedTuple):
    """One search on the site's own form: what was looked for, and the titles that came back."""

    words: str
    answer: Answer | None


class View(NamedTuple):
    """One page as a browser showed it; `seen` is what the visit brought, plain values only."""

    url: str
    seen: Mapping[str, object]
    picture: bytes = b""


class Site:
    """A website as it was seen on one day, by one office's description of itself."""

    def __init__(
        self,
        url: str,
        home: str,
        pages: tuple[Page, ...],
        unread: tuple[Unread, ...],
        left: tuple[str, ...],
        probes: Mapping[str, Answer | Unread],
        links: Mapping[str, Answer | Unread],
        searches: tuple[Search, ...],
        blocked: str | None,
        certificate: Certificate | str,
        names: Names | str,
        views: tuple[View, ...] | str,
        name: Text | None,
        services: tuple[str, ...] | None,
        electronic: tuple[str, ...] | None,
        watched: tuple[int, int],
        today: date,
        promising: tuple[str, ...] = (),
    ) -> None:
        self.url, self.home = url, home
        self.pages, self.unread, self.left = pages, unread, left
        self.probes, self.link_answers, self.searches = probes, links, searches
        self.blocked, self.certificate, self.names, self.views = blocked, certificate, names, views
        self.name, self.services, self.electronic, self.today = name, services, electronic, today
        self.watched = watched
        self.promising = promising  # not visited though called like what a check looks for

    @property
    def host(self) -> str:
        """The host of the home page."""
        return urlsplit(self.home).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether the home page came over https."""
        return self.home.startswith("https:")

    @cached_property
    def first(self) -> Page:
        """The home page."""
        return self.pages[0]

    @cached_property
    def by_url(self) -> Mapping[str, Page]:
        """The pages by their own address, and by those that led to them, in the walk or when a link was tried."""
        found = {page.url: page for page in reversed(self.pages)}
        found |= {hop: page for page in reversed(self.pages) for hop in page.answer.hops if hop not in found}
        tried = self.link_answers.items()
        return found | {
            url: found[one.url]
            for url, one in tried
            if url not in found and isinstance(one, Answer) and one.status < 400 and one.url in found
        }

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links of all pages, each address and words once, those of the home page first."""
        seen = {(link.url, link.text): link for page in reversed(self.pages) for link in reversed(page.links)}
        return tuple(reversed(seen.values()))

    def own_runs(self, page: Page) -> tuple[Run, ...]:
        """Return the texts of what a page says itself: not those of its menus, nor what the home page shows there."""
        own = (run for run in page.runs if run.region is page.region)
        return tuple(run for run in own if not self._is_frame(page) or (run.text, run.where) not in self._home_texts)

    def shared(self, page: Page) -> frozenset[str]:
        """Return the texts of a page that it does not say itself."""
        return frozenset(run.text for run in page.runs) - {run.text for run in self.own_runs(page)}

    def own_links(self, page: Page) -> tuple[Link, ...]:
        """Return the links of what a page says itself."""
        own = (link for link in page.links if link.region is page.region)
        return tuple(link for link in own if not self._is_frame(page) or link not in self._home_links)

    def body(self, page: Page, part: str = "") -> str:
        """Return what a page says itself, or what it says in one of its parts, as words are compared."""
        section = page.document.section(part)
        if section is not None and section.region is page.region:
            return plain(page.document.words(section, _MOST_OF_A_PART))
        return self._bodies[page.url]

    @cached_property
    def _bodies(self) -> Mapping[str, str]:
        return {page.url: plain(" ".join(run.text for run in self.own_runs(page))) for page in self.pages}

    def _is_frame(self, page: Page) -> bool:
        """Whether menus can be told from the rest only by what the home page has in the same place."""
        return page.region is Region.NONE and page is not self.first

    @cached_property
    def repeated(self) -> frozenset[tuple[str, str]]:
        """The texts, with their places, that the home page shows and another page too."""
        others = {(run.text, run.where) for page in self.pages[1:] for run in page.runs}
        return self._home_texts & others

    @cached_property
    def _home_texts(self) -> frozenset[tuple[str, str]]:
        return frozenset((run.text, run.where) for run in self.first.runs)

    @cached_property
    def _home_links(self) -> frozenset[Link]:
        return frozenset(self.first.links)

    def dead(self, url: str) -> bool:
        """Whether an address inside the site was tried and gave an error."""
        answer = self.link_answers.get(url)
        if isinstance(answer, Unread):
            return answer.reason == "redirects"
        return isinstance(answer, Answer) and answer.status >= 400 and answer.status not in BUSY

    def built(self, page: Page) -> bool:
        """Whether a script builds what a page says.

        Its source is a shell, its links lead to what only the script knows, or the browser shows far more than it.
        """
        shown = self._shown.get(page.url, 0)
        return page.is_shell or page.is_routed or shown > max(2 * len(page.words), len(page.words) + _FAR_MORE)

    @cached_property
    def _shown(self) -> Mapping[str, int]:
        views = self.views if isinstance(self.views, tuple) else ()
        return {view.url: found for view in views if isinstance(found := view.seen.get("letters"), int)}

    def internal(self, url: str) -> bool:
        """Whether an address belongs to this site."""
        return same_site(url, self.home) or same_site(url, self.url)


def unframed(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages that visitors come to, the home page first; others they only see in a frame of another."""
    framed = {url for page in pages for url in page.frames}
    inside = (page for page in pages[1:] if framed.isdisjoint((page.url, *page.answer.hops)))
    return (*pages[:1], *inside)


def same_site(url: str, home: str) -> bool:
    """Whether two addresses are of one site: the same host, with or without www, and the same door."""
    try:
        one, other = urlsplit(url), urlsplit(home)
        ports = one.port, other.port
    except ValueError:
        return False
    if one.scheme not in ("http", "https"):
        return False
    hosts = [(part.hostname or "").removeprefix("www.") for part in (one, other)]
    return hosts[0] == hosts[1] and (ports[0] == ports[1] or one.scheme != other.scheme)
