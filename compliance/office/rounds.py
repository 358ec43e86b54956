"""The next round: answers carried over as proposals, with what the newer checklists ask differently.

`prepare` decides for every fact what becomes of its answer, without touching anything; `lay_down`
writes the round whole or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from compliance import files, values
from compliance.checklist import comparison
from compliance.checklist.comparison import Kind
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact, Library
from compliance.model.office import Evidence, Value
from compliance.model.record import Author, Change, Entry, Seal
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import blank, inspection, log, snapshot, writing
from compliance.office.desk import Desk, now
from compliance.office.evidence import FOLDER
from compliance.office.folder import facts_by_subject
from compliance.office.log import Log
from compliance.register import registers
from compliance.values import Unreadable


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
    sides = [(library, tuple(library.checklists.values())) for library in (old, new)]
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
        return Fate.PROPOSED, proposal, ""
    choice, fact = wishes.of(key.fact), new.facts[key.fact]
    if choice is Choice.ASK:
        return Fate.ASKED, NOTHING, ""
    texts = _read_again(fact, before) if choice is Choice.KEEP else rescaled(old.facts[key.fact], fact, before)
    if isinstance(texts, str):
        return Fate.ASKED, NOTHING, texts
    moved = proposal._replace(value=texts.get("value"), counted=texts.get("counted"), total=texts.get("total"))
    return Fate.PROPOSED, moved, ""


def _read_again(fact: Fact, stated: Stated) -> dict[str, str] | str:
    """Return an answer as the changed question takes it, or why it cannot be kept."""
    read: Value | Unreadable
    if stated.counted is not None and stated.total is not None:
        if fact.answer is not AnswerKind.COUNTS:
            return _("counts cannot be kept: the question is not answered by counts any more")
        read = values.read_counts(fact, stated.counted, stated.total)
    else:
        read = values.read(fact, stated.value or "")
    if isinstance(read, Unreadable):
        return _("cannot be kept: {expected} is expected now").format(expected=read.expected)
    return _texts(fact, read)


def _texts(fact: Fact, value: Value) -> dict[str, str]:
    names = {"count": "counted"}
    return {names.get(name, name): text for name, text in values.write(fact, value).items()}


def rescaled(old: Fact, new: Fact, stated: Stated) -> dict[str, str] | str:
    """Return an answer moved from the scale of the old question to that of the new one, or why it cannot be.

    Yes-no runs from 0 to 1, levels from 0 to 4, counts from 0 to 100 per cent, numbers over the range
    the fact states. What does not fall on a step of the new scale is not rounded but asked again.
    """
    scales = [_scale(fact) for fact in (old, new)]
    amount = _amount(old, stated)
    if scales[0] is None or scales[1] is None or amount is None:
        return _("cannot be rescaled: one of the scales has no end")
    (low, high), (new_low, new_high) = scales[0], scales[1]
    moved = new_low + (amount - low) / (high - low) * (new_high - new_low)
    if new.answer is old.answer and (low, high) == (new_low, new_high):
        return _read_again(new, stated)
    whole = new.answer in (AnswerKind.YES_NO, AnswerKind.LEVEL)
    if whole and moved.denominator != 1:
        return _("cannot be rescaled: it falls between two steps of the new scale")
    if not _is_decimal(moved):
        return _("cannot be rescaled: the new value has no end of decimals")
    return _texts(new, Value(moved))


def _scale(fact: Fact) -> tuple[Fraction, Fraction] | None:
    tops = {AnswerKind.YES_NO: 1, AnswerKind.LEVEL: 4, AnswerKind.COUNTS: 100}
    if fact.answer in tops:
        return Fraction(0), Fraction(tops[fact.answer])
    if fact.minimum is None or fact.maximum is None or fact.minimum == fact.maximum:
        return None
    return fact.minimum, fact.maximum


def _amount(fact: Fact, stated: Stated) -> Fraction | None:
    if stated.counted is not None and stated.total is not None:
        read: Value | Unreadable = values.read_counts(fact, stated.counted, stated.total)
    else:
        read = values.read(fact, stated.value or "")
    return read.amount if isinstance(read, Value) else None


def _is_decimal(amount: Fraction) -> bool:
    """Whether an amount can be written out in decimals, at most six of them."""
    return (amount * 10**6).denominator == 1


def _dropped(desk: Desk, new: Library, state: Mapping[Key, Stated]) -> Iterator[Carried]:
    """The facts that are asked no more; their answers stay in the old round."""
    for system in ("", *desk.systems):
        for fact in desk.facts(system):
            if fact not in new.facts:
                before = state.get(Key(system, fact), NOTHING)
                yield Carried(Key(system, fact), (Mark.DROPPED,), "", Fate.LEFT, before, NOTHING, ())


def lay_down(
    desk: Desk,
    office: Path,
    round_id: str,
    carried: list[Carried],
    library: Library,
    compiled: dict[str, Any],
    author: Author,
) -> Path:
    """Write the next round beside the old one, whole or not at all, and return its folder.

    The old round keeps the registers as they are now, so that its score can be told later too.
    """
    target = office / "rounds" / round_id
    fresh = target.with_name(f".{round_id}.part")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        files.make_folder(fresh / FOLDER)
        _copy_evidence(desk.folder, fresh, carried)
        for name, text in _answers(round_id, carried, library, desk).items():
            files.make_folder((fresh / name).parent)
            files.write_text(fresh / name, text)
        files.write(fresh / snapshot.FILE, snapshot.content(compiled))
        _begin_log(fresh, carried, desk.read_log().seals, author)
        for name in registers.FILES:
            if (office / name).is_file() and not (desk.folder / name).exists():
                files.copy(office / name, desk.folder / name)
        files.move(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _begin_log(fresh: Path, carried: list[Carried], seals: Mapping[str, Seal], author: Author) -> None:
    """Record the files, as old as they were, and the proposals as the first changes of the round."""
    kept = [c for c in carried if c.after != NOTHING]
    names = sorted({piece.name for c in kept for piece in c.after.evidence if piece.kind == "file"})
    entries: list[Entry] = []
    for name in names:
        sha256, size = files.digest(fresh / name)
        old = seals.get(name)
        since, who = (old.when, old.who) if old and old.sha256 == sha256 else (now(), author.who)
        entries.append(Seal(len(entries) + 1, since, who, author.where, name, sha256, size))
    entries += [
        Change(n, now(), author.who, author.where, c.key, NOTHING, c.after)
        for n, c in enumerate(kept, len(names) + 1)
    ]
    log.append(fresh / log.FILE, Log(), entries)


def _copy_evidence(old: Path, fresh: Path, carried: list[Carried]) -> None:
    names = {piece.name for c in carried for piece in c.after.evidence if piece.kind == "file"}
    for name in sorted(names):
        files.make_folder((fresh / name).parent)
        files.copy(old / name, fresh / name)


def _answers(round_id: str, carried: list[Carried], library: Library, desk: Desk) -> dict[str, str]:
    """Return the files of answers of the next round: every question, proposals filled in, marks above them."""
    own = {c.key.fact: c for c in carried if not c.key.system and c.fate is not Fate.LEFT}
    entries = {fact: _entry(library.facts[fact], c) for fact, c in own.items() if c.after != NOTHING}
    marks = {fact: said for fact, c in own.items() if (said := note(c))}
    written = {"answers.yaml": blank.answers(round_id, library, entries, marks)}
    for system in desk.systems:
        mine = {c.key.fact: c for c in carried if c.key.system == system and c.after != NOTHING}
        if mine:
            lines = [f"  {fact}: {_entry(library.facts[fact], c)}" for fact, c in mine.items()]
            written[f"systems/{system}.yaml"] = writing.empty(round_id) + "\n".join(lines) + "\n"
    return written


def _entry(fact: Fact, carried: Carried) -> str:
    return writing.entry(fact, carried.after)


def note(carried: Carried) -> str:
    """Return what a reader of the new file has to know about a fact, nothing when it is as before."""
    words = {
        Mark.NEW: _("new in these checklists"),
        Mark.CHANGED: _("the question changed"),
        Mark.RE_JUDGED: _("judged differently"),
        Mark.RE_WEIGHTED: _("weighs differently"),
    }
    said = [words[mark] for mark in carried.marks if mark in words]
    if carried.why:
        said.append(carried.why)
    if carried.fate is Fate.ASKED and carried.before != NOTHING:
        said.append(_("asked again"))
    return _("; ").join(said)
