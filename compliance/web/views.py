"""What the pages of the self-check show, as plain values: pure, so that they are tested without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.forms import questions as questions_
from compliance.forms.questions import Question
from compliance.language import _
from compliance.model.checklist import AnswerKind
from compliance.model.office import Evidence
from compliance.model.results import Assessment, IndicatorResult, Status
from compliance.model.stated import NOTHING, Stated
from compliance.persian import dates, numbers
from compliance.report import sentences, tables, words
from compliance.report.screens import entries
from compliance.schema import listed
from compliance.usecases import asking
from compliance.web import fields
from compliance.web.fields import Fields
from compliance.web.site import Seat


class Score(NamedTuple):
    """Where a checklist stands: what is sure, and up to where the open questions can take it (0 to 100)."""

    title: str
    score: str
    high: str
    maximum: str
    coverage: str
    provisional: bool
    sure: float
    open: float
    sentence: str


class Bar(NamedTuple):
    """One indicator: its points, how many questions are answered, and where it is answered."""

    id: str
    title: str
    points: str
    maximum: str
    share: float
    answered: str
    open: int


class Choice(NamedTuple):
    """One of the answers to choose from."""

    value: str
    wording: str


class Piece(NamedTuple):
    """One piece of evidence: how it is named to the program, and what people read."""

    name: str
    shown: str
    more: str
    file: bool


class Asked(NamedTuple):
    """One question as a page shows it.

    `base` is what the page brings back with every change; `who` says who answered when, `said` how the answer was
    read, `computed` what scan or registers say. A file of evidence has at most `largest` bytes. `marks` change
    with answer and evidence.
    `mode` is the keyboard a number asks for, `limits` its least, its greatest and its step.
    """

    id: str
    fact: str
    title: str
    kind: str
    unit: str
    mode: str
    limits: Mapping[str, str]
    owner: str
    counted: str
    total: str
    needed: str
    why: str
    worth: str
    choices: tuple[Choice, ...]
    fields: Fields
    base: str
    answered: bool
    proposed: str
    origin: str
    who: str
    said: str
    computed: str
    holds: bool
    evidence: tuple[Piece, ...]
    largest: int
    marks: tuple[str, str]


def score(assessment: Assessment) -> Score:
    """Return how a checklist stands."""
    maximum = assessment.checklist.maximum
    low, high = assessment.score or Fraction(0), assessment.high or Fraction(0)
    return Score(
        str(assessment.checklist.title),
        words.score(assessment.score),
        words.score(assessment.high),
        words.score(maximum),
        numbers.per_cent(assessment.coverage * 100),
        assessment.provisional,
        _share(low, maximum),
        _share(high - low, maximum),
        sentences.standing(assessment),
    )


def _share(part: Fraction, whole: Fraction) -> float:
    return round(float(100 * part / whole), 2) if whole else 0.0


def bar(result: IndicatorResult) -> Bar:
    """Return how an indicator stands."""
    asked = [r for r in result.items if r.status is not Status.NOT_APPLICABLE]
    open_ = sum(r.status is Status.UNANSWERED for r in asked)
    return Bar(
        result.indicator.id,
        str(result.indicator.title),
        words.score(result.score),
        words.score(result.maximum),
        _share(result.score or Fraction(0), result.maximum),
        _("{n} of {of} answered").format(n=numbers.show(len(asked) - open_), of=numbers.show(len(asked))),
        open_,
    )


def assessment(seat: Seat) -> Assessment:
    """Return the checklist of the page, judged as it stands now."""
    return _of_page(seat, seat.bench.assessments())


def standing(seat: Seat, question: Question) -> tuple[Stated, Assessment]:
    """Return what an entry says now, and the checklist of the page judged with it."""
    state, judged = seat.bench.standing()
    return state.get(question.key, NOTHING), _of_page(seat, judged)


def _of_page(seat: Seat, judged: Sequence[Assessment]) -> Assessment:
    return next(a for a in judged if a.checklist.id == seat.checklist)


def questions(seat: Seat, indicator: str, unit: str, only_open: bool, text: str) -> list[Question]:
    """Return the questions of a page: of an indicator, a unit, without an answer, with some words in them."""
    bench = seat.bench
    chosen = [
        q
        for q in questions_.asked(bench.instruments, bench.checklists, bench.desk.facts(bench.system), bench.system)
        if not indicator or indicator in q.indicators(bench.checklists)
    ]
    if unit:
        owners = asking.owners_of(bench, unit)
        chosen = [q for q in chosen if q.fact.owner in owners]
    if text:
        from compliance.persian.letters import fold

        wanted = fold(text)
        chosen = [q for q in chosen if wanted in fold(" ".join((*q.fact.question, *q.fact.evidence, q.fact.id)))]
    return bench.open_among(chosen) if only_open else chosen


def asked(seat: Seat, question: Question, entry: Stated, judged: Assessment) -> Asked:
    """Return a question as it stands."""
    bench, fact = seat.bench, question.fact
    computed = bench.computed(question.key)
    hanging = questions_.points(question, [judged])
    said = [part for part in (entry.by, dates.show(entry.on) if entry.on else None) if part]
    need = _("required") if fact.evidence_required else _("if there is any")
    return Asked(
        id=question_id(question.key.system, fact.id),
        fact=fact.id,
        title=str(fact.question),
        kind=fact.answer.value,
        unit=str(fact.unit or ""),
        mode=fields.mode(fact),
        limits=fields.limits(fact),
        owner=str(bench.instruments.units.get(fact.owner, fact.owner)),
        counted=str(fact.counted or ""),
        total=str(fact.total or ""),
        needed=_("{evidence} ({need})").format(evidence=fact.evidence, need=need),
        why=_why(question),
        worth=tables.points_by_checklist(hanging, bench.instruments) if hanging else "",
        choices=tuple(_choices(question)),
        fields=fields.shown(fact, entry),
        base=fields.packed(entry),
        answered=entry.answers,
        proposed=numbers.digits(entry.proposed or ""),
        origin=bench.origin(question, entry) if entry.proposed else "",
        who=listed(said) if any(entry.statement) else "",
        said=entries.answered(fact, entry) if entry.answers else "",
        computed=_("{source}: {value}").format(
            source=_(words.SOURCE[computed.source]), value=words.value(fact, computed.value)
        )
        if computed
        else "",
        holds=computed is not None and not entry.override,
        evidence=tuple(piece(p) for p in entry.evidence),
        largest=bench.desk.largest,
        marks=(fields.mark_of_answer(entry), fields.mark_of_evidence(entry)),
    )


def _why(question: Question) -> str:
    """Return where a question counts, with the target; a second condition counts nowhere and has its own limit."""
    if question.places:
        item = question.places[0].item
        return _("{item}; target: {target}").format(item=item.id, target=words.target(question.fact, item))
    if question.serves:
        item = question.serves[0].item
        return _("a second condition of {item}, without points of its own; success criterion: {criterion}").format(
            item=item.id, criterion=item.criterion
        )
    return ""


def question_id(system: str, fact: str) -> str:
    """Return how a question is called inside a page; facts and systems have no colon, and a selector no point."""
    return "-".join(part.replace(".", "_") for part in (system, fact) if part)


def _choices(question: Question) -> Iterator[Choice]:
    if question.fact.answer is AnswerKind.YES_NO:
        yield Choice("yes", _("yes"))
        yield Choice("no", _("no"))
    for level, wording in enumerate(question.fact.levels):
        yield Choice(str(level), _("{n}) {wording}").format(n=numbers.digits(level), wording=wording))


def piece(evidence: Evidence) -> Piece:
    """Return a piece of evidence in words."""
    more = [
        text
        for text in (
            dates.show(evidence.date) if evidence.date else None,
            _("held by {holder}").format(holder=evidence.held_by) if evidence.held_by else None,
            evidence.classification,
        )
        if text
    ]
    shown = evidence.name.removeprefix("evidence/") if evidence.kind == "file" else entries.evidence(evidence)
    return Piece(evidence.name, shown, listed(more), evidence.kind == "file")


def owners(seat: Seat, among: Sequence[Question]) -> list[Choice]:
    """Return the units whose questions are among these, by name."""
    names = seat.bench.instruments.units
    units = {u.id: str(u.name) for u in seat.bench.units}
    covered = {owner for u in seat.bench.units for owner in u.covers}
    own = {q.fact.owner for q in among}
    found = {u.id: units[u.id] for u in seat.bench.units if own & set(u.covers)}
    found |= {owner: str(names.get(owner, owner)) for owner in own - covered}
    return [Choice(id_, name) for id_, name in found.items()]
