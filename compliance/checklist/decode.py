"""From resolved plain contents to the model; the only place that knows both."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from compliance.checklist import limits
from compliance.model.checklist import (
    Action,
    AnswerKind,
    AuditWeights,
    Authority,
    Basis,
    Better,
    Certificate,
    Checklist,
    Criterion,
    Decree,
    Empty,
    EvidenceLimits,
    Fact,
    Group,
    Indicator,
    Item,
    Library,
    Measure,
    Needs,
    Origin,
    Pair,
    Part,
    Province,
    Quantity,
    Relation,
    Rolling,
    RollupRule,
    ScanCheck,
    Text,
)

Plain = dict[str, Any]


def decoded(plain: Plain) -> Library:
    """Return the library that resolved contents describe; they have been checked before."""
    facts = {id_: _fact(fact) for id_, fact in plain["facts"].items()}
    checklists = {c["id"]: _checklist(c) for c in plain["checklists"]}
    better = {i.fact: i.better for c in checklists.values() for i in c.items}
    return Library(
        facts=facts,
        checklists=checklists,
        actions={a["id"]: _action(a, better) for a in plain["actions"]},
        units={id_: _text(name) for id_, name in plain["units"].items()},
        provinces={p["id"]: _province(p) for p in plain["provinces"]},
        letter_days=_exact(plain["letter_days"]),
        pairs=tuple(_pair(pair) for pair in plain.get("pairs", ())),
        evidence=_limits(plain.get("evidence", {})),
        audit=_audit(plain["audit"]) if plain.get("audit") else AuditWeights(),
        bodies={b["id"]: Text(b["fa"], b["en"]) for b in plain.get("bodies", ())},
        scan={check["id"]: _scan_check(check) for check in plain.get("scan", ())},
        rollup={rule["fact"]: _rollup_rule(rule) for rule in plain.get("rollup", ())},
    )


def _scan_check(plain: Plain) -> ScanCheck:
    limits: dict[str, Fraction | tuple[str, ...]] = {
        name: tuple(given) if isinstance(given, list) else _exact(given)
        for name, given in plain.get("limits", {}).items()
    }
    return ScanCheck(
        plain["id"],
        plain["group"],
        Needs(plain["needs"]),
        _text(plain["title"]),
        _text(plain["threshold"]),
        _named(plain["standard"]),
        _text(plain["fix"]),
        limits,
    )


def _named(plain: Plain | str) -> Text:
    """Return a text that is one in both languages, such as RFC 8446, or has a form of its own in each."""
    return Text(plain, plain) if isinstance(plain, str) else _text(plain)


def _exact(text: str) -> Fraction:
    """Return a number written as text; whole ones, which most are, without the general parser."""
    return Fraction(int(text)) if text.isdigit() else Fraction(text)


def _text(plain: Plain) -> Text:
    return Text(plain["fa"], plain["en"])


def _optional(plain: Plain | None) -> Text | None:
    return None if plain is None else Text(plain["fa"], plain["en"])


def _basis(plain: Plain) -> Basis:
    return Basis(plain["kind"], _named(plain["ref"]) if "ref" in plain else None)


def _amount(text: str | None) -> Fraction | None:
    return None if text is None else _exact(text)


def _fact(plain: Plain) -> Fact:
    counts = plain.get("counts", {})
    possible = limits.possible(plain)
    return Fact(
        id=plain["id"],
        question=_text(plain["question"]),
        answer=AnswerKind(plain["answer"]),
        owner=plain["owner"],
        evidence=_text(plain["evidence"]),
        evidence_required=plain["evidence_required"] == "yes",
        evidence_kind=plain["evidence_kind"],
        basis=_basis(plain["basis"]),
        levels=tuple(_text(level) for level in plain.get("levels", ())),
        counted=_optional(counts.get("count")),
        total=_optional(counts.get("total")),
        unit=_optional(plain.get("unit")),
        minimum=possible.low,
        maximum=possible.high,
        whole=possible.whole,
        scale=limits.scale(plain),
        empty=Empty(plain["empty"]) if "empty" in plain else None,
        co_owner=plain.get("with"),
        register=plain["source"].get("register"),
        scan=tuple(plain["source"].get("scan", ())),
    )


def _checklist(plain: Plain) -> Checklist:
    decree = plain.get("decree")
    return Checklist(
        id=plain["id"],
        version=plain["version"],
        status=plain["status"],
        decree=Decree(decree["body"], decree["number"], decree["date"]) if decree else None,
        title=_text(plain["title"]),
        note=_text(plain["note"]),
        maximum=_exact(plain["maximum"]),
        per=plain["per"],
        bands=int(plain["bands"]),
        certificates=tuple(
            Certificate(c["id"], _text(c["title"]), _exact(c["floor"])) for c in plain["certificates"]
        ),
        indicators=tuple(_indicator(i) for i in plain["indicators"]),
        sha256=plain["sha256"],
        origin=_origin(plain["origin"]) if "origin" in plain else None,
    )


def _origin(plain: Plain) -> Origin:
    return Origin(plain["checklist"], plain["version"], plain.get("office"))


def _indicator(plain: Plain) -> Indicator:
    weight = _exact(plain["weight"])
    total = sum((_exact(item["weight"]) for item in plain["items"]), Fraction(0))
    return Indicator(
        id=plain["id"],
        title=_text(plain["title"]),
        weight=weight,
        basis=_basis(plain["basis"]),
        why=_optional(plain.get("why")),
        items=tuple(_item(item, weight / total) for item in plain["items"]),
    )


def _item(plain: Plain, unit: Fraction) -> Item:
    weight, basis, group = _exact(plain["weight"]), plain["basis"], plain.get("group")
    return Item(
        id=plain["id"],
        fact=plain["fact"],
        weight=weight,
        target=_amount(plain.get("target")),
        better=Better(plain["better"]),
        criterion=_text(plain["criterion"]),
        points=weight * unit,
        no_target=_optional(plain.get("no_target")),
        group=Group(group["id"], _text(group["title"])) if group else None,
        question_basis=_basis(basis["question"]),
        target_basis=_basis(basis["target"]),
        weight_basis=_basis(basis["weight"]),
    )


def _action(plain: Plain, better: dict[str, Better]) -> Action:
    raises = {fact: _exact(value) for fact, value in plain["raises"].items()}
    criterion = plain["criterion"]
    return Action(
        id=plain["id"],
        title=_text(plain["title"]),
        raises=raises,
        fixed=_exact(plain["effort"]["fixed"]),
        per_unit=_exact(plain["effort"]["per_unit"]),
        wait_days=int(plain["wait_days"]),
        wait_reason=_optional(plain.get("wait_reason")),
        cost=int(plain["cost"]),
        needs=tuple(plain["needs"]),
        owner=plain["owner"],
        co_owner=plain.get("with"),
        authority=Authority(plain["authority"]),
        request=_optional(plain.get("request")),
        criterion=Criterion(_text(criterion), criterion["test"] or generated_test(raises, better)),
    )


def generated_test(raises: dict[str, Fraction], better: dict[str, Better]) -> Plain:
    """Return the JSON Schema that holds when every raised fact has reached its value."""
    limits = {
        fact: {"maximum" if better.get(fact) is Better.LOWER else "minimum": _json_number(value)}
        for fact, value in raises.items()
    }
    return {"type": "object", "required": list(raises), "properties": limits}


def _json_number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _province(plain: Plain) -> Province:
    column, row = plain["tile"]
    return Province(plain["id"], Text(plain["fa"], plain["en"]), (int(column), int(row)))


def _pair(plain: Plain) -> Pair:
    relation = next(relation for relation in Relation if relation in plain)
    sides = tuple(_quantity(side) for side in plain[relation])
    return Pair(plain["id"], _text(plain["says"]), relation, sides, _basis(plain["basis"]))


def _quantity(plain: Plain) -> Quantity:
    part = Part(plain.get("part", "value"))
    return Quantity(plain["fact"], part, _amount(plain.get("at_least")), _amount(plain.get("at_most")))


def _rollup_rule(plain: Plain) -> RollupRule:
    by = plain.get("by")
    return RollupRule(
        Rolling(plain["roll"]), _text(plain["why"]), _basis(plain["basis"]), None if by is None else _quantity(by)
    )


def _limits(plain: Plain) -> EvidenceLimits:
    limits = {key: int(plain[key]) for key in ("maximum_mb", "oldest_days", "shared_by") if key in plain}
    return EvidenceLimits(**limits, basis=_basis(plain["basis"])) if plain else EvidenceLimits()


def _audit(plain: Plain) -> AuditWeights:
    office, item = (
        {id_: Measure(int(said["each"]), int(said["most"])) for id_, said in plain[part].items()}
        for part in ("office", "item")
    )
    return AuditWeights(office, {code: int(points) for code, points in plain["flags"].items()}, item)
