"""The styles of a Word file: what headings, texts, tables, figures and notes look like, each with a name.

Word's own styles go by their English names, which it shows in its user's language; ours are named in the
language of the document. A letterhead keeps its styles; those it lacks are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from compliance.language import _, mark

FONT, FALLBACK = "Vazirmatn", "Tahoma"
INK, SOFT, LINE, WASH, ACCENT, BAD = "1C2530", "5B6673", "C3CBD3", "F3F6F8", "0B6E69", "A3262A"


class Is(StrEnum):
    """What a paragraph is, which decides its style."""

    TEXT = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    PART = "heading 1"
    SECTION = "heading 2"
    DETAIL = "heading 3"
    BULLET = "List Bullet"
    NUMBERED = "List Number"
    HEADER = "header"
    FOOTER = "footer"
    SOFT = "soft"
    STRONG = "strong"
    CELL = "cell"
    COLUMN = "column"
    LABEL = "label"
    VALUE = "value"
    NOTE = "note"
    LINES = "lines"
    GAP = "gap"


class Style(NamedTuple):
    """A paragraph style: size in points, space before and after in points, and what belongs to it."""

    size: float
    bold: bool = False
    colour: str = INK
    before: float = 0
    after: float = 0
    name: str = ""  # of a style that is not Word's own
    level: int | None = None  # in the outline; such a paragraph stays with what follows
    follows: bool = False  # stays with what follows
    more: str = ""  # further paragraph properties, from numPr to shd in the order of the schema


STYLES: dict[Is, Style] = {
    Is.TEXT: Style(10.5, after=4),
    Is.TITLE: Style(16, True, follows=True),
    Is.SUBTITLE: Style(11, colour=SOFT, after=2),
    Is.PART: Style(14, True, ACCENT, before=6, after=4, level=0),
    Is.SECTION: Style(11.5, True, before=8, after=3, level=1),
    Is.DETAIL: Style(10.5, True, SOFT, before=6, after=2, level=2),
    Is.BULLET: Style(10.5, after=2),
    Is.NUMBERED: Style(10.5, after=2),
    Is.HEADER: Style(8.5, colour=SOFT),
    Is.FOOTER: Style(8.5, colour=SOFT),
    Is.SOFT: Style(9, colour=SOFT, after=3, name=mark("Note")),
    Is.STRONG: Style(10.5, True, after=4, name=mark("Main sentence")),
    Is.CELL: Style(8.5, name=mark("Table text")),
    Is.COLUMN: Style(8.5, True, name=mark("Table heading"), follows=True),
    Is.LABEL: Style(8.5, colour=SOFT, name=mark("Figure: what it is"), follows=True),
    Is.VALUE: Style(15, True, ACCENT, name=mark("Figure: the number"), follows=True),
    Is.NOTE: Style(8.5, colour=SOFT, name=mark("Figure: what belongs to it")),
    Is.LINES: Style(10.5, before=4, after=4, name=mark("Line to fill in")),
    Is.GAP: Style(4, name=mark("Space after a table"), more='<w:spacing w:line="100" w:lineRule="exact"/>'),
}
TABLE = mark("Report table")
INDENT, _HANGING = 500, 340  # twips of a list's text, and how far before it the number stands
DEEPEST = 8  # the last level of a list that Word knows
_BULLETS = ("•", "–")  # of levels in turn
_FORMS = {Is.BULLET: "bullet", Is.NUMBERED: "decimal"}
_NUMBERS = {Is.BULLET: 1, Is.NUMBERED: 2}
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def install(styles: Any, numbering: Any, right_to_left: bool) -> Mapping[str, str]:
    """Add to a file's styles and lists those it lacks; return the id of each style by `Is`, and of the table's.

    `styles` and `numbering` are the roots of their parts.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    known = {
        (s.get(qn("w:type")), s.find(qn("w:name")).get(qn("w:val")).lower()): s.get(qn("w:styleId"))
        for s in styles.findall(qn("w:style"))
        if s.find(qn("w:name")) is not None
    }
    ids: dict[str, str] = {}
    lists = dict(_lists(numbering, right_to_left))
    for is_, style in STYLES.items():
        name = _(style.name) if style.name else str(is_)
        found = known.get(("paragraph", name.lower()))
        ids[is_] = found or _id(is_, known.values())
        if found is None:
            xml = _paragraph_style(ids[is_], name, is_, style, ids[Is.TEXT], right_to_left, lists)
            styles.append(parse_xml(xml))
    ids[TABLE] = known.get(("table", _(TABLE).lower())) or _id("Table", known.values())
    if ids[TABLE] not in known.values():
        styles.append(parse_xml(_table_style(ids[TABLE], _(TABLE))))
    return ids


def defaults() -> str:
    """Return what every text of a file of our own begins with, and the empty table style Word expects."""
    fonts = " ".join(f'w:{use}="{FONT}"' for use in ("ascii", "hAnsi", "cs", "eastAsia"))
    return (
        f"<w:styles {_NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="fa-IR"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        "</w:styles>"
    )


def _id(wanted: str, taken: Iterable[str]) -> str:
    """Return an id that no other style has."""
    base = "".join(word[:1].upper() + word[1:] for word in wanted.split())
    candidates = [base, *(f"{base}{n}" for n in range(2, 1000))]
    return next(id_ for id_ in candidates if id_ not in set(taken))


def _paragraph_style(
    id_: str, name: str, is_: Is, style: Style, normal: str, right_to_left: bool, lists: Mapping[Is, int]
) -> str:
    half = round(style.size * 2)
    spacing = f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"/>'
    listed = f'<w:numPr><w:numId w:val="{lists[is_]}"/></w:numPr>' if is_ in lists else ""
    keep = "<w:keepNext/><w:keepLines/>" if style.follows or style.level is not None else ""
    bidi = "<w:bidi/>" if right_to_left else ""
    outline = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    based = f'<w:basedOn w:val="{normal}"/>' if is_ is not Is.TEXT else ""
    after = f'<w:next w:val="{normal}"/>' if keep and is_ is not Is.TEXT else ""
    kind = ' w:default="1"' if is_ is Is.TEXT else ' w:customStyle="1"' if style.name else ""
    return (
        f'<w:style {_NAMESPACE} w:type="paragraph"{kind} w:styleId="{id_}"><w:name w:val="{name}"/>{based}{after}'
        f"<w:qFormat/><w:pPr>{keep}{listed}{bidi}{style.more or spacing}{outline}</w:pPr>"
        f'<w:rPr>{bold}<w:color w:val="{style.colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        "</w:style>"
    )


def _table_style(id_: str, name: str) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{room}" w:type="dxa"/>'
        for side, room in (("top", CELL_ABOVE), ("left", CELL_BESIDE), ("bottom", CELL_ABOVE), ("right", CELL_BESIDE))
    )
    return (
        f'<w:style {_NAMESPACE} w:type="table" w:customStyle="1" w:styleId="{id_}"><w:name w:val="{name}"/>'
        f'<w:uiPriority w:val="99"/><w:qFormat/><w:tblPr><w:tblBorders>{edges}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )


CELL_ABOVE, CELL_BESIDE = 30, 80  # twips between a cell's edge and its text


def _lists(numbering: Any, right_to_left: bool) -> Iterable[tuple[Is, int]]:
    """Add the two lists and yield the number by which a style names each."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    taken = [int(n.get(qn("w:abstractNumId"))) for n in numbering.findall(qn("w:abstractNum"))]
    used = [int(n.get(qn("w:numId"))) for n in numbering.findall(qn("w:num"))]
    for is_, place in _NUMBERS.items():
        abstract, number = max(taken, default=0) + place, max(used, default=0) + place
        font = DIGITS if is_ is Is.NUMBERED and right_to_left else FONT
        fonts = " ".join(f'w:{use}="{font}"' for use in ("ascii", "hAnsi", "cs"))
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_FORMS[is_]}"/>'
            f'<w:lvlText w:val="{_BULLETS[level % 2] if is_ is Is.BULLET else f"%{level + 1}."}"/>'
            '<w:lvlJc w:val="left"/><w:pPr>'
            f'<w:ind w:left="{indent(right_to_left, level)}" w:hanging="{_HANGING}"/></w:pPr>'
            f"<w:rPr><w:rFonts {fonts}/>{'<w:rtl/>' if right_to_left else ''}</w:rPr></w:lvl>"
            for level in range(DEEPEST + 1)
        )
        xml = (
            f'<w:abstractNum {_NAMESPACE} w:abstractNumId="{abstract}"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
        first = numbering.find(qn("w:num"))
        if first is None:
            numbering.append(parse_xml(xml))
        else:
            first.addprevious(parse_xml(xml))
        _add_list(numbering, number, abstract)
        yield is_, number


DIGITS = "Vazirmatn Digits"


def indent(right_to_left: bool, level: int) -> int:
    """Return how far the text of a list stands from where lines begin, in twips."""
    # LibreOffice puts a number before its place where lines begin at the right, Word behind it.
    return (INDENT if right_to_left else _HANGING) + INDENT * level


def begun(numbering: Any, is_: Is, level: int, first: int) -> int:
    """Return the number of a new list, which begins at `first` on its level whatever came before."""
    from docx.oxml.ns import qn

    forms = [
        (one.get(qn("w:val")), kind.get(qn("w:abstractNumId")))
        for kind in numbering.findall(qn("w:abstractNum"))
        for one in kind.findall(f"{qn('w:lvl')}/{qn('w:numFmt')}")
    ]
    ours = [int(id_) for form, id_ in forms if form == _FORMS[is_]]  # the last ones were added here
    number = max(int(one.get(qn("w:numId"))) for one in numbering.findall(qn("w:num"))) + 1
    _add_list(numbering, number, ours[-1], f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/>')
    return number


def _add_list(numbering: Any, number: int, abstract: int, begin: str = "") -> None:
    """Add a list of a kind of lists to a file's."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    begins = f"{begin}</w:lvlOverride>" if begin else ""
    made = parse_xml(f'<w:num {_NAMESPACE} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{begins}</w:num>')
    before = [*numbering.findall(qn("w:abstractNum")), *numbering.findall(qn("w:num"))]
    before[-1].addnext(made)
