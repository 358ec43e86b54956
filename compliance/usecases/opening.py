"""What daily verbs begin with: the library, the office folder, and what is known from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import checklist
from compliance.assessment import facts, scoring
from compliance.assessment.facts import Facts
from compliance.errors import BadInput
from compliance.language import _, way
from compliance.model.checklist import Library
from compliance.model.office import Known, Office, Source, Value
from compliance.model.results import Assessment, Contradiction
from compliance.office import folder, snapshot
from compliance.schema import nearest, quoted

if TYPE_CHECKING:
    from compliance.assessment.progress import Progress
    from compliance.office.desk import Desk


class Opened(NamedTuple):
    """An office folder opened for one round: everything read, sources put in order.

    `checklists` is the folder of checklists that was named, None for the one in force.
    """

    instruments: Library
    folder: folder.Folder
    facts: dict[str, Known]
    checklists: Path | None

    @property
    def round(self) -> str:
        """The id of the round."""
        return self.folder.round.id

    @property
    def computed(self) -> dict[Source, dict[str, Value]]:
        """What need not be asked of the office: what scan and registers decide."""
        return facts.computed(self.folder.register, self.folder.round.scan)

    def desk(self) -> Desk:
        """Return the one way into the round's answers."""
        from compliance.office.desk import Desk

        own, of_systems = folder.facts_by_subject(self.instruments)
        systems = [system.id for system in self.folder.office.systems]
        largest = self.instruments.evidence.maximum_mb * 2**20
        return Desk(self.folder.round.folder, own, of_systems, systems, largest, self._compiled)

    def _compiled(self) -> bytes:
        return snapshot.content(checklist.compiled(self.checklists))

    @property
    def over(self) -> bool:
        """Whether a later round was begun."""
        return not folder.is_newest(self.folder.path, self.round)

    def system(self, named: str | None) -> str:
        """Return the id of an entered system, empty when none is named; BadInput for one that is not entered."""
        known = [system.id for system in self.folder.office.systems]
        if named is None or named in known:
            return named or ""
        expected = way(_("a system of office.yaml"), _("a system that the office entered"))
        raise BadInput.of("--system", None, quoted(named), expected, nearest(named, known))

    def assess(self, id_: str) -> list[Assessment]:
        """Return the assessment of a checklist, one for each entered system where it is per system."""
        instrument = self.instruments.checklists[id_]
        if instrument.per == "office":
            return [scoring.assess(instrument, self.facts)]
        return [scoring.assess(instrument, known, system) for system, known in self.facts_of_systems.items()]

    @property
    def facts_of_systems(self) -> dict[str, dict[str, Known]]:
        """What is known of each entered system, by its id."""
        answered = self.folder.round.systems
        return {s.id: facts.known(answered.get(s.id, {}), {}) for s in self.folder.office.systems}

    def contradictions(self) -> list[Contradiction]:
        """Return the answers that contradict each other: the office's, then those of each entered system."""
        from compliance.assessment import contradictions

        found = contradictions.judge(self.instruments.pairs, self.facts)
        for system, known in self.facts_of_systems.items():
            found += contradictions.judge(self.instruments.pairs, known, system)
        return found

    def assess_chosen(self, chosen: str | None) -> list[Assessment]:
        """Return the assessments of one checklist, of `all`, or of those office.yaml names."""
        ids: Sequence[str] = self.folder.office.checklists
        if chosen == "all":
            ids = tuple(self.instruments.checklists)
        elif chosen is not None:
            ids = (known_checklist(self.instruments, chosen),)
        return [assessment for id_ in ids for assessment in self.assess(id_)]


def open_office(path: Path, round_id: str | None = None, checklists: Path | None = None) -> Opened:
    """Read library and office; raises BadInput with every problem of the office's files.

    A round that is over is read and judged by the checklists it was begun with, where those were kept
    and no other folder is named.
    """
    library = checklist.load(checklists)
    if round_id is not None and checklists is None:
        library = begun_with(path, round_id) or library
    read = folder.read(path, library, round_id)
    own = _with_own_units(_without_others(library, read), read.office)
    return Opened(own, read, facts.of_round(read.round, read.register), checklists)


def _without_others(library: Library, read: folder.Folder) -> Library:
    """Return the library without targets that were set for other offices; BadInput where office.yaml names them."""
    office = read.office
    theirs = {id_ for id_, c in library.checklists.items() if c.origin and c.origin.office not in (None, office.id)}
    wrong = [id_ for id_ in office.checklists if id_ in theirs]
    if wrong:
        raise BadInput.of(
            str(read.path / "office.yaml"),
            None,
            quoted(wrong[0]),
            _("a checklist of this office"),
            _("these are the targets of another office; take the line out"),
        )
    kept = {id_: checklist for id_, checklist in library.checklists.items() if id_ not in theirs}
    return library._replace(checklists=kept)


def _with_own_units(library: Library, office: Office) -> Library:
    """Return the library with the office's own names for its units, and for the owners whose work they do."""
    owners = {owner: unit.name for unit in office.units for owner in unit.covers}
    return library._replace(units={**library.units, **{u.id: u.name for u in office.units}, **owners})


def since(opened: Opened, earlier: Opened, assessments: list[Assessment]) -> list[Progress]:
    """Return what changed in these assessments since an earlier round of the office."""
    from compliance.assessment import progress
    from compliance.checklist import comparison

    ids = dict.fromkeys(a.checklist.id for a in assessments if a.checklist.id in earlier.instruments.checklists)
    before = [a for id_ in ids for a in earlier.assess(id_)]
    old, new = earlier.instruments.facts, opened.instruments.facts
    differently = {id_ for id_, fact in old.items() if id_ in new and comparison.meaning(fact, new[id_])}
    known: dict[str | None, Facts] = {None: earlier.facts}
    known.update(earlier.facts_of_systems)
    return progress.compare(before, assessments, known, differently)


def begun_with(path: Path, round_id: str) -> Library | None:
    """Return the checklists of a round that is over; None for the newest one, and where they were not kept."""
    place = folder.round_folder(path, round_id)
    return None if folder.is_newest(path, place.name) else snapshot.read(place)


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
