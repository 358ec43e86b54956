"""The letter by which headquarters notifies an office of its targets, with the seal of the file that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.checklist.pack import grouped
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.targets import records as told
from compliance.headquarters.showing.targets import tables as target_tables
from compliance.headquarters.targets.files import Overlay
from compliance.headquarters.targets.targeting import Made
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.targets import Assignment
from compliance.persian import numbers
from compliance.report import words
from compliance.report.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.tables import make
from compliance.schema import listed

_OPEN = 6  # facts to be answered first that the letter names


def letter(
    made: Made, one: Assignment, library: Library, overlay: Overlay | None, day: date, number: str = ""
) -> Document:
    """Return the letter to an office; without an `overlay` nothing is asked of it and nothing enclosed."""
    title = _("Notification of quantified targets for round {round}").format(round=numbers.digits(made.question.next))
    part = Part("letter", title, tuple(_blocks(made, one, library, overlay)))
    return papers.paper((part,), title, made.question.next, day, number)


def file_name(made: Made, one: Assignment) -> str:
    """Return the name of an office's letter and file without ending."""
    return f"{one.office}.{made.question.next}"


def _blocks(made: Made, one: Assignment, library: Library, overlay: Overlay | None) -> Iterator[Block]:
    office, question = made.offices[one.office], made.question
    yield Paragraph(told.name(office), Tone.STRONG)
    yield Paragraph(_("With greetings and respect,"))
    said = _(
        "following the self-assessment that your office sealed and filed for round {round}, and that was counted by "
        "{title}, the quantified targets of your office for round {next} are notified herewith."
    )
    yield Paragraph(
        said.format(
            round=numbers.digits(question.round),
            title=words.title(made.checklist.title),
            next=numbers.digits(question.next),
        )
    )
    if one.score is None:
        yield Paragraph(_("Nothing of this checklist applies to your office; nothing is asked of it."))
    else:
        yield Paragraph(told.rule(question.rule))
        yield Figures(tuple(_figures(one)))
        yield from _asked(made, one, library)
        yield from _others(one, library)
    if overlay is not None:
        yield from _enclosed(made, one, overlay)
    yield Paragraph(
        _(
            "Person-days are proposed estimates of the catalogue of actions; your office may plan by its own. Where "
            "a target does not fit the facts, please write to headquarters with your evidence."
        ),
        Tone.SOFT,
    )
    yield Paragraph(_("With renewed respect"))
    yield Paragraph(_("Headquarters of the programme"), Tone.STRONG)


def _figures(one: Assignment) -> Iterator[Figure]:
    of = _("of {maximum}").format(maximum=words.score(one.maximum))
    yield Figure(_("Score now"), told.points(one.before), of)
    yield Figure(_("Target score"), told.points(one.target), of)
    yield Figure(_("Points asked"), told.points(one.gain))
    yield Figure(_("Person-days"), numbers.show(one.effort), _("proposed estimate"))


def _asked(made: Made, one: Assignment, library: Library) -> Iterator[Block]:
    if one.targets:
        yield Grid(target_tables.targets(one, made.checklist, library), _("Targets"))
        first = target_tables.needed(one)
        if first.rows:
            yield Grid(first)
        if one.reach is not None and numbers.half_up(one.reach) != one.target:
            yield Paragraph(
                _(
                    "Together the targets come to {reach}, a little more than is asked, because values such as yes "
                    "or no cannot be reached in part."
                ).format(reach=told.points(one.reach)),
                Tone.SOFT,
            )
        if one.rounded:
            yield Paragraph(
                _("The points beside the targets are rounded one by one; their sum can differ in the last digit."),
                Tone.SOFT,
            )
    elif one.before == one.maximum:
        yield Paragraph(_("Your office has the full score. It is asked to keep it, and thanked for it."))
    elif one.due == one.before:
        yield Paragraph(_("What the rule asks for is less than a hundredth of a point; nothing is asked."))
    else:
        yield Paragraph(
            _("There is nothing yet that your office is known to lack and could bring by itself; see what follows.")
        )
    if one.short:
        yield Paragraph(
            _(
                "By the rule {due} would be due. The {short} points between are not asked as targets: they hang on "
                "what is not answered yet and on headquarters, as below. What your office answers counts at once."
            ).format(due=told.points(one.due), short=told.points(one.short))
        )


def _others(one: Assignment, library: Library) -> Iterator[Block]:
    if one.promised:
        yield Heading(_("What headquarters promises"))
        yield Grid(target_tables.promised(one, library))
    if one.answer_first or one.waits:
        yield Heading(_("To be answered first"))
        yield Bullets(tuple(_open(one, library)))


def _open(one: Assignment, library: Library) -> Iterator[str]:
    ordered = sorted(one.answer_first, key=lambda gap: (-gap.points, gap.item))
    for gap in ordered[:_OPEN]:
        yield _("{item}: {question} — up to {points} points").format(
            item=gap.item, question=library.facts[gap.fact].question, points=told.points(gap.points)
        )
    if len(ordered) > _OPEN:
        yield _("and {n} more").format(n=numbers.show(len(ordered) - _OPEN))
    for held in one.waits:
        yield _("{item} can be asked once this is answered: {questions}").format(
            item=held.item, questions=listed(str(library.facts[id_].question) for id_ in held.by)
        )


def _enclosed(made: Made, one: Assignment, overlay: Overlay) -> Iterator[Block]:
    yield Heading(_("The enclosed file, and its seal"))
    yield Paragraph(
        _(
            "The file puts these targets beside the checklist, under an id of their own, and leaves the checklist as "
            "it is; your filings go on as before."
        )
    )
    share = numbers.per_cent(one.start or 0)
    yield Grid(
        make(
            [(_("what for"), False, False, True), (_("command"), False, False, True)],
            [
                (_("seal of the file (SHA-256)"), grouped(overlay.seal)),
                (_("install it"), f"compliance checklists install {file_name(made, one)}.yaml --seal SEAL"),
                (
                    _("see how much of it is reached; today {share}").format(share=share),
                    f"compliance check my-office --checklist {overlay.id}",
                ),
                (_("plan for it"), f"compliance plan my-office --checklist {overlay.id}"),
            ],
        )
    )
