"""log.jsonl: every change of a round's answers, in order, each line chained to the one before.

A line is one JSON object. `previous` is the SHA-256 of the line before, `hash` that of the line itself
without it, so that a line changed, taken out or put in between is found. A last line without its end
was interrupted while being written: nobody was told that it is kept, and the next change replaces it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.office import Evidence
from compliance.model.record import Change, Entry, Seal, Where
from compliance.model.stated import NOTHING, Key, State, Stated

FILE = "log.jsonl"
_FIRST = "0" * 64
_LIMIT = 512 * 1024 * 1024
_HASH = b',"hash":"'
_TAIL = len(_HASH) + 64 + len(b'"}')
_TEXTS = ("value", "count", "total", "not_applicable", "override", "on", "by", "note", "proposed")


class Log(NamedTuple):
    """A log read up to `size` bytes: its entries in order and the hash of the last one."""

    entries: tuple[Entry, ...] = ()
    size: int = 0
    last: str = _FIRST

    @property
    def state(self) -> State:
        """What every entry of the answers says after the last change."""
        return state_after(self.entries)

    @property
    def seals(self) -> Mapping[str, Seal]:
        """What every file of evidence was when it was last attached, by its name."""
        return {entry.file: entry for entry in self.entries if isinstance(entry, Seal)}


def state_after(entries: Iterable[Entry]) -> State:
    """Return what the entries of the answers say after these changes; those that say nothing are left out."""
    state = {entry.key: entry.after for entry in entries if isinstance(entry, Change)}
    return {key: stated for key, stated in state.items() if stated != NOTHING}


def read(path: Path, known: Log | None = None) -> Log:
    """Return the log of a round, an empty one when there is none yet.

    `known` is what was read before: only what came behind it is read. Raises BadInput with every line
    at which the chain is broken.
    """
    known = known or Log()
    if not path.exists():
        if known.size:
            raise BadInput([_problem(path, 1, _("the log is gone"))])
        return Log()
    data = files.read_bytes(path, _LIMIT)
    if len(data) < known.size:
        return read(path)
    lines = data[known.size :].split(b"\n")
    interrupted = lines.pop()
    entries, last, size = list(known.entries), known.last, known.size
    number = entries[-1].number if entries else 0
    problems: list[Problem] = []
    for place, raw in enumerate(lines, len(entries) + 1):
        line = _line(raw)
        wrong = _wrong(line, last, number)
        if wrong or line.entry is None:
            problems.append(_problem(path, place, wrong))
        else:
            entries.append(line.entry)
        last, number, size = line.hash, line.entry.number if line.entry else number + 1, size + len(raw) + 1
    if problems and known.size:  # the log may have been begun anew, or its last line ended by an editor
        return read(path)
    if problems:
        raise BadInput(problems)
    whole = _line(interrupted)
    if whole.entry is not None and not _wrong(whole, last, number):  # only its line end is missing
        entries.append(whole.entry)
        last, size = whole.hash, size + len(interrupted)
    return Log(tuple(entries), size, last)


class _Line(NamedTuple):
    """One line: its entry when it is one and unchanged, the hash it bears, and the one it follows."""

    entry: Entry | None
    hash: str
    previous: str = ""


def _line(raw: bytes) -> _Line:
    line = raw.rstrip(b"\r")
    body, tail = line[:-_TAIL], line[-_TAIL:]
    hash_ = tail[len(_HASH) : -2].decode("ascii", "replace")
    if tail[: len(_HASH)] != _HASH or hashlib.sha256(body).hexdigest() != hash_:
        return _Line(None, hash_)
    try:
        plain = json.loads(line.decode())
        return _Line(_entry(plain), hash_, plain["previous"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _Line(None, hash_)


def _wrong(line: _Line, last: str, number: int) -> str:
    """Return what is wrong with a line behind the one with this hash and number, nothing when it follows."""
    if line.entry is None:
        return _("a line that was changed or damaged")
    if line.previous != last or line.entry.number != number + 1:
        return _("a line that does not follow the one above it: lines were taken out, moved or put in")
    return ""


def _problem(path: Path, line: int, seen: str) -> Problem:
    return Problem(
        str(path),
        line,
        seen,
        _("the chain of changes as this program wrote it"),
        _("bring log.jsonl back from a copy; or “history --begin-anew” keeps this one aside and begins another"),
    )


def append(path: Path, log: Log, entries: Iterable[Entry]) -> Log:
    """Write entries behind a log, durably, and return the log with them; the caller holds the lock."""
    added = tuple(entries)
    if not added:
        return log
    lines, last = [], log.last
    opening = b"" if not log.size or _ends(path, log.size) else b"\n"
    for entry in added:
        body = _written({**_plain(entry), "previous": last})[:-1]
        last = hashlib.sha256(body).hexdigest()
        lines.append(body + _HASH + last.encode() + b'"}\n')
    data = opening + b"".join(lines)
    files.append(path, data, log.size)
    return Log((*log.entries, *added), log.size + len(data), last)


def _ends(path: Path, size: int) -> bool:
    with path.open("rb") as stream:
        stream.seek(size - 1)
        return stream.read(1) == b"\n"


def _written(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(entry: Entry) -> dict[str, Any]:
    head = {"number": entry.number, "when": entry.when, "who": entry.who, "where": entry.where.value}
    if isinstance(entry, Seal):
        return {**head, "file": entry.file, "sha256": entry.sha256, "bytes": entry.size}
    whose = {"system": entry.key.system} if entry.key.system else {}
    return {**head, **whose, "fact": entry.key.fact, "before": plain(entry.before), "after": plain(entry.after)}


def plain(stated: Stated) -> dict[str, Any] | None:
    """Return what an entry says with the keys of answers.yaml; None when it says nothing."""
    if stated == NOTHING:
        return None
    texts = {name: getattr(stated, "counted" if name == "count" else name) for name in _TEXTS}
    record: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    if stated.evidence:
        record["evidence"] = [plain_evidence(piece) for piece in stated.evidence]
    return record


def plain_evidence(piece: Evidence) -> dict[str, str]:
    """Return one piece of evidence with the keys of answers.yaml."""
    if piece.kind == "file":
        return {"file": piece.name, **({"date": piece.date} if piece.date else {})}
    more = {"date": piece.date, "held_by": piece.held_by, "class": piece.classification}
    return {"letter": piece.name, **{key: text for key, text in more.items() if text}}


def _entry(plain: Mapping[str, Any]) -> Entry:
    head = (int(plain["number"]), str(plain["when"]), str(plain["who"]), Where(plain["where"]))
    if "file" in plain:
        return Seal(*head, str(plain["file"]), str(plain["sha256"]), int(plain["bytes"]))
    key = Key(str(plain.get("system", "")), str(plain["fact"]))
    return Change(*head, key, _stated(plain["before"]), _stated(plain["after"]))


def _stated(plain: Mapping[str, Any] | None) -> Stated:
    if plain is None:
        return NOTHING
    said = plain.get
    texts = (said("value"), said("count"), said("total"), said("not_applicable"), said("override"))
    more = (said("on"), said("by"), said("note"), said("proposed"))
    if not all(text is None or type(text) is str for text in (*texts, *more)):
        raise TypeError("an entry holds texts")
    listed = said("evidence")
    return Stated(*texts, tuple(map(_evidence, listed)) if listed else (), *more)


def _evidence(plain: Mapping[str, Any]) -> Evidence:
    if "file" in plain:
        return Evidence("file", plain["file"], plain.get("date"))
    return Evidence("letter", plain["letter"], plain.get("date"), plain.get("held_by"), plain.get("class"))
