"""Sheets by their files, or by the folders in which they lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from compliance.errors import BadInput, Problem
from compliance.language import _

EVIDENCE = "evidence"  # where an office's own files lie beside the sheets: none of them is a sheet
_SUFFIX = ".xlsx"
_PASSING = ("~$", ".")  # files that a program lays beside one that is open, and hidden ones


def sheets(given: Iterable[Path]) -> dict[Path, bool]:
    """Return files as they are, and of folders every workbook in and below them; whether each was found so.

    BadInput for folders without any.
    """
    found: dict[Path, bool] = {}
    problems = []
    for path in given:
        inside = _inside(path) if path.is_dir() else None
        if inside == []:
            wanted = _("sheets as “hq assess sheet” wrote them, .xlsx files")
            problems.append(Problem(str(path), None, _("a folder without .xlsx"), wanted, _("name another folder")))
        for one in inside or []:
            found.setdefault(one, True)
        if inside is None:
            found[path] = False
    if problems:
        raise BadInput(problems)
    return found


def _inside(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() == _SUFFIX
        and not path.name.startswith(_PASSING)
        and EVIDENCE not in path.relative_to(folder).parts
        and path.is_file()
    )
