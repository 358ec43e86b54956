"""The light solver: prices for what is shared, and a search near the choice that is best at them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compliance.model.sharing import Aim
from compliance.plan.sharing import choices, prices, search, ties
from compliance.plan.sharing.choices import Choice
from compliance.plan.sharing.lifting import OFFICE, Lifting
from compliance.plan.sharing.prices import FINE
from compliance.plan.sharing.search import Effort
from compliance.plan.sharing.solving import Answer
from compliance.plan.sharing.ties import Kept
from compliance.plan.sharing.whole import Chosen, Part, Whole
from compliance.plan.whole import bits

QUICK = 0.05  # of the effort, for questions beside the main one
_MANY = 4000  # choices from which on the search begins anew less often, as each time takes longer
_NEAR, _ROUGH = 1e-3, 2e-2  # of the bound of lifted offices: how near their prices are looked for


class Light:
    """Needs no extra package; a `brief` one looks for a choice and bounds points loosely."""

    name = "light"

    def __init__(self, effort: float = 1.0, brief: bool = False) -> None:
        usual = Effort()
        self.effort = Effort(max(1000, int(usual.tries * effort)), int(usual.shaken * min(effort, 20)))
        self.times, self.brief = effort, brief

    def quick(self) -> Light:
        """Return the same solver with less effort."""
        return Light(self.times * QUICK, brief=True)

    def solve(self, whole: Whole, aim: Aim, known: Chosen | None = None) -> Answer:
        """Return a good choice and valid bounds."""
        found = most_points(whole, self.effort)
        if aim is Aim.CERTIFICATE:
            found = self._lifted(whole, found)
        return found._replace(chosen=whole.better(found.chosen, known, aim))

    def _lifted(self, whole: Whole, points: Answer) -> Answer:
        """Return a choice that lifts many offices; the one with most points is it where it lifts as many."""
        lifting, count = Lifting(whole), whole.lifted(points.chosen)
        priced = lifting.prices(_ROUGH if self.brief else _NEAR)
        bound = min(len(lifting.offices), priced.bound // (OFFICE * FINE))
        held: Mapping[int, int] = {}
        if count < bound:
            held = lifting.together(self.effort)
        if max(count, len(held)) < bound:
            bound = min(bound, lifting.bound(priced.each))
            held = lifting.together(self.effort)
        if len(held) <= count:
            return Answer(points.chosen, points.points, bound)
        kept = Kept(points.points, {}) if self.brief else ties.of(whole, len(held))
        best = points.chosen
        for one in filter(None, (held, kept.held)):
            best = whole.better(best, most_points(whole, self.effort, one).chosen, Aim.CERTIFICATE)
        return Answer(best, min(points.points, kept.bound), bound)


def most_points(whole: Whole, effort: Effort, held: Mapping[int, int] | None = None) -> Answer:
    """Return a choice with many fine points that holds some actions of offices, and what no such choice exceeds."""
    base = [0 if held is None else held.get(number, 0) for number in range(len(whole.parts))]
    caps = whole.room(base)
    tree: list[Choice] = []
    for number, part in enumerate(whole.parts):
        tree += choices.of_part(part, number, base[number])
    priced = prices.of(prices.looking(tree, caps), caps)
    shaken = effort.shaken * _MANY // max(_MANY, len(tree))
    found = search.best(tree, caps, priced, len(whole.parts), effort._replace(shaken=shaken))
    fixed = sum(part.fine.points(one) for part, one in zip(whole.parts, base, strict=True))
    jobs = (0,) * len(base) if found is None else found.jobs
    chosen = sound(whole, [one | more for one, more in zip(base, jobs, strict=True)])
    bound = found.gain if found is not None and found.proven else priced.bound // FINE
    return Answer(chosen, fixed + bound)


def prices_of(whole: Whole) -> list[Fraction]:
    """Return by limit the points that one unit more of it can bring at most, near where it is.

    What is too large for a limit now is looked at as well: with more of the limit it would not be.
    """
    tree = [
        choice
        for number, part in enumerate(whole.parts)
        for choice in choices.of_part(part._replace(open=(1 << len(part.ids)) - 1), number)
    ]
    priced = prices.of(prices.looking(tree, whole.caps), whole.caps)
    return [Fraction(price, FINE * whole.fine) for price in priced.each]


def sound(whole: Whole, chosen: list[int]) -> Chosen:
    """Return a choice with all it needs, without what brings nothing; where that is too much, without what is least.

    A tree that grew too large left needs out of account: only then anything has to be given up.
    """
    closed = [part.closed(one) for part, one in zip(whole.parts, chosen, strict=True)]
    while min(whole.room(closed), default=0) < 0:
        room = whole.room(closed)
        offers = [
            (_worth(part, closed[number], job, room), number, job)
            for number, part in enumerate(whole.parts)
            for job in bits(closed[number])
            if any(room[limit] < 0 for limit, _amount in part.takes(part.behind[job] & closed[number]))
        ]
        _least, number, job = min(offers)
        closed[number] &= ~whole.parts[number].behind[job]
    return tuple(_without_idle(part, one) for part, one in zip(whole.parts, closed, strict=True))


def _worth(part: Part, chosen: int, job: int, room: list[int]) -> float:
    """Return the points that hang on an action, for what it frees of the limits that are exceeded."""
    group = part.behind[job] & chosen
    freed = sum(min(amount, -room[limit]) / -room[limit] for limit, amount in part.takes(group) if room[limit] < 0)
    return (part.fine.points(chosen) - part.fine.points(chosen & ~group)) / freed


def _without_idle(part: Part, chosen: int) -> int:
    """Return a choice without actions that bring nothing and that nothing chosen needs any more."""
    for job in reversed(list(bits(chosen))):
        rest = chosen & ~(1 << job)
        if not part.behind[job] & rest and part.exact.points(rest) == part.exact.points(chosen):
            return _without_idle(part, rest)
    return chosen
