"""A document as what stands in it, in order; every format shows the same blocks in its own way.

Texts are in the language in use and without direction marks: a format adds those its medium needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance.report.tables import Table

if TYPE_CHECKING:
    from compliance.report.charts import Chart
    from compliance.report.content import Report

_WORD = re.compile("(?<=[a-z])(?=[A-Z])")


class Tone(StrEnum):
    """How loud a paragraph speaks."""

    PLAIN = "plain"
    SOFT = "soft"
    STRONG = "strong"


class Heading(NamedTuple):
    """A heading inside a part, one level below the part's title."""

    text: str


class Paragraph(NamedTuple):
    """A paragraph of one or more sentences."""

    text: str
    tone: Tone = Tone.PLAIN


class Bullets(NamedTuple):
    """Sentences below each other, counted from `first` or not.

    A list or a paragraph among them belongs to the sentence before it; a paragraph has no number.
    """

    items: tuple[str | Paragraph | Bullets, ...]
    numbered: bool = False
    first: int = 1


class Entry(NamedTuple):
    """A sentence of a list: how deep inside other lists it stands, and its number where it is counted.

    One that `follows` is a further paragraph of the sentence before it at its depth.
    """

    text: str
    depth: int
    number: int | None
    follows: bool = False


def entries(bullets: Bullets, depth: int = 0) -> Iterator[Entry]:
    """Yield the sentences of a list and of those inside it, in order."""
    number = bullets.first
    for item in bullets.items:
        if isinstance(item, Bullets):
            yield from entries(item, depth + 1)
        elif isinstance(item, Paragraph):
            yield Entry(item.text, depth, None, follows=True)
        else:
            yield Entry(item, depth, number if bullets.numbered else None)
            number += 1


class Figure(NamedTuple):
    """One number a reader has to see first: what it is, the number, and what belongs to it."""

    label: str
    value: str
    note: str = ""


class Figures(NamedTuple):
    """Numbers side by side."""

    figures: tuple[Figure, ...]


class Grid(NamedTuple):
    """A table below its title.

    `details` has a row for each row of the table: a page opens it there, paper shows it as a table of
    its own below `details_title`. `sortable` says that readers may want another order; `by_hand`
    that its empty cells are filled in with a pen.
    """

    table: Table
    title: str = ""
    sortable: bool = False
    by_hand: bool = False
    details: Table | None = None
    details_title: str = ""


class Picture(NamedTuple):
    """A chart as wide as the text."""

    chart: Chart


class Columns(NamedTuple):
    """Blocks side by side where there is room, the first column narrower; below each other elsewhere."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]


class Choice(NamedTuple):
    """A question, or nothing, with boxes to tick; a last option may leave a line for words of one's own."""

    text: str
    options: tuple[str, ...]


class Choices(NamedTuple):
    """What is decided with a pen; counted when the choices have texts."""

    choices: tuple[Choice, ...]


class Blank(NamedTuple):
    """A label with its value, or with a dotted line for it; `wide` lines take a name, others a date."""

    label: str
    value: str = ""
    wide: bool = False


class Blanks(NamedTuple):
    """Labels with their values or lines, side by side where there is room."""

    blanks: tuple[Blank, ...]


class Frame(NamedTuple):
    """What stands together in a frame and never breaks over pages: a place to sign."""

    blocks: tuple[Block, ...]


class Fold(NamedTuple):
    """A stretch below its heading that a page can open and close; `note` stands beside the heading.

    `share` says how much of a whole the note speaks of, 0 to 1, where a small bar can show it.
    """

    title: str
    note: str
    blocks: tuple[Block, ...]
    share: Fraction | None = None


class NewPage(NamedTuple):
    """What follows begins on a new page where there are pages."""


Block = Heading | Paragraph | Bullets | Figures | Grid | Picture | Columns | Choices | Blanks | Frame | Fold | NewPage


def kind(block: Block) -> str:
    """Return what kind of block it is, as templates and records name it: heading, new-page …."""
    return _WORD.sub("-", type(block).__name__).lower()


def within(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks and those inside them, in order."""
    for block in blocks:
        yield block
        for field in block:
            if isinstance(field, tuple):
                yield from within(one for one in field if isinstance(one, Block))


class Part(NamedTuple):
    """One part below the title; it begins on a new page unless the document flows, and `one_page` ones end on it."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    one_page: bool = False


class Document(NamedTuple):
    """Parts with what every page of them bears.

    `why_draft` says why it is a draft, nothing once the director approved what is shown; every page of a
    draft says that it is one, and its `emblem` is None.
    `code` is the short SHA-256 of what the parts show («کد اصالت»); day, number and emblem are not in it,
    so that the same content has the same code on any day and in every format. One that is not `registered` goes
    through no secretariat, so that paper has neither date nor number beside its title. The parts of a `flowing` one
    follow each other without a new page. `templates` and `letterhead`
    are the office's own. `report` is what the parts of an office's report were made from, which formats of data
    need; papers of headquarters have none.
    """

    office: str
    title: str
    language: str
    round: str
    parts: tuple[Part, ...]
    why_draft: str
    code: str
    day: date
    number: str = ""
    emblem: Path | None = None
    registered: bool = True
    flowing: bool = False
    templates: Path | None = None
    letterhead: Path | None = None
    report: Report | None = None

    @property
    def draft(self) -> bool:
        """Whether the director has not approved what is shown."""
        return bool(self.why_draft)

    @property
    def source(self) -> Report:
        """What an office's report was made from; only formats of data ask for it, and only of such a report."""
        assert self.report is not None, f"{self.title} is not an office's report"
        return self.report

    @property
    def rtl(self) -> bool:
        """Whether the document is read from right to left."""
        return self.language == "fa"
