"""Draws, findings and estimates as the JSON that programs exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from compliance.headquarters.auditing import drawing
from compliance.headquarters.auditing.entering import Given
from compliance.headquarters.auditing.laying import Laid
from compliance.headquarters.auditing.record import Summary
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.audits import words as say
from compliance.model.audit import Audited, Difference, Draw, Measured, OfIndicator, Reason, Unit
from compliance.model.checklist import Library
from compliance.persian import dates
from compliance.report.records import Record, score

_PLACES = 6  # of a chance


def draw(made: Draw, offices: Mapping[str, Office], library: Library, notes: Iterable[str], known: bool) -> Record:
    """Return a draw with the list it is from, so that another program draws the same."""
    chances = drawing.chances(made)
    return {
        "draw": made.n,
        "code": made.code,
        "known": known,
        "round": made.round,
        "checklist": made.checklist,
        "sha256": made.sha256,
        "seed": made.seed,
        "root": made.root or None,
        "line": made.line,
        "upto": made.upto,
        "at": made.at,
        "again": made.again or None,
        "province": made.province or None,
        "body": made.body or None,
        "group": made.group or None,
        "asked": {"offices": made.offices, "items": made.items},
        "offices": [_drawn(unit, made, offices, library, chances.of(unit.office)) for unit in made.drawn],
        "frame": {
            "sha256": made.frame,
            "items": list(made.names),
            "offices": [
                {"office": one.office, "sha256": one.sha256, "weight": one.size, "items": list(one.sizes)}
                for one in made.units
            ],
        },
        "away": [{"office": office, "why": why} for office, why in made.away],
        "notes": list(notes),
        "problems": [],
    }


def _drawn(unit: Unit, made: Draw, offices: Mapping[str, Office], library: Library, chance: Fraction) -> Record:
    office, of_items = offices.get(unit.office), drawing.item_chances(made, unit)
    checklist = library.checklists.get(made.checklist)
    facts = {} if checklist is None else {item.id: item.fact for item in checklist.items}
    return {
        "office": unit.office,
        "name": {"fa": office.name_fa, "en": office.name_en} if office else None,
        "weight": unit.size,
        "chance": score(chance, _PLACES),
        "why": _why(unit.reasons, False),
        "items": [
            {
                "item": item.id,
                "fact": facts.get(item.id),
                "weight": unit.sizes[item.place],
                "chance": score(of_items.of(item.id), _PLACES),
                "why": _why(item.reasons, True),
            }
            for item in unit.items
        ],
    }


def _why(reasons: Iterable[Reason], of_item: bool) -> list[Record]:
    return [
        {"code": one.code, "weight": one.points, "seen": dict(one.seen), "says": say.says(one, of_item)}
        for one in reasons
    ]


def summaries(found: Iterable[Summary]) -> Record:
    """Return the draws of a store."""
    kept = ("round", "checklist", "seed", "offices", "items", "again", "at", "who", "visited", "entered")
    return {
        "draws": [
            {"draw": one.n, **{name: getattr(one, name) for name in kept}, "again": one.again or None}
            for one in found
        ],
        "problems": [],
    }


def sheets(made: Draw, laid: Iterable[Laid]) -> Record:
    """Return the files of visits, and which of them were there already."""
    return {
        "draw": made.n,
        "code": made.code,
        "round": made.round,
        "checklist": made.checklist,
        "files": [{"office": one.office, "file": str(one.path), "written": one.new} for one in laid],
        "problems": [],
    }


def entered(found: Given) -> Record:
    """Return what was entered."""
    return {
        "draws": [
            {"draw": one.draw.n, "round": one.draw.round, "offices": list(one.offices), **one.entered._asdict()}
            for one in found.entries
        ],
        "empty": [str(path) for path in found.empty],
        "problems": [],
    }


def audited(found: Audited, library: Library, notes: Iterable[str]) -> Record:
    """Return what the visits come to; shares are in per cent, points in those of the checklist."""
    made = found.draw
    return {
        "draw": made.n,
        "code": made.code,
        "round": made.round,
        "checklist": made.checklist,
        "seed": made.seed,
        "level": found.level,
        "offices": {"list": len(made.units), "drawn": len(made.drawn), "visited": len(found.visited)},
        "items": {
            "drawn": sum(len(unit.items) for unit in made.drawn),
            "checked": found.checked,
            "differing": len(found.differences),
        },
        "declared": _number(found.declared),
        "points": _measured(found.points),
        "points_ratio": _measured(found.points_ratio),
        "share": _measured(found.share, 100),
        "share_total": _measured(found.share_total, 100),
        "bounds": None
        if found.bounds is None
        else {"share": _number(100 * found.bounds.share), "points": _number(found.bounds.points)},
        "worst": _number(found.worst),
        "indicators": [_indicator(one) for one in found.indicators],
        "differences": [_difference(one, library) for one in found.differences],
        "missing": list(found.missing),
        "unchecked": [{"office": office, "item": item} for office, item in found.unchecked],
        "notes": list(notes),
        "problems": [],
    }


def _number(number: float | None) -> int | float | None:
    return None if number is None else score(Fraction(number))


def _measured(of: Measured | None, times: int = 1) -> Record | None:
    if of is None:
        return None
    numbers = {name: getattr(of, name) for name in ("value", "error", "low", "high")}
    shown = {name: None if one is None else _number(times * one) for name, one in numbers.items()}
    return {**shown, "freedom": of.freedom}


def _indicator(one: OfIndicator) -> Record:
    return {
        "indicator": one.id,
        "checked": one.checked,
        "offices": one.offices,
        "differing": one.differing,
        "points": _measured(one.points),
        "share": _measured(one.share, 100),
    }


def _difference(one: Difference, library: Library) -> Record:
    fact, found = library.facts[one.fact], one.finding
    return {
        "office": found.office,
        "item": found.item,
        "fact": one.fact,
        "declared": say.value(fact, one.declared),
        "found": say.value(fact, found.value),
        "points": _number(one.points),
        "day": dates.write(date.fromisoformat(found.day)) if found.day else None,
        "note": found.note or None,
    }
