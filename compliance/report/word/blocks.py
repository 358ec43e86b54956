"""Blocks of a document as Word's XML, each kind with a function of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from compliance.persian import numbers
from compliance.report import document
from compliance.report.document import Block, Tone
from compliance.report.word import tables
from compliance.report.word.markup import (
    POINT,
    Sheet,
    Stop,
    gap,
    letters,
    paragraph,
    picture,
    runs,
    space,
    tab,
    text,
)
from compliance.report.word.styles import DEEPEST, SOFT, Is, begun, indent

BOX = "☐"
_STYLE = re.compile('(<w:pStyle w:val="[^"]*"/>)(?!<w:keepNext/>)')
_BOX_FONT = "Segoe UI Symbol"
TONES = {Tone.PLAIN: Is.TEXT, Tone.SOFT: Is.SOFT, Tone.STRONG: Is.STRONG}
FRAME_ABOVE, FRAME_ROOM = 80, 140  # twips between a frame and what stands in it
_AS_WIDE_AS_BOX = "M"
BOXES_GAP = 160  # twips between a question and its boxes
_BETWEEN = "    "  # between choices, and nowhere else, a line may end; LibreOffice ends none at a wide space
_APART = "\u2003"
COLUMN_SHARE, COLUMN_GAP = 5 / 12, 240  # of the first of two columns; twips between them


class Placed(NamedTuple):
    """A picture of the file: its relation, its number, and its height over its width."""

    relation: str
    number: int
    ratio: float


class Ground(NamedTuple):
    """What blocks stand on: the sheet, the pictures by the chart's identity, and how deep below a fold they are."""

    sheet: Sheet
    pictures: Mapping[int, Placed]
    deep: bool = False


def write(blocks: Iterable[Block], ground: Ground) -> str:
    """Return blocks in order."""
    written: list[str] = []
    all_, new_page = tuple(blocks), False
    for place, block in enumerate(all_):
        if isinstance(block, document.NewPage):
            new_page = True
            continue
        if new_page and isinstance(block, document.Heading):
            written.append(text(block.text, _heading(ground), ground.sheet, new_page=True))
        elif isinstance(block, document.Frame) and 0 < place == len(all_) - 1 and not new_page:
            written[-1] = _together(all_[place - 1], written[-1], _of_frame(block, ground), ground.sheet)
        else:
            written += [gap(ground.sheet, new_page=True)] if new_page else []
            written.append(_WRITERS[type(block)](block, ground))
        new_page = False
    return "".join(written)


def _together(before: Block, written: str, frame: str, sheet: Sheet) -> str:
    """Return a frame on one page with what stands before it, so that nobody signs a page that says nothing else.

    LibreOffice keeps paragraphs with a table that follows, and no table: frames and short tables stand with it in one
    row that is not broken; of a long table the last row is kept with it where Word shows it.
    """
    if isinstance(before, document.Frame) or (isinstance(before, document.Grid) and before.table.short):
        row = tables.row(tables.cell(written + frame, sheet.width))
        return tables.framed([row], [sheet.width], sheet, room=tables.margins(0, 0)) + gap(sheet)
    start = max(written.rfind("<w:tr>"), 0)
    return written[:start] + _STYLE.sub(r"\1<w:keepNext/>", written[start:]) + frame


def _heading(ground: Ground) -> Is:
    return Is.DETAIL if ground.deep else Is.SECTION


def _of_heading(block: document.Heading, ground: Ground) -> str:
    return text(block.text, _heading(ground), ground.sheet)


def _of_paragraph(block: document.Paragraph, ground: Ground) -> str:
    return text(block.text, TONES[block.tone], ground.sheet)


def _of_bullets(block: document.Bullets, ground: Ground) -> str:
    return _list(block, ground.sheet, 0)


def _list(block: document.Bullets, sheet: Sheet, depth: int) -> str:
    """Return a list with those inside it; a list of bullets that is in no other is one by its style alone."""
    is_ = Is.NUMBERED if block.numbered else Is.BULLET
    level = min(depth, DEEPEST)
    place = (begun(sheet.lists, is_, level, block.first), level) if block.numbered or depth else None
    written = []
    for item in block.items:
        if isinstance(item, document.Bullets):
            written.append(_list(item, sheet, depth + 1))
        elif isinstance(item, document.Paragraph):
            written.append(text(item.text, TONES[item.tone], sheet, indent=indent(sheet.right_to_left, level)))
        else:
            written.append(text(item, is_, sheet, lists=place))
    return "".join(written)


def _of_figures(block: document.Figures, ground: Ground) -> str:
    sheet = ground.sheet
    wide = tables.even(sheet.width, len(block.figures))
    cells = "".join(
        tables.cell(
            text(figure.label, Is.LABEL, sheet)
            + text(figure.value, Is.VALUE, sheet)
            + text(figure.note, Is.NOTE, sheet),
            width,
            tables.washed(),
        )
        for figure, width in zip(block.figures, wide, strict=True)
    )
    return tables.framed([tables.row(cells)], wide, sheet) + gap(sheet)


def _of_grid(block: document.Grid, ground: Ground) -> str:
    sheet, is_ = ground.sheet, _heading(ground)
    title = text(block.title, is_, sheet) if block.title else ""
    written = title + tables.grid(block.table, sheet, block.by_hand)
    if block.details is None:
        return written
    return written + text(block.details_title, is_, sheet) + tables.grid(block.details, sheet)


def _of_picture(block: document.Picture, ground: Ground) -> str:
    sheet, placed = ground.sheet, ground.pictures[id(block.chart)]
    run = picture(
        placed.relation, placed.number, sheet.width, round(sheet.width * placed.ratio), block.chart.description
    )
    return paragraph(run, Is.TEXT, sheet)


def _of_columns(block: document.Columns, ground: Ground) -> str:
    sheet = ground.sheet
    first = round((sheet.width - COLUMN_GAP) * COLUMN_SHARE)
    wide = [first, COLUMN_GAP, sheet.width - COLUMN_GAP - first]
    inside = (block.first, (), block.second)
    cells = "".join(
        tables.cell(_filled(blocks, ground, width), width) for blocks, width in zip(inside, wide, strict=True)
    )
    return tables.framed([tables.row(cells)], wide, sheet, room=tables.margins(0, 0)) + gap(sheet)


def _filled(blocks: Iterable[Block], ground: Ground, width: int) -> str:
    """Return the blocks of a cell, which ends in a paragraph."""
    narrow = ground._replace(sheet=ground.sheet.within(width))
    written = write(blocks, narrow)
    return written if written.endswith("</w:p>") else written + gap(ground.sheet)


def _of_choices(block: document.Choices, ground: Ground) -> str:
    sheet = ground.sheet
    if not any(choice.text for choice in block.choices):
        return "".join(_boxes_lines(choice.options, sheet) for choice in block.choices)
    room = max(boxes_width(choice.options, sheet) for choice in block.choices)
    wide = [sheet.width - room - BOXES_GAP, BOXES_GAP, room]
    rows = [
        tables.row(
            tables.cell(text(f"{numbers.digits(place)}. {choice.text}", Is.TEXT, sheet), wide[0])
            + tables.cell(gap(sheet), wide[1])
            + tables.cell(paragraph(_boxes(choice.options, sheet, room), Is.TEXT, sheet), wide[2])
        )
        for place, choice in enumerate(block.choices, 1)
    ]
    return tables.framed(rows, wide, sheet, lines=tables.edges("bottom", "insideH"), room=tables.margins(0, 0)) + gap(
        sheet
    )


def boxes_width(options: tuple[str, ...], sheet: Sheet) -> int:
    """Return how wide boxes are in one line, at most three fifths of the sheet."""
    between = tables.twips(_BETWEEN, Is.TEXT, sheet) * (len(options) - 1)
    return min(sum(_box_width(option, sheet) for option in options) + between + POINT, sheet.width * 3 // 5)


def boxes_lines(options: tuple[str, ...], sheet: Sheet, room: int) -> int:
    """Return how many lines boxes take in a width."""
    lines, used, between = 1, 0, tables.twips(_BETWEEN, Is.TEXT, sheet)
    for wide in (_box_width(option, sheet) for option in options):
        if used and used + between + wide > room:
            lines, used = lines + 1, 0
        used += (between if used else 0) + wide
    return lines


def _box_width(option: str, sheet: Sheet) -> int:
    return tables.twips(f"{_AS_WIDE_AS_BOX} {option}", Is.TEXT, sheet)


def _boxes(options: tuple[str, ...], sheet: Sheet, room: int) -> str:
    """Return boxes with what each stands for; one that fits into a line stays whole."""
    fonts = " ".join(f'w:{use}="{_BOX_FONT}"' for use in ("ascii", "hAnsi", "eastAsia", "cs"))
    turned = "<w:rtl/>" if sheet.right_to_left else ""
    box = f"<w:r><w:rPr><w:rFonts {fonts}/>{letters(Is.TEXT, sheet)}{turned}</w:rPr><w:t>{BOX}</w:t></w:r>"
    each = (
        box + space(sheet, "\u00a0") + runs(option, Is.TEXT, sheet, together=_box_width(option, sheet) <= room)
        for option in options
    )
    return space(sheet, _BETWEEN).join(each)


def _boxes_lines(options: tuple[str, ...], sheet: Sheet) -> str:
    """Return a line of boxes; where an option ends in a colon there is a dotted line for words of one's own."""
    if not any(option.endswith(":") for option in options):
        return paragraph(_boxes(options, sheet, sheet.width), Is.LINES, sheet)
    dots = (Stop(sheet.width, dotted=True, ends=True),)
    if options[-1].endswith(":"):
        boxes = _boxes(options, sheet, sheet.width) + space(sheet) + tab(sheet)
        return paragraph(boxes, Is.LINES, sheet, stops=dots)
    return paragraph(_boxes(options, sheet, sheet.width), Is.LINES, sheet) + paragraph(
        tab(sheet), Is.LINES, sheet, stops=dots
    )


def _of_blanks(block: document.Blanks, ground: Ground) -> str:
    sheet = ground.sheet
    parts = [2 if blank.wide else 1 for blank in block.blanks]
    written, stops, begin = [], [], 0
    for place, (blank, part) in enumerate(zip(block.blanks, parts, strict=True), 1):
        end = begin + sheet.width * part // sum(parts)
        last = place == len(parts)  # by its place, for two blanks may be alike
        written.append(runs(f"{blank.label}: {blank.value}", Is.LINES, sheet) + space(sheet))
        stops.append(Stop(end - (0 if last else POINT * 8), dotted=not blank.value, ends=last))
        written.append(tab(sheet))
        if not last:
            stops.append(Stop(end))
            written.append(tab(sheet))
        begin = end
    return paragraph("".join(written), Is.LINES, sheet, stops=tuple(stops))


def _of_frame(block: document.Frame, ground: Ground) -> str:
    sheet = ground.sheet
    inner = sheet.width - 2 * FRAME_ROOM
    lines = tables.edges("top", "left", "bottom", "right")
    row = tables.row(tables.cell(_filled(block.blocks, ground, inner), sheet.width))
    room = tables.margins(FRAME_ABOVE, FRAME_ROOM)
    framed = tables.framed([row], [sheet.width], sheet, lines=lines, room=room)
    return gap(sheet, follows=True) + framed + gap(sheet)


def _of_fold(block: document.Fold, ground: Ground) -> str:
    sheet, is_ = ground.sheet, _heading(ground)
    note = f'<w:b w:val="0"/><w:bCs w:val="0"/><w:color w:val="{SOFT}"/>'
    beside = space(sheet, _APART) + runs(block.note, is_, sheet, note) if block.note else ""
    title = paragraph(runs(block.title, is_, sheet) + beside, is_, sheet)
    return title + write(block.blocks, ground._replace(deep=True))


_WRITERS: dict[type, Callable[[Any, Ground], str]] = {
    document.Heading: _of_heading,
    document.Paragraph: _of_paragraph,
    document.Bullets: _of_bullets,
    document.Figures: _of_figures,
    document.Grid: _of_grid,
    document.Picture: _of_picture,
    document.Columns: _of_columns,
    document.Choices: _of_choices,
    document.Blanks: _of_blanks,
    document.Frame: _of_frame,
    document.Fold: _of_fold,
}
