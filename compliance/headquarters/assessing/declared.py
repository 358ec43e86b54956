"""What an office declared, word for word: read from the filing that the store keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from compliance import files
from compliance.errors import BadInput
from compliance.filing import canonical, package, record
from compliance.filing.package import Opened, Refused
from compliance.headquarters import keeping
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Fact
from compliance.model.filing import Declaration, Entry


def read(store: Store, facts: Mapping[str, Fact], sha256: str) -> Declaration:
    """Return the declaration of a kept filing; BadInput where its file is gone or damaged."""
    with _opened(store, sha256) as opened:
        return record.read(canonical.read(opened.declaration), facts)


@contextmanager
def _opened(store: Store, sha256: str) -> Iterator[Opened]:
    row = store.one("select size from filing where sha256 = ? order by n desc limit 1", sha256)
    place = keeping.found(store.folder, sha256, row[0]) if row else None
    if place is None:
        raise _unreadable(sha256, _("nothing whole under this name"))
    if files.digest(place)[0] != sha256:  # what is judged has to be what was taken in
        raise _unreadable(str(place), _("another content than was taken in"))
    try:
        with files.reading(place, keeping.MOST) as stream, package.opened(stream) as opened:
            yield opened
    except (Refused, canonical.Ambiguous) as error:
        raise _unreadable(str(place), _("a damaged filing")) from error


def _unreadable(name: str, seen: str) -> BadInput:
    mend = _("collect the office's file again; “hq log --check” names all that is missing")
    return BadInput.of(name, None, seen, _("the filing as it was taken in"), mend)


def entries(declaration: Declaration, system: str) -> dict[str, Entry]:
    """Return what is declared of the office itself, or of a system, by fact."""
    return {entry.fact: entry for entry in declaration.values if entry.system == system}


def lay_evidence(store: Store, sha256: str, folder: Path) -> int:
    """Lay the files of evidence of a kept filing into a folder, and return how many there are.

    Their names lead nowhere else, and their content is what was declared: both were looked at when it was taken in.
    """
    with _opened(store, sha256) as opened:
        names = [name for name in opened.evidence if not name.endswith("/")]
        for name in names:
            path = folder / name.removeprefix(package.EVIDENCE)
            files.make_folder(path.parent)
            with files.writing(path) as target:
                for piece in package.content(opened, name):
                    target.write(piece)
    return len(names)
