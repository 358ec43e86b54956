"""Make the small font that draws 0 to 9 as Persian digits, for the numbers that Word itself works out.

Run it after the page's font changed: `python tools/digits_font.py`. Neither Word nor LibreOffice counts
pages in Persian digits by a file's own wish. The font has no reserved name; its own says what it does.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "templates" / "fonts"
SOURCE, TARGET = FOLDER / "vazirmatn.woff2", FOLDER / "vazirmatn-digits.ttf"
FAMILY = "Vazirmatn Digits"
STAMP = 3_800_000_000  # seconds since 1904; a fixed one, so that the same source gives the same bytes
PERSIAN, ASCII = 0x06F0, 0x30
NAMES = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 6: "VazirmatnDigits-Regular"}


def make() -> bytes:
    """Return the font: Persian digits for both kinds of digits, and the signs that stand beside them."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(TTFont(SOURCE, recalcTimestamp=False), {"wght": 400})
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {ASCII + n: table.cmap[PERSIAN + n] for n in range(10)}
    options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*range(ASCII, ASCII + 10), *range(PERSIAN, PERSIAN + 10), *map(ord, " .()/-")])
    subsetter.subset(font)
    for id_, name in NAMES.items():
        font["name"].setName(name, id_, 3, 1, 0x409)
    font["name"].names = [n for n in font["name"].names if n.nameID in {0, *NAMES, 5, 13, 14}]
    font.flavor = None
    font["head"].created = font["head"].modified = STAMP
    target = BytesIO()
    font.save(target, reorderTables=True)
    return target.getvalue()


def main() -> None:
    """Write the font beside its source and print its size."""
    TARGET.write_bytes(make())
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
