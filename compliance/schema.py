"""Structure of files: a typed reader's helper, and JSON Schema as the reference.

`Fields` reads a mapping key by key and collects problems. `verdict` runs the published schema over
the same tree and gives problems of the same form; it needs jsonschema and is therefore called only
by `checklists validate`, when checklists are compiled, and where a reader has found a problem.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from compliance import data
from compliance.errors import Problem
from compliance.language import _
from compliance.persian import numbers
from compliance.tree import Node, Scalar, Sequence, Table, absent, line_of, node_of, plain

_SHOWN = 60
_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ belong to Persian words


def shorten(text: str) -> str:
    """Return what was seen on one line, at most sixty characters, without control characters."""
    flat = "".join(c if c.isprintable() or c in _JOINERS else "\ufffd" for c in " ".join(text.split()))
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def quoted(text: str) -> str:
    """Return what was seen in quotes."""
    return _("“{text}”").format(text=shorten(text))


def listed(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return _(", ").join(words)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return advice that names the known word nearest to this one, or the first few known ones."""
    from difflib import get_close_matches

    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return _("write “{word}”?").format(word=close[0])
    if not words:
        return _("none is known yet")
    return _("known are: {words}").format(words=listed(words[:8]) + ("…" if len(words) > 8 else ""))


class Fields:
    """A mapping of a file, read key by key; every problem goes into the shared list.

    Each getter returns None when the key is absent (a problem if `required`) or cannot be read.
    """

    def __init__(self, node: Node, name: str, problems: list[Problem], known: Iterable[str] | None = None) -> None:
        self.name, self.problems, self.line = name, problems, node.line
        self.nodes: Mapping[str, Node] = {}
        self.lines: Mapping[str, int] = {}
        self.is_mapping = isinstance(node, Table)
        if not isinstance(node, Table):
            self.problem(node.line, _describe(node), _("“key: value” lines"), _("write one key a line"))
            return
        self.nodes, self.lines = node.nodes, node.lines
        if known is not None:
            allowed = set(known)
            for key in node.nodes:
                if key not in allowed:
                    self.problem(
                        node.lines[key],
                        _("the unknown key “{key}”").format(key=shorten(key)),
                        _("one of the keys of this file"),
                        nearest(key, allowed),
                    )

    def problem(self, line: int, seen: str, expected: str, mend: str) -> None:
        """Note a problem in this file."""
        self.problems.append(Problem(self.name, line, seen, expected, mend))

    def node(self, key: str, required: bool = False) -> Node | None:
        """Return the value as it stands, None when left out."""
        node = self.nodes.get(key)
        if node is not None and not absent(node):
            return node
        if required and self.is_mapping:
            self._missing(key)
        return None

    def _missing(self, key: str) -> None:
        self.problem(
            self.lines.get(key, self.line),
            _("no value for “{key}”").format(key=key),
            _("“{key}: …”").format(key=key),
            _("add the line “{key}: …”").format(key=key),
        )

    def text(self, key: str, required: bool = False) -> str | None:
        """Return a text that is not blank."""
        node = self.node(key, required)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        self.problem(
            node.line,
            _describe(node),
            _("a text for “{key}”").format(key=key),
            _("write the text behind the colon"),
        )
        return None

    def choice(self, key: str, choices: Iterable[str], required: bool = False) -> str | None:
        """Return one of the choices."""
        text = self.text(key, required)
        allowed = tuple(choices)
        if text is None or text in allowed:
            return text
        self.problem(self.nodes[key].line, quoted(text), listed(allowed[:12]), nearest(text, allowed))
        return None

    def number(self, key: str, required: bool = False, whole: bool = False) -> Fraction | None:
        """Return a number of 0 or more, in any digits."""
        text = self.text(key, required)
        if text is None:
            return None
        amount = numbers.parse(text)
        if amount is not None and amount >= 0 and (not whole or amount.denominator == 1):
            return amount
        self.problem(
            self.nodes[key].line,
            quoted(text),
            _("a whole number of 0 or more") if whole else _("a number of 0 or more"),
            _("write digits only, without a unit"),
        )
        return None

    def sequence(self, key: str, required: bool = False) -> tuple[Node, ...]:
        """Return the members of a list, none when left out; a required one has at least one."""
        node = self.node(key, required)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            if required and not node.nodes:
                self._missing(key)
            return node.nodes
        self.problem(node.line, _describe(node), _("a list for “{key}”").format(key=key), _("write [first, second]"))
        return ()

    def fields(self, key: str, known: Iterable[str] | None = None, required: bool = False) -> Fields | None:
        """Return the mapping below a key."""
        node = self.node(key, required)
        return None if node is None else Fields(node, self.name, self.problems, known)


def _describe(node: Node) -> str:
    if isinstance(node, Scalar):
        return quoted(node.text) if node.text.strip() else _("an empty text")
    return _("a list") if isinstance(node, Sequence) else _("a mapping")


@cache
def published(name: str) -> dict[str, Any]:
    """Return a published schema by its name, such as `answers`."""
    path = data.shipped("checklists") / "schemas" / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


@cache
def validator(name: str) -> Any:
    """Return a kept validator of a published schema: making one takes longer than using it."""
    import jsonschema

    make: Any = jsonschema.Draft202012Validator
    return make(published(name))


def first_wrong(made: Any, name: str) -> str | None:
    """Return in English what a published schema says first against plain data; None when nothing."""
    try:
        for error in validator(name).iter_errors(made):
            return f"{error.json_path}: {error.message[:200]}"
    except RecursionError:  # what is refused cannot even be quoted
        return "nested too deep"
    return None


def verdict(tree: Node, schema: str, name: str) -> list[Problem]:
    """Return what the published schema says against a tree, with file and line."""
    errors = validator(schema).iter_errors(plain(tree))
    return list(dict.fromkeys(_explain(error, tree, name) for error in errors))


def with_reference(problems: list[Problem], tree: Node, schema: str, name: str) -> list[Problem]:
    """Add what the schema sees in lines where the reader saw nothing; nothing when the reader is content."""
    if not problems:
        return []
    seen = {problem.line for problem in problems}
    return problems + [problem for problem in verdict(tree, schema, name) if problem.line not in seen]


def _explain(error: Any, tree: Node, name: str) -> Problem:
    path = tuple(error.absolute_path)
    where = " › ".join(str(step) for step in path) or _("the file")
    line = node_of(tree, path).line
    keyword, wanted = error.validator, error.validator_value
    if "propertyNames" in error.absolute_schema_path:
        line = line_of(tree, (*path, error.instance))
    if keyword == "not":
        return Problem(
            name,
            line_of(tree, path),
            _("“{seen}” at {where}").format(seen=shorten(str(error.instance)), where=where),
            _("one of the two"),
            _("keep the right one and delete the other"),
        )
    if keyword in ("required", "dependentRequired"):
        if keyword == "dependentRequired":
            present = next(
                key for key, keys in wanted.items() if key in error.instance and set(keys) - set(error.instance)
            )
            line, wanted = line_of(tree, (*path, present)), wanted[present]
        missing = [key for key in wanted if key not in error.instance]
        keys = listed(missing)
        return Problem(
            name,
            line,
            _("no “{key}” in {where}").format(key=keys, where=where),
            _("“{key}: …”").format(key=keys),
            _("add the line “{key}: …”").format(key=keys),
        )
    if keyword == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = [key for key in error.instance if key not in known]
        return Problem(
            name,
            line_of(tree, (*path, unknown[0])),
            _("the unknown key “{key}”").format(key=shorten(listed(unknown))),
            _("one of the keys of this file"),
            nearest(unknown[0], known),
        )
    expected = _expected(keyword, wanted, error.schema.get("description"))
    words = {"dict": _("a mapping"), "list": _("a list")}
    seen = words.get(type(error.instance).__name__) or shorten(str(error.instance))
    return Problem(
        name,
        line,
        _("“{seen}” at {where}").format(seen=seen, where=where),
        expected,
        _("compare with the published schema {schema}").format(schema=error.schema.get("$id", "checklists/schemas")),
    )


def _expected(keyword: str, wanted: Any, description: str | None) -> str:
    """Return in words what a keyword of a schema asks for."""
    if keyword == "enum":
        return listed(choice for choice in wanted if isinstance(choice, str))
    if keyword == "pattern" and description is None:
        return _("text of the form {pattern}").format(pattern=wanted)
    if description is not None:
        return _(description)  # tools/messages.py finds the descriptions in the schemas
    if keyword == "type":
        words = {"object": _("“key: value” lines"), "array": _("a list"), "string": _("a text")}
        return listed(words.get(kind, kind) for kind in ([wanted] if isinstance(wanted, str) else wanted))
    return f"{keyword}: {wanted}"
