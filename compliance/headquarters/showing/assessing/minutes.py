"""The minutes of a defence session as a paper: who sat, what was talked about, what was established, who signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.sessions import Session
from compliance.headquarters.assessing.standings import Line, Sheet
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.assessing.scores import called
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.model.assessing import Points
from compliance.model.checklist import Library
from compliance.model.office import Value
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Document,
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

FORMATS = ("docx", "pdf", "md", "html")
_FREE_ROWS = 3
_NONE = "—"


def paper(board: Board, library: Library, session: Session, sheets: Sequence[Sheet], day: date) -> Document:
    """Return the minutes of a session; what is not known yet is left to be filled in with a pen."""
    one = board.cases[session.case.office]
    office = name_of(one.office, one.office.id)
    blocks = [*_head(board, session, office)]
    for sheet in sheets:
        blocks += _of(library, board, sheet, len(sheets) > 1)
    blocks += _foot(session)
    title = _("{office}, round {round}").format(office=office, round=numbers.digits(board.of.round))
    part = Part("defence", _("Minutes of the defence session"), tuple(blocks))
    return papers.paper((part,), title, board.of.round, day)


def _head(board: Board, session: Session, office: str) -> Iterator[Block]:
    yield Blanks(
        (
            Blank(_("Date of the session"), dates.show(session.day)),
            Blank(_("Place"), session.place),
            Blank(_("Beginning and end")),
        )
    )
    text = _("On the declaration of {office} for round {round}, by the checklist “{title}”, version {version}.")
    yield Paragraph(
        text.format(
            office=office,
            round=numbers.digits(board.of.round),
            title=board.of.checklist.title,
            version=numbers.digits(board.of.checklist.version),
        )
    )
    people = [(board.name(id_), _role(board, session.case.office, id_)) for id_ in session.panel]
    yield Grid(_present(people), _("Panel"), by_hand=True)
    yield Grid(_present([("", "")] * _FREE_ROWS), _("On behalf of the office"), by_hand=True)


def _role(board: Board, office: str, id_: str) -> str:
    return _("assessor of the office") if id_ in board.cases[office].assessors else _("member of the panel")


def _present(people: Sequence[tuple[str, str]]) -> Table:
    return make(
        [(_("no."), True), (_("name"), False), (_("role"), False), (_("signature"), False)],
        [(numbers.show(n), name, role, "") for n, (name, role) in enumerate(people, 1)],
    )


def _of(library: Library, board: Board, sheet: Sheet, several: bool) -> Iterator[Block]:
    """Yield what was talked about and established of an office, or of one of its systems."""
    if several:
        yield Heading(called(sheet.row))
    yield Figures(tuple(_figures(board, sheet)))
    asked = [line for line in sheet.lines if line.item.target is not None]
    talked = [line for line in asked if _is_talked_about(line)]
    text = _(
        "Items on which the assessors differ, which not all of them judged, or on which they established another "
        "value than the declared one: {n} of {of}."
    )
    yield Paragraph(text.format(n=numbers.show(len(talked)), of=numbers.show(len(asked))))
    if talked:
        yield Grid(_items(library, board, talked), _("Items discussed"), by_hand=sheet.consensus is None)
    unjudged = [line for line in asked if line.declared is not None and not any(line.judged.values())]
    if unjudged:
        text = _("Items that nobody judged: {n} ({items}).")
        items = _(", ").join(line.item.id for line in unjudged)
        yield Paragraph(text.format(n=numbers.show(len(unjudged)), items=items), Tone.STRONG)


def _figures(board: Board, sheet: Sheet) -> Iterator[Figure]:
    most = _("of {maximum}").format(maximum=numbers.show(board.of.checklist.maximum))
    yield Figure(_("Own score"), _points(sheet.row.own.score), most)
    for id_, of in sheet.row.assessors.items():
        yield Figure(board.name(id_), _points(of.score), _covered(of))
    decided = sheet.row.consensus
    yield Figure(_("Consensus"), _points(decided.score) if decided else "………", _covered(decided) if decided else most)


def _points(hundredths: int | None) -> str:
    return _NONE if hundredths is None else numbers.show(Fraction(hundredths, 100))


def _covered(of: Points) -> str:
    return _("coverage {share}").format(share=numbers.per_cent(Fraction(of.coverage, 100)))


def _is_talked_about(line: Line) -> bool:
    """Whether somebody did not find what the office declared: an assessor, or the panel."""
    declared = line.declared.amount if line.declared else None
    found = [*line.judged.values(), *([line.consensus] if line.consensus else [])]
    if line.declared is None and not any(found):
        return False
    return any(said is None or said.value.amount != declared for said in found)


def _items(library: Library, board: Board, lines: Sequence[Line]) -> Table:
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("declared"), False),
            (_("established by the assessors"), False),
            (_("consensus"), False),
            (_("reason of the panel"), False),
        ],
        [
            (
                line.item.id,
                str(library.facts[line.item.fact].question),
                _value(library, line, line.declared) if line.declared else _("not answered"),
                (_("; ").rstrip() + "\n").join(_judged(library, board, line)),
                _value(library, line, line.consensus.value) if line.consensus else "",
                line.consensus.reason if line.consensus else "",
            )
            for line in lines
        ],
    )


def _judged(library: Library, board: Board, line: Line) -> Iterator[str]:
    for id_, said in line.judged.items():
        value = _("not judged") if said is None else _value(library, line, said.value)
        reason = f" – {said.reason}" if said is not None and said.reason else ""
        yield _("{who}: {what}").format(who=board.name(id_), what=value) + reason


def _value(library: Library, line: Line, value: Value) -> str:
    """Return a value with its counts; without brackets, for LibreOffice leaves one alone at the end of a line."""
    if value.amount is None:
        return _("not applicable")
    shown = words.amount(library.facts[line.item.fact], value.amount)
    if value.counted is None or value.total is None:
        return shown
    text = _("{share}, {count} of {total}")
    return text.format(share=shown, count=numbers.show(value.counted), total=numbers.show(value.total))


def _foot(session: Session) -> Iterator[Block]:
    yield Heading(_("What was said and decided"))
    if session.minutes:
        yield Paragraph(session.minutes)
    else:
        rows = [(numbers.show(n), "") for n in range(1, _FREE_ROWS + 1)]
        yield Grid(make([(_("no."), True), (_("what was said and decided"), False)], rows), by_hand=True)
    if session.file:
        text = _("Signed minutes are kept by headquarters as a file with the fingerprint (SHA-256) {sha256}.")
        yield Paragraph(text.format(sha256=session.file), Tone.SOFT)
    signed = (Blank(_("Chair of the panel"), wide=True), Blank(_("Director general of the office"), wide=True))
    yield Frame((Blanks(signed),))
