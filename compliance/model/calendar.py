"""Days off as data: weekends, holidays, local closures."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Calendar(NamedTuple):
    """When an office works.

    `weekend` holds `date.weekday()` numbers; `estimates` are days off whose date is not certain;
    `missing` are Jalali years of the asked time without a reviewed table.
    """

    weekend: frozenset[int]
    off: frozenset[date]
    estimates: frozenset[date]
    missing: tuple[int, ...]

    def works(self, day: date) -> bool:
        """Whether the office works on a day."""
        return day.weekday() not in self.weekend and day not in self.off
