"""What lies in quarantine, and which of it headquarters can take in after all once its own lists are mended."""

from __future__ import annotations

from typing import NamedTuple

from compliance.headquarters.store import Store
from compliance.model.filing import Reason

# What is wrong with headquarters' own lists, and not with the file: it may be right another day.
CURABLE = (
    Reason.UNKNOWN_OFFICE,
    Reason.UNKNOWN_KEY,
    Reason.REVOKED_KEY,
    Reason.WRONG_ROUND,
    Reason.UNKNOWN_CHECKLIST,
)


def curable(reason: str, detail: str) -> bool:
    """Whether a file turned away for this may be taken another day; one without a seal, where unsealed ones are."""
    return reason in CURABLE or (reason == Reason.BAD_SIGNATURE and not detail)


class TurnedAway(NamedTuple):
    """A file in quarantine: what it is, and why and when it was turned away."""

    sha256: str
    name: str
    office: str
    round: str
    reason: str
    detail: str
    received: str

    @property
    def curable(self) -> bool:
        """Whether the same file may be taken in another day."""
        return curable(self.reason, self.detail)


def turned_away(store: Store) -> list[TurnedAway]:
    """Return what lies in quarantine, the oldest first."""
    rows = store.ask(
        "select sha256, name, office, round, reason, coalesce(detail, ''), received from filing "
        "where status = 'rejected' and until is null order by n"
    )
    return [TurnedAway(*row) for row in rows]
