"""What moved offices since the round before, in sentences and by indicator: with titles, ids only beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.headquarters.leagues import Cause, Causes
from compliance.headquarters.showing.leagues.records import called, signed
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers


class Move(NamedTuple):
    """A place with what moved it: the indicator that did most in the direction of the score, and the fact in it."""

    place: Place
    gained: int
    indicator: str
    part: int
    fact: str
    most: int
    by: tuple[tuple[str, int], ...]


def moves(league: League, causes: Causes) -> Iterator[Move]:
    """Yield what moved offices, in the order in which the causes stand."""
    places = {(place.office, place.system): place for place in league.places}
    for one, found in causes.items():
        place = places[one]
        if found and place.gained is not None:
            yield _move(place, place.gained, found)


def unmoved(league: League, offices: Iterable[str], causes: Causes) -> Iterator[str]:
    """Yield of offices that were asked about why nothing is told of them."""
    wanted = set(offices)
    for place in league.places:
        if place.office not in wanted or causes.get((place.office, place.system)):
            continue
        text = _("{office}: no item moved since the round before.")
        if place.before is None or place.score is None:
            text = _("{office}: without a score in this round and the one before nothing can be explained.")
        yield text.format(office=called(place))


def _move(place: Place, gained: int, found: Sequence[Cause]) -> Move:
    """Say where the points came from, of all that moved the same way as the score."""
    by: dict[str, int] = {}
    for cause in found:
        by[cause.indicator] = by.get(cause.indicator, 0) + cause.points
    way = -1 if gained < 0 else 1
    indicator = max(by, key=lambda one: (way * by[one], one))
    fact = max((c for c in found if c.indicator == indicator), key=lambda c: way * c.points)
    ordered = sorted(by.items(), key=lambda one: (-way * one[1], one[0]))
    return Move(place, gained, indicator, by[indicator], fact.fact, fact.points, tuple(ordered))


def named(move: Move, league: League, library: Library) -> str:
    """Return the sentence with the office's name before it."""
    return _("{office}: {told}").format(office=called(move.place), told=sentence(move, league, library))


def sentence(move: Move, league: League, library: Library) -> str:
    """Return in a sentence what moved an office."""
    text = _("{where} ({points} points): {part} points from {indicator}, of which {most} from {fact}")
    if abs(move.most) > abs(move.part):  # others of the indicator moved the other way
        text = _("{where} ({points} points): {part} points from {indicator}, above all {most} from {fact}")
    return text.format(
        where=_moved(move.place.moved or 0),
        points=points(move.gained),
        part=points(move.part),
        indicator=indicator(move.indicator, league, library),
        most=points(move.most),
        fact=fact(move.fact, library),
    )


def points(hundredths: int) -> str:
    """Return points that say whether they are a gain."""
    return signed(Fraction(hundredths, 100))


def indicator(id_: str, league: League, library: Library) -> str:
    """Return an indicator by its title, the id beside it; the id alone where nobody knows it any more."""
    titles = (str(i.title) for i in library.checklists[league.checklist].indicators if i.id == id_)
    title = next(titles, None)
    return id_ if title is None else _("“{title}” ({id})").format(title=title, id=id_)


def fact(id_: str, library: Library) -> str:
    """Return a fact by its question, the id beside it."""
    known = library.facts.get(id_)
    return id_ if known is None else _("“{title}” ({id})").format(title=known.question, id=id_)


def _moved(places: int) -> str:
    if places in (1, -1):
        return _("one place up") if places > 0 else _("one place down")
    text = _("{n} places up") if places > 0 else _("{n} places down") if places else _("the same place")
    return text.format(n=numbers.show(abs(places)))
