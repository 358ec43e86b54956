"""The report as JSON: the document as people see it, and what it was made from as programs exchange it.

Strengths, areas for improvement and decisions are not told twice: they follow from assessments and plan.
"""

from __future__ import annotations

import json

from compliance.office import saved_plan
from compliance.report import document_records, plan_records, records, tracking
from compliance.report.content import Followed, Report
from compliance.report.document import Document


def write(document: Document) -> bytes:
    """Return the record of the document, UTF-8."""
    report = document.source
    record = {
        **document_records.of_document(document),
        "assessments": [records.assessment(a) for a in report.assessments],
        "plan": None if report.plan is None else plan_records.plan(report.plan, report.instruments),
        "follow_up": None if report.followed is None else _followed(report.followed, report),
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _followed(followed: Followed, report: Report) -> records.Record:
    plan = followed.track.plan
    return tracking.record(followed.track, dict(report.facts), saved_plan.fingerprint(plan), followed.actual)
