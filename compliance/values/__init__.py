"""How people write values, and what the program reads in them.

One reading for YAML, terminal and every form. Nothing is guessed: what has two readings is refused
with both named.
"""

from __future__ import annotations

import re
from fractions import Fraction

from compliance.language import _
from compliance.model.checklist import AnswerKind, Empty, Fact
from compliance.model.office import Value
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.values import natural, refusal
from compliance.values.natural import yes_no
from compliance.values.refusal import Unreadable, Way

__all__ = ["Unreadable", "Way", "of_counts", "read", "read_counts", "write", "yes_no"]

_GROUPED = re.compile(r"[-−–]?[0-9]{1,3}(?:٬[0-9]{3})+(?:[.٫][0-9]+)?")
_HUNDRED = 100
_THOUSANDS = 3  # so many digits behind a comma may be thousands or decimals


def read(fact: Fact, text: str, way: Way = Way.FILE) -> Value | Unreadable:
    """Read the value of a fact: yes or no, a level, a number, a percentage of counts, or both counts in one text."""
    plain = natural.plain(fact, text)
    if fact.answer is AnswerKind.YES_NO:
        answer = yes_no(plain)
        if answer is None:
            return Unreadable(_("yes or no (بله / خیر)"), _("write yes or no"))
        return Value(Fraction(int(answer)))
    if fact.answer is AnswerKind.LEVEL:
        level = _parse(plain)
        if level is None or level not in range(5):
            return refusal.no_level()
        return Value(level)
    if fact.answer is AnswerKind.COUNTS:
        pair = natural.pair(fact, text)
        return _bare_percentage(fact, plain, way) if pair is None else read_counts(fact, *pair, way)
    return _number(fact, plain)


def read_counts(fact: Fact, count_text: str, total_text: str, way: Way = Way.FILE) -> Value | Unreadable:
    """Read a count and its total; a slash between digits has two readings and is refused."""
    amounts = []
    for text, name in ((count_text, "counted"), (total_text, "total")):
        amount = _counted(fact, text, name, way)
        if isinstance(amount, Unreadable):
            return amount
        amounts.append(amount)
    count, total = amounts
    if count > total:
        return refusal.above_total(fact, count_text, total_text, way)
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


def _counted(fact: Fact, text: str, name: str, way: Way) -> Fraction | Unreadable:
    plain = natural.counted(fact, text, name)
    if "/" in plain:
        return _slash(fact, plain, text, way, percentage=False)
    amount = _parse(plain)
    if amount is None or amount < 0 or (fact.whole and amount.denominator != 1):
        return refusal.no_count(fact, text, amount)
    return amount


def _slash(fact: Fact, plain: str, text: str, way: Way, percentage: bool) -> Unreadable:
    """Return the readings of a text with a slash that its fact can have."""
    first, second = plain.removesuffix("%").strip().split("/", 1)
    decimal, count, total = map(_parse, (f"{first}.{second}", first, second))
    written = f"{first}.{second}" if decimal is not None else None
    readings = refusal.Readings(
        written if not percentage and not fact.whole else None,
        written if percentage and decimal is not None and decimal <= _HUNDRED else None,
        (first, second) if count is not None and total is not None and count <= total else None,
    )
    return refusal.slash(fact, text, readings, way)


def _bare_percentage(fact: Fact, plain: str, way: Way) -> Value | Unreadable:
    if plain.count("/") == 1:
        return _slash(fact, plain, plain, way, percentage=True)
    amount = _parse(plain.rstrip("% "))
    if amount is None:
        return refusal.no_share(fact, way)
    if not 0 <= amount <= _HUNDRED:
        return refusal.beyond(fact, way)
    if 0 < amount < 1 and not plain.endswith("%"):
        return refusal.share_or_percentage(fact, amount, way)
    return Value(amount)


def _number(fact: Fact, plain: str) -> Value | Unreadable:
    plain = plain.replace("،", ",")
    if plain.count(",") == 1 and len(plain.partition(",")[2]) != _THOUSANDS:
        plain = plain.replace(",", ".")
    if "," in plain:
        return refusal.comma(plain)
    amount = _parse(plain.replace("/", ".") if plain.count("/") == 1 else plain)
    if amount is None:
        return refusal.no_number(fact)
    return refusal.impossible(fact, amount) or Value(amount)
