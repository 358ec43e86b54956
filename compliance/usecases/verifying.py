"""A filing looked at by anyone: each thing that can be checked, with what was found, and what stays open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from compliance import checklist, files
from compliance.assessment import recomputing
from compliance.filing import keys, package, record, verifying
from compliance.filing.package import Refused
from compliance.filing.seals import Seal
from compliance.filing.verifying import Seen
from compliance.headquarters import proofs
from compliance.model.filing import Check, Declaration, Looked, Outcome, Reason, Subject


class Counting(NamedTuple):
    """What is to prove that a filing was counted: headquarters' proof, its sealed root and its public key."""

    proof: Path
    root: Path | None = None
    key: Path | None = None


def look(
    file: Path,
    key: Path | None,
    director: Path | None,
    page: Path | None,
    checklists: Path | None,
    counting: Counting | None = None,
) -> Looked:
    """Look at a filing; BadInput only for keys and proofs that are none, CannotAccess for what cannot be read."""
    office_key = _public(key) if key else None
    director_key = _public(director) if director else None
    sha256, _size = files.digest(file, package.MOST_BYTES + package.MOST_DECLARED)
    library = checklist.load(checklists)
    with files.reading(file, package.MOST_BYTES + package.MOST_DECLARED) as stream:
        try:
            with verifying.seen(stream, verifying.plain_reader()) as seen:
                declared = record.read(seen.made, library.facts)
                checks = [
                    Check(Subject.STRUCTURE, Outcome.GOOD),
                    _evidence(seen),
                    _seal(Subject.SEAL, seen, seen.seal, office_key),
                    _signed(seen, declared, director_key, page),
                    *_scores(declared, library),
                    *_counted(declared, sha256, counting),
                ]
                sealed = tuple(one.said for one in (seen.seal, seen.director) if one)
                return Looked(tuple(checks), sha256, declared, record.code(declared), sealed)
        except Refused as error:
            return Looked((Check(Subject.STRUCTURE, Outcome.BAD, error.reason, error.detail),), sha256)


def _public(path: Path) -> Any:
    """Return a public key from its own file or from an enrolment."""
    text = files.read_text(path)
    if text.lstrip().startswith("{"):
        try:
            text = str(json.loads(text)["key"])
        except (ValueError, KeyError, TypeError):
            text = ""
    return keys.public(text, str(path))


def _evidence(seen: Seen) -> Check:
    try:
        found = package.check_evidence(seen.opened, seen.proofs())
    except Refused as error:
        return Check(Subject.EVIDENCE, Outcome.BAD, error.reason, error.detail)
    return Check(Subject.EVIDENCE, Outcome.GOOD, detail=str(len(found)))


def _seal(subject: Subject, seen: Seen, seal: Seal | None, key: Any) -> Check:
    if seal is None:
        return Check(subject, Outcome.BAD, Reason.BAD_SIGNATURE)
    if key is None:
        return Check(subject, Outcome.OPEN, detail=seal.said.key)
    try:
        verifying.check_seal(seen, seal, key)
    except Refused as error:
        return Check(subject, Outcome.BAD, error.reason, error.detail)
    return Check(subject, Outcome.GOOD, detail=seal.said.time)


def _signed(seen: Seen, declared: Declaration, key: Any, page: Path | None) -> Check:
    """Check how the director signed: the second seal, or the page of the letter."""
    signoff = declared.signoff
    if signoff is None:
        return Check(Subject.DIRECTOR, Outcome.OPEN)
    if signoff.kind == "key":
        return _seal(Subject.DIRECTOR, seen, seen.director, key)
    if page is None:
        return Check(Subject.DIRECTOR, Outcome.OPEN, detail=signoff.number or "")
    same = files.digest(page)[0] == signoff.sha256
    return Check(Subject.DIRECTOR, Outcome.GOOD if same else Outcome.BAD, None if same else Reason.EVIDENCE_CHANGED)


def _scores(declared: Declaration, library: Any) -> Iterator[Check]:
    """Compute the scores again where the checklists are the same."""
    known = {c.id: c.sha256 for c in library.checklists.values()}
    unknown = [c.id for c in declared.checklists if known.get(c.id) != c.sha256]
    if unknown:
        yield Check(Subject.SCORES, Outcome.OPEN, detail=", ".join(unknown))
        return
    differing = recomputing.differing(declared, library)
    outcome = Outcome.BAD if differing else Outcome.GOOD
    yield Check(Subject.SCORES, outcome, detail=", ".join(f"{d.checklist} {d.system}".strip() for d in differing))


def _counted(declared: Declaration, sha256: str, counting: Counting | None) -> Iterator[Check]:
    """Check that headquarters counted these very bytes; what is wrong is named by what does not fit."""
    if counting is None:
        return
    proof = proofs.read_proof(counting.proof)
    if (proof.office, proof.round, proof.sha256) != (declared.office.id, declared.round, sha256):
        yield Check(Subject.COUNTED, Outcome.BAD, detail="file")
    elif not proofs.leads(proof):
        yield Check(Subject.COUNTED, Outcome.BAD, detail="path")
    elif counting.root is None:
        yield Check(Subject.COUNTED, Outcome.OPEN)
    else:
        root = proofs.read_root(counting.root)
        if not proofs.same(proof, root):
            yield Check(Subject.COUNTED, Outcome.BAD, detail="root")
        elif counting.key is None:
            yield Check(Subject.COUNTED, Outcome.OPEN)
        elif not proofs.sealed(counting.root, root, _public(counting.key)):
            yield Check(Subject.COUNTED, Outcome.BAD, detail="seal")
        else:
            yield Check(Subject.COUNTED, Outcome.GOOD, detail=root.time)
