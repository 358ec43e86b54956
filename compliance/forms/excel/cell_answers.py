"""What one cell says as an answer to its question, whatever people and spreadsheets made of it."""

from __future__ import annotations

from compliance.files import CONTROL
from compliance.forms import reading
from compliance.forms.excel import spelling
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.persian.letters import fold
from compliance.schema import quoted, shorten
from compliance.values import Unreadable, Way, refusal

_MIDNIGHT = " 00:00:00"  # of a cell that holds a day alone


def seen(cell: Cell, expected: str) -> str | Unreadable:
    """Return a cell's text; what a spreadsheet made of it, rather than a person, is refused."""
    match cell.kind:
        case Kind.DATE:
            return Unreadable(
                expected,
                _("let the cell be a text (Format Cells, Text) and type the answer again"),
                _("a date ({date}), which spreadsheets make of what looks like one").format(
                    date=cell.text.removesuffix(_MIDNIGHT)
                ),
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
    if key(text) in {*map(key, (*spelling.NOT_APPLICABLE, "does not apply", "n/a"))}:
        return Stated(not_applicable="")
    if spelling.in_per_cent(fact) and fact.answer is AnswerKind.NUMBER:
        amount = numbers.parse(text)
        if amount is not None and 0 < amount < 1:
            return refusal.share_or_percentage(fact, amount, Way.FORM)._replace(expected=expected, seen=quoted(text))
    read = reading.whole(fact, text, Way.FORM)
    if not isinstance(read, Unreadable):
        return read
    return Unreadable(
        expected if fact.answer is not AnswerKind.NUMBER else read.expected, read.mend, read.seen or quoted(text)
    )


def key(text: str) -> str:
    """Return what words are known by, whether written with spaces, half-spaces or none."""
    return fold(text).replace(" ", "")


def filler(cell: Cell) -> str | Unreadable:
    """Return who filled a form in, as one line that files can hold."""
    text = seen(cell, _("a name"))
    if isinstance(text, Unreadable):
        return text
    name = " ".join(text.split())
    if CONTROL.search(name) or "\ufffd" in name:
        return Unreadable(_("a name"), _("type it again"), shorten(name))
    return name
