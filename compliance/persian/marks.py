"""Which direction marks each medium needs; nothing else in the program writes any.

| medium            | numbers, ids, Latin runs  | sentences and tables                                |
|-------------------|---------------------------|-----------------------------------------------------|
| HTML, SVG, PDF    | isolated (U+2066, U+2069) | `dir` attributes; SVG texts isolated (U+2067)       |
| the same, English | none                      | Persian words isolated (U+2067, U+2069)             |
| bidi terminal     | LRM where a sign of one   | LRM around separators, RLM at a sentence's end      |
|                   | could leave it            |                                                     |
| other terminal    | none                      | shaped and put into visual order (`visual`)         |
| Word              | runs of their own; LRM    | `w:bidi`, `w:rtl`; RLM between two such runs        |
|                   | where a sign ends one     |                                                     |
| titles of lists   | LRM, as on a terminal: a  | reading order of the cell                           |
| in a workbook     | cell cannot isolate       |                                                     |
| pipe, CSV, JSON   | none                      | none                                                |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from compliance.persian import spans
from compliance.persian.spans import DIGIT, PERSIAN, Stretch

LRM, RLM = "\u200e", "\u200f"
_ALONE = re.compile(f"[{DIGIT}]+(?:[٫٬./:,][{DIGIT}]+)*")  # stays in order whatever stands around it
_SHARE = re.compile(f"(?:{_ALONE.pattern})[٪%]")  # its sign goes to the left on a terminal, where readers know it
_LETTER = re.compile(f"[{PERSIAN}]")
_LEANING = re.compile(f"[^A-Za-z]*[{DIGIT}]")
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_NO_ISOLATES = dict.fromkeys(map(ord, (_LRI, _RLI, _PDI)))
_HEH_HAMZA, _HEH_YEH = "\u0647\u0654", "\u06c0"  # the ezafe of هٔ as one letter, which can be joined
_OPENING = "([{«‹<“"
_CLOSING = ")]}»›>”"
_TURNED = dict(zip(_OPENING + _CLOSING, _CLOSING + _OPENING, strict=True))
_HIDDEN = {ord(sign): 0xF8D0 + n for n, sign in enumerate(_TURNED)}  # letters of nobody stand for them meanwhile
_SHOWN = {stand_in: sign for sign, stand_in in _HIDDEN.items()}
_AHEAD = re.compile("([\u064b-\u0655\u0670]+)(.)")  # marks that visual order put before their letter


def isolate(text: str) -> str:
    """Keep a number, date or id together inside a right-to-left line of a page."""
    return f"{_LRI}{text}{_PDI}"


def isolate_runs(text: str) -> str:
    """Keep every number, date, percentage, id and run of Latin words of a Persian sentence together."""
    return _wrapped(text, isolate)


def isolate_persian(text: str) -> str:
    """Keep every run of Persian words of an English sentence together, in the order of a Persian one."""
    parts = _parted(text, spans.right_to_left(text))
    return "".join(isolate_rtl(isolate_runs(part)) if stretch else part for part, stretch in parts)


def sentence(text: str, right_to_left: bool) -> str:
    """Return a text as a page read in that direction keeps it in order."""
    return isolate_runs(text) if right_to_left else isolate_persian(text)


def whole(text: str, right_to_left: bool) -> str:
    """Return a number, date or id kept together; one with Persian letters goes from right to left: «۱۴۰۵/ح/۲۱۷»."""
    if not text or not right_to_left or _LETTER.search(text):
        return sentence(text, right_to_left)
    return isolate(text)


def guard_runs(text: str) -> str:
    """Keep numbers and Latin runs in order on a terminal that reorders lines itself."""
    return _wrapped(text, lambda run: run if _SHARE.fullmatch(run) else _guarded(run))


def guard_persian(text: str) -> str:
    """Keep Persian runs of an English line in order on a terminal that reorders lines itself."""
    return "".join(_enclosed(part) if stretch else part for part, stretch in _parted(text, spans.right_to_left(text)))


def _wrapped(text: str, wrap: Callable[[str], str]) -> str:
    """Return a Persian text with its numbers and Latin runs wrapped."""
    return "".join(wrap(part) if stretch else part for part, stretch in _parted(text, spans.left_to_right(text)))


def _parted(text: str, stretches: Iterable[Stretch]) -> Iterator[tuple[str, Stretch | None]]:
    """Yield the text in parts, each with the stretch it is, None for what stands around them."""
    place = 0
    for stretch in stretches:
        yield text[place : stretch.begin], None
        yield text[stretch.begin : stretch.end], stretch
        place = stretch.end
    yield text[place:], None


def _guarded(run: str) -> str:
    """Return a left-to-right run with marks where a sign of it could be taken for one of the sentence."""
    if _ALONE.fullmatch(run):
        return run
    # Digits before a dash would go to its other side: 5391-c7c7.
    return ("" if run[0].isalpha() else LRM) + run + ("" if run[-1].isalnum() else LRM)


def _enclosed(run: str) -> str:
    """Return a right-to-left run with marks where it ends in digits, which would go along with what is around."""
    first, last = ("" if _LETTER.match(sign) else RLM for sign in (run[0], run[-1]))
    return first + run + last


class Run(NamedTuple):
    """A stretch of a paragraph in one direction."""

    text: str
    right_to_left: bool


def runs(text: str, right_to_left: bool) -> list[Run]:
    """Return a paragraph's text as a word processor keeps it in order, whichever way the paragraph is read.

    Word takes a run's own direction for its signs; LibreOffice goes by the letters and needs the marks.
    """
    if not right_to_left:
        persian = [(stretch.begin, stretch.end) for stretch in spans.right_to_left(text)]
        return [_begun(run, place) for place, run in enumerate(_alternating(text, persian, True))]
    cuts = [(stretch.begin, stretch.end) for stretch in spans.left_to_right(text)]
    stretches = list(_alternating(text, cuts, False))
    return [
        run._replace(text=_guarded(run.text) if not run.right_to_left else _parting(stretches, place))
        for place, run in enumerate(stretches)
    ]


def _alternating(text: str, cuts: list[tuple[int, int]], right_to_left: bool) -> Iterator[Run]:
    """Yield what was cut out in its own direction, and what stands around it in the other."""
    turns = [0]
    for begin, end in cuts:  # what touches stays together
        turns = [*turns[:-1], end] if begin == turns[-1] and len(turns) > 1 else [*turns, begin, end]
    for place, (begin, end) in enumerate(pairwise([*turns, len(text)])):
        if begin < end:
            yield Run(text[begin:end], right_to_left is (place % 2 == 1))


def _begun(run: Run, place: int) -> Run:
    """Return a run of a left-to-right text whose digits do not go along with the letters beside it."""
    if run.right_to_left:
        return run._replace(text=_enclosed(run.text))
    return run._replace(text=LRM + run.text) if place > 0 and _LEANING.match(run.text) else run


def _parting(stretches: list[Run], place: int) -> str:
    """Return a right-to-left stretch that keeps the runs on its two sides apart though it has no letters."""
    text = stretches[place].text
    return text if _LETTER.search(text) or not 0 < place < len(stretches) - 1 else RLM + text


def isolate_rtl(text: str) -> str:
    """Keep a Persian text together inside a drawing whose own direction is left to right."""
    return f"{_RLI}{text}{_PDI}"


def visual(text: str, right_to_left: bool = True) -> str:
    """Return the text for a console without bidi: letters joined, each line in visual order.

    The line's own direction is `right_to_left`, so that a line of digits keeps its place. Numbers and
    dates are kept together; consoles without bidi draw a mark on the letter before it, so marks follow
    theirs.
    """
    if not right_to_left and not _LETTER.search(text):
        return text
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    reshaper = ArabicReshaper(
        {"delete_harakat": False, "support_zwj": True, "use_unshaped_instead_of_isolated": True}
    )
    base = "R" if right_to_left else "L"
    lines = (reshaper.reshape(_kept(line.replace(_HEH_HAMZA, _HEH_YEH), right_to_left)) for line in text.split("\n"))
    shown = "\n".join(get_display(line, base_dir=base) for line in lines)
    ordered = _AHEAD.sub(r"\2\1", shown.translate(_NO_ISOLATES))
    turned = "\n".join(map(_mirrored, ordered.split("\n"))) if right_to_left else ordered
    return turned.translate(_SHOWN)


def _kept(line: str, right_to_left: bool) -> str:
    """Keep numbers and Latin runs together, or Persian ones, and the brackets inside Latin ones from being turned."""
    if not right_to_left:
        return isolate_persian(line)
    parts = _parted(line, spans.left_to_right(line))
    return "".join(isolate(part.translate(_HIDDEN)) if stretch else part for part, stretch in parts)


def _mirrored(line: str) -> str:
    """Turn the brackets that visual order put the wrong way round.

    A closing bracket left of its opening one was reordered, and so is one that lost its partner.
    """
    signs = list(line)
    opened: list[int] = []
    closed: list[int] = []
    turned: list[int] = []
    for position, sign in enumerate(signs):
        if sign in _OPENING:
            if closed and signs[closed[-1]] == _TURNED[sign]:
                turned += [closed.pop(), position]
            else:
                opened.append(position)
        elif sign in _TURNED:
            if opened and signs[opened[-1]] == _TURNED[sign]:
                opened.pop()
            else:
                closed.append(position)
    for position in (*turned, *opened, *closed):
        signs[position] = _TURNED[signs[position]]
    return "".join(signs)
