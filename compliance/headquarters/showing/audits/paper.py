"""A draw on paper, for publication: seed, list, who was drawn and why, and how anybody draws it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from compliance.headquarters.auditing import drawing
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.audits import draws
from compliance.headquarters.showing.audits import words as say
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.model.audit import Draw, Unit
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.report.document import (
    Block,
    Bullets,
    Figure,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Part,
    Tone,
)
from compliance.report.tables import Table, make

INVENTED = "example-office"  # the page for before the visits names none of the list
KINDS = ("pdf", "docx", "html", "md")


def parts(
    draw: Draw, offices: Mapping[str, Office], library: Library, notes: Iterable[str], public: bool
) -> list[Part]:
    """Return the parts of the paper of a draw; a public one, for before the visits, does not say who is visited."""
    named = INVENTED if public else draw.units[0].office  # of the list, drawn or not
    again = Part("again", _("How anybody draws it again"), tuple(_again(draw, named)))
    if public:
        return [Part("draw", _("Sample for site visits"), tuple(_begun(draw, library, notes))), again]
    drawn = (*_begun(draw, library, notes), *_drawn(draw, offices))
    why = Part("why", _("Why these offices and items"), tuple(_why(draw, offices, library)))
    return [Part("draw", _("Sample for site visits"), drawn), why, again]


def _begun(draw: Draw, library: Library, notes: Iterable[str]) -> Iterator[Block]:
    yield Paragraph(draws.title(draw, library), Tone.STRONG)
    yield Figures(
        (
            Figure(_("Offices in the list"), numbers.show(len(draw.units))),
            Figure(_("Offices drawn"), numbers.show(len(draw.drawn))),
            Figure(_("Items in each"), numbers.show(draw.items)),
        )
    )
    yield Bullets(tuple(draws.summary(draw, library)))
    yield Bullets(tuple(notes))


def _drawn(draw: Draw, offices: Mapping[str, Office]) -> Iterator[Block]:
    yield Paragraph(
        _("Not to be given away before the visits are over: it says who is visited and what is looked at."),
        Tone.STRONG,
    )
    yield Grid(_offices(draw, offices), _("Offices that were drawn"))
    table = draws.away(draw, offices)
    if table.rows:
        yield Grid(table, _("Not in the list that was drawn from"))


def _offices(draw: Draw, offices: Mapping[str, Office]) -> Table:
    chances = drawing.chances(draw)
    return make(
        [(_("office"), False), (_("id of the office"), True), (_("weight"), True), (_("chance"), True)],
        [
            (
                name_of(offices.get(unit.office), unit.office),
                unit.office,
                numbers.show(unit.size),
                draws.chance(chances.of(unit.office)),
            )
            for unit in draw.drawn
        ],
    )


def _why(draw: Draw, offices: Mapping[str, Office], library: Library) -> Iterator[Block]:
    yield Paragraph(
        _(
            "A weight is a sum: the same for everybody, and more for each thing that was seen. The chance is in "
            "proportion to it. To be drawn accuses nobody of anything; the weights are proposed."
        ),
        Tone.SOFT,
    )
    for unit in draw.drawn:
        yield Heading(name_of(offices.get(unit.office), unit.office))
        yield Paragraph(_("Why this office: {why}").format(why=say.why(unit.reasons)))
        yield Grid(items(draw, unit, library))


def items(draw: Draw, unit: Unit, library: Library) -> Table:
    """The items of an office that were drawn, with their chance and why."""
    chances, checklist = drawing.item_chances(draw, unit), library.checklists.get(draw.checklist)
    asked = {item.id: str(library.facts[item.fact].question) for item in (checklist.items if checklist else ())}
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("weight"), True),
            (_("chance"), True),
            (_("why this item"), False),
        ],
        [
            (
                one.id,
                asked.get(one.id, say.NONE),
                numbers.show(unit.sizes[one.place]),
                draws.chance(chances.of(one.id)),
                say.why(one.reasons, of_item=True),
            )
            for one in unit.items
        ],
    )


def _again(draw: Draw, office: str) -> Iterator[Block]:
    """Yield how the draw is made again, in words, with a number that anybody can check by hand."""
    yield Paragraph(
        _(
            "Seed and list decide everything: nobody chooses. The list, with the weight of every office and item, is "
            "what “hq audit show --json” prints under frame. Its SHA-256 is above, so that nobody can change it; the "
            "list itself can be published once the visits are over."
        )
    )
    yield Bullets(tuple(_steps(draw)), numbered=True)
    text = drawing.text_of_office(draw.seed, draw.round, draw.checklist, office)
    digest = hashlib.sha256(text.encode()).hexdigest()
    yield Heading(_("A number to check by hand"))
    said = (
        _("On any computer with the usual tools, this command has to give the number below it for {office}:")
        if office != INVENTED
        else _(
            "On any computer with the usual tools, this command has to give the number below it; {office} is an "
            "invented office:"
        )
    )
    yield Paragraph(said.format(office=office))
    yield Paragraph(f"printf '%s' '{text}' | sha256sum")
    yield Paragraph(digest)
    yield Paragraph(
        _("Its first 32 signs put the office in its place, its last 32 decide when it meets the one before it."),
        Tone.SOFT,
    )


def _steps(draw: Draw) -> Iterator[str]:
    yield _(
        "The chance of an office is how many are drawn, times its weight, over the sum of all weights. Whose chance "
        "would be 1 or more is drawn for certain and leaves the list, and the others are counted anew."
    )
    yield _("Each office gets a number: the SHA-256 of “{text}”, with its id at the end.").format(
        text=drawing.text_of_office(draw.seed, draw.round, draw.checklist, "…")
    )
    yield _("The offices are put in the order of these numbers.")
    yield _(
        "The first one holds its chance. Each next one meets the one that holds, with u = the last 32 signs of its "
        "number as a part of 1. Are both chances together less than 1, one of them goes on with the sum, and the "
        "other is out: the one that held where u is below its part of the sum. Are they 1 or more, one of them is "
        "drawn, and the other goes on with the rest above 1: the one that held is drawn where u is below (1 − the "
        "chance of the newcomer) ÷ (2 − the sum)."
    )
    yield _(
        "So it is with the items of each office that was drawn; their numbers are the SHA-256 of “{text}”."
    ).format(text=drawing.text_of_item(draw.seed, draw.round, draw.checklist, "OFFICE", "ITEM"))
