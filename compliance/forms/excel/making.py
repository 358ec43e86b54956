"""From an office's round to what stands in a form: one sheet an indicator, each fact at its first place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance import language
from compliance.checklist.comparison import asks
from compliance.forms.bench import Bench
from compliance.forms.excel import spelling
from compliance.forms.excel.layout import HEADINGS, Form, Given, Origin, Row, Sealed, Section
from compliance.forms.questions import Place, Question
from compliance.language import _
from compliance.model.checklist import AnswerKind
from compliance.model.office import Office
from compliance.model.stated import NOTHING, Stated
from compliance.persian import numbers
from compliance.report import words
from compliance.report.screens import entries


def make(bench: Bench, office: Office, round_id: str, questions: Sequence[Question], unit: str, only: str) -> Form:
    """Return the form of some questions of a round; `unit` and `only` say which were chosen, or are empty."""
    state = bench.state()
    given = {
        q.key.fact: Given(state.get(q.key, NOTHING), asks(q.fact), bench.computed(q.key) is not None)
        for q in questions
    }
    known = bench.instruments.checklists
    sealed = tuple(Sealed(id_, known[id_].version, known[id_].sha256) for id_ in bench.checklists)
    origin = Origin(office.id, round_id, bench.system, unit, only, language.current(), sealed)
    title = _("Self-check form of {office}").format(office=office.name)
    about = tuple(_about(bench, office, round_id, unit))
    whose = _(" · ").join(text for label, text in about if label not in (_("round"), _("checklist")))
    return Form(origin, title, whose, about, tuple(_guide()), tuple(_sections(bench, questions, given)), given)


def _about(bench: Bench, office: Office, round_id: str, unit: str) -> Iterator[tuple[str, str]]:
    yield _("office"), str(office.name)
    yield _("round"), numbers.digits(round_id)
    if bench.system:
        yield _("system"), str(next(s.title for s in office.systems if s.id == bench.system))
    yield _("unit in charge"), str(bench.instruments.units.get(unit, unit)) if unit else _("all units")
    for id_ in bench.checklists:
        yield _("checklist"), str(bench.instruments.checklists[id_].title)


def _guide() -> Iterator[str]:
    heads = {part.value: str(text) for part, text in HEADINGS.items()}
    yield _("Write your name above, beside “filled in by”; it stands with your answers.")
    yield _("Each sheet holds the questions of one indicator. Answer in the column “{answer}”.").format(**heads)
    yield _("“{how}” says how; yes, no and levels are chosen from the list of their cell.").format(**heads)
    yield _(
        "What does not apply to your office: choose “{not_applicable}” and write why in the column “{reason}”."
    ).format(not_applicable=spelling.NOT_APPLICABLE, **heads)
    yield _(
        "Where “{known}” shows the value of the scan or a register, no answer is needed; "
        "if yours is to be preferred, answer and write why in the column “{reason}”."
    ).format(**heads)
    yield _("An answer carried over from an earlier round counts only once you answer it here.")
    yield _(
        "Put files of evidence beside this form, in the same folder, and write their names in the column "
        "“{evidence}”, each on a line of its own (Alt+Enter); name a letter as “letter 1405/217 dated 1405/07/01”."
    ).format(**heads)
    yield _("An answer that you empty is taken away. What you leave as it is stays as it is.")
    yield _("Yellow cells wait for an answer. Cells of the other columns are locked, without a password.")


def _sections(bench: Bench, questions: Sequence[Question], given: dict[str, Given]) -> Iterator[Section]:
    groups: dict[tuple[str, str], list[tuple[Question, Place]]] = {}
    for question in questions:
        place = _first(question, bench.checklists)
        groups.setdefault((place.checklist.id, place.indicator.id), []).append((question, place))
    for several in groups.values():
        first = several[0][1]
        rows = tuple(_row(bench, question, place, given[question.key.fact]) for question, place in several)
        yield Section(f"{first.indicator.id} {first.indicator.title}", str(first.checklist.title), rows)


def _first(question: Question, checklists: Sequence[str]) -> Place:
    """Return the place at which a question stands: the first in the checklists that were chosen."""
    order = {id_: n for n, id_ in enumerate(checklists)}
    places = [p for p in (*question.places, *question.serves) if p.checklist.id in order]
    return min(places, key=lambda place: order[place.checklist.id])


def _row(bench: Bench, question: Question, place: Place, given: Given) -> Row:
    fact, units = question.fact, bench.instruments.units
    need = _("required") if fact.evidence_required else _("if there is any")
    item = place.item.id
    return Row(
        question.key,
        item if question.places else _("{item}, second condition").format(item=item),
        str(fact.question),
        spelling.how(fact),
        spelling.choices(fact),
        _hint(question),
        spelling.check(fact),
        spelling.filled(fact, given.base),
        _("{evidence} ({need})").format(evidence=fact.evidence, need=need),
        str(units.get(fact.owner, fact.owner)),
        "\n".join(_known(bench, question, given.base)),
        not given.computed,
    )


def _hint(question: Question) -> str:
    """Return what appears beside the cell of a number when it is entered."""
    return "" if question.fact.answer in (AnswerKind.YES_NO, AnswerKind.LEVEL) else spelling.how(question.fact)


def _known(bench: Bench, question: Question, base: Stated) -> Iterator[str]:
    computed = bench.computed(question.key)
    if computed is not None:
        source, value = _(words.SOURCE[computed.source]), words.value(question.fact, computed.value)
        yield _("{source}: {value}").format(source=source, value=value)
    if base.proposed:
        answer = entries.answered(question.fact, base)
        yield _("Proposed from round {round}: {answer}").format(round=numbers.digits(base.proposed), answer=answer)
