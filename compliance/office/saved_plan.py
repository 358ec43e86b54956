"""plan.yaml: the plan a round was given, kept as people can read it and as it was made.

Everything computed is in it, so that a signed plan does not change when a checklist does; what an
action is comes from the library again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import Action, Library
from compliance.model.results import Caveats, Goal, Objective, Plan, PlannedAction, Request, State, Work
from compliance.persian import dates
from compliance.schema import Fields, nearest, quoted

FILE = "plan.yaml"
_KEYS = (
    "office",
    "round",
    "checklist",
    "target",
    "from",
    "by",
    "budget",
    "capacity",
    "excluded",
    "fixed",
    "objective",
    "reached",
    "bound",
    "before",
    "after",
    "efforts_confirmed",
    "actions",
    "requests",
    "already_met",
    "answer_first",
    "caveats",
    "basis",
)
_EXACT = re.compile(r"-?[0-9]+([./][0-9]+)?")
_ACTION_KEYS = ("id", "unit", "start", "end", "effort_days", "work", "gains", "state")


def write(path: Path, plan: Plan) -> None:
    """Write the plan whole, under a lock, or leave what was there."""
    import yaml

    text = "# A plan as “compliance plan --save” made it; states are changed by “review” and “track”.\n"
    text += yaml.safe_dump(_plain(plan), allow_unicode=True, sort_keys=False, width=110)
    with files.lock(path):
        files.write_text(path, text)


def _plain(plan: Plan) -> dict[str, Any]:
    goal = plan.goal
    return {
        "office": plan.office,
        "round": plan.round,
        "checklist": goal.checklist,
        "target": None if goal.target is None else str(goal.target),
        "from": dates.write(goal.begin),
        "by": dates.write(goal.deadline),
        "budget": goal.budget,
        "capacity": _texts(goal.capacity),
        "excluded": sorted(goal.excluded),
        "fixed": {id_: dates.write(day) for id_, day in goal.fixed.items()},
        "objective": plan.objective.value,
        "reached": "yes" if plan.reached else "no",
        "bound": str(plan.bound),
        "before": _texts(plan.before),
        "after": _texts(plan.after),
        "efforts_confirmed": "yes" if plan.efforts_confirmed else "no",
        "actions": [_plain_action(p) for p in plan.actions],
        "requests": [
            {
                "id": r.action.id,
                "effort_days": str(r.effort),
                "gains": _texts(r.gains),
                "unlocks": list(r.unlocks),
            }
            for r in plan.requests
        ],
        "already_met": list(plan.already_met),
        "answer_first": list(plan.answer_first),
        "caveats": {
            "assumed_units": list(plan.caveats.assumed_units),
            "uncounted_actions": list(plan.caveats.uncounted_actions),
            "years_without_calendar": list(plan.caveats.years_without_calendar),
            "estimated_holidays": [dates.write(day) for day in plan.caveats.estimated_holidays],
        },
        "basis": plan.basis,
    }


def _plain_action(planned: PlannedAction) -> dict[str, Any]:
    return {
        "id": planned.action.id,
        "title": planned.action.title.fa,
        "unit": planned.unit,
        "start": dates.write(planned.start),
        "end": dates.write(planned.end),
        "effort_days": str(planned.effort),
        "work": {w.week: str(w.days) for w in planned.work},
        "gains": _texts(planned.gains),
        "state": planned.state.value,
    }


def _texts(amounts: Mapping[str, Fraction | None]) -> dict[str, str | None]:
    return {key: None if amount is None else str(amount) for key, amount in amounts.items()}


def read(path: Path, library: Library, office: str, round_id: str) -> Plan | None:
    """Return the saved plan, None when there is none; raises BadInput when it was edited into nonsense."""
    if not path.exists():
        return None
    root = tree.parse(files.read_text(path), str(path))
    reader = _Reader(root, str(path), library)
    plan = reader.plan(office, round_id)
    if reader.problems or plan is None:
        raise BadInput(schema.with_reference(reader.problems, root, "plan", str(path)))
    return plan


class _Reader:
    """Reads plan.yaml key by key; what cannot be read is a problem with its line."""

    def __init__(self, root: tree.Node, name: str, library: Library) -> None:
        self.problems: list[Problem] = []
        self.instruments = library
        self.top = Fields(root, name, self.problems, _KEYS)

    def plan(self, office: str, round_id: str) -> Plan | None:
        top = self.top
        goal = Goal(
            checklist=top.choice("checklist", self.instruments.checklists, required=True) or "",
            target=_exact(top, "target"),
            begin=_day(top, "from"),
            deadline=_day(top, "by"),
            budget=_whole(top, "budget"),
            capacity=_amounts(top, "capacity"),
            excluded=frozenset(_list(top, "excluded")),
            fixed=self.fixed(),
        )
        objective = top.choice("objective", [o.value for o in Objective], required=True)
        caveats = top.fields("caveats", required=True) or Fields(tree.Table({}, {}, top.line), top.name, [])
        plan = Plan(
            office=top.choice("office", (office,), required=True) or "",
            round=top.choice("round", (round_id,), required=True) or "",
            goal=goal,
            objective=Objective(objective or Objective.MOST_POINTS.value),
            reached=top.choice("reached", ("yes", "no"), required=True) == "yes",
            bound=_exact(top, "bound", required=True) or Fraction(0),
            before=_scores(top, "before", goal.checklist),
            after=_scores(top, "after", goal.checklist),
            actions=tuple(p for node in top.sequence("actions") if (p := self.action(node))),
            requests=tuple(r for node in top.sequence("requests") if (r := self.request(node))),
            already_met=_list(top, "already_met"),
            answer_first=_list(top, "answer_first"),
            efforts_confirmed=top.choice("efforts_confirmed", ("yes", "no"), required=True) == "yes",
            caveats=Caveats(
                _list(caveats, "assumed_units"),
                _list(caveats, "uncounted_actions"),
                tuple(int(year) for year in _list(caveats, "years_without_calendar") if year.isdecimal()),
                tuple(day for text in _list(caveats, "estimated_holidays") if (day := dates.read(text))),
            ),
            basis=top.text("basis", required=True) or "",
        )
        if not self.problems and _passes_its_bound(plan):
            top.problem(
                top.nodes["bound"].line,
                _("a bound that the plan itself passes"),
                _("a plan as it was made"),
                _("make it again with “plan --save”; --exclude leaves an action out"),
            )
        return None if self.problems else plan

    def known(self, fields: Fields) -> Action | None:
        id_ = fields.text("id", required=True)
        if id_ is not None and id_ not in self.instruments.actions:
            self.unknown(fields, "id", id_)
        return self.instruments.actions.get(id_ or "")

    def unknown(self, fields: Fields, key: str, id_: str) -> None:
        fields.problem(
            fields.nodes[key].line, quoted(id_), _("the id of an action"), nearest(id_, self.instruments.actions)
        )

    def action(self, node: tree.Node) -> PlannedAction | None:
        fields = Fields(node, self.top.name, self.problems, (*_ACTION_KEYS, "title"))
        action = self.known(fields)
        unit = fields.text("unit", required=True) or ""
        planned = PlannedAction(
            action=action or next(iter(self.instruments.actions.values())),
            unit=unit,
            start=_day(fields, "start"),
            end=_day(fields, "end"),
            effort=_exact(fields, "effort_days", required=True) or Fraction(0),
            work=tuple(Work(week, unit, days) for week, days in _amounts(fields, "work").items()),
            gains=_amounts(fields, "gains"),
            state=State(fields.choice("state", list(State)) or State.PROPOSED),
        )
        return planned if action else None

    def request(self, node: tree.Node) -> Request | None:
        fields = Fields(node, self.top.name, self.problems, ("id", "effort_days", "gains", "unlocks"))
        action = self.known(fields)
        effort = _exact(fields, "effort_days", required=True) or Fraction(0)
        unlocks = _list(fields, "unlocks")
        for id_ in unlocks:
            if id_ not in self.instruments.actions:
                self.unknown(fields, "unlocks", id_)
        return Request(action, effort, _amounts(fields, "gains"), unlocks) if action else None

    def fixed(self) -> dict[str, date]:
        inner = self.top.fields("fixed")
        return {id_: _day(inner, id_) for id_ in inner.nodes} if inner else {}


def _passes_its_bound(plan: Plan) -> bool:
    """Whether actions or scores were changed by hand, so that the plan is better than any can be."""
    if plan.objective is Objective.LEAST_EFFORT:
        return plan.value < plan.bound
    return plan.value > plan.bound


def _exact(fields: Fields, key: str, required: bool = False) -> Fraction | None:
    text = fields.text(key, required) if _stated(fields, key) or required else None
    if text is None:
        return None
    try:
        if _EXACT.fullmatch(text):  # Fraction itself would also compute 1e999999999
            return Fraction(text)
    except (ValueError, ZeroDivisionError):
        pass
    fields.problem(fields.nodes[key].line, quoted(text), _("a number"), _("write digits only"))
    return None


def _stated(fields: Fields, key: str) -> bool:
    node = fields.nodes.get(key)
    return node is not None and not (isinstance(node, tree.Scalar) and node.text in {"", "null"})


def _whole(fields: Fields, key: str) -> int | None:
    amount = fields.number(key, whole=True) if _stated(fields, key) else None
    return None if amount is None else amount.numerator


def _day(fields: Fields, key: str) -> date:
    text = fields.text(key, required=True)
    day = dates.read(text) if text else None
    if text and day is None:
        fields.problem(
            fields.nodes[key].line,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            _("check year, month and day"),
        )
    return day or date.min


def _amounts(fields: Fields, key: str) -> dict[str, Fraction]:
    inner = fields.fields(key)
    read_ = {name: _exact(inner, name) for name in inner.nodes} if inner else {}
    return {name: amount for name, amount in read_.items() if amount is not None}


def _scores(fields: Fields, key: str, checklist: str) -> dict[str, Fraction | None]:
    """Read scores by checklist; that of the plan's own checklist has to be among them."""
    inner = fields.fields(key, required=True)
    scores = {name: _exact(inner, name) for name in inner.nodes} if inner else {}
    if inner and checklist and checklist not in scores:
        inner.text(checklist, required=True)
    return scores


def _list(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(node.text for node in fields.sequence(key) if isinstance(node, tree.Scalar))
