"""How far a plan has come: as sentences, a table, JSON, and the burn-up chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from compliance import clock
from compliance.criteria import running
from compliance.criteria.tracking import Mark, Track, Tracked, expected, week_ends
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.persian import dates, numbers
from compliance.report import plan_tables, shortfalls, words
from compliance.report.charts.lines import Level, LineChart
from compliance.report.charts.lines import Mark as Line
from compliance.report.charts.series import Series
from compliance.report.records import Record, score
from compliance.report.tables import Table, make
from compliance.schema import listed

MARK = {
    Mark.VERIFIED: mark("verified"),
    Mark.NOT_YET: mark("not yet"),
    Mark.REGRESSED: mark("fails again"),
    Mark.OVERDUE: mark("overdue"),
}
Actual = Sequence[tuple[date, Fraction]]


def sentences(track: Track) -> list[str]:
    """Return what a reader has to know first: the counts, the points, how late the plan is, what to plan again."""
    return list(_sentences(track))


def _sentences(track: Track) -> Iterator[str]:
    if is_ahead(track):
        yield ahead(track)
    yield _("Verified {verified}, not yet {waiting}, failing again {regressed}, overdue {overdue} of {all}.").format(
        verified=numbers.show(track.count(Mark.VERIFIED)),
        waiting=numbers.show(track.count(Mark.NOT_YET)),
        regressed=numbers.show(track.count(Mark.REGRESSED)),
        overdue=numbers.show(track.count(Mark.OVERDUE)),
        all=numbers.show(len(track.actions)),
    )
    yield points(track)
    if track.slippage:
        yield _("The plan is up to {days} days late.").format(days=numbers.show(track.slippage))
    if track.replan:
        rows = (n for n, t in enumerate(track.actions, 1) if t.planned.action.id in track.replan)
        yield _("To be planned again: no. {rows}.").format(rows=listed(map(numbers.show, rows)))


def is_ahead(track: Track) -> bool:
    """Whether a plan is followed on a day that has not come: what is known then is what is known today."""
    return track.on > clock.today()


def ahead(track: Track) -> str:
    """Return that a day has not come yet."""
    return _("{day} has not come yet; this is a look ahead with the answers of today.").format(
        day=dates.show(track.on)
    )


def points(track: Track) -> str:
    """Return the points planned by the day, those reached, and those of the end."""
    return _("Points planned by {day} {planned}, actual {actual}; at the end {end} are planned.").format(
        day=dates.show(track.on),
        planned=words.score(track.expected),
        actual=words.score(track.actual),
        end=words.score(track.plan.after.get(track.plan.goal.checklist)),
    )


def table(track: Track, facts: dict[str, Known], library: Library) -> Table:
    """Every action with what its criterion's test says."""
    return make(
        [
            (_("no."), True),
            (_("action"), False),
            (_("ends"), True),
            (_("state"), False, True),
            (_("its criterion"), False),
            (_("days late"), True, True),
            (_("what is missing"), False, True, True),
        ],
        [
            (
                numbers.show(number),
                str(t.planned.action.title),
                dates.show(t.planned.end),
                _(plan_tables.STATE[t.planned.state]),
                _(MARK[t.mark]),
                numbers.show(t.late) if t.late else "—",
                missing(t, facts, library),
            )
            for number, t in enumerate(track.actions, 1)
        ],
    )


def missing(tracked: Tracked, facts: dict[str, Known], library: Library) -> str:
    """Return each question whose answer falls short, with the answer that is expected."""
    said = (shortfalls.sentence(failing, facts, library.facts) for failing in tracked.failing)
    return _("; ").join(said) or "—"


def record(track: Track, facts: dict[str, Known], hash_: str, actual: Actual) -> Record:
    """Return what `track --json` prints."""
    plan = track.plan
    return {
        "office": plan.office,
        "round": plan.round,
        "plan": hash_,
        "on": dates.write(track.on),
        "ahead": is_ahead(track),
        "approved": plan.approved,
        "counts": {m.value: track.count(m) for m in Mark},
        "points": {
            "before": score(plan.before.get(plan.goal.checklist)),
            "planned": score(track.expected),
            "actual": score(track.actual),
            "end": score(plan.after.get(plan.goal.checklist)),
        },
        "slippage_days": track.slippage,
        "replan": list(track.replan),
        "actions": [_action(t, facts) for t in track.actions],
        "weeks": _weeks(track, actual),
        "problems": [],
    }


def _action(tracked: Tracked, facts: dict[str, Known]) -> Record:
    planned = tracked.planned
    return {
        "id": planned.action.id,
        "state": "verified" if tracked.mark is Mark.VERIFIED else planned.state.value,
        "result": tracked.mark.value,
        "end": dates.write(planned.end),
        "days_late": tracked.late,
        "holds_up": list(tracked.holds_up),
        "failing": [
            {"fact": f.fact, "value": score(f.value, 6), "seen": seen, "expected": wanted}
            for f in tracked.failing
            for seen, wanted in [running.explain((f,), facts)]
        ],
    }


def _weeks(track: Track, actual: Actual) -> list[Record]:
    reached = dict(actual)
    this_week = next((day for day in week_ends(track.plan, track.on) if day >= track.on), None)
    return [
        {
            "week": dates.week(day),
            "end": dates.write(day),
            "planned": score(expected(track.plan, day)),
            "actual": score(reached.get(day, reached.get(track.on) if day == this_week else None)),
        }
        for day in week_ends(track.plan, track.on)
    ]


def burn_up(track: Track, actual: Actual, office: str) -> LineChart:
    """Return the chart of points over the Jalali weeks: planned in steps, actual up to the day, the target."""
    plan, ends = track.plan, week_ends(track.plan, track.on)
    first = (Fraction(plan.goal.begin.toordinal()), plan.before.get(plan.goal.checklist) or Fraction(0))
    planned = [first, *((Fraction(day.toordinal()), expected(plan, day)) for day in ends)]
    reached = tuple((Fraction(day.toordinal()), scored) for day, scored in actual if day <= clock.today())
    on = dates.show(track.on) if is_ahead(track) else _("today")
    target = plan.goal.target
    return LineChart(
        title=_("Planned and actual points of {office}").format(office=office),
        description=points(track),
        x_title=_("end of week"),
        y_title=_("points"),
        series=(
            Series(_("planned"), tuple(planned), step=True),
            Series(_("actual"), reached, dots=True),
        ),
        ticks=tuple((Fraction(day.toordinal()), dates.show(day)) for day in ends),
        levels=() if target is None else (Level(_("target"), target),),
        marks=(Line(on, Fraction(track.on.toordinal())),),
    )
