"""Lighthouse and this scanner on the same page in turn: seconds, memory, and who finds which injected fault.

Lighthouse comes from npm into a folder of its own below the user's cache; nothing is asked of the network after
that. Figures are medians of three of each, taken alternately on one machine; only their ratio means anything.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from compliance import data  # noqa: E402  # the checkout comes first on the path
from compliance.model.scan import State  # noqa: E402
from compliance.scan.chromium import looking  # noqa: E402
from compliance.scan.chromium.browser import find  # noqa: E402
from tests import scanned  # noqa: E402
from tests.sites.faults import FAULTS  # noqa: E402
from tests.sites.server import Site  # noqa: E402

VERSION = "12.8.2"
TIMES = 3
PAGES = 15
# The faults that Lighthouse has an audit for, and its audit.
AUDITS = {
    "picture-without-text": "image-alt",
    "pale-text": "color-contrast",
    "pale-dates": "color-contrast",
    "field-without-label": "label",
    "link-without-words": "link-name",
    "button-without-words": "button-name",
    "zoom-blocked": "meta-viewport",
    "viewport-missing": "viewport",
    "lang-missing": "html-has-lang",
    "small-targets": "target-size",
    "headings-skip": "heading-order",
    "script-breaks": "errors-in-console",
    "script-complains": "errors-in-console",
    "picture-heavy": "total-byte-weight",
    "picture-without-size": "cumulative-layout-shift",
}


def lighthouse() -> Path:
    """Return Lighthouse's program, installed where it is not yet."""
    folder = data.cache_folder() / f"lighthouse-{VERSION}"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', "utf-8")
        command = ["npm", "install", f"lighthouse@{VERSION}", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return program


class Peak:
    """The most memory that this process and all below it hold together, looked at ten times a second."""

    def __enter__(self) -> Peak:
        self.bytes = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        from compliance.scan.chromium import launching

        while not self._over.wait(0.1):
            self.bytes = max(self.bytes, launching.memory(os.getpid()))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what some work gave, the seconds it took and the megabytes of its processes."""
    with Peak() as peak:
        begun = time.monotonic()
        result = work()
        return result, time.monotonic() - begun, peak.bytes / 2**20


def by_lighthouse(url: str) -> dict[str, Any]:
    """Return Lighthouse's audits of a page, as it does them by default on a phone."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
    command = [str(lighthouse()), url, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={flags}"]
    environment = {**os.environ, "CHROME_PATH": str(find())}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    audits: dict[str, Any] = json.loads(done.stdout)["audits"]
    return audits


def main() -> None:
    """Print one page as both see it, a whole site, warm pages, then who finds what."""
    if shutil.which("npm") is None or find() is None:
        sys.exit("bench-scan needs npm and a Chromium")
    lighthouse()
    took: dict[str, list[tuple[float, float]]] = {"lighthouse": [], "one page": [], f"{PAGES} pages": []}
    for _turn in range(TIMES):
        with Site() as site:
            _audits, seconds, memory = timed(lambda site=site: by_lighthouse(f"{site.base}/"))  # type: ignore[misc]
            took["lighthouse"].append((seconds, memory))
        for name, pages in (("one page", 1), (f"{PAGES} pages", PAGES)):
            _outcome, seconds, memory = timed(lambda pages=pages: scanned.scan(pages=pages))  # type: ignore[misc]
            took[name].append((seconds, memory))
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in took.items()}
    theirs, single, several = (middle[name] for name in took)
    print(f"lighthouse   {theirs[0]:6.2f} s a page, {theirs[1]:4.0f} MB")
    for pages, (seconds, memory) in ((1, single), (PAGES, several)):
        faster = theirs[0] * pages / seconds
        print(f"scan of {pages:<4} {seconds / pages:6.2f} s a page, {memory:4.0f} MB, {faster:.1f} x faster")
    print("             (with walk, links, TLS, names, search and three visits on a phone; aim 4 x)")
    for at_once in (1, 2):
        seconds = warm(at_once, single[0])
        print(f"warm         {seconds:6.2f} s a page, {1 / seconds:.2f} pages a second, {at_once} at once")
    missed = []
    for fault in (one for one in FAULTS if one.name in AUDITS):
        with Site(faults=[fault]) as site:
            audit = by_lighthouse(f"{site.base}/")[AUDITS[fault.name]]
        finds = audit["score"] is not None and audit["score"] < 0.9
        ours = scanned.results(scanned.scan([fault], pages=1))[fault.check].state is State.FAIL
        print(f"{fault.name:24} lighthouse {'finds' if finds else '—':6} scan {'finds' if ours else '—'}")
        missed += [fault.name] if finds and not ours else []
    print(f"found by Lighthouse and missed here: {', '.join(missed) or 'none'}")


def warm(at_once: int, alone: float) -> float:
    """Return the seconds a further page takes in a browser that runs already, with every look taken."""
    usual, looking.AT_ONCE = looking.AT_ONCE, at_once
    try:
        _outcome, seconds, _memory = timed(lambda: scanned.scan(pages=PAGES))
    finally:
        looking.AT_ONCE = usual
    return (seconds - alone) / (PAGES - 1)


if __name__ == "__main__":
    main()
