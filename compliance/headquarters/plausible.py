"""Whether a declared value can be one of its fact at all: what the office's own program would never write."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from compliance.headquarters.judging import amount_of
from compliance.model.checklist import AnswerKind, Fact

_LEVELS = range(5)


def impossible(made: Mapping[str, Any], facts: Mapping[str, Fact]) -> str | None:
    """Return the first value that no office can have, with its place in the declaration; None when all can be.

    Facts that no checklist here knows are left alone: nothing is computed from them.
    """
    for place, entry in enumerate(made["values"]):
        fact = facts.get(entry["fact"])
        if fact is not None and not ("not_applicable" in entry or _can_be(entry, fact)):
            return f"$.values[{place}]: {entry['fact']}"
    return None


def _can_be(entry: Mapping[str, Any], fact: Fact) -> bool:
    if "count" in entry:
        (n, d), (m, e) = amount_of(entry["count"]), amount_of(entry["total"])
        return fact.answer is AnswerKind.COUNTS and n * e <= m * d
    n, d = amount_of(entry["value"])
    if fact.answer is AnswerKind.YES_NO:
        return n in (0, d)
    if fact.answer is AnswerKind.LEVEL:
        return n % d == 0 and n // d in _LEVELS
    if fact.answer is AnswerKind.COUNTS:
        return 0 <= n <= 100 * d
    low, high = fact.minimum, fact.maximum
    return (low is None or Fraction(n, d) >= low) and (high is None or Fraction(n, d) <= high)
