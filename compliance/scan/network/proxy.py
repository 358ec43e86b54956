"""The browser's only way out: a forward proxy on loopback, behind which the door decides.

Every connection is made to the address that was checked; a tunnel carries whatever the browser says inside
it, plain HTTP is sent on one request at a time. Bytes are counted, and what is refused is remembered by host.
"""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import threading
from typing import Any
from urllib.parse import urlsplit

from compliance.scan.network.door import Closed, Door

_HEAD = 64 * 2**10  # bytes of a request's head
_CHUNK = 64 * 2**10
_WAIT = 15.0
_IDLE = 60.0
EACH = 20 * 2**20  # bytes that one connection may bring
_DROPPED = {"host", "proxy-connection", "proxy-authorization", "connection", "keep-alive", "te", "upgrade"}


class Proxy:
    """A running proxy; `port` is where the browser finds it."""

    def __init__(self, door: Door, each: int = EACH) -> None:
        self.door, self.each = door, each
        self.cut: set[str] = set()
        self.open: set[socket.socket] = set()
        self.closing = False
        self._server = _Server(self)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.closing = True
        self._server.shutdown()
        self._server.server_close()
        for one in list(self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection, so that the end of the proxy is the end of it."""
        self.proxy.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection."""
        self.proxy.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser drops connections all the time."""


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        client: socket.socket = self.request
        client.settimeout(_WAIT)
        with contextlib.suppress(OSError, ValueError, Closed):
            head, rest = _head(client)
            first, *lines = head.split(b"\r\n")
            if any(byte < 32 and byte != 9 for line in (first, *lines) for byte in line):
                raise ValueError("controls in a request's head")
            method, target, _version = first.decode("latin-1").split(" ", 2)
            if method == "CONNECT":
                self._tunnel(client, target, rest)
            else:
                self._forward(client, method, target, lines, rest)

    def _tunnel(self, client: socket.socket, target: str, rest: bytes) -> None:
        host, _colon, port = target.rpartition(":")
        server = self._connect(client, host.strip("[]"), int(port))
        if server is not None:
            with server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                server.sendall(rest)
                self._relay(client, server, host, None)

    def _forward(self, client: socket.socket, method: str, target: str, lines: list[bytes], rest: bytes) -> None:
        parts = urlsplit(target)
        if parts.scheme != "http" or not parts.hostname:
            client.sendall(_refusal("400 Bad Request"))
            return
        fields = [(name.strip().lower(), value.strip()) for name, _colon, value in (x.partition(b":") for x in lines)]
        length = int(dict(fields).get(b"content-length", b"0"))
        if b"transfer-encoding" in dict(fields) or length < 0:
            client.sendall(_refusal("411 Length Required"))
            return
        server = self._connect(client, parts.hostname, parts.port or 80)
        if server is None:
            return
        kept = [line for line in lines if line.split(b":", 1)[0].strip().lower().decode("latin-1") not in _DROPPED]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        place = parts.netloc.rpartition("@")[2]
        own = [f"{method} {path} HTTP/1.1".encode("latin-1"), f"Host: {place}".encode("latin-1")]
        with server:
            server.sendall(b"\r\n".join([*own, *kept, b"Connection: close", b"", b""]) + rest[:length])
            self._relay(client, server, parts.hostname, max(0, length - len(rest)))

    def _connect(self, client: socket.socket, host: str, port: int) -> socket.socket | None:
        """Return a connection, or tell the browser that there is none."""
        try:
            return self.server.proxy.door.connect(host, port, _WAIT)
        except Closed as error:
            client.sendall(_refusal("403 Forbidden" if error.reason == "forbidden" else "502 Bad Gateway"))
        except OSError:
            client.sendall(_refusal("502 Bad Gateway"))
        return None

    def _relay(self, client: socket.socket, server: socket.socket, host: str, more: int | None) -> None:
        """Carry bytes both ways until the server ends, the connection has brought enough, or the scan's time is up.

        `more` are the bytes of a request's body still to come; what the browser says beyond them is another request,
        which is not this server's.
        """
        proxy = self.server.proxy
        server.settimeout(_WAIT)
        proxy.open.add(server)
        try:
            self._carry(client, server, host, more)
        finally:
            proxy.open.discard(server)

    def _carry(self, client: socket.socket, server: socket.socket, host: str, more: int | None) -> None:
        proxy, brought, sides = self.server.proxy, 0, [client, server]
        while not proxy.closing:
            ready, _w, broken = select.select(sides, [], sides, proxy.door.left(_IDLE, host))
            if not ready or broken:
                return
            for side in ready:
                data = side.recv(_CHUNK)
                if side is client and not data:  # it has said everything, and may still listen
                    sides.remove(client)
                    server.shutdown(socket.SHUT_WR)
                    continue
                if not data or (side is client and more is not None and len(data) > more):
                    return
                if side is client:
                    more = None if more is None else more - len(data)
                    server.sendall(data)
                    continue
                brought += len(data)
                proxy.door.take(len(data))
                if brought > proxy.each:
                    proxy.cut.add(host)
                    return
                client.sendall(data)


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """Return the head of a request and what came behind it; ValueError when it has no end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(_CHUNK)
        if not more or len(data) > _HEAD:
            raise ValueError("a request without an end of its head")
        data += more
    head, _gap, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _refusal(status: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode("ascii")
