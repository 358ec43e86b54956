"""What was typed into one row of a form, read as an entry of answers; nothing is guessed.

Every cell is read anew, but one that still says what the form was exported with says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from compliance.files import CONTROL
from compliance.forms import reading
from compliance.forms.excel import cell_evidence, spelling
from compliance.forms.excel.cell_answers import answer, seen
from compliance.forms.excel.cell_evidence import Around, Piece
from compliance.forms.excel.layout import HEADINGS, Given, Part
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.language import _
from compliance.model.checklist import Fact
from compliance.model.stated import NOTHING, Stated
from compliance.persian import numbers
from compliance.report.workbook import cells
from compliance.schema import quoted
from compliance.values import Unreadable

_LONGEST_NOTE = 2000

T = TypeVar("T")


class Understood(NamedTuple):
    """What a row says: the entry without its evidence, and the evidence, of which files still lie beside the form."""

    mine: Stated
    pieces: tuple[Piece, ...]


class Wrong(NamedTuple):
    """A cell that cannot be read for certain, and why."""

    cell: Cell
    why: Unreadable


class Asked(NamedTuple):
    """What is known of a row's fact: its state at export, whether a value is computed now, where evidence lies."""

    fact: Fact
    given: Given
    computed: bool
    around: Around


def row(asked: Asked, found: Mapping[Part, Cell]) -> Understood | list[Wrong]:
    """Return what a row says, or every cell of it that cannot be read for certain."""
    wrong: list[Wrong] = []
    base = asked.given.base
    stated = _statement(asked, found[Part.ANSWER], found[Part.REASON], wrong)
    note = base.note
    if not _same(asked, found, Part.NOTE):
        note = _taken(found[Part.NOTE], _note(found[Part.NOTE]), wrong) or None
    pieces: tuple[Piece, ...] = base.evidence
    if not _same(asked, found, Part.EVIDENCE):
        pieces = tuple(_pieces(asked, found[Part.EVIDENCE], wrong))
    wrong += [Wrong(found[Part.EVIDENCE], why) for why in cell_evidence.renewed(asked.around, pieces)]
    return wrong or Understood(stated._replace(note=note, evidence=()), pieces)


def _statement(asked: Asked, cell: Cell, why: Cell, wrong: list[Wrong]) -> Stated:
    """Return what answer and reason say together."""
    base = asked.given.base
    filled = spelling.filled(asked.fact, base)
    same_reason = _alike(why, filled.reason)
    if _alike(cell, filled.answer) and same_reason:
        return base
    reason = "" if why.empty else _taken(why, _reason(why), wrong)
    if cell.empty:
        if why.empty or same_reason:
            return NOTHING if filled.answer else base
        wrong.append(Wrong(why, _lonely(why)))
        return base
    said = _taken(cell, answer(asked.fact, cell), wrong)
    if not isinstance(said, Stated):
        return base
    if said.not_applicable is None:
        return _preferred(asked, said, why, reason, same_reason, wrong)
    if not reason:
        if why.empty:
            wrong.append(Wrong(why, _no_reason()))
        return base
    kept = base.override if base.not_applicable is not None else None
    return Stated(not_applicable=reason, override=kept or (reason if asked.computed else None))


def _preferred(
    asked: Asked, said: Stated, why: Cell, reason: str | None, same_reason: bool, wrong: list[Wrong]
) -> Stated:
    """Return an answer with the reason for which it is preferred to a computed value."""
    base = asked.given.base
    if same_reason and base.not_applicable is not None and not base.proposed:
        return said  # the reason belonged to “not applicable”, which is taken back
    if not reason:
        return said
    if asked.computed or asked.given.computed or (same_reason and base.override is not None):
        return said._replace(override=reason)
    wrong.append(Wrong(why, _needless(why)))
    return said


def _reason(cell: Cell) -> str | Unreadable:
    text = seen(cell, _("a reason in a few words"))
    return text if isinstance(text, Unreadable) else reading.reason(text)


def _note(cell: Cell) -> str | Unreadable:
    text = seen(cell, _("a text"))
    if isinstance(text, Unreadable) or cell.empty:
        return "" if cell.empty else text
    clean = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if found := CONTROL.search(clean):
        code = _("a control character (U+{code:04X})").format(code=ord(found[0]))
        return Unreadable(_("plain text"), _("type it again"), code)
    if len(clean) > _LONGEST_NOTE:
        longest = _("at most {n} signs").format(n=numbers.digits(_LONGEST_NOTE))
        return Unreadable(longest, _("say it shorter"), quoted(clean))
    return clean


def _pieces(asked: Asked, cell: Cell, wrong: list[Wrong]) -> Iterator[Piece]:
    """Yield the evidence that a cell names, each piece once."""
    text = "" if cell.empty else _taken(cell, seen(cell, cell_evidence.expected()), wrong)
    given: dict[Piece, None] = {}
    for piece in cell_evidence.pieces(asked.around, text or ""):
        if isinstance(piece, Unreadable):
            wrong.append(Wrong(cell, piece))
        else:
            given[piece] = None
    yield from given


def _same(asked: Asked, found: Mapping[Part, Cell], part: Part) -> bool:
    """Whether a cell still says what the form was exported with."""
    filled = spelling.filled(asked.fact, asked.given.base)
    return _alike(found[part], filled.evidence if part is Part.EVIDENCE else filled.note)


def _alike(cell: Cell, text: str) -> bool:
    return cell.kind is Kind.TEXT and cell.text.split() == cells.text(text).split()


def _taken(cell: Cell, read: T | Unreadable, wrong: list[Wrong]) -> T | None:
    """Return what was read; None, with the cell among the wrong ones, for what could not be."""
    if isinstance(read, Unreadable):
        wrong.append(Wrong(cell, read))
        return None
    return read


def _lonely(why: Cell) -> Unreadable:
    return Unreadable(
        _("a reason only beside an answer"),
        _("choose “{not_applicable}” in the column “{answer}”, or empty this cell").format(
            not_applicable=spelling.NOT_APPLICABLE, answer=HEADINGS[Part.ANSWER]
        ),
        _("{text} without an answer").format(text=quoted(why.text)),
    )


def _no_reason() -> Unreadable:
    return Unreadable(
        _("a reason in a few words"),
        _("write here why the question does not apply"),
        _("“{not_applicable}” without a reason").format(not_applicable=spelling.NOT_APPLICABLE),
    )


def _needless(why: Cell) -> Unreadable:
    return Unreadable(
        _("a reason only where an answer is preferred to a computed value, or does not apply"),
        _("nothing computes this answer: put a remark into the column “{note}”").format(note=HEADINGS[Part.NOTE]),
        quoted(why.text),
    )
