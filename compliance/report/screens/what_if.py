"""What other conditions would bring: as sentences, tables, JSON and curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from compliance.language import _
from compliance.model.checklist import Library
from compliance.persian import dates, numbers
from compliance.plan.frontier import Next, Point, Price, WhatIf
from compliance.report import words
from compliance.report.charts.lines import Level, LineChart
from compliance.report.charts.series import Series
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make, short_title


def of_what_if(found: WhatIf, library: Library, units: dict[str, str]) -> Sheet:
    """Return every curve as a table, the units, the next thresholds and the prices of wishes."""
    page = Sheet()
    page.say(_("What if? Each row is a plan of its own with one thing changed."))
    page.show(curve(found.by_effort, _("person-days allowed"), numbers.show), _("Points by work:"))
    by_day = [point._replace(allowed=Fraction(n)) for n, point in enumerate(found.by_deadline)]

    def day(number: Fraction) -> str:
        return dates.show(found.by_deadline[int(number)].deadline)

    page.show(curve(by_day, _("deadline"), day), _("Points by deadline:"))
    page.show(curve(found.by_budget, _("million rials allowed"), numbers.show), _("Points by money:"))
    page.show(capacities(found, units), _("Points by one more person-day a week:"))
    page.say()
    page.say(bottleneck(found, units))
    page.show(next_steps(found.next_steps, library), _("The next thresholds, all of them proposed:"))
    page.show(prices(found.prices, library), _("What each wish costs:"))
    return page


def curve(points: Sequence[Point], title: str, shown: Callable[[Fraction], str]) -> Table:
    """One curve: what was allowed, the points, the work and money it takes, and whether that is proven."""
    return make(
        [
            (title, True),
            (_("points"), True),
            (_("person-days"), True),
            (_("cost (million rials)"), True),
            (_("at most short of the best"), True),
        ],
        [
            (
                shown(point.allowed),
                words.score(point.plan.after[point.plan.goal.checklist]),
                numbers.show(point.plan.effort),
                numbers.show(point.plan.cost),
                _("proven") if point.plan.proven else numbers.per_cent(point.plan.gap),
            )
            for point in points
        ],
    )


def capacities(found: WhatIf, units: dict[str, str]) -> Table:
    """Each unit: how much of its time the plan with most points takes, and what one more day a week brings."""
    return make(
        [
            (_("unit of the office"), False),
            (_("share of its time in use"), True),
            (_("points of one more day a week"), True),
        ],
        [
            (
                units.get(c.unit, c.unit),
                "—" if c.load is None else numbers.per_cent(c.load),
                words.score(c.gain),
            )
            for c in found.capacities
        ],
    )


def bottleneck(found: WhatIf, units: dict[str, str]) -> str:
    """Return which unit holds the plan up, or that none does."""
    if found.bottleneck is None:
        return _("No unit holds the plan up: one more person-day a week of none of them brings points.")
    gain = max(c.gain for c in found.capacities)
    return _("The bottleneck is {unit}: one more person-day a week brings {points} points.").format(
        unit=units.get(found.bottleneck, found.bottleneck), points=words.score(gain)
    )


def next_steps(steps: Sequence[Next], library: Library) -> Table:
    """The next band and certificate of each checklist, with the least work to it."""
    rows = []
    for step in steps:
        titles = {c.id: str(c.title) for c in library.checklists[step.checklist].certificates}
        name = _("next band") if step.certificate is None else titles[step.certificate]
        if step.plan is None:
            effort, cost, end = _("not by the deadline"), "—", "—"
        else:
            effort, cost = numbers.show(step.plan.effort), numbers.show(step.plan.cost)
            end = dates.show(step.plan.finish) if step.plan.finish else "—"
        rows.append((short_title(library, step.checklist), name, words.score(step.score), effort, cost, end))
    return make(
        [
            (_("checklist"), False),
            (_("threshold (proposed)"), False),
            (_("points"), True),
            (_("person-days"), True),
            (_("cost (million rials)"), True),
            (_("ends"), True),
        ],
        rows,
    )


def prices(found: Sequence[Price], library: Library) -> Table:
    """What each exclusion and each fixed day takes: more work, money and days, fewer points."""
    return make(
        [
            (_("wish"), False),
            (_("person-days more"), True),
            (_("million rials more"), True),
            (_("days later"), True),
            (_("points less"), True),
        ],
        [
            (
                _wish(price, library),
                numbers.show(price.effort),
                numbers.show(price.cost),
                numbers.show(price.days),
                words.score(price.points),
            )
            for price in found
        ],
    )


def _wish(price: Price, library: Library) -> str:
    title = str(library.actions[price.action].title)
    if price.fixed is None:
        wish = _("leave out: {action}").format(action=title)
    else:
        wish = _("begin on {day}: {action}").format(day=dates.show(price.fixed), action=title)
    return _("{wish} (puts the target out of reach)").format(wish=wish) if price.lost else wish


def record(found: WhatIf) -> Record:
    """Return what `plan --what-if --json` prints."""
    return {
        "office": found.plan.office,
        "round": found.plan.round,
        "checklist": found.plan.goal.checklist,
        "by_effort": [_point(p) for p in found.by_effort],
        "by_deadline": [_point(p) for p in found.by_deadline],
        "by_budget": [_point(p) for p in found.by_budget],
        "units": [{"unit": c.unit, "load": score(c.load, 1), "gain": score(c.gain, 4)} for c in found.capacities],
        "bottleneck": found.bottleneck,
        "next": [
            {
                "checklist": n.checklist,
                "certificate": n.certificate,
                "score": score(n.score),
                "reached": n.plan is not None,
                "effort_days": None if n.plan is None else score(n.plan.effort, 4),
                "cost": None if n.plan is None else n.plan.cost,
            }
            for n in found.next_steps
        ],
        "wishes": [
            {
                "action": p.action,
                "fixed": None if p.fixed is None else dates.write(p.fixed),
                "effort_days_more": score(p.effort, 4),
                "cost_more": p.cost,
                "days_later": p.days,
                "points_less": score(p.points, 4),
                "target_lost": p.lost,
            }
            for p in found.prices
        ],
        "problems": [],
    }


def _point(point: Point) -> Record:
    plan = point.plan
    return {
        "allowed": score(point.allowed, 4),
        "by": dates.write(point.deadline),
        "points": score(plan.after[plan.goal.checklist]),
        "effort_days": score(plan.effort, 4),
        "cost": plan.cost,
        "proven": plan.proven,
        "gap": score(plan.gap),
    }


def charts(found: WhatIf) -> dict[str, LineChart]:
    """Return the curves as charts, by name: effort, deadline, budget."""
    begin = found.plan.goal.begin
    days = tuple(
        (Fraction(p.deadline.toordinal()), p.plan.after[p.plan.goal.checklist] or Fraction(0))
        for p in found.by_deadline
    )
    first = (Fraction(begin.toordinal()), found.plan.before[found.plan.goal.checklist] or Fraction(0))
    by_day = LineChart(
        title=_("Points by deadline"),
        description=_("The most points that can be had by each day."),
        x_title=_("deadline"),
        y_title=_("points"),
        series=(Series(_("most points"), (first, *days), dots=True),),
        ticks=tuple((x, dates.show(p.deadline)) for (x, _y), p in zip(days, found.by_deadline, strict=True)),
        levels=_levels(found),
    )
    return {
        "effort": _chart(found, found.by_effort, _("Points by work"), _("person-days")),
        "deadline": by_day,
        "budget": _chart(found, found.by_budget, _("Points by money"), _("million rials")),
    }


def _chart(found: WhatIf, points: Sequence[Point], title: str, x_title: str) -> LineChart:
    curve_ = tuple((p.allowed, p.plan.after[p.plan.goal.checklist] or Fraction(0)) for p in points)
    return LineChart(
        title=title,
        description=_("The most points that can be had for each amount."),
        x_title=x_title,
        y_title=_("points"),
        series=(Series(_("most points"), curve_, dots=True),),
        levels=_levels(found),
    )


def _levels(found: WhatIf) -> tuple[Level, ...]:
    target = found.plan.goal.target
    return () if target is None else (Level(_("target"), target),)
