"""A league as tables: places, bands, indicators, and everybody who is not in it by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from compliance.headquarters.leagues import Causes
from compliance.headquarters.showing.leagues import moves, standings
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues.records import called, name, signed
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.league import Absent, Band, League, Place
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Heading, Table, make
from compliance.schema import listed

_KEPT = 2**16
DIVISIONS = {"province": mark("By province"), "body": mark("By body"), "group": mark("By group")}


def sheet(league: League, library: Library, causes: Causes, most: int) -> Sheet:
    """Return a league for people: what it comes to, then who stands where, then what has to be known of it."""
    page = Sheet()
    for line in (title(league, library), *introduction(league, library)):
        page.say(line)
    for note in leagues.notes(league):
        page.say(note)
    page.show(places(league, library, most))
    if len(league.places) > most:
        page.say(_("and {n} more").format(n=numbers.show(len(league.places) - most)))
    page.show(bands(league), _("Score bands"))
    page.show(certificates(league, library), _("Certificates (estimate)"))
    page.show(shares(league, library), divided(league))
    page.show(indicators(league, library), _("Means of the indicators"))
    told = list(moves.moves(league, causes))
    if told:
        page.say()
        page.say(_("What moved those who rose most, and those who were asked about"))
        for move in told:
            page.say(moves.named(move, league, library))
    page.show(away(list(standings.absent(league))), _("Not in the league"))
    return page


def introduction(league: League, library: Library) -> Iterator[str]:
    """Yield of which part of the country a league is, of which days, and what it comes to."""
    yield from extent(league, library)
    yield from leagues.days(league)
    yield from leagues.summary(league)


def extent(league: League, library: Library) -> Iterator[str]:
    """Yield of which part of the country it is; nothing where it is of the whole."""
    named = (
        (_("province {name}"), "province", league.province),
        (_("body {name}"), "body", league.body),
        (_("group “{name}”"), "group", league.group),
    )
    told = [text.format(name=part(id_, by, library)) for text, by, id_ in named if id_]
    if told:
        yield _("This is of a part of the country alone: {part}.").format(part=listed(told))


def divided(league: League) -> str:
    """Return the heading of what a league is divided by."""
    return _(DIVISIONS[league.by]) if league.by else ""


def title(league: League, library: Library) -> str:
    """Return what is ranked: the checklist and the round."""
    said = str(library.checklists[league.checklist].title)
    if league.by_consensus:
        said = _("{title}, by consensus").format(title=said)
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
    shown = _Shown(league.places[:most], library)
    rows = [_place(place, titles, shown) for place in league.places[:most]]
    return make(columns, [row if titles else row[:-1] for row in rows])


class _Shown:
    """Numbers as texts, each made once: of a hundred thousand offices, most have the scores of others.

    All of a column have equally many decimals.
    """

    def __init__(self, places: Sequence[Place], library: Library) -> None:
        fine, finer = (_decimals(column) for column in ((p.score for p in places), (p.gained for p in places)))
        share = any((p.coverage + 5) // 10 % 10 for p in places)  # as it is rounded to one decimal
        self.province = lru_cache(_KEPT)(lambda id_: province(id_, library))
        self.rank = lru_cache(_KEPT)(rank)
        self.score = lru_cache(_KEPT)(lambda n: "—" if n is None else numbers.show(Fraction(n, 100), least=fine))
        self.gained = lru_cache(_KEPT)(lambda n: "—" if n is None else signed(Fraction(n, 100), finer))
        self.moved = lru_cache(_KEPT)(lambda n: "—" if n is None else signed(Fraction(n)))
        self.coverage = lru_cache(_KEPT)(lambda n: numbers.per_cent(Fraction(n, 100), least=share))


def _decimals(hundredths: Iterable[int | None]) -> int:
    """Return how many decimals a column of hundredths needs; it looks no further than to the first with two."""
    least = 0
    for n in hundredths:
        if n is not None and n % 10:
            return 2
        least = least or (1 if n is not None and n % 100 else 0)
    return least


def _place(place: Place, titles: dict[str, str], shown: _Shown) -> tuple[str, ...]:
    return (
        shown.rank(place.rank, place.shared),
        called(place),
        shown.score(place.score),
        shown.gained(place.gained),
        shown.moved(place.moved),
        shown.coverage(place.coverage) + (" *" if place.provisional else ""),
        shown.province(place.province),
        titles.get(place.certificate or "", "—"),
    )


def rank(place: int | None, shared: bool) -> str:
    """Return a rank as people read it: whoever shares one is said to."""
    if place is None:
        return "—"
    shown = numbers.show(place)
    return _("{rank} shared").format(rank=shown) if shared else shown


def province(id_: str, library: Library) -> str:
    """Return a province's name, its id where nobody knows it."""
    known = library.provinces.get(id_)
    return str(known.name) if known else id_


def body(id_: str, library: Library) -> str:
    """Return what a body is called, its id where nobody knows it."""
    known = library.bodies.get(id_)
    return str(known) if known else id_


def bands(league: League) -> Table:
    """How many are in each band of scores, with n beside every share; the last band holds its upper end too."""
    found = league.bands or ()
    shares = alike([100 * b.share for b in found], numbers.per_cent, 1)
    return make(
        [(_("band"), True), (_("n"), True), (_("share of all"), True)],
        [(_band(b, closed=b is found[-1]), numbers.show(b.n), share) for b, share in zip(found, shares, strict=True)],
    )


def _band(one: Band, closed: bool) -> str:
    text = _("from {low} to {high}") if closed else _("from {low} to below {high}")
    return text.format(low=numbers.show(one.low), high=numbers.show(one.high))


class _Show(Protocol):
    """How an amount is shown, with so many decimals at most and at least."""

    def __call__(self, amount: Fraction, places: int, least: int) -> str: ...


def alike(amounts: Sequence[Fraction | None], show: _Show = numbers.show, places: int = 2) -> list[str]:
    """Return a column of amounts, all with equally many decimals."""
    least = numbers.decimals((one for one in amounts if one is not None), places)
    return ["—" if one is None else show(one, places, least) for one in amounts]


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
    """What each province, body or group comes to, with n beside every mean; those alike by their names."""
    titles = {"province": _("province"), "body": _("body"), "group": _("group")}
    named = sorted(
        ((part(one.id, league.by, library), one) for one in league.shares),
        key=lambda pair: (pair[1].mean is None, -(pair[1].mean or 0), sort_key(pair[0])),
    )
    means, medians = alike([one.mean for _n, one in named]), alike([one.median for _n, one in named])
    return make(
        [(titles.get(league.by, ""), False), (_("n"), True), (_("mean"), True), (_("median"), True)],
        [
            (name_, numbers.show(one.n), mean, median)
            for (name_, one), mean, median in zip(named, means, medians, strict=True)
        ],
    )


def part(id_: str, by: str, library: Library) -> str:
    """Return what a province, body or group is called."""
    if by == "province":
        return province(id_, library)
    return body(id_, library) if by == "body" else id_ or _("without a group")


def indicators(league: League, library: Library) -> Table:
    """The mean of every indicator, now and before."""
    known = {i.id: i for i in library.checklists[league.checklist].indicators}
    found = league.indicators or ()
    now, before = alike([one.mean for one in found]), alike([one.before for one in found])
    most = alike([known[one.indicator].weight if one.indicator in known else None for one in found])
    return make(
        [(_("indicator"), True), (_("title"), False), (_("mean"), True), (_("before"), True), (_("maximum"), True)],
        [
            (one.indicator, str(known[one.indicator].title) if one.indicator in known else "—", *amounts)
            for one, *amounts in zip(found, now, before, most, strict=True)
        ],
    )


def away(gone: list[tuple[Absent, str]]) -> Table:
    """Everybody who is not in the league, by name, with the letter by which that is known."""
    return make(
        [(_("office"), False), (_("how it stands to the round"), False, False, True), (_("letter"), True, True)],
        [
            (
                name(one.name_fa, one.name_en),
                standings.said(one, key),
                numbers.digits(one.letter) if one.letter else "—",
            )
            for one, key in gone
        ],
    )
