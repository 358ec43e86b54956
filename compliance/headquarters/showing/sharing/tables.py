"""A shared plan as tables: who receives what, what headquarters does, how it is spread, who receives nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from compliance.headquarters.roster import Office
from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing.leagues import standings
from compliance.headquarters.showing.sharing import words as sharing_words
from compliance.headquarters.showing.sharing.words import named
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.sharing import Doer, Given, Share, SharedPlan, Team
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.tables import Heading, Table, make, points_by_checklist

DOER = {
    Doer.TEAM: mark("shared team"),
    Doer.OFFICE: mark("the office's own work"),
    Doer.HEADQUARTERS: mark("headquarters' own work"),
}
_QUARTERS = (mark("lowest"), mark("second"), mark("third"), mark("highest"))


def ordered(plan: SharedPlan, offices: Mapping[str, Office]) -> list[Share]:
    """Return what the offices receive in the order of their scores before, the lowest first; those alike by name."""
    return sorted(plan.shares, key=lambda share: (share.before, sort_key(named(offices[share.office])), share.office))


def graded(plan: SharedPlan, library: Library) -> bool:
    """Whether there are floors to be lifted over."""
    return plan.terms.floor is not None or bool(library.checklists[plan.terms.checklist].certificates)


def offices(plan: SharedPlan, ground: Ground, library: Library) -> Table:
    """Who receives what: scores before and after, money, each team's days, own work, actions."""
    lifts = graded(plan, library)
    columns: list[Heading] = [
        (_("office"), False, False, True),
        (_("score"), True),
        (_("after"), True),
        (_("gained"), True),
    ]
    columns += [(_("comes over"), True)] if lifts else []
    columns += [(_("money (million rials)"), True)]
    columns += [(_("{team} (person-days)").format(team=team.name), True) for team in plan.terms.teams]
    columns += [(_("own work (person-days)"), True, True), (_("actions"), True, True)]
    shares = ordered(plan, ground.offices)
    before, after, gained = (
        (
            _alike(column)
            for column in zip(
                *((share.before, share.after, share.after - share.before) for share in shares), strict=True
            )
        )
        if shares
        else ((), (), ())
    )
    rows = [
        (
            named(ground.offices[share.office]),
            *points,
            *([_floor(share)] if lifts else []),
            numbers.show(share.cost),
            *days,
            numbers.show(len(share.actions)),
        )
        for (share, *points), days in zip(
            zip(shares, before, after, gained, strict=True), _days(shares, plan), strict=True
        )
    ]
    return make(columns, rows)


def _alike(amounts: Sequence[Fraction]) -> list[str]:
    """Return a column of amounts, all with equally many decimals."""
    least = numbers.decimals(amounts)
    return [numbers.show(one, least=least) for one in amounts]


def _days(shares: Sequence[Share], plan: SharedPlan) -> list[tuple[str, ...]]:
    """Return the person-days of each office, of every team and its own, each column with equally many decimals."""
    columns = [_alike([share.days(team.name) for share in shares]) for team in plan.terms.teams]
    return list(zip(*columns, _alike([share.own_days for share in shares]), strict=True))


def _floor(share: Share) -> str:
    """Return over which floor an office is lifted, a dash for none."""
    return numbers.show(share.floor) if share.lifted and share.floor is not None else "—"


def actions(share: Share, library: Library) -> Table:
    """What is done for one office, in the order of what it brings: who does it, what it takes, when it succeeded."""
    return make(
        [
            (_("no."), True),
            (_("action"), False, False, True),
            (_("who does it"), False, False, True),
            (_("person-days"), True),
            (_("cost (million rials)"), True),
            (_("points"), False, False, True),
            (_("success criterion"), False, True, True),
        ],
        [
            (
                numbers.show(number),
                title(given),
                doer(given, library),
                numbers.show(given.effort),
                numbers.show(given.action.cost),
                points_by_checklist(given.gains, library),
                str(given.action.criterion.text),
            )
            for number, given in enumerate(share.actions, 1)
        ],
    )


def title(given: Given) -> str:
    """Return the title of an action, marked where it is headquarters' to do, or needs headquarters."""
    marks = {"headquarters": _("(headquarters)"), "joint": _("(with headquarters)")}
    marked = marks.get(given.action.authority.value, "")
    return f"{given.action.title} {marked}".strip()


def doer(given: Given, library: Library) -> str:
    """Return who does an action: the team by its name, else whose own work it is, with the unit of an office."""
    if given.team is not None:
        return given.team
    own = _(DOER[given.doer])
    if given.doer is Doer.HEADQUARTERS:
        return own
    return f"{own} ({library.units.get(given.action.owner, given.action.owner)})"


def requests(plan: SharedPlan) -> Table:
    """What headquarters does itself, over all offices."""
    points, efforts = (_alike([getattr(one, name) for one in plan.requests]) for name in ("points", "effort"))
    return make(
        [
            (_("action of headquarters"), False, False, True),
            (_("offices"), True),
            (_("points"), True),
            (_("person-days"), True, True),
            (_("cost (million rials)"), True, True),
        ],
        [
            (
                str(one.action.title),
                numbers.show(one.offices),
                gained,
                effort,
                numbers.show(one.cost),
            )
            for one, gained, effort in zip(plan.requests, points, efforts, strict=True)
        ],
    )


def spread(plan: SharedPlan, library: Library) -> Table:
    """How what is shared is spread: by quarters of the offices by their score before, each with its part of all."""
    lifts = graded(plan, library)
    columns: list[Heading] = [
        (_("quarter by score"), False),
        (_("scores"), True),
        (_("offices"), True),
        (_("money (million rials)"), True),
    ]
    columns += [(_("{team} (person-days)").format(team=team.name), True) for team in plan.terms.teams]
    columns += [(_("points"), True), *([(_("lifted"), True)] if lifts else [])]
    rows = [
        (
            quarter(n),
            _("{low} to {high}").format(low=numbers.show(one.low), high=numbers.show(one.high)),
            numbers.show(one.offices),
            _part(Fraction(one.cost), Fraction(plan.cost)),
            *(_part(one.days[team.name], plan.days(team.name)) for team in plan.terms.teams),
            _part(one.points, plan.points),
            *([numbers.show(one.lifted)] if lifts else []),
        )
        for n, one in enumerate(plan.quarters)
    ]
    return make(columns, rows)


def quarter(number: int) -> str:
    """Return what a quarter of the offices is called, the one with the lowest scores first."""
    return _(_QUARTERS[number])


def _part(amount: Fraction, whole: Fraction) -> str:
    """Return an amount with its share of the whole."""
    return f"{numbers.show(amount)} ({numbers.per_cent(100 * amount / whole, 0)})" if whole else numbers.show(amount)


def limits(plan: SharedPlan, library: Library) -> Table:
    """What is shared: how much there is of it, how much is used, and whose work each team takes over."""
    rows: list[tuple[str, ...]] = []
    if plan.terms.budget is not None:
        unit = _("million rials")
        rows.append((_("Money"), unit, numbers.show(plan.terms.budget), numbers.show(plan.cost), "—"))
    rows += [_team(team, plan, library) for team in plan.terms.teams]
    columns = [
        (_("what is shared"), False),
        (_("unit"), False),
        (_("there is"), True),
        (_("used"), True),
        (_("takes over the work of"), False),
    ]
    return make(columns, rows)


def _team(team: Team, plan: SharedPlan, library: Library) -> tuple[str, ...]:
    owners = words.joined(str(library.units[owner]) for owner in team.covers)
    return team.name, _("person-days"), numbers.show(team.days), numbers.show(plan.days(team.name)), owners


def without(plan: SharedPlan, ground: Ground, library: Library) -> Table:
    """Who receives nothing of what is shared, and why; also of whom no filing counts."""
    rows = [(named(ground.offices[one.office]), sharing_words.why(one, library)) for one in plan.without]
    rows += [(named(ground.offices[id_]), _(sharing_words.NOTHING)) for id_ in ground.nothing]
    rows += [(sharing_words.absent(one), standings.said(one, key)) for one, key in ground.away()]
    return make(
        [(_("office"), False, False, True), (_("why it receives nothing of what is shared"), False, False, True)],
        rows,
    )


def answer_first(plan: SharedPlan, ground: Ground, library: Library) -> Table:
    """Whose questions are open, and what hangs on them; what they could add is not in the plan."""
    maximum = library.checklists[plan.terms.checklist].maximum
    return make(
        [(_("office"), False, False, True), (_("open questions"), True), (_("points that hang on them"), True)],
        [
            (
                named(ground.offices[office]),
                numbers.show(len(facts)),
                _("{points} of {maximum}").format(
                    points=numbers.show(sum(facts.values(), Fraction(0))), maximum=numbers.show(maximum)
                ),
            )
            for office, facts in plan.unanswered
        ],
    )
