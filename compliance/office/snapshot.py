"""The checklists a round was begun with, kept beside its answers as checklists.json.

Half a year later the next round has to know what has been asked anew, changed in meaning or dropped;
an old round has to be readable when its facts are asked no more. The file carries a SHA-256 of its
own content, so that one that was changed by hand is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from compliance import files
from compliance.checklist import decode
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import Library

FILE = "checklists.json"
_FORMAT = 1


def content(compiled: dict[str, Any]) -> bytes:
    """Return the file for compiled checklists, sealed."""
    return (_canonical({"format": _FORMAT, "sha256": _seal(compiled), "content": compiled}) + "\n").encode()


def read(round_folder: Path) -> Library | None:
    """Return the checklists a round was begun with, None where that was not kept or by another program version."""
    path = round_folder / FILE
    if not path.exists():
        return None
    try:
        plain = json.loads(files.read_bytes(path))
        if plain["format"] != _FORMAT:
            return None
        whole = plain["sha256"] == _seal(plain["content"])
    except (ValueError, TypeError, KeyError, RecursionError):
        whole = False
    if not whole:
        raise BadInput.of(
            str(path),
            1,
            _("a copy of the checklists that was changed or damaged"),
            _("the file as this program wrote it"),
            _("bring it back from a copy, or delete it: the round is then compared with the checklists in force"),
        )
    return decode.decoded(plain["content"])


def facts_of(round_folder: Path) -> Callable[[], frozenset[str]]:
    """Return what gives the facts a round was begun with; the file is read only when somebody asks."""

    @cache
    def facts() -> frozenset[str]:
        begun = read(round_folder)
        return frozenset(begun.facts) if begun else frozenset()

    return facts


def _seal(content: Any) -> str:
    import hashlib

    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _canonical(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
