"""What stands on paper about a filing: the page the director signs, and the form of a key for the official letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from compliance import language
from compliance.filing import keys
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.filing import Declaration, Enrolment, Proof, SelfScore
from compliance.model.office import Source
from compliance.persian import dates, numbers
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Bullets,
    Figure,
    Figures,
    Frame,
    Grid,
    Heading,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.tables import Table, make
from compliance.schema import shorten

SOURCES = {
    Source.DECLARED: mark("answered by the office"),
    Source.REGISTERED: mark("counted from the registers"),
    Source.SCANNED: mark("measured on the website"),
}
_PURPOSE = {
    "office": mark(
        "With respect: the key with the fingerprint below seals what this office files with headquarters."
    ),
    "director": mark("With respect: with the key below the director of this office signs off what it files."),
}
_ROWS = 12  # of scores, so that the page stays one
_NAMED = 4  # of facts that do not apply, for the same reason
ROLES = {"office": mark("the office"), "director": mark("the director")}


def short(code: str) -> str:
    """Return the beginning of a code in four groups of four, as papers bear it."""
    return "-".join(code[at : at + 4] for at in range(0, 16, 4))


def declaration(declared: Declaration, code: str, library: Library, unproved: int) -> Part:
    """Return the page that a director signs when there is no key: what leaves the office, and its code."""
    return Part(
        "declaration", _("Declaration to headquarters"), tuple(_signed(declared, code, library, unproved)), True
    )


def _signed(declared: Declaration, code: str, library: Library, unproved: int) -> Iterator[Block]:
    yield Paragraph(
        _(
            "This office declares to headquarters the answers, registers and measurements of round {round} that are "
            "in the sealed file with the code below."
        ).format(round=numbers.digits(declared.round))
    )
    yield Figures(
        (
            Figure(_("Facts"), numbers.show(len(declared.values))),
            Figure(_("Files of evidence"), numbers.show(len(files(declared)))),
            Figure(_("Letters"), numbers.show(len(letters(declared)))),
            Figure(_("Without the evidence asked for"), numbers.show(unproved)),
        )
    )
    yield Paragraph(plan_line(declared.plan))
    out = left_out(declared, library)
    if out:
        yield Paragraph(_("Declared as not applicable, with the reason: {n}").format(n=numbers.show(len(out))))
        yield Bullets(tuple(out[:_NAMED]))
    if len(out) > _NAMED:
        yield Paragraph(_and_more(len(out) - _NAMED), Tone.SOFT)
    table = scores(declared, library)
    yield Grid(table._replace(rows=table.rows[:_ROWS]), _("Scores as the office computed them"))
    if len(table.rows) > _ROWS:
        yield Paragraph(_and_more(len(table.rows) - _ROWS), Tone.SOFT)
    yield Grid(sources(declared), _("Where the facts come from"))
    yield Figures(
        (
            Figure(
                _("Code of the declaration"),
                short(code),
                _("Paper and file belong together when both bear the same code."),
            ),
        )
    )
    yield Frame(
        (
            Paragraph(_("I have seen what leaves the office and sign it."), Tone.STRONG),
            Blanks((Blank(_("Name"), wide=True), Blank(_("Position"), wide=True))),
            Blanks((Blank(_("Date")), Blank(_("Number of the letter")))),
            Blanks((Blank(_("Signature"), wide=True), Blank(_("Stamp of the office"), wide=True))),
        )
    )


def plan_line(plan: Mapping[str, Any] | None) -> str:
    """Return what a filing holds of the saved plan, in a sentence."""
    if plan is None:
        return _("There is no saved plan; the filing goes without one.")
    counted = {"actions": numbers.show(len(plan["actions"])), "requests": numbers.show(len(plan["requests"]))}
    if plan["approved"] is None:
        return _("The saved plan in short: {actions} actions, {requests} requests; not approved.").format(**counted)
    return _("The saved plan in short: {actions} actions, {requests} requests; approved by {who}.").format(
        **counted, who=plan["approved"]["by"]
    )


def _and_more(n: int) -> str:
    return _("and {n} more, which stand in the file").format(n=numbers.show(n))


def left_out(declared: Declaration, library: Library) -> list[str]:
    """Return what an office declares as not applicable: each question with the reason."""
    questions = {fact.id: str(fact.question) for fact in library.facts.values()}
    return [
        _("{question} Reason: {reason}").format(
            question=shorten(questions.get(entry.fact, entry.fact)), reason=shorten(entry.value.not_applicable or "—")
        )
        for entry in declared.values
        if entry.value.amount is None
    ]


def files(declared: Declaration) -> dict[str, Proof]:
    """Return the files of evidence of a declaration by name."""
    return {proof.name: proof for entry in declared.values for proof in entry.evidence if proof.kind == "file"}


def letters(declared: Declaration) -> list[Proof]:
    """Return the letters that a declaration names, each once."""
    return list(dict.fromkeys(p for entry in declared.values for p in entry.evidence if p.kind == "letter"))


def scores(declared: Declaration, library: Library) -> Table:
    """The scores of a declaration, by checklist and entered system."""
    titles = {system.id: system.title for system in declared.systems}
    return make(
        [(_("checklist"), False), (_("score"), True), (_("of"), True), (_("coverage"), True)],
        [_score(score, library, titles) for score in declared.scores],
    )


def _score(score: SelfScore, library: Library, titles: Mapping[str, str]) -> tuple[str, ...]:
    checklist = library.checklists[score.checklist]
    title = str(checklist.title)
    return (
        _("{title} — {system}").format(title=title, system=titles[score.system]) if score.system else title,
        "—" if score.score is None else numbers.show(Fraction(score.score, 100)),
        numbers.show(checklist.maximum),
        numbers.per_cent(Fraction(score.coverage, 100)),
    )


def sources(declared: Declaration) -> Table:
    """How many facts of a declaration come from where, and how many do not apply."""
    counted = [(_(text), [e for e in declared.values if e.source is source]) for source, text in SOURCES.items()]
    return make(
        [(_("source"), False), (_("facts"), True), (_("of them not applicable"), True)],
        [
            (text, numbers.show(len(found)), numbers.show(sum(e.value.amount is None for e in found)))
            for text, found in counted
            if found
        ],
    )


def enrolment(made: Enrolment, fingerprint: str) -> Part:
    """Return the form of a key for the official letter: the fingerprint in eight groups, to compare by eye."""
    groups = [fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8)]
    return Part("enrolment", _("Form of a key"), tuple(_form(made, groups)), True)


def _form(made: Enrolment, groups: list[str]) -> Iterator[Block]:
    file = "enrolment.json" if made.role == "office" else "enrolment.director.json"
    yield Paragraph(_(_PURPOSE[made.role]))
    yield Paragraph(
        _(
            "Please compare the fingerprint and the number of the key with the enclosed file {file}, and enrol the "
            "key under the number of this letter."
        ).format(file=file)
    )
    name = made.office.name_fa if language.current() == "fa" else made.office.name_en
    yield Frame(
        (
            Blanks((Blank(_("Office"), name, wide=True),)),
            Blanks((Blank(_("Id"), made.office.id, wide=True), Blank(_("Whose key"), _(ROLES[made.role])))),
            Blanks(
                (
                    Blank(_("Replaces the key"), (made.replaces or "—").upper(), wide=True),
                    Blank(_("Made on"), dates.show(made.made)),
                )
            ),
        )
    )
    yield Figures((Figure(_("Number of the key"), keys.number(made.key)),))
    yield Heading(_("Fingerprint (SHA-256)"))
    for at in (0, 4):
        yield Figures(tuple(Figure(numbers.digits(at + n), group) for n, group in enumerate(groups[at : at + 4], 1)))
    yield Bullets(
        (
            _("The secret key is behind a password and never leaves the office."),
            _("A seal shows that a file was not changed; it is no electronic signature in the sense of the law."),
        )
    )
    yield Frame(
        (
            Blanks((Blank(_("Name"), wide=True), Blank(_("Position"), wide=True))),
            Blanks((Blank(_("Signature"), wide=True), Blank(_("Stamp of the office"), wide=True))),
            Blanks((Blank(_("Date")),)),
        )
    )
