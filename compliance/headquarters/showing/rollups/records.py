"""What a body's offices come to for programs: JSON, and a CSV with every source of every value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from compliance.filing.record import decimal
from compliance.headquarters.showing.rollups import sentences as words_of
from compliance.language import both
from compliance.model.checklist import AnswerKind, Library
from compliance.model.office import Value
from compliance.model.rollup import Done, Fate, Kept, Reading, Result, Rollup, Why
from compliance.office import log
from compliance.persian import dates
from compliance.report.records import Record

_COLUMNS = ("fact", "way", "office", "filing", "value", "count", "total", "weight", "used", "because")
_NO_FILING = "no-filing"
_AWAY = ("silent", "unaccepted", "refused", "asked_out", "beside")


def record(rolled: Rollup, library: Library, with_sources: bool = True) -> Record:
    """Return all of it; sentences stand in both languages, so that no call changes them.

    Sources are left out where they lie beside it as CSV.
    """
    return {
        "round": rolled.round,
        "body": rolled.body,
        "as_of": dates.write(rolled.as_of) if rolled.as_of else None,
        "checklists": list(rolled.checklists),
        "eligible": rolled.eligible,
        "filed": [one.office for one in rolled.filed],
        **{name: [one.office for one in getattr(rolled, name)] for name in _AWAY},
        "outdated": rolled.outdated,
        "systems": rolled.systems,
        "values": [_value(result, rolled, with_sources) for result in rolled.values],
        "asked": [_asked(result, library, with_sources) for result in rolled.asked],
        "gaps": [
            {"office": office, "left_out": {used.value: facts for used, facts in kinds.items()}}
            for office, kinds in words_of.gaps(rolled).items()
        ],
    }


def done(made: Done, folder: Path, library: Library) -> Record:
    """Return what `hq rollup --json` prints: all of it, and what became of the folder."""
    return {
        "folder": str(folder),
        "founded": made.founded,
        **record(made.rolled, library),
        "changes": {fate.value: made.of(fate) for fate in Fate},
        "kept": [_kept(one) for one in made.kept],
        "notes": list(words_of.notes(made.rolled, library)),
        "problems": [],
    }


def _kept(one: Kept) -> Record:
    return {
        "fact": one.result.fact.id,
        "folder": log.plain(one.theirs),
        "rolled": _reading(one.result.value),
    }


def _value(result: Result, rolled: Rollup, with_sources: bool) -> Record:
    by, value = result.by, result.value
    assert value is not None
    assert result.way is not None, "a value has a way to it"
    weights = [reading.weight or Fraction(0) for reading in result.counted]
    return {
        "fact": result.fact.id,
        "way": result.way.value,
        **_reading(value),
        "exact": None if result.exact is None else decimal(result.exact),
        "offices": len(result.counted),
        "provisional": rolled.provisional(result),
        "by": None
        if by is None
        else {"fact": by.fact, "part": by.part.value, "sum": decimal(sum(weights, Fraction(0)))},
        "spread": _spread(result),
        **({"sources": [_source(reading) for reading in result.readings]} if with_sources else {}),
    }


def _asked(result: Result, library: Library, with_sources: bool) -> Record:
    said = result.fact.answer is AnswerKind.YES_NO and result.counted
    fa, en = both(lambda: words_of.reason(result, library))
    return {
        "fact": result.fact.id,
        "why": result.why.value if result.why else None,
        "reason": {"fa": fa, "en": en},
        "pair": result.broken.id if result.broken else None,
        "yes": result.yes if said else None,
        "no": len(result.counted) - result.yes if said else None,
        "spread": _spread(result),
        **({"sources": [_source(reading) for reading in _told(result)]} if with_sources else {}),
    }


def _told(result: Result) -> tuple[Reading, ...]:
    """Return what offices said, nothing where none did."""
    return () if result.why is Why.NO_ANSWER else result.readings


def _spread(result: Result) -> Record | None:
    return None if result.spread is None else {name: decimal(one) for name, one in result.spread._asdict().items()}


def _reading(value: Value | None) -> Record:
    """Return a reading as texts that hold it exactly; all null where nothing was said, or it does not apply."""
    parts = {
        "value": value and value.amount,
        "count": value and value.counted,
        "total": value and value.total,
    }
    return {name: None if amount is None else decimal(amount) for name, amount in parts.items()}


def _source(reading: Reading) -> Record:
    return {
        "office": reading.office,
        "filing": reading.sha256,
        **_reading(reading.value),
        "weight": None if reading.weight is None else decimal(reading.weight),
        "used": reading.used.value,
        "because": reading.because or None,
    }


def sources(rolled: Rollup) -> bytes:
    """Return a row for each fact and office, also for those that filed nothing, with a mark that Excel sees UTF-8 by.

    Facts that no office answered are not in it.
    """
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    table.writerows(_rows(rolled))
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _rows(rolled: Rollup) -> Iterator[tuple[str, ...]]:
    silent = [one.office for one, _key in words_of.away(rolled)]
    for result in rolled.results:
        way = result.way.value if result.way else "asked"
        for reading in _told(result):
            told = _source(reading)
            yield (result.fact.id, way, *(told[name] or "" for name in _COLUMNS[2:]))
        for office in silent if _told(result) else ():
            yield (result.fact.id, way, office, *("" for _column in _COLUMNS[3:-2]), _NO_FILING, "")
