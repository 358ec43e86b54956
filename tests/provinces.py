"""Thirty-one invented provinces that fall short in every item of the programme: the size plans are asked for."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import NamedTuple

from compliance import checklist
from compliance.assessment.scoring import assess
from compliance.model.checklist import AnswerKind, Better, Fact, Item
from compliance.model.office import Known, Source, Value
from compliance.model.sharing import Aim, Team, Terms
from compliance.plan.sharing import site
from compliance.plan.sharing.site import Site

TEAMS = (
    Team("trainers", Fraction(250), ("hr",)),
    Team("web team", Fraction(900), ("it", "pr")),
    Team("assessors", Fraction(400), ("svc", "perf")),
)
_TOTALS = (20, 24, 25, 30, 36, 40, 45, 48, 50, 60, 64, 75, 80, 90, 96, 100, 120, 125, 150, 160, 200)


class Provinces(NamedTuple):
    """The offices, and what is asked."""

    sites: tuple[Site, ...]
    terms: Terms


def provinces(aim: Aim, n: int = 31, seed: int = 1) -> Provinces:
    """Invent the provinces, each with sixty actions to choose from."""
    library = checklist.load()
    terms = Terms("programme", aim, Fraction(50) if aim is Aim.CERTIFICATE else None, 150_000, TEAMS)
    judged = [c for c in library.checklists.values() if c.per == "office"]
    found = []
    for number in range(n):
        chance = Random(f"{seed} {number}")
        quality = chance.betavariate(2, 3)
        facts = {
            item.fact: _short(library.facts[item.fact], item, quality, chance)
            for item in library.checklists["programme"].items
            if item.target is not None
        }
        made = site.of(library, f"province-{number:02d}", [assess(c, facts) for c in judged], facts, terms)
        assert made is not None
        found.append(made)
    return Provinces(tuple(found), terms)


def _short(fact: Fact, item: Item, quality: float, chance: Random) -> Known:
    """Return an answer that falls short of an item's target, the less the better an office is."""
    assert item.target is not None
    level = Fraction(round(1000 * min(0.95, quality * chance.uniform(0.5, 1.5))), 1000)
    value = Value(Fraction(0))
    if fact.answer is AnswerKind.LEVEL:
        value = Value(Fraction(int(level * item.target)))
    elif fact.answer is AnswerKind.COUNTS:
        total = chance.choice(_TOTALS)
        counted = int(level * total * item.target / 101)
        value = Value(Fraction(100 * counted, total), Fraction(counted), Fraction(total))
    elif fact.answer is AnswerKind.NUMBER:
        better = level if item.better is Better.HIGHER else 3 - 2 * level
        value = Value(Fraction(round(100 * better * item.target), 100))
    return Known(value, Source.DECLARED)
