"""The browser's part of a scan: every page on a desk's screen, two at once, and the home page thrice on a phone's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from compliance.model.checklist import Library
from compliance.scan.chromium.browser import Browser, NoBrowser
from compliance.scan.chromium.visit import PHONE, Lost, Wish, visit
from compliance.scan.network import tls
from compliance.scan.network.door import Door
from compliance.scan.network.proxy import Proxy
from compliance.scan.pages.page import Page
from compliance.scan.site import Certificate, View

AT_ONCE = 2  # visits side by side; three phones' timings are taken alone, so that nothing disturbs them
_TIMES = 3  # visits on a phone, for medians
_BROWSERS = 3  # browsers that a scan starts at most: a page that held one up must not cost the others their visit


class Looked(NamedTuple):
    """What the browser saw, or why it saw nothing; what is to be said of that, and the most memory it took."""

    views: tuple[View, ...] | str
    notes: tuple[str, ...] = ()
    memory: int = 0


class Terms(NamedTuple):
    """What a browser may have: its name, bytes of memory, seconds for a visit, the moment of the end; and its looks.

    The moment is one of `time.monotonic`.
    """

    agent: str
    memory: int
    seconds: float
    ends: float
    looks: Looks


class Looks(NamedTuple):
    """What the checks' limits ask of a visit: widths of screens, presses of Tab, the least size of a target."""

    widths: tuple[int, ...]
    steps: int
    pixels: int


def looks(library: Library) -> Looks:
    """Return what the shipped or changed limits of the checks ask for."""
    widths, steps, pixels = (
        [int(library.scan[id_].limit(name)) for id_ in ids]
        for name, ids in (("width", ("MOB-02", "A11Y-06")), ("steps", ("A11Y-05",)), ("pixels", ("A11Y-02",)))
    )
    return Looks(tuple(widths), steps[0], pixels[0])


class _Errand(NamedTuple):
    """One visit to be made: its place in the order, the page, and what to look at."""

    number: int
    page: Page
    wish: Wish


def look(
    path: Path,
    door: Door,
    pages: Sequence[Page],
    certificate: Certificate | str,
    terms: Terms,
    tell: Callable[[str], None],
) -> Looked:
    """Visit pages, the home page first, in browsers behind the door; what gave nothing is said in the notes."""
    if pages[0].answer.cut == "size":
        return Looked("too large")
    key = tls.key_of(certificate.leaf) if isinstance(certificate, Certificate) else ""
    keys = [key] if key else []
    visits = _Visits(terms, tell)
    waiting: Sequence[_Errand] = _errands(pages, terms)
    notes: list[str] = []
    peak = 0
    for _start in range(_BROWSERS):
        try:
            with Proxy(door) as proxy, Browser(path, proxy.port, terms.agent, keys, terms.memory) as browser:
                notes += [] if browser.sandboxed or notes else ["no sandbox"]
                waiting = visits.make(browser, waiting)
                peak = max(peak, browser.peak)
        except NoBrowser as error:
            return Looked(f"no browser: {error.reason}"[:200])
        if not waiting:
            break
    notes += visits.notes
    return Looked(visits.views() or visits.home or "late", tuple(notes), peak)


def visits(pages: Sequence[Page], terms: Terms) -> int:
    """Return how many visits there are to be made of these pages."""
    return len(_errands(pages, terms))


def _errands(pages: Sequence[Page], terms: Terms) -> list[_Errand]:
    """Return the visits in their order: the home page on a desk, on phones, then the others."""
    home, *others = pages
    asked = terms.looks
    desk = Wish(seconds=terms.seconds, axe=asked.pixels, widths=asked.widths, picture=True)
    phone = Wish(PHONE, terms.seconds)
    wishes = [
        (home, desk._replace(keyboard=asked.steps)),
        *[(home, phone)] * _TIMES,
        *((page, desk) for page in others if page.answer.cut != "size"),
    ]
    return [_Errand(number, page, wish) for number, (page, wish) in enumerate(wishes)]


class _Visits:
    """The visits made so far: what they brought by their place in the order, and what is to be said of the others."""

    def __init__(self, terms: Terms, tell: Callable[[str], None]) -> None:
        self._terms, self._tell = terms, tell
        self._seen: dict[int, View] = {}
        self.notes: list[str] = []
        self.home: str | None = None  # why the home page gave nothing; nothing else is visited then

    def views(self) -> tuple[View, ...]:
        return tuple(self._seen[number] for number in sorted(self._seen))

    def make(self, browser: Browser, errands: Sequence[_Errand]) -> list[_Errand]:
        """Make visits in a browser and return those that another browser has to make, because this one ended."""
        alone = [errand for errand in errands if errand.number <= _TIMES]
        left = [errand for errand in alone if not self._made(browser, errand)]
        with ThreadPoolExecutor(AT_ONCE) as both:
            rest = errands[len(alone) :]
            made = both.map(lambda errand: self._made(browser, errand), rest)
            left += [errand for errand, done in zip(rest, made, strict=True) if not done]
        return left if self.home is None and time.monotonic() < self._terms.ends else []

    def _made(self, browser: Browser, errand: _Errand) -> bool:
        """Make a visit; whether that is over with, whatever came of it."""
        if self.home is not None or browser.killed or time.monotonic() >= self._terms.ends:
            return False
        self._tell(errand.page.url)
        begun = time.monotonic()
        try:
            seen, picture = _patiently(browser, errand)
        except Lost as error:
            if error.innocent:
                return False
            self.notes.append(f"{errand.page.url}: {error.reason}")
            if errand.number == 0:
                self.home = error.reason
            return True
        seen["phone"] = errand.wish.size.phone
        seen["seconds"] = time.monotonic() - begun
        self._seen[errand.number] = View(errand.page.url, seen, picture)
        return True


def _patiently(browser: Browser, errand: _Errand) -> tuple[dict[str, object], bytes]:
    """Return what a visit brought; one that went wrong without an end of the browser is made once more."""
    try:
        return visit(browser, errand.page.url, errand.wish)
    except Lost:
        if browser.killed:
            raise
        return visit(browser, errand.page.url, errand.wish)
