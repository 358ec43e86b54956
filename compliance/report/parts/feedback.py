"""The feedback report: strengths and areas for improvement, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.assessment import priorities
from compliance.language import _
from compliance.model.results import IndicatorResult, ItemResult, Status
from compliance.persian import dates, numbers
from compliance.report import plan_reasons, words
from compliance.report.charts.radar import share
from compliance.report.content import Report
from compliance.report.document import Block, Fold, Grid, Paragraph, Part
from compliance.report.tables import Table, make


def part(report: Report, asked: bool = True) -> Part:
    """Return what is good and what can become better, and what of it is planned."""
    return Part("feedback", _("Feedback"), tuple(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    failing = {id_ for id_, _fact in priorities.second_conditions(report.main, report.instruments, report.facts)}
    weak = sum(_improvable(r, failing) for r in report.main.items)
    strong = sum(r.status is Status.MET for r in report.main.items) - len(failing)
    yield Paragraph(
        _("Strengths: {strong}; areas for improvement: {weak}; indicators: {n}.").format(
            strong=numbers.show(strong), weak=numbers.show(weak), n=numbers.show(len(report.main.indicators))
        )
    )
    bare = {r.item.id for r in priorities.without_evidence(report.main, report.instruments)}
    for result in report.main.indicators:
        name = f"{result.indicator.id} {result.indicator.title}"
        points = _("{points} of {maximum}").format(
            points=words.score(result.score), maximum=words.score(result.maximum)
        )
        yield Fold(name, points, tuple(_of_indicator(result, report, bare, failing)), share(result))


def _improvable(result: ItemResult, failing: set[str]) -> bool:
    """Whether an item can become better; one that is met can when a second condition of its criterion fails."""
    return result.status in (Status.PARTLY, Status.UNMET, Status.UNANSWERED) or result.item.id in failing


def _of_indicator(result: IndicatorResult, report: Report, bare: set[str], failing: set[str]) -> Iterator[Block]:
    good = [r for r in result.items if r.status is Status.MET and r.item.id not in failing]
    weak = sorted(
        (r for r in result.items if _improvable(r, failing)), key=lambda r: (r.points - r.maximum, r.item.id)
    )
    if result.score is None:
        yield Paragraph(_("Nothing in this indicator applies."))
    if good:
        yield Grid(_strengths(good, report, bare), _("Strengths"))
    if weak:
        yield Grid(_areas(weak, report, failing), _("Areas for improvement"))


def _strengths(results: list[ItemResult], report: Report, bare: set[str]) -> Table:
    rows = []
    for r in results:
        fact = report.instruments.facts[r.item.fact]
        rest = _("no evidence yet") if r.item.id in bare else _(words.SOURCE[r.known.source]) if r.known else "—"
        value = words.value(fact, r.known.value if r.known else None)
        rows.append((r.item.id, str(fact.question), value, words.score(r.points), rest))
    return make(
        [(_("item"), True), (_("question"), False), (_("value"), False), (_("points"), True), (_("rests on"), False)],
        rows,
    )


def _areas(results: list[ItemResult], report: Report, failing: set[str]) -> Table:
    rows = []
    for r in results:
        fact = report.instruments.facts[r.item.fact]
        value = words.value(fact, r.known.value if r.known else None)
        short = words.score(r.maximum - r.points)
        way = (
            _("met, but a second condition of the criterion does not hold")
            if r.item.id in failing
            else _way(r, report)
        )
        rows.append((r.item.id, str(fact.question), value, words.target(fact, r.item), short, way))
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("value"), False),
            (_("target"), False),
            (_("points short"), True),
            (_("what is planned"), False),
        ],
        rows,
    )


def _way(result: ItemResult, report: Report) -> str:
    """Return the action of the plan that raises an item's fact, or why there is none."""
    plan = report.plan
    if plan is None:
        return "—"
    planned = next((p for p in plan.actions if result.item.fact in p.action.raises), None)
    if planned is not None:
        return _("{action}, by {day}").format(action=planned.action.title, day=dates.show(planned.end))
    left = next((gap for gap in plan.left_out if gap.fact == result.item.fact), None)
    return plan_reasons.why_not(left, plan, report.instruments) if left else "—"
