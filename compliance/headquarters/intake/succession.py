"""Which of an office's filings of a round counts: each names the one before it, and none left behind returns.

Filings come by mail and by stick, in any order. One that follows the filing that stands takes its place. One that a
filing already here names as the one before it came by a slower way: it is kept and changes nothing. What else does
not follow what stands has to have been sealed after it, or it would bring back what the office itself replaced.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from compliance.headquarters.store import Store

_TAKEN = "office = ? and round = ? and status in ('accepted', 'flagged') and until is null"


class Place(Enum):
    """What a filing is to those of its office and round that are here."""

    NEWEST = auto()
    OLDER = auto()
    REPLAY = auto()


class Head(NamedTuple):
    """The filing that stands for an office in a round."""

    n: int
    sha256: str
    sealed: str


class Claim(NamedTuple):
    """What a filing says of itself: whose, which, after which one, and when it was sealed."""

    office: str
    round: str
    sha256: str
    previous: str | None
    sealed: str


def head(store: Store, office: str, round_: str) -> Head | None:
    """Return the filing that stands, None where there is none."""
    row = store.one(
        "select f.n, f.sha256, f.sealed from standing s join filing f on f.n = s.filing "
        "where s.round = ? and s.office = ? and s.until is null",
        round_,
        office,
    )
    return Head(*row) if row else None


def place(store: Store, claim: Claim, stands: Head | None) -> Place:
    """Return what a filing is to those that are here."""
    of = (claim.office, claim.round)
    if store.one(f"select 1 from filing where previous = ? and {_TAKEN}", claim.sha256, *of):
        return Place.OLDER
    if stands is None or claim.previous == stands.sha256:
        return Place.NEWEST
    if claim.previous is not None and _known(store, "previous = ?", claim):
        return Place.REPLAY  # another one has followed the same filing
    if _moment(claim.sealed) > _moment(stands.sealed):
        left_behind = claim.previous is None or _known(store, "sha256 = ?", claim)
        return Place.REPLAY if left_behind else Place.NEWEST
    return Place.OLDER if _fits_a_gap(store, claim) else Place.REPLAY


def _known(store: Store, condition: str, claim: Claim) -> bool:
    """Whether a filing of this office and round was taken to which the one before this claim stands so."""
    sql = f"select 1 from filing where {condition} and {_TAKEN}"
    return bool(store.one(sql, claim.previous, claim.office, claim.round))


def _fits_a_gap(store: Store, claim: Claim) -> bool:
    """Whether a later filing follows one that is not here, behind which this one may stand."""
    rows = store.ask(
        f"select sealed from filing f where previous is not null and {_TAKEN} "
        "and not exists (select 1 from filing g where g.sha256 = f.previous and g.status in ('accepted', 'flagged'))",
        claim.office,
        claim.round,
    )
    return any(_moment(sealed) >= _moment(claim.sealed) for (sealed,) in rows)


def _moment(sealed: str) -> datetime:
    return datetime.fromisoformat(sealed)
