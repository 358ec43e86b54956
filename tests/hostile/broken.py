"""HTTP that is wrong: headers, lengths, chunks, encodings and bytes that no server should send."""

from __future__ import annotations

import gzip
import os
import random
import socket
import struct

from tests.hostile.streams import forever, pour
from tests.hostile.wire import Exchange, at

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
HOME = b"<!doctype html><html lang=fa><title>home</title><h1>home</h1></html>"


@at("/huge-header")
def huge_header(exchange: Exchange) -> None:
    """One header of 1 MB."""
    exchange.send(OK + b"X-Huge: " + b"h" * (1 << 20) + b"\r\n\r\n" + HOME)


@at("/many-headers")
def many_headers(exchange: Exchange) -> None:
    """10,000 headers."""
    exchange.send(OK + b"".join(b"X-%d: h\r\n" % number for number in range(10_000)) + b"\r\n" + HOME)


@at("/endless-headers")
def endless_headers(exchange: Exchange) -> None:
    """Headers without end, as fast as the client reads."""
    exchange.send(OK)
    pour(exchange, forever(b"X-Endless: h\r\n" * 1000))


@at("/set-cookie-many")
def set_cookie_many(exchange: Exchange) -> None:
    """1,000 cookies, one of them of 100 kB and one for all of .ir."""
    cookies = [b"Set-Cookie: c%d=%d; Max-Age=99999999\r\n" % (number, number) for number in range(998)]
    cookies += [b"Set-Cookie: big=" + b"c" * 100_000 + b"\r\n", b"Set-Cookie: all=1; Domain=ir\r\n"]
    exchange.send(OK + b"".join(cookies) + b"\r\n" + HOME)


@at("/bad-chunk")
def bad_chunk(exchange: Exchange) -> None:
    """Chunked encoding with a good chunk, then a size that is no number."""
    exchange.send(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>ok\r\nZZ-not-hex\r\n<p>no\r\n0\r\n\r\n")


@at("/huge-chunk")
def huge_chunk(exchange: Exchange) -> None:
    """A chunk that says it has 2^63 - 1 bytes and has five."""
    exchange.send(OK + b"Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n<p>ok")


@at("/negative-chunk")
def negative_chunk(exchange: Exchange) -> None:
    """A chunk of -1 bytes, which int(size, 16) takes."""
    exchange.send(OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n<p>ok\r\n0\r\n\r\n")


@at("/chunk-line")
def chunk_line(exchange: Exchange) -> None:
    """A chunk extension without end: the size line never finishes."""
    exchange.send(OK + b"Transfer-Encoding: chunked\r\n\r\n5;x=")
    pour(exchange, forever(b"e" * 4096))


@at("/bad-length")
def bad_length(exchange: Exchange) -> None:
    """Content-Length of 1,000,000 and a short body."""
    exchange.send(OK + b"Content-Length: 1000000\r\n\r\n" + HOME)


@at("/odd-length/*")
def odd_length(exchange: Exchange) -> None:
    """Content-Length as the last part of the path says: -1, 9e9, 99999999999999999999, +5."""
    exchange.send(OK + b"Content-Length: " + exchange.tail.encode() + b"\r\n\r\n" + HOME)


@at("/two-lengths")
def two_lengths(exchange: Exchange) -> None:
    """Two lengths that differ, and a chunked encoding besides."""
    exchange.send(
        OK + b"Content-Length: 5\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ok\r\n0\r\n\r\n"
    )


@at("/bad-status")
def bad_status(exchange: Exchange) -> None:
    """A status line of rubbish."""
    exchange.send(b"HTTP/9.9 9999 \x1b[2J\xff\r\nContent-Type: text/html\r\n\r\n" + HOME)


@at("/not-http")
def not_http(exchange: Exchange) -> None:
    """The greeting of another protocol."""
    exchange.send(b"220 mail.example ESMTP\r\n")


@at("/early-close")
def early_close(exchange: Exchange) -> None:
    """Closes without a word."""


@at("/reset")
def reset(exchange: Exchange) -> None:
    """Half an answer, then a TCP reset."""
    exchange.send(OK + b"Content-Length: 1000\r\n\r\n<p>half")
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(exchange.connection.detach())  # close() alone would wait for the files made of the socket


@at("/bad-gzip")
def bad_gzip(exchange: Exchange) -> None:
    """Content-Encoding gzip on bytes that are none."""
    exchange.page(HOME, headers=[("Content-Encoding", "gzip")])


@at("/cut-gzip")
def cut_gzip(exchange: Exchange) -> None:
    """Gzip that stops in the middle."""
    exchange.page(gzip.compress(HOME * 50)[:60], headers=[("Content-Encoding", "gzip")])


@at("/many-encodings")
def many_encodings(exchange: Exchange) -> None:
    """Five thousand encodings, one after another."""
    exchange.page(HOME, headers=[("Content-Encoding", ", ".join(["gzip"] * 5000))])


@at("/binary")
def binary(exchange: Exchange) -> None:
    """256 kB of random bytes as text/html; the same ones each time."""
    exchange.page(random.Random(1405).randbytes(1 << 18))


@at("/nul")
def nul(exchange: Exchange) -> None:
    """NUL bytes in tags, text, attributes and a link."""
    exchange.page(b"<!doctype html>\0<ti\0tle>a\0b</title><h1>c\0d</h1><a hr\0ef=/x href='/a\0b'>e\0</a>\0\0\0")


@at("/wrong-charset")
def wrong_charset(exchange: Exchange) -> None:
    """Windows-1256 bytes that are declared as UTF-8."""
    exchange.page("<!doctype html><title>اداره كل</title><h1>به سايت ما خوش آمديد</h1>".encode("cp1256"))


@at("/odd-charset")
def odd_charset(exchange: Exchange) -> None:
    """A charset that is no text encoding but that Python's codecs know."""
    exchange.page(HOME, kind="text/html; charset=zlib_codec")


@at("/utf-7")
def utf_7(exchange: Exchange) -> None:
    """A charset that browsers refuse and Python decodes: a script appears."""
    exchange.page(b"<title>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</title>", kind="text/html; charset=utf-7")


@at("/no-type")
def no_type(exchange: Exchange) -> None:
    """HTML without a Content-Type."""
    exchange.page(HOME, kind=None)


@at("/wrong-type")
def wrong_type(exchange: Exchange) -> None:
    """HTML that is declared as a picture."""
    exchange.page(HOME, kind="image/png")


@at("/odd-headers")
def odd_headers(exchange: Exchange) -> None:
    """Header values with Latin-1 bytes, escapes, C1 controls, a tab; a name with a space; a folded line."""
    exchange.send(
        OK + b"X-Latin: caf\xe9\r\nX-Escape: \x1b[2J\x1b]0;owned\x07\r\nX-C1: \x9b2J\r\nX-Tab: a\tb\r\n"
        b"X Space: yes\r\nX-Folded: a\r\n b\r\nX-Formula: =HYPERLINK(1)\r\nNoColon\r\n\r\n" + HOME
    )
