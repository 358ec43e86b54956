"""Evidence and what is wrong with it, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.stated import Key
from compliance.office.inspection import Finding, Kind, Piece
from compliance.persian import dates, numbers
from compliance.report import records, words
from compliance.report.records import Record
from compliance.report.tables import Table, make
from compliance.schema import listed

_SHOWN = 2  # facts of one file; how many there are stands beside it
KIND = {
    Kind.MISSING: mark("no evidence"),
    Kind.EMPTY: mark("an empty file: 0 bytes"),
    Kind.CHANGED: mark("changed on disk since it was attached"),
    Kind.TOO_OLD: mark("too old"),
    Kind.SHARED: mark("listed for many facts"),
    Kind.NOT_SEALED: mark("not recorded yet: its content was never sealed"),
    Kind.UNUSED: mark("in the folder, but no answer lists it"),
    Kind.SCAN_MISSING: mark("a file of the website scan is gone"),
    Kind.SCAN_CHANGED: mark("changed on disk since the website was scanned"),
    Kind.SCAN_TOO_OLD: mark("the website scan is too old"),
}
_MEND = {
    Kind.MISSING: mark("attach it: evidence attach OFFICE FACT FILE"),
    Kind.EMPTY: mark("replace it by the document itself: evidence replace"),
    Kind.CHANGED: mark("bring the old file back, or attach this one again: evidence attach"),
    Kind.TOO_OLD: mark("replace it by a newer document: evidence replace"),
    Kind.SHARED: mark("look whether it really proves all of them"),
    Kind.NOT_SEALED: mark("attach it again: evidence attach"),
    Kind.UNUSED: mark("attach it to a fact, or delete the file"),
    Kind.SCAN_MISSING: mark("bring the file back from a copy, or scan again: scan OFFICE"),
    Kind.SCAN_CHANGED: mark("bring the file back from a copy, or scan again: scan OFFICE"),
    Kind.SCAN_TOO_OLD: mark("scan again: scan OFFICE"),
}


def pieces(listed_: Sequence[Piece]) -> Table:
    """Evidence as answers list it."""
    return make(
        [
            (_("fact"), True),
            (_("evidence"), False),
            (_("date of the document"), True),
            (_("attached on"), True),
            (_("size"), True, True),
            (_("held by"), False, True),
            ("sha256", True, True),
        ],
        [_piece(piece) for piece in listed_],
    )


def _piece(piece: Piece) -> tuple[str, ...]:
    evidence, seal = piece.evidence, piece.seal
    letter = _("letter {number}").format(number=numbers.digits(evidence.name))
    held = listed(text for text in (evidence.held_by, evidence.classification) if text)
    return (
        whose(piece.key),
        letter if evidence.kind == "letter" else evidence.name,
        dates.show(evidence.date) if evidence.date else "—",
        dates.show(datetime.fromisoformat(seal.when).date()) if seal else "—",
        words.size(piece.size) if piece.size is not None else "—",
        held or "—",
        seal.sha256[:12] if seal else "—",
    )


def whose(key: Key) -> str:
    """Return a fact with the system it belongs to, where it does."""
    return f"{key.system}: {key.fact}" if key.system else key.fact


def findings(found: Sequence[Finding], library: Library) -> Table:
    """What is wrong with evidence."""
    return make(
        [
            (_("what is wrong"), False),
            (_("facts"), True),
            (_("evidence"), False),
            (_("detail"), False),
        ],
        [
            (
                _(KIND[f.kind]),
                listed([*map(whose, f.keys[:_SHOWN]), *(["…"] if len(f.keys) > _SHOWN else [])]) or "—",
                f.name or (str(library.facts[f.keys[0].fact].evidence) if f.keys else "—"),
                _detail(f),
            )
            for f in found
        ],
    )


def mends(found: Sequence[Finding]) -> list[str]:
    """Return how to mend what was found, a line for each kind."""
    return [
        _("{what}: {how}").format(what=_(KIND[kind]), how=_(_MEND[kind]))
        for kind in dict.fromkeys(f.kind for f in found)
    ]


def mend(kind: Kind) -> str:
    """Return how to mend a kind of finding."""
    return _(_MEND[kind])


def _detail(finding: Finding) -> str:
    if finding.kind is Kind.SHARED:
        return _("{n} facts").format(n=numbers.show(finding.size or 0))
    return dates.show(finding.day) if finding.day else "—"


def record_pieces(listed_: Iterable[Piece]) -> list[Record]:
    """Return evidence as `evidence list --json` prints it."""
    return [
        {
            **records.key(piece.key),
            "kind": piece.evidence.kind,
            "name": piece.evidence.name,
            "date": piece.evidence.date,
            "held_by": piece.evidence.held_by,
            "class": piece.evidence.classification,
            "attached": piece.seal.when if piece.seal else None,
            "sha256": piece.seal.sha256 if piece.seal else None,
            "bytes": piece.size,
        }
        for piece in listed_
    ]


def record_findings(found: Iterable[Finding]) -> list[Record]:
    """Return findings as `evidence check --json` prints them."""
    return [
        {
            "kind": finding.kind.value,
            "facts": [records.key(key) for key in finding.keys],
            "name": finding.name or None,
            "date": dates.write(finding.day) if finding.day else None,
        }
        for finding in found
    ]
