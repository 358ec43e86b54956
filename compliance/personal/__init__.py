"""National codes (کد ملی) inside the files an office attaches as evidence."""

from __future__ import annotations

from pathlib import Path

from compliance.personal.codes import is_national_code
from compliance.personal.findings import Found, Search

__all__ = ["Found", "Search", "is_national_code", "search"]


def search(path: Path) -> Search:
    """Find the national codes in a file, masked; what could not be searched is said.

    Raises CannotAccess when the file itself cannot be opened, and nothing for what stands in it.
    """
    from compliance.personal import kinds

    return kinds.search(path)
