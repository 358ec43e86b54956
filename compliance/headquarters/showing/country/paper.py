"""The national page: what the league comes to, its provinces, what holds the country back, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from compliance.headquarters.leagues import ALL_EXPLAINED
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.country import charts, tables
from compliance.headquarters.showing.country import records as told
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import standings
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.country import Country
from compliance.model.league import FEWEST
from compliance.model.office import Funnel, ProjectBands
from compliance.persian import numbers
from compliance.report import tables as report_tables
from compliance.report import words
from compliance.report.charts.bars import Bars
from compliance.report.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Part,
    Picture,
    Tone,
)
from compliance.report.tables import Table


class Registers(NamedTuple):
    """What headquarters' own registers count, None of a register that is not there."""

    services: Funnel | None = None
    projects: ProjectBands | None = None


def paper(
    country: Country,
    library: Library,
    day: date,
    own: Registers,
    number: str = "",
) -> Document:
    """Return the report as a document; `own` are headquarters' own registers of services and projects."""
    title = _("Country report, round {round}").format(round=numbers.digits(country.league.round))
    found = (
        Part("summary", title, tuple(_summary(country, library))),
        Part("distribution", _("Distribution and trend"), tuple(_distribution(country, library))),
        Part("provinces", _("Provinces"), tuple(_provinces(country, library))),
        Part("holding-back", _("What holds the offices back"), tuple(_holding_back(country, library))),
        Part("requests", _("What is asked of headquarters"), tuple(_requests(country, library))),
        Part("services", _("Services and projects"), tuple(_services(country, own))),
        Part("league", _("Who stands where"), tuple(_league(country, library))),
    )
    parts = tuple(part for part in found if part.blocks)
    return papers.paper(parts, title, country.league.round, day, number)


def figures(country: Country) -> Iterator[Figure]:
    """Yield the numbers a reader has to see first, each with its n."""
    league = country.league
    standings_, spread, change = league.standings, league.spread, league.change
    n = _("n = {n}").format(n=numbers.show(league.scored))
    if spread is not None:
        of = _("of {maximum}").format(maximum=words.score(league.maximum))
        yield Figure(_("Mean"), words.score(spread.mean), f"{of}; {n}")
        yield Figure(_("Median"), words.score(spread.median), n)
    if change is not None:
        moved = leagues.signed(change.whole)
        yield Figure(
            _("Change"), moved, _("percentage points since {before}").format(before=numbers.digits(league.before))
        )
    share = numbers.show(standings_.filed)
    yield Figure(_("Participation"), share, _("of {n} eligible").format(n=numbers.show(standings_.eligible)))


def lines(country: Country, library: Library) -> Iterator[str]:
    """Yield what a screen says of it, a sentence each."""
    league = country.league
    yield str(library.checklists[league.checklist].title)
    yield from league_tables.introduction(league, library)
    yield from told.findings(country, library)
    yield from leagues.notes(league)
    yield from told.notes(country)


def listed(country: Country, library: Library) -> Iterator[tuple[str, Table]]:
    """Yield the tables that a screen shows, below their headings."""
    yield _("Score bands"), league_tables.bands(country.league)
    yield _("Rounds"), tables.trends(country)
    yield _("Means of the indicators"), league_tables.indicators(country.league, library)
    for face in told.faces(country):
        yield charts.titled(_("Scores by province"), face, library), tables.provinces(face, country, library)
    yield _("What holds the offices back"), tables.holding_back(country, library)
    yield _("Left unanswered by most offices"), tables.unanswered(country, library)
    yield _("What is asked of headquarters"), tables.requests(country.requests, library)
    yield _("Not in the league"), league_tables.away(list(standings.absent(country.league)))


def _summary(country: Country, library: Library) -> Iterator[Block]:
    league = country.league
    yield Paragraph(str(library.checklists[league.checklist].title), Tone.SOFT)
    for line in league_tables.extent(league, library):
        yield Paragraph(line, Tone.STRONG)
    yield Figures(tuple(figures(country)))
    found = tuple(told.findings(country, library))
    if found:
        yield Bullets(found)
    for line in (*leagues.days(league), *leagues.summary(league)):
        yield Paragraph(line)
    for note in (*leagues.notes(league), *told.notes(country)):
        yield Paragraph(note, Tone.SOFT)


def _distribution(country: Country, library: Library) -> Iterator[Block]:
    drawn = charts.distribution(country)
    if drawn is not None:
        yield Picture(drawn)
        yield Grid(league_tables.bands(country.league), _("Score bands"))
    certificates = league_tables.certificates(country.league, library)
    if certificates.rows:
        yield Grid(certificates, _("Certificates (estimate)"))
    over = charts.trend(country)
    if over is not None:
        yield Picture(over)
    if len(country.trend) > 1:
        yield Grid(tables.trends(country), _("Rounds"))


def _provinces(country: Country, library: Library) -> Iterator[Block]:
    for face in told.faces(country):
        yield Picture(charts.map_of(face, country, library))
        yield Picture(charts.heat_of(face, country, library))
        if any(cell.n > 1 for cell in face.scores.values()):
            yield Grid(tables.provinces(face, country, library), _("Scores by province"), sortable=True)
    indicators = league_tables.indicators(country.league, library)
    if indicators.rows:
        yield Grid(indicators, _("Means of the indicators"))


def _holding_back(country: Country, library: Library) -> Iterator[Block]:
    drawn = charts.holding_back_chart(country, library)
    if drawn is not None:
        yield from _lifted(country, library, drawn)
    unanswered = tables.unanswered(country, library)
    if unanswered.rows:
        yield Grid(unanswered, _("Left unanswered by most offices"), sortable=True)


def _lifted(country: Country, library: Library, drawn: Bars) -> Iterator[Block]:
    yield Paragraph(
        _(
            "Facts by what raising each to its target in the offices that answered would bring the mean, everything "
            "else staying as it is; of those that left it unanswered nothing is known, and nothing added for them. "
            "What does not apply to an office gives its weight to the rest, here as in its score."
        )
    )
    yield Picture(drawn)
    yield Grid(tables.holding_back(country, library), sortable=True)
    if len(country.lifts) > tables.SHOWN:
        yield Paragraph(
            _("Shown are the first {n} of {all}; the matrix has all of them.").format(
                n=numbers.show(tables.SHOWN), all=numbers.show(len(country.lifts))
            ),
            Tone.SOFT,
        )


def _requests(country: Country, library: Library) -> Iterator[Block]:
    if not country.planned or country.league.scored < FEWEST:
        return
    yield Paragraph(
        _("Of the filings that count, {n} of {all} have a plan with them; their requests are counted here.").format(
            n=numbers.show(country.planned), all=numbers.show(country.league.scored)
        )
    )
    if country.requests:
        yield Grid(tables.requests(country.requests, library), sortable=True)
        yield Paragraph(
            _(
                "Points are those of this checklist, by what the offices have now; of requests of fewer than five "
                "offices they are not shown."
            ),
            Tone.SOFT,
        )


def _services(country: Country, own: Registers) -> Iterator[Block]:
    if country.funnel is not None:
        yield Heading(_("Services as the offices count them"))
        yield Paragraph(
            _(
                "Added over the {n} offices that counted all four; the same service given by several offices is "
                "counted by each of them. Beside each number stands its share of the step before."
            ).format(n=numbers.show(country.counted))
        )
        yield Picture(charts.funnel_chart(country.funnel, _("The way of the services")))
    services, projects = own
    if services is not None:
        yield Picture(charts.funnel_chart(services, _("Services of headquarters' own register")))
        yield Grid(report_tables.funnel(services), _("Services of headquarters' own register"))
    if projects is not None:
        yield Grid(report_tables.projects(projects), _("Projects"))


def _league(country: Country, library: Library) -> Iterator[Block]:
    league = country.league
    places = league_tables.places(league, library, ALL_EXPLAINED)
    if places.rows:
        yield Grid(places, sortable=True)
    if len(league.places) > ALL_EXPLAINED:
        yield Paragraph(
            _("Shown are the first {n} of {all}; “hq league --output” writes all of them.").format(
                n=numbers.show(ALL_EXPLAINED), all=numbers.show(len(league.places))
            )
        )
    away = league_tables.away(list(standings.absent(league)))
    if away.rows:
        yield Grid(away, _("Not in the league"))
