"""The first page: what a director with ten minutes has to know and decide."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.assessment import priorities
from compliance.criteria.tracking import Mark
from compliance.language import _
from compliance.model.checklist import Authority
from compliance.model.results import Plan
from compliance.persian import dates, numbers
from compliance.report import plan_tables, sentences, tracking, words
from compliance.report.content import Report
from compliance.report.document import (
    Block,
    Bullets,
    Choice,
    Choices,
    Figure,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.parts import signing
from compliance.report.tables import Table, make

FIRST_ACTIONS = 5
MOST_DECISIONS = 3
MOST_RISKS = 4
LONGEST_REASON = 300  # signs; the whole of it stands in the part on the plan
LONG_WAIT = 30  # days after which a wait is a risk worth a director's attention


def part(report: Report, asked: bool = True) -> Part:
    """Return the director's page."""
    return Part("brief", _("Executive summary"), tuple(_blocks(report)), one_page=True)


def _blocks(report: Report) -> Iterator[Block]:
    plan, main = report.plan, report.main
    yield Paragraph(str(main.checklist.title), Tone.SOFT)
    yield Figures(tuple(_figures(report)))
    yield from _planned(report, plan) if plan else (Paragraph(signing.no_plan()),)
    if main.certificate is not None:
        yield Paragraph(sentences.certificate(main), Tone.SOFT)
    if report.followed is not None:
        if tracking.is_ahead(report.followed.track):
            yield Paragraph(tracking.ahead(report.followed.track), Tone.STRONG)
        yield Paragraph(tracking.points(report.followed.track))
    if plan and report.open:
        first = _first_actions(plan, report)
        yield Heading(_first_heading(len(first.rows) == FIRST_ACTIONS, report.followed is not None))
        yield Grid(first)
    decisions = tuple(_decisions(report))[:MOST_DECISIONS]
    if decisions:
        yield Heading(_("Decisions asked of the director general"))
        yield Choices(tuple(Choice(decision, (_("yes"), _("no"), _("amend"))) for decision in decisions))
    risks = tuple(_risks(report))[:MOST_RISKS]
    if risks:
        yield Heading(_("Risks"))
        yield Bullets(risks)
    yield signing.frame(report)


def _first_heading(five: bool, followed: bool) -> str:
    if followed:
        return _("The next five actions") if five else _("The next actions")
    return _("The first five actions") if five else _("The first actions")


def _planned(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield what the plan costs and reaches; of a returned plan only that it was."""
    if plan.returned:
        yield Paragraph(_shortened(signing.decided(report, plan)), Tone.STRONG)
        return
    if plan.actions:
        cost, days = numbers.show(plan.cost), numbers.show(plan.effort)
        yield Paragraph(
            _("Funds needed: {cost} million rials; work: {days} person-days").format(cost=cost, days=days),
            Tone.STRONG,
        )
    if not _late(report):  # what a late plan promised is no news
        reach = _reach(report, plan)
        yield Paragraph(sentences.then(reach) if report.outdated else reach)
    if report.outdated:
        yield Paragraph(sentences.outdated(report.outdated), Tone.STRONG)


def _shortened(text: str) -> str:
    """Return a text that leaves room on the page for everything else."""
    return text if len(text) <= LONGEST_REASON else text[:LONGEST_REASON].rsplit(" ", 1)[0] + " …"


def _late(report: Report) -> int:
    """Return how many actions of a followed plan are overdue."""
    return report.followed.track.count(Mark.OVERDUE) if report.followed else 0


def _reach(report: Report, plan: Plan) -> str:
    """Return what the plan reaches; the checklist is named where the report is about another one."""
    if plan.goal.checklist == report.main.checklist.id:
        return sentences.reach(plan)
    return f"{report.instruments.checklists[plan.goal.checklist].title}: {sentences.reach(plan)}"


def _figures(report: Report) -> Iterator[Figure]:
    plan, main = report.plan, report.main
    of = _("of {maximum}").format(maximum=words.score(main.checklist.maximum))
    provisional = _("; ") + _("provisional") if main.provisional else ""
    low, high = words.score(main.score), words.score(main.high)
    span = _("range {low} to {high}").format(low=low, high=high)
    yield Figure(_("Score now"), low, of + provisional)
    yield Figure(_("Coverage"), numbers.per_cent(main.coverage * 100), span)
    if plan and not plan.returned:
        after = words.score(plan.after.get(main.checklist.id))
        deadline = _("by {deadline}").format(deadline=dates.show(plan.goal.deadline))
        late = _("late; {deadline}").format(deadline=deadline)
        yield (
            Figure(_("Planned score"), after, late)
            if _late(report)
            else Figure(_("Score after the plan"), after, deadline)
        )
        letters = _("requests to headquarters: {n}").format(n=numbers.show(len(plan.requests)))
        yield Figure(_("Actions"), numbers.show(len(plan.actions)), letters if plan.requests else "")


def _first_actions(plan: Plan, report: Report) -> Table:
    main = report.main.checklist.id
    bringing = [p for p in report.open if p.gains.get(main)] or report.open
    first = sorted(bringing, key=lambda p: (p.start, p.end, p.action.id))[:FIRST_ACTIONS]
    return make(
        [(_("action"), False), (_("in charge"), False), (_("begins"), True), (_("ends"), True), (_("points"), True)],
        [
            (
                plan_tables.title(p),
                plan_tables.in_charge(p, plan, report.instruments),
                dates.show(p.start),
                dates.show(p.end),
                words.score(p.gains.get(main, Fraction(0))),
            )
            for p in first
        ],
    )


def _decisions(report: Report) -> Iterator[str]:
    plan = report.plan
    if plan is None:
        yield _("Let an action plan be made; none is saved for this round.")
    elif plan.returned:
        yield _("Let another action plan be made in place of the returned one.")
    elif report.outdated.ground and plan.approved:
        yield _("Have the plan made again on what holds now, and approve it anew.")
    elif report.followed and report.followed.track.replan:
        yield _("Have the plan made again; deadlines of it are past.")
    elif report.waiting and plan.actions:
        yield _("Approve the action plan (actions: {n}; person-days: {days}; million rials: {cost}).").format(
            n=numbers.show(len(plan.actions)), days=numbers.show(plan.effort), cost=numbers.show(plan.cost)
        )
    if plan and plan.requests and not plan.returned:
        yield _(
            "Send the letters to headquarters ({n}); {points} points depend on them and are not promised."
        ).format(n=numbers.show(len(plan.requests)), points=words.score(_dependent(plan, report.main.checklist.id)))
    unanswered = priorities.answer_next([report.main])
    if unanswered:
        most = sum((u.points[report.main.checklist.id] for u in unanswered), Fraction(0))
        yield _("Have the open questions ({n}) answered; up to {points} points hang on them.").format(
            n=numbers.show(len(unanswered)), points=words.score(most)
        )
    if plan and plan.actions and not plan.efforts_confirmed:
        yield _("Have the units confirm the estimates of work and cost.")


def _dependent(plan: Plan, checklist: str) -> Fraction:
    return sum((r.gains.get(checklist, Fraction(0)) for r in plan.requests), Fraction(0))


def _risks(report: Report) -> Iterator[str]:
    plan = report.plan
    late = _late(report)
    if report.followed and late:
        yield _("Actions that are overdue: {n}; days the latest is late: {days}.").format(
            n=numbers.show(late), days=numbers.show(report.followed.track.slippage)
        )
    if report.proposed:
        yield sentences.carried_over(report.proposed)
    if report.contradictions:
        yield _("Answers that contradict each other: {n}.").format(n=numbers.show(len(report.contradictions)))
    if plan and plan.actions and not plan.returned:
        yield from _plan_risks(report, plan)
    bare = priorities.without_evidence(report.main, report.instruments)
    if bare:
        points = sum((r.points for r in bare), Fraction(0))
        yield _("{points} points of the present score rest on declarations without evidence.").format(
            points=words.score(points)
        )
    disagreements = priorities.disagreements(report.main)
    if disagreements:
        yield _("Items on which the sources disagree: {n}.").format(n=numbers.show(len(disagreements)))
    if plan and plan.actions and not plan.efforts_confirmed:
        yield _("The estimates of work, cost and waits are proposed, not confirmed.")


def _plan_risks(report: Report, plan: Plan) -> Iterator[str]:
    yield from filter(None, (sentences.over_budget(report),))
    checklist = report.main.checklist.id
    loads: dict[str, Fraction] = {}
    for planned in plan.actions:
        loads[planned.unit] = loads.get(planned.unit, Fraction(0)) + planned.effort
    busiest = max(loads, key=lambda unit: (loads[unit], unit))
    names = {unit.id: str(unit.name) for unit in report.office.units}
    if len(loads) > 1:
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
        yield _("Actions that wait {days} days or more after the work (tender, result, approval): {n}.").format(
            n=numbers.show(len(waits)), days=numbers.show(LONG_WAIT)
        )
