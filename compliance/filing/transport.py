"""Encryption on the way: the age format, to headquarters' public key; whoever has the secret one reads it."""

from __future__ import annotations

from typing import Any, BinaryIO

from compliance import extras
from compliance.errors import BadInput
from compliance.language import _
from compliance.schema import quoted

SUFFIX = ".age"


def recipient(text: str) -> Any:
    """Return the public key that a file is encrypted to; BadInput for a text that is none."""
    tool = extras.package("pyrage", "sign")
    try:
        return tool.x25519.Recipient.from_str(text.strip())
    except tool.RecipientError as error:
        raise BadInput.of(
            "--encrypt-to",
            None,
            quoted(text),
            _("a public key that begins with age1"),
            _("copy it from headquarters' letter"),
        ) from error


def encrypt(source: BinaryIO, target: BinaryIO, to: Any) -> None:
    """Write what a file holds from its beginning, encrypted, into another one."""
    source.seek(0)
    extras.package("pyrage", "sign").encrypt_io(source, target, [to])
