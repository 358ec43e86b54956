"""What becomes of one entry of a body's answers when its offices come to something; a person's answer stays."""

from __future__ import annotations

from typing import NamedTuple

from compliance.model.record import Author
from compliance.model.rollup import Fate, Result
from compliance.model.stated import Stated
from compliance.persian import dates
from compliance.values import write


class Entry(NamedTuple):
    """What an entry says now, and what was rolled up into it last: by the record, and as it was announced.

    `texts` are the remark that belongs to the result in Persian and in English, `text` the one in use.
    """

    now: Stated
    recorded: Stated | None
    announced: Stated | None
    texts: tuple[str, str]
    text: str

    @property
    def ours(self) -> Stated | None:
        """What was rolled up and nobody has changed since, None where there is no such thing."""
        known = (one for one in (self.recorded, self.announced) if one is not None)
        return next((one for one in known if _said(one) == _said(self.now)), None)

    @property
    def note(self) -> str | None:
        """The remark as it should be: a person's stays, and one that says the same in the other language."""
        now = self.now.note
        ours = {None, *(one.note for one in (self.recorded, self.announced) if one is not None)}
        return now if now not in ours or now in self.texts else self.text or None


def _said(one: Stated) -> tuple[str | None, ...]:
    return (*one.statement, one.on, one.by)


class Settled(NamedTuple):
    """What becomes of an entry, what it says then, and whether that is what was rolled up."""

    fate: Fate
    entry: Stated
    ours: bool


def settled(entry: Entry, result: Result, author: Author) -> Settled:
    """Return what becomes of an entry; what a person answered, or took out, stays as it is."""
    now, ours = entry.now, entry.ours
    if result.value is None:
        return _asked(entry)
    texts = write(result.fact, result.value)
    said = (texts.get("value"), texts.get("count"), texts.get("total"), None)
    if now.answers and said == (now.value, now.counted, now.total, now.not_applicable):
        return Settled(Fate.SAME, now if ours is None else now._replace(note=entry.note), ours is not None)
    taken_out = entry.recorded is not None and entry.recorded.answers and not now.answers
    if ours is None and (now.answers or taken_out):
        return Settled(Fate.OWN, now, False)
    mine = Stated(
        value=said[0],
        counted=said[1],
        total=said[2],
        evidence=now.evidence,
        on=dates.write(author.today),
        by=author.who or None,
        note=entry.text if now.proposed else entry.note,
    )
    return Settled(Fate.UPDATED if now.answers else Fate.ENTERED, mine, True)


def _asked(entry: Entry) -> Settled:
    now = entry.now
    if now.answers and entry.ours is None:
        return Settled(Fate.ANSWERED, now, False)
    if now.answers:
        return Settled(Fate.WITHDRAWN, Stated(evidence=now.evidence, note=entry.note), True)
    return Settled(Fate.OPEN, now if now.proposed else now._replace(note=entry.note), not now.proposed)
