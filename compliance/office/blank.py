"""An empty office folder as text: every question stands in answers.yaml, ready to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compliance.errors import Problem
from compliance.files import CONTROL
from compliance.language import _
from compliance.model.checklist import AnswerKind, Checklist, Fact, Library
from compliance.model.results import NONE
from compliance.office.answers import ROUND
from compliance.office.description import is_id
from compliance.office.folder import facts_by_subject
from compliance.register.registers import PROJECT_COLUMNS
from compliance.register.services import COLUMNS
from compliance.schema import quoted

PROPOSED_CAPACITY = 2
CHECKLISTS = ("programme",)


class Given(NamedTuple):
    """What is known of the office when its folder is laid down; a `national` one is a body itself, of no province."""

    id: str
    name: str | None
    body: str | None
    province: str | None
    site: str | None
    round: str
    name_en: str | None = None
    checklists: tuple[str, ...] = CHECKLISTS
    national: bool = False


def problems(given: Given) -> list[Problem]:
    """Return what stands against laying an office down so, each by the option that says it."""
    found = [
        Problem(
            option,
            None,
            quoted(id_),
            _("lower-case letters, digits and hyphens"),
            _("write an id such as bushehr-civil-registry"),
        )
        for option, id_ in (("--id", given.id), ("--body", given.body))
        if id_ is not None and not is_id(id_)
    ]
    if given.name is not None and not any(sign.isalnum() for sign in given.name):
        found.append(Problem("--name", None, quoted(given.name), _("the name of the office"), _("write it in full")))
    if not ROUND.fullmatch(given.round):
        found.append(
            Problem("--round", None, quoted(given.round), _("a round such as 1405-2"), _("write year and half year"))
        )
    return found


def contents(given: Given, library: Library) -> dict[str, str]:
    """Return the files of a new office folder by their path in it, for what `problems` has nothing against."""
    return {
        "office.yaml": _office(given, library),
        "services.csv": ",".join(COLUMNS) + "\n",
        "projects.csv": ",".join(PROJECT_COLUMNS) + "\n",
        f"rounds/{given.round}/answers.yaml": answers(given.round, library),
    }


def _comment(*texts: str) -> str:
    return "# " + "   ".join(texts)


def _quoted(text: str) -> str:
    plain = " ".join(CONTROL.sub(" ", text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _office(given: Given, library: Library) -> str:
    name = given.name or given.id
    whose = _("The body it belongs to, such as a national organisation; mend id and name.")
    seat = _("A body belongs to no province; this is where its headquarters are. Mend it if they are elsewhere.")
    lines = [
        _comment(_("What the office is; mend what does not hold.")),
        f"id: {given.id}",
        f"name: {{fa: {_quoted(name)}, en: {_quoted(given.name_en or name)}}}",
        *([] if given.national else [_comment(whose)]),
        f"body: {{id: {given.body or given.id}, fa: {_quoted(name)}}}",
        *([_comment(seat)] if given.national else []),
        f"province: {given.province or 'tehran'}",
        *(
            [f"site: {_quoted(given.site)}"]
            if given.site
            else [_comment("site: https://…", _("address of the site"))]
        ),
        f"checklists: [{', '.join(given.checklists)}]",
        "",
        _comment(_("Units: whose work they do (covers), and person-days a week they can give (proposed: 2).")),
        "units:",
    ]
    for unit, title in library.units.items():
        lines += [
            f"  {unit}:",
            f"    name: {{fa: {_quoted(title.fa)}, en: {_quoted(title.en)}}}",
            f"    covers: [{unit}]",
            f"    capacity: {PROPOSED_CAPACITY}",
        ]
    lines += [
        "",
        _comment("budget: 5000", _("million rials for the plan")),
        "efforts_confirmed: no   " + _comment(_("yes once the office has confirmed the estimates of work")),
    ]
    return "\n".join(lines) + "\n"


def answers(
    round_id: str, library: Library, entries: Mapping[str, str] = NONE, marks: Mapping[str, str] = NONE
) -> str:
    """Return a file of answers with every question; `entries` are filled in, `marks` stand as comments."""
    own, _systems = facts_by_subject(library)
    lines = [
        _comment(_("Answer behind the colons; what is left empty is unanswered. Any digits will do.")),
        _comment(_("Does a fact not apply? Put in its place:  not_applicable: the reason")),
        _comment(_("Evidence:  evidence: [evidence/file.pdf]   or   evidence: [{letter: number, date: 1405/05/03}]")),
        _comment(_("What the service register decides need not be answered here.")),
    ]
    if entries:
        lines.append(_comment(_("“proposed” marks answers of the last round: delete it to confirm, or answer anew.")))
    lines += [f"round: {round_id}", "answers:"]
    asked: set[str] = set()
    for checklist in library.checklists.values():
        for title, facts in _questions(checklist, own, asked):
            lines += ["", "  " + _comment(title), *_entries(facts, entries, marks)]
    rest = [fact for fact in own.values() if fact.id not in asked]
    if rest:
        lines += ["", "  " + _comment(_("Second conditions of success criteria")), *_entries(rest, entries, marks)]
    return "\n".join(lines) + "\n"


def _questions(checklist: Checklist, own: dict[str, Fact], asked: set[str]) -> Iterator[tuple[str, list[Fact]]]:
    for indicator in checklist.indicators:
        new = [own[i.fact] for i in indicator.items if i.fact in own and i.fact not in asked]
        asked |= {fact.id for fact in new}
        if new:
            yield f"{checklist.title} — {indicator.title}", new


def _entries(facts: Iterable[Fact], entries: Mapping[str, str], marks: Mapping[str, str]) -> Iterator[str]:
    for fact in facts:
        register = " " + _("(the register answers it)") if fact.register else ""
        yield f"  # {fact.question}{register}"
        if fact.id in marks:
            yield f"  # » {marks[fact.id]}"
        yield from _hint(fact)
        yield f"  {fact.id}: {entries.get(fact.id) or _open(fact)}"


def _hint(fact: Fact) -> Iterator[str]:
    if fact.answer is AnswerKind.COUNTS:
        yield "  # " + _("; ").join((f"count: {fact.counted}", f"total: {fact.total}"))
    elif fact.answer is AnswerKind.LEVEL:
        yield "  # " + _("; ").join(f"{number}: {wording}" for number, wording in enumerate(fact.levels))
    elif fact.answer is AnswerKind.NUMBER:
        yield f"  # {fact.unit}"


def _open(fact: Fact) -> str:
    return "{count: , total: }" if fact.answer is AnswerKind.COUNTS else "{value: }"
