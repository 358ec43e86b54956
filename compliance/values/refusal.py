"""Why a text is not certainly a value, in words that fit the way in by which it came."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import Fact
from compliance.persian import numbers
from compliance.schema import quoted, shorten


class Way(Enum):
    """Where an answer is written; each has a spelling of its own for two counts."""

    FILE = "file"
    TERMINAL = "terminal"
    FORM = "form"
    PAGE = "page"


class Unreadable(NamedTuple):
    """Why a text is not certainly a value: what was expected, and how to mend it."""

    expected: str
    mend: str
    seen: str = ""


def number(fact: Fact) -> str:
    """Return which numbers a fact takes, with its unit."""
    return _limits(fact) + (_(" ({unit})").format(unit=fact.unit) if fact.unit else "")


def _limits(fact: Fact) -> str:
    low, high = (None if end is None else _shown(end) for end in (fact.minimum, fact.maximum))
    if low is not None and high is not None:
        text = _("a whole number from {low} to {high}") if fact.whole else _("a number from {low} to {high}")
    elif low is not None:
        text = _("a whole number of at least {low}") if fact.whole else _("a number of at least {low}")
    elif high is not None:
        text = _("a whole number of at most {high}") if fact.whole else _("a number of at most {high}")
    else:
        text = _("a whole number") if fact.whole else _("a number")
    return text.format(low=low, high=high)


def _shown(amount: Fraction) -> str:
    return written(numbers.exact(amount)).replace("-", numbers.MINUS)


def written(text: str, way: Way = Way.PAGE) -> str:
    """Return an exact decimal as people type it; in files with the digits of files."""
    shown = text if way is Way.FILE else numbers.digits(text)
    return shown if shown == text else shown.replace(".", numbers.DECIMAL_SIGN)


def impossible(fact: Fact, amount: Fraction) -> Unreadable | None:
    """Return why a number cannot be the answer to a fact; None when it can."""
    if fact.minimum is not None and amount < fact.minimum:
        return Unreadable(
            number(fact), _("check the number: below {low} is impossible").format(low=_shown(fact.minimum))
        )
    if fact.maximum is not None and amount > fact.maximum:
        return Unreadable(
            number(fact), _("check the number: above {high} is impossible").format(high=_shown(fact.maximum))
        )
    if fact.whole and amount.denominator != 1:
        return Unreadable(number(fact), _("write a whole number, without decimals"))
    return None


def no_number(fact: Fact) -> Unreadable:
    """Return what is said of a text that is no number, or has another unit."""
    if fact.unit is None:
        return Unreadable(number(fact), _("write digits only"))
    return Unreadable(
        number(fact), _("write the number in digits alone; its unit is “{unit}”").format(unit=fact.unit)
    )


def comma(plain: str) -> Unreadable:
    """Return both readings of a number with a comma before three digits."""
    whole, _sign, rest = plain.partition(",")
    return Unreadable(
        _("a number with a point or ٫ for decimals"),
        _("write {decimal} or {thousand}, whichever is meant").format(
            decimal=f"{whole}.{rest}", thousand=plain.replace(",", "")
        ),
    )


def shares(fact: Fact, way: Way) -> str:
    """Return what a fact of counts is answered with."""
    if way is Way.FILE:
        return _("count and total, or a percentage of 0 to 100")
    return _("“{count}” out of “{total}”, or a percentage of 0 to 100").format(count=fact.counted, total=fact.total)


def no_share(fact: Fact, way: Way) -> Unreadable:
    """Return what is said of a text that is neither two counts nor a percentage."""
    mends = {
        Way.FILE: _("write {count: …, total: …}"),
        Way.TERMINAL: _("write it such as {example}").format(example=pair("9", "10", way)),
        Way.FORM: _("write it such as {example}").format(example=pair("9", "10", way)),
        Way.PAGE: _("write both numbers into their fields, or a percentage alone"),
    }
    return Unreadable(shares(fact, way), mends[way])


def beyond(fact: Fact, way: Way) -> Unreadable:
    """Return what is said of a percentage that no share can be."""
    return Unreadable(shares(fact, way), _("check the number: a share below 0 or above 100 per cent is impossible"))


def share_or_percentage(fact: Fact, amount: Fraction, way: Way) -> Unreadable:
    """Return both readings of a number between 0 and 1 without a sign."""
    percent, value = (written(numbers.exact(n), way) for n in (amount * 100, amount))
    if way is Way.FILE:
        mend = _("if {percent} per cent is meant write {percent}; if {value} per cent is meant write {value}%")
    else:
        mend = _("if {percent} per cent is meant write {percent}%; if {value} per cent is meant write {value}%")
    return Unreadable(shares(fact, way), mend.format(percent=percent, value=value))


def pair(counted: str, total: str, way: Way) -> str:
    """Return two counts as they are written in a way in, where it has one place for both."""
    if way is Way.FILE:
        return f"count: {counted}, total: {total}"
    return _("{count} of {total}").format(count=written(counted, way), total=written(total, way))


class Readings(NamedTuple):
    """What a text with a slash can mean, as exact decimals: a number, a percentage, two counts."""

    decimal: str | None = None
    percentage: str | None = None
    counts: tuple[str, str] | None = None


def slash(fact: Fact, text: str, readings: Readings, way: Way) -> Unreadable:
    """Return what is said of a text with a slash: how each of its readings is written."""
    mends, counts = [], readings.counts
    if readings.decimal is not None:
        mends.append(_("if {decimal} is meant write {decimal}").format(decimal=written(readings.decimal, way)))
    if readings.percentage is not None:
        said = _("if {value} per cent is meant write {value}%")
        mends.append(said.format(value=written(readings.percentage, way)))
    if counts is not None:
        first, second = (written(part, way) for part in counts)
        if way is Way.PAGE:
            said = _("if {first} of {second} is meant write {first} for “{count}” and {second} for “{total}”")
            mends.append(said.format(first=first, second=second, count=fact.counted, total=fact.total))
        else:
            said = _("if {first} of {second} is meant write {pair}")
            mends.append(said.format(first=first, second=second, pair=pair(*counts, way)))
    expected = _("one number each for count and total") if way is Way.FILE else shares(fact, way)
    return Unreadable(expected, _("; ").join(mends) or no_share(fact, way).mend, quoted(text))


def no_count(fact: Fact, text: str, amount: Fraction | None) -> Unreadable:
    """Return what is said of a text that is no count; `amount` is the number it says, if it says one."""
    expected = _("a whole number of 0 or more") if fact.whole else _("a number of 0 or more")
    if amount is None:
        mend = _("write digits only")
    elif amount < 0:
        mend = _("check the number: below {low} is impossible").format(low=_shown(Fraction(0)))
    else:
        mend = _("write a whole number, without decimals")
    return Unreadable(expected, mend, quoted(text))


def above_total(fact: Fact, count: str, total: str, way: Way) -> Unreadable:
    """Return what is said of a count that is above its total."""
    check = _("check both numbers: {count} is what was reached, {total} is out of how many")
    if way is not Way.FILE:
        check = _("check both numbers: “{count}” cannot be more than “{total}”")
    return Unreadable(
        _("a count of at most its total"),
        check.format(count=fact.counted or "count", total=fact.total or "total"),
        _("count {count} above total {total}").format(count=shorten(count), total=shorten(total)),
    )


def no_level() -> Unreadable:
    """Return what is said of a text that names no level."""
    return Unreadable(_("a level: 0, 1, 2, 3 or 4"), _("choose the level whose wording holds"))
