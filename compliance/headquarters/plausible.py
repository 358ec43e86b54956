"""Whether a declared value can be one of its fact at all: what the office's own program would never write."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from compliance.headquarters.judging import amount_of
from compliance.model.checklist import AnswerKind, Fact

_LEVELS = range(5)
_VALUES = 2**15  # answers that are remembered


class Bounds:
    """What the facts' values can be; the same few values come again and again, and are looked at once."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._can_be = lru_cache(maxsize=_VALUES)(self._look)

    def impossible(self, made: Mapping[str, Any]) -> str | None:
        """Return the first value that no office can have, with its place in the declaration; None when all can be.

        Facts that no checklist here knows are left alone: nothing is computed from them.
        """
        for place, entry in enumerate(made["values"]):
            if "not_applicable" not in entry and not self._can_be(
                entry["fact"], entry.get("value"), entry.get("count"), entry.get("total")
            ):
                return f"$.values[{place}]: {entry['fact']}"
        return None

    def _look(self, id_: str, value: str | None, count: str | None, total: str | None) -> bool:
        fact = self._facts.get(id_)
        if fact is None:
            return True
        return _counts(count, total or "", fact) if count is not None else _can_be(value or "", fact)


def _counts(count: str, total: str, fact: Fact) -> bool:
    (n, d), (m, e) = amount_of(count), amount_of(total)
    return fact.answer is AnswerKind.COUNTS and n * e <= m * d


def _can_be(value: str, fact: Fact) -> bool:
    n, d = amount_of(value)
    if fact.answer is AnswerKind.YES_NO:
        return n in (0, d)
    if fact.answer is AnswerKind.LEVEL:
        return n % d == 0 and n // d in _LEVELS
    if fact.answer is AnswerKind.COUNTS:
        return 0 <= n <= 100 * d
    low, high = fact.minimum, fact.maximum
    return (low is None or Fraction(n, d) >= low) and (high is None or Fraction(n, d) <= high)
