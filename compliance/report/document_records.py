"""A document as plain data: what JSON holds, and what is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from compliance.persian import dates, numbers
from compliance.report import document
from compliance.report.document import Block, Document, Part
from compliance.report.tables import Column, Table

Record = dict[str, Any]


def of_document(shown: Document) -> Record:
    """Return a document with its parts, blocks and texts."""
    return {
        "office": shown.office,
        "title": shown.title,
        "language": shown.language,
        "round": shown.round,
        "draft": shown.draft,
        "why_draft": shown.why_draft,
        "code": shown.code,
        "date": dates.write(shown.day),
        "number": shown.number,
        "parts": [of_part(part) for part in shown.parts],
    }


def of_part(part: Part) -> Record:
    """Return a part with its blocks."""
    return {"id": part.id, "title": part.title, "one_page": part.one_page, "blocks": of_blocks(part.blocks)}


def of_blocks(blocks: Iterable[Block]) -> list[Record]:
    """Return blocks, each with its kind."""
    return [_of_block(block) for block in blocks]


def _of_block(block: Block) -> Record:
    kind = document.kind(block)
    if isinstance(block, document.Picture):
        return {"kind": kind, "title": block.chart.title, "description": block.chart.description}
    return {"kind": kind, **{name: _plain(value) for name, value in block._asdict().items()}}


def _plain(value: Any) -> Any:
    """Return a block's field as JSON takes it."""
    if isinstance(value, Table):
        return {"columns": [_column(c) for c in value.columns], "rows": [[str(c) for c in r] for r in value.rows]}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return numbers.plain(value, 4)
    if isinstance(value, _BLOCKS):
        return _of_block(value)
    if isinstance(value, document.Choice | document.Blank | document.Figure):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


_BLOCKS = document.Block.__args__


def _column(column: Column) -> Record:
    return {"title": column.title, "compact": column.compact}


def code(office: str, name: str, round_id: str, parts: Iterable[Part], why_draft: str) -> str:
    """Return the short SHA-256 of what a document shows of an office's round, in four groups of four."""
    shown = {
        "office": [office, name],
        "round": round_id,
        "draft": why_draft,
        "parts": [of_part(part) for part in parts],
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return "-".join(digest[i : i + 4] for i in range(0, 16, 4))
