"""What the office's website answers, without any socket: files, faults, placeholders, search, headers."""

from __future__ import annotations

import gzip
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from persiantools.jdatetime import JalaliDate

from compliance import clock
from tests.sites.edits import POLICY, Cut, Edit, Fault, Habit, Header, Served, Slow, Text, matches

OFFICE = Path(__file__).parent / "office"
FONTS = Path(__file__).parents[2] / "templates" / "fonts"
INNER = {"404.html", "search.html"}  # parts of answers, not pages of their own
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_PLACEHOLDER = re.compile(r"\{\{(?:(today|latin|arabic)-(\d+)|(base|host|elsewhere|expires))\}\}")
_TAG = re.compile(r"<[^>]+>")
# What {{today-N}}, {{latin-N}} and {{arabic-N}} make of the ten digits.
_DIGITS = {
    name: str.maketrans("0123456789", digits)
    for name, digits in (("today", "۰۱۲۳۴۵۶۷۸۹"), ("latin", "0123456789"), ("arabic", "٠١٢٣٤٥٦٧٨٩"))
}
_LETTERS = str.maketrans("يىك0123456789٠١٢٣٤٥٦٧٨٩", "ییک" + "۰۱۲۳۴۵۶۷۸۹" * 2)


class Answer(NamedTuple):
    """One answer, before it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes
    delay: float


class Pages:
    """The website as it answers with the given faults on the given day, which is the program's own unless said."""

    def __init__(self, faults: Sequence[Fault] = (), today: date | None = None, *, secure: bool = False) -> None:
        self._today, self._secure = today, secure
        self._edits: list[Edit] = [edit for fault in faults for edit in fault.edit]
        self._habits = {edit for edit in self._edits if isinstance(edit, Habit)}
        self._served = [edit for edit in self._edits if isinstance(edit, Served)]
        self._files = {str(p.relative_to(OFFICE).as_posix()): p.read_text("utf-8") for p in _files(OFFICE)}
        for edit in self._edits:
            if isinstance(edit, Text | Cut):
                changed = {n: edit.apply(text) for n, text in self._files.items() if matches(edit.where, n)}
                assert any(text != self._files[name] for name, text in changed.items()), f"changes nothing: {edit}"
                self._files |= changed

    @property
    def addresses(self) -> list[str]:
        """Every path that a file stands behind."""
        own = [_address(name) for name in self._files if name not in INNER]
        return own + [f"/fonts/{path.name}" for path in _fonts()]

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        """Return what a request gets; `headers` has lower-case names."""
        address = urlsplit(target)
        status, own, body = self._found(method, address.path, parse_qs(address.query).get("q", [""])[0])
        filled = own.get("Content-Type", "").startswith(("text/", "application/xml"))
        host = headers.get("host", "localhost")
        if filled:
            body = self._fill(body.decode("utf-8", "surrogateescape"), host).encode("utf-8", "surrogateescape")
        given = SECURITY | {"Server": "office", "Cache-Control": "public, max-age=300"} | own
        if self._secure:
            given["Strict-Transport-Security"] = "max-age=31536000"
        if filled or own.get("Content-Type") == KINDS[".svg"]:
            given["Vary"] = "Accept-Encoding"
            if "gzip" in headers.get("accept-encoding", "") and Habit.NO_GZIP not in self._habits:
                given["Content-Encoding"], body = "gzip", _zipped(body)
        given["Content-Length"] = str(len(body))
        for edit in self._edits:
            if isinstance(edit, Header) and matches(edit.where, address.path):
                given.pop(edit.name, None)
                if edit.value is not None:
                    given[edit.name] = self._fill(edit.value, host)
        waits = [edit.seconds for edit in self._edits if isinstance(edit, Slow) and matches(edit.where, address.path)]
        return Answer(status, given, b"" if method == "HEAD" else body, sum(waits))

    def _found(self, method: str, path: str, query: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body before placeholders are filled in and faults of headers applied."""
        page = {"Content-Type": KINDS[".html"]}
        for edit in self._served:
            if matches(edit.where, path):
                if edit.status == 404 and edit.body is None:
                    return 404, page, self._file("404.html")
                return edit.status, dict(edit.headers), edit.body() if edit.body else b""
        names = {_address(name): name for name in self._files if name not in INNER}
        if method == "POST" and path in names and b'method="post"' in self._file(names[path]):
            return 303, {"Location": "/received/"}, b""
        if method not in {"GET", "HEAD"}:
            return 405, {"Allow": "GET, HEAD"}, b""
        if path in {"/search", "/search/"}:
            return 200, page, self._search(query).encode()
        if path in names:
            return 200, {"Content-Type": KINDS[Path(names[path]).suffix]}, self._file(names[path])
        if f"{path}/" in names:
            return 301, {"Location": f"{path}/"}, b""
        fonts = {f"/fonts/{file.name}": file for file in _fonts()}
        if path in fonts:
            long = {"Cache-Control": "public, max-age=31536000"}
            return 200, {"Content-Type": KINDS[fonts[path].suffix]} | long, fonts[path].read_bytes()
        if Habit.SOFT_404 in self._habits:
            return 200, page, self._file("index.html")
        return 404, page, self._file("404.html")

    def _file(self, name: str) -> bytes:
        return self._files[name].encode("utf-8", "surrogateescape")

    def _fill(self, text: str, host: str) -> str:
        """Return a text with its placeholders replaced."""
        today = self._today or clock.today()
        name, colon, port = host.partition(":")
        scheme = "https://" if self._secure else "http://"
        values = {
            "base": scheme + host,
            "host": host,
            "elsewhere": scheme + ("localhost" if name == "127.0.0.1" else "127.0.0.1") + colon + port,
            "expires": f"{today + timedelta(days=180)}T00:00:00Z",
        }

        def value(match: re.Match[str]) -> str:
            if match[1]:
                return jalali(today - timedelta(days=int(match[2]))).translate(_DIGITS[match[1]])
            return values[match[3]]

        return _PLACEHOLDER.sub(value, text)

    def _search(self, query: str) -> str:
        """Return the page of what was found: pages with all words in the title, then those in the text."""
        literal = Habit.LITERAL_SEARCH in self._habits
        words = (query if literal else _folded(query)).split()
        ranked = []
        for name, text in self._files.items():
            address = _address(name)
            gone = any(matches(edit.where, address) for edit in self._served)
            if not name.endswith("index.html") or name.startswith(("received/", "sitemap/")) or gone:
                continue
            title = _TAG.sub("", text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])
            body = _TAG.sub(" ", text.partition("<main")[2].partition(">")[2].partition("</main>")[0])
            places = (title, body) if literal else (_folded(title), _folded(body))
            hits = [rank for rank, place in enumerate(places) if all(word in place for word in words)]
            if words and hits:
                ranked.append((hits[0], address, title))
        items = "\n".join(f'  <li><a href="{address}">{title}</a></li>' for _, address, title in sorted(ranked))
        if not words:
            count = "عبارتی برای جست‌وجو بنویسید."
        else:
            count = f"{len(ranked)} نتیجه یافت شد.".translate(_LETTERS) if ranked else "نتیجه‌ای یافت نشد."
        page = self._files["search.html"].replace("{{count}}", count)
        page = page.replace("{{results}}", f'<ul class="map">\n{items}\n</ul>' if items else "")
        return page.replace(
            "{{query}}", html.escape(query if literal else query.translate(_LETTERS)).replace("{{", "")
        )


def jalali(day: date) -> str:
    """Return a day as 1405/09/02."""
    return str(JalaliDate(day).strftime("%Y/%m/%d"))


def _fonts() -> list[Path]:
    """The font of the website with its licence; those of papers are none of its business."""
    return [path for path in _files(FONTS) if path.suffix in (".woff2", ".txt")]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _address(name: str) -> str:
    return "/" + name.removesuffix("index.html")


def _folded(text: str) -> str:
    """Return a text without half-spaces and marks, with Persian letters and digits."""
    plain = text.translate(_LETTERS).replace("\u200c", "")
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=1024)
def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
