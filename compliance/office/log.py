"""log.jsonl: every change of a round's answers, in order, each line chained to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compliance.language import _, way
from compliance.model.office import Evidence
from compliance.model.record import Change, Entry, Seal, Where
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office import chain
from compliance.office.chain import Chain, Form

FILE = "log.jsonl"
_TEXTS = ("value", "count", "total", "not_applicable", "override", "on", "by", "note", "proposed")


class Log(NamedTuple):
    """A log read up to `size` bytes: its entries in order and the hash of the last one."""

    entries: tuple[Entry, ...] = ()
    size: int = 0
    last: str = chain.FIRST

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
    return {key: said for key, said in state.items() if said != NOTHING}


def read(path: Path, known: Log | None = None) -> Log:
    """Return the log of a round, an empty one when there is none yet.

    `known` is what was read before: only what came behind it is read. Raises BadInput with every line
    at which the chain is broken.
    """
    return Log(*chain.read(path, _FORM, None if known is None else Chain(*known)))


def append(path: Path, log: Log, entries: Iterable[Entry]) -> Log:
    """Write entries behind a log, durably, and return the log with them; the caller holds the lock."""
    return Log(*chain.append(path, Chain(*log), entries, _FORM))


def _mend() -> str:
    return way(
        _("bring log.jsonl back from a copy; or “history --begin-anew” keeps this one aside and begins another"),
        _("bring log.jsonl back from a copy, or ask the IT unit to begin another record"),
    )


def _plain(entry: Entry) -> dict[str, Any]:
    head = {"number": entry.number, "when": entry.when, "who": entry.who, "where": entry.where.value}
    if isinstance(entry, Seal):
        return {**head, "file": entry.file, "sha256": entry.sha256, "bytes": entry.size}
    whose = {"system": entry.key.system} if entry.key.system else {}
    return {**head, **whose, "fact": entry.key.fact, "before": plain(entry.before), "after": plain(entry.after)}


def plain(entry: Stated) -> dict[str, Any] | None:
    """Return what an entry says with the keys of answers.yaml; None when it says nothing."""
    if entry == NOTHING:
        return None
    texts = {name: getattr(entry, "counted" if name == "count" else name) for name in _TEXTS}
    record: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    if entry.evidence:
        record["evidence"] = [plain_evidence(piece) for piece in entry.evidence]
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
    return Change(*head, key, stated(plain["before"]), stated(plain["after"]))


def stated(plain: Mapping[str, Any] | None) -> Stated:
    """Return what an entry says, as `plain` wrote it; TypeError where it holds anything but texts."""
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


_FORM: Form[Entry] = Form(_entry, _plain, _mend)
