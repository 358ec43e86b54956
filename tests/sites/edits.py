"""What can be changed on the office's website: its files, its headers, its answers, its habits."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from fnmatch import fnmatchcase
from typing import NamedTuple

POLICY = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


class Text(NamedTuple):
    """Another text in the files that `where` matches, wherever one holds the old one; some file has to."""

    where: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        """Return the changed text."""
        return text.replace(self.old, self.new)


class Cut(NamedTuple):
    """Something else in place of all from `start` up to `end`, which stays, in the files that `where` matches."""

    where: str
    start: str
    end: str
    new: str = ""

    def apply(self, text: str) -> str:
        """Return the changed text."""
        before, found, rest = text.partition(self.start)
        _cut, ended, after = rest.partition(self.end)
        return before + self.new + ended + after if found and ended else text


class Header(NamedTuple):
    """Another value of a response header, or none at all, for the addresses `where` matches."""

    name: str
    value: str | None
    where: str = "*"


class Served(NamedTuple):
    """Another answer at the addresses `where` matches; a 404 without a body brings the office's own page."""

    where: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: Callable[[], bytes] | None = None


class Slow(NamedTuple):
    """A wait before the answer at the addresses `where` matches."""

    where: str
    seconds: float


class Habit(Enum):
    """What the whole server does wrong."""

    SOFT_404 = auto()  # an unknown address brings the first page with 200
    NO_GZIP = auto()
    LITERAL_SEARCH = auto()  # ي and ی are different letters to it


Edit = Text | Cut | Header | Served | Slow | Habit


class Fault(NamedTuple):
    """Something wrong with the website, and the check that has to notice it.

    `also` names other checks that may notice it too; `tls` says that it shows over HTTPS only.
    """

    name: str
    check: str
    why: str
    edit: tuple[Edit, ...]
    also: tuple[str, ...] = ()
    tls: bool = False


def matches(where: str, name: str) -> bool:
    """Tell whether a pattern matches a file's or an address' whole name; a star matches slashes too."""
    return fnmatchcase(name, where)
