"""Excel forms of an office read back: what they would change, and all of it entered at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import files, personal
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.forms.bench import Bench, said
from compliance.forms.excel import belonging, cell_answers, finding, proposal, understanding, workbook
from compliance.forms.excel.beside import Folder
from compliance.forms.excel.cell_evidence import Around
from compliance.forms.excel.finding import Line
from compliance.forms.excel.layout import Part
from compliance.forms.excel.proposal import Proposal, Said
from compliance.forms.excel.stamp import Stamp
from compliance.forms.excel.understanding import Asked
from compliance.forms.excel.workbook import Book
from compliance.forms.workbooks.cells import Cell
from compliance.language import _
from compliance.model.office import Evidence
from compliance.model.record import Conflict
from compliance.model.stated import NOTHING, Key
from compliance.office import attachments
from compliance.persian import dates
from compliance.usecases.opening import Opened
from compliance.values import Unreadable


class Done(NamedTuple):
    """What became of a proposal: how many entries changed, conflicts that arose meanwhile, words about files."""

    changed: int
    conflicts: tuple[Conflict, ...]
    said: tuple[str, ...]


def propose(opened: Opened, bench: Bench, paths: Sequence[Path], by: str | None) -> Proposal:
    """Return what forms would change; `by` is who answers, None for whoever filled each form in."""
    problems: list[Problem] = []
    rows: list[Said] = []
    names: dict[Path, str | None] = {}
    for path in dict.fromkeys(paths):
        folder = Folder(path.parent, bench.desk)
        rows += _read(opened, bench, path, by, folder, problems)
        names |= folder.names
    return proposal.propose(proposal.once(rows, problems), bench.state(), names, problems)


def enter(bench: Bench, proposed: Proposal) -> Done:
    """Attach the files and enter all changes at once; what was copied goes again when that does not come about."""
    desk, state = bench.desk, bench.state()
    brought: dict[Path, tuple[str, bool]] = {}
    try:
        for path in proposed.files:
            brought[path] = attachments.bring_in(desk, path)
        names = {path: name for path, (name, _reused) in brought.items()}
        wishes = [proposal.wanted(c.said, state.get(c.said.key, NOTHING), names) for c in proposed.changes]
        entered = desk.enter(wishes, bench.author) if wishes else None
    finally:
        fresh = [name for name, reused in brought.values() if not reused]
        for name in fresh:
            if not attachments.users(desk, name):
                files.delete(desk.folder / name)
    words = tuple(line for name, reused in brought.values() for line in _about(bench, name, reused))
    return Done(len(entered.changed), entered.conflicts, words) if entered else Done(0, (), words)


def _about(bench: Bench, name: str, reused: bool) -> Iterator[str]:
    path = bench.desk.folder / name
    if path.is_file():
        yield from said(attachments.Attached(Evidence("file", name), reused), personal.search(path))


def _read(
    opened: Opened, bench: Bench, path: Path, by: str | None, folder: Folder, problems: list[Problem]
) -> Iterator[Said]:
    """Yield what the rows of one form say."""
    try:
        book = workbook.read(path)
    except BadInput as error:
        problems += error.problems
        return
    except CannotAccess as error:
        problems.append(Problem(error.path, None, error.reason, _("a form that can be read"), error.mend))
        return
    found = belonging.stamp_of(book, problems)
    if found is None:
        return
    systems = [system.id for system in opened.folder.office.systems]
    strange = list(belonging.strange(book, found, opened.folder.office.id, opened.round, systems))
    problems += strange
    if not strange:
        yield from _rows(bench, book, found, by, folder, problems)


def _rows(
    bench: Bench, book: Book, found: Stamp, by: str | None, folder: Folder, problems: list[Problem]
) -> Iterator[Said]:
    system, file = found.origin.system, str(book.path)
    pages = tuple(page for page in book.pages if not belonging.is_stamp(page))
    own = book._replace(pages=pages)
    facts = bench.desk.facts(system)
    changed = dict(belonging.changed(book, found, facts))
    problems += changed.values()
    who = by or _filler(own, found, problems) or bench.author.who
    for line in finding.lines(own, found.given, found.sheets, problems):
        if line.id in changed:
            continue
        key, given = Key(system, line.id), found.given[line.id]
        computed = bench.computed(key) is not None
        around = Around(given.base.evidence, bench.author.today, folder.find, folder.differs)
        asked = Asked(facts[line.id], given, computed, around)
        read = understanding.row(asked, line.cells)
        if isinstance(read, list):
            problems += [_problem(file, line, wrong.cell, wrong.why) for wrong in read]
            continue
        mine = read.mine
        if mine.statement != given.base.statement and any(mine.statement):
            mine = mine._replace(on=dates.write(bench.author.today), by=who or None)
        yield Said(key, file, line.sheet, line.cells[Part.ANSWER], given.base, read._replace(mine=mine))


def _filler(book: Book, found: Stamp, problems: list[Problem]) -> str:
    """Return who filled a form in, empty when nobody says so; two different names are refused."""
    names: dict[str, None] = {}
    for sheet, cell in finding.fillers(book, found.sheets):
        name = cell_answers.filler(cell)
        if isinstance(name, Unreadable):
            problems.append(_problem(str(book.path), Line("", sheet, {}), cell, name))
        else:
            names[name] = None
            if len(names) > 1:
                twice = Unreadable(_("one name"), _("write the name once, or give it with --by"), _(", ").join(names))
                problems.append(_problem(str(book.path), Line("", sheet, {}), cell, twice))
    return next(iter(names), "")


def _problem(file: str, line: Line, cell: Cell, why: Unreadable) -> Problem:
    return Problem(file, None, why.seen or "—", why.expected, why.mend, finding.place(line.sheet, cell.name))
