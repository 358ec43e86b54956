"""The hidden page of a sheet: where it comes from, under a seal that tells a damaged one from a whole one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from compliance.filing import canonical
from compliance.headquarters.assessing.sheets.layout import Origin
from compliance.language import _

NAME = "provincial-compliance-assessment"
PAGE = "_assessment"
_FORMAT = "1"


class Unknown(Exception):
    """A hidden page that cannot be trusted; the message says why in the reader's language."""


def rows(origin: Origin, sheet: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the hidden page, the seal last; `sheet` is the name of the page with the items."""
    made = [(NAME, _FORMAT), *((key, text) for key, text in origin._asdict().items()), ("sheet", sheet)]
    yield from made
    yield "seal", _seal(made)


def is_stamp(first: Sequence[str]) -> bool:
    """Whether the first row of a page is that of a hidden one."""
    return tuple(first[:1]) == (NAME,)


def read(found: Sequence[Sequence[str]]) -> tuple[Origin, str]:
    """Return what a hidden page says; raises Unknown for one of a later program, or one that was changed."""
    made = [tuple(row) for row in found if any(row)]
    if made[0][1:] != (_FORMAT,):
        raise Unknown(_("a sheet of another version of this program"))
    said = {row[0]: row[1] if len(row) > 1 else "" for row in made[1:-1]}
    if set(said) != {*Origin._fields, "sheet"} or made[-1] != ("seal", _seal([made[0], *said.items()])):
        raise Unknown(_("a sheet whose hidden page was changed"))
    sheet = said.pop("sheet")
    return Origin(**said), sheet


def _seal(made: Sequence[tuple[str, ...]]) -> str:
    return hashlib.sha256(canonical.written([list(row) for row in made])).hexdigest()
