"""What becomes of every answer in the next round, and what the newer checklists ask differently.

Nothing is written here; `next_round` does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from compliance.checklist import comparison
from compliance.checklist.comparison import Kind
from compliance.language import _
from compliance.model.checklist import Fact, Library
from compliance.model.office import Evidence
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import inspection, rescaling
from compliance.office.desk import Desk
from compliance.office.folder import facts_by_subject


class Mark(StrEnum):
    """What the newer checklists did with a fact."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    RE_JUDGED = "re-judged"
    RE_WEIGHTED = "re-weighted"
    DROPPED = "dropped"


class Choice(StrEnum):
    """What the reader wants of answers whose question changed in meaning."""

    KEEP = "keep"
    RESCALE = "rescale"
    ASK = "ask"


class Fate(StrEnum):
    """What became of an answer."""

    PROPOSED = "proposed"
    ASKED = "asked"
    LEFT = "left"


class Carried(NamedTuple):
    """One fact on its way into the next round: what changed about it, and what became of its answer.

    `why` says what changed, or why a choice could not be followed. `aged` is its evidence that has
    grown too old, with the day each counts from.
    """

    key: Key
    marks: tuple[Mark, ...]
    why: str
    fate: Fate
    before: Stated
    after: Stated
    aged: tuple[tuple[Evidence, date], ...]


class Wishes(NamedTuple):
    """The reader's choice for facts that changed in meaning, and those made for single facts."""

    otherwise: Choice = Choice.ASK
    single: Mapping[str, Choice] = MappingProxyType({})

    def of(self, fact: str) -> Choice:
        """Return the choice for a fact."""
        return self.single.get(fact, self.otherwise)


def following(round_id: str, today: str) -> str:
    """Return the round after this one: that of today when it is later, the next half year otherwise."""
    year, number = map(int, round_id.split("-"))
    following_ = (year, 2) if number == 1 else (year + 1, 1)
    current = tuple(map(int, today.split("-")))
    return today if current > (year, number) else "{}-{}".format(*following_)


def prepare(desk: Desk, old: Library, new: Library, wishes: Wishes, today: date) -> list[Carried]:
    """Return what becomes of every answer and every fact that is new or dropped.

    `old` are the checklists the round was begun with, `new` those in force.
    """
    state, seals = desk.state(), desk.read_log().seals
    changes = _changes(old, new)
    own, of_systems = facts_by_subject(new)
    subjects = [("", own), *((system, of_systems) for system in desk.systems)]
    carried = []
    for key in (Key(system, fact) for system, facts in subjects for fact in facts):
        before = state.get(key, NOTHING)
        marks, why = _marks(key, old, new, changes)
        fate, after, reason = _fate(key, before, marks, old, new, wishes, desk.folder.name)
        aged = tuple(inspection.aged(before, seals, new.evidence, today))
        if marks != (Mark.SAME,) or before != NOTHING:
            carried.append(Carried(key, marks, reason or why, fate, before, after, aged))
    return [*carried, *_dropped(desk, new, state)]


def _changes(old: Library, new: Library) -> Mapping[str, list[comparison.Change]]:
    found: dict[str, list[comparison.Change]] = {}
    sides = [(library, tuple(library.originals.values())) for library in (old, new)]
    for change in comparison.compare(*sides):
        found.setdefault(change.fact, []).append(change)
    return found


def _marks(
    key: Key, old: Library, new: Library, changes: Mapping[str, list[comparison.Change]]
) -> tuple[tuple[Mark, ...], str]:
    """Return what the newer checklists did with a fact, the weightiest first, and what exactly."""
    if key.fact not in old.facts:
        return (Mark.NEW,), ""
    marks: dict[Mark, None] = {}
    meaning = comparison.meaning(old.facts[key.fact], new.facts[key.fact])
    if meaning:
        marks[Mark.CHANGED] = None
    said = list(meaning)
    for change in changes.get(key.fact, ()):
        if change.kind is Kind.RE_WEIGHTED:
            marks[Mark.RE_WEIGHTED] = None
            said.append(f"{change.checklist}: {change.what}")
        elif change.kind is Kind.CHANGED and not meaning:
            marks[Mark.RE_JUDGED] = None
            said.append(f"{change.checklist}: {change.what}")
        elif change.kind is Kind.NEW:
            marks[Mark.RE_JUDGED] = None
            said.append(_("{checklist} asks it too now").format(checklist=change.checklist))
        elif change.kind is Kind.REMOVED:
            marks[Mark.RE_JUDGED] = None
            said.append(_("{checklist} asks it no more").format(checklist=change.checklist))
    return tuple(marks) or (Mark.SAME,), _("; ").join(dict.fromkeys(said))


def _refused(fact: Fact, before: Stated) -> str:
    """Return why an answer is no longer possible; empty when it is."""
    texts = rescaling.kept(fact, fact, before)
    return texts if isinstance(texts, str) else ""


def _fate(
    key: Key, before: Stated, marks: tuple[Mark, ...], old: Library, new: Library, wishes: Wishes, round_id: str
) -> tuple[Fate, Stated, str]:
    """Return what becomes of an answer, and why a choice could not be followed."""
    if not (before.value or before.counted or before.not_applicable):
        return Fate.ASKED, NOTHING, ""
    proposal = before._replace(proposed=before.proposed or round_id)
    if Mark.CHANGED not in marks or before.not_applicable:
        if Mark.CHANGED in marks and wishes.of(key.fact) is Choice.ASK:
            return Fate.ASKED, NOTHING, ""
        why_not = "" if before.not_applicable else _refused(new.facts[key.fact], before)
        return (Fate.ASKED, NOTHING, why_not) if why_not else (Fate.PROPOSED, proposal, "")
    choice, fact = wishes.of(key.fact), new.facts[key.fact]
    if choice is Choice.ASK:
        return Fate.ASKED, NOTHING, ""
    move = rescaling.kept if choice is Choice.KEEP else rescaling.rescaled
    texts = move(old.facts[key.fact], fact, before)
    if isinstance(texts, str):
        return Fate.ASKED, NOTHING, texts
    moved = proposal._replace(value=texts.get("value"), counted=texts.get("counted"), total=texts.get("total"))
    return Fate.PROPOSED, moved, ""


def _dropped(desk: Desk, new: Library, state: Mapping[Key, Stated]) -> Iterator[Carried]:
    """The facts that are asked no more; their answers stay in the old round."""
    for system in ("", *desk.systems):
        for fact in desk.facts(system):
            if fact not in new.facts:
                before = state.get(Key(system, fact), NOTHING)
                yield Carried(Key(system, fact), (Mark.DROPPED,), "", Fate.LEFT, before, NOTHING, ())
