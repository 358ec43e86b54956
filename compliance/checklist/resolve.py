"""From the plain contents of a checklists folder to resolved ones: borrowed items, overlays, targets.

Everything here works on plain values just read and already held against their schemas; the result is
what the cache keeps and `decode` turns into the model.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from compliance.checklist import criteria_checks, limits
from compliance.checklist.predicates import typed
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.persian import numbers
from compliance.schema import nearest, quoted

Plain = dict[str, Any]


def resolve(sources: list[Source]) -> tuple[Plain, list[Problem]]:
    """Return the resolved contents of the folder and what is wrong with its references, overlays and criteria."""
    problems: list[Problem] = []
    by_kind: dict[str, list[Source]] = {}
    for source in sources:
        by_kind.setdefault(source.schema, []).append(source)
    facts = {fact["id"]: _with_defaults(fact) for s in by_kind.get("facts", ()) for fact in s.plain["facts"]}
    base = {s.plain["id"]: copy.deepcopy(dict(s.plain)) for s in by_kind.get("checklist", ())}
    checklists = {id_: _borrow(checklist, base) for id_, checklist in base.items()}
    actions = {a["id"]: copy.deepcopy(a) for s in by_kind.get("actions", ()) for a in s.plain["actions"]}
    for overlay in by_kind.get("overlay", ()):
        problems += _lay_over(overlay, checklists, actions) or _unsound(overlay, checklists, actions, facts)
    for checklist in checklists.values():
        checklist["sha256"] = _identity(checklist, facts)
    strictest = _strictest(checklists.values())
    wording = {
        item["fact"]: item["criterion"]
        for checklist in reversed(_ordered(checklists))
        for indicator in checklist["indicators"]
        for item in indicator["items"]
    }
    letter_days = next((s.plain["letter_days"] for s in by_kind.get("actions", ())), "0")
    plain = {
        "facts": facts,
        "checklists": _ordered(checklists),
        "actions": [_action(action, strictest, wording) for action in actions.values()],
        "units": {k: v for s in by_kind.get("units", ()) for k, v in s.plain["units"].items()},
        "provinces": [p for s in by_kind.get("provinces", ()) for p in s.plain["provinces"]],
        "bodies": [b for s in by_kind.get("bodies", ()) for b in s.plain["bodies"]],
        "letter_days": letter_days,
        "pairs": [p for s in by_kind.get("integrity", ()) for p in s.plain["pairs"]],
        "evidence": next((dict(s.plain) for s in by_kind.get("evidence", ())), {}),
        "audit": next((dict(s.plain) for s in by_kind.get("audit", ())), {}),
        "scan": [c for s in by_kind.get("scan", ()) for c in s.plain["checks"]],
        "rollup": [r for s in by_kind.get("rollup", ()) for r in s.plain["rules"]],
    }
    return plain, problems or criteria_checks.meaning(sources, plain)


def _ordered(checklists: Mapping[str, Plain]) -> list[Plain]:
    """The known instruments first, in the order of the product, others behind by id."""
    order = ("programme", "annual-axis-2", "award", "award-system", "e-services")
    return sorted(
        checklists.values(), key=lambda c: (order.index(c["id"]) if c["id"] in order else len(order), c["id"])
    )


def _with_defaults(fact: Plain) -> Plain:
    return {"source": {}, "range": {}, **fact}


def _borrow(checklist: Plain, base: Mapping[str, Plain]) -> Plain:
    """Replace `items_from` by the items it names, as they stand before any overlay."""
    indicators = []
    for indicator in checklist["indicators"]:
        lender = indicator.get("items_from")
        items = indicator.get("items", [])
        if lender:
            items = _items_of(base.get(lender["checklist"]), lender["indicator"])
        rest = {key: value for key, value in indicator.items() if key != "items_from"}
        indicators.append({**rest, "items": copy.deepcopy(items)})
    return {"per": "office", "bands": "0", "certificates": [], **checklist, "indicators": indicators}


def _items_of(checklist: Plain | None, indicator: str) -> list[Plain]:
    found = [i for i in (checklist or {"indicators": []})["indicators"] if i["id"] == indicator]
    return list(found[0].get("items", [])) if found else []


def _lay_over(overlay: Source, checklists: dict[str, Plain], actions: dict[str, Plain]) -> list[Problem]:
    """Change one checklist and the actions in place as an overlay of headquarters says."""
    change = overlay.plain
    named = change["changes"]
    checklist = checklists.get(named["checklist"])
    if checklist is None:
        return [
            overlay.problem(
                ("changes", "checklist"),
                quoted(named["checklist"]),
                _("the id of a checklist"),
                nearest(named["checklist"], checklists),
            )
        ]
    if checklist["version"] != named["version"]:
        return [
            overlay.problem(
                ("changes", "version"),
                quoted(named["version"]),
                _("version “{version}” of {checklist}, which is here").format(
                    version=checklist["version"], checklist=checklist["id"]
                ),
                _("write an overlay for this version, and only one overlay for each checklist"),
            )
        ]
    checklist["version"] = change["version"]
    checklist["overlay"] = change["overlay"]
    for key in ("status", "decree"):
        if key in change:
            checklist[key] = change[key]
    indicators = {i["id"]: i for i in checklist["indicators"]}
    items = {i["id"]: i for indicator in checklist["indicators"] for i in indicator["items"]}
    certificates = {c["id"]: c for c in checklist["certificates"]}
    problems = []
    for id_, weight in change.get("weights", {}).items():
        problems += _set(overlay, ("weights", id_), {**indicators, **items}, "weight", weight)
        if id_ in items:
            items[id_]["basis"] = {**items[id_]["basis"], "weight": change["basis"]}
    for id_, target in change.get("targets", {}).items():
        problems += _set(overlay, ("targets", id_), items, "target", target)
        if id_ in items:
            items[id_]["basis"] = {**items[id_]["basis"], "target": change["basis"]}
    for id_, floor in change.get("floors", {}).items():
        problems += _set(overlay, ("floors", id_), certificates, "floor", floor)
    for id_, fields in change.get("actions", {}).items():
        if id_ not in actions:
            problems.append(_unknown(overlay, ("actions", id_), actions))
            continue
        effort = {**actions[id_]["effort"], **fields.get("effort", {})}
        actions[id_] = {**actions[id_], **fields, "effort": effort}
    return problems


def _unsound(
    overlay: Source, checklists: Mapping[str, Plain], actions: Mapping[str, Plain], facts: Mapping[str, Plain]
) -> list[Problem]:
    """Return which rules of a checklist no longer hold below an overlay."""
    change, problems = overlay.plain, []
    checklist = checklists[change["changes"]["checklist"]]
    items = {i["id"]: i for indicator in checklist["indicators"] for i in indicator["items"]}
    total = sum((numbers.parse(i["weight"]) or Fraction(0) for i in checklist["indicators"]), Fraction(0))
    if total != numbers.parse(checklist["maximum"]):
        problems.append(
            overlay.problem(
                ("weights",),
                _("indicator weights that sum to {total}").format(total=numbers.ascii_number(total)),
                _("the maximum, {maximum}").format(maximum=checklist["maximum"]),
                _("make the weights sum to the maximum"),
            )
        )
    for id_, weight in change.get("weights", {}).items():
        if id_ in items and not numbers.parse(weight):
            problems.append(
                overlay.problem(
                    ("weights", id_), weight, _("a weight above 0"), _("remove the item, or give it a weight")
                )
            )
    for id_, target in change.get("targets", {}).items():
        fact = facts[items[id_]["fact"]]
        problems += limits.outside(fact, target, ("targets", id_), overlay.problem)
    for id_ in change.get("actions", {}):
        if actions[id_]["authority"] != "office" and "request" not in actions[id_]:
            problems.append(
                overlay.problem(
                    ("actions", id_),
                    _("no “{key}” in {where}").format(key="request", where=id_),
                    _("“{key}: …”").format(key="request"),
                    _("add the line “{key}: …”").format(key="request"),
                )
            )
    return problems


def _set(overlay: Source, path: tuple[str, str], known: Mapping[str, Plain], key: str, value: str) -> list[Problem]:
    if path[1] not in known:
        return [_unknown(overlay, path, known)]
    known[path[1]][key] = value
    return []


def _unknown(overlay: Source, path: tuple[str, str], known: Iterable[str]) -> Problem:
    return overlay.problem(path, quoted(path[1]), _("an id that is there"), nearest(path[1], known))


def _identity(checklist: Plain, facts: Mapping[str, Plain]) -> str:
    """The SHA-256 of the resolved content: the checklist and every fact it judges, canonically written."""
    used = {item["fact"] for indicator in checklist["indicators"] for item in indicator["items"]}
    content = {"checklist": checklist, "facts": {id_: facts[id_] for id_ in sorted(used) if id_ in facts}}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _strictest(checklists: Iterable[Plain]) -> dict[str, str]:
    """The strictest target of each fact over all checklists, as text."""
    strictest: dict[str, str] = {}
    for checklist in checklists:
        for indicator in checklist["indicators"]:
            for item in indicator["items"]:
                if "target" not in item:
                    continue
                fact, target = item["fact"], item["target"]
                pick = min if item["better"] == "lower" else max
                both = (strictest.get(fact, target), target)
                strictest[fact] = pick(both, key=lambda text: numbers.parse(text) or 0)
    return strictest


def _action(action: Plain, strictest: Mapping[str, str], wording: Mapping[str, Plain]) -> Plain:
    """Resolve what an action raises to numbers and give it a criterion in words and as a test.

    A fact without any target is left out of `raises`.
    """
    raises = {
        fact: strictest[fact] if value == "target" else value
        for fact, value in action["raises"].items()
        if value != "target" or fact in strictest
    }
    given = action.get("criterion", {})
    first = next(iter(action["raises"]))
    text = wording.get(first, action["title"])
    return {
        "wait_days": "0",
        "cost": "0",
        "needs": [],
        **action,
        "raises": raises,
        "effort": {"fixed": "0", "per_unit": "0", **action["effort"]},
        "criterion": {
            "fa": given.get("fa", text["fa"]),
            "en": given.get("en", text["en"]),
            "test": typed(given["test"]) if "test" in given else None,
        },
    }
