"""What headquarters reports of a round for the whole country, or a part of it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.model.league import FEWEST, League, Spread
from compliance.model.office import Funnel


class Turn(NamedTuple):
    """A round of the panel: over how many, their spread (None for too few), and the maximum of its checklist.

    `comparable` says whether it was judged by the same checklist as the round before it.
    """

    round: str
    n: int
    spread: Spread | None
    maximum: Fraction
    comparable: bool


class Cell(NamedTuple):
    """Offices of a place taken together: how many, and the sum of their hundredths."""

    n: int
    points: int

    @property
    def mean(self) -> Fraction:
        """The mean in points."""
        return Fraction(self.points, 100 * self.n)

    @property
    def few(self) -> bool:
        """Whether a mean of it would be of too few: one office is no statistic, two to four would be."""
        return 1 < self.n < FEWEST


class Face(NamedTuple):
    """The provinces of all bodies, or of one: their scores, and their indicators, by province.

    Means over two to four offices are left out: of so few no statistics are shown. One office is no statistic.
    """

    body: str
    scores: Mapping[str, Cell]
    indicators: Mapping[str, Mapping[str, Cell]]
    few: int


class Lift(NamedTuple):
    """A fact that holds offices back: of how many it falls short, and what they are missing by it in hundredths.

    `points` is what raising it to its target brings those that answered, by what its items are worth to each: what
    does not apply gives its weight to the rest. `of` are those to whom it applies, of whom so many left it
    `unanswered`: of them nothing is known, so they are neither short nor missing points.
    """

    fact: str
    items: tuple[str, ...]
    short: int
    unanswered: int
    of: int
    points: Fraction

    @property
    def answered(self) -> int:
        """How many of those to whom it applies answered it."""
        return self.of - self.unanswered


class Gap(NamedTuple):
    """A fact that offices left unanswered: how many of those to whom it applies, as far as that is known."""

    fact: str
    items: tuple[str, ...]
    unanswered: int
    of: int

    @property
    def mostly(self) -> bool:
        """Whether most of them did."""
        return 2 * self.unanswered > self.of


class Asked(NamedTuple):
    """A request of offices to headquarters: by how many of those whose filing has a plan, and what it brings them.

    `points` are hundredths summed over them, counted like those of `Lift`; of fewer than five they are not shown.
    """

    action: str
    offices: int
    points: Fraction

    @property
    def few(self) -> bool:
        """Whether its points would tell of single offices."""
        return self.offices < FEWEST


class Row(NamedTuple):
    """A body in a province: its offices, their scores and coverage summed, their items, and what was answered.

    Of two to four offices nothing but their number is shown.
    """

    body: str
    province: str
    n: int
    score: int
    coverage: int
    items: Mapping[str, Cell]
    answered: Mapping[str, int]

    @property
    def few(self) -> bool:
        """Whether statistics of it would be of too few."""
        return 1 < self.n < FEWEST


class Country(NamedTuple):
    """A round of the country: the league and all that stands beside it.

    `planned` is how many of the offices that filed sent a plan along; `counted` over how many offices the services
    are added, whose `funnel` is None where fewer than five counted them all. Of fewer than five offices with a score
    there are neither `lifts` nor `gaps` nor `requests`.
    """

    league: League
    trend: tuple[Turn, ...]
    faces: tuple[Face, ...]
    lifts: tuple[Lift, ...]
    gaps: tuple[Gap, ...]
    requests: tuple[Asked, ...]
    planned: int
    funnel: Funnel | None
    counted: int
    matrix: tuple[Row, ...]
