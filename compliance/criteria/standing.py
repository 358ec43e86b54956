"""What is known of an office in one round, for who has nothing but its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compliance import checklist
from compliance.assessment import facts
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.office import folder, snapshot
from compliance.schema import quoted


class Standing(NamedTuple):
    """The checklists of a round, and what holds for their facts."""

    instruments: Library
    facts: Mapping[str, Known]


def read(path: Path, office: str, round_id: str) -> Standing:
    """Return how an office stands in a round; BadInput when the folder is another office's, or cannot be read.

    A round that is over is read with the checklists it was begun with, where those were kept.
    """
    library = checklist.load()
    place = folder.round_folder(path, round_id)
    if not folder.is_newest(path, place.name):
        library = snapshot.read(place) or library
    found = folder.read(path, library, place.name)
    if found.office.id != office:
        raise BadInput.of(
            str(path / "office.yaml"),
            None,
            _("the office {id}").format(id=quoted(found.office.id)),
            _("the office {id}, which the feature is about").format(id=quoted(office)),
            _("name the folder of that office"),
        )
    return Standing(library, facts.of_round(found.round, found.register))
