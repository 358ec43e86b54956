"""`hq assess assessor`, `assessors`, `retire`, `draw`, `assign`, `release`: who assesses whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from compliance import checklist
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.commands.hq.assess.given import asked, of_checklist, offices, some_offices
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.headquarters import roster, seeds
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import assessors, assigning
from compliance.headquarters.assessing.assessors import Described
from compliance.headquarters.assessing.assigning import Drawing
from compliance.headquarters.showing.assessing import people
from compliance.headquarters.showing.assessing.naming import Names
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.schema import listed


def _said(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Return a text in one line, also an empty one, which takes away what stood there."""
    if isinstance(value, tuple):
        return tuple(_said(ctx, parameter, one) for one in value)
    return value if value is None or not value.strip() else options.written(ctx, parameter, value)


@click.command(
    "assessor",
    cls=Command,
    help=mark(
        "Take in an assessor, or describe one anew; what is not said stays as it was.\n\nWho works at a body, in a "
        "province or at an office, or is tied to one, is never assigned to it. A tie is ID, or office:ID, body:ID, "
        "province:ID where an id has several meanings, and =NOTE behind it; an empty text takes ties away."
    ),
)
@store
@click.argument("assessor", metavar="ASSESSOR")
@options.option("--name", callback=options.written, metavar="TEXT", help=mark("Their Persian name."))
@options.option("--name-en", callback=options.written, metavar="TEXT", help=mark("Their English name."))
@options.option("--organisation", callback=_said, metavar="TEXT", help=mark("Where they come from, in words."))
@options.option("--body", callback=_said, metavar="ID", help=mark("The body at which they work."))
@options.option("--province", callback=_said, metavar="ID", help=mark("The province in which they work."))
@options.option("--office", callback=_said, metavar="ID", help=mark("The office at which they work."))
@options.option(
    "--former",
    callback=_said,
    metavar="TIE",
    multiple=True,
    help=mark("A former employer; may be given several times."),
)
@options.option(
    "--relation",
    "relations",
    callback=_said,
    metavar="TIE",
    multiple=True,
    help=mark("A relation that they declared; may be given several times."),
)
@options.option("--letter", callback=_said, metavar="NUMBER", help=mark("Number of their declaration of interests."))
@options.by
@options.checklists
@options.lang
def assessor_(store: Path, assessor: str, by: str, checklists_folder: Path | None, **given: Any) -> None:
    """Run the verb."""
    library = checklist.load(checklists_folder)
    said = Described(**{key: value if value != () else None for key, value in given.items()})
    with stores.opened(store) as opened:
        before = assessors.assessors(opened).get(assessor)
        ids = assessors.known(opened, library.bodies, library.provinces)
        after = assessors.described(before, assessor, said, ids)
        with opened.changing(by) as change:
            assessors.note(change, after)
        tied, names = assigning.tied(opened, after), _names(opened, library)
    console.say(people.sentence(after, names))
    for line in tied:
        console.note(line)


@click.command(
    "assessors", cls=Command, help=mark("List the assessors with what ties them, and how many offices each has.")
)
@store
@options.checklists
@options.visual
@options.as_json
@options.lang
def assessors_(store: Path, checklists_folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"assessors": []})
    library = checklist.load(checklists_folder)
    with stores.opened(store) as opened:
        found, load = list(assessors.assessors(opened).values()), assigning.load(opened)
        names = _names(opened, library)
    if as_json:
        console.data(people.record(found, load))
    else:
        console.show(people.sheet(found, load, names))


@click.command(
    "retire", cls=Command, help=mark("Let an assessor assess no more; what they established stays on record.")
)
@store
@click.argument("assessor", metavar="ASSESSOR")
@options.option(
    "--why", required=True, callback=options.written, metavar="TEXT", help=mark("The reason, for the record.")
)
@options.by
@options.lang
def retire_(store: Path, assessor: str, why: str, by: str) -> None:
    """Run the verb."""
    with stores.opened(store) as opened:
        with opened.changing(by) as change:
            assessors.retire(opened, change, assessor, why)
        names = Names({}, assessors.everybody(opened))
    console.say(_("{assessor} assesses no more").format(assessor=names.assessor(assessor)))


def _names(opened: Store, library: Library) -> Names:
    """Return what everybody is called to whom somebody can be tied."""
    provinces = {id_: province.name for id_, province in library.provinces.items()}
    return Names(roster.offices(opened), assessors.everybody(opened), library.bodies, provinces)


def _tell_undeclared(ids: Sequence[str], names: Names) -> None:
    """Say who was assigned before anybody heard of their interests."""
    if ids:
        text = _(
            "No declaration of interests yet of {ids}: note its number with hq assess assessor STORE ID --letter"
        )
        console.note(text.format(ids=listed(map(names.assessor, ids))))


@click.command(
    "draw",
    cls=Command,
    help=mark(
        "Draw assessors by lot for every office that has filed, none with a conflict of interest.\n\nThe same seed "
        "draws the same, on any machine. Loads are as even as conflicts allow. Who is assigned already stays; run "
        "again for offices that filed later."
    ),
)
@store
@offices
@of_round
@of_checklist
@options.option("--each", type=click.IntRange(1, 9), required=True, metavar="N", help=mark("Assessors of an office."))
@options.option(
    "--seed",
    required=True,
    metavar="TEXT",
    help=mark("What the lot is drawn from, such as a number that was published before."),
)
@options.by
@options.checklists
@options.visual
@options.as_json
@options.lang
def draw_(store: Path, offices: tuple[str, ...], each: int, seed: str, by: str, **given: Any) -> None:
    """Run the verb."""
    console.frame({"offices": []})
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        of = asked(opened, library, given)
        found = assigning.draw(opened, by, of, Drawing(each, seeds.seed_of(seed), offices or None))
        silent = assigning.undeclared(opened, chain.from_iterable(found.new.values()))
        names = _names(opened, library)
    _tell_undeclared(silent, names)
    if given["as_json"]:
        console.data(people.drawn_record(found))
    else:
        console.show(people.drawn(found, names))
    click.get_current_context().exit(1 if found.short else 0)


@click.command(
    "assign", cls=Command, help=mark("Assign an assessor to offices by name; one with a conflict is refused.")
)
@store
@click.argument("assessor", metavar="ASSESSOR")
@some_offices
@of_round
@of_checklist
@options.by
@options.checklists
@options.lang
def assign_(store: Path, assessor: str, offices: tuple[str, ...], by: str, **given: Any) -> None:
    """Run the verb."""
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        n = assigning.assign(opened, by, asked(opened, library, given), assessor, offices)
        silent, names = assigning.undeclared(opened, [assessor]), _names(opened, library)
    _tell_undeclared(silent, names)
    text = _("assigned to {assessor}; offices: {n}")
    console.say(text.format(assessor=names.assessor(assessor), n=numbers.show(n)))


@click.command(
    "release", cls=Command, help=mark("End assignments of an assessor; what they established counts no more.")
)
@store
@click.argument("assessor", metavar="ASSESSOR")
@some_offices
@of_round
@of_checklist
@options.option(
    "--why", required=True, callback=options.written, metavar="TEXT", help=mark("The reason, for the record.")
)
@options.by
@options.checklists
@options.lang
def release_(store: Path, assessor: str, offices: tuple[str, ...], why: str, by: str, **given: Any) -> None:
    """Run the verb."""
    library = checklist.load(given["checklists_folder"])
    with stores.opened(store) as opened:
        n = assigning.release(opened, by, asked(opened, library, given), assessor, offices, why)
        names = _names(opened, library)
    console.say(_("{assessor} released; offices: {n}").format(assessor=names.assessor(assessor), n=numbers.show(n)))
