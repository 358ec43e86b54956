"""survey.yaml: the questionnaire for service users, the shipped one and an office's own wording of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from compliance import data, files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _
from compliance.model.checklist import Text
from compliance.model.survey import Asked, Cause, Questionnaire
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits
from compliance.schema import Fields, nearest, quoted
from compliance.tree import Node, Scalar

FILE = "survey.yaml"
_KEYS = (
    "id",
    "version",
    "status",
    "title",
    "purpose",
    "scale",
    "score",
    "questions",
    "causes",
    "comment",
    "services",
    "basis",
)
_ID = re.compile("[a-z][a-z0-9-]{0,39}")
_VERSION = re.compile("[1-9][0-9]{0,5}")
_SERVICE = re.compile("[0-9]{11}")
_RESERVED = {"sheet", "day", "service", "comment"}  # columns of their own among those of the questions
_LONGEST = 300
_SCALE, _QUESTIONS, _CAUSES, _SERVICES = (2, 11), (1, 12), (1, 12), (0, 200)


def place(folder: Path | None) -> Path:
    """Return the file of a folder of checklists, of those in force where none is named.

    A folder without one (an older pack of headquarters) leaves the one that came with the program.
    """
    named = (folder or data.checklists()) / FILE
    return named if named.is_file() else data.shipped("checklists") / FILE


def shipped(folder: Path | None) -> Questionnaire:
    """Return the questionnaire of a folder of checklists, of those in force where none is named."""
    return read(place(folder))


def read(path: Path) -> Questionnaire:
    """Return the questionnaire of a file; BadInput with every problem in it."""
    node = tree.parse(files.read_text(path), str(path))
    found, problems = understand(node, str(path))
    if found is None:
        raise BadInput(schema.with_reference(problems, node, "survey", str(path)))
    return found


def reworded(path: Path, original: Questionnaire) -> Questionnaire:
    """Return an office's own wording; BadInput where it changes more than words."""
    own = read(path)
    node = tree.parse(files.read_text(path), str(path))
    problems = [
        Problem(
            str(path),
            tree.line_of(node, place),
            _("another {what} than that of the checklists").format(what=what),
            wanted,
            _("put it back; only titles, questions and labels are yours to word"),
        )
        for place, what, seen, wanted in _kept(own, original)
        if seen != wanted
    ]
    if problems:
        raise BadInput(problems)
    return own


def _kept(own: Questionnaire, original: Questionnaire) -> list[tuple[tuple[str, ...], str, str, str]]:
    """Return what an office may not change: where it stands, what it is, and both readings."""
    sides = [
        (
            f"{one.id} {one.version}",
            " | ".join(f"{level.fa} / {level.en}" for level in one.scale),
            one.score,
            " ".join(question.id for question in one.questions),
            " ".join(cause.id for cause in one.causes),
        )
        for one in (own, original)
    ]
    places = (("version",), ("scale",), ("score",), ("questions",), ("causes",))
    names = (
        _("id or version"), _("scale"), _("question of the score"), _("list of questions"), _("list of causes"),
    )  # fmt: skip
    return list(zip(places, names, *sides, strict=True))


def understand(node: Node, name: str) -> tuple[Questionnaire | None, list[Problem]]:
    """Return what a tree says, None when there are problems."""
    reader = _Reader(node, name)
    found = reader.questionnaire()
    return (None if reader.problems else found), reader.problems


class _Reader:
    """Reads one tree and gathers what is wrong with it."""

    def __init__(self, node: Node, name: str) -> None:
        self.problems: list[Problem] = []
        self.top = Fields(node, name, self.problems, _KEYS)

    def questionnaire(self) -> Questionnaire:
        top = self.top
        top.choice("status", ("proposed",), required=True)
        basis = top.fields("basis", ("kind",), required=True)
        if basis is not None:
            basis.choice("kind", ("proposed",), required=True)
        questions = [self.question(n) for n in self.members(top, "questions", _QUESTIONS)]
        causes = top.fields("causes", ("text", "list"), required=True)
        listed = [] if causes is None else [self.cause(n) for n in self.members(causes, "list", _CAUSES)]
        score = self.matched(top, "score", _ID, _("the id of one of the questions"))
        self.once("questions", (*_RESERVED, *(q.id for q in questions)))
        self.once("causes", (c.id for c in listed))
        if score and not self.problems and score not in {q.id for q in questions}:
            line, known = top.lines["score"], (q.id for q in questions)
            top.problem(line, quoted(score), _("the id of one of the questions"), nearest(score, known))
        services = [self.service(n) for n in self.members(top, "services", _SERVICES)]
        scale = [Fields(n, top.name, self.problems, ("fa", "en")) for n in self.members(top, "scale", _SCALE)]
        self.once("services", services)
        return Questionnaire(
            self.matched(top, "id", _ID, _("an id: a small Latin letter, then small letters, digits or hyphens")),
            self.matched(top, "version", _VERSION, _("a whole number of 1 or more")),
            self.text(top, "title"),
            self.text(top, "purpose"),
            tuple(map(self.both, scale)),
            score,
            tuple(questions),
            self.text(causes, "text"),
            tuple(listed),
            self.text(top, "comment"),
            tuple(services),
        )

    def question(self, node: Node) -> Asked:
        fields = Fields(node, self.top.name, self.problems, ("id", "label", "text"))
        return Asked(self.id(fields), self.text(fields, "label"), self.text(fields, "text"))

    def cause(self, node: Node) -> Cause:
        fields = Fields(node, self.top.name, self.problems, ("id", "label"))
        return Cause(self.id(fields), self.text(fields, "label"))

    def id(self, fields: Fields) -> str:
        expected = _("an id: a small Latin letter, then small letters, digits or hyphens")
        return self.matched(fields, "id", _ID, expected)

    def members(self, fields: Fields, key: str, bounds: tuple[int, int]) -> tuple[Node, ...]:
        least, most = bounds
        found = fields.sequence(key, required=least > 0)
        if found and not least <= len(found) <= most:
            seen = _("{n} of them").format(n=numbers.digits(len(found)))
            expected = _("{least} to {most} of them").format(least=numbers.digits(least), most=numbers.digits(most))
            fields.problem(fields.lines[key], seen, expected, _("shorten or complete the list"))
        return found

    def service(self, node: Node) -> str:
        text = ascii_digits(node.text.strip()) if isinstance(node, Scalar) else ""
        if not isinstance(node, Scalar) or not _SERVICE.fullmatch(node.text.strip()):
            self.top.problem(
                node.line,
                quoted(text) if text else _("a list"),
                _("an id of 11 digits"),
                _("write the id of the service's card"),
            )
        return text

    def matched(self, fields: Fields, key: str, pattern: re.Pattern[str], expected: str) -> str:
        text = fields.text(key, required=True)
        if text is not None and not pattern.fullmatch(text):
            fields.problem(fields.nodes[key].line, quoted(text), expected, _("write it as in the shipped file"))
        return text or ""

    def once(self, key: str, ids: Iterable[str]) -> None:
        seen: set[str] = set()
        for id_ in ids:
            if id_ and id_ in seen:
                self.top.problem(
                    self.top.lines.get(key, self.top.line),
                    _("the id “{id}” for the second time").format(id=id_),
                    _("each id once"),
                    _("give one of them another id"),
                )
            seen.add(id_)

    def text(self, fields: Fields | None, key: str) -> Text:
        inner = None if fields is None else fields.fields(key, ("fa", "en"), required=True)
        return Text("", "") if inner is None else self.both(inner)

    def both(self, fields: Fields) -> Text:
        texts = []
        for key in ("fa", "en"):
            text = fields.text(key, required=True) or ""
            if len(text) > _LONGEST:
                fields.problem(
                    fields.nodes[key].line,
                    quoted(text),
                    _("at most {n} letters").format(n=numbers.digits(_LONGEST)),
                    _("write it shorter"),
                )
            texts.append(text)
        return Text(*texts)
