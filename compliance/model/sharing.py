"""Headquarters' plan over many offices: what is shared, who receives it, and what that brings."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Action, Authority
from compliance.persian import numbers


class Aim(StrEnum):
    """What is made most of: points over all offices, or offices that reach a floor."""

    POINTS = "points"
    CERTIFICATE = "certificate"


class Team(NamedTuple):
    """A shared team: its person-days in all, and the owners whose work it takes over."""

    name: str
    days: Fraction
    covers: tuple[str, ...]


class Terms(NamedTuple):
    """What a shared plan is asked for.

    `budget` is in million rials, None without a limit. `floor` is the score over which offices are to be lifted;
    None means the floor of each office's next certificate. `only_headquarters` leaves to choose only what
    headquarters does itself.
    """

    checklist: str
    aim: Aim = Aim.POINTS
    floor: Fraction | None = None
    budget: int | None = None
    teams: tuple[Team, ...] = ()
    only_headquarters: bool = False

    @property
    def limits(self) -> tuple[tuple[str | None, Fraction], ...]:
        """What is shared: a team's name with its person-days, before them None with the budget where there is one."""
        money = () if self.budget is None else ((None, Fraction(self.budget)),)
        return (*money, *((team.name, team.days) for team in self.teams))


class Doer(StrEnum):
    """Who does an action: a shared team, the office's own people, or headquarters."""

    TEAM = "team"
    OFFICE = "office"
    HEADQUARTERS = "headquarters"


class Given(NamedTuple):
    """An action that an office receives: its person-days, and the team that does them, None for whose it is.

    `gains` are points by checklist, on top of the office's actions before it.
    """

    action: Action
    effort: Fraction
    team: str | None
    gains: Mapping[str, Fraction]

    @property
    def doer(self) -> Doer:
        """Who does it."""
        if self.team is not None:
            return Doer.TEAM
        return Doer.HEADQUARTERS if self.by_headquarters else Doer.OFFICE

    @property
    def by_headquarters(self) -> bool:
        """Whether it is for headquarters to do."""
        return self.action.authority is Authority.HEADQUARTERS


class Share(NamedTuple):
    """What an office receives: exact scores of the plan's checklist before and after, and its actions.

    `floor` is the score it could be lifted over, None where there is none above its own.
    """

    office: str
    before: Fraction
    after: Fraction
    floor: Fraction | None
    actions: tuple[Given, ...]

    @property
    def cost(self) -> int:
        """Million rials of the shared budget."""
        return sum(given.action.cost for given in self.actions)

    @property
    def own_days(self) -> Fraction:
        """Person-days of the office's own people, which nothing here limits."""
        return sum((given.effort for given in self.actions if given.doer is Doer.OFFICE), Fraction(0))

    @property
    def headquarters_days(self) -> Fraction:
        """Person-days of headquarters outside its shared teams."""
        return sum((given.effort for given in self.actions if given.doer is Doer.HEADQUARTERS), Fraction(0))

    def days(self, team: str) -> Fraction:
        """Return the person-days of a shared team."""
        return sum((given.effort for given in self.actions if given.team == team), Fraction(0))

    @property
    def shared(self) -> bool:
        """Whether it receives anything of what is shared."""
        return bool(self.cost) or any(given.team is not None and given.effort for given in self.actions)

    @property
    def lifted(self) -> bool:
        """Whether its score, rounded as leagues show it, comes over its floor."""
        return self.floor is not None and numbers.half_up(self.after) >= self.floor > numbers.half_up(self.before)


class Why(StrEnum):
    """Why an office receives nothing of what is shared."""

    MET = "met"
    UNANSWERED = "unanswered"
    NO_ACTION = "no-action"
    WAITS = "waits"
    OWN = "own"
    BEYOND = "beyond"
    OTHERS = "others"


class Without(NamedTuple):
    """An office that receives nothing of what is shared, and why; `actions` are those it waits for."""

    office: str
    why: Why
    actions: tuple[str, ...] = ()


class Quarter(NamedTuple):
    """A quarter of the offices by their score before, the lowest first, and what it receives."""

    low: Fraction
    high: Fraction
    offices: int
    cost: int
    days: Mapping[str, Fraction]
    points: Fraction
    lifted: int


class Proof(NamedTuple):
    """How good a choice provably is: what it comes to, and what no choice can exceed."""

    value: Fraction
    bound: Fraction

    @property
    def gap(self) -> Fraction:
        """How far from the bound at most, in per cent; nothing where it is proven."""
        return Fraction(0) if self.proven else 100 * (self.bound - self.value) / self.bound

    @property
    def proven(self) -> bool:
        """Whether no choice is better by as much as a ten-thousandth."""
        return self.bound - self.value < Fraction(1, 10000)


class Split(NamedTuple):
    """What an equal part for every office would bring: points, offices lifted, and whether that is proven best."""

    points: Fraction
    lifted: int
    proven: bool


class Margin(NamedTuple):
    """What more of a limit would bring: `limit` is a team's name, None for the budget.

    `price` is what one unit more (a million rials, a person-day) can bring at most, in points; None where offices
    come first. `step` more was tried, and brought so many points and lifted offices more; what is not `short` brings
    nothing.
    """

    limit: str | None
    short: bool
    price: Fraction | None
    step: Fraction
    points: Fraction
    lifted: int


class Request(NamedTuple):
    """What headquarters does itself, over all offices: for how many, what it takes, and what it brings."""

    action: Action
    offices: int
    effort: Fraction
    cost: int
    points: Fraction


class SharedPlan(NamedTuple):
    """What is done for which office from what is shared, and how good that choice provably is.

    `first` is about the aim: points gained, or offices lifted; `then` about the points where offices come first.
    `scored` are all offices with their exact scores before, `below` is how many of them have a floor above that.
    `free` are the points that come without anything that is shared. `answer_first` are by office the unanswered
    facts with the points that hang on them, `uncounted` the actions whose missing count is unknown.
    """

    terms: Terms
    scored: Mapping[str, Fraction]
    shares: tuple[Share, ...]
    without: tuple[Without, ...]
    first: Proof
    then: Proof | None
    free: Fraction
    free_lifted: int
    below: int
    quarters: tuple[Quarter, ...]
    split: Split | None
    margins: tuple[Margin, ...]
    answer_first: Mapping[str, Mapping[str, Fraction]]
    uncounted: Mapping[str, tuple[str, ...]]
    solver: str

    @property
    def limited(self) -> bool:
        """Whether anything that is shared is too little for everything."""
        return any(margin.short for margin in self.margins)

    @property
    def points(self) -> Fraction:
        """The points gained over all offices."""
        return sum((share.after - share.before for share in self.shares), Fraction(0))

    @property
    def lifted(self) -> int:
        """How many offices come over their floor."""
        return sum(share.lifted for share in self.shares)

    @property
    def reached(self) -> int | None:
        """How many offices stand at the floor or above it after the plan; None where there is no floor for all."""
        return None if self.terms.floor is None else len(self.scored) - self.below + self.lifted

    @property
    def cost(self) -> int:
        """Million rials that are spent."""
        return sum(share.cost for share in self.shares)

    def days(self, team: str) -> Fraction:
        """Return the person-days that a team works."""
        return sum((share.days(team) for share in self.shares), Fraction(0))

    @property
    def mean_before(self) -> Fraction | None:
        """The mean score of all offices; None without any."""
        return sum(self.scored.values(), Fraction(0)) / len(self.scored) if self.scored else None

    @property
    def mean_after(self) -> Fraction | None:
        """The mean score of all offices after the plan; None without any."""
        return None if self.mean_before is None else self.mean_before + self.points / len(self.scored)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What is for headquarters to do, what brings most first."""
        made: dict[str, Request] = {}
        for given in (given for share in self.shares for given in share.actions if given.by_headquarters):
            known = made.get(given.action.id, Request(given.action, 0, Fraction(0), 0, Fraction(0)))
            points = known.points + given.gains.get(self.terms.checklist, Fraction(0))
            cost = known.cost + given.action.cost
            made[given.action.id] = Request(
                given.action, known.offices + 1, known.effort + given.effort, cost, points
            )
        return tuple(sorted(made.values(), key=lambda one: (-one.points, -one.offices, one.action.id)))

    @property
    def unanswered(self) -> tuple[tuple[str, Mapping[str, Fraction]], ...]:
        """The offices with unanswered facts, those first on whose facts most points hang."""
        return tuple(sorted(self.answer_first.items(), key=lambda one: (-sum(one[1].values(), Fraction(0)), one[0])))
