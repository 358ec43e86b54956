"""What every page of one server shares: the office and its round, who writes, who may come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from compliance import clock
from compliance.forms.bench import Bench
from compliance.model.record import Author, Where
from compliance.model.stated import Key
from compliance.usecases import asking
from compliance.usecases.opening import Opened, known_checklist, open_office
from compliance.web.calls import Call, Refused
from compliance.web.door import Door


class Site:
    """One office in one round, served to one person; `stop` ends the server."""

    def __init__(self, office: Path, round_id: str | None, checklists: Path | None, by: str, language: str) -> None:
        self.office, self.round, self.checklists, self.by, self.language = office, round_id, checklists, by, language
        self.door = Door()
        self.port = 0
        self.stop: Callable[[], None] = lambda: None
        self.solving = Lock()  # one plan is made at a time
        self.asked: dict[str, int] = {}  # how many plans each tab asked for

    @property
    def address(self) -> str:
        """Where the page is, without the token."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def entrance(self) -> str:
        """The address that opens the page once."""
        return f"{self.address}enter?token={self.door.token}"

    @property
    def author(self) -> Author:
        """Who writes from this page today."""
        return Author(self.by, Where.WEB, clock.today())

    def opened(self) -> Opened:
        """Read the office as it is now; the round stays the one that was opened, whatever is begun meanwhile."""
        found = open_office(self.office, self.round, self.checklists)
        self.round = self.round or found.round
        return found


class Seat:
    """One request's view of the office: the checklist it is about, and the bench it works at."""

    def __init__(self, site: Site, call: Call) -> None:
        self.site = site
        self.opened: Opened = site.opened()
        self.system = self.opened.system(call.system)
        self.checklist = self._checklist(call.query.get("checklist") or "")
        self.bench: Bench = asking.bench_of(self.opened, site.by, Where.WEB, [self.checklist], self.system)

    def _checklist(self, named: str) -> str:
        known, per = self.opened.instruments.checklists, "system" if self.system else "office"
        if named:
            known_checklist(self.opened.instruments, named)
        mine = [named] if named and known[named].per == per else []
        own = [id_ for id_ in (*mine, *self.opened.folder.office.checklists, *known) if known[id_].per == per]
        return own[0]

    def key(self, fact: str) -> Key:
        """Return whose fact a path names; a fact that is not asked is no page."""
        if fact not in self.bench.desk.facts(self.system):
            raise Refused(404)
        return Key(self.system, fact)
