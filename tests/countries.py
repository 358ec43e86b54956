"""Invented countries of a few offices, and what can be done in them told again by trying everything.

Nothing here knows the planner's code: an office's score after some actions is that of a new assessment.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from compliance.assessment.scoring import assess
from compliance.model.checklist import (
    Action,
    AnswerKind,
    Authority,
    Basis,
    Better,
    Certificate,
    Checklist,
    Criterion,
    Empty,
    Fact,
    Indicator,
    Item,
    Library,
    Text,
)
from compliance.model.office import Known, Source, Value
from compliance.model.sharing import Aim, SharedPlan, Team, Terms
from compliance.plan.sharing import making, site, solvers

OWNERS = ("it", "pr", "hr")
BASIS = Basis("proposed")
KINDS = (AnswerKind.LEVEL, AnswerKind.YES_NO, AnswerKind.COUNTS, AnswerKind.NUMBER)
Facts = Mapping[str, Known]


class Country(NamedTuple):
    """Offices with what they answered, the actions there are, and what is asked."""

    instruments: Library
    offices: Mapping[str, Facts]
    terms: Terms


class Option(NamedTuple):
    """Some actions of one office that can be done together: what they take of each limit, and what they come to."""

    ids: frozenset[str]
    use: tuple[Fraction, ...]
    gain: Fraction
    lifted: bool


class Best(NamedTuple):
    """What can be reached at most: points, offices lifted, and points where as many are lifted."""

    points: Fraction
    lifted: int
    then: Fraction


def text(word: str) -> Text:
    return Text(word, word)


def fact(id_: str, kind: AnswerKind, owner: str = "it") -> Fact:
    levels = tuple(text(str(n)) for n in range(5)) if kind is AnswerKind.LEVEL else ()
    empty = Empty.NOT_APPLICABLE if kind is AnswerKind.COUNTS else None
    return Fact(id_, text(id_), kind, owner, text(id_), False, "file", BASIS, levels, empty=empty)


def item(id_: str, of: str, weight: Fraction, target: Fraction, better: Better = Better.HIGHER) -> Item:
    return Item(id_, of, weight, target, better, text("c"), weight, None, None, BASIS, BASIS, BASIS)


def checklist(id_: str, items: Sequence[Item], floors: Sequence[int] = ()) -> Checklist:
    whole = sum((one.weight for one in items), Fraction(0))
    certificates = tuple(
        Certificate(f"c{n}", text(f"c{n}"), Fraction(f)) for n, f in enumerate(sorted(floors, reverse=True))
    )
    indicator = Indicator("I1", text("I1"), whole, BASIS, None, tuple(items))
    return Checklist(
        id_, "1", "proposed", None, text(id_), text(""), whole, "office", 0, certificates, (indicator,), id_
    )


def action(id_: str, raises: Mapping[str, Fraction], owner: str, **more: object) -> Action:
    authority = more.pop("authority", Authority.OFFICE)
    assert isinstance(authority, Authority)
    return Action(
        id=id_,
        title=text(f"action {id_}"),
        raises=raises,
        fixed=Fraction(str(more.pop("days", 1))),
        per_unit=Fraction(str(more.pop("per_unit", 0))),
        wait_days=0,
        wait_reason=None,
        cost=int(str(more.pop("cost", 0))),
        needs=tuple(str(more.pop("needs", ""))),
        owner=owner,
        co_owner=None,
        authority=authority,
        request=None,
        criterion=Criterion(text("criterion"), {"required": list(raises)}),
    )


def instruments(facts: Sequence[Fact], checklists: Sequence[Checklist], actions: Sequence[Action]) -> Library:
    units = {owner: text(owner) for owner in OWNERS}
    return Library(
        {f.id: f for f in facts}, {c.id: c for c in checklists}, {a.id: a for a in actions}, units, {}, Fraction(1, 2)
    )


def known(amount: int | str | Fraction, counts: tuple[int, int] | None = None) -> Known:
    if counts is None:
        return Known(Value(Fraction(amount)), Source.DECLARED)
    counted, total = counts
    return Known(Value(Fraction(100 * counted, total), Fraction(counted), Fraction(total)), Source.DECLARED)


def country(seed: int, offices: int = 0, actions: int = 0) -> Country:
    """A random country: shared facts, needs, unanswered and not applicable facts, all kinds of limits and aims."""
    chance = random.Random(seed)
    facts = [fact(f"f{n}", chance.choice(KINDS), chance.choice(OWNERS)) for n in range(chance.randint(2, 6))]
    better = {f.id: Better.LOWER if f.answer is AnswerKind.NUMBER else Better.HIGHER for f in facts}
    items = [
        item(
            f"i{n}",
            f.id,
            Fraction(chance.choice((5, 10, 15, 20, 30)), chance.choice((1, 1, 3))),
            _target(f, chance),
            better[f.id],
        )
        for n, f in enumerate(facts)
    ]
    most = int(sum(one.weight for one in items))
    floors = sorted({chance.randint(1, max(1, most)) for _n in range(chance.randint(0, 3))})
    other = [
        item(f"o{n}", one.fact, one.weight + n, one.target or Fraction(1), one.better)
        for n, one in enumerate(items[1:])
    ]
    made = _actions(chance, items, actions or chance.randint(1, 5))
    lists = [checklist("programme", items, floors), checklist("award", other or items)]
    people = {f"o{n}": _answers(chance, facts) for n in range(offices or chance.randint(1, 3))}
    return Country(instruments(facts, lists, made), people, _terms(chance, most, floors))


def _target(of: Fact, chance: random.Random) -> Fraction:
    if of.answer is AnswerKind.YES_NO:
        return Fraction(1)
    if of.answer is AnswerKind.LEVEL:
        return Fraction(chance.choice((3, 4)))
    return (
        Fraction(chance.choice((60, 90, 100))) if of.answer is AnswerKind.COUNTS else Fraction(chance.choice((2, 3)))
    )


def _actions(chance: random.Random, items: Sequence[Item], n: int) -> list[Action]:
    made: list[Action] = []
    for id_ in "abcdefghijkl"[:n]:
        some = chance.sample(items, min(len(items), chance.choice((1, 1, 1, 2))))
        raises = {}
        for one in some:
            assert one.target is not None
            lower = one.better is Better.LOWER
            part = chance.choice((1, 1, Fraction(2, 3) if not lower else Fraction(3, 2)))
            raises[one.fact] = one.target * part
        needs = [other.id for other in made if chance.random() < 0.25]
        made.append(
            action(
                id_,
                raises,
                chance.choice(OWNERS),
                days=chance.choice((0, 0.5, 1, 2, 3)),
                per_unit=chance.choice((0, 0, 0.1)),
                cost=chance.choice((0, 0, 1, 2, 3, 5, 8)),
                needs="".join(needs),
                authority=chance.choice(
                    (Authority.OFFICE, Authority.OFFICE, Authority.JOINT, Authority.HEADQUARTERS)
                ),
            )
        )
    return made


def _answers(chance: random.Random, facts: Sequence[Fact]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for one in facts:
        drawn = chance.random()
        if drawn < 0.1:
            continue
        if drawn < 0.15:
            found[one.id] = Known(Value(None, not_applicable="not here"), Source.DECLARED)
        elif one.answer is AnswerKind.COUNTS:
            total = chance.choice((3, 7, 10, 12))
            found[one.id] = known(0, (chance.randint(0, total), total))
        else:
            top = {AnswerKind.LEVEL: 4, AnswerKind.YES_NO: 1}.get(one.answer, 9)
            found[one.id] = known(chance.randint(0, top))
    return found


def _terms(chance: random.Random, most: int, floors: Sequence[int]) -> Terms:
    owners = chance.sample(OWNERS, chance.randint(0, 3))
    cut = chance.randint(0, len(owners))
    teams = [
        Team(f"team {n}", Fraction(chance.randint(0, 12), chance.choice((1, 2))), tuple(some))
        for n, some in enumerate((owners[:cut], owners[cut:]))
        if some
    ]
    aim = chance.choice((Aim.POINTS, Aim.CERTIFICATE))
    floor_ = Fraction(chance.randint(1, max(1, most))) if not floors or chance.random() < 0.5 else None
    budget = chance.choice((None, 0, 3, 8, 15, 40))
    return Terms(
        "programme", aim, floor_ if aim is Aim.CERTIFICATE else None, budget, tuple(teams), chance.random() < 0.1
    )


def planned(made: Country, name: str, effort: float = 1.0) -> SharedPlan:
    """The program's plan for a country, by a solver of a name."""
    return making.make(sites(made), made.terms, solvers.named(name, effort))


def sites(made: Country) -> list[site.Site]:
    found = (
        site.of(
            made.instruments,
            office,
            [assess(c, facts) for c in made.instruments.checklists.values()],
            facts,
            made.terms,
        )
        for office, facts in made.offices.items()
    )
    return [one for one in found if one is not None]


# -- the same told again ---------------------------------------------------------------------------------------


def score(made: Country, facts: Facts) -> Fraction | None:
    return assess(made.instruments.checklists[made.terms.checklist], facts).score


def hundredths(points: Fraction) -> int:
    return floor(points * 100 + Fraction(1, 2))


def raised(made: Country, facts: Facts, ids: frozenset[str]) -> dict[str, Known]:
    """The facts once the actions are done."""
    after = dict(facts)
    better = {i.fact: i.better for c in made.instruments.checklists.values() for i in c.items}
    for id_ in sorted(ids):
        for name, wanted in made.instruments.actions[id_].raises.items():
            before = after.get(name)
            if before is None:
                after[name] = Known(Value(wanted), Source.DECLARED)
            elif before.value.amount is not None:
                pick = min if better.get(name) is Better.LOWER else max
                after[name] = Known(Value(pick(before.value.amount, wanted)), Source.DECLARED)
    return after


def is_open(made: Country, facts: Facts, id_: str) -> bool:
    """Whether something an action raises applies and is not known to be as good already."""
    return any(
        (name not in facts or facts[name].value.amount is not None) and _short(made, facts, name, wanted) is not False
        for name, wanted in made.instruments.actions[id_].raises.items()
    )


def _short(made: Country, facts: Facts, name: str, wanted: Fraction) -> bool | None:
    """Whether a known fact falls short of what is wanted; None for one that nobody answered."""
    if name not in facts:
        return None
    amount = facts[name].value.amount
    if amount is None:
        return False
    lower = any(
        i.fact == name and i.better is Better.LOWER for c in made.instruments.checklists.values() for i in c.items
    )
    return amount > wanted if lower else amount < wanted


def closure(made: Country, facts: Facts, id_: str) -> frozenset[str]:
    """An action with everything it needs that is still to be done."""
    found = {id_}
    for need in made.instruments.actions[id_].needs:
        if is_open(made, facts, need):
            found |= closure(made, facts, need)
    return frozenset(found)


def offered(made: Country, facts: Facts) -> frozenset[str]:
    """The actions that can be chosen: those that close a known gap with points, and what they need."""
    found: set[str] = set()
    now = score(made, facts)
    for id_, one in made.instruments.actions.items():
        lone = [
            score(made, {**facts, name: Known(Value(wanted), Source.DECLARED)})
            for name, wanted in one.raises.items()
            if _short(made, facts, name, wanted)
        ]
        needed = closure(made, facts, id_)
        ours = all(made.instruments.actions[n].authority is Authority.HEADQUARTERS for n in needed)
        if any(now is not None and then is not None and then > now for then in lone) and (
            ours or not made.terms.only_headquarters
        ):
            found |= needed
    return frozenset(found)


def effort(made: Country, facts: Facts, id_: str) -> Fraction:
    """The person-days of an action, by the counts that are missing."""
    one = made.instruments.actions[id_]
    missing = 0
    for name, wanted in one.raises.items():
        if made.instruments.facts[name].answer is AnswerKind.COUNTS and name in facts and facts[name].value.total:
            value = facts[name].value
            missing += max(0, ceil(wanted * (value.total or 0) / 100) - int(value.counted or 0))
    return one.fixed + one.per_unit * missing


def goal_of(made: Country, facts: Facts) -> Fraction | None:
    """The score over which an office is to be lifted, None where there is none above its own."""
    now = score(made, facts)
    assert now is not None
    floors = [c.floor for c in made.instruments.checklists[made.terms.checklist].certificates]
    if made.terms.floor is not None:
        floors = [made.terms.floor]
    return min((f for f in floors if f * 100 > hundredths(now)), default=None)


def takes(made: Country, facts: Facts, ids: frozenset[str]) -> tuple[Fraction, ...]:
    """What actions of an office take of each limit: the budget where there is one, then each team."""
    actions = made.instruments.actions
    money = [] if made.terms.budget is None else [Fraction(sum(actions[id_].cost for id_ in ids))]
    time = [
        sum((effort(made, facts, id_) for id_ in ids if actions[id_].owner in team.covers), Fraction(0))
        for team in made.terms.teams
    ]
    return (*money, *time)


def options(made: Country, facts: Facts) -> Iterator[Option]:
    """Everything that can be done together in one office."""
    now, wanted = score(made, facts), goal_of(made, facts)
    assert now is not None
    ids = sorted(offered(made, facts))
    for bits in range(2 ** len(ids)):
        some = frozenset(id_ for n, id_ in enumerate(ids) if bits >> n & 1)
        if all(closure(made, facts, id_) <= some for id_ in some):
            then = score(made, raised(made, facts, some))
            assert then is not None
            lifted = wanted is not None and hundredths(then) >= wanted * 100
            yield Option(some, takes(made, facts, some), then - now, lifted)


def undominated(some: Sequence[Option]) -> list[Option]:
    """Those that no other beats in everything."""
    kept: list[Option] = []
    for one in sorted(some, key=lambda o: (-o.lifted, -o.gain, o.use)):
        if not any(
            k.gain >= one.gain and k.lifted >= one.lifted and all(a <= b for a, b in zip(k.use, one.use, strict=True))
            for k in kept
        ):
            kept.append(one)
    return kept


def best(made: Country) -> Best:
    """What can be reached at most, by trying everything."""
    caps = [
        *([] if made.terms.budget is None else [Fraction(made.terms.budget)]),
        *(t.days for t in made.terms.teams),
    ]
    scored = [facts for facts in made.offices.values() if score(made, facts) is not None]
    found = [(Fraction(0), 0)]
    for some in product(*(undominated(list(options(made, facts))) for facts in scored)):
        if all(sum(one.use[n] for one in some) <= cap for n, cap in enumerate(caps)):
            found.append((sum((one.gain for one in some), Fraction(0)), sum(one.lifted for one in some)))
    lifted = max(n for _points, n in found)
    return Best(max(p for p, _n in found), lifted, max(p for p, n in found if n == lifted))
