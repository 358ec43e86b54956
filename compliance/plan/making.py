"""One call from facts and a goal to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from compliance.assessment.priorities import answer_next
from compliance.assessment.scoring import assess
from compliance.model.calendar import Calendar
from compliance.model.checklist import Action, Library
from compliance.model.decisions import UNDECIDED, Decisions
from compliance.model.office import Known, Office
from compliance.model.results import (
    Assessment,
    Caveats,
    Goal,
    Objective,
    Plan,
    PlannedAction,
    Request,
    State,
    Work,
)
from compliance.persian import dates
from compliance.plan import basis, problem, reasons, solving, wishes, worth
from compliance.plan.problem import Problem
from compliance.plan.schedule import Placement
from compliance.plan.solvers import Solver, default
from compliance.plan.solving import Outcome
from compliance.plan.worth import Worth

DEFAULT_WEEKS = 26


def make(
    library: Library,
    office: Office,
    round_id: str,
    facts: Mapping[str, Known],
    goal: Goal,
    calendar: Calendar,
    solver: Solver | None = None,
    decisions: Decisions = UNDECIDED,
    places: wishes.Places = wishes.an_option,
) -> Plan:
    """Return the plan for a goal, which already holds what was decided; `places` says where wishes were written.

    With a target it is the least effort (or cost, or time) that reaches it; when it cannot be reached
    by the deadline, or no target is set, it is the most points by then.
    """
    assessments, question = _posed(library, office, facts, goal, calendar)
    before = {a.checklist.id: a.score for a in assessments}
    own = _own(assessments, goal)
    wishes.check_capacity(question, goal, office)
    chosen = solver or default()
    outcome = solving.solve(question, chosen)
    wishes.check(question, library, calendar, outcome.placed, places)
    planned = reasons.explained(question, _planned(question, outcome), outcome.placed or {})
    done = [p.action for p in planned]
    requests = _requests(question, library, done)
    return Plan(
        office=office.id,
        round=round_id,
        goal=goal,
        objective=outcome.objective,
        reached=outcome.reached,
        bound=outcome.bound + (_weighted(goal, before) if outcome.objective is Objective.MOST_POINTS else 0),
        before=before,
        after=worth.scores(library, worth.after(library, facts, (a.raises for a in done))),
        actions=planned,
        requests=requests,
        already_met=question.already_met,
        answer_first=tuple(u.fact for u in answer_next([own])),
        efforts_confirmed=office.efforts_confirmed,
        caveats=_caveats(question, calendar),
        basis=basis.fingerprint(library, office, facts, goal, calendar),
        solver=chosen.name,
        left_out=reasons.left_out(question, library, own, planned, requests, outcome.objective),
        decisions=decisions,
    )


def _weighted(goal: Goal, scores: Mapping[str, Fraction | None]) -> Fraction:
    return sum(((scores[part] or Fraction(0)) * weight for part, weight in goal.parts.items()), Fraction(0))


def _planned(question: Problem, outcome: Outcome) -> tuple[PlannedAction, ...]:
    """Return the actions in order of their end, each with what it adds to those before it."""
    state = worth.State(question.worth)
    planned = []
    dated = ((*_dates(question, id_, at), id_, at) for id_, at in (outcome.placed or {}).items())
    for start, end, id_, placement in sorted(dated, key=lambda one: (one[1], one[2])):
        task, begun = question.tasks[id_], question.goal.underway.get(id_)
        planned.append(
            PlannedAction(
                action=task.action,
                unit=task.unit,
                start=start,
                end=end,
                effort=task.effort * question.quantum,
                work=_weeks(placement, task.unit, question.quantum),
                gains=state.add(task.action.raises),
                state=begun.state if begun else State.PROPOSED,
            )
        )
    return tuple(planned)


def _dates(question: Problem, id_: str, placement: Placement) -> tuple[date, date]:
    """Return when an action begins and ends; what was begun keeps its beginning, what is done its end."""
    begun = question.goal.underway.get(id_)
    if begun is None:
        return placement.start, placement.end
    return begun.start, begun.end if begun.state is State.DONE else placement.end


def _weeks(placement: Placement, unit: str, quantum: Fraction) -> tuple[Work, ...]:
    weeks: dict[str, int] = {}
    names: dict[date, str] = {}
    for day, quanta in placement.work:
        saturday = dates.week_start(day)
        name = names.setdefault(saturday, dates.week(day))
        weeks[name] = weeks.get(name, 0) + quanta
    return tuple(Work(week, unit, quanta * quantum) for week, quanta in weeks.items())


def _requests(question: Problem, library: Library, done: Sequence[Action]) -> tuple[Request, ...]:
    """Return what only headquarters can do, with the points that come on top of the plan's."""
    state = worth.State(question.worth)
    for action in done:
        state.add(action.raises)
    requests = []
    for action in question.headquarters:
        answered = any(
            question.worth.value(fact) is not None and not question.worth.meets(fact, wanted)
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


def question(library: Library, office: Office, facts: Mapping[str, Known], goal: Goal, calendar: Calendar) -> Problem:
    """Return the problem that a goal poses, as `make` solves it."""
    return _posed(library, office, facts, goal, calendar)[1]


def _posed(
    library: Library, office: Office, facts: Mapping[str, Known], goal: Goal, calendar: Calendar
) -> tuple[list[Assessment], Problem]:
    """Return how the office stands in every checklist, and the problem of its goal."""
    assessments = [assess(c, facts) for c in library.checklists.values() if c.per == "office"]
    score = _own(assessments, goal).score or Fraction(0)
    worth_ = Worth(library, assessments, facts)
    return assessments, problem.build(library, office, worth_, goal, calendar, score)


def _own(assessments: Sequence[Assessment], goal: Goal) -> Assessment:
    return next(a for a in assessments if a.checklist.id == goal.checklist)


def default_deadline(begin: date) -> date:
    """Return the last day of the 26 weeks that begin on a day."""
    return begin + timedelta(weeks=DEFAULT_WEEKS) - timedelta(days=1)
