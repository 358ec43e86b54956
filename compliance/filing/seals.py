"""Seals in minisign's format: Ed25519 over the BLAKE2b of the content, with a sealed comment: whose, which, when.

Anyone can check one with the standard tool and the public key. A seal says that a file was not changed since
somebody with the key sealed it; it is no electronic signature in the sense of the law.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance import extras
from compliance.model.filing import Sealed

if TYPE_CHECKING:
    import minisign

SUFFIX = ".minisig"
ROLES = ("office", "director")
_COMMENT = re.compile(r"office=(\S+) round=(\S+) time=(\S+) role=(office|director)")
_LONGEST = 4096  # bytes of a seal; ours have about 400


class Broken(Exception):
    """A seal that cannot be read, or that another content or key made."""


class Seal(NamedTuple):
    """A seal as it was read, not yet held against anything."""

    said: Sealed
    parsed: minisign.Signature


def package() -> Any:
    """Return the package that makes and reads seals; MissingExtra where it is not installed."""
    return extras.package("minisign", "sign")


def comment(office: str, round_: str, time: str, role: str) -> str:
    """Return the sealed comment."""
    return f"office={office} round={round_} time={time} role={role}"


def made(content: bytes, key: minisign.SecretKey, sealed_comment: str) -> bytes:
    """Return the seal of a content, as the file beside it holds it."""
    seal = key.sign(content, prehash=True, trusted_comment=sealed_comment, untrusted_comment="provincial-compliance")
    return bytes(seal) + b"\n"


def read(raw: bytes) -> Seal:
    """Return a seal; Broken for anything that is none, or whose comment does not say whose it is."""
    tool = package()
    if len(raw) > _LONGEST:
        raise Broken("too long")
    try:
        parsed = tool.Signature.from_bytes(raw)
    except (tool.Error, ValueError) as error:
        raise Broken(str(error)) from error
    found = _COMMENT.fullmatch(parsed.trusted_comment)
    if found is None or not _time(found[3]):
        raise Broken("the sealed comment does not name office, round, time and role")
    if not parsed.is_prehashed():
        raise Broken("not prehashed")
    return Seal(Sealed(found[1], found[2], found[3], found[4], _id(raw.splitlines()[1])), parsed)


def check(content: bytes, seal: Seal, public: minisign.PublicKey) -> None:
    """Do nothing when this key sealed this content; Broken otherwise."""
    try:
        public.verify(content, seal.parsed)
    except package().Error as error:
        raise Broken(str(error)) from error


def key_id(public: minisign.PublicKey) -> str:
    """Return the number by which seals name their key: 16 hex digits."""
    return _id(public.to_base64())


def _id(line: bytes) -> str:
    """Return the key's number that a line of a seal or of a public key holds, as the standard tool prints it."""
    return base64.b64decode(line)[9:1:-1].hex()


def _time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
