"""What assessors and panels established, fact by fact: as the record keeps it, and what it comes to by the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from compliance.assessment import scoring
from compliance.filing import record as declarations
from compliance.headquarters.assessing import record
from compliance.headquarters.assessing.cases import Asked
from compliance.headquarters.store import Change, Store
from compliance.model.assessing import Case, Points, Said
from compliance.model.checklist import Checklist, Fact
from compliance.model.filing import hundredths
from compliance.model.office import Known, Source, Value
from compliance.model.results import Status

PANEL = ""  # by whom a consensus is
_SCORED = "filing, instrument, said, score, high, coverage, points"
Established = Mapping[str, Said]  # by fact; what is not among them nobody judged


class Judgement(NamedTuple):
    """What one assessor, or the panel, established of an office or of a system of it, and what that comes to.

    `filing` and `instrument` are what was judged, and by what.
    """

    case: Case
    system: str
    assessor: str
    filing: str
    instrument: str
    text: str
    points: Points

    def said(self, facts: Mapping[str, Fact]) -> dict[str, Said]:
        """Return what was established, by fact."""
        return {fact: Said(value_of(kept, facts.get(fact), reason), reason) for fact, kept, reason in self.rows}

    @property
    def sha256(self) -> str:
        """By what a sheet knows whether something else was recorded since it was written."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def rows(self) -> list[tuple[str, Any, str]]:
        """What was established as the record keeps it: fact, value, reason."""
        return [(fact, kept, reason) for fact, kept, reason in json.loads(self.text)]


def value_of(kept: Any, fact: Fact | None, reason: str = "") -> Value:
    """Return a value as the record keeps it: a text, two for counts, nothing for what does not apply."""
    if kept is None:
        return Value(None, not_applicable=reason)
    plain = {"count": kept[0], "total": kept[1]} if isinstance(kept, list) else {"value": kept}
    return declarations.value_of(plain, fact)


def kept_of(value: Value) -> Any:
    """Return a value as the record keeps it."""
    if value.counted is not None and value.total is not None:
        return [declarations.decimal(value.counted), declarations.decimal(value.total)]
    return None if value.amount is None else declarations.decimal(value.amount)


def alike(one: Said, other: Said) -> bool:
    """Whether the record would keep two findings in the same words."""
    return kept_of(one.value) == kept_of(other.value) and one.reason == other.reason


def same(one: Value, other: Value) -> bool:
    """Whether two values come to the same."""
    return one.amount == other.amount


def own(store: Store, of: Asked, offices: Iterable[str]) -> Iterator[Judgement]:
    """Give what every assessor established of some offices, assigned still or not."""
    yield from _read(store, "judgement", "assessor", of, offices)


def consensus(store: Store, of: Asked, offices: Iterable[str]) -> Iterator[Judgement]:
    """Give what the panels established of some offices."""
    yield from _read(store, "consensus", f"'{PANEL}'", of, offices)


def _read(store: Store, table: str, assessor: str, of: Asked, offices: Iterable[str]) -> Iterator[Judgement]:
    rows = record.ask(
        store,
        f"select office, system, {assessor}, {_SCORED} from {table} where round = ? and checklist = ? "
        "and until is null and office in (select value from json_each(?)) order by 1, 2, 3",
        of.round,
        of.checklist.id,
        json.dumps(list(offices)),
    )
    for office, system, who, filing, instrument, text, score, high, coverage, points in rows:
        if not all(one is None or isinstance(one, int) for one in (score, high, coverage)):
            raise TypeError(score)  # a store that somebody wrote into: it says so
        case = Case(of.round, office, of.checklist.id)
        items = tuple(json.loads(points))
        yield Judgement(case, system, who, filing, instrument, text, Points(score, high, coverage, items))


def points(checklist: Checklist, said: Established) -> Points:
    """Return what established values come to, by the same rules as an office's own."""
    known = {fact: Known(one.value, Source.DECLARED) for fact, one in said.items()}
    judged = scoring.assess(checklist, known)
    items = tuple(None if i.status is Status.NOT_APPLICABLE else hundredths(i.points) for i in judged.items)
    if judged.score is None or judged.high is None:
        return Points(None, None, 0, items)
    return Points(hundredths(judged.score), hundredths(judged.high), hundredths(100 * judged.coverage), items)


class Sheet(NamedTuple):
    """What is entered: of whom, by whom, on which filing, and what is established, by fact.

    `withdrawn` is why what was on record is so no more, by fact.
    """

    case: Case
    system: str
    assessor: str
    filing: str
    said: Established
    withdrawn: Mapping[str, str]


def enter(change: Change, checklist: Checklist, sheet: Sheet) -> bool:
    """Record what was established, in the place of what the same assessor or panel said before."""
    found = points(checklist, sheet.said)
    scored = {"score": found.score, "high": found.high, "coverage": found.coverage, "points": list(found.items)}
    whose = {"assessor": sheet.assessor} if sheet.assessor != PANEL else {}
    gone = {"withdrawn": [list(pair) for pair in sheet.withdrawn.items()]} if sheet.withdrawn else {}  # for the log
    return record.put(
        change,
        "judgement" if whose else "consensus",
        **sheet.case._asdict(),
        system=sheet.system,
        **whose,
        filing=sheet.filing,
        instrument=checklist.sha256,
        said=[[fact, kept_of(one.value), one.reason] for fact, one in sheet.said.items()],
        **scored,
        **gone,
    )


def agreed(judged: Mapping[str, Established]) -> dict[str, Value]:
    """Return the values on which all who judged agree, by fact; every one of them has to have judged it."""
    if not judged:
        return {}
    first, *others = judged.values()
    return {
        fact: said.value
        for fact, said in first.items()
        if all(fact in other and same(other[fact].value, said.value) for other in others)
    }


def asked_facts(checklist: Checklist) -> list[str]:
    """Return the facts that are judged, each once, in the order of the items; those without a target are not."""
    return list(dict.fromkeys(item.fact for item in checklist.items if item.target is not None))
