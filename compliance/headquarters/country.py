"""The country in a round, made from the record: its league, its provinces, what holds it back, what is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeVar

from compliance import league as rules
from compliance.assessment import scoring
from compliance.errors import BadInput
from compliance.headquarters import leagues, moments
from compliance.headquarters.engines import Asked, Engine
from compliance.headquarters.leagues import Question
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.country import Asked as Request
from compliance.model.country import Cell, Country, Face, Gap, Lift, Row, Turn
from compliance.model.league import FEWEST, League
from compliance.model.office import Funnel
from compliance.persian import numbers
from compliance.schema import quoted

MOST_FACES = 8  # bodies that have a map of their own
_PLANS = """
select f.plan, t.points, i.sha256
from standing s
join filing f on f.n = s.filing
join office o on o.id = s.office and o.since <= ?1 and (o.until is null or o.until > ?1)
join total t on t.filing = f.n and t.system = ''
join instrument i on i.n = t.instrument
where s.round = ?2 and i.id = ?3 and s.since <= ?1 and (s.until is null or s.until > ?1)
    and (?4 = '' or o.province = ?4) and (?5 = '' or o.body = ?5) and (?6 = '' or o.grouped = ?6)
    and f.plan is not null and t.score is not null
order by s.office
"""


def make(store: Store, library: Library, engine: Engine, question: Question) -> Country:
    """Return the country in a round; BadInput as for a league, and for a checklist that judges entered systems."""
    named = library.checklists.get(question.checklist)
    if named is not None and named.per != leagues.OFFICE:
        raise BadInput.of(
            "--checklist",
            None,
            quoted(named.id),
            _("a checklist of offices as a whole"),
            _("this one judges entered systems: “hq league --section” ranks them"),
        )
    league = leagues.make(store, library, engine, question._replace(indicators=True))
    checklist = library.checklists[league.checklist]
    seq = moments.seq_of(store, question.as_of, engine.head.seq)
    asked = Asked(
        league.round,
        league.before,
        league.checklist,
        leagues.SECTIONS[question.section],
        question.province,
        question.body,
        question.group,
        seq,
    )
    enough = league.scored >= FEWEST
    requests, planned = _requests(store, library, checklist, asked)
    funnel, counted = _funnel(engine, asked)
    lifts, gaps = _lifts(engine, asked, _exact(league, checklist)) if enough else ((), ())
    return Country(
        league,
        tuple(_trend(store, engine, asked, question)),
        tuple(_faces(engine, asked, league)),
        lifts,
        gaps,
        requests if enough else (),
        planned,
        funnel,
        counted,
        tuple(_matrix(engine, asked, league)),
    )


def _trend(store: Store, engine: Engine, asked: Asked, question: Question) -> Iterator[Turn]:
    """Give every round of the panel up to the one asked about, the oldest first."""
    held = moments.rounds_of(store, asked.seq, question.as_of is None)
    panel = getattr(held[asked.round], "panel", "")
    before: set[str] = set()
    for id_ in list(held)[: list(held).index(asked.round) + 1]:
        if getattr(held[id_], "panel", "") != panel:
            continue
        rows = engine.rows("before", asked._replace(before=id_))
        scores = [score for score, _most, _sha256, n in rows for _one in range(n) if score is not None]
        if not scores:
            continue
        hashes = {sha256 for _score, _most, sha256, _n in rows}
        most = max(maximum for _score, maximum, _sha256, _n in rows)
        same = len(hashes) == 1 and before in (set(), hashes)
        yield Turn(id_, len(scores), rules.spread(scores), Fraction(most, 100), same)
        before = hashes


def _faces(engine: Engine, asked: Asked, league: League) -> Iterator[Face]:
    """Give the provinces of all bodies together, then of each body where there are several, and not too many."""
    scores: dict[tuple[str, str], Cell] = {}
    for place in league.places:
        if place.score is not None:
            _add(scores, (place.body, place.province), Cell(1, place.score))
    parts: dict[tuple[str, str, str], Cell] = {}
    for province, body, indicator, _place, n, points in engine.rows("provinces", asked):
        _add(parts, (body, province, indicator), Cell(int(n), int(points)))
    bodies = sorted({body for body, _province in scores})
    for body in ["", *(bodies if 1 < len(bodies) <= MOST_FACES else ())]:
        yield _face(body, scores, parts)


_Key = TypeVar("_Key")
_Where = tuple[str, str]  # body and province


def _add(cells: dict[_Key, Cell], key: _Key, more: Cell) -> None:
    known = cells.get(key, Cell(0, 0))
    cells[key] = Cell(known.n + more.n, known.points + more.points)


def _face(body: str, scores: Mapping[tuple[str, str], Cell], parts: Mapping[tuple[str, str, str], Cell]) -> Face:
    whole: dict[str, Cell] = {}
    for (of, province), cell in scores.items():
        if body in ("", of):
            _add(whole, province, cell)
    each: dict[str, dict[str, Cell]] = {}
    for (of, province, indicator), cell in parts.items():
        if body in ("", of):
            _add(each.setdefault(province, {}), indicator, cell)
    shown = {province: cell for province, cell in whole.items() if not cell.few}
    cells = {
        province: {indicator: cell for indicator, cell in each.get(province, {}).items() if not cell.few}
        for province in shown
    }
    return Face(body, shown, cells, len(whole) - len(shown))


class _Short(NamedTuple):
    short: int = 0
    unanswered: int = 0
    of: int = 0
    points: Fraction = Fraction(0)


def _exact(league: League, checklist: Checklist) -> dict[str, Fraction]:
    """Return what items are worth in hundredths, unrounded; nothing where others than this checklist judged."""
    same = league.uniform and league.sha256 == checklist.sha256
    return {item.id: 100 * item.points for item in checklist.items} if same else {}


def _lifts(engine: Engine, asked: Asked, exact: Mapping[str, Fraction]) -> tuple[tuple[Lift, ...], tuple[Gap, ...]]:
    """Return the facts by what they would bring those that answered, the most first, and by how many did not.

    None of those that apply to fewer than five, and no points where fewer than five answered.
    """
    found: dict[str, dict[str, _Short]] = {}
    for item, fact, _place, maximum, points, answered, *weights, n in engine.rows("lifts", asked):
        known = found.setdefault(fact, {}).get(item, _Short())
        if not answered:
            found[fact][item] = known._replace(unanswered=known.unanswered + n, of=known.of + n)
            continue
        full = rules.worth(exact.get(item, Fraction(int(maximum))), *map(int, weights))
        missing = full - int(points) if numbers.half_up(full, 0) > points else Fraction(0)
        found[fact][item] = known._replace(
            short=known.short + (n if missing else 0), of=known.of + n, points=known.points + missing * n
        )
    made = [_together(fact, items) for fact, items in found.items()]
    lifts = [one for one in made if one.points and one.answered >= FEWEST]
    gaps = [Gap(one.fact, one.items, one.unanswered, one.of) for one in made if one.unanswered and one.of >= FEWEST]
    return (
        tuple(sorted(lifts, key=lambda one: (-one.points, one.fact))),
        tuple(sorted(gaps, key=lambda one: (-one.unanswered, one.of, one.fact))),
    )


def _together(fact: str, items: Mapping[str, _Short]) -> Lift:
    """Return what a fact comes to over the items that ask it."""
    return Lift(
        fact,
        tuple(items),
        max(one.short for one in items.values()),
        max(one.unanswered for one in items.values()),
        max(one.of for one in items.values()),
        sum((one.points for one in items.values()), Fraction(0)),
    )


def _requests(store: Store, library: Library, checklist: Checklist, asked: Asked) -> tuple[tuple[Request, ...], int]:
    """Return what offices ask of headquarters in the plans they filed, and how many filed one."""
    if asked.field:
        return (), 0
    counted: dict[str, Request] = {}
    planned = 0
    of = (asked.seq, asked.round, asked.checklist, asked.province, asked.body, asked.grouped)
    for plan, points, sha256 in store.ask(_PLANS, *of):
        planned += 1
        told = json.loads(points) if sha256 == checklist.sha256 else None
        for id_ in dict.fromkeys(json.loads(plan)["requests"]):
            known = counted.get(id_, Request(id_, 0, Fraction(0)))
            gain = Fraction(0) if told is None else _gain(library, checklist, id_, told)
            counted[id_] = known._replace(offices=known.offices + 1, points=known.points + gain)
    return tuple(sorted(counted.values(), key=lambda one: (-one.points, -one.offices, one.action))), planned


def _gain(library: Library, checklist: Checklist, action: str, points: list[int | None]) -> Fraction:
    """Return how many hundredths an action brings, by the points that its items have now."""
    known = library.actions.get(action)
    if known is None:
        return Fraction(0)
    now = {item: n for item, n in zip(checklist.items, points, strict=True) if n is not None}
    whole = sum((i.weight for i in checklist.indicators if any(item in now for item in i.items)), Fraction(0))
    gain = Fraction(0)
    for indicator in checklist.indicators:
        applying = [item for item in indicator.items if item in now]
        weight = sum((item.weight for item in applying), Fraction(0))
        for item in applying:
            if item.target is None or item.fact not in known.raises:
                continue
            full = 100 * item.weight / weight * indicator.weight * checklist.maximum / whole
            then = full * scoring.share(known.raises[item.fact], item.target, item.better)
            gain += max(Fraction(0), then - now[item])
    return gain


def _funnel(engine: Engine, asked: Asked) -> tuple[Funnel | None, int]:
    n, *counts = engine.rows("funnel", asked)[0]
    if n < FEWEST:
        return None, int(n)
    identified, electronifiable, electronic, portal = map(int, counts)
    return Funnel(identified, electronifiable, electronic, portal, 0), int(n)


def _matrix(engine: Engine, asked: Asked, league: League) -> Iterator[Row]:
    """Give a row for every body in every province: its offices, their items, and how many answered each fact."""
    items: dict[_Where, dict[str, Cell]] = {}
    for province, body, item, _indicator, _fact, _place, n, points in engine.rows("matrix", asked):
        items.setdefault((body, province), {})[item] = Cell(int(n), int(points))
    answered: dict[_Where, dict[str, int]] = {}
    for province, body, fact, n in engine.rows("answered", asked):
        answered.setdefault((body, province), {})[fact] = int(n)
    offices: dict[_Where, list[tuple[int, int]]] = {}
    for place in league.places:
        if place.score is not None:
            offices.setdefault((place.body, place.province), []).append((place.score, place.coverage))
    for where, of in sorted(offices.items()):
        scores, coverages = (sum(column) for column in zip(*of, strict=True))
        yield Row(*where, len(of), scores, coverages, items.get(where, {}), answered.get(where, {}))
