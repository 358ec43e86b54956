"""Who stands where in a round, as headquarters publishes it."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Place(NamedTuple):
    """One office, or one entered system of it, in a league: scores are hundredths of a point.

    `rank` is dense, None without a score; `shared` says that others have the same score. `before` is the score of
    the round before, `moved` how many places up (negative: down), None where there was none.
    """

    office: str
    system: str
    name_fa: str
    name_en: str
    body: str
    province: str
    group: str
    score: int | None
    coverage: int
    rank: int | None
    shared: bool
    certificate: str | None
    filing: int
    filing_before: int | None = None
    before: int | None = None
    moved: int | None = None

    @property
    def provisional(self) -> bool:
        """Whether less than nine tenths of the weight was answered."""
        return self.coverage < 9000


class Band(NamedTuple):
    """A band of scores, from inclusive and to exclusive (inclusive for the last), and how many are in it."""

    low: Fraction
    high: Fraction
    n: int
    of: int

    @property
    def share(self) -> Fraction:
        """The share in it."""
        return Fraction(self.n, self.of)


class Change(NamedTuple):
    """How the mean moved since the round before, in percentage points; over all, and over those in both rounds.

    `relative` is the growth of the whole mean in per cent of what it was.
    """

    whole: Fraction | None
    relative: Fraction | None
    matched: Fraction | None
    matched_n: int
    n_before: int


class Spread(NamedTuple):
    """Mean and quartiles in points, exact."""

    mean: Fraction
    low: Fraction
    median: Fraction
    high: Fraction


class League(NamedTuple):
    """A league: the places in order, what they come to, and who is not among them.

    `spread` and `bands` are None for fewer than five, of whom no statistics are published. `notes` are marks of what
    has to be said beside the numbers.
    """

    round: str
    before: str
    checklist: str
    version: str
    sha256: str
    maximum: Fraction
    section: str
    places: tuple[Place, ...]
    spread: Spread | None
    bands: tuple[Band, ...] | None
    change: Change | None
    eligible: int
    filed: int
    silent: tuple[str, ...]
    refused: tuple[str, ...]
    asked_out: tuple[str, ...]
    comparable: bool

    @property
    def scored(self) -> int:
        """How many have a score: the mean is over them."""
        return sum(place.score is not None for place in self.places)
