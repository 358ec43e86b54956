"""The charts of a report as blocks: the state, the rounds, the plan on the calendar, the points over the weeks."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.language import _
from compliance.model.results import Assessment, Plan
from compliance.report.content import Followed, Report
from compliance.report.document import Block, Columns, Picture


def of_assessment(report: Report) -> Iterator[Block]:
    """Yield the indicators as radar and bars, the items as a heat map, and the rounds where there are several."""
    from compliance.report.charts import bars, heat, radar, trend

    main, plan = report.main, report.plan
    then = after(report, plan) if plan else None
    yield Columns((Picture(radar.radar(main, then)),), (Picture(bars.of_indicators(main, then)),))
    yield Picture(heat.of_items(main))
    if len(report.rounds) > 1:
        mark = _(" (provisional)")
        points = [
            trend.Point(s.round + (mark if s.provisional else ""), s.score, s.comparable) for s in report.rounds
        ]
        goal = plan.goal.target if plan and plan.goal.checklist == main.checklist.id else None
        yield Picture(trend.trend(_("The score over the rounds"), points, main.checklist.maximum, goal))


def of_plan(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield the actions on the Jalali calendar, by unit, in pieces that fit a page."""
    from compliance.report.charts import gantt

    for chart in gantt.gantt(plan, report.instruments, report.office, report.paper.day):
        yield Picture(chart)


def of_follow_up(report: Report, followed: Followed) -> Iterator[Block]:
    """Yield planned points against actual ones."""
    from compliance.report import tracking

    yield Picture(tracking.burn_up(followed.track, followed.actual, str(report.office.name)))


def after(report: Report, plan: Plan) -> Assessment | None:
    """Return the assessment as the plan leaves it, whichever checklist it was made for; None when it is outdated."""
    if report.outdated:
        return None
    from compliance.assessment.scoring import assess
    from compliance.plan.worth import after as raised

    known = {r.item.fact: r.known for r in report.main.items if r.known is not None}
    return assess(report.main.checklist, raised(report.instruments, known, (p.action.raises for p in plan.actions)))
