"""What a plan rests on, as one short fingerprint: another one says that its ground has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.calendar import Calendar
from compliance.model.checklist import Action, Checklist, Library, Text
from compliance.model.office import Known, Office, Value
from compliance.model.results import Goal
from compliance.plan.problem import working_days


class _Stated(NamedTuple):
    """An answer as the office stands by it: the value, and why it holds against a computed one."""

    value: Value
    override: str | None


class _Named(NamedTuple):
    """What office.yaml says that plans are made from and papers show; its lines in the file do not count."""

    name: Text
    body: Text
    province: str
    units: tuple[tuple[str, Text, tuple[str, ...], Fraction], ...]
    budget: int | None
    efforts_confirmed: bool


class Outdated(NamedTuple):
    """What changed since a plan was made: the answers, or the ground they stand on (checklists, office, days)."""

    answers: bool
    ground: bool

    def __bool__(self) -> bool:
        """Whether anything did."""
        return self.answers or self.ground


class _Ground(NamedTuple):
    """What a plan is made from besides the answers, and its signed papers show."""

    checklists: Mapping[str, str]
    actions: Mapping[str, Action]
    units: Mapping[str, Text]
    letter_days: Fraction
    office: _Named
    days: tuple[date, ...]
    years_without_calendar: tuple[int, ...]
    estimated_holidays: tuple[date, ...]


def fingerprint(library: Library, office: Office, facts: Mapping[str, Known], goal: Goal, calendar: Calendar) -> str:
    """Return two short SHA-256 joined by a dash: of checklists, actions, office and working days, and of the answers.

    What the goal says itself (another budget or capacity than office.yaml's) is in the plan and its hash;
    office.yaml counts as it is all the same. What was measured or attached since without changing a value
    does not count.
    """
    ground = _Ground(
        checklists={c.id: c.sha256 for c in _counting(library, goal)},
        actions=library.actions,
        units=library.units,
        letter_days=library.letter_days,
        office=_named(office),
        days=working_days(goal, calendar),
        years_without_calendar=calendar.missing,
        estimated_holidays=tuple(sorted(d for d in calendar.estimates if goal.begin <= d <= goal.deadline)),
    )
    answers = {id_: _Stated(known.value, known.override) for id_, known in facts.items()}
    return f"{_digest(ground)}-{_digest(answers)}"


def _counting(library: Library, goal: Goal) -> Iterator[Checklist]:
    """Yield the checklists a plan rests on: targets that were set beside them since, for something else, are none."""
    for checklist in library.checklists.values():
        if checklist.origin is None or checklist.id in goal.counted:
            yield checklist


def outdated(made: str, now: str) -> Outdated:
    """Return what differs between two fingerprints; in one of an older program everything does."""
    before, after = made.partition("-"), now.partition("-")
    return Outdated(answers=before[2] != after[2], ground=before[0] != after[0])


def _digest(value: object) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _named(office: Office) -> _Named:
    units = tuple((u.id, u.name, tuple(sorted(u.covers)), u.capacity) for u in office.units)
    return _Named(
        office.name, office.body_name, office.province, tuple(sorted(units)), office.budget, office.efforts_confirmed
    )


def _plain(value: object) -> object:
    """Return a record as plain JSON; what is left empty is left out, so that a new optional key changes nothing."""
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        kept = ((str(key), _plain(one)) for key, one in value.items() if one is not None and one != ())
        return dict(kept)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else str(value)
