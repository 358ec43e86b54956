"""What if: what more or less work, time, money and people would bring, and what each wish costs.

Every answer is a plan of its own, made for the same facts and day with one thing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.model.checklist import Library
from compliance.model.results import Goal, Plan

STEPS = 8  # plans on each curve
_WEEK = timedelta(days=7)
Maker = Callable[[Goal], Plan]  # BadInput when what has to be in the plan does not fit under a condition


class Point(NamedTuple):
    """One plan on a curve: what was allowed (person-days, million rials, or the deadline), and what it brings."""

    allowed: Fraction
    deadline: date
    plan: Plan


class Capacity(NamedTuple):
    """One unit: the share of its time the plan takes, and the points of one more person-day a week."""

    unit: str
    load: Fraction | None
    gain: Fraction


class Next(NamedTuple):
    """The next band or proposed certificate of a checklist, and the least work to it; None when out of reach."""

    checklist: str
    certificate: str | None
    score: Fraction
    plan: Plan | None


class Price(NamedTuple):
    """What one wish costs against the plan without it: person-days, million rials and days more, points less.

    With a `lost` target the plan without the wish reaches it and the plan with the wish does not.
    """

    action: str
    fixed: date | None
    effort: Fraction
    cost: int
    days: int
    points: Fraction
    lost: bool
    plan: Plan


class WhatIf(NamedTuple):
    """Everything that was asked of one plan. `bottleneck` is the unit whose time brings most, if any does."""

    plan: Plan
    by_effort: tuple[Point, ...]
    by_deadline: tuple[Point, ...]
    by_budget: tuple[Point, ...]
    capacities: tuple[Capacity, ...]
    next_steps: tuple[Next, ...]
    prices: tuple[Price, ...]

    @property
    def bottleneck(self) -> str | None:
        """The unit whose one more person-day a week brings most points; None when none brings any."""
        best = max(self.capacities, key=lambda c: (c.gain, c.load or 0, c.unit), default=None)
        return best.unit if best is not None and best.gain > 0 else None


def explore(plan: Plan, make: Maker, library: Library, capacity: Mapping[str, Fraction], days: int) -> WhatIf:
    """Return what changes of a plan's conditions would bring; `days` are its working days."""
    most = plan.goal._replace(target=None, weights={}, then=None)
    whole = make(most)
    return WhatIf(
        plan,
        tuple(_by_effort(most, whole, make)),
        tuple(_by_deadline(most, make)),
        tuple(_by_budget(most, make)),
        tuple(_capacities(most, whole, make, capacity, days)),
        tuple(_next_steps(plan, make, library)),
        tuple(_prices(plan, make)),
    )


def _points(plan: Plan) -> Fraction:
    return plan.after[plan.goal.checklist] or Fraction(0)


def _by_effort(most: Goal, whole: Plan, make: Maker) -> Iterator[Point]:
    """Yield the most points for so much work, in equal steps up to all that fits."""
    for step in range(STEPS):
        allowed = Fraction(round(2 * whole.effort * step / STEPS), 2)
        yield from _point(allowed, most._replace(most_effort=allowed), make)
    yield Point(whole.effort, most.deadline, whole)


def _by_deadline(most: Goal, make: Maker) -> Iterator[Point]:
    """Yield the most points by each of some weeks' ends, up to the deadline."""
    weeks = ((most.deadline - most.begin).days + 1) // 7
    stride = max(1, -(-weeks // STEPS))
    days = [most.begin + _WEEK * n - timedelta(days=1) for n in range(stride, weeks, stride)]
    for day in (*days, most.deadline):
        yield from _point(Fraction((day - most.begin).days + 1), most._replace(deadline=day), make)


def _by_budget(most: Goal, make: Maker) -> Iterator[Point]:
    """Yield the most points for so much money, in equal steps up to what the best plan without a limit costs."""
    free = make(most._replace(budget=None))
    for step in range(STEPS):
        allowed = free.cost * step // STEPS
        yield from _point(Fraction(allowed), most._replace(budget=allowed), make)
    yield Point(Fraction(free.cost), most.deadline, free)


def _point(allowed: Fraction, goal: Goal, make: Maker) -> Iterator[Point]:
    """Yield the plan under one condition, or nothing when what has to be done does not fit under it."""
    with suppress(BadInput):
        yield Point(allowed, goal.deadline, make(goal))


def _capacities(
    most: Goal, whole: Plan, make: Maker, capacity: Mapping[str, Fraction], days: int
) -> Iterator[Capacity]:
    loads: dict[str, Fraction] = {}
    for planned in whole.actions:
        loads[planned.unit] = loads.get(planned.unit, Fraction(0)) + planned.effort
    for unit in sorted(loads):
        room = capacity[unit] * days / 5
        more = make(most._replace(capacity={**most.capacity, unit: capacity[unit] + 1}))
        yield Capacity(
            unit, 100 * loads[unit] / room if room else None, max(Fraction(0), _points(more) - _points(whole))
        )


def _next_steps(plan: Plan, make: Maker, library: Library) -> Iterator[Next]:
    """Yield for each checklist with bands or certificates the next of each above the score, with the least work."""
    for checklist in library.checklists.values():
        score = plan.before.get(checklist.id)
        if checklist.per != "office" or score is None:
            continue
        edges: list[tuple[Fraction, str | None]] = []
        if checklist.bands:
            width = checklist.maximum / checklist.bands
            edges.append(((score // width + 1) * width, None))
        floors = sorted((c.floor, c.id) for c in checklist.certificates if c.floor > score)
        edges += floors[:1]
        for edge, certificate in edges:
            if edge > checklist.maximum:
                continue
            goal = plan.goal._replace(checklist=checklist.id, target=edge, weights={}, then=None)
            made = make(goal)
            yield Next(checklist.id, certificate, edge, made if made.reached else None)


def _prices(plan: Plan, make: Maker) -> Iterator[Price]:
    """Yield what each exclusion and each fixed day costs, by the plan without it."""
    goal = plan.goal
    for id_ in sorted(goal.excluded):
        yield _price(plan, id_, None, make(goal._replace(excluded=goal.excluded - {id_})))
    for id_, day in goal.fixed.items():
        others = {other: on for other, on in goal.fixed.items() if other != id_}
        yield _price(plan, id_, day, make(goal._replace(fixed=others)))


def _price(plan: Plan, id_: str, day: date | None, without: Plan) -> Price:
    later = ((plan.finish or plan.goal.begin) - (without.finish or plan.goal.begin)).days
    effort, cost = plan.effort - without.effort, plan.cost - without.cost
    points, lost = _points(without) - _points(plan), without.reached and not plan.reached
    return Price(id_, day, effort, cost, later, points, lost, without)
