"""Make the two fonts of the PDF from the variable font of the page: one weight each, not compressed.

Run it after the page's font changed: `python tools/fonts.py`. Typst reads neither WOFF2 nor one weight
out of many. Presentation forms are left out, so that a PDF's text is found as it is typed; so is what
the page's font does not have. The font has no reserved name, so that it keeps its own.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "templates" / "fonts"
SOURCE = FOLDER / "vazirmatn.woff2"
WEIGHTS = {"regular": 400, "bold": 700}
PRESENTATION_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
STAMP = 3_800_000_000  # seconds since 1904; a fixed one, so that the same source gives the same bytes


def make(weight: int) -> bytes:
    """Return the font in one weight, with all its features, as TrueType."""
    from io import BytesIO

    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(SOURCE, recalcTimestamp=False)
    shown = [code for code in font.getBestCmap() if not any(code in forms for forms in PRESENTATION_FORMS)]
    font = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=shown)
    subsetter.subset(font)
    font.flavor = None
    font["head"].created = font["head"].modified = STAMP
    target = BytesIO()
    font.save(target, reorderTables=True)
    return target.getvalue()


def main() -> None:
    """Write both fonts beside their source and print their sizes."""
    for name, weight in WEIGHTS.items():
        path = FOLDER / f"vazirmatn-{name}.ttf"
        data = make(weight)
        path.write_bytes(data)
        print(f"{path.name}: {len(data) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
