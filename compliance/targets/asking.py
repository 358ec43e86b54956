"""Which value of a fact can be asked for: one an answer can have, no more than the checklist itself asks.

Levels and yes or no are whole, numbers whole where only whole ones are possible and with one decimal otherwise; of
counts the per cent that whole things come to, rounded down to one decimal so that they reach it.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from compliance.assessment.scoring import share
from compliance.model.checklist import AnswerKind, Better, Fact, Item
from compliance.model.office import Value

_TENTH = Fraction(1, 10)
_ONE = Fraction(1)


class Step(NamedTuple):
    """A fact that falls short: what it is now, the value that is full here, and what the item is worth."""

    item: Item
    fact: Fact
    now: Value
    full: Fraction
    worth: Fraction

    @property
    def amount(self) -> Fraction:
        """What the items judge now."""
        assert self.now.amount is not None, f"{self.fact.id} does not apply"
        return self.now.amount

    def gain(self, value: Fraction) -> Fraction:
        """Return the points that a value adds, exactly."""
        return self.worth * (self._share(value) - self._share(self.amount))

    def units(self, value: Fraction) -> Fraction:
        """Return how many things more a value takes, of counts with known counts; nothing of anything else."""
        total = self.now.total
        if self.fact.answer is not AnswerKind.COUNTS or not total or self.item.better is Better.LOWER:
            return Fraction(0)
        return max(Fraction(0), ceil(value * total / 100) - (self.now.counted or Fraction(0)))

    def least(self, gain: Fraction) -> Fraction:
        """Return the least value that adds so many points; the full one where nothing less does."""
        part = self._share(self.amount) + gain / self.worth
        assert self.item.target is not None, f"{self.item.id} has no target"
        if part >= self._share(self.full) or self.fact.answer is AnswerKind.YES_NO:
            return self.full
        if self.item.better is Better.LOWER:
            return max(self.full, _down(self.item.target / part, self._grain))
        return min(self.full, self._counted(part * self.item.target))

    def with_more(self, units: int) -> Fraction:
        """Return the value that so many things more come to, of counts with known counts."""
        assert self.now.total, f"{self.fact.id} has no total"
        value = 100 * ((self.now.counted or Fraction(0)) + units) / self.now.total
        return min(self.full, _down(value, _TENTH))

    def _counted(self, value: Fraction) -> Fraction:
        """Return the least value of at least so much: of counts what whole things come to."""
        if self.fact.answer is not AnswerKind.COUNTS or not self.now.total:
            return _up(value, self._grain)
        more = max(1, ceil(self.units(value)))
        while self.with_more(more) < min(value, self.full):  # rounded down, one more may be needed
            more += 1
        return self.with_more(more)

    def _share(self, value: Fraction) -> Fraction:
        assert self.item.target is not None, f"{self.item.id} has no target"
        return share(value, self.item.target, self.item.better)

    @property
    def _grain(self) -> Fraction:
        whole = self.fact.answer is AnswerKind.LEVEL or (self.fact.answer is AnswerKind.NUMBER and self.fact.whole)
        return _ONE if whole else _TENTH


def _up(value: Fraction, grain: Fraction) -> Fraction:
    return ceil(value / grain) * grain


def _down(value: Fraction, grain: Fraction) -> Fraction:
    return floor(value / grain) * grain
