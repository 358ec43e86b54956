"""Small pages of their own on the office's server: each right but for what is put into it."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.sites.pages import KINDS, Answer
from tests.sites.server import Request, Site

TITLE = "ادارهٔ کل نمونهٔ استان بوشهر"
MENU_TITLE = "راهنمای دریافت پروانهٔ فعالیت"
_FOLD = str.maketrans("يك", "یک")


class Leaf(NamedTuple):
    """A page: its name, the checks that have to name it, and what is put into it.

    `root` are the attributes of html, `start` those of body; `skip` and `heading` are left out by an empty text.
    """

    name: str
    checks: frozenset[str] = frozenset()
    body: str = ""
    head: str = ""
    root: str = 'lang="fa" dir="rtl"'
    start: str = ""
    viewport: str = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    skip: str = '<a class="skip" href="#main">پرش به محتوای اصلی</a>'
    heading: str = "<h1>صفحهٔ نمونه</h1>"
    headers: tuple[tuple[str, str], ...] = ()
    style: str = '<link rel="stylesheet" href="/style.css">'
    search: str = '<form role="search" action="/find" method="get"><label for="q">جست‌وجو</label> <input id="q" name="q" type="search"> <button>یافتن</button></form>'

    @property
    def path(self) -> str:
        """Where it stands; the one called home is the first page."""
        return "/" if self.name == "home" else f"/leaf/{self.name}/"


class File(NamedTuple):
    """Something that pages ask for: its kind, its bytes, further headers, and the wait before it."""

    kind: str
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0


class Corner(Site):
    """The office's server with these pages in place of its own; styles and fonts are the office's."""

    def __init__(
        self, tls: ssl.SSLContext | None = None, *, leaves: Sequence[Leaf], files: Mapping[str, File], literal: bool, **more: Any
    ) -> None:  # fmt: skip
        super().__init__(tls, **more)
        self._leaves = {leaf.path: leaf for leaf in leaves}
        self._own, self._literal = files, literal

    def answer(self, request: Request) -> Answer:
        """Return what a request gets: a page, a file, what was found, or what the office's server has."""
        parts = urlsplit(request.path)
        host = request.headers.get("host", "")
        if parts.path in self._leaves:
            leaf = self._leaves[parts.path]
            return _answer(self._page(leaf, host), KINDS[".html"], leaf.headers)
        if parts.path in self._own:
            file = self._own[parts.path]
            return Answer(
                200,
                {"Content-Type": file.kind, "Content-Length": str(len(file.data)), **dict(file.headers)},
                file.data,
                file.delay,
            )
        if parts.path == "/find":
            words = parse_qs(parts.query).get("q", [""])[0]
            words = words if self._literal else words.translate(_FOLD)
            found = f'<ul><li><a href="/leaf/guide/">{MENU_TITLE}</a></li></ul>' if words in MENU_TITLE else ""
            return _answer(self._page(Leaf("found", body=found), host), KINDS[".html"], ())
        if parts.path.endswith("/"):
            return Answer(404, {"Content-Type": KINDS[".html"], "Content-Length": "0"}, b"", 0)
        return super().answer(request)

    def _page(self, leaf: Leaf, host: str) -> str:
        port = host.rpartition(":")[2]
        leaves = [one for one in self._leaves.values() if one.name != "home"]
        menu = "".join(
            f'<li><a href="{one.path}">{MENU_TITLE if one.name == "guide" else f"صفحهٔ {one.name}"}</a></li>'
            for one in leaves
        )
        inner = f"<nav aria-label='فهرست'><ul class='news'>{menu}</ul></nav>" if leaf.name == "home" else ""
        text = (
            f"<!DOCTYPE html><html {leaf.root}><head><meta charset='utf-8'>{leaf.viewport}"
            f"<title>{MENU_TITLE if leaf.name == 'guide' else leaf.name} | {TITLE}</title>"
            f"{leaf.style}<link rel='icon' href='/emblem.svg'>{leaf.head}</head><body {leaf.start}>{leaf.skip}"
            f"<header>{leaf.search}</header><main id='main' tabindex='-1'>{leaf.heading}"
            f"<p>متن این صفحه برای آزمایش نوشته شده است و کارکرد دیگری ندارد.</p>{leaf.body}{inner}</main></body></html>"
        )
        return text.replace("{port}", port)


def _answer(text: str, kind: str, more: Sequence[tuple[str, str]]) -> Answer:
    data = gzip.compress(text.encode(), mtime=0)
    headers = {"Content-Type": kind, "Content-Encoding": "gzip", "Content-Length": str(len(data)), **dict(more)}
    return Answer(200, headers, data, 0)


def corner(leaves: Sequence[Leaf], files: Mapping[str, File], literal: bool = False) -> Callable[..., Corner]:
    """Return what makes a site of these pages; `literal` when to its search ي and ی are different letters."""
    return partial(Corner, leaves=leaves, files=files, literal=literal)
