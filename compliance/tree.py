"""YAML as trees of text with lines: no types are guessed, nothing is swallowed.

Every key and scalar stays the text that stands in the file (`on`, `1:30` and `0101` too), with its
line. Aliases, anchors, tags, duplicate keys and second documents are refused; every duplicate key
of a file is reported, a syntax error is reported with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from compliance.errors import BadInput, Problem
from compliance.files import CONTROL
from compliance.language import _
from compliance.persian import numbers

_DEEPEST = 40


class Scalar(NamedTuple):
    """One text; `quoted` tells the empty text that was written from a value left out."""

    text: str
    line: int
    quoted: bool


class Sequence(NamedTuple):
    """A list."""

    nodes: tuple[Node, ...]
    line: int


class Table(NamedTuple):
    """A mapping; `lines` holds the line of each key."""

    nodes: Mapping[str, Node]
    lines: Mapping[str, int]
    line: int


Node = Scalar | Sequence | Table


def parse(text: str, name: str) -> Node:
    """Return the tree of a YAML text; `name` is the file's in problems.

    Raises BadInput for what YAML or this reader refuses, an empty file among them.
    """
    import yaml

    problems: list[Problem] = []
    try:
        node = _Builder(parser(yaml)(text).get_event, name, problems).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted" in (error.context or "") and error.context_mark:
            mark = error.context_mark  # where the quote was opened, not the end of the file
        problems.append(
            Problem(
                name,
                mark.line + 1 if mark else None,
                _("YAML cannot be read here: {what}").format(what=error.problem or error.context),
                _("“key: value” with even indentation"),
                _("look at this line and the one above it: a missing colon, quote or space"),
            )
        )
        raise BadInput(problems) from error
    except yaml.reader.ReaderError as error:
        character = _character(error.character)
        line = text[: text.index(character)].count("\n") + 1  # libyaml counts its position in bytes
        raise BadInput([_control(name, line, character)]) from error
    if problems:
        raise BadInput(problems)
    return node


def parser(yaml: Any) -> Any:
    """Prefer libyaml; the pure reader gives the same events, ten times slower."""
    return yaml.cyaml.CParser if yaml.__with_libyaml__ else yaml.BaseLoader


def _character(character: str | int) -> str:
    """Return the character; libyaml gives its number where the pure reader gives itself."""
    return chr(character) if isinstance(character, int) else character


def _control(name: str, line: int, character: str) -> Problem:
    return Problem(
        name,
        line,
        _("a control character (U+{code:04X})").format(code=ord(character)),
        _("plain text"),
        _("delete the character"),
    )


class _Builder:
    """Turns the events of one document into a tree."""

    def __init__(self, event: Callable[[], Any], name: str, problems: list[Problem]) -> None:
        self.event, self.name, self.problems = event, name, problems

    def document(self) -> Node:
        self.event()  # the stream begins
        opening = self.event()
        if type(opening).__name__ == "StreamEndEvent":
            raise BadInput(
                [
                    self.problem(
                        1,
                        _("an empty file"),
                        _("the contents"),
                        _("write the file, or bring it back from a copy"),
                    )
                ]
            )
        node = self.node(self.event(), 0)
        self.event()  # the document ends
        following = self.event()
        if type(following).__name__ != "StreamEndEvent":
            line = following.start_mark.line + 1
            self.problems.append(
                self.problem(line, _("a second document (---)"), _("one document"), _("remove the line ---"))
            )
        if isinstance(node, Scalar) and not node.text:
            raise BadInput(
                [
                    self.problem(
                        1,
                        _("an empty file"),
                        _("the contents"),
                        _("write the file, or bring it back from a copy"),
                    )
                ]
            )
        return node

    def node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        kind = type(event).__name__
        if depth > _DEEPEST:
            raise BadInput(
                [
                    self.problem(
                        line,
                        _("too many levels"),
                        _("at most {n} levels").format(n=numbers.digits(_DEEPEST)),
                        _("check the indentation"),
                    )
                ]
            )
        if kind == "AliasEvent":
            self.refuse(line, _("an alias (*{name})").format(name=event.anchor))
            return Scalar("", line, quoted=False)
        if event.anchor is not None:
            self.refuse(line, _("an anchor (&{name})").format(name=event.anchor))
        if event.tag is not None:
            self.refuse(line, _("a tag ({name})").format(name=event.tag))
        if kind == "ScalarEvent":
            if found := CONTROL.search(event.value):  # written as an escape, such as "\\e"
                self.problems.append(_control(self.name, line, found[0]))
            return Scalar(event.value, line, quoted=bool(event.style))
        if kind == "SequenceStartEvent":
            nodes = []
            while type(event := self.event()).__name__ != "SequenceEndEvent":
                nodes.append(self.node(event, depth + 1))
            return Sequence(tuple(nodes), line)
        return self.mapping(line, depth)

    def mapping(self, line: int, depth: int) -> Table:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(event := self.event()).__name__ != "MappingEndEvent":
            key = self.node(event, depth + 1)
            value = self.node(self.event(), depth + 1)
            if not isinstance(key, Scalar):
                self.refuse(key.line, _("a key that is not text"))
            elif key.text in nodes:
                self.problems.append(
                    self.problem(
                        key.line,
                        _("the key “{key}” for the second time (first in line {first})").format(
                            key=key.text, first=numbers.digits(lines[key.text])
                        ),
                        _("each key once"),
                        _("keep the right one and delete the other"),
                    )
                )
            else:
                nodes[key.text], lines[key.text] = value, key.line
        return Table(nodes, lines, line)

    def refuse(self, line: int, seen: str) -> None:
        self.problems.append(
            self.problem(
                line,
                seen,
                _("plain values only"),
                _("write the value itself, in quotes if it begins with a sign"),
            )
        )

    def problem(self, line: int, seen: str, expected: str, mend: str) -> Problem:
        return Problem(self.name, line, CONTROL.sub("\ufffd", seen), expected, mend)


def plain(node: Node) -> Any:
    """Return the tree as dicts, lists and texts without blanks around; an unquoted empty value is left out."""
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, Sequence):
        return [plain(child) for child in node.nodes]
    return {key: plain(child) for key, child in node.nodes.items() if not absent(child)}


def node_of(node: Node, path: Iterable[str | int]) -> Node:
    """Return the node a path of keys and positions leads to, as far as it exists."""
    for step in path:
        if isinstance(node, Table) and step in node.nodes:
            node = node.nodes[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.nodes):
            node = node.nodes[step]
        else:
            break
    return node


def absent(node: Node) -> bool:
    """Whether a value was left out (`key:` with nothing behind it)."""
    return isinstance(node, Scalar) and not node.text and not node.quoted


def line_of(node: Node, path: Iterator[str | int] | tuple[str | int, ...]) -> int:
    """Return the line a path of keys and positions leads to, as far as it exists."""
    line = node.line
    for step in path:
        if isinstance(node, Table) and step in node.nodes:
            line, node = node.lines[str(step)], node.nodes[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.nodes):
            node = node.nodes[step]
            line = node.line
        else:
            break
    return line
