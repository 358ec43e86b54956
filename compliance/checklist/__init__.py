"""Checklists from files to a `Library`: read, check, resolve, cache, compare, pack."""

from __future__ import annotations

from pathlib import Path

from compliance import data
from compliance.model.checklist import Library


def load(folder: Path | None = None) -> Library:
    """Return the library of a checklists folder, by default the one in force.

    It is compiled once and kept by the SHA-256 of its sources, so it is never stale.
    Raises BadInput with every problem of the folder.
    """
    from compliance.checklist import cache

    return cache.load(folder or data.checklists())
