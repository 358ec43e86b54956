"""What leaves the office and what was written: for terminals and programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.filing.package import Packed
from compliance.filing.prepared import Prepared, Written
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.filing import Declaration, Proof
from compliance.persian import dates, numbers
from compliance.report import filing_paper, words
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make

_MOST = 60  # lines of a list; how many more there are stands below it


def leaving(prepared: Prepared, library: Library) -> Sheet:
    """Everything that would leave the office, and at the end what has to be known before it does."""
    page, declared = Sheet(), prepared.declaration
    page.say(_("What leaves the office for round {round}:").format(round=numbers.digits(declared.round)))
    page.show(filing_paper.sources(declared))
    page.show(filing_paper.scores(declared, library))
    page.say()
    page.say(_plan(declared))
    _list(page, _files_title(prepared), _files(prepared), len(prepared.files))
    letters = filing_paper.letters(declared)
    _list(
        page, _("Letters named by number: {n}").format(n=numbers.show(len(letters))), _letters(letters), len(letters)
    )
    page.say()
    for line in _known_before(prepared):
        page.say(line)
    page.say(_("Authenticity code: {code}").format(code=filing_paper.short(prepared.code)))
    return page


def _list(page: Sheet, title: str, table: Table, n: int) -> None:
    page.show(table, title)
    if n > _MOST:
        page.say(_("and {n} more").format(n=numbers.show(n - _MOST)))


def _files_title(prepared: Prepared) -> str:
    size = sum(packed.size for packed in prepared.files.values())
    return _("Files of evidence: {n} ({size})").format(n=numbers.show(len(prepared.files)), size=_size(size))


def _files(prepared: Prepared) -> Table:
    shown = sorted(prepared.files.values())[:_MOST]
    return make(
        [(_("file of evidence"), False), (_("size"), True)], [(packed.name, _size(packed.size)) for packed in shown]
    )


def _letters(letters: list[Proof]) -> Table:
    return make(
        [(_("letter"), False), (_("date"), True), (_("held by"), False), (_("class"), False)],
        [
            (
                letter.name,
                dates.show(letter.date) if letter.date else "—",
                letter.held_by or "—",
                letter.classification or "—",
            )
            for letter in letters[:_MOST]
        ],
    )


def _size(size: int) -> str:
    return _("{n} KB").format(n=numbers.show(-(-size // 1024)))


def _plan(declared: Declaration) -> str:
    plan = declared.plan
    if plan is None:
        return _("There is no saved plan; the filing goes without one.")
    counted = {"actions": numbers.show(len(plan["actions"])), "requests": numbers.show(len(plan["requests"]))}
    if plan["approved"] is None:
        return _("The saved plan in short: {actions} actions, {requests} requests; not approved.").format(**counted)
    return _("The saved plan in short: {actions} actions, {requests} requests; approved by {who}.").format(
        **counted, who=plan["approved"]["by"]
    )


def _known_before(prepared: Prepared) -> Iterator[str]:
    """Yield what the office has to know before it files, the gravest last: it stands beside the question."""
    if prepared.filed:
        yield _("Filed before: {time}; this filing takes its place.").format(
            time=words.moment(prepared.filed[-1].time)
        )
    if prepared.unproved:
        yield _("Answers without the evidence they ask for: {n}.").format(n=numbers.show(prepared.unproved))
    if prepared.aged:
        yield _("Pieces of evidence older than the limit: {n}.").format(n=numbers.show(prepared.aged))
    if prepared.proposed:
        yield _("Answers carried over that nobody confirmed are not filed: {n}.").format(
            n=numbers.show(prepared.proposed)
        )
    for name, why in prepared.unsearched.items():
        yield _("not searched for national codes: {file} ({why})").format(file=name, why=why)
    for name, search in prepared.codes.items():
        for found in search.found:
            yield _("national code in {file}, {place}: {shown}").format(
                file=name, place=found.place, shown=found.shown
            )
        if search.more:
            yield _("and {n} more in {file}").format(n=numbers.show(search.more), file=name)
    if prepared.codes:
        yield _("Take national codes out, unless headquarters asked for them: “evidence replace”.")


def record(prepared: Prepared, written: Written | None) -> Record:
    """Return the same for programs."""
    declared = prepared.declaration
    return {
        "office": declared.office.id,
        "round": declared.round,
        "facts": len(declared.values),
        "evidence": [_packed(packed) for packed in sorted(prepared.files.values())],
        "letters": [letter.name for letter in filing_paper.letters(declared)],
        "self": [
            {"checklist": s.checklist, "system": s.system or None, "score": _number(s.score)} for s in declared.scores
        ],
        "plan": declared.plan is not None,
        "without_evidence": prepared.unproved,
        "too_old": prepared.aged,
        "unconfirmed": prepared.proposed,
        "national_codes": [
            {"file": name, "place": found.place, "shown": found.shown}
            for name, search in prepared.codes.items()
            for found in search.found
        ],
        "not_searched": [{"file": name, "why": why} for name, why in prepared.unsearched.items()],
        "previous": declared.previous,
        "code": prepared.code,
        "file": str(written.path) if written else None,
        "sha256": written.sha256 if written else None,
        "encrypted": str(written.encrypted) if written and written.encrypted else None,
        "aside": str(written.aside) if written and written.aside else None,
        "problems": [],
    }


def _packed(packed: Packed) -> Record:
    return {"name": packed.name, "bytes": packed.size, "sha256": packed.sha256}


def _number(hundredths: int | None) -> float | int | None:
    return None if hundredths is None else numbers.plain(Fraction(hundredths, 100))


def done(written: Written | None) -> list[str]:
    """Return what was written, in lines."""
    if written is None:
        return [_("nothing was written")]
    return [
        _("written: {path}").format(path=written.path),
        *([_("encrypted for transport: {path}").format(path=written.encrypted)] if written.encrypted else []),
        *([_("the filing before is kept as {path}").format(path=written.aside)] if written.aside else []),
        _("Authenticity code: {code}").format(code=filing_paper.short(written.code)),
        "SHA-256: " + written.sha256,
    ]
