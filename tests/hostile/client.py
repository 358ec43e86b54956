"""A client without a mind of its own: it sends one request and takes the bytes as they come."""

from __future__ import annotations

import socket
import time

from tests.hostile.server import Enemy


def raw(enemy: Enemy, path: str, most: int = 1 << 23, seconds: float = 20.0, method: str = "GET") -> bytes:
    """What comes back for a request, at most so much and for so long."""
    got = bytearray()
    until = time.monotonic() + seconds
    with socket.create_connection((enemy.host, enemy.port), timeout=seconds) as client:
        client.sendall(f"{method} {path} HTTP/1.1\r\nHost: enemy\r\n\r\n".encode())
        while len(got) < most and (left := until - time.monotonic()) > 0:
            client.settimeout(left)
            try:
                more = client.recv(1 << 16)
            except (TimeoutError, ConnectionResetError):
                break
            if not more:
                break
            got += more
    return bytes(got)


def split(answer: bytes) -> tuple[int, bytes, bytes]:
    """Status, headers and body."""
    head, _gap, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head, body


def get(enemy: Enemy, path: str) -> tuple[int, bytes, bytes]:
    """Status, headers and body of what answers a path."""
    return split(raw(enemy, path))
