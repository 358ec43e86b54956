"""A sample for site visits, what was found there, and what that says of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from compliance.model.office import Value

CODE = "A"  # begins the code of a draw, so that no program of spreadsheets takes it for a date


class Reason(NamedTuple):
    """A part of a weight: what it is for, how much it adds, and what was seen."""

    code: str
    points: int
    seen: Mapping[str, Any]


class DrawnItem(NamedTuple):
    """An item of an office that was drawn: its place in the checklist, and why it has its weight."""

    id: str
    place: int
    reasons: tuple[Reason, ...]


class Unit(NamedTuple):
    """An office that could be drawn: the filing that stood for it, its weight, and the weights of its items.

    Items have the places of the checklist; one of weight 0 is not judged and never drawn. `items` are those that
    were drawn, and `reasons` are known of an office that was.
    """

    office: str
    filing: int
    sha256: str
    size: int
    sizes: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    items: tuple[DrawnItem, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether it is to be visited."""
        return bool(self.reasons)


class Draw(NamedTuple):
    """A sample as it was drawn: what was asked for, from which list, and who and what came out.

    `n` numbers the draws of a store, `upto` is the last line of the log that counted, `root` the sealed root of the
    round as it stood then, `again` why it was drawn once more. `away` are those that could not be drawn, with the
    reason. `names` are the ids of the items in their places. `line` is the line of the log that told it, `at` when.
    """

    n: int
    round: str
    checklist: str
    sha256: str
    seed: str
    offices: int
    items: int
    province: str
    body: str
    group: str
    upto: int
    root: str
    again: str
    frame: str
    away: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    units: tuple[Unit, ...]
    line: int
    at: str

    @property
    def drawn(self) -> tuple[Unit, ...]:
        """The offices that are to be visited, by id."""
        return tuple(unit for unit in self.units if unit.drawn)

    @property
    def code(self) -> str:
        """What stands on its sheets, so that none of another draw is entered: its number and the list it is of."""
        return f"{CODE}{self.n}-{self.frame[:8]}"


class Result(StrEnum):
    """What a visit came to for an item."""

    SAME = "same"
    DIFFERS = "differs"
    UNCHECKED = "unchecked"


class Finding(NamedTuple):
    """What was found of an item: the value where it differs, the day (ISO 8601, empty if unknown) and a note."""

    office: str
    item: str
    result: Result
    value: Value | None
    day: str
    note: str


class Difference(NamedTuple):
    """A finding that differs, with what it changes in the office's score, in points, and what was declared."""

    finding: Finding
    fact: str
    declared: Value | None
    points: float


class Measured(NamedTuple):
    """A quantity of the whole as the sample estimates it: its standard error and its interval, None for too few."""

    value: float
    error: float | None
    low: float | None
    high: float | None
    freedom: int


class OfIndicator(NamedTuple):
    """What was seen of an indicator; the estimates are None where too little was checked."""

    id: str
    checked: int
    offices: int
    differing: int
    points: Measured | None
    share: Measured | None


class Bounds(NamedTuple):
    """What may be wrong at most where nothing was found: the share of the items, and points of the mean score."""

    share: float
    points: float


class Audited(NamedTuple):
    """What the visits say of the whole.

    `points` is the mean of what was found less what was declared, by Horvitz and Thompson, `points_ratio` by Hájek;
    `share` the share of items that differ, by Hájek, `share_total` by Horvitz and Thompson. `declared` is the mean
    declared score of the list. `missing` are drawn offices of which nothing was checked, `unchecked` drawn items of
    visited ones; `worst` is the mean error if nothing of what was not checked had any ground, None where all was.
    """

    draw: Draw
    level: int
    visited: tuple[str, ...]
    missing: tuple[str, ...]
    checked: int
    unchecked: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    declared: float
    points: Measured | None = None
    points_ratio: Measured | None = None
    share: Measured | None = None
    share_total: Measured | None = None
    bounds: Bounds | None = None
    worst: float | None = None
    indicators: tuple[OfIndicator, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every item of every office of the list was looked at, so that nothing is left to chance."""
        judged = max((sum(size > 0 for size in unit.sizes) for unit in self.draw.units), default=0)
        everything = len(self.draw.drawn) == len(self.draw.units) and self.draw.items >= judged
        return everything and not self.missing and not self.unchecked
