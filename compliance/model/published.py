"""Figures that source documents published, as they published them, and where these contradict each other."""

from __future__ import annotations

from typing import NamedTuple

from compliance.model.checklist import Text


class Document(NamedTuple):
    """A source document by the number it is quoted with."""

    id: str
    title: Text


class Panel(NamedTuple):
    """A kind of round, and the checklist it is judged by where the round itself names none."""

    id: str
    checklist: str


class Said(NamedTuple):
    """What documents say, as it is printed there; `about` keeps their own “about”."""

    value: str
    sources: tuple[str, ...]
    about: bool = False


class Measure(NamedTuple):
    """How a figure is computed: `of` with its arguments, over the n-th round of a panel or over a register."""

    of: str
    arguments: tuple[str, ...] = ()
    panel: str = ""
    number: int = 0


class Part(NamedTuple):
    """One number of a figure; variants of it where documents differ."""

    said: tuple[Said, ...]
    label: Text | None = None
    measure: Measure | None = None


class Figure(NamedTuple):
    """A published figure: `kind` says whether documents state it, differ in it, or whether it follows from others."""

    id: str
    text: Text
    kind: str
    parts: tuple[Part, ...]
    note: Text | None = None


class Conflict(NamedTuple):
    """What does not fit together in the documents, and how it is stated without being corrected."""

    id: str
    text: Text
    says: Text
    figures: tuple[str, ...]


class Published(NamedTuple):
    """Everything that was published."""

    documents: tuple[Document, ...]
    panels: tuple[Panel, ...]
    figures: tuple[Figure, ...]
    conflicts: tuple[Conflict, ...]
