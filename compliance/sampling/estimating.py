"""What a sample in two stages says of the whole: totals, shares, and how far another draw might have come out.

Estimates are those of Horvitz and Thompson (each value over its chance) and of Hájek (a ratio of two of them). The
variance between the units of one stage is Deville's form of Hájek's approximation for samples of fixed size with
unequal chances (Deville, Variance estimation for complex statistics and estimators, Survey Methodology 25, 1999),
which for equal chances is the textbook's. In two stages the variance is that between the estimated totals of the
clusters, and within each cluster its own over the chance of the cluster (Särndal, Swensson and Wretman, Model
Assisted Survey Sampling, 1992, result 4.3.1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from compliance.survey.statistics import student

Drawn = tuple[float, float]  # the chance of a unit, and its value


class Cluster(NamedTuple):
    """A unit of the first stage: its chance, and what was seen of the units drawn in it, with their chances."""

    chance: float
    parts: tuple[Drawn, ...]

    @property
    def total(self) -> float:
        """The total of the cluster, estimated."""
        return sum(value / chance for chance, value in self.parts)


class Estimate(NamedTuple):
    """An estimate with its variance, None where the sample is too small to tell, and the degrees of freedom."""

    value: float
    variance: float | None
    freedom: int

    def interval(self, level: float) -> tuple[float, float] | None:
        """Return the interval that covers the truth in so many of all draws, about; None without a variance."""
        if self.variance is None or self.freedom < 1:
            return None if self.variance is None or self.variance > 0 else (self.value, self.value)
        half = student(self.freedom, (1 + level) / 2) * math.sqrt(self.variance)
        return self.value - half, self.value + half

    def over(self, number: float) -> Estimate:
        """Return the same of a mean: the total over how many there are."""
        variance = None if self.variance is None else self.variance / number**2
        return Estimate(self.value / number, variance, self.freedom)


def total(clusters: Sequence[Cluster]) -> Estimate:
    """Return the total of all clusters by Horvitz and Thompson."""
    value = sum(cluster.total / cluster.chance for cluster in clusters)
    return Estimate(value, _variance(clusters), _freedom(clusters))


def ratio(tops: Sequence[Cluster], bottoms: Sequence[Cluster]) -> Estimate:
    """Return the ratio of two totals over the same units by Hájek, with the variance of its linear form."""
    above, below = total(tops).value, total(bottoms).value
    value = above / below
    rests = [
        Cluster(
            top.chance, tuple((chance, y - value * x) for (chance, y), (_c, x) in zip(top.parts, of, strict=True))
        )
        for top, of in zip(tops, (bottom.parts for bottom in bottoms), strict=True)
    ]
    variance = _variance(rests)
    return Estimate(value, None if variance is None else variance / below**2, _freedom(rests))


def share(clusters: Sequence[Cluster]) -> Estimate:
    """Return the mean value of a unit of the second stage by Hájek."""
    ones = [Cluster(one.chance, tuple((chance, 1.0) for chance, _value in one.parts)) for one in clusters]
    return ratio(clusters, ones)


def between(drawn: Sequence[Drawn]) -> float | None:
    """Return the variance of an estimated total of one stage; None where one alone was drawn by chance."""
    open_ = [(1 - chance, value / chance) for chance, value in drawn if chance < 1]
    if not open_:
        return 0.0
    weight = sum(left for left, _expanded in open_)
    shares = [left / weight for left, _expanded in open_]
    alone = 1 - sum(one * one for one in shares)
    if len(open_) < 2 or alone <= 0:
        return None
    middle = sum(one * expanded for one, (_left, expanded) in zip(shares, open_, strict=True))
    return sum(left * (expanded - middle) ** 2 for left, expanded in open_) / alone


def _variance(clusters: Sequence[Cluster]) -> float | None:
    found = between([(cluster.chance, cluster.total) for cluster in clusters])
    for cluster in clusters:
        within = between(cluster.parts)
        if found is None or within is None:
            return None
        found += within / cluster.chance
    return found


def _freedom(clusters: Sequence[Cluster]) -> int:
    """Return how many clusters drawn by chance differ freely; where all were certain, how many parts in them do."""
    by_chance = sum(cluster.chance < 1 for cluster in clusters)
    if by_chance:
        return by_chance - 1
    return sum(max(0, sum(chance < 1 for chance, _value in cluster.parts) - 1) for cluster in clusters)
