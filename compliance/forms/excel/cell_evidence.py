"""What the lines of a cell name as evidence: pieces listed before, letters, files beside the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance.errors import BadInput
from compliance.forms import reading
from compliance.forms.excel import spelling
from compliance.language import _
from compliance.model.office import Evidence
from compliance.office import attachments
from compliance.persian.letters import bare, fold
from compliance.schema import quoted
from compliance.values import Unreadable

_DATED = re.compile(r"(.*?\S)\s+(?:مورخ[هٔ]?|به تاریخ|dated)\s+(\S.*)", re.IGNORECASE)

Piece = Evidence | Path


class Around(NamedTuple):
    """What evidence is looked for in: the pieces listed at export, the form's folder, and the days until today.

    `beside` finds a file beside the form by its name, or says why it cannot be taken; `differs` finds the
    one that has the name of a listed piece and says something else.
    """

    listed: tuple[Evidence, ...]
    today: date
    beside: Callable[[str], Path | Unreadable]
    differs: Callable[[Evidence], Path | None]


def pieces(around: Around, text: str) -> Iterator[Piece | Unreadable]:
    """Yield what each line means: a piece that was listed, a letter, a file beside the form; or why it is unknown."""
    for line in text.splitlines():
        written = " ".join(line.strip().strip("\"'").split())
        if not bare(written).strip():
            continue
        piece = _piece(around, written)
        yield piece._replace(seen=piece.seen or quoted(written)) if isinstance(piece, Unreadable) else piece


def _piece(around: Around, written: str) -> Piece | Unreadable:
    """Return what a line means: a piece that was listed at export, a letter, or a file beside the form."""
    listed = around.listed
    exactly = [piece for piece in listed if spelling.evidence(piece) == written]
    alike = exactly or [piece for piece in listed if fold(spelling.evidence(piece)) == fold(written)]
    if len(alike) == 1:
        return alike[0]
    letter = reading.LETTER.fullmatch(written)
    path = around.beside(written)
    return path if letter is None or isinstance(path, Path) else _letter(around, letter[1])


def _letter(around: Around, text: str) -> Evidence | Unreadable:
    """Return a letter by its number and date; one that was listed keeps what else is known of it."""
    dated = _DATED.fullmatch(text)
    number, day = (dated[1], dated[2]) if dated else (text, None)
    try:
        written = attachments.day(day, _("date"), around.today)
        piece = attachments.letter(number, written, None, None)
    except BadInput as error:
        problem = error.problems[0]
        return Unreadable(problem.expected, problem.mend, problem.seen)
    known = next((old for old in around.listed if attachments.same(old, piece)), None)
    return piece if known is None else known._replace(date=piece.date)


def renewed(around: Around, named: Sequence[Piece]) -> Iterator[Unreadable]:
    """Yield the listed files beside which another one of the same name lies: nobody knows which is meant."""
    for piece in named:
        if isinstance(piece, Evidence) and piece.kind == "file" and around.differs(piece):
            yield Unreadable(
                _("a new file under a new name"),
                _("rename the file beside the form, and write its new name here"),
                _("{name} is listed already, and another file of this name lies beside the form").format(
                    name=quoted(spelling.evidence(piece))
                ),
            )


def expected() -> str:
    """Return what a line of evidence has to be."""
    return _("the name of a file beside the form, or “letter NUMBER dated DATE”, each on a line")
