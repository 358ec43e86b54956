"""Checklists from files to a `Library`: read, check, resolve, cache, compare, pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance import data
from compliance.model.checklist import Library


def load(folder: Path | None = None) -> Library:
    """Return the library of a checklists folder; by default the one in force, with the overlays installed beside it.

    It is compiled once and kept by the SHA-256 of its sources, so it is never stale.
    Raises BadInput with every problem of the folder.
    """
    from compliance.checklist import cache

    return cache.load(folder) if folder else cache.load(data.checklists(), _beside())


def compiled(folder: Path | None = None) -> dict[str, Any]:
    """Return the resolved contents of a checklists folder as plain values, as a round keeps them."""
    from compliance.checklist import cache

    return cache.compiled(folder) if folder else cache.compiled(data.checklists(), _beside())


def _beside() -> list[Path]:
    from compliance.checklist import sources

    return sources.overlays(data.own_overlays())
