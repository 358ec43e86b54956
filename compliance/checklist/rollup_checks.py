"""What a schema cannot see in rollup.yaml: facts that are there, each once, and ways that fit their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compliance.checklist import limits
from compliance.checklist.sources import Source
from compliance.errors import Problem
from compliance.language import _
from compliance.model.checklist import Rolling
from compliance.schema import nearest, quoted

Path = tuple[str | int, ...]
Plain = Mapping[str, Any]
Rule = tuple[Source, Path, dict[str, Any]]


def check(rules: Sequence[Rule], facts: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    """Yield what is wrong with the rules by which the answers of a body's offices become its own."""
    seen: set[str] = set()
    for source, path, rule in rules:
        id_ = rule["fact"]
        if id_ in seen:
            yield source.problem(
                (*path, "fact"),
                _("the id “{id}” for the second time").format(id=id_),
                _("each id once"),
                _("delete one of the two rules"),
            )
        seen.add(id_)
        if id_ not in facts:
            yield source.problem((*path, "fact"), quoted(id_), _("the id of a fact"), nearest(id_, facts))
        else:
            yield from _way(source, path, rule, facts[id_])
        if "by" in rule:
            yield from _base(source, path, rule, facts)


def _way(source: Source, path: Path, rule: Plain, fact: dict[str, Any]) -> Iterator[Problem]:
    """Whether the answers to a fact can be rolled up as the rule says; the ways of other answers are fixed."""
    way = rule["roll"]
    if way != Rolling.ASK and fact["answer"] != "number":
        yield source.problem(
            (*path, "roll"),
            quoted(way),
            _("“ask”: counts are summed, levels have their median, and yes or no is one where all say so"),
            _("write “roll: ask”, or delete the rule"),
        )
    if way == Rolling.WEIGHTED and limits.possible(fact).whole:
        yield source.problem(
            (*path, "roll"),
            quoted(way),
            _("another way: a mean of whole numbers is no whole number"),
            _("write sum, median or ask"),
        )
    if (way == Rolling.WEIGHTED) != ("by" in rule):
        yield source.problem(
            (*path, "roll"),
            _("“{way}” with “by”").format(way=way) if "by" in rule else _("“{way}” without “by”").format(way=way),
            _("“by” with a weighted mean, and with nothing else"),
            _("name the fact that it is weighted by, or choose another way"),
        )


def _base(source: Source, path: Path, rule: Plain, facts: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    """Whether a mean can be weighted by what the rule names."""
    id_, part = rule["by"]["fact"], rule["by"].get("part", "value")
    at = (*path, "by", "fact")
    base = facts.get(id_)
    if base is None:
        yield source.problem(at, quoted(id_), _("the id of a fact"), nearest(id_, facts))
    elif id_ == rule["fact"]:
        yield source.problem(at, quoted(id_), _("another fact than the one it weighs"), _("name another fact"))
    elif base["answer"] != ("number" if part == "value" else "counts"):
        yield source.problem(
            at,
            quoted(id_),
            _("a fact of counts with “part: count” or “part: total”, or a number with “part: value”"),
            _("name the part, or another fact"),
        )
    elif part == "value" and ((low := limits.possible(base).low) is None or low < 0):
        yield source.problem(at, quoted(id_), _("a number that cannot be negative"), _("name another fact"))
