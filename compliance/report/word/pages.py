"""What pages bear: header and footer, the word DRAFT across them, and the title block above the first part."""

from __future__ import annotations

from compliance.language import _
from compliance.persian import dates
from compliance.report.document import Document
from compliance.report.word import tables
from compliance.report.word.markup import Sheet, Stop, field, gap, paragraph, runs, space, tab, text
from compliance.report.word.styles import BAD, FALLBACK, LINE, Is

WIDTH, HEIGHT = 11906, 16838  # A4 in twips
TOP, SIDE, BOTTOM, EDGE = 1190, 1077, 1077, 510  # margins, and where header and footer stand
BESIDE = 3000  # twips of date and number beside the title
EMBLEM = 1247  # twips, the emblem's height


def header(document: Document, sheet: Sheet) -> str:
    """Return the line at the top of every page: whose it is, and that it is a draft.

    Headquarters' papers, of which one is like the other, say what they are: a page may lie among others.
    """
    stops = (Stop(sheet.width, ends=True),)
    own = document.report is not None
    name = runs(document.office if own else f"{document.office} – {document.title}", Is.HEADER, sheet)
    if not document.draft:
        return paragraph(name, Is.HEADER, sheet)
    bold = f'<w:b/><w:bCs/><w:color w:val="{BAD}"/>'
    draft = tab(sheet) + runs(_("DRAFT"), Is.HEADER, sheet, bold)
    return paragraph(name + draft + watermark(_("DRAFT")), Is.HEADER, sheet, stops=stops)


def footer(document: Document, sheet: Sheet) -> str:
    """Return the line at the bottom of every page: the code of what it shows, page and pages."""
    before, between, after = _("page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    counted = "".join(
        runs(words, Is.FOOTER, sheet) + space(sheet) + field(name, sheet) + space(sheet)
        for words, name in ((before, "PAGE"), (between, "NUMPAGES"))
    )
    rest = runs(after, Is.FOOTER, sheet)
    content = runs(code(document), Is.FOOTER, sheet) + tab(sheet) + counted + rest
    return paragraph(content, Is.FOOTER, sheet, stops=(Stop(sheet.width, ends=True),))


def code(document: Document) -> str:
    """Return the sentence by which a page is known to be genuine."""
    return _("Authenticity code: {code}").format(code=document.code)


def title(document: Document, sheet: Sheet, emblem: str = "") -> str:
    """Return the block above the first part: emblem, office and title; beside them date and number."""
    edge = 0 if not emblem else EMBLEM + 240
    wide = [*([edge] if edge else []), sheet.width - edge - BESIDE, BESIDE]
    names = text(document.office, Is.TITLE, sheet) + text(document.title, Is.SUBTITLE, sheet)
    if document.draft:
        names += text(why(document), Is.SUBTITLE, sheet)
    lines = "".join(_line(words, words.endswith(": "), sheet) for words in dated(document)) or gap(sheet)
    cells = [tables.cell(names, wide[-2]), tables.cell(lines, BESIDE)]
    if emblem:
        cells.insert(0, tables.cell(paragraph(emblem, Is.TEXT, sheet), edge))
    row, below = tables.row("".join(cells)), tables.edges("bottom")
    return tables.framed([row], wide, sheet, lines=below, room=tables.margins(0, 0)) + gap(sheet)


def why(document: Document) -> str:
    """Return the sentence that says why it is a draft."""
    return _("DRAFT: {why}").format(why=document.why_draft)


def dated(document: Document) -> tuple[str, ...]:
    """Return what stands beside the title: date and number."""
    if not document.registered:
        return ()
    day, number = _("Date"), _("Number")
    return f"{day}: {dates.show(document.day)}", f"{number}: {document.number}"


def _line(words: str, open_: bool, sheet: Sheet) -> str:
    """Return a line that may be open for a pen."""
    if not open_:
        return text(words, Is.LINES, sheet)
    dots = (Stop(BESIDE, dotted=True, ends=True),)
    return paragraph(runs(words, Is.LINES, sheet) + space(sheet) + tab(sheet), Is.LINES, sheet, stops=dots)


def watermark(word: str) -> str:
    """Return a word across the page behind its text, as Word itself draws one; it stands in a header."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:380pt;height:130pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="DraftWatermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{word}" style="{style}" '
        f'o:allowincell="f" fillcolor="#{LINE}" stroked="f"><v:fill opacity=".3"/>'
        f'<v:textpath style="font-family:&quot;{FALLBACK}&quot;;font-size:1pt" string="{word}"/>'
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
    )


def section(right_to_left: bool) -> str:
    """Return size, margins and direction of the pages."""
    return (
        f'<w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}"/><w:pgMar w:top="{TOP}" w:right="{SIDE}" w:bottom="{BOTTOM}" '
        f'w:left="{SIDE}" w:header="{EDGE}" w:footer="{EDGE}" w:gutter="0"/>'
        f"{'<w:bidi/>' if right_to_left else ''}"
    )


TEXT_WIDTH, TEXT_HEIGHT = WIDTH - 2 * SIDE, HEIGHT - TOP - BOTTOM
