"""What stands before every page: whose name the request bears, who sent it, and what may be done with the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from compliance.web.door import Door

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

ENTRANCE = "/enter"
STATIC = "/static/"
SAFE = ("GET", "HEAD")
# Only files of this server, no script or style inside a page, no page around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Lets through what a page of this very server sent.

    `refuse` makes the page for a status; `port` is where the server listens.
    """

    def __init__(self, app: App, door: Door, port: Callable[[], int], refuse: Callable[[int], bytes]) -> None:
        self._app, self._door, self._port, self._refuse = app, door, port, refuse

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page opens a socket
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_encoded(HEADERS)]
            await send(message)

        status = self.verdict(scope["method"], scope["path"], scope["headers"])
        if status:
            body = self._refuse(status)
            told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
            begin = {"type": "http.response.start", "status": status, "headers": _encoded(told)}
            await guarded(begin)
            await guarded({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        else:
            await self._app(scope, receive, guarded)

    def verdict(self, method: str, path: str, raw: list[tuple[bytes, bytes]]) -> int:
        """Return the status with which a request is refused, 0 to let it in.

        421 for another host's name, 405 for a method that no page uses, 403 without session, and for a
        change that does not come from a page of this server.
        """
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw]
        hosts = [value for name, value in headers if name == "host"]
        if len(hosts) != 1 or hosts[0] not in (f"127.0.0.1:{self._port()}", f"localhost:{self._port()}"):
            return 421
        if method not in (*SAFE, "POST", "PUT"):
            return 405
        known = dict(headers)
        if (path == ENTRANCE and method == "GET") or (path.startswith(STATIC) and method in SAFE):
            return 0  # the files beside the pages are the same for everybody, and know no office
        if not self._door.knows("; ".join(value for name, value in headers if name == "cookie"), self._port()):
            return 403
        return 0 if method in SAFE or self._own(hosts[0], known) else 403

    def _own(self, host: str, headers: Mapping[str, str]) -> bool:
        """Whether a change comes from a page of this server; a browser that names no origin says where it is from."""
        origin = headers.get("origin")
        own = origin == f"http://{host}" if origin is not None else headers.get("sec-fetch-site") == "same-origin"
        return own and self._door.believes(headers.get("x-csrf-token", ""))


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
