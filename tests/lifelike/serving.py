"""A lifelike site on loopback, scanned: the office, its services and every number in it are invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from persiantools.jdatetime import JalaliDate

from compliance import clock
from compliance.model.checklist import Text
from compliance.model.scan import State
from compliance.persian import dates
from compliance.persian.letters import ascii_digits, persian_digits
from compliance.scan import running
from compliance.scan.collecting import About, Asked
from compliance.scan.network import names
from compliance.scan.running import Outcome
from tests import scanned
from tests.sites.pages import Answer
from tests.sites.server import Request
from tests.sites.server import Site as Server

HOST = "edareh.namuneh.gov.ir"
NAME = Text("ادارهٔ کل نمونهٔ استان بوشهر", "Sample office of Bushehr")
SERVICES = {
    "10011001100": "صدور گواهی نمونه",
    "10011001101": "تمدید پروانه نمونه",
    "10011001102": "بازدید از کارگاه نمونه",
    "10011001103": "ثبت اعتراض به رای",
    "10011001104": "استعلام سوابق",
    "10011001105": "مشاوره حضوری",
}
FIELDS = {
    "شرح خدمت": "متقاضی درخواست خود را ثبت می‌کند و اداره پس از بررسی پاسخ می‌دهد.",
    "واحد مسئول": "معاونت فنی",
    "مراحل انجام": "ثبت درخواست، بررسی کارشناس، اعلام نتیجه",
    "مدارک لازم": "تصویر کارت ملی و فرم تکمیل‌شده",
    "هزینه": "رایگان",
    "مدت زمان انجام": "پنج روز کاری",
    "قوانین و مقررات": "مصوبهٔ نمونه",
    "فرم‌ها": "فرم درخواست",
    "پرسش‌های متداول": "آیا مراجعهٔ حضوری لازم است؟ خیر.",
    "نحوهٔ دسترسی": "تارنما و دفاتر پیشخوان",
}
PROMISES = (
    "این اداره اطلاعات شخصی کاربران مانند نام و شمارهٔ تماس را تنها برای پاسخ به درخواست آنان نگه می‌دارد و در اختیار "
    "دیگران نمی‌گذارد. حریم خصوصی مراجعان برای ما اهمیت دارد و هر کاربر می‌تواند اصلاح یا حذف اطلاعات خود را بخواهد. "
    "کوکی‌ها تنها برای کار سامانه به کار می‌روند و پس از پایان نشست پاک می‌شوند. پرسش‌های خود را از راه صفحهٔ تماس بفرستید تا "
    "کارشناسان در پنج روز کاری پاسخ دهند."
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Reply(NamedTuple):
    """What a lifelike site answers."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = HTML


class Asking(NamedTuple):
    """What a lifelike site is asked: the path, its query, and the whole base address."""

    method: str
    path: str
    query: Mapping[str, str]
    base: str


Answering = Callable[[Asking], Reply]


class Lifelike(NamedTuple):
    """A site, and what a careful person says of each check: with static visits, and with a browser."""

    name: str
    answer: Answering
    expected: Mapping[str, State]
    browser: Mapping[str, State]


class _Served(Server):
    def __init__(self, answering: Answering) -> None:
        super().__init__(host=HOST)
        self._answering = answering

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        reply = self._answering(Asking(request.method, parts.path, query, self.base))
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        headers = {"Server": "Microsoft-IIS/8.5", **reply.headers, "Content-Length": str(len(body))}
        return Answer(reply.status, headers, b"" if request.method == "HEAD" else body, 0)


def scan(site: Lifelike, checks: Sequence[str] = (), **asked: Any) -> tuple[Outcome, list[str]]:
    """Return the scan of a site, and the addresses it was asked for in their order."""
    ids = list(checks) or list(scanned.instruments().scan)
    nobody = patch.object(names, "look", lambda *_asked: "unresolved")  # names have tests of their own
    with nobody, _Served(site.answer) as server:
        usual: dict[str, Any] = {
            "url": f"{server.base}/", "agent": scanned.AGENT, "delay": 0, "private": True, "static": True,
            "resolve": resolve,
        }  # fmt: skip
        outcome = running.run(
            Asked(**{**usual, **asked}),
            About(NAME, tuple(SERVICES), tuple(SERVICES)),
            scanned.instruments(),
            ids,
            clock.today(),
            "",
            "test",
            lambda _url: None,
        )
        assert not server.errors
        return outcome, [request.path for request in server.requests]


def resolve(host: str) -> list[str]:
    """Return loopback for the lifelike sites' name, and nothing for any other."""
    if host == HOST:
        return ["127.0.0.1"]
    raise OSError(host)


def day(ago: int) -> str:
    """Return the Jalali day so many days ago as 1405/9/6, as old programs write it."""
    year, month, of_month = ascii_digits(dates.show(clock.today() - timedelta(days=ago))).split("/")
    return f"{year}/{int(month)}/{int(of_month)}"


def named_day(ago: int) -> str:
    """Return the Jalali day so many days ago as پنجشنبه ۶ آذر ۱۴۰۵."""
    found = JalaliDate(clock.today() - timedelta(days=ago), locale="fa")
    return persian_digits(f"{found.strftime('%A')} {found.day} {found.strftime('%B')} {found.year}")


def link(href: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{href}">{text}</a>'
