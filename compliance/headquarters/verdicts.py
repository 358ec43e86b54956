"""What became of a file of the inbox."""

from __future__ import annotations

from typing import NamedTuple


class Verdict(NamedTuple):
    """What became of a file: accepted, flagged, unsigned or rejected, and why; `again` says that it was known."""

    file: str
    sha256: str
    office: str
    round: str
    status: str
    reason: str | None
    detail: str
    flags: tuple[tuple[str, str], ...] = ()
    again: bool = False
