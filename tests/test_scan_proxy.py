"""The browser's only way out, spoken to by a raw socket: what is allowed goes through, and nothing else does."""

from __future__ import annotations

import random
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from compliance.scan.network import proxy as proxy_module
from compliance.scan.network.door import Door
from compliance.scan.network.proxy import Proxy
from tests.hostile.rebinding import alternating
from tests.hostile.roads import OUTSIDE, SPELLINGS
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim
from tests.sites.pki import Authority
from tests.sites.server import Site

HOST, OTHER = "edare.test", "other.test"
READ = 1 << 16  # what may come at once behind a cap
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def resolve(host: str) -> list[str]:
    """Return the address behind any spelling of one, and loopback for what ends in .test; no test asks a resolver."""
    if host.endswith(".test"):
        return ["127.0.0.1"]
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(info[4][0]) for info in found]


def door(*ports: int, **more: float) -> Door:
    """Return a door that lets through to two names at some ports of loopback."""
    return Door([(host, port) for host in (HOST, OTHER) for port in ports], resolve, **more)  # type: ignore[arg-type]


@contextmanager
def dial(proxy: Proxy, seconds: float = 5.0) -> Iterator[socket.socket]:
    """Connect to the proxy as the browser would."""
    with socket.socket() as client:
        client.settimeout(seconds)
        client.connect(("127.0.0.1", proxy.port))
        yield client


def rest(client: socket.socket, most: int = 1 << 26) -> bytes:
    """Return all that comes until the other side ends."""
    got = bytearray()
    with suppress(ConnectionResetError):
        while len(got) < most and (more := client.recv(READ)):
            got += more
    return bytes(got)


def head(client: socket.socket) -> bytes:
    """Return what comes up to the end of a head."""
    got = b""
    while not got.endswith(b"\r\n\r\n") and (more := client.recv(1)):
        got += more
    return got


def ask(proxy: Proxy, data: bytes, seconds: float = 5.0) -> bytes:
    """Send something and return all that comes back."""
    with dial(proxy, seconds) as client:
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(data)
        return rest(client)


def get(url: str, *lines: str, method: str = "GET", body: bytes = b"") -> bytes:
    """Return a request as browsers send it to a proxy."""
    host = url.partition("://")[2].partition("/")[0]
    return "\r\n".join([f"{method} {url} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode("utf-8") + body


def status(answer: bytes) -> int:
    """Return the status of an answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@contextmanager
def tunnel(proxy: Proxy, to: str, seconds: float = 5.0) -> Iterator[socket.socket]:
    """Open a tunnel."""
    with dial(proxy, seconds) as client:
        client.sendall(f"CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n\r\n".encode())
        assert head(client) == b"HTTP/1.1 200 Connection established\r\n\r\n"
        yield client


class Listener:
    """Listens on loopback and lets a function talk to each connection; `heard` is all that was said to it."""

    def __init__(self, talk: Callable[[Listener, socket.socket], None]) -> None:
        self.talk, self.heard, self.ended = talk, bytearray(), threading.Event()
        self.closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._listener.settimeout(0.02)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Listener:
        self._threads.append(threading.Thread(target=self._serve, daemon=True))
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.closing.set()
        for thread in list(self._threads):
            thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while not self.closing.is_set():
            with suppress(OSError):
                client, _peer = self._listener.accept()
                self._threads.append(threading.Thread(target=self._one, args=(client,), daemon=True))
                self._threads[-1].start()

    def _one(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(0.05)
            self.talk(self, client)

    def hear(self, client: socket.socket) -> Iterator[bytes]:
        """Yield what is said until the other side ends or the test is over."""
        while not self.closing.is_set():
            with suppress(TimeoutError):
                data = client.recv(READ)
                if not data:
                    self.ended.set()
                    return
                self.heard += data
                yield data


def echo(listener: Listener, client: socket.socket) -> None:
    """Say everything back."""
    client.settimeout(5)
    for data in listener.hear(client):
        client.sendall(data)


def silence(listener: Listener, client: socket.socket) -> None:
    """Listen and say nothing."""
    for _data in listener.hear(client):
        pass


def stubborn(listener: Listener, client: socket.socket) -> None:
    """Answer everything and keep the connection, whatever was asked for."""
    for _data in listener.hear(client):
        client.sendall(OK)


def pour(listener: Listener, client: socket.socket) -> None:
    """Say more than anybody wants, as fast as it is taken."""
    client.settimeout(5)
    while not listener.closing.is_set():
        client.sendall(b"p" * READ)


@pytest.fixture(scope="module")
def scene() -> Iterator[tuple[Victim, Enemy]]:
    """The private machine, and a site that was allowed."""
    with Victim() as victim, Enemy(victim) as enemy:
        yield victim, enemy


# --- what is allowed goes through


def test_a_tunnel_carries_bytes_both_ways_unchanged() -> None:
    """A megabyte there and back, while more is still being said; what came in was counted."""
    said = random.Random(1405).randbytes(1 << 20)
    with Listener(echo) as listener, Proxy(let := door(listener.port)) as proxy:
        with tunnel(proxy, f"{HOST}:{listener.port}") as client, ThreadPoolExecutor(1) as pool:
            sending = pool.submit(client.sendall, said)
            got = bytearray()
            while len(got) < len(said):
                got += client.recv(READ)
            sending.result()
            assert bytes(got) == said
        assert let.received == len(said)
        assert not proxy.cut


def test_what_is_said_with_the_tunnels_head_is_not_lost() -> None:
    with Listener(echo) as listener, Proxy(door(listener.port)) as proxy, dial(proxy) as client:
        client.sendall(f"CONNECT {HOST}:{listener.port} HTTP/1.1\r\n\r\nearly".encode())
        head(client)
        assert client.recv(100) == b"early"


def test_tls_goes_through_a_tunnel_from_end_to_end() -> None:
    """The certificate is the site's own."""
    authority = Authority()
    trusting = ssl.create_default_context(cadata=authority.ca_pem)
    with Site(authority.context(HOST), host=HOST) as site, Proxy(door(site.port)) as proxy:
        with (
            tunnel(proxy, f"{HOST}:{site.port}") as client,
            trusting.wrap_socket(client, server_hostname=HOST) as inside,
        ):
            inside.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            assert status(rest(inside)) == 200
        assert [request.path for request in site.requests] == ["/"]


def test_plain_http_goes_through_without_what_was_meant_for_the_proxy(scene: tuple[Victim, Enemy]) -> None:
    _victim, enemy = scene
    more = (
        "Proxy-Connection: keep-alive",
        "proxy-authorization: Basic eA==",
        "Connection: keep-alive",
        "Keep-Alive: 5",
        "TE: x",
    )
    with Proxy(let := door(enemy.port)) as proxy:
        before = len(enemy.seen)
        answer = ask(
            proxy, get(f"http://{HOST}:{enemy.port}/about?a=b#c", *more, "Cookie: a=b", "Upgrade: x", "X-Own: ی")
        )
        assert status(answer) == 200
        assert "درباره ما".encode() in answer
        seen = enemy.seen[before]
        assert (seen.method, seen.target) == ("GET", "/about?a=b")
        assert seen.headers["Host"] == f"{HOST}:{enemy.port}"
        assert seen.headers["Cookie"] == "a=b"
        assert seen.headers["Connection"] == "close"
        assert not {"proxy-connection", "proxy-authorization", "keep-alive", "te", "upgrade"} & {
            n.lower() for n in seen.headers
        }
        assert let.received == len(answer)


def test_a_body_goes_through_in_however_many_pieces() -> None:
    def answer(listener: Listener, client: socket.socket) -> None:
        for _data in listener.hear(client):
            if listener.heard.endswith(b"the end"):
                client.sendall(OK)
                return

    with Listener(answer) as listener, Proxy(door(listener.port)) as proxy, dial(proxy) as client:
        request = get(f"http://{HOST}:{listener.port}/x", "Content-Length: 18", method="POST", body=b"begin, ")
        for piece in (request[:10], request[10:], b"and ", b"the end"):
            client.sendall(piece)
            time.sleep(0.05)
        assert rest(client) == OK
        assert listener.heard.startswith(b"POST /x HTTP/1.1\r\n")
        assert listener.heard.endswith(b"\r\n\r\nbegin, and the end")


# --- what is not allowed is refused


def refusals(victim: Victim) -> list[str]:
    """Return every way to write the victim's address, and some more that are private."""
    hosts = [host for host in (*SPELLINGS, *OUTSIDE) if host != "metadata.google.internal"]
    hosts = [host for host in hosts if host.replace(".", "").lower() not in ("localhost", "wwwlocalhost")]
    return [f"{host}:{victim.port}" for host in (*hosts, HOST, "localhost.test", "www.localhost.test")]


def test_nothing_private_is_reached_in_whatever_spelling(scene: tuple[Victim, Enemy]) -> None:
    """By a tunnel or by plain HTTP: 403, or 502 when it is no name at all; and the door has counted."""
    victim, enemy = scene
    with Proxy(let := door(enemy.port)) as proxy:
        for place in refusals(victim):
            assert status(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) in (403, 502), place
            assert status(ask(proxy, get(f"http://{place}/hit.html?road=proxy"))) in (403, 502), place
        for place in (
            f"127.0.0.1:{victim.port}",
            f"{HOST}:{victim.port}",
            f"[::1]:{victim.port}",
            f"127.1:{victim.port}",
        ):
            assert status(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) == 403, place
            assert status(ask(proxy, get(f"http://{place}/hit.html?road=proxy"))) == 403, place
        assert let.refused[HOST, victim.port] == 4
        assert let.received == 0
    assert not victim.touched


def test_a_refusal_is_a_whole_answer(scene: tuple[Victim, Enemy]) -> None:
    victim, _enemy = scene
    with Proxy(door()) as proxy:
        answer = ask(proxy, f"CONNECT 127.0.0.1:{victim.port} HTTP/1.1\r\n\r\n".encode())
    assert answer == b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def test_what_was_allowed_is_allowed_by_its_name_and_port(scene: tuple[Victim, Enemy]) -> None:
    """Its address was not."""
    _victim, enemy = scene
    with Proxy(door(enemy.port)) as proxy:
        for place, expected in (
            (f"{HOST}:{enemy.port}", 200),
            (f"{HOST.upper()}.:{enemy.port}", 200),
            (f"127.0.0.1:{enemy.port}", 403),
            (f"third.test:{enemy.port}", 403),
        ):
            assert status(ask(proxy, get(f"http://{place}/about"))) == expected, place


def test_a_redirect_leads_to_another_refusal(scene: tuple[Victim, Enemy]) -> None:
    victim, enemy = scene
    with Proxy(door(enemy.port)) as proxy:
        answer = ask(proxy, get(f"http://{HOST}:{enemy.port}/redirect-private"))
        place = next(line.partition(": ")[2] for line in answer.decode().split("\r\n") if line.startswith("Location"))
        assert str(victim.port) in place
        assert status(ask(proxy, get(place))) == 403
    assert not victim.touched


def test_a_name_that_changes_its_mind_is_held_to_its_first_answer(
    scene: tuple[Victim, Enemy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public first: it is the public address that is knocked at, again and again."""
    victim, _enemy = scene
    knocks: list[str] = []

    def refuse(address: tuple[str, int], *_rest: object, **_more: object) -> socket.socket:
        knocks.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with Proxy(Door(resolve=alternating("93.184.216.34"))) as proxy:
        for _turn in range(3):
            assert status(ask(proxy, f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())) == 502
            assert status(ask(proxy, get(f"http://{HOST}/"))) == 502
        assert status(ask(proxy, f"CONNECT {HOST}:{victim.port} HTTP/1.1\r\n\r\n".encode())) == 403
    with Proxy(Door(resolve=alternating("127.0.0.1", "93.184.216.34"))) as proxy:
        for _turn in range(3):
            assert status(ask(proxy, f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())) == 403
    assert set(knocks) == {"93.184.216.34"}
    assert len(knocks) == 6
    assert not victim.touched


def test_nobody_there_and_no_such_name_are_told(scene: tuple[Victim, Enemy]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Proxy(door(port)) as proxy:
        for place in (f"{HOST}:{port}", "nowhere.example:443", f"{'a' * 64}.example:443", "a..b:443", ":443"):
            assert status(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) in (502, 403), place


def test_the_proxy_listens_on_loopback_alone() -> None:
    with Proxy(Door()) as proxy:
        assert proxy._server.server_address[0] == "127.0.0.1"


# --- requests that are not what they seem

NO_REQUESTS = {
    "nothing": b"\r\n\r\n",
    "one word": b"CONNECT\r\n\r\n",
    "no version": b"CONNECT {place}\r\n\r\n",
    "no port": b"CONNECT {host} HTTP/1.1\r\n\r\n",
    "empty port": b"CONNECT {host}: HTTP/1.1\r\n\r\n",
    "port of letters": b"CONNECT {host}:http HTTP/1.1\r\n\r\n",
    "negative port": b"CONNECT {host}:-{port} HTTP/1.1\r\n\r\n",
    "port 0": b"CONNECT {host}:0 HTTP/1.1\r\n\r\n",
    "port 65536": b"CONNECT {host}:65536 HTTP/1.1\r\n\r\n",
    "port beyond all": b"CONNECT {host}:" + b"9" * 5000 + b" HTTP/1.1\r\n\r\n",
    "port with a sign too many": b"CONNECT {host}:0x50 HTTP/1.1\r\n\r\n",
    "address without a port": b"CONNECT [::1] HTTP/1.1\r\n\r\n",
    "user before the host": b"CONNECT user@{place} HTTP/1.1\r\n\r\n",
    "URL for a tunnel": b"CONNECT http://{place}/ HTTP/1.1\r\n\r\n",
    "path alone": b"GET /about HTTP/1.1\r\nHost: {place}\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: {place}\r\n\r\n",
    "https": b"GET https://{place}/ HTTP/1.1\r\n\r\n",
    "ftp": b"GET ftp://{place}/ HTTP/1.1\r\n\r\n",
    "file": b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
    "without a host": b"GET http:///about HTTP/1.1\r\nHost: {place}\r\n\r\n",
    "half an address": b"GET http://[::1/ HTTP/1.1\r\n\r\n",
    "port too large": b"GET http://{host}:99999/ HTTP/1.1\r\n\r\n",
    "CRLF in the target": b"GET http://{place}/a\r\nX-Injected: 1 HTTP/1.1\r\n\r\n",
    "CRLF in a tunnel": b"CONNECT {place}\r\nX-Injected: 1 HTTP/1.1\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(517) + b"\r\n\r\n",
    "SOCKS": b"\x05\x01\x00\r\n\r\n",
}


@pytest.mark.parametrize("request_", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_what_is_no_request_reaches_nobody(request_: bytes) -> None:
    """It is refused or the connection is closed; at once, and the proxy goes on."""
    with Listener(stubborn) as listener, Proxy(let := door(listener.port)) as proxy:
        place = f"{HOST}:{listener.port}"
        for name, value in ((b"{place}", place), (b"{host}", HOST), (b"{port}", str(listener.port))):
            request_ = request_.replace(name, value.encode())
        begun = time.monotonic()
        assert status(ask(proxy, request_)) in (0, 400, 403, 502)
        assert time.monotonic() - begun < 2
        assert (bytes(listener.heard), let.received) == (b"", 0)
        with tunnel(proxy, place):
            pass


@pytest.mark.parametrize("gap", [b"\n", b"\r", b"\t", b"\0", b"\n\n", b"\r\r\n"], ids=repr)
def test_controls_in_the_target_add_no_header(scene: tuple[Victim, Enemy], gap: bytes) -> None:
    _victim, enemy = scene
    with Proxy(door(enemy.port)) as proxy:
        before = len(enemy.seen)
        ask(proxy, b"GET http://%b:%d/a%bX-Injected:1 HTTP/1.1\r\nHost: x\r\n\r\n" % (HOST.encode(), enemy.port, gap))
        assert all("X-Injected" not in seen.headers for seen in enemy.seen[before:])


@pytest.mark.parametrize("line", [b"GE\nT", b"GET\r", b"G\0ET"], ids=repr)
def test_controls_in_the_method_reach_nobody(line: bytes) -> None:
    with Listener(stubborn) as listener, Proxy(door(listener.port)) as proxy, dial(proxy, 1.0) as client:
        client.sendall(line + b" http://%b:%d/ HTTP/1.1\r\nHost: x\r\n\r\n" % (HOST.encode(), listener.port))
        with suppress(TimeoutError):
            client.recv(READ)
        assert listener.heard == b""


@pytest.mark.parametrize("gap", [b"\n", b"\r", b"\0"], ids=repr)
def test_controls_in_a_header_add_no_header(gap: bytes) -> None:
    """Servers take a bare newline for the end of a line."""
    with Listener(stubborn) as listener, Proxy(door(listener.port)) as proxy, dial(proxy, 1.0) as client:
        client.sendall(
            b"GET http://%b:%d/ HTTP/1.1\r\nX: a%bX-Injected: 1\r\n\r\n" % (HOST.encode(), listener.port, gap)
        )
        with suppress(TimeoutError):
            client.recv(READ)
        assert b"X-Injected" not in listener.heard


@pytest.mark.parametrize(
    "lines",
    [["Host: 10.0.0.1"], ["HOST : internal"], [], ["Host: a", "Host: b"]],
    ids=["other", "space", "none", "two"],
)
def test_the_host_is_the_targets(lines: list[str]) -> None:
    """RFC 9112, 3.2.2: a proxy replaces the Host of a request in absolute form by that of its target."""
    with Listener(stubborn) as listener, Proxy(door(listener.port)) as proxy, dial(proxy, 1.0) as client:
        request = "\r\n".join([f"GET http://user@{HOST}:{listener.port}/ HTTP/1.1", *lines, "", ""])
        client.sendall(request.encode())
        with suppress(TimeoutError):
            client.recv(READ)
        hosts = [line for line in bytes(listener.heard).decode().split("\r\n") if line.lower().startswith("host")]
        assert hosts == [f"Host: {HOST}:{listener.port}"]


@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
def test_a_second_request_is_not_the_first_ones_servers(together: bool) -> None:
    """One request at a time: what follows on the connection is read by nobody, or by whom it is for."""
    with Listener(stubborn) as first, Listener(stubborn) as second, Proxy(door(first.port, second.port)) as proxy:
        one = get(f"http://{HOST}:{first.port}/")
        two = get(f"http://{OTHER}:{second.port}/", "Cookie: secret=1")
        with dial(proxy, 1.0) as client:
            client.sendall(one + two if together else one)
            with suppress(OSError):
                client.recv(READ)
                client.sendall(b"" if together else two)
                client.recv(READ)
        assert b"secret" not in first.heard


def test_a_second_request_does_not_reach_the_victim(scene: tuple[Victim, Enemy]) -> None:
    victim, enemy = scene
    with Proxy(door(enemy.port)) as proxy:
        for method in ("GET", "POST"):
            more = get(victim.url("smuggled"))
            answer = ask(proxy, get(f"http://{HOST}:{enemy.port}/about", "Content-Length: 0", method=method) + more)
            assert answer.count(b"HTTP/1.1 200") == 1
    assert not victim.touched


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
def test_a_head_without_an_end_is_read_no_further(end: bytes) -> None:
    """A megabyte of it brings the connection to an end, and reaches nobody."""
    with Listener(silence) as listener, Proxy(door(listener.port)) as proxy:
        request = get(f"http://{HOST}:{listener.port}/", "X: " + "x" * (1 << 20))[:-4] + end
        assert status(ask(proxy, request)) in (0, 400, 431)
        assert listener.heard == b""


def test_a_head_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that drips."""
    monkeypatch.setattr(proxy_module, "_WAIT", 0.2)
    with Proxy(Door()) as proxy:
        begun = time.monotonic()
        assert ask(proxy, b"") == b""
        assert ask(proxy, b"CONNECT ") == b""
        assert time.monotonic() - begun < 2


def test_no_broken_request_breaks_the_proxy(scene: tuple[Victim, Enemy], capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever bytes of a request are changed, the victim is not reached, the next request is served, nothing is printed."""
    victim, enemy = scene
    chance = random.Random(1405)
    kinds = [
        get(f"http://{HOST}:{enemy.port}/about", "Cookie: a=b"),
        f"CONNECT {HOST}:{enemy.port} HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n".encode(),
        get(victim.url("fuzz")),
        f"CONNECT {victim.address} HTTP/1.1\r\n\r\n".encode(),
    ]
    with Proxy(door(enemy.port)) as proxy:
        for turn in range(200):
            data = bytearray(kinds[turn % 4])
            for _change in range(chance.randint(1, 4)):
                at = chance.randrange(len(data))
                match chance.randrange(3):
                    case 0:
                        data[at] = chance.randrange(256)
                    case 1:
                        del data[at : at + chance.randint(1, 9)]
                    case _:
                        data[at:at] = chance.choice(
                            [b"\r\n", b" ", b"@", b":", b"[", b"%00", b"\xff", b"//", b"127.0.0.1"]
                        )
            with dial(proxy) as client:
                client.sendall(bytes(data) + b"\r\n\r\n")
                client.settimeout(0.02)
                with suppress(OSError):
                    client.recv(READ)
        assert status(ask(proxy, kinds[0])) == 200
    assert not victim.touched
    assert capfd.readouterr() == ("", "")


# --- bytes and time


@pytest.mark.parametrize("tunnelled", [True, False])
def test_one_connection_brings_no_more_than_its_cap(tunnelled: bool) -> None:
    """The cap and what came with the last piece; then it ends, and the host is noted."""
    with Listener(pour) as listener, Proxy(let := door(listener.port), each=300_000) as proxy:
        place = f"{HOST}:{listener.port}"
        begun = time.monotonic()
        if tunnelled:
            with tunnel(proxy, place) as client:
                got = rest(client)
        else:
            got = ask(proxy, get(f"http://{place}/"))
        assert time.monotonic() - begun < 5
        assert 300_000 - READ <= len(got) <= 300_000
        assert let.received <= 300_000 + READ
        assert proxy.cut == {HOST}
        with tunnel(proxy, place) as client:
            assert client.recv(1) == b"p"  # another connection has a cap of its own


def test_an_answer_of_exactly_the_cap_is_whole() -> None:
    def exactly(listener: Listener, client: socket.socket) -> None:
        client.settimeout(5)
        client.sendall(b"p" * 300_000)

    with Listener(exactly) as listener, Proxy(door(listener.port), each=300_000) as proxy:
        with tunnel(proxy, f"{HOST}:{listener.port}") as client:
            assert len(rest(client)) == 300_000
        assert not proxy.cut


def test_all_connections_bring_no_more_than_the_scan_may() -> None:
    """Ten at once: the scan's bytes, and what came with the last piece of each; then nobody gets out."""
    with Listener(pour) as listener, Proxy(let := door(listener.port, budget=1_000_000)) as proxy:
        place = f"{HOST}:{listener.port}"

        def one(_number: int) -> int:
            return len(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode()))

        with ThreadPoolExecutor(10) as pool:
            assert sum(pool.map(one, range(10))) <= 1_000_000 + 10 * (READ + 200)
        assert 1_000_000 <= let.received <= 1_000_000 + 10 * READ
        assert status(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) == 502
        assert status(ask(proxy, get(f"http://{place}/"))) == 502


def test_the_scans_end_ends_every_tunnel() -> None:
    """An idle one too; after it nobody gets out."""
    with Listener(silence) as listener, Proxy(door(listener.port, ends=time.monotonic() + 0.8)) as proxy:
        place = f"{HOST}:{listener.port}"
        with tunnel(proxy, place) as client:
            begun = time.monotonic()
            assert rest(client) == b""
            assert time.monotonic() - begun < 3
        assert status(ask(proxy, f"CONNECT {place} HTTP/1.1\r\n\r\n".encode())) == 502


def test_an_idle_tunnel_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_module, "_IDLE", 0.2)
    with Listener(silence) as listener, Proxy(door(listener.port)) as proxy:
        with tunnel(proxy, f"{HOST}:{listener.port}") as client:
            assert rest(client) == b""
        assert listener.ended.wait(2)


# --- sides that end


@pytest.mark.parametrize("tunnelled", [True, False])
def test_who_has_said_everything_still_gets_the_answer(tunnelled: bool) -> None:
    """The client ends its side; the server answers when it has heard all."""

    def patient(listener: Listener, client: socket.socket) -> None:
        for _data in listener.hear(client):
            if b"\r\n\r\n" in listener.heard:
                break
        time.sleep(0.2)
        client.sendall(OK)

    with Listener(patient) as listener, Proxy(door(listener.port)) as proxy:
        place = f"{HOST}:{listener.port}"
        request = get(f"http://{place}/") if not tunnelled else f"CONNECT {place} HTTP/1.1\r\n\r\nx\r\n\r\n".encode()
        with dial(proxy) as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            assert rest(client).endswith(OK)


def test_an_answer_is_whole_when_the_server_has_ended() -> None:
    """All of it arrives although the server has closed before it was read."""

    def quick(listener: Listener, client: socket.socket) -> None:
        client.settimeout(5)
        client.sendall(b"q" * 500_000)
        client.shutdown(socket.SHUT_WR)
        for _data in listener.hear(client):
            pass

    with Listener(quick) as listener, Proxy(door(listener.port)) as proxy:
        with tunnel(proxy, f"{HOST}:{listener.port}") as client:
            time.sleep(0.2)
            assert len(rest(client)) == 500_000
        assert listener.ended.wait(2)


def test_the_server_learns_that_the_browser_has_gone() -> None:
    """At its end or when it breaks off."""
    for linger in (None, struct.pack("ii", 1, 0)):
        with Listener(silence) as listener, Proxy(door(listener.port)) as proxy:
            with tunnel(proxy, f"{HOST}:{listener.port}") as client:
                if linger is not None:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            assert listener.ended.wait(2)


def test_the_browser_learns_that_the_server_has_broken_off() -> None:
    def breaks(_listener: Listener, client: socket.socket) -> None:
        client.sendall(b"half")
        time.sleep(0.1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with (
        Listener(breaks) as listener,
        Proxy(door(listener.port)) as proxy,
        tunnel(proxy, f"{HOST}:{listener.port}") as client,
    ):
        assert rest(client) == b"half"


# --- many at once, and the end


def test_two_hundred_at_once_are_all_served(scene: tuple[Victim, Enemy]) -> None:
    """Half by tunnels, half by plain HTTP; all are open before the first is read."""
    import resource

    _victim, enemy = scene
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1000:
        pytest.skip("too few open files are permitted")
    place = f"{HOST}:{enemy.port}"
    requests = [
        get(f"http://{place}/about"),
        f"CONNECT {place} HTTP/1.1\r\n\r\nGET /about HTTP/1.1\r\nHost: {place}\r\n\r\n".encode(),
    ]
    clients: list[socket.socket] = []
    begun = time.monotonic()
    with Proxy(door(enemy.port)) as proxy:
        try:
            for number in range(200):
                client = socket.socket()
                clients.append(client)
                client.settimeout(20)
                client.connect(("127.0.0.1", proxy.port))
                client.sendall(requests[number % 2])
            answers = [rest(client) for client in clients]
        finally:
            for client in clients:
                client.close()
    assert all("درباره ما".encode() in answer for answer in answers)
    assert time.monotonic() - begun < 20


def proxied() -> int:
    """Return how many threads work for connections of proxies."""
    return sum("process_request_thread" in thread.name for thread in threading.enumerate())


def settles(count: Callable[[], int], seconds: float = 2.0) -> int:
    """Return what is counted once it is nothing, or when the time is over."""
    until = time.monotonic() + seconds
    while count() and time.monotonic() < until:
        time.sleep(0.02)
    return count()


def test_nothing_is_left_of_connections_that_have_ended(scene: tuple[Victim, Enemy]) -> None:
    _victim, enemy = scene
    with Proxy(door(enemy.port)) as proxy:
        for _turn in range(10):
            ask(proxy, get(f"http://{HOST}:{enemy.port}/about"))
            ask(proxy, b"CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n")
        assert settles(proxied) == 0


def test_the_end_is_quick_and_nobody_listens_after_it() -> None:
    with Listener(silence) as listener:
        with Proxy(door(listener.port)) as proxy, tunnel(proxy, f"{HOST}:{listener.port}"):
            begun = time.monotonic()
        assert time.monotonic() - begun < 2
        with socket.socket() as late, pytest.raises(ConnectionRefusedError):
            late.connect(("127.0.0.1", proxy.port))


def test_open_tunnels_end_with_the_proxy() -> None:
    """Both sides learn of it, and no thread is left."""
    with Listener(silence) as listener:
        with socket.socket() as client:
            with Proxy(door(listener.port)) as proxy:
                client.settimeout(1.0)
                client.connect(("127.0.0.1", proxy.port))
                client.sendall(f"CONNECT {HOST}:{listener.port} HTTP/1.1\r\n\r\n".encode())
                head(client)
            assert rest(client) == b""
        assert listener.ended.wait(1)
    assert settles(proxied, 1.0) == 0
