"""Bringing an earlier state back as a change of its own, and beginning a record anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compliance import clock, files
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.office import Evidence
from compliance.model.record import Author, Change, Wanted, Where
from compliance.model.stated import Key, Stated
from compliance.office import past, rescaling
from compliance.office.desk import Desk, editor
from compliance.office.log import Log
from compliance.office.merging import differences
from compliance.office.past import Moment
from compliance.persian import dates, numbers


class Restored(NamedTuple):
    """The changes that brought a state back, the evidence that is no longer there, and answers left as they are.

    An answer is left when its question is answered in another way now, or was changed meanwhile.
    """

    changes: tuple[Change, ...]
    lost: tuple[str, ...]
    left: tuple[str, ...]


def restore(desk: Desk, at: Moment, keys: Sequence[Key] | None, author: Author) -> Restored:
    """Bring the answers of a moment back and record that; raises BadInput when the record begins later.

    Facts that are asked no more stay as they are, and so does a system that is not entered any more.
    """
    desk.notice(author)
    entries = desk.log.entries
    if not past.changes(past.upto(entries, at), None):
        raise _before_the_beginning(desk, at)
    lost: dict[str, None] = {}
    wanted = [
        wish._replace(mine=_there(desk, wish.mine, lost))
        for wish in past.restoring(desk.state(), entries, at, keys)
        if wish.key.fact in desk.facts(wish.key.system) and wish.key.system in ("", *desk.systems)
    ]
    wanted = [wish for wish in wanted if wish.base != wish.mine]
    fitting = [wish for wish in wanted if _fits(desk, wish)]
    begun = len(desk.log.entries)
    entered = desk.enter(fitting, author)
    mine = [c for c in past.changes(desk.log.entries[begun:], keys) if c.where is author.where]
    left = [wish.key.fact for wish in wanted if wish not in fitting] + [c.key.fact for c in entered.conflicts]
    return Restored(tuple(mine), tuple(lost), tuple(left))


def _fits(desk: Desk, wish: Wanted) -> bool:
    """Whether an earlier answer can be read by its question as it is asked now."""
    if not (wish.mine.value or wish.mine.counted):
        return True
    fact = desk.facts(wish.key.system)[wish.key.fact]
    return not isinstance(rescaling.kept(fact, fact, wish.mine), str)


def _there(desk: Desk, stated: Stated, lost: dict[str, None]) -> Stated:
    """Leave out evidence whose file was deleted meanwhile: listing it would be bad input."""

    def is_there(piece: Evidence) -> bool:
        return piece.kind != "file" or (desk.folder / piece.name).is_file()

    lost |= {piece.name: None for piece in stated.evidence if not is_there(piece)}
    return stated._replace(evidence=tuple(filter(is_there, stated.evidence)))


def _before_the_beginning(desk: Desk, at: Moment) -> BadInput:
    entries = desk.log.entries
    first = dates.show(past.day_of(entries[0])) if entries else "—"
    asked = dates.show(at.until.date()) if at.until else numbers.digits(at.number or 0)
    return BadInput.of(
        str(desk.log_path),
        None,
        _("a state of {day}, before the record begins").format(day=asked),
        _("a moment since {day}").format(day=first),
        _("name a later day, or the number of a change that “history” shows"),
    )


def pending(desk: Desk, keys: Sequence[Key] | None) -> list[Change]:
    """Return what people changed in the files and no change recorded yet; numbers are those it would get."""
    record: Log = desk.read_log()
    known = {key: s for key, s in record.state.items() if key.fact in desk.facts(key.system)}
    found = [d for d in differences(known, desk.state()) if keys is None or d[0] in keys]
    return [
        Change(len(record.entries) + i, clock.now(), editor(before, after), Where.FILE, key, before, after)
        for i, (key, before, after) in enumerate(found, 1)
    ]


def begin_anew(desk: Desk, author: Author) -> str:
    """Keep the record aside under another name and begin one with the state of the files; return that name."""
    with files.lock(desk.log_path):
        if _is_whole(desk):
            raise BadInput.of(
                str(desk.log_path),
                None,
                _("a record that is whole"),
                _("a damaged record"),
                _("nothing has to be mended; nothing was changed"),
            )
        number = 1
        while (aside := desk.folder / f"log.damaged-{number}.jsonl").exists():
            number += 1
        if desk.log_path.exists():
            files.move(desk.log_path, aside)
    desk.log = Log()
    desk.notice(author)
    return aside.name


def _is_whole(desk: Desk) -> bool:
    try:
        desk.read_log()
    except BadInput:
        return False
    return True
