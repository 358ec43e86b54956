"""What can be said of the whole when a sample found nothing wrong: how much may be wrong at most.

If a part of the whole were wrong, the sample would have missed all of it with a chance that grows small. The bound
is the largest part that it would still have missed once in so many draws, however that part lies: together in few
clusters, or where the chances are least. That no two units are drawn together more often than independent ones
(`drawing`) makes the chance of missing several at most the product of the chances of missing each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_STEPS = 200


class Hiding(NamedTuple):
    """What a cluster could hide: its chance, how much for each unit of the chance to hit it, and how much at most."""

    chance: float
    rate: float
    most: float


def rate(parts: Sequence[tuple[float, float]]) -> float:
    """Return how much a cluster may hold at most for each unit of the chance that its sample hits it.

    `parts` are its units with the chance, above 0, to be drawn once the cluster is, and what each could hide. A set
    of them is hit with a chance of at least 1 - Π(1 - chance), and of at least Σ chance over how many are drawn. The
    worst set for the first bound is the beginning of the units in the order of what they hide for their chance, for
    the second the first of them alone; the smaller of the two answers holds.
    """
    drawn = sum(chance for chance, _value in parts)
    ordered = sorted(((_surprise(chance), chance, value) for chance, value in parts if value > 0), key=_order)
    missed = held = by_product = 0.0
    for surprise, _chance, value in ordered:
        missed, held = missed + surprise, held + value
        by_product = max(by_product, held / -math.expm1(-missed))
    by_sum = max((value * drawn / chance for _surprise, chance, value in ordered), default=0.0)
    return min(by_product, by_sum)


def _surprise(chance: float) -> float:
    return math.inf if chance >= 1 else -math.log1p(-chance)


def _order(part: tuple[float, float, float]) -> float:
    surprise, _chance, value = part
    return surprise / value


def most(clusters: Sequence[Hiding], level: float) -> float:
    """Return how much may be wrong in all clusters together at most, with so much confidence, when nothing was found.

    The most that clusters can hide is Σ rate · hit, with 0 ≤ hit ≤ most / rate, where Π(1 - chance · hit) is still
    above 1 - level: a concave problem, solved by its one multiplier.
    """
    budget = -math.log(1 - level)
    open_ = [one for one in clusters if one.rate > 0 and one.most > 0]

    def hits(price: float) -> list[float]:
        return [min(one.most / one.rate, max(0.0, (1 - price * one.chance / one.rate) / one.chance)) for one in open_]

    def cost(found: Sequence[float]) -> float:
        return sum(_surprise(one.chance * hit) for one, hit in zip(open_, found, strict=True))

    low, high = 0.0, max((one.rate / one.chance for one in open_), default=0.0)
    if cost(hits(low)) <= budget:
        high = low
    for _step in range(_STEPS if high else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if cost(hits(middle)) <= budget else (middle, high)
    return sum(one.rate * hit for one, hit in zip(open_, hits(high), strict=True))


def share(drawn: int, level: float) -> float:
    """Return the largest share that so many independent draws miss: the exact bound of the binomial distribution.

    For 95 per cent that is about three over how many were drawn.
    """
    return -math.expm1(math.log(1 - level) / drawn)
