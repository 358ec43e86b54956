"""Keys of an office and of its director: made, kept behind a password, read, and their fingerprints.

A fingerprint is the SHA-256 of the 32 bytes of the public key, in eight groups of eight: it is what the official
letter prints and what headquarters compares.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance import extras, files
from compliance.errors import BadInput
from compliance.filing import record, seals
from compliance.language import _
from compliance.model.filing import Enrolment
from compliance.schema import quoted

if TYPE_CHECKING:
    import minisign

_LONGEST = 2**20  # bytes of a key's file; ours have 300
_LINE = 100  # signs of a line that can be shown; a secret key's has more
SHORTEST_PASSWORD = 8
_OF = re.compile(r"^untrusted comment: .* of ([a-z0-9.-]{1,100}) \((office|director)\)\s*$", re.MULTILINE)


class Made(NamedTuple):
    """A new key as files hold it: the secret behind its password, and the public line."""

    secret: bytes
    public: bytes
    line: str


def make(password: str, of: str) -> Made:
    """Return a new key; `of` says in its comment whose it is."""
    tool = seals.package()
    pair = tool.KeyPair.generate()
    with pair.secret_key as secret:
        pair.public_key.untrusted_comment = f"minisign public key {seals.key_id(pair.public_key).upper()} of {of}"
        secret.untrusted_comment = f"minisign encrypted secret key of {of}"
        secret.encrypt(password)
        return Made(bytes(secret) + b"\n", bytes(pair.public_key) + b"\n", pair.public_key.to_base64().decode())


def invented(seed: bytes) -> minisign.KeyPair:
    """Return the key that 32 bytes give, for invented offices: whoever knows the seed has the key."""
    tool = seals.package()
    pair = tool.KeyPair.generate()
    private = extras.package("cryptography.hazmat.primitives.asymmetric.ed25519", "sign")
    public = private.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    number = hashlib.sha256(seed).digest()[:8]
    line = base64.b64encode(b"Ed" + number + public)
    kept = pair.secret_key._keynum_sk
    for part, value in ((kept.key_id, number), (kept.secret_key, seed), (kept.public_key, public)):
        part[:] = value
    return tool.KeyPair(secret_key=pair.secret_key, public_key=tool.PublicKey.from_base64(line))


def locked(path: Path) -> bool:
    """Whether a secret key is behind a password; BadInput for a file that is no secret key."""
    return bool(_closed(path).is_encrypted())


def secret(path: Path, password: str) -> minisign.SecretKey:
    """Return a secret key, opened; BadInput for a file that is none, and for a wrong password."""
    key = _closed(path)
    try:
        key.decrypt(password)
    except ValueError as error:  # half a pair of signs is no password, either
        raise BadInput.of(
            str(path),
            None,
            _("a wrong password"),
            _("the password this key was made with"),
            _("look at the keyboard's language and type it again; a lost one is replaced by “keys rotate --lost”"),
        ) from error
    return key


def _closed(path: Path) -> minisign.SecretKey:
    tool = seals.package()
    try:
        key: minisign.SecretKey = tool.SecretKey.from_bytes(files.read_bytes(path, _LONGEST))
    except (tool.Error, ValueError) as error:
        raise BadInput.of(
            str(path),
            None,
            _("a file that is no secret key"),
            _("a key made by “keys new”"),
            _("name the .key file; a lost key is replaced by “keys rotate --lost” and a new letter"),
        ) from error
    return key


def public(text: str, named: str) -> minisign.PublicKey:
    """Return a public key from its line or its file's text; BadInput with what was seen otherwise."""
    tool = seals.package()
    line = text.strip().splitlines()[-1] if text.strip() else ""
    if len(line) > _LINE:
        raise BadInput.of(
            named,
            None,
            _("a file that is no public key"),
            _("a public key: 56 signs that begin with RW"),
            _("give the .pub file or enrolment.json; never give the .key file away"),
        )
    try:
        key: minisign.PublicKey = tool.PublicKey.from_base64(line)
    except (tool.Error, ValueError) as error:
        raise BadInput.of(
            named,
            None,
            quoted(line),
            _("a public key: 56 signs that begin with RW"),
            _("give the .pub file, or the line that stands in enrolment.json"),
        ) from error
    return key


def owner(text: str) -> tuple[str, str] | None:
    """Return the office and the role that the remark of a public key's file names; None where it names none.

    It is nobody's word: it tells who took the wrong file, not who made a false one.
    """
    found = _OF.search(text)
    return (found[1], found[2]) if found else None


def fingerprint(line: str) -> str:
    """Return the fingerprint of a public key's line: 64 hex digits."""
    return hashlib.sha256(base64.b64decode(line)[10:]).hexdigest()


def number(line: str) -> str:
    """Return a public key's number as people and the standard tool write it: 16 hex digits."""
    return seals.key_id(public(line, line)).upper()


def grouped(fingerprint_: str) -> str:
    """Return a fingerprint in eight groups, as two people compare it by telephone."""
    return " ".join(fingerprint_[at : at + 8] for at in range(0, len(fingerprint_), 8))


def plain(enrolment: Enrolment) -> dict[str, Any]:
    """Return an enrolment as its file holds it, with the fingerprint that the letter prints."""
    return {
        "format": 1,
        "office": record.filer(enrolment.office),
        "role": enrolment.role,
        "key": enrolment.key,
        "fingerprint": fingerprint(enrolment.key),
        "made": enrolment.made,
        "replaces": enrolment.replaces,
    }


def enrolment(made: Mapping[str, Any]) -> Enrolment:
    """Return the enrolment in plain data that the schema passed."""
    return Enrolment(record.filer_of(made["office"]), made["role"], made["key"], made["made"], made["replaces"])
