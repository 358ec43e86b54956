"""The key with which headquarters seals its roots: made once, its public half known to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.filing import keys
from compliance.headquarters.proofs import SEALER
from compliance.language import _


class Key(NamedTuple):
    """Where the halves of a key lie, and the line of the public one."""

    secret: Path
    public: Path
    line: str


def new_key(folder: Path, password: str) -> Key:
    """Make a key and lay it down; BadInput, with nothing written, where there is one already."""
    secret, public = folder / f"{SEALER}.key", folder / f"{SEALER}.pub"
    if secret.exists() or public.exists():
        raise BadInput.of(
            str(secret),
            None,
            _("a key that is there already"),
            _("no key yet"),
            _("keep it, or name another folder: roots that it sealed are checked with it for ever"),
        )
    made = keys.make(password, SEALER)
    files.make_folder(folder)
    files.write_secret(secret, made.secret)
    files.write(public, made.public)
    return Key(secret, public, made.line)
