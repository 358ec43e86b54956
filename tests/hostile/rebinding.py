"""Names that change their mind: public when they are checked, 127.0.0.1 when they are used."""

from __future__ import annotations

import ipaddress
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType

A, AAAA, IN = 1, 28, 1
ANSWER, AUTHORITATIVE, FORMAT_ERROR = 0x8000, 0x0400, 1


@dataclass
class Alternating:
    """A resolver that answers each host in turn with the one address and the other, and counts."""

    first: str
    then: str
    calls: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, host: str) -> list[str]:
        """The address whose turn it is for this host."""
        with self.lock:
            self.calls[host.lower().rstrip(".")] += 1
            return [self.first if self.calls[host.lower().rstrip(".")] % 2 else self.then]


def alternating(first: str, then: str = "127.0.0.1") -> Alternating:
    """A stand-in for a resolver: `(host) -> [address]`, first the one address, then the other, and so on."""
    return Alternating(first, then)


def _name(data: bytes, at: int) -> tuple[str, int]:
    """The name at this place of a message, and where it ends; no pointers, which questions do not hold."""
    labels = []
    while data[at]:
        length = data[at]
        if length > 63 or at + 1 + length >= len(data):
            raise ValueError("not a plain name")
        labels.append(data[at + 1 : at + 1 + length].decode("ascii"))
        at += 1 + length
    return ".".join(labels), at + 1


class RebindingServer:
    """A name server on UDP of loopback: every name alternates between two addresses, time to live 0.

    `first` and `then` may be IPv4 or IPv6; a question of the other kind gets an empty answer and takes no turn.
    """

    def __init__(self, first: str, then: str = "127.0.0.1", host: str = "127.0.0.1") -> None:
        self.alternating = Alternating(first, then)
        self.queries: list[tuple[str, int]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._socket.settimeout(0.1)
        self.host, self.port = self._socket.getsockname()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> RebindingServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                data, peer = self._socket.recvfrom(4096)
                reply = self._answer(data)
                if reply:
                    self._socket.sendto(reply, peer)
            except OSError:
                continue  # the time to look whether it is over, or a client that has closed its port

    def _answer(self, data: bytes) -> bytes | None:
        """The reply to one message; none to what is no question."""
        if len(data) < 12 or data[2] & 0x80:
            return None
        number, flags, questions = struct.unpack(">HHH", data[:6])
        wants = flags & 0x0100
        try:
            name, end = _name(data, 12)
            kind, family = struct.unpack(">HH", data[end : end + 4])
            if questions != 1:
                raise ValueError("one question only")
        except (ValueError, IndexError, struct.error):
            return struct.pack(">HHHHHH", number, ANSWER | wants | FORMAT_ERROR, 0, 0, 0, 0)
        self.queries.append((name.lower(), kind))
        packed = b""
        turn = self.alternating.calls[name.lower()]
        address = ipaddress.ip_address(self.alternating.then if turn % 2 else self.alternating.first)
        if family == IN and kind == {4: A, 6: AAAA}[address.version]:
            self.alternating(name)
            packed = address.packed
        head = struct.pack(">HHHHHH", number, ANSWER | AUTHORITATIVE | wants, 1, bool(packed), 0, 0)
        record = struct.pack(">HHHIH", 0xC00C, kind, IN, 0, len(packed)) + packed if packed else b""
        return head + data[12 : end + 4] + record

    def resolve(self, host: str) -> list[str]:
        """Ask this server by UDP, with a question of its own for each kind of address: a resolver for tests."""
        found: list[str] = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(2)
            for number, kind in enumerate((A, AAAA), 1):
                labels = host.rstrip(".").split(".")
                name = b"".join(bytes([len(one)]) + one.encode("ascii") for one in labels) + b"\0"
                question = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + name + struct.pack(">HH", kind, IN)
                client.sendto(question, (self.host, self.port))
                reply = client.recv(4096)
                if struct.unpack(">H", reply[6:8])[0]:
                    size = 4 if kind == A else 16
                    found.append(str(ipaddress.ip_address(reply[-size:])))
                    break
        return found
