"""What can be answered to a fact at all, as its record says: from where to where, and whether only whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.errors import Problem
from compliance.language import _
from compliance.persian import numbers

Plain = dict[str, Any]
Path = tuple[str | int, ...]
Say = Callable[[Path, str, str, str], Problem]
TOP = {"yes-no": 1, "level": 4, "counts": 100}  # no answer of these kinds can be higher
_IN_STEPS = ("yes-no", "level")


class Possible(NamedTuple):
    """The ends between which an amount is possible, None where there is none, and whether it has to be whole."""

    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False


def possible(fact: Plain) -> Possible:
    """Return what the number of a fact can be; of a fact of counts, whether both counts have to be whole."""
    if fact["answer"] != "number":
        return Possible(whole=fact.get("counts", {}).get("whole") == "yes")
    given = [fact.get("range", {}), fact.get("possible", {})]
    lows = [Fraction(limits["minimum"]) for limits in given if "minimum" in limits]
    highs = [Fraction(limits["maximum"]) for limits in given if "maximum" in limits]
    return Possible(max(lows, default=None), min(highs, default=None), given[1].get("whole") == "yes")


def judged(fact: Plain) -> Possible:
    """Return what the amount that items judge can be, whatever the kind of fact."""
    top = TOP.get(fact["answer"])
    return possible(fact) if top is None else Possible(Fraction(0), Fraction(top), fact["answer"] in _IN_STEPS)


def scale(fact: Plain) -> tuple[Fraction, Fraction] | None:
    """Return the ends of the scale a number runs on, None where its range has no two different ends."""
    ends = fact.get("range", {})
    if fact["answer"] != "number" or not {"minimum", "maximum"} <= ends.keys():
        return None
    low, high = Fraction(ends["minimum"]), Fraction(ends["maximum"])
    return (low, high) if low < high else None


def check(fact: Plain, say: Say) -> Iterator[Problem]:
    """Yield what is wrong with the limits that a fact declares; `say` makes a problem of a place in its record."""
    for key in ("range", "possible"):
        if fact.get(key) and fact["answer"] != "number":
            yield say(
                (key,),
                key,
                _("limits of a number alone"),
                _("delete “{key}”, or answer with a number").format(key=key),
            )
    if fact["answer"] != "number":
        return
    low, high, whole = possible(fact)
    if low is not None and high is not None and low > high:
        place = _last(fact, "maximum")
        yield say(
            place,
            _at(fact, place),
            _("at least {low}, the lower end").format(low=numbers.show(low)),
            _("exchange the two limits, or correct one"),
        )
    for key, end in (("minimum", low), ("maximum", high)):
        if whole and end is not None and end.denominator != 1:
            place = _last(fact, key)
            yield say(
                place, _at(fact, place), _("a whole number, for only whole ones are possible"), _("correct the limit")
            )


def outside(fact: Plain, text: str, place: Path, say: Say) -> Iterator[Problem]:
    """Yield that an amount some record gives for a fact is none that can be answered."""
    yield from above(fact, text, place, say)
    yield from below(fact, text, place, say)
    yield from fraction(fact, text, place, say)


def above(fact: Plain, text: str, place: Path, say: Say) -> Iterator[Problem]:
    """Yield that an amount is above all that can be answered."""
    amount, high = numbers.parse(text), judged(fact).high
    if amount is not None and high is not None and amount > high:
        top = numbers.digits(numbers.exact(high))
        yield say(
            place,
            text,
            _("at most {top} for this kind of answer").format(top=top),
            _("set a value that an answer can have"),
        )


def below(fact: Plain, text: str, place: Path, say: Say) -> Iterator[Problem]:
    """Yield that an amount is below all that can be answered."""
    amount, low = numbers.parse(text), judged(fact).low
    if amount is not None and low is not None and amount < low:
        bottom = numbers.digits(numbers.exact(low))
        yield say(
            place,
            text,
            _("at least {bottom} for this kind of answer").format(bottom=bottom),
            _("set a value that an answer can have"),
        )


def fraction(fact: Plain, text: str, place: Path, say: Say) -> Iterator[Problem]:
    """Yield that an amount has decimals where only whole numbers can be answered."""
    amount = numbers.parse(text)
    if judged(fact).whole and amount is not None and amount.denominator != 1:
        yield say(place, text, _("a whole number for this kind of answer"), _("set a value that an answer can have"))


def _last(fact: Plain, key: str) -> tuple[str, str]:
    """Return where the limit stands that holds."""
    ends = [(at, key) for at in ("possible", "range") if key in fact.get(at, {})]
    pick = max if key == "minimum" else min
    return pick(ends, key=lambda end: Fraction(fact[end[0]][end[1]]))


def _at(fact: Plain, place: tuple[str, str]) -> str:
    key, end = place
    return str(fact[key][end])
