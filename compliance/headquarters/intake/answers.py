"""What a declaration says, read in one pass: amounts as the rules take them, and the first that no office can have.

The same few values come again and again from thousands of offices; each is worked out once and remembered. Counts
seldom do.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from compliance.headquarters.intake.judging import Amount, amount_of
from compliance.model.checklist import AnswerKind, Empty, Fact

_LEVELS = range(5)
_REMEMBERED = 2**15
_Counts = tuple[Amount, Amount]
_Kept = str | list[str] | None


class Answers(NamedTuple):
    """What an office, or a system of it, says by fact: amounts (None where none applies), and counts of totals."""

    amounts: dict[str, Amount | None]
    counts: dict[str, _Counts]


class Read(NamedTuple):
    """Answers by system (the office's own under no name), all of them as the record keeps them, and what is odd.

    `kept` lists system, fact, and a value, two counts or nothing; `impossible` is the first value that no office can
    have, with its place, None when all can be.
    """

    said: dict[str, Answers]
    kept: list[tuple[str, str, _Kept]]
    impossible: str | None


class Reader:
    """Reads declarations by the facts that headquarters knows; of others nothing is computed, and all is possible."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._value = lru_cache(maxsize=_REMEMBERED)(self._of_value)

    def read(self, made: Mapping[str, Any]) -> Read:
        """Read a declaration of the published form."""
        said = {"": Answers({}, {})}
        kept: list[tuple[str, str, _Kept]] = []
        odd: str | None = None
        now, (amounts, counts) = "", said[""]
        for entry in made["values"]:
            fact, system = entry["fact"], entry.get("system", "")
            if system != now:
                now, (amounts, counts) = system, said.setdefault(system, Answers({}, {}))
            if (value := entry.get("value")) is not None:
                amounts[fact], possible = self._value(fact, value)
                kept.append((system, fact, value))
            elif (count := entry.get("count")) is not None:
                total = entry["total"]
                amounts[fact], counts[fact], possible = self._of_counts(fact, count, total)
                kept.append((system, fact, [count, total]))
            else:
                amounts[fact] = None
                kept.append((system, fact, None))
                continue
            if not possible and odd is None:
                odd = f"$.values[{len(kept) - 1}]: {fact}"
        return Read(said, kept, odd)

    def _of_value(self, id_: str, value: str) -> tuple[Amount, bool]:
        fact, amount = self._facts.get(id_), amount_of(value)
        return amount, fact is None or _can_be(amount, fact)

    def _of_counts(self, id_: str, count: str, total: str) -> tuple[Amount | None, _Counts, bool]:
        """Return a percentage; of nothing it is what the fact says of that, as everywhere."""
        fact, both = self._facts.get(id_), (amount_of(count), amount_of(total))
        (n, d), (m, e) = both
        possible = fact is None or (
            fact.answer is AnswerKind.COUNTS and n * e <= m * d and not (fact.whole and (n % d or m % e))
        )
        if m:
            return (100 * n * e, d * m), both, possible
        return ((0, 1) if fact is not None and fact.empty is Empty.UNMET else None), both, possible


def _can_be(amount: Amount, fact: Fact) -> bool:
    n, d = amount
    if fact.answer is AnswerKind.YES_NO:
        return n in (0, d)
    if fact.answer is AnswerKind.LEVEL:
        return n % d == 0 and n // d in _LEVELS
    if fact.answer is AnswerKind.COUNTS:
        return 0 <= n <= 100 * d
    if fact.whole and n % d:
        return False
    low, high = fact.minimum, fact.maximum
    return (low is None or Fraction(n, d) >= low) and (high is None or Fraction(n, d) <= high)
