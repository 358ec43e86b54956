"""What one cell says as an answer to its question, whatever people and spreadsheets made of it."""

from __future__ import annotations

import re
from fractions import Fraction

from compliance.files import CONTROL
from compliance.forms import reading
from compliance.forms.excel import spelling
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits, bare, fold
from compliance.schema import quoted, shorten
from compliance.values import Unreadable

_SIGN = "(?:[%٪％]|درصد|per ?cent)"
_BEFORE, _BEHIND = re.compile(f"{_SIGN} ?(.+)"), re.compile(f"(.+?) ?{_SIGN}")
_LEVEL = re.compile(r"([0-9])\s*[-–—−:.)]\s*(.+)")


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
    if key(text) in {*map(key, (*spelling.NOT_APPLICABLE, "does not apply", "n/a"))}:
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


def key(text: str) -> str:
    """Return what words are known by, whether written with spaces, half-spaces or none."""
    return fold(text).replace(" ", "")


def _level(fact: Fact, text: str) -> str:
    """Return the number of a level that is written with its wording, or as its wording alone."""
    wordings = [{key(level.fa), key(level.en)} for level in fact.levels]
    found = _LEVEL.fullmatch(text)
    if found and int(found[1]) < len(wordings) and key(found[2]) in wordings[int(found[1])]:
        return found[1]
    named = [str(n) for n, wording in enumerate(wordings) if key(text) in wording]
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


def filler(cell: Cell) -> str | Unreadable:
    """Return who filled a form in, as one line that files can hold."""
    text = seen(cell, _("a name"))
    if isinstance(text, Unreadable):
        return text
    name = " ".join(text.split())
    if CONTROL.search(name) or "\ufffd" in name:
        return Unreadable(_("a name"), _("type it again"), shorten(name))
    return name
