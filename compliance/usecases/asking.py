"""Which questions a verb asks of an office, the same for every way to answer: checklists, unit, indicator."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from compliance import clock
from compliance.errors import BadInput, Problem
from compliance.forms import questions as questions_
from compliance.forms.bench import Bench
from compliance.forms.questions import Question
from compliance.language import _
from compliance.model.record import Author, Where
from compliance.schema import nearest, quoted
from compliance.usecases.opening import Opened, known_checklist


def bench_of(opened: Opened, by: str, where: Where, checklists: Sequence[str], system: str = "") -> Bench:
    """Return the round as forms see it."""
    return Bench(
        opened.instruments,
        opened.desk(),
        opened.computed,
        checklists,
        Author(by, where, clock.today()),
        opened.folder.office.units,
        system,
    )


def checklists_of(opened: Opened, chosen: str | None, system: str | None) -> list[str]:
    """Return the checklists whose questions are asked; one that is not the subject's is refused."""
    known, per = opened.instruments.checklists, "system" if system else "office"
    ids: Sequence[str] = tuple(known) if chosen == "all" or system else opened.folder.office.checklists
    if chosen not in (None, "all"):
        ids = (known_checklist(opened.instruments, chosen),)
        if known[ids[0]].per != per:
            raise BadInput.of(
                "--checklist",
                None,
                quoted(ids[0]),
                _("a checklist of the office itself") if per == "office" else _("a checklist of systems"),
                _("name the system with --system") if per == "office" else _("leave --system out"),
            )
    return [id_ for id_ in ids if known[id_].per == per]


def questions_of(
    bench: Bench, facts: Sequence[str], quick: bool, unit: str | None, indicator: str | None, only: str | None
) -> list[Question]:
    """Return the questions that were asked for; unknown names are refused all at once."""
    known = bench.desk.facts(bench.system)
    if facts:
        wrong = [_unknown("FACT", id_, known) for id_ in dict.fromkeys(facts) if id_ not in known]
        if wrong:
            raise BadInput(wrong)
        return questions_.single(bench.instruments, {id_: known[id_] for id_ in facts}, bench.system)
    wanted = selected(bench, unit, indicator)
    if only == "gaps":
        return questions_.gaps(wanted, bench.chosen_assessments())
    open_ = [q for q in wanted if bench.computed(q.key) is None]
    if quick or only == "unanswered":
        open_ = bench.open_among(open_)
    return questions_.heaviest_first(open_, bench.chosen_assessments()) if quick else open_


def selected(bench: Bench, unit: str | None, indicator: str | None = None) -> list[Question]:
    """Return the questions of a unit and an indicator, computed ones too; unknown names are refused at once."""
    known = bench.desk.facts(bench.system)
    every = questions_.asked(bench.instruments, bench.checklists, known, bench.system)
    owners = owners_of(bench, unit)
    problems = [] if unit is None or owners else [_unknown("--unit", unit, _units(bench))]
    indicators = {i.id for id_ in bench.checklists for i in bench.instruments.checklists[id_].indicators}
    if indicator is not None and indicator not in indicators:
        problems.append(_unknown("--indicator", indicator, indicators))
    if problems:
        raise BadInput(problems)
    wanted = [q for q in every if unit is None or q.fact.owner in owners]
    if indicator is not None:
        wanted = [q for q in wanted if indicator in q.indicators(bench.checklists)]
    return wanted


def _unknown(option: str, text: str, known: Collection[str]) -> Problem:
    expected = {"FACT": _("the id of a fact"), "--indicator": _("the id of an indicator")}
    wanted = expected.get(option, _("a unit of office.yaml, or an owner"))
    return Problem(option, None, quoted(text), wanted, nearest(text, known))


def _units(bench: Bench) -> set[str]:
    return {*(unit.id for unit in bench.units), *bench.instruments.units}


def owners_of(bench: Bench, unit: str | None) -> set[str]:
    """Return the owners whose work a unit does; an owner's name stands for itself, an unknown one for none."""
    covers = {u.id: set(u.covers) for u in bench.units}
    return covers.get(unit or "", {unit} & set(bench.instruments.units) if unit else set())
