"""What robots.txt lets a visitor do, read as RFC 9309 has it: the longest rule decides, with * and $ in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")
_MOST = 2_000  # rules that are kept
_EVERYBODY = "*"


class Rule(NamedTuple):
    """One rule: a path, perhaps with * and a $ behind, and whether it allows."""

    path: str
    allows: bool


class Robots(NamedTuple):
    """The rules for one visitor, and the seconds that are asked for between visits."""

    rules: tuple[Rule, ...] = ()
    delay: float | None = None

    def allows(self, url: str) -> bool:
        """Whether an address may be visited: the longest rule that fits decides, allowing ones before equals."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return True
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        fitting = [(len(rule.path), rule.allows) for rule in self.rules if _fits(rule.path, path)]
        return max(fitting, default=(0, True))[1]


def read(text: str, agent: str) -> Robots:
    """Return what a robots.txt says to a visitor of that name, or else to everybody."""
    lines = list(_lines(text))
    own = agent.partition("/")[0].strip().lower()
    mine = _of(lines, own)
    return mine if mine is not None else _of(lines, _EVERYBODY) or Robots()


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something: their names in lower case, and their values."""
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _of(lines: Sequence[tuple[str, str]], visitor: str) -> Robots | None:
    """Return the rules of all groups of a visitor; None where no group names it."""
    rules: list[Rule] = []
    delay: float | None = None
    named = heading = meant = False
    for name, value in lines:
        if name == "user-agent":
            meant = (meant and heading) or value.partition("/")[0].strip().lower() == visitor
            named, heading = named or meant, True
            continue
        heading = heading and name == "sitemap"  # which belongs to no group
        if not meant:
            continue
        if name in ("allow", "disallow") and value.startswith(("/", "*")) and len(rules) < _MOST:
            rules.append(Rule(unquote(value), name == "allow"))
        elif name == "crawl-delay" and _SECONDS.fullmatch(value):
            delay = float(value)
    return Robots(tuple(rules), delay) if named else None


def _fits(rule: str, path: str) -> bool:
    """Whether a path begins as a rule says; * stands for anything, and $ for the end."""
    whole = rule.endswith("$")
    first, *others = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(others, 1):
        if whole and number == len(others):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not whole or at == len(path)
