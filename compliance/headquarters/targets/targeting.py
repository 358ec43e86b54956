"""Targets for the offices of a round, read from the record: who stood how, and what is asked of each for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment.scoring import assess
from compliance.errors import BadInput, Problem
from compliance.headquarters import holdings, leagues, moments, rounds
from compliance.headquarters.engines import Engine
from compliance.headquarters.leagues import Question as Standing
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.filing import hundredths
from compliance.model.league import League
from compliance.model.targets import Assignment, By, Outlook, Rule
from compliance.persian import numbers
from compliance.schema import nearest, quoted
from compliance.targets import fairness, setting

PROPOSED = Rule(By.SHARE, Fraction(30))  # where headquarters names no other
OPTIONS = {By.SHARE: "--share", By.POINTS: "--points", By.EFFORT: "--effort"}
_WHOLE = "office"  # what a checklist judges bodies by, not the systems they entered
_PLACES = 2  # decimals of what the rule gives everybody
Tell = Callable[[int, int], None]  # how many offices of how many are done


class Question(NamedTuple):
    """For which round targets are asked, by which rule, from which round and checklist; empty texts ask for all."""

    round: str
    next: str
    checklist: str
    rule: Rule = PROPOSED
    province: str = ""
    body: str = ""
    group: str = ""
    as_of: date | None = None


class Made(NamedTuple):
    """The targets of a round: every office that stood in it, and what they come to.

    `otherwise` are offices whose filing was judged by another version of the checklist than the installed one, by
    which its targets are set. `league` says who is not among the offices, and how they stand to the round.
    """

    question: Question
    checklist: Checklist
    offices: Mapping[str, Office]
    assignments: tuple[Assignment, ...]
    outlook: Outlook
    otherwise: tuple[str, ...]
    league: League


def make(store: Store, library: Library, engine: Engine, question: Question, tell: Tell | None = None) -> Made:
    """Return the targets that were asked for; BadInput with everything that was asked wrongly."""
    wrong = _wrong(library, question)
    if wrong:
        raise BadInput(wrong)
    checklist = library.checklists[question.checklist]
    league = leagues.make(store, library, engine, _standing(question))
    places = {place.office: place for place in league.places}
    seq = moments.seq_of(store, question.as_of, engine.head.seq)
    offices: dict[str, Office] = {}
    assignments, otherwise = [], []
    for one in holdings.held(store, library.facts, question.round, seq):
        place = places.get(one.office.id)
        if place is None:
            continue
        offices[one.office.id] = one.office
        judged = assess(checklist, one.facts)
        if place.score != (None if judged.score is None else hundredths(judged.score)):
            otherwise.append(one.office.id)
        assignments.append(setting.assign(library, one.office.id, judged, one.facts, question.rule))
        if tell is not None:
            tell(len(assignments), len(places))
    outlook = fairness.outlook(assignments)
    return Made(question, checklist, offices, tuple(assignments), outlook, tuple(otherwise), league)


def _standing(question: Question) -> Standing:
    return Standing(
        question.round,
        question.checklist,
        province=question.province,
        body=question.body,
        group=question.group,
        as_of=question.as_of,
    )


def _wrong(library: Library, question: Question) -> list[Problem]:
    """Return what is wrong with the checklist, the rule and the round targets are for."""
    problems, known = [], {c.id: c for c in library.originals.values() if c.per == _WHOLE}
    if question.checklist not in known:
        expected = _("the id of a checklist that judges offices")
        mend = nearest(question.checklist, known)
        problems.append(Problem("--checklist", None, quoted(question.checklist), expected, mend))
    by, amount = question.rule
    if amount <= 0 or (by is By.SHARE and amount > 100) or (amount * 10**_PLACES).denominator != 1:
        expected = (
            _("per cent above 0 and up to 100, with two decimals at most")
            if by is By.SHARE
            else _("a number above 0, with two decimals at most")
        )
        mend = _("every office is asked for this; write another number")
        problems.append(Problem(OPTIONS[by], None, numbers.show(amount, 6), expected, mend))
    try:
        later = rounds.natural(rounds.checked_id(question.next)) > rounds.natural(question.round)
    except BadInput as error:
        return [*problems, *(problem._replace(file="--for") for problem in error.problems)]
    if not later:
        expected = _("a round after {round}").format(round=numbers.digits(question.round))
        mend = _("name the round in which the targets are to be reached")
        problems.append(Problem("--for", None, quoted(question.next), expected, mend))
    return problems
