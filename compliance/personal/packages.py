"""Parts of a document that is a zip, read in pieces and within bounds, and their XML without entities."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.parsers import expat

from compliance.language import _
from compliance.personal.findings import MEGABYTE, Findings, Stop, damaged, locked, only_first

PART_LIMIT = 64 * MEGABYTE
TOTAL_LIMIT = 128 * MEGABYTE
_MOST_PARTS = 2000
_DIRECTORY_LIMIT = 4 * MEGABYTE
_DEEPEST = 500
_PIECE = 1 << 16
# What zipfile and expat raise for parts that are damaged or made with features they do not know.
DAMAGED = (
    zipfile.error,
    zlib.error,
    struct.error,
    expat.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = 20


class Package:
    """A zip that is searched: its parts by their name in lower case, each readable in pieces.

    `names` are those of all parts; where two are alike the later one is the part.
    """

    def __init__(self, stream: BinaryIO, findings: Findings) -> None:
        self.findings = findings
        self._left = TOTAL_LIMIT
        _check_directory(stream)
        try:
            self._zip = zipfile.ZipFile(stream)
        except DAMAGED as error:
            raise Stop(damaged()) from error
        entries = self._zip.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise Stop(locked())
        self.names = [entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries]
        self.parts = dict(zip(self.names, entries, strict=True))

    def some(self, names: list[str]) -> list[str]:
        """Return no more names of parts than anybody writes."""
        if len(names) > _MOST_PARTS:
            self.findings.note(_("it has too many parts, and only the first were searched"))
        return names[:_MOST_PARTS]

    def read(self, name: str, reader: Reader) -> None:
        """Let a reader see a part; one that is damaged is noted and the others are still read."""
        try:
            reader.parse(self._pieces(self.parts[name]))
        except DAMAGED:
            self.findings.note(damaged())

    def head(self, name: str, size: int) -> bytes:
        """Return the first bytes of a part, nothing of one that is damaged."""
        try:
            with self._zip.open(self.parts[name]) as part:
                return part.read(size)
        except DAMAGED:
            self.findings.note(damaged())
            return b""

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Unpack a part bit by bit, whatever size it claims to have."""
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise zipfile.BadZipFile(f"compression {entry.compress_type}")
        size = 0
        with self._zip.open(entry) as part:
            while piece := part.read(_PIECE):
                self.findings.tick()
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    raise Stop(only_first(TOTAL_LIMIT))
                if size > PART_LIMIT:
                    self.findings.note(only_first(PART_LIMIT))
                    return
                yield piece
        yield b""


class Reader:
    """Follows one XML part; a kind of part overrides what it wants to see."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See an element begin; names come without their prefix."""

    def end(self, name: str) -> None:
        """See an element end."""

    def text(self, data: str) -> None:
        """See characters."""

    def parse(self, pieces: Iterator[bytes]) -> None:
        """Read the part; the last piece of a whole one is empty."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        try:
            for piece in pieces:
                parser.Parse(piece, not piece)
        except _Refused as refusal:
            self.findings.note(str(refusal))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("elements nested too deep")
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2])


class _Refused(Exception):
    """A part that is not read; the message says why."""


def _refuse(*_declaration: object) -> None:
    """Refuse declarations, the only place from which entities can come; Office never writes any."""
    raise _Refused(_("a part of it declares its own document type (DOCTYPE), as attacks do, and was not read"))


def _check_directory(stream: BinaryIO) -> None:
    """Refuse a table of contents so long that reading it would fill the memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END.size - _END64_LOCATOR - 0xFFFF))
    tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise Stop(damaged())
    directory = _END.unpack_from(tail, at)[5]
    if directory > _DIRECTORY_LIMIT or b"PK\6\7" in tail[max(0, at - _END64_LOCATOR) : at]:
        raise Stop(_("it has too many parts"))
