"""Evidence as answers list it: files inside the round's evidence folder, and letters."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from compliance.language import _
from compliance.model.office import Evidence
from compliance.persian import dates
from compliance.schema import Fields, quoted, shorten
from compliance.tree import Node, Scalar, Table

FOLDER = "evidence"


def read(node: Node, fields: Fields, round_folder: Path) -> Evidence | None:
    """Read one member of an evidence list; what is absent, outside or a link becomes a problem."""
    if isinstance(node, Scalar):
        return _file(node.text.strip(), node.line, fields, round_folder, None)
    if isinstance(node, Table) and "file" in node.nodes:
        inner = Fields(node, fields.name, fields.problems, ("file", "date"))
        name = inner.text("file", required=True)
        return None if name is None else _file(name, node.line, fields, round_folder, read_date(inner, "date"))
    inner = Fields(node, fields.name, fields.problems, ("letter", "date", "held_by", "class"))
    number = inner.text("letter", required=True)
    if number is None:
        return None
    return Evidence("letter", number, read_date(inner, "date"), inner.text("held_by"), inner.text("class"))


def read_date(fields: Fields, key: str) -> str | None:
    """Return a Jalali date as `yyyy/mm/dd`; a day that does not exist becomes a problem."""
    text = fields.text(key)
    if text is None:
        return None
    written = dates.normal(text)
    if written is None:
        fields.problem(
            fields.nodes[key].line,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            dates.mend(text),
        )
    return written


def _file(name: str, line: int, fields: Fields, round_folder: Path, date: str | None) -> Evidence | None:
    path = PurePosixPath(name)
    inside = bool(path.parts) and path.parts[0] == FOLDER and len(path.parts) > 1
    if not inside or ".." in path.parts or "\\" in name or ":" in name:
        fields.problem(
            line,
            quoted(name),
            _("a path inside the round's evidence folder, such as evidence/cert.png"),
            _("copy the file into {folder} and write its path from there").format(folder=round_folder / FOLDER),
        )
        return None
    place = round_folder
    for part in path.parts:
        place = place / part
        if os.path.islink(place):  # noqa: PTH114  Path.is_symlink raises for a name too long
            fields.problem(
                line,
                _("“{name}” leads through a link").format(name=shorten(name)),
                _("the file itself"),
                _("copy the file into {folder}").format(folder=round_folder / FOLDER),
            )
            return None
    try:
        regular = stat.S_ISREG(place.lstat().st_mode)
    except OSError:
        regular = False
    if not regular:
        fields.problem(
            line,
            _("“{name}” is not there").format(name=shorten(name)),
            _("a file in {folder}").format(folder=round_folder / FOLDER),
            _("copy the file there, or take the line out"),
        )
        return None
    return Evidence("file", name, date)
