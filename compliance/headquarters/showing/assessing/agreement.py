"""How far assessors agree, and where they differ most, on screens and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.agreement import Agreement, Measure, Undefined
from compliance.headquarters.assessing.agreeing import Agreeing, Alphas, Unit
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.showing.letters import name_of
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make
from compliance.schema import listed

_NONE = "—"
_GOOD, _FAIR = Fraction(8, 10), Fraction(667, 1000)
_UNDEFINED = {
    Undefined.UNPAIRED: mark("no two assessors judged the same item of the same office"),
    Undefined.NO_VARIATION: mark("all values come to the same, so that nothing can be told from chance"),
}


def sheet(board: Board, library: Library, found: Agreeing, most: int) -> Sheet:
    """Return alpha, the items with most of the disagreement, and the single ones that are furthest apart.

    `most` limits how many are shown of those of which some say that they do not apply; JSON has them all.
    """
    page = Sheet()
    text = _("Agreement of the assessors, round {round}: {title}")
    page.say(text.format(round=numbers.digits(board.of.round), title=board.of.checklist.title))
    page.show(alphas(board, found), _("Krippendorff's alpha, over the share of the target that each one established"))
    for line in said(found):
        page.say(line)
    page.show(items(library, board, found), _("Items with most of the disagreement"))
    page.show(widest(library, board, found), _("Where assessors are furthest apart"))
    page.show(disputed(library, board, found, most), _("Some say that it applies, others that it does not"))
    if len(found.disputed) > most:
        page.say(_("and {n} more").format(n=numbers.show(len(found.disputed) - most)))
    return page


def alphas(board: Board, found: Agreeing) -> Table:
    """Return alpha of the whole and of every indicator, as interval, ordinal and nominal data."""
    titles = {one.id: str(one.title) for one in board.of.checklist.indicators}
    rows = [("", _("whole checklist"), *_cells(found.whole))]
    rows += [(id_, titles[id_], *_cells(of)) for id_, of in found.indicators.items()]
    return make(
        [
            (_("id"), True),
            (_("indicator"), False),
            (_("interval"), True),
            (_("ordinal"), True, True),
            (_("nominal"), True, True),
            (_("items judged by several"), True),
            (_("values compared"), True, True),
        ],
        rows,
    )


def _cells(of: Alphas) -> tuple[str, ...]:
    whole = of[Measure.INTERVAL]
    return (
        *(_alpha(of[measure]) for measure in (Measure.INTERVAL, Measure.ORDINAL, Measure.NOMINAL)),
        numbers.show(whole.units),
        numbers.show(whole.ratings),
    )


def _alpha(one: Agreement) -> str:
    return _NONE if one.alpha is None else numbers.show(one.alpha, 3, 3)


def said(found: Agreeing) -> Iterator[str]:
    """Yield what alpha says, in words; the limits are Krippendorff's own advice, not this program's verdict."""
    whole = found.whole[Measure.INTERVAL]
    if whole.alpha is None and whole.why is not None:
        yield _("There is no alpha: {why}.").format(why=_(_UNDEFINED[whole.why]))
        return
    advice = _(
        "{one} is perfect agreement, {zero} what chance would bring. Krippendorff advises to rely on {good} and "
        "above, and to draw tentative conclusions from {fair} on."
    )
    yield advice.format(
        one=numbers.show(1), zero=numbers.show(0), good=numbers.show(_GOOD, 3), fair=numbers.show(_FAIR, 3)
    )
    if whole.alpha is not None and whole.alpha < _FAIR:
        yield _("This is below: let the assessors compare how they read the items below before the defence.")
    elif whole.alpha is not None and whole.alpha < _GOOD:
        yield _("This is between the two: look at the items below.")


def items(library: Library, board: Board, found: Agreeing) -> Table:
    """Return the items that have most of the disagreement."""
    of = {item.id: item for item in board.of.checklist.items}
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("offices"), True),
            (_("mean distance"), True),
            (_("widest"), True),
            (_("share of the disagreement"), True),
        ],
        [
            (
                one.of,
                str(library.facts[of[one.of].fact].question),
                numbers.show(one.units),
                numbers.per_cent(100 * one.mean),
                numbers.per_cent(100 * one.most),
                numbers.per_cent(100 * one.share),
            )
            for one in found.items
        ],
    )


def widest(library: Library, board: Board, found: Agreeing) -> Table:
    """Return the single items of single offices that are furthest apart."""
    return _units(library, board, found.widest)


def disputed(library: Library, board: Board, found: Agreeing, most: int) -> Table:
    """Return what applies to an office by some and does not by others, at most so many."""
    return _units(library, board, found.disputed[:most])


def _units(library: Library, board: Board, units: tuple[Unit, ...]) -> Table:
    return make(
        [
            (_("office"), False, False, True),
            (_("item"), True),
            (_("question"), False, True),
            (_("share of the target by assessor"), False, False, True),
        ],
        [
            (
                _office(board, unit),
                unit.item.id,
                str(library.facts[unit.item.fact].question),
                listed(f"{board.name(id_)}: {_share(share)}" for id_, share in unit.shares.items()),
            )
            for unit in units
        ],
    )


def _office(board: Board, unit: Unit) -> str:
    name = name_of(board.cases[unit.office].office, unit.office)
    return f"{name} — {unit.system}" if unit.system else name


def _share(share: Fraction | None) -> str:
    return _("not applicable") if share is None else numbers.per_cent(100 * share)


def record(board: Board, found: Agreeing) -> Record:
    """Return the same for programs."""
    return {
        "round": board.of.round,
        "checklist": board.of.checklist.id,
        "version": board.of.checklist.version,
        "offices": found.offices,
        "assessors": found.assessors,
        "alpha": _alphas(found.whole),
        "indicators": [{"id": id_, "alpha": _alphas(of)} for id_, of in found.indicators.items()],
        "items": [
            {
                "item": one.of,
                "units": one.units,
                "mean": score(one.mean, 4),
                "most": score(one.most, 4),
                "share": score(one.share, 4),
            }
            for one in found.items
        ],
        "widest": [_plain(unit) for unit in found.widest],
        "disputed": [_plain(unit) for unit in found.disputed],
        "problems": [],
    }


def _alphas(of: Alphas) -> Record:
    whole = of[Measure.INTERVAL]
    return {
        **{measure.value: score(one.alpha, 4) for measure, one in of.items()},
        "units": whole.units,
        "values": whole.ratings,
        "undefined": whole.why.value if whole.why else None,
    }


def _plain(unit: Unit) -> Record:
    return {
        "office": unit.office,
        "system": unit.system or None,
        "item": unit.item.id,
        "shares": {id_: score(share, 4) for id_, share in unit.shares.items()},
    }
