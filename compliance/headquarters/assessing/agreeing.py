"""How far assessors agree in a round, over the shares of the targets that they established, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance import agreement as rules
from compliance.agreement import Agreement, Apart, Measure
from compliance.assessment import scoring
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.judgements import Established
from compliance.model.checklist import Item

_FEWEST = 2


class Unit(NamedTuple):
    """One item of one office as several judged it.

    `shares` are how much of its target each assessor found reached, None where it is said not to apply.
    """

    office: str
    system: str
    indicator: str
    item: Item
    shares: Mapping[str, Fraction | None]

    @property
    def ratings(self) -> tuple[Fraction, ...]:
        """The shares of those who say that it applies."""
        return tuple(share for share in self.shares.values() if share is not None)

    @property
    def disputed(self) -> bool:
        """Whether some say that it applies and others that it does not."""
        return 0 < len(self.ratings) < len(self.shares)

    @property
    def apart(self) -> Fraction:
        """How far the highest and the lowest share are apart."""
        return max(self.ratings) - min(self.ratings) if self.ratings else Fraction(0)


Alphas = Mapping[Measure, Agreement]


class Agreeing(NamedTuple):
    """Alpha by each measure over the whole checklist and over each indicator, and the items with most disagreement.

    `widest` are the single items of single offices that are furthest apart; `disputed` those of which some say that
    they do not apply, which no number can say.
    """

    offices: int
    assessors: int
    whole: Alphas
    indicators: Mapping[str, Alphas]
    items: tuple[Apart, ...]
    widest: tuple[Unit, ...]
    disputed: tuple[Unit, ...]


def agreeing(board: Board, most: int) -> Agreeing:
    """Return how far the assigned assessors agree; `most` limits the items that are listed."""
    units = list(_units(board))
    of_item: dict[str, list[tuple[Fraction, ...]]] = {}
    for unit in units:
        of_item.setdefault(unit.item.id, []).append(unit.ratings)
    apart = sorted((u for u in units if u.apart), key=lambda u: (-u.apart, u.office, u.system, u.item.id))
    return Agreeing(
        len({unit.office for unit in units}),
        len({assessor for unit in units for assessor in unit.shares}),
        _alphas(units),
        {
            indicator.id: _alphas([unit for unit in units if unit.indicator == indicator.id])
            for indicator in board.of.checklist.indicators
        },
        rules.most_apart(of_item)[:most],
        tuple(apart[:most]),
        tuple(unit for unit in units if unit.disputed),
    )


def _alphas(units: list[Unit]) -> Alphas:
    return {measure: rules.alpha([unit.ratings for unit in units], measure) for measure in Measure}


def _units(board: Board) -> Iterator[Unit]:
    """Give every item of every office that two or more have judged, by the checklist in force."""
    asked = [
        (indicator.id, item)
        for indicator in board.of.checklist.indicators
        for item in indicator.items
        if item.target is not None
    ]
    for one in board.cases.values():
        if one.instrument != board.of.checklist.sha256:
            continue
        for system in one.systems:
            judged = {id_: of.said(board.facts) for id_, of in board.by(one.office.id, system).items()}
            for indicator, item in asked:
                shares = {id_: _share(item, said) for id_, said in judged.items() if item.fact in said}
                if len(shares) >= _FEWEST:
                    yield Unit(one.office.id, system, indicator, item, shares)


def _share(item: Item, said: Established) -> Fraction | None:
    amount = said[item.fact].value.amount
    assert item.target is not None
    return None if amount is None else scoring.share(amount, item.target, item.better)
