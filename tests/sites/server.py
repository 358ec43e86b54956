"""The office's website on loopback, over HTTP or HTTPS, with faults when asked for."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, NamedTuple

from tests.sites.edits import Fault
from tests.sites.pages import Answer, Pages

_LONGEST_BODY = 1 << 20


class Request(NamedTuple):
    """A request as it came in; the headers' names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]


class Site:
    """A running website: `with Site() as site: get(site.base + "/")`.

    `tls` makes it HTTPS. `redirect_to` makes it one that only sends everybody to that base. `host` is the
    name in `base`, for certificates and resolvers of a test; the server listens on 127.0.0.1 alone.
    `requests` is what was asked so far, `errors` what went wrong in the server itself.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        redirect_to: str | None = None,
        faults: Sequence[Fault] = (),
        *,
        today: date | None = None,
        host: str = "localhost",
    ) -> None:
        self.requests: list[Request] = []
        self.errors: list[BaseException] = []
        self._pages = Pages(faults, today, secure=tls is not None)
        self._redirect_to = redirect_to
        self._server = _Server(self, tls)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self.port: int = self._server.server_address[1]
        self.base = f"{'https' if tls else 'http'}://{host}:{self.port}"

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.let_go()

    def answer(self, request: Request) -> Answer:
        """Note a request and return what it gets."""
        self.requests.append(request)
        if self._redirect_to is not None:
            place = self._redirect_to.rstrip("/") + request.path
            return Answer(301, {"Server": "office", "Location": place, "Content-Length": "0"}, b"", 0)
        return self._pages.answer(request.method, request.path, request.headers)


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that the end neither waits for idle ones nor leaves any behind."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, site: Site, tls: ssl.SSLContext | None) -> None:
        self.site, self.ending = site, Event()
        self._tls, self._open = tls, set[socket.socket]()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, client = super().get_request()
        if self._tls is not None:  # the handshake happens in the connection's own thread, at the first read
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self._open.add(connection)
        return connection, client

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):  # those are clients that went away or refused us
            self.site.errors.append(error)

    def let_go(self) -> None:
        """End every connection and wait for its thread."""
        self.ending.set()
        for connection in list(self._open):
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)  # under TLS too, while its thread may read
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # or the body would wait 40 ms for its head to be acknowledged
    server: _Server

    def reply(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LONGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        else:
            self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.site.answer(Request(self.command, self.path, headers))
        self.server.ending.wait(answer.delay)
        self.send_response_only(answer.status)
        for name, value in {"Date": self.date_time_string(), **answer.headers}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_TRACE = reply  # noqa: N815 - http.server's names

    def version_string(self) -> str:
        return "office"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet; `Site.requests` is the log."""
