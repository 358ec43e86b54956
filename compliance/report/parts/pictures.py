"""The charts of a report as blocks: the state, the rounds, the plan on the calendar, the points over the weeks."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.results import Assessment, Plan
from compliance.report.content import Followed, Report
from compliance.report.document import Block


def of_assessment(report: Report) -> Iterator[Block]:
    """Yield the indicators as radar and bars, the items as a heat map, and the rounds where there are several."""
    yield from ()


def of_plan(report: Report) -> Iterator[Block]:
    """Yield the actions on the Jalali calendar, by unit."""
    yield from ()


def of_follow_up(report: Report, followed: Followed) -> Iterator[Block]:
    """Yield planned points against actual ones."""
    yield from ()


def after(report: Report, plan: Plan) -> Assessment | None:
    """Return the assessment as the plan leaves it, when the report is about the planned checklist."""
    if plan.goal.checklist != report.main.checklist.id or report.outdated:
        return None
    from compliance.assessment.scoring import assess
    from compliance.plan.worth import after as raised

    known = {r.item.fact: r.known for r in report.main.items if r.known is not None}
    return assess(report.main.checklist, raised(report.instruments, known, (p.action.raises for p in plan.actions)))
