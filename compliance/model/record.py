"""What is recorded of answers: who changed what when and from where, and what contradicts meanwhile."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.model.stated import Key, Stated


class Where(StrEnum):
    """From where a change came."""

    TERMINAL = "terminal"
    FILE = "file"
    EVIDENCE = "evidence"
    RESTORE = "restore"
    NEW_ROUND = "new-round"
    SCAN = "scan"
    EXCEL = "excel"
    WEB = "web"
    SURVEY = "survey"
    ROLLUP = "rollup"


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
