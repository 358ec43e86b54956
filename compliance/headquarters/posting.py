"""Letters laid into a folder, none over another: what somebody wrote into an earlier one is never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple

from compliance import files


class Posted(NamedTuple):
    """How many letters were laid down, how many of them beside another one, and how many lay there already."""

    written: int = 0
    beside: int = 0
    there: int = 0


class Laid(NamedTuple):
    """Where a paper lies, and under which number it was laid down: 0 where it lay there already."""

    path: Path
    number: int


def lay(folder: Path, letters: Mapping[str, str]) -> Posted:
    """Lay letters of Markdown into a folder by their names without ending; see `put`."""
    return put(folder, ((name, text.encode("utf-8")) for name, text in letters.items()), "md")


def put(folder: Path, letters: Iterable[tuple[str, bytes]], ending: str) -> Posted:
    """Lay each letter into a folder by its name without ending.

    One that lies there byte for byte stays as it is; where another one lies, the new one is laid beside it under the
    next number: NAME.2.md, NAME.3.md …
    """
    numbers = [put_one(folder, name, content, ending).number for name, content in letters]
    return Posted(
        written=sum(number > 0 for number in numbers),
        beside=sum(number > 1 for number in numbers),
        there=sum(number == 0 for number in numbers),
    )


def put_one(folder: Path, name: str, content: bytes, ending: str) -> Laid:
    """Lay one paper into a folder as `put` does, and return where it lies."""
    files.make_folder(folder)
    for number in count(1):
        path = folder / (f"{name}.{ending}" if number == 1 else f"{name}.{number}.{ending}")
        if path.is_file() and path.stat().st_size == len(content) and files.read_bytes(path, len(content)) == content:
            return Laid(path, 0)
        if not path.exists() and files.replace(path, content, None):
            return Laid(path, number)
    raise AssertionError
