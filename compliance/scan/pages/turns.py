"""Whose turn it is in a walk: what the checks look for first, each its share, and nothing endless before the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from compliance.persian.letters import ascii_digits
from compliance.scan.pages.document import AROUND
from compliance.scan.pages.page import Link, Page
from compliance.scan.pages.words import beside, is_headline, names, plain

_NO_PAGES = ("CNT-05", "CNT-10")  # links that start a service or a search need to answer, and say nothing themselves
FRAME = "frame"  # where a link stands that is a frame: what it shows is part of its page
SERVICES = "CNT-02"  # the check whose page lists the services
_FIRST = 3  # links of one check that come before everything else: menus may have fifty that are called like it
_SERVICE = re.compile(r"(?<!\d)\d{11}(?!\d)")
_NOT_CALLED = 1000  # words beside no title at all
_NUMBER = re.compile(r"\d+")


class Kind(IntEnum):
    """What a link promises: what a check looks for, a service, more that is called like the first, or anything."""

    WANTED = 0
    SERVICE = 1
    LIKEWISE = 2
    REST = 3


class Turn(NamedTuple):
    """When a link is followed: by what it promises, then by how many of its like went before."""

    kind: Kind
    before: int


class Turns:
    """Gives the links of a walk their turns: each address one, and a better one when a later link promises more."""

    def __init__(self, titles: Mapping[str, Iterable[str]]) -> None:
        wanted = {check: words for check, words in titles.items() if check not in _NO_PAGES}
        self._titles = {check: tuple(map(plain, words)) for check, words in wanted.items()}
        self._given: dict[str, Turn] = {}
        self._called: Counter[str] = Counter()
        self._like: Counter[tuple[Kind, str]] = Counter()
        self._lists: set[str] = set()

    def of(self, page: Page, links: Iterable[Link]) -> list[tuple[Turn, str]]:
        """Return the turns of the addresses that a page brings, those that are called most exactly counted first."""
        called = [(link, self._checks(link)) for link in links]
        called.sort(key=lambda one: min(one[1].values(), default=_NOT_CALLED))
        given = []
        for link, checks in called:
            kind = Kind.WANTED if checks else self._other(page, link)
            known = self._given.get(link.url)
            if known is None or kind < known.kind is Kind.REST:
                turn = self._given[link.url] = self._turn(link, kind, checks)
                given.append((turn, link.url))
        return given

    def _checks(self, link: Link) -> dict[str, int]:
        """Return the checks that look for what is called so, with how many words stand beside their title."""
        text, menu = plain(link.text), link.region in AROUND
        found = {FRAME: 0} if link.where == FRAME else {}
        for check, titles in self._titles.items():
            its = [
                beside((one,), text) for one in titles if names(one, text) and (menu or not is_headline((one,), text))
            ]
            if its:
                found[check] = min(its)
        return found

    def _other(self, page: Page, link: Link) -> Kind:
        """Return what a link promises that no check looks for by its words."""
        numbered = _SERVICE.search(link.url) or _SERVICE.search(ascii_digits(link.text))
        listed = self._is_list(page) and link.region not in AROUND and link.url not in self._given  # no menu's
        return Kind.SERVICE if numbered or listed else Kind.REST

    def _turn(self, link: Link, kind: Kind, checks: Mapping[str, int]) -> Turn:
        if SERVICES in checks:
            self._lists.add(link.url)
        if not checks:
            like = (kind, shape(link.url))
            self._like[like] += 1
            return Turn(kind, self._like[like])
        before = min(self._called[check] for check in checks)
        self._called.update(checks.keys())
        return Turn(kind if before < _FIRST else Kind.LIKEWISE, before)

    def _is_list(self, page: Page) -> bool:
        """Whether a page is one that is called like the list of services."""
        return page.url in self._lists or not self._lists.isdisjoint(page.answer.hops)


def shape(url: str) -> str:
    """Return what addresses have in common that a calendar or a pager makes without an end."""
    parts = urlsplit(url)
    fields = "&".join(sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{_NUMBER.sub('0', parts.path)}?{fields}"
