"""What follows from checklists and facts: assessments and plans."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from compliance.model.checklist import Action, Certificate, Checklist, Indicator, Item, Pair, Quantity
from compliance.model.decisions import Approval, Decisions
from compliance.model.office import Known

NONE: Mapping[str, Any] = MappingProxyType({})


class Status(StrEnum):
    """How an item stands."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not-applicable"


class ItemResult(NamedTuple):
    """One item judged: `points` out of `maximum`, exact.

    `maximum` already holds what other items gave up by not applying; it is 0 for an item that does
    not apply itself, whose `reason` says why.
    """

    item: Item
    status: Status
    known: Known | None
    points: Fraction
    maximum: Fraction
    reason: str | None = None

    @property
    def share(self) -> Fraction | None:
        """How much of the target is reached, 0 to 1; None when unanswered or not applicable."""
        if self.status in (Status.UNANSWERED, Status.NOT_APPLICABLE):
            return None
        return self.points / self.maximum


class IndicatorResult(NamedTuple):
    """One indicator judged; `score` is None when nothing in it applies."""

    indicator: Indicator
    score: Fraction | None
    high: Fraction | None
    maximum: Fraction
    items: tuple[ItemResult, ...]


class Assessment(NamedTuple):
    """One checklist judged.

    The score counts unanswered items 0; `high` counts them full. `coverage` is the share of the
    weight that was answered. All are None or 0 when nothing applies. `system` names the entered
    system that was judged, None for the office itself.
    """

    checklist: Checklist
    score: Fraction | None
    high: Fraction | None
    coverage: Fraction
    indicators: tuple[IndicatorResult, ...]
    system: str | None = None

    @property
    def provisional(self) -> bool:
        """Whether less than nine tenths of the weight was answered."""
        return self.coverage < Fraction(9, 10)

    @property
    def items(self) -> tuple[ItemResult, ...]:
        """Every judged item, in order."""
        return tuple(result for indicator in self.indicators for result in indicator.items)

    @property
    def band(self) -> tuple[Fraction, Fraction] | None:
        """The score band, from inclusive and to exclusive (inclusive for the last), if there are bands."""
        if self.score is None or not self.checklist.bands:
            return None
        width = self.checklist.maximum / self.checklist.bands
        number = min(self.score // width, self.checklist.bands - 1)
        return number * width, (number + 1) * width

    @property
    def certificate(self) -> Certificate | None:
        """The best certificate whose proposed floor the score reaches; this grants nothing."""
        if self.score is None:
            return None
        return next((c for c in self.checklist.certificates if self.score >= c.floor), None)


class Side(NamedTuple):
    """One of the answers that contradict each other: what holds for its fact, and the amount compared."""

    quantity: Quantity
    known: Known
    amount: Fraction


class Contradiction(NamedTuple):
    """Answers that cannot all be true; `system` names the entered system whose answers they are."""

    pair: Pair
    sides: tuple[Side, ...]
    system: str | None = None


class Work(NamedTuple):
    """Person-days of one unit in one Jalali week, for one action; `week` reads 1405-W41."""

    week: str
    unit: str
    days: Fraction


class State(StrEnum):
    """How far an action of a plan has come; `verified` is what its criterion's test says, never typed in."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"

    @property
    def signed(self) -> bool:
        """Whether the director has approved it."""
        return self not in (State.PROPOSED, State.RETURNED)


class Because(StrEnum):
    """Why an action is in a plan."""

    BEGUN = "begun"
    FIXED = "fixed"
    POINTS = "points"
    NEEDED = "needed"


class When(StrEnum):
    """Why an action begins on its day."""

    BEGUN = "begun"
    FIXED = "fixed"
    FIRST_DAY = "first-day"
    NEEDS = "needs"
    UNIT = "unit"


class Why(NamedTuple):
    """Why an action is in a plan, and why then; `by` are the actions it is needed by or waits for."""

    because: Because
    when: When
    needed_by: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class PlannedAction(NamedTuple):
    """An action with its dates; `end` includes the wait. `gains` are points by checklist."""

    action: Action
    unit: str
    start: date
    end: date
    effort: Fraction
    work: tuple[Work, ...]
    gains: Mapping[str, Fraction]
    state: State = State.PROPOSED
    why: Why | None = None


class Hindrance(StrEnum):
    """Why a gap is left out of a plan."""

    UNANSWERED = "unanswered"
    NO_ACTION = "no-action"
    HEADQUARTERS = "headquarters"
    NEEDS_HEADQUARTERS = "needs-headquarters"
    EXCLUDED = "excluded"
    NEEDS_EXCLUDED = "needs-excluded"
    NOT_NEEDED = "not-needed"
    TOO_LATE = "too-late"
    TOO_COSTLY = "too-costly"
    TOO_MUCH_WORK = "too-much-work"
    NO_ROOM = "no-room"


class LeftOut(NamedTuple):
    """One gap that a plan leaves open: the item, its missing points, the action that would close it, and why not.

    `names` are the actions or units the reason is about; `effort` are the person-days it would take
    with what it needs, and `gain` the points of the plan's checklist that this would bring.
    """

    item: str
    fact: str
    points: Fraction
    action: str | None
    hindrance: Hindrance
    names: tuple[str, ...] = ()
    effort: Fraction | None = None
    gain: Fraction | None = None


class Request(NamedTuple):
    """What only headquarters can do: the letter's effort, the points that depend on the answer.

    `unlocks` are actions of the office that cannot begin before it.
    """

    action: Action
    effort: Fraction
    gains: Mapping[str, Fraction]
    unlocks: tuple[str, ...] = ()


class Underway(NamedTuple):
    """What an action that was begun still takes: its state, its dates, and the person-days that are left."""

    state: State
    start: date
    end: date
    left: Fraction


class Spend(StrEnum):
    """What a target is to be reached with as little of as possible."""

    EFFORT = "effort"
    COST = "cost"
    TIME = "time"


class Goal(NamedTuple):
    """What a plan is asked for.

    `target` is in points of the checklist; None asks for every criterion that is the office's to
    meet. `spend` says what to save on the way to a target. `budget` is in million rials, `most_effort`
    person-days, `capacity` person-days a week by unit, `fixed` the day an action has to begin,
    `assigned` the unit that does an action instead of its owner's. `weights` says how much a point of
    each further checklist counts beside one of the first; `then` names the checklist that decides
    among plans that are equally good. `underway` are the actions that were begun or done.
    """

    checklist: str
    target: Fraction | None
    begin: date
    deadline: date
    budget: int | None = None
    capacity: Mapping[str, Fraction] = NONE
    excluded: frozenset[str] = frozenset()
    fixed: Mapping[str, date] = NONE
    spend: Spend = Spend.EFFORT
    most_effort: Fraction | None = None
    weights: Mapping[str, Fraction] = NONE
    then: str | None = None
    assigned: Mapping[str, str] = NONE
    underway: Mapping[str, Underway] = NONE

    @property
    def parts(self) -> dict[str, Fraction]:
        """How much a point of each checklist counts."""
        return {self.checklist: Fraction(1), **self.weights}

    @property
    def counted(self) -> tuple[str, ...]:
        """The checklists whose points decide, in the order in which they do."""
        return tuple(dict.fromkeys((*self.parts, *([self.then] if self.then else []))))


class Caveats(NamedTuple):
    """What a reader of the plan has to know about its inputs.

    Units without a stated capacity, actions whose missing count is unknown, Jalali years without a
    reviewed calendar, holidays in the plan's time whose date is an estimate.
    """

    assumed_units: tuple[str, ...] = ()
    uncounted_actions: tuple[str, ...] = ()
    years_without_calendar: tuple[int, ...] = ()
    estimated_holidays: tuple[date, ...] = ()


class Objective(StrEnum):
    """What was made best: what a target takes, or the points by a date."""

    LEAST_EFFORT = "least effort"
    LEAST_COST = "least cost"
    EARLIEST = "earliest date"
    MOST_POINTS = "most points"

    @property
    def least(self) -> bool:
        """Whether less is better."""
        return self is not Objective.MOST_POINTS


class Plan(NamedTuple):
    """The actions chosen, when they are done, what they bring, and how good the choice provably is.

    `bound` is what no plan can go below, in person-days, million rials or days from the first one, or
    for most points the (weighted) points that no plan can exceed. `before` and `after` are exact scores
    by checklist. `basis` is the short SHA-256 of what the plan was made from.
    `left_out` are the gaps that stay open; `decisions` and `approval` are the director's. `shown` is the
    hash a saved plan bore when the program wrote it.
    """

    office: str
    round: str
    goal: Goal
    objective: Objective
    reached: bool
    bound: Fraction
    before: Mapping[str, Fraction | None]
    after: Mapping[str, Fraction | None]
    actions: tuple[PlannedAction, ...]
    requests: tuple[Request, ...]
    already_met: tuple[str, ...]
    answer_first: tuple[str, ...]
    efforts_confirmed: bool
    caveats: Caveats
    basis: str
    solver: str = "light"
    left_out: tuple[LeftOut, ...] = ()
    decisions: Decisions = Decisions()
    approval: Approval | None = None
    shown: str | None = None

    @property
    def approved(self) -> bool:
        """Whether the director approved it, whole; one of letters alone bears the approval itself."""
        if not self.actions:
            return self.approval is not None
        return all(planned.state.signed for planned in self.actions)

    @property
    def returned(self) -> bool:
        """Whether the director returned it, and another one has to be made."""
        return any(planned.state is State.RETURNED for planned in self.actions)

    @property
    def effort(self) -> Fraction:
        """Person-days of the office's own work."""
        return sum((planned.effort for planned in self.actions), Fraction(0))

    @property
    def cost(self) -> int:
        """Million rials besides work."""
        return sum(planned.action.cost for planned in self.actions)

    @property
    def finish(self) -> date | None:
        """The last day of the last action; None when there is nothing to do."""
        return max((planned.end for planned in self.actions), default=None)

    @property
    def value(self) -> Fraction:
        """What was reached, in the unit of the objective: person-days, million rials, days or points."""
        if self.objective is Objective.LEAST_EFFORT:
            return self.effort
        if self.objective is Objective.LEAST_COST:
            return Fraction(self.cost)
        if self.objective is Objective.EARLIEST:
            return Fraction(max(1, (self.finish - self.goal.begin).days + 1) if self.finish else 0)
        points = ((self.after[part] or Fraction(0)) * weight for part, weight in self.goal.parts.items())
        return sum(points, Fraction(0))

    @property
    def gap(self) -> Fraction:
        """How far from the bound at most, in per cent; 0 means proven best."""
        far = abs(self.value - self.bound)
        base = self.value if self.objective.least else self.bound
        if not far:
            return Fraction(0)
        return 100 * far / base if base else Fraction(100)

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.value == self.bound

    @property
    def impossible(self) -> bool:
        """Whether it is proven that no plan reaches the target by the deadline."""
        target = self.goal.target
        return not self.reached and target is not None and self.bound < target
