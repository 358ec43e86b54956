"""The page with which an office asks its security office for permission to have its own site visited."""

from __future__ import annotations

from datetime import date

from compliance.language import _
from compliance.persian import dates


def request(url: str, agent: str, office: str | None, today: date) -> str:
    """Return the request as text of one page."""
    asks = _("{office} asks for permission to have its own website visited by the self-check toolkit, as follows:")
    lines = [
        _("To the security office"),
        _("Date: {day}").format(day=dates.show(today)),
        _("Subject: permission to measure the website {url}").format(url=url),
        "",
        asks.format(office=office or _("The office")),
        "",
        _("1. What is visited: public pages only, up to 30, as any visitor sees them; robots.txt is kept to."),
        _("2. How often: one request after the other, half a second apart or more; ten minutes and 30 MB at most."),
        _("3. Under which name: every request says “{agent}”.").format(agent=agent),
        _("4. What is not done: no login, no form but the site's own search, no password, no attack, no look for "
          "weaknesses, no port but that of the website."),
        _("5. What is kept: the pages seen, pictures of failures, headers, the certificate and DNS answers, in the "
          "office's own folder and nowhere else."),
        _("6. When the site says that it is busy (429 or 503) the visit waits, and ends."),
        "",
        _("Permitted / not permitted:"),
        _("Name and signature:"),
        "",
    ]  # fmt: skip
    return "\n".join(lines)
