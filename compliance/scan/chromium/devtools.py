"""The DevTools protocol over a pair of pipes: commands out, answers and events in, nothing listens on a port.

One thread reads; each page that is being visited has its own inbox, so that several can be visited at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

Message = dict[str, Any]
_MOST = 64 * 2**20  # bytes of one message; a page cannot make the reader hold more
_UNREAD = 32 * 2**20  # bytes of events that wait for a visit; a page that says more says too much
_CHUNK = 2**20


class Gone(Exception):
    """The browser no longer answers: closed, killed, or too slow; `reason` says which."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Refused(Exception):
    """The browser refused a command."""


class _Inbox:
    """The events that one visit has not read yet."""

    def __init__(self) -> None:
        self.events: deque[tuple[Message, int]] = deque()
        self.size = 0
        self.flooded = False

    def put(self, event: Message, size: int) -> None:
        self.flooded = self.flooded or self.size + size > _UNREAD
        if not self.flooded:
            self.events.append((event, size))
            self.size += size

    def get(self) -> Message | None:
        if self.flooded:
            raise Gone("flood")
        if not self.events:
            return None
        event, size = self.events.popleft()
        self.size -= size
        return event


class Wire:
    """One connection to a browser; sessions are told apart by their id."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._next = 0
        self._answers: dict[int, Message | None] = {}  # None while it is waited for
        self._inboxes: dict[str, _Inbox] = {}
        self._over: str | None = None
        self._turn = threading.Condition()
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def call(self, method: str, session: str | None = None, seconds: float = 10.0, **parameters: Any) -> Message:
        """Return the answer to a command; Refused when the browser says no, Gone when it says nothing in time."""
        ends = time.monotonic() + seconds
        with self._turn:
            self._next += 1
            number = self._next
            self._answers[number] = None
        try:
            self._send({"id": number, "method": method, "params": parameters}, session)
            with self._turn:
                self._turn.wait_for(lambda: self._answers[number] or self._over, max(0.0, ends - time.monotonic()))
                answer = self._answers[number]
                if answer is None:
                    raise Gone(self._over or "late")
        finally:
            with self._turn:
                del self._answers[number]
        if "error" in answer:
            raise Refused(f"{method}: {answer['error'].get('message', '')}")
        result: Message = answer["result"]
        return result

    def _send(self, message: Message, session: str | None) -> None:
        raw = json.dumps(message if session is None else {**message, "sessionId": session}).encode() + b"\0"
        try:
            with self._writing:
                while raw:
                    raw = raw[os.write(self._writes, raw) :]
        except OSError as error:
            raise Gone("closed") from error

    def follow(self, session: str) -> None:
        """Keep the events of a session from now on, and those of the browser itself, until it is left."""
        with self._turn:
            self._inboxes[session] = _Inbox()

    def leave(self, session: str) -> None:
        """Keep the events of a session no longer."""
        with self._turn:
            self._inboxes.pop(session, None)

    def event(self, session: str, ends: float) -> Message | None:
        """Return the next event of a session, None when none comes by the moment `ends` (`time.monotonic`)."""
        with self._turn:
            inbox = self._inboxes[session]
            ready = lambda: inbox.events or inbox.flooded or self._over  # noqa: E731  # a name for what is waited for
            self._turn.wait_for(ready, max(0.0, ends - time.monotonic()))
            event = inbox.get()
            if event is None and self._over:
                raise Gone(self._over)
            return event

    def _listen(self) -> None:
        """Take in what the browser says until it ends."""
        buffer, looked = bytearray(), 0
        over = "closed"
        with contextlib.suppress(OSError):
            while data := os.read(self._reads, _CHUNK):
                buffer += data
                while (at := buffer.find(b"\0", looked)) >= 0:
                    self._take(bytes(buffer[:at]))
                    del buffer[: at + 1]
                    looked = 0
                looked = len(buffer)
                if looked > _MOST:
                    over = "flood"
                    break
        with self._turn:
            self._over = over
            self._turn.notify_all()

    def _take(self, raw: bytes) -> None:
        message: Message = json.loads(raw)
        with self._turn:
            if "method" in message:
                session = message.get("sessionId")
                for name, inbox in self._inboxes.items():
                    if session in (None, name):
                        inbox.put(message, len(raw))
            elif message.get("id") in self._answers:
                self._answers[message["id"]] = message
            self._turn.notify_all()

    def close(self) -> None:
        """Close both pipes; the browser has to have ended."""
        os.close(self._writes)
        self._reader.join(5)
        if not self._reader.is_alive():  # who still reads keeps the pipe: closing it under him would be worse
            os.close(self._reads)


def parameters(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an event carries."""
    found: Mapping[str, Any] = message.get("params", {})
    return found
