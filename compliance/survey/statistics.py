"""Mean and margin of error of a sample.

For a simple random sample of n out of N people without replacement (Cochran, Sampling Techniques, 3rd edition,
1977, sections 2.4 to 2.8): the mean estimates the mean of all; its standard error is sqrt((1 - n/N) s²/n), where
s² = Σ(x - mean)² / (n - 1), and n/N is 0 while N is not known. Half the width of the 95 per cent interval is that
times Student's t at 0.975 for n - 1 degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from statistics import NormalDist

from compliance.model.survey import Estimate
from compliance.persian import numbers

LEVEL = 0.975  # one side of 95 per cent
_SERIES = 200  # degrees of freedom above which the expansion is exact to more than ten places


def estimate(counts: Mapping[Fraction, int], population: int | None = None) -> Estimate:
    """Return mean and margin of values that were each seen so often; `population` is out of how many people."""
    n = sum(counts.values())
    if n == 0:
        return Estimate(0)
    mean = sum((value * times for value, times in counts.items()), Fraction(0)) / n
    return Estimate(n, numbers.half_up(mean), _margin(counts, n, mean, population), population)


def _margin(counts: Mapping[Fraction, int], n: int, mean: Fraction, population: int | None) -> Fraction | None:
    if n == population:
        return Fraction(0)  # everybody was asked
    if n < 2:
        return None
    variance = sum(((value - mean) ** 2 * times for value, times in counts.items()), Fraction(0)) / (n - 1)
    left_out = 1 - Fraction(n, population) if population else Fraction(1)
    return numbers.half_up(Fraction(student(n - 1) * math.sqrt(variance * left_out / n)))


@cache
def student(freedom: int, level: float = LEVEL) -> float:
    """Return Student's t at a level above a half, 0.975 by default, for so many degrees of freedom, 1 or more."""
    return _expanded(freedom, level) if freedom > _SERIES else _searched(freedom, level)


def _searched(freedom: int, level: float) -> float:
    """Return the t whose probability is right, found by halving."""
    low, high = 0.0, 16.0
    while _inside(high, freedom) < 2 * level - 1:
        high *= 2
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < 2 * level - 1 else (low, middle)
    return (low + high) / 2


def _inside(t: float, freedom: int) -> float:
    """Return the probability of lying between -t and t (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    term, total = (math.cos(angle), 0.0) if odd else (1.0, 0.0)
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= math.cos(angle) ** 2 * power / (power + 1)
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def _expanded(freedom: int, level: float) -> float:
    """Return t from the normal quantile (Abramowitz and Stegun 26.7.5)."""
    x = NormalDist().inv_cdf(level)
    return (
        x
        + (x**3 + x) / (4 * freedom)
        + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * freedom**2)
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * freedom**3)
        + (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / (92160 * freedom**4)
    )
