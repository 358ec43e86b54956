"""review.jsonl: who did what with a round's plan, in order, chained line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from compliance.language import _
from compliance.model.record import Where
from compliance.model.review import Deed, Event
from compliance.office import chain
from compliance.office.chain import Chain, Form
from compliance.persian import dates

FILE = "review.jsonl"


def read(path: Path) -> Chain[Event]:
    """Return the record of a plan's review, an empty one when there is none yet; BadInput when it is damaged."""
    return chain.read(path, _FORM)


def append(path: Path, log: Chain[Event], events: Iterable[Event]) -> Chain[Event]:
    """Write events behind the record, durably; the caller holds the lock of the plan."""
    return chain.append(path, log, events, _FORM)


def _encode(event: Event) -> dict[str, Any]:
    letter = None if event.letter is None else {"number": event.letter[0], "date": event.letter[1]}
    more = {
        "action": event.action,
        "text": event.text,
        "day": None if event.day is None else dates.write(event.day),
        "letter": letter,
    }
    return {
        "number": event.number,
        "when": event.when,
        "who": event.who,
        "where": event.where.value,
        "did": event.deed.value,
        "plan": event.plan,
        **{key: value for key, value in more.items() if value is not None},
    }


def _decode(plain: Mapping[str, Any]) -> Event:
    day = None if plain.get("day") is None else dates.read(plain["day"])
    texts = [plain["when"], plain["who"], plain["plan"], plain.get("action"), plain.get("text")]
    if not all(text is None or type(text) is str for text in texts) or (day is None and "day" in plain):
        raise ValueError("an event holds texts, and days that exist")
    letter = plain.get("letter")
    return Event(
        int(plain["number"]),
        plain["when"],
        plain["who"],
        Where(plain["where"]),
        Deed(plain["did"]),
        plain["plan"],
        plain.get("action"),
        plain.get("text"),
        day,
        None if letter is None else (str(letter["number"]), str(letter["date"])),
    )


def _mend() -> str:
    return _("bring review.jsonl back from a copy; or put it aside, and a new record begins with the next decision")


_FORM = Form(_decode, _encode, _mend)
