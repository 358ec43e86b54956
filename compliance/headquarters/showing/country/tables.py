"""The tables of a country report."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.country import Asked, Country, Face, Lift
from compliance.persian import numbers
from compliance.report import words
from compliance.report.tables import Table, make

SHOWN = 15  # facts in the table and the chart of what holds the country back


def trends(country: Country) -> Table:
    """Return a row a round of the panel."""
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
                *(
                    numbers.show(value) if turn.spread else "—"
                    for value in (
                        (turn.spread.mean, turn.spread.low, turn.spread.median, turn.spread.high)
                        if turn.spread
                        else (0, 0, 0, 0)
                    )
                ),
                numbers.show(turn.maximum),
            )
            for turn in country.trend
        ],
    )


def provinces(face: Face, country: Country, library: Library) -> Table:
    """Return a row a province: how many offices, and the score or its mean."""
    ordered = sorted(face.scores.items(), key=lambda pair: (-pair[1].mean, pair[0]))
    return make(
        [(_("province"), False), (_("n"), True), (_("score"), True)],
        [
            (league_tables.province(id_, library), numbers.show(cell.n), numbers.show(cell.mean))
            for id_, cell in ordered
        ],
    )


def holding_back(country: Country, library: Library, most: int = SHOWN) -> Table:
    """Return a row a fact: how many fall short, and what raising it everywhere brings the mean at least."""
    scored = max(1, country.league.scored)
    return make(
        [
            (_("item"), True),
            (_("what falls short"), False),
            (_("offices that fall short"), True),
            (_("gain of the mean"), True),
            (_("way"), False),
            (_("who can do it"), True),
        ],
        [
            (
                _(", ").join(lift.items),
                question(lift.fact, library),
                _("{short} of {of}").format(short=numbers.show(lift.short), of=numbers.show(lift.of)),
                numbers.show(lift.points / 100 / scored),
                *_way(lift, library),
            )
            for lift in country.lifts[:most]
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
    return make(
        [
            (_("request"), False),
            (_("offices that ask for it"), True),
            (_("points together"), True),
            (_("mean of each"), True),
        ],
        [
            (
                action(one.action, library),
                numbers.show(one.offices),
                "—" if one.few else numbers.show(one.points / 100),
                "—" if one.few else numbers.show(one.points / 100 / one.offices),
            )
            for one in asked
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
