"""Whether what a round names is here: checklists installed in their versions, and offices that are enrolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from compliance.errors import BadInput, Problem
from compliance.headquarters import roster, rounds
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.rounds import EvaluationRound
from compliance.schema import nearest, quoted


def of_running(store: Store, found: Mapping[str, EvaluationRound], library: Library, day: date) -> None:
    """Do nothing when the checklists of a day's rounds are here; BadInput with file and line of others."""
    problems = [
        problem
        for round_ in _running(found, day)
        for problem in _in_file(
            store, round_, [("checklists", *one) for one in _checklists(round_.checklists, library)]
        )
    ]
    if problems:
        raise BadInput(problems)


def strangers(store: Store, day: date) -> list[Problem]:
    """Return whom the rounds of a day call eligible and nobody enrolled: a slip, or an office still to come."""
    return [
        problem
        for round_ in _running(rounds.read(store.folder), day)
        for problem in _in_file(store, round_, [("eligible", *one) for one in _offices(store, round_)])
    ]


def _running(found: Mapping[str, EvaluationRound], day: date) -> Iterator[EvaluationRound]:
    return (round_ for round_ in found.values() if round_.takes(day) and not round_.late(day))


def of_opening(store: Store, id_: str, named: tuple[tuple[str, str], ...] | None, library: Library) -> None:
    """Do nothing when the checklists are here by which a round is to be opened; else those that rounds.yaml plans."""
    planned = rounds.read(store.folder).get(id_)
    if named is not None:
        problems = [Problem("--checklist", None, *wrong) for _place, *wrong in _checklists(named, library)]
    else:
        problems = [] if planned is None else list(_all_of(store, planned, library))
    if problems:
        raise BadInput(problems)


def _all_of(store: Store, round_: EvaluationRound, library: Library) -> Iterator[Problem]:
    wrong = [("checklists", *one) for one in _checklists(round_.checklists, library)]
    return _in_file(store, round_, [*wrong, *(("eligible", *one) for one in _offices(store, round_))])


def _in_file(store: Store, round_: EvaluationRound, wrong: list[tuple[str, int, str, str, str]]) -> Iterator[Problem]:
    """Give what is wrong, by key and place, with the lines where it stands."""
    lines = rounds.lines(store.folder, round_.id) if wrong else {}
    for key, place, seen, expected, mend in wrong:
        yield Problem(str(store.folder / rounds.FILE), lines.get((key, place), round_.line), seen, expected, mend)


def _checklists(named: tuple[tuple[str, str], ...], library: Library) -> Iterator[tuple[int, str, str, str]]:
    """Give the place of each checklist that is not installed, with what was seen, what is expected, and its mend."""
    here = {id_: checklist.version for id_, checklist in library.originals.items()}
    for place, (id_, version) in enumerate(named):
        if here.get(id_) != version:
            mend = (
                _("install its pack: checklists install; here is {id} {version}").format(id=id_, version=here[id_])
                if id_ in here
                else nearest(id_, here)
            )
            yield place, quoted(f"{id_} {version}"), _("a checklist that is installed, in this version"), mend


def _offices(store: Store, round_: EvaluationRound) -> Iterator[tuple[int, str, str, str]]:
    if not round_.eligible:
        return
    there = roster.offices(store)
    for place, id_ in enumerate(round_.eligible):
        if id_ not in there:
            yield place, quoted(id_), _("an enrolled office"), nearest(id_, there)
