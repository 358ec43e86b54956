"""Whether answers may contradict each other, on whole numbers: most do not, and need no further look.

What is found here is judged by the rules themselves (`assessment.contradictions`), which also say it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.headquarters.intake.answers import Answers
from compliance.headquarters.intake.judging import Amount
from compliance.model.checklist import Pair, Part, Relation


class _Side(NamedTuple):
    fact: str
    part: Part
    low: Amount | None
    high: Amount | None


_Limits = list[tuple[_Side, Amount]]


class Screen:
    """Pairs of answers that cannot all be true, made ready for many offices."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = tuple(
            (
                _BROKEN[pair.relation],
                tuple(_Side(q.fact, q.part, _plain(q.at_least), _plain(q.at_most)) for q in pair.sides),
            )
            for pair in pairs
        )

    def finds(self, answers: Answers) -> bool:
        """Whether any pair is broken."""
        amounts, counts = answers
        for broken, sides in self._pairs:
            met: _Limits = []
            for side in sides:
                amount = amounts.get(side.fact)
                if amount is not None and side.part is not Part.VALUE:
                    both = counts.get(side.fact)
                    amount = None if both is None else both[0] if side.part is Part.COUNT else both[1]
                if amount is None:
                    break
                met.append((side, amount))
            else:
                if broken(met):
                    return True
        return False


def _plain(number: Fraction | None) -> Amount | None:
    return None if number is None else (number.numerator, number.denominator)


def _above(met: _Limits) -> bool:
    (_one, (n, d)), (_other, (m, e)) = met
    return n * e > m * d


def _differ(met: _Limits) -> bool:
    (_one, (n, d)), (_other, (m, e)) = met
    return n * e != m * d


def _together(met: _Limits) -> bool:
    return all(
        (side.low is None or n * side.low[1] >= side.low[0] * d)
        and (side.high is None or n * side.high[1] <= side.high[0] * d)
        for side, (n, d) in met
    )


_BROKEN: Mapping[Relation, Callable[[_Limits], bool]] = {
    Relation.ABOVE: _above,
    Relation.DIFFER: _differ,
    Relation.TOGETHER: _together,
}
