"""What forms would change: their rows held against what holds now, before anything is entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from compliance.errors import Problem
from compliance.forms.excel import finding
from compliance.forms.excel.cell_evidence import Piece
from compliance.forms.excel.understanding import Understood
from compliance.forms.workbooks.cells import Cell
from compliance.language import _
from compliance.model.office import Evidence
from compliance.model.record import Conflict, Wanted
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office.evidence import FOLDER
from compliance.office.merging import merge
from compliance.schema import quoted


class Happens(StrEnum):
    """What happens to an entry when a form is entered."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "taken-away"
    EVIDENCE = "evidence"
    NOTE = "note"


class Said(NamedTuple):
    """What one row of one form says of a fact: where, what held at export, and what it says now."""

    key: Key
    file: str
    sheet: str
    cell: Cell
    base: Stated
    understood: Understood

    @property
    def place(self) -> str:
        """Where the answer stands, in the reader's language."""
        return finding.place(self.sheet, self.cell.name)


class Change(NamedTuple):
    """An entry that changes, with what held before and what holds after, and what that is."""

    said: Said
    before: Stated
    after: Stated
    happens: tuple[Happens, ...]


class Proposal(NamedTuple):
    """What would change, what contradicts answers given meanwhile, and what could not be read.

    `files` are those beside the forms that the changes list. `unchanged` counts the rows that say nothing new.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[tuple[Said, Conflict], ...]
    problems: tuple[Problem, ...]
    unchanged: int

    @property
    def files(self) -> tuple[Path, ...]:
        """The files beside the forms that are to be attached."""
        found = (piece for change in self.changes for piece in change.said.understood.pieces)
        return tuple(dict.fromkeys(piece for piece in found if isinstance(piece, Path)))


def propose(
    said: Sequence[Said], state: State, names: Mapping[Path, str | None], problems: Sequence[Problem]
) -> Proposal:
    """Return what rows would change in a state; `names` are those of files that are in the round already."""
    changes: list[Change] = []
    conflicts: list[tuple[Said, Conflict]] = []
    for one in said:
        now = state.get(one.key, NOTHING)
        change = wanted(one, now, names)
        merged = merge(change.key, change.base, change.mine, now)
        if isinstance(merged, Conflict):
            conflicts.append((one, merged))
        elif merged != now:
            changes.append(Change(one, now, merged, tuple(_happens(now, merged))))
    unchanged = len(said) - len(changes) - len(conflicts)
    return Proposal(tuple(changes), tuple(conflicts), tuple(problems), unchanged)


def wanted(one: Said, now: Stated, names: Mapping[Path, str | None]) -> Wanted:
    """Return the change a row wants; where the same is answered already, its day and author stay."""
    mine = one.understood.mine._replace(evidence=_listed(one.understood.pieces, names))
    if mine.statement == now.statement:
        mine = mine._replace(on=now.on, by=now.by)
    return Wanted(one.key, one.base, mine)


def _listed(pieces: Sequence[Piece], names: Mapping[Path, str | None]) -> tuple[Evidence, ...]:
    """Return the evidence a row lists; a file that is not in the round yet under the name it is likely to get."""
    listed: dict[tuple[str, str], Evidence] = {}
    for piece in pieces:
        if isinstance(piece, Path):
            piece = Evidence("file", names.get(piece) or f"{FOLDER}/{piece.name}")
        listed.setdefault((piece.kind, piece.name), piece)
    return tuple(listed.values())


def _happens(before: Stated, after: Stated) -> Iterator[Happens]:
    if before.statement != after.statement:
        stated = any((after.value, after.counted, after.not_applicable))
        yield Happens.REMOVED if not stated else Happens.CHANGED if before.answers else Happens.NEW
    if before.evidence != after.evidence:
        yield Happens.EVIDENCE
    if before.note != after.note:
        yield Happens.NOTE


def once(said: Sequence[Said], problems: list[Problem]) -> list[Said]:
    """Return each fact once; one that is answered differently in two places is refused with both named.

    Within one form two rows have to say the same. Of several forms those count that say something new.
    """
    rows: dict[Key, list[Said]] = {}
    for one in said:
        rows.setdefault(one.key, []).append(one)
    kept: list[Said] = []
    for several in rows.values():
        fresh = [one for one in several if _says_something(one)] or several[:1]
        within = any(_differ(one, other) for one in several for other in several if one.file == other.file)
        if within or any(_differ(fresh[0], other) for other in fresh[1:]):
            problems.append(_twice(several if within else fresh))
        else:
            kept.append(fresh[0])
    return kept


def _says_something(one: Said) -> bool:
    mine = one.understood.mine
    return one.understood.pieces != one.base.evidence or mine._replace(evidence=one.base.evidence) != one.base


def _differ(one: Said, other: Said) -> bool:
    """Whether two rows say different things; who said it when is no difference."""
    sides = [(s.understood.mine.statement, s.understood.mine.note, s.understood.pieces) for s in (one, other)]
    return sides[0] != sides[1]


def _twice(several: Sequence[Said]) -> Problem:
    first, other = next((a, b) for a in several for b in several if _differ(a, b))
    there = (
        first.place if first.file == other.file else _("{file}, {place}").format(file=first.file, place=first.place)
    )
    return Problem(
        other.file,
        None,
        _("{fact} answered differently: {text} here, {other} at {place}").format(
            fact=other.key.fact,
            text=quoted(other.cell.text or "—"),
            other=quoted(first.cell.text or "—"),
            place=there,
        ),
        _("one answer to each question"),
        _("decide which of the two is right, and write it into both or empty the row of the other"),
        other.place,
    )
