"""What can be asked of an office, and what cannot yet: its own gaps, those of headquarters, what has no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.model.checklist import Action, Authority, Better, Library
from compliance.model.office import Known
from compliance.model.results import Assessment, ItemResult, Status
from compliance.model.targets import Gap, Held
from compliance.plan import problem
from compliance.plan.worth import Worth, better_of
from compliance.targets.asking import Step


class Job(NamedTuple):
    """An action that an office can be asked for: the facts that it raises here, and the actions it needs done.

    `whole` are its person-days when it is done as the catalogue has it.
    """

    action: Action
    steps: tuple[Step, ...]
    needs: tuple[str, ...]
    whole: Fraction


class Site(NamedTuple):
    """An office as targets see it: what it can be asked for, and why not for the rest."""

    assessment: Assessment
    jobs: Mapping[str, Job]
    promised: tuple[Held, ...]
    waits: tuple[Held, ...]
    answer_first: tuple[Gap, ...]
    without_way: tuple[Gap, ...]
    uncounted: tuple[str, ...]


def of(library: Library, assessment: Assessment, facts: Mapping[str, Known]) -> Site:
    """Return what can be asked of an office as it was assessed."""
    worth = Worth(library, [assessment], facts)
    open_ = {a.id: a for a in library.actions.values() if problem.is_open(a, worth)}
    met = set(library.actions) - set(open_)
    own: dict[str, list[Step]] = {}
    promised, waits, without_way = [], [], []
    for result in assessment.items:
        if result.status not in (Status.PARTLY, Status.UNMET):
            continue
        missing = result.maximum - result.points
        action = _way(result, open_, worth)
        if action is None:
            without_way.append(Gap(result.item.id, result.item.fact, missing))
            continue
        needs = problem.with_needs([action.id], library, met)
        ours = tuple(sorted(id_ for id_ in needs if library.actions[id_].authority is Authority.HEADQUARTERS))
        first = tuple(sorted({fact for id_ in needs for fact in _unknown(library.actions[id_], worth)}))
        if ours:
            promised.append(Held(result.item.id, result.item.fact, missing, action.id, ours))
        elif first:
            waits.append(Held(result.item.id, result.item.fact, missing, action.id, first))
        else:
            own.setdefault(action.id, []).append(_step(result, action, library))
    ids = sorted({need for id_ in own for need in problem.with_needs([id_], library, met)})
    return Site(
        assessment,
        {id_: _job(library.actions[id_], own.get(id_, ()), library, met, worth) for id_ in ids},
        tuple(promised),
        tuple(waits),
        tuple(Gap(r.item.id, r.item.fact, r.maximum) for r in assessment.items if r.status is Status.UNANSWERED),
        tuple(without_way),
        tuple(id_ for id_ in ids if problem.uncounted(library.actions[id_], library, worth)),
    )


def _job(action: Action, steps: Sequence[Step], library: Library, met: set[str], worth: Worth) -> Job:
    needs = tuple(need for need in action.needs if need not in met)
    return Job(action, tuple(steps), needs, problem.effort(action, library, worth))


def _way(result: ItemResult, open_: Mapping[str, Action], worth: Worth) -> Action | None:
    """Return the action by which an item is raised: where several do, one of the office's own, then the first."""
    fact, better, value = result.item.fact, result.item.better, worth.value(result.item.fact)
    found = [
        action
        for action in open_.values()
        if fact in action.raises and value is not None and better_of(better, value, action.raises[fact]) != value
    ]
    return min(found, key=lambda action: action.authority is Authority.HEADQUARTERS, default=None)


def _unknown(action: Action, worth: Worth) -> list[str]:
    """Return the facts an action is about, where none of them is known to fall short: nobody said if it is needed."""
    applying = [fact for fact in action.raises if worth.applies(fact)]
    if any(worth.value(fact) is not None and not worth.meets(fact, action.raises[fact]) for fact in applying):
        return []
    return [fact for fact in applying if worth.value(fact) is None]


def _step(result: ItemResult, action: Action, library: Library) -> Step:
    item, known = result.item, result.known
    assert known is not None, f"{item.id} is not answered"
    assert item.target is not None, f"{item.id} has no target"
    raised = action.raises[item.fact]
    worse = Better.HIGHER if item.better is Better.LOWER else Better.LOWER
    return Step(item, library.facts[item.fact], known.value, better_of(worse, raised, item.target), result.maximum)
