"""What an assessment and a plan say in sentences, the same in every format."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor

from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.results import Assessment, Objective, Plan
from compliance.model.review import Event
from compliance.persian import dates, numbers
from compliance.plan.basis import Outdated
from compliance.report import plan_tables, words
from compliance.report.content import Report
from compliance.schema import listed


def of_plan(plan: Plan, library: Library) -> list[str]:
    """Return the sentences that stand above the table of a plan."""
    measured = [size(plan), quality(plan)] if plan.actions else []
    return [reach(plan), *measured, *caveats(plan, library)]


def reach(plan: Plan) -> str:
    """Return what score the plan reaches by when, and plainly when the target is not reached."""
    checklist = plan.goal.checklist
    facts = {
        "before": words.score(plan.before[checklist]),
        "after": words.score(plan.after[checklist]),
        "deadline": dates.show(plan.goal.deadline),
        "target": words.score(plan.goal.target),
    }
    if not plan.actions:
        return _idle(plan, facts)
    if plan.goal.target is None:
        if plan.reached:
            return _("From {before} to {after} by {deadline}: every criterion that is the office's to meet.").format(
                **facts
            )
        return _(
            "From {before} to {after} by {deadline}; not every criterion can be met by then "
            "with these people and this budget."
        ).format(**facts)
    if plan.reached:
        return _("From {before} to {after} by {deadline}; the target {target} is reached.").format(**facts)
    if plan.impossible:
        return _(
            "The target {target} cannot be reached by {deadline}; this plan gets from {before} to {after}."
        ).format(**facts)
    return _(
        "No plan for the target {target} by {deadline} was found; this one gets from {before} to {after}."
    ).format(**facts)


def _idle(plan: Plan, facts: dict[str, str]) -> str:
    """Return what a plan without actions says: there is nothing to do, or nothing that can be done by then."""
    if not plan.reached:
        return _("No action that can be planned by {deadline} raises the score above {before}.").format(**facts)
    if plan.goal.target is None and plan.answer_first:
        return _("No answered question falls short; whether anything is to be done the open ones will say.")
    if plan.goal.target is None:
        return _("Every criterion that is the office's to meet is met; no action is needed.")
    return _("The target {target} is met already with {before}; no action is needed.").format(**facts)


def approval(plan: Plan) -> str:
    """Return who approved the plan when, or that it waits."""
    given = plan.approval
    if not plan.actions and not plan.requests:
        return _("There is nothing to decide.")
    if given is None and plan.approved:
        return _("Approved in the file of the plan itself.")
    if given is None:
        waits = _("The plan waits for a decision.")
        return _("The plan was returned; make another one.") if plan.returned else waits
    who = given.who or "—"
    if given.letter is None:
        return _("Approved by {who} on {day}.").format(who=who, day=dates.show(given.on))
    return _("Approved by letter {letter} of {day}; recorded by {who}.").format(
        letter=numbers.digits(given.letter), day=dates.show(given.on), who=who
    )


def returned(plan: Plan, event: Event | None) -> str:
    """Return who returned the plan and why, as far as that was recorded."""
    if event is None:
        return approval(plan)
    day = date.fromisoformat(event.when[:10])
    said = _("The plan was returned by {who} on {day}.").format(who=event.who or "—", day=dates.show(day))
    return said if event.text is None else said + " " + _("Reason: {reason}").format(reason=event.text)


def outdated(changed: Outdated) -> str:
    """Return what a saved plan rests on no longer."""
    if not changed.ground:
        return _("Answers changed after this plan was saved.")
    if not changed.answers:
        return _("Checklists or the office's description changed after this plan was saved.")
    return _("Answers, and checklists or the office's description, changed after this plan was saved.")


def then(sentence: str) -> str:
    """Return a sentence that held when the plan was saved."""
    return _("When the plan was saved: {sentence}").format(sentence=sentence)


def over_budget(report: Report) -> str:
    """Return that the plan costs more than the budget of office.yaml as it is now; nothing where it does not."""
    plan, budget = report.plan, report.office.budget
    if plan is None or budget is None or plan.cost <= budget:
        return ""
    return _("The plan costs {cost} million rials; the office's budget for it is {budget}.").format(
        cost=numbers.show(plan.cost), budget=numbers.show(budget)
    )


def size(plan: Plan) -> str:
    """Return the work and money of the plan."""
    return _("Actions: {n}; work in person-days: {days}; cost in million rials: {cost}.").format(
        n=numbers.show(len(plan.actions)), days=numbers.show(plan.effort), cost=numbers.show(plan.cost)
    )


def quality(plan: Plan) -> str:
    """Return how far from the best possible the plan may be at most."""
    if plan.proven:
        return _("It is proven that no plan does better with these estimates.")
    limit = numbers.show(bound(plan))
    gap = numbers.per_cent(plan.gap)
    if plan.objective is Objective.LEAST_EFFORT:
        return _(
            "No plan needs less than {limit} person-days for it; this one is at most {gap} above the least possible."
        ).format(limit=limit, gap=gap)
    return _(
        "No plan can get above {limit} points by then; this one is at most {gap} below the highest possible."
    ).format(limit=limit, gap=gap)


def _items(plan: Plan, library: Library) -> list[str]:
    """Return the items of the planned checklist that wait for an answer."""
    items = {item.fact: item.id for item in library.checklists[plan.goal.checklist].items}
    return [items.get(fact, fact) for fact in plan.answer_first]


def bound(plan: Plan, places: int = 2) -> Fraction:
    """Return the bound to some decimals, rounded to the side on which it stays a bound."""
    side, scale = floor if plan.objective.least else ceil, 10**places
    return Fraction(side(plan.bound * scale), scale)


def caveats(plan: Plan, library: Library) -> list[str]:
    """Return what a reader has to know about the inputs of the plan."""
    said = []
    if plan.actions and not plan.efforts_confirmed:
        said.append(
            _("Made with proposed estimates of work, cost, waits and needs; the office has not confirmed them.")
        )
    if plan.actions:
        said.append(_("Knock-on effects inside the service register are not modelled."))
    if plan.answer_first:
        said.append(
            _("Unanswered questions: {n}; what they could add is not planned. Answer first: {items}.").format(
                n=numbers.show(len(plan.answer_first)), items=listed(_items(plan, library)[:8])
            )
        )
    if plan.caveats.assumed_units:
        units = _("; ").join(str(library.units.get(unit, unit)) for unit in plan.caveats.assumed_units)
        said.append(
            _("The office's description names no capacity for {units}; 2 person-days a week were assumed.").format(
                units=units
            )
        )
    if plan.caveats.uncounted_actions:
        said.append(
            _(
                "Actions whose counts are missing: {n}; only the fixed part of their work is planned: {actions}."
            ).format(
                n=numbers.show(len(plan.caveats.uncounted_actions)),
                actions=plan_tables.titles(plan.caveats.uncounted_actions, library),
            )
        )
    if plan.caveats.years_without_calendar:
        years = listed(numbers.digits(year) for year in plan.caveats.years_without_calendar)
        said.append(
            _("No reviewed calendar for {years}: only weekends and fixed holidays are left out.").format(years=years)
        )
    if plan.caveats.estimated_holidays:
        days = _("; ").join(dates.show(day) for day in plan.caveats.estimated_holidays)
        said.append(_("Holidays whose date is an estimate: {days}.").format(days=days))
    return said


def standing(assessment: Assessment) -> str:
    """Return score, range, coverage and the provisional mark in one sentence."""
    if assessment.score is None:
        return _("No item applies to this office; there is no score.")
    sentence = _("Score {score} of {maximum}; range {low} to {high}; coverage {coverage}").format(
        score=words.score(assessment.score),
        maximum=words.score(assessment.checklist.maximum),
        low=words.score(assessment.score),
        high=words.score(assessment.high),
        coverage=numbers.per_cent(assessment.coverage * 100),
    )
    return sentence + (_(" (provisional)") if assessment.provisional else "")


def carried_over(proposed: int) -> str:
    """Return how many answers of an earlier round wait to be confirmed; nothing when none do."""
    if not proposed:
        return ""
    return _("Answers carried over that wait to be confirmed: {n}; they count as unanswered.").format(
        n=numbers.show(proposed)
    )


def certificate(assessment: Assessment) -> str:
    """Return what may be said about a certificate: a proposed floor was passed, and who grants; or nothing."""
    if assessment.certificate is None:
        return ""
    return _(
        "in this self-assessment above the proposed floor of “{title}”; only the Administrative and "
        "Employment Organisation grants a certificate"
    ).format(title=assessment.certificate.title)
