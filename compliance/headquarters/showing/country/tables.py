"""The tables of a country report."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.leagues.tables import alike
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.country import Asked, Country, Face, Lift
from compliance.persian import numbers
from compliance.report import words
from compliance.report.tables import Table, make

SHOWN = 15  # facts in the table and the chart of what holds the country back


def trends(country: Country) -> Table:
    """Return a row a round of the panel."""
    spreads = [turn.spread for turn in country.trend]
    columns = (
        alike([spread and spread.mean for spread in spreads]),
        alike([spread and spread.low for spread in spreads]),
        alike([spread and spread.median for spread in spreads]),
        alike([spread and spread.high for spread in spreads]),
    )
    return make(
        [
            (_("round"), True),
            (_("n"), True),
            (_("mean"), True),
            (_("first quartile"), True),
            (_("median"), True),
            (_("third quartile"), True),
            (_("maximum"), True),
        ],
        [
            (
                numbers.digits(turn.round) + ("" if turn.comparable else " *"),
                numbers.show(turn.n),
                *amounts,
                numbers.show(turn.maximum),
            )
            for turn, *amounts in zip(country.trend, *columns, strict=True)
        ],
    )


def provinces(face: Face, country: Country, library: Library) -> Table:
    """Return a row a province: how many offices, and the score or its mean."""
    ordered = sorted(face.scores.items(), key=lambda pair: (-pair[1].mean, pair[0]))
    means = alike([cell.mean for _id, cell in ordered])
    return make(
        [(_("province"), False), (_("n"), True), (_("score"), True)],
        [
            (league_tables.province(id_, library), numbers.show(cell.n), mean)
            for (id_, cell), mean in zip(ordered, means, strict=True)
        ],
    )


def holding_back(country: Country, library: Library, most: int = SHOWN) -> Table:
    """Return a row a fact: how many fall short, how many are silent, and what raising it brings the mean at least."""
    scored = max(1, country.league.scored)
    shown = country.lifts[:most]
    gains = alike([lift.points / 100 / scored for lift in shown])
    return make(
        [
            (_("item"), True),
            (_("what falls short"), False),
            (_("offices that fall short"), True),
            (_("unanswered"), True),
            (_("offices concerned"), True),
            (_("gain of the mean"), True),
            (_("way"), False),
            (_("who can do it"), False),
        ],
        [
            (
                _(", ").join(lift.items),
                question(lift.fact, library),
                numbers.show(lift.short),
                numbers.show(lift.unanswered),
                numbers.show(lift.of),
                gain,
                *_way(lift, library),
            )
            for lift, gain in zip(shown, gains, strict=True)
        ],
    )


def unanswered(country: Country, library: Library) -> Table:
    """Return a row a fact that most offices left unanswered."""
    return make(
        [(_("item"), True), (_("question"), False), (_("unanswered"), True), (_("offices concerned"), True)],
        [
            (
                _(", ").join(gap.items),
                question(gap.fact, library),
                numbers.show(gap.unanswered),
                numbers.show(gap.of),
            )
            for gap in country.gaps
            if gap.mostly
        ],
    )


def _way(lift: Lift, library: Library) -> tuple[str, str]:
    """Return the action that raises a fact, and whose it is."""
    found = [action for action in library.actions.values() if lift.fact in action.raises]
    if not found:
        return "—", "—"
    return str(found[0].title), _(words.AUTHORITY[found[0].authority.value])


def requests(asked: Sequence[Asked], library: Library) -> Table:
    """Return a row a request: by how many offices, and what it brings them; of fewer than five no points."""
    together = alike([None if one.few else one.points / 100 for one in asked])
    each = alike([None if one.few else one.points / 100 / one.offices for one in asked])
    return make(
        [
            (_("request"), False),
            (_("offices that ask for it"), True),
            (_("points together"), True),
            (_("mean of each"), True),
        ],
        [
            (action(one.action, library), numbers.show(one.offices), all_, mean)
            for one, all_, mean in zip(asked, together, each, strict=True)
        ],
    )


def action(id_: str, library: Library) -> str:
    """Return what an action is called, its id where nobody knows it."""
    known = library.actions.get(id_)
    return str(known.title) if known else id_


def question(id_: str, library: Library) -> str:
    """Return a fact's question, its id where nobody knows it."""
    known = library.facts.get(id_)
    return str(known.question) if known else id_
