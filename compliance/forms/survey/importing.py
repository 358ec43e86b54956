"""Files of answer sheets brought together: what each holds, what is wrong, what is there twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.forms.survey import workbook
from compliance.forms.workbooks import package
from compliance.language import _
from compliance.model.survey import AnswerSheet
from compliance.office.survey import responses, table
from compliance.office.survey.reading import Reader, Table
from compliance.office.survey.responses import Added

_HEAD = 8  # bytes by which files of programs are known


class File(NamedTuple):
    """What one file holds: answer sheets that can be read, and remarks in which something was masked."""

    name: str
    sheets: int
    masked: int


class Brought(NamedTuple):
    """What files bring: each file, what they add to the kept sheets, and everything that is wrong."""

    files: tuple[File, ...]
    added: Added
    problems: tuple[Problem, ...]


def bring(paths: Sequence[Path], reader: Reader, kept: Mapping[str, AnswerSheet]) -> Brought:
    """Read files and say what they would add; nothing is written."""
    found: list[tuple[str, int, AnswerSheet]] = []
    problems: list[Problem] = []
    read: list[File] = []
    for path in paths:
        try:
            rows = table.rows if _may_be_text(path) else workbook.rows
            said = reader.read(Table(str(path), rows(path, reader.finder.find), rows is workbook.rows))
        except BadInput as error:
            problems += error.problems
            continue
        except CannotAccess as error:
            problems.append(Problem(error.path, None, error.reason, _("a file that can be read"), error.mend))
            continue
        problems += said.problems
        found += [(str(path), line, sheet) for line, sheet in said.sheets]
        read.append(File(str(path), len(said.sheets), said.masked))
    added, contradicting = responses.merged(kept, found)
    return Brought(tuple(read), added, (*problems, *contradicting))


def _may_be_text(path: Path) -> bool:
    """Whether a file does not begin as workbooks and other files of programs do, whatever it is called."""
    with files.reading(path, table.LARGEST) as stream:
        return not package.is_packed(stream.read(_HEAD))
