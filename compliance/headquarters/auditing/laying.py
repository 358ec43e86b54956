"""Sheets laid into a folder: what somebody filled in is never written over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.model.audit import Draw


class Laid(NamedTuple):
    """A file of a visit, and whether it was written now or lay there already."""

    office: str
    path: Path
    new: bool


def lay(
    folder: Path, draw: Draw, visits: Iterable[tuple[str, Callable[[str], bytes]]], endings: Sequence[str]
) -> list[Laid]:
    """Lay the sheets of visits down, named by office and draw; a visit makes the file of an ending that is asked.

    One that is there stays as it is.
    """
    files.make_folder(folder)
    laid = []
    for office, made in visits:
        for ending in endings:
            path = folder / f"{office}.{draw.code}.{ending}"
            new = not path.exists()
            if new:
                files.write(path, made(ending))
            laid.append(Laid(office, path, new))
    return laid
