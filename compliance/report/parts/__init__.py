"""The parts of a report, in the order in which they stand in it; each module makes one from what was gathered.

A part's module has `part(report) -> Part | None`: None when there is nothing to say unless it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NamedTuple

from compliance.language import _, current
from compliance.persian import numbers
from compliance.report import document_records
from compliance.report.content import Report
from compliance.report.document import Document, Part


class Kind(NamedTuple):
    """Where a part is made, and whether what it shows is signed once the plan is, even when answers change."""

    module: str
    of_plan: bool = False


PARTS = {
    "brief": Kind("compliance.report.parts.brief"),
    "assessment": Kind("compliance.report.parts.assessment"),
    "plan": Kind("compliance.report.parts.plan", of_plan=True),
    "requests": Kind("compliance.report.parts.requests", of_plan=True),
    "minutes": Kind("compliance.report.parts.minutes", of_plan=True),
    "follow-up": Kind("compliance.report.parts.follow_up"),
    "feedback": Kind("compliance.report.parts.feedback"),
}
ALL = "all"


def compose(report: Report, wanted: Iterable[str] = (ALL,)) -> Document:
    """Return the document of some parts, in their order; `all` leaves out those without anything to say."""
    asked = list(wanted)
    ids = [id_ for id_ in PARTS if ALL in asked or id_ in asked]
    parts = tuple(part for id_ in ids for part in [_made(report, id_, id_ in asked)] if part is not None)
    return bound(report, parts, _title(parts, report.round), _why_draft(report, parts))


def bound(report: Report, parts: tuple[Part, ...], title: str, why_draft: str = "") -> Document:
    """Return parts as a document of an office's round, with the code of what they show."""
    return Document(
        office=str(report.office.name),
        title=title,
        language=current(),
        round=report.round,
        parts=parts,
        why_draft=why_draft,
        code=document_records.code(report.office.id, str(report.office.name), report.round, parts, why_draft),
        day=report.paper.day,
        number=numbers.digits(report.paper.number),
        emblem=None if why_draft else report.paper.emblem,
        templates=report.paper.templates,
        letterhead=report.paper.letterhead,
        report=report,
    )


def _why_draft(report: Report, parts: tuple[Part, ...]) -> str:
    """Return why what the parts show is not signed; nothing when it is."""
    plan = report.plan
    if plan is not None and plan.returned:
        return _("the plan was returned")
    if plan is None or not plan.approved:
        return _("not signed by the director")
    of_plan = all(PARTS[part.id].of_plan for part in parts)
    if report.outdated.ground:
        return _("checklists or the office's description changed after the plan was approved")
    if report.outdated.answers and not of_plan:
        return _("answers changed after the plan was approved")
    return ""


def _made(report: Report, id_: str, asked: bool) -> Part | None:
    module = import_module(PARTS[id_].module)
    make: Callable[[Report, bool], Part | None] = module.part
    return make(report, asked)


def _title(parts: tuple[Part, ...], round_id: str) -> str:
    """Return the title of the whole: that of its only part, or the general one."""
    shown = numbers.digits(round_id)
    if len(parts) == 1:
        return _("{part}, round {round}").format(part=parts[0].title, round=shown)
    return _("Self-assessment and action plan, round {round}").format(round=shown)
