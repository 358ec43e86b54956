"""The enemy as a test starts it."""

from __future__ import annotations

import threading
from collections import Counter
from types import TracebackType

from tests.hostile import attack, blocks, broken, pages, streams, wire
from tests.hostile.victim import Victim

# Importing them has put their attacks at their paths.
MODULES = (attack, blocks, broken, pages, streams)


class Enemy:
    """A hostile web server on loopback: `with Enemy(victim, robots="slow") as enemy: get(enemy.url("/drip"))`.

    `robots` is none, allow, deny, huge, slow, html, error or silent; `failures` is how often the busy paths refuse;
    `pause` is the second of everything that drips.
    """

    def __init__(
        self,
        victim: Victim | None = None,
        *,
        robots: str = "none",
        failures: int = 2,
        pause: float = 1.0,
        host: str = "127.0.0.1",
    ) -> None:
        self.state = wire.State(victim, robots, failures, pause)
        self._server = wire.Server(host, self.state)
        self.host, self.port = host, int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Enemy:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join(5)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of a path; under another host name if the test's proxy or resolver knows one."""
        return f"http://{host or self.host}:{self.port}{path}"

    @property
    def sent(self) -> Counter[str]:
        """Body bytes sent, by path; what stands in the system's buffers is counted as sent."""
        return self.state.sent

    @property
    def counts(self) -> Counter[str]:
        """Requests, by path."""
        return self.state.counts

    @property
    def seen(self) -> list[wire.Seen]:
        """Every request with its headers and time, up to 20,000."""
        return self.state.seen

    @property
    def faults(self) -> list[BaseException]:
        """Mistakes of the enemy's own; a test of it holds that there are none."""
        return self.state.faults

    @staticmethod
    def paths() -> dict[str, str]:
        """Every path with what it does; one that ends in a star takes everything that begins so."""
        found = {**wire.EXACT, **{f"{path}*": attack for path, attack in wire.BENEATH.items()}}
        texts = {path: (attack.__doc__ or "").strip() for path, attack in found.items()}
        return texts | blocks.MEANING | {path: text for path, (text, _script) in pages.SCRIPTS.items()}
