"""Whether something else answered in place of the site: a firewall, a challenge, a filter, a login."""

from __future__ import annotations

import re

from compliance.scan.pages.page import Page

# What such pages say of themselves; each needs a page with little else on it.
_SIGNS = {
    "firewall": (
        "دسترسی شما مسدود",
        "درخواست شما مسدود",
        "access denied",
        "request blocked",
        "attention required",
        "web application firewall",
        "the requested url was rejected",
        "incapsula incident",
        "arvancloud",
        "sucuri website firewall",
    ),
    "challenge": (
        "checking your browser",
        "just a moment",
        "ddos protection",
        "verify you are human",
        "enable javascript and cookies",
        "captcha",
        "کپچا",
        "من ربات نیستم",
        "بررسی مرورگر",
        "در حال انتقال به سایت مورد نظر",
    ),
    "abroad": ("خارج از کشور", "آی پی ایران", "ip ایران", "آدرس ایران", "فیلترشکن", "only available in iran"),
    "filter": ("10.10.34.3", "peyvandha.ir", "دسترسی به تارنمای فراخوانده"),
}
_LITTLE = 1500  # letters below which a page says nothing else
_FEW = 12  # links below which it leads nowhere else
_FILTER = re.compile(r"10\.10\.34\.\d+|peyvandha\.ir", re.IGNORECASE)


def kind(page: Page) -> str | None:
    """Return what answered in place of the site: status, firewall, challenge, abroad, filter or login; else None."""
    if page.answer.status in (401, 403, 406, 429, 451, 503):
        return _named(page) or "status"
    if _FILTER.search(page.text[:4000]):
        return "filter"
    if not page.is_html:
        return None
    little = len(page.words) < _LITTLE and len(page.links) < _FEW
    if little and any(form.password for form in page.forms):
        return "login"
    return _named(page) if little else None


def _named(page: Page) -> str | None:
    text = f"{page.title} {page.words[:4000]} {page.text[:4000]}".lower()
    return next((name for name, signs in _SIGNS.items() if any(sign in text for sign in signs)), None)
