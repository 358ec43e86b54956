"""The DevTools protocol over a pair of pipes: commands out, answers and events in, nothing listens on a port."""

from __future__ import annotations

import json
import os
import select
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

Message = dict[str, Any]
_MOST = 64 * 2**20  # bytes of one message; a page cannot make the reader hold more
_CHUNK = 2**20


class Gone(Exception):
    """The browser no longer answers: closed, killed, or too slow; `reason` says which."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Refused(Exception):
    """The browser refused a command."""


class Wire:
    """One connection to a browser; sessions are told apart by their id."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        os.set_blocking(reads, False)
        self._buffer = bytearray()
        self._next = 0
        self._events: deque[Message] = deque()

    def call(self, method: str, session: str | None = None, seconds: float = 10.0, **parameters: Any) -> Message:
        """Return the answer to a command; Refused when the browser says no, Gone when it says nothing in time."""
        self._next += 1
        number = self._next
        message: Message = {"id": number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        try:
            os.write(self._writes, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise Gone("closed") from error
        ends = time.monotonic() + seconds
        while True:
            got = self._read(ends)
            if got.get("id") == number:
                if "error" in got:
                    raise Refused(f"{method}: {got['error'].get('message', '')}")
                result: Message = got["result"]
                return result
            if "method" in got:
                self._events.append(got)

    def event(self, ends: float) -> Message | None:
        """Return the next event, None when none comes by the moment `ends` (`time.monotonic`)."""
        if self._events:
            return self._events.popleft()
        try:
            while True:
                got = self._read(ends)
                if "method" in got:
                    return got
        except Gone as error:
            if error.reason == "late":
                return None
            raise

    def _read(self, ends: float) -> Message:
        while True:
            at = self._buffer.find(b"\0")
            if at >= 0:
                raw = bytes(self._buffer[:at])
                del self._buffer[: at + 1]
                message: Message = json.loads(raw)
                return message
            left = ends - time.monotonic()
            if left <= 0:
                raise Gone("late")
            ready, _w, _x = select.select([self._reads], [], [], left)
            if not ready:
                raise Gone("late")
            try:
                data = os.read(self._reads, _CHUNK)
            except OSError as error:
                raise Gone("closed") from error
            if not data:
                raise Gone("closed")
            self._buffer += data
            if len(self._buffer) > _MOST:
                raise Gone("flood")

    def close(self) -> None:
        """Close both pipes."""
        for end in (self._reads, self._writes):
            os.close(end)


def parameters(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an event carries."""
    found: Mapping[str, Any] = message.get("params", {})
    return found
