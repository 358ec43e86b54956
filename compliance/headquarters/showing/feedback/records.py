"""A feedback as JSON and in sentences: the same numbers in every format, rounded once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _, mark
from compliance.league import FEWEST
from compliance.model.checklist import Checklist, Item, Library
from compliance.model.feedback import Comparison, Criterion, Detail, Feedback, Leader, Peers, Side
from compliance.persian import numbers
from compliance.report import words
from compliance.report.records import Record, score
from compliance.schema import listed

_KINDS = {"group": mark("group"), "body": mark("body"), "province": mark("province")}
SUMMED = 1  # decimals of what is summed from rounded points: the second one would not be true


def record(feedback: Feedback) -> Record:
    """Return a feedback for programs."""
    place = feedback.place
    return {
        "office": place.office,
        "system": place.system or None,
        "name": {"fa": place.name_fa, "en": place.name_en},
        "round": feedback.round,
        "before": feedback.before or None,
        "checklist": feedback.checklist,
        "version": feedback.version,
        "scores": feedback.scores,
        "maximum": score(feedback.maximum),
        "score": _points(place.score),
        "score_before": _points(place.before),
        "rank": place.rank,
        "shared": place.shared,
        "n": feedback.scored,
        "peers": {
            "kind": feedback.peers.kind,
            "id": feedback.peers.id or None,
            "n": feedback.peers.n,
            "instead_of": feedback.peers.instead or None,
        },
        "median": _points(feedback.median),
        "best": _points(feedback.best),
        "comparable": feedback.comparable,
        "criteria": [_criterion(one) for one in feedback.criteria],
        "items": [_detail(one) for one in feedback.details],
        "strengths": [one.id for one in feedback.on(Side.STRENGTH)],
        "improvements": [one.id for one in feedback.on(Side.IMPROVEMENT)],
        "unanswered": [one.id for one in feedback.on(Side.UNANSWERED)],
        "problems": [],
    }


def _points(hundredths: Fraction | int | None, places: int = 2) -> int | float | None:
    return None if hundredths is None else score(Fraction(hundredths) / 100, places)


def _compared(one: Comparison, places: int = 2) -> Record:
    return {
        "points": _points(one.points, places),
        "maximum": _points(one.maximum),
        "before": _points(one.before, places),
        "median": _points(one.median, places),
        "peers": one.peers,
        "ahead": one.ahead if one.peers >= FEWEST else None,
        "side": one.side.value,
    }


def _criterion(one: Criterion) -> Record:
    return {
        "id": one.id,
        **_compared(one.points, SUMMED),
        "best": _points(one.best, SUMMED),
        "best_n": one.sharing,
        "best_offices": [leader.office for leader in one.leaders],
    }


def _detail(one: Detail) -> Record:
    return {"id": one.id, "indicator": one.indicator, "fact": one.fact, **_compared(one.points)}


def shown(hundredths: Fraction | int | None, places: int = 2) -> str:
    """Return hundredths of a point as points, with so many decimals at most."""
    return "—" if hundredths is None else numbers.show(Fraction(hundredths) / 100, places)


def moved(now: Fraction | int | None, before: Fraction | int | None) -> str:
    """Return how far something moved, with its sign; a dash without both."""
    return "—" if now is None or before is None else leagues.signed(Fraction(now - before) / 100)


def peers(of: Peers, library: Library) -> str:
    """Return with whom an office is compared."""
    n = numbers.show(of.n)
    if of.kind == "group":
        return _("the {n} other offices of the group “{name}”").format(n=n, name=of.id)
    if of.kind == "body":
        return _("the {n} other offices of {name}").format(n=n, name=league_tables.body(of.id, library))
    if of.kind == "province":
        return _("the {n} other offices in the province {name}").format(
            n=n, name=league_tables.province(of.id, library)
        )
    return _("the {n} others with a score").format(n=n)


def notes(feedback: Feedback) -> Iterator[str]:
    """Yield what has to be known of the comparison."""
    if feedback.by_consensus:
        yield _("All of it, the peers' too, is what panels established; the minutes give the reasons item by item.")
    if feedback.peers.instead:
        yield _(
            "A comparison by {kind} was asked for, but no {kind} is recorded for this office; that could not be "
            "followed."
        ).format(kind=_(_KINDS[feedback.peers.instead]))
    if feedback.peers.n < FEWEST:
        yield _(
            "Fewer than {n} others can be compared with: no median and no best practice is given, because single "
            "offices could be read out."
        ).format(n=numbers.digits(FEWEST))
    if feedback.place.before is not None and not feedback.comparable:
        yield _(
            "Not directly comparable with the round before: the checklist is another version. No points of that "
            "round stand beside the items."
        )
    if feedback.place.provisional:
        yield _("The score is provisional: less than nine tenths of the weight is answered.")
    if not feedback.same:
        yield _(
            "The filing was judged by another version of the checklist than the one installed here; what items are "
            "worth is that version's, rounded."
        )
    yield _(
        "A strength is what is full, and what is above the peers' median and at least half full; anything else that "
        "was answered can become better, and what was not has to be answered first. Points of criteria are sums of "
        "items' rounded points, and therefore shown to one decimal. What does not apply gives its weight to the "
        "rest, there as here."
    )


def titles(library: Library, feedback: Feedback) -> tuple[dict[str, str], dict[str, Item]]:
    """Return the titles of the criteria and the items by their ids, as the installed checklist has them."""
    checklist: Checklist = library.checklists[feedback.checklist]
    return {i.id: str(i.title) for i in checklist.indicators}, {i.id: i for i in checklist.items}


def question(detail: Detail, library: Library) -> str:
    """Return what an item asks, its id where nobody knows its fact any more."""
    fact = library.facts.get(detail.fact)
    return str(fact.question) if fact else detail.id


def said(detail: Detail, library: Library) -> str:
    """Return what an office said of an item."""
    fact = library.facts.get(detail.fact)
    if detail.points.side is Side.UNANSWERED:
        return _("unanswered")
    if detail.points.side is Side.AWAY:
        return _("not applicable")
    return words.value(fact, detail.known.value) if fact and detail.known else "—"


def ways(detail: Detail, library: Library) -> list[str]:
    """Return the actions by which what an item asks for is raised."""
    return [str(action.title) for action in library.actions.values() if detail.fact in action.raises]


def leaders(one: Criterion, feedback: Feedback) -> str:
    """Return who has the most of a criterion among the peers; the office itself is told so."""
    if not one.leaders:
        return "—"
    own = any(
        (leader.office, leader.system) == (feedback.place.office, feedback.place.system) for leader in one.leaders
    )
    others = [_named(leader) for leader in one.leaders if (leader.office, leader.system) != feedback.place[:2]]
    more = one.sharing - len(one.leaders)
    parts = ([_("your office")] if own else []) + others
    if more > 0:
        parts.append(_("{n} more").format(n=numbers.show(more)))
    return listed(parts)


def _named(leader: Leader) -> str:
    name = leagues.name(leader.name_fa, leader.name_en)
    return f"{name} — {leader.system}" if leader.system else name


def file_name(feedback: Feedback) -> str:
    """Return the name of a letter's file without its ending; ids are safe in file names."""
    parts = (feedback.place.office, feedback.place.system, feedback.round)
    return ".".join(part for part in parts if part)
