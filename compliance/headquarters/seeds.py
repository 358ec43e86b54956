"""Seeds of lots: texts that everybody hashes to the same bytes, whatever keyboard they type on."""

from __future__ import annotations

import re

from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.schema import quoted

_SEED = re.compile(r"[!-~]+(?: [!-~]+)*")
_LONGEST = 200


def seed_of(text: str) -> str:
    """Return a seed as it is hashed: ASCII, with single spaces; BadInput for another one."""
    seed = " ".join(ascii_digits(text).split())
    if _SEED.fullmatch(seed) and len(seed) <= _LONGEST:
        return seed
    raise BadInput.of(
        "--seed",
        None,
        quoted(text),
        _("at most {n} Latin letters, digits and signs").format(n=numbers.digits(_LONGEST)),
        _("write it with the letters of a keyboard without Persian, so that everybody hashes the same bytes"),
    )
