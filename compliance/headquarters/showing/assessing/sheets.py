"""Sheets that were laid down and entered, on screens and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from compliance.headquarters.assessing.entering import Entered
from compliance.headquarters.assessing.sessions import Session
from compliance.headquarters.assessing.sheets.laying import Laid
from compliance.headquarters.showing.leagues.records import points
from compliance.language import _
from compliance.model.assessing import Points
from compliance.persian import dates, numbers
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make

_NONE = "—"


def laid(found: Sequence[Laid], folder: Path) -> str:
    """Return how many sheets were laid down, and where."""
    return _("sheets written: {n}, in {folder}").format(n=numbers.show(len(found)), folder=folder)


def entered(found: Sequence[Entered]) -> Sheet:
    """Return what was entered, a row a sheet."""
    page = Sheet()
    rows = [
        (
            _named(one),
            one.sheet.assessor or _("panel"),
            _("{n} of {of}").format(n=numbers.show(one.judged), of=numbers.show(one.asked)),
            numbers.show(one.new),
            numbers.show(one.changed),
            numbers.show(one.gone),
            _score(one.points),
            numbers.per_cent(Fraction(one.points.coverage, 100)),
        )
        for one in found
    ]
    page.show(
        make(
            [
                (_("office"), False, False, True),
                (_("who"), False),
                (_("items judged"), True),
                (_("new"), True, True),
                (_("changed"), True, True),
                (_("taken back"), True, True),
                (_("score"), True),
                (_("coverage"), True),
            ],
            rows,
        )
    )
    return page


def _named(one: Entered) -> str:
    system = one.sheet.system
    return f"{one.sheet.case.office} — {system}" if system else one.sheet.case.office


def _score(of: Points) -> str:
    return _NONE if of.score is None else numbers.show(Fraction(of.score, 100))


def record(found: Sequence[Entered]) -> Record:
    """Return the same for programs."""
    return {
        "entered": [
            {
                "file": str(one.path),
                "round": one.sheet.case.round,
                "checklist": one.sheet.case.checklist,
                "office": one.sheet.case.office,
                "system": one.sheet.system or None,
                "assessor": one.sheet.assessor or None,
                "asked": one.asked,
                "judged": one.judged,
                "new": one.new,
                "changed": one.changed,
                "gone": one.gone,
                "score": score(points(one.points.score)),
                "coverage": score(Fraction(one.points.coverage, 10000), 4),
            }
            for one in found
        ],
        "problems": [],
    }


def session(one: Session) -> Iterator[str]:
    """Yield what was recorded of a defence session."""
    text = _("defence session of {office} on {day}, panel of {n}")
    yield text.format(office=one.case.office, day=dates.show(one.day), n=numbers.show(len(one.panel)))
    if one.file:
        yield _("minutes kept with the fingerprint (SHA-256): {sha256}").format(sha256=one.file)
    elif not one.held:
        yield _("planned: without minutes nothing can be decided")
