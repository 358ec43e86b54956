"""What lies in an inbox: every zip, what was meant as one, and what is left aside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.filing.transport import SUFFIX

_ZIP = ".zip"


def paths(inboxes: Iterable[Path]) -> Iterator[Path]:
    """Give what is to be looked at below the inboxes, sorted within each folder.

    That is every zip and every encrypted file, folders that are named like a zip, and what cannot be listed. Links
    to folders are not followed.
    """
    for inbox in inboxes:
        if inbox.is_dir():
            yield from _below(inbox)
        else:
            yield inbox


def _below(inbox: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for folder, names, found in os.walk(inbox, onerror=lambda error: closed.append(Path(error.filename or inbox))):
        names.sort()
        meant = [name for name in (*found, *names) if name.lower().endswith((_ZIP, SUFFIX))]
        yield from (Path(folder, name) for name in sorted(meant))
    yield from closed


def count(inboxes: Iterable[Path]) -> int:
    """Return how many there are; cheap beside looking at them."""
    return sum(1 for _path in paths(inboxes))


def is_encrypted(name: str) -> bool:
    """Whether a file is by its name one that was encrypted for transport."""
    return name.lower().endswith(SUFFIX)


def shown(path: Path) -> str:
    """Return a path as records and people can hold it, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "replace")
