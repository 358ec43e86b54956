"""One look whether a site is there."""

from __future__ import annotations

import time
from typing import NamedTuple

from compliance.scan import blocking
from compliance.scan.network.door import Door, exactly
from compliance.scan.network.http import Client, Unreachable
from compliance.scan.pages.page import Page

_MOST = 256 * 2**10


class Probe(NamedTuple):
    """Whether the site was there, the status it answered with (0 without one), and how long that took."""

    up: bool
    status: int
    seconds: float


def probe(url: str, agent: str, private: bool = False) -> Probe:
    """Return whether a site answers with a page of its own; one that is private only where that is permitted."""
    begun = time.monotonic()
    with Client(Door([exactly(url)] if private else []), agent) as client:
        try:
            answer = client.follow(url, most=_MOST)
        except Unreachable:
            return Probe(False, 0, time.monotonic() - begun)
    up = answer.status < 400 and blocking.kind(Page(answer)) is None
    return Probe(up, answer.status, time.monotonic() - begun)
