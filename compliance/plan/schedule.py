"""When chosen actions are done: day by day, as early as needs, waits and units allow.

Work may be interrupted, and a day holds at most a unit's daily capacity, so no week holds more than its
weekly capacity times the working days left in it. Tasks are placed one after the other in an order of
precedence, each as early as the room left allows. Some order gives the earliest ends: that in which
the tasks end in a best schedule, for placing by it ends nothing later.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from compliance.plan.whole import Whole, bits

TRIES = 16  # orders tried before a set counts as one that does not fit
_RESTART = 40  # orders tried from one start


class Placement(NamedTuple):
    """One action in time: quanta by working day; `end` includes the wait."""

    start: date
    end: date
    work: tuple[tuple[date, int], ...]


class Slot(NamedTuple):
    """One task in time, in days from the first one; `end` includes the wait, `work` is (day, quanta)."""

    start: int
    end: int
    work: tuple[tuple[int, int], ...]


Slots = dict[int, Slot]


class Timetable:
    """Slots so far and the room that is left; tasks are added one by one, never moved."""

    def __init__(self, whole: Whole, tokens: int = 0) -> None:
        self.whole = whole
        self.slots: Slots = {}
        self.room = [[daily] * len(whole.days) for daily in whole.daily]
        self._first = [0] * len(whole.daily)
        self._kept: dict[int, int] = {}
        for task in bits(tokens):
            self._keep(task)

    def _keep(self, task: int) -> None:
        """Keep a quantum free on the day on which a task has to begin, so that it can."""
        whole, on = self.whole, self.whole.on[task]
        at = bisect_left(whole.days, on) if on is not None else len(whole.days)
        if whole.effort[task] and at < len(whole.days) and whole.days[at] == on and self.room[whole.unit[task]][at]:
            self.room[whole.unit[task]][at] -= 1
            self._kept[task] = at

    def add(self, task: int) -> bool:
        """Place a task whose needs were placed before; False when it does not fit, and nothing is changed."""
        whole = self.whole
        on, effort = whole.on[task], whole.effort[task]
        earliest = max((self.slots[need].end + 1 for need in whole.needs[task]), default=0)
        if on is not None:
            if earliest > on or (effort and task not in self._kept):
                return False
            earliest = on
        work = self._fill(task, effort, earliest) if effort else []
        if work is None:
            return False
        end = (work[-1][0] if work else earliest) + whole.wait[task]
        if end > whole.last:
            self._give_back(task, work)
            return False
        self.slots[task] = Slot(work[0][0] if work else earliest, end, tuple(work))
        return True

    def _fill(self, task: int, left: int, earliest: int) -> list[tuple[int, int]] | None:
        whole, unit = self.whole, self.whole.unit[task]
        room, days, work = self.room[unit], whole.days, list[tuple[int, int]]()
        kept = self._kept.get(task)
        if kept is not None:
            room[kept] += 1
            self._first[unit] = min(self._first[unit], kept)
        first = self._first[unit]
        while first < len(days) and not room[first]:
            first += 1
        self._first[unit] = first
        for at in range(max(first, bisect_left(days, earliest)), len(days)):
            piece = room[at]
            if piece >= left:
                room[at] = piece - left
                work.append((days[at], left))
                return work
            if piece:
                room[at] = 0
                left -= piece
                work.append((days[at], piece))
        self._give_back(task, work)
        return None

    def _give_back(self, task: int, work: Sequence[tuple[int, int]]) -> None:
        unit = self.whole.unit[task]
        for day, piece in work:
            self.room[unit][bisect_left(self.whole.days, day)] += piece
        self._first[unit] = 0
        if task in self._kept:
            self.room[unit][self._kept[task]] -= 1


def place(whole: Whole, order: Sequence[int], tokens: int) -> tuple[Slots, int | None]:
    """Return the slots of tasks placed in an order, and the first one that does not fit, if any."""
    timetable = Timetable(whole, tokens)
    for task in order:
        if not timetable.add(task):
            return timetable.slots, task
    return timetable.slots, None


def fit(whole: Whole, chosen: int, preferred: Sequence[int] = (), tries: int = TRIES) -> Slots | None:
    """Return slots for a set of tasks, in the preferred order where that fits; None when no try fits."""
    if preferred:
        slots, late = place(whole, preferred, _tokens(whole, chosen))
        if late is None:
            return slots
    slots, crowd = tried(whole, chosen, tries)
    return None if crowd else slots


def _tokens(whole: Whole, chosen: int) -> int:
    return sum(1 << task for task in bits(chosen) if whole.on[task] is not None)


def tried(whole: Whole, chosen: int, tries: int) -> tuple[Slots, int]:
    """Return slots for a set of tasks, or those tasks of it that crowd out one that comes too late.

    What must end first goes first; a task that comes too late is moved forward, with what it needs, and
    the rest is tried again: first by a long step, later by steps and from starts at random.
    """
    first, crowd = latest_ends(whole, chosen)
    crowd = crowd or _overfull(whole, first)
    tokens, chance = _tokens(whole, chosen), random.Random(0)
    due, seen = dict(first), set[tuple[int, ...]]()
    for attempt in range(1, tries + 1) if not crowd else ():
        order = tuple(sorted(due, key=lambda task: (due[task], task)))
        slots, late = place(whole, order, tokens)
        if late is None:
            return slots, 0
        ahead = [task for task in order[: order.index(late)] if whole.unit[task] == whole.unit[late]]
        if attempt == tries:
            crowd = whole.before[late] & chosen | sum(1 << task for task in ahead)
        if order in seen or attempt % _RESTART == 0:
            due = _shaken(whole, first, chance)
            continue
        seen.add(order)
        shift = chance.choice((1, 2, 4, 8, 16))
        if attempt < _RESTART and ahead:
            shift = due[late] - due[ahead[len(ahead) // 2]] + 1
        for task in bits(whole.before[late]):
            if task in due:
                due[task] -= shift
    return {}, crowd


def _overfull(whole: Whole, due: dict[int, int]) -> int:
    """Return tasks of one unit that it has too little time for until their work has to end, if there are such."""
    loads, crowds = [0] * len(whole.daily), [0] * len(whole.daily)
    for task in sorted(due, key=lambda task: (due[task], task)):
        unit = whole.unit[task]
        loads[unit] += whole.effort[task]
        crowds[unit] |= 1 << task
        if loads[unit] > whole.daily[unit] * bisect_right(whole.days, due[task]):
            return crowds[unit]
    return 0


def _shaken(whole: Whole, first: dict[int, int], chance: random.Random) -> dict[int, int]:
    """Return the days by which work has to end, some of them earlier; what is needed stays before what needs it."""
    due = {task: day - (chance.randint(0, 12) if chance.random() < 0.3 else 0) for task, day in first.items()}
    for task in sorted(due, key=lambda task: -whole.before[task].bit_count()):
        for need in whole.needs[task]:
            due[need] = min(due[need], due[task] - 1)
    return due


def latest_ends(whole: Whole, chosen: int) -> tuple[dict[int, int], int]:
    """Return the last day on which each task's work has to end, and what makes one come too late alone, if one does.

    A task that is needed has to leave those behind it the days they take when their units do nothing else.
    """
    due: dict[int, int] = {}
    followers: dict[int, list[int]] = {task: [] for task in bits(chosen)}
    for task in followers:
        for need in whole.needs[task]:
            followers[need].append(task)

    def visit(task: int) -> int:
        if task not in due:
            starts = [begin_by(whole, other, visit(other)) for other in followers[task]]
            due[task] = min(starts, default=whole.last + 1) - 1 - whole.wait[task]
        return due[task]

    for task in followers:
        if begin_by(whole, task, visit(task)) < 0:
            return due, (whole.before[task] | whole.behind[task]) & chosen
    return due, 0


def begin_by(whole: Whole, task: int, due: int) -> int:
    """Return the last day on which a task can begin so that its work ends by a day; -1 when there is none."""
    on, effort, daily = whole.on[task], whole.effort[task], whole.daily[whole.unit[task]]
    if not effort:
        return due if on is None else min(due, on)
    if not daily:
        return -1
    at = bisect_right(whole.days, due) - -(-effort // daily)
    if at < 0:
        return -1
    return whole.days[at] if on is None else min(on, whole.days[at])


def end_from(whole: Whole, task: int, start: int) -> int:
    """Return the day on which a task ends, wait included, when its unit does nothing else from a day on."""
    effort, daily = whole.effort[task], whole.daily[whole.unit[task]]
    start = max(start, whole.on[task] or 0)
    if not effort:
        return start + whole.wait[task]
    at = bisect_left(whole.days, start) + (-(-effort // daily) if daily else len(whole.days) + 1) - 1
    return whole.days[at] + whole.wait[task] if at < len(whole.days) else whole.last + 1


def placements(whole: Whole, slots: Slots) -> dict[str, Placement]:
    """Return slots as placements by action, with dates."""
    begin = whole.problem.goal.begin

    def day(offset: int) -> date:
        return begin + timedelta(days=offset)

    return {
        whole.ids[task]: Placement(
            day(slot.start), day(slot.end), tuple((day(at), quanta) for at, quanta in slot.work)
        )
        for task, slot in slots.items()
    }
