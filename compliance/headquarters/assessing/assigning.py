"""Who assesses which office: drawn by lot or by name, never with a conflict of interest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compliance import draw as lots
from compliance.draw import Lots
from compliance.errors import BadInput, Problem
from compliance.headquarters import roster
from compliance.headquarters.assessing import assessors, record, words
from compliance.headquarters.assessing.cases import Asked, Assessed, cases
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.assessing import Assessor, Case, Stage, Tie
from compliance.persian import numbers
from compliance.schema import listed, nearest, quoted

DRAWN, NAMED = "drawn", "named"
_OPEN = (Stage.DECLARATION, Stage.EVIDENCE)  # later on, those who judged are those who are assigned


class Short(NamedTuple):
    """An office that did not get as many assessors as it should: how many are missing, and why nobody is left.

    `barred` must not judge it, `released` were released from it and are drawn for it no more.
    """

    office: str
    missing: int
    barred: Mapping[str, tuple[Tie, ...]]
    released: tuple[str, ...]


class Assignments(NamedTuple):
    """What a draw came to: who was assigned anew by office, who each has now, and which are short of assessors.

    `unfiled` are the offices of which no filing by the checklist stands; `past` those beyond the check of evidence,
    whose assessors stay as they are.
    """

    new: Mapping[str, tuple[str, ...]]
    now: Mapping[str, tuple[str, ...]]
    short: tuple[Short, ...]
    unfiled: tuple[str, ...]
    past: tuple[str, ...]


class Drawing(NamedTuple):
    """What is drawn: `each` assessors an office by a seed, for some offices or for all."""

    each: int
    seed: str
    offices: tuple[str, ...] | None = None


def draw(store: Store, who: str, of: Asked, asked: Drawing) -> Assignments:
    """Draw assessors for every office with a filing that has fewer than it should; those assigned already stay.

    BadInput where somebody is assigned who must not be: that has to be put in order first.
    """
    with store.changing(who) as change:
        people = assessors.assessors(store)
        if not people:
            raise BadInput.of(
                "STORE", None, _("no assessor"), _("assessors to draw from"), _("take them in: hq assess assessor")
            )
        every = cases(store, of)
        chosen = every if asked.offices is None else cases(store, of, asked.offices)
        taking = {id_: one for id_, one in chosen.items() if one.filing and one.stage in _OPEN}
        _check_held(taking, people)
        barred, gone = assessors.barred(people, (one.office for one in taking.values())), _released(store, of)
        away = {id_: {*barred[id_], *gone.get(id_, ())} for id_ in taking}
        held = {id_: one.assessors for id_, one in {**every, **chosen}.items()}
        drawn = lots.draw(Lots(list(taking), list(people), asked.each, asked.seed, away, held))
        for id_, new in drawn.chosen.items():
            for assessor in new:
                _put(change, taking[id_].case, assessor, DRAWN, asked.seed)
    return Assignments(
        drawn.chosen,
        {id_: tuple(sorted({*one.assessors, *drawn.chosen.get(id_, ())})) for id_, one in taking.items()},
        tuple(Short(id_, n, barred[id_], tuple(gone.get(id_, ()))) for id_, n in drawn.short.items()),
        tuple(id_ for id_, one in chosen.items() if not one.filing),
        tuple(id_ for id_, one in chosen.items() if one.filing and one.stage not in _OPEN),
    )


def _released(store: Store, of: Asked) -> dict[str, list[str]]:
    """Return by office who was released from it and is not assigned to it again."""
    found: dict[str, list[str]] = {}
    for office, assessor in record.ask(
        store,
        "select office, assessor from assignment where round = ? and checklist = ? "
        "group by office, assessor having count(*) = count(until) order by 1, 2",
        of.round,
        of.checklist.id,
    ):
        found.setdefault(office, []).append(assessor)
    return found


def _check_held(taking: Mapping[str, Assessed], people: Mapping[str, Assessor]) -> None:
    wrong = [problem for one in taking.values() for problem in unfit(one, people)]
    if wrong:
        raise BadInput(wrong)


def unfit(one: Assessed, people: Mapping[str, Assessor]) -> list[Problem]:
    """Return what is wrong with the assessors of an office: some of them have a conflict of interest by now."""
    return [
        Problem(
            one.office.id,
            None,
            _("{assessor}, who is assigned to it and must not judge it: {why}").format(
                assessor=assessor, why=words.because(ties)
            ),
            _("assessors without a conflict of interest"),
            _("release them: hq assess release"),
        )
        for assessor in one.assessors
        if assessor in people and (ties := assessors.conflicts(people[assessor], one.office))
    ]


def load(store: Store) -> dict[str, int]:
    """Return to how many offices of any round each assessor is assigned."""
    return dict(record.ask(store, "select assessor, count(*) from assignment where until is null group by 1"))


def tied(store: Store, person: Assessor) -> list[str]:
    """Return in sentences where an assessor is assigned and must not judge, as they are described now."""
    there = roster.offices(store)
    found = []
    for round_, office, checklist in record.ask(
        store,
        "select round, office, checklist from assignment where assessor = ? and until is null order by 1, 2, 3",
        person.id,
    ):
        ties = assessors.conflicts(person, there[office]) if office in there else ()
        if ties:
            text = _("assigned to {office} (round {round}, {checklist}), and must not judge it: {why}. {mend}")
            mend = _("Release them: hq assess release")
            why = words.because(ties)
            found.append(
                text.format(office=office, round=numbers.digits(round_), checklist=checklist, why=why, mend=mend)
            )
    return found


def assign(store: Store, who: str, of: Asked, assessor: str, offices: Iterable[str]) -> int:
    """Assign an assessor to offices by name and return to how many; all of them, or none and every reason."""
    with store.changing(who) as change:
        (id_,) = assessors.check_known(store, [assessor])
        person = assessors.assessors(store)[id_]
        found = cases(store, of, offices)
        wrong = [problem for one in found.values() for problem in _refused(one, person)]
        if wrong:
            raise BadInput(wrong)
        return sum(_put(change, one.case, id_, NAMED, "") for one in found.values() if id_ not in one.assessors)


def _refused(one: Assessed, person: Assessor) -> Iterable[Problem]:
    ties = assessors.conflicts(person, one.office)
    if ties:
        seen = _("{assessor} must not judge it: {why}").format(assessor=person.id, why=words.because(ties))
        expected = _("an assessor without a conflict of interest")
        yield Problem(one.office.id, None, seen, expected, _("name another one"))
    if not one.filing:
        yield unfiled(one)
    if one.stage not in _OPEN:
        yield _too_late(one)


def unfiled(one: Assessed) -> Problem:
    """Return what is said of an office of which no filing by the checklist stands."""
    return Problem(
        one.office.id,
        None,
        _("no filing by “{checklist}” in round {round}").format(checklist=one.case.checklist, round=one.case.round),
        _("an office whose filing stands"),
        _("collect its filing first: hq collect"),
    )


def _too_late(one: Assessed) -> Problem:
    return Problem(
        one.office.id,
        None,
        _("an office at the stage {stage}").format(stage=words.stage(one.stage)),
        _("an office at {stages}").format(stages=listed(map(words.stage, _OPEN))),
        _("go back with a reason: hq assess move STORE evidence-check {office} --why …").format(office=one.office.id),
    )


def release(store: Store, who: str, of: Asked, assessor: str, offices: Iterable[str], why: str) -> int:
    """End assignments, with the reason; what was judged stays on record and counts no more."""
    with store.changing(who) as change:
        found = cases(store, of, offices)
        wrong = [problem for one in found.values() for problem in _unreleased(one, assessor)]
        if wrong:
            raise BadInput(wrong)
        for one in found.values():
            record.end(change, "assignment", why, **one.case._asdict(), assessor=assessor)
    return len(found)


def _unreleased(one: Assessed, assessor: str) -> Iterable[Problem]:
    if assessor not in one.assessors:
        seen = _("{assessor}, who is not assigned to it").format(assessor=quoted(assessor))
        yield Problem(one.office.id, None, seen, _("one of its assessors"), nearest(assessor, one.assessors))
    elif one.stage not in _OPEN:
        yield _too_late(one)


def _put(change: Change, case: Case, assessor: str, how: str, seed: str) -> bool:
    return record.put(change, "assignment", **case._asdict(), assessor=assessor, how=how, seed=seed)
