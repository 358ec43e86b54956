"""A feature read and run: which scenarios hold for what is known of the office, and which steps fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.criteria import judging, wording
from compliance.criteria.judging import Failing
from compliance.criteria.limits import Limit
from compliance.criteria.wording import Background, Role
from compliance.errors import BadInput, MissingExtra, Problem
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.persian import numbers
from compliance.schema import nearest, quoted

FactsBy = Callable[[Background, int], Mapping[str, Known]]
_KNOWN = (wording.ROUND, wording.WORK, wording.write_done(), *wording.SENTENCES.values())
_CLOSE = 0.6


class Missed(NamedTuple):
    """A step that does not hold: its line and text, what was seen and what the step expects."""

    line: int
    step: str
    failing: tuple[Failing, ...]
    seen: str
    expected: str


class Outcome(NamedTuple):
    """What came of a scenario; `action` is the id it is tagged with, empty when it has none."""

    action: str
    title: str
    line: int
    missed: tuple[Missed, ...]

    @property
    def passed(self) -> bool:
        """Whether every step holds."""
        return not self.missed


class _Step(NamedTuple):
    line: int
    text: str
    role: str
    below: str | None
    table: bool


class _Scenario(NamedTuple):
    title: str
    line: int
    tags: tuple[str, ...]
    steps: tuple[_Step, ...]


def run(text: str, name: str, library: Library, facts_by: FactsBy) -> tuple[Outcome, ...]:
    """Return what came of every scenario of a feature.

    `name` is the file's in problems; `facts_by` gives what is known of the office and round that the
    background in a line names. Raises BadInput for what is no feature, or says what no step means.
    """
    reader = _Reader(name, library)
    scenarios = reader.scenarios(text)
    meant = [(scenario, *reader.meaning(scenario)) for scenario in scenarios]
    if not scenarios and not reader.problems:
        reader.problem(
            1, _("no scenario"), _("a feature with scenarios"), _("write the feature anew from the saved plan")
        )
    if reader.problems:
        raise BadInput(dict.fromkeys(reader.problems))
    kept: dict[Background, Mapping[str, Known]] = {}
    outcomes = []
    for scenario, background, line, limits in meant:
        if background not in kept:
            kept[background] = facts_by(background, line)
        missed = tuple(m for step, limit in limits if (m := _missed(step, limit, kept[background])))
        action = next((tag for tag in scenario.tags if tag in library.actions), "")
        outcomes.append(Outcome(action, scenario.title, scenario.line, missed))
    return tuple(outcomes)


def _missed(step: _Step, limit: Limit, facts: Mapping[str, Known]) -> Missed | None:
    verdict = judging.judge_schema(limit.schema, facts)
    if verdict.holds:
        return None
    return Missed(step.line, step.text, verdict.failing, *explain(verdict.failing, facts))


def explain(failing: tuple[Failing, ...], facts: Mapping[str, Known]) -> tuple[str, str]:
    """Return what was seen and what was expected, in the language in use."""
    seen = (f"{f.fact}: {_now(f, facts)}" for f in failing if f.fact)
    expected = dict.fromkeys(wording.words(f.limit) for f in failing)
    return _("; ").join(seen) or "—", _("; ").join(expected)


def _now(failing: Failing, facts: Mapping[str, Known]) -> str:
    known = facts.get(failing.fact)
    if failing.value is not None:
        now = numbers.show(failing.value, _places(failing.value, failing.limit))
        said = known.value.amount if known is not None else None
        if said is None or said == failing.value:
            return now
        return _("at most {n} by the website scan, {said} declared").format(n=now, said=numbers.show(said))
    if known is None:
        return _("unanswered")
    return _("does not apply: {reason}").format(reason=known.value.not_applicable or "—")


def _places(value: Fraction, limit: Limit) -> int:
    """Return how many decimals tell a value from its limit: 66.666667 misses 66.67, and looks the same with two."""
    alike = any(numbers.half_up(value) == numbers.half_up(amount) != value for amount in limit.amounts)
    return 6 if alike else 2


class _Reader:
    """Reads a feature; what cannot be read is a problem with its line."""

    def __init__(self, name: str, library: Library) -> None:
        self.name, self.instruments = name, library
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def problem(self, line: int | None, seen: str, expected: str, mend: str) -> None:
        """Note a problem in this file."""
        self.problems.append(Problem(self.name, line, seen, expected, mend))

    def scenarios(self, text: str) -> list[_Scenario]:
        """Return the scenarios with the steps of their backgrounds before their own."""
        try:
            from gherkin.errors import ParserError, ParserException
            from gherkin.parser import Parser
            from gherkin.pickles.compiler import Compiler
        except ImportError as error:
            raise MissingExtra("criteria") from error
        try:
            document: Any = Parser().parse(text.removeprefix("\ufeff"))
        except ParserError as error:
            lines = text.split("\n")
            for one in getattr(error, "errors", [error]):
                line = one.location["line"] if isinstance(one, ParserException) else 1
                self.not_gherkin(line, lines)
            return []
        if not document.get("feature"):
            return []
        self.look_at(document["feature"])
        compiler: Any = Compiler()
        pickles = compiler.compile({**document, "uri": self.name})
        run_ids = {pickle["astNodeIds"][0] for pickle in pickles}
        for node in _nodes(document["feature"], "scenario"):
            if node["id"] not in run_ids:
                self.no_outcome(node["location"]["line"])
        return [self.scenario(pickle) for pickle in pickles]

    def not_gherkin(self, line: int, lines: list[str]) -> None:
        """Note a line that the parser refuses."""
        mend = _("compare with a feature that this program wrote: keyword, colon, sentence")
        if not any(one.replace(" ", "").startswith("#language:fa") for one in lines[:line]):
            mend = _("begin the file with “# language: fa”")
        seen = lines[line - 1] if line <= len(lines) else ""
        self.problem(
            line,
            quoted(seen) if seen.strip() else _("the end of the file"),
            _("a line of Gherkin: ویژگی, زمینه, سناریو, با فرض, هنگامی, آنگاه, و"),
            mend,
        )

    def look_at(self, feature: dict[str, Any]) -> None:
        """Keep the line of every step, and note steps that a misspelt keyword made a description."""
        for kind in ("background", "scenario"):
            for node in _nodes(feature, kind):
                self.lines |= {step["id"]: step["location"]["line"] for step in node["steps"]}
                for line in (node.get("description") or "").split("\n"):
                    if wording.speaks_of_limits(line):
                        self.problem(
                            node["location"]["line"],
                            _("“{line}”, which is no step but a description").format(line=line.strip()),
                            _("a step that begins with a keyword"),
                            _("begin the line with آنگاه or و"),
                        )

    def scenario(self, pickle: dict[str, Any]) -> _Scenario:
        steps = []
        for step in pickle["steps"]:
            argument = step.get("argument", {})
            below = argument.get("docString", {}).get("content")
            line = self.lines[step["astNodeIds"][0]]
            steps.append(_Step(line, step["text"], step["type"] or "Unknown", below, "dataTable" in argument))
        tags = tuple(tag["name"].removeprefix("@") for tag in pickle["tags"])
        return _Scenario(pickle["name"], pickle["location"]["line"], tags, tuple(steps))

    def meaning(self, scenario: _Scenario) -> tuple[Background, int, list[tuple[_Step, Limit]]]:
        """Return whose answers a scenario is about, the line that says so, and its limits."""
        background, line, limits = None, scenario.line, []
        for step in scenario.steps:
            found = wording.background(step.text) if _may(step, Role.GIVEN) else None
            limit = self.limit(step) if _may(step, Role.THEN) else None
            if found is not None:
                background, line = found, step.line
            if limit is not None:
                limits.append((step, limit))
            elif not found and not _passes(step) and not (_may(step, Role.THEN) and wording.is_limit(step.text)):
                self.problem(step.line, quoted(step.text), _("a step this program knows"), _advice(step.text))
            if step.table or (step.below is not None and limit is None):
                self.problem(step.line, _("a table or text below the step"), _("the step alone"), _("delete it"))
        if not any(_may(step, Role.THEN) and wording.is_limit(step.text) for step in scenario.steps):
            self.no_outcome(scenario.line)
        elif background is None and not self.problems:
            self.problem(
                scenario.line,
                _("a scenario that names no office and round"),
                wording.ROUND.format(round="…", office="…"),
                _("write this sentence behind «با فرض» under «زمینه»"),
            )
        return background or Background("", ""), line, limits

    def no_outcome(self, line: int) -> None:
        self.problem(
            line,
            _("a scenario that tests nothing"),
            _("at least one step behind آنگاه"),
            _("write what has to hold, or delete the scenario"),
        )

    def limit(self, step: _Step) -> Limit | None:
        """Return the limit of a step; what is wrong with its facts or its text is noted."""
        limit = wording.limit(step.text, step.below)
        if limit is None and wording.is_limit(step.text):
            self.problem(
                step.line,
                _("no test below the step that can be read"),
                _("a JSON Schema over facts between two lines of ```"),
                _("write the feature anew from the saved plan"),
            )
        for fact in limit.facts if limit else ():
            if fact not in self.instruments.facts:
                self.problem(step.line, quoted(fact), _("the id of a fact"), nearest(fact, self.instruments.facts))
        return limit


def _advice(sentence: str) -> str:
    """Return the known sentence that is nearest to this one, whatever they are about."""
    from difflib import get_close_matches

    close = get_close_matches(_shape(sentence), map(_shape, _KNOWN), n=1, cutoff=_CLOSE)
    if not close:
        return _("compare with a feature that this program wrote: keyword, colon, sentence")
    return _("write “{word}”?").format(word=close[0])


def _shape(sentence: str) -> str:
    """Return a sentence with its ids and numbers left out."""
    return re.sub(r"«[^»]*»|\{\w+\}|[-−0-9۰-۹٫/]+", "…", sentence)


def _may(step: _Step, role: Role) -> bool:
    """Whether a step stands where sentences of this role stand; `*` stands anywhere."""
    return step.role in (role.value, "Unknown")


def _passes(step: _Step) -> bool:
    """Whether a step says something that nothing has to be tested for."""
    return (_may(step, Role.GIVEN) and wording.is_work(step.text)) or (
        _may(step, Role.WHEN) and wording.is_done(step.text)
    )


def _nodes(parent: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Return the scenarios or backgrounds below a feature or rule."""
    for child in parent["children"]:
        if kind in child:
            yield child[kind]
        if "rule" in child:
            yield from _nodes(child["rule"], kind)
