"""How far offices have come on the way of an award, on screens and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Assessed
from compliance.headquarters.assessing.sessions import Session
from compliance.headquarters.assessing.stages import Moved
from compliance.headquarters.assessing.words import STAGES
from compliance.headquarters.showing.assessing.naming import Names, named
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.model.assessing import Stage
from compliance.persian import dates, numbers
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import make
from compliance.schema import listed

_NONE = "—"
_NAMED = 8  # offices that are named


def stage(one: Assessed) -> str:
    """Return where an office stands; a declaration is submitted once a filing of it stands."""
    if one.stage is not Stage.DECLARATION:
        return _(STAGES[one.stage])
    return _("declaration, submitted") if one.filing else _("declaration, not filed")


def sheet(board: Board, today: date) -> Sheet:
    """Return every office with its stage, its assessors, whose values are there, and its sessions."""
    page = Sheet()
    rows = [_row(board, one, today) for one in board.cases.values()]
    page.show(
        make(
            [
                (_("office"), False, False, True),
                (_("stage"), False),
                (_("assessors"), False, False, True),
                (_("values entered"), True),
                (_("defence session"), True),
                (_("consensus"), True),
            ],
            rows,
        )
    )
    counted = Counter(one.stage for one in board.cases.values())
    for of in Stage:
        if counted[of]:
            page.say(f"{_(STAGES[of])}: {numbers.show(counted[of])}")
    for line in notes(board):
        page.say(line)
    return page


def _row(board: Board, one: Assessed, today: date) -> tuple[str, ...]:
    id_ = one.office.id
    wanted = len(one.systems) * len(one.assessors)
    entered = sum(len(board.by(id_, system)) for system in one.systems)
    days = [_session(session, today) for session in board.sessions.get(id_, ())]
    decided = sum((id_, system) in board.consensus for system in one.systems)
    return (
        _known(one),
        stage(one),
        listed(map(board.name, one.assessors)) or _NONE,
        _("{n} of {of}").format(n=numbers.show(entered), of=numbers.show(wanted)) if wanted else _NONE,
        listed(days) or _NONE,
        _("{n} of {of}").format(n=numbers.show(decided), of=numbers.show(len(one.systems))) if decided else _NONE,
    )


def _known(one: Assessed) -> str:
    return named(name_of(one.office, one.office.id), one.office.id)


def _session(one: Session, today: date) -> str:
    """Return the day of a session, and what it lacks: one that was held has its minutes."""
    day = dates.show(one.day)
    if one.held:
        return day
    return (_("{day} (planned)") if one.day >= today else _("{day} (no minutes)")).format(day=day)


def notes(board: Board) -> Iterator[str]:
    """Yield what has to be said beside the stages."""
    newer = [_known(one) for one in board.cases.values() if one.newer]
    if newer:
        text = _("Filed again since; what is assessed is the filing that stood at the check of evidence: {offices}.")
        yield text.format(offices=listed(newer))


def record(board: Board) -> Record:
    """Return the same for programs."""
    return {
        "round": board.of.round,
        "checklist": board.of.checklist.id,
        "version": board.of.checklist.version,
        "offices": [_office(board, one) for one in board.cases.values()],
        "problems": [],
    }


def _office(board: Board, one: Assessed) -> Record:
    id_ = one.office.id
    return {
        "office": id_,
        "stage": one.stage.value,
        "submitted": bool(one.filing),
        "filing": one.filing or None,
        "newer": one.newer,
        "assessors": [
            {"id": id_of, "entered": all(id_of in board.by(id_, system) for system in one.systems)}
            for id_of in one.assessors
        ],
        "sessions": [
            {
                "day": dates.write(session.day),
                "place": session.place or None,
                "panel": list(session.panel),
                "held": session.held,
                "minutes": session.file or None,
            }
            for session in board.sessions.get(id_, ())
        ],
        "consensus": [system or None for system in one.systems if (id_, system) in board.consensus],
    }


def moved(found: Moved, names: Names) -> Iterator[str]:
    """Yield which offices were brought to a stage, and what the others wait for."""
    text = _("brought to “{stage}”: {n}")
    yield text.format(stage=_(STAGES[found.to]), n=numbers.show(len(found.offices)))
    yield from map(names.office, found.offices[:_NAMED])
    if len(found.offices) > _NAMED:
        yield _("and {n} more").format(n=numbers.show(len(found.offices) - _NAMED))
    if found.left:
        yield _("not ready: {n}").format(n=numbers.show(len(found.left)))


def moved_record(found: Moved) -> Record:
    """Return which offices were brought to a stage, for programs."""
    return {
        "stage": found.to.value,
        "moved": list(found.offices),
        "left": [
            {"office": office, "waits_for": [problem.seen for problem in wrong]}
            for office, wrong in found.left.items()
        ],
        "problems": [],
    }
