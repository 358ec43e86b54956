"""The enemy does what it says: a hostile-site test that passes against a harmless server proves nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile import bombs, pages, roads, unguarded
from tests.hostile.client import get, raw, split
from tests.hostile.server import Enemy
from tests.hostile.victim import Victim

ROOT = Path(__file__).parent.parent
EXOTIC = (
    ("Brotli", "br", "cac1447a87eccf6baefb901e960957e443bcc41d61592e5073818936051b9180"),
    ("Zstandard", "zstd", "eb144615800360d724fb09684434088969febc06a41d22dbbf9830da25b33b20"),
)
UNPACK = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with Victim() as one:
        yield one


@pytest.fixture(scope="module")
def enemy(victim: Victim) -> Iterator[Enemy]:
    """One enemy for all tests that only ask it; what drips does so twenty times a second."""
    with Enemy(victim, pause=0.05) as one:
        yield one
        assert one.faults == []


def expanded(data: bytes) -> int:
    """How many bytes gzip data grows to, counted in pieces; its checksum is tested with it."""
    grow, count = zlib.decompressobj(31), 0
    while not grow.eof:
        count += len(grow.decompress(data, 1 << 22))
        data = grow.unconsumed_tail
    return count


def test_every_path_says_what_it_does() -> None:
    paths = Enemy.paths()
    assert len(paths) > 90
    assert [path for path, text in paths.items() if not text.endswith(".")] == []


@pytest.mark.parametrize(
    "path",
    ["/drip", "/headers-drip", "/status-drip", "/silent", "/continue-flood", "/endless-headers", "/chunk-line"],
)
def test_some_answers_never_end(enemy: Enemy, path: str) -> None:
    start = time.monotonic()
    got = raw(enemy, path, most=1 << 20, seconds=0.3)
    assert len(got) >= 1 << 20 or time.monotonic() - start >= 0.29, "it closed by itself"
    if path == "/drip":
        status, _head, body = split(got)
        assert status == 200
        assert 1 <= len(body) <= 10
    elif path not in {"/continue-flood", "/chunk-line"}:
        assert b"\r\n\r\n" not in got


def test_the_end_of_the_enemy_ends_its_attacks() -> None:
    with Enemy() as enemy:
        clients = [socket.create_connection((enemy.host, enemy.port)) for _ in range(4)]
        for client, path in zip(clients, ("/drip", "/endless", "/silent", "/headers-drip"), strict=True):
            client.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        time.sleep(0.2)
        start = time.monotonic()
    assert time.monotonic() - start < 2
    for client in clients:
        client.close()
    assert enemy.faults == []


@pytest.mark.parametrize("path", ["/endless", "/endless-chunked", "/download"])
def test_a_long_body_is_streamed_as_far_as_it_is_read_and_takes_no_memory(enemy: Enemy, path: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with urllib.request.urlopen(enemy.url(path), timeout=5) as answer:
        read = 0
        while read < 64 << 20:
            read += len(answer.read(1 << 20))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 << 10, "KiB"
    time.sleep(0.1)  # the last piece is counted after it is sent
    assert read <= enemy.sent[path] < read + (16 << 20)
    if path == "/download":
        assert answer.headers["Content-Length"] == str(2 << 30)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_bomb_is_a_megabyte_that_grows_to_a_gigabyte(enemy: Enemy) -> None:
    status, head, body = get(enemy, "/bomb")
    assert status == 200
    assert b"Content-Encoding: gzip" in head
    assert b"Content-Type: text/html" in head
    assert 1_000_000 < len(body) < 1_200_000
    assert zlib.decompressobj(31).decompress(body, 100).startswith(b"<!doctype html>")
    assert expanded(body) == 1 << 30
    assert enemy.sent["/bomb"] == len(body)


def test_the_other_bombs_hold_the_same(enemy: Enemy) -> None:
    _status, head, nested = get(enemy, "/bomb-nested")
    assert b"Content-Encoding: gzip, gzip" in head
    assert len(nested) < 5000
    assert gzip.decompress(nested) == bombs.gzip_bomb()
    _status, head, deflated = get(enemy, "/bomb-deflate")
    assert zlib.decompressobj(-15).decompress(deflated, 100).startswith(b"<!doctype html>")


def test_the_exotic_bombs_are_those_that_were_seen_to_grow(enemy: Enemy) -> None:
    """The heavy tests below let node and zstd unpack exactly these bytes."""
    for name, encoding, digest in EXOTIC:
        _status, head, body = get(enemy, f"/bomb-{encoding}")
        assert f"Content-Encoding: {encoding}\r\n".encode() in head
        assert hashlib.sha256(body).hexdigest() == digest, name
        assert len(body) < 40_000


@pytest.mark.heavy
@pytest.mark.parametrize(("program", "arguments"), [("node", ["-e", UNPACK]), ("zstd", ["-dc"])])
def test_the_exotic_bombs_grow_to_a_gigabyte(program: str, arguments: list[str]) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here to unpack it")
    body = bombs.brotli_bomb() if program == "node" else bombs.zstd_bomb()
    pipe = subprocess.PIPE
    count = 0
    with subprocess.Popen([program, *arguments], stdin=pipe, stdout=pipe) as unpacking:
        assert unpacking.stdin is not None
        assert unpacking.stdout is not None
        unpacking.stdin.write(body)
        unpacking.stdin.close()
        while piece := unpacking.stdout.read(1 << 20):
            count += len(piece)
    assert (count, unpacking.returncode) == (1 << 30, 0)


def test_redirects_lead_on_and_to_where_nobody_should_go(enemy: Enemy, victim: Victim) -> None:
    def location(path: str) -> str:
        status, head, _body = get(enemy, path)
        assert status == 302
        return str(re.findall(r"Location: (.*)", head.decode())[0]).strip()

    assert location("/redirects/7") == "/redirects/8"
    assert location("/redirect-loop") == "/redirect-loop"
    assert location("/redirect-file") == "file:///etc/passwd"
    assert location("/redirect-private") == victim.url("redirect-private")
    assert location("/redirect-to?http://127.1:80/%D8%A7") == "http://127.1:80/ا".encode().decode("utf-8")
    assert location("/block/filter-redirect").startswith("http://10.10.34.34/")
    assert victim.url("meta-refresh-private").encode() in get(enemy, "/meta-refresh-private")[2]


def test_busy_paths_refuse_a_few_times(victim: Victim) -> None:
    with Enemy(victim, failures=2) as enemy:
        for path, code in (("/status/429", 429), ("/status/503", 503)):
            answers = [get(enemy, path) for _ in range(4)]
            assert [answer[0] for answer in answers] == [code, code, 200, 200]
            assert [b"Retry-After: 1\r\n" in answer[1] for answer in answers] == [True, True, False, False]
            assert enemy.counts[path] == 4
        assert get(enemy, "/status/418")[0] == 418
        assert b"Retry-After: -1" in get(enemy, "/status/503-long?after=-1")[1]


def test_robots(victim: Victim) -> None:
    for kind, wants in (("none", 404), ("error", 500), ("allow", 200), ("deny", 200), ("html", 200)):
        with Enemy(robots=kind) as enemy:
            status, head, body = get(enemy, "/robots.txt")
            assert status == wants
            assert (b"text/html" in head) == (kind in {"none", "html"})
            assert (b"Disallow: /\n" in body) == (kind == "deny")
    with Enemy(robots="huge") as enemy:
        with urllib.request.urlopen(enemy.url("/robots.txt"), timeout=5) as answer:
            size = sum(len(piece) for piece in iter(lambda: answer.read(1 << 20), b""))
        assert size == enemy.sent["/robots.txt"] == 100 << 20
    with Enemy(robots="slow", pause=0.05) as enemy:
        assert len(split(raw(enemy, "/robots.txt", seconds=0.3))[2]) <= 10


def test_escapes_reach_the_reader_as_they_are(enemy: Enemy) -> None:
    _status, head, body = get(enemy, "/escapes")
    text = body.decode()
    for value in pages.ESCAPES.values():
        assert value in text
    for needle in (
        "\x1b[2J",
        "\x1b]8;;",
        "\x1b]0;",
        "\x07",
        "\x9b",
        "\u202e",
        "=HYPERLINK(",
        "+cmd|",
        "@SUM",
        "-2+3",
    ):
        assert needle in text
    assert b"\x1b[2J" in head
    assert b"caf\xe9" in head
    assert b"\x9b31m" in head
    assert b"\x1b[2J" in get(enemy, "/odd-headers")[1]


def test_pages_of_many_links_elements_and_levels(enemy: Enemy) -> None:
    assert get(enemy, "/many-links")[2].count(b"<a href=/") == 10_000
    assert get(enemy, "/nodes")[2].count(b"<b>") == 400_000
    assert get(enemy, "/deep")[2].count(b"<div>") == 100_000
    assert len(re.findall(rb"/trap/\d+", get(enemy, "/trap/1405")[2])) > 30
    assert get(enemy, "/trap/" + "9" * 5000)[0] == 200
    assert max(len(href) for href in re.findall(rb'href="([^"]*)"', get(enemy, "/long-url")[2])) > 2 << 20
    assert get(enemy, "/frames/1")[2].count(b"<iframe") == 2
    assert len(raw(enemy, "/long-text", most=1 << 24)) > 10 << 20
    assert b"&i;" * 10 in get(enemy, "/entities")[2]
    assert b"\x1b[2J" in get(enemy, "/odd-links")[2]
    for path, (_text, script) in pages.SCRIPTS.items():
        assert script.encode() in get(enemy, path)[2], path


def test_requests_are_written_down(victim: Victim) -> None:
    with Enemy(victim) as enemy:
        urllib.request.urlopen(
            urllib.request.Request(enemy.url("/about?a=1"), headers={"User-Agent": "scan/1"})
        ).close()
        assert raw(enemy, "/about", method="HEAD").endswith(b"\r\n\r\n")
        assert [(one.method, one.target) for one in enemy.seen] == [("GET", "/about?a=1"), ("HEAD", "/about")]
        assert enemy.seen[0].headers["User-Agent"] == "scan/1"


def test_the_attack_page_names_every_road(enemy: Enemy, victim: Victim) -> None:
    text = get(enemy, "/attack?leave=0")[2].decode()
    assert "document.title = 'done'" in text
    for road in (*roads.MARKUP, *roads.spelled()):
        assert road in text or json.dumps(road)[1:-1] in text, road
    for road, script in roads.SCRIPTS.items():
        assert script in text, road
        assert road in script or road.startswith("webrtc-"), road
    assert f"127.0.0.1:{victim.port}" in text
    assert "169.254.169.254" not in text
    assert "169.254.169.254" in get(enemy, "/attack?outside=1")[2].decode()
    assert not roads.MARKUP.keys() & roads.SCRIPTS.keys()
    status, head, _body = get(enemy, "/to-victim?road=x&kind=js")
    assert (status, victim.url("x", "js").encode() in head) == (302, True)
    assert split(raw(enemy, "/to-victim?road=x", method="POST"))[0] == 307
    assert b"importScripts" in get(enemy, "/sw/import.js?road=x")[2]


@pytest.mark.heavy
@pytest.mark.browser
@pytest.mark.skipif(unguarded.CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
def test_the_roads_are_open_in_a_browser_without_a_guard() -> None:
    """Nothing later called "none got through" means anything unless most get through here."""
    before = unguarded.alone()
    command = [*before, sys.executable, "-m", "tests.hostile.unguarded", "--seconds", "24"]
    told = subprocess.run(
        [*command, *(["--cut-off"] if before else [])], cwd=ROOT, capture_output=True, check=True, timeout=90
    )
    report = json.loads(told.stdout)
    through = set(report["through"])
    assert report["faults"] == []
    assert report["attack"] >= 1
    assert len(through) >= 90, report
    assert through >= {"img", "iframe", "fetch", "websocket", "worker-fetch", "service-worker-fetch", "top-location"}
    assert through >= {"preconnect", "tls", "beacon-unload", "redirect-fetch", "link-prefetch", "form-post"}
    assert report["datagrams"] > 0


@pytest.mark.heavy
@pytest.mark.browser
@pytest.mark.skipif(unguarded.CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.parametrize("path", ["/reload", "/frames/1", "/download-page", "/endless"])
def test_pages_do_their_worst_in_a_browser_without_a_guard(path: str, tmp_path: Path) -> None:
    with Enemy() as worst, unguarded.browsing(unguarded.chromium(worst.url(path), str(tmp_path / "profile"))):

        def bad() -> bool:
            return (
                worst.counts["/reload"] > 20 or worst.counts["/frames/15"] > 0 or sum(worst.sent.values()) > 8 << 20
            )

        until = time.monotonic() + 30
        while not bad() and time.monotonic() < until:
            time.sleep(0.05)
        assert bad(), worst.counts
