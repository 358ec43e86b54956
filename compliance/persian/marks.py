"""Which direction marks each medium needs; nothing else in the program writes any.

| medium            | numbers, ids, Latin runs  | sentences and tables                                |
|-------------------|---------------------------|-----------------------------------------------------|
| HTML, SVG         | isolated (U+2066, U+2069) | `dir` attributes; SVG texts isolated (U+2067)       |
| bidi terminal     | LRM where a sign ends one | LRM around separators, RLM at a sentence's end      |
| other terminal    | none                      | shaped and put into visual order (`visual`)         |
| Word              | runs of their own; LRM    | `w:bidi`, `w:rtl`; RLM between two such runs        |
|                   | where a sign ends one     |                                                     |
| pipe, CSV, JSON   | none                      | none                                                |
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

LRM, RLM = "\u200e", "\u200f"
_DIGIT = "0-9۰-۹"
_MINUS = "\u2212"
_NUMBER = re.compile(f"{_MINUS}?[{_DIGIT}](?:[{_DIGIT}٫٬./:-]*[{_DIGIT}])?[٪%]?")
_SIGN = f"[!-~{_DIGIT}٫٬٪{_MINUS}]"  # ASCII, and the digits and the minus that go along with it
_SPAN = re.compile(f"{_SIGN}+(?: +{_SIGN}+)*")
_FOREIGN = re.compile("[A-Za-z]")
_ENDS = ".,:;!?"  # of the sentence around, not of the Latin words in it
_PLAIN = re.compile(f"[{_DIGIT}]+(?:[٫٬./:,][{_DIGIT}]+)*")  # stays in order whatever stands around it
_MINUS = "\u2212"
_ARABIC = "\u0621-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u200c\u200d"
_PERSIAN = re.compile(f"[{_ARABIC}](?:[^A-Za-z{_ARABIC}]*[{_ARABIC}])*")
_LEANING = re.compile(f"[^A-Za-z]*[{_DIGIT}]")
_PARTNER = {"(": ")", "[": "]", "{": "}", "<": ">", '"': '"', "'": "'", "`": "`"}
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_NO_ISOLATES = dict.fromkeys(map(ord, (_LRI, _RLI, _PDI)))
_HEH_HAMZA, _HEH_YEH = "\u0647\u0654", "\u06c0"  # the ezafe of هٔ as one letter, which can be joined
_OPENING = "([{«<“"
_CLOSING = ")]}»>”"
_TURNED = dict(zip(_OPENING + _CLOSING, _CLOSING + _OPENING, strict=True))
_HIDDEN = {ord(sign): 0xF8D0 + n for n, sign in enumerate(_TURNED)}  # letters of nobody stand for them meanwhile
_SHOWN = {stand_in: sign for sign, stand_in in _HIDDEN.items()}
_AHEAD = re.compile("([\u064b-\u0655\u0670]+)(.)")  # marks that visual order put before their letter


def isolate(text: str) -> str:
    """Keep a number, date or id together inside a right-to-left line of a page."""
    return f"{_LRI}{text}{_PDI}"


def isolate_runs(text: str) -> str:
    """Keep every number, date, percentage, id and run of Latin words of a Persian sentence together."""
    return _SPAN.sub(lambda span: _wrapped(span[0], isolate, isolate), text)


def guard_runs(text: str) -> str:
    """Keep the ends of Latin runs where they belong on a terminal that reorders lines itself."""
    return _SPAN.sub(lambda span: _wrapped(span[0], _guarded, str), text)


def _guarded(run: str) -> str:
    first = "" if run[0].isalpha() else LRM  # digits before a dash would go to its other side: 5391-c7c7
    return first + run + ("" if run[-1].isalnum() else LRM)


def _wrapped(span: str, run: Callable[[str], str], number: Callable[[str], str]) -> str:
    """Return a span without Persian words with its run of Latin words and the numbers before it wrapped."""
    latin = _FOREIGN.search(span)
    begins = len(span) if latin is None else span.rfind(" ", 0, latin.start()) + 1
    before = _NUMBER.sub(lambda match: number(match[0]), span[:begins])
    return before + (_around(span[begins:], run) if begins < len(span) else "")


def _around(found: str, wrap: Callable[[str], str]) -> str:
    """Return what was found with its own part wrapped, and what belongs to the sentence around left outside."""
    begin, end = 0, len(found)
    balance = Counter(found)
    while begin < end:
        first, last = found[begin], found[end - 1]
        if last in _ENDS or last == " " or last in _lonely(balance):
            end -= 1
            balance[last] -= 1
        elif first in _lonely(balance):
            begin += 1
            balance[first] -= 1
        else:
            break
    return found[:begin] + wrap(found[begin:end]) + found[end:] if begin < end else found


def _lonely(balance: Counter[str]) -> set[str]:
    """Return the brackets and quotes that have no partner in a run."""
    pairs = [(a, b) for a, b in _PARTNER.items() if (balance[a] % 2 if a == b else balance[a] != balance[b])]
    return {a if balance[a] >= balance[b] else b for a, b in pairs}


class Run(NamedTuple):
    """A stretch of a paragraph in one direction."""

    text: str
    right_to_left: bool


def runs(text: str, right_to_left: bool) -> list[Run]:
    """Return a paragraph's text as a word processor keeps it in order, whichever way the paragraph is read.

    Word takes a run's own direction for its signs; LibreOffice goes by the letters and needs the marks.
    """
    if not right_to_left:
        persian = [(m.start(), m.end()) for m in _PERSIAN.finditer(text)]
        return [_begun(run, place) for place, run in enumerate(_alternating(text, persian, True))]
    cuts = [cut for span in _SPAN.finditer(text) for cut in _cuts(span[0], span.start(), text)]
    stretches = list(_alternating(text, cuts, False))
    return [
        run._replace(text=_guarded_run(run.text) if not run.right_to_left else _parting(stretches, place))
        for place, run in enumerate(stretches)
    ]


def _cuts(span: str, start: int, text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the numbers and the Latin words of a span go, a number's minus with it."""
    place = 0
    for piece in re.split(f"({_LRI}[^{_PDI}]*{_PDI})", _wrapped(span, isolate, isolate)):
        inside = piece.strip(_LRI + _PDI)
        begin = start + place
        if piece.startswith(_LRI):
            yield begin - (begin > 0 and text[begin - 1] == _MINUS), begin + len(inside)
        place += len(inside)


def _alternating(text: str, cuts: list[tuple[int, int]], right_to_left: bool) -> Iterator[Run]:
    """Yield what was cut out in its own direction, and what stands around it in the other."""
    turns = [0]
    for begin, end in cuts:  # what touches stays together
        turns = [*turns[:-1], end] if begin == turns[-1] and len(turns) > 1 else [*turns, begin, end]
    for place, (begin, end) in enumerate(pairwise([*turns, len(text)])):
        if begin < end:
            yield Run(text[begin:end], right_to_left is (place % 2 == 1))


def _guarded_run(run: str) -> str:
    """Return a left-to-right run with marks where a sign of it could be taken for one of the sentence."""
    if _PLAIN.fullmatch(run):
        return run
    return (LRM if not run[0].isalpha() else "") + run + ("" if run[-1].isalnum() else LRM)


def _begun(run: Run, place: int) -> Run:
    """Return a run of a left-to-right text whose first number does not go along with the Persian before it."""
    leans = place > 0 and not run.right_to_left and _LEANING.match(run.text)
    return run._replace(text=LRM + run.text) if leans else run


def _parting(stretches: list[Run], place: int) -> str:
    """Return a right-to-left stretch that keeps the runs on its two sides apart though it has no letters."""
    text = stretches[place].text
    return text if re.search(f"[{_ARABIC}]", text) or not 0 < place < len(stretches) - 1 else RLM + text


def isolate_rtl(text: str) -> str:
    """Keep a Persian text together inside a drawing whose own direction is left to right."""
    return f"{_RLI}{text}{_PDI}"


def visual(text: str, right_to_left: bool = True) -> str:
    """Return the text for a console without bidi: letters joined, each line in visual order.

    The line's own direction is `right_to_left`, so that a line of digits keeps its place. Numbers and
    dates are kept together; consoles without bidi draw a mark on the letter before it, so marks follow
    theirs.
    """
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    reshaper = ArabicReshaper(
        {"delete_harakat": False, "support_zwj": True, "use_unshaped_instead_of_isolated": True}
    )
    base = "R" if right_to_left else "L"
    lines = (reshaper.reshape(_kept(line.replace(_HEH_HAMZA, _HEH_YEH))) for line in text.split("\n"))
    shown = "\n".join(get_display(line, base_dir=base) for line in lines)
    ordered = _AHEAD.sub(r"\2\1", shown.translate(_NO_ISOLATES))
    turned = "\n".join(map(_mirrored, ordered.split("\n"))) if right_to_left else ordered
    return turned.translate(_SHOWN)


def _kept(line: str) -> str:
    """Keep numbers and Latin runs together, and the brackets inside them from being turned."""
    return _SPAN.sub(lambda span: _wrapped(span[0], lambda run: isolate(run.translate(_HIDDEN)), isolate), line)


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
