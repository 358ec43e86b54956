"""What a saved plan is held against when it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from compliance.model.calendar import Calendar
from compliance.model.checklist import Library


class Ground(NamedTuple):
    """The checklists, the office and round a plan.yaml has to be of, the office's units, and its calendar.

    Units and days off may change after a plan was made: they are held against a plan only where it is
    no longer as the program wrote it.
    """

    instruments: Library
    office: str
    round: str
    units: frozenset[str] = frozenset()
    calendar: Callable[[date, date], Calendar] | None = None

    @property
    def known_units(self) -> frozenset[str]:
        """The ids of all units that work can be given to."""
        return self.units | set(self.instruments.units)
