"""From the plain contents of a checklists folder to resolved ones: borrowed items, overlays, targets.

Everything here works on plain values just read and already held against their schemas; the result is
what the cache keeps and `decode` turns into the model.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from compliance.checklist import criteria_checks, overlays
from compliance.checklist.predicates import typed
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.persian import numbers

Plain = dict[str, Any]


def resolve(sources: list[Source]) -> tuple[Plain, list[Problem]]:
    """Return the resolved contents of the folder and what is wrong with its references, overlays and criteria."""
    by_kind: dict[str, list[Source]] = {}
    for source in sources:
        by_kind.setdefault(source.schema, []).append(source)
    facts = {fact["id"]: _with_defaults(fact) for s in by_kind.get("facts", ()) for fact in s.plain["facts"]}
    base = {s.plain["id"]: copy.deepcopy(dict(s.plain)) for s in by_kind.get("checklist", ())}
    checklists = {id_: _borrow(checklist, base) for id_, checklist in base.items()}
    actions = {a["id"]: copy.deepcopy(a) for s in by_kind.get("actions", ()) for a in s.plain["actions"]}
    copies, problems = overlays.lay(by_kind.get("overlay", ()), checklists, actions, facts)
    for checklist in (*checklists.values(), *copies.values()):
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
        "checklists": [*_ordered(checklists), *_ordered(copies)],
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
