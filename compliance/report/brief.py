"""The first page: what a director with ten minutes has to know and decide."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment import priorities
from compliance.language import _
from compliance.model.checklist import Authority
from compliance.model.results import Plan, PlannedAction
from compliance.persian import numbers
from compliance.report import words
from compliance.report.content import Report

FIRST_ACTIONS = 5
MOST_DECISIONS = 3
MOST_RISKS = 4
LONG_WAIT = 30  # days after which a wait is a risk worth a director's attention


class Brief(NamedTuple):
    """The one page: the first actions in time, the decisions asked for, the risks."""

    actions: tuple[PlannedAction, ...]
    decisions: tuple[str, ...]
    risks: tuple[str, ...]


def brief(report: Report) -> Brief:
    """Return the director's page of a report."""
    plan = report.plan
    first = sorted(plan.actions, key=lambda p: (p.start, p.end, p.action.id))[:FIRST_ACTIONS] if plan else []
    return Brief(
        actions=tuple(first),
        decisions=tuple(_decisions(report))[:MOST_DECISIONS],
        risks=tuple(_risks(report))[:MOST_RISKS],
    )


def _decisions(report: Report) -> Iterator[str]:
    plan = report.plan
    if plan is None:
        yield _("Let an action plan be made; none is saved for this round.")
    elif plan.actions:
        yield _("Approve the action plan: {n} actions, {days} person-days, {cost} million rials.").format(
            n=numbers.show(len(plan.actions)), days=numbers.show(plan.effort), cost=numbers.show(plan.cost)
        )
    if plan and plan.requests:
        yield _("Send {n} letters to headquarters; {points} points depend on them and are not promised.").format(
            n=numbers.show(len(plan.requests)), points=words.score(_dependent(plan))
        )
    unanswered = priorities.answer_next([report.main])
    if unanswered:
        most = sum((u.points[report.main.checklist.id] for u in unanswered), Fraction(0))
        yield _("Have {n} open questions answered; up to {points} points hang on them.").format(
            n=numbers.show(len(unanswered)), points=words.score(most)
        )
    if plan and not plan.efforts_confirmed:
        yield _("Have the units confirm the estimates of work and cost.")


def _dependent(plan: Plan) -> Fraction:
    return sum((r.gains.get(plan.goal.checklist, Fraction(0)) for r in plan.requests), Fraction(0))


def _risks(report: Report) -> Iterator[str]:
    plan = report.plan
    if plan and plan.actions:
        yield from _plan_risks(report, plan)
    bare = priorities.without_evidence(report.main, report.instruments)
    if bare:
        points = sum((r.points for r in bare), Fraction(0))
        yield _("{points} points of the present score rest on declarations without evidence.").format(
            points=words.score(points)
        )
    disagreements = priorities.disagreements(report.main)
    if disagreements:
        yield _("For {n} items the sources disagree.").format(n=numbers.show(len(disagreements)))
    if plan and not plan.efforts_confirmed:
        yield _("The estimates of work, cost and waits are proposed, not confirmed.")


def _plan_risks(report: Report, plan: Plan) -> Iterator[str]:
    checklist = plan.goal.checklist
    loads: dict[str, Fraction] = {}
    for planned in plan.actions:
        loads[planned.unit] = loads.get(planned.unit, Fraction(0)) + planned.effort
    busiest = max(loads, key=lambda unit: (loads[unit], unit))
    names = {unit.id: str(unit.name) for unit in report.office.units}
    yield _("{days} of {all} person-days fall on {unit}; a delay there delays the plan.").format(
        days=numbers.show(loads[busiest]),
        all=numbers.show(plan.effort),
        unit=names.get(busiest, str(report.instruments.units.get(busiest, busiest))),
    )
    joint = sum(
        (p.gains.get(checklist, Fraction(0)) for p in plan.actions if p.action.authority is Authority.JOINT),
        Fraction(0),
    )
    if joint:
        yield _("{points} of the points planned need the cooperation of headquarters.").format(
            points=words.score(joint)
        )
    waits = [p for p in plan.actions if p.action.wait_days >= LONG_WAIT]
    if waits:
        yield _("{n} actions wait {days} days or more after the work (tender, result, approval).").format(
            n=numbers.show(len(waits)), days=numbers.show(LONG_WAIT)
        )
