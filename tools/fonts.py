"""Make the two fonts of the PDF from the variable font of the page: one weight each, not compressed.

Run it after the page's font changed: `python tools/fonts.py`. Typst reads neither WOFF2 nor one weight
out of many. So that text is found in a PDF as it is typed, presentation forms are left out, lam-alef looks
as before but stays two letters, and signs without width have glyphs of their own: programs that search
PDFs read a glyph of two letters backwards, and take a sign without a glyph for a space. The font has no
reserved name, so that it keeps its own.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent.parent / "templates" / "fonts"
SOURCE = FOLDER / "vazirmatn.woff2"
WEIGHTS = {"regular": 400, "bold": 700}
PRESENTATION_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
STAMP = 3_800_000_000  # seconds since 1904; a fixed one, so that the same source gives the same bytes
WITHOUT_WIDTH = (0x200C, 0x200D, 0x200E, 0x200F, 0x2066, 0x2067, 0x2068, 0x2069)  # joiners and direction marks
_LETTERS = 9  # the flag of lookups over Arabic letters: from right to left, marks passed over


class Pair(NamedTuple):
    """Two letters drawn as one: the glyphs of both, that of the drawing, and an empty one for the second."""

    first: str
    second: str
    drawing: str
    empty: str


def make(weight: int) -> bytes:
    """Return the font in one weight, with all its features, as TrueType."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(SOURCE, recalcTimestamp=False)
    shown = [code for code in font.getBestCmap() if not any(code in forms for forms in PRESENTATION_FORMS)]
    font = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    subsetter = subset.Subsetter(subset.Options(layout_features=["*"], name_IDs=["*"], hinting=False))
    subsetter.populate(unicodes=shown)
    subsetter.subset(font)
    _keep_letters_apart(font)
    _show_signs(font)
    font.flavor = None
    font["head"].created = font["head"].modified = STAMP
    target = BytesIO()
    font.save(target, reorderTables=True)
    return target.getvalue()


def _keep_letters_apart(font: Any) -> None:
    """Let the first of two letters that are drawn as one bring the drawing, and the second nothing."""
    lookups = font["GSUB"].table.LookupList
    pairs: list[Pair] = []
    for lookup in list(lookups.Lookup):
        tables = [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]
        if lookup.LookupFlag == _LETTERS and tables[0].LookupType == 4:
            found = [
                Pair(first, ligature.Component[0], ligature.LigGlyph, f"empty.{ligature.LigGlyph}")
                for table in tables
                for first, ligatures in table.ligatures.items()
                for ligature in ligatures
            ]
            _draw_with_the_first(font, lookup, found)
            pairs += found
    lookups.LookupCount = len(lookups.Lookup)
    _place_marks(font, pairs)


def _show_signs(font: Any) -> None:
    """Give every sign without width an empty glyph, which shapers keep because a feature put it there."""
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    names = {code: (f"uni{code:04X}", f"empty.uni{code:04X}") for code in WITHOUT_WIDTH}
    order = font.getGlyphOrder()
    font.setGlyphOrder([*order, *(name for both in names.values() for name in both if name not in order)])
    for code, both in names.items():
        for name in both:
            font["glyf"].glyphs[name] = Glyph()
            font["hmtx"][name] = (0, 0)
        for table in font["cmap"].tables:
            table.cmap[code] = both[0]
    table = font["GSUB"].table
    number = _single(font, dict(names.values()))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    features = table.FeatureList.FeatureRecord
    composing = next(n for n, record in enumerate(features) if record.FeatureTag == "ccmp")
    features[composing].Feature.LookupListIndex.append(number)
    features[composing].Feature.LookupCount += 1
    for script in table.ScriptList.ScriptRecord:
        for used in (script.Script.DefaultLangSys, *(record.LangSys for record in script.Script.LangSysRecord)):
            if composing not in used.FeatureIndex:
                used.FeatureIndex = sorted([*used.FeatureIndex, composing])
                used.FeatureCount = len(used.FeatureIndex)


def _draw_with_the_first(font: Any, lookup: Any, pairs: list[Pair]) -> None:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    lookup.LookupType, lookup.SubTable = 6, []
    font.setGlyphOrder([*font.getGlyphOrder(), *(pair.empty for pair in pairs)])
    for pair in pairs:
        font["glyf"].glyphs[pair.empty] = Glyph()
        font["hmtx"][pair.empty] = (0, 0)
        font["GDEF"].table.GlyphClassDef.classDefs[pair.empty] = 1
        draw = _single(font, {pair.first: pair.drawing})
        lookup.SubTable.append(_chained(font, [], pair.first, [pair.second], draw))
        leave = _single(font, {pair.second: pair.empty})
        lookup.SubTable.append(_chained(font, [pair.drawing], pair.second, [], leave))
    lookup.SubTableCount = len(lookup.SubTable)


def _single(font: Any, others: dict[str, str]) -> int:
    """Add a lookup that puts other glyphs in the place of some, and return its number."""
    from fontTools.ttLib.tables import otTables

    table = otTables.SingleSubst()
    table.mapping = others
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = 1, 0, [table], 1
    lookups = font["GSUB"].table.LookupList.Lookup
    lookups.append(lookup)
    return len(lookups) - 1


def _chained(font: Any, before: list[str], glyph: str, after: list[str], lookup: int) -> Any:
    """Return the rule that a lookup is used for a glyph between others."""
    from fontTools.otlLib.builder import buildCoverage
    from fontTools.ttLib.tables import otTables

    order = font.getReverseGlyphMap()
    rule = otTables.ChainContextSubst()
    rule.Format = 3
    rule.BacktrackCoverage = [buildCoverage([one], order) for one in before]
    rule.InputCoverage = [buildCoverage([glyph], order)]
    rule.LookAheadCoverage = [buildCoverage([one], order) for one in after]
    rule.BacktrackGlyphCount, rule.InputGlyphCount, rule.LookAheadGlyphCount = len(before), 1, len(after)
    record = otTables.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = 0, lookup
    rule.SubstLookupRecord, rule.SubstCount = [record], 1
    return rule


def _place_marks(font: Any, pairs: list[Pair]) -> None:
    """Put marks of the second letter where the drawing has them: «مثلاً»."""
    from fontTools.otlLib.builder import buildCoverage
    from fontTools.ttLib.tables import otTables

    lookups = font["GPOS"].table.LookupList.Lookup
    on_bases = next(lookup for lookup in lookups if lookup.LookupType == 4)
    order = font.getReverseGlyphMap()
    for table in [table for lookup in lookups if lookup.LookupType == 5 for table in lookup.SubTable]:
        drawings = dict(zip(table.LigatureCoverage.glyphs, table.LigatureArray.LigatureAttach, strict=True))
        placed = {pair.empty: drawings[pair.drawing] for pair in pairs if pair.drawing in drawings}
        added = otTables.MarkBasePos()
        added.Format = 1
        added.MarkCoverage, added.MarkArray, added.ClassCount = table.MarkCoverage, table.MarkArray, table.ClassCount
        added.BaseCoverage = buildCoverage(list(placed), order)
        added.BaseArray = otTables.BaseArray()
        added.BaseArray.BaseRecord = []
        for empty in added.BaseCoverage.glyphs:
            record = otTables.BaseRecord()
            record.BaseAnchor = placed[empty].ComponentRecord[-1].LigatureAnchor
            added.BaseArray.BaseRecord.append(record)
        added.BaseArray.BaseCount = len(added.BaseArray.BaseRecord)
        on_bases.SubTable.append(added)
        on_bases.SubTableCount = len(on_bases.SubTable)


def main() -> None:
    """Write both fonts beside their source and print their sizes."""
    for name, weight in WEIGHTS.items():
        path = FOLDER / f"vazirmatn-{name}.ttf"
        data = make(weight)
        path.write_bytes(data)
        print(f"{path.name}: {len(data) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
