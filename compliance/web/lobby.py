"""The page before an office: which of those that lie here is meant, or a new one; then the office's own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, NamedTuple

from compliance import checklist
from compliance.errors import BadInput, ComplianceError, Problem
from compliance.language import _
from compliance.office import blank
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.schema import quoted
from compliance.usecases import founding
from compliance.web import app, guard, rendering
from compliance.web.calls import NONE, Call, Reply, page
from compliance.web.door import Door
from compliance.web.guard import Receive, Send
from compliance.web.site import Site

_FIELDS = ("name", "province", "site", "id")
_SHORTEST_NAME = 3  # letters
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
        site = self.site(office)
        site.door, site.port, site.stop = self.door, self.port, self.stop
        self.take(site)
        self.shown = app.build(site)

    def site(self, office: Path) -> Site:
        """Return an office as its pages would share it."""
        return Site(office, None, None, self.by, self.language)


class Listed(NamedTuple):
    """An office as the list shows it; one that cannot be opened says why, with file and line."""

    folder: str
    name: str
    round: str = ""
    trouble: tuple[str, ...] = ()


def choice(lobby: Lobby, call: Call) -> Reply:
    """Show the offices that lie here, and the form of a new one."""
    text = rendering.alone(
        "lobby",
        title=_("Which office?"),
        csrf=lobby.door.csrf,
        offices=[_listed(lobby, path) for path in founding.offices_in(lobby.folder)],
        folder=str(lobby.folder),
        **_blank(),
    )
    return page(text)


def _blank(typed: Mapping[str, str] = NONE, wrong: Mapping[str, Problem] = NONE) -> dict[str, Any]:
    """Return what the form of a new office shows: what was typed, and what is wrong with it by field."""
    provinces = checklist.load().provinces.values()
    names = sorted(((str(p.name), p.id) for p in provinces), key=lambda named: sort_key(named[0]))
    return {"provinces": names, "typed": {name: typed.get(name, "") for name in _FIELDS}, "wrong": wrong}


def _listed(lobby: Lobby, path: Path) -> Listed:
    try:
        opened = lobby.site(path).opened()
        opened.desk().read_log()
    except ComplianceError as error:
        return Listed(path.name, path.name, trouble=tuple(rendering.told(error)))
    return Listed(path.name, str(opened.folder.office.name), numbers.digits(opened.round))


def choose(lobby: Lobby, call: Call) -> Reply:
    """Open one of the offices that are shown."""
    named = call.form.get("folder", "")
    found = {path.name: path for path in founding.offices_in(lobby.folder)}
    if named not in found:
        raise BadInput.of("", None, quoted(named), _("an office of the list"), _("load the page again"))
    lobby.show(found[named])
    return page("", HX_Redirect="/")


def create(lobby: Lobby, call: Call) -> Reply:
    """Lay down a new office and open it; or say at each field what is wrong with it, and lay nothing down."""
    typed = {name: " ".join(call.form.get(name, "").split()) for name in _FIELDS}
    id_ = typed["id"] or _free(lobby.folder)
    given = blank.Given(id_, typed["name"], None, typed["province"] or None, typed["site"] or None, "")
    wrong = _unfit(given)
    if not wrong:
        try:
            founding.lay_down(lobby.folder / id_, given)
        except BadInput as error:
            wrong = _by_field(error.problems)
    if wrong:
        return page(rendering.alone("swap_new", **_blank(typed, wrong)), 422)
    lobby.show(lobby.folder / id_)
    return page("", HX_Redirect="/")


def _unfit(given: blank.Given) -> dict[str, Problem]:
    """Return by field what is wrong with a new office, before it is known whether its folder is free."""
    _wanted, problems = founding.understood(given, checklist.load())
    found = _by_field(problems)
    if sum(sign.isalnum() for sign in given.name or "") < _SHORTEST_NAME:
        seen = quoted(given.name) if given.name else "—"
        found["name"] = Problem("", None, seen, _("the name of the office"), _("write it in full"))
    if given.province is None:
        found["province"] = Problem("", None, "—", _("a province of Iran"), _("choose one of the list"))
    return found


def _by_field(problems: Iterable[Problem]) -> dict[str, Problem]:
    """Return problems by the field of the form they are about; what is about the folder is about the id."""
    named = ((problem.file.removeprefix("--"), problem) for problem in problems)
    return {field if field in _FIELDS else "id": problem for field, problem in named}


def _free(folder: Path) -> str:
    """Return an id for an office whose people gave none: office, office-2, …."""
    taken = {path.name for path in folder.iterdir() if _UNNAMED.fullmatch(path.name)}
    names = ("office" if n == 1 else f"office-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


READ = {"/": choice}
CHANGE = {"/choose": choose, "/create": create}
