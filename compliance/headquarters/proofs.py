"""What proves that a filing was counted: read from files that anyone may have written, held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance import files, schema
from compliance.errors import BadInput
from compliance.filing import canonical, seals
from compliance.filing.seals import Broken
from compliance.headquarters import merkle
from compliance.language import _
from compliance.schema import quoted

if TYPE_CHECKING:
    import minisign

FORMAT = 1
SEALER = "headquarters"  # whose seal a root bears
_LONGEST = 2**16


class Proof(NamedTuple):
    """That an office's filing is a leaf of a tree: the hashes that lead from it to the root."""

    office: str
    round: str
    sha256: str
    place: int
    size: int
    path: tuple[str, ...]
    root: str


class Root(NamedTuple):
    """The root of a round's tree, with the last line of the log when it was sealed."""

    round: str
    root: str
    size: int
    time: str
    seq: int
    hash: str


def plain_proof(proof: Proof) -> dict[str, Any]:
    """Return a proof as its file holds it."""
    return {"format": FORMAT, **proof._asdict(), "path": list(proof.path)}


def plain_root(root: Root) -> dict[str, Any]:
    """Return a root as its file holds it."""
    made = root._asdict()
    return {"format": FORMAT, "log": {name: made.pop(name) for name in ("seq", "hash")}, **made}


def read_proof(path: Path) -> Proof:
    """Return a proof; BadInput for a file that is none."""
    made = _read(path, "proof", _("a proof made by “hq prove”"))
    path_ = tuple(made["path"])
    return Proof(made["office"], made["round"], made["sha256"], made["place"], made["size"], path_, made["root"])


def read_root(path: Path) -> Root:
    """Return a root, whose seal is not looked at yet; BadInput for a file that is none."""
    made = _read(path, "root", _("a root made by “hq seal”"))
    return Root(made["round"], made["root"], made["size"], made["time"], made["log"]["seq"], made["log"]["hash"])


def _read(path: Path, name: str, expected: str) -> Mapping[str, Any]:
    try:
        made = canonical.read(files.read_bytes(path, _LONGEST))
        error = next(schema.validator(name).iter_errors(made), None)
        wrong = error and f"{error.json_path}: {error.message}"[:200]
    except canonical.Ambiguous as error:
        wrong = str(error)
    if wrong:
        raise BadInput.of(str(path), None, quoted(wrong), expected, _("ask headquarters for the file again"))
    found: Mapping[str, Any] = made
    return found


def leaf(office: str, round_: str, sha256: str) -> bytes:
    """Return a leaf: the filing's hash with whose it is and of which round."""
    return canonical.written([office, round_, sha256])


def leads(proof: Proof) -> bool:
    """Whether the hashes of a proof lead from its filing to its root."""
    path = [bytes.fromhex(one) for one in proof.path]
    content = leaf(proof.office, proof.round, proof.sha256)
    return merkle.leads(content, proof.place, proof.size, path, bytes.fromhex(proof.root))


def same(proof: Proof, root: Root) -> bool:
    """Whether a proof is about this root."""
    return (proof.round, proof.root, proof.size) == (root.round, root.root, root.size)


def sealed(path: Path, root: Root, key: minisign.PublicKey) -> bool:
    """Whether headquarters sealed the root that lies here; CannotAccess where its seal does not lie beside it."""
    raw = files.read_bytes(Path(f"{path}{seals.SUFFIX}"), _LONGEST)
    try:
        seal = seals.read(raw)
        seals.check(files.read_bytes(path, _LONGEST), seal, key)
    except Broken:
        return False
    return (seal.said.office, seal.said.round, seal.said.time) == (SEALER, root.round, root.time)
