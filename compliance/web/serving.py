"""The server: on this computer alone, until it is asked to stop."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance import extras, files, language
from compliance.errors import CannotAccess
from compliance.language import _
from compliance.persian import numbers
from compliance.web import uploading
from compliance.web.guard import App
from compliance.web.site import Site

if TYPE_CHECKING:
    from compliance.web.lobby import Lobby

HOST = "127.0.0.1"


def serve(
    office: Path,
    round_id: str | None = None,
    checklists: Path | None = None,
    by: str = "",
    port: int = 0,
    ready: Callable[[Site], None] = lambda site: None,
) -> None:
    """Serve an office to the browser of this computer until the page or Ctrl-C stops it.

    `port` 0 takes a free one; `ready` is called with the site once it can be opened. BadInput for an
    office that cannot be read, CannotAccess for a port that is taken, MissingExtra without the packages.
    """
    _need()
    from compliance.web.app import build

    site = Site(office, round_id, checklists, by, language.current())
    with ExitStack() as held:
        _take(held, site)
        _run(build(site), site, port, ready)


def serve_choice(folder: Path, by: str = "", ready: Callable[[Lobby], None] = lambda lobby: None) -> None:
    """Serve the choice among the offices that lie in a folder, and then the chosen one."""
    _need()
    from compliance.web.lobby import Lobby

    with ExitStack() as held:
        lobby = Lobby(folder, by, language.current(), partial(_take, held))
        _run(lobby, lobby, 0, ready)


def _need() -> None:
    for package in ("starlette", "uvicorn"):
        extras.package(package, "web")


def _take(held: ExitStack, site: Site) -> None:
    """Look whether an office can be shown, and clear away what a server that was killed left of an upload."""
    desk = site.opened().desk()
    desk.read_log()  # what cannot be read is said here, not in the browser
    if held.enter_context(files.held(desk.folder / uploading.LOCK)):  # no other server's upload is on its way
        files.leftovers(desk.folder, uploading.PREFIX)


def _run(shown: App, site: Any, port: int, ready: Callable[[Any], None]) -> None:
    """Serve an application until its site is stopped."""
    with _listening(port) as listener:
        site.port = listener.getsockname()[1]
        server = _server(shown, site, ready)
        with suppress(KeyboardInterrupt):  # the server has ended well by then; being asked to end is no failure
            server.run(sockets=[listener])


def open_browser(address: str) -> None:
    """Open the browser without waiting for it: one that runs in the terminal would hold the server up."""
    import webbrowser
    from threading import Thread

    Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _server(shown: App, site: Any, ready: Callable[[Any], None]) -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """A server that says when it can be opened."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Begin to listen."""
            await super().startup(sockets)
            ready(site)

    config = uvicorn.Config(
        shown,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        loop="asyncio",
        http="h11",
        timeout_graceful_shutdown=5,
    )
    server = Server(config)

    def stop() -> None:
        server.should_exit = True

    site.stop = stop
    return server


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on this computer alone."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there the other option would let a second program take the port over
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise CannotAccess(
            f"{HOST}:{numbers.digits(port)}",
            _("this port cannot be used"),
            _("name another one with --port, or leave --port out"),
        ) from error
    return listener
