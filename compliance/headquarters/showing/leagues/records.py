"""A league as JSON and in sentences: the same numbers, rounded once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing.leagues import standings as stand
from compliance.language import _, current
from compliance.league import FEWEST
from compliance.model.league import Absent, League, Place
from compliance.model.rounds import Window
from compliance.persian import dates, numbers
from compliance.report.records import Record, score


def record(league: League, causes: Causes) -> Record:
    """Return a league for programs."""
    spread, standings = league.spread, league.standings
    return {
        "round": league.round,
        "before": league.before or None,
        "planned": _window(league.planned),
        "actual": _window(league.actual),
        "as_of": dates.write(league.as_of) if league.as_of else None,
        "checklist": league.checklist,
        "version": league.version,
        "sha256": league.sha256,
        "section": league.section,
        "province": league.province or None,
        "body": league.body or None,
        "group": league.group or None,
        "scores": league.scores,
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
        "certificates": [{"id": id_, "n": n} for id_, n in league.certificates],
        "rows": [_row(place, causes) for place in league.places],
        "participation": {
            "filed": standings.filed,
            "eligible": standings.eligible,
            "share": score(Fraction(100 * standings.filed, standings.eligible)) if standings.eligible else None,
        },
        **{
            name: [one.office for one in getattr(standings, name)]
            for name in ("silent", "refused", "asked_out", "unjudged", "partly")
        },
        "unaccepted": [_unaccepted(one) for one in standings.unaccepted],
        "change": _change(league),
        "indicators": None
        if league.indicators is None
        else [
            {"indicator": one.indicator, "mean": score(one.mean), "before": score(one.before)}
            for one in league.indicators
        ],
        "shares": None
        if not league.by
        else [
            {"id": one.id, "n": one.n, "mean": score(one.mean), "median": score(one.median)} for one in league.shares
        ],
        "comparable": league.comparable,
        "withheld": league.withheld,
        "notes": list(notes(league)),
        "problems": [],
    }


def _unaccepted(one: Absent) -> Record:
    came = one.arrived
    return {
        "office": one.office,
        "status": came.status if came else None,
        "reason": came.reason or None if came else None,
        "message": stand.reason(came) or None if came else None,
    }


def _window(window: Window) -> Record:
    return {name: dates.write(day) if day else None for name, day in window._asdict().items()}


def _change(league: League) -> Record | None:
    change = league.change
    if change is None:
        return None
    return {
        "whole": score(change.whole),
        "relative": score(change.relative, 1),
        "matched": score(change.matched),
        "matched_n": change.matched_n,
        "n_before": change.n_before,
        "mean_before": score(change.mean_before),
    }


def _row(place: Place, causes: Causes) -> Record:
    found = causes.get((place.office, place.system))
    made: Record = {
        "rank": place.rank,
        "shared": place.shared,
        "office": place.office,
        "system": place.system or None,
        "name": {"fa": place.name_fa, "en": place.name_en},
        "body": place.body,
        "province": place.province,
        "group": place.group or None,
        "score": score(points(place.score)),
        "coverage": score(Fraction(place.coverage, 10000), 4),
        "provisional": place.provisional,
        "certificate": place.certificate,
        "change": score(points(place.gained)),
        "places": place.moved,
    }
    if found is not None:
        made["causes"] = [
            {"indicator": c.indicator, "fact": c.fact, "points": score(points(c.points))} for c in found
        ]
    return made


def points(hundredths: int | None) -> Fraction | None:
    """Return hundredths of a point as points."""
    return None if hundredths is None else Fraction(hundredths, 100)


def engine(name: str, missing: bool) -> str:
    """Return which engine computed it; it stands beside the output, which is the same from either."""
    if missing:
        return _(
            "computed with {engine}; for so many rows duckdb would be faster: "
            "pip install 'provincial-compliance[headquarters]'"
        ).format(engine=name)
    return _("computed with {engine}").format(engine=name)


def signed(amount: Fraction, least: int = 0) -> str:
    """Return an amount that says whether it is a gain, with so many decimals at least."""
    return ("+" if amount > 0 else "") + numbers.show(amount, least=least)


def days(league: League) -> Iterator[str]:
    """Yield when the round was planned and when it was held, where that is known, and the day asked about."""
    for window, text in ((league.planned, _("Planned: {days}.")), (league.actual, _("Held: {days}."))):
        if window.open or window.close:
            yield text.format(days=_days(window))
    if league.as_of is not None:
        yield _("As it stood at the end of {day}.").format(day=dates.show(league.as_of))


def _days(window: Window) -> str:
    first, last = (dates.show(day) if day else "" for day in window)
    text = _("{first} to {last}") if first and last else _("from {first} on") if first else _("until {last}")
    return text.format(first=first, last=last)


def summary(league: League) -> Iterator[str]:
    """Yield what a league comes to: who takes part, the mean over whom, and how it moved."""
    yield _participation(league)
    yield _listed(league)
    spread = league.spread
    if spread is not None:
        yield _("Mean {mean} of {maximum} (n = {n}); quartiles {low}, {median}, {high}.").format(
            mean=numbers.show(spread.mean),
            maximum=numbers.show(league.maximum),
            n=numbers.show(league.scored),
            low=numbers.show(spread.low),
            median=numbers.show(spread.median),
            high=numbers.show(spread.high),
        )
    yield from _changed(league)


def _participation(league: League) -> str:
    filed, eligible = league.standings.filed, league.standings.eligible
    share = numbers.per_cent(Fraction(100 * filed, eligible)) if eligible else "—"
    text = _("Participation: {filed} of {eligible} ({share}).")
    if league.by_consensus:  # of those that filed the others only wait for theirs
        text = _("With a settled consensus: {filed} of {eligible} ({share}).")
    return text.format(filed=numbers.show(filed), eligible=numbers.show(eligible), share=share)


def _listed(league: League) -> str:
    """Return who is listed and of whom there is a score: both numbers belong beside a mean."""
    standings = league.standings
    offices = {place.office for place in league.places if place.score is not None} if league.named else ()
    counts = (
        (_("{n} with a score"), len(offices) if league.named else league.scored),
        (_("{n} without a score"), standings.filed - len(offices) if league.named else 0),
        (_("{n} refused"), len(standings.refused)),
        (_("{n} whose filing was not accepted"), len(standings.unaccepted)),
        (_("{n} silent"), len(standings.silent)),
        (
            _("{n} without a consensus yet") if league.by_consensus else _("{n} filed without this checklist"),
            len(standings.unjudged),
        ),
    )
    parts = _(", ").join(text.format(n=numbers.show(n)) for text, n in counts if n > 0)
    said = _("Listed: {n} ({parts}).").format(n=numbers.show(standings.eligible), parts=parts or "—")
    if standings.asked_out:
        more = _("Asked to be left out, and not among them: {n}.")
        said += " " + more.format(n=numbers.show(len(standings.asked_out)))
    return said


def _changed(league: League) -> Iterator[str]:
    change = league.change
    if change is None:
        return
    was = numbers.show(change.mean_before)
    now = numbers.show(league.spread.mean if league.spread else change.mean_before)
    moved = _by(change.whole)
    if now.amount - was.amount != numbers.half_up(change.whole):  # both means are shown beside it
        moved = _("{moved} (before rounding)").format(moved=moved)
    yield _("Since round {before}: mean {was} (n = {then}) to {now} (n = {n}), {moved}.").format(
        before=numbers.digits(league.before),
        was=was,
        then=numbers.show(change.n_before),
        now=now,
        n=numbers.show(league.scored),
        moved=moved,
    )
    if change.matched is not None:
        yield _("Over the {n} in both rounds: {moved}.").format(
            n=numbers.show(change.matched_n), moved=_by(change.matched)
        )
    if change.relative is not None:
        yield _("Relative growth of the mean: {share}.").format(share=numbers.per_cent(change.relative))


def _by(points: Fraction) -> str:
    """Return percentage points in words: in a cell that is read from the right, a sign would change sides."""
    text = _("up {n} percentage points") if points > 0 else _("down {n} percentage points")
    return text.format(n=numbers.show(abs(points))) if points else _("unchanged")


def notes(league: League, named: bool = True) -> Iterator[str]:
    """Yield what has to be said beside the numbers; `named` where those who are not in the league stand by name."""
    standings = league.standings
    if league.by_consensus:
        yield _("Ranked by consensus of the panels, once it is settled; own scores are a league of their own.")
    if not league.scored:
        yield _("Nobody has a score by this checklist in this round: there is nothing to rank yet.")
    elif league.scored < FEWEST:
        yield _(
            "Fewer than {n} offices: no statistics are published, because single offices could be read out."
        ).format(n=numbers.digits(FEWEST))
    elif league.withheld:
        yield _(
            "Some statistics are kept back: with others of this round, fewer than {n} offices could be computed."
        ).format(n=numbers.digits(FEWEST))
    if any(share.mean is None for share in league.shares):
        yield _("Of parts with fewer than {n}, and of those that would tell of them, no mean is given.").format(
            n=numbers.digits(FEWEST)
        )
    if league.provisional:
        yield _("Provisional scores (less than nine tenths of the weight answered): {n}.").format(
            n=numbers.show(league.provisional)
        )
    if not league.uniform:
        yield _("Not directly comparable: this round was judged by more than one version of the checklist.")
    elif not league.comparable:
        yield _("Not directly comparable with the round before: the checklist is another version.")
    if named and league.spread is not None and (standings.refused or standings.silent or standings.unaccepted):
        text = _("The mean is over the {n} with a score; whoever is not in the league is listed, never scored 0.")
        yield text.format(n=numbers.show(league.scored))
    if standings.though:
        names = _(", ").join(_name(one) for one in standings.though)
        yield _("Recorded as refusing or asking to be left out, but a filing stands and counts: {names}.").format(
            names=names if league.named else numbers.show(len(standings.though))
        )
    if league.before and league.change is None and league.scored >= FEWEST and not league.withheld:
        yield _("No change is given: the round before has fewer than {n} offices.").format(n=numbers.digits(FEWEST))
    if any(n for _id, n in league.certificates):
        yield _("Certificates are an estimate by proposed floors; this program grants none.")


def _name(one: Absent) -> str:
    return name(one.name_fa, one.name_en)


def name(fa: str, en: str) -> str:
    """Return a name in the language in use."""
    return fa if current() == "fa" else en


def called(place: Place) -> str:
    """Return the name of an office, with the entered system of it."""
    said = name(place.name_fa, place.name_en)
    return f"{said} — {place.system}" if place.system else said
