"""answers.yaml: what the office declares in one round, and systems/ID.yaml for one system."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from compliance import files, schema, tree, values
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Answer, Value
from compliance.model.stated import Stated
from compliance.office import evidence
from compliance.persian.letters import ascii_digits
from compliance.schema import Fields, nearest, quoted, shorten

ROUND = re.compile(r"1[34][0-9]{2}-[0-9]{1,2}")

KEYS = (
    "value",
    "count",
    "total",
    "not_applicable",
    "override",
    "evidence",
    "on",
    "by",
    "note",
    "proposed",
)


class Entry(NamedTuple):
    """One entry of a file of answers: what it states as texts, and as an answer when it states a value."""

    stated: Stated
    answer: Answer | None
    line: int

    @property
    def counts(self) -> bool:
        """Whether it is an answer: a value, and not only proposed from an earlier round."""
        return self.answer is not None and self.stated.proposed is None


def _none() -> tuple[str, ...]:
    return ()


def read(
    path: Path,
    facts: Mapping[str, Fact],
    round_id: str,
    round_folder: Path,
    retired: Callable[[], Collection[str]] = _none,
) -> tuple[dict[str, Entry], list[Problem]]:
    """Return the entries of a file and every problem in it.

    `facts` are those that may be answered here; `round_id` is what `round:` must say. `retired` gives
    the facts that were asked when the round began and are asked no more; their entries are passed over.
    """
    try:
        return understand(files.read_text(path), str(path), facts, round_id, round_folder, retired)
    except BadInput as error:
        return {}, list(error.problems)


def understand(
    text: str,
    name: str,
    facts: Mapping[str, Fact],
    round_id: str,
    round_folder: Path,
    retired: Callable[[], Collection[str]] = _none,
) -> tuple[dict[str, Entry], list[Problem]]:
    """Return the entries of a text, as `read` does; raises BadInput when it is no YAML."""
    root = tree.parse(text, name)
    problems: list[Problem] = []
    top = Fields(root, name, problems, ("round", "answers"))
    stated = top.text("round", required=True)
    if stated is not None and ascii_digits(stated) != round_id:
        top.problem(
            top.lines["round"],
            _("round: {round}").format(round=shorten(stated)),
            _("round: {round}, as the folder is called").format(round=round_id),
            _("mend the line, or move the file into the folder of its round"),
        )
    entries: dict[str, Entry] = {}
    listed = top.fields("answers")
    for id_ in listed.nodes if listed else ():
        assert listed is not None
        if id_ not in facts:
            if id_ not in retired():
                listed.problem(
                    listed.lines[id_],
                    _("the unknown fact “{id}”").format(id=shorten(id_)),
                    _("the id of a fact"),
                    nearest(id_, facts),
                )
            continue
        fields = listed.fields(id_, KEYS)
        if fields is not None:
            entries[id_] = _entry(facts[id_], fields, listed.lines[id_], round_folder)
    return entries, schema.with_reference(problems, root, "answers", name)


def _entry(fact: Fact, fields: Fields, line: int, round_folder: Path) -> Entry:
    reason = fields.text("not_applicable") if "not_applicable" in fields.nodes else None
    value = _value(fact, fields)
    if "not_applicable" in fields.nodes:
        if reason is None:
            if tree.absent(fields.nodes["not_applicable"]):
                fields.problem(
                    fields.lines["not_applicable"],
                    _("not_applicable without a reason"),
                    _("not_applicable: and the reason"),
                    _("write why the fact does not apply to this office"),
                )
        elif value is not None:
            fields.problem(
                fields.lines["not_applicable"],
                _("a value and not_applicable for one fact"),
                _("one of the two"),
                _("keep the right one and delete the other"),
            )
        value = Value(None, not_applicable=reason)
    override = fields.text("override")
    if override is None and "override" in fields.nodes and tree.absent(fields.nodes["override"]):
        fields.problem(
            fields.lines["override"],
            _("override without a reason"),
            _("override: and the reason"),
            _("write why the declared value is to be preferred"),
        )
    listed = [evidence.read(node, fields, round_folder) for node in fields.sequence("evidence")]
    pieces = tuple(e for e in listed if e is not None)
    answered_on, by = evidence.read_date(fields, "on"), fields.text("by")
    texts = {} if value is None else values.write(fact, value)
    stated = Stated(
        value=texts.get("value"),
        counted=texts.get("count"),
        total=texts.get("total"),
        not_applicable=texts.get("not_applicable"),
        override=override,
        evidence=pieces,
        on=answered_on,
        by=by,
        note=fields.text("note"),
        proposed=_proposed(fields),
    )
    answer = None if value is None else Answer(value, line, override, pieces, answered_on, by)
    return Entry(stated, answer, line)


def _proposed(fields: Fields) -> str | None:
    """Return the round an entry was carried over from."""
    text = fields.text("proposed")
    if text is None:
        return None
    if not ROUND.fullmatch(ascii_digits(text)):
        fields.problem(
            fields.nodes["proposed"].line,
            quoted(text),
            _("the round it was carried over from, such as 1405-2"),
            _("delete “proposed: …” to confirm the answer"),
        )
    return ascii_digits(text)


def _value(fact: Fact, fields: Fields) -> Value | None:
    """Read value, or count and total; None when nothing is stated or it cannot be read."""
    stated = {key: fields.text(key) for key in ("value", "count", "total") if fields.node(key) is not None}
    if fact.answer is not AnswerKind.COUNTS and ("count" in stated or "total" in stated):
        key = "count" if "count" in stated else "total"
        fields.problem(
            fields.lines[key],
            _("{key} for a fact that is not counted").format(key=key),
            _("value: …"),
            _("write the answer behind value:"),
        )
        return None
    if "value" in stated:
        if len(stated) > 1:
            fields.problem(
                fields.lines["value"],
                _("value beside count and total"),
                _("count and total alone"),
                _("delete the line value: …"),
            )
            return None
        text = stated["value"]
        return None if text is None else _accepted(values.read(fact, text), fields, "value", text)
    if not stated:
        return None
    if len(stated) == 1:
        missing = "total" if "count" in stated else "count"
        present = next(iter(stated))
        fields.problem(
            fields.lines[present],
            _("{present} without {missing}").format(present=present, missing=missing),
            _("count and total"),
            _("add {missing}: …").format(missing=missing),
        )
        return None
    count, total = stated["count"], stated["total"]
    if count is None or total is None:
        return None
    return _accepted(values.read_counts(fact, count, total), fields, "count", count)


def _accepted(result: Value | values.Unreadable, fields: Fields, key: str, text: str) -> Value | None:
    if isinstance(result, Value):
        return result
    fields.problem(fields.nodes[key].line, result.seen or quoted(text), result.expected, result.mend)
    return None
