"""`new`: an office folder to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.language import _, mark
from compliance.office import blank
from compliance.usecases import founding


@click.command(
    cls=Command,
    help=mark("Lay down an office folder: description, questions to answer, registers to fill in."),
)
@click.argument("office", type=click.Path(path_type=Path), metavar="FOLDER")
@options.option("--id", "id_", metavar="ID", help=mark("Id of the office. Default: the folder's name."))
@options.option("--name", metavar="TEXT", help=mark("Name of the office in Persian."))
@options.option("--body", metavar="ID", help=mark("The body it belongs to, such as civil-registration."))
@options.option(
    "--province", metavar="NAME", help=mark("The province, by its Persian name or its id, such as bushehr.")
)
@options.option("--site", metavar="URL", help=mark("Address of the office's site, such as rah.ir."))
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
    given = blank.Given(id_ or office.resolve().name, name, body, province, site, round_id or "")
    place = founding.lay_down(office, given, checklists_folder)
    console.say(_("laid down: {path}").format(path=office))
    console.say(
        _(
            "fill in office.yaml and services.csv, answer with “compliance answer {path}” or in "
            "rounds/{round}/answers.yaml, then run: compliance check {path}"
        ).format(round=place.name, path=office)
    )
