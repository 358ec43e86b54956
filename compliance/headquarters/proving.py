"""That a filing was counted: a sealed root for each round, and a proof that an office can check by itself.

The root is small and public. The leaves beside it say which offices' filings are in it, which is what the proofs are
made from; they stay with headquarters, and the root binds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import clock, files
from compliance.errors import BadInput
from compliance.filing import canonical, seals
from compliance.headquarters import merkle, moments, proofs
from compliance.headquarters.proofs import SEALER, Proof, Root, leaf
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.schema import nearest, quoted

if TYPE_CHECKING:
    import minisign

FOLDER = "roots"
_LEAVES = ".leaves.json"
_MOST = 2**30
Leaf = tuple[str, str]  # an office and the SHA-256 of its filing


class Sealed(NamedTuple):
    """A sealed root and where it lies."""

    path: Path
    root: Root


def seal(store: Store, round_: str, key: minisign.SecretKey, who: str) -> Sealed:
    """Seal the root of a round as it stands, with the last line of the log; BadInput for a round that is none."""
    held = moments.rounds_of(store, store.one("select max(seq) from log")[0], now=True)
    if round_ not in held:
        raise BadInput.of("--round", None, quoted(round_), _("a round with filings"), nearest(round_, held))
    now = clock.now()
    with store.changing(who) as change:
        found = _standing(store, round_)
        top = _top(round_, found)
        change.told("root", {"round": round_, "root": top, "size": len(found)})
        head = change.last
    root = Root(round_, top, len(found), now, head.seq, head.hash)
    path = store.folder / FOLDER / f"{round_}.{head.seq}.json"
    files.make_folder(path.parent)
    content = canonical.written(proofs.plain_root(root)) + b"\n"
    files.write(path.with_suffix(_LEAVES), canonical.written([list(one) for one in found]) + b"\n")
    files.write(Path(f"{path}{seals.SUFFIX}"), seals.made(content, key, seals.comment(SEALER, round_, now, "office")))
    files.write(path, content)
    return Sealed(path, root)


def _standing(store: Store, round_: str) -> list[Leaf]:
    """Return the filings that stand in a round, in the order of the tree."""
    rows = store.ask(
        "select s.office, f.sha256 from standing s join filing f on f.n = s.filing "
        "where s.round = ? and s.until is null order by s.office",
        round_,
    )
    return [(str(office), str(sha256)) for office, sha256 in rows]


def _top(round_: str, found: Sequence[Leaf]) -> str:
    return merkle.root([leaf(office, round_, sha256) for office, sha256 in found]).hex()


def newest(store: Store, round_: str) -> Sealed:
    """Return the last sealed root of a round; BadInput where none was made."""
    name = re.compile(re.escape(round_) + r"\.([0-9]+)\.json")
    found = [(int(m[1]), path) for path in (store.folder / FOLDER).glob("*.json") if (m := name.fullmatch(path.name))]
    if not found:
        raise BadInput.of(
            "--round", None, quoted(round_), _("a round whose root was sealed"), _("seal it first: hq seal")
        )
    _seq, path = max(found)
    return Sealed(path, proofs.read_root(path))


def sealed_as(store: Store, round_: str, seq: int) -> str:
    """Return the root of what stood in a round after a line of the log, where it was sealed by then; else nothing."""
    rows = store.ask(
        "select s.office, f.sha256 from standing s join filing f on f.n = s.filing "
        "where s.round = ? and s.since <= ? and (s.until is null or s.until > ?) order by s.office",
        round_,
        seq,
        seq,
    )
    top = _top(round_, [(str(office), str(sha256)) for office, sha256 in rows])
    told = (json.loads(data) for (data,) in store.ask("select data from log where deed = 'root' and seq <= ?", seq))
    return top if any(said["round"] == round_ and said["root"] == top for said in told) else ""


def last_root(store: Store, round_: str) -> str:
    """Return the last root of a round that was sealed, empty where none was."""
    told = [json.loads(data) for (data,) in store.ask("select data from log where deed = 'root' order by seq")]
    return next((str(said["root"]) for said in reversed(told) if said["round"] == round_), "")


class Proven(NamedTuple):
    """A proof, the sealed root it leads to, and whether the office has filed again since that was sealed."""

    proof: Proof
    sealed: Sealed
    filed_again: bool


def prove(store: Store, round_: str, office: str) -> Proven:
    """Return the proof that an office's filing is in the last sealed root of a round.

    BadInput for an office that is not in it, and for leaves that are no longer those that were sealed.
    """
    sealed = newest(store, round_)
    found = _leaves(sealed)
    places = {of: place for place, (of, _sha256) in enumerate(found)}
    if office not in places:
        raise BadInput.of(
            "OFFICE", None, quoted(office), _("an office whose filing is in this root"), nearest(office, places)
        )
    place = places[office]
    hashes = [leaf(of, round_, sha256) for of, sha256 in found]
    path = tuple(one.hex() for one in merkle.proof(hashes, place))
    sha256 = found[place][1]
    now = dict(_standing(store, round_)).get(office)
    proof = Proof(office, round_, sha256, place, len(found), path, sealed.root.root)
    return Proven(proof, sealed, now != sha256)


def _leaves(sealed: Sealed) -> list[Leaf]:
    path, root = sealed.path.with_suffix(_LEAVES), sealed.root
    try:
        made = canonical.read(files.read_bytes(path, _MOST))
        found = [(str(office), str(sha256)) for office, sha256 in made]
    except (canonical.Ambiguous, TypeError, ValueError):
        found = []
    if len(found) == root.size and _top(root.round, found) == root.root:
        return found
    raise BadInput.of(
        str(path),
        None,
        _("leaves that do not give the sealed root"),
        _("the file as “hq seal” wrote it"),
        _("bring it back from a copy"),
    )
