"""One scan from the first request to the last: the walk, the probes, certificate, names, and the browser's visits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from compliance.language import _, mark
from compliance.model.checklist import Library, Needs, Text
from compliance.persian import numbers
from compliance.scan import blocking
from compliance.scan.checks.performance import ASSETS, MISSING
from compliance.scan.checks.standards import ROBOTS, SECURITY, SITEMAP
from compliance.scan.checks.transport import HTTP_ROOT
from compliance.scan.chromium import looking
from compliance.scan.chromium.browser import find
from compliance.scan.chromium.looking import Terms
from compliance.scan.chromium.showing import Showing
from compliance.scan.network import names, tls
from compliance.scan.network.door import Door, Resolver, exactly, system
from compliance.scan.network.http import Answer, Client
from compliance.scan.pages.crawl import ROBOTS as ROBOTS_MOST
from compliance.scan.pages.crawl import Manners, Walk, Walker
from compliance.scan.pages.page import Page, joined
from compliance.scan.site import Certificate, Names, Search, Site, Unread, View, same_site, unframed

LINKS = 200  # links inside the site that are tried beside the pages
_HEAD = 64 * 2**10
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
    allowed = [*([exactly(asked.url)] if asked.private else []), *asked.also]
    ends = begun + asked.minutes * 60
    door = Door(allowed, asked.resolve, asked.megabytes * 2**20, ends)
    with Client(door, asked.agent) as client:
        path = None if asked.static else find(asked.browser)
        with Showing(path, door, _terms(asked, library, ends)) as showing:
            return _Collector(asked, about, library, today, tell, door, client, ends, showing).collect()


def _terms(asked: Asked, library: Library, ends: float) -> Terms:
    return Terms(asked.agent, asked.memory, asked.visit_seconds, ends, looking.looks(library))


def _numbered(tell: Tell, sentence: str, whole: int) -> Tell:
    """Return what tells of one address after the other, with its number."""
    numbered = count(1)

    def one(url: str) -> None:
        tell(_(sentence).format(n=numbers.show(next(numbered)), whole=numbers.show(whole), url=url))

    return one


class _Seen(NamedTuple):
    """What was seen of a site by visiting it, as `Site` has it."""

    pages: tuple[Page, ...]
    unread: tuple[Unread, ...]
    left: tuple[str, ...]
    probes: Mapping[str, Answer | Unread]
    links: Mapping[str, Answer | Unread]
    searches: tuple[Search, ...]
    blocked: str | None
    views: tuple[View, ...] | str
    promising: tuple[str, ...] = ()


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
        showing: Showing,
    ) -> None:
        self._asked, self._about, self._library, self._today = asked, about, library, today
        self._tell, self._door, self._client, self._ends = tell, door, client, ends
        titles = {
            c.id: c.words("titles") for c in library.scan.values() if "titles" in c.limits and c.needs is Needs.HTTP
        }
        manners = Manners(asked.pages, asked.delay, ends)
        self._reading = _numbered(tell, mark("reading page {n} (at most {whole}): {url}"), asked.pages)
        self._showing = showing
        self._walker = Walker(client, manners, titles, self._reading, showing.shown)
        self._notes: list[str] = []
        self._timings: dict[str, float] = {}

    def collect(self) -> Collected:
        asked = self._asked
        base = asked.url
        robots = self._walker.ask(urljoin(base, "/robots.txt"), most=ROBOTS_MOST)
        self._walker.obey(robots, asked.agent)
        first: Answer | Unread = Unread(base, "robots")
        if self._walker.allowed(base):
            self._reading(base)
            first = self._walker.arrive(base)
        home = base if isinstance(first, Unread) else Page(first).url
        certificate = self._certificate(home)
        about = self._about
        with ThreadPoolExecutor(1) as aside:  # DNS is asked while the site is read
            asked_names = aside.submit(self._names, home)
            seen = self._seen(first, robots, certificate)
            site = Site(
                url=asked.url,
                home=home,
                certificate=certificate,
                names=asked_names.result(),
                name=about.name,
                services=about.services,
                electronic=about.electronic,
                watched=about.watched,
                today=self._today,
                **seen._asdict(),
            )
        return Collected(site, self._door.received, self._door.refused, tuple(self._notes), self._timings)

    def _seen(self, first: Answer | Unread, robots: Answer | Unread, certificate: Certificate | str) -> _Seen:
        """Return what the site shows to whoever visits it."""
        if isinstance(first, Unread):
            return _Seen((), (first,), (), {ROBOTS: robots}, {}, (), None, first.reason)
        home = Page(first)
        blocked = blocking.kind(home)
        self._showing.trust(certificate)
        probes = {ROBOTS: robots, HTTP_ROOT: self._walker.ask(self._insecure(home.url))}
        if blocked is not None:
            return _Seen((home,), (), (), probes, {}, (), blocked, blocked)
        home = self._showing.shown(home)
        walk = self._walker.walk(home)
        self._showing.end()  # one browser at a time
        probes |= self._probes(home, robots)
        links = self._links(walk, home.url)
        searches = self._searches(walk, home)
        views = self._views(walk, certificate)
        return _Seen(walk.pages, walk.unread, walk.left, probes, links, searches, None, views, walk.promising)

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
                if name.strip().lower() == "sitemap" and value.strip():
                    mapped = joined(base, value) or mapped  # an absolute one by the book, any in practice
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
            if time.monotonic() > self._ends or not self._walker.allowed(url):
                continue
            answer = self._walker.ask(url, "HEAD")
            if isinstance(answer, Answer) and answer.status in (405, 501):
                answer = self._walker.ask(url, most=_HEAD)
            found[url] = answer
        return found

    def _searches(self, walk: Walk, home: Page) -> tuple[Search, ...]:
        """Look for a known title by the site's own search, with either form of yeh."""
        from urllib.parse import urlencode

        forms = (form for page in walk.pages for form in page.forms)  # not every home page has the search of the rest
        form = next((f for f in forms if f.method == "get" and f.query and same_site(f.action, home.url)), None)
        titles = [link.text for link in home.links if "ی" in link.text and 1 < len(link.text.split()) < 7]
        titled = [t for t in titles if any(t in page.title for page in walk.pages)] or titles
        if form is None or not titled:
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
        return names.look(self._door, *exactly(home), self._asked.resolver, self._asked.anchors)

    def _views(self, walk: Walk, certificate: Certificate | str) -> tuple[View, ...] | str:
        """Visit the pages in the browser, if there is one and one is wanted."""
        if self._asked.static:
            return "static"
        path = find(self._asked.browser)
        if path is None:
            return "no browser"
        terms = _terms(self._asked, self._library, self._ends)
        pages = unframed(walk.pages)
        visits = looking.visits(pages, terms)
        looked_at = _numbered(self._tell, mark("visit {n} of {whole} in the browser: {url}"), visits)
        looked = looking.look(path, self._door, pages, certificate, terms, looked_at)
        self._notes += looked.notes
        self._timings["memory"] = looked.memory
        return looked.views
