"""Who stands where in a round, as headquarters publishes it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.model.rounds import Window

FEWEST = 5  # of fewer no statistics are published: one could read a single office out of them
PROVISIONAL = 9000  # hundredths of a per cent of the weight: who answered less has a provisional score


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
        return self.coverage < PROVISIONAL

    @property
    def gained(self) -> int | None:
        """How many hundredths of a point were gained since the round before; None without both scores."""
        return None if self.score is None or self.before is None else self.score - self.before


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

    `relative` is the growth of the whole mean in per cent of what it was, None when that was 0; `matched` is None
    for too few in both.
    """

    whole: Fraction
    relative: Fraction | None
    matched: Fraction | None
    matched_n: int
    n_before: int
    mean_before: Fraction


class Spread(NamedTuple):
    """Mean and quartiles in points, exact."""

    mean: Fraction
    low: Fraction
    median: Fraction
    high: Fraction


class Share(NamedTuple):
    """The offices of one province, body or group: how many have a score, and what it comes to.

    `mean` and `median` are None for fewer than five, and where they are kept back.
    """

    id: str
    n: int
    mean: Fraction | None
    median: Fraction | None


class IndicatorMean(NamedTuple):
    """The mean points of an indicator in a round and in the round before, None where too few were judged."""

    indicator: str
    mean: Fraction | None
    before: Fraction | None


class Arrived(NamedTuple):
    """What arrived last in the name of an office and does not count: turned away for a reason, or without a seal.

    `status` is `rejected` or `unsigned`, `detail` what was seen; `reason` is empty for what bears no seal, and where
    it is not told.
    """

    status: str
    reason: str
    detail: str


class Absent(NamedTuple):
    """An office that is not in the league, the letter by which that is known, and what arrived but does not count."""

    office: str
    name_fa: str
    name_en: str
    body: str = ""
    province: str = ""
    group: str = ""
    letter: str = ""
    arrived: Arrived | None = None


class Standings(NamedTuple):
    """How the offices that were asked stand to the round, by name.

    `silent` sent nothing that could be told to be theirs; of `unaccepted` something arrived that does not count.
    `unjudged` filed, but not by this checklist; `partly` cooperated in part and are in the league; `though` are
    recorded as refusing or asking to be left out although a filing of theirs stands, and counts. `asked_out` are not
    among the `eligible`.
    """

    eligible: int
    filed: int
    silent: tuple[Absent, ...] = ()
    unaccepted: tuple[Absent, ...] = ()
    refused: tuple[Absent, ...] = ()
    asked_out: tuple[Absent, ...] = ()
    unjudged: tuple[Absent, ...] = ()
    partly: tuple[Absent, ...] = ()
    though: tuple[Absent, ...] = ()


class League(NamedTuple):
    """A league: the places in order, what they come to, and who is not among them.

    `spread`, `bands` and `change` are None for fewer than five, of whom no statistics are published, and where
    `withheld` says that single offices could be read out of a difference; `places` are empty when only statistics
    were asked for, and `scored` then still says over how many they are. `comparable` is whether this round and the
    one before were judged by the same checklist, `uniform` whether all of this round were. `shares` divide it `by`
    province, body or group, the highest mean first. `as_of` is the day at whose end all this stood so, None for now.
    `scores` says which are ranked: `self` or `consensus`. `province`, `body` and `group` say of which part of the
    country it is, empty for all.
    """

    round: str
    before: str
    checklist: str
    version: str
    sha256: str
    maximum: Fraction
    section: str
    places: tuple[Place, ...]
    scored: int
    provisional: int
    spread: Spread | None
    bands: tuple[Band, ...] | None
    change: Change | None
    certificates: tuple[tuple[str, int], ...]
    standings: Standings
    comparable: bool
    uniform: bool
    planned: Window = Window()
    actual: Window = Window()
    indicators: tuple[IndicatorMean, ...] | None = None
    named: bool = True
    withheld: bool = False
    by: str = ""
    as_of: date | None = None
    shares: tuple[Share, ...] = ()
    scores: str = "self"
    province: str = ""
    body: str = ""
    group: str = ""

    @property
    def by_consensus(self) -> bool:
        """Whether panels' scores are ranked, not those of what offices filed."""
        return self.scores == "consensus"
