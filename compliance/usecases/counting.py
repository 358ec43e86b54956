"""What the registers of an office folder count, by the names of the JSON of `check`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from compliance.model.checklist import Library
from compliance.register import registers
from compliance.report import records


def of_registers(office: Path, library: Library) -> dict[str, Fraction]:
    """Return the counts of services and projects, none of a register that is not there; BadInput for broken ones."""
    found = registers.counted(office, library)
    counts = {} if found.funnel is None else records.funnel(found.funnel)
    if found.projects:
        counts |= records.project_bands(registers.bands(found.projects))
        counts["projects"] = counts.pop("total")
    return {name: Fraction(n) for name, n in counts.items() if isinstance(n, int)}
