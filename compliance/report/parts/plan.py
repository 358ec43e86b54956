"""The plan: what is done by whom and when, what it brings, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.language import _
from compliance.model.results import Plan, State
from compliance.report import plan_reasons, plan_tables, sentences, tables
from compliance.report.content import Report
from compliance.report.document import Block, Bullets, Grid, Paragraph, Part, Tone
from compliance.report.parts import pictures, signing


def part(report: Report, asked: bool = True) -> Part:
    """Return the part on the saved plan, or that there is none."""
    blocks = _blocks(report, report.plan) if report.plan else [Paragraph(signing.no_plan())]
    return Part("plan", _("Action plan"), tuple(blocks))


def _blocks(report: Report, plan: Plan) -> Iterator[Block]:
    library = report.instruments
    yield Paragraph(str(library.checklists[plan.goal.checklist].title), Tone.SOFT)
    reach, *more = sentences.of_plan(plan, library)
    yield Bullets((sentences.then(reach) if report.outdated else reach, *more, signing.decided(report, plan)))
    if report.outdated:
        yield Paragraph(sentences.outdated(report.outdated), Tone.STRONG)
    if plan.actions:
        yield Grid(
            plan_tables.actions(plan, library),
            _("The actions in the order of their end"),
            sortable=True,
            details=plan_tables.details(plan, library),
            details_title=_("What belongs to each action"),
        )
        yield from pictures.of_plan(report, plan)
    if any(planned.state is not State.PROPOSED for planned in plan.actions):
        yield Grid(plan_tables.states(plan, library), _("How far each action has come"))
    for title, table in (
        (_("What was decided and remarked"), plan_tables.decisions(plan, library)),
        (_("Why these actions, and why then"), plan_reasons.of_actions(plan, library)),
        (_("What stays open, and why"), plan_reasons.of_gaps(plan, library)),
    ):
        if table.rows:
            yield Grid(table, title)
    if plan.requests:
        yield Grid(tables.requests(plan.requests, library), _("Points that depend on headquarters"))
        yield Paragraph(_("These points are not promised and not counted in the score after the plan."), Tone.SOFT)
    yield signing.frame(report)
