"""From what an entry is to say to the text of answers.yaml, in one spelling whoever writes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from compliance import amend, tree
from compliance.amend import Members, Wanted
from compliance.errors import BadInput
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Evidence
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office.answers import KEYS
from compliance.tree import Table

_NAMES = {"count": "counted"}


def empty(round_id: str) -> str:
    """Return a file of answers without any."""
    return f"round: {round_id}\nanswers:\n"


def change(text: str, name: str, facts: Mapping[str, Fact], changes: Sequence[tuple[Key, Stated, Stated]]) -> str:
    """Return the text of a file with entries changed from what they say to what they are to say.

    Entries that are new stand in the order of the facts. Raises BadInput where the text cannot be
    changed without touching what people wrote around it.
    """
    import yaml

    new, order = text, (tuple(facts), KEYS)
    together = _together(text, name, [key.fact for key, before, _after in changes if before.counted])
    try:
        for key, before, after in changes:
            fields = _fields(facts[key.fact], before, after)
            if key.fact in together:
                fields = _apart(facts[key.fact], before, after)
            new = amend.entry(new, "answers", key.fact, fields, order)
    except yaml.YAMLError as error:  # a text cut so that its rest is no YAML any more
        raise cannot_change(text, name, changes) from error
    if amend.untouched(text, new, name, "answers", {key.fact for key, _before, _after in changes}):
        return new
    raise cannot_change(text, name, changes)


def cannot_change(text: str, name: str, changes: Sequence[tuple[Key, Stated, Stated]]) -> BadInput:
    """Return the refusal of a text that is written too strangely to be changed in place."""
    fact = changes[0][0].fact
    return BadInput.of(
        name,
        tree.line_of(tree.parse(text, name), ("answers", fact)),
        _("an entry written in a way that cannot be changed without touching what stands around it"),
        _("“{fact}: {{value: …}}” in a line of its own").format(fact=fact),
        _("write the entry in one line, and try again"),
    )


def entry(fact: Fact, stated: Stated) -> str:
    """Return a whole entry in one line, as a new file holds it."""
    return amend.flow(_fields(fact, NOTHING, stated), KEYS)


def _together(text: str, name: str, asked: Collection[str]) -> set[str]:
    """Return the facts whose two counts stand in one text behind `value:`, such as 9 of 10."""
    if not asked:
        return set()
    root = tree.parse(text, name)
    answers = root.nodes.get("answers") if isinstance(root, Table) else None
    entries = answers.nodes if isinstance(answers, Table) else {}
    found = {fact: entry.nodes.get("value") for fact in asked if isinstance(entry := entries.get(fact), Table)}
    return {fact for fact, value in found.items() if value is not None and not tree.absent(value)}


def _apart(fact: Fact, before: Stated, after: Stated) -> dict[str, Wanted]:
    """Return the fields that change of an entry with both counts behind `value:`; another answer takes them apart."""
    answer = ("value", "counted", "total", "not_applicable")
    if all(getattr(before, part) == getattr(after, part) for part in answer):
        fields = _fields(fact, before, after)
        return {field: wanted for field, wanted in fields.items() if field not in ("value", "count", "total")}
    return {"value": None, **_fields(fact, before._replace(counted=None, total=None), after)}


def _fields(fact: Fact, before: Stated, after: Stated) -> dict[str, Wanted]:
    """Return the fields that change, as YAML."""
    fields: dict[str, Wanted] = {}
    for field in KEYS:
        if field == "evidence":
            if before.evidence != after.evidence:
                fields[field] = _members(before.evidence, after.evidence)
            continue
        old, new = (getattr(side, _NAMES.get(field, field)) for side in (before, after))
        if old != new:
            fields[field] = None if new is None else amend.scalar(new)
    if after.value or after.counted or after.not_applicable:
        # What was laid down to be answered goes with the answer, whichever way it is given.
        for field in ("value", "count", "total"):
            if getattr(after, _NAMES.get(field, field)) is None:
                fields[field] = None
    else:
        # What is to be answered stays in sight, as `new` lays it down.
        left = ("count", "total") if fact.answer is AnswerKind.COUNTS else ("value",)
        fields |= dict.fromkeys(left, "") if after == NOTHING or before != NOTHING else {}
    return fields


def _members(before: tuple[Evidence, ...], after: tuple[Evidence, ...]) -> Members:
    """Keep what stays where it stands and add the rest; a changed order is written anew."""
    kept = tuple(i for i, piece in enumerate(before) if piece in after)
    added = tuple(piece for piece in after if piece not in before)
    if (*(before[i] for i in kept), *added) != after:
        kept, added = (), after
    return Members(kept, tuple(map(_piece, added)))


def _piece(piece: Evidence) -> str:
    if piece.kind == "file" and piece.date is None:
        return amend.scalar(piece.name)
    head = {"file": piece.name} if piece.kind == "file" else {"letter": piece.name}
    more = {"date": piece.date, "held_by": piece.held_by, "class": piece.classification}
    texts = {**head, **{key: text for key, text in more.items() if text}}
    return "{" + ", ".join(f"{key}: {amend.scalar(text)}" for key, text in texts.items()) + "}"
