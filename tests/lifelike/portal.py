"""An invented office on a Java portal: a session in each address, base href, services that open in place, three languages."""

from __future__ import annotations

from compliance.model.scan import State
from compliance.persian.letters import persian_digits
from tests.lifelike.serving import FIELDS, PROMISES, SERVICES, Asking, Lifelike, Reply, link, named_day

GOOD, BAD, UNSEEN, PERSON = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON
_COUNTED = iter(range(10**9))


def _session() -> str:
    return f";jsessionid={0xABCDEF0123456789ABCDEF + next(_COUNTED):032X}"


def _own(path: str, text: str) -> str:
    return link(f"{path}{_session()}", text)


MENU = {
    "web/guest/contact": "ارتباط با ما", "web/guest/about": "درباره ما", "web/guest/khadamat": "خدمات الکترونیک",
    "web/guest/news": "اخبار و رویدادها", "web/guest/faq": "پرسش‌های متداول", "web/guest/poll": "نظرسنجی",
    "web/guest/privacy": "حریم خصوصی کاربران", "../documents/sla.pdf": "توافق‌نامه سطح خدمات", "web/guest/map": "نقشه سایت",
}  # fmt: skip


def _page(base: str, title: str, inside: str) -> str:
    menu = "".join(f'<li role="presentation">{_own(path, text)}</li>' for path, text in MENU.items())
    months = "".join(
        _own(f"web/guest/cal?y={year}&amp;m={m}", persian_digits(str(m)))
        for year in (1404, 1405)
        for m in range(1, 13)
    )
    return f"""<!DOCTYPE html><html class="rtl" dir="rtl" lang="fa-IR"><head><title>{title} - پورتال اداره کل نمونه استان بوشهر</title>
<base href="{base}/fa/"><meta content="initial-scale=1.0, width=device-width" name="viewport"></head>
<body class="yui3-skin-sam"><div id="wrapper"><div id="top"><a href="{base}/fa{_session()}" title="برو به صفحه نخست">
<img alt="نشان اداره کل نمونه" height="60" src="../logo.png" width="200"></a>
<form action="{base}/fa/search{_session()}" method="get"><input name="p_p_id" type="hidden" value="3"><input type="text" name="keywords" title="جستجو"></form></div>
<div id="navigation"><ul>{menu}</ul></div><div id="content"><h2>{title}</h2>{inside}</div>
<div id="side">{months}</div><div id="footer"><span>آخرین به‌روزرسانی: {named_day(1)}</span>
{_own("../en/home", "EN")} {_own("../ar/home", "العربية")}
<a href="http://foia.iran.gov.ir"><img src="../foia.png" alt=""></a> <a href="https://mardom.ir">پیشخوان خدمات</a></div></div></body></html>"""


def _services() -> str:
    rows = []
    for id_, title in SERVICES.items():
        parts = "".join(f"<dt>{label}</dt><dd>{said}</dd>" for label, said in FIELDS.items())
        start = '<a class="btn" href="https://pishkhan.namuneh.gov.ir/start">درخواست خدمت</a>'
        rows.append(
            f"<div class='accordion-group'><a class='accordion-toggle' href='#c{id_}'>{title}</a>"
            f"<div id='c{id_}' class='accordion-body collapse'>شناسهٔ خدمت: {persian_digits(id_)}<dl>{parts}</dl>{start}</div></div>"
        )
    return "".join(rows)


def _news() -> str:
    heads = ("برگزاری نشست شورای اداری استان", "افتتاح ساختمان تازهٔ اداره در دیلم", "تمدید مهلت ثبت درخواست‌ها")
    return "".join(
        f"<div class='asset-abstract'><h3>{head}</h3><p>{named_day(2 + 12 * n)}</p><p>خلاصه‌ای از خبر در اینجا می‌آید.</p>"
        f"{_own(f'web/guest/-/news/{900 + n}', 'ادامه مطلب')}</div>"
        for n, head in enumerate(heads)
    )


def _inside(path: str) -> str | None:
    faq = "".join(
        f"<dt>پرسش شمارهٔ {n}: چگونه پیگیری کنم؟</dt><dd>از راه میز خدمت.</dd>"
        for n in persian_digits("1 2 3 4 5 6").split()
    )
    posts = "".join(
        f"<li>{post}: نام نمونه، تلفن ۰۷۷۳۳۳۳۰۰۰{n}</li>"
        for n, post in zip("۱۲۳", ("مدیرکل", "معاون توسعه", "رئیس روابط عمومی"), strict=True)
    )
    own = {
        "contact": "<p>نشانی ما: بوشهر، خیابان نمونه، پلاک ۲۰</p><p>تلفن: ۰۷۷-۳۳۳۳۰۰۰۰ نمابر: ۳۳۳۳۰۰۰۱</p><p>info@namuneh.gov.ir</p>",
        "about": f"<p>این اداره در سال ۱۳۴۵ بنیان گذاشته شده است و به شهروندان استان بوشهر خدمت می‌کند.</p><ul>{posts}</ul>",
        "khadamat": _services(),
        "news": _news(),
        "faq": f"<dl>{faq}</dl>",
        "poll": '<iframe src="https://porsline.ir/s/abc" width="600" height="400" title="نظرسنجی"></iframe>',
        "privacy": f"<p>{PROMISES}</p>",
        "map": "".join(f"<p>{_own(path, text)}</p>" for path, text in MENU.items()),
        "cal": "<p>برنامه‌ای در این ماه نیست.</p>",
    }
    return own.get(path)


def _answer(asked: Asking) -> Reply:
    path = asked.path.partition(";")[0]
    plain, xml = {"Content-Type": "text/plain"}, {"Content-Type": "text/xml"}
    if path == "/":
        return Reply("", 302, {"Location": f"/fa{_session()}"})
    if path == "/robots.txt":
        return Reply(
            "\ufeffUser-agent: *\nDisallow: /*?p_p_id=\nDisallow: /c/\nAllow: /\nSitemap: /sitemap-index.xml\n",
            headers=plain,
        )
    if path == "/sitemap-index.xml":
        inner = f"<sitemap><loc>{asked.base}/sitemap-1.xml</loc></sitemap>"
        return Reply(
            f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>',
            headers=xml,
        )
    if path == "/documents/sla.pdf":
        return Reply(b"%PDF-1.4 invented", headers={"Content-Type": "application/pdf"})
    if path == "/fa":
        slide = "".join(
            f'<div class="item">{_own(f"web/guest/-/news/{900 + n}", "<img src=../s.jpg>")}</div>' for n in range(3)
        )
        return Reply(_page(asked.base, "صفحه نخست", f"{slide}{_news()}"))
    if path == "/fa/search":
        found = [text for text in MENU.values() if asked.query.get("keywords", "-") in text]  # as it was typed
        return Reply(_page(asked.base, "جستجو", "".join(f"<p>{_own('web/guest/x', text)}</p>" for text in found)))
    if path == "/en/home":
        return Reply(
            "<html lang='en'><title>Home</title><body><p>Welcome to the portal of the sample office of Bushehr province.</p></body></html>"
        )
    if path == "/ar/home":
        return Reply(
            "<html lang='ar' dir='rtl'><title>الرئيسية</title><body><p>مرحبا بكم في بوابة المديرية العامة في محافظة بوشهر، يمكنكم الاتصال بنا.</p></body></html>"
        )
    if path.startswith("/fa/web/guest/-/news/"):
        return Reply(_page(asked.base, "خبر", f"<p>{named_day(2)}</p><p>متن کامل خبر.</p>"))
    inside = _inside(path.removeprefix("/fa/web/guest/"))
    return Reply(
        _page(asked.base, "یافت نشد" if inside is None else "صفحه", inside or ""), 404 if inside is None else 200
    )


SITE = Lifelike(
    "portal",
    _answer,
    {
        "CNT-01": BAD,  # no postcode
        "CNT-02": GOOD,
        "CNT-03": PERSON,  # all services open in place on one page, with everything said of each
        "CNT-04": GOOD,
        "CNT-05": UNSEEN,  # no service has a page of its own
        "CNT-06": PERSON,  # a file
        "CNT-07": GOOD,
        "CNT-08": BAD,
        "CNT-09": PERSON,  # a form of another site in a frame
        "CNT-10": BAD,  # searches what is typed, so that the other keyboard finds nothing
        "CNT-11": GOOD,
        "CNT-12": BAD,  # six questions
        "CNT-13": GOOD, "CNT-14": GOOD, "CNT-15": GOOD, "CNT-16": GOOD, "CNT-17": GOOD, "CNT-18": GOOD, "CNT-19": GOOD,
        "A11Y-08": BAD,
        "FA-03": GOOD, "FA-04": GOOD, "FA-05": GOOD, "FA-06": GOOD, "FA-07": GOOD, "FA-08": GOOD, "FA-10": GOOD,
        "AVL-02": GOOD, "WEB-01": GOOD, "WEB-02": BAD, "LNK-01": GOOD,
    },
    {
        "FA-01": GOOD, "FA-02": GOOD, "A11Y-03": GOOD, "A11Y-04": BAD, "MOB-01": BAD,  # English and Arabic ones have none
        "PRV-01": GOOD, "PRV-04": GOOD,
    },
)  # fmt: skip
