"""What Markdown wrote, as a tree of elements; what people type loosely is put in order before Markdown reads it.

Lists may be indented by two, three or four blanks, change between bullets and numbers, and follow a paragraph
without an empty line, and an item may follow a further paragraph of the one before it without one; the Markdown
package alone would run such items together.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNSHOWN = ("script", "style")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_CLOSES = {  # elements that the beginning of another ends, for raw HTML that leaves their end out
    "li": {"li", "p"},
    "p": {"p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th", "p"},
}
_ITEM = re.compile(r"( *)([-*+]|(\d{1,9})[.)])( +)(.*)")
_RULER = re.compile(r" *([-*_])(?: *\1){2,} *")
_DEEPEST = 60
_INDENT = 4  # blanks, by which the Markdown package knows a level


class Element:
    """An element with what is in it; `whole` once its end was there."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.inside: list[Element | str] = []
        self.whole = False


class _Builder(HTMLParser):
    """Builds the tree of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open[-1].tag in _CLOSES.get(tag, ()):
            self.open.pop().whole = True
        if len(self.open) > _DEEPEST:
            return  # what is inside belongs to what is around then
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in (element.tag for element in self.open[1:]):
            while self.open[-1].tag != tag:
                self.open.pop()
            self.open.pop().whole = True

    def close(self) -> None:
        if self.cdata_elem is not None:  # a script without end would take the rest with it
            self.clear_cdata_mode()
        super().close()


def read(text: str) -> Element:
    """Return a Markdown text as the element that holds all of it."""
    from markdown import markdown
    from markdown.extensions.sane_lists import SaneListExtension  # by its name it would be looked for everywhere
    from markdown.extensions.tables import TableExtension

    builder = _Builder()
    builder.feed(markdown(_orderly(text), extensions=[TableExtension(), SaneListExtension()]))
    builder.close()
    return builder.open[0]


def _orderly(text: str) -> str:
    """Return a Markdown text whose lists are indented and parted as the Markdown package wants them."""
    lines: list[str] = []
    levels: list[tuple[int, bool]] = []  # of the list at hand: where its items begin, and whether they are counted
    top = 0  # the level of the item with which the lines since the last empty one begin; none may be above it
    for line in text.expandtabs(_INDENT).split("\n"):
        item = None if _RULER.fullmatch(line) else _ITEM.fullmatch(line)
        indent = len(line) - len(line.lstrip())
        follows = bool(lines and lines[-1].strip())
        if item and (levels or indent < _INDENT) and (levels or not follows or item[3] is None or int(item[3]) == 1):
            numbered = item[3] is not None
            while len(levels) > 1 and indent < levels[-1][0]:
                levels.pop()
            if not levels or indent >= levels[-1][0] + 2:
                lines += [""] if follows and not levels else []
                levels.append((indent, numbered))
            elif levels[-1][1] is not numbered:
                lines += [""] if follows else []
                levels[-1] = (levels[-1][0], numbered)
            if not lines or not lines[-1].strip():
                top = len(levels) - 1
            elif len(levels) - 1 < top:
                lines.append("")
                top = len(levels) - 1
            sign = f"{item[3]}." if numbered else item[2]
            lines.append(f"{' ' * _INDENT * (len(levels) - 1)}{sign} {item[5]}")
            continue
        if line.strip() and not indent and not follows:
            levels = []
        if not follows:
            top = _DEEPEST if levels else 0  # a further paragraph of an item: any item has to stand apart from it
        if line.strip() and levels and indent:
            deep = sum(indent >= begin + 2 for begin, _numbered in levels)
            line = " " * _INDENT * deep + line.lstrip()
        lines.append(line)
    return "\n".join(lines)
