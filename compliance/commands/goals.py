"""What a plan is asked for on the command line: options become a goal, and everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import click

from compliance import clock
from compliance.commands import options
from compliance.errors import BadInput, Problem
from compliance.language import _, mark
from compliance.model.results import Goal, Spend
from compliance.persian import dates, numbers
from compliance.schema import nearest, quoted
from compliance.usecases import planning
from compliance.usecases.opening import Opened

_OPTIONS = (
    options.option(
        "--checklist",
        default="programme",
        metavar="ID",
        help=mark("The checklist to plan for. Default: programme."),
    ),
    options.option(
        "--target",
        type=options.Amount(),
        metavar="POINTS",
        help=mark("The score to reach. Default: every criterion."),
    ),
    options.option(
        "--least",
        type=click.Choice([spend.value for spend in Spend]),
        default=Spend.EFFORT.value,
        help=mark("What to save on the way to the target: work, money, or time. Default: effort."),
    ),
    options.option(
        "--from",
        "begin",
        type=options.JalaliDay(),
        metavar="DATE",
        help=mark("First day of work. Default: today."),
    ),
    options.option(
        "--by",
        "deadline",
        type=options.JalaliDay(),
        metavar="DATE",
        help=mark("Deadline. Default: 26 weeks later."),
    ),
    options.option(
        "--budget",
        type=options.Money(),
        metavar="N",
        help=mark("Million rials. Default: that of office.yaml."),
    ),
    options.option(
        "--effort",
        "most_effort",
        type=options.Amount(),
        metavar="DAYS",
        help=mark("At most so many person-days of work in all."),
    ),
    options.option(
        "--capacity",
        multiple=True,
        metavar="UNIT=DAYS",
        help=mark("Person-days a week of a unit, instead of office.yaml's."),
    ),
    options.option(
        "--exclude", multiple=True, metavar="ACTION", help=mark("Leave an action out, and what needs it.")
    ),
    options.option("--fix", multiple=True, metavar="ACTION@DATE", help=mark("Let an action begin on a date.")),
    options.option(
        "--also",
        multiple=True,
        metavar="ID=WEIGHT",
        help=mark("Count the points of a further checklist too, with a weight; without --target."),
    ),
    options.option(
        "--then",
        metavar="ID",
        help=mark("The checklist that decides among plans that are equally good."),
    ),
)


def wishes(function: options.F) -> options.F:
    """Declare the options that say what a plan is asked for."""
    for declare in reversed(_OPTIONS):
        function = declare(function)
    return function


class _Reader:
    """Reads the options; what is wrong with them is collected."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.problems: list[Problem] = []

    def wrong(self, option: str, seen: str, expected: str, mend: str) -> None:
        self.problems.append(Problem(option, None, seen, expected, mend))

    def planned(self, option: str, id_: str) -> str:
        """Return the id of a checklist that judges the office itself."""
        known = self.opened.instruments.checklists
        if id_ not in known:
            self.wrong(option, quoted(id_), _("the id of a checklist"), nearest(id_, known))
        elif known[id_].per != "office":
            self.wrong(
                option,
                quoted(id_),
                _("a checklist of the office itself"),
                _("name another checklist; a system's is assessed, not planned"),
            )
        return id_

    def target(self, target: Fraction | None, checklist: str) -> None:
        known = self.opened.instruments.checklists.get(checklist)
        if known is not None and target is not None and target > known.maximum:
            self.wrong(
                "--target",
                numbers.show(target),
                _("at most {maximum}").format(maximum=numbers.show(known.maximum)),
                _("name a score of this checklist"),
            )

    def deadline(self, begin: date, last: date) -> None:
        if last < begin:
            self.wrong(
                "--by",
                dates.show(last),
                _("a day after {begin}").format(begin=dates.show(begin)),
                _("name a later deadline, or an earlier --from"),
            )
        elif last < clock.today():
            self.wrong(
                "--by",
                dates.show(last),
                _("a day that is not past; today is {day}").format(day=dates.show(clock.today())),
                _("name a later deadline"),
            )

    def actions(self, ids: Sequence[str]) -> None:
        known = self.opened.instruments.actions
        for id_ in ids:
            if id_ not in known:
                self.wrong("--exclude / --fix", quoted(id_), _("the id of an action"), nearest(id_, known))

    def fixed(self, texts: Sequence[str]) -> dict[str, date]:
        days = {}
        for text in texts:
            id_, _at, written = text.partition("@")
            day = dates.read(written)
            if day is None:
                self.wrong(
                    "--fix",
                    quoted(text),
                    _("ACTION@DATE, such as renew-certificate@1405/10/05"),
                    _("write the action's id, @ and a Jalali date"),
                )
            days[id_] = day or date.min
        return days

    def capacity(self, texts: Sequence[str]) -> dict[str, Fraction]:
        known = {u.id for u in self.opened.folder.office.units} | set(self.opened.instruments.units)
        amounts = {}
        for text in texts:
            unit, _sign, days = text.partition("=")
            amount = numbers.parse(days)
            if amount is None or amount < 0:
                mend = _("write the unit, = and person-days a week of 0 or more")
                self.wrong("--capacity", quoted(text), _("UNIT=DAYS, such as it=3"), mend)
            elif unit not in known:
                expected = _("a unit of the office or of the checklists")
                self.wrong("--capacity", quoted(unit), expected, nearest(unit, known))
            amounts[unit] = amount or Fraction(0)
        return amounts

    def weights(self, texts: Sequence[str], target: Fraction | None) -> dict[str, Fraction]:
        weights = {}
        for text in texts:
            id_, _sign, written = text.partition("=")
            amount = numbers.parse(written)
            if amount is None or amount <= 0:
                self.wrong("--also", quoted(text), _("ID=WEIGHT, such as award=0.1"), _("write a number above 0"))
            weights[self.planned("--also", id_)] = amount or Fraction(0)
        if texts and target is not None:
            self.wrong(
                "--also",
                _("--target beside --also"),
                _("one of the two: a target is of one checklist"),
                _("take --target out; or --then ID lets another checklist decide among equally good plans"),
            )
        return weights


def goal(opened: Opened, given: Mapping[str, Any]) -> Goal:
    """Return the goal the options ask for; BadInput says everything that is wrong with them."""
    reader = _Reader(opened)
    checklist = reader.planned("--checklist", given["checklist"])
    begin, target = given["begin"] or clock.today(), given["target"]
    wanted = planning.default_goal(opened, checklist, begin, target)
    last = given["deadline"] or wanted.deadline
    reader.target(target, checklist)
    reader.deadline(begin, last)
    reader.actions([*given["exclude"], *(text.split("@")[0] for text in given["fix"])])
    wanted = wanted._replace(
        deadline=last,
        budget=wanted.budget if given["budget"] is None else given["budget"],
        capacity=reader.capacity(given["capacity"]),
        excluded=frozenset(given["exclude"]),
        fixed=reader.fixed(given["fix"]),
        spend=Spend(given["least"]),
        most_effort=given["most_effort"],
        weights=reader.weights(given["also"], target),
        then=None if given["then"] is None else reader.planned("--then", given["then"]),
    )
    if reader.problems:
        raise BadInput(reader.problems)
    return wanted
