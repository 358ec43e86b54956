"""The hidden sheet of a form: where it comes from and what every fact was at export, under a seal.

Rows of texts: the first names the format, each of the others begins with what it says. Long texts go
on in the next cell. The last row is the SHA-256 of those before it: what was changed by hand is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from compliance.checklist.comparison import Meaning
from compliance.forms.excel.layout import Form, Given, Origin, Sealed
from compliance.language import _
from compliance.model.checklist import AnswerKind, Text
from compliance.office import log

NAME = "provincial-compliance-form"
FORMAT = 1
_PIECE = 30_000  # a cell holds 32,767
_ORIGIN = ("office", "round", "system", "unit", "only", "language")


class Stamp(NamedTuple):
    """What the hidden sheet says: where the form comes from, the names of its sheets, each fact at export."""

    origin: Origin
    sheets: tuple[str, ...]
    given: Mapping[str, Given]


class Unknown(Exception):
    """A hidden sheet that cannot be trusted; the message says why in the reader's language."""


def rows(form: Form, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the hidden sheet, the seal last; `names` are those of the form's sheets."""
    made = [(NAME, str(FORMAT)), *_content(form, names)]
    yield from made
    yield "seal", _seal(made)


def _content(form: Form, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for name in _ORIGIN:
        yield (name, getattr(form.origin, name)) if getattr(form.origin, name) else (name,)
    for sealed in form.origin.checklists:
        yield "checklist", *sealed
    for name in names:
        yield "sheet", name
    for fact, given in form.given.items():
        yield "fact", fact, "computed" if given.computed else "open"
        yield "base", fact, *_pieces(log.plain(given.base))
        yield "asks", fact, *_pieces(_plain(given.asks))


def is_stamp(first: Sequence[str]) -> bool:
    """Whether the first row of a sheet is that of a form's hidden sheet."""
    return tuple(first[:1]) == (NAME,)


def read(found: Sequence[Sequence[str]]) -> Stamp:
    """Return what a hidden sheet says; raises Unknown for one of a later program, or one that was changed."""
    made = [tuple(row) for row in found if any(row)]
    if made[0][1:] != (str(FORMAT),):
        raise Unknown(_("a form of another version of this program"))
    if made[-1] != ("seal", _seal(made[:-1])):
        raise Unknown(_("a form whose hidden sheet was changed"))
    said: dict[str, list[tuple[str, ...]]] = {}
    for name, *rest in made[1:-1]:
        said.setdefault(name, []).append(tuple(rest))
    try:
        return _stamp(said)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:  # sealed, yet not by this program
        raise Unknown(_("a form whose hidden sheet was changed")) from error


def _stamp(said: Mapping[str, Sequence[tuple[str, ...]]]) -> Stamp:
    texts = {name: "".join(said[name][0]) for name in _ORIGIN}
    origin = Origin(**texts, checklists=tuple(Sealed(*row) for row in said.get("checklist", ())))
    bases, asks = ({row[0]: json.loads("".join(row[1:])) for row in said.get(name, ())} for name in ("base", "asks"))
    given = {
        fact: Given(log.stated(bases[fact]), _meaning(asks[fact]), computed == "computed")
        for fact, computed in said.get("fact", ())
    }
    return Stamp(origin, tuple(row[0] for row in said.get("sheet", ())), given)


def _seal(made: Iterable[Sequence[str]]) -> str:
    return hashlib.sha256(_canonical([list(row) for row in made]).encode()).hexdigest()


def _canonical(plain: Any) -> str:
    """Return JSON in one spelling, of signs that every program keeps; `_x` would be an escape of spreadsheets."""
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("_x", "\\u005fx")


def _pieces(plain: Any) -> Iterator[str]:
    text = _canonical(plain)
    for begin in range(0, len(text), _PIECE):
        yield text[begin : begin + _PIECE]


def _plain(asks: Meaning) -> dict[str, Any]:
    return {**asks._asdict(), "answer": asks.answer.value}


def _meaning(plain: Mapping[str, Any]) -> Meaning:
    def text(pair: Sequence[str] | None) -> Text | None:
        return None if pair is None else Text(*pair)

    return Meaning(
        AnswerKind(plain["answer"]),
        Text(*plain["question"]),
        tuple(Text(*wording) for wording in plain["levels"]),
        text(plain["counted"]),
        text(plain["total"]),
        text(plain["unit"]),
    )
