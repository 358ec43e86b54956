"""Pages over HTTP without a browser: every body capped before and after it is unpacked, every request timed.

Redirects are followed by hand, so that each address passes the door. Certificates are not verified here: that
is a check of its own, and a page behind a bad one is still worth reading.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpcore

from compliance.scan.network.door import Closed, Door
from compliance.scan.network.held import Held

BODY = 4 * 2**20  # bytes of one body, packed or unpacked
HOPS = 5
_WAIT = 15.0  # seconds for one answer of the server
_WHOLE = 30.0  # seconds for a whole body
_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ, which Persian words are written with
_REFUSALS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, ValueError)


class Answer(NamedTuple):
    """What a server said: `body` unpacked and capped; `cut` says why it is not whole, None when it is.

    `wire` counts the body's bytes as they came, `seconds` runs to the first byte of the body.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wire: int
    cut: str | None
    seconds: float
    hops: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """Return a header, several of one name joined as HTTP allows; None when it was not sent."""
        values = self.all_of(name)
        return ", ".join(values) if values else None

    def all_of(self, name: str) -> tuple[str, ...]:
        """Return every header of a name."""
        return tuple(value for key, value in self.headers if key == name)


class Unreachable(Exception):
    """No answer: forbidden, unresolved, refused, late, budget, protocol, or redirects."""

    def __init__(self, reason: str, url: str) -> None:
        self.reason, self.url = reason, url
        super().__init__(f"{reason}: {url}")


class _Stream(httpcore.NetworkStream):
    """A connection whose bytes are counted, and that ends with its request's time however slowly it drips."""

    def __init__(self, inner: httpcore.NetworkStream, backend: _Backend) -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._backend.left(timeout))
        self._backend.door.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, self._backend.left(timeout)), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Connects where the door lets it, to the very address that was checked."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door, self.ends = door, 0.0

    def left(self, timeout: float | None) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Closed("late", "")
        return self.door.left(min(left, timeout or _WAIT))

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for address in self.door.addresses(host, port):
            try:
                inner = super().connect_tcp(str(address), port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(inner, self)
        raise failed or Closed("unresolved", host)


class Client:
    """Asks one thing at a time, under one honest name."""

    def __init__(self, door: Door, agent: str) -> None:
        context = ssl.create_default_context()
        context.sslsocket_class = Held
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # weak certificates are judged, not refused, here
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # old versions likewise
        context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT: servers without RFC 5746, as browsers do
        self._backend = _Backend(door)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=self._backend, max_connections=4)
        self._agent = agent
        self.requests = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.close()

    def ask(self, url: str, method: str = "GET", most: int = BODY, seconds: float = _WHOLE) -> Answer:
        """Return what a server says to one request, redirects as they are; Unreachable when it says nothing."""
        target = _ascii(url)
        if target is None:
            raise Unreachable("forbidden", url)
        self._backend.ends = time.monotonic() + seconds
        self.requests += 1
        headers = [
            ("Host", urlsplit(target).netloc),
            ("User-Agent", self._agent),
            ("Accept", "text/html,application/xhtml+xml,*/*;q=0.5"),
            ("Accept-Language", "fa,en;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
        ]
        wait = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _WAIT)}
        begun = time.monotonic()
        try:
            with self._pool.stream(method, target, headers=headers, extensions=wait) as answer:
                got = tuple((_text(key).lower(), _text(value)) for key, value in answer.headers)
                reader = _Body(", ".join(value for key, value in got if key == "content-encoding"), most)
                seconds_to_first = time.monotonic() - begun
                if method != "HEAD":
                    reader.read(answer.iter_stream())
                return Answer(url, answer.status, got, bytes(reader.body), reader.wire, reader.cut, seconds_to_first)
        except Closed as error:
            raise Unreachable(error.reason, url) from error
        except httpcore.TimeoutException as error:
            raise Unreachable("late", url) from error
        except httpcore.ProtocolError as error:
            raise Unreachable("protocol", url) from error
        except _REFUSALS as error:
            raise Unreachable("refused", url) from error

    def follow(self, url: str, method: str = "GET", most: int = BODY) -> Answer:
        """Return the answer at the end of redirects, with the addresses on the way in `hops`."""
        hops: list[str] = []
        while True:
            answer = self.ask(url, method, most)
            target = answer.header("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer._replace(hops=tuple(hops))
            hops.append(url)
            if len(hops) > HOPS:
                raise Unreachable("redirects", url)
            try:
                url = escaped(urljoin(url, target).partition("#")[0])
            except ValueError as error:
                raise Unreachable("forbidden", url) from error


class _Body:
    """A body unpacked as it comes, never beyond its cap."""

    def __init__(self, encoding: str, most: int) -> None:
        self.body, self.wire = bytearray(), 0
        self._most = most
        name = encoding.strip().lower()
        self._unpack: Any = None
        self._deflate = name == "deflate"
        self.cut: str | None = None
        if name in ("gzip", "x-gzip"):
            self._unpack = zlib.decompressobj(wbits=47)
        elif name not in ("", "identity", "deflate"):
            self.cut = "encoding"

    def read(self, chunks: Iterable[bytes]) -> None:
        try:
            for chunk in chunks:
                self.wire += len(chunk)
                self._take(chunk)
                if self.cut or self.wire > self._most:
                    self.cut = self.cut or "size"
                    return
            if self.wire and self._unpack is not None and not self._unpack.eof:
                self.cut = "encoding"  # it stopped in the middle
        except Closed as error:
            self.cut = error.reason
        except httpcore.TimeoutException:
            self.cut = "late"
        except (httpcore.NetworkError, httpcore.ProtocolError):
            self.cut = "protocol"
        except zlib.error:
            self.cut = "encoding"

    def _take(self, chunk: bytes) -> None:
        if self._deflate:  # with its wrapping, as the standard has it, or without, as some servers do
            self._deflate = False
            wrapped = chunk[0] & 15 == 8 and int.from_bytes(chunk[:2]) % 31 == 0
            self._unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        room = self._most - len(self.body) + 1  # one more than fits shows that there is more; none would be no limit
        self.body += chunk[:room] if self._unpack is None else self._unpack.decompress(chunk, room)
        if len(self.body) > self._most:
            del self.body[self._most :]
            self.cut = self.cut or "size"


def escaped(url: str) -> str:
    """Return an address with what nobody sees in it escaped, as browsers do; half-spaces stay."""
    from urllib.parse import quote

    if url.isprintable():
        return url
    return "".join(c if c.isprintable() or c in _JOINERS else quote(c, errors="replace") for c in url)


def _text(raw: bytes) -> str:
    """Return a header as text; bytes that are no UTF-8 stay one letter each."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _ascii(url: str) -> str | None:
    """Return an address with everything outside ASCII escaped, the host in Punycode; None when it is no address."""
    from urllib.parse import quote

    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=?~-._[]")
    return f"{parts.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")
