"""The static client against the enemy: every answer ends in time and in little memory, and says why it is not whole."""

from __future__ import annotations

import gzip
import random
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import cast
from urllib.parse import quote

import pytest

from compliance.scan.network.door import Closed, Door
from compliance.scan.network.http import BODY, HOPS, Answer, Client, Unreachable
from compliance.scan.pages.crawl import ROBOTS, Manners, Walker
from compliance.scan.pages.page import Page
from compliance.scan.site import Unread
from tests.hostile import bombs, broken, streams, wire
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim
from tests.sites.server import Site

HOST, AGENT = "edare.test", "provincial-compliance/test"
MB, READ = 1 << 20, 1 << 16  # READ: what may come at once behind a cap
SHORT, SLACK = 0.4, 2.0


def loopback(_host: str) -> list[str]:
    """Return loopback for every name: no test asks a real resolver."""
    return ["127.0.0.1"]


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with Victim() as one:
        yield one
        assert not one.touched


@pytest.fixture(scope="module")
def enemy(victim: Victim) -> Iterator[Enemy]:
    with Enemy(victim, pause=0.02) as one:
        yield one
        assert one.faults == []


@pytest.fixture
def client(enemy: Enemy) -> Iterator[Client]:
    with Client(Door([(HOST, enemy.port)], loopback), AGENT) as one:
        yield one


@contextmanager
def little(most: int) -> Iterator[None]:
    """Hold that no more memory is taken at once, the enemy's own included."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def outcome(client: Client, url: str, seconds: float = SHORT, most: int = BODY) -> Answer | str:
    """Return an answer, or the reason for which there is none."""
    try:
        return client.ask(url, most=most, seconds=seconds)
    except Unreachable as error:
        return error.reason


@contextmanager
def saying(*pieces: bytes | bytearray, pause: float = 0.0, ends: bool = True) -> Iterator[int]:
    """Say the same to each connection after its request, in pieces, and close it; or leave it open."""
    ending = threading.Event()
    threads: list[threading.Thread] = []

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            connection.recv(READ)
            for piece in pieces:
                connection.sendall(bytes(piece))
                ending.wait(pause)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while not ending.is_set() and connection.recv(READ):
                pass

    def serve() -> None:
        while not ending.is_set():
            with suppress(OSError):
                connection, _peer = listener.accept()
                threads.append(threading.Thread(target=one, args=(connection,), daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.02)
        main = threading.Thread(target=serve, daemon=True)
        main.start()
        yield listener.getsockname()[1]
        ending.set()
        for thread in (main, *threads):
            thread.join(5)


def said(
    *pieces: bytes, most: int = BODY, seconds: float = 5.0, pause: float = 0.0, ends: bool = True
) -> Answer | str:
    """Return what the client makes of an answer's bytes."""
    with saying(*pieces, pause=pause, ends=ends) as port, Client(Door([(HOST, port)], loopback), AGENT) as client:
        return outcome(client, f"http://{HOST}:{port}/", seconds, most)


def packed(body: bytes, encoding: str = "gzip", *more: str) -> bytes:
    """Return a whole answer with a packed body."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", f"Content-Encoding: {encoding}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


# --- the enemy's paths: what an answer is cut for, or why there is none

LATE = {
    "/drip": (200, "late"),
    "/headers-drip": "late",
    "/status-drip": "late",
    "/silent": "late",
    "/continue-flood": "late",
}
SIZE = {
    "/endless": (200, "size"), "/endless-chunked": (200, "size"), "/download": (200, "size"), "/long-text": (200, "size"),
    "/nodes": (200, None), "/deep": (200, None), "/entities": (200, None), "/sitemap.xml": (200, None),
    "/download-path": (200, None), "/robots.txt": (404, None),
}  # fmt: skip
BOMBS = {
    "/bomb": (200, "size"), "/bomb-nested": (200, "encoding"), "/bomb-br": (200, "encoding"), "/bomb-zstd": (200, "encoding"),
}  # fmt: skip
BROKEN = {
    "/huge-header": "protocol", "/endless-headers": "protocol", "/set-cookie-many": "protocol", "/two-lengths": "protocol",
    "/bad-status": "protocol", "/not-http": "protocol", "/early-close": "protocol", "/odd-headers": "protocol",
    "/bad-chunk": (200, "protocol"), "/huge-chunk": (200, "protocol"), "/negative-chunk": (200, "protocol"),
    "/chunk-line": (200, "protocol"), "/bad-length": (200, "protocol"), "/reset": (200, "protocol"),
    "/bad-gzip": (200, "encoding"), "/many-encodings": (200, "encoding"),
    "/binary": (200, None), "/nul": (200, None), "/wrong-charset": (200, None), "/odd-charset": (200, None),
    "/utf-7": (200, None), "/no-type": (200, None), "/wrong-type": (200, None),
    "/odd-length/-1": "protocol", "/odd-length/9e9": "protocol", "/odd-length/+5": "protocol",
    "/odd-length/99999999999999999999": (200, "protocol"),
}  # fmt: skip
TOLD = {"/bomb-deflate", "/cut-gzip", "/many-headers"}  # these have tests of their own


def test_no_path_is_forgotten() -> None:
    paths = {
        path
        for path, attack in (wire.EXACT | wire.BENEATH).items()
        if attack.__module__ in (streams.__name__, broken.__name__)
    }
    tried = {path if not path.startswith("/odd-length/") else "/odd-length/" for path in LATE | SIZE | BOMBS | BROKEN}
    assert tried | TOLD == paths


@pytest.mark.parametrize(
    ("path", "expected"), (LATE | SIZE | BOMBS | BROKEN).items(), ids=list(LATE | SIZE | BOMBS | BROKEN)
)
def test_every_answer_ends_in_time_and_memory(
    client: Client, enemy: Enemy, path: str, expected: tuple[int, str | None] | str
) -> None:
    """The 1 GiB of a bomb stay under 64 MB; what was cut says why; who waited in vain makes up no status."""
    (
        bombs.gzip_bomb(),
        bombs.nested_bomb(),
        bombs.brotli_bomb(),
        bombs.zstd_bomb(),
    )  # the enemy's own work, done before
    begun = time.monotonic()
    with little(64 * MB):
        answer = outcome(client, enemy.url(path, HOST), SHORT if path in LATE else 10.0)
    assert time.monotonic() - begun < (SHORT + SLACK if path in LATE else 10.0)
    if isinstance(answer, str):
        assert answer == expected
    else:
        assert (answer.status, answer.cut) == expected
        assert len(answer.body) <= BODY + READ
        assert answer.wire <= BODY + READ


def test_many_headers_are_read_or_refused(client: Client, enemy: Enemy) -> None:
    """Ten thousand are about what the library bears; it depends on how they arrive."""
    answer = outcome(client, enemy.url("/many-headers", HOST), 10.0)
    assert answer == "protocol" or (isinstance(answer, Answer) and answer.cut is None and len(answer.headers) > 9000)


def test_the_bomb_is_read_as_far_as_its_cap(client: Client, enemy: Enemy) -> None:
    answer = client.ask(enemy.url("/bomb", HOST), most=100_000)
    assert (len(answer.body), answer.cut) == (100_000, "size")
    assert answer.body.startswith(b"<!doctype html><html lang=fa><title>bomb")


def test_raw_deflate_costs_little(client: Client, enemy: Enemy) -> None:
    with little(64 * MB):
        answer = client.ask(enemy.url("/bomb-deflate", HOST), seconds=10.0)
    assert answer.cut in ("size", "encoding")


def test_what_was_cut_is_let_go(client: Client, enemy: Enemy) -> None:
    """The connection is closed at once: nothing more flows."""
    client.ask(enemy.url("/endless", HOST), most=1000)
    time.sleep(0.1)
    sent = enemy.sent["/endless"]
    time.sleep(0.1)
    assert enemy.sent["/endless"] == sent


def test_a_head_without_its_body_is_asked_for_by_head(client: Client, enemy: Enemy) -> None:
    begun = time.monotonic()
    for path in ("/download", "/bomb", "/endless", "/deep"):
        answer = client.ask(enemy.url(path, HOST), "HEAD", seconds=5.0)
        assert (answer.status, answer.body, answer.cut) == (200, b"", None)
    assert time.monotonic() - begun < 4


# --- caps


@pytest.mark.parametrize("most", [1, 1000, 100_000])
def test_no_body_is_longer_than_its_cap(client: Client, enemy: Enemy, most: int) -> None:
    for path in ("/endless", "/endless-chunked", "/deep"):
        answer = client.ask(enemy.url(path, HOST), most=most)
        assert len(answer.body) <= most
        assert answer.cut == "size"


@pytest.mark.parametrize("size", [999, 1000, 1001])
def test_a_packed_body_is_cut_at_its_cap(size: int) -> None:
    answer = said(packed(gzip.compress(b"a" * size)), most=1000)
    assert isinstance(answer, Answer)
    assert answer.body == b"a" * min(size, 1000)
    assert (answer.cut == "size") == (size > 1000)


def test_a_body_of_exactly_the_cap_is_whole() -> None:
    answer = said(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"a" * 1000, most=1000)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.cut) == (1000, None)


def test_a_bomb_behind_a_body_of_exactly_the_cap_stays_packed() -> None:
    """The first piece fills the cap to the last byte and leaves nothing over; 60 kB follow that are 60 MB."""
    most = 100_000
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + squeeze.compress(b" " * (most - 5)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    first += b"\0\5\0\xfa\xff" + b"12345"
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = squeeze.compress(bytes(MB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    chunks = [b"%x\r\n%b\r\n" % (len(one), one) for one in (first, megabyte * 50, b"\3\0")]
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    with little(16 * MB):
        answer = said(head + chunks[0], chunks[1], chunks[2] + b"0\r\n\r\n", most=most, seconds=5.0, pause=0.1)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.cut) == (most, "size")


# --- how bodies are packed


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress), ("x-gzip", gzip.compress), ("GZip ", gzip.compress), ("deflate", zlib.compress),
        ("identity", bytes), ("", bytes),
    ],
)  # fmt: skip
def test_what_was_asked_for_is_unpacked(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = "میز خدمت ".encode() * 500
    answer = said(packed(pack(body), encoding))
    assert isinstance(answer, Answer)
    assert (answer.body, answer.wire, answer.cut) == (body, len(pack(body)), None)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "exi", "aes128gcm"])
def test_what_was_not_asked_for_is_said_to_be_packed(encoding: str) -> None:
    answer = said(packed(b"x" * 100, encoding))
    assert isinstance(answer, Answer)
    assert answer.cut == "encoding"


def test_raw_deflate_is_read() -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    answer = said(packed(squeeze.compress(b"<p>a" * 500) + squeeze.flush(), "deflate"))
    assert isinstance(answer, Answer)
    assert (answer.body, answer.cut) == (b"<p>a" * 500, None)


def test_a_packed_body_that_stops_is_not_whole(client: Client, enemy: Enemy) -> None:
    assert client.ask(enemy.url("/cut-gzip", HOST)).cut is not None


def test_two_headers_of_packing_are_both_read() -> None:
    answer = said(packed(gzip.compress(gzip.compress(b"a" * 100)), "gzip", "Content-Encoding: gzip"))
    assert isinstance(answer, Answer)
    assert answer.cut == "encoding"


def test_rubbish_behind_a_packed_body_is_nothing() -> None:
    """Neither a little, nor so much that it has to be cut."""
    body = gzip.compress(b"a" * 100)
    answer = said(packed(body + b"\0\r\nrubbish"))
    assert isinstance(answer, Answer)
    assert answer.body == b"a" * 100
    with little(64 * MB):
        answer = said(packed(body + bytes(8 * MB)), seconds=10.0)
    assert isinstance(answer, Answer)
    assert (answer.body, answer.cut) == (b"a" * 100, "size")


# --- bytes and time of the whole scan


def test_the_scans_bytes_end_every_answer(enemy: Enemy) -> None:
    """Not much more comes in than was allowed, and then nothing is asked any more."""
    door = Door([(HOST, enemy.port)], loopback, budget=300_000)
    with Client(door, AGENT) as client:
        answer = client.ask(enemy.url("/endless", HOST))
        assert 300_000 <= door.received <= 300_000 + READ
        assert answer.cut is not None
        assert outcome(client, enemy.url("/", HOST)) == "budget"


def test_a_body_cut_by_the_scans_bytes_says_so(enemy: Enemy) -> None:
    with Client(Door([(HOST, enemy.port)], loopback, budget=300_000), AGENT) as client:
        assert client.ask(enemy.url("/endless", HOST)).cut == "budget"


def test_the_scans_end_ends_every_answer(enemy: Enemy) -> None:
    """However long this one may take; and then nothing is asked any more."""
    for path in ("/drip", "/silent", "/headers-drip"):
        begun = time.monotonic()
        with Client(Door([(HOST, enemy.port)], loopback, ends=begun + 0.3), AGENT) as client:
            answer = outcome(client, enemy.url(path, HOST), 30.0)
            assert (answer.cut if isinstance(answer, Answer) else answer) == "late"
            assert time.monotonic() - begun < 0.3 + SLACK
            counted = enemy.counts["/"]
            assert outcome(client, enemy.url("/", HOST)) == "late"
            assert enemy.counts["/"] == counted


def test_a_handshake_that_never_ends_is_late() -> None:
    with saying(b"", ends=False) as port, Client(Door([(HOST, port)], loopback), AGENT) as client:
        begun = time.monotonic()
        assert outcome(client, f"https://{HOST}:{port}/") == "late"
        assert time.monotonic() - begun < SHORT + SLACK


def test_one_request_leaves_no_time_to_the_next(client: Client, enemy: Enemy) -> None:
    """Each has its own: a slow one before it takes nothing away."""
    assert outcome(client, enemy.url("/silent", HOST)) == "late"
    assert isinstance(outcome(client, enemy.url("/", HOST), 5.0), Answer)


# --- why there is no answer


def test_nobody_there_is_told_from_not_allowed_and_not_found(enemy: Enemy, victim: Victim) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    def resolve(host: str) -> list[str]:
        if host == HOST:
            return ["127.0.0.1"]
        raise OSError(host)

    with Client(Door([(HOST, port)], resolve), AGENT) as client:
        assert outcome(client, f"http://{HOST}:{port}/") == "refused"
        assert outcome(client, f"http://{HOST}:{victim.port}/") == "forbidden"
        assert outcome(client, "http://nowhere.test/") == "unresolved"
        for url in ("ftp://edare.test/", "file:///etc/passwd", "javascript:alert(1)", "http:///", "", "//x", "http:"):
            assert outcome(client, url) == "forbidden"


def test_https_where_http_is_spoken_is_no_answer(client: Client, enemy: Enemy) -> None:
    assert outcome(client, f"https://{HOST}:{enemy.port}/", 5.0) in ("refused", "protocol")


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "http://[x]/", "http://a]/"])
def test_an_address_that_is_none_is_no_answer(client: Client, url: str) -> None:
    assert outcome(client, url) in ("forbidden", "unresolved", "refused")


@pytest.mark.parametrize(
    "url",
    [
        "http://edare.test:99999/",
        "http://edare.test:x/",
        "http://.../",
        "http://a..b/",
        "http://%00/",
        "http://" + "a" * 64 + "/",
    ],
)
def test_an_address_that_leads_nowhere_is_no_answer(client: Client, url: str) -> None:
    assert outcome(client, url) in ("forbidden", "unresolved", "refused")


def test_a_persian_host_is_asked_for_in_punycode() -> None:
    """Both in the name that is resolved and in the Host header."""
    with Enemy() as enemy:
        asked: list[str] = []

        def resolve(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        with Client(Door([("xn--mgba3a4f16a.test", enemy.port)], resolve), AGENT) as client:
            assert client.ask(f"http://ایران.test:{enemy.port}/").status == 200
        assert asked == ["xn--mgba3a4f16a.test"]
        assert enemy.seen[0].headers["Host"] == f"xn--mgba3a4f16a.test:{enemy.port}"


# --- redirects


def follow(client: Client, url: str) -> Answer | str:
    """Return what is at the end of redirects, or the reason for which there is nothing."""
    try:
        return client.follow(url)
    except Unreachable as error:
        return error.reason


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirects/1", "redirects"),
        ("/redirect-loop", "redirects"),
        ("/redirect-private", "forbidden"),
        ("/redirect-file", "forbidden"),
    ],
)
def test_redirects_end(client: Client, enemy: Enemy, path: str, reason: str) -> None:
    before = sum(enemy.counts.values())
    assert follow(client, enemy.url(path, HOST)) == reason
    assert sum(enemy.counts.values()) - before <= HOPS + 1


@pytest.mark.parametrize("hops", [0, 1, HOPS, HOPS + 1])
def test_so_many_redirects_and_no_more(client: Client, enemy: Enemy, hops: int) -> None:
    url = enemy.url("/about", HOST)
    way = []
    for _hop in range(hops):
        url = enemy.url(f"/redirect-to?{quote(url, safe='')}", HOST)
        way.append(url)
    answer = follow(client, url)
    if hops > HOPS:
        assert answer == "redirects"
    else:
        assert isinstance(answer, Answer)
        assert (answer.url, answer.hops) == (enemy.url("/about", HOST), tuple(reversed(way)))


PLACES = {
    "/about": "/about", "about": "/about", "?x=1": "/redirect-to?x=1", "/a b": "/a%20b", "/ن?ی=۱": "/%D9%86?%DB%8C=%DB%B1",
    "/about#part": "/about", "//{host}/about": "/about", "/%2e%2e/x": "/%2e%2e/x", "/a\"<>`{|}\\": "/a%22%3C%3E%60%7B%7C%7D%5C",
    "HTTP://{host}/about": "/about", "/" + "a" * 30_000: "/" + "a" * 30_000,
}  # fmt: skip


@pytest.mark.parametrize(("place", "target"), PLACES.items(), ids=[place[:12] for place in PLACES])
def test_a_redirect_is_read_as_a_browser_reads_it(client: Client, enemy: Enemy, place: str, target: str) -> None:
    before = len(enemy.seen)
    url = enemy.url(f"/redirect-to?{quote(place.replace('{host}', f'{HOST}:{enemy.port}'), safe='')}", HOST)
    follow(client, url)
    assert enemy.seen[before + 1].target == target


@pytest.mark.parametrize(
    "place",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://edare.test/",
        "ftp://edare.test/",
        "about:blank",
        "view-source:/",
        "blob:x",
    ],
)
def test_a_redirect_to_no_web_page_is_not_followed(client: Client, enemy: Enemy, place: str) -> None:
    assert follow(client, enemy.url(f"/redirect-to?{quote(place, safe='')}", HOST)) == "forbidden"


def test_a_redirect_to_nowhere_is_the_answer_itself(client: Client, enemy: Enemy) -> None:
    answer = follow(client, enemy.url("/redirect-to?", HOST))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.hops) == (302, ())


@pytest.mark.parametrize("place", ["http://[", "http://[::1", "//[x", "http://a]b/"])
def test_a_redirect_to_what_is_no_address_is_no_answer(client: Client, enemy: Enemy, place: str) -> None:
    assert follow(client, enemy.url(f"/redirect-to?{quote(place, safe='')}", HOST)) in (
        "forbidden",
        "protocol",
        "unresolved",
        "refused",
    )


# --- odd answers, and any answer

ODD = {
    "switches": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", None),
    "old": (b"HTTP/1.0 200 OK\r\n\r\nbody", (200, b"body")),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", (200, b"ok")),
    "bare newlines": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", (200, b"ok")),
    "nothing with a body": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", (204, b"")),
    "unchanged with a body": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello", (304, b"")),
    "hints before": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", (200, b"ok")),
    "status 000": (b"HTTP/1.1 000 x\r\n\r\n", "protocol"),
    "status 99": (b"HTTP/1.1 99 x\r\n\r\n", "protocol"),
    "status 999": (b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n", (999, b"")),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "protocol"),
    "HTTP/0.9": (b"<html>hello</html>", "protocol"),
    "only newlines": (b"\r\n" * 100, "protocol"),
    "two answers": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 x\r\n\r\n", (200, b"ok")),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), ODD.values(), ids=ODD)
def test_an_odd_answer_ends(data: bytes, expected: tuple[int, bytes] | str | None) -> None:
    answer = said(data, seconds=2.0)
    if isinstance(expected, tuple):
        assert isinstance(answer, Answer)
        assert (answer.status, answer.body) == expected
    elif expected is not None:
        assert answer == expected


def test_headers_are_read_whatever_bytes_they_hold() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: caf\xe9\r\nX-A: \xd9\x85\r\nx-b:  b \r\n\r\n"
    answer = said(head)
    assert isinstance(answer, Answer)
    assert answer.all_of("x-a") == ("café", "م")
    assert answer.header("x-a") == "café, م"
    assert answer.header("x-b") == "b"
    assert answer.header("x-c") is None


def test_no_broken_answer_breaks_the_client() -> None:
    """Whatever bytes of an answer are changed, cut or doubled, there is an answer or a reason."""
    chance = random.Random(1405)
    good = packed(gzip.compress(b"<p>a" * 100), "gzip", "Set-Cookie: a=b", "Location: /x", "X-Long: " + "y" * 200)
    chunked = b"HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\nLocation: http://edare.test/\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
    pieces = [b"\r\n", b"\0", b":", b" ", b"\xff", b"9" * 20]
    seen, data = set(), bytearray()
    with saying(data) as port, Client(Door([(HOST, port)], loopback), AGENT) as client:
        for turn in range(150):
            data[:] = (good, chunked)[turn % 2]
            for _change in range(chance.randint(1, 6)):
                at = chance.randrange(len(data))
                match chance.randrange(3):
                    case 0:
                        data[at] = chance.randrange(256)
                    case 1:
                        del data[at : at + chance.randint(1, 20)]
                    case _:
                        data[at:at] = chance.choice([*pieces, bytes(data[at : at + 30])])
            answer = outcome(client, f"http://{HOST}:{port}/", 2.0)
            seen.add(answer if isinstance(answer, str) else f"{answer.status} {answer.cut}")
    assert "protocol" in seen
    assert seen - {"protocol", "refused"}


# --- manners: one honest name, busy servers, robots.txt


def test_the_client_says_who_it_is_and_where_it_wants_to(client: Client, enemy: Enemy) -> None:
    before = len(enemy.seen)
    client.ask(f"http://user:pass@{HOST}:{enemy.port}/about?a=b#c")
    seen = enemy.seen[before]
    assert (seen.method, seen.target) == ("GET", "/about?a=b")
    assert seen.headers["Host"] == f"{HOST}:{enemy.port}"
    assert seen.headers["User-Agent"] == AGENT
    assert seen.headers["Accept-Encoding"] == "gzip, deflate"
    assert not {"Authorization", "Cookie", "Referer"} & set(seen.headers)


def test_a_server_that_keeps_connections_is_asked_again() -> None:
    """Over the same connection, or a new one when it has closed that meanwhile."""
    with Site(host=HOST) as site, Client(Door([(HOST, site.port)], loopback), AGENT) as client:
        assert [client.ask(f"{site.base}{path}").status for path in ("/", "/contact/", "/")] == [200, 200, 200]
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with saying(ok) as port, Client(Door([(HOST, port)], loopback), AGENT) as client:
        for _turn in range(3):
            assert isinstance(outcome(client, f"http://{HOST}:{port}/", 2.0), Answer)
            time.sleep(0.05)


def walker(enemy: Enemy, seconds: float = 30.0) -> tuple[Walker, Client]:
    """Return a walker without delays of its own."""
    client = Client(Door([(HOST, enemy.port)], loopback), AGENT)
    return Walker(client, Manners(delay=0, ends=time.monotonic() + seconds), {}, lambda _url: None), client


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_given_time_and_then_read(status: int) -> None:
    """As long as it asks for, twice."""
    with Enemy(failures=2) as enemy:
        walk, client = walker(enemy)
        with client:
            begun = time.monotonic()
            answer = walk.ask(enemy.url(f"/status/{status}", HOST))
            assert isinstance(answer, Answer)
            assert answer.status == 200
            assert "باز" in answer.body.decode()
            assert 1.9 < time.monotonic() - begun < 2.0 + SLACK
        assert enemy.seen[-1].when - enemy.seen[0].when > 1.5


def test_a_slow_busy_server_is_given_its_time_from_its_answer_on() -> None:
    """Each of three answers takes half a second, and asks for a second."""
    busy = b"HTTP/1.1 503 busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with saying(b"", busy, pause=0.5) as port, Client(Door([(HOST, port)], loopback), AGENT) as client:
        walk = Walker(client, Manners(delay=0), {}, lambda _url: None)
        begun = time.monotonic()
        answer = walk.ask(f"http://{HOST}:{port}/")
        assert isinstance(answer, Answer)
        assert answer.status == 503
        assert time.monotonic() - begun > 3.3


@pytest.mark.parametrize("after", ["999999999", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "soon", "1.5", "9" * 400])
def test_a_server_that_is_busy_for_ever_is_left_in_time(after: str) -> None:
    """Its answer is what is told of it; the scan's end is kept to."""
    with Enemy() as enemy:
        walk, client = walker(enemy, 0.3)
        with client:
            begun = time.monotonic()
            answer = walk.ask(enemy.url(f"/status/503-long?after={quote(after)}", HOST))
            assert isinstance(answer, Answer)
            assert answer.status == 503
            assert time.monotonic() - begun < 0.3 + SLACK
        assert enemy.counts["/status/503-long"] == 3


def test_no_retry_after_breaks_the_walk() -> None:
    with Enemy() as enemy:
        walk, client = walker(enemy, 0.3)
        with client:
            assert isinstance(walk.ask(enemy.url("/status/503-long?after=%C2%B2", HOST)), Answer)


def test_robots_of_a_hundred_megabytes_are_read_as_far_as_the_cap() -> None:
    """In little memory; the rules that were read are kept to, and asking them takes no time."""
    with Enemy(robots="huge") as enemy:
        walk, client = walker(enemy)
        with client, little(64 * MB):
            begun = time.monotonic()
            robots = walk.ask(enemy.url("/robots.txt", HOST), most=ROBOTS)
            assert isinstance(robots, Answer)
            assert (robots.status, robots.cut) == (200, "size")
            assert len(robots.body) <= ROBOTS + READ
            walk.obey(robots, AGENT)
            assert all(walk.allowed(enemy.url(f"/a{n}" * 20, HOST)) for n in range(20))
            assert time.monotonic() - begun < 8
        assert enemy.sent["/robots.txt"] < 16 * MB


@pytest.mark.parametrize("robots", ["slow", "silent", "html", "error", "none", "allow"])
def test_robots_that_cannot_be_read_forbid_nothing(robots: str) -> None:
    with Enemy(robots=robots, pause=0.02) as enemy, Client(Door([(HOST, enemy.port)], loopback), AGENT) as client:
        answer = outcome(client, enemy.url("/robots.txt", HOST), most=ROBOTS)
        walk = Walker(client, Manners(delay=0), {}, lambda _url: None)
        walk.obey(Unread("", answer) if isinstance(answer, str) else answer, AGENT)
        assert walk.allowed(enemy.url("/about", HOST))


class Silent:
    """A client that notes what it was asked for, and never answers."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def follow(self, url: str, _method: str, **_caps: int) -> Answer:
        self.asked.append(url)
        raise Unreachable("late", url)


def test_what_checks_look_for_is_visited_first() -> None:
    """Whichever keyboard a link was typed with; then services, then the rest, headlines among them."""
    html = (
        '<a href="/a">کارگاه راه‌های ارتباطی در مرکز استان برگزار شد</a><a href="/b">پیوند</a>'
        '<a href="/c">خدمت ۱۰۰۱۱۰۰۱۱۰۰</a><a href="/d">راه هاي ارتباطي</a><a href="/e.pdf">راه‌های ارتباطی</a>'
    )
    kind = (("content-type", "text/html; charset=utf-8"),)
    home = Page(Answer("http://edare.test/", 200, kind, html.encode(), 1, None, 0.1))
    client = Silent()
    Walker(cast("Client", client), Manners(delay=0), {"CNT-01": ("راه‌های ارتباطی",)}, lambda _url: None).walk(home)
    assert [url[-2:] for url in client.asked] == ["/d", "/c", "/a", "/b"]


def obeyed(client: Client, text: str) -> Walker:
    """Return a walker that has read a robots.txt."""
    walk = Walker(client, Manners(delay=0), {}, lambda _url: None)
    walk.obey(Answer("http://edare.test/robots.txt", 200, (), text.encode(), 1, None, 0.1), AGENT)
    return walk


def test_robots_that_forbid_are_kept_to(client: Client) -> None:
    walk = obeyed(client, "User-agent: *\nDisallow: /private\nAllow: /\n")
    assert walk.allowed("http://edare.test/about")
    assert not walk.allowed("http://edare.test/private/x")


LINES = {
    "digit": "Crawl-delay: \u00b2", "digits": "Crawl-delay: " + "9" * 5000, "rate": "Request-rate: \u00b2/1",
    "half an address": "Disallow: http://[", "half a host": "Allow: //[x", "map": "Sitemap: http://[",
    "hidden digit": "Crawl-delay: %C2%B2", "hidden rate": "Request-rate: %C2%B2/1", "hidden address": "Disallow: http:%2F%2F%5B",
}  # fmt: skip


@pytest.mark.parametrize("kind", LINES)
def test_no_line_of_robots_breaks_the_walk(client: Client, kind: str) -> None:
    """What Python's own reader stumbles over is left out, and the rest is kept to."""
    walk = obeyed(client, f"User-agent: *\n{LINES[kind]}\nDisallow: /private\n")
    assert walk.allowed("http://edare.test/about")
    assert not walk.allowed("http://edare.test/private")


def test_a_closed_door_is_no_answer_and_no_error_of_the_walk(victim: Victim, enemy: Enemy) -> None:
    walk, client = walker(enemy)
    with client:
        for path in ("/redirect-private", "/redirect-loop", "/redirect-file", "/reset", "/early-close", "/not-http"):
            answer = walk.ask(enemy.url(path, HOST))
            assert isinstance(answer, Unread) or answer.cut == "protocol"
    with pytest.raises(Closed):
        Door().connect("127.0.0.1", victim.port, 1)
