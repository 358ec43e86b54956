"""What people wrote themselves and a declaration carries as it stands: reasons, letters, titles, names of files."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from compliance.model.filing import Declaration, Entry, Proof
from compliance.personal import Found, codes


class Kind(StrEnum):
    """What a text is of."""

    NOT_APPLICABLE = "not-applicable"
    OVERRIDE = "override"
    FILE = "file"
    LETTER = "letter"
    HOLDER = "holder"
    CLASS = "class"
    SYSTEM = "system"
    APPROVAL = "approval"
    APPROVER = "approver"


class Text(NamedTuple):
    """A text that leaves the office, with the fact (or entered system) it belongs to; empty for the plan's."""

    kind: Kind
    of: str
    text: str


LISTED_APART = (Kind.FILE, Kind.LETTER, Kind.HOLDER, Kind.CLASS)  # evidence has lists of its own


def free(declared: Declaration) -> list[Text]:
    """Return every such text of a declaration once, in its order."""
    return list(dict.fromkeys(one for one in _all(declared) if one.text))


def coded(texts: list[Text]) -> list[tuple[Text, Found]]:
    """Return the national codes in texts, masked."""
    return [(one, Found(one.of, codes.masked(code))) for one in texts for _at, code in codes.find(one.text)]


def _all(declared: Declaration) -> Iterator[Text]:
    for system in declared.systems:
        yield Text(Kind.SYSTEM, system.id, system.title)
    for entry in declared.values:
        yield from _of_entry(entry, f"{entry.fact} {entry.system}".strip())
    approved = (declared.plan or {}).get("approved") or {}
    yield Text(Kind.APPROVER, "", approved.get("by") or "")
    yield Text(Kind.APPROVAL, "", approved.get("letter") or "")
    if declared.signoff is not None:
        yield Text(Kind.LETTER, "", declared.signoff.number or "")


def _of_entry(entry: Entry, of: str) -> Iterator[Text]:
    for value in (entry.value, entry.declared):
        yield Text(Kind.NOT_APPLICABLE, of, (value.not_applicable if value else None) or "")
    yield Text(Kind.OVERRIDE, of, entry.override or "")
    for proof in entry.evidence:
        yield from _of_proof(proof, of)


def _of_proof(proof: Proof, of: str) -> Iterator[Text]:
    yield Text(Kind.LETTER if proof.kind == "letter" else Kind.FILE, of, proof.name)
    yield Text(Kind.HOLDER, of, proof.held_by or "")
    yield Text(Kind.CLASS, of, proof.classification or "")
