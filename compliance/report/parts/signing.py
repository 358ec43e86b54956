"""Where a paper is signed: the director's choices with name, date and number, or what was decided."""

from __future__ import annotations

from compliance.language import _
from compliance.model.results import Plan
from compliance.report import sentences
from compliance.report.content import Report
from compliance.report.document import Blank, Blanks, Choice, Choices, Frame, Paragraph, Tone


def frame(report: Report) -> Frame:
    """Return the frame in which the director decides on a plan, or that says what was decided of it."""
    plan = report.plan
    if plan is None or not (plan.actions or plan.requests):
        return Frame((director(),))
    if not report.waiting:
        return Frame((Paragraph(sentences.approval(plan), Tone.STRONG),))
    options = (_("I approve"), _("I approve with these changes:"), _("I return it"))
    return Frame((Choices((Choice("", options),)), director()))


def decided(report: Report, plan: Plan) -> str:
    """Return who approved the plan, or who returned it and why."""
    return sentences.returned(plan, report.returned)


def director() -> Blanks:
    """Return the lines for the director general's name, the date and the number."""
    return Blanks((Blank(_("Director general"), wide=True), Blank(_("Date")), Blank(_("Number"))))


def no_plan() -> str:
    """Return that nothing is planned."""
    return _("There is no saved plan for this round.")
