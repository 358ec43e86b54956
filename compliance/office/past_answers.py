"""What had been answered at a moment, as answers that can be judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from compliance.model.checklist import Fact
from compliance.model.office import Answer
from compliance.model.record import Change, Entry
from compliance.office import answers, past, writing
from compliance.office.log import state_after
from compliance.office.past import Moment


def begins(entries: Sequence[Entry]) -> date | None:
    """Return the day of the first recorded change, None when nothing is recorded."""
    return next((past.day_of(entry) for entry in entries if isinstance(entry, Change)), None)


def end_of(day: date) -> Moment:
    """Return the last moment of a day."""
    return Moment(until=datetime.combine(day, time.max))


def at(moment: Moment, entries: Sequence[Entry], facts: Mapping[str, Fact], round_id: str) -> dict[str, Answer]:
    """Return the office's own answers at a moment; evidence, which nothing is judged by, is left out."""
    then = state_after(past.upto(entries, moment))
    own = {
        key.fact: stated._replace(evidence=())
        for key, stated in then.items()
        if not key.system and key.fact in facts and not stated.proposed
    }
    lines = "".join(f"  {fact}: {writing.entry(facts[fact], stated)}\n" for fact, stated in own.items())
    text = f"round: {round_id}\nanswers:\n{lines}"
    read, _problems = answers.understand(text, "log.jsonl", facts, round_id, Path())
    return {fact: entry.answer for fact, entry in read.items() if entry.answer is not None}
