"""What no plan can beat: bounds that are proven, not guessed.

Each relaxes the problem: a task alone brings at least what it brings beside others, tasks that could
be in no plan at all (too costly, or too late even alone) are left out, and of time only the sums are
kept. What is left is a knapsack, solved exactly over whole efforts, with needs kept as far as branching
on the tasks that most others need stays small. Every plan is a choice of that knapsack, hence its
optimum bounds every plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from math import gcd

from compliance.plan import schedule
from compliance.plan.whole import Whole, bits

GRID = 12000  # steps of effort a knapsack is solved over; finer efforts are rounded down, which keeps the bound
BRANCHES = 64  # times a knapsack is branched on needs; beyond that needs are left out, which keeps the bound

_Table = list[int]  # the most points for each effort, in steps


def possible(whole: Whole) -> int:
    """Return the tasks that could be in some plan: affordable with their needs, in time if units did nothing else."""
    ends: dict[int, int] = {}

    def end(task: int) -> int:
        if task not in ends:
            start = max((end(need) + 1 for need in whole.needs[task]), default=0)
            on = whole.on[task]
            late = on is not None and start > on
            ends[task] = whole.last + 1 if late else schedule.end_from(whole, task, start)
        return ends[task]

    found = 0
    for task in range(whole.size):
        needed = whole.before[task]
        cheap = whole.budget is None or whole.costs(needed | whole.must) <= whole.budget
        short = whole.most_effort is None or whole.efforts(needed | whole.must) <= whole.most_effort
        if end(task) <= whole.last and cheap and short:
            found |= 1 << task
    return found


def most_points(whole: Whole, layer: int = 0) -> int:
    """Return the scaled points that no plan can gain more than, within capacity, effort and budget."""
    offered = possible(whole)
    gains = {task: whole.layers[layer].alone(task) for task in bits(offered)}
    limits = [whole.layers[layer].points(offered)]
    by_unit = [_of_unit(whole, unit, gains) for unit in range(len(whole.daily))]
    limits.append(sum(by_unit))
    if whole.most_effort is not None:
        limits.append(_filled(whole, offered, gains, whole.effort, whole.most_effort))
    if whole.budget is not None:
        limits.append(_filled(whole, offered, gains, whole.cost, whole.budget))
    return min(limits)


def least(whole: Whole, spent: Sequence[int], points: int) -> int | None:
    """Return what no plan that gains the points spends less of (effort or cost); None when none can gain them."""
    if most_points(whole) < points:
        return None
    offered = possible(whole)
    gains = {task: whole.layers[0].alone(task) for task in bits(offered)}
    step = _step([spent[task] for task in bits(offered)])
    top = sum(spent[task] // step for task in bits(offered))
    must = sum(spent[task] // step for task in bits(whole.must & offered))
    table = _knapsack(whole, offered, gains, [amount // step for amount in spent], top)
    reached = next((at for at, most in enumerate(table) if most >= points), None)
    return None if reached is None else step * max(reached, must)


def _filled(whole: Whole, offered: int, gains: Mapping[int, int], spent: Sequence[int], limit: int) -> int:
    """Return the most points of a choice that spends at most the limit."""
    step = _step([*(spent[task] for task in bits(offered)), limit], up_to=limit)
    return _knapsack(whole, offered, gains, [amount // step for amount in spent], limit // step)[-1]


def _of_unit(whole: Whole, unit: int, gains: Mapping[int, int]) -> int:
    """Return the most points of tasks of one unit whose work can end in time, whatever they need.

    With a day by which each has to end, taking them in the order of those days is never worse.
    """
    tasks = [task for task in gains if whole.unit[task] == unit and gains[task]]
    daily = whole.daily[unit]
    step = _step([whole.effort[task] for task in tasks], up_to=daily * len(whole.days))
    table: _Table = [0]
    for task in sorted(tasks, key=lambda t: whole.wait[t], reverse=True):
        room = daily * bisect_right(whole.days, whole.last - whole.wait[task]) // step
        table = _with(table, whole.effort[task] // step, gains[task], room)
    return table[-1]


def _step(amounts: Iterable[int], up_to: int = 0) -> int:
    """Return the grid of amounts: their common divisor, or a coarser one where there would be too many steps."""
    amounts = list(amounts)
    common = gcd(*amounts) or 1
    return common * -(-max(up_to or sum(amounts), 1) // (common * GRID))


def _with(table: _Table, steps: int, gain: int, room: int) -> _Table:
    """Return a table in which a task may be taken too, as long as the whole stays within the room."""
    wide = table + [table[-1]] * (room + 1 - len(table))
    if steps > room:
        return wide
    return wide[:steps] + [max(a, b + gain) for a, b in zip(wide[steps:], wide, strict=False)]


def _knapsack(whole: Whole, offered: int, gains: Mapping[int, int], steps: Sequence[int], room: int) -> _Table:
    """Return the most points for each number of steps up to the room, with needs as far as branching goes."""
    return _Branching(whole, gains, steps).fill([0] * (room + 1), offered, BRANCHES)


class _Branching:
    """A knapsack with needs: what most others need is either left out with them, or taken."""

    def __init__(self, whole: Whole, gains: Mapping[int, int], steps: Sequence[int]) -> None:
        self.whole, self.gains, self.steps = whole, gains, steps

    def fill(self, table: _Table, open_: int, branches: int) -> _Table:
        """Return the table with every choice of open tasks; needs that are not open are settled."""
        for group in _groups(self.whole, open_):
            table = self._choose(table, group, branches)
        return table

    def _choose(self, table: _Table, group: int, branches: int) -> _Table:
        hub = self._hub(group) if branches > 1 else None
        if hub is None:
            for task in bits(group):
                table = _with(table, self.steps[task], self.gains[task], len(table) - 1)
            return table
        without = self.fill(table, group & ~self.whole.behind[hub], branches // 2)
        steps = self.steps[hub]
        if steps >= len(table):
            return without
        rest = self.fill(table[: len(table) - steps], group & ~(1 << hub), branches // 2)
        return without[:steps] + [max(a, b + self.gains[hub]) for a, b in zip(without[steps:], rest, strict=True)]

    def _hub(self, group: int) -> int | None:
        """Return the task that most of the group needs, None when none is needed."""
        counts = [((self.whole.behind[task] & group).bit_count(), -task) for task in bits(group)]
        most, task = max(counts, default=(0, 0))
        return -task if most > 1 else None


def _groups(whole: Whole, open_: int) -> list[int]:
    """Return the open tasks in groups that do not need each other."""
    groups: list[int] = []
    for task in bits(open_):
        linked = (whole.before[task] | whole.behind[task]) & open_
        apart = []
        for group in groups:
            if group & linked:
                linked |= group
            else:
                apart.append(group)
        groups = [*apart, linked]
    return groups
