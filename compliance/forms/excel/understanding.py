"""What was typed into one row of a form, read as an entry of answers; nothing is guessed.

Every cell is read anew, but one that still says what the form was exported with says nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeVar

from compliance.errors import BadInput
from compliance.files import CONTROL
from compliance.forms import reading
from compliance.forms.excel import spelling
from compliance.forms.excel.layout import HEADINGS, Given, Part
from compliance.forms.excel.workbook import Cell, Kind
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Evidence
from compliance.model.stated import NOTHING, Stated
from compliance.office import attachments
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits, bare, fold
from compliance.report.workbook import cells
from compliance.schema import quoted, shorten
from compliance.values import Unreadable

_SIGN = "(?:[%٪％]|درصد|per ?cent)"
_BEFORE, _BEHIND = re.compile(f"{_SIGN} ?(.+)"), re.compile(f"(.+?) ?{_SIGN}")
_LEVEL = re.compile(r"([0-9])\s*[-–—−:.)]\s*(.+)")
_DATED = re.compile(r"(.*?\S)\s+(?:مورخ[هٔ]?|به تاریخ|dated)\s+(\S.*)", re.IGNORECASE)
_LONGEST_NOTE = 2000

Piece = Evidence | Path
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
    """What is known of a row's fact: the fact, its state at export, whether a value is computed, and the day.

    `beside` finds a file beside the form by its name, or says why it cannot be taken; `differs` finds the
    one that has the name of a listed piece and says something else.
    """

    fact: Fact
    given: Given
    computed: bool
    today: date
    beside: Callable[[str], Path | Unreadable]
    differs: Callable[[Evidence], Path | None]


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
        pieces = tuple(_pieces(asked, found, wrong))
    wrong += [Wrong(found[Part.EVIDENCE], why) for why in _renewed(asked, pieces)]
    return wrong or Understood(stated._replace(note=note, evidence=()), pieces)


def seen(cell: Cell, expected: str) -> str | Unreadable:
    """Return a cell's text; what a spreadsheet made of it, rather than a person, is refused."""
    match cell.kind:
        case Kind.DATE:
            return Unreadable(
                expected,
                _("let the cell be a text (Format Cells, Text) and type the answer again"),
                _("a date ({date}), which spreadsheets make of what looks like one").format(date=cell.text),
            )
        case Kind.FORMULA:
            mend = _("put the value in the place of the formula")
            return Unreadable(expected, mend, _("the formula {text}").format(text=quoted(cell.text)))
        case Kind.ERROR:
            return Unreadable(
                expected, _("type the answer again"), _("the error {text}").format(text=quoted(cell.text))
            )
    return cell.text


def answer(fact: Fact, cell: Cell) -> Stated | Unreadable:
    """Return what the cell of an answer says; not applicable comes without its reason, as an empty text."""
    expected = spelling.how(fact).replace("\n", " / ")
    text = seen(cell, expected)
    if isinstance(text, Unreadable):
        return text
    plain = " ".join(ascii_digits(bare(text)).split())
    if _key(text) in {*map(_key, (*spelling.NOT_APPLICABLE, "does not apply", "n/a"))}:
        return Stated(not_applicable="")
    if fact.answer is AnswerKind.LEVEL:
        plain = _level(fact, plain)
    if spelling.in_per_cent(fact):
        plain = _percentage(plain)
        amount = numbers.parse(plain)
        if amount is not None and 0 < amount < 1:
            return _ambiguous(amount, expected, text)
    read = reading.whole(fact, plain, text)
    if not isinstance(read, Unreadable):
        return read
    by_hand = fact.answer is AnswerKind.COUNTS and "/" not in plain and "{" in read.mend
    example = _("write it such as {example}").format(example=spelling.example(fact))
    return Unreadable(
        expected if fact.answer is not AnswerKind.NUMBER else read.expected,
        example if by_hand else read.mend,
        quoted(text),
    )


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


def _key(text: str) -> str:
    """Return what words are known by, whether written with spaces, half-spaces or none."""
    return fold(text).replace(" ", "")


def _level(fact: Fact, text: str) -> str:
    """Return the number of a level that is written with its wording, or as its wording alone."""
    wordings = [{_key(level.fa), _key(level.en)} for level in fact.levels]
    found = _LEVEL.fullmatch(text)
    if found and int(found[1]) < len(wordings) and _key(found[2]) in wordings[int(found[1])]:
        return found[1]
    named = [str(n) for n, wording in enumerate(wordings) if _key(text) in wording]
    return named[0] if len(named) == 1 else text


def _percentage(text: str) -> str:
    """Return a text whose sign for per cent, before or behind, stands behind it as %."""
    found = _BEFORE.fullmatch(text) or _BEHIND.fullmatch(text)
    return f"{found[1]}%" if found else text


def _ambiguous(amount: Fraction, expected: str, text: str) -> Unreadable:
    percent = numbers.ascii_number(amount * 100, 4)
    return Unreadable(
        expected,
        _("if {percent} per cent is meant write {percent}%; if {value} per cent is meant write {value}%").format(
            percent=percent, value=numbers.exact(amount)
        ),
        quoted(text),
    )


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


def _pieces(asked: Asked, found: Mapping[Part, Cell], wrong: list[Wrong]) -> Iterator[Piece]:
    """Yield what the lines of the cell of evidence name: what was listed already, letters, files beside the form."""
    cell = found[Part.EVIDENCE]
    text = "" if cell.empty else _taken(cell, seen(cell, _expected_evidence()), wrong)
    given: dict[Piece, None] = {}
    for line in (text or "").splitlines():
        written = " ".join(line.strip().strip("\"'").split())
        if not bare(written).strip():
            continue
        piece = _piece(asked, written)
        if isinstance(piece, Unreadable):
            wrong.append(Wrong(cell, piece._replace(seen=piece.seen or quoted(written))))
        else:
            given[piece] = None
    yield from given


def _piece(asked: Asked, written: str) -> Piece | Unreadable:
    """Return what a line means: a piece that was listed at export, a letter, or a file beside the form."""
    listed = asked.given.base.evidence
    exactly = [piece for piece in listed if spelling.evidence(piece) == written]
    alike = exactly or [piece for piece in listed if fold(spelling.evidence(piece)) == fold(written)]
    if len(alike) == 1:
        return alike[0]
    letter = reading.LETTER.fullmatch(written)
    path = asked.beside(written)
    return path if letter is None or isinstance(path, Path) else _letter(asked, letter[1])


def _letter(asked: Asked, text: str) -> Evidence | Unreadable:
    """Return a letter by its number and date; one that was listed keeps what else is known of it."""
    dated = _DATED.fullmatch(text)
    number, day = (dated[1], dated[2]) if dated else (text, None)
    try:
        written = attachments.day(day, _("date"), asked.today)
        piece = attachments.letter(number, written, None, None)
    except BadInput as error:
        problem = error.problems[0]
        return Unreadable(problem.expected, problem.mend, problem.seen)
    known = next((old for old in asked.given.base.evidence if attachments.same(old, piece)), None)
    return piece if known is None else known._replace(date=piece.date)


def _renewed(asked: Asked, pieces: tuple[Piece, ...]) -> Iterator[Unreadable]:
    """Yield the listed files beside which another one of the same name lies: nobody knows which is meant."""
    for piece in pieces:
        if isinstance(piece, Evidence) and piece.kind == "file" and asked.differs(piece):
            yield Unreadable(
                _("a new file under a new name"),
                _("rename the file beside the form, and write its new name here"),
                _("{name} is listed already, and another file of this name lies beside the form").format(
                    name=quoted(spelling.evidence(piece))
                ),
            )


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


def _expected_evidence() -> str:
    return _("the name of a file beside the form, or “letter NUMBER dated DATE”, each on a line")


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


def filler(cell: Cell) -> str | Unreadable:
    """Return who filled a form in, as one line that files can hold."""
    text = seen(cell, _("a name"))
    if isinstance(text, Unreadable):
        return text
    name = " ".join(text.split())
    if CONTROL.search(name) or "\ufffd" in name:
        return Unreadable(_("a name"), _("type it again"), shorten(name))
    return name
