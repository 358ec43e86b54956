"""One scan from the first request to the last: the walk, the probes, certificate, names, and the browser's visits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from compliance.model.checklist import Library, Text
from compliance.scan import blocking, names, tls
from compliance.scan.browser import Browser, NoBrowser, find
from compliance.scan.checks.performance import ASSETS, MISSING
from compliance.scan.checks.standards import ROBOTS, SECURITY, SITEMAP
from compliance.scan.checks.transport import HTTP_ROOT
from compliance.scan.crawl import ROBOTS as ROBOTS_MOST
from compliance.scan.crawl import Manners, Walk, Walker
from compliance.scan.door import Door, Resolver, system
from compliance.scan.http import Answer, Client
from compliance.scan.page import Page, joined
from compliance.scan.proxy import Proxy
from compliance.scan.site import Certificate, Names, Search, Site, Unread, View, same_site
from compliance.scan.visit import PHONE, Lost, Wish, visit

LINKS = 200  # links inside the site that are tried beside the pages
_HEAD = 64 * 2**10
_TIMES = 3  # visits on a phone, for medians
_STEPS = 40
_NOWHERE = "ژغژغ‌ژغژغ"  # words that stand on no page: what their search brings is the frame of every search
Tell = Callable[[str], None]


class About(NamedTuple):
    """What is known of the office whose site it is: its name, and its approved and electronic services by ID."""

    name: Text | None = None
    services: tuple[str, ...] | None = None
    electronic: tuple[str, ...] | None = None
    watched: tuple[int, int] = (0, 0)


class Asked(NamedTuple):
    """How a site is to be scanned.

    `private` permits exactly the host and port of the address, `also` further ones (for tests); `megabytes`
    bounds what may come in, `minutes` the whole scan; `browser` names one, `static` does without;
    `resolver` is a DNS server, `anchors` the keys its chain of trust begins with.
    """

    url: str
    agent: str
    pages: int = 30
    delay: float = 0.5
    megabytes: int = 30
    minutes: float = 10.0
    private: bool = False
    static: bool = False
    browser: Path | None = None
    roots: Path | None = None
    resolver: str | None = None
    anchors: tuple[str, ...] = names.ROOT
    also: tuple[tuple[str, int], ...] = ()
    insecure: str | None = None
    resolve: Resolver = system
    memory: int = 1500 * 2**20
    visit_seconds: float = 25.0


class Collected(NamedTuple):
    """What a scan brought: the site as it was seen, and what is to be said of the scan itself."""

    site: Site
    received: int
    refused: Mapping[tuple[str, int], int]
    notes: tuple[str, ...]
    timings: Mapping[str, float]


def collect(asked: Asked, about: About, library: Library, today: date, tell: Tell) -> Collected:
    """Visit a site and return what was seen of it; what could not be seen says why."""
    begun = time.monotonic()
    parts = urlsplit(asked.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allowed = [*([(parts.hostname or "", port)] if asked.private else []), *asked.also]
    ends = begun + asked.minutes * 60
    door = Door(allowed, asked.resolve, asked.megabytes * 2**20, ends)
    with Client(door, asked.agent) as client:
        return _Collector(asked, about, library, today, tell, door, client, ends).collect()


class _Collector:
    def __init__(
        self,
        asked: Asked,
        about: About,
        library: Library,
        today: date,
        tell: Tell,
        door: Door,
        client: Client,
        ends: float,
    ) -> None:
        self._asked, self._about, self._library, self._today = asked, about, library, today
        self._tell, self._door, self._client, self._ends = tell, door, client, ends
        likely = [w for c in library.scan.values() if "titles" in c.limits for w in c.words("titles")]
        manners = Manners(asked.pages, asked.delay, ends)
        self._walker = Walker(client, manners, likely, tell)
        self._notes: list[str] = []
        self._timings: dict[str, float] = {}

    def collect(self) -> Collected:
        asked = self._asked
        base = asked.url
        robots = self._walker.ask(urljoin(base, "/robots.txt"), most=ROBOTS_MOST)
        self._walker.obey(robots, asked.agent)
        first: Answer | Unread = Unread(base, "robots")
        if self._walker.allowed(base, asked.agent):
            self._tell(base)
            first = self._walker.ask(base)
        if isinstance(first, Unread):
            return self._done(
                base, (), (first,), (), {ROBOTS: robots}, {}, (), None, self._certificate(base), first.reason
            )
        home = Page(first)
        blocked = blocking.kind(home)
        walk = self._walk(home, blocked)
        probes = {ROBOTS: robots, **self._probes(home, robots)} if blocked is None else {ROBOTS: robots}
        probes[HTTP_ROOT] = self._walker.ask(self._insecure(home.url))
        links = self._links(walk, home.url) if blocked is None else {}
        searches = self._searches(walk, home) if blocked is None else ()
        views: tuple[View, ...] | str = self._views(walk) if blocked is None else blocked
        certificate = self._certificate(home.url)
        return self._done(
            home.url, walk.pages, walk.unread, walk.left, probes, links, searches, blocked, certificate, views
        )

    def _done(
        self,
        home: str,
        pages: tuple[Page, ...],
        unread: tuple[Unread, ...],
        left: tuple[str, ...],
        probes: Mapping[str, Answer | Unread],
        links: Mapping[str, Answer | Unread],
        searches: tuple[Search, ...],
        blocked: str | None,
        certificate: Certificate | str,
        views: tuple[View, ...] | str,
    ) -> Collected:
        about = self._about
        site = Site(
            self._asked.url, home, pages, unread, left, probes, links, searches, blocked, certificate,
            self._names(home), views, about.name, about.services, about.electronic, about.watched, self._today,
        )  # fmt: skip
        return Collected(site, self._door.received, self._door.refused, tuple(self._notes), self._timings)

    def _walk(self, home: Page, blocked: str | None) -> Walk:
        if blocked is not None:
            return Walk((home,), (), (), {})
        return self._walker.walk(home, self._asked.agent)

    def _insecure(self, home: str) -> str:
        """Return the address over http; the one given where the site itself is on http."""
        if self._asked.insecure is not None:
            return self._asked.insecure
        parts = urlsplit(home)
        return home if parts.scheme == "http" else f"http://{parts.hostname}/"

    def _probes(self, home: Page, robots: Answer | Unread) -> dict[str, Answer | Unread]:
        """Ask for what every site should have, and for what no site has."""
        ask, base = self._walker.ask, home.url
        mapped = urljoin(base, "/sitemap.xml")
        if isinstance(robots, Answer) and robots.status == 200:
            for line in robots.body[:ROBOTS_MOST].decode("utf-8", "replace").splitlines():
                name, _colon, value = line.partition(":")
                if name.strip().lower() == "sitemap" and value.strip().startswith("http"):
                    mapped = value.strip()
                    break
        probes = {
            SITEMAP: ask(mapped),
            SECURITY: ask(urljoin(base, "/.well-known/security.txt"), most=_HEAD),
            MISSING: ask(urljoin(base, "/no-such-page-for-the-scan/"), most=_HEAD),
        }
        files = []
        for node in home.tree.css("link[rel=stylesheet][href], script[src]"):
            url = joined(home.base, node.attributes.get("href") or node.attributes.get("src") or "") or ""
            if same_site(url, base) and url not in files:
                files.append(url)
        for url in files[:4]:
            probes[f"{ASSETS}{url}"] = ask(url, "HEAD")
        return probes

    def _links(self, walk: Walk, home: str) -> dict[str, Answer | Unread]:
        """Try the links inside the site that gave no page yet."""
        known = {page.url for page in walk.pages} | {hop for page in walk.pages for hop in page.answer.hops}
        found: dict[str, Answer | Unread] = dict(walk.answers)
        waiting = dict.fromkeys(link.url for page in walk.pages for link in page.links)
        for url in waiting:
            if url in known or url in found or not same_site(url, home) or len(found) >= LINKS:
                continue
            if time.monotonic() > self._ends or not self._walker.allowed(url, self._asked.agent):
                continue
            answer = self._walker.ask(url, "HEAD")
            if isinstance(answer, Answer) and answer.status in (405, 501):
                answer = self._walker.ask(url, most=_HEAD)
            found[url] = answer
        return found

    def _searches(self, walk: Walk, home: Page) -> tuple[Search, ...]:
        """Look for a known title by the site's own search, with either form of yeh."""
        from urllib.parse import urlencode

        form = next((f for f in home.forms if f.method == "get" and f.query), None)
        titles = [link.text for link in home.links if "ی" in link.text and 1 < len(link.text.split()) < 7]
        titled = [t for t in titles if any(t in page.title for page in walk.pages)] or titles
        if form is None or not titled or not same_site(form.action, home.url):
            return ()
        words = max(titled, key=lambda title: (len(title.split()) == 2, len(title), title))
        searches = []
        for written in (_NOWHERE, words, words.replace("ی", "ي").replace("ک", "ك")):
            sent = urlencode([*form.hidden, (form.query, written)])
            answer = self._walker.ask(f"{form.action.partition('?')[0]}?{sent}")
            searches.append(Search(written, answer if isinstance(answer, Answer) else None))
        return tuple(searches)

    def _certificate(self, home: str) -> Certificate | str:
        parts = urlsplit(home)
        port = (parts.port or 443) if parts.scheme == "https" else 443
        return tls.look(self._door, parts.hostname or "", port, self._asked.roots)

    def _names(self, home: str) -> Names | str:
        parts = urlsplit(home)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return names.look(self._door, parts.hostname or "", port, self._asked.resolver, self._asked.anchors)

    def _views(self, walk: Walk) -> tuple[View, ...] | str:
        """Visit the pages in the browser: on a desk's screen, and the home page three times on a phone's."""
        if self._asked.static:
            return "static"
        path = find(self._asked.browser)
        if path is None:
            return "no browser"
        home, *others = walk.pages
        if home.answer.cut == "size":
            return "too large"
        certificate = self._certificate(home.url) if home.url.startswith("https") else ""
        own = tls.key_of(certificate.leaf) if isinstance(certificate, Certificate) else ""
        keys = [own] if own else []
        views: list[View] = []
        desk = Wish(seconds=self._asked.visit_seconds, widths=(360, 320), picture=True)
        phone = Wish(PHONE, self._asked.visit_seconds, axe=False)
        wishes = [
            (home, desk._replace(keyboard=_STEPS)),
            *[(home, phone)] * _TIMES,
            *((page, desk) for page in others if page.answer.cut != "size"),
        ]
        try:
            with Proxy(self._door) as proxy, Browser(path, proxy.port, keys, self._asked.memory) as browser:
                if not browser.sandboxed:
                    self._notes.append("no sandbox")
                self._visit(browser, wishes, views)
                self._timings["memory"] = browser.peak
        except NoBrowser as error:
            return f"no browser: {error.reason}"[:200]
        return tuple(views) or (self._notes[-1] if self._notes else "late")

    @staticmethod
    def _patiently(browser: Browser, page: Page, wish: Wish) -> tuple[dict[str, object], bytes]:
        """Return what a visit brought; one that went wrong without an end of the browser is made once more."""
        try:
            return visit(browser, page.url, wish)
        except Lost:
            if browser.killed:
                raise
            return visit(browser, page.url, wish)

    def _visit(self, browser: Browser, wishes: Sequence[tuple[Page, Wish]], views: list[View]) -> None:
        for page, wish in wishes:
            if time.monotonic() >= self._ends or browser.killed:
                break
            self._tell(page.url)
            begun = time.monotonic()
            try:
                seen, picture = self._patiently(browser, page, wish)
            except Lost as error:
                self._notes.append(f"{page.url}: {error.reason}")
                if page is wishes[0][0] and not views:
                    self._notes.append(error.reason)
                    return
                continue
            seen["phone"] = wish.size.phone
            seen["seconds"] = time.monotonic() - begun
            views.append(View(page.url, seen, picture))
