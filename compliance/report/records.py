"""Results as the JSON that programs exchange; names and shapes are the published contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from compliance.model.checklist import Action, Basis, Checklist, Library, Text
from compliance.model.office import Funnel, ProjectBands, Register, Value
from compliance.model.results import Assessment, ItemResult
from compliance.model.stated import Key
from compliance.persian import numbers
from compliance.report import sentences

Record = dict[str, Any]


def score(points: Fraction | None, places: int = 2) -> int | float | None:
    """Return a number for JSON, rounded once; None stays None."""
    return None if points is None else numbers.plain(points, places)


def text(both: Text | None) -> Record | None:
    """Return a text in both languages."""
    return None if both is None else {"fa": both.fa, "en": both.en}


def assessment(result: Assessment) -> Record:
    """Return one judged checklist."""
    checklist, certificate = result.checklist, result.certificate
    record: Record = {
        "id": checklist.id,
        "version": checklist.version,
        "status": checklist.status,
        "sha256": checklist.sha256,
        "title": text(checklist.title),
        "score": score(result.score),
        "low": score(result.score),
        "high": score(result.high),
        "maximum": score(checklist.maximum),
        "coverage": score(result.coverage, 4),
        "provisional": result.provisional,
        "band": None if result.band is None else {"from": score(result.band[0]), "to": score(result.band[1])},
        "certificate_estimate": None,
        "indicators": [
            {
                "id": r.indicator.id,
                "title": text(r.indicator.title),
                "score": score(r.score),
                "maximum": score(r.maximum),
                "items": [_item(item) for item in r.items],
            }
            for r in result.indicators
        ],
    }
    if certificate is not None:
        record["certificate_estimate"] = {
            "id": certificate.id,
            "title": text(certificate.title),
            "floor": score(certificate.floor),
            "basis": "proposed",
            "statement": sentences.certificate(result),
        }
    if result.system is not None:
        record["system"] = result.system
    return record


def standing(result: Assessment) -> Record:
    """Return where one judged checklist stands, without its items."""
    whole = assessment(result)
    kept = ("id", "version", "score", "low", "high", "maximum", "coverage", "provisional", "system")
    return {name: whole[name] for name in kept if name in whole}


def key(whose: Key) -> Record:
    """Return whose fact it is: the fact, and the system where it is one's."""
    return {"fact": whose.fact, **({"system": whose.system} if whose.system else {})}


def _item(result: ItemResult) -> Record:
    item, known = result.item, result.known
    value = known.value if known else None
    record: Record = {
        "id": item.id,
        "fact": item.fact,
        "status": result.status.value,
        "value": score(value.amount) if value else None,
        "target": score(item.target),
        "share": score(result.share),
        "points": score(result.points),
        "maximum": score(result.maximum),
        "source": known.source.value if known else None,
        "override": known.override if known else None,
        "discrepancy": _discrepancy(result),
        "evidence": len(known.evidence) if known else 0,
    }
    if value is not None and value.total is not None:
        record |= {"count": score(value.counted), "total": score(value.total)}
    if result.reason is not None:
        record["reason"] = result.reason
    return record


def _discrepancy(result: ItemResult) -> Record | None:
    known = result.known
    if known is None or not known.others:
        return None
    return {source.value: _reading(value) for source, value in ((known.source, known.value), *known.others)}


def _reading(value: Value) -> int | float | None:
    return score(value.amount)


def check(
    office: str,
    round_: str,
    assessments: Sequence[Assessment],
    register: Register,
    projects: ProjectBands | None,
    next_: Sequence[Any],
    second: Sequence[tuple[str, str, str]],
    contradictions: Sequence[Record],
    proposed: Sequence[str],
) -> Record:
    """Return what `check --json` prints."""
    return {
        "office": office,
        "round": round_,
        "checklists": [assessment(a) for a in assessments],
        "answer_next": [{"fact": u.fact, "points": by_checklist(u.points)} for u in next_],
        "second_conditions": [{"checklist": c, "item": item, "fact": fact} for c, item, fact in second],
        "contradictions": list(contradictions),
        "proposed": list(proposed),
        "register": {
            "funnel": None if register.funnel is None else funnel(register.funnel),
            "values": {fact: _registered(value) for fact, value in register.values.items()},
            "blanks": {column: list(lines) for column, lines in register.blanks.items()},
            "projects": None if projects is None else project_bands(projects),
        },
        "problems": [],
    }


def _registered(value: Value) -> Record:
    record: Record = {"value": score(value.amount)}
    if value.total is not None:
        record |= {"count": score(value.counted), "total": score(value.total)}
    return record


def funnel(counts: Funnel) -> Record:
    """Return the way of the services, with shares in per cent to one decimal as the sources print them."""

    def share(part: int, whole: int) -> int | float | None:
        return score(Fraction(100 * part, whole), 1) if whole else None

    return {
        "identified": counts.identified,
        "electronifiable": counts.electronifiable,
        "electronic": counts.electronic,
        "portal": counts.on_portal,
        "electronifiable_share": share(counts.electronifiable, counts.identified),
        "electronic_share": share(counts.electronic, counts.electronifiable),
        "portal_share": share(counts.on_portal, counts.electronic),
        "still_to_do": counts.remaining,
        "in_person": counts.in_person,
        "off_portal": counts.off_portal,
        "g2g": counts.government,
    }


def project_bands(bands: ProjectBands) -> Record:
    """Return how many projects there are, by how far they are."""
    return {
        "total": bands.total,
        "done": bands.done,
        "above_70": bands.above_70,
        "50_to_70": bands.from_50_to_70,
        "40_to_50": bands.from_40_to_50,
        "below_40": bands.below_40,
        "entered": bands.entered,
        "entered_share": score(Fraction(100 * bands.entered, bands.total), 1) if bands.total else None,
    }


def by_checklist(points: Mapping[str, Fraction], places: int = 4) -> Record:
    """Return points by checklist as numbers for JSON."""
    return {checklist: score(amount, places) for checklist, amount in points.items()}


def checklist(instrument: Checklist, library: Library) -> Record:
    """Return what `checklists show ID --json` prints."""
    return {
        "id": instrument.id,
        "version": instrument.version,
        "status": instrument.status,
        "sha256": instrument.sha256,
        "title": text(instrument.title),
        "note": text(instrument.note),
        "origin": None if instrument.origin is None else instrument.origin._asdict(),
        "maximum": score(instrument.maximum),
        "per": instrument.per,
        "bands": instrument.bands,
        "certificates": [
            {"id": c.id, "title": text(c.title), "floor": score(c.floor)} for c in instrument.certificates
        ],
        "indicators": [
            {
                "id": indicator.id,
                "title": text(indicator.title),
                "weight": score(indicator.weight, 6),
                "basis": _basis(indicator.basis),
                "items": [_shown_item(item, library) for item in indicator.items],
            }
            for indicator in instrument.indicators
        ],
    }


def _basis(basis: Basis) -> Record:
    """Return where something comes from; the reference is the English one, the same in both languages."""
    return {"kind": basis.kind, "ref": basis.ref.en if basis.ref else ""}


def _shown_item(item: Any, library: Library) -> Record:
    fact = library.facts[item.fact]
    parts = {"question": item.question_basis, "target": item.target_basis, "weight": item.weight_basis}
    return {
        "id": item.id,
        "fact": item.fact,
        "answer": fact.answer.value,
        "empty": fact.empty.value if fact.empty else None,
        "weight": score(item.weight, 6),
        "points": score(item.points, 6),
        "target": score(item.target, 6),
        "better": item.better.value,
        "question": text(fact.question),
        "criterion": text(item.criterion),
        "evidence": text(fact.evidence),
        "evidence_kind": fact.evidence_kind,
        "owner": fact.owner,
        "group": None if item.group is None else {"id": item.group.id, "title": text(item.group.title)},
        "basis": {part: _basis(basis) for part, basis in parts.items()},
    }


def action(resolved: Action) -> Record:
    """Return one resolved action, as `checklists show actions --json` prints it."""
    return {
        "id": resolved.id,
        "title": text(resolved.title),
        "raises": {fact: score(value, 6) for fact, value in resolved.raises.items()},
        "effort": {"fixed": score(resolved.fixed, 6), "per_unit": score(resolved.per_unit, 6)},
        "wait_days": resolved.wait_days,
        "wait_reason": text(resolved.wait_reason),
        "cost": resolved.cost,
        "needs": list(resolved.needs),
        "owner": resolved.owner,
        "with": resolved.co_owner,
        "authority": resolved.authority.value,
        "request": text(resolved.request),
        "criterion": {**(text(resolved.criterion.text) or {}), "test": dict(resolved.criterion.test)},
        "basis": "proposed",
    }
