"""The problem in whole numbers, as both solvers read it: tasks by position, sets of tasks as bits.

Points are scaled by the common multiple of their denominators, so that sums and comparisons are exact;
what several actions bring to one fact is counted by the highest of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, lcm
from operator import or_
from typing import NamedTuple

from compliance.model.checklist import Better
from compliance.plan.problem import Problem
from compliance.plan.worth import Raises, Worth, better_of


class Layer(NamedTuple):
    """The points that count in one objective, `scale` to a point.

    `own` is what each task brings by facts only it raises; `shared` are steps of facts that several
    tasks raise: the step's points, and the tasks any of which takes it.
    """

    scale: int
    own: tuple[int, ...]
    shared: tuple[tuple[int, int], ...]

    def points(self, chosen: int) -> int:
        """Return the scaled points that a set of tasks brings."""
        points = sum(self.own[task] for task in bits(chosen))
        return points + sum(step for step, takers in self.shared if takers & chosen)

    def adds(self, chosen: int, more: int) -> int:
        """Return the scaled points that further tasks add to a set."""
        points = sum(self.own[task] for task in bits(more))
        if self.shared:
            points += sum(step for step, takers in self.shared if takers & more and not takers & chosen)
        return points

    def alone(self, task: int) -> int:
        """Return the scaled points that one task brings when it is the only one."""
        return self.own[task] + sum(step for step, takers in self.shared if takers >> task & 1)


class Whole(NamedTuple):
    """The problem by position: `due` and `release` are days from the first one, limits in quanta and rials.

    `before` holds for each task the tasks it needs, at any remove, and itself; `behind` those that
    need it, and itself. `wanted` is in scaled points of the first layer.
    """

    problem: Problem
    ids: tuple[str, ...]
    effort: tuple[int, ...]
    cost: tuple[int, ...]
    wait: tuple[int, ...]
    unit: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    before: tuple[int, ...]
    behind: tuple[int, ...]
    on: tuple[int | None, ...]
    must: int
    daily: tuple[int, ...]
    days: tuple[int, ...]
    last: int
    layers: tuple[Layer, ...]
    wanted: int | None
    budget: int | None
    most_effort: int | None

    @property
    def size(self) -> int:
        """How many tasks there are."""
        return len(self.ids)

    def efforts(self, chosen: int) -> int:
        """Return the quanta of work of a set of tasks."""
        return sum(self.effort[task] for task in bits(chosen))

    def costs(self, chosen: int) -> int:
        """Return the million rials of a set of tasks."""
        return sum(self.cost[task] for task in bits(chosen))

    def within(self, chosen: int) -> bool:
        """Whether a set of tasks keeps to the budget and to the most work that is allowed."""
        if self.budget is not None and self.costs(chosen) > self.budget:
            return False
        return self.most_effort is None or self.efforts(chosen) <= self.most_effort

    def points(self, chosen: int) -> Fraction:
        """Return the points that a set of tasks brings in the first layer."""
        return Fraction(self.layers[0].points(chosen), self.layers[0].scale)


def bits(chosen: int) -> Iterator[int]:
    """Yield the positions of a set, the lowest first."""
    while chosen:
        low = chosen & -chosen
        yield low.bit_length() - 1
        chosen ^= low


def of(problem: Problem) -> Whole:
    """Return a problem in whole numbers."""
    ids = tuple(problem.tasks)
    position = {id_: at for at, id_ in enumerate(ids)}
    tasks = [problem.tasks[id_] for id_ in ids]
    units = {unit: at for at, unit in enumerate(sorted({task.unit for task in tasks}))}
    needs = tuple(tuple(position[need] for need in task.needs) for task in tasks)
    before, behind = closures(needs)
    goal = problem.goal
    weighings = [goal.parts, *([{goal.then: Fraction(1)}] if goal.then else [])]
    raises = [task.action.raises for task in tasks]
    layers = tuple(layer(problem.worth, raises, weights) for weights in weighings)
    must = _union(before[at] for at, task in enumerate(tasks) if task.must)
    return Whole(
        problem=problem,
        ids=ids,
        effort=tuple(task.effort for task in tasks),
        cost=tuple(task.action.cost for task in tasks),
        wait=tuple(task.wait for task in tasks),
        unit=tuple(units[task.unit] for task in tasks),
        needs=needs,
        before=before,
        behind=behind,
        on=tuple(None if task.on is None else (task.on - goal.begin).days for task in tasks),
        must=must,
        daily=tuple(problem.daily[unit] for unit in units),
        days=tuple((day - goal.begin).days for day in problem.days),
        last=(goal.deadline - goal.begin).days,
        layers=layers,
        wanted=None if problem.wanted is None else ceil(problem.wanted * layers[0].scale),
        budget=goal.budget,
        most_effort=None if goal.most_effort is None else int(goal.most_effort / problem.quantum),
    )


def closures(needs: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return for each task the tasks it needs, at any remove, and those that need it; itself is in both."""
    before: dict[int, int] = {}

    def closure(task: int) -> int:
        if task not in before:
            found = 1 << task
            for need in needs[task]:
                found |= closure(need)
            before[task] = found
        return before[task]

    size = range(len(needs))
    needed = tuple(closure(task) for task in size)
    return needed, tuple(sum(1 << other for other in size if needed[other] >> at & 1) for at in size)


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def layer(worth: Worth, raises: Sequence[Raises], weights: Mapping[str, Fraction]) -> Layer:
    """Return what tasks that raise facts bring in a weighing of checklists, fact by fact in steps."""
    steps = list(_steps(worth, raises, weights))
    scale = lcm(*(step.denominator for step, _takers in steps))
    own, shared = [0] * len(raises), []
    for step, takers in steps:
        if takers & (takers - 1):
            shared.append((int(step * scale), takers))
        else:
            own[takers.bit_length() - 1] += int(step * scale)
    return Layer(scale, tuple(own), tuple(shared))


def _steps(worth: Worth, raises: Sequence[Raises], weights: Mapping[str, Fraction]) -> Iterator[tuple[Fraction, int]]:
    """Yield every step in points that some tasks take, with the set of those tasks."""
    reached: dict[str, dict[int, Fraction]] = {}
    for at, raised in enumerate(raises):
        for fact, wanted in raised.items():
            if worth.applies(fact):
                value = worth.value(fact)
                best = wanted if value is None else better_of(worth.better.get(fact, Better.HIGHER), value, wanted)
                reached.setdefault(fact, {})[at] = _weigh(worth.points(fact, best), weights)
    for fact, by_task in reached.items():
        below = _weigh(worth.points(fact, worth.value(fact)), weights)
        for level in sorted(set(by_task.values())):
            if level > below:
                yield level - below, _union(1 << at for at, points in by_task.items() if points >= level)
                below = level


def _weigh(points: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Fraction:
    return sum((points.get(part, Fraction(0)) * weight for part, weight in weights.items()), Fraction(0))
