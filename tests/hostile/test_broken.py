"""Each path of broken HTTP is broken in the way it says, and each block page is the one it says."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.hostile import blocks
from tests.hostile.client import get, raw
from tests.hostile.server import Enemy


@pytest.fixture(scope="module")
def enemy() -> Iterator[Enemy]:
    with Enemy() as one:
        yield one
        assert one.faults == []


def test_broken_http(enemy: Enemy) -> None:
    assert len(get(enemy, "/huge-header")[1]) > 1 << 20
    assert get(enemy, "/many-headers")[1].count(b"\r\n") > 10_000
    assert get(enemy, "/set-cookie-many")[1].count(b"Set-Cookie") == 1000
    assert b"ZZ-not-hex" in get(enemy, "/bad-chunk")[2]
    assert b"7fffffffffffffff" in get(enemy, "/huge-chunk")[2]
    assert get(enemy, "/negative-chunk")[2].startswith(b"-1")
    assert b"Content-Length: 1000000" in (answer := get(enemy, "/bad-length"))[1]
    assert len(answer[2]) < 1000
    assert b"Content-Length: -1" in get(enemy, "/odd-length/-1")[1]
    assert get(enemy, "/two-lengths")[1].count(b"Content-Length") == 2
    assert raw(enemy, "/bad-status").startswith(b"HTTP/9.9 9999")
    assert raw(enemy, "/not-http").startswith(b"220 ")
    assert raw(enemy, "/early-close") == b""
    with (
        pytest.raises((OSError, urllib.error.URLError)),
        urllib.request.urlopen(enemy.url("/reset"), timeout=5) as answer,
    ):
        answer.read()
    with pytest.raises(OSError, match="gzip"):
        gzip.decompress(get(enemy, "/bad-gzip")[2])
    with pytest.raises(EOFError):
        gzip.decompress(get(enemy, "/cut-gzip")[2])
    assert len(get(enemy, "/many-encodings")[1]) > 25_000
    assert len(get(enemy, "/binary")[2]) == 1 << 18
    assert get(enemy, "/nul")[2].count(b"\0") > 5
    with pytest.raises(UnicodeDecodeError):
        get(enemy, "/wrong-charset")[2].decode()
    assert b"Content-Type" not in get(enemy, "/no-type")[1]
    assert b"image/png" in get(enemy, "/wrong-type")[1]
    assert b"zlib_codec" in get(enemy, "/odd-charset")[1]
    assert b"utf-7" in get(enemy, "/utf-7")[1]
    assert b"<script>" in get(enemy, "/svg-script")[2]
    assert b"tmp/enemy-was-here" in get(enemy, "/download-path")[1]
    assert get(enemy, "/nowhere")[0] == 404


def test_what_stands_in_place_of_a_site(enemy: Enemy) -> None:
    said = {
        "/block/waf-403": (403, "دسترسی شما مسدود شده است"),
        "/status/403-block": (403, "دسترسی شما مسدود شده است"),
        "/block/waf-200": (200, "دسترسی شما مسدود شده است"),
        "/block/waf-f5": (200, "Your support ID is"),
        "/block/cloudflare": (403, "Attention Required! | Cloudflare"),
        "/block/challenge": (200, "arvancloud"),
        "/block/captcha": (200, "کد امنیتی"),
        "/block/login": (200, "type=password"),
        "/block/abroad": (403, "دسترسی از خارج از کشور امکان‌پذیر نیست"),
        "/block/abroad-200": (200, "دسترسی از خارج از کشور امکان‌پذیر نیست"),
        "/block/filter": (403, 'iframe src="http://10.10.34.34?'),
        "/block/suspended": (200, "suspended"),
        "/block/parked": (200, "nginx"),
    }
    assert said.keys() == blocks.BLOCKS.keys() == blocks.MEANING.keys()
    for path, (code, text) in said.items():
        status, _head, body = get(enemy, path)
        assert (status, text in body.decode()) == (code, True), path
