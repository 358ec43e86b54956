"""What the PDF's template is given: a document's parts with direction marks, the words of its pages, its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance.language import _
from compliance.persian import dates, marks
from compliance.report import document, widths
from compliance.report.document import Block, Document, Part, Tone
from compliance.report.tables import Column, Table
from compliance.report.widths import Width

if TYPE_CHECKING:
    from compliance.report.charts import Chart

Record = dict[str, Any]
_LONG = re.compile(rf"\S{{{widths.LONGEST_WORD + 1},}}")
_PIECE = re.compile(r"(\S{12})")
_ACROSS = 720  # units that a chart is drawn wide across the page, and in the columns of a block
_COLUMNS = {"first": 330, "second": 385}  # as their widths in blocks.typ
_BREAK = "\u200b"  # a place where a word without end may go on in the next line


class Drawn(NamedTuple):
    """A chart with the name of its file, and how wide it is drawn, so that letters in columns are as large."""

    file: str
    chart: Chart
    wide: int


class Given(NamedTuple):
    """The record of a document for the template, and the pictures it names."""

    record: Record
    pictures: tuple[Drawn, ...]


def of_document(shown: Document, emblem: str | None = None) -> Given:
    """Return what a template is given for a document; `emblem` is the file name of its emblem."""
    blocks = [block for part in shown.parts for block in document.within(part.blocks)]
    writing = _Writing(shown.rtl, widths.of_tables(table for block in blocks for table in _tables(block)))
    draft = _("DRAFT")
    title = f"{shown.office} — {shown.title}"
    record = {
        "language": shown.language,
        "draft": shown.draft,
        "why_draft": writing.text(shown.why_draft),
        "office": writing.text(shown.office),
        "title": writing.text(shown.title),
        "author": shown.office,
        "full_title": f"{title} ({draft})" if shown.draft else title,
        "date": writing.whole(dates.show(shown.day)),
        "number": writing.whole(shown.number),
        "registered": shown.registered,
        "emblem": emblem,
        "code": writing.whole(shown.code),
        "words": {
            "draft": draft,
            "code": _("Authenticity code"),
            "page": _("page {page} of {pages}"),
            "date": _("Date") + ":",
            "number": _("Number") + ":",
            "emblem": _("emblem of the office"),
        },
        "parts": [writing.part(part) for part in shown.parts],
    }
    return Given(record, tuple(writing.pictures))


def drawn(pictures: Iterable[Drawn], own: Path | None) -> dict[str, bytes]:
    """Return the pictures as SVG, by the names of their files; `own` is the office's folder of templates."""
    from compliance.report import charts

    return {one.file: charts.svg(one.chart, own, wide=one.wide).encode() for one in pictures}


def _tables(block: Block) -> Iterator[Table]:
    if isinstance(block, document.Grid):
        yield block.table
        if block.details:
            yield block.details


def _breakable(text: str) -> str:
    """Return a text whose words without end may go on in the next line."""
    return _LONG.sub(lambda word: _PIECE.sub(rf"\1{_BREAK}", word[0]), text)


class _Writing:
    """Makes records of blocks, with marks where the document is read from right to left."""

    def __init__(self, rtl: bool, columns: Mapping[tuple[Column, ...], tuple[Width, ...]]) -> None:
        self.rtl = rtl
        self.columns = columns
        self.pictures: list[Drawn] = []

    def text(self, text: str) -> str:
        """Return a text kept in order, whose words can be broken."""
        return _breakable(marks.sentence(text, self.rtl))

    def whole(self, text: str) -> str:
        """Return a number, date or id kept together as a whole."""
        return _breakable(marks.whole(text, self.rtl))

    def part(self, part: Part) -> Record:
        """Return a part with its blocks."""
        blocks = [self.block(block, _ACROSS) for block in part.blocks]
        return {"id": part.id, "title": self.text(part.title), "one_page": part.one_page, "blocks": blocks}

    def block(self, block: Block, wide: int) -> Record:
        """Return a block with its kind; `wide` is how wide a chart in it is drawn."""
        kind = document.kind(block)
        if isinstance(block, document.Picture):
            self.pictures.append(Drawn(f"chart-{len(self.pictures) + 1}.svg", block.chart, wide))
            said = f"{block.chart.title}. {block.chart.description}"
            return {"kind": kind, "file": self.pictures[-1].file, "description": said}
        fields = block._asdict().items()
        return {"kind": kind, **{name: self.value(one, _COLUMNS.get(name, wide)) for name, one in fields}}

    def value(self, value: Any, wide: int) -> Any:
        """Return a block's field as the template takes it."""
        if isinstance(value, Tone):
            return str(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Fraction):
            return float(value)
        if isinstance(value, Table):
            return self.table(value)
        if isinstance(value, Block):
            return self.block(value, wide)
        if isinstance(value, document.Choice | document.Blank | document.Figure):
            fields = value._asdict().items()
            return {name: self.whole(one) if name == "value" else self.value(one, wide) for name, one in fields}
        return [self.value(one, wide) for one in value] if isinstance(value, tuple) else value

    def table(self, table: Table) -> Record:
        """Return a table with the widths of its columns."""
        columns = [
            {"title": self.text(column.title), "compact": column.compact, **width._asdict()}
            for column, width in zip(table.columns, self.columns[table.columns], strict=True)
        ]
        written = [self.whole if column.compact else self.text for column in table.columns]
        rows = [[write(cell) for write, cell in zip(written, row, strict=True)] for row in table.rows]
        return {"columns": columns, "rows": rows, "short": table.short}
