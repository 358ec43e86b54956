"""What a search brings back, and how it is gathered within bounds of time, size and number."""

from __future__ import annotations

import time
from typing import NamedTuple

from compliance.language import _
from compliance.persian import numbers
from compliance.personal.codes import masked

MEGABYTE = 2**20
_KEPT = 20
_COUNTED = 1000


class Found(NamedTuple):
    """One national code: its place in the reader's language, and the code with its middle masked."""

    place: str
    shown: str


class Search(NamedTuple):
    """What was found in a file, what was not searched and why, and how many findings are left out.

    A search ends at a thousand findings, so `more` is never larger.
    """

    found: tuple[Found, ...]
    unsearched: str | None
    more: int = 0


class Stop(Exception):
    """The search of a file ends early; the message says why in the reader's language."""


class Enough(Exception):
    """The search of a file ends early because more findings would tell nobody more."""


class Findings:
    """Gathers findings and reasons while a file is searched, and keeps the time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._found: dict[Found, None] = {}
        self._reasons: dict[str, None] = {}

    def add(self, place: str, code: str) -> None:
        """Keep a code, masked; the same one at the same place counts once."""
        self.keep(place, masked(code))

    def keep(self, place: str, shown: str) -> None:
        """Keep a code that is masked already."""
        self._found[Found(place, shown)] = None
        if len(self._found) >= _COUNTED:
            raise Enough

    def note(self, reason: str) -> None:
        """Say why something was not searched."""
        self._reasons[reason] = None

    def tick(self) -> None:
        """End the search when its time is over."""
        if time.monotonic() > self._end:
            raise Stop(slow(self.seconds))

    def search(self) -> Search:
        """Return all of it."""
        found = tuple(self._found)
        reasons = _("; ").join(self._reasons) or None
        return Search(found[:_KEPT], reasons, max(0, len(found) - _KEPT))


def slow(seconds: float) -> str:
    """Say that the time was over."""
    return _("the search took longer than {n} seconds and was ended").format(n=numbers.digits(round(seconds)))


def only_first(size: int) -> str:
    """Say that no more than so many bytes were searched."""
    return _("only the first {size} MB were searched").format(size=numbers.digits(size // MEGABYTE))


def damaged() -> str:
    """Say that a file cannot be read to its end."""
    return _("the file is damaged, and only what could be read was searched")


def locked() -> str:
    """Say that a file asks for a password."""
    return _("the file is behind a password")


def unknown() -> str:
    """Say that nobody knows how to search such a file."""
    return _("files of this kind are not searched")


def inner_files() -> str:
    """Say that what a document carries beside its text was left out."""
    return _("pictures and embedded files inside it were not searched")
