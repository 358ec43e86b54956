"""What daily verbs begin with: the library, the office folder, and what is known from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import checklist
from compliance.assessment import facts, scoring
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known, Source
from compliance.model.results import Assessment
from compliance.office import folder
from compliance.schema import nearest, quoted


class Opened(NamedTuple):
    """An office folder opened for one round: everything read, sources put in order."""

    instruments: Library
    folder: folder.Folder
    facts: dict[str, Known]

    def assess(self, id_: str) -> list[Assessment]:
        """Return the assessment of a checklist, one for each entered system where it is per system."""
        instrument = self.instruments.checklists[id_]
        if instrument.per == "office":
            return [scoring.assess(instrument, self.facts)]
        answered = self.folder.round.systems
        return [
            scoring.assess(instrument, facts.known(answered.get(s.id, {}), {}), s.id)
            for s in self.folder.office.systems
        ]

    def assess_chosen(self, chosen: str | None) -> list[Assessment]:
        """Return the assessments of one checklist, of `all`, or of those office.yaml names."""
        ids: Sequence[str] = self.folder.office.checklists
        if chosen == "all":
            ids = tuple(self.instruments.checklists)
        elif chosen is not None:
            ids = (known_checklist(self.instruments, chosen),)
        return [assessment for id_ in ids for assessment in self.assess(id_)]


def open_office(path: Path, round_id: str | None = None, checklists: Path | None = None) -> Opened:
    """Read library and office; raises BadInput with every problem of the office's files."""
    library = checklist.load(checklists)
    read = folder.read(path, library, round_id)
    known = facts.known(read.round.answers, {Source.REGISTERED: read.register.values})
    return Opened(library, read, known)


def known_checklist(library: Library, id_: str) -> str:
    """Return the id when there is such a checklist; BadInput with the nearest one otherwise."""
    if id_ in library.checklists:
        return id_
    raise BadInput.of(
        "--checklist",
        None,
        quoted(id_),
        _("the id of a checklist, or all"),
        nearest(id_, library.checklists),
    )
