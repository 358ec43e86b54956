"""Sheets that were laid down and entered, on screens and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from compliance.headquarters.assessing.entering import Entered, Given
from compliance.headquarters.assessing.sessions import Session
from compliance.headquarters.assessing.sheets.laying import Laid
from compliance.headquarters.showing.assessing.naming import Names
from compliance.headquarters.showing.leagues.records import points
from compliance.language import _
from compliance.model.assessing import Points
from compliance.persian import dates, numbers
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import listed

_NONE = "—"
_LISTED = 8  # files in a line


def laid(found: Sequence[Laid], folder: Path) -> str:
    """Return how many sheets were laid down, and where."""
    return _("sheets written: {n}, in {folder}").format(n=numbers.show(len(found)), folder=folder)


def entered(given: Given, names: Names) -> Sheet:
    """Return what was entered, a row a sheet."""
    page, found = Sheet(), given.entries
    rows = [
        (
            _named(one, names),
            names.assessor(one.sheet.assessor) if one.sheet.assessor else _("panel"),
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


def left_out(given: Given) -> Iterator[str]:
    """Yield which sheets in folders were left out, and why."""
    if given.empty:
        text = _("sheets in which nothing is filled in yet: {n} ({files})")
        yield text.format(n=numbers.show(len(given.empty)), files=_files(given.empty))
    if given.there:
        text = _("sheets that say what is on record already: {n} ({files})")
        yield text.format(n=numbers.show(len(given.there)), files=_files(given.there))
    if given.others:
        text = _("left out, for they are entered with another verb: {n} ({files})")
        yield text.format(n=numbers.show(len(given.others)), files=_files(given.others))


def _files(paths: Sequence[Path]) -> str:
    return listed(str(path) for path in paths[:_LISTED]) + ("…" if len(paths) > _LISTED else "")


def _named(one: Entered, names: Names) -> str:
    called, system = names.office(one.sheet.case.office), one.sheet.system
    return f"{called} — {system}" if system else called


def _score(of: Points) -> str:
    return _NONE if of.score is None else numbers.show(Fraction(of.score, 100))


def record(given: Given) -> Record:
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
            for one in given.entries
        ],
        "empty": [str(path) for path in given.empty],
        "there": [str(path) for path in given.there],
        "others": [str(path) for path in given.others],
        "problems": [],
    }


def session(one: Session, names: Names, today: date) -> Iterator[str]:
    """Yield what was recorded of a defence session."""
    text = _("defence session of {office} on {day}, panel of {n}")
    yield text.format(office=names.office(one.case.office), day=dates.show(one.day), n=numbers.show(len(one.panel)))
    if one.file:
        yield _("minutes kept with the fingerprint (SHA-256): {sha256}").format(sha256=one.file)
    elif one.held:
        return
    elif one.day >= today:
        yield _("planned: without minutes nothing can be decided")
    else:
        yield _("this day is past and there are no minutes of it: without them nothing can be decided")
