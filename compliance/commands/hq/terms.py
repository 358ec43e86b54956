"""What `hq plan` is asked for: options become terms, and everything wrong with them is said at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import click

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.headquarters import roster
from compliance.headquarters.sharing import Question
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.sharing import Aim, Team, Terms
from compliance.persian import numbers
from compliance.persian.letters import persian
from compliance.schema import nearest, quoted


def question(given: dict[str, Any], library: Library) -> Question:
    """Return what is asked; BadInput with every team and floor that cannot be read."""
    floor, problems = _floor(given["floor"], given["checklist_id"], library)
    teams = []
    for text in given["teams"]:
        team = _team(text)
        if isinstance(team, Team):
            teams.append(team)
        else:
            problems.append(team)
    if problems:
        raise BadInput(problems)
    terms = Terms(
        given["checklist_id"],
        _aim(given["aim"], floor),
        floor,
        given["budget"],
        tuple(teams),
        given["only"] is not None,
    )
    day = roster.day_of(given["as_of"], "--as-of") if given["as_of"] else None
    group = roster.group_of(given["group"])
    return Question(given["round_id"], terms, given["province"], given["body"], group, day)


def _aim(named: str | None, floor: Fraction | None) -> Aim:
    """Return what is aimed at: what was named, else a certificate where a floor was."""
    if named == Aim.POINTS.value and floor is not None:
        raise click.UsageError(_("--floor goes with --aim certificate"))
    return Aim.CERTIFICATE if floor is not None else Aim(named or Aim.POINTS)


def _floor(text: str | None, checklist: str, library: Library) -> tuple[Fraction | None, list[Problem]]:
    """Return the score that was named, by a number or by a certificate."""
    if text is None:
        return None, []
    amount = numbers.parse(text)
    known = library.checklists.get(checklist)
    certificates = {one.id: one.floor for one in known.certificates} if known else {}
    if amount is None and text not in certificates:
        expected, mend = _("a score, or the id of a certificate"), nearest(text, certificates)
        if known and not certificates:
            expected = _("a score, for this checklist has no certificates")
            mend = _("write a number of points, such as {n}").format(n=numbers.show(known.maximum / 2))
        return None, [Problem("--floor", None, quoted(text), expected, mend)]
    return certificates.get(text, amount), []


def _team(text: str) -> Team | Problem:
    """Return a team that was typed as NAME=DAYS:OWNER,OWNER."""
    name, sign, rest = text.partition("=")
    days, colon, owners = rest.rpartition(":")
    named, amount = persian(name), numbers.parse(days)
    covers = tuple(dict.fromkeys(_owners(owners)))
    if not sign or not colon or amount is None or not named or files.CONTROL.search(name) or not covers:
        expected = _("NAME=DAYS:OWNER,OWNER, such as trainers=120:hr")
        mend = _("write its name, its person-days in all, and the owners whose work it takes over")
        return Problem("--team", None, quoted(text), expected, mend)
    return Team(named, amount, covers)


def _owners(text: str) -> Sequence[str]:
    return [owner.strip() for owner in text.replace("،", ",").split(",") if owner.strip()]
