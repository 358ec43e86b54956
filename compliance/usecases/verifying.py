"""A filing looked at by anyone: each thing that can be checked, with what was found, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import checklist, files
from compliance.assessment import recomputing
from compliance.filing import enrolments, keys, package, record, seals, verifying
from compliance.filing.package import Refused
from compliance.filing.seals import Seal
from compliance.filing.verifying import Seen
from compliance.headquarters import proofs
from compliance.model.checklist import Library
from compliance.model.filing import Check, Declaration, Enrolment, Looked, Outcome, Reason, Subject

if TYPE_CHECKING:
    import minisign

_LARGEST = package.MOST_BYTES + package.MOST_DECLARED


class Key(NamedTuple):
    """A public key, and the enrolment it came in if it did."""

    public: minisign.PublicKey
    enrolment: Enrolment | None


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
    seals.package()
    office_key, director_key = (_public(path) if path else None for path in (key, director))
    signed = files.digest(page)[0] if page else None
    if file.is_file() and file.stat().st_size > _LARGEST:
        return _refused(Refused(Reason.TOO_LARGE, f"{file.stat().st_size}/{_LARGEST} bytes"), "")
    sha256, _size = files.digest(file, _LARGEST)
    library = checklist.load(checklists)
    with files.reading(file, _LARGEST) as stream:
        try:
            with verifying.seen(stream, verifying.plain_reader()) as seen:
                declared = record.read(seen.made, library.facts)
                checks = [
                    Check(Subject.STRUCTURE, Outcome.GOOD),
                    _evidence(seen),
                    _seal(Subject.SEAL, seen, seen.seal, office_key),
                    _signed(seen, declared, director_key, signed),
                    *_scores(declared, library),
                    *_counted(declared, sha256, counting),
                ]
                sealed = tuple(one.said for one in (seen.seal, seen.director) if one)
                return Looked(tuple(checks), sha256, declared, record.code(declared), sealed)
        except Refused as error:
            return _refused(error, sha256)


def _refused(error: Refused, sha256: str) -> Looked:
    return Looked((Check(Subject.STRUCTURE, Outcome.BAD, error.reason, error.detail),), sha256)


def _public(path: Path) -> Key:
    """Return a public key from its own file or from an enrolment."""
    text = files.read_text(path)
    if text.lstrip().startswith("{"):
        made = enrolments.read(path)
        return Key(keys.public(made.key, str(path)), made)
    return Key(keys.public(text, str(path)), None)


def _evidence(seen: Seen) -> Check:
    try:
        found = package.check_evidence(seen.opened, seen.proofs())
    except Refused as error:
        return Check(Subject.EVIDENCE, Outcome.BAD, error.reason, error.detail)
    return Check(Subject.EVIDENCE, Outcome.GOOD, detail=str(len(found)))


def _seal(subject: Subject, seen: Seen, seal: Seal | None, key: Key | None) -> Check:
    if seal is None:
        return Check(subject, Outcome.BAD, Reason.BAD_SIGNATURE)
    if key is None:
        return Check(subject, Outcome.OPEN, detail=seal.said.key)
    try:
        if key.enrolment is not None and (key.enrolment.office.id, key.enrolment.role) != (
            seen.office,
            seal.said.role,
        ):
            raise Refused(Reason.UNKNOWN_KEY, f"office={key.enrolment.office.id} role={key.enrolment.role}")
        if seals.key_id(key.public) != seal.said.key:
            raise Refused(Reason.UNKNOWN_KEY, seal.said.key)
        verifying.check_seal(seen, seal, key.public)
    except Refused as error:
        return Check(subject, Outcome.BAD, error.reason, error.detail)
    return Check(subject, Outcome.GOOD)


def _signed(seen: Seen, declared: Declaration, key: Key | None, page: str | None) -> Check:
    """Check how the director signed: the second seal, by another key than the office's, or the page of the letter."""
    signoff, seal = declared.signoff, seen.director
    if seal is not None and seen.seal is not None and seal.said.key == seen.seal.said.key:
        return Check(Subject.DIRECTOR, Outcome.BAD, Reason.BAD_SIGNATURE, seal.said.key)
    if seal is not None or (signoff is not None and signoff.kind == "key"):
        return _seal(Subject.DIRECTOR, seen, seal, key)
    if signoff is None or page is None:
        return Check(Subject.DIRECTOR, Outcome.OPEN, detail=(signoff.number or "") if signoff else "")
    if page != signoff.sha256:
        return Check(Subject.DIRECTOR, Outcome.BAD, Reason.EVIDENCE_CHANGED, signoff.number or "")
    return Check(Subject.DIRECTOR, Outcome.GOOD, detail=signoff.number or "")


def _scores(declared: Declaration, library: Library) -> Iterator[Check]:
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
        elif not proofs.sealed(counting.root, root, _public(counting.key).public):
            yield Check(Subject.COUNTED, Outcome.BAD, detail="seal")
        else:
            yield Check(Subject.COUNTED, Outcome.GOOD, detail=root.time)
