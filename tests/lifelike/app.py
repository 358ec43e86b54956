"""An invented office whose pages a script builds: one almost empty source for every address, and the text in a file of data."""

from __future__ import annotations

import json

from compliance.model.scan import State
from compliance.persian.letters import persian_digits
from tests.lifelike.serving import FIELDS, PROMISES, SERVICES, Asking, Lifelike, Reply, link, named_day

GOOD, BAD, UNSEEN, PERSON = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON
MENU = {
    "/services": "خدمات", "/contact": "تماس با ما", "/news": "اخبار", "/complaint": "ثبت شکایت",
    "/privacy": "حریم خصوصی", "/managers": "معرفی مدیران", "/sitemap": "نقشهٔ سایت",
}  # fmt: skip
_SHELL = """<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>ادارهٔ کل نمونهٔ استان بوشهر</title>
<script type="module" crossorigin src="/assets/index-4f3a.js"></script></head>
<body><noscript>برای دیدن این تارنما جاوااسکریپت را فعال کنید.</noscript><div id="root"></div></body></html>"""
_SCRIPT = """const show = async () => {
  const found = await (await fetch("/api/pages.json")).json();
  const one = found.pages[location.pathname.replace(/\\/$/, "") || "/"] || "<h1>صفحه یافت نشد</h1>";
  document.getElementById("root").innerHTML = found.head + "<main>" + one + "</main>" + found.foot;
};
show();"""


def _pages() -> dict[str, str]:
    rows = "".join(
        f"<tr><td>{link(f'/services/{n}', title)}</td><td>{persian_digits(id_)}</td></tr>"
        for n, (id_, title) in enumerate(SERVICES.items())
    )
    pages = {
        "/": f"<h1>ادارهٔ کل نمونهٔ استان بوشهر</h1><p>خوش آمدید. {named_day(3)}</p>",
        "/services": f"<h1>فهرست خدمات</h1><table>{rows}</table>",
        "/contact": "<h1>تماس با ما</h1><p>نشانی: بوشهر، خیابان نمونه</p><p>کدپستی ۷۵۱۴۶۱۲۳۴۵</p><p>تلفن: ۰۷۷۳۳۳۳۰۰۰۰</p><p>info@namuneh.gov.ir</p>",
        "/news": f"<h1>اخبار</h1><article>بازدید مدیرکل از کارگاه، {named_day(2)}</article>",
        "/complaint": "<h1>ثبت شکایت</h1><form><input name=n aria-label=نام><textarea name=t aria-label=متن></textarea></form>",
        "/privacy": f"<h1>حریم خصوصی</h1><p>{PROMISES}</p>",
        "/managers": "<h1>مدیران</h1><p>مدیرکل: نام نمونه یک، معاون فنی: نام نمونه دو، معاون اداری: نام نمونه سه؛ راه تماس با هر یک در همین صفحه آمده است.</p>",
        "/sitemap": "<h1>نقشهٔ سایت</h1>" + "".join(f"<p>{link(path, text)}</p>" for path, text in MENU.items()),
    }  # fmt: skip
    for number, (id_, title) in enumerate(SERVICES.items()):
        parts = "".join(f"<h2>{label}</h2><p>{said}</p>" for label, said in FIELDS.items())
        start = link("https://my.gov.ir/", "شروع خدمت")
        pages[f"/services/{number}"] = f"<h1>{title}</h1><p>{persian_digits(id_)}</p>{parts}{start}"
    return pages


def _answer(asked: Asking) -> Reply:
    if asked.path == "/api/pages.json":
        menu = "".join(link(path, text) for path, text in MENU.items())
        head = f'<header><a href="/"><img src="/logo.svg" alt="نشان ادارهٔ کل نمونه"></a><nav>{menu}</nav></header>'
        data = {
            "pages": _pages(),
            "head": head,
            "foot": '<footer><a href="https://my.gov.ir">پنجرهٔ ملی خدمات</a></footer>',
        }
        return Reply(json.dumps(data, ensure_ascii=False), headers={"Content-Type": "application/json"})
    if asked.path.startswith("/assets/"):
        return Reply(_SCRIPT, headers={"Content-Type": "text/javascript; charset=utf-8"})
    if asked.path == "/logo.svg":
        return Reply(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>',
            headers={"Content-Type": "image/svg+xml"},
        )
    return Reply(_SHELL)  # whatever is asked, robots.txt too


CONTENTS = [f"CNT-{n:02d}" for n in range(1, 20) if n != 18]
TEXTS = ["FA-04", "FA-05", "FA-06", "FA-07", "FA-08", "FA-10", "A11Y-08"]
SITE = Lifelike(
    "app",
    _answer,
    {  # without a browser nobody can say what stands on these pages
        **dict.fromkeys([*CONTENTS, *TEXTS], UNSEEN),
        "CNT-18": GOOD, "FA-03": GOOD, "AVL-02": BAD, "WEB-01": BAD, "WEB-02": BAD, "LNK-01": UNSEEN,
    },
    {
        **dict.fromkeys(["CNT-01", "CNT-02", "CNT-03", "CNT-04", "CNT-05", "CNT-07", "CNT-08", "CNT-11"], GOOD),
        **dict.fromkeys(["CNT-13", "CNT-14", "CNT-15", "CNT-19", "FA-04", "FA-05", "FA-06", "FA-07", "FA-08", "FA-10"], GOOD),
        **dict.fromkeys(["CNT-06", "CNT-09", "CNT-10", "CNT-12", "CNT-16", "CNT-17", "A11Y-08"], BAD),
        "FA-01": GOOD, "FA-02": GOOD, "A11Y-03": GOOD, "MOB-01": GOOD, "PRV-01": GOOD, "PRV-04": GOOD, "PRF-05": GOOD,
        "A11Y-04": BAD,  # no skip link
    },
)  # fmt: skip
