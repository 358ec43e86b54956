"""The one door to the network: an address is resolved once, checked, and connected to as it was checked.

Everything a scan opens goes through here: the static client, the browser (over its proxy) and the look
at certificates. What is private is never reached but for the hosts and ports that the user allowed.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Collection, Sequence
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str], Sequence[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # all other IPv6 is somebody's own, or nobody's
# What Python's tables lack, or have only from some version on: protocol assignments with Teredo, documentation.
_OTHER = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "2001::/23", "3fff::/20")))
_RESOLVING = 15.0  # seconds for a name's addresses
PORTS = frozenset({80, 443, 8080, 8443})  # where a public site may be; nothing else is knocked at


class Closed(Exception):
    """The door stays closed: `reason` is forbidden, budget, unresolved, or late; `host` is who was asked for."""

    def __init__(self, reason: str, host: str) -> None:
        self.reason, self.host = reason, host
        super().__init__(f"{reason}: {host}")


def public(address: Address) -> bool:
    """Whether an address is on the public internet, whatever it is wrapped into."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
        if address not in _GIVEN_OUT:
            return False
    return address.is_global and not address.is_multicast and not any(address in one for one in _OTHER)


def system(host: str) -> list[str]:
    """Return the addresses the system's resolver gives for a host, each once."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def exactly(url: str) -> tuple[str, int]:
    """Return the host and port of an address: what may be visited where the user permits a private one."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


class Door:
    """Connects to hosts, and counts what comes in.

    `allowed` are the (host, port) that may be private; `resolve` gives addresses by name; `budget` is how
    many bytes may come in altogether; `ends` the moment (`time.monotonic`) after which nothing is opened.
    """

    def __init__(
        self,
        allowed: Collection[tuple[str, int]] = (),
        resolve: Resolver = system,
        budget: int = 30 * 2**20,
        ends: float | None = None,
    ) -> None:
        self._allowed = frozenset((_named(host), port) for host, port in allowed)
        self._resolve, self.budget, self.ends = resolve, budget, ends
        self._known: dict[str, tuple[Address, ...]] = {}
        self._lock = threading.Lock()
        self.received = 0
        self.refused: dict[tuple[str, int], int] = {}

    def addresses(self, host: str, port: int) -> tuple[Address, ...]:
        """Return the addresses of a host that may be connected to; Closed when there is none."""
        name = _named(host)
        known = self._all(name)
        if (name, port) in self._allowed:
            return known
        if port not in PORTS or not known or not all(public(address) for address in known):
            # one private address among public ones is how rebinding begins
            with self._lock:
                self.refused[name, port] = self.refused.get((name, port), 0) + 1
            raise Closed("forbidden", f"{host}:{port}")
        return known

    def _all(self, name: str) -> tuple[Address, ...]:
        """Resolve a name the first time it is asked for; later answers are not looked at."""
        with self._lock:
            if name in self._known:
                return self._known[name]
        try:
            texts: Sequence[str] = [name] if _literal(name) else self._ask(name)
            found = tuple(ipaddress.ip_address(text.split("%")[0]) for text in texts)
        except (OSError, ValueError, UnicodeError) as error:
            raise Closed("unresolved", name) from error
        with self._lock:
            return self._known.setdefault(name, found)

    def _ask(self, name: str) -> Sequence[str]:
        """Ask the resolver, which knows no deadline, and wait no longer than is left."""
        found: list[Sequence[str] | Exception] = []

        def ask() -> None:
            try:
                found.append(self._resolve(name))
            except (OSError, ValueError) as error:
                found.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(_RESOLVING if self.ends is None else min(_RESOLVING, max(0.0, self.ends - time.monotonic())))
        if not found:
            raise Closed("late", name)
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """Return a connection to a host; Closed when it may not be reached, OSError when it does not answer."""
        self.left(timeout, host)
        failed: OSError | None = None
        for address in self.addresses(host, port):
            try:
                return socket.create_connection((str(address), port), timeout=self.left(timeout, host))
            except OSError as error:
                failed = error
        raise failed or Closed("unresolved", host)

    def left(self, timeout: float, host: str = "") -> float:
        """Return the seconds that may be waited; Closed when the scan's time or bytes are used up."""
        if self.received >= self.budget:
            raise Closed("budget", host)
        if self.ends is None:
            return timeout
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Closed("late", host)
        return min(timeout, left)

    def take(self, count: int) -> None:
        """Count bytes that came in."""
        with self._lock:
            self.received += count


def _named(host: str) -> str:
    """Return a host in the one form it is known by: in Punycode, without brackets and a last dot."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
