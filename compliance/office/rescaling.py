"""Answers to questions that changed: kept where the new question takes them, or moved to its scale."""

from __future__ import annotations

from fractions import Fraction

from compliance import values
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Value
from compliance.model.stated import Stated
from compliance.values import Unreadable


def kept(old: Fact, new: Fact, stated: Stated) -> dict[str, str] | str:
    """Return the texts of an answer as the changed question takes it, or why it cannot be kept.

    An answer of another kind is never kept: level 1 would be read as yes.
    """
    if old.answer is not new.answer:
        return _("cannot be kept: the question is answered in another way now")
    read: Value | Unreadable
    if stated.counted is not None and stated.total is not None:
        read = values.read_counts(new, stated.counted, stated.total)
    else:
        read = values.read(new, stated.value or "")
    if isinstance(read, Unreadable):
        return _("cannot be kept: {expected} is expected now").format(expected=read.expected)
    return _texts(new, read)


def _texts(fact: Fact, value: Value) -> dict[str, str]:
    names = {"count": "counted"}
    return {names.get(name, name): text for name, text in values.write(fact, value).items()}


def rescaled(old: Fact, new: Fact, stated: Stated) -> dict[str, str] | str:
    """Return an answer moved from the scale of the old question to that of the new one, or why it cannot be.

    Yes-no runs from 0 to 1, levels from 0 to 4, counts from 0 to 100 per cent, numbers over the scale
    the fact states. What does not fall on a step of the new scale is not rounded but asked again.
    """
    scales = [_scale(fact) for fact in (old, new)]
    amount = _amount(old, stated)
    if scales[0] is None or scales[1] is None or amount is None:
        return _("cannot be rescaled: one of the scales has no end")
    (low, high), (new_low, new_high) = scales[0], scales[1]
    moved = new_low + (amount - low) / (high - low) * (new_high - new_low)
    if new.answer is old.answer and (low, high) == (new_low, new_high):
        return kept(old, new, stated)
    whole = new.answer in (AnswerKind.YES_NO, AnswerKind.LEVEL)
    if whole and moved.denominator != 1:
        return _("cannot be rescaled: it falls between two steps of the new scale")
    if not _is_decimal(moved):
        return _("cannot be rescaled: the new value has no end of decimals")
    return _texts(new, Value(moved))


def _scale(fact: Fact) -> tuple[Fraction, Fraction] | None:
    tops = {AnswerKind.YES_NO: 1, AnswerKind.LEVEL: 4, AnswerKind.COUNTS: 100}
    if fact.answer in tops:
        return Fraction(0), Fraction(tops[fact.answer])
    return fact.scale


def _amount(fact: Fact, stated: Stated) -> Fraction | None:
    if stated.counted is not None and stated.total is not None:
        read: Value | Unreadable = values.read_counts(fact, stated.counted, stated.total)
    else:
        read = values.read(fact, stated.value or "")
    return read.amount if isinstance(read, Value) else None


def _is_decimal(amount: Fraction) -> bool:
    """Whether an amount can be written out in decimals, at most six of them."""
    return (amount * 10**6).denominator == 1
