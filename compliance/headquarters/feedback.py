"""Feedback made from the record: an office beside its peers, its own round before, and whoever does best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance import feedback as rules
from compliance.assessment import scoring
from compliance.errors import BadInput, Problem
from compliance.headquarters import holdings, leagues, log, moments
from compliance.headquarters.assessing import cases, judgements
from compliance.headquarters.engines import CONSENSUS, Asked, Engine, Told
from compliance.headquarters.leagues import Question
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.league import FEWEST, worth
from compliance.model.checklist import Checklist, Library
from compliance.model.feedback import Criterion, Detail, Feedback, Leader, Peers
from compliance.model.league import League, Place
from compliance.model.office import Known, Source
from compliance.schema import nearest, quoted

PEERS = ("group", "body", "province", "all")
_ALL = "all"
_OWN_CHOICE = ("group", "body", "all")  # the narrowest of these with five others
Counts = Mapping[int, int]


class _Among(NamedTuple):
    """What those have with whom an office is compared, it among them: scores, criteria, items, and who is best."""

    scores: Counts
    criteria: Mapping[str, Counts]
    items: Mapping[str, Counts]
    leaders: Mapping[str, tuple[int, int, tuple[Leader, ...]]]


class _Own(NamedTuple):
    """A row of own.sql behind the office and system."""

    item: str
    indicator: str
    fact: str
    place: int
    maximum: int
    points: int | None
    before: int | None


class _Worth(NamedTuple):
    """What an item is worth and what is missing of it, in hundredths; None where only rounded points are known."""

    maximum: Fraction
    missing: Fraction | None


def newest(store: Store, office: str | None) -> str:
    """Return the newest round in which an office's filing stands, or anybody's; BadInput where none does."""
    where, values = ("", ()) if office is None else (" and office = ?", (office,))
    there = {id_ for (id_,) in store.ask(f"select round from standing where until is null{where}", *values)}
    if there:
        order = moments.rounds_of(store, log.head(store.connection).seq, now=True)
        return next(id_ for id_ in reversed(order) if id_ in there)
    if office is not None:
        known = [id_ for (id_,) in store.ask("select distinct office from standing where until is null")]
        raise BadInput([_unknown(store, office, _("an office of which a filing counts"), known)])
    mend = _("hq league says who filed and who did not")
    raise BadInput.of("OFFICE", None, _("no filing counts yet"), _("an office of which a filing counts"), mend)


def sections_of(store: Store, office: str, round_: str, system: str) -> list[str]:
    """Return the sections in which an office has entered a system by the filing that stands in a round."""
    asked = (
        "select distinct t.field from standing s join total t on t.filing = s.filing "
        "where s.until is null and s.office = ? and s.round = ? and t.system = ?"
    )
    there = {field for (field,) in store.ask(asked, office, round_, system)}
    return [section for section, field in leagues.SECTIONS.items() if field and field in there]


def _unknown(store: Store, office: str, expected: str, known: Iterable[str]) -> Problem:
    """Return what is wrong with an office; another one is only proposed for an id that is nobody's."""
    enrolled = store.one("select 1 from office where id = ? and until is null", office) is not None
    mend = _("hq league says who filed and who did not") if enrolled else nearest(office, known)
    return Problem("OFFICE", None, quoted(office), expected, mend)


def make(
    store: Store, library: Library, engine: Engine, question: Question, offices: Iterable[str] = (), peers: str = ""
) -> Iterator[Feedback]:
    """Give the feedback to offices of a league, to all of it without any; `peers` as in `PEERS`, empty for a choice.

    BadInput for an office that is not in the league.
    """
    league = leagues.make(store, library, engine, question)
    wanted = _wanted(store, league, offices)
    asked = Asked(
        question.round,
        league.before,
        league.checklist,
        leagues.SECTIONS[question.section],
        "",
        "",
        "",
        engine.head.seq,
    )
    checklist = library.checklists[league.checklist]
    among = _Peers(engine, asked, league)
    told = [Told(p.office, p.system, p.filing, p.filing_before or 0) for p in wanted]
    rows: dict[tuple[str, str], list[_Own]] = {}
    for office, system, *own in engine.rows("own", asked, told):
        rows.setdefault((office, system), []).append(_Own(*own))
    places: dict[str, list[Place]] = {}
    for place in wanted:
        places.setdefault(place.office, []).append(place)
    named = sorted(places) if offices else None
    for office, said in _said(store, library, engine, asked, named):
        for place in places.get(office, ()):
            own = rows.get((place.office, place.system), [])
            yield _feedback(place, league, checklist, among.of(place, peers), own, said.get(place.system, {}))


def _said(
    store: Store, library: Library, engine: Engine, asked: Asked, offices: Sequence[str] | None
) -> Iterator[tuple[str, Mapping[str, Mapping[str, Known]]]]:
    """Give office by office what counts of it, by system: what it filed, or what the panel established."""
    if engine.scores == CONSENSUS:
        of = cases.Asked(asked.round, library.checklists[asked.checklist])
        wanted = [id_ for (id_,) in store.ask("select id from office where until is null")]
        panels: dict[str, dict[str, Mapping[str, Known]]] = {}
        for one in judgements.consensus(store, of, wanted if offices is None else offices):
            known = {fact: Known(told.value, Source.DECLARED) for fact, told in one.said(library.facts).items()}
            panels.setdefault(one.case.office, {})[one.system] = known
        yield from panels.items()
        return
    for held in holdings.held(store, library.facts, asked.round, asked.seq, offices):
        yield held.office.id, {"": held.facts, **held.systems}


def _wanted(store: Store, league: League, offices: Iterable[str]) -> list[Place]:
    """Return the places of offices that have a score; of all without any."""
    there = {place.office for place in league.places if place.score is not None}
    asked = list(dict.fromkeys(offices))
    expected = _("an office with a score in this league")
    wrong = [_unknown(store, id_, expected, there) for id_ in asked if id_ not in there]
    if wrong:
        raise BadInput(wrong)
    chosen = set(asked) or set(there)
    return [place for place in league.places if place.office in chosen and place.score is not None]


class _Peers:
    """Whom each office is compared with, each set of them asked about once."""

    def __init__(self, engine: Engine, asked: Asked, league: League) -> None:
        self._engine, self._asked, self._league = engine, asked, league
        self._found: dict[tuple[str, str], _Among] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        for place in league.places:
            if place.score is not None:
                for kind in PEERS:
                    part = kind, self._id(place, kind)
                    self._sizes[part] = self._sizes.get(part, 0) + 1

    @staticmethod
    def _id(place: Place, kind: str) -> str:
        return "" if kind == _ALL else str(getattr(place, kind))

    def of(self, place: Place, kind: str) -> tuple[Peers, _Among]:
        """Return the peers of an office: of the kind that was asked for, else of the narrowest with five others.

        An office without a group cannot be compared within one, and is compared as if nothing had been asked for:
        what was asked for stands in `instead`.
        """
        lacking = kind if kind and kind != _ALL and not self._id(place, kind) else ""
        if not kind or lacking:
            kind = self._own(place)
        id_ = self._id(place, kind)
        key = kind, id_
        if key not in self._found:
            self._found[key] = self._ask(kind, id_)
        return Peers(kind, id_, self._sizes.get(key, 1) - 1, lacking), self._found[key]

    def _own(self, place: Place) -> str:
        for kind in _OWN_CHOICE:
            id_ = self._id(place, kind)
            if (id_ or kind == _ALL) and self._sizes.get((kind, id_), 0) > FEWEST:
                return kind
        return _ALL

    def _ask(self, kind: str, id_: str) -> _Among:
        asked = _among(self._asked, kind, id_)
        scores: dict[int, int] = {}
        for place in self._league.places:
            if place.score is not None and self._id(place, kind) == id_:
                scores[place.score] = scores.get(place.score, 0) + 1
        criteria: dict[str, dict[int, int]] = {}
        for indicator, _place, points, n in self._engine.rows("criteria", asked):
            criteria.setdefault(indicator, {})[int(points)] = int(n)
        items: dict[str, dict[int, int]] = {}
        for item, _indicator, _fact, _place, _most, points, n in self._engine.rows("items", asked):
            items.setdefault(item, {})[int(points)] = int(n)
        leaders: dict[str, tuple[int, int, tuple[Leader, ...]]] = {}
        for indicator, points, sharing, *leader in self._engine.rows("leaders", asked):
            known = leaders.get(indicator, (0, 0, ()))[2]
            leaders[indicator] = int(points), int(sharing), (*known, Leader(*leader))
        return _Among(scores, criteria, items, leaders)


def _among(asked: Asked, kind: str, id_: str) -> Asked:
    """Return what is asked with only those of a group, body or province."""
    if kind == "group":
        return asked._replace(grouped=id_)
    if kind == "body":
        return asked._replace(body=id_)
    return asked._replace(province=id_) if kind == "province" else asked


def _feedback(
    place: Place,
    league: League,
    checklist: Checklist,
    among: tuple[Peers, _Among],
    rows: Sequence[_Own],
    facts: Mapping[str, Known],
) -> Feedback:
    peers, of = among
    same = league.uniform and league.sha256 == checklist.sha256
    weights = _worth(checklist, facts, place.system) if same else _worth_then(rows)
    asked = {item.fact for item in checklist.items}  # of a fact that is unknown here the record holds no answer
    comparable = league.comparable and league.uniform
    details = tuple(
        Detail(
            own.item,
            own.indicator,
            own.fact,
            rules.compared(
                own.points,
                weights[own.item].maximum,
                own.before if comparable else None,
                of.items.get(own.item, {}),
                weights[own.item].missing,
                own.points != 0 or own.fact in facts or own.fact not in asked,
            ),
            facts.get(own.fact),
        )
        for own in rows
    )
    whole = rules.others(of.scores, place.score)
    enough = peers.n >= FEWEST
    return Feedback(
        place=place,
        round=league.round,
        before=league.before if place.before is not None else "",
        checklist=checklist.id,
        version=league.version,
        maximum=league.maximum,
        scored=league.scored,
        peers=peers,
        median=whole.median,
        best=max(of.scores, default=None) if enough else None,
        criteria=tuple(_criteria(rows, of, weights, comparable, enough)),
        details=details,
        comparable=comparable,
        same=same,
        scores=league.scores,
    )


def _worth(checklist: Checklist, facts: Mapping[str, Known], system: str) -> dict[str, _Worth]:
    """Return what each item is worth to an office, or to a system it entered, in hundredths."""
    return {
        one.item.id: _Worth(100 * one.maximum, 100 * (one.maximum - one.points))
        for one in scoring.assess(checklist, facts, system or None).items
    }


def _worth_then(rows: Sequence[_Own]) -> dict[str, _Worth]:
    """Return the same by the version that judged it, which may not be installed here: by what the record holds."""
    whole, applying = Counter[str](), Counter[str]()
    for own in rows:
        whole[own.indicator] += own.maximum
        applying[own.indicator] += 0 if own.points is None else own.maximum
    every, counted = sum(whole.values()), sum(n for indicator, n in whole.items() if applying[indicator])
    return {
        own.item: _Worth(
            worth(Fraction(own.maximum), whole[own.indicator], applying[own.indicator], every, counted), None
        )
        for own in rows
    }


def _criteria(
    rows: Sequence[_Own], of: _Among, weights: Mapping[str, _Worth], comparable: bool, enough: bool
) -> Iterator[Criterion]:
    for indicator in dict.fromkeys(own.indicator for own in rows):
        own = [one for one in rows if one.indicator == indicator]
        before = _sum(one.before for one in own) if comparable else None
        maximum = sum((weights[one.item].maximum for one in own if one.points is not None), Fraction(0))
        maximum = maximum or Fraction(sum(one.maximum for one in own))  # of what does not apply as it stands there
        compared = rules.compared(_sum(one.points for one in own), maximum, before, of.criteria.get(indicator, {}))
        best, sharing, leaders = of.leaders.get(indicator, (None, 0, ())) if enough else (None, 0, ())
        yield Criterion(indicator, compared, best, sharing, leaders)


def _sum(points: Iterable[int | None]) -> int | None:
    """Return a sum of points, None where none of them applies."""
    there = [one for one in points if one is not None]
    return sum(there) if there else None
