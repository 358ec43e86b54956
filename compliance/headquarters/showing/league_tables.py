"""A league as tables: places, bands, indicators, and everybody who is not in it by name."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from compliance.headquarters.showing import leagues
from compliance.headquarters.showing.leagues import Causes, name, signed
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.league import Absent, League, Place
from compliance.persian import numbers
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Heading, Table, make

PARTLY, FULL = "partly", "full"
# How a body stands to a round, by the field of Standings that holds it; what is in the league cooperated.
STATUSES = {
    FULL: mark("full cooperation"),
    PARTLY: mark("partial cooperation"),
    "refused": mark("no cooperation"),
    "asked_out": mark("asked to be left out"),
    "silent": mark("no answer"),
    "unjudged": mark("filed without this checklist"),
}
_KEPT = 2**16
_AWAY = ("refused", "silent", "unjudged", "asked_out")


def sheet(league: League, library: Library, causes: Causes, most: int) -> Sheet:
    """Return a league for people: what it comes to, then who stands where, then what has to be known of it."""
    page = Sheet()
    for line in (title(league, library), *leagues.days(league), *leagues.summary(league)):
        page.say(line)
    for note in leagues.notes(league):
        page.say(note)
    page.show(places(league, library, most))
    if len(league.places) > most:
        page.say(_("and {n} more").format(n=numbers.show(len(league.places) - most)))
    page.show(bands(league), _("Score bands"))
    page.show(certificates(league, library), _("Certificates (estimate)"))
    page.show(shares(league, library), _("By part"))
    page.show(indicators(league, library), _("Means of the indicators"))
    told = list(leagues.explained(league, causes))
    if told:
        page.say()
        page.say(_("What moved those who rose most, and those who were asked about"))
        for line in told:
            page.say(line)
    page.show(away(list(absent(league))), _("Not in the league"))
    return page


def title(league: League, library: Library) -> str:
    """Return what is ranked: the checklist and the round."""
    said = library.checklists[league.checklist].title
    if league.section == "mandatory":
        return _("League: {title}, round {round}").format(title=said, round=numbers.digits(league.round))
    return _("League: {title}, {field}, round {round}").format(
        title=said, field=league.section.upper(), round=numbers.digits(league.round)
    )


def places(league: League, library: Library, most: int | None = None) -> Table:
    """The league's places, one row each."""
    titles = {c.id: str(c.title) for c in library.checklists[league.checklist].certificates}
    columns: list[Heading] = [
        (_("rank"), True),
        (_("office"), False),
        (_("score"), True),
        (_("change"), True),
        (_("places"), True),
        (_("coverage"), True, True),
        (_("province"), True, True),
    ]
    columns += [(_("certificate (estimate)"), True, True)] if titles else []
    shown = _Shown()
    rows = [_place(place, library, titles, shown) for place in league.places[:most]]
    return make(columns, [row if titles else row[:-1] for row in rows])


class _Shown:
    """Numbers as texts, each made once: of a hundred thousand offices, most have the scores of others."""

    def __init__(self) -> None:
        self.rank = lru_cache(_KEPT)(rank)
        self.score = lru_cache(_KEPT)(lambda n: "—" if n is None else numbers.show(Fraction(n, 100)))
        self.gained = lru_cache(_KEPT)(lambda n: "—" if n is None else signed(Fraction(n, 100)))
        self.moved = lru_cache(_KEPT)(lambda n: "—" if n is None else signed(Fraction(n)))
        self.coverage = lru_cache(_KEPT)(lambda n: numbers.per_cent(Fraction(n, 100)))


def _place(place: Place, library: Library, titles: dict[str, str], shown: _Shown) -> tuple[str, ...]:
    return (
        shown.rank(place.rank, place.shared),
        called(place),
        shown.score(place.score),
        shown.gained(place.gained),
        shown.moved(place.moved),
        shown.coverage(place.coverage) + (" *" if place.provisional else ""),
        province(place.province, library),
        titles.get(place.certificate or "", "—"),
    )


def rank(place: int | None, shared: bool) -> str:
    """Return a rank as people read it: whoever shares one is said to."""
    if place is None:
        return "—"
    shown = numbers.show(place)
    return _("{rank} shared").format(rank=shown) if shared else shown


def called(place: Place) -> str:
    """Return the name of an office, with the entered system of it."""
    said = name(place.name_fa, place.name_en)
    return f"{said} — {place.system}" if place.system else said


def province(id_: str, library: Library) -> str:
    """Return a province's name, its id where nobody knows it."""
    known = library.provinces.get(id_)
    return str(known.name) if known else id_


def bands(league: League) -> Table:
    """How many are in each band of scores, with n beside every share."""
    return make(
        [(_("from"), True), (_("to below"), True), (_("n"), True), (_("share of all"), True)],
        [
            (numbers.show(b.low), numbers.show(b.high), numbers.show(b.n), numbers.per_cent(100 * b.share))
            for b in league.bands or ()
        ],
    )


def certificates(league: League, library: Library) -> Table:
    """How many reach each certificate."""
    titles = {c.id: str(c.title) for c in library.checklists[league.checklist].certificates}
    return make(
        [(_("certificate (estimate)"), False), (_("n"), True)],
        [
            (titles[id_], numbers.show(n))
            for id_, n in league.certificates
            if any(m for _id, m in league.certificates)
        ],
    )


def shares(league: League, library: Library) -> Table:
    """What each province, body or group comes to, with n beside every mean."""
    titles = {"province": _("province"), "body": _("body"), "group": _("group")}
    return make(
        [(titles.get(league.by, ""), False), (_("n"), True), (_("mean"), True), (_("median"), True)],
        [
            (
                province(one.id, library) if league.by == "province" else one.id or "—",
                numbers.show(one.n),
                "—" if one.mean is None else numbers.show(one.mean),
                "—" if one.median is None else numbers.show(one.median),
            )
            for one in league.shares
        ],
    )


def indicators(league: League, library: Library) -> Table:
    """The mean of every indicator, now and before."""
    known = {i.id: i for i in library.checklists[league.checklist].indicators}
    return make(
        [(_("indicator"), True), (_("title"), False), (_("mean"), True), (_("before"), True), (_("maximum"), True)],
        [
            (
                one.indicator,
                str(known[one.indicator].title) if one.indicator in known else "—",
                "—" if one.mean is None else numbers.show(one.mean),
                "—" if one.before is None else numbers.show(one.before),
                numbers.show(known[one.indicator].weight) if one.indicator in known else "—",
            )
            for one in league.indicators or ()
        ],
    )


def absent(league: League) -> Iterator[tuple[Absent, str]]:
    """Yield everybody who is not in the league with the key of why."""
    for key in _AWAY:
        found: tuple[Absent, ...] = getattr(league.standings, key)
        if key == "unjudged" and league.section != "mandatory":
            continue  # to enter a system is voluntary
        yield from ((one, key) for one in found)


def away(gone: list[tuple[Absent, str]]) -> Table:
    """Everybody who is not in the league, by name, with the letter by which that is known."""
    return make(
        [(_("office"), False), (_("how it stands to the round"), True), (_("letter"), True, True)],
        [
            (name(one.name_fa, one.name_en), _(STATUSES[key]), numbers.digits(one.letter) if one.letter else "—")
            for one, key in gone
        ],
    )
