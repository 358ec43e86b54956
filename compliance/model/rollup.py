"""What the offices of a body come to together: one result a fact, with every source of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Fact, Pair, Quantity
from compliance.model.league import Absent
from compliance.model.office import Value
from compliance.model.stated import Stated

PROVISIONAL = Fraction(9, 10)  # of fewer of the offices, a value is provisional, as a score is


class Way(StrEnum):
    """How a value came about: counts or numbers summed, the lower median, a weighted mean, or all saying the same."""

    SUMMED = "summed"
    MEDIAN = "median"
    WEIGHTED = "weighted"
    UNANIMOUS = "unanimous"


class Why(StrEnum):
    """Why a fact is asked of a person instead."""

    MIXED = "mixed"
    RULE = "rule"
    NO_RULE = "no-rule"
    NO_ANSWER = "no-answer"
    NOT_APPLICABLE = "not-applicable"
    WITHOUT_COUNTS = "without-counts"
    WITHOUT_WEIGHT = "without-weight"
    APART = "apart"
    CONTRADICTS = "contradicts"
    IMPOSSIBLE = "impossible"


class Used(StrEnum):
    """What became of an office's answer: it is counted, or left out because of what it is."""

    COUNTED = "counted"
    NOT_APPLICABLE = "not-applicable"
    UNANSWERED = "unanswered"
    WITHOUT_COUNTS = "without-counts"
    WITHOUT_WEIGHT = "without-weight"
    APART = "apart"
    STRANGE = "strange"


class Filed(NamedTuple):
    """What one office said in the filing of this SHA-256."""

    office: str
    sha256: str
    values: Mapping[str, Value]


class Reading(NamedTuple):
    """What one office said of a fact, and what became of it.

    `weight` is what it weighs in a mean; `because` names the fact with which its sum has to agree and which the
    office did not answer, where it is left out for that.
    """

    office: str
    sha256: str
    value: Value | None
    used: Used
    weight: Fraction | None = None
    because: str = ""


class Spread(NamedTuple):
    """The least, the quartiles and the most of what was counted, or of what was said where nothing could be.

    Each of them is what some office said.
    """

    least: Fraction
    low: Fraction
    median: Fraction
    high: Fraction
    most: Fraction


class Result(NamedTuple):
    """What a fact comes to over the offices of a body: a value with the way to it, or why it is asked of a person.

    `exact` is the amount before it was rounded; `yes` how many of the counted said yes; `by` what a mean is weighted
    by; `broken` the pair of answers that cannot both be true.
    """

    fact: Fact
    readings: tuple[Reading, ...]
    value: Value | None = None
    way: Way | None = None
    why: Why | None = None
    exact: Fraction | None = None
    spread: Spread | None = None
    yes: int = 0
    by: Quantity | None = None
    broken: Pair | None = None

    @property
    def counted(self) -> tuple[Reading, ...]:
        """The readings that are in it."""
        return self.of(Used.COUNTED)

    def of(self, used: Used) -> tuple[Reading, ...]:
        """Return the readings that became this."""
        return tuple(reading for reading in self.readings if reading.used is used)


class Rollup(NamedTuple):
    """A body's offices in a round, and what they come to, fact by fact in the order of the checklists.

    `eligible` counts the offices that were asked, without the body itself; `filed` are those whose filing counts,
    the others are listed by how they stand to the round. `beside` filed without being among the eligible. `results`
    are of the facts that the checklists ask of an office, `checklists` those by which was filed. `outdated` says that
    some filed by other versions of them; `systems` how many systems were entered, which are not rolled up.
    """

    round: str
    body: str
    as_of: date | None
    eligible: int
    filed: tuple[Absent, ...]
    silent: tuple[Absent, ...]
    unaccepted: tuple[Absent, ...]
    refused: tuple[Absent, ...]
    asked_out: tuple[Absent, ...]
    beside: tuple[Absent, ...]
    checklists: tuple[str, ...]
    outdated: bool
    systems: int
    results: tuple[Result, ...]

    @property
    def values(self) -> tuple[Result, ...]:
        """What could be rolled up."""
        return tuple(result for result in self.results if result.value is not None)

    @property
    def asked(self) -> tuple[Result, ...]:
        """What is asked of a person."""
        return tuple(result for result in self.results if result.value is None)

    def provisional(self, result: Result) -> bool:
        """Whether fewer than nine tenths of the eligible offices are in a value, or said that it does not apply."""
        said = len(result.counted) + len(result.of(Used.NOT_APPLICABLE))
        return said < PROVISIONAL * self.eligible


class Fate(StrEnum):
    """What became of a fact in the folder.

    Entered where nothing was answered; updated, or taken back because it is asked now, where nobody had changed what
    was rolled up before; the same already; own where a person answers otherwise, and answered where they answer what
    is asked; open where that is still to be done.
    """

    ENTERED = "entered"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    SAME = "same"
    OWN = "own"
    ANSWERED = "answered"
    OPEN = "open"


class Kept(NamedTuple):
    """A person's answer that stays although the offices come to another one."""

    result: Result
    theirs: Stated


class Done(NamedTuple):
    """What became of a folder: founded or not, every fact's fate, what people answer otherwise, and if it is over."""

    rolled: Rollup
    founded: bool
    fates: Mapping[str, Fate]
    kept: tuple[Kept, ...]
    over: bool = False

    def of(self, fate: Fate) -> list[str]:
        """Return the facts with a fate."""
        return [fact for fact, one in self.fates.items() if one is fate]
