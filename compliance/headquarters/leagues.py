"""A league made from the record: asked of an engine, put in order, with those who are not in it by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol

from compliance import league as rules
from compliance.errors import BadInput, Problem
from compliance.headquarters import attending, moments
from compliance.headquarters.engines import Asked, Engine, Told
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.league import Change, IndicatorMean, League, Place, Standings
from compliance.model.rounds import EvaluationRound, Window
from compliance.schema import nearest, quoted

MANDATORY = "mandatory"
SECTIONS = {MANDATORY: "", "g2g": "G2G", "g2c": "G2C", "g2b": "G2B"}
DIVISIONS = ("province", "body", "group")
ALL_EXPLAINED = 500  # of more places, files explain only those who are told about: they would grow out of measure
OFFICE = "office"  # what a checklist judges bodies by, not the systems they entered


class Question(NamedTuple):
    """What a league is asked for; empty texts ask for all.

    `named` says whether single offices are shown, `indicators` whether the means of indicators are, `by` what it is
    divided by: province, body or group.
    """

    round: str
    checklist: str
    section: str = MANDATORY
    province: str = ""
    body: str = ""
    group: str = ""
    as_of: date | None = None
    named: bool = True
    indicators: bool = False
    by: str = ""


class Row(NamedTuple):
    """A row of league.sql."""

    office: str
    system: str
    filing: int
    name_fa: str
    name_en: str
    body: str
    province: str
    grouped: str
    score: int | None
    coverage: int
    maximum: int
    version: str
    sha256: str
    place: int
    sharing: int
    filing_before: int | None
    score_before: int | None
    maximum_before: int | None
    place_before: int | None


class Earlier(NamedTuple):
    """A row of before.sql: how many had a score in the round before."""

    score: int | None
    maximum: int
    sha256: str
    n: int


def make(store: Store, library: Library, engine: Engine, question: Question) -> League:
    """Return the league that was asked for; BadInput for a round or checklist that is none."""
    checklist = _checklist(library, question)
    seq = moments.seq_of(store, question.as_of, engine.head.seq)
    held = moments.rounds_of(store, seq, question.as_of is None)
    if question.round not in held:
        raise BadInput.of(
            "--round", None, quoted(question.round), _("a round with filings"), nearest(question.round, held)
        )
    check_parts(store, question)
    asked = Asked(
        question.round,
        before(held, question.round),
        checklist.id,
        SECTIONS[question.section],
        question.province,
        question.body,
        question.group,
        seq,
    )
    rows = [Row(*row) for row in engine.rows("league", asked)]
    earlier = [Earlier(*row) for row in engine.rows("before", asked)] if asked.before else []
    found = _league(store, checklist, question, asked, held[question.round], rows, earlier)
    found = found._replace(scores=engine.scores)
    if question.indicators and found.spread is not None:
        found = found._replace(indicators=_indicators(engine, asked, found.scored, earlier))
    if question.by:
        found = found._replace(by=question.by, shares=rules.shares(found.places, question.by, question.named))
    return found if question.named else _without_names(engine, asked, found)


def _checklist(library: Library, question: Question) -> Checklist:
    """Return the checklist of a section: of bodies the one that was named, of systems the one that judges them."""
    known, id_ = library.checklists, question.checklist
    named = known.get(id_)
    if named is None:
        raise BadInput.of("--checklist", None, quoted(id_), _("the id of a checklist"), nearest(id_, known))
    if question.section == MANDATORY and named.per != OFFICE:
        raise BadInput.of(
            "--section", None, question.section, _("g2g, g2c or g2b"), _("this checklist judges entered systems")
        )
    if question.section == MANDATORY or named.per != OFFICE:
        return named
    of_systems = {c.id: c for c in known.values() if c.per != OFFICE}
    own = of_systems.get(f"{id_}-system") or (next(iter(of_systems.values())) if len(of_systems) == 1 else None)
    if own is None:
        raise BadInput.of(
            "--checklist", None, quoted(id_), _("the checklist of entered systems"), nearest(id_, of_systems)
        )
    return own


class Parts(Protocol):
    """Among whom something is asked; empty texts ask for all."""

    @property
    def province(self) -> str:
        """The id of a province."""

    @property
    def body(self) -> str:
        """The id of a body."""

    @property
    def group(self) -> str:
        """The name of a group."""


def check_parts(store: Store, question: Parts) -> None:
    """Raise BadInput for provinces, bodies and groups of which no office ever was."""
    if wrong := wrong_parts(store, question):
        raise BadInput(wrong)


def wrong_parts(store: Store, question: Parts) -> list[Problem]:
    """Return a problem for each province, body and group of which no office ever was."""
    problems = []
    for option, column, value in (
        ("--province", "province", question.province),
        ("--body", "body", question.body),
        ("--group", "grouped", question.group),
    ):
        if value and not store.one(f"select 1 from office where {column} = ? limit 1", value):
            known = [
                row[0] for row in store.ask(f"select distinct {column} from office where {column} <> '' order by 1")
            ]
            expected = _("one of those of the enrolled offices")
            problems.append(Problem(option, None, quoted(value), expected, nearest(value, known)))
    return problems


def told(league: League, most: int, offices: Iterable[str]) -> list[Place]:
    """Return whose change is told: those who rose most, then offices by name; BadInput for one that is not there."""
    there = {place.office for place in league.places}
    problems = [
        Problem(
            "--explain",
            None,
            quoted(id_),
            _("an office of this league"),
            nearest(id_, there) if league.named else _("leave --statistics out"),
        )
        for id_ in offices
        if id_ not in there
    ]
    if problems:
        raise BadInput(problems)
    return rules.movers(league.places, most) + rules.of_offices(league.places, offices)


def explained(league: League, told: Sequence[Place]) -> Sequence[Place]:
    """Return who is explained in files: everybody, in a league too large for that only those who are told about."""
    if len(league.places) > ALL_EXPLAINED:
        return told
    return [*told, *(place for place in league.places if place not in told)]


def before(held: Mapping[str, EvaluationRound | None], round_: str) -> str:
    """Return the nearest round before of the same panel, empty for none."""
    ids = list(held)
    panel = getattr(held[round_], "panel", "")
    earlier = [id_ for id_ in ids[: ids.index(round_)] if getattr(held[id_], "panel", "") == panel]
    return earlier[-1] if earlier else ""


def _league(
    store: Store,
    checklist: Checklist,
    question: Question,
    asked: Asked,
    round_: EvaluationRound | None,
    rows: Sequence[Row],
    earlier: Sequence[Earlier],
) -> League:
    scores = [row.score for row in rows if row.score is not None]
    version, sha256, maximum = _instrument(checklist, rows)
    places = tuple(_place(row, checklist) for row in rows)
    return League(
        round=question.round,
        before=asked.before,
        checklist=checklist.id,
        version=version,
        sha256=sha256,
        maximum=maximum,
        section=question.section,
        as_of=question.as_of,
        places=places,
        scored=len(scores),
        provisional=sum(place.provisional for place in places if place.score is not None),
        spread=rules.spread(scores),
        bands=rules.bands(scores, maximum),
        change=_change(rows, earlier) if asked.before else None,
        certificates=rules.certificates(places, checklist),
        standings=attending.standings(store, asked, round_, {row.office for row in rows}),
        comparable=len({row.sha256 for row in rows} | {row.sha256 for row in earlier}) <= 1,
        uniform=len({row.sha256 for row in rows}) <= 1,
        planned=round_.planned if round_ else Window(),
        actual=round_.actual if round_ else Window(),
        province=question.province,
        body=question.body,
        group=question.group,
    )


def _instrument(checklist: Checklist, rows: Iterable[Row]) -> tuple[str, str, Fraction]:
    """Return by which version most were judged, with its hash and maximum; of equally many the one in force."""
    counts = Counter((row.version, row.sha256, row.maximum) for row in rows)
    if not counts:
        return checklist.version, checklist.sha256, checklist.maximum
    most = max(counts, key=lambda one: (counts[one], one[1] == checklist.sha256, one))
    return most[0], most[1], Fraction(most[2], 100)


def _change(rows: Iterable[Row], earlier: Iterable[Earlier]) -> Change | None:
    now, pairs = [], []
    for row in rows:
        if row.score is None:
            continue
        now.append((row.score, row.maximum))
        if row.score_before is not None and row.maximum_before is not None:
            pairs.append((now[-1], (row.score_before, row.maximum_before)))
    before = [(e.score, e.maximum) for e in earlier if e.score is not None for _one in range(e.n)]
    return rules.change(now, before, pairs)


def _place(row: Row, checklist: Checklist) -> Place:
    scored = row.score is not None
    both = scored and row.score_before is not None and row.place_before is not None
    return Place(
        office=row.office,
        system=row.system,
        name_fa=row.name_fa,
        name_en=row.name_en,
        body=row.body,
        province=row.province,
        group=row.grouped,
        score=row.score,
        coverage=row.coverage,
        rank=row.place if scored else None,
        shared=scored and row.sharing > 1,
        certificate=rules.certificate(row.score, checklist),
        filing=row.filing,
        filing_before=row.filing_before,
        before=row.score_before,
        moved=(row.place_before or 0) - row.place if both else None,
    )


def _indicators(engine: Engine, asked: Asked, scored: int, earlier: Iterable[Earlier]) -> tuple[IndicatorMean, ...]:
    """Return the mean points of every indicator, over the scored of each round."""
    sums: dict[str, dict[str, int]] = {}
    for round_, indicator, _place, points in engine.rows("indicators", asked):
        sums.setdefault(round_, {})[indicator] = int(points)
    then = sum(e.n for e in earlier if e.score is not None)
    was = sums.get(asked.before, {}) if then >= rules.FEWEST else {}
    return tuple(
        IndicatorMean(
            indicator,
            Fraction(points, 100 * scored),
            Fraction(was[indicator], 100 * then) if indicator in was else None,
        )
        for indicator, points in sums.get(asked.round, {}).items()
    )


def _without_names(engine: Engine, asked: Asked, league: League) -> League:
    """Return what the league comes to, without its places, and without what would tell of fewer than five."""
    withheld = _tells(engine, asked, asked.round)
    bare = league._replace(places=(), named=False, withheld=withheld, standings=_without_reasons(league.standings))
    if league.by and (withheld or _tells(engine, _every(asked, league.by), asked.round, dividing=True)):
        bare = bare._replace(shares=tuple(one._replace(mean=None, median=None) for one in league.shares))
    if withheld or league.scored < rules.FEWEST:
        return bare._replace(spread=None, bands=None, change=None, certificates=(), indicators=None)
    if bare.change is None:
        return bare
    if _tells(engine, asked, asked.before):
        return bare._replace(change=None, indicators=_only_now(bare.indicators), withheld=True)
    return bare._replace(change=rules.without_single_ones(bare.change, league.scored))


def _without_reasons(standings: Standings) -> Standings:
    """Return the standings as they are published: that a filing was turned away, and not why."""
    told = (one._replace(arrived=one.arrived and one.arrived._replace(reason="")) for one in standings.unaccepted)
    return standings._replace(unaccepted=tuple(told))


def _every(asked: Asked, by: str) -> Asked:
    """Return what is asked with every part of a division asked for."""
    if by == "province":
        return asked._replace(province=by)
    return asked._replace(body=by) if by == "body" else asked._replace(grouped=by)


def _tells(engine: Engine, asked: Asked, round_: str, dividing: bool = False) -> bool:
    """Whether statistics of these offices in a round would tell of single ones.

    `dividing` asks for every part of a division at once: of one division alone `shares` sees to that itself.
    """
    rows = engine.rows("cells", asked._replace(round=round_))
    cells: dict[rules.Cell, int] = {(province, body, group): int(n) for province, body, group, n in rows}
    wanted = (asked.province, asked.body, asked.grouped)
    if dividing and sum(map(bool, wanted)) == 1:
        return False
    return rules.tells_single_ones(cells, wanted)


def _only_now(indicators: tuple[IndicatorMean, ...] | None) -> tuple[IndicatorMean, ...] | None:
    return None if indicators is None else tuple(one._replace(before=None) for one in indicators)


class Cause(NamedTuple):
    """What moved an office: points gained or lost in an indicator by a fact, in hundredths."""

    indicator: str
    fact: str
    points: int


Causes = Mapping[tuple[str, str], Sequence[Cause]]


def causes(engine: Engine, league: League, places: Iterable[Place]) -> Causes:
    """Return by office and system what changed its score since the round before, fact by fact, the largest first.

    Points that only moved because other items ceased to apply are among them, as they are in the score.
    """
    told = {
        (p.office, p.system): Told(p.office, p.system, p.filing, p.filing_before)
        for p in places
        if p.filing_before is not None and p.gained is not None
    }
    found: dict[tuple[str, str], list[Cause]] = {one: [] for one in told}
    if not told:
        return found
    asked = Asked(league.round, league.before, league.checklist, "", "", "", "", engine.head.seq)
    for office, system, indicator, fact, points in engine.rows("causes", asked, list(told.values())):
        found[office, system].append(Cause(indicator, fact, int(points)))
    return found
