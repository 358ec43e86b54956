"""What a report shows, gathered once for every format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance.model.checklist import Library
from compliance.model.office import Known, Office, ProjectBands, Register
from compliance.model.results import Assessment, Plan


class Report(NamedTuple):
    """An office's round judged and planned.

    `assessments` begins with the checklist the report is about. `plan` is the saved plan, None when
    there is none; `outdated` says that the facts or checklists changed after it was made. `today`
    is the day printed; `templates` is the office's own folder of templates, if it has one.
    """

    instruments: Library
    office: Office
    round: str
    register: Register
    projects: ProjectBands | None
    assessments: tuple[Assessment, ...]
    facts: Mapping[str, Known]
    plan: Plan | None
    outdated: bool
    today: date
    templates: Path | None

    @property
    def main(self) -> Assessment:
        """The assessment the report is about."""
        return self.assessments[0]
