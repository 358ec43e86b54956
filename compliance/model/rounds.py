"""A round of evaluation as headquarters runs it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from compliance.model.checklist import Text


class Window(NamedTuple):
    """When a round opens and closes, the last day included; None for a day that is not settled."""

    open: date | None = None
    close: date | None = None


class EvaluationRound(NamedTuple):
    """A round: when it was planned and when it was held, who is eligible, and by which checklists it is judged.

    `eligible` are ids of offices, None for every enrolled one; `checklists` are ids with their versions, none for
    all in force. `panel` names the kind of round, so that only like rounds are compared.
    """

    id: str
    title: Text
    planned: Window = Window()
    actual: Window = Window()
    publish: date | None = None
    panel: str = ""
    eligible: tuple[str, ...] | None = None
    checklists: tuple[tuple[str, str], ...] = ()
    line: int | None = None

    def takes(self, day: date) -> bool:
        """Whether filings of the round may come in on a day, late ones too."""
        return self.actual.open is not None and self.actual.open <= day

    def late(self, day: date) -> bool:
        """Whether a filing of that day comes after the close."""
        return self.actual.close is not None and day > self.actual.close
