"""Pages that only a script builds, as a browser shows them: their texts, links and forms count like any other's."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from compliance.scan.chromium.browser import Browser, NoBrowser
from compliance.scan.chromium.looking import Terms
from compliance.scan.chromium.visit import Lost, Wish, visit
from compliance.scan.network import tls
from compliance.scan.network.door import Door
from compliance.scan.network.proxy import Proxy
from compliance.scan.pages.page import Page
from compliance.scan.site import Certificate


class Showing:
    """A browser that is started for the first page of a site that needs it, and ended with the walk."""

    def __init__(self, path: Path | None, door: Door, terms: Terms) -> None:
        self._path, self._door, self._terms = path, door, terms
        self._keys: tuple[str, ...] = ()
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def __enter__(self) -> Showing:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def end(self) -> None:
        """End the browser; pages are shown unchanged from now on."""
        self._path = None
        self._stack.close()

    def trust(self, certificate: Certificate | str) -> None:
        """Let the browser come to a site whose certificate is judged elsewhere."""
        key = tls.key_of(certificate.leaf) if isinstance(certificate, Certificate) else ""
        self._keys = (key,) if key else ()

    def shown(self, page: Page) -> Page:
        """Return a page as the browser shows it if its source says nothing; unchanged where no browser can."""
        if self._path is None or not page.is_html or not page.is_shell or page.answer.cut == "size":
            return page
        if time.monotonic() >= self._terms.ends:
            return page
        try:
            seen, _picture = visit(
                self._running(self._path), page.url, Wish(seconds=self._terms.seconds, source=True)
            )
        except (NoBrowser, Lost):
            self._path = None  # what could not be shown once is not tried on every page
            return page
        return Page(page.answer, str(seen["source"]))

    def _running(self, path: Path) -> Browser:
        if self._browser is None:
            terms = self._terms
            proxy = self._stack.enter_context(Proxy(self._door))
            browser = Browser(path, proxy.port, terms.agent, self._keys, terms.memory)
            self._browser = self._stack.enter_context(browser)
        return self._browser
