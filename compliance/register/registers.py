"""Both registers of an office folder, and the facts they decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Project, ProjectBands, Register, Service, Value
from compliance.register import formulas, services, table
from compliance.schema import listed
from compliance.values import of_counts

PROJECT_COLUMNS = {
    "id": table.text(),
    "title": table.text(),
    "progress": table.amount(top=100),
    "owner": table.text(),
    "due": table.day(),
    "approved_on": table.day(),
    "entered": table.text(),
}


FILES = ("services.csv", "projects.csv")


def counted(folder: Path, library: Library) -> Register:
    """Return what both registers of an office folder say.

    BadInput with everything that is wrong in them, and where neither is there.
    """
    if not any(_is_there(folder / name) for name in FILES):
        expected = _("an office folder with {files}").format(files=listed(FILES))
        raise BadInput.of(str(folder), None, _("neither of them"), expected, _("name the folder that holds them"))
    found, problems = read(folder, library)
    if problems:
        raise BadInput(problems)
    return found


def read(folder: Path, library: Library, round_folder: Path | None = None) -> tuple[Register, list[Problem]]:
    """Return what services.csv and projects.csv say; a register that is not there says nothing.

    A round that is over keeps its registers as they were in its own folder, `round_folder`; those hold for it.
    """
    rows: list[Service] = []
    projects: tuple[Project, ...] = ()
    problems: list[Problem] = []
    of_services, of_projects = (place(folder, name, round_folder) for name in FILES)
    if _is_there(of_services):
        rows, problems = services.read(of_services)
    if _is_there(of_projects):
        projects, wrong = _projects(of_projects)
        problems += wrong
    if problems or not rows:
        return Register({}, None, {}, projects), problems
    return derive(rows, library, projects), []


def place(folder: Path, name: str, round_folder: Path | None = None) -> Path:
    """Return the register that holds for a round: its own where it kept one, otherwise the office's."""
    kept = round_folder / name if round_folder else None
    return kept if kept and _is_there(kept) else folder / name


def _is_there(path: Path) -> bool:
    """Whether there is such a file; a link that leads nowhere is, and cannot be read."""
    return path.exists() or path.is_symlink()


def derive(rows: Sequence[Service], library: Library, projects: tuple[Project, ...] = ()) -> Register:
    """Return every fact the services decide, their funnel, and the blanks that counted as no."""
    empty = {column for column in services.COLUMNS if all(_blank(s, column) for s in rows)}
    values: dict[str, Value] = {}
    used: set[str] = set()
    for fact in library.facts.values():
        formula = formulas.FORMULAS.get(fact.register or "")
        if formula is None or empty & set(formula.columns):
            continue
        if formula.counts:
            values[fact.id] = of_counts(fact, *formula.counts(rows))
        elif formula.number and (amount := formula.number(rows)) is not None:
            values[fact.id] = Value(amount)
        used |= set(formula.columns)
    blanks = {
        column: lines
        for column in services.COLUMNS
        if column in used and column != "page" and (lines := tuple(s.line for s in rows if _blank(s, column)))
    }
    return Register(values, formulas.funnel(rows), blanks, projects, tuple(rows))


def bands(projects: Sequence[Project]) -> ProjectBands:
    """Return how many projects are done, above 70, at 50 to 70, at 40 to below 50, and below 40 per cent."""
    progress = [p.progress for p in projects]
    return ProjectBands(
        done=sum(1 for x in progress if x == 100),
        above_70=sum(1 for x in progress if 70 < x < 100),
        from_50_to_70=sum(1 for x in progress if 50 <= x <= 70),
        from_40_to_50=sum(1 for x in progress if 40 <= x < 50),
        below_40=sum(1 for x in progress if x < 40),
        entered=sum(1 for p in projects if p.entered),
    )


def _blank(service: Service, column: str) -> bool:
    value = getattr(service, column)
    return value is None or value == ""


def _projects(path: Path) -> tuple[tuple[Project, ...], list[Problem]]:
    rows, problems = table.read(path, PROJECT_COLUMNS, required=("id", "title", "progress"))
    if not problems:
        problems = list(_incomplete(str(path), rows))
    return tuple(
        Project(
            row.line,
            row.cells["id"] or "",
            row.cells["title"] or "",
            row.cells["progress"] or Fraction(0),
            *(row.cells.get(column) or "" for column in ("owner", "due", "approved_on", "entered")),
        )
        for row in rows
    ), problems


def _incomplete(name: str, rows: list[table.Row]) -> Iterator[Problem]:
    lines: dict[str | None, int] = {}
    for row in rows:
        for column in ("id", "title", "progress"):
            if row.cells[column] is None:
                yield Problem(
                    name,
                    row.line,
                    _("no “{column}”").format(column=column),
                    _("a cell in every row"),
                    _("write the cell, or delete the row"),
                )
        if row.cells["id"] is not None and row.cells["id"] in lines:
            yield table.twice(name, row.line, row.cells["id"], lines[row.cells["id"]])
        lines.setdefault(row.cells["id"], row.line)
