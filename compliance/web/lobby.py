"""The page before an office: which of those that lie here is meant, or a new one; then the office's own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from compliance import checklist
from compliance.errors import BadInput, ComplianceError, Problem
from compliance.language import _
from compliance.office import blank
from compliance.office.description import is_id
from compliance.persian import numbers
from compliance.persian.letters import fold
from compliance.schema import quoted
from compliance.usecases import founding
from compliance.usecases.opening import open_office
from compliance.web import app, guard, rendering
from compliance.web.calls import Call, Reply, page
from compliance.web.door import Door
from compliance.web.guard import Receive, Send
from compliance.web.site import Site

_UNNAMED = re.compile("office(-[0-9]+)?")


class Lobby:
    """Where a person chooses an office; the same server, port and session then show that office.

    `folder` is where offices lie and new ones are laid down; `take` is told the office before it is shown.
    """

    def __init__(self, folder: Path, by: str, language: str, take: Callable[[Site], None]) -> None:
        self.folder, self.by, self.language, self.take = folder, by, language, take
        self.door = Door()
        self.port = 0
        self.stop: Callable[[], None] = lambda: None
        self.shown: guard.App = app.build_of(self, READ, CHANGE)

    @property
    def entrance(self) -> str:
        """The address that opens the page once."""
        return f"http://127.0.0.1:{self.port}/enter?token={self.door.token}"

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Pass a request to what is shown now: the choice, or the chosen office."""
        await self.shown(scope, receive, send)

    def show(self, office: Path) -> None:
        """Show an office from the next request on; BadInput when it cannot be read."""
        site = Site(office, None, None, self.by, self.language)
        site.door, site.port, site.stop = self.door, self.port, self.stop
        self.take(site)
        self.shown = app.build(site)


def choice(lobby: Lobby, call: Call) -> Reply:
    """Show the offices that lie here, and the form of a new one."""
    library = checklist.load()
    text = rendering.alone(
        "lobby",
        title=_("Which office?"),
        csrf=lobby.door.csrf,
        offices=[_listed(path) for path in founding.offices_in(lobby.folder)],
        provinces=sorted(((str(p.name), id_) for id_, p in library.provinces.items()), key=lambda p: fold(p[0])),
        folder=str(lobby.folder),
    )
    return page(text)


def _listed(path: Path) -> dict[str, str]:
    """Return an office as the list shows it; one that cannot be read says why."""
    try:
        opened = open_office(path)
    except ComplianceError as error:
        return {"folder": path.name, "name": path.name, "round": "", "trouble": rendering.told(error)[0]}
    name = str(opened.folder.office.name)
    return {"folder": path.name, "name": name, "round": numbers.digits(opened.round), "trouble": ""}


def choose(lobby: Lobby, call: Call) -> Reply:
    """Open one of the offices that are shown."""
    named = call.form.get("folder", "")
    found = {path.name: path for path in founding.offices_in(lobby.folder)}
    if named not in found:
        raise BadInput.of("", None, quoted(named), _("an office of the list"), _("load the page again"))
    lobby.show(found[named])
    return page("", HX_Redirect="/")


def create(lobby: Lobby, call: Call) -> Reply:
    """Lay down a new office and open it."""
    name = " ".join(call.form.get("name", "").split())
    id_ = call.form.get("id", "").strip() or _free(lobby.folder)
    problems = []
    if sum(sign.isalnum() for sign in name) < 3:
        problems.append(Problem("", None, quoted(name), _("the name of the office"), _("write it in full")))
    if not is_id(id_):
        expected, mend = _("lower-case letters, digits and hyphens"), _("write an id such as bushehr-civil-registry")
        problems.append(Problem("", None, quoted(id_), expected, mend))
    if problems:
        raise BadInput(problems)
    given = blank.Given(id_, name, None, call.form.get("province") or None, call.form.get("site") or None, "")
    founding.lay_down(lobby.folder / id_, given)
    lobby.show(lobby.folder / id_)
    return page("", HX_Redirect="/")


def _free(folder: Path) -> str:
    """Return an id for an office whose people gave none: office, office-2, …."""
    taken = {path.name for path in folder.iterdir() if _UNNAMED.fullmatch(path.name)}
    names = ("office" if n == 1 else f"office-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


READ = {"/": choice}
CHANGE = {"/choose": choose, "/create": create}
