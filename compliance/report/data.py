"""The report as JSON: the document as people see it, and the assessments and the plan as programs exchange them."""

from __future__ import annotations

import json

from compliance.report import document_records, plan_records, records
from compliance.report.document import Document


def write(document: Document) -> bytes:
    """Return the record of the document, UTF-8."""
    report = document.report
    record = {
        **document_records.of_document(document),
        "assessments": [records.assessment(a) for a in report.assessments],
        "plan": None if report.plan is None else plan_records.plan(report.plan, report.instruments),
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
