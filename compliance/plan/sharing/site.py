"""What can be done for one office: the actions that close its known gaps, what they take, and what they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment.priorities import answer_next
from compliance.model.checklist import Action, Authority, Library
from compliance.model.office import Known
from compliance.model.results import Assessment
from compliance.model.sharing import Terms
from compliance.persian import numbers
from compliance.plan import problem
from compliance.plan.worth import Worth


class Job(NamedTuple):
    """An action that can be done for an office: its person-days, the shared team that does them, what it needs."""

    action: Action
    effort: Fraction
    team: str | None
    needs: tuple[str, ...]


class Site(NamedTuple):
    """An office as a shared plan sees it: its score by the plan's checklist, and what can be done for it.

    `floor` is the score it could be lifted over. `waits` are actions that wait for what is not chosen here, `gaps`
    says whether an answered fact falls short, `unanswered` are facts with the points that hang on them,
    `uncounted` the actions whose missing count is unknown.
    """

    office: str
    worth: Worth
    score: Fraction
    floor: Fraction | None
    jobs: Mapping[str, Job]
    waits: tuple[str, ...]
    gaps: bool
    unanswered: Mapping[str, Fraction]
    uncounted: tuple[str, ...]


def of(
    library: Library, office: str, assessments: Sequence[Assessment], facts: Mapping[str, Known], terms: Terms
) -> Site | None:
    """Return an office as it was assessed; None where nothing of the plan's checklist applies to it.

    `assessments` are by the checklists whose points are shown, the plan's own among them.
    """
    own = next(a for a in assessments if a.checklist.id == terms.checklist)
    if own.score is None:
        return None
    worth = Worth(library, assessments, facts)
    open_ = {a.id: a for a in library.actions.values() if problem.is_open(a, worth)}
    met = set(library.actions) - set(open_)
    roots = [id_ for id_, action in open_.items() if problem.known_gap(action, worth, [terms.checklist])]
    closures = {id_: problem.with_needs([id_], library, met) for id_ in roots}
    free = {id_ for id_ in roots if all(_ours(library.actions[need], terms) for need in closures[id_])}
    ids = sorted({need for id_ in free for need in closures[id_]})
    teams = {owner: team.name for team in terms.teams for owner in team.covers}
    return Site(
        office=office,
        worth=worth,
        score=own.score,
        floor=_floor(own, terms),
        jobs={
            id_: Job(
                library.actions[id_],
                problem.effort(library.actions[id_], library, worth),
                teams.get(library.actions[id_].owner),
                tuple(need for need in library.actions[id_].needs if need not in met),
            )
            for id_ in ids
        },
        waits=tuple(sorted(id_ for id_ in roots if id_ not in free and _ours(library.actions[id_], terms))),
        gaps=any(result.share is not None and result.share < 1 for result in own.items),
        unanswered={one.fact: one.points[terms.checklist] for one in answer_next([own])},
        uncounted=tuple(id_ for id_ in ids if problem.uncounted(library.actions[id_], library, worth)),
    )


def _ours(action: Action, terms: Terms) -> bool:
    """Whether an action may be chosen under the terms."""
    return not terms.only_headquarters or action.authority is Authority.HEADQUARTERS


def _floor(own: Assessment, terms: Terms) -> Fraction | None:
    """Return the score that is to be reached: the one that was named, else that of the next certificate."""
    assert own.score is not None
    score = numbers.half_up(own.score)
    if terms.floor is not None:
        return terms.floor if terms.floor > score else None
    return min((one.floor for one in own.checklist.certificates if one.floor > score), default=None)


def lifting(site: Site) -> Fraction | None:
    """Return the points that lift an office over its floor; None where it has none."""
    return None if site.floor is None else site.floor - Fraction(1, 200) - site.score  # leagues round half up
