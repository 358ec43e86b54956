"""A file for every reason for which headquarters turns a filing away: to try an inbox with, and to teach by."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from compliance import files
from compliance.filing import canonical, package, record, seals
from compliance.model.filing import Declaration, Reason

FOLDER = "faults"
BEFORE = ("replay-1", "replay-2")  # in order, and taken: without them nothing could be replayed
_PARTS = Mapping[str, bytes]


class Good(NamedTuple):
    """A filing that is in order, from which the faulty ones are made."""

    declared: Declaration
    evidence: Mapping[str, bytes]
    key: Any
    stranger: Any
    revoked: Any
    time: str

    def sealed(self, raw: bytes, key: Any = None, office: str | None = None) -> bytes:
        """Return a seal of a content."""
        said = seals.comment(office or self.declared.office.id, self.declared.round, self.time, "office")
        return seals.made(raw, key or self.key, said)

    def parts(self, **changed: Any) -> dict[str, bytes]:
        """Return the parts of the filing with some of the declaration changed, sealed as they are."""
        raw = canonical.written({**record.plain(self.declared), **changed})
        return {package.DECLARATION: raw, package.SEAL: self.sealed(raw), **self.evidence}


def write(folder: Path, good: Good) -> list[Path]:
    """Write a file for every reason and return where they lie; the names are the reasons.

    Two more are in order (BEFORE): a first filing and the one that follows it, before a third that follows the first.
    """
    files.make_folder(folder)
    written = []
    for name, content in zip(BEFORE, (_first(good), _following(good, "2")), strict=True):
        files.write(folder / f"{name}.zip", content)
    for reason, make in _MAKERS.items():
        path = folder / f"{reason.value}.zip"
        files.write(path, make(good))
        written.append(path)
    return written


def _zipped(parts: _PARTS | list[tuple[str, bytes]]) -> bytes:
    import warnings

    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # two entries of one name are meant
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _changed_evidence(good: Good) -> bytes:
    return _zipped({**good.parts(), **{name: content[:-1] + b"?" for name, content in good.evidence.items()}})


def _without(good: Good, *names: str) -> bytes:
    return _zipped({name: content for name, content in good.parts().items() if name not in names})


def _twice(good: Good) -> bytes:
    parts = list(good.parts().items())
    return _zipped([*parts, parts[-1]])


def _bad_json(good: Good) -> bytes:
    raw = json.dumps(record.plain(good.declared)).encode()[:-1] + b',"format":1}'
    return _zipped({**good.parts(), package.DECLARATION: raw, package.SEAL: good.sealed(raw)})


def _sealed_by(good: Good, key: Any) -> bytes:
    raw = record.written(good.declared)
    return _zipped({**good.parts(), package.SEAL: good.sealed(raw, key)})


def _of_other(good: Good) -> bytes:
    office = {**record.filer(good.declared.office), "id": "nobody"}
    raw = canonical.written({**record.plain(good.declared), "office": office})
    return _zipped({**good.parts(), package.DECLARATION: raw, package.SEAL: good.sealed(raw, office="nobody")})


def _of_other_round(good: Good) -> bytes:
    declared = good.declared._replace(round="9999-1")
    return _zipped(good._replace(declared=declared).parts())


def _unknown_checklist(good: Good) -> bytes:
    listed = [{**one._asdict(), "sha256": "0" * 64} for one in good.declared.checklists]
    return _zipped(good.parts(checklists=listed))


def _spoiled(good: Good) -> bytes:
    raw = record.written(good.declared)
    return _zipped({**good.parts(), package.SEAL: good.sealed(raw + b" ")})


def _first(good: Good) -> bytes:
    return _zipped(good.parts())


def _following(good: Good, version: str) -> bytes:
    """Return another filing of the same office that follows the first one."""
    first = hashlib.sha256(_first(good)).hexdigest()
    later = datetime.fromisoformat(good.time) + timedelta(hours=int(version))
    declared = good.declared._replace(previous=first)
    return _zipped(good._replace(declared=declared, time=later.isoformat(timespec="seconds")).parts())


_MAKERS: Mapping[Reason, Callable[[Good], bytes]] = {
    Reason.NOT_A_ZIP: lambda good: _zipped(good.parts())[:200],
    Reason.TOO_LARGE: lambda good: _zipped({**good.parts(), package.DECLARATION: b" " * (package.MOST_DECLARED + 1)}),
    Reason.PATH_ESCAPE: lambda good: _zipped({**good.parts(), "../outside.txt": b"x"}),
    Reason.DUPLICATE_ENTRY: _twice,
    Reason.UNLISTED_ENTRY: lambda good: _zipped({**good.parts(), "evidence/unlisted.txt": b"x"}),
    Reason.MISSING_DECLARATION: lambda good: _without(good, package.DECLARATION),
    Reason.BAD_JSON: _bad_json,
    Reason.SCHEMA: lambda good: _zipped(good.parts(extra=1)),
    Reason.UNKNOWN_OFFICE: _of_other,
    Reason.UNKNOWN_KEY: lambda good: _sealed_by(good, good.stranger),
    Reason.REVOKED_KEY: lambda good: _sealed_by(good, good.revoked),
    Reason.BAD_SIGNATURE: _spoiled,
    Reason.EVIDENCE_MISSING: lambda good: _without(good, *good.evidence),
    Reason.EVIDENCE_CHANGED: _changed_evidence,
    Reason.WRONG_ROUND: _of_other_round,
    Reason.UNKNOWN_CHECKLIST: _unknown_checklist,
    Reason.REPLAY: lambda good: _following(good, "3"),
}
