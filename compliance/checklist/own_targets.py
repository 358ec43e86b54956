"""Targets that headquarters set for an office: an overlay that makes a copy, installed beside the checklists.

Whatever is installed so leaves every checklist that is filed as it is: an overlay without `as` is refused, and so is
one that does not fit what is in force. The seal is the SHA-256 of the file, printed in the official letter.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from compliance import data, files
from compliance.checklist import pack, sources
from compliance.checklist.cache import compile_folder
from compliance.errors import BadInput
from compliance.language import _
from compliance.schema import nearest, quoted

ENDINGS = (".yaml", ".yml")
_MOST_BYTES = 1024 * 1024


class Installed(NamedTuple):
    """The copy that an overlay makes, the seal of its file, and where it lies now."""

    id: str
    seal: str
    path: Path


def seal_of(content: bytes) -> str:
    """Return the seal of a file with targets."""
    return hashlib.sha256(content).hexdigest()


def install(file: Path, expected: str | None) -> Installed:
    """Put an overlay in force beside the checklists, in place of one that makes the same copy; or change nothing."""
    content = files.read_bytes(file, _MOST_BYTES)
    seal = seal_of(content)
    pack.hold(file, seal, expected)
    source, problems = sources.read_overlay(file, str(file))
    if source is None or problems:
        raise BadInput(problems)
    if "as" not in source.plain:
        raise BadInput.of(
            str(file),
            source.line("changes"),
            _("an overlay that changes {checklist} itself").format(checklist=source.plain["changes"]["checklist"]),
            _("one that makes a copy of it, with “as”"),
            _("ask headquarters for a pack: “checklists export”"),
        )
    made, place = source.plain["as"], _place()
    target = place / f"{made['id']}.yaml"
    compile_folder(data.checklists(), [*(path for path in sources.overlays(place) if path != target), file])
    pack.hold(file, files.digest(file)[0], seal)  # what was checked is what is put in force
    files.make_folder(place)
    files.write(target, content)
    return Installed(made["id"], seal, target)


def remove(id_: str) -> None:
    """Take targets out again by the id of their copy."""
    known = {path.stem: path for path in sources.overlays(_place())}
    if id_ not in known:
        raise BadInput.of("--remove", None, quoted(id_), _("the id of installed targets"), nearest(id_, known))
    files.delete(known[id_])


def _place() -> Path:
    place = data.own_overlays()
    if place is None:
        raise BadInput.of(
            "COMPLIANCE_CHECKLISTS",
            None,
            quoted(str(data.checklists())),
            _("the installed checklists, or the shipped ones"),
            _("put the file into the folder “overlays” there, or unset the variable"),
        )
    return place
