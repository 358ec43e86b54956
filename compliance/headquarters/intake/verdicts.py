"""What became of a file of the inbox."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from compliance.filing import canonical


class Flag(NamedTuple):
    """Something conspicuous: a code, and what was seen, as canonical JSON of one object."""

    code: str
    detail: str = "{}"

    @classmethod
    def of(cls, code: str, **seen: Any) -> Flag:
        """Return a flag with what was seen."""
        return cls(code, canonical.written(seen).decode())

    @property
    def seen(self) -> dict[str, Any]:
        """What was seen, by name."""
        return dict(json.loads(self.detail))


class Verdict(NamedTuple):
    """What became of a file: accepted, flagged, unsigned or rejected, and why; `again` says that it was known."""

    file: str
    sha256: str
    office: str
    round: str
    status: str
    reason: str | None
    detail: str
    flags: tuple[Flag, ...] = ()
    again: bool = False
