"""Where tests put the pictures they make, to be looked at by people."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """Return the folder, made when first asked for: $COMPLIANCE_PICTURES, or build/pictures in the checkout."""
    path = Path(os.environ.get("COMPLIANCE_PICTURES") or Path(__file__).parent.parent / "build" / "pictures")
    path.mkdir(parents=True, exist_ok=True)
    return path
