"""The private machine: listens on loopback and writes down every connection, request and datagram that reaches it.

A road is named by the query string (`/hit.png?road=img`), or by what is spoken where no URL can be given: STUN, TURN
and ICE checks of WebRTC, QUIC of WebTransport, a TLS greeting. Anything at all at the `quiet` port is a preconnect.
"""

from __future__ import annotations

import base64
import hashlib
import re
import selectors
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, quote, urlsplit

MAGIC = b"\x21\x12\xa4\x42"
USERNAME = 0x0006
SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"><path d="M0 0h9v9z"/></g></svg>'
BODIES = {
    "bin": ("application/octet-stream", b"private"),
    "css": ("text/css", b"i{color:red}"),
    "es": ("text/event-stream", b"retry: 600000\ndata: private\n\n"),
    "gif": ("image/gif", GIF),
    "html": ("text/html", b"<!doctype html><title>private</title><p>private"),
    "js": ("text/javascript", b"self.reached = true;"),
    "json": ("application/manifest+json", b"{}"),
    "png": ("image/gif", GIF),
    "svg": ("image/svg+xml", SVG),
    "vtt": ("text/vtt", b"WEBVTT\n"),
    "woff2": ("font/woff2", b"wOF2"),
}
OPEN_DOORS = (
    "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\nAccess-Control-Allow-Headers: *, x-odd\r\n"
    "Access-Control-Allow-Private-Network: true\r\nAccess-Control-Allow-Local-Network: true\r\n"
    "Cross-Origin-Resource-Policy: cross-origin\r\nTiming-Allow-Origin: *\r\nCache-Control: no-store\r\n"
)


@dataclass
class Connection:
    """One TCP connection: what was said first, and which road that is; kind is "silent" until something is said."""

    peer: str
    port: int
    kind: str = "silent"
    line: str = ""
    road: str | None = None
    since: float = field(default_factory=time.monotonic)


def _stun_has(data: bytes, attribute: int) -> bool:
    """Whether a STUN message holds an attribute."""
    at, end = 20, len(data)
    while at + 4 <= end:
        kind, length = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == attribute:
            return True
        at += 4 + (length + 3) // 4 * 4
    return False


def datagram_road(data: bytes) -> str:
    """Which road a datagram came by."""
    if data[4:8] == MAGIC:
        if data[:2] == b"\x00\x03":
            return "webrtc-turn"
        return "webrtc-candidate" if _stun_has(data, USERNAME) else "webrtc-stun"
    return "webtransport" if data[:1] and data[0] & 0xC0 == 0xC0 else "udp"


class Victim:
    """A context manager: `with Victim() as victim: ...; assert not victim.touched`."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.datagrams: list[tuple[bytes, str]] = []
        self._roads: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._selector = selectors.DefaultSelector()
        self.port, self.ipv6 = self._bind()
        self.quiet, _ipv6 = self._bind(udp=False)

    def _bind(self, udp: bool = True) -> tuple[int, bool]:
        """Listen on one port of both loopback addresses, by TCP and UDP."""
        for _try in range(50):
            made: list[socket.socket] = []
            port, ipv6 = 0, False
            try:
                for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                    if family == socket.AF_INET6 and not self._has_ipv6():
                        continue
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)[: 1 + udp]:
                        made.append(socket.socket(family, kind))
                        made[-1].bind((host, port))
                        port = made[-1].getsockname()[1]
                        if kind == socket.SOCK_STREAM:
                            made[-1].listen(256)
                    ipv6 = family == socket.AF_INET6
            except OSError:
                for one in made:
                    one.close()
                continue
            for one in made:
                one.setblocking(False)
                self._selector.register(one, selectors.EVENT_READ)
            return port, ipv6
        raise OSError("no port is free on both loopback addresses")

    @staticmethod
    def _has_ipv6() -> bool:
        try:
            with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
                probe.bind(("::1", 0))
        except OSError:
            return False
        return True

    # What a test asks.

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def url(self, road: str, kind: str = "html", host: str = "127.0.0.1", scheme: str = "http") -> str:
        """The URL that names a road; the kind decides what is answered."""
        return f"{scheme}://{host}:{self.port}/hit.{kind}?road={quote(road, safe='')}"

    def roads(self) -> set[str]:
        """The roads that got through."""
        with self._lock:
            return set(self._roads)

    def hits(self) -> Counter[str]:
        """How often each road was taken."""
        with self._lock:
            return Counter(self._roads)

    @property
    def requests(self) -> list[str]:
        """Every request line."""
        return [one.line for one in list(self.connections) if one.kind == "http"]

    @property
    def silent(self) -> int:
        """Connections that have said nothing: a port scan, a preconnect, a tunnel without traffic."""
        return sum(one.kind == "silent" for one in list(self.connections))

    @property
    def touched(self) -> bool:
        """Whether anything at all arrived, be it a silent connection or one datagram."""
        return bool(self.connections or self.datagrams)

    # What it does.

    def __enter__(self) -> Victim:
        self._spawn(self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._threads[0].join(5)
        for key in list(self._selector.get_map().values()):
            listener = key.fileobj
            assert isinstance(listener, socket.socket)
            listener.close()
        self._selector.close()
        with self._lock:
            left = list(self._open)
        for one in left:
            with suppress(OSError):  # it may be gone already
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(5)

    def _spawn(self, work: object, *arguments: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _note(self, road: str) -> None:
        with self._lock:
            self._roads[road] += 1

    def _serve(self) -> None:
        """Take connections and datagrams until the end."""
        while not self._closing.is_set():
            for key, _mask in self._selector.select(0.1):
                listener = key.fileobj
                assert isinstance(listener, socket.socket)
                try:
                    if listener.type == socket.SOCK_DGRAM:
                        data, peer = listener.recvfrom(65536)
                        self.datagrams.append((data, str(peer[0])))
                        self._note(datagram_road(data))
                        continue
                    connection, peer = listener.accept()
                except OSError:
                    continue  # the client went away between the call and the answer
                entry = Connection(str(peer[0]), listener.getsockname()[1])
                self.connections.append(entry)
                with self._lock:
                    self._open.add(connection)
                if entry.port == self.quiet:
                    entry.road = "preconnect"
                    self._note("preconnect")
                self._spawn(self._hear, connection, entry)

    def _hear(self, connection: socket.socket, entry: Connection) -> None:
        """Read what one connection says, write it down and answer."""
        try:
            connection.setblocking(True)
            connection.settimeout(60)
            data = connection.recv(65536)
            if not data:
                return
            self._classify(data, entry)
            if entry.kind == "http":
                while b"\r\n\r\n" not in data and len(data) < 1 << 18:
                    more = connection.recv(65536)
                    if not more:
                        break
                    data += more
                self._answer(connection, data, entry)
        except OSError:
            pass  # what was said is written down; how it ended is all the same
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _classify(self, data: bytes, entry: Connection) -> None:
        """Name the protocol, and the road if the protocol tells it."""
        if data[:2] == b"\x16\x03":
            entry.kind, entry.road = "tls", "tls"
        elif data[4:8] == MAGIC:
            entry.kind, entry.road = "stun", "webrtc-turn-tcp"
        elif data[6:10] == MAGIC:
            entry.kind, entry.road = "stun", "webrtc-candidate-tcp"
        elif re.match(rb"[A-Za-z]{1,20} ", data):
            entry.kind = "http"
            entry.line = data.partition(b"\r\n")[0].decode("latin-1")
            target = urlsplit(entry.line.split(" ")[1])
            entry.road = parse_qs(target.query).get("road", [f"unnamed {target.path}"])[0]
        else:
            entry.kind, entry.road = "other", "other"
        if entry.road:
            self._note(entry.road)

    def _answer(self, connection: socket.socket, data: bytes, entry: Connection) -> None:
        """Answer a request so that the road goes on to its end; a WebSocket is held open."""
        key = re.search(rb"(?i)\r\nsec-websocket-key: *([^\r\n]+)", data)
        if key:
            digest = hashlib.sha1(key[1].strip() + SOCKET_GUID.encode()).digest()
            accept = base64.b64encode(digest).decode()
            connection.sendall(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
            )
            while connection.recv(4096):
                pass
            return
        kind = re.search(r"/hit\.(\w+)", entry.line)
        mime, body = BODIES.get(kind[1] if kind else "", ("text/plain", b"private"))
        away = "Content-Disposition: attachment; filename=private.bin\r\n" if mime == BODIES["bin"][0] else ""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n{away}{OPEN_DOORS}"
        connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1)
        while connection.recv(65536):
            pass
