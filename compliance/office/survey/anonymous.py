"""What must not stay in a remark: national codes, telephone and card numbers, addresses of mail.

Names cannot be found by a program; the forms ask people not to write any.
"""

from __future__ import annotations

import re

from compliance.files import CONTROL
from compliance.personal.codes import MASK

# Seven digits and more, whatever signs but a slash (which belongs to dates) or letters stand between them.
_NUMBER = re.compile(r"\d(?:(?:(?!/)[\W_ـ])*+\d){6,}+")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_HIDDEN = MASK * 3


def cleaned(text: str) -> tuple[str, bool]:
    """Return a remark on one line without what could name a person, and whether anything was hidden."""
    flat = " ".join(CONTROL.sub(" ", text).split())
    shown, numbers = _NUMBER.subn(_HIDDEN, flat)
    shown, mails = _MAIL.subn(_HIDDEN, shown)
    return shown, bool(numbers or mails)
