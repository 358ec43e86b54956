"""The zip that travels: written so that the same content gives the same bytes, read so that no content harms.

Nothing is unpacked to the disk, nothing nested is opened, and no more is read than was declared and allowed.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple

from compliance.filing import record, seals
from compliance.model.filing import Proof, Reason

DECLARATION = record.NAME
SEAL = DECLARATION + seals.SUFFIX
DIRECTOR_SEAL = f"declaration.json.director{seals.SUFFIX}"
EVIDENCE = "evidence/"
FIXED = (DECLARATION, SEAL, DIRECTOR_SEAL)
MOST_ENTRIES = 2000
MOST_BYTES = 2**30  # of all evidence, and of the zip
MOST_DECLARED = 8 * 2**20  # bytes of declaration.json
_MOST_SEAL = 4096
_DIRECTORY = 4 * 2**20  # bytes of a zip's list of entries: 2,000 with names of 255 signs take less
_TAIL = 65557  # bytes in which a zip's end mark stands
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 2**18
# What zipfile raises for archives that are damaged, encrypted or made with features it does not know.
_DAMAGED = (zipfile.error, zlib.error, struct.error, EOFError, RuntimeError, NotImplementedError, ValueError)


class Refused(Exception):
    """A filing is turned away; `detail` names what was seen, such as the entry."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


class Opened(NamedTuple):
    """A filing's zip held open: its fixed parts in full, and its other entries by name."""

    declaration: bytes
    seal: bytes | None
    director: bytes | None
    evidence: Mapping[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile


class Packed(NamedTuple):
    """A file of evidence to be packed: its name in the zip, where it lies, and what the declaration says it is."""

    name: str
    path: Path
    sha256: str
    size: int


def write(
    stream: BinaryIO, declaration: bytes, seal: bytes, director: bytes | None, evidence: Iterable[Packed]
) -> None:
    """Write a filing: the parts in a fixed order, stored as they are, with one date, so that any program agrees.

    Refused for a file of evidence that is no longer what the declaration says.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        fixed = [(DECLARATION, declaration), (SEAL, seal), *([(DIRECTOR_SEAL, director)] if director else [])]
        for name, content in fixed:
            archive.writestr(_entry(name), content)
        for name, path, sha256, size in sorted(evidence):
            digest = hashlib.sha256()
            with path.open("rb") as source, archive.open(_entry(name, size), "w") as target:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    target.write(piece)
            if digest.hexdigest() != sha256:
                raise Refused(Reason.EVIDENCE_CHANGED, str(path))


def write_parts(
    stream: BinaryIO, declaration: bytes, seal: bytes | None, director: bytes | None, evidence: Mapping[str, bytes]
) -> None:
    """Write a filing from parts that are in memory."""
    fixed = zip(FIXED, (declaration, seal, director), strict=True)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (*((n, c) for n, c in fixed if c is not None), *sorted(evidence.items())):
            archive.writestr(_entry(name), content)


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr, entry.create_system, entry.file_size = 0o644 << 16, 3, size
    return entry


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Opened]:
    """Open a filing; Refused for anything that is none, is too large, or has names that lead elsewhere."""
    _check_frame(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGED as error:
        raise Refused(Reason.NOT_A_ZIP, str(error)) from error
    with archive:
        entries = _checked(archive.infolist())
        if DECLARATION not in entries:
            raise Refused(Reason.MISSING_DECLARATION)
        parts = [_whole(archive, entries.get(name), most) for name, most in zip(FIXED, _MOST, strict=True)]
        evidence = {name: entry for name, entry in entries.items() if name not in FIXED}
        yield Opened(parts[0] or b"", parts[1], parts[2], evidence, archive)


_MOST = (MOST_DECLARED, _MOST_SEAL, _MOST_SEAL)


def _check_frame(stream: BinaryIO) -> None:
    """Look at a zip's end mark before anything is allocated for what it claims."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise Refused(Reason.NOT_A_ZIP)
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    if size > MOST_BYTES + MOST_DECLARED:
        raise Refused(Reason.TOO_LARGE, str(size))
    if entries > MOST_ENTRIES or directory > _DIRECTORY or b"PK\6\7" in tail[max(0, at - 20) : at]:
        raise Refused(Reason.TOO_LARGE, f"{entries} entries")
    stream.seek(0)


def _checked(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > MOST_ENTRIES:
        raise Refused(Reason.TOO_LARGE, f"{len(entries)} entries")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if _escapes(entry):
            raise Refused(Reason.PATH_ESCAPE, entry.orig_filename)
        if entry.filename in found:
            raise Refused(Reason.DUPLICATE_ENTRY, entry.filename)
        found[entry.filename] = entry
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refused(Reason.TOO_LARGE, str(sum(entry.file_size for entry in entries)))
    return found


def _escapes(entry: zipfile.ZipInfo) -> bool:
    """Whether a name leads out of its folder on any system, or the entry is a link."""
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) or name != entry.filename:
        return True
    return not is_plain(name.removesuffix("/")) or any(ord(sign) < 32 for sign in name)


def is_plain(name: str) -> bool:
    """Whether a name is a path below a folder on any system."""
    parts = name.split("/")
    return not set(name) & {"\\", ":", "\0"} and all(part not in ("", ".", "..") for part in parts)


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None, most: int) -> bytes | None:
    if entry is None:
        return None
    if entry.file_size > most:
        raise Refused(Reason.TOO_LARGE, entry.filename)
    content = b"".join(_pieces(archive, entry))
    if len(content) != entry.file_size:
        raise Refused(Reason.NOT_A_ZIP, entry.filename)
    return content


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give an entry's content, no more than it declared, whatever it unpacks to."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 0x1:
        raise Refused(Reason.NOT_A_ZIP, entry.filename)
    try:
        with archive.open(entry) as stream:
            yield from _read(stream, entry)
    except _DAMAGED as error:
        raise Refused(Reason.NOT_A_ZIP, entry.filename) from error


def _read(stream: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.file_size
    while left and (piece := stream.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def check_evidence(opened_: Opened, proofs: Iterable[Proof]) -> dict[str, Proof]:
    """Return the listed files, each there once with its content; Refused where one is not, or there are more."""
    listed: dict[str, Proof] = {}
    for proof in proofs:
        if proof.kind == "letter":
            continue
        other = listed.setdefault(proof.name, proof)
        if (other.sha256, other.size) != (proof.sha256, proof.size):
            raise Refused(Reason.EVIDENCE_CHANGED, proof.name)
    for name in opened_.evidence:
        if name not in listed:
            raise Refused(Reason.UNLISTED_ENTRY, name)
    for name, proof in listed.items():
        entry = opened_.evidence.get(name)
        if entry is None:
            raise Refused(Reason.EVIDENCE_MISSING, name)
        if entry.file_size != proof.size or _sha256(opened_.archive, entry) != proof.sha256:
            raise Refused(Reason.EVIDENCE_CHANGED, name)
    return listed


def _sha256(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(archive, entry):
        digest.update(piece)
    return digest.hexdigest()


def placed(name: str) -> str:
    """Return where a file of a round lies in its filing: all below evidence/, scan.json beside its files."""
    return name if name.startswith(EVIDENCE) else f"{EVIDENCE}scan/{PurePosixPath(name).name}"
