"""What changed between two versions of checklists, and which answers stay usable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from compliance.language import _
from compliance.model.checklist import AnswerKind, Checklist, Fact, Item, Library, Text
from compliance.persian import numbers

Side = tuple[Library, tuple[Checklist, ...]]


class Kind(StrEnum):
    """What happened to an item."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    RE_WEIGHTED = "re-weighted"


class Answers(StrEnum):
    """What happens to the answers given before."""

    USABLE = "usable"
    ASK_AGAIN = "ask again"
    ASK = "ask"
    UNUSED = "unused"


class Change(NamedTuple):
    """One difference: the item, what happened, what exactly, and what it means for answers."""

    checklist: str
    item: str
    fact: str
    kind: Kind
    what: str
    answers: Answers


def compare(old: Side, new: Side) -> list[Change]:
    """Return every difference, checklist by checklist in the order of the new version.

    Two single checklists are compared whatever their ids; folders are compared id by id.
    """
    if len(old[1]) == len(new[1]) == 1:
        pairs: list[tuple[Checklist | None, Checklist | None]] = [(old[1][0], new[1][0])]
    else:
        before = {c.id: c for c in old[1]}
        after = {c.id: c for c in new[1]}
        ids = [*after, *(id_ for id_ in before if id_ not in after)]
        pairs = [(before.get(id_), after.get(id_)) for id_ in ids]
    return [change for one, other in pairs for change in _checklist(one, other, old[0], new[0])]


def _checklist(one: Checklist | None, other: Checklist | None, old: Library, new: Library) -> Iterator[Change]:
    before = {i.id: i for i in one.items} if one else {}
    after = {i.id: i for i in other.items} if other else {}
    id_ = (other or one).id  # type: ignore[union-attr]  # one of the two is there
    for item in after.values():
        if item.id not in before:
            known = old.facts.get(item.fact)
            usable = known is not None and not meaning(known, new.facts[item.fact])
            yield Change(id_, item.id, item.fact, Kind.NEW, "", Answers.USABLE if usable else Answers.ASK)
        else:
            yield from _item(id_, before[item.id], item, old.facts[before[item.id].fact], new.facts[item.fact])
    for item in before.values():
        if item.id not in after:
            yield Change(id_, item.id, item.fact, Kind.REMOVED, "", Answers.UNUSED)


def _item(checklist: str, before: Item, after: Item, old: Fact, new: Fact) -> Iterator[Change]:
    asked = [*_other_fact(before, after), *meaning(old, new)]
    judged = list(_judgement(before, after))
    if asked or judged:
        answers = Answers.ASK_AGAIN if asked else Answers.USABLE
        yield Change(checklist, after.id, after.fact, Kind.CHANGED, _("; ").join([*asked, *judged]), answers)
    if before.points != after.points:
        what = _("{old} to {new} points").format(old=numbers.show(before.points), new=numbers.show(after.points))
        yield Change(checklist, after.id, after.fact, Kind.RE_WEIGHTED, what, Answers.USABLE)


def _other_fact(before: Item, after: Item) -> Sequence[str]:
    if before.fact == after.fact:
        return ()
    return [_("fact {old} to {new}").format(old=before.fact, new=after.fact)]


class Meaning(NamedTuple):
    """What a question asks, without who answers it on what evidence; levels, counts and unit as in a `Fact`."""

    answer: AnswerKind
    question: Text
    levels: tuple[Text, ...]
    counted: Text | None
    total: Text | None
    unit: Text | None


def asks(fact: Fact) -> Meaning:
    """Return what a fact asks, to be kept beside an answer."""
    return Meaning(fact.answer, fact.question, fact.levels, fact.counted, fact.total, fact.unit)


def meaning(old: Fact | Meaning, new: Fact) -> list[str]:
    """Return what changed in the question itself, so that an old answer may no longer hold."""
    pairs = (
        (_("kind of answer"), old.answer, new.answer),
        (_("wording of the question"), old.question, new.question),
        (_("levels"), old.levels, new.levels),
        (_("what is counted"), (old.counted, old.total), (new.counted, new.total)),
        (_("unit"), old.unit, new.unit),
    )
    return [name for name, one, other in pairs if one != other]


def _judgement(before: Item, after: Item) -> Iterator[str]:
    """What changed in how an answer is judged; the answer itself stays."""
    if before.target != after.target:
        yield _("target {old} to {new}").format(old=_target(before), new=_target(after))
    if before.better != after.better:
        yield _("direction")
    if before.criterion != after.criterion:
        yield _("wording of the criterion")


def _target(item: Item) -> str:
    return "—" if item.target is None else numbers.show(item.target)
