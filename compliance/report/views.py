"""What templates are given: the report's tables, sentences and drawings under plain names."""

from __future__ import annotations

from typing import Any

from compliance.language import _
from compliance.model.results import Assessment, Plan, State
from compliance.report import brief, plan_reasons, plan_tables, sentences, tables, words
from compliance.report.content import Report


def everything(report: Report) -> dict[str, Any]:
    """Return the names that every template of a report may use."""
    plan, library = report.plan, report.instruments
    return {
        "report": report,
        "office": report.office,
        "round": report.round,
        "today": report.today,
        "main": report.main,
        "draft": plan is None or not plan.actions or not all(p.state.signed for p in plan.actions),
        "standing": sentences.standing(report.main),
        "score": words.score,
        "indicators": tables.indicators(report.main),
        "items": [(r.indicator, tables.items(r, library)) for r in report.main.indicators],
        "certificate": sentences.certificate(report.main),
        "others": [(a, sentences.standing(a), sentences.certificate(a)) for a in report.assessments[1:]],
        "answer_next": tables.answer_next([report.main], library),
        "disagreements": tables.disagreements(report.main, library),
        "second_conditions": tables.second_conditions(report.main, library, report.facts),
        "taken_out": tables.taken_out(report.main, library),
        "funnel": tables.funnel(report.register.funnel) if report.register.funnel else None,
        "projects": tables.projects(report.projects) if report.projects else None,
        "blanks": report.register.blanks,
        "brief": brief.brief(report),
        "plan": plan,
        "plan_sentences": sentences.of_plan(plan, library) if plan else [_no_plan()],
        "reach": sentences.reach(plan) if plan else _no_plan(),
        "actions": plan_tables.actions(plan, library) if plan else None,
        "approval": sentences.approval(plan) if plan else "",
        "states": plan_tables.states(plan, library) if plan and _moved(plan) else None,
        "reasons": plan_reasons.of_actions(plan, library) if plan else None,
        "gaps": plan_reasons.of_gaps(plan, library) if plan else None,
        "details": plan_tables.details(plan, library) if plan else None,
        "requests": tables.requests(plan.requests, library) if plan else None,
        "after": after(report, plan) if plan else None,
        "in_charge": lambda planned: plan_tables.in_charge(planned, plan, library) if plan else "",
        "basis": tables.basis(report.main.checklist, library),
    }


def _moved(plan: Plan) -> bool:
    """Whether anything was decided or done of a plan, so that its states say something."""
    return any(planned.state is not State.PROPOSED for planned in plan.actions)


def _no_plan() -> str:
    return _("There is no saved plan for this round.")


def after(report: Report, plan: Plan) -> Assessment | None:
    """Return the assessment as the plan leaves it, when the report is about the planned checklist."""
    if plan.goal.checklist != report.main.checklist.id or report.outdated:
        return None
    from compliance.assessment.scoring import assess
    from compliance.plan.worth import after as raised

    known = {r.item.fact: r.known for r in report.main.items if r.known is not None}
    return assess(report.main.checklist, raised(report.instruments, known, (p.action.raises for p in plan.actions)))
