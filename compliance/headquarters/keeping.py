"""Where a store keeps what it was given: filings by their content, what was turned away in quarantine."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from compliance import files
from compliance.filing.package import MOST_BYTES, MOST_DECLARED
from compliance.headquarters.store import FILINGS, QUARANTINE

MOST = MOST_BYTES + MOST_DECLARED  # bytes of a file that is read at all
_ARRIVING = "arriving"
_MACHINE = re.sub(r"[^\w-]", "-", platform.node())  # several may copy into one store
_PIECE = 2**20


class Copied(NamedTuple):
    """A private copy of a file that came in: nobody changes it while it is looked at."""

    path: Path
    sha256: str
    size: int


def small(stream: BinaryIO) -> BinaryIO | None:
    """Return the content of an open file in memory, so that it is read once; None for one that is large."""
    content = stream.read(_PIECE + 1)
    stream.seek(0)
    return io.BytesIO(content) if len(content) <= _PIECE else None


def digested(stream: BinaryIO) -> str:
    """Return the SHA-256 of an open file, read in pieces."""
    digest = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(_PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def copied(source: BinaryIO, store: Path) -> Copied:
    """Copy an open file into the store under a name that nothing reads yet."""
    folder = store / _ARRIVING
    _make(folder)
    path, digest, size = folder / f"{_MACHINE}-{os.getpid()}.part", hashlib.sha256(), 0
    try:
        with path.open("wb", buffering=0) as stream:
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                stream.write(piece)
    except OSError as error:
        raise files.refused(path, error) from error
    return Copied(path, digest.hexdigest(), size)


def settle(copy: Copied, store: Path, good: bool) -> None:
    """Put a copy where it is kept; the same content may lie there already.

    It is not waited for until the disk has it: what a power cut took is found missing, and copied, the next time.
    """
    target = place(store, good, copy.sha256)
    _make(target.parent)
    try:
        copy.path.replace(target)
    except OSError as error:
        raise files.refused(target, error) from error


def place(store: Path, good: bool, sha256: str) -> Path:
    """Return where a store keeps a file it was given."""
    return Path(f"{store}/{FILINGS if good else QUARANTINE}/{sha256[:2]}/{sha256}.zip")  # one path made, not four


def is_kept(store: Path, sha256: str, size: int) -> bool:
    """Whether a file that is recorded lies where it should, whole."""
    return found(store, sha256, size) is not None


def found(store: Path, sha256: str, size: int) -> Path | None:
    """Return where a file that is recorded lies whole; its content is not read."""
    places = (place(store, good, sha256) for good in (True, False))
    return next((path for path in places if path.is_file() and path.stat().st_size == size), None)


def turn_away(store: Path, sha256: str) -> None:
    """Move a file from the filings into quarantine; nothing where it lies there already."""
    path = place(store, True, sha256)
    if path.exists():
        target = place(store, False, sha256)
        _make(target.parent)
        files.move(path, target)


def release(store: Path, sha256: str) -> None:
    """Delete from quarantine what was taken in after all and lies with the filings."""
    if place(store, True, sha256).exists():
        files.delete(place(store, False, sha256))


def _make(folder: Path) -> None:
    if not folder.is_dir():  # which it is nearly always, and asking is cheap
        files.make_folder(folder)


def tidy(store: Path) -> None:
    """Delete what a program that was killed left half copied."""
    if (store / _ARRIVING).is_dir():
        files.leftovers(store / _ARRIVING, "")
