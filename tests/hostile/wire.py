"""What the attacks stand on: a threading HTTP server that bears any client, and one exchange with it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from tests.hostile.victim import Victim

HTML = "text/html; charset=utf-8"
PIECE = 64 * 1024
# How much of a request's body is read before it is answered.
MOST_BODY = 1 << 20


@dataclass(frozen=True)
class Seen:
    """One request as it came: what a test asks about the scanner's manners."""

    method: str
    target: str
    headers: dict[str, str]
    when: float


@dataclass
class State:
    """What an enemy knows and counts; all its exchanges share it."""

    victim: Victim | None
    robots: str
    failures: int
    pause: float
    sent: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    seen: list[Seen] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> bool:
        """Sleep for one pause; True once the server goes down."""
        return self.closing.wait(self.pause)

    def victim_url(self, road: str, kind: str = "html") -> str:
        """The victim's address for a road; without a victim, a port of loopback where nobody listens."""
        return self.victim.url(road, kind) if self.victim else f"http://127.0.0.1:9/hit.{kind}?road={road}"


class Server(ThreadingHTTPServer):
    """Threads that die with the server, sockets that it closes itself, silence about clients that went away."""

    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = False

    def __init__(self, host: str, state: State) -> None:
        self.state = state
        self.open: set[socket.socket] = set()
        super().__init__((host, 0), Exchange)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Remember the socket, so that the end of the server is the end of it."""
        connection, address = super().get_request()
        with self.state.lock:
            self.open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close one connection and forget it."""
        super().shutdown_request(request)
        with self.state.lock:
            self.open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of broken pipes; keep what is a mistake of the enemy's own for its test."""
        error = sys.exception()
        if error and not isinstance(error, OSError):
            self.state.faults.append(error)

    def stop(self) -> None:
        """End every attack and wait until its threads have let go of their sockets."""
        self.state.closing.set()
        self.shutdown()
        self.server_close()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with self.state.lock:
                left = list(self.open)
            if not left:
                return
            for connection in left:
                with suppress(OSError):  # it may be gone already
                    connection.shutdown(socket.SHUT_RDWR)
            time.sleep(0.01)


Attack = Callable[["Exchange"], None]
EXACT: dict[str, Attack] = {}
BENEATH: dict[str, Attack] = {}


def at(*paths: str) -> Callable[[Attack], Attack]:
    """Put an attack at its paths; one that ends in a star takes everything that begins so."""

    def put(attack: Attack) -> Attack:
        for path in paths:
            if path.endswith("*"):
                BENEATH[path[:-1]] = attack
            else:
                EXACT[path] = attack
        return attack

    return put


class Exchange(BaseHTTPRequestHandler):
    """One request and the attack that answers it; the connection closes afterwards."""

    protocol_version = "HTTP/1.1"
    path: str

    @property
    def state(self) -> State:
        """The enemy's state."""
        return cast(Server, self.server).state

    @property
    def spot(self) -> str:
        """The path without its query: the key of every count."""
        return self.path.partition("?")[0]

    @property
    def tail(self) -> str:
        """The last part of the path: N in /redirects/N."""
        return self.spot.rpartition("/")[2]

    def asked(self, name: str, default: str = "") -> str:
        """One value of the query string."""
        return parse_qs(urlsplit(self.path).query).get(name, [default])[0]

    def answer(self) -> None:
        """Find the attack for the path and let it run."""
        self.close_connection = True
        state, spot = self.state, self.spot
        with state.lock:
            state.counts[spot] += 1
            if len(state.seen) < 20_000:
                state.seen.append(Seen(self.command, self.path, dict(self.headers.items()), time.monotonic()))
        length = self.headers.get("Content-Length", "0")
        self.rfile.read(min(int(length), MOST_BODY) if length.isdecimal() else 0)
        attack = EXACT.get(spot)
        for beginning, other in BENEATH.items():
            if attack is None and spot.startswith(beginning):
                attack = other
        if attack is None:
            self.page("<!doctype html><html lang=fa><title>۴۰۴</title><h1>یافت نشد</h1></html>", status=404)
        else:
            attack(self)

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = answer  # noqa: N815

    def start(self, status: int = 200, kind: str | None = HTML, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Send status and headers; header values go out as Latin-1, whatever they hold."""
        given = list(headers)
        self.send_response_only(status)
        if not any(name.lower() == "server" for name, _value in given):
            self.send_header("Server", "nginx")
        if kind is not None:
            self.send_header("Content-Type", kind)
        for name, value in given:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def send(self, data: bytes) -> None:
        """Send body bytes and count those that the system took."""
        view = memoryview(data)
        while view:
            taken = self.connection.send(view[:PIECE])
            with self.state.lock:
                self.state.sent[self.spot] += taken
            view = view[taken:]

    def page(
        self,
        body: str | bytes,
        status: int = 200,
        kind: str | None = HTML,
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        """A whole answer with its length."""
        data = body.encode() if isinstance(body, str) else body
        self.start(status, kind, [("Content-Length", str(len(data))), *headers])
        if self.command != "HEAD":
            self.send(data)

    def redirect(self, to: str, status: int = 302) -> None:
        """Send the client elsewhere."""
        self.page(b"", status, None, [("Location", to)])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write no log."""
