"""Charts and the emblem as pictures that every Word shows, drawn by Typst."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compliance import data, extras
from compliance.report import document, emblems, mistakes
from compliance.report.document import Block
from compliance.report.word.blocks import COLUMN_GAP, COLUMN_SHARE, FRAME_ROOM

if TYPE_CHECKING:
    from compliance.report.charts import Chart

FINE = 180  # dots an inch


class Asked(NamedTuple):
    """A chart with the width of the text it stands in, in twips."""

    chart: Chart
    width: int


def asked(blocks: Iterable[Block], width: int) -> Iterator[Asked]:
    """Yield the charts of blocks in order."""
    for block in blocks:
        if isinstance(block, document.Picture):
            yield Asked(block.chart, width)
        elif isinstance(block, document.Columns):
            first = round((width - COLUMN_GAP) * COLUMN_SHARE)
            yield from asked(block.first, first)
            yield from asked(block.second, width - COLUMN_GAP - first)
        elif isinstance(block, document.Frame):
            yield from asked(block.blocks, width - 2 * FRAME_ROOM)
        elif isinstance(block, document.Fold):
            yield from asked(block.blocks, width)


def drawn(wanted: Iterable[Asked], width: int, own: Path | None) -> list[bytes]:
    """Return charts as PNG in order; `width` is that of the whole text.

    Typst works on one while the next is described.
    """
    from concurrent.futures import ThreadPoolExecutor

    from compliance.report.charts import NARROW, WIDE, svg

    def png(one: Asked, written: str) -> bytes:
        return _compiled(f'#image("chart.svg", width: {one.width / 20:.1f}pt)', FINE, {"chart.svg": written.encode()})

    with ThreadPoolExecutor() as pool:
        jobs = [
            pool.submit(png, one, svg(one.chart, own, True, max(NARROW, WIDE * one.width // width))) for one in wanted
        ]
        return [job.result() for job in jobs]


def emblem(path: Path) -> bytes:
    """Return an office's emblem, SVG or PNG, as PNG of three times the fineness; BadInput for what is none."""
    typst = extras.package("typst", "documents")
    drawn = emblems.read(path)
    name = f"emblem.{drawn.kind}"
    try:
        return _compiled(f'#image("{name}", height: 60pt)', FINE * 3, {name: drawn.content})
    except typst.TypstError as error:
        raise emblems.unusable(path, mistakes.of_engine(error.message)) from error


def _compiled(source: str, fine: int, given: dict[str, bytes]) -> bytes:
    """Return the one page of a Typst source as PNG; it reads what it is given and nothing else."""
    typst = extras.package("typst", "documents")
    texts = {name: content for name, content in given.items() if not name.endswith(".png")}
    page = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
    with tempfile.TemporaryDirectory() as place:
        for name in given.keys() - texts.keys():  # Typst takes texts from memory, and other files from a folder
            (Path(place) / name).write_bytes(given[name])
        made = typst.compile(
            {"main.typ": (page + source).encode(), **texts},
            root=place,
            format="png",
            ppi=fine,
            font_paths=[str(data.shipped("templates") / "fonts")],
            ignore_system_fonts=True,
        )
    return bytes(made)


def ratio(png: bytes) -> float:
    """Return a PNG's height over its width."""
    if not re.match(rb"\x89PNG\r\n\x1a\n....IHDR", png, re.DOTALL):
        raise ValueError("not a PNG")
    return int.from_bytes(png[20:24], "big") / int.from_bytes(png[16:20], "big")
