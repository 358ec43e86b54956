"""What `plan --json` prints."""

from __future__ import annotations

from fractions import Fraction

from compliance.model.checklist import Library
from compliance.model.results import LeftOut, Plan, PlannedAction, Request
from compliance.persian import dates, numbers
from compliance.report import plan_reasons, sentences
from compliance.report.records import Record, by_checklist, score, text


def objective(plan: Plan) -> str:
    """Return the objective in one English phrase, the same in both languages."""
    if plan.objective.least:
        return f"{plan.objective} to reach {numbers.ascii_number(plan.goal.target or Fraction(0))}"
    more = "".join(f" + {numbers.ascii_number(w)} × {part}" for part, w in plan.goal.weights.items())
    then = f", then of {plan.goal.then}" if plan.goal.then else ""
    return f"most points by {dates.write(plan.goal.deadline)}{more}{then}"


def plan(made: Plan, library: Library) -> Record:
    """Return what `plan --json` prints."""
    checklist = made.goal.checklist
    return {
        "office": made.office,
        "round": made.round,
        "checklist": checklist,
        "target": score(made.goal.target),
        "from": dates.write(made.goal.begin),
        "by": dates.write(made.goal.deadline),
        "budget": made.goal.budget,
        "objective": objective(made),
        "reached": made.reached,
        "proven": made.proven,
        "bound": score(sentences.bound(made, 4), 4),
        "gap": score(made.gap),
        "score_before": score(made.before[checklist]),
        "score_after": score(made.after[checklist]),
        "scores": {c: {"before": score(made.before[c]), "after": score(made.after[c])} for c in made.before},
        "effort_days": score(made.effort, 4),
        "cost": made.cost,
        "efforts_confirmed": made.efforts_confirmed,
        "already_met": list(made.already_met),
        "answer_first": list(made.answer_first),
        "actions": [_planned(p, made, library) for p in made.actions],
        "requests": [_request(r) for r in made.requests],
        "caveats": {
            "assumed_capacity": list(made.caveats.assumed_units),
            "counts_missing": list(made.caveats.uncounted_actions),
            "years_without_calendar": list(made.caveats.years_without_calendar),
            "estimated_holidays": [dates.write(day) for day in made.caveats.estimated_holidays],
        },
        "solver": made.solver,
        "weights": {part: score(weight, 6) for part, weight in made.goal.parts.items()},
        "then": made.goal.then,
        "finish": None if made.finish is None else dates.write(made.finish),
        "left_out": [_left_out(gap, made, library) for gap in made.left_out],
        "basis": made.basis,
    }


def _left_out(gap: LeftOut, plan: Plan, library: Library) -> Record:
    return {
        "item": gap.item,
        "fact": gap.fact,
        "points": score(gap.points, 4),
        "action": gap.action,
        "hindrance": gap.hindrance.value,
        "names": list(gap.names),
        "effort_days": score(gap.effort, 4),
        "gain": score(gap.gain, 4),
        "sentence": plan_reasons.why_not(gap, plan, library),
    }


def _why(planned: PlannedAction, plan: Plan, library: Library) -> Record | None:
    if planned.why is None:
        return None
    return {
        "because": planned.why.because.value,
        "when": planned.why.when.value,
        "needed_by": list(planned.why.needed_by),
        "after": list(planned.why.after),
        "sentence": plan_reasons.why(planned, plan, library),
    }


def _planned(planned: PlannedAction, plan: Plan, library: Library) -> Record:
    action = planned.action
    return {
        "id": action.id,
        "title": text(action.title),
        "owner": action.owner,
        "with": action.co_owner,
        "unit": planned.unit,
        "authority": action.authority.value,
        "start": dates.write(planned.start),
        "end": dates.write(planned.end),
        "effort_days": score(planned.effort, 4),
        "wait_days": action.wait_days,
        "cost": action.cost,
        "work": [{"week": w.week, "unit": w.unit, "days": score(w.days, 6)} for w in planned.work],
        "gains": by_checklist(planned.gains),
        "raises": {fact: score(value, 6) for fact, value in action.raises.items()},
        "needs": list(action.needs),
        "criterion": {**(text(action.criterion.text) or {}), "test": dict(action.criterion.test)},
        "state": planned.state.value,
        "why": _why(planned, plan, library),
    }


def _request(request: Request) -> Record:
    return {
        "id": request.action.id,
        "title": text(request.action.title),
        "to": "headquarters",
        "effort_days": score(request.effort, 4),
        "gains": by_checklist(request.gains),
        "unlocks": list(request.unlocks),
        "letter": text(request.action.request),
    }
