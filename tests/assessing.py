"""A store whose offices are assessed: filings taken in, assessors, sheets filled in as people do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from compliance import language
from compliance.headquarters import checking, running
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import assessors, assigning, board, cases, entering, sessions, stages
from compliance.headquarters.assessing.assigning import Drawing
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Asked
from compliance.headquarters.assessing.entering import Entered
from compliance.headquarters.assessing.sessions import Told
from compliance.headquarters.assessing.sheets import laying
from compliance.headquarters.assessing.sheets.laying import Wanted
from compliance.headquarters.assessing.sheets.layout import HEADINGS, Part
from compliance.headquarters.assessing.stages import Step
from compliance.headquarters.running import Opening
from compliance.headquarters.store import Store
from compliance.model.assessing import Assessor, Stage, Tie
from compliance.model.checklist import Library
from tests import inbox
from tests.inbox import DAY, ROUND, shipped

AS_DECLARED = "طبق اظهارنامه"
HEAD_ROW, FIRST_ROW = 3, 4
PEOPLE = ("ahmadi", "karimi")


def office(number: int = 0) -> str:
    """The id of an invented office."""
    return inbox.office(number).filer.id


def laid_down(folder: Path, offices: int = 2, people: Iterable[str] = PEOPLE) -> Store:
    """A store with a round, so many offices whose filings stand, and assessors without ties."""
    store = inbox.laid_down(folder / "store", offices)
    running.open_(store, "test", ROUND, Opening(DAY))
    (folder / "in").mkdir(exist_ok=True)
    for n in range(offices):
        (folder / "in" / f"{n}.zip").write_bytes(inbox.filing(n))
    inbox.collected(store, [folder / "in"])
    with store.changing("test") as change:
        for id_ in people:
            assessors.note(change, Assessor(id_, f"ارزیاب {id_}", f"Assessor {id_}"))
    return store


def asked(store: Store, checklist: str = "award", library: Library | None = None) -> Asked:
    """The round by a checklist."""
    return cases.asked(store, library or shipped(), ROUND, checklist)


def read(store: Store, checklist: str = "award", *offices: str) -> Board:
    """All that is known of it."""
    return board.read(store, shipped().facts, asked(store, checklist), offices or None)


def note(store: Store, id_: str, *ties: Tie, **more: str) -> None:
    """Describe an assessor."""
    with store.changing("test") as change:
        assessors.note(change, Assessor(id_, f"ارزیاب {id_}", f"Assessor {id_}", ties=ties, **more))


def move(store: Store, to: Stage, *offices: str, why: str = "", checklist: str = "award") -> stages.Moved:
    """Bring offices to a stage, all of them where none is named."""
    of = asked(store, checklist)
    return stages.move(store, "test", shipped().facts, of, Step(to, why), offices or list(cases.cases(store, of)))


def drawn(store: Store, each: int = 2, checklist: str = "award") -> assigning.Assignments:
    """Assessors drawn for all offices."""
    return assigning.draw(store, "test", asked(store, checklist), Drawing(each, "seed"))


def sheets(store: Store, folder: Path, of_panel: bool = False, checklist: str = "award", **more: Any) -> list[Path]:
    """Sheets laid into a folder."""
    wanted = Wanted(folder, of_panel=of_panel, **more)
    return [one.path for one in laying.lay(store, shipped(), read(store, checklist), wanted, (), DAY)]


class Sheet:
    """A sheet as somebody has it open in a program of spreadsheets."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.page: Any = self.book.worksheets[1]
        cells = {cell.value: cell.column for cell in self.page[HEAD_ROW]}
        self.columns = {
            part: next(cells[text] for text in texts if text in cells)
            for part, texts in HEADINGS.items()
            if set(texts) & set(cells)
        }
        column = self.columns[Part.FACT]
        self.rows = {self.page.cell(row, column).value: row for row in range(FIRST_ROW, self.page.max_row + 1)}

    def cell(self, fact: str, part: Part) -> Any:
        """A cell of an item."""
        return self.page.cell(self.rows[fact], self.columns[part])

    def put(self, fact: str, value: Any, reason: str | None = None) -> None:
        """Write what is established."""
        self.cell(fact, Part.VALUE).value = value
        if reason is not None:
            self.cell(fact, Part.REASON).value = reason

    def declared(self, fact: str) -> bool:
        """Whether the office answered."""
        return self.cell(fact, Part.DECLARED).value not in language.both(lambda: language._("not answered"))

    def fill(self, said: Mapping[str, tuple[Any, str]] | None = None, leave: Iterable[str] = ()) -> None:
        """Fill every item the office answered: as declared, unless it is said otherwise."""
        for fact in self.rows:
            if said and fact in said:
                self.put(fact, *said[fact])
            elif fact not in set(leave) and self.declared(fact) and not self.cell(fact, Part.VALUE).value:
                self.put(fact, AS_DECLARED)

    def save(self) -> Path:
        """Save it where it lay."""
        self.book.save(self.path)
        return self.path


def filled(path: Path, said: Mapping[str, tuple[Any, str]] | None = None, leave: Iterable[str] = ()) -> Path:
    """Fill a sheet in and save it."""
    sheet = Sheet(path)
    sheet.fill(said, leave)
    return sheet.save()


def decided(path: Path) -> Path:
    """Fill a sheet of the panel in: what waits is decided as declared, with a reason."""
    sheet = Sheet(path)
    for fact in sheet.rows:
        if not sheet.cell(fact, Part.VALUE).value and sheet.declared(fact):
            sheet.put(fact, AS_DECLARED, "هیئت اظهار اداره را پذیرفت")
    return sheet.save()


def enter(store: Store, paths: Iterable[Path], of_panel: bool = False) -> list[Entered]:
    """Enter sheets."""
    return list(entering.enter(store, "test", shipped(), list(paths), of_panel).entries)


def hear(store: Store, id_: str, told: Told | None = None) -> sessions.Session:
    """Record a defence session that was held."""
    return sessions.note(store, "test", asked(store), id_, told or Told(DAY, "سالن", ("ahmadi",), "شنیده شد"), DAY)


def judged(folder: Path, said: Mapping[str, Mapping[str, tuple[Any, str]]] | None = None, offices: int = 2) -> Store:
    """A store whose offices are at the check of evidence, with the values of two assessors entered."""
    store = laid_down(folder, offices)
    drawn(store)
    move(store, Stage.EVIDENCE)
    paths = sheets(store, folder / "sheets")
    enter(store, [filled(path, (said or {}).get(path.parent.name)) for path in paths])
    return store


def decided_all(folder: Path, said: Mapping[str, Mapping[str, tuple[Any, str]]] | None = None) -> Store:
    """The same, heard, and with the consensus entered."""
    store = judged(folder, said)
    move(store, Stage.DEFENCE)
    for id_ in read(store).cases:
        hear(store, id_)
    move(store, Stage.CONSENSUS)
    enter(store, [decided(path) for path in sheets(store, folder / "panel", of_panel=True)], of_panel=True)
    return store


def sound(store: Store) -> bool:
    """Whether the record is what its log says."""
    return checking.check(store, None) == []


def reopened(store: Store) -> Store:
    """The same store, opened again."""
    store.close()
    return stores.opened(store.folder)
