"""An invented office on a content system: a session in the query, pictures as links, cards, a frame with the complaint form."""

from __future__ import annotations

from compliance.model.scan import State
from compliance.persian.letters import persian_digits
from tests.lifelike.serving import FIELDS, PROMISES, SERVICES, Asking, Lifelike, Reply, link, named_day

GOOD, BAD, UNSEEN, PERSON = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON
_COUNTED = iter(range(10**9))
SHOWN = list(SERVICES)[:5]  # the sixth is nowhere


def _sid(path: str) -> str:
    return f"{path}{'&amp;' if '?' in path else '?'}SID={0xFEDCBA9876543210FEDCBA98 + next(_COUNTED):032x}"


ICONS = {
    "/services": "خدمات", "/contact-us": "تماس با ما", "/component/complaint": "ثبت شکایت", "/faq": "سؤالات متداول",
    "/news": "اخبار",
}  # fmt: skip


def _page(title: str, inside: str, crumbs: str = "", sidebar: str = "") -> str:
    icons = "".join(f'<a href="{_sid(path)}"><img src="/i.svg" alt="{text}"></a>' for path, text in ICONS.items())
    return f"""<!doctype html><html lang="fa" dir="rtl"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width,initial-scale=1,maximum-scale=1,user-scalable=no">
<title>{title} | اداره‌کل نمونه استان بوشهر</title></head><body class="home page-template">
<div class="header-top"><div class="container"><img class="site-logo" src="/i.svg" alt="نشان جمهوری اسلامی ایران"></div></div>
<div class="quick-access">{icons}</div><div class="breadcrumb">{crumbs}</div>
<div class="row"><div class="col-md-9"><h1>{title}</h1>{inside}</div><div class="col-md-3">{sidebar}</div></div>
<div class="footer-widgets"><p>کلیهٔ حقوق این تارنما برای ادارهٔ کل نمونه محفوظ است.</p>
<form method="get" action="/index.php"><input type="text" name="s" placeholder="جستجو..."><button>برو</button></form>
<a href="https://my.gov.ir"><img src="/i.svg" alt="درگاه ملی خدمات دولت هوشمند"></a></div></body></html>"""


def _cards() -> str:
    return "".join(
        f'<div class="card"><a href="{_sid(f"service/detail?id={n}")}"><img src="/i.svg" alt=""></a><h4>{SERVICES[id_]}</h4>'
        f"{link(_sid(f'service/detail?id={n}'), 'اینجا کلیک کنید')}</div>"
        for n, id_ in enumerate(SHOWN)
    )


def _service(number: int) -> str:
    id_ = SHOWN[number]
    lacks = "هزینه" if number == 2 else ""
    tabs = "".join(
        f"<h3>{label}</h3><div class='tab-pane'>{said}</div>" for label, said in FIELDS.items() if label != lacks
    )
    start = "" if number == 3 else link("/start/" + id_, "شروع خدمت")
    return f"<p>شناسه: {persian_digits(id_)}</p>{tabs}{start}"


def _inside(path: str, number: int) -> tuple[str, str] | None:
    asked = "".join(
        f"<button class='accordion'>چگونه درخواست شمارهٔ {persian_digits(str(n))} را پیگیری کنم؟</button><div class='panel'>از راه پنجرهٔ ملی.</div>"
        for n in range(1, 13)
    )
    own = {
        "/services": ("خدمات اداره", f"<div class='cards'>{_cards()}</div>"),
        "/contact-us": ("تماس با ما", "<p>نشانی: بوشهر، خیابان نمونه</p><p>کدپستی ۷۵۱۴۶-۱۲۳۴۵</p><p>شمارهٔ تماس: ۰۷۷۳۳۳۳۰۰۰۰</p><p>رایانامه: namuneh@gmail.com</p>"),
        "/component/complaint": ("ثبت شکایت", f'<iframe src="../forms/complaint?view={number}" width="100%" height="900"></iframe>'),
        "/faq": ("سؤالات متداول", asked),
        "/news": ("اخبار", "".join(f"<div>{named_day(70 + n)} خبر شمارهٔ {persian_digits(str(n))} {link(_sid(f'/news/{n}'), 'ادامه مطلب')}</div>" for n in range(1, 9))),
        "/policy": ("حریم خصوصی", f"<p>{PROMISES}</p>"),
        "/about/board": ("مدیران", "<p>مدیران اداره کل نمونه استان بوشهر و راه‌های تماس با آنان در این صفحه آمده است.</p><p>مدیرکل: نام نمونه یک</p><p>معاون اجرایی: نام نمونه دو</p>"),
        "/service/detail": (SERVICES[SHOWN[number]], _service(number)),
    }  # fmt: skip
    return own.get(path)


def _answer(asked: Asking) -> Reply:
    path = asked.path
    number = int(asked.query["id"]) if asked.query.get("id", "").isdecimal() else 0
    if path == "/robots.txt":
        return Reply(
            "User-agent: Googlebot\nDisallow:\n\nUser-agent: *\nDisallow: /\nAllow: /$\nAllow: /*\nDisallow: /administrator/\n",
            headers={"Content-Type": "text/plain"},
        )
    if path == "/sitemap.xml":
        return Reply(
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
            headers={"Content-Type": "text/xml"},
        )
    if path == "/i.svg":
        return Reply(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>',
            headers={"Content-Type": "image/svg+xml"},
        )
    if path == "/":
        more = link(_sid("/policy"), "حریم خصوصی") + link(_sid("/about/board"), "آشنایی با مدیران")
        return Reply(
            _page(
                "صفحه اصلی", f"<p>به تارنمای اداره کل نمونه خوش آمدید.</p>{more}", sidebar=f"<p>{named_day(70)}</p>"
            )
        )
    if path.startswith("/start/"):
        return Reply(_page("ورود", '<form method="post"><input type="password" name="p"></form>'))
    if path == "/forms/complaint":
        return Reply(
            "<html><meta charset=utf-8><form method=post><input name=n><input name=tel><textarea name=t></textarea></form></html>"
        )
    if path.startswith("/news/"):
        return Reply(
            _page("خبر", f"<p>{named_day(71)}</p>{link(_sid(f'/news/{int(path[6:]) + 1}'), 'خبر بعدی')}")
        )  # without an end
    if path == "/index.php":
        words = asked.query.get("s", "").replace("ي", "ی").replace("ك", "ک")
        found = [text for text in (*ICONS.values(), "حریم خصوصی", "آشنایی با مدیران") if words in text]
        return Reply(_page("نتایج", "".join(f"<p>{link(_sid('/x'), text)}</p>" for text in found)))
    found_ = _inside(path, number)
    return Reply(_page("یافت نشد", "<p>صفحه پیدا نشد.</p>"), 404) if found_ is None else Reply(_page(*found_))


SITE = Lifelike(
    "cards",
    _answer,
    {
        "CNT-01": BAD,  # an e-mail of a foreign host
        "CNT-02": BAD,  # the cards name no IDs
        "CNT-03": BAD,  # one lacks its cost
        "CNT-04": UNSEEN,  # one is nowhere, but the news have no end
        "CNT-05": BAD,  # one has no start
        "CNT-06": BAD, "CNT-07": GOOD,
        "CNT-08": GOOD,  # in a frame of its own
        "CNT-09": BAD, "CNT-10": GOOD, "CNT-11": BAD, "CNT-12": GOOD,
        "CNT-13": BAD,  # 70 days old
        "CNT-14": GOOD, "CNT-15": GOOD, "CNT-16": BAD, "CNT-17": BAD, "CNT-18": GOOD, "CNT-19": GOOD,
        "A11Y-08": BAD,
        "FA-03": GOOD, "FA-04": GOOD, "FA-05": GOOD, "FA-06": GOOD, "FA-07": GOOD, "FA-08": GOOD, "FA-10": GOOD,
        "AVL-02": GOOD, "WEB-01": GOOD, "WEB-02": BAD, "LNK-01": GOOD,
    },
    {"FA-01": GOOD, "FA-02": GOOD, "A11Y-03": BAD, "A11Y-04": BAD, "MOB-01": GOOD, "PRV-04": BAD},
)  # fmt: skip
