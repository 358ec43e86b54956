"""What a body's offices come to, in sentences: how a value came about, what is asked and why, who is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compliance.headquarters.showing.leagues import standings
from compliance.headquarters.showing.leagues.records import name
from compliance.language import _, mark
from compliance.model.checklist import AnswerKind, Library, Part, Quantity
from compliance.model.league import Absent
from compliance.model.rollup import Done, Fate, Result, Rollup, Spread, Used, Way, Why
from compliance.persian import dates, numbers
from compliance.report import words
from compliance.schema import listed

SOURCES = "rollup.csv"
WAYS = {
    Way.SUMMED: mark("sum"),
    Way.MEDIAN: mark("lower median"),
    Way.WEIGHTED: mark("weighted mean"),
    Way.UNANIMOUS: mark("all say the same"),
}
LEFT_OUT = {
    Used.UNANSWERED: mark("unanswered"),
    Used.NOT_APPLICABLE: mark("does not apply"),
    Used.WITHOUT_COUNTS: mark("a percentage without its two numbers"),
    Used.WITHOUT_WEIGHT: mark("without what it is weighted by"),
    Used.APART: mark("left out so that sums that belong together rest on the same offices"),
    Used.STRANGE: mark("an answer to an earlier question"),
}
_WHY = {
    Why.MIXED: mark("Offices differ: whether it holds for the body, a person says."),
    Why.NO_RULE: mark("The checklists have no rule by which this number is rolled up."),
    Why.NO_ANSWER: mark("No office answered it."),
    Why.NOT_APPLICABLE: mark("It applies to no office that answered; for the body, its reason is asked."),
    Why.WITHOUT_COUNTS: mark("The offices gave percentages alone; without their two numbers these have no sum."),
    Why.WITHOUT_WEIGHT: mark("No office that answered has what the mean is weighted by."),
    Why.APART: mark("No office answered both this and what its sum has to agree with."),
    Why.IMPOSSIBLE: mark("The offices together come to more than this answer can be."),
}
_PARTS = {
    Part.VALUE: mark("“{question}”"),
    Part.COUNT: mark("the count of “{question}”"),
    Part.TOTAL: mark("the total of “{question}”"),
}


def body(rolled: Rollup, library: Library) -> str:
    """Return what the body is called, its id where nobody knows it."""
    known = library.bodies.get(rolled.body)
    return str(known) if known else rolled.body


def note(result: Result, rolled: Rollup, library: Library) -> str:
    """Return the remark that stands beside an answer: from where it comes, over how many offices; empty for none."""
    if result.value is None:
        told = said(result)
        if not told:
            return ""
        text = _("To be answered for the body. Of {filed} offices of {body} that filed for round {round}: {said}")
        return text.format(
            filed=numbers.show(len(rolled.filed)),
            body=body(rolled, library),
            round=numbers.digits(rolled.round),
            said=told,
        )
    text = _("Rolled up from {n} of {of} offices of {body}, round {round}: {way}; sources: {file}")
    return text.format(
        n=numbers.show(len(result.counted)),
        of=numbers.show(rolled.eligible),
        body=body(rolled, library),
        round=numbers.digits(rolled.round),
        way=way(result, library),
        file=SOURCES,
    )


def way(result: Result, library: Library) -> str:
    """Return how a value came about, with what a mean is weighted by."""
    if result.way is None:
        return "—"
    text = _(WAYS[result.way])
    if result.by is None:
        return text
    return _("{way} by {base}").format(way=text, base=base(result.by, library))


def base(by: Quantity, library: Library) -> str:
    """Return what a mean is weighted by, as its question names it."""
    fact = library.facts[by.fact]
    named = {Part.COUNT: fact.counted, Part.TOTAL: fact.total}.get(by.part)
    return words.title(named) if named is not None else _(_PARTS[by.part]).format(question=fact.question)


def why(result: Result) -> str:
    """Return why a fact is asked of a person; where a rule says so, the rule's own reason stands for itself."""
    if result.why is None or result.why is Why.RULE:
        return ""
    if result.why is Why.CONTRADICTS:
        text = _("What the offices come to would contradict itself: {says}")
        return text.format(says=result.broken.says if result.broken else "")
    return _(_WHY[result.why])


def reason(result: Result, library: Library) -> str:
    """Return why a fact is asked, in the rule's words where it is the rule that says so."""
    rule = library.rollup.get(result.fact.id)
    return str(rule.why) if result.why is Why.RULE and rule is not None else why(result)


def said(result: Result) -> str:
    """Return what the offices said of a fact together, empty where none said anything."""
    fact, counted = result.fact, len(result.counted)
    parts = []
    if fact.answer is AnswerKind.YES_NO and counted:
        text = _("yes: {yes} of {n} offices; no: {no}")
        yes, all_, no = (numbers.show(n) for n in (result.yes, counted, counted - result.yes))
        parts.append(text.format(yes=yes, n=all_, no=no))
    elif result.spread is not None:
        shown = spread(result, result.spread)
        parts.append(_("{n} answers ({spread})").format(n=numbers.show(counted), spread=shown) if counted else shown)
    parts += [
        _("{what}: {n}").format(what=_(text), n=numbers.show(len(found)))
        for used, text in LEFT_OUT.items()
        if (found := result.of(used))
    ]
    return _("; ").join(parts) if counted or any(r.value is not None for r in result.readings) else ""


def spread(result: Result, of: Spread) -> str:
    """Return least, median and most of what offices said; a unit stands behind the last one alone."""
    fact = result.fact
    unit = fact.answer is AnswerKind.NUMBER and fact.unit is not None and fact.unit.en != "per cent"
    least, middle = (numbers.show(one) if unit else words.amount(fact, one) for one in (of.least, of.median))
    text = _("least {least}, median {median}, most {most}")
    return text.format(least=least, median=middle, most=words.amount(fact, of.most))


def over(result: Result, rolled: Rollup) -> str:
    """Return over how many offices of how many a value is; a provisional one is marked."""
    text = _("{count} of {total}").format(
        count=numbers.show(len(result.counted)), total=numbers.show(rolled.eligible)
    )
    return text + (" *" if rolled.provisional(result) else "")


def title(rolled: Rollup, library: Library) -> str:
    """Return what is rolled up."""
    return _("What the offices of {body} come to, round {round}").format(
        body=body(rolled, library), round=numbers.digits(rolled.round)
    )


def asked(rolled: Rollup, library: Library) -> list[Result]:
    """Return what a person is asked; of facts that no office answered those that the body's checklists judge."""
    judged = {item.fact for id_ in rolled.checklists for item in library.checklists[id_].items}
    return [one for one in rolled.asked if one.why is not Why.NO_ANSWER or one.fact.id in judged]


def summary(rolled: Rollup, library: Library) -> Iterator[str]:
    """Yield who is in it and what came of it."""
    if rolled.as_of is not None:
        yield _("As it stood at the end of {day}.").format(day=dates.show(rolled.as_of))
    yield _("Offices that filed: {filed} of {eligible}.").format(
        filed=numbers.show(len(rolled.filed)), eligible=numbers.show(rolled.eligible)
    )
    open_ = len(asked(rolled, library))
    text = _("Rolled up: {values} facts; asked of a person: {asked}; neither answered nor judged: {silent}.")
    yield text.format(
        values=numbers.show(len(rolled.values)),
        asked=numbers.show(open_),
        silent=numbers.show(len(rolled.asked) - open_),
    )


def notes(rolled: Rollup, library: Library) -> Iterator[str]:
    """Yield what has to be known of the values."""
    few = sum(rolled.provisional(result) for result in rolled.values)
    if few:
        text = _("* provisional: fewer than nine tenths of the offices are in the value. Such values: {n}.")
        yield text.format(n=numbers.show(few))
    zero = sum(1 for r in rolled.values for one in r.counted if one.value is not None and one.value.total == 0)
    if zero:
        text = _("Answers with a total of 0, which neither raise nor lower a sum: {n}.")
        yield text.format(n=numbers.show(zero))
    rounded = [result for result in rolled.values if result.value and result.exact not in (None, result.value.amount)]
    if rounded:
        text = _("Means that are rounded to two decimals: {n}; rollup.json has them exactly.")
        yield text.format(n=numbers.show(len(rounded)))
    if any(r.way is Way.SUMMED and r.fact.answer is AnswerKind.COUNTS for r in rolled.values):
        yield _(
            "Counts are summed: what several offices count, such as a service that all of them give, is in the sum "
            "as often as it was counted. The share holds; the number is not that of different things."
        )
    if any(r.way is Way.SUMMED and r.fact.answer is AnswerKind.NUMBER for r in rolled.values):
        yield _("Targets are proposed for one office; a number that is summed reaches them more easily.")
    if rolled.systems:
        text = _("Systems that the offices entered are not rolled up: {n}; a body enters its own systems.")
        yield text.format(n=numbers.show(rolled.systems))
    if rolled.outdated:
        yield _("Some offices filed by another version of the checklists; facts keep their meaning, scores do not.")
    if rolled.beside:
        text = _("Filed, but not among the eligible of the round, and not in it: {names}.")
        yield text.format(names=listed(called(one) for one in rolled.beside))


def called(one: Absent) -> str:
    """Return the name of an office."""
    return name(one.name_fa, one.name_en)


def away(rolled: Rollup) -> list[tuple[Absent, str]]:
    """Return the offices of which no filing counts, each with how it stands to the round."""
    groups = ("refused", "unaccepted", "silent", "asked_out")
    return [(one, key) for key in groups for one in getattr(rolled, key)]


def standing(one: Absent, key: str) -> str:
    """Return how an office stands to the round."""
    return standings.said(one, key)


def gaps(rolled: Rollup) -> dict[str, dict[Used, list[str]]]:
    """Return by office which of its answers are left out of values, by what they are; complete offices have none.

    What does not apply is no gap, and what no office answered is asked of the body, not of them.
    """
    found: dict[str, dict[Used, list[str]]] = {}
    for result in rolled.results:
        if result.why in (Why.NO_ANSWER, Why.RULE):
            continue
        for reading in result.readings:
            if reading.used not in (Used.COUNTED, Used.NOT_APPLICABLE):
                found.setdefault(reading.office, {}).setdefault(reading.used, []).append(result.fact.id)
    return found


def done(made: Done, folder: Path) -> Iterator[str]:
    """Yield what became of the folder, and how to go on."""
    text = _("laid down: {path}") if made.founded else _("brought up to date: {path}")
    yield text.format(path=folder)
    counts = (
        (_("entered: {n}"), Fate.ENTERED),
        (_("updated: {n}"), Fate.UPDATED),
        (_("taken back, for they are asked now: {n}"), Fate.WITHDRAWN),
        (_("unchanged: {n}"), Fate.SAME),
        (_("answered otherwise by a person, and kept: {n}"), Fate.OWN),
        (_("asked, and answered by a person: {n}"), Fate.ANSWERED),
    )
    told = [said.format(n=numbers.show(n)) for said, fate in counts if (n := len(made.of(fate)))]
    yield _("; ").join(told) or _("nothing to enter")
    if made.over:
        yield _("round {round} is over in this folder; a later one was begun").format(
            round=numbers.digits(made.rolled.round)
        )
    text = _("answer what is asked: compliance answer {path} --only unanswered; then: compliance check {path}")
    yield text.format(path=folder)
