"""The zip that travels: written so that the same content gives the same bytes, read so that no content harms.

Nothing is unpacked to the disk, nothing nested is opened, and no more is read than was declared and allowed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple

from compliance import files
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
MOST_SEAL = 4096
_MOST = (MOST_DECLARED, MOST_SEAL, MOST_SEAL)  # of FIXED
_DIRECTORY = 2 * 2**20  # bytes of a zip's list of entries: 2,000 with names of 255 signs take less
_RATIO = 100  # how much larger than the zip its content may be, and a MB: documents pack to a tenth
_PLAIN_FLAGS = 0x806  # names in UTF-8, and how hard deflate tried; never encrypted, never sized afterwards
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*([.:].*)?", re.IGNORECASE)  # Windows' own files
_IN_HEADER = (("H", 6), ("I", 18), ("H", 28))  # flags, packed size, length of what else stands before the content
_LENGTHS = 26  # where in a part's header the lengths of its name and of what else precedes the content stand
_AGE = b"age-encryption.org/"  # how a file begins that nobody decrypted yet
BY_AGE = "encrypted by age"  # the detail of such a file
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
    """A filing's zip held open: its fixed parts in full, and its other entries by name.

    `uniform` says that one program packed all of them: nothing else binds the few signs of a zip that no other
    place repeats.
    """

    declaration: bytes
    seal: bytes | None
    director: bytes | None
    evidence: Mapping[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile
    uniform: bool = True


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
            with archive.open(_entry(name, size), "w") as target:
                for piece in _of_file(path):
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


def _of_file(path: Path) -> Iterator[bytes]:
    with files.reading(path, MOST_BYTES) as source:
        while piece := source.read(_PIECE):
            yield piece


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr, entry.create_system, entry.file_size = 0o644 << 16, 3, size
    return entry


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Opened]:
    """Open a filing; Refused for anything that is none, is too large, or has names that lead elsewhere."""
    size = stream.seek(0, os.SEEK_END)
    count, directory = _directory(stream, size)
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGED as error:
        raise Refused(Reason.NOT_A_ZIP, str(error)) from error
    with archive:
        entries = _checked(archive.infolist(), size)
        if DECLARATION not in entries:
            raise Refused(Reason.MISSING_DECLARATION)
        uniform = _check_layout(stream, directory, [e.header_offset for e in archive.infolist()], count)
        parts = [_whole(archive, entries.get(name), most) for name, most in zip(FIXED, _MOST, strict=True)]
        evidence = {name: entry for name, entry in entries.items() if name not in FIXED}
        yield Opened(parts[0] or b"", parts[1], parts[2], evidence, archive, uniform)


def _directory(stream: BinaryIO, size: int) -> tuple[int, bytes]:
    """Return how many entries a zip names and its list of them, before anything is allocated for what it claims."""
    if size > MOST_BYTES + MOST_DECLARED:
        raise Refused(Reason.TOO_LARGE, f"{size}/{MOST_BYTES + MOST_DECLARED} bytes")
    stream.seek(max(0, size - 42))
    end = stream.read(42)
    if size < 22 or end[-22:-18] != b"PK\5\6":
        stream.seek(0)
        raise Refused(Reason.NOT_A_ZIP, BY_AGE if stream.read(len(_AGE)) == _AGE else "")
    disks, count, counted, length, start, comment = struct.unpack("<IHHIIH", end[-18:])
    if max(count, counted) > MOST_ENTRIES or end[:4] == b"PK\6\7":  # which is there for more than 65,535
        raise Refused(Reason.TOO_LARGE, f"{max(count, counted)}/{MOST_ENTRIES} parts")
    if length > _DIRECTORY:
        raise Refused(Reason.TOO_LARGE, f"{length}/{_DIRECTORY} bytes")
    if disks or comment or count != counted or start + length + 22 != size:
        raise Refused(Reason.NOT_A_ZIP)
    stream.seek(start)
    return count, stream.read(length)


def _checked(entries: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > MOST_ENTRIES:
        raise Refused(Reason.TOO_LARGE, f"{len(entries)}/{MOST_ENTRIES} parts")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if _escapes(entry):
            raise Refused(Reason.PATH_ESCAPE, entry.orig_filename)
        if entry.filename in found:
            raise Refused(Reason.DUPLICATE_ENTRY, entry.filename)
        found[entry.filename] = entry
    unpacked = sum(entry.file_size for entry in entries)
    most = min(MOST_BYTES + MOST_DECLARED, _RATIO * size + 2**20)
    if unpacked > most:
        raise Refused(Reason.TOO_LARGE, f"{unpacked}/{most} unpacked")
    return found


def _escapes(entry: zipfile.ZipInfo) -> bool:
    """Whether a name leads out of its folder on any system, or the entry is a link."""
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) or name != entry.filename:
        return True
    return not is_plain(name.removesuffix("/"))


def _check_layout(stream: BinaryIO, directory: bytes, offsets: list[int], count: int) -> bool:
    """Refuse parts that overlap, have something between them, or say otherwise of themselves than the list does.

    Returns whether the rest of the list, which is nowhere repeated, is the same for all.
    """
    at, packed, spans = 0, set(), []
    for offset in offsets:
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        end = _end(stream, offset, directory[at + 6 : at + 30], directory[at + 46 : at + 46 + name])
        spans.append((offset, end))
        if directory[at + 45 + name : at + 46 + name] != b"/":  # folders have rights of their own, and no content
            packed.add((directory[at + 4 : at + 6], directory[at + 34 : at + 42]))
        at += 46 + name + extra + comment
        if comment:
            raise Refused(Reason.NOT_A_ZIP)
    borders = [
        0,
        *(border for span in sorted(spans) for border in span),
        stream.seek(0, os.SEEK_END) - len(directory) - 22,
    ]
    if len(offsets) != count or at != len(directory) or borders[::2] != borders[1::2]:
        raise Refused(Reason.NOT_A_ZIP)
    return len(packed) == 1


def _end(stream: BinaryIO, offset: int, listed: bytes, name: bytes) -> int:
    """Return where a part ends whose own header says what the list says of it; Refused for any other."""
    stream.seek(offset)
    header = stream.read(30 + len(name))
    if header[:4] != b"PK\3\4" or header[4:28] != listed or header[30:] != name:
        raise Refused(Reason.NOT_A_ZIP, f"part {name.decode('utf-8', 'replace')}")
    flags, packed, extra = (struct.unpack_from(f"<{kind}", header, place)[0] for kind, place in _IN_HEADER)
    if flags & ~_PLAIN_FLAGS:
        raise Refused(Reason.NOT_A_ZIP, f"part {name.decode('utf-8', 'replace')}")
    return offset + len(header) + int(extra) + int(packed)


def is_plain(name: str) -> bool:
    """Whether a name is a path below a folder on any system, and can be shown as it is."""
    if set(name) & {"\\", ":"} or files.CONTROL.search(name) or "\n" in name or "\t" in name:
        return False
    return all(part.strip(". ") and not _DEVICES.fullmatch(part) for part in name.split("/"))


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None, most: int) -> bytes | None:
    if entry is None:
        return None
    if entry.file_size > most:
        raise Refused(Reason.TOO_LARGE, f"{entry.filename} {entry.file_size}/{most} bytes")
    content = b"".join(_pieces(archive, entry))
    if len(content) != entry.file_size:
        raise Refused(Reason.NOT_A_ZIP, f"part {entry.filename}")
    return content


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give an entry's content, no more than it declared, whatever it unpacks to."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 0x1:
        raise Refused(Reason.NOT_A_ZIP, f"part {entry.filename}")
    if entry.compress_type == zipfile.ZIP_STORED and archive.fp is not None:
        yield from _stored(archive.fp, entry)
        return
    try:
        with archive.open(entry) as stream:
            yield from _read(stream, entry.file_size)
    except _DAMAGED as error:
        raise Refused(Reason.NOT_A_ZIP, f"part {entry.filename}") from error


def _stored(stream: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the content of a part that is not packed, with a header as the list says: it lies there as it is."""
    stream.seek(entry.header_offset + _LENGTHS)
    stream.seek(sum(struct.unpack("<HH", stream.read(4))), os.SEEK_CUR)
    found = 0
    for piece in _read(stream, entry.file_size):
        found = zlib.crc32(piece, found)
        yield piece
    if found != entry.CRC or entry.compress_size != entry.file_size:
        raise Refused(Reason.NOT_A_ZIP, f"part {entry.filename}")


def _read(stream: IO[bytes], left: int) -> Iterator[bytes]:
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
    for name, entry in opened_.evidence.items():
        if name not in listed and not _is_folder_of(entry, listed):
            raise Refused(Reason.UNLISTED_ENTRY, name)
    for name, proof in listed.items():
        found = opened_.evidence.get(name)
        if found is None:
            raise Refused(Reason.EVIDENCE_MISSING, name)
        if found.file_size != proof.size or _sha256(opened_.archive, found) != proof.sha256:
            raise Refused(Reason.EVIDENCE_CHANGED, name)
    if not opened_.uniform:
        raise Refused(Reason.NOT_A_ZIP, "packed by more than one program")
    return listed


def content(opened_: Opened, name: str) -> Iterator[bytes]:
    """Give a file of evidence piece by piece, no more than its entry declares."""
    yield from _pieces(opened_.archive, opened_.evidence[name])


def _is_folder_of(entry: zipfile.ZipInfo, listed: Iterable[str]) -> bool:
    """Whether an entry is the empty one that programs pack for a folder, and listed files lie in that folder."""
    name = entry.filename
    if not name.endswith("/") or entry.file_size or entry.compress_size or entry.CRC:
        return False
    return name == EVIDENCE or any(one.startswith(name) for one in listed)


def _sha256(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(archive, entry):
        digest.update(piece)
    return digest.hexdigest()


def placed(name: str) -> str:
    """Return where a file of a round lies in its filing: all below evidence/, scan.json beside its files."""
    plain = PurePosixPath(name).as_posix()  # people write evidence//a.pdf and evidence/./a.pdf
    return plain if plain.startswith(EVIDENCE) else f"{EVIDENCE}scan/{PurePosixPath(name).name}"
