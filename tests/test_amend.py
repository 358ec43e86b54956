"""Changing one entry of a YAML text: it says what was wanted, and nothing people wrote around it is touched."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import amend, files, tree
from compliance.amend import Members

KEYS = ["a.one", "b.two", "c.three", "d.four", "e.five"]
FIELDS = ["value", "count", "total", "not_applicable", "override", "evidence", "on", "by", "note"]
ORDER = (KEYS, FIELDS)
SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plain(text: str) -> Any:
    return tree.plain(tree.parse(text, "x"))


# --- exact texts


@pytest.mark.parametrize(
    ("before", "key", "fields", "after"),
    [
        ("round: 1\nanswers:\n", "a.one", {"value": "yes"}, "round: 1\nanswers:\n  a.one: {value: yes}\n"),
        ("round: 1\nanswers: {}\n", "a.one", {"value": "1"}, "round: 1\nanswers:\n  a.one: {value: 1}\n"),
        ("round: 1", "a.one", {"value": "1"}, "round: 1\nanswers:\n  a.one: {value: 1}\n"),
        (
            "answers:\n  a.one: {value: }  # hint\n",
            "a.one",
            {"value": "2", "on": "1405/06/12"},
            "answers:\n  a.one: {value: 2, on: 1405/06/12}  # hint\n",
        ),
        (
            "answers:\n  a.one: {count: , total: }\n",
            "a.one",
            {"count": "9", "total": "10"},
            "answers:\n  a.one: {count: 9, total: 10}\n",
        ),
        (
            "answers:\n  a.one: {value: 2, by: x}\n",
            "a.one",
            {"value": "", "by": None},
            "answers:\n  a.one: {value: }\n",
        ),
        (
            "answers:\n  a.one:\n    value: 2  # two\n    by: x\n",
            "a.one",
            {"value": None, "not_applicable": "why"},
            "answers:\n  a.one:\n    not_applicable: why\n    # two\n    by: x\n",
        ),
        (
            "answers:\n  # q a\n  a.one: {value: 1}\n\n  # q c\n  c.three: {value: 3}\n",
            "b.two",
            {"value": "2"},
            "answers:\n  # q a\n  a.one: {value: 1}\n  b.two: {value: 2}\n\n  # q c\n  c.three: {value: 3}\n",
        ),
        (
            "answers: {a.one: {value: 1}, c.three: }\n",
            "b.two",
            {"value": "2"},
            "answers: {a.one: {value: 1}, b.two: {value: 2}, c.three: }\n",
        ),
        (
            "answers:\n  a.one:\n    evidence:\n      - x  # mine\n      - y\n",
            "a.one",
            {"evidence": Members((0,), ("z",))},
            "answers:\n  a.one:\n    evidence:\n      - x  # mine\n      - z\n",
        ),
        (
            "answers:\r\n  a.one:\r\n    value: 1\r\n",
            "a.one",
            {"by": "x"},
            "answers:\r\n  a.one:\r\n    value: 1\r\n    by: x\r\n",
        ),
    ],
)
def test_the_exact_text(before: str, key: str, fields: dict[str, Any], after: str) -> None:
    assert amend.entry(before, "answers", key, fields, ORDER) == after


@given(st.text(max_size=40))
@SETTINGS
def test_any_text_is_written_so_that_it_is_read_back(text: str) -> None:
    if (
        files.CONTROL.search(text)
        or any("\ud800" <= c <= "\udfff" for c in text)
        or re.search("[\ufffe\uffff]", text)
    ):
        return
    written = amend.scalar(text)
    for whole in (f"x: {written}\n", f"x: {{y: {written}, z: 1}}\n", f"x: [{written}, 1]\n"):
        node = tree.parse(whole, "x")
        assert isinstance(node, tree.Table)
        found = node.nodes["x"]
        if isinstance(found, tree.Table):
            found = found.nodes["y"]
        elif isinstance(found, tree.Sequence):
            found = found.nodes[0]
        assert isinstance(found, tree.Scalar)
        assert found.text == text


# --- files as people write them

VALUES = st.sampled_from(["1", "yes", "۴٫۲", "'quoted: #1'", '"two \\" x"', "two words", "https://a.b/c#d"])
PIECES = ["x.pdf", "'y z.pdf'", "{letter: 1/ح/2, date: 1405/01/01}"]


class _Writer:
    """Draws a file of answers with a marker in every comment."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw, self.marks = draw, 0

    def comment(self) -> str:
        if self.draw(st.integers(0, 3)):
            return ""
        self.marks += 1
        return f"  # mark{self.marks}: it's {{[ fine"

    def lone(self, indent: str) -> str:
        if self.draw(st.integers(0, 4)):
            return ""
        self.marks += 1
        return f"{indent}# mark{self.marks} alone\n"

    def fields(self) -> list[tuple[str, Any]]:
        names = self.draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=4))
        return [(name, self.evidence() if name == "evidence" else self.draw(VALUES)) for name in names]

    def evidence(self) -> list[str]:
        return list(self.draw(st.lists(st.sampled_from(PIECES), unique=True, max_size=3)))

    def flow(self, fields: list[tuple[str, Any]]) -> str:
        parts = [f"{n}: [{', '.join(v)}]" if isinstance(v, list) else f"{n}: {v}" for n, v in fields]
        separator = self.draw(st.sampled_from([", ", ",  ", ",\n      "]))
        return "{" + separator.join(parts) + "}"

    def block(self, fields: list[tuple[str, Any]]) -> str:
        lines = self.comment() + "\n"
        for name, value in fields:
            lines += self.lone("    ")
            if isinstance(value, list) and value and self.draw(st.booleans()):
                deeper = self.draw(st.sampled_from(["    ", "      "]))
                lines += f"    {name}:{self.comment()}\n"
                for piece in value:
                    lines += f"{deeper}- {piece}{self.comment()}\n{self.lone(deeper)}"
            elif isinstance(value, list):
                lines += f"    {name}: [{', '.join(value)}]{self.comment()}\n"
            elif name == "note" and self.draw(st.booleans()):
                lines += f"    {name}: {self.draw(st.sampled_from(['|', '>-']))}\n      some text\n      and more\n"
            else:
                lines += f"    {name}: {value}{self.comment()}\n"
        return lines

    def text(self) -> str:
        lines = f"{self.lone('')}round: 1405-2{self.comment()}\nanswers:{self.comment()}\n"
        for key in self.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4)):
            fields = self.fields()
            lines += self.draw(st.sampled_from(["", "\n"])) + self.lone("  ")
            if not fields or self.draw(st.booleans()):
                lines += f"  {key}: {self.flow(fields)}{self.comment()}\n"
            else:
                lines += f"  {key}:{self.block(fields)}"
        if self.draw(st.booleans()):
            lines = lines.replace("\n", "\r\n")
        return lines.rstrip("\r\n") if not self.draw(st.integers(0, 3)) else lines


@st.composite
def written(draw: Callable[[Any], Any]) -> str:
    return _Writer(draw).text()


@st.composite
def change(draw: Callable[[Any], Any]) -> tuple[str, dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1, max_size=4))
    new = st.sampled_from(["5", "no", '"a: b"', "پنج", None, None, ""])
    return draw(st.sampled_from(KEYS)), {n: "…" if n == "evidence" else draw(new) for n in names}


def with_evidence(text: str, key: str, fields: dict[str, Any], keep: int, add: bool) -> dict[str, Any]:
    """Fill in a change of evidence that fits what stands there."""
    if fields.get("evidence") != "…":
        return fields
    before = ((plain(text).get("answers") or {}).get(key) or {}).get("evidence") or []
    kept = tuple(i for i in range(len(before)) if keep >> i & 1)
    return {**fields, "evidence": Members(kept, ("new.pdf",) if add else ())}


def wanted(text: str, key: str, fields: dict[str, Any]) -> dict[str, Any]:
    entry = dict(((plain(text).get("answers") or {}).get(key)) or {})
    for name, value in fields.items():
        if isinstance(value, Members):
            value = [entry["evidence"][i] for i in value.kept] + list(value.added)
        elif value:
            value = plain(f"x: {value}")["x"]
        if value:
            entry[name] = value
        else:
            entry.pop(name, None)
    return entry


@given(written(), st.lists(st.tuples(change(), st.integers(0, 7), st.booleans()), min_size=1, max_size=4))
@SETTINGS
def test_changes_say_what_was_wanted_and_touch_nothing_else(
    text: str, changes: list[tuple[tuple[str, dict[str, Any]], int, bool]]
) -> None:
    for (key, drawn), keep, add in changes:
        fields = with_evidence(text, key, drawn, keep, add)
        hoped, before = wanted(text, key, fields), plain(text).get("answers") or {}
        new = amend.entry(text, "answers", key, fields, ORDER)
        after = plain(new).get("answers") or {}
        assert dict(after.get(key) or {}) == hoped, (text, fields, new)
        others = [k for k in before if k != key]
        assert [k for k in after if k != key] == others
        assert all((after[k] or {}) == (before[k] or {}) for k in others)
        assert amend.untouched(text, new, "x", "answers", {key})
        marks = re.findall(r"# mark\d+.*", text)
        assert sorted(m.rstrip() for m in re.findall(r"# mark\d+.*", new)) == sorted(m.rstrip() for m in marks), new
        assert ("\r\n" in new) == ("\r\n" in text) or "\n" not in text
        assert "\n" not in new.replace("\r\n", "") or "\r\n" not in text
        untouched = [line for line in lines_outside(text, key) if line.strip()]
        kept = iter(new.splitlines())
        assert all(any(line == other for other in kept) for line in untouched), (text, new)
        text = new


def lines_outside(text: str, key: str) -> list[str]:
    """The lines that do not belong to an entry, in order."""
    lines, inside, found = text.splitlines(), False, []
    for line in lines:
        if re.match(r"  \S", line) and not line.lstrip().startswith("#"):
            inside = line.startswith(f"  {key}:")
        if not inside and not line.startswith("answers:"):
            found.append(line)
    return found


@given(written(), change())
@SETTINGS
def test_the_same_change_again_changes_nothing(text: str, drawn: tuple[str, dict[str, Any]]) -> None:
    key, fields = drawn
    fields = {name: value for name, value in fields.items() if name != "evidence"}
    if fields:
        once = amend.entry(text, "answers", key, fields, ORDER)
        assert amend.entry(once, "answers", key, fields, ORDER) == once


def test_a_long_file_is_read_once_however_many_fields_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """What remains is read in the entry alone: its line, not the hundreds around it."""
    rest = "".join(f"  z.{n}: {{value: {n}}}\n" for n in range(500))
    text = "answers:\n  a.one: {value: 1, on: x, by: y}\n" + rest
    read: list[int] = []
    composed = amend._composed

    def counted(some: str) -> Any:
        read.append(len(some))
        return composed(some)

    monkeypatch.setattr(amend, "_composed", counted)
    new = amend.entry(text, "answers", "a.one", {"value": "2", "on": "p", "by": "q", "note": "r"}, ORDER)
    assert new == "answers:\n  a.one: {value: 2, on: p, by: q, note: r}\n" + rest
    assert len(read) > 1
    assert [size for size in read if size > 100] == [len(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_last_line_without_an_end_keeps_the_ends_of_its_file(end: str) -> None:
    text = f"answers:{end}  b.two: {{value: 1}}{end}  c.three:{end}    value: 3"
    new = amend.entry(text, "answers", "c.three", {"by": "x", "note": "y"}, ORDER)
    assert new == text + f"{end}    by: x{end}    note: y{end}"
