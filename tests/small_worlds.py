"""Worlds small enough to see by eye what a plan must say: some levels, a few actions, units with a day a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from compliance.model.calendar import Calendar
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
from compliance.model.results import Goal
from tests.plan_checker import Case, day

BEGIN, BY = "1405/09/07", "1405/10/05"  # a Saturday, and four weeks later
CALENDAR = Calendar(frozenset({3, 4}), frozenset(), frozenset(), ())  # Thursday and Friday are off
LETTERS = dict(
    zip("abcdefghijklmn", ["آ", "ب", "پ", "ت", "ث", "ج", "چ", "ح", "خ", "د", "ذ", "ر", "ز", "ژ"], strict=True)
)
UNITS = {"it": Text("میز فناوری", "IT desk"), "pr": Text("روابط عمومی", "Public relations")}
BASIS = Basis("proposed")


def title(id_: str) -> Text:
    return Text(f"اقدام {LETTERS[id_]}", f"Action {id_.upper()}")


def act(id_: str, raises: str | Mapping[str, int] = "", days: float = 1, **more: Any) -> Action:
    """An action of the IT desk that raises facts to level 4, or as it is said; its id is a letter."""
    facts = dict.fromkeys(raises, 4) if isinstance(raises, str) else raises
    authority = more.pop("authority", Authority.OFFICE)
    return Action(
        id=id_,
        title=title(id_),
        raises={fact: Fraction(level) for fact, level in facts.items()},
        fixed=Fraction(str(days)),
        per_unit=Fraction(0),
        wait_days=more.pop("wait", 0),
        wait_reason=None,
        cost=more.pop("cost", 0),
        needs=tuple(more.pop("needs", "")),
        owner=more.pop("owner", "it"),
        co_owner=None,
        authority=authority,
        request=Text("لطفاً", "please") if authority is Authority.HEADQUARTERS else None,
        criterion=Criterion(Text("معیار", "criterion"), {"required": list(facts)}),
        **more,
    )


def small(
    levels: Mapping[str, int | None],
    actions: Iterable[Action],
    worth: Mapping[str, int],
    award: Mapping[str, int] | None = None,
    **goal: Any,
) -> Case:
    """A case: levels of facts (None: unanswered), and what each is worth out of 100 at level 4.

    Facts that are worth nothing are judged by nothing. Days of the goal are written as Jalali dates.
    """
    checklists = [_checklist("programme", worth), _checklist("award", award or {"z": 100})]
    facts = {name: _fact(name) for name in {"z": None, **levels}}
    library = Library(facts, {c.id: c for c in checklists}, {a.id: a for a in actions}, UNITS, {}, Fraction(1, 2))
    known = {
        name: Known(Value(Fraction(level)), Source.DECLARED) for name, level in levels.items() if level is not None
    }
    units = tuple(Unit(id_, name, (id_,), Fraction(5)) for id_, name in UNITS.items())
    name = Text("اداره", "Office")
    office = Office("small", name, "body", name, "bushehr", "", ("programme",), (), units, None, False)
    begin, by = day(goal.pop("begin", BEGIN)), day(goal.pop("by", BY))
    fixed = {id_: day(text) for id_, text in goal.pop("fixed", {}).items()}
    return Case(library, office, known, Goal("programme", None, begin, by, fixed=fixed)._replace(**goal), CALENDAR)


def _fact(name: str) -> Fact:
    text = Text(name, name)
    levels = tuple(Text(str(n), str(n)) for n in range(5))
    return Fact(name, text, AnswerKind.LEVEL, "it", text, False, "file", BASIS, levels)


def _checklist(id_: str, weights: Mapping[str, int]) -> Checklist:
    items = tuple(
        Item(
            id=f"{id_}-{fact}",
            fact=fact,
            weight=Fraction(weight),
            target=Fraction(4),
            better=Better.HIGHER,
            criterion=Text("معیار", "criterion"),
            points=Fraction(weight),
            no_target=None,
            group=None,
            question_basis=BASIS,
            target_basis=BASIS,
            weight_basis=BASIS,
        )
        for fact, weight in weights.items()
    )
    assert sum(weights.values()) == 100
    named = Text({"programme": "برنامه", "award": "جایزه"}[id_], id_.capitalize())
    indicator = Indicator("I1", named, Fraction(100), BASIS, None, items)
    return Checklist(
        id_, "1", "proposed", None, named, Text("", ""), Fraction(100), "office", 0, (), (indicator,), id_
    )
