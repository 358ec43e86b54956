"""`web`: the self-check, the plan and its review as a page of this computer."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.language import _, mark

if TYPE_CHECKING:
    from compliance.web.lobby import Lobby
    from compliance.web.site import Site


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

    serve(office, round_id, checklists_folder, by, port, partial(_opened, not no_browser))
    console.note(_("The page has ended; every answer is kept."))


def choose_office() -> None:
    """Open the page on which one of the offices in this folder is chosen, or a new one is laid down."""
    from compliance.web.serving import serve_choice

    serve_choice(Path.cwd(), options.user(), partial(_opened, True))
    console.note(_("The page has ended; every answer is kept."))


def on_desktop() -> bool:
    """Whether a person sits at this computer's own screen, and the page can be shown."""
    if not all(find_spec(name) for name in ("starlette", "uvicorn")):
        return False
    if os.environ.get(
        "COMPLIANCE_DESKTOP"
    ):  # START.cmd and start.sh, which a file manager may start without a terminal
        return True
    shown = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(shown) and not os.environ.get("SSH_CONNECTION") and sys.stdin.isatty() and sys.stdout.isatty()


def _opened(in_browser: bool, site: Site | Lobby) -> None:
    from compliance.web.serving import open_browser

    console.note(_("The page, for this computer alone; Ctrl-C ends it:"))
    click.echo(site.entrance, err=True)
    if in_browser:
        open_browser(site.entrance)
