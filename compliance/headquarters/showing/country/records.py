"""A country report as JSON and in sentences: the same numbers everywhere, rounded once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing.country import tables as country_tables
from compliance.headquarters.showing.leagues import records as leagues
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.country import Country, Face, Row
from compliance.model.office import ProjectBands
from compliance.persian import numbers
from compliance.report import records, words
from compliance.report.records import Record, score

_NAMED = 2  # facts that a sentence names


def record(country: Country, projects: ProjectBands | None) -> Record:
    """Return the report for programs: the league's own JSON, and what stands beside it."""
    nothing: Causes = {}
    scored = country.league.scored
    return {
        **leagues.record(country.league, nothing),
        "trend": [
            {
                "round": turn.round,
                "n": turn.n,
                "mean": score(turn.spread.mean) if turn.spread else None,
                "quartiles": [score(turn.spread.low), score(turn.spread.median), score(turn.spread.high)]
                if turn.spread
                else None,
                "maximum": score(turn.maximum),
                "comparable": turn.comparable,
            }
            for turn in country.trend
        ],
        "provinces": [_face(face) for face in country.faces],
        "holding_back": [
            {
                "fact": lift.fact,
                "items": list(lift.items),
                "short": lift.short,
                "unanswered": lift.unanswered,
                "of": lift.of,
                "mean_gain": score(lift.points / 100 / scored) if scored else None,
            }
            for lift in country.lifts
        ],
        "unanswered": [
            {"fact": gap.fact, "items": list(gap.items), "unanswered": gap.unanswered, "of": gap.of}
            for gap in country.gaps
        ],
        "plans": country.planned,
        "requests": [
            {"id": one.action, "offices": one.offices, "points": None if one.few else score(one.points / 100)}
            for one in country.requests
        ],
        "services": None
        if country.funnel is None
        else {"n": country.counted, **{k: v for k, v in records.funnel(country.funnel).items() if k != "g2g"}},
        "projects": None if projects is None else records.project_bands(projects),
        "matrix": [_row(row) for row in country.matrix],
    }


def _face(face: Face) -> Record:
    return {
        "body": face.body or None,
        "few": face.few,
        "provinces": [
            {
                "province": province,
                "n": cell.n,
                "score": score(cell.mean),
                "indicators": {id_: score(one.mean, 1) for id_, one in face.indicators.get(province, {}).items()},
            }
            for province, cell in sorted(face.scores.items())
        ],
    }


def _row(row: Row) -> Record:
    few = row.few
    return {
        "body": row.body,
        "province": row.province,
        "n": row.n,
        "score": None if few else score(Fraction(row.score, 100 * row.n)),
        "coverage": None if few else score(Fraction(row.coverage, 10000 * row.n), 4),
        "items": {}
        if few
        else {id_: {"n": cell.n, "points": score(cell.mean)} for id_, cell in row.items.items() if not cell.few},
    }


def findings(country: Country, library: Library) -> Iterator[str]:
    """Yield what a reader in a hurry has to know, a sentence each."""
    checklist = library.checklists[country.league.checklist]
    if country.league.indicators:
        yield from _extremes(country, checklist)
    if country.lifts and country.league.scored:
        lift = country.lifts[0]
        yield _(
            "What holds the offices back most: {fact} {short} of the {of} offices that answered fall short; raising "
            "it in them to its target brings the mean {points} points at least."
        ).format(
            fact=words.title(country_tables.question(lift.fact, library)),
            short=numbers.show(lift.short),
            of=numbers.show(lift.answered),
            points=numbers.show(lift.points / 100 / country.league.scored),
        )
    yield from _unanswered(country, library)
    if country.requests:
        most = max(country.requests, key=lambda one: (one.offices, one.points))
        yield _("What offices ask of headquarters most: {action}, by {n} of the {planned} that sent a plan.").format(
            action=words.title(country_tables.action(most.action, library)),
            n=numbers.show(most.offices),
            planned=numbers.show(country.planned),
        )


def _unanswered(country: Country, library: Library) -> Iterator[str]:
    """Yield which facts most offices left unanswered, and that what those would bring is not known."""
    mostly = [gap for gap in country.gaps if gap.mostly]
    if not mostly:
        return
    named = [
        _("{fact} ({n} of {of})").format(
            fact=words.title(country_tables.question(gap.fact, library)),
            n=numbers.show(gap.unanswered),
            of=numbers.show(gap.of),
        )
        for gap in mostly[:_NAMED]
    ]
    if len(mostly) > _NAMED:
        named.append(_("and {n} more").format(n=numbers.show(len(mostly) - _NAMED)))
    yield _("Most offices left unanswered: {facts}. What these would bring is not known.").format(
        facts=_("; ").join(named)
    )


def _extremes(country: Country, checklist: Checklist) -> Iterator[str]:
    """Yield which indicator is nearest to what it is worth, and which is farthest."""
    worth = {i.id: i for i in checklist.indicators}
    found = [
        (one.mean / worth[one.indicator].weight, worth[one.indicator])
        for one in country.league.indicators or ()
        if one.mean is not None and one.indicator in worth
    ]
    if len(found) < 2:
        return
    high, low = max(found, key=lambda pair: pair[0]), min(found, key=lambda pair: pair[0])
    yield _("Strongest indicator: {high}, {a} of what it is worth; weakest: {low}, {b}.").format(
        high=words.title(high[1].title),
        a=numbers.per_cent(100 * high[0]),
        low=words.title(low[1].title),
        b=numbers.per_cent(100 * low[0]),
    )


def notes(country: Country) -> Iterator[str]:
    """Yield what has to be known of the figures beside the league's own notes."""
    if any(not turn.comparable for turn in country.trend):
        yield _("* judged by another checklist than the round before: not directly comparable.")
    few = country.faces[0].few if country.faces else 0
    if few:
        yield _(
            "Of {n} provinces with two to four offices no mean is shown: of fewer than five no statistics are given."
        ).format(n=numbers.show(few))


def faces(country: Country) -> list[Face]:
    """Return the faces that are shown: all bodies together unless most of it is of too few, and each body."""
    return [
        face for face in country.faces if face.scores and (face.few <= len(face.scores) or len(country.faces) < 2)
    ]
