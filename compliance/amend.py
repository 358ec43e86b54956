"""Changing entries of a YAML text and nothing else: comments, order and spelling of the rest stay.

The text is cut at the places libyaml names and only what changes is written anew. Line ends stay
those of the file. `entry` is the one door; its result is read again and compared, so that a text too
strange to be cut is refused instead of being damaged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from compliance import tree
from compliance.errors import BadInput

# What may stand without quotes: no sign that YAML or a reader of it could take for something else.
_PLAIN = re.compile(r"[^\W_](?:[^\n\t:#,\[\]{}\"'&*!|>@`\\\ufeff]|:(?! |$)|#)*", re.UNICODE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\ufeff": "\\uFEFF"}


class Members(NamedTuple):
    """A list of which some members stay, by position, and others are added behind them."""

    kept: tuple[int, ...]
    added: tuple[str, ...]


_HEAD = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_COMMENT_INDENT = " " * 8
Wanted = str | Members | None


class _Node(NamedTuple):
    """A value with the place it takes in the text; `pairs` of a mapping, `members` of a list."""

    kind: str
    start: int
    end: int
    flow: bool = False
    pairs: tuple[_Pair, ...] = ()
    members: tuple[_Node, ...] = ()

    def leaves(self) -> Iterator[_Node]:
        """Every scalar, keys among them, in order."""
        if self.kind == "scalar":
            yield self
        for pair in self.pairs:
            yield from pair.key.leaves()
            yield from pair.value.leaves()
        for member in self.members:
            yield from member.leaves()


class _Pair(NamedTuple):
    name: str
    key: _Node
    value: _Node


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def scalar(text: str) -> str:
    """Return a text as YAML: plain where that is certain to be read back, in double quotes otherwise."""
    if _PLAIN.fullmatch(text) and " #" not in text and not text.endswith((" ", ":")):
        return text
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'


def entry(text: str, section: str, key: str, fields: Mapping[str, Wanted], order: tuple[Sequence[str], ...]) -> str:
    """Return the text with fields of one entry of a section changed; it has been read by `tree` before.

    A field that is None is taken out, a text is YAML to stand behind the field's colon (empty leaves
    only the colon), `Members` changes a list. `order` holds the usual order of entries and of fields:
    what is new is put behind the nearest one that comes before it.
    """
    top = _composed(text)
    place = _pair(top, section)
    if place is None:
        return _apply(text, [_put_in(text, top, section, _whole(key, fields, order[1], text), ("round", section))])
    inside = _pair(place.value, key)
    if inside is None:
        if place.value.kind != "mapping" or not place.value.pairs:
            return _apply(text, _fill(text, place, _whole(key, fields, order[1], text)))
        return _apply(text, [_put_in(text, place.value, key, flow(fields, order[1]), order[0])])
    begin, end = _line_start(text, inside.key.start), _line_stop(text, _value_end(text, inside))
    own = text[begin:end]
    alone = not text[begin : inside.key.start].strip(" ") and _line_end(own) == _line_end(text)
    if place.value.flow or not alone:  # its lines are not its own, or do not show how lines end
        return _amended(text, (section, key), fields, order[1])
    return text[:begin] + _amended(own, (key,), fields, order[1]) + text[end:]


def _amended(text: str, path: tuple[str, ...], fields: Mapping[str, Wanted], order: Sequence[str]) -> str:
    """Return a text with fields of the entry at a path changed, one by one: each moves the places of the others.

    An entry in lines of its own is given alone, so that a long file is not read anew for each field.
    """
    inside = _at(_composed(text), path)
    if inside.value.kind != "mapping":
        written = flow(fields, order)
        return text if written == "{}" else _apply(text, [_behind(text, inside, written)])
    if not fields:
        return text
    field = min(fields, key=_position(order))
    text = _apply(text, list(_field(text, inside.value, field, fields[field], order)))
    rest = {name: wanted for name, wanted in fields.items() if name != field}
    return _amended(text, path, rest, order) if rest else text


def _at(node: _Node, path: tuple[str, ...]) -> _Pair:
    """Return the pair at a path of keys, each of which is there."""
    for name in path:
        pair = next(pair for pair in node.pairs if pair.name == name)
        node = pair.value
    return pair


def _position(order: Sequence[str]) -> Any:
    places = {name: i for i, name in enumerate(order)}
    return lambda name: places.get(name, len(places))


def flow(fields: Mapping[str, Wanted], order: Sequence[str]) -> str:
    """Return an entry written anew, in one line."""
    parts = []
    for field in sorted(fields, key=_position(order)):
        written = _list(fields[field]) if isinstance(fields[field], Members) else fields[field]
        if written is not None:
            parts.append(f"{field}: {written}")
    return "{" + ", ".join(parts) + "}"


def _list(members: Any) -> str | None:
    return f"[{', '.join(members.added)}]" if members.added else None


def _whole(key: str, fields: Mapping[str, Wanted], order: Sequence[str], text: str) -> str:
    """Return an entry as the first one of its section."""
    return f"{_line_end(text)}  {key}: {flow(fields, order)}"


def _field(text: str, mapping: _Node, field: str, wanted: Wanted, order: Sequence[str]) -> Iterator[_Edit]:
    pair = _pair(mapping, field)
    if isinstance(wanted, Members) and pair is not None and pair.value.members:
        if wanted.kept or wanted.added:
            yield from _members(text, pair.value, wanted)
            return
        wanted = None
    written = _list(wanted) if isinstance(wanted, Members) else wanted
    if pair is None:
        if written is not None:
            yield _put_in(text, mapping, field, written, order)
    elif written is None:
        yield _take_out(text, mapping, pair)
    else:
        yield _behind(text, pair, written)


def _members(text: str, node: _Node, wanted: Members) -> Iterator[_Edit]:
    """Change a list member by member, so that what people wrote beside the others stays."""
    gone = [i for i in range(len(node.members)) if i not in wanted.kept]
    last = node.members[-1]
    if node.flow:
        if not gone:
            yield _Edit(last.end, last.end, "".join(f", {member}" for member in wanted.added))
            return
        kept = [text[node.members[i].start : node.members[i].end] for i in wanted.kept]
        comments = _kept_comments(text, node.start, node.end, node, _COMMENT_INDENT)
        below = _line_end(text) + comments + _COMMENT_INDENT if comments else ""
        yield _Edit(node.start, node.end, f"[{', '.join((*kept, *wanted.added))}{below}]")
        return
    dash = _line_start(text, node.members[0].start)
    indent = text[dash : text.index("-", dash)]
    for i in gone:
        begin, end = _line_start(text, node.members[i].start), _line_stop(text, _trimmed(text, node.members[i]))
        yield _Edit(begin, end, _kept_comments(text, begin, end, node.members[i], indent))
    end = _line_stop(text, _trimmed(text, last))
    lines = "".join(f"{indent}- {member}{_line_end(text)}" for member in wanted.added)
    if lines:
        yield _Edit(end, end, _closed(text, end) + lines)


def _behind(text: str, pair: _Pair, written: str) -> _Edit:
    """Put a value behind its key's colon, in place of the one that stands there."""
    value = pair.value
    if _is_empty(value):
        if not written:
            return _Edit(value.start, value.start, "")
        at = pair.key.end + len(text[pair.key.end :]) - len(text[pair.key.end :].lstrip(" "))
        if text[at : at + 1] != ":":
            return _Edit(pair.key.end, pair.key.end, f": {written}")
        end = at + 1
        while text[end : end + 1] == " " and text[end + 1 : end + 2] in (" ", ",", "}"):
            end += 1
        if text[end : end + 1] == " " and text[end + 1 : end + 2] != "#":
            end += 1
        return _Edit(at + 1, end, f" {written}" if written or text[end : end + 1] in (",", "}") else "")
    start = (
        value.start
        if written or text[_trimmed(text, value) :][:1] in (",", "}")
        else len(text[: value.start].rstrip(" "))
    )
    return _Edit(start, _trimmed(text, value), written)


def _put_in(text: str, mapping: _Node, key: str, written: str, order: Sequence[str]) -> _Edit:
    """Add a pair behind the nearest one that usually comes before it."""
    position = _position(order)
    before = [pair for pair in mapping.pairs if position(pair.name) < position(key)]
    after = max(before, key=lambda pair: (position(pair.name), pair.key.start)) if before else None
    line = f"{key}:{written}" if written.startswith(("\n", "\r")) else f"{key}: {written}"
    if mapping.flow:
        if after is not None:
            end = _value_end(text, after)
            bare = _is_empty(after.value)  # “value:,” would be one word, so a blank stands between
            end += bare and text[end : end + 1] == " "
            return _Edit(end, end, (" , " if bare and text[end - 1] != " " else ", ") + line)
        first = mapping.start + 1
        return _Edit(first, first, f"{line}, " if mapping.pairs else line)
    indent = " " * (mapping.pairs[0].key.start - _line_start(text, mapping.pairs[0].key.start))
    if after is None:
        begin = _line_start(text, mapping.pairs[0].key.start)
        while _only_comment(text, previous := _previous_line(text, begin)):
            begin = previous
        return _Edit(begin, begin, f"{indent}{line}{_line_end(text)}")
    end = _line_stop(text, _value_end(text, after))
    return _Edit(end, end, _closed(text, end) + f"{indent}{line}{_line_end(text)}")


def _fill(text: str, pair: _Pair, first: str) -> list[_Edit]:
    """Give a section that is there but empty its first entry."""
    if pair.value.kind == "scalar":
        end = pair.key.end + text[pair.key.end :].index(":") + 1
        stop = _line_stop(text, end)
        comment = text[end:stop].rstrip("\r\n")
        return [_Edit(end, end + len(comment), comment + first)]
    return [_Edit(len(text[: pair.value.start].rstrip(" ")), pair.value.end, first)]


def _take_out(text: str, mapping: _Node, pair: _Pair) -> _Edit:
    end = _value_end(text, pair)
    if not mapping.flow:
        begin, stop = _line_start(text, pair.key.start), _line_stop(text, end)
        indent = text[begin : pair.key.start]
        return _Edit(begin, stop, _kept_comments(text, begin, stop, pair.value, indent))
    rest = re.match(r"\s*,[ \t]*", text[end:])
    if rest and "\n" not in rest[0]:
        return _Edit(pair.key.start, end + len(rest[0]), "")
    if rest:
        return _Edit(pair.key.start, end + rest[0].index(",") + 1, "")
    if blanks := re.match(r"[ \t]+(?=})", text[end:]):
        end += len(blanks[0])
    before = re.search(r",\s*$", text[mapping.start : pair.key.start])
    return _Edit(mapping.start + before.start() if before else pair.key.start, end, "")


def _kept_comments(text: str, begin: int, end: int, node: _Node, indent: str) -> str:
    """Return the comments of lines that go, each in a line of its own."""
    covered = sorted((leaf.start, leaf.end) for leaf in node.leaves())
    kept, at = [], begin
    while (at := text.find("#", at, end)) >= 0:
        behind = bisect_right(covered, (at, len(text)))
        if behind and at < covered[behind - 1][1]:
            at = covered[behind - 1][1]
        elif text[at - 1 : at] in (" ", "\t", "\n", "", ",", "[", "{"):
            stop = _line_stop(text, at)
            kept.append(indent + text[at:stop].rstrip("\r\n") + _line_end(text))
            at = stop
        else:
            at += 1
    return "".join(kept)


def _pair(node: _Node, name: str) -> _Pair | None:
    return next((pair for pair in node.pairs if pair.name == name), None)


def _is_empty(value: _Node) -> bool:
    """Whether nothing stands behind a colon."""
    return value.kind == "scalar" and value.start == value.end


def _value_end(text: str, pair: _Pair) -> int:
    """Where a pair ends: behind its value, or behind its colon when it has none."""
    value = pair.value
    if _is_empty(value):
        rest = text[pair.key.end :]
        colon = rest.lstrip(" ")[:1] == ":"
        return pair.key.end + (rest.index(":") + 1 if colon else 0)
    return _trimmed(text, value)


def _trimmed(text: str, node: _Node) -> int:
    """The end of a node without the blank lines that a block scalar or block mapping takes along."""
    if node.flow:
        return node.end
    last: _Node = node
    for leaf in node.leaves():
        last = leaf
    inner = [n for n in (*(p.value for p in node.pairs), *node.members) if n.flow]
    end = max([last.end, *(n.end for n in inner)]) if node.kind != "scalar" else node.end
    return len(text[:end].rstrip())


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_stop(text: str, at: int) -> int:
    """Where the line that holds a place ends, its line end included."""
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1


def _previous_line(text: str, begin: int) -> int:
    return _line_start(text, begin - 1) if begin else -1


def _only_comment(text: str, begin: int) -> bool:
    return begin >= 0 and text[begin : _line_stop(text, begin)].lstrip(" ").startswith("#")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _closed(text: str, end: int) -> str:
    """The line end that is missing when the text stops without one."""
    return "" if not end or text[end - 1] == "\n" else _line_end(text)


def _apply(text: str, edits: list[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _composed(text: str) -> _Node:
    """Return the nodes of a text with their places; it has been read by `tree` before."""
    import yaml

    parser: Any = tree.parser(yaml)(text)
    for _stream_and_document in range(2):
        parser.get_event()
    return _node(parser, parser.get_event())


def _node(parser: Any, event: Any) -> _Node:
    kind, start = type(event).__name__, event.start_mark.index
    if kind == "ScalarEvent":
        return _Node("scalar", start, event.end_mark.index)
    flow = bool(event.flow_style)
    if kind == "SequenceStartEvent":
        members = []
        while type(event := parser.get_event()).__name__ != "SequenceEndEvent":
            members.append(_node(parser, event))
        return _Node("list", start, event.end_mark.index, flow, members=tuple(members))
    pairs = []
    while type(event := parser.get_event()).__name__ != "MappingEndEvent":
        key = _node(parser, event)
        pairs.append(_Pair(event.value, key, _node(parser, parser.get_event())))
    return _Node("mapping", start, event.end_mark.index, flow, pairs=tuple(pairs))


def untouched(before: str, after: str, name: str, section: str, keys: Collection[str]) -> bool:
    """Whether a changed text can be read, and says the same as before everywhere but in these entries.

    Every comment of the text, and every other key of the section, has to be there still.
    """
    try:
        trees = [tree.parse(text, name) for text in (before, after)]
    except BadInput:
        return False
    if sorted(_comments(before)) != sorted(_comments(after)):
        return False
    return bool(_rest(trees[0], section, keys) == _rest(trees[1], section, keys))


def _rest(root: tree.Node, section: str, keys: Collection[str]) -> Any:
    """What a text says outside some entries of a section, empty entries too."""
    inside = tree.node_of(root, (section,))
    listed = [key for key in inside.nodes if key not in keys] if isinstance(inside, tree.Table) else []
    plain = tree.plain(root)
    return listed, {**plain, section: {k: v for k, v in (plain.get(section) or {}).items() if k not in keys}}


def _comments(text: str) -> list[str]:
    """Every comment, those behind the head of a block scalar too, which libyaml counts to the scalar."""
    top = _composed(text)
    heads = (_HEAD.match(text, leaf.start) for leaf in top.leaves())
    rest = _kept_comments(text, 0, len(text), top, "").splitlines()
    return [comment.strip() for comment in (*rest, *(head[1] for head in heads if head))]
