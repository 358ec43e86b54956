"""What the director wishes of a plan, and which of the wishes cannot all be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations

from compliance.errors import BadInput
from compliance.errors import Problem as Problem_
from compliance.language import _, way
from compliance.model.calendar import Calendar
from compliance.model.checklist import Authority, Library
from compliance.model.office import Office
from compliance.model.results import Goal
from compliance.persian import dates, numbers
from compliance.plan import schedule, whole
from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement
from compliance.schema import listed

Place = tuple[str, int | None]
Places = Callable[[str, date | None], Place]


def an_option(_action: str, _day: date | None) -> Place:
    """Return where a wish was written: as an option."""
    return "--fix", None


def check(
    question: Problem,
    library: Library,
    calendar: Calendar,
    placed: Mapping[str, Placement] | None,
    places: Places = an_option,
) -> None:
    """Refuse wishes that no plan can keep; BadInput names each that is not for planning, or the smallest conflict.

    `places` says where it was written that an action begins on a day, or that it was begun.
    """
    problems = [
        Problem_(
            *places(id_, day),
            _("“{action}” is not for the office to plan now").format(action=named(id_, library)),
            _("an action that can begin on its day"),
            _why_not(id_, question, library),
        )
        for id_, day in question.goal.fixed.items()
        if id_ not in question.tasks and id_ not in question.goal.underway
    ]
    if placed is None and not problems:
        problems = [_conflict(question, library, calendar, places)]
    if problems:
        raise BadInput(problems)


def check_capacity(question: Problem, goal: Goal, office: Office) -> None:
    """Refuse to plan work of a unit that has no time at all; BadInput says where that was written."""
    problems = []
    for unit, daily in question.daily.items():
        idle = [id_ for id_, task in question.tasks.items() if task.unit == unit and task.effort]
        if daily or not idle:
            continue
        named = {u.id: u for u in office.units}.get(unit)
        given = unit in goal.capacity or (named is not None and any(owner in goal.capacity for owner in named.covers))
        problems.append(
            Problem_(
                "--capacity" if given or named is None else "office.yaml",
                None if given or named is None else named.line,
                _("capacity 0 for “{unit}”, which {n} actions wait for: {actions}").format(
                    unit=unit, n=numbers.show(len(idle)), actions=listed(idle)
                ),
                _("some person-days a week for a unit that owns needed work"),
                way(
                    _("give it time, or leave its work out: {options}").format(
                        options=" ".join(f"--exclude {id_}" for id_ in idle)
                    ),
                    _("give it time in the office's description, or let the director leave its work out"),
                ),
            )
        )
    if problems:
        raise BadInput(problems)


def named(id_: str, library: Library) -> str:
    """Return how an action is called: by the id that verbs take, on the page by its title."""
    return way(id_, str(library.actions[id_].title) if id_ in library.actions else id_)


def _why_not(id_: str, question: Problem, library: Library) -> str:
    if id_ in question.goal.excluded:
        return way(
            _("take it out of --exclude or out of --fix"),
            _("take back one of the two: its fixed day, or that it is left out"),
        )
    left_out = [need for need in question.blocked.get(id_, ()) if need in question.goal.excluded]
    if left_out:
        return _("it needs {needs}, which is excluded: take back one of the two").format(
            needs=listed(named(need, library) for need in left_out)
        )
    if id_ in question.blocked:
        return _("leave it: it needs {needs}").format(
            needs=listed(named(need, library) for need in question.blocked[id_])
        )
    if library.actions[id_].authority is Authority.HEADQUARTERS:
        return _("leave it: only headquarters can do it; the plan has a letter for it")
    return _("leave it: what it raises is there already, or does not apply")


def _conflict(question: Problem, library: Library, calendar: Calendar, places: Places) -> Problem_:
    """Return the smallest set of wishes that do not fit together, as a problem with its mend."""
    model = whole.of(question)
    held = [task for task in range(model.size) if question.tasks[model.ids[task]].must]
    smallest = _smallest(model, held)
    names = _("; ").join(_wish(question, library, model.ids[task]) for task in smallest)
    if len(smallest) == 1:
        seen = _("{wish}: that cannot be kept").format(wish=names)
        mend = _("choose a working day on which its needs have ended and its unit has room")
    else:
        seen = _("wishes that cannot be kept together: {wishes}").format(wishes=names)
        mend = _("give one of them up, or move its day")
    if not model.within(_with_needs(model, smallest)):
        mend = way(
            _("allow more money or work (--budget, --effort), or give one of them up"),
            _("make the plan again with more money or time on the page “Plan”, or give one of them up"),
        )
    if len(smallest) == 1 and (off := _day_off(question, model.ids[smallest[0]], calendar)):
        seen, mend = _("{wish}, but {why}").format(wish=names, why=off[0]), off[1]
    # an option stands before a file: what was asked for last is what to think about first
    at = sorted(places(id_, question.tasks[id_].on) for id_ in (model.ids[task] for task in smallest))
    return Problem_(*at[0], seen, _("wishes that fit into the time, the people and the budget"), mend)


def _day_off(question: Problem, id_: str, calendar: Calendar) -> tuple[str, str] | None:
    """Return why nobody works on the very day on which an action is to begin, and how to mend it; None if they do."""
    task, goal = question.tasks[id_], question.goal
    if task.on is None or not task.effort or not goal.begin <= task.on <= goal.deadline or calendar.works(task.on):
        return None
    if task.on.weekday() in calendar.weekend:
        why = _("that day is {weekday} and off: the weekend").format(weekday=dates.weekday(task.on))
    else:
        why = _("that day is off: a holiday or a closure in the calendar")
    later = next((day for day in question.days if day > task.on), None)
    if later is None:
        return why, _("choose a working day before it")
    return why, _("choose a working day; the next one is {day}").format(day=dates.show(later))


def _wish(question: Problem, library: Library, id_: str) -> str:
    task = question.tasks[id_]
    if task.on is None:
        return _("“{action}” was begun and has to be finished").format(action=named(id_, library))
    return _("“{action}” begins on {day}").format(action=named(id_, library), day=dates.show(task.on))


def _smallest(model: whole.Whole, held: list[int]) -> tuple[int, ...]:
    """Return the smallest set of held tasks that no plan holds: all sets of up to three, then by leaving out."""
    for size in range(1, min(4, len(held) + 1)):
        for some in combinations(held, size):
            if not _fits(model, some):
                return some
    kept = list(held)
    for task in held:
        rest = [other for other in kept if other != task]
        if not _fits(model, tuple(rest)):
            kept = rest
    return tuple(kept)


def _with_needs(model: whole.Whole, some: tuple[int, ...]) -> int:
    chosen = 0
    for task in some:
        chosen |= model.before[task]
    return chosen


def _fits(model: whole.Whole, some: tuple[int, ...]) -> bool:
    chosen = _with_needs(model, some)
    loose = model._replace(on=tuple(on if task in some else None for task, on in enumerate(model.on)))
    return model.within(chosen) and schedule.fit(loose, chosen) is not None
