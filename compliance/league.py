"""The rules of a league: ranks, spread, bands, change and what is kept back, all of whole hundredths and exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from compliance.model.checklist import Checklist
from compliance.model.filing import hundredths
from compliance.model.league import FEWEST as FEWEST
from compliance.model.league import Band, Change, Place, Share, Spread

BANDS = 10
Score = tuple[int, int]  # a score and its maximum, in hundredths of a point
Cell = tuple[str, ...]  # one value of each way to divide the offices: province, body, group


def mean(scores: Sequence[int]) -> Fraction:
    """Return the mean in points of scores in hundredths."""
    return Fraction(sum(scores), 100 * len(scores))


def ranks(scores: Sequence[int | None]) -> list[tuple[int | None, bool]]:
    """Return the dense rank of each score, the highest first, and whether others share it; None without a score."""
    there = [score for score in scores if score is not None]
    places = {score: n for n, score in enumerate(sorted(set(there), reverse=True), 1)}
    counts = Counter(there)
    return [(None, False) if score is None else (places[score], counts[score] > 1) for score in scores]


def spread(scores: Sequence[int]) -> Spread | None:
    """Return mean and quartiles, None for too few; quartiles by linear interpolation between the two nearest."""
    if len(scores) < FEWEST:
        return None
    ordered = sorted(scores)
    low, middle, high = (_quantile(ordered, Fraction(n, 4)) for n in (1, 2, 3))
    return Spread(mean(scores), low, middle, high)


def _quantile(ordered: Sequence[int], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return (ordered[below] + (ordered[above] - ordered[below]) * (place - below)) / 100


def bands(scores: Sequence[int], maximum: Fraction) -> tuple[Band, ...] | None:
    """Return ten bands of equal width, the last one closed; None for too few."""
    if len(scores) < FEWEST:
        return None
    width, counts = maximum / BANDS, [0] * BANDS
    for score in scores:
        counts[min(BANDS - 1, score * width.denominator // (100 * width.numerator))] += 1
    return tuple(Band(n * width, (n + 1) * width, count, len(scores)) for n, count in enumerate(counts))


def change(now: Sequence[Score], before: Sequence[Score], pairs: Iterable[tuple[Score, Score]]) -> Change | None:
    """Return how the mean moved, in percentage points of the maximum; None when either round has too few.

    `pairs` are the scores now and before of those who are in both rounds; of too few of them nothing is said.
    """
    if len(now) < FEWEST or len(before) < FEWEST:
        return None
    was, both = _per_cent(before), list(pairs)
    moved = _per_cent(now) - was
    matched = None
    if len(both) >= FEWEST:
        matched = _per_cent([pair[0] for pair in both]) - _per_cent([pair[1] for pair in both])
    points = mean([score for score, _maximum in before])
    return Change(moved, 100 * moved / was if was else None, matched, len(both), len(before), points)


def without_single_ones(change: Change, scored: int) -> Change:
    """Return a change without its matched panel where fewer than five are outside of it: they could be computed."""
    outside = (scored - change.matched_n, change.n_before - change.matched_n)
    return change._replace(matched=None) if any(0 < n < FEWEST for n in outside) else change


def _per_cent(scores: Sequence[Score]) -> Fraction:
    """Return the mean in per cent of the maximum, each score by its own."""
    sums: dict[int, int] = {}
    for score, maximum in scores:
        sums[maximum] = sums.get(maximum, 0) + score
    return sum((Fraction(100 * total, maximum) for maximum, total in sums.items()), Fraction(0)) / len(scores)


def certificate(score: int | None, checklist: Checklist) -> str | None:
    """Return the best certificate whose proposed floor a score reaches; this grants nothing."""
    if score is None:
        return None
    return next((c.id for c in checklist.certificates if score >= hundredths(c.floor)), None)


def certificates(places: Iterable[Place], checklist: Checklist) -> tuple[tuple[str, int], ...]:
    """Return how many reach each certificate, the best one first."""
    counts = {c.id: 0 for c in checklist.certificates}
    for place in places:
        if place.certificate is not None:
            counts[place.certificate] += 1
    return tuple(counts.items())


def worth(maximum: Fraction, whole: int, applying: int, every: int, counted: int) -> Fraction:
    """Return what an item is worth to an office in hundredths; what does not apply gives its weight to the rest.

    Of an indicator worth `whole`, items worth `applying` apply; of all indicators, worth `every`, those worth
    `counted` have an item that applies.
    """
    return maximum * Fraction(whole * every, applying * counted) if applying else Fraction(0)


def movers(places: Iterable[Place], most: int) -> list[Place]:
    """Return those who rose most, by places and then by points."""
    moved = [p for p in places if p.moved is not None and p.moved > 0]
    moved.sort(key=lambda p: (-(p.moved or 0), -(p.gained or 0), p.office, p.system))
    return moved[:most]


def of_offices(places: Iterable[Place], offices: Iterable[str]) -> list[Place]:
    """Return the places of some offices, none for those that are not in the league."""
    wanted = set(offices)
    return [place for place in places if place.office in wanted]


def shares(places: Iterable[Place], by: str, named: bool) -> tuple[Share, ...]:
    """Return what each province, body or group comes to; without names, what would tell of fewer is kept back."""
    scores: dict[str, list[int]] = {}
    for place in places:
        if place.score is not None:
            scores.setdefault(getattr(place, by), []).append(place.score)
    kept = set() if named else {cell[0] for cell in _kept_back({(id_,): len(of) for id_, of in scores.items()})}
    found = {id_: None if id_ in kept else spread(of) for id_, of in scores.items()}
    made = [Share(id_, len(scores[id_]), of and of.mean, of and of.median) for id_, of in found.items()]
    return tuple(sorted(made, key=lambda one: (one.mean is None, -(one.mean or 0), one.id)))


def tells_single_ones(cells: Mapping[Cell, int], asked: Cell) -> bool:
    """Whether statistics over the offices that were asked for would let fewer than five be computed from others.

    `cells` says how many are scored for every combination of the ways to divide them, `asked` has the value wanted
    of each, empty for all. What is shown of one way never leaves fewer than five to be found by subtraction from
    the whole: where it would, the smallest cells that may be shown are kept back with the small ones. Two ways at
    once are shown only when no cell of their table is small.
    """
    ways = [way for way, value in enumerate(asked) if value]
    counts: dict[Cell, int] = {}
    for cell, n in cells.items():
        part = tuple(cell[way] for way in ways)
        counts[part] = counts.get(part, 0) + n
    wanted = tuple(asked[way] for way in ways)
    if len(ways) > 1:
        return any(0 < n < FEWEST for n in counts.values())
    return bool(ways) and wanted in _kept_back(counts)


def _kept_back(counts: Mapping[Cell, int]) -> set[Cell]:
    """Return the cells of a division that are kept back: none, or at least two with five offices together."""
    ordered = sorted((n, cell) for cell, n in counts.items() if n)
    kept = [(n, cell) for n, cell in ordered if n < FEWEST]
    rest = ordered[len(kept) :]
    while kept and rest and (len(kept) < 2 or sum(n for n, _cell in kept) < FEWEST):
        kept.append(rest.pop(0))
    return {cell for _n, cell in kept}
