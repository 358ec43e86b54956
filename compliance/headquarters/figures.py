"""Published figures computed again from the store and from a register, beside what the documents print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from compliance.headquarters import leagues, moments
from compliance.headquarters.engines import Engine
from compliance.headquarters.leagues import MANDATORY, Question
from compliance.headquarters.store import Store
from compliance.model.checklist import Library
from compliance.model.league import League
from compliance.model.published import Figure, Measure, Part, Published
from compliance.persian import numbers

Amount = Fraction | str | None
OfRound = Callable[[str, str, str], League]  # by round, checklist and section


class Over(NamedTuple):
    """Over how many offices an amount is, and, of a share, how many of them it counts."""

    of: int
    inside: int | None = None


class Computed(NamedTuple):
    """A part of a figure with what it comes to, None where nothing is there to compute it from.

    `fits` says whether it is one of the printed values, to as many decimals as these are printed with; `over` stands
    beside means and shares, which say nothing without it.
    """

    part: Part
    amount: Amount
    fits: bool | None
    over: Over | None = None


class Beside(NamedTuple):
    """A figure with its parts computed."""

    figure: Figure
    parts: tuple[Computed, ...]


class Sources(NamedTuple):
    """What figures are computed from: leagues by round, checklist and section; rounds by panel; registers' counts."""

    league: OfRound
    rounds: Mapping[str, tuple[str, ...]]
    checklists: Mapping[str, str]
    counts: Mapping[str, Fraction]


def sources(
    published: Published, counts: Mapping[str, Fraction], store: Store | None, library: Library, engine: Engine | None
) -> Sources:
    """Return what there is to compute from; without a store nothing of rounds."""
    if store is None or engine is None:
        return Sources(_never, {}, {}, counts)
    held = moments.rounds_of(store, engine.head.seq, now=True)
    by: dict[str, list[str]] = {}
    checklists = {}
    panels = {panel.id: panel.checklist for panel in published.panels}
    for id_, round_ in held.items():
        panel = round_.panel if round_ else ""
        by.setdefault(panel, []).append(id_)
        named = round_.checklists[0][0] if round_ and round_.checklists else panels.get(panel, "")
        checklists[id_] = named

    @cache
    def league(round_: str, checklist: str, section: str) -> League:
        return leagues.make(store, library, engine, Question(round_, checklist, section))

    return Sources(league, {panel: tuple(ids) for panel, ids in by.items()}, checklists, counts)


def _never(round_: str, checklist: str, section: str) -> League:
    raise KeyError(round_)


def beside(published: Published, found: Sources) -> list[Beside]:
    """Return every figure with what it comes to."""
    return [Beside(figure, tuple(_computed(part, found) for part in figure.parts)) for figure in published.figures]


def _computed(part: Part, found: Sources) -> Computed:
    amount = None if part.measure is None else _measured(part.measure, found)
    if amount is None or part.measure is None:
        return Computed(part, None, None)
    over = None if part.measure.of == "register" else _over(part.measure, found)
    return Computed(part, amount, any(_fits(amount, said.value) for said in part.said), over)


def _fits(amount: Fraction | str, value: str) -> bool:
    """Whether an amount is a printed value, rounded as that is."""
    if isinstance(amount, str):
        return amount == value
    printed = numbers.parse(value)
    places = len(value.partition(".")[2])
    return printed is not None and numbers.half_up(amount, places) == printed


def _measured(measure: Measure, found: Sources) -> Amount:
    if measure.of == "register":
        return found.counts.get(measure.arguments[0])
    rounds = found.rounds.get(measure.panel, ())
    if len(rounds) < measure.number:
        return None
    round_ = rounds[measure.number - 1]
    checklist = found.checklists[round_]
    if measure.of in ("honours", "honoured", "certificate"):
        return _honours(measure, found, round_, checklist)
    return _of_league(measure, found.league(round_, checklist, MANDATORY))


def _over(measure: Measure, found: Sources) -> Over | None:
    """Return over how many offices a mean, a change or a share is; None for what counts."""
    round_ = found.rounds[measure.panel][measure.number - 1]
    if measure.of not in ("share", "participation", "mean", "matched"):
        return None
    league = found.league(round_, found.checklists[round_], MANDATORY)
    if measure.of == "share":
        return Over(league.scored, len(_inside(measure.arguments, league)))
    if measure.of == "participation":
        return Over(league.standings.eligible, league.standings.filed)
    return Over(league.scored if measure.of == "mean" else league.change.matched_n if league.change else 0)


def _of_league(measure: Measure, league: League) -> Amount:
    """Return what a league says of its offices as a whole; None for too few."""
    standings, change = league.standings, league.change
    if measure.of == "share":
        return _share(measure.arguments, league)
    if measure.of == "first":
        place = int(measure.arguments[0])
        first = [one.name_fa for one in league.places if one.rank == place]
        return first[0] if len(first) == 1 else None
    eligible = standings.eligible
    amounts: dict[str, Fraction | int | None] = {
        "filed": standings.filed,
        "listed": eligible,
        "scored": league.scored,
        "participation": Fraction(100 * standings.filed, eligible) if eligible else None,
        "maximum": league.maximum,
        "mean": 100 * league.spread.mean / league.maximum if league.spread else None,
        "change": change.whole if change else None,
        "relative": change.relative if change else None,
        "matched": change.matched if change else None,
        "refused": len(standings.refused),
        "asked-out": len(standings.asked_out),
    }
    amount = amounts[measure.of]
    return None if amount is None else Fraction(amount)


def _share(bands: tuple[str, ...], league: League) -> Fraction | None:
    """Return the share, in per cent, of those with a score in one of the bands; the highest includes the maximum."""
    if league.spread is None:
        return None
    return Fraction(100 * len(_inside(bands, league)), league.scored)


def _inside(bands: tuple[str, ...], league: League) -> list[Fraction]:
    """Return the scores in one of the bands."""
    scores = [Fraction(place.score, 100) for place in league.places if place.score is not None]
    edges = [tuple(int(edge) for edge in band.split("-")) for band in bands]
    return [
        score
        for score in scores
        if any(low <= score < high or score == high == league.maximum for low, high in edges)
    ]


def _honours(measure: Measure, found: Sources, round_: str, checklist: str) -> Fraction:
    """Return how many are honoured: G2C and G2B count as one section, as the award's own list has them.

    A body has one honour in a section, the best of its systems there.
    """
    together = ((MANDATORY,), ("g2g",), ("g2c", "g2b"))
    best: dict[tuple[str, tuple[str, ...]], str] = {}
    for sections in together:
        for section in sections:
            league = found.league(round_, checklist, section)
            ranks = {id_: n for n, (id_, _count) in enumerate(league.certificates)}
            for place in league.places:
                if place.certificate is None:
                    continue
                one = (place.office, sections)
                if one not in best or ranks[place.certificate] < ranks[best[one]]:
                    best[one] = place.certificate
    if measure.of == "honoured":
        return Fraction(len({office for office, _sections in best}))
    if measure.of == "certificate":
        return Fraction(sum(one == measure.arguments[0] for one in best.values()))
    return Fraction(sum(sections == measure.arguments for _office, sections in best))
