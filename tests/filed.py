"""Filings made by hand, good ones and others: declarations, keys, zips."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from compliance.filing import package, record, seals, verifying
from compliance.model.filing import Declaration, Entry, Filer, Instrument, Proof, SelfScore
from compliance.model.office import Source, Value

OFFICE, ROUND = "bushehr-sample", "1405-2"
FILER = Filer(OFFICE, "ادارهٔ نمونه", "Sample office", "sample", "bushehr")
EVIDENCE = {"evidence/cert.txt": b"a certificate", "evidence/گزارش.txt": "گزارش".encode()}
TIME = "2026-11-28T10:00:00+03:30"


@cache
def pair(whose: str = OFFICE) -> Any:
    """A pair of keys that is not behind a password."""
    import minisign

    return minisign.KeyPair.generate()


def proof(name: str, content: bytes) -> Proof:
    """What a declaration says of a file."""
    return Proof("file", name, hashlib.sha256(content).hexdigest(), len(content))


def declaration(evidence: Mapping[str, bytes] = EVIDENCE, **changes: Any) -> Declaration:
    """A declaration of one fact with its evidence."""
    entry = Entry(
        "website.https", Value(Fraction(1)), Source.DECLARED, evidence=tuple(proof(*one) for one in evidence.items())
    )
    made = Declaration(
        FILER,
        ROUND,
        (Instrument("programme", "1", "0" * 64),),
        (),
        (entry,),
        (SelfScore("programme", 150, 250),),
        None,
        None,
        None,
    )
    return made._replace(**changes)


def sealed(
    content: bytes, office: str = OFFICE, round_: str = ROUND, role: str = "office", whose: str = OFFICE
) -> bytes:
    """The seal of a content."""
    return seals.made(content, pair(whose).secret_key, seals.comment(office, round_, TIME, role))


def parts(evidence: Mapping[str, bytes] = EVIDENCE, **changes: Any) -> dict[str, bytes]:
    """The parts of a good filing by name."""
    content = record.written(declaration(evidence, **changes))
    return {package.DECLARATION: content, package.SEAL: sealed(content), **evidence}


def entry(name: str, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """An entry as filings have it."""
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system, made.external_attr, made.compress_type = 3, 0o644 << 16, method
    return made


def zipped(content: Mapping[str, bytes] | Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these parts, in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in content.items() if isinstance(content, Mapping) else content:
            archive.writestr(entry(name, method), data)
    return stream.getvalue()


def looked(raw: bytes | io.BytesIO, whose: str = OFFICE) -> verifying.Seen:
    """Everything that anyone checks of a filing, with the office's key; Refused for what is not in order."""
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    with verifying.seen(stream, verifying.plain_reader()) as seen:
        package.check_evidence(seen.opened, seen.proofs())
        assert seen.seal is not None
        verifying.check_seal(seen, seen.seal, pair(whose).public_key)
        return seen
