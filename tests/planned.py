"""Plans made by hand, for what is about plans and not about making them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from compliance.model.checklist import Action, Criterion, Library, Text
from compliance.model.office import Known, Office, Source, Value
from compliance.model.results import Caveats, Goal, Objective, Plan, PlannedAction

BEGIN, END = date(2026, 12, 25), date(2026, 12, 30)  # 1405/10/04 to 1405/10/09


def plan_of(actions: Iterable[Action], office: Office, round_id: str = "1405-2") -> Plan:
    """Return a plan that holds these actions and says nothing else."""
    planned = tuple(PlannedAction(a, a.owner, BEGIN, END, Fraction(2), (), {}) for a in actions)
    return Plan(
        office=office.id,
        round=round_id,
        goal=Goal("programme", None, BEGIN, date(2027, 5, 1)),
        objective=Objective.MOST_POINTS,
        reached=True,
        bound=Fraction(0),
        before={},
        after={},
        actions=planned,
        requests=(),
        already_met=(),
        answer_first=(),
        efforts_confirmed=False,
        caveats=Caveats(),
        basis="",
    )


def with_test(
    library: Library, test: Mapping[str, Any], id_: str = "renew-certificate", title: str = "کار"
) -> Action:
    """Return an action of the library with another title and another test."""
    action = library.actions[id_]
    return action._replace(title=Text(title, title), criterion=Criterion(action.criterion.text, test))


def known(**amounts: Any) -> dict[str, Known]:
    """Return facts with these amounts; two underscores stand for the dot, None for what does not apply."""
    return {name.replace("__", ".").replace("_", "-"): fact(amount) for name, amount in amounts.items()}


def fact(amount: Any) -> Known:
    """Return what is known of a fact: an amount, or None for one that does not apply."""
    value = Value(None, not_applicable="ندارد") if amount is None else Value(Fraction(amount))
    return Known(value, Source.DECLARED)
