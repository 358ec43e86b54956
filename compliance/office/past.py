"""Earlier states of the answers, from the record of changes alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from compliance.model.record import Change, Entry, Wanted
from compliance.model.stated import NOTHING, Key, State
from compliance.office.log import state_after
from compliance.persian import dates
from compliance.persian.letters import ascii_digits

_MOMENT = re.compile(r"(\S+?)(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_NUMBER = re.compile(r"#?([0-9]{1,9})")


class Moment(NamedTuple):
    """A point of the record: a change by its number, or a day with or without a time (to its end)."""

    number: int | None = None
    until: datetime | None = None


def moment(text: str) -> Moment | None:
    """Return what a text names: 1405/09/03, 1405/09/03 14:20, or the number of a change; None otherwise."""
    plain = ascii_digits(text.strip())
    if found := _NUMBER.fullmatch(plain):
        return Moment(number=int(found[1]))
    match = _MOMENT.fullmatch(plain)
    day = dates.read(match[1]) if match else None
    if match is None or day is None:
        return None
    at = _time(match[2], match[3], match[4])
    return None if at is None else Moment(until=datetime.combine(day, at))


def _time(hour: str | None, minute: str | None, second: str | None) -> time | None:
    """Return the end of the named hour, minute and second; of the day when none is named."""
    if hour is None or minute is None:
        return time.max
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return time(int(hour), int(minute), int(second or 59), 999_999)


def upto(entries: Sequence[Entry], at: Moment) -> Sequence[Entry]:
    """Return the entries up to a moment: everything before the last one that is not later.

    Order is that of the record, not of clocks: one wrong clock in between changes nothing.
    """
    if at.number is not None:
        return [entry for entry in entries if entry.number <= at.number]
    assert at.until is not None
    last = max((i for i, entry in enumerate(entries, 1) if _local(entry) <= at.until), default=0)
    return entries[:last]


def _local(entry: Entry) -> datetime:
    """Return when an entry was written by the clock of the one who wrote it."""
    return datetime.fromisoformat(entry.when).replace(tzinfo=None)


def day_of(entry: Entry) -> date:
    """Return the day an entry was written."""
    return _local(entry).date()


def time_of(entry: Entry) -> str:
    """Return the time of day an entry was written, hours and minutes."""
    return f"{_local(entry):%H:%M}"


def restoring(now: State, entries: Sequence[Entry], at: Moment, keys: Sequence[Key] | None) -> list[Wanted]:
    """Return the changes that bring the state of a moment back, for some entries or for all."""
    then = state_after(upto(entries, at))
    chosen = keys if keys is not None else list(dict.fromkeys((*now, *then)))
    pairs = ((key, now.get(key, NOTHING), then.get(key, NOTHING)) for key in chosen)
    return [Wanted(key, before, after) for key, before, after in pairs if before != after]


def changes(entries: Sequence[Entry], keys: Sequence[Key] | None) -> list[Change]:
    """Return the changes of some entries or of all, the oldest first."""
    return [e for e in entries if isinstance(e, Change) and (keys is None or e.key in keys)]
