"""Quantified targets that headquarters sets for an office's next round: the rule, what is asked, what comes of it."""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Action
from compliance.model.office import Value
from compliance.persian import numbers

_PLACES = 4  # decimals of a weight
_LEAST = Fraction(1, 10**_PLACES)


class By(StrEnum):
    """What is the same for every office: the share of its own gap to the full score, the points, or the work."""

    SHARE = "share"
    POINTS = "points"
    EFFORT = "effort"


class Rule(NamedTuple):
    """The rule of a round: per cent of the gap, points, or person-days, the same for all."""

    by: By
    amount: Fraction

    def due(self, score: Fraction, maximum: Fraction) -> Fraction | None:
        """Return the exact score the rule asks of an office; None where it asks for work and not for points."""
        if self.by is By.SHARE:
            return score + self.amount / 100 * (maximum - score)
        return min(maximum, score + self.amount) if self.by is By.POINTS else None


class Target(NamedTuple):
    """A fact that has to reach a value, by the item that judges it.

    `brings` is what reaching it adds to the score, exactly.
    """

    item: str
    fact: str
    now: Value
    wanted: Fraction
    brings: Fraction
    action: Action

    @property
    def points(self) -> Fraction:
        """What it brings as it is shown, rounded by itself: sums of these can differ from the gain by roundings."""
        return numbers.half_up(self.brings)

    @property
    def weight(self) -> Fraction:
        """What it weighs in the office's copy of the checklist: what it brings, as a decimal a file can hold."""
        return max(_LEAST, numbers.half_up(self.brings, _PLACES))


class Way(NamedTuple):
    """An action on the way to the targets with its person-days; `needed` says that others need it done in full."""

    action: Action
    effort: Fraction
    needed: bool


class Gap(NamedTuple):
    """Points that an item lacks."""

    item: str
    fact: str
    points: Fraction


class Held(NamedTuple):
    """Points that an item lacks and the office cannot bring by itself yet: its action, and what that waits for.

    `by` are actions of headquarters where those are waited for, or facts that have to be answered first.
    """

    item: str
    fact: str
    points: Fraction
    action: str
    by: tuple[str, ...]


class Assignment(NamedTuple):
    """What is asked of one office for the next round.

    `score` is exact, None where nothing applies. `due` is the score the rule asks for, rounded once; `reach` the
    exact one with all targets reached. `start` is how much of them is reached already, in per cent of their weight.
    """

    office: str
    maximum: Fraction
    score: Fraction | None
    due: Fraction | None
    reach: Fraction | None
    start: Fraction | None
    targets: tuple[Target, ...] = ()
    ways: tuple[Way, ...] = ()
    promised: tuple[Held, ...] = ()
    waits: tuple[Held, ...] = ()
    answer_first: tuple[Gap, ...] = ()
    without_way: tuple[Gap, ...] = ()
    uncounted: tuple[str, ...] = ()

    @property
    def before(self) -> Fraction | None:
        """The score as it is shown; None where nothing applies."""
        return None if self.score is None else numbers.half_up(self.score)

    @property
    def target(self) -> Fraction | None:
        """The score that is asked for by the targets: the rule's, or what they come to where that is less."""
        if self.reach is None:
            return None
        reach = numbers.half_up(self.reach)
        return reach if self.due is None else min(self.due, reach)

    @property
    def gain(self) -> Fraction | None:
        """The points that are asked for."""
        return None if self.target is None or self.before is None else self.target - self.before

    @property
    def rounded(self) -> bool:
        """Whether the points of the targets, as they are shown, sum up to another amount than the scores do."""
        if self.reach is None or self.before is None:
            return False
        points = sum((target.points for target in self.targets), Fraction(0))
        return points != numbers.half_up(self.reach) - self.before

    @property
    def short(self) -> Fraction:
        """The points by which the targets fall behind the rule, for want of answers or of headquarters."""
        return Fraction(0) if self.due is None or self.target is None else self.due - self.target

    @property
    def effort(self) -> Fraction:
        """The person-days of all actions on the way, by the catalogue's estimates."""
        return sum((way.effort for way in self.ways), Fraction(0))


class Quarter(NamedTuple):
    """A quarter of the offices by their score, the lowest first: on the mean, what is asked of them, for what work.

    `low` and `high` are the lowest and the highest score in it.
    """

    low: Fraction
    high: Fraction
    offices: int
    gain: Fraction
    share: Fraction
    effort: Fraction


class Spread(NamedTuple):
    """The least, the middle and the most of an amount over the offices."""

    least: Fraction
    middle: Fraction
    most: Fraction


class Outlook(NamedTuple):
    """What the targets come to over all offices with a score.

    Means and spreads only of five offices and more, quarters where each holds as many.
    """

    offices: int
    mean_before: Fraction | None
    mean_after: Fraction | None
    effort: Fraction
    quarters: tuple[Quarter, ...]
    gains: Spread | None
    efforts: Spread | None


class Outcome(StrEnum):
    """How a target came out in its round."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT = "not-reached"
    UNANSWERED = "unanswered"
    AWAY = "not-applicable"


class Set(NamedTuple):
    """A target as it was recorded: the fact by its item, where it began, what was wanted, what it is worth."""

    item: str
    fact: str
    began: Fraction
    wanted: Fraction
    weight: Fraction


class Seen(NamedTuple):
    """A target beside what the office said in its round."""

    target: Set
    outcome: Outcome
    now: Value | None


class Result(NamedTuple):
    """What became of an office's targets: score before, due by the rule, asked for and now, and each target.

    `now` is None where no filing of the office counts in the round. `reached` is how much of the targets is reached,
    in per cent of their weight, as the office's own copy says it.
    """

    office: str
    before: Fraction
    due: Fraction | None
    target: Fraction
    now: Fraction | None
    reached: Fraction | None
    filed: bool
    targets: tuple[Seen, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many targets came out so."""
        return sum(seen.outcome is outcome for seen in self.targets)

    @property
    def due_reached(self) -> bool | None:
        """Whether the score is what the rule asked for; None without a score, and by a rule that asks for none."""
        return None if self.now is None or self.due is None else self.now >= self.due

    @property
    def target_reached(self) -> bool | None:
        """Whether the score is the one asked for; None without a score."""
        return None if self.now is None else self.now >= self.target

    @property
    def met(self) -> bool:
        """Whether every target that applies was reached."""
        return self.filed and all(seen.outcome in (Outcome.REACHED, Outcome.AWAY) for seen in self.targets)
