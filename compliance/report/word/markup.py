"""Paragraphs and runs as Word's XML: each text in its direction, cleaned of what XML and Word cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from compliance.persian import marks
from compliance.report.charts import lettering
from compliance.report.tables import Column
from compliance.report.widths import Width
from compliance.report.word.styles import DIGITS, STYLES, Is

POINT = 20  # twips
_RARE = re.compile("[^ -~\u060c\u061b\u061f\u0620-\u065f\u066a-\u066c\u0670-\u06ff«»‹›…–—−\u200c]")


class Sheet(NamedTuple):
    """What paragraphs are written for: direction, the text's width and height in twips, the ids of the styles.

    Where a part has to fit on its page, `scale` makes letters smaller, and `sized` says their size with
    every text, whatever an office's own styles say. `own_fonts` says that the letters are the office's, of
    which nobody knows how wide they are. `lists` is the root of the file's lists, `columns` how
    tables share their width.
    """

    right_to_left: bool
    width: int
    height: int
    styles: Mapping[str, str]
    lists: Any
    columns: Mapping[tuple[Column, ...], tuple[Width, ...]]
    scale: float = 1
    sized: bool = False
    own_fonts: bool = False

    def size(self, is_: Is) -> float:
        """Return the size of a style's letters in points, as it is written."""
        return round(STYLES[is_].size * self.scale * 2) / 2

    def within(self, width: int) -> Sheet:
        """Return the sheet of a cell so wide."""
        return self._replace(width=width)


class Stop(NamedTuple):
    """A tab stop: so many twips from where lines begin; dotted up to there, or the text ends there."""

    at: int
    dotted: bool = False
    ends: bool = False


def clean(text: str) -> str:
    """Return a text of one line that XML can hold, without signs that turn the direction of what follows."""
    text = str(text)
    return " ".join(text.split()) if not _RARE.search(text) else lettering.clean(text)


def runs(words: str, is_: Is, sheet: Sheet, more: str = "", together: bool = False) -> str:
    """Return the runs of a text, every stretch in its own direction.

    `more` are run properties of its own; a text that is `together` never goes on in the next line.
    """
    sized = letters(is_, sheet)
    written = []
    kept = clean(words).replace(" ", "\u00a0") if together else clean(words)
    for run in marks.runs(kept, sheet.right_to_left):
        turned = "<w:rtl/>" if run.right_to_left else ""
        own = f"<w:rPr>{more}{sized}{turned}</w:rPr>" if more or sized or turned else ""
        written.append(f'<w:r>{own}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>')
    return "".join(written)


def letters(is_: Is, sheet: Sheet) -> str:
    """Return the run properties of the letters' size where it is not the style's."""
    half = round(sheet.size(is_) * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if sheet.sized else ""


def tab(sheet: Sheet) -> str:
    """Return the run that goes to the next tab stop."""
    return f"<w:r><w:rPr>{'<w:rtl/>' if sheet.right_to_left else ''}</w:rPr><w:tab/></w:r>"


def space(sheet: Sheet, sign: str = " ") -> str:
    """Return the run of a space."""
    turned = "<w:rtl/>" if sheet.right_to_left else ""
    return f'<w:r><w:rPr>{turned}</w:rPr><w:t xml:space="preserve">{sign}</w:t></w:r>'


def paragraph(
    content: str,
    is_: Is,
    sheet: Sheet,
    *,
    stops: tuple[Stop, ...] = (),
    new_page: bool = False,
    follows: bool = False,
    lists: tuple[int, int] | None = None,
    indent: int = 0,
) -> str:
    """Return a paragraph of runs; `follows` keeps it on the page of what comes next.

    `lists` is the number of the list it belongs to, and its level in it; `indent` is in twips.
    """
    style = STYLES[is_]
    properties = [f'<w:pStyle w:val="{sheet.styles[is_]}"/>']
    if follows:
        properties.append("<w:keepNext/>")
    if new_page:
        properties.append("<w:pageBreakBefore/>")
    if lists is not None:
        properties.append(f'<w:numPr><w:ilvl w:val="{lists[1]}"/><w:numId w:val="{lists[0]}"/></w:numPr>')
    if stops:
        properties.append(f"<w:tabs>{''.join(map(_stop, stops))}</w:tabs>")
    if sheet.right_to_left:
        properties.append("<w:bidi/>")
    if sheet.sized and not style.more:
        before, after = (round(room * POINT * sheet.scale) for room in (style.before, style.after))
        properties.append(f'<w:spacing w:before="{before}" w:after="{after}"/>')
    if indent:
        properties.append(f'<w:ind w:left="{indent}"/>')
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{content}</w:p>"


def _stop(stop: Stop) -> str:
    leader = ' w:leader="dot"' if stop.dotted else ""
    return f'<w:tab w:val="{"right" if stop.ends else "left"}"{leader} w:pos="{stop.at}"/>'


def text(words: str, is_: Is, sheet: Sheet, **properties: Any) -> str:
    """Return a paragraph of one text."""
    return paragraph(runs(words, is_, sheet), is_, sheet, **properties)


def gap(sheet: Sheet, new_page: bool = False, follows: bool = False) -> str:
    """Return the low paragraph that keeps a table apart from the next and ends a cell or file after one."""
    return paragraph("", Is.GAP, sheet, new_page=new_page, follows=follows)


def field(name: str, sheet: Sheet) -> str:
    """Return a field whose number Word and LibreOffice work out, in the digits of the sheet's language."""
    fonts = " ".join(f'w:{use}="{DIGITS}"' for use in ("ascii", "hAnsi", "cs"))
    own = f"<w:rPr><w:rFonts {fonts}/></w:rPr>" if sheet.right_to_left else ""
    return "".join(
        f"<w:r>{own}{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {name} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )


def picture(relation: str, number: int, width: int, height: int, description: str) -> str:
    """Return the run of a picture, its width and height in twips, with the text read out for it."""
    size = f'cx="{width * 635}" cy="{height * 635}"'
    said = quoteattr(clean(description))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr={said}/>'
        f'<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" descr={said}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


_USED = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
}


_SPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _USED.items())


def elements(written: str) -> list[Any]:
    """Return what was written as elements that can be put into a part."""
    return list(_parsed(f"<w:body {_SPACES}>{written}</w:body>"))


def whole(written: str) -> Any:
    """Return what was written as the root of a document of its own; to move its elements there would be slow."""
    return _parsed(f"<w:document {_SPACES}><w:body>{written}</w:body></w:document>")


def _parsed(written: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(written)
