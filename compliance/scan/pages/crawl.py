"""A polite walk through a site: robots.txt first, one page after the other, the likely pages before the rest."""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple
from urllib.parse import urlsplit

from compliance.scan.network.http import Answer, Client, Unreachable
from compliance.scan.pages import robots
from compliance.scan.pages.page import Link, Page
from compliance.scan.pages.robots import Robots
from compliance.scan.pages.turns import FRAME, Kind, Turn, Turns
from compliance.scan.site import BUSY, Unread, same_site

ROBOTS = 512 * 2**10  # bytes of robots.txt that are read; RFC 9309 asks for 500 KiB
_MOVES = 3  # pages that send a visitor on before the home page
_RETRIES, _LONGEST_WAIT, _LONGEST_DELAY = 2, 20.0, 10.0
_FILES = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|exe|apk|jpe?g|png|gif|webp|svg|ico|mp[34]|avi|mkv|css|js|xml|json|rss)$",
    re.IGNORECASE,
)
Tell = Callable[[str], None]


Show = Callable[[Page], Page]


def _as_sent(page: Page) -> Page:
    return page


_OPEN = ("late", "budget", "robots")  # who gave no page for such a reason may have one


class Manners(NamedTuple):
    """How a site is visited: pages at most, seconds between requests, and the moment everything has to end."""

    pages: int = 30
    delay: float = 0.5
    ends: float = float("inf")


class Walk(NamedTuple):
    """What a walk brought: pages, addresses that gave none, and those that were left for want of time or room.

    `answers` are what addresses said that gave no page: files, and errors. `promising` are those of the unread and
    the left that are called like what a check looks for.
    """

    pages: tuple[Page, ...]
    unread: tuple[Unread, ...]
    left: tuple[str, ...]
    answers: Mapping[str, Answer]
    promising: tuple[str, ...] = ()


class Walker:
    """Walks from the home page over its links."""

    def __init__(
        self, client: Client, manners: Manners, titles: Mapping[str, Iterable[str]], tell: Tell, show: Show = _as_sent
    ) -> None:
        self._client, self._manners, self._tell, self._show = client, manners, tell, show
        self._turns = Turns(titles)
        self._last = 0.0
        self._delay = manners.delay
        self._rules = Robots()

    def obey(self, said: Answer | Unread, agent: str) -> None:
        """Keep to robots.txt from now on; one that cannot be read or is no text allows everything."""
        if isinstance(said, Unread) or said.status != 200:
            return
        text = said.body[:ROBOTS].decode("utf-8", "replace")
        if "<html" in text[:2000].lower():
            return
        self._rules = robots.read(text, agent)
        if self._rules.delay:
            self._delay = max(self._delay, min(self._rules.delay, _LONGEST_DELAY))

    def allowed(self, url: str) -> bool:
        """Whether robots.txt lets this address be visited."""
        return self._rules.allows(url)

    def ask(self, url: str, method: str = "GET", **caps: int) -> Answer | Unread:
        """Return an answer after the delay; a server that is busy is given time twice."""
        for attempt in range(_RETRIES + 1):
            self._pause(self._delay)
            try:
                answer = self._client.follow(url, method, **caps)
            except Unreachable as error:
                return Unread(url, error.reason)
            if answer.status not in (429, 503) or attempt == _RETRIES:
                return answer
            self._last = time.monotonic()
            self._pause(_wait(answer.header("retry-after"), attempt))
        raise AssertionError("the loop returns")

    def arrive(self, url: str) -> Answer | Unread:
        """Return the answer for a home page, over those that only send their visitors on to one that is there."""
        answer = self.ask(url)
        for _time in range(_MOVES):
            if isinstance(answer, Unread) or answer.status != 200 or not Page(answer).is_html:
                break
            target = Page(answer).moves_to
            if target is None or not self.allowed(target):
                break
            onward = self.ask(target)
            if isinstance(onward, Unread) or onward.status != 200:
                break
            answer = onward._replace(hops=(*answer.hops, answer.url, *onward.hops))
        return answer

    def _pause(self, seconds: float) -> None:
        left = self._last + seconds - time.monotonic()
        if left > 0:
            time.sleep(min(left, max(0.0, self._manners.ends - time.monotonic())))
        self._last = time.monotonic()

    def walk(self, home: Page) -> Walk:
        """Return the pages of a site, its home page first."""
        pages, unread, answers = [home], list[Unread](), dict[str, Answer]()
        done = {home.url, *home.answer.hops}
        waiting: list[tuple[Turn, int, int, str]] = []
        promising: list[str] = []
        order = count()

        def note(page: Page, depth: int) -> None:
            for turn, url in self._turns.of(page, _onward(page, home.url)):
                if url not in done:
                    heapq.heappush(waiting, (turn, depth, next(order), url))

        note(home, 1)
        while waiting and len(pages) < self._manners.pages and time.monotonic() < self._manners.ends:
            turn, depth, _order, url = heapq.heappop(waiting)
            if url in done:
                continue
            done.add(url)
            answer = self._visited(url)
            if isinstance(answer, Unread):
                unread.append(answer)
                promising += [url] if turn.kind is Kind.WANTED and answer.reason in _OPEN else []
                if answer.reason == "budget":
                    break
                continue
            page = Page(answer)
            done.add(page.url)
            if answer.status != 200:
                unread.append(Unread(url, "status", answer.status))
                answers[url] = answer
                promising += [url] if turn.kind is Kind.WANTED and answer.status in BUSY else []
            elif page.is_html and same_site(answer.url, home.url) and not any(p.url == page.url for p in pages):
                pages.append(self._show(page))
                note(pages[-1], depth + 1)
            else:
                answers[url] = answer
        left = {url: turn for turn, _depth, _order, url in sorted(waiting) if url not in done}
        promising += [url for url, turn in left.items() if turn.kind is Kind.WANTED]
        return Walk(tuple(pages), tuple(unread), tuple(left), answers, tuple(promising))

    def _visited(self, url: str) -> Answer | Unread:
        """Return what a page of the site says, or why it was not asked."""
        if not self.allowed(url):
            return Unread(url, "robots")
        self._tell(url)
        return self.ask(url)


def _onward(page: Page, home: str) -> Iterator[Link]:
    """Yield the links to pages of the site, and its frames, which are pages too."""
    framed = (Link(url, page.title, FRAME, page.region) for url in page.frames)
    for link in (*page.links, *framed):
        if same_site(link.url, home) and not _FILES.search(urlsplit(link.url).path):
            yield link


def _wait(wished: str | None, attempt: int) -> float:
    """Return how long a busy server is left alone: what it asks for, within reason."""
    if wished is not None and wished.strip().isdecimal():
        return min(float(wished.strip()[:9]), _LONGEST_WAIT)
    return min(2.0 * float(2**attempt), _LONGEST_WAIT)
