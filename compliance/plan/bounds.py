"""What no plan can beat: bounds that are proven, not guessed.

Both relax the problem to fractions of actions within each unit's whole capacity, without needs and
dates. An action alone brings at least what it brings beside others, and every plan is such a choice,
so the relaxed optimum bounds every plan. Within one unit the constraint is on the very thing that
is spent, hence taking the best points per person-day first is optimal for the relaxation.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, gcd

from compliance.plan.problem import Problem
from compliance.plan.worth import State


def _offers(problem: Problem) -> list[tuple[Fraction, int, str]]:
    """Every action with points: (points alone, quanta, unit), best points per quantum first."""
    state = State(problem.worth)
    offers = [
        (gain, task.effort, task.unit)
        for task in problem.tasks.values()
        if (gain := state.gains(task.action.raises).get(problem.goal.checklist, Fraction(0))) > 0
    ]
    return sorted(offers, key=lambda o: (o[1] > 0, -o[0] / o[1] if o[1] else -o[0], o[1], o[2]))


def _room(problem: Problem) -> dict[str, int]:
    return {unit: daily * len(problem.days) for unit, daily in problem.daily.items()}


def most_points(problem: Problem) -> Fraction:
    """Return the points that no plan can gain more than."""
    room, points = _room(problem), Fraction(0)
    for gain, effort, unit in _offers(problem):
        taken = min(effort, room[unit])
        room[unit] -= taken
        points += gain if taken == effort else gain * taken / effort
    return points


def least_effort(problem: Problem, points: Fraction) -> Fraction | None:
    """Return the person-days that no plan gaining these points can go below; None when none can gain them.

    Every plan's effort is a multiple of the efforts' common divisor, so the bound is rounded up to one.
    """
    room, gained, spent = _room(problem), Fraction(0), Fraction(0)
    for gain, effort, unit in _offers(problem):
        if gained >= points:
            break
        taken = min(effort, room[unit])
        room[unit] -= taken
        part = gain if taken == effort else gain * taken / effort
        if gained + part >= points and effort:
            spent += Fraction(effort) * (points - gained) / gain
        else:
            spent += taken
        gained += part
    if gained < points:
        return None
    step = gcd(*(task.effort for task in problem.tasks.values())) or 1
    return ceil(spent / step) * step * problem.quantum
