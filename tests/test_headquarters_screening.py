"""What is screened out on whole numbers is exactly what the rules of contradictions find nothing in."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from compliance.assessment import contradictions
from compliance.filing import record
from compliance.headquarters.intake.answers import Reader
from compliance.headquarters.intake.screening import Screen
from compliance.model.checklist import Pair, Part
from compliance.model.office import Known, Source
from tests import inbox

PAIRS = inbox.shipped().pairs


def entry(chance: random.Random, pair: Pair, fact: str) -> dict[str, Any]:
    """Return an answer at the limits of a pair, beside them, or anywhere, as a declaration writes it."""
    limits = [q.at_least for q in pair.sides] + [q.at_most for q in pair.sides]
    near = [Fraction(limit) + step for limit in limits if limit is not None for step in (-1, 0, 1)]
    drawn = [max(Fraction(0), chance.choice([*near, *map(Fraction, (0, 1, 2, 5, 100))])) for _draw in range(2)]
    if chance.random() < 0.05:
        return {"fact": fact, "not_applicable": "why"}
    if any(q.fact == fact and q.part is not Part.VALUE for q in pair.sides) and chance.random() < 0.9:
        return {"fact": fact, "count": str(int(min(drawn))), "total": str(int(max(drawn)))}
    value = drawn[0]
    return {"fact": fact, "value": str(value.numerator if value.denominator == 1 else value)}


def known(made: dict[str, Any]) -> Known:
    return Known(record.value_of(made, inbox.shipped().facts.get(made["fact"])), Source.DECLARED)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_the_screen_is_the_rules(pair: Pair) -> None:
    chance, screen, reader, seen = random.Random(pair.id), Screen(PAIRS), Reader(inbox.shipped().facts), set()
    facts = sorted({quantity.fact for quantity in pair.sides})
    for _draw in range(150):
        values = [entry(chance, pair, fact) for fact in facts if chance.random() < 0.95]
        answers = reader.read({"values": values}).said
        wanted = bool(contradictions.judge(PAIRS, {one["fact"]: known(one) for one in values}))
        assert screen.finds(answers[""]) == wanted, values
        seen.add(wanted)
    assert seen == {True, False}
