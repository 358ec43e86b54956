"""A declaration as plain data and back: the shape of declaration.json."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from compliance.filing import canonical
from compliance.model.checklist import Fact
from compliance.model.filing import (
    Declaration,
    Entered,
    Entry,
    Filer,
    Instrument,
    Proof,
    SelfScore,
    Signoff,
)
from compliance.model.office import Source, Value
from compliance.persian import numbers
from compliance.values import of_counts

FORMAT = 1
NAME = "declaration.json"


def written(declaration: Declaration) -> bytes:
    """Return the bytes of declaration.json."""
    return canonical.written(plain(declaration))


def code(declaration: Declaration) -> str:
    """Return the «کد اصالت» that paper and file share: SHA-256 of what is declared, without what each filing adds.

    The signed page bears it, so it depends neither on that page nor on which filing went before.
    """
    return hashlib.sha256(written(declaration._replace(signoff=None, previous=None))).hexdigest()


def plain(declaration: Declaration) -> dict[str, Any]:
    """Return a declaration as plain data."""
    return {
        "format": FORMAT,
        "office": filer(declaration.office),
        "round": declaration.round,
        "checklists": [one._asdict() for one in declaration.checklists],
        **({"systems": [one._asdict() for one in declaration.systems]} if declaration.systems else {}),
        "values": [_entry(entry) for entry in declaration.values],
        "self": [_score(score) for score in declaration.scores],
        "plan": declaration.plan,
        "signoff": _without_none(declaration.signoff._asdict()) if declaration.signoff else None,
        "previous": declaration.previous,
    }


def filer(office: Filer) -> dict[str, Any]:
    """Return an office as it calls itself."""
    name = {"fa": office.name_fa, "en": office.name_en}
    return {"id": office.id, "name": name, "body": office.body, "province": office.province}


def filer_of(made: Mapping[str, Any]) -> Filer:
    """Return the office that plain data names."""
    return Filer(made["id"], made["name"]["fa"], made["name"]["en"], made["body"], made["province"])


def _entry(entry: Entry) -> dict[str, Any]:
    return _without_none(
        {
            "fact": entry.fact,
            "system": entry.system or None,
            **_value(entry.value),
            "source": entry.source.value,
            "declared": _value(entry.declared) if entry.declared is not None else None,
            "override": entry.override,
            "evidence": [_proof(proof) for proof in entry.evidence] or None,
        }
    )


def _value(value: Value) -> dict[str, Any]:
    if value.counted is not None and value.total is not None:
        return {"count": decimal(value.counted), "total": decimal(value.total)}
    if value.amount is None:
        return {"not_applicable": value.not_applicable}
    return {"value": decimal(value.amount)}


def _proof(proof: Proof) -> dict[str, Any]:
    shared = {"kind": proof.kind, "date": proof.date}
    if proof.kind == "letter":
        held = {"held_by": proof.held_by, "class": proof.classification}
        return _without_none({**shared, "number": proof.name, **held})
    return _without_none({**shared, "name": proof.name, "sha256": proof.sha256, "bytes": proof.size})


def _score(score: SelfScore) -> dict[str, Any]:
    made = {"checklist": score.checklist, "system": score.system or None}
    shown = None if score.score is None else decimal(Fraction(score.score, 100))
    return {**_without_none(made), "score": shown, "coverage": decimal(Fraction(score.coverage, 100))}


def _without_none(made: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in made.items() if value is not None}


def decimal(amount: Fraction) -> str:
    """Return an amount exactly: a decimal where it has one, else a fraction of whole numbers such as 22/7."""
    try:
        return numbers.exact(amount)
    except ValueError:
        return f"{amount.numerator}/{amount.denominator}"


def read(made: Mapping[str, Any], facts: Mapping[str, Fact]) -> Declaration:
    """Return the declaration in plain data that the schema passed; `facts` say what a total of 0 means."""
    return Declaration(
        filer_of(made["office"]),
        made["round"],
        tuple(Instrument(one["id"], one["version"], one["sha256"]) for one in made["checklists"]),
        tuple(Entered(one["id"], one["title"], one["field"]) for one in made.get("systems", ())),
        tuple(_entry_of(one, facts) for one in made["values"]),
        tuple(_score_of(one) for one in made["self"]),
        made["plan"],
        _signoff_of(made["signoff"]),
        made["previous"],
    )


def _entry_of(made: Mapping[str, Any], facts: Mapping[str, Fact]) -> Entry:
    declared = made.get("declared")
    return Entry(
        made["fact"],
        value_of(made, facts.get(made["fact"])),
        Source(made["source"]),
        made.get("system", ""),
        value_of(declared, facts.get(made["fact"])) if declared is not None else None,
        made.get("override"),
        tuple(proof_of(one) for one in made.get("evidence", ())),
    )


def value_of(made: Mapping[str, Any], fact: Fact | None) -> Value:
    """Return the value that an entry holds; of a fact nobody knows, a total of 0 says that it does not apply."""
    if "count" in made:
        counted, total = Fraction(made["count"]), Fraction(made["total"])
        if total or fact is None:
            return Value(100 * counted / total if total else None, counted, total)
        return of_counts(fact, counted, total)
    if "not_applicable" in made:
        return Value(None, not_applicable=made["not_applicable"])
    return Value(Fraction(made["value"]))


def proof_of(made: Mapping[str, Any]) -> Proof:
    """Return a piece of evidence as a declaration lists it."""
    if made["kind"] == "letter":
        return Proof("letter", made["number"], None, None, made.get("date"), made.get("held_by"), made.get("class"))
    return Proof("file", made["name"], made["sha256"], made["bytes"], made.get("date"))


def _score_of(made: Mapping[str, Any]) -> SelfScore:
    score = None if made["score"] is None else int(Fraction(made["score"]) * 100)
    return SelfScore(made["checklist"], score, int(Fraction(made["coverage"]) * 100), made.get("system", ""))


def _signoff_of(made: Mapping[str, Any] | None) -> Signoff | None:
    return None if made is None else Signoff(made["kind"], made.get("number"), made.get("date"), made.get("sha256"))
