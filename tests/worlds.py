"""Invented libraries and offices of any size, for plans that are compared with each other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import (
    Action,
    AnswerKind,
    Authority,
    Basis,
    Better,
    Checklist,
    Criterion,
    Fact,
    Indicator,
    Item,
    Library,
    Text,
)
from compliance.model.office import Known, Office, Source, Unit, Value

UNITS = ("it", "pr", "hr", "svc", "sup")
WAITS = (0, 0, 0, 7, 14, 30, 45)
TINY_WEEKS = 5
BASIS = Basis("proposed")


class World(NamedTuple):
    """A library, an office, and what is known of it."""

    instruments: Library
    office: Office
    facts: dict[str, Known]


def text(words: str) -> Text:
    return Text(words, words)


def world(
    seed: int,
    actions: int,
    room: float = 0.5,
    weeks: int = 26,
    budget: float | None = None,
    *,
    units: Sequence[str] = UNITS,
    waits: Sequence[int] = WAITS,
    most: int = 40,
    sharing: float = 0.9,
    mixed: bool = False,
    apart: bool = False,
) -> World:
    """Make a world in which the units have time for about `room` of all work.

    Most actions raise one level; some share it with another action, some raise two; a third needs
    others; waits, costs and efforts (up to `most` half days) vary. `budget` is the share of all costs
    that can be paid, `sharing` how many facts there are to an action. A `mixed` world also has counts,
    numbers of which less is better, facts unanswered or not applicable, actions of headquarters, joint
    ones, and some without work. In a world `apart` the first checklist leaves out every third fact.
    """
    chance, other = random.Random(seed), random.Random(-1 - seed)
    names = [f"fact.{n}" for n in range(max(2, int(actions * sharing)))]
    kinds = {name: other.choice("llllcn") if mixed else "l" for name in names}
    made = [_action(chance, n, names, units, waits, most) for n in range(actions)]
    made = [_mixed(other, action, kinds) if mixed else action for action in made]
    efforts = dict.fromkeys(units, Fraction(0))
    for action in made:
        efforts[action.owner] += action.fixed
    rooms = tuple(
        Unit(u, text(u), (u,), max(Fraction(1, 2), Fraction(round(2 * float(efforts[u]) * room / weeks), 2)))
        for u in units
    )
    money = None if budget is None else int(sum(a.cost for a in made) * budget)
    judged = dict(list(kinds.items())[1:][::3]) if apart else {}
    programme = {name: kind for name, kind in kinds.items() if name not in judged}
    checklists = [_checklist(chance, "programme", programme), _checklist(chance, "award", kinds)]
    facts = {name: _fact(name, kind) for name, kind in kinds.items()}
    levels = {name: chance.randint(0, 3) for name in names}
    known = {name: Known(_value(other, level, kinds[name]), Source.DECLARED) for name, level in levels.items()}
    if mixed:
        for name in other.sample(names, len(names) // 10):
            del known[name]
        for name in other.sample(sorted(known), len(known) // 15):
            known[name] = Known(Value(None, not_applicable="none"), Source.DECLARED)
    library = Library(
        facts, {c.id: c for c in checklists}, {a.id: a for a in made}, {u: text(u) for u in units}, {}, Fraction(1, 2)
    )
    office = Office("world", text("w"), "b", text("b"), "p", "", ("programme",), (), rooms, money, False)
    return World(library, office, known)


def _amount(level: int | Fraction, kind: str) -> Fraction:
    """A level as the kind of fact has it: per cent of a count, or a number of which less is better."""
    return {"l": Fraction(level), "c": 25 * Fraction(level), "n": 3 * (5 - Fraction(level))}[kind]


def _value(other: random.Random, level: int, kind: str) -> Value:
    if kind != "c":
        return Value(_amount(level, kind))
    total = other.randint(3, 20)
    counted = Fraction(total * level // 4)
    return Value(100 * counted / total, counted, Fraction(total))


def _fact(id_: str, kind: str) -> Fact:
    levels = tuple(text(str(n)) for n in range(5)) if kind == "l" else ()
    answer = {"l": AnswerKind.LEVEL, "c": AnswerKind.COUNTS, "n": AnswerKind.NUMBER}[kind]
    return Fact(id_, text(id_), answer, "it", text("e"), False, "file", BASIS, levels)


def _action(
    chance: random.Random, number: int, names: list[str], units: Sequence[str], waits: Sequence[int], most: int
) -> Action:
    facts = {names[number % len(names)]: Fraction(chance.choice([3, 4, 4, 4]))}
    if chance.random() < 0.15:
        facts[chance.choice(names)] = Fraction(4)
    needs = {chance.randrange(number) for _ in range(chance.choice([0, 0, 1, 1, 2]))} if number > 3 else set()
    return Action(
        id=f"action-{number:03}",
        title=text(f"action {number}"),
        raises=facts,
        fixed=Fraction(chance.randint(2, most), 2),
        per_unit=Fraction(0),
        wait_days=chance.choice(waits),
        wait_reason=None,
        cost=chance.choice([0, 0, 50, 100, 400, 1500]),
        needs=tuple(f"action-{n:03}" for n in sorted(needs)),
        owner=chance.choice(units),
        co_owner=None,
        authority=Authority.OFFICE,
        request=None,
        criterion=Criterion(text("c"), {"required": list(facts)}),
    )


def _mixed(other: random.Random, action: Action, kinds: Mapping[str, str]) -> Action:
    """The same action for facts of all kinds; one in twelve is headquarters', joint, or without work."""
    counts = any(kinds[fact] == "c" for fact in action.raises)
    authorities = [*[Authority.OFFICE] * 10, Authority.JOINT, Authority.HEADQUARTERS]
    authority = other.choice(authorities)
    return action._replace(
        raises={fact: _amount(level, kinds[fact]) for fact, level in action.raises.items()},
        fixed=Fraction(0) if other.random() < 1 / 12 else action.fixed,
        per_unit=Fraction(other.randint(0, 3), 4) if counts else Fraction(0),
        authority=authority,
        request=text("please") if authority is Authority.HEADQUARTERS else None,
    )


def _checklist(chance: random.Random, id_: str, kinds: Mapping[str, str]) -> Checklist:
    weights = [Fraction(chance.randint(1, 12)) for _ in kinds]
    whole = sum(weights, Fraction(0))
    items = tuple(
        Item(
            id=f"{id_}-{n}",
            fact=name,
            weight=weight,
            target=_amount(chance.choice([3, 4, 4]), kind),
            better=Better.LOWER if kind == "n" else Better.HIGHER,
            criterion=text("c"),
            points=100 * weight / whole,
            no_target=None,
            group=None,
            question_basis=BASIS,
            target_basis=BASIS,
            weight_basis=BASIS,
        )
        for n, ((name, kind), weight) in enumerate(zip(kinds.items(), weights, strict=True))
    )
    indicator = Indicator("I1", text("i"), Fraction(100), BASIS, None, items)
    return Checklist(
        id_, "1", "proposed", None, text(id_), text(""), Fraction(100), "office", 0, (), (indicator,), id_
    )


def tiny(
    seed: int,
    actions: int,
    budget: float | None = None,
    sharing: float = 0.7,
    mixed: bool = False,
    apart: bool = False,
) -> World:
    """Make a world whose choices can all be tried: few units, little time, several actions to a fact."""
    room = random.Random(seed).choice([0.3, 0.5, 0.8])
    return world(
        seed,
        actions,
        room,
        TINY_WEEKS,
        budget,
        units=UNITS[: 2 + seed % 2],
        waits=(0, 0, 0, 3, 7, 14),
        most=16,
        sharing=sharing,
        mixed=mixed,
        apart=apart,
    )
