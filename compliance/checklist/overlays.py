"""Overlays of headquarters laid over resolved checklists: what one changes in place, and copies with own targets.

An overlay changes a named version of a checklist, which is then another one. With `as` it leaves that checklist as it
is, and makes a copy of it under an id of its own: the items for which it gives a target, each worth its weight. What
such a copy asks changes neither what actions raise nor what any other checklist asks.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from compliance import language
from compliance.checklist import limits
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.persian import numbers
from compliance.schema import nearest, quoted

Plain = dict[str, Any]
_WHOLE = "100"  # what a copy comes to when every target of it is reached
_NOT_IN_COPIES = ("floors", "actions")
_WORDS = ("all", "actions")  # what verbs take for more than one checklist


def lay(
    overlays: Iterable[Source],
    checklists: dict[str, Plain],
    actions: dict[str, Plain],
    facts: Mapping[str, Plain],
) -> tuple[dict[str, Plain], list[Problem]]:
    """Change checklists and actions in place, and return the copies by id and what is wrong with the overlays."""
    found, problems = list(overlays), list[Problem]()
    for overlay in (one for one in found if "as" not in one.plain):
        problems += _lay_over(overlay, checklists, actions) or _unsound(overlay, checklists, actions, facts)
    copies: dict[str, Plain] = {}
    for overlay in (one for one in found if "as" in one.plain):
        wrong = _named_wrongly(overlay, checklists) or _wrong(overlay, checklists, copies, facts)
        problems += wrong
        if not wrong:
            copies[overlay.plain["as"]["id"]] = _copy(overlay, checklists, facts)
    return copies, problems


def _named_wrongly(overlay: Source, checklists: Mapping[str, Plain]) -> list[Problem]:
    """Return that the checklist an overlay was written for is not there, or not in this version."""
    named = overlay.plain["changes"]
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
    if checklist["version"] == named["version"]:
        return []
    mend = (
        _("ask headquarters for targets of this version, and remove these with “checklists install --remove {id}”")
        if "as" in overlay.plain
        else _("write an overlay for this version, and only one overlay for each checklist")
    )
    return [
        overlay.problem(
            ("changes", "version"),
            quoted(named["version"]),
            _("version “{version}” of {checklist}, which is here").format(
                version=checklist["version"], checklist=checklist["id"]
            ),
            mend.format(id=overlay.plain.get("as", {}).get("id")),
        )
    ]


def _lay_over(overlay: Source, checklists: dict[str, Plain], actions: dict[str, Plain]) -> list[Problem]:
    """Change one checklist and the actions in place as an overlay of headquarters says."""
    change = overlay.plain
    problems = _named_wrongly(overlay, checklists)
    if problems:
        return problems
    checklist = checklists[change["changes"]["checklist"]]
    checklist["version"] = change["version"]
    checklist["overlay"] = change["overlay"]
    for key in ("status", "decree"):
        if key in change:
            checklist[key] = change[key]
    indicators = {i["id"]: i for i in checklist["indicators"]}
    items = _items(checklist)
    certificates = {c["id"]: c for c in checklist["certificates"]}
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
    items = _items(checklist)
    total = sum((_number(i["weight"]) for i in checklist["indicators"]), Fraction(0))
    if total != _number(checklist["maximum"]):
        problems.append(
            overlay.problem(
                ("weights",),
                _("indicator weights that sum to {total}").format(total=numbers.ascii_number(total)),
                _("the maximum, {maximum}").format(maximum=checklist["maximum"]),
                _("make the weights sum to the maximum"),
            )
        )
    problems += _weightless(overlay, items)
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


def _weightless(overlay: Source, items: Iterable[str]) -> list[Problem]:
    """Return the items that an overlay gives no weight at all."""
    expected, mend = _("a weight above 0"), _("remove the item, or give it a weight")
    return [
        overlay.problem(("weights", id_), weight, expected, mend)
        for id_, weight in overlay.plain.get("weights", {}).items()
        if id_ in items and not numbers.parse(weight)
    ]


def _wrong(
    overlay: Source, checklists: Mapping[str, Plain], copies: Mapping[str, Plain], facts: Mapping[str, Plain]
) -> list[Problem]:
    """Return what keeps an overlay from making a copy: an id that is taken, no targets, ones nobody asked for."""
    change, problems = overlay.plain, []
    id_, targets = change["as"]["id"], change.get("targets", {})
    if id_ in checklists or id_ in copies:
        problems.append(
            overlay.problem(
                ("as", "id"),
                _("the id “{id}” for the second time").format(id=id_),
                _("each id once"),
                _("give one of them another id"),
            )
        )
    if id_ in _WORDS:
        problems.append(
            overlay.problem(
                ("as", "id"),
                quoted(id_),
                _("an id that stands for one checklist alone"),
                _("give it another id"),
            )
        )
    for key in _NOT_IN_COPIES:
        if change.get(key):
            problems.append(
                overlay.problem(
                    (key,),
                    quoted(key),
                    _("targets and weights alone, for a copy changes nothing else"),
                    _("write it into an overlay without “as”"),
                )
            )
    if not targets:
        problems.append(
            overlay.problem(
                ("targets",) if "targets" in change else ("as",),
                _("no targets"),
                _("a target for each item of the copy"),
                _("add the line “{key}: …”").format(key="targets"),
            )
        )
    items = _items(checklists[change["changes"]["checklist"]])
    for item_id, target in targets.items():
        problems += _beyond(overlay, ("targets", item_id), items, facts, target)
    for item_id in change.get("weights", {}):
        if item_id not in targets:
            problems.append(
                overlay.problem(
                    ("weights", item_id),
                    quoted(item_id),
                    _("an item with a target of its own"),
                    _("give it a target, or delete the line"),
                )
            )
    return [*problems, *_weightless(overlay, targets)]


def _beyond(
    overlay: Source, path: tuple[str, str], items: Mapping[str, Plain], facts: Mapping[str, Plain], target: str
) -> list[Problem]:
    """Return that a target of a copy is none its checklist has, or is better than what that asks for."""
    item = items.get(path[1])
    if item is None:
        return [_unknown(overlay, path, items)]
    if "target" not in item:
        return [
            overlay.problem(
                path,
                _("a target for {item}, which has none in {checklist}").format(
                    item=path[1], checklist=overlay.plain["changes"]["checklist"]
                ),
                _("an item with a target"),
                _("set it in an overlay without “as” first, so that it counts for everybody"),
            )
        ]
    own, whole = _number(target), _number(item["target"])
    if own < whole if item["better"] == "lower" else own > whole:
        return [
            overlay.problem(
                path,
                target,
                _("at most what the checklist itself asks, {target}").format(target=item["target"]),
                _("an office is not asked for more than what brings it points"),
            )
        ]
    fact = facts[item["fact"]]
    return list(limits.outside(fact, target, path, overlay.problem))


def _copy(overlay: Source, checklists: Mapping[str, Plain], facts: Mapping[str, Plain]) -> Plain:
    """Return the copy that an overlay makes: items with targets of its own, worth 100 together."""
    change = overlay.plain
    named, said = change["changes"], change["as"]
    original = checklists[named["checklist"]]
    indicators, weights = [], {}
    for indicator in original["indicators"]:
        kept = [item for item in indicator["items"] if item["id"] in change["targets"]]
        own = sum((_number(item["weight"]) for item in indicator["items"]), Fraction(0))
        for item in kept:
            nominal = _number(indicator["weight"]) * _number(item["weight"]) / own
            given = change.get("weights", {}).get(item["id"])
            weights[item["id"]] = nominal if given is None else _number(given)
        if kept:
            indicators.append({**indicator, "items": [_item(item, weights, facts, change) for item in kept]})
    total = sum(weights.values(), Fraction(0))
    for indicator in indicators:
        part = sum((weights[item["id"]] for item in indicator["items"]), Fraction(0))
        indicator["weight"] = str(Fraction(_WHOLE) * part / total)
    return {
        **{key: value for key, value in original.items() if key not in ("decree", "overlay")},
        "id": said["id"],
        "version": change["version"],
        "status": change.get("status", "proposed"),
        **({"decree": change["decree"]} if "decree" in change else {}),
        "title": said["title"],
        "note": said.get("note", original["note"]),
        "maximum": _WHOLE,
        "bands": "0",
        "certificates": [],
        "indicators": indicators,
        "origin": {**named, **({"office": said["office"]} if "office" in said else {})},
    }


def _item(
    item: Plain, weights: Mapping[str, Fraction], facts: Mapping[str, Plain], change: Mapping[str, Any]
) -> Plain:
    target, basis = change["targets"][item["id"]], change["basis"]
    fa, en = language.both(partial(_criterion, facts[item["fact"]], _number(target), item["better"]))
    return {
        **copy.deepcopy(item),
        "weight": str(weights[item["id"]]),
        "target": target,
        "criterion": {"fa": fa, "en": en},
        "basis": {**item["basis"], "target": basis, "weight": basis},
    }


def _criterion(fact: Plain, target: Fraction, better: str) -> str:
    """Return in words when a target of a copy is reached; what the original says of its own would be another one."""
    shown: str = numbers.show(target)
    if fact["answer"] == "yes-no":
        return _("Target of the office: {target}").format(target=_("yes") if target else _("no"))
    if fact["answer"] == "level":
        shown = _("level {n}").format(n=shown)
    elif fact["answer"] == "counts":
        shown = numbers.per_cent(target)
    elif "unit" in fact:
        shown = f"{shown} {fact['unit'][language.current()]}"
    limit = (_("at most {x}") if better == "lower" else _("at least {x}")).format(x=shown)
    return _("Target of the office: {target}").format(target=limit)


def _items(checklist: Plain) -> dict[str, Plain]:
    return {item["id"]: item for indicator in checklist["indicators"] for item in indicator["items"]}


def _number(text: str) -> Fraction:
    return numbers.parse(text) or Fraction(0)


def _set(overlay: Source, path: tuple[str, str], known: Mapping[str, Plain], key: str, value: str) -> list[Problem]:
    if path[1] not in known:
        return [_unknown(overlay, path, known)]
    known[path[1]][key] = value
    return []


def _unknown(overlay: Source, path: tuple[str, str], known: Iterable[str]) -> Problem:
    return overlay.problem(path, quoted(path[1]), _("an id that is there"), nearest(path[1], known))
