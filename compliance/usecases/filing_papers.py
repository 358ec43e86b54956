"""The papers of a filing: the page that the director signs, and the form of a key."""

from __future__ import annotations

from pathlib import Path

from compliance import files
from compliance import report as report_
from compliance.filing import keys
from compliance.filing.prepared import Prepared
from compliance.model.filing import Enrolment
from compliance.report import filing_paper
from compliance.report.document import Part
from compliance.report.parts import bound
from compliance.usecases import gathering
from compliance.usecases.opening import Opened

OPTION = "--paper"
PAPERS = ("pdf", "docx", "html", "md")


def write_declaration(opened: Opened, prepared: Prepared, path: Path) -> None:
    """Write the page that the director signs."""
    part = filing_paper.declaration(prepared.declaration, prepared.code, opened.instruments, prepared.unproved)
    _write(opened, part, prepared.code, path)


def write_form(opened: Opened, made: Enrolment, path: Path) -> None:
    """Write the form of a key for the official letter; its code is the beginning of the fingerprint."""
    fingerprint = keys.fingerprint(made.key)
    _write(opened, filing_paper.enrolment(made, fingerprint), fingerprint, path)


def _write(opened: Opened, part: Part, code: str, path: Path) -> None:
    report = gathering.gather(opened, gathering.about(opened, None))
    document = bound(report, (part,), part.title)._replace(code=filing_paper.short(code))
    files.write(path, report_.write(document, report_.format_of(path, OPTION, PAPERS)))
