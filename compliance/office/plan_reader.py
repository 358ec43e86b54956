"""Reads plan.yaml as people may have edited it: what cannot be, or cannot be read, is named with its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

from compliance import tree
from compliance.errors import Problem
from compliance.language import _, way
from compliance.model.checklist import Action, Library
from compliance.model.decisions import UNDECIDED, Approval, Decisions
from compliance.model.results import (
    Because,
    Caveats,
    Goal,
    Hindrance,
    LeftOut,
    Objective,
    Plan,
    PlannedAction,
    Request,
    Spend,
    State,
    When,
    Why,
    Work,
)
from compliance.office.plan_ground import Ground
from compliance.persian import dates, letters
from compliance.schema import Fields, listed, nearest, quoted

T = TypeVar("T")

_KEYS = (
    "hash",
    "office",
    "round",
    "checklist",
    "target",
    "from",
    "by",
    "budget",
    "capacity",
    "least",
    "most_effort",
    "weights",
    "then",
    "excluded",
    "fixed",
    "assigned",
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
    "left_out",
    "solver",
    "basis",
    "decisions",
    "approval",
)
_HASH = re.compile(r"[0-9a-f]{16}")
_YEAR = re.compile(r"1[34][0-9]{2}")
_EXACT = re.compile(r"[0-9]+([./][0-9]+)?")  # nothing in a plan is below 0
_CAVEATS = ("assumed_units", "uncounted_actions", "years_without_calendar", "estimated_holidays")
_ACTION_KEYS = ("id", "unit", "start", "end", "effort_days", "work", "gains", "why", "state")
_GAP_KEYS = ("item", "fact", "points", "action", "why_not", "names", "effort_days", "gain")


class Reading(NamedTuple):
    """A plan as far as it could be read: `sound` are the actions in which nothing was wrong, with their places.

    Where `whole` is false the plan has gaps that are filled with anything, and is only fit to look for
    further problems.
    """

    plan: Plan
    top: Fields
    sound: tuple[tuple[tree.Node, PlannedAction], ...]
    whole: bool


def read(root: tree.Node, name: str, ground: Ground, problems: list[Problem]) -> Reading:
    """Return the plan of a file; everything that cannot be read is noted."""
    reader = _Reader(root, name, ground.instruments, problems)
    plan = reader.plan(ground.office, ground.round)
    return Reading(plan, reader.top, tuple(reader.sound), not problems)


class _Reader:
    """Reads plan.yaml key by key; what cannot be read is a problem with its line."""

    def __init__(self, root: tree.Node, name: str, library: Library, problems: list[Problem]) -> None:
        self.problems = problems
        self.instruments = library
        self.sound: list[tuple[tree.Node, PlannedAction]] = []
        self.top = Fields(root, name, self.problems, _KEYS)

    def plan(self, office: str, round_id: str) -> Plan:
        top = self.top
        goal = Goal(
            checklist=top.choice("checklist", self.instruments.checklists, required=True) or "",
            target=_exact(top, "target"),
            begin=_day(top, "from"),
            deadline=_day(top, "by", date.max),
            budget=_whole(top, "budget"),
            capacity=_amounts(top, "capacity"),
            excluded=frozenset(_list(top, "excluded")),
            fixed=self.days(top, "fixed"),
            spend=Spend(top.choice("least", list(Spend)) or Spend.EFFORT),
            most_effort=_exact(top, "most_effort"),
            weights=_amounts(top, "weights"),
            then=_optional(top, "then"),
            assigned=self.texts(top, "assigned"),
        )
        objective = top.choice("objective", [o.value for o in Objective], required=True)
        caveats = top.fields("caveats", _CAVEATS, required=True) or Fields(tree.Table({}, {}, top.line), top.name, [])
        return Plan(
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
                _parsed(caveats, "years_without_calendar", _year, _("a Jalali year, such as 1405")),
                _parsed(
                    caveats, "estimated_holidays", dates.read, _("a Jalali date that exists, such as 1405/06/12")
                ),
            ),
            basis=top.text("basis", required=True) or "",
            solver=top.choice("solver", ("light", "optimal")) or "light",
            left_out=tuple(gap for node in top.sequence("left_out") if (gap := self.gap(node))),
            decisions=self.decisions(),
            approval=self.approval(),
            shown=self.hash(top, "hash"),
        )

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
        before = len(self.problems)
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
            state=self.state(fields),
            why=self.why(fields),
        )
        if action and len(self.problems) == before:
            self.sound.append((node, planned))
        return planned if action else None

    def state(self, fields: Fields) -> State:
        """Return a state; verified is not one that can be written."""
        typed = [state for state in State if state is not State.VERIFIED]
        if _optional(fields, "state") != State.VERIFIED:
            return State(fields.choice("state", typed) or State.PROPOSED)
        fields.problem(
            fields.nodes["state"].line,
            quoted(State.VERIFIED),
            listed(typed),
            way(
                _("write “done”: whether it is verified, the criterion's test says (“compliance track”)"),
                _("write “done”: whether it is verified, the criterion's test says"),
            ),
        )
        return State.DONE

    def why(self, fields: Fields) -> Why | None:
        if not _stated(fields, "why"):
            return None
        inner = fields.fields("why", ("because", "when", "needed_by", "after")) or Fields(
            tree.Table({}, {}, fields.line), fields.name, []
        )
        because = inner.choice("because", list(Because), required=True)
        when = inner.choice("when", list(When), required=True)
        if because is None or when is None:
            return None
        return Why(Because(because), When(when), _list(inner, "needed_by"), _list(inner, "after"))

    def gap(self, node: tree.Node) -> LeftOut | None:
        fields = Fields(node, self.top.name, self.problems, _GAP_KEYS)
        item, fact = fields.text("item", required=True), fields.text("fact", required=True)
        points = _exact(fields, "points", required=True)
        hindrance = fields.choice("why_not", list(Hindrance), required=True)
        if item is None or fact is None or points is None or hindrance is None:
            return None
        action, effort = _optional(fields, "action"), _exact(fields, "effort_days")
        names, gain = _list(fields, "names"), _exact(fields, "gain")
        return LeftOut(item, fact, points, action, Hindrance(hindrance), names, effort, gain)

    def decisions(self) -> Decisions:
        if not _stated(self.top, "decisions"):
            return UNDECIDED
        inner = self.top.fields("decisions", ("excluded", "fixed", "assigned", "people", "comments"))
        if inner is None:
            return UNDECIDED
        remarks = inner.fields("comments")
        comments = {id_: _list(remarks, id_) for id_ in remarks.nodes} if remarks else {}
        excluded = self.texts(inner, "excluded")
        fixed, assigned, people = (
            self.days(inner, "fixed"),
            self.texts(inner, "assigned"),
            self.texts(inner, "people"),
        )
        return Decisions(excluded, fixed, assigned, people, comments)

    def approval(self) -> Approval | None:
        if not _stated(self.top, "approval"):
            return None
        inner = self.top.fields("approval", ("plan", "by", "on", "letter"))
        if inner is None:
            return None
        inner.text("plan", required=True)
        who, on = inner.text("by", required=True), _day(inner, "on")
        return Approval(self.hash(inner, "plan") or "", who or "", on, _optional(inner, "letter"))

    def hash(self, fields: Fields, key: str) -> str | None:
        """Return the hash that names a plan."""
        text = _optional(fields, key)
        if text is not None and not _HASH.fullmatch(text):
            mend = way(_("take it from “review show”"), _("bring the line back from a copy of the file"))
            fields.problem(fields.nodes[key].line, quoted(text), _("a hash of 16 digits, 0 to 9 and a to f"), mend)
        return text

    def texts(self, fields: Fields, key: str) -> dict[str, str]:
        inner = fields.fields(key)
        return {id_: inner.text(id_, required=True) or "" for id_ in inner.nodes} if inner else {}

    def days(self, fields: Fields, key: str) -> dict[str, date]:
        inner = fields.fields(key)
        return {id_: _day(inner, id_) for id_ in inner.nodes} if inner else {}

    def request(self, node: tree.Node) -> Request | None:
        fields = Fields(node, self.top.name, self.problems, ("id", "effort_days", "gains", "unlocks"))
        action = self.known(fields)
        effort = _exact(fields, "effort_days", required=True) or Fraction(0)
        return Request(action, effort, _amounts(fields, "gains"), _list(fields, "unlocks")) if action else None


def _exact(fields: Fields, key: str, required: bool = False) -> Fraction | None:
    text = fields.text(key, required) if _stated(fields, key) or required else None
    if text is None:
        return None
    try:
        plain = letters.ascii_digits(text).replace("٫", ".")
        if _EXACT.fullmatch(plain):  # Fraction itself would also compute 1e999999999
            return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        pass
    fields.problem(fields.nodes[key].line, quoted(text), _("a number of 0 or more"), _("write digits only"))
    return None


def _stated(fields: Fields, key: str) -> bool:
    node = fields.nodes.get(key)
    return node is not None and not (isinstance(node, tree.Scalar) and node.text in {"", "null"})


def _optional(fields: Fields, key: str) -> str | None:
    return fields.text(key) if _stated(fields, key) else None


def _whole(fields: Fields, key: str) -> int | None:
    amount = fields.number(key, whole=True) if _stated(fields, key) else None
    return None if amount is None else amount.numerator


def _day(fields: Fields, key: str, otherwise: date = date.min) -> date:
    text = fields.text(key, required=True)
    day = dates.read(text) if text else None
    if text and day is None:
        fields.problem(
            fields.nodes[key].line,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            dates.mend(text),
        )
    return day or otherwise


def _parsed(fields: Fields, key: str, parse: Callable[[str], T | None], expected: str) -> tuple[T, ...]:
    found = []
    for node in fields.sequence(key):
        value = parse(node.text) if isinstance(node, tree.Scalar) else None
        if value is None:
            seen = quoted(node.text) if isinstance(node, tree.Scalar) else _("a list or a mapping")
            fields.problem(node.line, seen, expected, _("bring it back, or take it out"))
        else:
            found.append(value)
    return tuple(found)


def _year(text: str) -> int | None:
    plain = letters.ascii_digits(text)
    return int(plain) if _YEAR.fullmatch(plain) else None


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
