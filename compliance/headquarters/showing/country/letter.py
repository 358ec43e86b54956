"""What goes upward of a round on one page: the letter to the head of the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.headquarters.showing import papers
from compliance.headquarters.showing.country import paper as country_paper
from compliance.headquarters.showing.country import records as told
from compliance.headquarters.showing.country import tables as country_tables
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.country import Country
from compliance.persian import numbers
from compliance.report import words
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Bullets,
    Document,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Part,
    Tone,
)

_FACTS, _REQUESTS = 3, 3  # of each that the letter names


def letter(country: Country, library: Library, day: date, to: str = "", number: str = "") -> Document:
    """Return the letter; `to` is how the head of the organisation is addressed."""
    round_ = numbers.digits(country.league.round)
    title = _("Result of the self-assessments, round {round}").format(round=round_)
    part = Part("letter", title, tuple(_blocks(country, library, to)), one_page=True)
    return papers.paper((part,), title, country.league.round, day, number)


def _blocks(country: Country, library: Library, to: str) -> Iterator[Block]:
    league = country.league
    yield Paragraph(to or _("To the head of the organisation"), Tone.STRONG)
    yield Paragraph(_("With greetings and respect,"))
    yield Paragraph(
        _(
            "Round {round} of the self-assessments by {title} has been counted at headquarters from sealed filings. "
            "Its result in short:"
        ).format(round=numbers.digits(league.round), title=words.title(library.checklists[league.checklist].title))
    )
    for line in league_tables.extent(league, library):
        yield Paragraph(line, Tone.STRONG)
    yield Figures(tuple(country_paper.figures(country)))
    said = (*told.findings(country, library), *leagues.summary(league))
    yield Bullets(said)
    if country.lifts:
        yield Heading(_("What would bring the offices most"))
        yield Grid(country_tables.holding_back(country, library, _FACTS))
    if country.requests:
        yield Heading(_("What the offices ask for most"))
        most = sorted(country.requests, key=lambda one: (-one.offices, -one.points, one.action))
        yield Grid(country_tables.requests(most[:_REQUESTS], library))
    notes = (*leagues.notes(league, named=False), *told.notes(country))
    for note in notes:
        yield Paragraph(note, Tone.SOFT)
    yield Paragraph(_("The country report and the matrix of provinces and indicators are enclosed."))
    yield Paragraph(_("With renewed respect"))
    yield Blanks((Blank(_("Headquarters of the programme"), wide=True), Blank(_("Date"))))
