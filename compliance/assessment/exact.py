"""Exact arithmetic on fractions where there are many of them.

`Fraction`'s operators reduce after every step; these do the same sums on whole numbers and reduce
once, which is what lets an office be assessed in a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def total(amounts: Iterable[Fraction]) -> Fraction:
    """Return the sum."""
    terms = [(amount.numerator, amount.denominator) for amount in amounts]
    common = lcm(*(denominator for _numerator, denominator in terms))
    return Fraction(sum(numerator * (common // denominator) for numerator, denominator in terms), common)


def times(one: Fraction, other: Fraction) -> Fraction:
    """Return the product."""
    return Fraction(one.numerator * other.numerator, one.denominator * other.denominator)


def over(one: Fraction, other: Fraction) -> Fraction:
    """Return the quotient."""
    return Fraction(one.numerator * other.denominator, one.denominator * other.numerator)


def reaches(value: Fraction, target: Fraction) -> bool:
    """Whether a value is at least the target."""
    return value.numerator * target.denominator >= target.numerator * value.denominator
