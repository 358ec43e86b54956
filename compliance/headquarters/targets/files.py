"""An office's targets as the file it installs: an overlay that makes a copy of the checklist under its own id."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from compliance import language
from compliance.checklist import own_targets
from compliance.files import CONTROL
from compliance.headquarters.roster import Office
from compliance.headquarters.targets.targeting import Made
from compliance.model.targets import Assignment
from compliance.persian import numbers

_STRANGE = re.compile("[^a-z0-9]+")


class Overlay(NamedTuple):
    """The file of an office: the id of the copy it makes, its text, and its seal, the SHA-256 of its bytes."""

    id: str
    content: bytes
    seal: str


Texts = Callable[[Office], str]  # a text in the language in use


def overlay(made: Made, one: Assignment, title: Texts, note: Texts, basis: Texts, numbered: bool) -> Overlay | None:
    """Return the overlay of an office; None where nothing is asked of it.

    `title` and `note` are what the copy is called and how it came about; `basis` says on which letter it rests, which
    is a source where the letter is `numbered`. The same targets give the same bytes.
    """
    if not one.targets:
        return None
    office, checklist, id_ = made.offices[one.office], made.checklist, copy_id(made.question.next, one.office)
    lines = [
        f"overlay: {id_}",
        f"version: {_quoted(made.question.next)}",
        f"changes: {{checklist: {checklist.id}, version: {_quoted(checklist.version)}}}",
        "as:",
        f"  id: {id_}",
        f"  office: {_quoted(one.office)}",
        f"  title: {_both(title, office)}",
        f"  note: {_both(note, office)}",
        f"basis: {{kind: {'source' if numbered else 'proposed'}, ref: {_both(basis, office)}}}",
        "weights:",
        *(f"  {target.item}: {numbers.exact(target.weight)}" for target in one.targets),
        "targets:",
        *(f"  {target.item}: {numbers.exact(target.wanted)}" for target in one.targets),
    ]
    content = ("\n".join(lines) + "\n").encode()
    return Overlay(id_, content, own_targets.seal_of(content))


def copy_id(round_: str, office: str) -> str:
    """Return the id under which an office has its targets of a round."""
    return f"targets-{_STRANGE.sub('-', round_.lower())}-{_STRANGE.sub('-', office)}"


def _both(text: Texts, office: Office) -> str:
    fa, en = language.both(lambda: text(office))
    return f"{{fa: {_quoted(fa)}, en: {_quoted(en)}}}"


def _quoted(text: str) -> str:
    """Return a text as YAML holds it whatever is in it."""
    return '"' + " ".join(CONTROL.sub(" ", text).split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
