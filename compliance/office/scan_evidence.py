"""What proves a scan: its files in the round's evidence, held against the hashes in scan.json."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from compliance import files
from compliance.model.office import Evidence
from compliance.model.record import Seal, Where
from compliance.model.scan import Scan, Stored
from compliance.office.evidence import FOLDER
from compliance.office.scan_file import FILE
from compliance.persian import dates


class Damage(StrEnum):
    """What is wrong with a file of a scan."""

    MISSING = "missing"
    CHANGED = "changed"


class Damaged(NamedTuple):
    """A file of a scan that no longer proves it: its name in the round, and the facts the scan answers by it."""

    damage: Damage
    name: str
    facts: tuple[str, ...]


def name_of(stored: Stored) -> str:
    """Return the name of a file of a scan as evidence in the round has it."""
    return f"{FOLDER}/{stored.name}"


def place_of(round_folder: Path, stored: Stored) -> Path | None:
    """Return where a file of a scan lies; None when it is not there, or its name or a link leads elsewhere."""
    parts = PurePosixPath(stored.name).parts
    if not parts or ".." in parts or parts[0] == "/" or "\\" in stored.name or ":" in stored.name:
        return None
    place = round_folder / FOLDER
    for part in parts:
        place = place / part
        if os.path.islink(place):  # noqa: PTH114  Path.is_symlink raises for a name too long
            return None
    try:
        return place if place.is_file() else None
    except (OSError, ValueError):
        return None


def damaged(round_folder: Path, scan: Scan, seals: Mapping[str, Seal]) -> Iterator[Damaged]:
    """Yield every file of a scan that is gone or has another content, and scan.json where it was changed since."""
    seal = seals.get(FILE)
    if seal is not None and files.digest(round_folder / FILE)[0] != seal.sha256:
        yield Damaged(Damage.CHANGED, FILE, tuple(measured.fact for measured in scan.measured))
    for stored in scan.evidence:
        place = place_of(round_folder, stored)
        if place is None:
            yield Damaged(Damage.MISSING, name_of(stored), scan.facts_proved_by(stored))
        elif files.digest(place) != (stored.sha256, stored.size):
            yield Damaged(Damage.CHANGED, name_of(stored), scan.facts_proved_by(stored))


def pieces(scan: Scan, fact: str) -> tuple[Evidence, ...]:
    """Return the evidence of a fact that a scan answers: scan.json, and the files that prove its checks."""
    day = dates.write(scan.began.date()) if scan.began else None
    proofs = (name_of(stored) for stored in scan.proofs(fact))
    return tuple(Evidence("scan", name, day) for name in (FILE, *proofs))


def seals_of(scan: Scan) -> dict[str, Seal]:
    """Return what the files of a scan were when it was made; none of a scan that does not say when that was."""
    if scan.began is None:
        return {}
    return {
        name_of(stored): Seal(0, scan.started, "", Where.SCAN, name_of(stored), stored.sha256, stored.size)
        for stored in scan.evidence
    }
