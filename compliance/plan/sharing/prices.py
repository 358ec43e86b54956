"""Prices of what is shared: at the right ones, each choice made by itself is nearly the best of all, and bounds it.

Whatever the prices, what all choices gain by themselves after paying, and what the limits are worth, is more than any
plan can bring (Lagrange). The lowest such bound is looked for: by halving for one limit, by ellipsoids for more.
Prices are whole numbers, so that every bound is exact however they were found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, fsum, sqrt
from typing import NamedTuple

from compliance.plan.sharing.choices import Choice, Option

FINE = 2**24  # prices count in such parts of a unit of gain
ROUNDS = 120  # of ellipsoids, for each limit
_STEPS = 40  # by which a price grows, ever faster; where too much is taken even then, nothing fits at all
NEAR = 1e-6  # of the bound: what further rounds can lower it by at most when they end


class Prices(NamedTuple):
    """Prices by limit, and the bound that they prove: no choice within the limits gains more, in parts of a unit."""

    each: tuple[int, ...]
    bound: int


class Seen(NamedTuple):
    """What prices show: the bound they prove, and what is left of each limit by the choices that are best at them."""

    bound: int
    room: Sequence[float]


Look = Callable[[Sequence[int]], Seen]


def looking(choices: Sequence[Choice], caps: Sequence[int]) -> Look:
    """Return how choices look at prices."""

    def look(prices: Sequence[int]) -> Seen:
        bound, room = sum(price * cap for price, cap in zip(prices, caps, strict=True)), list(caps)
        for choice in choices:
            gain, options = at(choice, prices)
            bound += gain
            for option in options:
                for limit, amount in option.use:
                    room[limit] -= amount
        return Seen(bound, room)

    return look


def at(choice: Choice, prices: Sequence[int]) -> tuple[int, list[Option]]:
    """Return what a choice gains at prices, and the options that are taken then."""
    best, taken = None, list[Option]()
    for option in choice:
        gain, options = option.gain * FINE, [option]
        for limit, amount in option.use:
            gain -= prices[limit] * amount
        for further in option.then:
            more, deeper = at(further, prices)
            gain += more
            options += deeper
        if best is None or gain > best:
            best, taken = gain, options
    assert best is not None
    return best, taken


def of(look: Look, caps: Sequence[int], near: float = NEAR) -> Prices:
    """Return the prices that prove the lowest bound, or nearly so: near enough, as a share of the bound."""
    free = (0,) * len(caps)
    bound, room = look(free)
    if all(left >= 0 for left in room):
        return Prices(free, bound)
    if len(caps) == 1:
        return halving(look, bound // max(1, abs(caps[0])) // 4)[0]
    return _cleared(look, _ellipsoids(look, caps, Prices(free, bound), near))


def _cleared(look: Look, best: Prices) -> Prices:
    """Return the prices with those at nothing that only came near it."""
    for limit, price in enumerate(best.each):
        if price:
            each = tuple(0 if n == limit else one for n, one in enumerate(best.each))
            best = _lower(best, each, look(each))
    return best


def _lower(best: Prices, each: tuple[int, ...], seen: Seen) -> Prices:
    return Prices(each, seen.bound) if seen.bound < best.bound else best


def halving(look: Look, guess: int) -> tuple[Prices, int, int]:
    """Return the best price of one limit, and two between which it lies: at the first too much is taken.

    Between two prices the bound is lowest where the lines that touch it there meet, so that is where to look next.
    """
    low, high = _around(look, max(1, guess))
    below, above = look((low,)), look((high,))
    best = _lower(Prices((low,), below.bound), (high,), above)
    while high - low > 1 and below.room[0] < 0 < above.room[0]:
        lacks, leaves = floor(below.room[0]), ceil(above.room[0])
        meet = (below.bound - lacks * low - above.bound + leaves * high) // (leaves - lacks)
        middle = min(max(meet, low + 1), high - 1)
        seen = look((middle,))
        best = _lower(best, (middle,), seen)
        if seen.bound <= max(below.bound + lacks * (middle - low), above.bound - leaves * (high - middle)):
            break  # the lines are the bound itself: nothing is lower
        if seen.room[0] >= 0:
            high, above = middle, seen
        else:
            low, below = middle, seen
    return best, low, high


def _around(look: Look, guess: int) -> tuple[int, int]:
    """Return two prices near a guess: at the first too much is taken, at the second it is not, if that can be."""
    step, at_ = 0, guess
    if look((guess,)).room[0] < 0:
        while look((at_,)).room[0] < 0 and step < _STEPS:
            low, step = at_, step + 1
            at_ += 1 + at_ * 2**step // 8
        return low, at_
    while at_ and look((at_,)).room[0] >= 0:
        high, step = at_, step + 1
        at_ -= 1 + at_ * min(2**step, 15) // 16
        at_ = max(at_, 0)
    return at_, high


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the scalar product, rounded once, so that it is the same with every Python."""
    return fsum(a * b for a, b in zip(one, other, strict=True))


def _ellipsoids(look: Look, caps: Sequence[int], best: Prices, near: float) -> Prices:
    """Return the prices of several limits: what holds the best ones is cut through its middle again and again.

    A limit is worth no more than everything can gain, which is where the first ellipsoid ends.
    """
    size = len(caps)
    scale = [best.bound / max(1, abs(cap)) for cap in caps]
    centre = [1 / (size + 1)] * size
    shape = [[float(size * (one == other)) for other in range(size)] for one in range(size)]
    for _round in range(ROUNDS * size):
        outside = min(range(size), key=lambda limit: centre[limit])
        if centre[outside] < 0:
            slope = [-1.0 * (limit == outside) for limit in range(size)]
            over = -centre[outside]
        else:
            prices = tuple(int(part * most) for part, most in zip(centre, scale, strict=True))
            seen = look(prices)
            slope = [left * most for left, most in zip(seen.room, scale, strict=True)]
            over = max(0.0, float(seen.bound - best.bound))
            best = _lower(best, prices, seen)
        across = [_product(row, slope) for row in shape]
        wide = sqrt(max(0.0, _product(slope, across)))
        if wide <= over or (centre[outside] >= 0 and wide <= near * best.bound):
            break
        depth = over / wide
        step = (1 + size * depth) / (size + 1)
        centre = [at - step * one / wide for at, one in zip(centre, across, strict=True)]
        grow = size * size / (size * size - 1) * (1 - depth * depth)
        cut = 2 * step / (1 + depth) / wide / wide
        shape = [
            [grow * (shape[one][other] - cut * across[one] * across[other]) for other in range(size)]
            for one in range(size)
        ]
    return best
