"""What a scan of a website found: results of checks, with where, what and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Text


class State(StrEnum):
    """What came of a check. A timeout is never a failure: it is not measured."""

    PASS = "pass"
    FAIL = "fail"
    NOT_MEASURED = "not-measured"
    NEEDS_PERSON = "needs-person"
    BLOCKED = "blocked"


class Spot(NamedTuple):
    """Where something was seen: the page, and the offending words or element in the language in use."""

    url: str
    text: str


class Place(NamedTuple):
    """A spot in both languages, as results keep it."""

    url: str
    text: Text


class Asked(NamedTuple):
    """What a check asked for when it was judged: its threshold, the standard it rests on, and how to mend it."""

    threshold: Text
    standard: Text
    fix: Text


class Result(NamedTuple):
    """What came of a check: its state, what was seen in both languages, where, what proves it, and what was asked.

    `places` are capped; `found` says how many there were. `evidence` are SHA-256 of stored files.
    """

    check: str
    state: State
    seen: Text
    places: tuple[Place, ...] = ()
    found: int = 0
    evidence: tuple[str, ...] = ()
    asked: Asked | None = None


class Measured(NamedTuple):
    """A value that the scan alone decides, and the checks it follows from."""

    fact: str
    amount: Fraction
    counted: Fraction | None
    total: Fraction | None
    checks: tuple[str, ...]


class Bound(NamedTuple):
    """What a scan says of a fact it cannot decide: it is not better than an amount, and why."""

    fact: str
    most: Fraction
    checks: tuple[str, ...]


class Stored(NamedTuple):
    """A file of evidence: its name below the round's evidence folder, its SHA-256 and size."""

    name: str
    sha256: str
    size: int


class Scan(NamedTuple):
    """One visit to a website: everything in it follows from what the site answered, but for the timings."""

    url: str
    started: str
    vantage: str
    agent: str
    pages: tuple[str, ...]
    left: tuple[str, ...]
    results: tuple[Result, ...]
    measured: tuple[Measured, ...]
    bounds: tuple[Bound, ...]
    evidence: tuple[Stored, ...]
    timings: Mapping[str, Fraction]
    notes: tuple[Text, ...] = ()

    @property
    def began(self) -> datetime | None:
        """When the visit began; None when what is written there is no moment."""
        try:
            began = datetime.fromisoformat(self.started)
        except (ValueError, OverflowError):
            return None
        return began if 1922 <= began.year < 2121 else None  # the Jalali years that this program knows

    def proofs(self, fact: str) -> tuple[Stored, ...]:
        """Return the files that prove the value of a fact: those of the checks that decided it."""
        checks = {check for measured in self.measured if measured.fact == fact for check in measured.checks}
        hashes = {sha256 for result in self.results if result.check in checks for sha256 in result.evidence}
        return tuple(stored for stored in self.evidence if stored.sha256 in hashes)

    def facts_proved_by(self, stored: Stored) -> tuple[str, ...]:
        """Return the facts whose value a file proves."""
        return tuple(measured.fact for measured in self.measured if stored in self.proofs(measured.fact))
