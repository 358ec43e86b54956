"""What leaves the office and what was written: for terminals and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from compliance.filing import texts
from compliance.filing.package import DECLARATION, Packed
from compliance.filing.prepared import Prepared, Written
from compliance.filing.texts import Kind, Text
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.filing import Proof
from compliance.persian import dates, numbers
from compliance.personal import codes
from compliance.report import filing_paper, words
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make

_MOST = 60  # lines of a list; how many more there are stands below it
_TEXTS = {
    Kind.NOT_APPLICABLE: mark("reason why it does not apply"),
    Kind.OVERRIDE: mark("reason for another value than the computed one"),
    Kind.FILE: mark("name of a file of evidence"),
    Kind.LETTER: mark("number of a letter"),
    Kind.HOLDER: mark("who holds a letter"),
    Kind.CLASS: mark("class of a letter"),
    Kind.SYSTEM: mark("title of an entered system"),
    Kind.APPROVER: mark("who approved the plan"),
    Kind.APPROVAL: mark("letter by which the plan was approved"),
}


def leaving(prepared: Prepared, library: Library, by_letter: bool, doubts: Sequence[str] = ()) -> Sheet:
    """Everything that would leave the office, and at the end what has to be known before it does."""
    page, declared = Sheet(), prepared.declaration
    page.say(_("What leaves the office for round {round}:").format(round=numbers.digits(declared.round)))
    page.show(filing_paper.sources(declared))
    page.show(filing_paper.scores(declared, library))
    page.say()
    page.say(filing_paper.plan_line(declared.plan))
    _list(page, _files_title(prepared), _files(prepared), len(prepared.files))
    letters = filing_paper.letters(declared)
    _list(
        page, _("Letters named by number: {n}").format(n=numbers.show(len(letters))), _letters(letters), len(letters)
    )
    said = [one for one in prepared.texts if one.kind not in texts.LISTED_APART]
    _list(
        page,
        _("Texts that leave the office as they were written: {n}").format(n=numbers.show(len(said))),
        _texts(said),
        len(said),
    )
    page.say()
    for line in (*doubts, *_known_before(prepared)):
        page.say(line)
    code = filing_paper.short(prepared.code)
    if by_letter:
        page.say(_("The page that was signed has to bear this code: {code}").format(code=code))
    else:
        page.say(_("Authenticity code: {code}").format(code=code))
    return page


def _list(page: Sheet, title: str, table: Table, n: int) -> None:
    if n:
        page.show(table, title)
    else:
        page.say(title)
    if n > _MOST:
        page.say(_("and {n} more").format(n=numbers.show(n - _MOST)))


def _files_title(prepared: Prepared) -> str:
    size = sum(packed.size for packed in prepared.files.values())
    return _("Files of evidence: {n} ({size})").format(n=numbers.show(len(prepared.files)), size=words.size(size))


def _files(prepared: Prepared) -> Table:
    shown = sorted(prepared.files.values())[:_MOST]
    return make(
        [(_("file of evidence"), False), (_("size"), True)],
        [(codes.hidden(packed.name), words.size(packed.size)) for packed in shown],
    )


def _letters(letters: list[Proof]) -> Table:
    return make(
        [(_("letter"), False), (_("date"), True), (_("held by"), False), (_("class"), False)],
        [
            (
                codes.hidden(letter.name),
                dates.show(letter.date) if letter.date else "—",
                codes.hidden(letter.held_by or "—"),
                codes.hidden(letter.classification or "—"),
            )
            for letter in letters[:_MOST]
        ],
    )


def _texts(said: Sequence[Text]) -> Table:
    return make(
        [(_("what"), False), (_("of"), False), (_("text"), False)],
        [(_(_TEXTS[one.kind]), one.of or "—", codes.hidden(one.text)) for one in said[:_MOST]],
    )


def _known_before(prepared: Prepared) -> Iterator[str]:
    """Yield what the office has to know before it files, the gravest last: it stands beside the question."""
    if not prepared.declaration.values:
        yield _("Nothing is answered: the declaration is empty, and its scores say so.")
    if prepared.filed and prepared.filed[-1].code == prepared.code:
        yield _(
            "Filed before: {time}; what is declared is the same since. Only seal and sign-off would be new."
        ).format(time=words.moment(prepared.filed[-1].time))
    elif prepared.filed:
        yield _("Filed before: {time}; this filing takes its place.").format(
            time=words.moment(prepared.filed[-1].time)
        )
    if prepared.unproved:
        yield _("Answers without the evidence they ask for: {n}.").format(n=numbers.show(prepared.unproved))
    if prepared.aged:
        yield _("Pieces of evidence older than the limit: {n}.").format(n=numbers.show(prepared.aged))
    if prepared.by_hand:
        yield _(
            "Files of evidence that were listed by hand, so that nobody sees whether they were changed since: {n}; "
            "“evidence attach” records them."
        ).format(n=numbers.show(prepared.by_hand))
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
    for text, found in texts.coded(list(prepared.texts)):
        yield _("national code in the declaration, {what} of {of}: {shown}").format(
            what=_(_TEXTS[text.kind]), of=text.of or _("the plan"), shown=found.shown
        )
    if texts.coded(list(prepared.texts)):
        yield _("Take national codes out of what was written: “answer” changes a reason, “evidence” a name.")
    if prepared.codes:
        yield _("Take national codes out, unless headquarters asked for them: “evidence replace”.")


def record(prepared: Prepared, written: Written | None, doubts: Sequence[str] = ()) -> Record:
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
        "by_hand": prepared.by_hand,
        "national_codes": [
            {"file": name, "place": found.place, "shown": found.shown}
            for name, search in prepared.codes.items()
            for found in search.found
        ]
        + [
            {"file": DECLARATION, "place": f"{text.kind.value} {text.of}".strip(), "shown": found.shown}
            for text, found in texts.coded(list(prepared.texts))
        ],
        "texts": [
            {"kind": one.kind.value, "of": one.of or None, "text": codes.hidden(one.text)} for one in prepared.texts
        ],
        "doubts": list(doubts),
        "unchanged": bool(prepared.filed) and prepared.filed[-1].code == prepared.code,
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


def done(written: Written | None, asked: bool = True) -> list[str]:
    """Return what was written, in lines; `asked` says whether anybody could answer the question."""
    if written is None:
        return [_("nothing was written")] if asked else [_("nothing was written: nobody was asked; --yes seals it")]
    return [
        _("written: {path}").format(path=written.path),
        *([_("encrypted for transport: {path}").format(path=written.encrypted)] if written.encrypted else []),
        *([_("the filing before is kept as {path}").format(path=written.aside)] if written.aside else []),
        _("Authenticity code: {code}").format(code=filing_paper.short(written.code)),
        "SHA-256: " + written.sha256,
    ]
