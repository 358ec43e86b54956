"""All that is known of the assessing of a round by a checklist, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compliance.headquarters import holdings
from compliance.headquarters.assessing import assessors, judgements, sessions
from compliance.headquarters.assessing.cases import Asked, Assessed, cases
from compliance.headquarters.assessing.judgements import Judgement
from compliance.headquarters.assessing.sessions import Session
from compliance.headquarters.store import Store
from compliance.model.assessing import Assessor
from compliance.model.checklist import Fact
from compliance.model.office import Known


class Board(NamedTuple):
    """Cases by office, with what assessors and panels established of them, and the sessions.

    `own` is by office, system and assessor; `consensus` by office and system. Of a judgement that rests on another
    filing than the one that is assessed, or of somebody who is not assigned, nothing is here.
    """

    of: Asked
    facts: Mapping[str, Fact]
    cases: Mapping[str, Assessed]
    people: Mapping[str, Assessor]
    own: Mapping[tuple[str, str, str], Judgement]
    consensus: Mapping[tuple[str, str], Judgement]
    sessions: Mapping[str, list[Session]]

    def by(self, office: str, system: str) -> dict[str, Judgement]:
        """Return what each assigned assessor established of an office or a system of it; none who did not yet."""
        return {
            assessor: found
            for assessor in self.cases[office].assessors
            if (found := self.own.get((office, system, assessor))) is not None
        }

    def recorded(self, office: str, system: str, assessor: str) -> Judgement | None:
        """Return what the record holds of one assessor, or of the panel under no name; None for nothing."""
        if assessor == judgements.PANEL:
            return self.consensus.get((office, system))
        return self.own.get((office, system, assessor))

    def held(self, office: str) -> list[Session]:
        """Return the sessions of an office of which there are minutes."""
        return [session for session in self.sessions.get(office, ()) if session.held]

    def name(self, assessor: str) -> str:
        """Return what an assessor is called in the language in use; a name that is no id stays as it is."""
        person = self.people.get(assessor)
        return assessor if person is None else assessors.name_of(person)


def read(store: Store, facts: Mapping[str, Fact], of: Asked, offices: Iterable[str] | None = None) -> Board:
    """Return the board of a round and checklist, for some offices or for all."""
    found = cases(store, of, offices)

    def counts(one: Judgement) -> bool:
        case = found.get(one.case.office)
        assigned = one.assessor == judgements.PANEL or (case is not None and one.assessor in case.assessors)
        return case is not None and one.filing == case.filing and one.system in case.systems and assigned

    own = {
        (one.case.office, one.system, one.assessor): one for one in judgements.own(store, of, found) if counts(one)
    }
    panel = {(one.case.office, one.system): one for one in judgements.consensus(store, of, found) if counts(one)}
    return Board(of, facts, found, assessors.everybody(store), own, panel, sessions.sessions(store, of))


def filed(store: Store, board: Board, one: Assessed) -> Mapping[str, Mapping[str, Known]]:
    """Return what an office said in the filing that is assessed, by system and fact."""
    held = holdings.of_filing(store, board.facts, one.filing) if one.filing else None
    if held is None:
        return {system: {} for system in one.systems}
    return {system: held.systems.get(system, {}) if system else held.facts for system in one.systems}
