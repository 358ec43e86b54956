"""published.yaml: figures of the source documents, and where these contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from compliance import data, files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.published import Conflict, Document, Figure, Measure, Panel, Part, Published, Said
from compliance.schema import nearest, quoted
from compliance.tree import Node

FILE = "published.yaml"
SCHEMA = "published"
_YES = ("yes", "true")


def shipped(folder: Path | None) -> Published:
    """Return the figures of a folder of checklists; one without them leaves those that came with the program."""
    named = (folder or data.checklists()) / FILE
    return read(named if named.is_file() else data.shipped("checklists") / FILE)


def read(path: Path) -> Published:
    """Return the figures of a file; BadInput with every problem in it."""
    node = tree.parse(files.read_text(path), str(path))
    problems = schema.verdict(node, SCHEMA, str(path)) or list(references(node, str(path)))
    if problems:
        raise BadInput(problems)
    made: Mapping[str, Any] = tree.plain(node)
    return Published(
        tuple(Document(one["id"], _text(one["title"])) for one in made["documents"]),
        tuple(Panel(one["id"], one["checklist"]) for one in made["panels"]),
        tuple(_figure(one) for one in made["figures"]),
        tuple(
            Conflict(one["id"], _text(one["text"]), _text(one["says"]), tuple(one["figures"]))
            for one in made["conflicts"]
        ),
    )


def _figure(one: Mapping[str, Any]) -> Figure:
    note = one.get("note")
    parts = tuple(_part(part) for part in one["parts"])
    return Figure(one["id"], _text(one["text"]), one["kind"], parts, _text(note) if note else None)


def _part(part: Mapping[str, Any]) -> Part:
    said = tuple(
        Said(str(one["value"]), tuple(one["sources"]), str(one.get("about", "")).lower() in _YES)
        for one in part["said"]
    )
    label, measure = part.get("label"), part.get("measure")
    return Part(said, _text(label) if label else None, _measure(measure) if measure else None)


def _measure(measure: Mapping[str, Any]) -> Measure:
    of, *arguments = str(measure["of"]).split()
    return Measure(of, tuple(arguments), measure.get("panel", ""), int(measure.get("round", 0)))


def _text(both: Mapping[str, str]) -> Text:
    return Text(both["fa"], both["en"])


def references(node: Node, name: str) -> Iterator[Problem]:
    """Yield what the schema cannot see: ids that stand twice, and references to what is not there."""
    made: Mapping[str, Any] = tree.plain(node)
    ids = {key: [str(one["id"]) for one in made[key]] for key in ("documents", "panels", "figures", "conflicts")}
    for key, found in ids.items():
        for place, id_ in enumerate(found):
            if id_ in found[:place]:
                yield _problem(node, name, (key, place, "id"), id_, _("an id that stands once"), _("delete one"))
    for place, figure in enumerate(made["figures"]):
        for n, part in enumerate(figure["parts"]):
            at = ("figures", place, "parts", n)
            for k, said in enumerate(part["said"]):
                for source in said["sources"]:
                    yield from _known(node, name, (*at, "said", k, "sources"), source, ids["documents"])
            panel = part.get("measure", {}).get("panel")
            if panel is not None:
                yield from _known(node, name, (*at, "measure", "panel"), panel, ids["panels"])
    for place, conflict in enumerate(made["conflicts"]):
        for figure in conflict["figures"]:
            yield from _known(node, name, ("conflicts", place, "figures"), figure, ids["figures"])


def _known(node: Node, name: str, at: tuple[str | int, ...], id_: str, known: Sequence[str]) -> Iterator[Problem]:
    if id_ not in known:
        yield _problem(node, name, at, id_, _("an id that is declared in this file"), nearest(id_, known))


def _problem(node: Node, name: str, at: tuple[str | int, ...], seen: str, expected: str, mend: str) -> Problem:
    return Problem(name, tree.line_of(node, at), quoted(seen), expected, mend)
