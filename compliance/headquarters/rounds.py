"""rounds.yaml read: the rounds that headquarters runs, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.rounds import EvaluationRound, Window
from compliance.persian import dates
from compliance.schema import Fields, nearest, quoted

FILE = "rounds.yaml"
_KEYS = ("id", "title", "planned", "actual", "publish", "panel", "eligible", "checklists")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_OFFICE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_ALL = "all"


def read(store: Path) -> dict[str, EvaluationRound]:
    """Return the rounds by id, in the order of the file; BadInput with everything that is wrong in it."""
    path = store / FILE
    return parsed(files.read_text(path), str(path)) if path.exists() else {}


def parsed(text: str, name: str) -> dict[str, EvaluationRound]:
    """Return the rounds a text holds; BadInput with everything that is wrong in it."""
    root, problems = tree.parse(text, name), list[Problem]()
    found = list(_rounds(root, name, problems))
    for number, round_ in enumerate(found):
        if round_.id and any(round_.id == other.id for other in found[:number]):
            problems.append(
                Problem(name, round_.line, quoted(round_.id), _("an id that no other round has"), _("delete one"))
            )
    if problems:
        raise BadInput(schema.with_reference(problems, root, "rounds", name))
    return {round_.id: round_ for round_ in found}


def lines(store: Path, id_: str) -> dict[tuple[str, int], int]:
    """Return in which line of the file a round's checklists and eligible offices stand, by key and place."""
    path = store / FILE
    root = tree.parse(files.read_text(path), str(path))
    assert isinstance(root, tree.Sequence)
    tables = [node for node in root.nodes if isinstance(node, tree.Table)]
    of = next(node for node in tables if Fields(node, str(path), []).text("id") == id_)
    return {
        (key, place): member.line
        for key in ("checklists", "eligible")
        if isinstance(listed := of.nodes.get(key), tree.Sequence)
        for place, member in enumerate(listed.nodes)
    }


def known(store: Path, id_: str) -> EvaluationRound:
    """Return a round; BadInput with the nearest one for an id that is none."""
    rounds = read(store)
    if id_ in rounds:
        return rounds[id_]
    mend = nearest(id_, rounds) if rounds else _("open it first: hq round open")
    raise BadInput.of("--round", None, quoted(id_), _("a round of {file}").format(file=store / FILE), mend)


def checked_id(text: str) -> str:
    """Return a round's id as it was typed; BadInput for one that a file could not hold."""
    if not _ID.fullmatch(text):
        raise BadInput.of("ROUND", None, quoted(text), _("an id such as 1405-2"), _("write digits, letters and -"))
    return text


def natural(id_: str) -> tuple[tuple[int, str], ...]:
    """Return what puts rounds in order by their numbers: 1405-10 comes after 1405-2."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", id_) if part)


def _rounds(root: tree.Node, name: str, problems: list[Problem]) -> Iterator[EvaluationRound]:
    if not isinstance(root, tree.Sequence):
        problems.append(Problem(name, root.line, _("no list"), _("a list of rounds"), _("begin each with “- id: …”")))
        return
    for node in root.nodes:
        top = Fields(node, name, problems, _KEYS)
        id_ = top.text("id", required=True)
        if id_ is not None and not _ID.fullmatch(id_):
            top.problem(
                top.nodes["id"].line, quoted(id_), _("an id such as 1405-2"), _("write digits, letters and -")
            )
        yield EvaluationRound(
            id_ or "",
            _title(top, id_ or ""),
            _window(top, "planned"),
            _window(top, "actual"),
            _day(top, "publish"),
            top.text("panel") or "",
            _eligible(top),
            tuple(_checklists(top)),
            node.line,
        )


def _title(top: Fields, id_: str) -> Text:
    if isinstance(top.nodes.get("title"), tree.Table):
        fields = top.fields("title", ("fa", "en"))
        assert fields is not None
        fa, en = fields.text("fa", required=True) or id_, fields.text("en") or ""
        return Text(fa, en or fa)
    text = top.text("title") or id_
    return Text(text, text)


def _window(top: Fields, key: str) -> Window:
    fields = top.fields(key, ("open", "close"))
    if fields is None:
        return Window()
    window = Window(_day(fields, "open"), _day(fields, "close"))
    if window.open and window.close and window.close < window.open:
        fields.problem(
            fields.nodes["close"].line,
            dates.write(window.close),
            _("a day from {day} on").format(day=dates.write(window.open)),
            _("look at both days"),
        )
    return window


def _day(fields: Fields, key: str) -> date | None:
    text = fields.text(key)
    if text is None:
        return None
    day = dates.read(text)
    if day is None:
        fields.problem(
            fields.nodes[key].line,
            quoted(text),
            _("a Jalali date that exists, such as 1405/06/12"),
            _("check year, month and day; the last day of Esfand is 29, or 30 in a leap year"),
        )
    return day


def _eligible(top: Fields) -> tuple[str, ...] | None:
    """Return the ids of the eligible offices; None, as for “all”, means every enrolled one."""
    node = top.node("eligible")
    if node is None or (isinstance(node, tree.Scalar) and node.text.strip() == _ALL):
        return None
    ids = []
    for one in top.sequence("eligible"):
        id_ = one.text.strip() if isinstance(one, tree.Scalar) else ""
        if _OFFICE.fullmatch(id_):
            ids.append(id_)
        else:
            top.problem(
                one.line,
                quoted(id_),
                _("the id of an office"),
                _("write lower case letters, digits and -, such as bushehr-civil-registry"),
            )
    return tuple(ids)


def _checklists(top: Fields) -> Iterator[tuple[str, str]]:
    for node in top.sequence("checklists"):
        fields = Fields(node, top.name, top.problems, ("id", "version"))
        yield fields.text("id", required=True) or "", fields.text("version", required=True) or ""


def plain(round_: EvaluationRound) -> dict[str, Any]:
    """Return a round as plain data, as the file and the log hold it."""
    made: dict[str, Any] = {"id": round_.id, "title": round_.title._asdict()}
    for key, window in (("planned", round_.planned), ("actual", round_.actual)):
        days = {name: dates.write(day) for name, day in window._asdict().items() if day is not None}
        made |= {key: days} if days else {}
    made |= {"publish": dates.write(round_.publish)} if round_.publish else {}
    made |= {"panel": round_.panel} if round_.panel else {}
    made |= {"eligible": _ALL if round_.eligible is None else list(round_.eligible)}
    made |= (
        {"checklists": [{"id": id_, "version": version} for id_, version in round_.checklists]}
        if round_.checklists
        else {}
    )
    return made
