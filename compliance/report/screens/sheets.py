"""What `check` and `plan` print for people: sentences and tables in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from compliance.assessment.priorities import without_evidence
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known, Office, Register
from compliance.model.results import Assessment, Objective, Plan
from compliance.persian import numbers
from compliance.register.registers import bands
from compliance.report import plan_reasons, plan_tables, sentences, tables, words
from compliance.report.screens.terminal import Sheet
from compliance.schema import listed


def of_check(
    library: Library,
    office: Office,
    round_: str,
    register: Register,
    assessments: Sequence[Assessment],
    facts: Mapping[str, Known],
    contradictions: Sequence[tuple[str, tables.Table]],
    proposed: int,
) -> Sheet:
    """Return assessments with what to answer next, and what the registers hold."""
    page = Sheet()
    page.say(_("{office}, round {round}").format(office=office.name, round=numbers.digits(round_)))
    if proposed:
        page.say(sentences.carried_over(proposed))
    for assessment in assessments:
        _assessment(page, library, office, assessment, {} if assessment.system else facts)
    if contradictions:
        page.say()
        page.say(_("Answers that contradict each other:"))
    for sentence, table in contradictions:
        page.show(table, sentence)
    page.show(tables.answer_next(assessments, library), _("Answer these next; they can move the score most:"))
    if register.funnel is not None:
        page.show(tables.funnel(register.funnel), _("Services in the register:"))
    if register.projects:
        page.show(tables.projects(bands(register.projects)), _("Projects:"))
    for column, lines in register.blanks.items():
        page.say(
            _("services.csv: {n} empty cells in “{column}” counted as no (lines {lines})").format(
                n=numbers.show(len(lines)), column=column, lines=_lines(lines)
            )
        )
    return page


def _lines(lines: tuple[int, ...], most: int = 8) -> str:
    shown = listed(numbers.digits(line) for line in lines[:most])
    return shown + ("…" if len(lines) > most else "")


def _assessment(
    page: Sheet, library: Library, office: Office, assessment: Assessment, facts: Mapping[str, Known]
) -> None:
    title = str(assessment.checklist.title)
    if assessment.system is not None:
        system = next(s for s in office.systems if s.id == assessment.system)
        title = f"{title} — {system.title}"
    page.say()
    page.say(title)
    page.say(sentences.standing(assessment))
    if assessment.certificate is not None:
        page.say(sentences.certificate(assessment))
    page.show(tables.indicators(assessment))
    for result in assessment.indicators:
        page.show(tables.items(result, library), f"{result.indicator.id} {result.indicator.title}")
    page.show(tables.disagreements(assessment, library), _("Sources that disagree:"))
    page.show(
        tables.second_conditions(assessment, library, facts),
        _("Scored as met, but a second condition of the criterion does not hold:"),
    )
    page.show(tables.taken_out(assessment, library), _("Not applicable, with the weight it takes out:"))
    bare = without_evidence(assessment, library)
    if bare:
        page.say()
        page.say(
            _("Items without evidence: {n} (points that rest on them: {points}): {ids}").format(
                n=numbers.show(len(bare)),
                points=words.score(sum((r.points for r in bare), Fraction(0))),
                ids=listed(r.item.id for r in bare),
            )
        )


def of_plan(library: Library, office: Office, plan: Plan) -> Sheet:
    """Return a plan with its actions, what belongs to them, and the requests."""
    page = Sheet()
    page.say(_("Action plan of {office}, round {round}").format(office=office.name, round=numbers.digits(plan.round)))
    page.say(str(library.checklists[plan.goal.checklist].title))
    for sentence in sentences.of_plan(plan, library):
        page.say(sentence)
    page.show(plan_tables.actions(plan, library))
    page.show(plan_tables.details(plan, library), _("What belongs to each action:"))
    _list(page, _("Why these actions, and why then:"), plan_reasons.whys(plan, library))
    _list(page, _("What stays open, and why:"), plan_reasons.why_nots(plan, library))
    page.show(tables.requests(plan.requests, library), _("Requests to headquarters; their points are not promised:"))
    if plan.objective is Objective.MOST_POINTS and not plan.actions:
        page.say(_("Nothing to do is known: answer the open questions first."))
    return page


def _list(page: Sheet, title: str, lines: Sequence[str]) -> None:
    """Add sentences below their title, each on a line of its own."""
    if lines:
        page.say()
        page.say(title)
    for line in lines:
        page.say(line)


def of_review(library: Library, office: Office, plan: Plan, hash_: str) -> Sheet:
    """Return how a saved plan stands: its hash, approval, states, and what was decided of it."""
    page = Sheet()
    page.say(_("Action plan of {office}, round {round}").format(office=office.name, round=numbers.digits(plan.round)))
    page.say(_("Plan {hash}").format(hash=hash_))
    if plan.shown != hash_:
        page.say(_("It was changed by hand since the program wrote it as {hash}.").format(hash=plan.shown or "—"))
    page.say(sentences.reach(plan))
    page.say(sentences.size(plan))
    page.say(sentences.approval(plan))
    page.show(plan_tables.states(plan, library))
    page.show(plan_tables.decisions(plan, library), _("Decisions that every further plan keeps to:"))
    return page
