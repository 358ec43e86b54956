"""Encryption on the way: the age format, to headquarters' public key; whoever has the secret one reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance import extras, files
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


def encrypted(path: Path, to: Any) -> Path:
    """Write an encrypted copy beside a file, and return where it lies."""
    tool = extras.package("pyrage", "sign")
    target = path.with_name(path.name + SUFFIX)
    with files.writing(target) as stream, path.open("rb") as source:
        tool.encrypt_io(source, stream, [to])
    return target
