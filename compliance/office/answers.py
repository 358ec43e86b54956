"""answers.yaml: what the office declares in one round, and systems/ID.yaml for one system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compliance import files, schema, tree, values
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Answer, Value
from compliance.office import evidence
from compliance.persian.letters import ascii_digits
from compliance.schema import Fields, nearest, quoted, shorten

_KEYS = ("value", "count", "total", "not_applicable", "override", "evidence", "on", "by", "note")


def read(
    path: Path, facts: Mapping[str, Fact], round_id: str, round_folder: Path
) -> tuple[dict[str, Answer], list[Problem]]:
    """Return the answers of a file and every problem in it.

    `facts` are those that may be answered here; `round_id` is what `round:` must say. A fact whose
    value is left out is unanswered.
    """
    name = str(path)
    try:
        root = tree.parse(files.read_text(path), name)
    except BadInput as error:
        return {}, list(error.problems)
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
    answers: dict[str, Answer] = {}
    listed = top.fields("answers")
    for id_ in listed.nodes if listed else ():
        assert listed is not None
        if id_ not in facts:
            listed.problem(
                listed.lines[id_],
                _("the unknown fact “{id}”").format(id=shorten(id_)),
                _("the id of a fact"),
                nearest(id_, facts),
            )
            continue
        fields = listed.fields(id_, _KEYS)
        answer = _answer(facts[id_], fields, listed.lines[id_], round_folder) if fields else None
        if answer is not None:
            answers[id_] = answer
    return answers, schema.with_reference(problems, root, "answers", name)


def _answer(fact: Fact, fields: Fields, line: int, round_folder: Path) -> Answer | None:
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
    answered_on, by = evidence.read_date(fields, "on"), fields.text("by")
    fields.text("note")  # for people only; read here so that a list or mapping is refused
    if value is None:
        return None
    return Answer(value, line, override, tuple(e for e in listed if e is not None), answered_on, by)


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
