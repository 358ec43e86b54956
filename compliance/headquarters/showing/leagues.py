"""A league as tables and as JSON: the same numbers, rounded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from compliance import language
from compliance.headquarters.leagues import Cause
from compliance.language import _
from compliance.league import FEWEST
from compliance.model.checklist import Library
from compliance.model.league import League, Place
from compliance.persian import numbers
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make

Causes = Mapping[tuple[str, str], Sequence[Cause]]


def record(league: League, causes: Causes) -> Record:
    """Return a league for programs."""
    spread, change = league.spread, league.change
    return {
        "round": league.round,
        "before": league.before or None,
        "checklist": league.checklist,
        "version": league.version,
        "sha256": league.sha256,
        "section": league.section,
        "maximum": score(league.maximum),
        "n": league.scored,
        "mean": score(spread.mean) if spread else None,
        "median": score(spread.median) if spread else None,
        "quartiles": [score(spread.low), score(spread.median), score(spread.high)] if spread else None,
        "bands": None
        if league.bands is None
        else [
            {"from": score(b.low), "to": score(b.high), "n": b.n, "share": score(100 * b.share)} for b in league.bands
        ],
        "rows": [_row(place, causes) for place in league.places],
        "participation": {
            "filed": league.filed,
            "eligible": league.eligible,
            "share": score(Fraction(100 * league.filed, league.eligible)) if league.eligible else None,
        },
        "silent": list(league.silent),
        "refused": list(league.refused),
        "asked_out": list(league.asked_out),
        "change": None
        if change is None
        else {
            "whole": score(change.whole),
            "relative": score(change.relative, 1),
            "matched": score(change.matched),
            "matched_n": change.matched_n,
            "n_before": change.n_before,
        },
        "notes": list(notes(league)),
        "problems": [],
    }


def _row(place: Place, causes: Causes) -> Record:
    found = causes.get((place.office, place.system))
    moved = None if place.before is None or place.score is None else Fraction(place.score - place.before, 100)
    return {
        "rank": place.rank,
        "shared": place.shared,
        "office": place.office,
        **({"system": place.system} if place.system else {}),
        "name": {"fa": place.name_fa, "en": place.name_en},
        "body": place.body,
        "province": place.province,
        "group": place.group or None,
        "score": None if place.score is None else score(Fraction(place.score, 100)),
        "coverage": score(Fraction(place.coverage, 10000), 4),
        "provisional": place.provisional,
        "certificate": place.certificate,
        "change": score(moved),
        "places": place.moved,
        **(
            {}
            if found is None
            else {
                "causes": [
                    {"indicator": c.indicator, "fact": c.fact, "points": score(Fraction(c.points, 100))}
                    for c in found
                ]
            }
        ),
    }


def notes(league: League) -> Iterator[str]:
    """Yield what has to be said beside the numbers."""
    if 0 < league.scored < FEWEST:
        yield _(
            "Fewer than {n} offices: no statistics are published, because single offices could be read out."
        ).format(n=numbers.digits(FEWEST))
    if league.scored and any(place.provisional for place in league.places):
        n = sum(place.provisional for place in league.places)
        yield _("{n} scores are provisional: less than nine tenths of the weight was answered.").format(
            n=numbers.show(n)
        )
    if not league.comparable:
        yield _("Not directly comparable with the round before: the checklist is another version.")
    if league.refused or league.silent:
        yield _(
            "The mean is over the {scored} scored; refusing and silent offices are listed, never scored 0."
        ).format(scored=numbers.show(league.scored))
    if league.before and league.change is None and league.scored >= FEWEST:
        yield _("No change is given: the round before has fewer than {n} offices.").format(n=numbers.digits(FEWEST))


def sheet(league: League, library: Library, causes: Causes, most: int) -> Sheet:
    """Return a league for people."""
    page = Sheet()
    title = library.checklists[league.checklist].title
    page.say(_("{title}, round {round}").format(title=title, round=numbers.digits(league.round)))
    page.say(_participation(league))
    if league.spread is not None:
        spread = league.spread
        page.say(
            _("Mean {mean} of {maximum} (n = {n}); quartiles {low}, {median}, {high}.").format(
                mean=numbers.show(spread.mean),
                maximum=numbers.show(league.maximum),
                n=numbers.show(league.scored),
                low=numbers.show(spread.low),
                median=numbers.show(spread.median),
                high=numbers.show(spread.high),
            )
        )
    if league.change is not None:
        page.say(_changed(league))
    page.show(places(league, most))
    if len(league.places) > most:
        page.say(_("and {n} more").format(n=numbers.show(len(league.places) - most)))
    if league.bands is not None:
        page.show(bands(league), _("Score bands"))
    for line in (*_explained(league, causes), *_missing(league), *notes(league)):
        page.say(line)
    return page


def engine(name: str) -> str:
    """Return which engine computed it; it stands beside the output, which is the same from either."""
    return _("computed with {engine}").format(engine=name)


def _participation(league: League) -> str:
    share = numbers.per_cent(Fraction(100 * league.filed, league.eligible)) if league.eligible else "—"
    return _("Participation: {filed} of {eligible} ({share}).").format(
        filed=numbers.show(league.filed), eligible=numbers.show(league.eligible), share=share
    )


def _changed(league: League) -> str:
    change = league.change
    assert change is not None
    assert change.whole is not None
    said = _("Since round {before}: {whole} percentage points over all ({then} then, {now} now)").format(
        before=numbers.digits(league.before),
        whole=_signed(change.whole),
        then=numbers.show(change.n_before),
        now=numbers.show(league.scored),
    )
    if change.relative is not None:
        said += _("; relatively {share}").format(share=numbers.per_cent(change.relative))
    if change.matched is not None:
        said += _("; {points} percentage points over the {n} in both rounds").format(
            points=_signed(change.matched), n=numbers.show(change.matched_n)
        )
    return said + "."


def _signed(amount: Fraction) -> str:
    return ("+" if amount > 0 else "") + numbers.show(amount)


def places(league: League, most: int | None = None) -> Table:
    """The league's places, one row each."""
    return make(
        [
            (_("rank"), True),
            (_("office"), False),
            (_("province"), True, True),
            (_("score"), True),
            (_("coverage"), True, True),
            (_("change"), True),
            (_("places"), True),
            (_("certificate (estimate)"), True, True),
        ],
        [_cells(place) for place in league.places[:most]],
    )


def _cells(place: Place) -> tuple[str, ...]:
    name = place.name_fa if language.current() == "fa" else place.name_en
    rank = "—" if place.rank is None else numbers.show(place.rank)
    moved = None if place.before is None or place.score is None else Fraction(place.score - place.before, 100)
    return (
        _("{rank} shared").format(rank=rank) if place.shared else rank,
        f"{name} — {place.system}" if place.system else name,
        place.province,
        "—" if place.score is None else numbers.show(Fraction(place.score, 100)),
        numbers.per_cent(Fraction(place.coverage, 100)) + (" *" if place.provisional else ""),
        "—" if moved is None else _signed(moved),
        "—" if place.moved is None else _signed(Fraction(place.moved)),
        place.certificate or "—",
    )


def bands(league: League) -> Table:
    """How many are in each band of scores, with n beside every share."""
    return make(
        [(_("from"), True), (_("to below"), True), (_("n"), True), (_("share"), True)],
        [
            (numbers.show(b.low), numbers.show(b.high), numbers.show(b.n), numbers.per_cent(100 * b.share))
            for b in league.bands or ()
        ],
    )


def _explained(league: League, causes: Causes) -> Iterator[str]:
    """Yield what moved offices: places, points, the indicator that gained most, and the fact in it."""
    for place in league.places:
        found = causes.get((place.office, place.system))
        if not found or place.before is None or place.score is None:
            continue
        by: dict[str, int] = {}
        for cause in found:
            by[cause.indicator] = by.get(cause.indicator, 0) + cause.points
        indicator, points = max(by.items(), key=lambda one: (abs(one[1]), one[0]))
        fact = next(cause for cause in found if cause.indicator == indicator)
        yield _(
            "{office}: {places} places, {points} points; {part} from {indicator}, of which {most} from {fact}"
        ).format(
            office=place.office,
            places=_signed(Fraction(place.moved or 0)),
            points=_signed(Fraction(place.score - place.before, 100)),
            part=_signed(Fraction(points, 100)),
            indicator=indicator,
            most=_signed(Fraction(fact.points, 100)),
            fact=fact.fact,
        )


def _missing(league: League) -> Iterator[str]:
    for text, ids in (
        (_("Silent: {names}"), league.silent),
        (_("Refused: {names}"), league.refused),
        (_("Asked to be left out: {names}"), league.asked_out),
    ):
        if ids:
            yield text.format(names=_(", ").join(ids))
