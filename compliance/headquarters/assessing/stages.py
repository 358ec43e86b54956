"""The way of an award: a stage is reached only when what it needs is there, and left backwards only with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compliance.errors import BadInput, Problem
from compliance.headquarters.assessing import board as boards
from compliance.headquarters.assessing import judgements, record, words
from compliance.headquarters.assessing.assigning import unfiled, unfit
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Asked, Assessed
from compliance.headquarters.store import Change, Store
from compliance.language import _
from compliance.model.assessing import Stage
from compliance.model.checklist import Fact
from compliance.persian import numbers
from compliance.schema import listed


class Moved(NamedTuple):
    """Offices that were brought to a stage, and those that were not, with the reasons."""

    to: Stage
    offices: tuple[str, ...]
    left: Mapping[str, tuple[Problem, ...]]


class Step(NamedTuple):
    """A step on the way: to which stage, and the reason, which a step back needs."""

    to: Stage
    why: str = ""


def move(store: Store, who: str, facts: Mapping[str, Fact], of: Asked, step: Step, offices: Iterable[str]) -> Moved:
    """Bring offices to a stage, all of them or none: BadInput with every reason."""
    with store.changing(who) as change:
        board = boards.read(store, facts, of, offices)
        wrong = [problem for one in board.cases.values() for problem in hindrances(store, board, one, step)]
        if wrong:
            raise BadInput(wrong)
        return _moved(change, step, board.cases.values(), {})


def move_ready(store: Store, who: str, facts: Mapping[str, Fact], of: Asked, step: Step) -> Moved:
    """Bring those offices one stage further that are ready for it; of the others, say what they wait for."""
    with store.changing(who) as change:
        board = boards.read(store, facts, of)
        before = [one for one in board.cases.values() if step.to in one.stage.next]
        left = {one.office.id: tuple(hindrances(store, board, one, step)) for one in before}
        return _moved(change, step, [one for one in before if not left[one.office.id]], left)


def _moved(change: Change, step: Step, moved: Iterable[Assessed], left: Mapping[str, tuple[Problem, ...]]) -> Moved:
    offices = []
    for one in moved:
        # from the check of evidence on the stage holds which filing is assessed, whatever comes later
        filing = "" if step.to is Stage.DECLARATION else one.filing
        record.put(change, "stage", **one.case._asdict(), stage=step.to.value, filing=filing, why=step.why)
        offices.append(one.office.id)
    return Moved(step.to, tuple(offices), {id_: wrong for id_, wrong in left.items() if wrong})


def hindrances(store: Store, board: Board, one: Assessed, step: Step) -> Iterator[Problem]:
    """Give what keeps an office from a stage."""
    if step.to is one.stage:
        seen = _("an office that is at this stage already")
        yield _problem(one, seen, _("another stage"), _("look at “hq assess stages”"))
    elif step.to.place < one.stage.place:
        if not step.why:
            seen = _("a step back from {stage} without a reason").format(stage=words.stage(one.stage))
            yield _problem(one, seen, _("a reason"), _("give --why “…”"))
    elif step.to not in one.stage.next:
        seen = _("an office at the stage {stage}").format(stage=words.stage(one.stage))
        expected = listed(map(words.stage, one.stage.next)) or _("nothing: it is published")
        yield _problem(one, seen, expected, _("one stage after the other"))
    else:
        yield from _needed(store, board, one, step.to)


def _needed(store: Store, board: Board, one: Assessed, to: Stage) -> Iterator[Problem]:
    """Give what is not there that a stage needs."""
    if not one.filing:
        yield unfiled(one)
    elif to is Stage.DEFENCE:
        yield from _unjudged(board, one)
    elif to is Stage.CONSENSUS and not board.held(one.office.id):
        expected = _("a session with its minutes")
        yield _problem(one, _("no minutes of a defence session"), expected, _("record it: hq assess defence"))
    elif to is Stage.FEEDBACK:
        yield from _undecided(store, board, one)


def _unjudged(board: Board, one: Assessed) -> Iterator[Problem]:
    """Give whose values are missing; everybody who is assigned has to have entered a sheet."""
    if not one.assessors:
        expected = _("one assessor or more")
        yield _problem(one, _("no assessor"), expected, _("assign some: hq assess draw, hq assess assign"))
    yield from unfit(one, board.people)
    for system in one.systems:
        there = board.by(one.office.id, system)
        for assessor in one.assessors:
            if assessor not in there:
                seen = _("no values of {assessor}{of}").format(assessor=assessor, of=_of(system))
                expected = _("the values of every assigned assessor")
                yield _problem(one, seen, expected, _("enter their sheet: hq assess enter"))


def _undecided(store: Store, board: Board, one: Assessed) -> Iterator[Problem]:
    """Give what the panel has not decided yet of what the office answered."""
    answered, asked = boards.filed(store, board, one), set(judgements.asked_facts(board.of.checklist))
    for system in one.systems:
        found = board.consensus.get((one.office.id, system))
        if found is None:
            seen = _("no consensus{of}").format(of=_of(system))
            yield _problem(one, seen, _("what the panel established"), _("enter it: hq assess consensus"))
            continue
        left = asked & set(answered[system]) - {fact for fact, _kept, _reason in found.rows}
        items = [item.id for item in board.of.checklist.items if item.fact in left]
        if items:
            shown = listed(items[:8]) + ("…" if len(items) > 8 else "")
            seen = _("items on which nothing was decided{of}: {n} ({items})").format(
                of=_of(system), n=numbers.digits(len(items)), items=shown
            )
            yield _problem(one, seen, _("a value for every item that the office answered"), _("enter the rest"))


def _of(system: str) -> str:
    return _(" for the system {system}").format(system=system) if system else ""


def _problem(one: Assessed, seen: str, expected: str, mend: str) -> Problem:
    return Problem(one.office.id, None, seen, expected, mend)
