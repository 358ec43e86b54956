"""Who may come in: one address that opens the page once, and the cookie it is exchanged for."""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from threading import Lock


class Door:
    """The one session of a server.

    `token` stands in the address that the browser is opened with and is worth nothing once it was used;
    `csrf` stands in every page, and every change has to bring it back.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.csrf = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._used = False
        self._lock = Lock()

    def exchange(self, token: str) -> str | None:
        """Return the session for the token, once; None for anything else."""
        with self._lock:
            if self._used or not _same(token, self.token):
                return None
            self._used = True
            return self._session

    def knows(self, cookies: str, port: int) -> bool:
        """Whether a Cookie header carries the session."""
        try:
            held = SimpleCookie(cookies).get(cookie_name(port))
        except CookieError:
            return False
        return held is not None and _same(held.value, self._session)

    def believes(self, csrf: str) -> bool:
        """Whether a change brings back what stands in the page."""
        return _same(csrf, self.csrf)


def cookie_name(port: int) -> str:
    """Return the name of the cookie; cookies do not tell ports apart, so the name has to."""
    return f"compliance-{port}"


def cookie(session: str, port: int) -> str:
    """Return the Set-Cookie header: no script reads it, and no other site's page makes a browser send it."""
    return f"{cookie_name(port)}={session}; Path=/; HttpOnly; SameSite=Strict"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
