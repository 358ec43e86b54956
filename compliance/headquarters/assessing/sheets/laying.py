"""Sheets laid into a folder, never over a file that lies there: somebody may have written into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.headquarters.assessing import declared, words
from compliance.headquarters.assessing.assigning import unfiled
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Assessed, other_version
from compliance.headquarters.assessing.folders import EVIDENCE
from compliance.headquarters.assessing.judgements import PANEL
from compliance.headquarters.assessing.sheets import making, writing
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.assessing import Stage
from compliance.model.checklist import Library
from compliance.schema import nearest, quoted


class Wanted(NamedTuple):
    """Which sheets are wanted: of one assessor or of all that are assigned, or of the panel, and where they go.

    `evidence` says whether the office's files of evidence are laid beside them.
    """

    folder: Path
    assessor: str = ""
    of_panel: bool = False
    evidence: bool = False

    @property
    def stage(self) -> Stage:
        """The stage at which such sheets are written."""
        return Stage.CONSENSUS if self.of_panel else Stage.EVIDENCE


class Laid(NamedTuple):
    """A sheet that was laid down."""

    path: Path
    office: str
    system: str
    assessor: str


Tell = Callable[[int, int], None]  # how many sheets of how many are written


def lay(
    store: Store,
    library: Library,
    board: Board,
    wanted: Wanted,
    offices: Sequence[str],
    day: date,
    tell: Tell | None = None,
) -> list[Laid]:
    """Write the sheets of the offices that were named, or of all at the stage; all of them, or none."""
    chosen = _chosen(board, wanted, offices)
    sheets = [laid for one in chosen for laid in _sheets(one, wanted)]
    _check_free(sheets, wanted, chosen)
    written = count(1)
    for one in chosen:
        desk = making.desk(store, library, board, one)
        for laid in _sheets(one, wanted):
            files.make_folder(laid.path.parent)
            files.write(laid.path, writing.write(making.make(desk, laid.system, laid.assessor), day))
            if tell is not None:
                tell(next(written), len(sheets))
        if wanted.evidence:
            declared.lay_evidence(store, one.filing, _evidence(wanted, one))
    return sheets


def _chosen(board: Board, wanted: Wanted, offices: Sequence[str]) -> list[Assessed]:
    """Return the offices whose sheets are written; BadInput where one that was named has none, or none is left."""
    every = list(board.cases.values())
    if offices:
        wrong = [problem for one in every for problem in _hindrance(board, one, wanted)]
        if wrong:
            raise BadInput(wrong)
        return every
    found = [one for one in every if not list(_hindrance(board, one, wanted))]
    if not found:
        raise BadInput.of(
            "STORE",
            None,
            _("no office for which such a sheet can be written"),
            _("an office at {stages}").format(stages=words.stage(wanted.stage)),
            _("look at “hq assess stages”"),
        )
    return found


def _hindrance(board: Board, one: Assessed, wanted: Wanted) -> Iterator[Problem]:
    if not one.filing:
        yield unfiled(one)
        return
    if one.instrument != board.of.checklist.sha256:
        yield other_version(one, board.of.checklist)
    if one.stage is not wanted.stage:
        seen = _("an office at the stage {stage}").format(stage=words.stage(one.stage))
        expected = _("an office at {stages}").format(stages=words.stage(wanted.stage))
        mend = _("bring it there first: hq assess move STORE {stage} {office}")
        mend = mend.format(stage=wanted.stage.value, office=one.office.id)
        yield Problem(one.office.id, None, seen, expected, mend)
    if not one.assessors:
        mend = _("assign some: hq assess draw, hq assess assign")
        yield Problem(one.office.id, None, _("no assessor"), _("one assessor or more"), mend)
    elif wanted.assessor and wanted.assessor not in one.assessors:
        seen = _("{assessor}, who is not assigned to it").format(assessor=quoted(wanted.assessor))
        yield Problem(one.office.id, None, seen, _("one of its assessors"), nearest(wanted.assessor, one.assessors))


def _sheets(one: Assessed, wanted: Wanted) -> Iterator[Laid]:
    people = (PANEL,) if wanted.of_panel else (wanted.assessor,) if wanted.assessor else one.assessors
    for assessor in people:
        for system in one.systems:
            name = ".".join([one.office.id, *([system] if system else [])])
            path = wanted.folder / assessor / f"{name}.xlsx" if assessor else wanted.folder / f"{name}.panel.xlsx"
            yield Laid(path, one.office.id, system, assessor)


def _evidence(wanted: Wanted, one: Assessed) -> Path:
    return wanted.folder / EVIDENCE / one.office.id


def _check_free(sheets: Iterable[Laid], wanted: Wanted, chosen: Iterable[Assessed]) -> None:
    """Refuse to write where something lies: a sheet that somebody has filled in is never lost."""
    paths = [laid.path for laid in sheets]
    paths += [_evidence(wanted, one) for one in chosen] if wanted.evidence else []
    wrong = [
        Problem(
            str(path),
            None,
            _("a file that lies there already"),
            _("a name that is free"),
            _("name another folder, or take away what lies there"),
        )
        for path in paths
        if path.exists()
    ]
    if wrong:
        raise BadInput(wrong)
