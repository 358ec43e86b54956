"""The letters to headquarters, ready to be numbered and signed, one for each request of the plan."""

from __future__ import annotations

from compliance.language import _
from compliance.report.content import Report
from compliance.report.document import Paragraph, Part
from compliance.report.parts import prose, signing


def part(report: Report, asked: bool = True) -> Part | None:
    """Return the letters, or that there are none to write."""
    title = _("Letters to headquarters")
    plan = report.plan
    if plan and plan.requests and (asked or not plan.returned):
        return Part("requests", title, tuple(prose.read("letters.md.j2", report)))
    said = _("Nothing of this plan has to be asked of headquarters.") if plan else signing.no_plan()
    return Part("requests", title, (Paragraph(said),)) if asked else None
