"""Which filings of a round have left the office: a line for each, so that the next one names the one before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput
from compliance.language import _

FILE = "filings.jsonl"
_KEYS = {"time", "sha256", "code", "name"}


class Filed(NamedTuple):
    """A filing that was written: when, the SHA-256 of the zip, the code on its papers, and the name of its file."""

    time: str
    sha256: str
    code: str
    name: str


def read(round_folder: Path) -> list[Filed]:
    """Return the filings of a round, the oldest first; BadInput naming the line that is none."""
    path = round_folder / FILE
    if not path.exists():
        return []
    return [_line(path, number, line) for number, line in enumerate(files.read_text(path).splitlines(), 1)]


def _line(path: Path, number: int, line: str) -> Filed:
    try:
        made = json.loads(line)
        if set(made) == _KEYS and all(isinstance(value, str) for value in made.values()):
            return Filed(**made)
    except (ValueError, TypeError, RecursionError):
        pass
    raise BadInput.of(
        str(path),
        number,
        _("a line that no filing wrote"),
        _("the lines as “file” wrote them"),
        _("bring the file back from a copy; without it say what was filed before: --previous"),
    )


def add(round_folder: Path, filed: Filed) -> None:
    """Put a filing behind the others."""
    path = round_folder / FILE
    with files.lock(path):
        size = path.stat().st_size if path.exists() else 0
        line = json.dumps(filed._asdict(), ensure_ascii=False, separators=(", ", ": "))
        files.append(path, line.encode() + b"\n", size)
