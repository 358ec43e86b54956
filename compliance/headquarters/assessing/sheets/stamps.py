"""The hidden page of a sheet: where it comes from and what it was written with, under a seal.

The seal tells a damaged page from a whole one; it is no signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from compliance.filing import canonical
from compliance.headquarters.assessing.sheets.layout import FILLED, GREY, Form, Origin, Part
from compliance.language import _
from compliance.persian.letters import bare
from compliance.report.workbook import cells

NAME = "provincial-compliance-assessment"
PAGE = "_assessment"
_FORMAT = "2"
_KEPT = (*FILLED, *GREY)


class Unknown(Exception):
    """A hidden page that cannot be trusted; the message says why in the reader's language."""


class Stamp(NamedTuple):
    """What a hidden page says: where a sheet comes from, the name of its page with the items, and their cells.

    `top` are the lines above the items, `texts` what stood in each cell by fact when the sheet was written.
    """

    origin: Origin
    sheet: str
    top: tuple[str, ...]
    texts: Mapping[str, Mapping[Part, str]]


def rows(form: Form, sheet: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the hidden page, the seal last; `sheet` is the name of the page with the items."""
    made: list[tuple[str, ...]] = [(NAME, _FORMAT), *form.origin._asdict().items(), ("sheet", sheet)]
    made += [("top", *map(_plain, (form.title, form.line))), ("columns", "", *_KEPT)]
    made += [("row", row.fact, *(_plain(row.texts[part]) for part in _KEPT)) for row in form.rows]
    yield from made
    yield "seal", _seal(made)


def _plain(text: str) -> str:
    """Return a text in one line, without signs that nobody sees: no program of spreadsheets changes that."""
    return " ".join(bare(cells.text(text)).split())


def is_stamp(first: Sequence[str]) -> bool:
    """Whether the first row of a page is that of a hidden one."""
    return tuple(first[:1]) == (NAME,)


def read(found: Sequence[Sequence[str]]) -> Stamp:
    """Return what a hidden page says; raises Unknown for one of another program, or one that was changed."""
    made = [tuple(row) for row in found if any(row)]
    if made[0][1:] != (_FORMAT,):
        raise Unknown(_("a sheet of another version of this program"))
    fields = (*Origin._fields, "sheet")
    head, (top, _columns, *lines) = made[1 : len(fields) + 1], _behind(made, len(fields) + 1)
    said = {row[0]: row[1] if len(row) > 1 else "" for row in head}
    if tuple(said) != fields or made[-1] != ("seal", _seal(made[:-1])):
        raise Unknown(_("a sheet whose hidden page was changed"))
    texts = {
        fact: dict(zip(_KEPT, [*kept, *([""] * (len(_KEPT) - len(kept)))], strict=True))
        for _row, fact, *kept in lines
    }
    sheet = said.pop("sheet")
    return Stamp(Origin(**said), sheet, top[1:], texts)


def _behind(made: Sequence[tuple[str, ...]], at: int) -> Sequence[tuple[str, ...]]:
    """Return what stands between where a sheet comes from and the seal, in a page that may have been cut short."""
    rest = made[at:-1]
    whole = [row[0] for row in rest[:2]] == ["top", "columns"] and rest[1][2:] == _KEPT
    if not whole or any(row[0] != "row" or not 1 < len(row) <= len(_KEPT) + 2 for row in rest[2:]):
        raise Unknown(_("a sheet whose hidden page was changed"))
    return rest


def _seal(made: Sequence[tuple[str, ...]]) -> str:
    """Return the seal over rows as they are read back: empty cells at the end of one are not there any more."""
    return hashlib.sha256(canonical.written([_cut(row) for row in made])).hexdigest()


def _cut(row: Sequence[str]) -> list[str]:
    kept = list(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept
