"""The local page for tests: served by a thread of this process, or by a process of its own that can be killed."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

from compliance import language
from compliance.web import door
from compliance.web.lobby import Lobby
from compliance.web.serving import serve, serve_choice
from compliance.web.site import Site
from tests.conftest import ROOT

ROUND = "1405-2"


@contextmanager
def served(office: Path, lang: str = "en", by: str = "کارشناس") -> Iterator[Site]:
    """Serve an office from a thread, on the day on which all tests happen."""
    with _running(lang, lambda ready: serve(office, by=by, ready=ready)) as site:
        yield site


@contextmanager
def choosing(folder: Path, lang: str = "en") -> Iterator[Lobby]:
    """Serve the choice among the offices of a folder from a thread."""
    with _running(lang, lambda ready: serve_choice(folder, "کارشناس", ready)) as lobby:
        yield lobby


@contextmanager
def _running(lang: str, begin: Callable[[Callable[[Any], None]], None]) -> Iterator[Any]:
    up, found = Event(), list[Any]()

    def ready(site: Any) -> None:
        found.append(site)
        up.set()

    def run() -> None:
        language.use(lang)
        begin(ready)

    thread = Thread(target=run)
    thread.start()
    try:
        while not up.wait(0.05):
            assert thread.is_alive(), "the server did not begin"
        yield found[0]
    finally:
        if found:
            found[0].stop()
        thread.join()


class Other(NamedTuple):
    """A server that is a process of its own."""

    process: subprocess.Popen[str]
    entrance: str

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.entrance)[1])  # type: ignore[index]


@contextmanager
def process(office: Path, *more: str) -> Iterator[Other]:
    """Serve an office by the verb itself, and kill what is left of it at the end."""
    command = [sys.executable, str(ROOT / "cli.py"), "web", str(office), "--no-browser", "--lang", "en", *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        try:
            entrance = ""
            for line in running.stderr:
                if line.startswith("http://"):
                    entrance = line.strip()
                    break
            assert entrance, "the server did not say where it is"
            yield Other(running, entrance)
        finally:
            running.kill()


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


class Visitor:
    """Someone who speaks HTTP by hand to a port, with or without the cookie."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.csrf = port, "", ""

    def enter(self, entrance: str) -> Visitor:
        """Come in by the address that opens the page once."""
        answer = self.ask("GET", entrance[entrance.index("/enter") :])
        assert answer.status == 303, answer
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        found = re.search(r'name="csrf" content="([^"]+)"', self.ask("GET", "/").text)
        assert found
        self.csrf = found[1]
        return self

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str | None) -> Answer:
        """Return the answer to a request with just these headers; None leaves one out that is usually there."""
        usual = {"Host": f"127.0.0.1:{self.port}", "Cookie": self.cookie or None}
        if method not in ("GET", "HEAD"):
            usual |= {"Origin": f"http://127.0.0.1:{self.port}", "X-CSRF-Token": self.csrf}
            if body is not None:
                usual["Content-Length"] = str(len(body))
        wanted = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in wanted.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()


def visitor(site: Site | Lobby) -> Visitor:
    """Return someone who came in."""
    return Visitor(site.port).enter(site.entrance)


def gone(port: int) -> bool:
    """Whether nothing listens any more, after waiting for it."""
    for _try in range(200):
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.connect()
            connection.close()
            time.sleep(0.05)
            continue
        return True
    return False


COOKIE = door.cookie_name
