"""What the self-check shows, as lines in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.forms.questions import Question
from compliance.forms.reading import WORDS, Command
from compliance.language import _, current, mark
from compliance.model.checklist import AnswerKind, Fact, Library
from compliance.model.office import Known
from compliance.model.record import Conflict
from compliance.model.results import Assessment
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.report import sentences, tables, words
from compliance.report.screens import entries
from compliance.schema import listed

_HELP = {
    Command.BACK: mark("the question before"),
    Command.SKIP: mark("skip; so does an empty line"),
    Command.NOT_APPLICABLE: mark("does not apply, with the reason behind it"),
    Command.OVERRIDE: mark("prefer your answer to a computed one, with the reason behind it"),
    Command.EVIDENCE: mark("attach evidence: the path of a file, or “letter” and its number"),
    Command.CONFIRM: mark("confirm an answer carried over from an earlier round"),
    Command.CLEAR: mark("take the answer away"),
    Command.QUIT: mark("stop; every confirmed answer is kept"),
    Command.HELP: mark("this list"),
}


def key(command: Command) -> str:
    """Return the letter of a command in the language in use."""
    return WORDS[command][0 if current() == "fa" else 1]


def keys() -> Iterator[str]:
    """Return what can be typed instead of an answer."""
    for command, text in _HELP.items():
        yield "  " + _("{key}: {what}").format(key=key(command), what=_(text))


def question(
    asked: Question, library: Library, hanging: Mapping[str, Fraction], number: int, of: int
) -> Iterator[str]:
    """Return a question with unit, evidence, what hangs on it and why, and its choices."""
    fact = asked.fact
    yield ""
    yield _("Question {n} of {of}").format(n=numbers.show(number), of=numbers.show(of))
    yield str(fact.question)
    if fact.answer is AnswerKind.NUMBER and fact.unit:
        yield _("Unit: {unit}").format(unit=fact.unit)
    if fact.answer is AnswerKind.COUNTS:
        yield _("Two numbers: {count}, out of {total}").format(count=fact.counted, total=fact.total)
    need = _("required") if fact.evidence_required else _("if there is any")
    yield _("Evidence ({need}): {evidence}").format(need=need, evidence=fact.evidence)
    yield from _why(asked)
    if hanging:
        yield _("Points that hang on it: {points}").format(points=tables.points_by_checklist(hanging, library))
    yield _("Unit in charge: {unit}").format(unit=library.units.get(fact.owner, fact.owner))
    items = listed(dict.fromkeys(place.item.id for place in (*asked.places, *asked.serves))) or "—"
    yield _("Fact: {fact}; items: {items}").format(fact=fact.id, items=items)
    yield from _choices(fact)


def _why(asked: Question) -> Iterator[str]:
    """Why it counts: the first place where it does, with the criterion it is judged by."""
    first = next(iter((*asked.places, *asked.serves)), None)
    if first is None:
        return
    if not asked.places:
        yield _(
            "Why: a second condition of {item}, without points of its own; success criterion: {criterion}"
        ).format(item=first.item.id, criterion=first.item.criterion)
        return
    yield _("Why: {indicator}; success criterion: {criterion}; target: {target}").format(
        indicator=first.indicator.title,
        criterion=first.item.criterion,
        target=words.target(asked.fact, first.item),
    )


def _choices(fact: Fact) -> Iterator[str]:
    if fact.answer is AnswerKind.YES_NO:
        yield "  " + _("{n}) {wording}").format(n=numbers.digits(1), wording=_("yes"))
        yield "  " + _("{n}) {wording}").format(n=numbers.digits(2), wording=_("no"))
    for level, wording in enumerate(fact.levels):
        yield "  " + _("{n}) {wording}").format(n=numbers.digits(level), wording=wording)


def standing(asked: Question, base: Stated, computed: Known | None, origin: str) -> Iterator[str]:
    """Return what is known so far: the computed value, the present answer or proposal, its evidence."""
    if computed is not None:
        yield _("Computed ({source}): {value}").format(
            source=_(words.SOURCE[computed.source]), value=words.value(asked.fact, computed.value)
        )
    if base.proposed:
        yield _("Proposed from round {round}: {answer}").format(
            round=numbers.digits(base.proposed), answer=entries.stated(asked.fact, base)
        )
        if origin:
            yield origin
        yield _("“{key}” confirms it; or answer anew.").format(key=key(Command.CONFIRM))
    elif base.answers:
        yield _("Present answer: {answer}").format(answer=entries.stated(asked.fact, base))
    if base.note:
        yield _("Note: {note}").format(note=base.note)
    if base.evidence:
        yield _("Attached: {evidence}").format(evidence=_("; ").join(map(entries.evidence, base.evidence)))


def saved(assessments: Sequence[Assessment], noticed: int) -> str:
    """Return that an answer is kept, and where the first checklist's score stands now."""
    parts = [_("Kept.")]
    if noticed:
        parts.append(_("{n} changes made in the file were recorded too.").format(n=numbers.show(noticed)))
    if assessments:
        parts.append(range_(assessments[0]))
    return " ".join(parts)


def range_(assessment: Assessment) -> str:
    """Return a score with what the open questions can still make of it."""
    if assessment.score is None:
        return sentences.standing(assessment)
    parts = {"low": words.score(assessment.score), "high": words.score(assessment.high)}
    if assessment.score == assessment.high:
        return _("Score: {low}.").format(**parts)
    if assessment.provisional:
        return _("Provisional score: {low}, up to {high} once the rest is answered.").format(**parts)
    return _("Score: {low}, up to {high} once the rest is answered.").format(**parts)


def conflict(asked: Question, clash: Conflict) -> Iterator[str]:
    """Return both answers of a conflict, numbered, with what they began from."""
    yield _("This answer was changed elsewhere meanwhile.")
    yield _("Before: {answer}").format(answer=entries.stated(asked.fact, clash.base))
    choices = (
        _("keep the other one: {answer}").format(answer=entries.stated(asked.fact, clash.theirs)),
        _("put yours in its place: {answer}").format(answer=entries.stated(asked.fact, clash.mine)),
    )
    for n, wording in enumerate(choices, 1):
        yield "  " + _("{n}) {wording}").format(n=numbers.digits(n), wording=wording)
