"""review.jsonl: who did what with a round's plan, in order, chained line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from compliance.language import _
from compliance.model.record import Where
from compliance.model.review import Deed, Event
from compliance.office import chain
from compliance.office.chain import Chain, Form
from compliance.persian import dates

FILE = "review.jsonl"
_HEAD = ("number", "when", "who", "where", "did", "plan")
_TEXTS = ("action", "text", "day")
_KEYS = {*_HEAD, *_TEXTS, "letter", "previous", "hash"}
_PLAN = re.compile("[0-9a-f]{16}")
_WHEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")


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
    """Return the event of a line; ValueError, TypeError or KeyError when it is not as the schema says."""
    number, when, who, where, did, plan = (plain[key] for key in _HEAD)
    more = [plain[key] for key in _TEXTS if key in plain]
    if type(number) is not int or not all(type(text) is str for text in (when, who, where, did, plan, *more)):
        raise TypeError("an event holds a number and texts")
    if plain.keys() - _KEYS or not _PLAN.fullmatch(plan) or not _WHEN.fullmatch(when):
        raise ValueError("an event of this program")
    datetime.fromisoformat(when)  # the pattern lets hours and days pass that do not exist
    day = _day(plain["day"]) if "day" in plain else None
    letter = _letter(plain["letter"]) if "letter" in plain else None
    text = plain.get("text")
    return Event(number, when, who, Where(where), Deed(did), plan, plain.get("action"), text, day, letter)


def _day(text: str) -> date:
    day = dates.read(text)
    if day is None or dates.normal(text) != text:
        raise ValueError("a day that exists, in one spelling")
    return day


def _letter(plain: Mapping[str, Any]) -> tuple[str, str]:
    number, written = plain["number"], plain["date"]
    if len(plain) != 2 or type(number) is not str or type(written) is not str:
        raise TypeError("a letter has a number and a date")
    if written and dates.normal(written) != written:  # one that was named in plan.yaml by hand has none
        raise ValueError("a day that exists, in one spelling")
    return number, written


def _mend() -> str:
    return _("bring review.jsonl back from a copy; or put it aside, and a new record begins with the next decision")


_FORM = Form(_decode, _encode, _mend)
