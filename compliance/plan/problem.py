"""The planning problem: which actions can be chosen, what they need, and the room there is.

Efforts and capacities are whole quanta (a common fraction of a person-day), so that schedules are
exact; points are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, lcm
from typing import NamedTuple

from compliance.model.calendar import Calendar
from compliance.model.checklist import Action, AnswerKind, Authority, Library
from compliance.model.office import Office
from compliance.model.results import Goal, State, Underway
from compliance.plan.worth import Worth

WEEK = 5  # working days of a week: a unit's weekly capacity is spread over them
ASSUMED_CAPACITY = Fraction(2)  # person-days a week, where office.yaml says nothing (proposed)


class Task(NamedTuple):
    """An action that can be chosen: its work in quanta, its wait in days, what must be finished before it.

    A `must` is in every plan: it was begun, or the director fixed the day `on` which it begins.
    """

    action: Action
    unit: str
    effort: int
    wait: int
    needs: tuple[str, ...]
    must: bool = False
    on: date | None = None


class Problem(NamedTuple):
    """Everything a solver may look at.

    `tasks` are the office's own and joint actions with a gap, by id; `roots` those that bring
    points in the goal's checklists. `daily` is each unit's quanta a working day.
    """

    goal: Goal
    worth: Worth
    tasks: Mapping[str, Task]
    roots: tuple[str, ...]
    days: tuple[date, ...]
    daily: Mapping[str, int]
    quantum: Fraction
    wanted: Fraction | None
    blocked: Mapping[str, tuple[str, ...]]
    headquarters: tuple[Action, ...]
    already_met: tuple[str, ...]
    assumed_units: tuple[str, ...]
    uncounted: tuple[str, ...]

    def closure(self, id_: str, chosen: Iterable[str] = ()) -> list[str]:
        """Return an action with everything it needs that is not chosen yet, needs first."""
        have, order = set(chosen), []

        def visit(task: str) -> None:
            if task in have:
                return
            have.add(task)
            for need in self.tasks[task].needs:
                visit(need)
            order.append(task)

        visit(id_)
        return order


def build(library: Library, office: Office, worth: Worth, goal: Goal, calendar: Calendar, score: Fraction) -> Problem:
    """Return the problem of reaching a goal from the known facts; `score` is the checklist's now."""
    begun = {id_: state for id_, state in goal.underway.items() if id_ in library.actions}
    open_ = {a.id: a for a in library.actions.values() if is_open(a, worth)}
    met = set(library.actions) - set(open_)
    headquarters = {
        id_: a for id_, a in open_.items() if a.authority is Authority.HEADQUARTERS and id_ not in goal.excluded
    }
    # What the office has begun had its needs then, and may be waited for.
    settled = met | {id_ for id_ in begun if id_ not in headquarters and id_ not in goal.excluded}
    over = met | {id_ for id_, state in begun.items() if state.state is State.DONE}
    blocked = {
        id_: waits
        for id_, action in open_.items()
        if id_ not in headquarters
        and id_ not in begun
        and (waits := _waits_for(action, library, settled, goal.excluded))
    }
    free = {id_ for id_ in open_ if id_ not in headquarters and id_ not in blocked and id_ not in goal.excluded}
    roots = [id_ for id_ in free if id_ in begun or known_gap(open_[id_], worth, goal.counted)]
    fixed = {id_: day for id_, day in goal.fixed.items() if id_ in free and id_ not in begun}
    ids = with_needs([*(id_ for id_ in roots if id_ not in begun), *fixed], library, settled) | set(roots)
    efforts = {id_: begun[id_].left if id_ in begun else effort(library.actions[id_], library, worth) for id_ in ids}
    owners, assumed = _units(library, office, goal, ids)
    unit_of = {id_: goal.assigned.get(id_, owners[library.actions[id_].owner]) for id_ in ids}
    capacity = _capacity(office, goal, owners, unit_of.values())
    quantum = Fraction(
        1,
        lcm(*(e.denominator for e in efforts.values()), *((c / WEEK).denominator for c in capacity.values())),
    )
    tasks = {
        id_: Task(
            action=library.actions[id_],
            unit=unit_of[id_],
            effort=int(efforts[id_] / quantum),
            wait=_wait(library.actions[id_], begun.get(id_), goal.begin),
            needs=() if id_ in begun else tuple(n for n in library.actions[id_].needs if n not in over),
            must=id_ in begun or id_ in fixed,
            on=fixed.get(id_),
        )
        for id_ in sorted(ids)
    }
    return Problem(
        goal=goal,
        worth=worth,
        tasks=tasks,
        roots=tuple(sorted(roots)),
        days=working_days(goal, calendar),
        daily={unit: int(c / WEEK / quantum) for unit, c in capacity.items()},
        quantum=quantum,
        wanted=None if goal.target is None else max(Fraction(0), goal.target - score),
        blocked=blocked,
        headquarters=tuple(headquarters[id_] for id_ in sorted(headquarters)),
        already_met=tuple(
            sorted({n for id_ in (*ids, *headquarters) for n in library.actions[id_].needs if n in met})
        ),
        assumed_units=tuple(assumed),
        uncounted=tuple(sorted(i for i in ids if i not in begun and uncounted(library.actions[i], library, worth))),
    )


def _wait(action: Action, begun: Underway | None, begin: date) -> int:
    """Return the days to wait behind the work; of work that is over only those that are still ahead."""
    if begun is None or begun.left:
        return action.wait_days
    return max(0, (begun.end - begin).days)


def is_open(action: Action, worth: Worth) -> bool:
    """Whether something the action raises applies and is not known to be there yet."""
    return any(worth.applies(f) and not worth.meets(f, wanted) for f, wanted in action.raises.items())


def known_gap(action: Action, worth: Worth, checklists: Iterable[str]) -> bool:
    """Whether an answered fact falls short and raising it brings points in one of the checklists."""
    for fact, wanted in action.raises.items():
        value = worth.value(fact)
        if value is None or worth.meets(fact, wanted):
            continue
        before, after = worth.points(fact, value), worth.points(fact, wanted)
        if any(after.get(checklist, 0) > before.get(checklist, 0) for checklist in checklists):
            return True
    return False


def _waits_for(action: Action, library: Library, settled: set[str], excluded: frozenset[str]) -> tuple[str, ...]:
    """Return what keeps an action from being planned: unmet needs of headquarters, excluded needs."""
    waits: set[str] = set()
    for need in with_needs([action.id], library, settled) - {action.id}:
        if library.actions[need].authority is Authority.HEADQUARTERS or need in excluded:
            waits.add(need)
    return tuple(sorted(waits))


def with_needs(ids: Iterable[str], library: Library, met: set[str]) -> set[str]:
    """Return actions with everything they need, at any remove, that is not met."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found.add(id_)
            waiting += [need for need in library.actions[id_].needs if need not in met]
    return found


def missing(action: Action, library: Library, worth: Worth) -> Fraction:
    """Return how many units an action has to add: what is missing to the wanted counts, rounded up."""
    units = Fraction(0)
    for fact, wanted in action.raises.items():
        known = worth.facts.get(fact)
        if library.facts[fact].answer is AnswerKind.COUNTS and known is not None and known.value.total:
            needed = Fraction(ceil(wanted * known.value.total / 100))
            units += max(Fraction(0), needed - (known.value.counted or 0))
    return units


def effort(action: Action, library: Library, worth: Worth) -> Fraction:
    """Return an action's person-days for this office."""
    return action.fixed + action.per_unit * missing(action, library, worth)


def uncounted(action: Action, library: Library, worth: Worth) -> bool:
    """Whether the work grows with a count that the office gave only as a percentage, or not at all."""
    if not action.per_unit:
        return False
    known = [worth.facts.get(f) for f in action.raises if library.facts[f].answer is AnswerKind.COUNTS]
    return any(k is None or k.value.total is None for k in known)


def _units(library: Library, office: Office, goal: Goal, ids: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return the unit that does each owner's work, and the owners that had to be given one."""
    units = {owner: unit.id for unit in office.units for owner in unit.covers}
    owners = {library.actions[id_].owner for id_ in ids}
    without = sorted(owners - set(units))
    assumed = [owner for owner in without if owner not in goal.capacity]
    return units | {owner: owner for owner in without}, assumed


def _capacity(office: Office, goal: Goal, units: Mapping[str, str], used: Iterable[str]) -> dict[str, Fraction]:
    capacity = dict.fromkeys((*units.values(), *used), ASSUMED_CAPACITY)
    capacity |= {unit.id: unit.capacity for unit in office.units}
    return capacity | {units.get(unit, unit): days for unit, days in goal.capacity.items()}


def working_days(goal: Goal, calendar: Calendar) -> tuple[date, ...]:
    """Return the days on which the office works, from the first of a goal to its deadline."""
    span = (goal.deadline - goal.begin).days
    days = (goal.begin + timedelta(days=n) for n in range(span + 1))
    return tuple(day for day in days if calendar.works(day))
