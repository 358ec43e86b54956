"""A document as a workbook: one row a thing, for people who sort, filter and sum. `xlsx.py` writes it.

`sheets` are the tables, `sheets_of` says which parts of a document have which; `overview` is the first sheet.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.report.content import Report
from compliance.report.document import Document
from compliance.report.workbook import assessment, plan, portions
from compliance.report.workbook.sheets import Sheet


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """Return the tables of the parts of a document, in the order of the parts; empty ones are left out."""
    parts = {part.id: part for part in document.parts}
    report = document.source
    made: list[Sheet] = []
    if "assessment" in parts:
        made += assessment.judged(report)
    made += _planned(report, set(parts))
    made += [portions.minutes(part) for id_, part in parts.items() if id_ == "minutes"]
    if "follow-up" in parts:
        made += portions.follow_up(report)
    made += [portions.feedback(part) for id_, part in parts.items() if id_ == "feedback"]
    if "assessment" in parts:
        made += assessment.lists(report)
    return tuple(sheet for sheet in made if sheet.rows)


def _planned(report: Report, parts: set[str]) -> Iterator[Sheet]:
    if report.plan is None:
        return
    if "plan" in parts:
        yield plan.actions(report.plan, report)
        yield plan.decisions(report.plan, report)
    if parts & {"plan", "requests"}:
        yield plan.requests(report.plan, report)
    if "plan" in parts:
        yield plan.left_out(report.plan, report)
