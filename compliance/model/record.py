"""What is recorded of answers: entries as texts, who changed what when, and what contradicts meanwhile."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.model.office import Evidence


class Key(NamedTuple):
    """Whose fact it is: the office's own (`system` empty), or that of an entered system."""

    system: str
    fact: str


class Stated(NamedTuple):
    """What one entry of answers.yaml says, each part as text in one spelling.

    Either `value`, or `counted` and `total`, or `not_applicable` is there, or none of them.
    `proposed` names the round the entry was carried over from; it counts once that is taken out.
    """

    value: str | None = None
    counted: str | None = None
    total: str | None = None
    not_applicable: str | None = None
    override: str | None = None
    evidence: tuple[Evidence, ...] = ()
    on: str | None = None
    by: str | None = None
    note: str | None = None
    proposed: str | None = None

    @property
    def statement(self) -> tuple[str | None, ...]:
        """What is answered, without who said it when and on what evidence."""
        return (self.value, self.counted, self.total, self.not_applicable, self.override, self.proposed)

    @property
    def answers(self) -> bool:
        """Whether the entry answers its question: it states something, and not as a proposal."""
        return self.proposed is None and any((self.value, self.counted, self.not_applicable))


NOTHING = Stated()
State = Mapping[Key, Stated]


class Where(StrEnum):
    """From where a change came."""

    TERMINAL = "terminal"
    FILE = "file"
    EVIDENCE = "evidence"
    RESTORE = "restore"
    NEW_ROUND = "new-round"


class Change(NamedTuple):
    """One recorded change of one entry; `when` is ISO 8601 local time with its offset, `who` may be empty."""

    number: int
    when: str
    who: str
    where: Where
    key: Key
    before: Stated
    after: Stated


class Seal(NamedTuple):
    """What a file of evidence was when it was attached or first seen: its SHA-256 and size in bytes."""

    number: int
    when: str
    who: str
    where: Where
    file: str
    sha256: str
    size: int


Entry = Change | Seal


class Wanted(NamedTuple):
    """A change that somebody wants: what they saw, and what they want instead."""

    key: Key
    base: Stated
    mine: Stated


class Conflict(NamedTuple):
    """A change made elsewhere meanwhile that says something else than the wanted one."""

    key: Key
    base: Stated
    theirs: Stated
    mine: Stated


class Author(NamedTuple):
    """Who writes, from where, and on which day."""

    who: str
    where: Where
    today: date
