"""What the browser saw, with names: the plain values of a visit as checks read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from compliance.model.checklist import Text
from compliance.scan.site import Site, View

_MIXED = "mixed content"  # so begins what Chromium says of a frame or script that it did not even ask for
_ADDRESS = re.compile(r"http://[^\s'\"]+")


class Request(NamedTuple):
    """One thing a page asked for: its address, its kind, the status it got, and why it failed."""

    url: str
    kind: str
    status: int
    failed: str


class Utterance(NamedTuple):
    """One error of a page: who says so (exception, console, network, …), the words, and the address."""

    source: str
    text: str
    url: str


class Cookie(NamedTuple):
    """One cookie without its value."""

    name: str
    domain: str
    secure: bool
    http_only: bool
    same_site: str


class Rule(NamedTuple):
    """One rule of axe with the elements it found."""

    id: str
    impact: str
    help: str
    number: int
    targets: tuple[str, ...]


class Look:
    """One visit of one page."""

    def __init__(self, view: View) -> None:
        self.url, self._seen = view.url, view.seen

    def raw(self, key: str) -> Any:
        """Return a part of the visit as it came."""
        return self._seen.get(key)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the page asked for."""
        asked = self.raw("requests") or ()
        return tuple(Request(str(r["url"]), str(r["kind"]), int(r["status"]), str(r["failed"])) for r in asked)

    @property
    def said(self) -> tuple[Utterance, ...]:
        """The errors of the page."""
        return tuple(Utterance(s["source"], s["text"], s["url"]) for s in self.raw("said") or ())

    @property
    def insecure(self) -> tuple[str, ...]:
        """The addresses over http that a secure page asked for, each time: those sent, and those the browser forbade.

        Of what was forbidden some was a request too; it counts once.
        """
        sent = [one.url for one in self.requests if one.url.startswith("http:") and one.kind != "Document"]
        told = [[*_ADDRESS.findall(one.text), one.url] for one in self.said if _MIXED in one.text.lower()]
        forbidden = [
            next((url for url in urls if url != self.url), urls[0]) for urls in told if not {*urls} & {*sent}
        ]
        return (*sent, *forbidden)

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """The cookies the page left."""
        return tuple(
            Cookie(c["name"], c["domain"], bool(c["secure"]), bool(c["httpOnly"]), str(c["sameSite"]))
            for c in self.raw("cookies") or ()
        )

    def rules(self, kind: str) -> tuple[Rule, ...]:
        """Return axe's violations, or what it could not decide (`incomplete`), in all frames."""
        found = []
        for frame in self.raw("axe") or ():
            for rule in (frame or {}).get(kind, ()):
                targets = tuple(str(node["target"]) for node in rule["nodes"])
                words = str(Text(rule["help"]["fa"], rule["help"]["en"])) or rule["id"]
                found.append(Rule(rule["id"], rule["impact"] or "", words, int(rule["count"]), targets))
        return tuple(found)

    def timing(self, name: str) -> float | None:
        """Return a timing in milliseconds, or a score; None when the browser gave none."""
        value = (self.raw("timing") or {}).get(name)
        return None if value is None else float(value)

    def overflow(self, width: int | None = None) -> Mapping[str, Any] | None:
        """Return what sticks out at a width, by default at the visit's own; None when it was not looked at."""
        narrow = self.raw("widths") or {}
        found: Mapping[str, Any] | None = self.raw("overflow") if width is None else narrow.get(str(width))
        return found


def views(site: Site) -> Iterator[Look]:
    """Yield the visits of the pages on a desk's screen; none without a browser."""
    for view in site.views if isinstance(site.views, tuple) else ():
        if not view.seen.get("phone"):
            yield Look(view)


def phones(site: Site) -> Iterator[Look]:
    """Yield the visits of the home page on a phone's screen."""
    for view in site.views if isinstance(site.views, tuple) else ():
        if view.seen.get("phone"):
            yield Look(view)
