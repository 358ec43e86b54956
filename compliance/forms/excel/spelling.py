"""How answers are spelled in the cells of a form, and how a reader is told to spell them."""

from __future__ import annotations

from compliance.forms.excel.layout import Cells, Check
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact, Text
from compliance.model.office import Evidence
from compliance.model.stated import Stated
from compliance.office.evidence import FOLDER
from compliance.persian import numbers
from compliance.values import refusal

YES, NO = Text("بله", "yes"), Text("خیر", "no")
NOT_APPLICABLE = Text("موضوعیت ندارد", "not applicable")


def in_per_cent(fact: Fact) -> bool:
    """Whether the value of a fact is a percentage, with or without counts."""
    return fact.answer is AnswerKind.COUNTS or (fact.unit is not None and fact.unit.en == "per cent")


def choices(fact: Fact) -> tuple[str, ...]:
    """Return what can be chosen for a fact from a list; nothing where a number is written."""
    if fact.answer is AnswerKind.YES_NO:
        return str(YES), str(NO), str(NOT_APPLICABLE)
    if fact.answer is AnswerKind.LEVEL:
        return (*(level(n, wording) for n, wording in enumerate(fact.levels)), str(NOT_APPLICABLE))
    return ()


def level(number: int, wording: Text) -> str:
    """Return a level as it can be chosen: its number with its wording."""
    return _("{n} – {wording}").format(n=numbers.digits(number), wording=wording)


def how(fact: Fact) -> str:
    """Return how a fact is answered, with its choices or an example."""
    if fact.answer is AnswerKind.YES_NO:
        return _("{yes} or {no}").format(yes=YES, no=NO)
    if fact.answer is AnswerKind.LEVEL:
        return "\n".join(level(n, wording) for n, wording in enumerate(fact.levels))
    if fact.answer is AnswerKind.COUNTS:
        return _("{count} out of {total}, such as {example}; or a percentage such as {percentage}").format(
            count=fact.counted, total=fact.total, example=example(fact), percentage=numbers.per_cent(90)
        )
    if in_per_cent(fact):
        return _("a percentage such as {percentage}").format(percentage=numbers.per_cent(90))
    number = _("a whole number") if fact.whole else _("a number")
    if fact.scale:
        low, high = map(numbers.show, fact.scale)
        number = _("a number from {low} to {high}").format(low=low, high=high)
    return _("{number}; unit: {unit}").format(number=number, unit=fact.unit) if fact.unit else number


def check(fact: Fact) -> Check | None:
    """Return what the number of a fact is held against while it is typed."""
    low, high = (None if end is None else numbers.exact(end) for end in (fact.minimum, fact.maximum))
    if fact.answer is not AnswerKind.NUMBER or (low, high, fact.whole) == (None, None, False):
        return None
    return Check(low, high, fact.whole, refusal.number(fact))


def example(fact: Fact) -> str:
    """Return an answer as it may be written."""
    if fact.answer is AnswerKind.COUNTS:
        return _("{count} of {total}").format(count=numbers.show(9), total=numbers.show(10))
    return numbers.per_cent(90) if in_per_cent(fact) else numbers.digits(12)


def filled(fact: Fact, base: Stated) -> Cells:
    """Return what the cells of a fact hold at first; a proposal is no answer and leaves its cell empty."""
    answer, reason = ("", "") if base.proposed else (_answer(fact, base), base.not_applicable or base.override or "")
    return Cells(answer, reason, "\n".join(map(evidence, base.evidence)), base.note or "")


def _answer(fact: Fact, base: Stated) -> str:
    if base.not_applicable is not None:
        return str(NOT_APPLICABLE)
    if base.counted is not None and base.total is not None:
        return _("{count} of {total}").format(count=refusal.written(base.counted), total=refusal.written(base.total))
    if base.value is None:
        return ""
    if fact.answer is AnswerKind.YES_NO:
        return str(YES if base.value == "yes" else NO)
    if fact.answer is AnswerKind.LEVEL:
        return level(int(base.value), fact.levels[int(base.value)])
    return refusal.written(base.value.rstrip("%")) + (_percent_sign() if in_per_cent(fact) else "")


def _percent_sign() -> str:
    return numbers.per_cent(0)[-1]


def evidence(piece: Evidence) -> str:
    """Return a piece of evidence as a line of its cell: a file by its name, a letter by number and date."""
    if piece.kind == "file":
        return piece.name.removeprefix(f"{FOLDER}/")
    if piece.date is None:
        return _("letter {number}").format(number=number_of(piece))
    return _("letter {number} dated {date}").format(number=number_of(piece), date=numbers.digits(piece.date))


def number_of(piece: Evidence) -> str:
    """Return a letter's number in the digits of the language in use."""
    return numbers.digits(piece.name)
