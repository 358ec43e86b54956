"""The charts of a country report."""

from __future__ import annotations

from fractions import Fraction

from compliance.headquarters.showing.country import tables as country_tables
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.country import Cell, Country, Face
from compliance.model.office import Funnel
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.charts import bars, heat, histogram, tiles
from compliance.report.charts.bars import Bar, Bars, Names
from compliance.report.charts.heat import Heat
from compliance.report.charts.histogram import Column, Histogram
from compliance.report.charts.lines import LineChart, Mark
from compliance.report.charts.series import Series
from compliance.report.charts.steps import Missing
from compliance.report.charts.tiles import Tiles


def distribution(country: Country) -> Histogram | None:
    """Return how many stand in each band, with the quartiles; None of too few."""
    spread, bands = country.league.spread, country.league.bands
    if spread is None or bands is None:
        return None
    marks = [
        Mark(_("first quartile"), spread.low),
        Mark(_("median"), spread.median),
        Mark(_("third quartile"), spread.high),
    ]
    columns = [Column(band.low, band.high, band.n) for band in bands]
    return histogram.histogram(_("Scores by band, with quartiles"), columns, marks)


def trend(country: Country) -> LineChart | None:
    """Return mean, median and quartiles over the rounds of the panel; None of fewer than two."""
    turns = [turn for turn in country.trend if turn.spread is not None]
    if len(turns) < 2:
        return None
    breaks = tuple(Fraction(n) for n, turn in enumerate(turns) if n and not turn.comparable)
    lines = (
        (_("third quartile"), [turn.spread.high for turn in turns if turn.spread], True),
        (_("mean"), [turn.spread.mean for turn in turns if turn.spread], False),
        (_("median"), [turn.spread.median for turn in turns if turn.spread], False),
        (_("first quartile"), [turn.spread.low for turn in turns if turn.spread], True),
    )
    said = [f"{name}: {', '.join(numbers.show(value) for value in values)}" for name, values, _dash in lines]
    return LineChart(
        title=_("Scores over the rounds"),
        description="; ".join(said),
        x_title=_("round"),
        y_title=_("points"),
        series=tuple(
            Series(
                name,
                tuple((Fraction(n), value) for n, value in enumerate(values)),
                dots=True,
                dashed=dashed,
                breaks=breaks,
                valued=not dashed and n == 1,
            )
            for n, (name, values, dashed) in enumerate(lines)
        ),
        ticks=tuple((Fraction(n), numbers.digits(turn.round)) for n, turn in enumerate(turns)),
        marks=tuple(Mark(_("another checklist"), at - Fraction(1, 2)) for at in breaks),
        floor=Fraction(0),
    )


def map_of(face: Face, country: Country, library: Library) -> Tiles:
    """Return the tile map of a face: the share of the maximum by province."""
    shares = {province: cell.mean / country.league.maximum for province, cell in face.scores.items()}
    return tiles.tiles(titled(_("Scores by province"), face, library), shares, library.provinces.values())


def heat_of(face: Face, country: Country, library: Library) -> Heat:
    """Return province by indicator as shades: the share of what each indicator is worth."""
    checklist = library.checklists[country.league.checklist]
    provinces = [p for p in library.provinces.values() if p.id in face.scores]
    columns = [f"{i.id} {i.title}" for i in checklist.indicators]
    rows = [
        heat.Row(
            str(province.name),
            tuple(_shade(face.indicators.get(province.id, {}).get(i.id), i.weight) for i in checklist.indicators),
        )
        for province in sorted(provinces, key=lambda p: sort_key(str(p.name)))
    ]
    return heat.heat(
        titled(_("Indicators by province, in per cent of what each is worth"), face, library), columns, rows
    )


def _shade(cell: Cell | None, worth: Fraction) -> heat.Cell:
    if cell is None:
        return heat.Cell("—", None, Missing.NOT_APPLICABLE)
    share = min(Fraction(1), cell.mean / worth)
    return heat.Cell(numbers.per_cent(100 * share, 0), share)


def titled(title: str, face: Face, library: Library) -> str:
    """Return a title with the body a face is of, if it is of one."""
    return f"{title}: {league_tables.body(face.body, library)}" if face.body else title


def holding_back_chart(country: Country, library: Library) -> Bars | None:
    """Return the facts that hold the country back as bars: how many of all offices fall short or are silent."""
    rows = [
        Bar(
            country_tables.question(lift.fact, library),
            Fraction(lift.short, lift.of),
            Fraction(lift.short + lift.unanswered, lift.of) if lift.unanswered else None,
            _("{short} of {of}").format(short=numbers.show(lift.short), of=numbers.show(lift.of)),
        )
        for lift in country.lifts[: country_tables.SHOWN]
    ]
    names = Names(_("offices that fall short"), _("unanswered"), _("all to whom it applies"))
    return bars.bars(_("How many fall short"), rows, names=names) if rows else None


def funnel_chart(counts: Funnel, title: str) -> Bars:
    """Return the way of the services as bars, each beside the step before it."""
    steps = (
        (_("identified services"), counts.identified, counts.identified),
        (_("can be made electronic"), counts.electronifiable, counts.identified),
        (_("electronic"), counts.electronic, counts.electronifiable),
        (_("on the national portal"), counts.on_portal, counts.electronic),
    )
    most = max(1, counts.identified)
    rows = [
        Bar(label, Fraction(n, most), None, words.with_share(n, before), Fraction(before, most))
        for label, n, before in steps
    ]
    return bars.bars(title, rows, names=Names(_("services"), "", _("the step before")))
