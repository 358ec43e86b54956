"""What a form asks of a workbook, and the refusal of one that is something else."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance.errors import BadInput, Problem
from compliance.language import _


class Wanted(NamedTuple):
    """What is expected, how a workbook of it is mended, and what to do with a file that is none at all."""

    expected: str
    mend: str
    instead: str

    def refused(self, path: Path, seen: str, mend: str = "", place: str = "") -> BadInput:
        """Return the refusal of a workbook; `place` says where in it."""
        return BadInput([Problem(str(path), None, seen, self.expected, mend or self.mend, place)])

    def other(self, path: Path, seen: str) -> BadInput:
        """Return the refusal of a file of another format that spreadsheets open."""
        return self.refused(path, seen, _("open it and save it as “Excel Workbook (.xlsx)”"))
