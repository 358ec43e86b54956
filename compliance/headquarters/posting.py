"""Letters laid into a folder, none over another: what somebody wrote into an earlier one is never lost."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Lay each letter into a folder by its name without ending.

    One that lies there word for word stays as it is; where another text lies, the new one is laid beside it under the
    next number: NAME.2.md, NAME.3.md …
    """
    if not letters:
        return Posted()
    files.make_folder(folder)
    numbers = [_laid(folder, name, text.encode("utf-8")) for name, text in letters.items()]
    return Posted(
        written=sum(number > 0 for number in numbers),
        beside=sum(number > 1 for number in numbers),
        there=sum(number == 0 for number in numbers),
    )


def _laid(folder: Path, name: str, text: bytes) -> int:
    """Return under which number a letter was laid down, 0 where it lay there already."""
    for number in count(1):
        path = folder / (f"{name}.md" if number == 1 else f"{name}.{number}.md")
        if path.is_file() and path.stat().st_size == len(text) and files.read_bytes(path) == text:
            return 0
        if not path.exists() and files.replace(path, text, None):
            return number
    raise AssertionError
