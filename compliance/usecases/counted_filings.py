"""Whether headquarters counted a filing: its proof, the sealed root and the key, held against these very bytes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.filing import keys, seals
from compliance.headquarters import proofs
from compliance.headquarters.proofs import Proof, Root
from compliance.model.filing import Check, Declaration, Outcome, Remark, Subject

_LONGEST = 2**16  # bytes of a seal


class Counting(NamedTuple):
    """What is to prove that a filing was counted: headquarters' proof, its sealed root and its public key."""

    proof: Path
    root: Path | None = None
    key: Path | None = None


def counted(declared: Declaration, sha256: str, counting: Counting) -> Check:
    """Check that headquarters counted these very bytes; what is wrong is named by what does not fit."""
    proof = proofs.read_proof(counting.proof)
    seen, own = (proof.office, proof.round, proof.sha256), (declared.office.id, declared.round, sha256)
    if seen != own:
        return _untold("file", Remark.OTHER_PROOF, " ".join(seen), " ".join(own))
    if not proofs.leads(proof):
        return Check(Subject.COUNTED, Outcome.BAD, detail="path")
    if counting.root is None:
        return Check(Subject.COUNTED, Outcome.OPEN)
    return _by_root(proof, counting.root, counting.key)


def _by_root(proof: Proof, path: Path, key: Path | None) -> Check:
    root = proofs.read_root(path)
    if not proofs.same(proof, root):
        return _untold("root", Remark.OTHER_ROOT, _named(root), _named(proof))
    if key is None:
        return Check(Subject.COUNTED, Outcome.OPEN)
    public = keys.public(files.read_text(key), str(key))
    if proofs.sealed(path, root, public):
        return Check(Subject.COUNTED, Outcome.GOOD, detail=root.time)
    sealer = _sealer(path)
    if sealer is not None and sealer != seals.key_id(public):
        return _untold("seal", Remark.OTHER_HQ_KEY, seals.key_id(public).upper(), sealer.upper())
    return Check(Subject.COUNTED, Outcome.BAD, detail="seal")


def _untold(detail: str, remark: Remark, seen: str, expected: str) -> Check:
    return Check(Subject.COUNTED, Outcome.UNTOLD, None, detail, remark, seen, expected)


def _named(one: Proof | Root) -> str:
    return f"{one.round} {one.root}"


def _sealer(root: Path) -> str | None:
    """Return the number of the key that a root's seal names, None for a seal that cannot be read."""
    try:
        return seals.read(files.read_bytes(Path(f"{root}{seals.SUFFIX}"), _LONGEST)).said.key
    except seals.Broken:
        return None
