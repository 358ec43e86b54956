"""Attacks by time and by size: answers that never end, that hardly begin, or that are far more than they seem."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from tests.hostile import bombs
from tests.hostile.wire import HTML, PIECE, Exchange, at

DOWNLOAD = 2 << 30
ROBOTS = 100 << 20
PARAGRAPHS = ("<p>متن بی‌پایان</p>\n" * 4000).encode()[:PIECE]
ZEROS = bytes(PIECE)


def pour(exchange: Exchange, pieces: Iterable[bytes]) -> None:
    """Send pieces as fast as the client reads, until it goes or the server does."""
    if exchange.command == "HEAD":
        return
    for piece in pieces:
        if exchange.state.closing.is_set():
            return
        exchange.send(piece)


def forever(piece: bytes) -> Iterable[bytes]:
    """The same piece without end."""
    while True:
        yield piece


def times(piece: bytes, length: int) -> Iterable[bytes]:
    """The same piece until so many bytes are out."""
    while length > 0:
        yield piece[:length]
        length -= len(piece)


def drip(exchange: Exchange, data: bytes) -> None:
    """One byte for each pause, round and round."""
    while True:
        for value in data:
            exchange.send(bytes([value]))
            if exchange.state.wait():
                return


@at("/drip")
def slow_body(exchange: Exchange) -> None:
    """Headers at once, then one byte of HTML a second for ever."""
    exchange.start()
    drip(exchange, b"<p>drip</p>")


@at("/headers-drip")
def slow_headers(exchange: Exchange) -> None:
    """One header a second; the headers never finish."""
    exchange.send(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not exchange.state.wait():
        number += 1
        exchange.send(f"X-{number}: drip\r\n".encode())


@at("/status-drip")
def slow_status(exchange: Exchange) -> None:
    """One byte a second of a status line whose reason never ends."""
    exchange.send(b"HTTP/1.1 200 ")
    drip(exchange, b"OK")


@at("/silent")
def silent(exchange: Exchange) -> None:
    """Takes the request and never answers."""
    exchange.state.closing.wait()


@at("/continue-flood")
def continue_flood(exchange: Exchange) -> None:
    """Endless "100 Continue" answers: a client that skips them without a limit (http.client does) never returns."""
    pour(exchange, forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 100))


@at("/endless")
def endless(exchange: Exchange) -> None:
    """A text/html body without length or end, as fast as the client reads."""
    exchange.start()
    pour(exchange, forever(PARAGRAPHS))


@at("/endless-chunked")
def endless_chunked(exchange: Exchange) -> None:
    """The same in chunks."""
    exchange.start(headers=[("Transfer-Encoding", "chunked")])
    pour(exchange, forever(f"{len(PARAGRAPHS):x}\r\n".encode() + PARAGRAPHS + b"\r\n"))


@at("/bomb")
def bomb(exchange: Exchange) -> None:
    """About 1 MB of gzip that is 1 GiB of HTML."""
    exchange.page(bombs.gzip_bomb(), headers=[("Content-Encoding", "gzip")])


@at("/bomb-deflate")
def bomb_deflate(exchange: Exchange) -> None:
    """The same as raw deflate."""
    exchange.page(bombs.gzip_bomb()[10:-8], headers=[("Content-Encoding", "deflate")])


@at("/bomb-nested")
def bomb_nested(exchange: Exchange) -> None:
    """Gzip twice: 2.5 kB, then 1 MB, then 1 GiB."""
    exchange.page(bombs.nested_bomb(), headers=[("Content-Encoding", "gzip, gzip")])


@at("/bomb-br")
def bomb_br(exchange: Exchange) -> None:
    """Under 1 kB of Brotli that is 1 GiB of HTML."""
    exchange.page(bombs.brotli_bomb(), headers=[("Content-Encoding", "br")])


@at("/bomb-zstd")
def bomb_zstd(exchange: Exchange) -> None:
    """33 kB of Zstandard that is 1 GiB."""
    exchange.page(bombs.zstd_bomb(), headers=[("Content-Encoding", "zstd")])


@at("/download")
def download(exchange: Exchange) -> None:
    """A file of 2 GiB as an attachment."""
    length = [("Content-Length", str(DOWNLOAD)), ("Content-Disposition", 'attachment; filename="report.pdf.exe"')]
    exchange.start(kind="application/octet-stream", headers=length)
    pour(exchange, times(ZEROS, DOWNLOAD))


@at("/download-path")
def download_path(exchange: Exchange) -> None:
    """A small attachment whose name wants out of the download folder."""
    name = 'attachment; filename="../../../../tmp/enemy-was-here.txt"'
    exchange.page(b"out\n", kind="application/octet-stream", headers=[("Content-Disposition", name)])


@at("/nodes")
def nodes(exchange: Exchange) -> None:
    """A page of 400,000 elements."""
    exchange.start()
    pour(exchange, [b"<!doctype html><title>nodes</title>", *times(b"<b>a</b>" * 8000, 8 * 400_000)])


@at("/deep")
def deep(exchange: Exchange) -> None:
    """100,000 nested divs."""
    exchange.page("<!doctype html><title>deep</title>" + "<div>" * 100_000 + "deep")


@at("/long-text")
def long_text(exchange: Exchange) -> None:
    """Title, heading, link text, alt text and an attribute of 2 MB each."""
    text = "ب" * (1 << 20)
    exchange.page(
        f"<!doctype html><title>{text}</title><h1>{text}</h1><a href=/ title={text}>{text}</a><img alt={text} src=/i>"
    )


@at("/sitemap.xml", "/entities")
def entities(exchange: Exchange) -> None:
    """XML whose entities grow to 10^9 letters."""
    names = "abcdefghij"
    lines = [f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names)]
    doctype = '<!DOCTYPE urlset [<!ENTITY a "bombbombbo">' + "".join(lines) + "]>"
    exchange.page(f'<?xml version="1.0"?>{doctype}<urlset><url><loc>&j;</loc></url></urlset>', kind="application/xml")


@at("/robots.txt")
def robots(exchange: Exchange) -> None:
    """By the server's option: none 404, allow, deny, huge 100 MB of rules, slow drips, html a page, error 500."""
    plain = "text/plain; charset=utf-8"
    match exchange.state.robots:
        case "allow":
            exchange.page("User-agent: *\nDisallow:\n", kind=plain)
        case "deny":
            exchange.page("User-agent: *\nDisallow: /\n", kind=plain)
        case "huge":
            exchange.start(kind=plain)
            rules = (b"User-agent: *\n" + b"Disallow: /a*b*c*d*e*f*g$\n" * 3000)[:PIECE]
            pour(exchange, times(rules, ROBOTS))
        case "slow":
            exchange.start(kind=plain)
            drip(exchange, b"User-agent: *\nDisallow: /private\n")
        case "html":
            exchange.page(
                "<!doctype html><html lang=fa><title>خانه</title><h1>به سایت ما خوش آمدید</h1></html>", kind=HTML
            )
        case "error":
            exchange.page("error", status=500, kind=plain)
        case "silent":
            silent(exchange)
        case _:
            exchange.page("<!doctype html><title>404</title>", status=404)
