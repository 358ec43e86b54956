"""plan.yaml: the plan a round was given, kept as people can read it and as it was made.

Everything computed is in it, so that a signed plan does not change when a checklist does; what an
action is comes from the library again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.model.decisions import Approval
from compliance.model.results import LeftOut, Plan, PlannedAction, Why
from compliance.model.review import Event
from compliance.office.plan_ground import Ground
from compliance.persian import dates
from compliance.schema import Fields

FILE = "plan.yaml"
_TOP = (
    "# برنامه‌ای که «compliance plan --save» ساخته است و کد اصالت (hash) محتوای آن را نشان می‌دهد. تصمیم‌ها و وضعیت‌ها\n"
    "# با «review» و «track» یا همین‌جا با دست تغییر می‌کنند و «plan --save» به آن‌ها پایبند است. یادداشت‌ها را زیر\n"
    "# decisions: comments بنویسید؛ سطرهایی مانند این نگه داشته نمی‌شوند.\n"
    "# A plan as “compliance plan --save” made it. What it holds is sealed by its hash; decisions and states are\n"
    "# changed by “review” and “track”, or here by hand: “plan --save” keeps to them. Remarks belong under\n"
    "# decisions: comments; lines such as this one are not kept.\n"
)


def write(path: Path, plan: Plan) -> None:
    """Write the plan whole, under a lock, or leave what was there."""
    with files.lock(path):
        files.write_text(path, text(plan))


def text(plan: Plan) -> str:
    """Return a plan as plan.yaml holds it."""
    import yaml

    plain = {"hash": fingerprint(plan), **_plain(plan)}
    dumped: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110)
    return _TOP + dumped


def fingerprint(plan: Plan) -> str:
    """Return the hash that names a plan: 16 hex digits over all it holds but decisions, states and approval."""
    import json

    plain = _plain(plan)
    for key in ("decisions", "approval"):
        plain.pop(key, None)
    for action in plain["actions"]:
        del action["state"]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


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
        "least": goal.spend.value,
        "most_effort": None if goal.most_effort is None else str(goal.most_effort),
        "weights": _texts(goal.weights),
        "then": goal.then,
        "excluded": sorted(goal.excluded),
        "fixed": _days(goal.fixed),
        "assigned": dict(goal.assigned),
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
        "left_out": [_plain_gap(gap) for gap in plan.left_out],
        "solver": plan.solver,
        "basis": plan.basis,
        "decisions": {
            "excluded": dict(plan.decisions.excluded),
            "fixed": _days(plan.decisions.fixed),
            "assigned": dict(plan.decisions.assigned),
            "people": dict(plan.decisions.people),
            "comments": {id_: list(texts) for id_, texts in plan.decisions.comments.items()},
        },
        **({"approval": _plain_approval(plan.approval)} if plan.approval else {}),
    }


def _plain_approval(approval: Approval) -> dict[str, str]:
    letter = {} if approval.letter is None else {"letter": approval.letter}
    return {"plan": approval.plan, "by": approval.who, "on": dates.write(approval.on), **letter}


def _plain_gap(gap: LeftOut) -> dict[str, Any]:
    return {
        "item": gap.item,
        "fact": gap.fact,
        "points": str(gap.points),
        "action": gap.action,
        "why_not": gap.hindrance.value,
        "names": list(gap.names),
        "effort_days": None if gap.effort is None else str(gap.effort),
        "gain": None if gap.gain is None else str(gap.gain),
    }


def _days(days: Mapping[str, date]) -> dict[str, str]:
    return {id_: dates.write(day) for id_, day in days.items()}


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
        **({"why": _plain_why(planned.why)} if planned.why else {}),
        "state": planned.state.value,
    }


def _plain_why(why: Why) -> dict[str, Any]:
    return {
        "because": why.because.value,
        "when": why.when.value,
        "needed_by": list(why.needed_by),
        "after": list(why.after),
    }


def _texts(amounts: Mapping[str, Fraction | None]) -> dict[str, str | None]:
    return {key: None if amount is None else str(amount) for key, amount in amounts.items()}


def line_of_wish(path: Path, action: str, day: date | None) -> int | None:
    """Return the line in which an action is to begin on a day, or was begun where `day` is None; None without one."""
    root = tree.parse(files.read_text(path), str(path)) if path.exists() else None
    top = Fields(root, str(path), []) if isinstance(root, tree.Table) else None
    if top is None:
        return None
    if day is not None:
        for below in (top.fields("decisions"), top):
            fixed = below.fields("fixed") if below else None
            if fixed is not None and dates.read(fixed.text(action) or "") == day:
                return fixed.lines[action]
        return None
    for node in top.sequence("actions"):
        planned = Fields(node, str(path), [])
        if planned.text("id") == action:
            return planned.lines.get("state", node.line)
    return None


def is_none(path: Path) -> bool:
    """Whether a file holds no plan at all, nor anything that could have been decided about one."""
    if not path.exists():
        return True
    try:
        return not isinstance(tree.parse(files.read_text(path), str(path)), tree.Table)
    except BadInput:
        return False


def read(path: Path, ground: Ground, events: Sequence[Event] = ()) -> Plan | None:
    """Return the saved plan, None when there is none; `events` are what the record of its review holds.

    Raises BadInput with everything that is wrong when it was edited into nonsense.
    """
    from compliance.office import plan_approval, plan_names, plan_reader, plan_sense

    if not path.exists():
        return None
    name, problems = str(path), list[Problem]()
    root = tree.parse(files.read_text(path), name)
    reading = plan_reader.read(root, name, ground, problems)
    plan, top = reading.plan, reading.top
    own = fingerprint(plan) if reading.whole else None
    edited = plan.shown is None or plan.shown != own
    plan_names.check(top, ground, edited)
    known_span = edited and date.min < plan.goal.begin <= plan.goal.deadline < date.max
    calendar = ground.calendar(plan.goal.begin, plan.goal.deadline) if ground.calendar and known_span else None
    plan_sense.check_actions(plan, top, reading.sound, calendar)
    if own is not None:
        plan_sense.check_whole(plan, top)
        plan_approval.check(plan, own, top, events)
    if problems:
        raise BadInput(schema.with_reference(list(dict.fromkeys(problems)), root, "plan", name))
    return plan
