"""How people write values, and what the program reads in them.

One reading for YAML, terminal and every form. Nothing is guessed: what has two readings is refused
with both named.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import AnswerKind, Empty, Fact
from compliance.model.office import Value
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits, fold
from compliance.schema import quoted, shorten

_YES = {"yes", "بله", "بلی", "1"}
_NO = {"no", "خیر", "0"}
_GROUPED = re.compile(r"[-−–]?[0-9]{1,3}(?:٬[0-9]{3})+(?:[.٫][0-9]+)?")
_THOUSANDS = 3  # so many digits behind a comma may be thousands or decimals


class Unreadable(NamedTuple):
    """Why a text is not certainly a value: what was expected, and how to mend it."""

    expected: str
    mend: str
    seen: str = ""


def yes_no(text: str) -> bool | None:
    """Return what بله, خیر, yes, no, 1 or 0 say, in any letters; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def read(fact: Fact, text: str) -> Value | Unreadable:
    """Read the single value of a fact: yes or no, a level, a number, or a bare percentage of counts."""
    if fact.answer is AnswerKind.YES_NO:
        answer = yes_no(text)
        if answer is None:
            return Unreadable(_("yes or no (بله / خیر)"), _("write yes or no"))
        return Value(Fraction(int(answer)))
    if fact.answer is AnswerKind.LEVEL:
        level = _parse(text)
        if level is None or level not in range(5):
            return Unreadable(_("a level: 0, 1, 2, 3 or 4"), _("choose the level whose wording holds"))
        return Value(level)
    if fact.answer is AnswerKind.COUNTS:
        return _bare_percentage(text)
    return _number(fact, text)


def read_counts(fact: Fact, count_text: str, total_text: str) -> Value | Unreadable:
    """Read a count and its total; a slash between digits has two readings and is refused."""
    amounts = []
    for text in (count_text, total_text):
        amount = _counted(text)
        if isinstance(amount, Unreadable):
            return amount
        amounts.append(amount)
    count, total = amounts
    if count > total:
        return Unreadable(
            _("a count of at most its total"),
            _("check both numbers: {count} is what was reached, {total} is out of how many").format(
                count=fact.counted or "count", total=fact.total or "total"
            ),
            _("count {count} above total {total}").format(count=shorten(count_text), total=shorten(total_text)),
        )
    return of_counts(fact, count, total)


def of_counts(fact: Fact, count: Fraction, total: Fraction) -> Value:
    """Return the percentage of two counts; a total of 0 means what the fact says it means."""
    if total == 0:
        if fact.empty is Empty.UNMET:
            return Value(Fraction(0), count, total)
        return Value(None, count, total, _("the total is 0"))
    return Value(100 * count / total, count, total)


def write(fact: Fact, value: Value) -> dict[str, str]:
    """Return a value as answers.yaml holds it: one spelling for each value, whoever wrote it and how."""
    if value.counted is not None and value.total is not None:
        return {"count": numbers.exact(value.counted), "total": numbers.exact(value.total)}
    if value.amount is None:
        return {"not_applicable": value.not_applicable or ""}
    if fact.answer is AnswerKind.YES_NO:
        return {"value": "yes" if value.amount else "no"}
    sign = "%" if fact.answer is AnswerKind.COUNTS and 0 < value.amount < 1 else ""
    return {"value": numbers.exact(value.amount) + sign}


def _parse(text: str) -> Fraction | None:
    """Read a decimal; a thousands sign that does not stand between groups of three has two readings."""
    if "٬" in text and not _GROUPED.fullmatch(ascii_digits(text.strip())):
        return None
    return numbers.parse(text)


def _counted(text: str) -> Fraction | Unreadable:
    plain = ascii_digits(text.strip())
    if "/" in plain:
        first, second = plain.split("/", 1)
        return Unreadable(
            _("one number each for count and total"),
            _(
                "if {decimal} is meant write {decimal}; "
                "if {first} of {second} is meant write count: {first}, total: {second}"
            ).format(decimal=f"{first}.{second}", first=first, second=second),
            quoted(text),
        )
    amount = _parse(plain)
    if amount is None or amount < 0:
        return Unreadable(_("a number of 0 or more"), _("write digits only"), quoted(text))
    return amount


def _bare_percentage(text: str) -> Value | Unreadable:
    plain = ascii_digits(text.strip())
    if "/" in plain:
        counted = _counted(plain)
        assert isinstance(counted, Unreadable)
        return counted
    signed = plain.endswith(("%", "٪"))
    amount = _parse(plain.rstrip("%٪ "))
    if amount is None or not 0 <= amount <= 100:
        return Unreadable(_("count and total, or a percentage of 0 to 100"), _("write {count: …, total: …}"))
    if 0 < amount < 1 and not signed:
        return Unreadable(
            _("count and total, or a percentage of 0 to 100"),
            _("if {percent} per cent is meant write {percent}; if {value} per cent is meant write {value}%").format(
                percent=numbers.ascii_number(amount * 100, 4), value=numbers.ascii_number(amount, 6)
            ),
        )
    return Value(amount)


def _number(fact: Fact, text: str) -> Value | Unreadable:
    plain = ascii_digits(text.strip())
    if fact.unit is not None and fact.unit.en == "per cent":
        plain = plain.rstrip("%٪ ")
    plain = plain.replace("،", ",")
    if plain.count(",") == 1 and len(plain.partition(",")[2]) != _THOUSANDS:
        plain = plain.replace(",", ".")
    if "," in plain:
        return _comma(plain)
    amount = _parse(plain.replace("/", ".") if plain.count("/") == 1 else plain)
    if amount is None:
        unit = _(" ({unit})").format(unit=fact.unit) if fact.unit else ""
        return Unreadable(_("a number") + unit, _("write digits only, without the unit"))
    if fact.minimum is not None and amount < fact.minimum:
        return Unreadable(_("at least {limit}").format(limit=numbers.show(fact.minimum)), _("check the number"))
    if fact.maximum is not None and amount > fact.maximum:
        return Unreadable(_("at most {limit}").format(limit=numbers.show(fact.maximum)), _("check the number"))
    return Value(amount)


def _comma(plain: str) -> Unreadable:
    whole, _sign, rest = plain.partition(",")
    return Unreadable(
        _("a number with a point or ٫ for decimals"),
        _("write {decimal} or {thousand}, whichever is meant").format(
            decimal=f"{whole}.{rest}", thousand=plain.replace(",", "")
        ),
    )
