"""`web`: the self-check, the plan and its review as a page of this computer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from compliance.commands import console, entrance, options
from compliance.commands.group import Command
from compliance.language import _, mark


@click.command(
    cls=Command,
    help=mark(
        "Answer, plan and decide in the browser of this computer.\n\nThe page is served to this computer alone and "
        "opens once, by an address that is worth nothing afterwards. It ends with Ctrl-C, or with its own button."
    ),
)
@options.office
@options.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help=mark("The port it listens on. Default: a free one."),
)
@options.option("--no-browser", is_flag=True, help=mark("Only print the address, and open no browser."))
@options.by
@options.round_
@options.checklists
@options.lang
def command(
    office: Path, port: int, no_browser: bool, by: str, round_id: str | None, checklists_folder: Path | None
) -> None:
    """Run the verb."""
    from compliance.web.serving import serve

    serve(office, round_id, checklists_folder, by, port, partial(entrance.opened, not no_browser))
    console.note(_("The page has ended; every answer is kept."))
