"""Targets for one office by the rule of a round: what is asked, by least work, and what it brings.

All that is asked is asked in full, by the checklist's own target, but for one fact at the end, which is asked only as
far as the rule needs it; and counts, whose work grows with every one, may be asked in parts. What an action raises
besides is not asked where the score that is asked for is reached without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple

from compliance.assessment.exact import total
from compliance.assessment.scoring import share
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.model.results import Assessment
from compliance.model.targets import Assignment, By, Rule, Target, Way
from compliance.persian import numbers
from compliance.targets import choosing, site
from compliance.targets.asking import Step
from compliance.targets.choosing import FINE, Choice, Option
from compliance.targets.site import Job, Site

PARTS = 8  # into which work that grows with every count is divided, where a part of it may do
Values = tuple[Fraction, ...]  # what is asked of a job's steps, in their order


class _Plan(NamedTuple):
    """A job that was chosen: the values asked of its steps, and whether others need it done in full."""

    job: Job
    values: Values
    needed: bool

    @property
    def effort(self) -> Fraction:
        """Its person-days."""
        return self.job.whole if self.needed else _effort(self.job, self.values)

    @property
    def gain(self) -> Fraction:
        """The points it brings, exactly."""
        return _gain(self.job, self.values)

    def without(self, step: Step) -> _Plan:
        """Return it with one of its facts not asked for."""
        left = [pair for pair in zip(self.job.steps, self.values, strict=True) if pair[0] is not step]
        job = self.job._replace(steps=tuple(one for one, _value in left))
        return self._replace(job=job, values=tuple(value for _one, value in left))


def assign(
    library: Library, office: str, assessment: Assessment, facts: Mapping[str, Known], rule: Rule
) -> Assignment:
    """Return what is asked of an office for the next round; nothing of one to which nothing applies."""
    maximum, score = assessment.checklist.maximum, assessment.score
    if score is None:
        return Assignment(office, maximum, None, None, None, None)
    where = site.of(library, assessment, facts)
    exact = rule.due(score, maximum)
    due = None if exact is None else numbers.half_up(exact)
    chosen = _asked(_chosen(where, rule, None if exact is None else exact - score), score, exact)
    asked = [(plan, step, value) for plan in chosen for step, value in zip(plan.job.steps, plan.values, strict=True)]
    order = {item.id: place for place, item in enumerate(assessment.checklist.items)}
    asked.sort(key=lambda one: order[one[1].item.id])
    reach = score + sum((step.gain(value) for _plan, step, value in asked), Fraction(0))
    bare = Assignment(
        office,
        maximum,
        score,
        due,
        reach,
        None,
        (),
        tuple(_ways(chosen)),
        where.promised,
        where.waits,
        where.answer_first,
        where.without_way,
        tuple(id_ for id_ in where.uncounted if any(plan.job.action.id == id_ for plan in chosen)),
    )
    targets = tuple(_targets(asked))
    return bare._replace(targets=targets, start=reached([(t.weight, _reached(t, assessment)) for t in targets]))


def reached(parts: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return how much of targets is reached, in per cent: shares by their weights; None without any."""
    weights = total(weight for weight, _share in parts)
    return 100 * total(weight * part for weight, part in parts) / weights if weights else None


def _reached(target: Target, assessment: Assessment) -> Fraction:
    item = next(item for item in assessment.checklist.items if item.id == target.item)
    return Fraction(0) if target.now.amount is None else share(target.now.amount, target.wanted, item.better)


def _targets(asked: list[tuple[_Plan, Step, Fraction]]) -> Iterator[Target]:
    """Yield the targets in the order of the checklist."""
    for plan, step, value in asked:
        yield Target(step.item.id, step.fact.id, step.now, value, step.gain(value), plan.job.action)


def _ways(chosen: list[_Plan]) -> Iterator[Way]:
    """Yield the actions on the way, needs first."""
    needed = {need for plan in chosen for need in plan.job.needs}
    for plan in chosen:
        yield Way(plan.job.action, plan.effort, plan.job.action.id in needed)


def _chosen(where: Site, rule: Rule, gain: Fraction | None) -> list[_Plan]:
    """Return the jobs that bring so many points with least work, or with so much work most points, needs first."""
    if not where.jobs or (gain is not None and gain <= 0):
        return []
    needed = {need for job in where.jobs.values() for need in job.needs}
    ways = {id_: _options(job, id_ in needed) for id_, job in where.jobs.items()}
    quantum = lcm(*(effort.denominator for options in ways.values() for effort, _values, _whole in options))
    choices = {
        id_: Choice(
            tuple(
                Option(int(effort * quantum), floor(_gain(where.jobs[id_], values) * FINE), whole)
                for effort, values, whole in options
            ),
            where.jobs[id_].needs,
        )
        for id_, options in ways.items()
    }
    if rule.by is By.EFFORT:
        found = choosing.most(choices, floor(rule.amount * quantum))
    else:
        found = choosing.least(choices, ceil((gain or Fraction(0)) * FINE), quantum)
    behind = {need for id_ in found.picks for need in where.jobs[id_].needs}
    plans = [_Plan(where.jobs[id_], ways[id_][pick][1], id_ in behind) for id_, pick in found.picks.items()]
    return [plan for plan in _in_order(plans) if plan.needed or plan.gain]


def _in_order(plans: list[_Plan]) -> list[_Plan]:
    """Return plans with needs before what needs them."""
    by_id = {plan.job.action.id: plan for plan in plans}
    order: dict[str, _Plan] = {}

    def visit(id_: str) -> None:
        if id_ not in order:
            for need in by_id[id_].job.needs:
                visit(need)
            order[id_] = by_id[id_]

    for id_ in sorted(by_id):
        visit(id_)
    return list(order.values())


def _options(job: Job, needed: bool) -> list[tuple[Fraction, Values, bool]]:
    """Return the ways to take a job: in parts where its work grows with a count, in full, and as others need it."""
    full = tuple(step.full for step in job.steps)
    effort = _effort(job, full)
    found = [(effort, full, effort == job.whole)]
    if needed and effort != job.whole:
        found.append((job.whole, full, True))
    if len(job.steps) == 1 and job.action.per_unit and (units := ceil(job.steps[0].units(full[0]))) > 1:
        (step,) = job.steps
        for more in sorted({ceil(Fraction(units * part, PARTS)) for part in range(1, PARTS)}):
            value = step.with_more(more)
            if more < units and step.gain(value) > 0:
                found.append((_effort(job, (value,)), (value,), False))
    return found


def _effort(job: Job, values: Values) -> Fraction:
    """Return the person-days of raising a job's facts to values."""
    if not job.steps:
        return job.whole
    units = sum((step.units(value) for step, value in zip(job.steps, values, strict=True)), Fraction(0))
    return job.action.fixed + job.action.per_unit * units


def _gain(job: Job, values: Values) -> Fraction:
    return total(step.gain(value) for step, value in zip(job.steps, values, strict=True))


def _trimmed(plans: list[_Plan], gain: Fraction) -> list[_Plan]:
    """Return plans with one fact asked only as far as the points need it: the one with which least is left over."""
    over = sum((plan.gain for plan in plans), Fraction(0)) - gain
    if over <= 0:
        return plans
    best: tuple[Fraction, Fraction, int, _Plan] | None = None
    for place, plan in enumerate(plans):
        for trimmed in _less(plan, over) if not plan.needed else ():
            saved = plan.effort - trimmed.effort
            one = (-saved, over - (plan.gain - trimmed.gain), place, trimmed)
            best = one if best is None or one[:2] < best[:2] else best
    if best is None:
        return plans
    _saved, _left, place, trimmed = best
    return [*plans[:place], *([trimmed] if trimmed.gain else []), *plans[place + 1 :]]


def _asked(plans: list[_Plan], score: Fraction, exact: Fraction | None) -> list[_Plan]:
    """Return plans with no more asked than brings the score that is due: the less work, then the fewer facts."""
    plain = _without_surplus(plans, score, exact)
    if exact is None:
        return plain
    ways = [_without_surplus(_trimmed(some, exact - score), score, exact) for some in (plans, plain)]
    return min(ways, key=lambda some: (sum(plan.effort for plan in some), sum(len(plan.values) for plan in some)))


def _without_surplus(plans: list[_Plan], score: Fraction, exact: Fraction | None) -> list[_Plan]:
    """Return plans without facts that add nothing to the score asked for, as it is shown; the least of them go first.

    An action raises several facts: it may be on the way for one of them, or for what needs it.
    """
    due = None if exact is None else numbers.half_up(exact)
    reach = score + total(plan.gain for plan in plans)
    wanted = numbers.half_up(reach) if due is None else min(due, numbers.half_up(reach))
    kept = list(plans)
    steps = [
        (step.gain(v), n, step) for n, p in enumerate(plans) for step, v in zip(p.job.steps, p.values, strict=True)
    ]
    for gain, place, step in sorted(steps, key=lambda one: one[:2]):
        if numbers.half_up(reach - gain) >= wanted:
            reach -= gain
            kept[place] = kept[place].without(step)
    return _wanted(kept)


def _wanted(plans: list[_Plan]) -> list[_Plan]:
    """Return the plans of which something is asked, and what those need; needs come first, as before."""
    found: list[_Plan] = []
    needed: set[str] = set()
    for plan in reversed(plans):
        if plan.job.steps or plan.job.action.id in needed:
            found.append(plan._replace(needed=plan.job.action.id in needed))
            needed.update(plan.job.needs)
    return found[::-1]


def _less(plan: _Plan, over: Fraction) -> Iterator[_Plan]:
    """Yield a plan with each of its facts asked for no more than is needed, when so many points are left over."""
    for place, (step, value) in enumerate(zip(plan.job.steps, plan.values, strict=True)):
        need = step.gain(value) - over
        if need > 0:
            least = step.least(need)
            yield plan._replace(values=(*plan.values[:place], least, *plan.values[place + 1 :]))
