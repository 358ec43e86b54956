"""The first sheet of a workbook: which office, which round, how it stands, and what the parts say in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from compliance.language import _
from compliance.persian import dates, numbers
from compliance.report.document import (
    Block,
    Bullets,
    Choices,
    Columns,
    Document,
    Entry,
    Figure,
    Figures,
    Fold,
    Frame,
    Grid,
    Heading,
    Paragraph,
    entries,
)
from compliance.report.parts import brief

_LETTERS, _OWN_LETTERS = "requests", "letters.md.j2"


class Said(NamedTuple):
    """A heading and the sentences below it; those of a part begin with its title."""

    heading: str
    sentences: tuple[str, ...]
    part: bool = False


def facts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what identifies the document, and the figures of the director's page, each with its label."""
    yield _("office"), document.office
    yield _("round"), numbers.digits(document.round)
    yield _("date"), dates.show(document.day)
    if document.number:
        yield _("paper no."), document.number
    if document.draft:
        yield _("draft"), document.why_draft
    yield _("checklist"), str(document.source.main.checklist.title)
    for block in brief.part(document.source).blocks:
        if isinstance(block, Figures):
            yield from ((_labelled(figure), figure.value) for figure in block.figures)


def _labelled(figure: Figure) -> str:
    """Return what a figure is, with what belongs to it."""
    return f"{figure.label} ({figure.note})" if figure.note else figure.label


def said(document: Document) -> Iterator[Said]:
    """Yield what the parts say in sentences; what only a pen fills in is left out, and so are empty headings."""
    for part in document.parts:
        if part.id == _LETTERS and not _own_letters(document):
            continue  # they stand whole in the rows of their sheet
        found: list[tuple[str, list[str]]] = [(part.title, [])]
        for heading, sentence in _sentences(part.blocks, "", part.id == _LETTERS):
            if heading and heading != found[-1][0]:
                found.append((heading, []))
            found[-1][1].append(sentence)
        if any(sentences for _heading, sentences in found):
            yield from (Said(heading, tuple(said), n == 0) for n, (heading, said) in enumerate(found))


def _own_letters(document: Document) -> bool:
    """Whether the office writes letters of its own, of which the rows of their sheet say nothing."""
    return document.templates is not None and (document.templates / _OWN_LETTERS).is_file()


def _entry(entry: Entry) -> str:
    """Return a sentence of a list as a cell shows it: one of a list inside a list stands in by its depth."""
    if entry.follows:
        return "\u2003" * (entry.depth + 1) + entry.text
    number = "" if entry.number is None else f"{numbers.digits(entry.number)}. "
    return "\u2003" * entry.depth + (number or "– " * (entry.depth > 0)) + entry.text


def _sentences(blocks: Iterable[Block], heading: str, tables: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the heading it stands below, '' for the part's own title.

    `tables` have no sheets of their own, so that their rows are said too.
    """
    for block in blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph):
            yield heading, block.text
        elif isinstance(block, Bullets):
            yield from ((heading, _entry(entry)) for entry in entries(block))
        elif isinstance(block, Grid) and tables:
            rows = (tuple(column.title for column in block.table.columns), *block.table.rows)
            yield from ((heading, " — ".join(row)) for row in rows)
        elif isinstance(block, Choices):
            yield from ((heading, choice.text) for choice in block.choices if choice.text)
        elif isinstance(block, Fold):
            yield from _sentences(block.blocks, block.title)
        elif isinstance(block, Columns):
            yield from _sentences((*block.first, *block.second), heading)
        elif isinstance(block, Frame):
            yield from _sentences(block.blocks, heading)
