"""The compiled library, kept by the SHA-256 of its sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from compliance import data, files
from compliance.checklist import decode, sources
from compliance.errors import BadInput, ComplianceError
from compliance.model.checklist import Library

_KEPT = 8
_AT_HAND = 2  # libraries that one process works with: the one in force, and a named one


def load(folder: Path, beside: Sequence[Path] = ()) -> Library:
    """Return the library of a folder and of overlays beside it, from the cache when its sources are unchanged.

    A cache that cannot be written or read is passed over: it saves time and nothing else.
    """
    return _decoded(folder, tuple(beside), sources.fingerprint(folder, beside), data.cache_folder())


@lru_cache(maxsize=_AT_HAND)
def _decoded(folder: Path, beside: tuple[Path, ...], fingerprint: str, cache: Path) -> Library:
    """Return the library of sources with a fingerprint; a server decodes it once for all its pages."""
    return decode.decoded(compiled(folder, beside))


def compiled(folder: Path, beside: Sequence[Path] = ()) -> dict[str, Any]:
    """Return the resolved contents of a folder, from the cache when its sources are unchanged."""
    kept = data.cache_folder() / f"checklists-{sources.fingerprint(folder, beside)}.json"
    plain = _read(kept)
    if plain is None:
        plain = compile_folder(folder, beside)
        _keep(kept, plain)
    return plain


def compile_folder(folder: Path, beside: Sequence[Path] = ()) -> dict[str, Any]:
    """Read, check and resolve a folder with overlays beside it; raises BadInput with every problem found."""
    from compliance.checklist.checks import check
    from compliance.checklist.resolve import resolve

    found, problems = sources.read_all(folder, beside)
    if not problems:
        problems = check(found)
    if problems:
        raise BadInput(problems)
    plain, problems = resolve(found)
    if problems:
        raise BadInput(problems)
    return plain


def _read(path: Path) -> dict[str, Any] | None:
    try:
        plain: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return plain


def _keep(path: Path, plain: dict[str, Any]) -> None:
    try:
        files.make_folder(path.parent)
        files.write_text(path, json.dumps(plain, ensure_ascii=False))
        newest_first = sorted(path.parent.glob("checklists-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in newest_first[_KEPT:]:
            old.unlink(missing_ok=True)
    except (ComplianceError, OSError):
        return
