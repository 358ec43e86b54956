"""The page with which an office asks its security office for permission to have its own site visited."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from compliance.language import _
from compliance.persian import dates, numbers


class Visit(NamedTuple):
    """How a site is going to be visited: under which name, and within which bounds."""

    url: str
    agent: str
    pages: int
    delay: Fraction  # seconds
    minutes: Fraction
    megabytes: int
    static: bool


def request(visit: Visit, office: str | None, today: date) -> str:
    """Return the request as text of one page."""
    asks = _("{office} asks for permission to have its own website visited by the self-check toolkit, as follows:")
    show = numbers.show
    often = _(
        "The program’s own requests follow one another, {delay} seconds apart or more. The whole visit ends after "
        "{minutes} minutes or {megabytes} MB."
    ).format(delay=show(visit.delay), minutes=show(visit.minutes), megabytes=show(visit.megabytes))
    browser = _(
        "After that a browser opens the same pages as a visitor’s would, two at a time, the home page four times."
    )
    paragraphs = [
        _("What is visited: public pages only, {pages} at most, as any visitor sees them; links inside the site are "
          "tried without being read. robots.txt is kept to.").format(pages=show(visit.pages)),
        often if visit.static else f"{often} {browser}",
        _("Under which name: every request says “{agent}”.").format(agent=visit.agent),
        _("What is not done: no login, no form but the site’s own search, no password, no attack, no look for "
          "weaknesses, no port but that of the website."),
        _("What is kept: the pages seen, pictures of failures, headers, the certificate and DNS answers, in the "
          "office’s own folder and nowhere else."),
        _("When the site says that it is busy (429 or 503) the visit waits, and ends."),
    ]  # fmt: skip
    lines = [
        _("To the security office"),
        _("Date: {day}").format(day=dates.show(today)),
        _("Subject: permission to measure the website {url}").format(url=visit.url),
        "",
        asks.format(office=office or _("The office")),
        "",
        *(f"{show(number)}. {paragraph}" for number, paragraph in enumerate(paragraphs, 1)),
        "",
        _("Permitted / not permitted:"),
        _("Name and signature:"),
        "",
    ]
    return "\n".join(lines)
