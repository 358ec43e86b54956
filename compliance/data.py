"""Where data lie: checklists, templates and the example office of a wheel or of a checkout."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).parent
_APPLICATION = "provincial-compliance"


def shipped(name: str) -> Path:
    """Return the folder `checklists`, `templates` or `examples` that came with the program.

    In a wheel it stands inside the package, in a checkout beside it.
    """
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def checklists() -> Path:
    """Return the checklists in force: COMPLIANCE_CHECKLISTS, an installed pack, or the shipped ones."""
    named = os.environ.get("COMPLIANCE_CHECKLISTS")
    if named:
        return Path(named)
    return installed_checklists() if installed_checklists().is_dir() else shipped("checklists")


def installed_checklists() -> Path:
    """Return where a pack of headquarters is installed for this user."""
    return _user_folder("XDG_DATA_HOME", ".local/share") / "checklists"


def own_overlays() -> Path | None:
    """Return where overlays that make copies are installed for this user, beside the checklists in force.

    None where COMPLIANCE_CHECKLISTS names a folder: that one is taken as it is.
    """
    return (
        None
        if os.environ.get("COMPLIANCE_CHECKLISTS")
        else _user_folder("XDG_DATA_HOME", ".local/share") / "overlays"
    )


def cache_folder() -> Path:
    """Return where compiled checklists are kept; it can be deleted at any time."""
    return _user_folder("XDG_CACHE_HOME", ".cache")


def _user_folder(variable: str, below_home: str) -> Path:
    named = os.environ.get(variable) or os.environ.get("LOCALAPPDATA")
    return (Path(named) if named else Path.home() / below_home) / _APPLICATION
