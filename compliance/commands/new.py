"""`new`: an office folder to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from compliance import checklist, clock, files
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.errors import BadInput
from compliance.language import _, mark
from compliance.office import blank, snapshot
from compliance.office.evidence import FOLDER
from compliance.persian import dates
from compliance.persian.letters import ascii_digits
from compliance.schema import nearest, quoted


@click.command(
    cls=Command,
    help=mark("Lay down an office folder: description, questions to answer, registers to fill in."),
)
@click.argument("office", type=click.Path(path_type=Path), metavar="FOLDER")
@options.option("--id", "id_", metavar="ID", help=mark("Id of the office. Default: the folder's name."))
@options.option("--name", metavar="TEXT", help=mark("Name of the office in Persian."))
@options.option("--body", metavar="ID", help=mark("The body it belongs to, such as civil-registration."))
@options.option("--province", metavar="ID", help=mark("The province, such as bushehr."))
@options.option("--site", metavar="URL", help=mark("Address of the office's site."))
@options.option("--round", "round_id", metavar="ROUND", help=mark("The round. Default: the half year of today."))
@options.checklists
@options.lang
def command(
    office: Path,
    id_: str | None,
    name: str | None,
    body: str | None,
    province: str | None,
    site: str | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    library = checklist.load(checklists_folder)
    if province is not None and province not in library.provinces:
        raise BadInput.of(
            "--province",
            None,
            quoted(province),
            _("the id of a province"),
            nearest(province, library.provinces),
        )
    if office.exists() and (not office.is_dir() or any(office.iterdir())):
        raise BadInput.of(
            str(office),
            None,
            _("a folder that is not empty"),
            _("a new or empty folder"),
            _("choose another name; nothing was changed"),
        )
    given = blank.Given(
        id_ or office.resolve().name,
        name,
        body,
        province,
        site,
        ascii_digits(round_id or dates.round_of(clock.today())),
    )
    for path, text in blank.contents(given, library).items():
        files.make_folder((office / path).parent)
        files.write_text(office / path, text)
    place = office / "rounds" / given.round
    files.make_folder(place / FOLDER)
    files.write(place / snapshot.FILE, snapshot.content(checklist.compiled(checklists_folder)))
    console.say(_("laid down: {path}").format(path=office))
    console.say(
        _(
            "fill in office.yaml and services.csv, answer with “compliance answer {path}” or in "
            "rounds/{round}/answers.yaml, then run: compliance check {path}"
        ).format(round=given.round, path=office)
    )
