"""What is recorded of a plan's review: who did what when."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.model.record import Where


class Deed(StrEnum):
    """What was done with a plan or one of its actions."""

    SAVED = "saved"
    APPROVED = "approved"
    RETURNED = "returned"
    EXCLUDED = "excluded"
    ADMITTED = "admitted"
    FIXED = "fixed"
    FREED = "freed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    COMMENTED = "commented"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"
    REGRESSED = "regressed"


class Event(NamedTuple):
    """One recorded deed; `when` is ISO 8601 local time with its offset, `who` may be empty.

    `plan` is the hash of the plan it is about. `text` is a reason, a remark, or who was given an action;
    `day` the day that was fixed; `letter` the number and Jalali date of a decision on paper.
    """

    number: int
    when: str
    who: str
    where: Where
    deed: Deed
    plan: str
    action: str | None = None
    text: str | None = None
    day: date | None = None
    letter: tuple[str, str] | None = None
