"""That a filing was counted: a sealed root for each round, and a proof that an office can check by itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance import clock, files
from compliance.errors import BadInput
from compliance.filing import canonical, seals
from compliance.headquarters import merkle
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.schema import nearest, quoted

if TYPE_CHECKING:
    import minisign

FOLDER = "roots"
_OFFICE = "headquarters"


def leaves(store: Store, round_: str) -> list[tuple[str, str]]:
    """Return the filings that stand in a round, as office and SHA-256 of the zip, in the order of the tree."""
    rows = store.ask(
        "select s.office, f.sha256 from standing s join filing f on f.n = s.filing "
        "where s.round = ? and s.until is null order by s.office",
        round_,
    )
    return [(str(office), str(sha256)) for office, sha256 in rows]


def leaf(office: str, round_: str, sha256: str) -> bytes:
    """Return a leaf: the filing's hash with whose it is and of which round."""
    return canonical.written([office, round_, sha256])


def seal(store: Store, round_: str, key: minisign.SecretKey, who: str) -> Path:
    """Write the root of a round as it stands, sealed, with the last line of the log; return where it lies."""
    found = leaves(store, round_)
    now = clock.now()
    with store.changing(who) as change:
        top = merkle.root([leaf(office, round_, sha256) for office, sha256 in found]).hex()
        change.told("root", {"round": round_, "root": top, "size": len(found)})
        head = change.last
        made = {
            "format": 1,
            "round": round_,
            "root": top,
            "size": len(found),
            "time": now,
            "log": {"seq": head.seq, "hash": head.hash},
            "leaves": [list(one) for one in found],
        }
        files.make_folder(store.folder / FOLDER)
        path = store.folder / FOLDER / f"{round_}.{head.seq}.json"
        content = canonical.written(made)
        said = seals.comment(_OFFICE, round_, now, "office")
        files.write(Path(f"{path}{seals.SUFFIX}"), seals.made(content, key, said))
        files.write(path, content)
    return path


def newest(store: Store, round_: str) -> Path:
    """Return the last sealed root of a round; BadInput where none was made."""
    found = sorted((store.folder / FOLDER).glob(f"{round_}.*.json"), key=lambda path: int(path.name.split(".")[-2]))
    if found:
        return found[-1]
    raise BadInput.of(
        "--round", None, quoted(round_), _("a round whose root was sealed"), _("seal it first: hq seal")
    )


def prove(store: Store, round_: str, office: str) -> dict[str, Any]:
    """Return the proof that an office's filing is in the sealed root of a round."""
    path = newest(store, round_)
    made = canonical.read(files.read_bytes(path, 2**30))
    listed = [(str(one[0]), str(one[1])) for one in made["leaves"]]
    places = {of: place for place, (of, _sha256) in enumerate(listed)}
    if office not in places:
        raise BadInput.of(
            "OFFICE", None, quoted(office), _("an office whose filing is in this root"), nearest(office, places)
        )
    place = places[office]
    hashes = [leaf(of, round_, sha256) for of, sha256 in listed]
    return {
        "format": 1,
        "office": office,
        "round": round_,
        "sha256": listed[place][1],
        "place": place,
        "size": len(listed),
        "path": [one.hex() for one in merkle.proof(hashes, place)],
        "root": made["root"],
        "log": made["log"],
        "time": made["time"],
    }


def holds(proof: Mapping[str, Any], sha256: str) -> bool:
    """Whether a proof shows that a filing of this hash is in its root."""
    path = [bytes.fromhex(one) for one in proof["path"]]
    content = leaf(proof["office"], proof["round"], sha256)
    return proof["sha256"] == sha256 and merkle.leads(
        content, proof["place"], proof["size"], path, bytes.fromhex(proof["root"])
    )
