"""From offices and terms to a shared plan: who receives what, how good that is, and what it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

from compliance.model.sharing import Aim, Given, Margin, Proof, Quarter, Share, SharedPlan, Split, Terms, Why, Without
from compliance.plan.sharing import light, whole
from compliance.plan.sharing.site import Site
from compliance.plan.sharing.solving import Answer, Solver
from compliance.plan.sharing.whole import Chosen, Part, Whole
from compliance.plan.whole import bits
from compliance.plan.worth import State

_QUARTERS = 4
_STEP = 10  # what part of a limit more is tried at the margin


def make(sites: Sequence[Site], terms: Terms, solver: Solver) -> SharedPlan:
    """Return the plan of a solver for offices under terms."""
    amounts = [amount for _name, amount in terms.limits]
    shared = whole.of(sites, terms, amounts)
    answer = solver.solve(shared, terms.aim)
    shares = {share.office: share for share in _shares(sites, shared, answer.chosen, terms)}
    alone = whole.of(sites, terms, [Fraction(0)] * len(amounts))
    free = light.Light().solve(alone, Aim.POINTS).chosen
    first, then = _proofs(shared, answer, terms)
    short = [asked > cap for asked, cap in zip(shared.asked, shared.caps, strict=True)]
    return SharedPlan(
        terms=terms,
        scored={site.office: site.score for site in sites},
        shares=tuple(shares.values()),
        without=tuple(_without(sites, shared, shares)),
        first=first,
        then=then,
        free=alone.points(free),
        free_lifted=alone.lifted(free),
        below=sum(site.floor is not None for site in sites),
        quarters=tuple(_quarters(sites, terms, shares)),
        split=_split(sites, terms, solver) if any(short) else None,
        margins=tuple(_margins(sites, terms, shared, answer.chosen, short, solver)),
        answer_first={site.office: site.unanswered for site in sites if site.unanswered},
        uncounted={site.office: site.uncounted for site in sites if site.uncounted},
        solver=solver.name,
    )


def _shares(sites: Sequence[Site], shared: Whole, chosen: Chosen, terms: Terms) -> Iterator[Share]:
    """Yield what each office receives that receives anything."""
    for site, part, jobs in zip(sites, shared.parts, chosen, strict=True):
        if jobs:
            given = tuple(_given(site, [part.ids[job] for job in bits(jobs)], terms.checklist))
            gained = sum((one.gains.get(terms.checklist, Fraction(0)) for one in given), Fraction(0))
            yield Share(site.office, site.score, site.score + gained, site.floor, given)


def _given(site: Site, ids: Sequence[str], checklist: str) -> Iterator[Given]:
    """Yield actions with what each adds to those before it: what brings most comes first, after what it needs."""
    state, left = State(site.worth), set(ids)

    def behind(id_: str) -> list[str]:
        found: list[str] = []
        for need in site.jobs[id_].needs:
            found += [one for one in behind(need) if one not in found]
        return [*found, id_]

    def worth(id_: str) -> Fraction:
        gains = (state.gains(site.jobs[one].action.raises).get(checklist, Fraction(0)) for one in behind(id_))
        return sum(gains, Fraction(0))

    while left:
        best = max(sorted(left), key=worth)
        for id_ in behind(best):
            if id_ in left:
                left.remove(id_)
                job = site.jobs[id_]
                yield Given(job.action, job.effort, job.team, state.add(job.action.raises))


def _proofs(shared: Whole, answer: Answer, terms: Terms) -> tuple[Proof, Proof | None]:
    """Return how good the choice is by its aim, and by points where offices come first."""
    gained = shared.points(answer.chosen)
    points = Proof(gained, max(gained, Fraction(answer.points, shared.fine)))
    if terms.aim is Aim.POINTS:
        return points, None
    lifted = shared.lifted(answer.chosen)
    return Proof(
        Fraction(lifted), Fraction(answer.lifted if answer.lifted is not None else len(shared.parts))
    ), points


def _without(sites: Sequence[Site], shared: Whole, shares: Mapping[str, Share]) -> Iterator[Without]:
    """Yield the offices that receive nothing of what is shared, with the reason."""
    for site, part in zip(sites, shared.parts, strict=True):
        if site.office not in shares or not shares[site.office].shared:
            why = _why(site, part)
            yield Without(site.office, why, site.waits if why is Why.WAITS else ())


def _why(site: Site, part: Part) -> Why:
    if not site.jobs:
        if site.waits:
            return Why.WAITS
        if site.gaps:
            return Why.NO_ACTION
        return Why.UNANSWERED if site.unanswered else Why.MET
    if not any(part.use):
        return Why.OWN
    return Why.OTHERS if any(part.use[job] for job in bits(part.open)) else Why.BEYOND


def _quarters(sites: Sequence[Site], terms: Terms, shares: Mapping[str, Share]) -> Iterator[Quarter]:
    """Yield the quarters of the offices by their score, the lowest first; fewer than four offices have none."""
    ordered = sorted(sites, key=lambda site: (site.score, site.office))
    for n in range(_QUARTERS if len(ordered) >= _QUARTERS else 0):
        some = ordered[n * len(ordered) // _QUARTERS : (n + 1) * len(ordered) // _QUARTERS]
        given = [shares[site.office] for site in some if site.office in shares]
        yield Quarter(
            low=some[0].score,
            high=some[-1].score,
            offices=len(some),
            cost=sum(share.cost for share in given),
            days={t.name: sum((share.days(t.name) for share in given), Fraction(0)) for t in terms.teams},
            points=sum((share.after - share.before for share in given), Fraction(0)),
            lifted=sum(share.lifted for share in given),
        )


def _split(sites: Sequence[Site], terms: Terms, solver: Solver) -> Split:
    """Return what an equal part for every office would bring, each office planned by the same solver."""
    points, lifted, proven = Fraction(0), 0, True
    amounts = [
        Fraction(amount // len(sites)) if name is None else amount / len(sites) for name, amount in terms.limits
    ]
    for site in sites:
        one = whole.of([site], terms, amounts)
        answer = solver.quick().solve(one, terms.aim)
        first, then = _proofs(one, answer, terms)
        points += one.points(answer.chosen)
        lifted += one.lifted(answer.chosen)
        proven = proven and first.proven and (then is None or then.proven)
    return Split(points, lifted, proven)


def _margins(
    sites: Sequence[Site], terms: Terms, shared: Whole, chosen: Chosen, short: Sequence[bool], solver: Solver
) -> Iterator[Margin]:
    """Yield what more of each limit would bring: the price of a unit, and what a tenth more was found to bring."""
    by_points = terms.aim is Aim.POINTS
    prices = light.prices_of(shared) if by_points and any(short) else [Fraction(0)] * len(short)
    amounts = [amount for _name, amount in terms.limits]
    for limit, (name, amount) in enumerate(terms.limits):
        unit = Fraction(1) if name is None else shared.quantum
        price = prices[limit] / unit if by_points else None
        if not short[limit]:
            yield Margin(name, False, price, Fraction(0), Fraction(0), 0)
            continue
        step = Fraction(ceil(amount / _STEP) or _least(shared, limit) * unit)
        wider = whole.of(sites, terms, [*amounts[:limit], amount + step, *amounts[limit + 1 :]])
        found = solver.quick().solve(wider, terms.aim, chosen).chosen
        points, lifted = wider.points(found) - wider.points(chosen), wider.lifted(found) - wider.lifted(chosen)
        yield Margin(name, True, price, step, points, lifted)


def _least(shared: Whole, limit: int) -> int:
    """Return the least that any action takes of a limit."""
    return min(amount for part in shared.parts for use in part.use for at, amount in use if at == limit)
