"""What leaves the office, what was written, and what a look at a filing found: for terminals and programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.language import _
from compliance.persian import numbers
from compliance.report import filing_paper
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make

if TYPE_CHECKING:
    from compliance.filing.package import Packed
    from compliance.model.checklist import Library
    from compliance.usecases.filing import Prepared, Written

_MOST = 60  # files of a list; how many more there are stands below it


def leaving(prepared: Prepared, library: Library) -> Sheet:
    """Everything that would leave the office, and what has to be known before."""
    page, declared = Sheet(), prepared.declaration
    files, letters = filing_paper.pieces(declared)
    page.say(_("What leaves the office for round {round}:").format(round=numbers.digits(declared.round)))
    page.show(filing_paper.sources(declared))
    page.show(filing_paper.scores(declared, library))
    page.say()
    size = sum(packed.size for packed in prepared.files.values())
    page.say(
        _("Files of evidence: {n} ({size} KB); letters named by number: {letters}").format(
            n=numbers.show(len(files)), size=numbers.show(-(-size // 1024)), letters=numbers.show(letters)
        )
    )
    shown = list(prepared.files.values())[:_MOST]
    page.show(make([(_("file"), False), (_("size"), True)], [_file(packed) for packed in shown]))
    if len(files) > _MOST:
        page.say(_("and {n} more").format(n=numbers.show(len(files) - _MOST)))
    for line in _known_before(prepared):
        page.say(line)
    return page


def _file(packed: Packed) -> tuple[str, str]:
    return packed.name, _("{n} KB").format(n=numbers.show(-(-packed.size // 1024)))


def _known_before(prepared: Prepared) -> Iterator[str]:
    """Yield what the office has to know before it files."""
    if prepared.declaration.plan is None:
        yield _("There is no saved plan; the filing goes without one.")
    if prepared.unproved:
        yield _("Answers without the evidence they ask for: {n}.").format(n=numbers.show(prepared.unproved))
    if prepared.proposed:
        yield _("Answers carried over that nobody confirmed are not filed: {n}.").format(
            n=numbers.show(prepared.proposed)
        )
    for name, search in prepared.codes.items():
        for found in search.found:
            yield _("national code in {file}, {place}: {shown}").format(
                file=name, place=found.place, shown=found.shown
            )
    for name, why in prepared.unsearched.items():
        yield _("not searched for national codes: {file} ({why})").format(file=name, why=why)
    if prepared.before is not None:
        yield _("Filed before: {time}; this filing takes its place.").format(time=prepared.before.time)


def record(prepared: Prepared, library: Library, written: Written | None, sent: Path | None) -> Record:
    """Return the same for programs."""
    declared = prepared.declaration
    return {
        "office": declared.office.id,
        "round": declared.round,
        "facts": len(declared.values),
        "evidence": [{"name": p.name, "bytes": p.size, "sha256": p.sha256} for p in sorted(prepared.files.values())],
        "self": [
            {"checklist": s.checklist, "system": s.system or None, "score": _number(s.score)} for s in declared.scores
        ],
        "plan": declared.plan is not None,
        "without_evidence": prepared.unproved,
        "unconfirmed": prepared.proposed,
        "national_codes": [
            {"file": name, "place": found.place, "shown": found.shown}
            for name, search in prepared.codes.items()
            for found in search.found
        ],
        "previous": declared.previous,
        "file": str(written.path) if written else None,
        "sha256": written.sha256 if written else None,
        "code": written.code if written else None,
        "encrypted": str(sent) if sent else None,
        "problems": [],
    }


def _number(hundredths: int | None) -> float | int | None:
    return None if hundredths is None else numbers.plain(Fraction(hundredths, 100))


def done(written: Written | None, sent: Path | None) -> list[str]:
    """Return what was written, in lines."""
    if written is None:
        return [_("nothing was written")]
    lines = [
        _("written: {path}").format(path=written.path),
        _("code: {code}").format(code=filing_paper.short(written.code)),
        "SHA-256: " + written.sha256,
    ]
    return [*lines, _("encrypted for transport: {path}").format(path=sent)] if sent else lines
