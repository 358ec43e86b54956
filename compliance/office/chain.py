"""An append-only file of JSON lines, each chained to the one before.

`previous` is the SHA-256 of the line before, `hash` that of the line itself without it, so that a line
changed, taken out or put in between is found. A last line without its end was interrupted while being
written: nobody was told that it is kept, and the next change replaces it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.language import _

FIRST = "0" * 64
_LIMIT = 512 * 1024 * 1024
_HASH = b',"hash":"'
_TAIL = len(_HASH) + 64 + len(b'"}')


class Numbered(Protocol):
    """What a line holds: it bears its number."""

    @property
    def number(self) -> int:
        """Its place in the file, from 1."""
        ...


E = TypeVar("E", bound=Numbered)


class Chain(NamedTuple, Generic[E]):
    """A file read up to `size` bytes: its entries in order and the hash of the last one."""

    entries: tuple[E, ...] = ()
    size: int = 0
    last: str = FIRST


class Form(NamedTuple, Generic[E]):
    """How entries are written and read as plain JSON, and how to mend a file whose chain is broken.

    `decode` raises ValueError, TypeError, KeyError or AttributeError for what is not an entry.
    """

    decode: Callable[[Mapping[str, Any]], E]
    encode: Callable[[E], dict[str, Any]]
    mend: Callable[[], str]


def read(path: Path, form: Form[E], known: Chain[E] | None = None) -> Chain[E]:
    """Return the chain of a file, an empty one when there is none yet.

    `known` is what was read before: only what came behind it is read. Raises BadInput with every line
    at which the chain is broken.
    """
    known = known or Chain()
    if not path.exists():
        if known.size:
            raise BadInput([_problem(path, 1, _("the log is gone"), form)])
        return Chain()
    data = files.read_bytes(path, _LIMIT)
    if len(data) < known.size:
        return read(path, form)
    lines = data[known.size :].split(b"\n")
    interrupted = lines.pop()
    entries, last, size = list(known.entries), known.last, known.size
    number = entries[-1].number if entries else 0
    problems: list[Problem] = []
    for place, raw in enumerate(lines, len(entries) + 1):
        line = _line(raw, form)
        wrong = _wrong(line, last, number)
        if wrong or line.entry is None:
            problems.append(_problem(path, place, wrong, form))
        else:
            entries.append(line.entry)
        last, number, size = line.hash, line.entry.number if line.entry else number + 1, size + len(raw) + 1
    if problems and known.size:  # the log may have been begun anew, or its last line ended by an editor
        return read(path, form)
    if problems:
        raise BadInput(problems)
    whole = _line(interrupted, form)
    if whole.entry is not None and not _wrong(whole, last, number):  # only its line end is missing
        entries.append(whole.entry)
        last, size = whole.hash, size + len(interrupted)
    return Chain(tuple(entries), size, last)


class _Line(NamedTuple, Generic[E]):
    """One line: its entry when it is one and unchanged, the hash it bears, and the one it follows."""

    entry: E | None
    hash: str
    previous: str = ""


def _line(raw: bytes, form: Form[E]) -> _Line[E]:
    line = raw.rstrip(b"\r")
    body, tail = line[:-_TAIL], line[-_TAIL:]
    hash_ = tail[len(_HASH) : -2].decode("ascii", "replace")
    if tail[: len(_HASH)] != _HASH or hashlib.sha256(body).hexdigest() != hash_:
        return _Line(None, hash_)
    try:
        plain = json.loads(line.decode())
        return _Line(form.decode(plain), hash_, plain["previous"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return _Line(None, hash_)


def _wrong(line: _Line[E], last: str, number: int) -> str:
    """Return what is wrong with a line behind the one with this hash and number, nothing when it follows."""
    if line.entry is None:
        return _("a line that was changed or damaged")
    if line.previous != last or line.entry.number != number + 1:
        return _("a line that does not follow the one above it: lines were taken out, moved or put in")
    return ""


def _problem(path: Path, line: int, seen: str, form: Form[E]) -> Problem:
    return Problem(str(path), line, seen, _("the chain of changes as this program wrote it"), form.mend())


def append(path: Path, chain: Chain[E], entries: Iterable[E], form: Form[E]) -> Chain[E]:
    """Write entries behind a chain, durably, and return the chain with them; the caller holds the lock."""
    added = tuple(entries)
    if not added:
        return chain
    lines, last = [], chain.last
    opening = b"" if not chain.size or _ends(path, chain.size) else b"\n"
    for entry in added:
        body = _written({**form.encode(entry), "previous": last})[:-1]
        last = hashlib.sha256(body).hexdigest()
        lines.append(body + _HASH + last.encode() + b'"}\n')
    data = opening + b"".join(lines)
    files.append(path, data, chain.size)
    return Chain((*chain.entries, *added), chain.size + len(data), last)


def _ends(path: Path, size: int) -> bool:
    with path.open("rb") as stream:
        stream.seek(size - 1)
        return stream.read(1) == b"\n"


def _written(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
