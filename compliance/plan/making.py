"""One call from facts and a goal to a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from compliance.assessment.priorities import answer_next
from compliance.assessment.scoring import assess
from compliance.errors import BadInput
from compliance.errors import Problem as Problem_
from compliance.language import _
from compliance.model.calendar import Calendar
from compliance.model.checklist import Action, Authority, Library
from compliance.model.office import Known, Office
from compliance.model.results import Caveats, Goal, Objective, Plan, PlannedAction, Request, Work
from compliance.persian import dates
from compliance.plan import bounds, problem, worth
from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement
from compliance.plan.solvers import Solution, Solver, default
from compliance.plan.worth import State, Worth

DEFAULT_WEEKS = 26


def make(
    library: Library,
    office: Office,
    round_id: str,
    facts: Mapping[str, Known],
    goal: Goal,
    calendar: Calendar,
    solver: Solver | None = None,
) -> Plan:
    """Return the plan for a goal.

    With a target it is the least effort that reaches it; when it cannot be reached by the deadline,
    or no target is set, it is the most points by then.
    """
    assessments = [assess(c, facts) for c in library.checklists.values() if c.per == "office"]
    values = Worth(library, assessments, facts)
    before = {a.checklist.id: a.score for a in assessments}
    own = next(a for a in assessments if a.checklist.id == goal.checklist)
    score = own.score or Fraction(0)
    question = problem.build(library, office, values, goal, calendar, score)
    objective, solution, bound, reached = _solve(question, solver or default(), score)
    _check_wishes(question, library, solution)
    planned = _planned(question, solution)
    done = [p.action for p in planned]
    return Plan(
        office=office.id,
        round=round_id,
        goal=goal,
        objective=objective,
        reached=reached,
        bound=bound,
        before=before,
        after=worth.scores(library, worth.after(library, facts, (a.raises for a in done))),
        actions=planned,
        requests=_requests(question, library, values, done),
        already_met=question.already_met,
        answer_first=tuple(u.fact for u in answer_next([own])),
        efforts_confirmed=office.efforts_confirmed,
        caveats=_caveats(question, calendar),
        basis=fingerprint(library, facts),
    )


def _solve(question: Problem, solver: Solver, score: Fraction) -> tuple[Objective, Solution, Fraction, bool]:
    """Return what was made best, the solution, its proven bound, and whether the goal is reached."""
    if question.wanted is not None:
        solution = solver.least_effort(question, question.wanted)
        bound = bounds.least_effort(question, question.wanted)
        if solution is not None and bound is not None:
            return Objective.LEAST_EFFORT, solution, bound, True
    solution = solver.most_points(question)
    everything = question.wanted is None and set(question.roots) <= set(solution.placed)
    return Objective.MOST_POINTS, solution, score + bounds.most_points(question), everything


def _check_wishes(question: Problem, library: Library, solution: Solution) -> None:
    """Refuse a plan that leaves out an action the director fixed to a date; BadInput says why."""
    problems = []
    for id_, day in question.goal.fixed.items():
        if id_ in solution.placed:
            continue
        if id_ in question.tasks:
            seen = _("“{action}” cannot begin on {day}").format(action=id_, day=dates.show(day))
            mend = _("choose a working day on which its needs have ended and its unit has room, or an earlier one")
        else:
            seen = _("“{action}” is not for the office to plan now").format(action=id_)
            mend = _why_not(id_, question, library)
        problems.append(Problem_("--fix", None, seen, _("an action that can begin on its day"), mend))
    if problems:
        raise BadInput(problems)


def _why_not(id_: str, question: Problem, library: Library) -> str:
    if id_ in question.goal.excluded:
        return _("take it out of --exclude or out of --fix")
    if id_ in question.blocked:
        return _("leave it: it needs {needs}").format(needs=", ".join(question.blocked[id_]))
    if library.actions[id_].authority is Authority.HEADQUARTERS:
        return _("leave it: only headquarters can do it; the plan has a letter for it")
    return _("leave it: what it raises is there already, or does not apply")


def _planned(question: Problem, solution: Solution) -> tuple[PlannedAction, ...]:
    """Return the actions in order of their end, each with what it adds to those before it."""
    state = State(question.worth)
    planned = []
    for id_, placement in sorted(solution.placed.items(), key=lambda pair: (pair[1].end, pair[0])):
        task = question.tasks[id_]
        planned.append(
            PlannedAction(
                action=task.action,
                unit=task.unit,
                start=placement.start,
                end=placement.end,
                effort=task.effort * question.quantum,
                work=_weeks(placement, task.unit, question.quantum),
                gains=state.add(task.action.raises),
            )
        )
    return tuple(planned)


def _weeks(placement: Placement, unit: str, quantum: Fraction) -> tuple[Work, ...]:
    weeks: dict[str, int] = {}
    names: dict[date, str] = {}
    for day, quanta in placement.work:
        saturday = dates.week_start(day)
        name = names.setdefault(saturday, dates.week(day))
        weeks[name] = weeks.get(name, 0) + quanta
    return tuple(Work(week, unit, quanta * quantum) for week, quanta in weeks.items())


def _requests(question: Problem, library: Library, values: Worth, done: Sequence[Action]) -> tuple[Request, ...]:
    """Return what only headquarters can do, with the points that come on top of the plan's."""
    state = State(values)
    for action in done:
        state.add(action.raises)
    requests = []
    for action in question.headquarters:
        answered = any(
            values.value(fact) is not None and not values.meets(fact, wanted)
            for fact, wanted in action.raises.items()
        )
        gains = state.gains(action.raises)
        if answered and gains:
            state.add(action.raises)
            unlocks = tuple(sorted(id_ for id_, waits in question.blocked.items() if action.id in waits))
            requests.append(Request(action, library.letter_days, gains, unlocks))
    return tuple(requests)


def _caveats(question: Problem, calendar: Calendar) -> Caveats:
    goal = question.goal
    return Caveats(
        assumed_units=question.assumed_units,
        uncounted_actions=question.uncounted,
        years_without_calendar=calendar.missing,
        estimated_holidays=tuple(sorted(d for d in calendar.estimates if goal.begin <= d <= goal.deadline)),
    )


def fingerprint(library: Library, facts: Mapping[str, Known]) -> str:
    """Return a short SHA-256 of the facts and the checklists they are judged by."""
    lines = [f"{c.id} {c.sha256}" for c in library.checklists.values()]
    lines += [
        f"{fact} {known.value.amount} {known.value.counted} {known.value.total}"
        for fact, known in sorted(facts.items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def default_deadline(begin: date) -> date:
    """Return the last day of the 26 weeks that begin on a day."""
    return begin + timedelta(weeks=DEFAULT_WEEKS) - timedelta(days=1)
