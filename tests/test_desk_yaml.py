"""Files of answers as people write them: a change says what was wanted and touches nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import amend, files, tree
from compliance.amend import Members

KEYS = ["a.one", "b.two", "c.three"]
FIELDS = ["value", "count", "total", "not_applicable", "override", "evidence", "on", "by", "note", "proposed"]
ORDER = (KEYS, FIELDS)
SETTINGS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
MARK = re.compile(r"# m\d+\.")
Fields = dict[str, Any]


def plain(text: str) -> Any:
    return tree.plain(tree.parse(text, "x"))


def entries(text: str) -> Any:
    return plain(text).get("answers") or {}


# --- exact texts


@pytest.mark.parametrize(
    ("before", "key", "fields", "after"),
    [
        pytest.param(
            "round: 1\nanswers:  # all\n# end\n",
            "a.one",
            {"value": "1"},
            "round: 1\nanswers:  # all\n  a.one: {value: 1}\n# end\n",
            id="first entry of an empty section with comments",
        ),
        pytest.param(
            "answers:\n  a.one: {value: 1}\nround: 1",
            "b.two",
            {"value": "2"},
            "answers:\n  a.one: {value: 1}\n  b.two: {value: 2}\nround: 1",
            id="the section stands before another key",
        ),
        pytest.param(
            "answers:\n  a.one: {value: 1}",
            "b.two",
            {"value": "2"},
            "answers:\n  a.one: {value: 1}\n  b.two: {value: 2}\n",
            id="no final newline",
        ),
        pytest.param(
            "---\nround: 1\nanswers:\n   b.two:\n      value: 1\n...\n",
            "a.one",
            {"value": "2"},
            "---\nround: 1\nanswers:\n   a.one: {value: 2}\n   b.two:\n      value: 1\n...\n",
            id="odd indentation and marks of the document",
        ),
        pytest.param(
            "answers:\n  a.one:   # why\n  b.two: {value: 1}\n",
            "a.one",
            {"value": "2"},
            "answers:\n  a.one: {value: 2} # why\n  b.two: {value: 1}\n",
            id="an entry without a value",
        ),
        pytest.param(
            "answers:\n  a.one:\n    value:\n      5   # five\n    by: x\n",
            "a.one",
            {"value": "6"},
            "answers:\n  a.one:\n    value:\n      6   # five\n    by: x\n",
            id="a value in the line below its key",
        ),
        pytest.param(
            "answers:\n  a.one:\n    value:\t1\t# tab\n    by:\t# who\n",
            "a.one",
            {"value": "2", "by": "x"},
            "answers:\n  a.one:\n    value:\t2\t# tab\n    by: x\t# who\n",
            id="tabs",
        ),
        pytest.param(
            "answers:\n  a.one:\n    note: >-\n      some\n\n      text # not a comment\n\n    by: x\n",
            "a.one",
            {"note": "new"},
            "answers:\n  a.one:\n    note: new\n\n    by: x\n",
            id="a block scalar replaced",
        ),
        pytest.param(
            "answers:\n  a.one:\n    note: 'some\n      # no comment\n      more' # one\n    by: x\n",
            "a.one",
            {"note": None},
            "answers:\n  a.one:\n    # one\n    by: x\n",
            id="a quoted text of three lines taken out",
        ),
        pytest.param(
            "answers:\n  a.one:\n    evidence: # k\n    - x.pdf # c1\n    # c2\n    - y.pdf # c3\n    by: x\n",
            "a.one",
            {"evidence": Members((0,), ("z",))},
            "answers:\n  a.one:\n    evidence: # k\n    - x.pdf # c1\n    # c2\n    # c3\n    - z\n    by: x\n",
            id="a list without indentation",
        ),
        pytest.param(
            "answers:\n  a.one:\n    evidence: [\n      x.pdf, # c1\n      y.pdf, # c2\n    ]\n    by: x\n",
            "a.one",
            {"evidence": Members((0, 1), ("z",))},
            "answers:\n  a.one:\n    evidence: [\n      x.pdf, # c1\n      y.pdf, z, # c2\n    ]\n    by: x\n",
            id="added to a list of several lines",
        ),
        pytest.param(
            "answers:\n  a.one:\n    evidence: ['x # 1.pdf', y.pdf] # c\n",
            "a.one",
            {"evidence": Members((1,), ())},
            "answers:\n  a.one:\n    evidence: [y.pdf] # c\n",
            id="a sign of comments within quotes",
        ),
        pytest.param(
            "round: 1\r\nanswers:\r\n\r\n  # q\r\n  b.two:\r\n    note: |\r\n      text\r\n\r\n  # r\r\n",
            "b.two",
            {"value": "1", "note": None},
            "round: 1\r\nanswers:\r\n\r\n  # q\r\n  b.two:\r\n    value: 1\r\n\r\n  # r\r\n",
            id="line ends of Windows",
        ),
        pytest.param(
            "answers: {}  # none\nround: 1\n",
            "a.one",
            {"value": "1"},
            "answers:\n  a.one: {value: 1}  # none\nround: 1\n",
            id="an empty section in braces keeps its comment",
        ),
    ],
)
def test_the_exact_text(before: str, key: str, fields: Fields, after: str) -> None:
    assert amend.entry(before, "answers", key, fields, ORDER) == after
    hold(before, after, key, fields)


def hold(before: str, after: str, key: str, fields: Fields) -> None:
    """What has to hold of every change, whoever wrote the text and how."""
    said = {name: text for name, text in (entries(after).get(key) or {}).items() if text != []}
    assert said == wanted(before, key, fields), after
    old, new = entries(before), entries(after)
    assert [k for k in new if k != key] == [k for k in old if k != key]
    assert all((new[k] or {}) == (old[k] or {}) for k in old if k != key)
    assert {k: v for k, v in plain(after).items() if k != "answers"} == {
        k: v for k, v in plain(before).items() if k != "answers"
    }
    assert sorted(MARK.findall(after)) == sorted(MARK.findall(before)), after
    if "\r\n" in before:
        assert "\n" not in after.replace("\r\n", "")
    else:
        assert "\r" not in after
    kept = iter(after.splitlines())
    for line in others(before, key):
        assert any(line.rstrip() == found.rstrip() for found in kept), (line, after)


def wanted(text: str, key: str, fields: Fields) -> Fields:
    entry = dict(entries(text).get(key) or {})
    for name, value in fields.items():
        said = value
        if isinstance(value, Members):
            said = [entry["evidence"][i] for i in value.kept] + list(value.added)
        elif value:
            said = plain(f"x: {value}")["x"]
        if said:
            entry[name] = said
        else:
            entry.pop(name, None)
    return {name: said for name, said in entry.items() if said != []}


def others(text: str, key: str) -> list[str]:
    """Return the lines that belong to no changed entry, in order."""
    lines, root = text.splitlines(), tree.parse(text, "x")
    assert isinstance(root, tree.Table)
    section = root.nodes.get("answers")
    if not isinstance(section, tree.Table) or not section.nodes:
        return [line for line in lines if not line.startswith("answers:")]
    if section.line == root.lines["answers"]:  # in braces: every entry may stand in these lines
        until = min([n for n in root.lines.values() if n > section.line], default=len(lines) + 1)
        return lines[: section.line - 1] + lines[until - 1 :]
    if key not in section.nodes:
        return lines
    starts = sorted((*section.lines.values(), *root.lines.values(), len(lines) + 1))
    begin = section.lines[key]
    end = min(n for n in starts if n > begin)
    return lines[: begin - 1] + lines[end - 1 :]


# --- faults, each as small as it can be

SECTION = "round: 1\nanswers:\n"


@pytest.mark.parametrize("kept", [(0, 1), (0,), (1,)], ids=["added", "last taken out", "first taken out"])
@pytest.mark.parametrize("behind", ["    by: x\n", "  b.two: {value: 1}\n", "  # m1. c\n  b.two: {value: 1}\n"])
def test_letters_written_over_several_lines(kept: tuple[int, ...], behind: str) -> None:
    letters = "      - letter: 1\n        date: 1405/01/01\n      - letter: 2\n        date: 1405/01/02\n"
    text = f"{SECTION}  a.one:\n    evidence:\n{letters}{behind}"
    fields = {"evidence": Members(kept, ("z",) if len(kept) == 2 else ())}
    hold(text, amend.entry(text, "answers", "a.one", fields, ORDER), "a.one", fields)


def test_the_line_of_an_unanswered_question_behind_a_letter_stays() -> None:
    text = f"{SECTION}  a.one:\n    evidence:\n      - letter: 1\n      - letter: 2\n        date: 1405/01/01\n  b.two:\n"
    new = amend.entry(text, "answers", "a.one", {"evidence": Members((0,), ())}, ORDER)
    assert amend.untouched(text, new, "x", "answers", {"a.one"})
    assert "  b.two:\n" in new


def test_a_comment_directly_behind_a_comma_stays() -> None:
    text = f"{SECTION}  a.one:\n    evidence: [x.pdf,# m1. first\n      y.pdf]\n"
    fields = {"evidence": Members((0,), ())}
    hold(text, amend.entry(text, "answers", "a.one", fields, ORDER), "a.one", fields)


def test_blanks_within_braces_do_not_grow() -> None:
    text, seen = f"{SECTION}  a.one: {{}}\n", []
    for _turn in range(3):
        for wish in ("", None):
            text = amend.entry(text, "answers", "a.one", {"value": wish}, ORDER)
        seen.append(text)
    assert seen[1] == seen[2]


# --- scalars


@given(st.text(max_size=60))
@SETTINGS
def test_any_text_people_may_write_comes_back(text: str) -> None:
    """Every text that `files.CONTROL` lets through; what YAML itself cannot hold has a test of its own."""
    if files.CONTROL.search(text) or re.search("[\ud800-\udfff\ufffe\uffff]", text):
        return
    for whole in ("x: {0}\n", "x: {{y: {0}, z: 1}}\n", "x:\n- {0}\n", "x: [{0}]\n", "x: {0} # c\ny: 1\n"):
        node = tree.parse(whole.format(amend.scalar(text)), "x")
        for step in ("x", "y", 0):
            node = tree.node_of(node, [step])
        assert isinstance(node, tree.Scalar)
        assert node.text == text


@given(st.text("-?:,[]{}#&*!|>'\"%@` \t\nab1~=<.yn\\٫ا\u200c\ufeff\xa0", max_size=12))
@SETTINGS
def test_signs_of_yaml_come_back(text: str) -> None:
    for whole in ("x: {0}\n", "x: {{y: {0}, z: 1}}\n", "x: [{0}, 1]\n"):
        node = tree.parse(whole.format(amend.scalar(text)), "x")
        for step in ("x", "y", 0):
            node = tree.node_of(node, [step])
        assert isinstance(node, tree.Scalar)
        assert node.text == text


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\ud800"])
def test_what_yaml_cannot_hold_is_known_as_such(text: str) -> None:
    assert files.CONTROL.search(text)


# --- a grammar of files


class Writer:
    """Draws a file of answers with a mark in every comment; `strange` names constructs of the faults above."""

    def __init__(self, seed: int, strange: str) -> None:
        self.chance, self.strange, self.marks = (
            random.Random(seed),
            strange,
            0,
        )  # drawn by hypothesis it takes minutes

    def choose(self, *of: Any) -> Any:
        return self.chance.choice(of)

    def some(self, of: list[str], most: int) -> list[str]:
        return self.chance.sample(of, self.chance.randint(0, most))

    def comment(self) -> str:
        self.marks += 1
        tails = ["", ' it\'s {[ "so": x', " – یادداشت", " #", "] } |", " - x: y"]
        if self.strange == "comma":
            tails = [" yes,"]
        return f"# m{self.marks}.{self.choose(*tails)}"

    def end(self) -> str:
        """What may stand behind something in its line."""
        return self.choose("", "", "", " ") or (self.choose(" ", "   ", "\t") + self.comment()) * self.choose(0, 1)

    def above(self, indent: str) -> str:
        """Blank lines and lines of comment, the comment at any indentation."""
        kind = self.choose("", "", "", "blank", "comment", "both")
        lines = "\n" * (kind in ("blank", "both")) + "   \n" * (kind == "blank" and self.choose(False, False, True))
        return lines + (f"{self.choose(indent, indent, '', indent + '   ')}{self.comment()}\n" if "o" in kind else "")

    def text(self) -> str:
        return str(
            self.choose("1", "yes", "۴٫۲", "'it''s: #1'", '"two \\" x"', "two words", "https://a.b/c#d", "'1'")
        )

    def fields(self) -> list[tuple[str, str]]:
        names = self.some([name for name in FIELDS if name != "evidence"], 4)
        if self.choose(0, 1):
            names.insert(self.chance.randint(0, len(names)), "evidence")
        if self.strange == "head":
            names = [*(name for name in names if name != "note"), "note"]
        return [(name, "" if name != "evidence" and self.choose(0, 0, 0, 0, 1) else self.text()) for name in names]

    def letter(self) -> str:
        return f"{{letter: {self.choose('1', '1405/ح/2')}, date: 1405/01/0{self.choose(1, 2)}}}"

    def pieces(self) -> list[str]:
        kinds = [self.choose(0, 1, 2, 3) for _piece in range(self.choose(0, 1, 2, 3))]
        return [self.letter() if kind == 0 else f"{'xyz'[i]}{kind}.pdf" for i, kind in enumerate(kinds)]

    def gap(self) -> str:
        """What stands behind a comma within brackets."""
        broken = f" {self.comment()}\n        "
        if self.strange in ("comma", "braces"):
            return broken
        return str(self.choose(" ", " ", "  ", "\n       ", broken, "\n\n         "))

    def brackets(self, quiet: bool = False) -> str:
        """A list in brackets; `quiet` has no comment within."""
        if quiet:
            return f"[{self.choose(', ', ' , ').join(self.pieces())}]"
        pieces = self.pieces()
        if not pieces:
            return (
                "[ " + self.comment() + "\n     ]"
                if self.strange == "empty" and self.choose(0, 1)
                else self.choose("[]", "[ ]")
            )
        if self.strange == "member" and self.choose(0, 1):
            pieces.append(f"{{letter: 9, {self.comment()}\n          date: 1405/01/09}}")
        inside = self.choose("", " ") + pieces[0]
        for piece in pieces[1:]:
            inside += "," + self.gap() + piece
        return "[" + inside + self.choose("", ",", " ", f" {self.comment()}\n      ") + "]"

    def dashes(self, indent: str) -> str:
        lines, deeper = "", indent + self.choose("", "  ", " ")
        for piece in self.pieces() or ["x.pdf"]:
            if self.strange == "letter":
                lines += f"{deeper}- letter: 7{self.end()}\n{deeper}  date: 1405/01/07{self.end()}\n"
            else:
                lines += f"{deeper}-{self.choose(' ', '   ')}{piece}{self.end()}\n"
            lines += self.above(deeper)
        return lines

    def braces(self) -> str:
        parts = [
            f"{name}: {self.brackets(self.strange not in ('braces', 'empty')) if name == 'evidence' else value}"
            for name, value in self.fields()
        ]
        inside = ""
        for i, part in enumerate(parts):
            inside += ("," + (self.gap() if self.strange else self.choose(" ", "\n         ")) if i else "") + part
        return "{" + self.choose("", " ") + inside + self.choose("", " ") + "}"

    def block(self, outer: str) -> str:
        indent = outer + self.choose("  ", "  ", " ", "    ")
        lines = ""
        for name, value in self.fields():
            lines += self.above(indent)
            if name == "evidence" and (self.strange == "letter" or self.choose(0, 1)):
                lines += f"{indent}{name}:{self.end()}\n{self.dashes(indent)}"
            elif name == "evidence":
                lines += f"{indent}{name}: {self.brackets()}{self.end()}\n"
            elif name == "note" and (self.strange == "head" or self.choose(0, 1)):
                head = self.choose("|", ">-", "|-", ">") + (f" {self.comment()}" if self.strange == "head" else "")
                lines += f"{indent}{name}: {head}\n{indent}  some # text\n{self.choose('', chr(10))}{indent}  more\n"
            elif name == "note" and self.choose(0, 0, 1):
                lines += f'{indent}{name}: "some\n{indent}  # text\n\n{indent}  more"{self.end()}\n'
            else:
                space = self.choose(" ", " ", "   ") if value else ""
                key = self.choose(name, name, name, f'"{name}"', f"'{name}'", f"{name} ")
                lines += f"{indent}{key}:{space}{value}{self.end()}\n"
        return f"{self.end()}\n{lines}"

    def section(self) -> str:
        keys = self.some(KEYS, 3)
        if not keys:
            inside = (
                f" {{ {self.comment()}\n  }}"
                if self.strange == "empty" and self.choose(0, 1)
                else self.choose("", " {}", " { }")
            )
            return f"answers:{inside}{self.end()}\n"
        if self.choose(0, 0, 0, 0, 1):
            inside = ""
            for i, key in enumerate(keys):
                inside += ("," + self.gap() if i else "") + f"{key}: {self.choose('', self.braces(), self.braces())}"
            return f"answers: {{{inside} }}{self.end()}\n"
        indent = self.choose("  ", "  ", " ", "     ")
        lines = f"answers:{self.end()}\n"
        for key in keys:
            lines += self.above(indent)
            match self.choose("block", "block", "braces", "braces", "none"):
                case "block":
                    lines += f"{indent}{self.choose(key, key, chr(34) + key + chr(34))}:{self.block(indent)}"
                case "braces":
                    lines += f"{indent}{key}:{self.choose(' ', '   ')}{self.braces()}{self.end()}\n"
                case _:
                    lines += f"{indent}{key}:{self.end()}\n"
        return lines

    def file(self) -> str:
        parts = [f"round: 1405-2{self.end()}\n", self.section()]
        if self.choose(0, 0, 0, 1):
            parts.reverse()
        text = (
            self.choose("", "", "", "---\n") + self.above("") + parts[0] + self.above("") + parts[1] + self.above("")
        )
        text = text.replace("\n", "\r\n") if self.choose(0, 0, 1) else text
        return text.rstrip("\r\n") if self.choose(0, 0, 1) else text


def written(strange: str = "") -> st.SearchStrategy[str]:
    return st.integers(0, 10**9).map(lambda seed: Writer(seed, strange).file())


@st.composite
def changes(draw: Callable[[Any], Any]) -> list[tuple[str, Fields, int, bool]]:
    """Draw what is to be changed: an entry, its fields, and what becomes of its evidence."""
    new = st.sampled_from(["5", "no", '"a: b # c"', "پنج", None, None, ""])
    found = []
    for _change in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1, max_size=3))
        names += ["evidence"] * ("evidence" not in names and draw(st.booleans()))
        fields = {name: draw(new) for name in names}
        found.append((draw(st.sampled_from(KEYS)), fields, draw(st.integers(0, 15)), draw(st.booleans())))
    return found


def fitted(text: str, key: str, fields: Fields, keep: int, add: bool) -> Fields:
    """Return a change of evidence that fits what stands there."""
    if "evidence" not in fields:
        return fields
    before = (entries(text).get(key) or {}).get("evidence") or []
    kept = tuple(i for i in range(len(before)) if keep >> i & 1)
    return {**fields, "evidence": Members(kept, ("new.pdf", '"b # c.pdf"')[: 1 + keep % 2] if add else ())}


def unquoted(fields: Fields) -> Fields:
    """Return the change as `wanted` reads it: members as the texts they are."""
    return {
        name: Members(v.kept, tuple(plain(f"x: {m}")["x"] for m in v.added)) if isinstance(v, Members) else v
        for name, v in fields.items()
    }


def run(text: str, drawn: list[tuple[str, Fields, int, bool]]) -> Iterator[tuple[str, str, str, Fields]]:
    for key, fields, keep, add in drawn:
        change = fitted(text, key, fields, keep, add)
        new = amend.entry(text, "answers", key, change, ORDER)
        yield text, new, key, unquoted(change)
        text = new


@given(written(), changes())
@SETTINGS
def test_any_sequence_of_changes_says_what_was_wanted_and_touches_nothing_else(
    text: str, drawn: list[tuple[str, Fields, int, bool]]
) -> None:
    for before, after, key, change in run(text, drawn):
        hold(before, after, key, change)
        assert amend.untouched(before, after, "x", "answers", {key})


@given(written(), changes())
@SETTINGS
def test_the_same_change_again_changes_nothing(text: str, drawn: list[tuple[str, Fields, int, bool]]) -> None:
    key, fields, _keep, _add = drawn[0]
    fields = {name: value for name, value in fields.items() if name != "evidence"}
    once = amend.entry(text, "answers", key, fields, ORDER)
    assert amend.entry(once, "answers", key, fields, ORDER) == once


@given(written(), changes())
@SETTINGS
def test_to_and_fro_settles(text: str, drawn: list[tuple[str, Fields, int, bool]]) -> None:
    """There and back twice ends in the text that once ended in: nothing grows or wanders (but blanks, see above)."""
    key, fields, _keep, _add = drawn[0]
    there = {name: value for name, value in fields.items() if name != "evidence"}
    now = entries(text).get(key) or {}
    back = {name: amend.scalar(now[name]) if name in now else None for name in there}
    seen = []
    for _turn in range(3):
        for change in (there, back):
            text = amend.entry(text, "answers", key, change, ORDER)
        seen.append(re.sub(" +", " ", text))
    assert seen[1] == seen[2]
