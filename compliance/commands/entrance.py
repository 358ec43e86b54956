"""How people without a terminal come in: the page opens where somebody sits at the screen."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.commands import console
from compliance.language import _

if TYPE_CHECKING:
    from compliance.web.lobby import Lobby
    from compliance.web.site import Site


def choose_office() -> None:
    """Open the page on which one of the offices in this folder is chosen, or a new one is laid down."""
    from compliance.web.serving import serve_choice

    serve_choice(Path.cwd(), console.user(), partial(opened, True))
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


def opened(in_browser: bool, site: Site | Lobby) -> None:
    """Say where the page is, and open it in the browser."""
    from compliance.web.serving import open_browser

    console.note(_("The page, for this computer alone; Ctrl-C ends it:"))
    click.echo(site.entrance, err=True)
    if in_browser:
        open_browser(site.entrance)
