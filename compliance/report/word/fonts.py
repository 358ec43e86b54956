"""Fonts inside a Word file, so that it looks the same on machines without them.

Word takes an embedded font only obfuscated (ECMA-376 part 4): its first 32 bytes are combined with a key.
"""

from __future__ import annotations

import uuid
from typing import Any

from compliance import data
from compliance.report.word.styles import DIGITS, FALLBACK, FONT

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES = "application/vnd.openxmlformats-officedocument."
_FILES = ((FONT, "embedRegular", "regular"), (FONT, "embedBold", "bold"), (DIGITS, "embedRegular", "digits"))


def embed(part: Any) -> None:
    """Add the fonts to the file of a document part, beside those it has."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    table = next((r.target_part for r in part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FONT_TABLE), None)
    if table is None:
        table = Part(PackURI("/word/fontTable.xml"), _TYPES + "wordprocessingml.fontTable+xml", _EMPTY, part.package)
        part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)
    relations = {}
    for font, use, name in _FILES:
        content = (data.shipped("templates") / "fonts" / f"vazirmatn-{name}.ttf").read_bytes()
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{font} {use}")
        file = Part(
            PackURI(f"/word/fonts/{name}.odttf"), _TYPES + "obfuscatedFont", veiled(content, key), part.package
        )
        relations[font, use] = (table.relate_to(file, _RELATION + "font"), key)
    table._blob = _with_fonts(table.blob, relations)


def veiled(font: bytes, key: uuid.UUID) -> bytes:
    """Return a font as Word embeds it; done twice, the font comes back."""
    turned = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:32], turned, strict=True)) + font[32:]


def _with_fonts(written: bytes, relations: dict[tuple[str, str], tuple[str, uuid.UUID]]) -> bytes:
    """Return a table of fonts with ours in it, each with its files and what stands in for it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from lxml import etree

    root = parse_xml(written)
    for font in root.findall(qn("w:font")):
        if font.get(qn("w:name")) in {FONT, DIGITS}:
            root.remove(font)
    for name in dict.fromkeys(font for font, _use in relations):
        files = "".join(
            f'<w:{use} r:id="{relation}" w:fontKey="{{{str(key).upper()}}}"/>'
            for (font, use), (relation, key) in relations.items()
            if font == name
        )
        root.append(
            parse_xml(
                f'<w:font {nsdecls("w", "r")} w:name="{name}"><w:altName w:val="{FALLBACK}"/>'
                '<w:charset w:val="B2"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
                f"{files}</w:font>"
            )
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
)
