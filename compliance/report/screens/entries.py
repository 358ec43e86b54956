"""What entries of answers say, as people read them."""

from __future__ import annotations

from compliance.language import _
from compliance.model.checklist import Empty, Fact
from compliance.model.office import Evidence
from compliance.model.stated import NOTHING, Stated
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.schema import listed


def stated(fact: Fact, entry: Stated) -> str:
    """Return what an entry says, with who said it when."""
    if entry == NOTHING or not any(entry.statement):
        return _("no answer")
    text = answered(fact, entry)
    if entry.override:
        text += _("; overrides the computed value: {reason}").format(reason=entry.override)
    said = [part for part in (entry.by, dates.show(entry.on) if entry.on else None) if part]
    return text + " (" + listed(said) + ")" if said else text


def _of_nothing(fact: Fact | None, text: str) -> str:
    """Say what a total of 0 makes of an answer, for it moves the weight of its question or scores nothing."""
    if fact is not None and fact.empty is Empty.UNMET:
        return _("{answer}: the total is 0, so nothing is reached").format(answer=text)
    return _("{answer}: the total is 0, so the question does not apply").format(answer=text)


def answered(fact: Fact | None, entry: Stated) -> str:
    """Return the answer of an entry as people read it; without the fact, as it is written."""
    if entry.not_applicable:
        return _("does not apply: {reason}").format(reason=entry.not_applicable)
    if entry.counted is not None and entry.total is not None:
        text = _("{count} of {total}").format(count=_number(entry.counted), total=_number(entry.total))
        return _of_nothing(fact, text) if numbers.parse(entry.total) == 0 else text
    if entry.value is None:
        return "—"
    if entry.value in ("yes", "no"):
        return _("yes") if entry.value == "yes" else _("no")
    amount = numbers.parse(entry.value.rstrip("%"))
    if fact is None or amount is None:
        return numbers.digits(entry.value)
    return words.amount(fact, amount)


def _number(text: str) -> str:
    amount = numbers.parse(text)
    return numbers.digits(text) if amount is None else numbers.show(amount, 6)


def evidence(piece: Evidence) -> str:
    """Return a piece of evidence in a few words."""
    if piece.kind == "file":
        return piece.name
    return _("letter {number}").format(number=numbers.digits(piece.name))
