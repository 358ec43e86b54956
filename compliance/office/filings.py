"""Which filings of a round have left the office: a line for each, so that the next one names the one before.

The line and the file come to be together: what is about to be written is announced first, and whether it came into
its place is looked at afterwards, even when the program was killed in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, CannotAccess
from compliance.language import _

FILE = "filings.jsonl"
_ANNOUNCED = ".filing.json"
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
    lines = _whole_lines(path).decode("utf-8", "replace").splitlines()
    found = [_line(path, number, line) for number, line in enumerate(lines, 1)]
    announced = _announced(round_folder)
    return [*found, announced] if announced is not None and announced not in found else found


@contextmanager
def recording(round_folder: Path, before: Sequence[Filed]) -> Iterator[Callable[[Filed, Path], None]]:
    """Give what announces a filing and where it will lie; when the block ends it is put behind the others if it does.

    BadInput when other filings than `before` were made meanwhile.
    """
    path = round_folder / FILE
    with files.lock(path):
        _settle(round_folder)
        if read(round_folder) != list(before):
            raise BadInput.of(
                str(path),
                None,
                _("a filing that was made meanwhile"),
                _("the filings as they were when this began"),
                _("run “file” again; nothing was written"),
            )
        try:
            yield lambda filed, target: files.write(
                round_folder / _ANNOUNCED,
                json.dumps({**filed._asdict(), "path": str(target.resolve())}, ensure_ascii=False).encode(),
            )
        finally:
            _settle(round_folder)


def _settle(round_folder: Path) -> None:
    """Put an announced filing behind the others if it is there, and forget the announcement."""
    path, announced = round_folder / FILE, _announced(round_folder)
    lines = _whole_lines(path)
    if announced is not None:
        line = json.dumps(announced._asdict(), ensure_ascii=False, separators=(", ", ": ")).encode()
        if line not in lines.splitlines():
            files.append(path, line + b"\n", len(lines))
    files.delete(round_folder / _ANNOUNCED)


def _announced(round_folder: Path) -> Filed | None:
    """Return the filing that was announced, where it lies in its place."""
    path = round_folder / _ANNOUNCED
    if not path.exists():
        return None
    made = json.loads(files.read_bytes(path))
    try:
        there = files.digest(Path(made.pop("path")))[0] == made["sha256"]
    except CannotAccess:
        return None
    return Filed(**made) if there else None


def _whole_lines(path: Path) -> bytes:
    """Return the lines that were written to their end."""
    content = files.read_bytes(path) if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]


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
