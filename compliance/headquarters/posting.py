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


def lay(folder: Path, letters: Mapping[str, str]) -> Posted:
    """Lay letters of Markdown into a folder by their names without ending; see `put`."""
    return put(folder, ((name, text.encode("utf-8")) for name, text in letters.items()), "md")


def put(folder: Path, letters: Iterable[tuple[str, bytes]], ending: str) -> Posted:
    """Lay each letter into a folder by its name without ending.

    One that lies there byte for byte stays as it is; where another one lies, the new one is laid beside it under the
    next number: NAME.2.md, NAME.3.md …
    """
    numbers: list[int] = []
    for name, content in letters:
        if not numbers:
            files.make_folder(folder)
        numbers.append(_laid(folder, name, content, ending))
    return Posted(
        written=sum(number > 0 for number in numbers),
        beside=sum(number > 1 for number in numbers),
        there=sum(number == 0 for number in numbers),
    )


def _laid(folder: Path, name: str, content: bytes, ending: str) -> int:
    """Return under which number a letter was laid down, 0 where it lay there already."""
    for number in count(1):
        path = folder / (f"{name}.{ending}" if number == 1 else f"{name}.{number}.{ending}")
        if path.is_file() and path.stat().st_size == len(content) and files.read_bytes(path) == content:
            return 0
        if not path.exists() and files.replace(path, content, None):
            return number
    raise AssertionError
