"""responses.csv: every answer sheet of a round once, in the order of their ids.

The order says nothing of who answered when, and the same sheets give the same bytes whatever files they came in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.survey import AnswerSheet, Questionnaire
from compliance.office.survey import columns, table
from compliance.office.survey.reading import MOST_ROWS, Reader, Table
from compliance.persian import numbers

FOLDER = "survey"
FILE = "responses.csv"


class Added(NamedTuple):
    """What became of sheets that were brought: those that are new, how many were there already, and all now."""

    new: tuple[AnswerSheet, ...]
    repeated: int
    total: int


def read(folder: Path, reader: Reader) -> dict[str, AnswerSheet]:
    """Return the kept answer sheets by their ids, none when there is no file yet; BadInput for a damaged one."""
    path = folder / FILE
    if not path.exists():
        return {}
    found = reader.read(Table(str(path), table.rows(path, reader.finder.find)))
    problems = list(found.problems)
    kept: dict[str, AnswerSheet] = {}
    for line, sheet in found.sheets:
        if sheet.id in kept:
            problems.append(_twice(str(path), line, sheet.id))
        kept[sheet.id] = sheet
    if problems:
        raise BadInput(problems)
    return kept


def merged(
    kept: Mapping[str, AnswerSheet], brought: Iterable[tuple[str, int, AnswerSheet]]
) -> tuple[Added, list[Problem]]:
    """Return what sheets (with file and line) add to the kept ones, and those that contradict others.

    A sheet that is there already with the same answers counts once; one with other answers is a problem.
    """
    now, new, problems, repeated = dict(kept), {}, [], 0
    for name, line, sheet in brought:
        if sheet.id not in now:
            now[sheet.id] = new[sheet.id] = sheet
        elif now[sheet.id] == sheet:
            repeated += 1
        else:
            problems.append(_twice(name, line, sheet.id))
    if len(now) > MOST_ROWS:
        seen = _("more than {n} rows").format(n=numbers.show(MOST_ROWS))
        expected = _("the answers of one round of an office")
        problems.append(Problem(FILE, None, seen, expected, _("check that this is the right file")))
    return Added(tuple(new.values()), repeated, len(now)), problems


def add(folder: Path, reader: Reader, sheets: Iterable[AnswerSheet]) -> Added:
    """Keep sheets, durably and whole or not at all; another program that adds meanwhile loses nothing."""
    files.make_folder(folder)
    path = folder / FILE
    with files.lock(path):
        kept = read(folder, reader)
        added, problems = merged(kept, ((str(path), 0, sheet) for sheet in sheets))
        if problems:
            raise BadInput(problems)
        if added.new:
            files.write(path, content(reader.asked, [*kept.values(), *added.new]))
    return added


def content(asked: Questionnaire, sheets: Iterable[AnswerSheet]) -> bytes:
    """Return the bytes of the file."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow([column.id for column in columns.of(asked)])
    lines.writerows(columns.cells(asked, sheet) for sheet in sorted(sheets, key=lambda sheet: sheet.id))
    return stream.getvalue().encode()


def _twice(name: str, line: int, id_: str) -> Problem:
    return Problem(
        name,
        line or None,
        _("the answer sheet “{id}” with other answers than before").format(id=id_),
        _("one row for each answer sheet"),
        _("keep the right row; two people who type need an entry sheet each, by “survey new --output”"),
    )
