"""Everything that can be wrong with the office's website, one thing at a time, and the check that has to notice.

Faults are as heavy as the checks' thresholds ask for: one Arabic letter in a hundred pages is none.
"""

from __future__ import annotations

import random
import struct
import zlib
from functools import lru_cache

from tests.sites.edits import POLICY, Cut, Edit, Fault, Habit, Header, Served, Slow, Text

HOME, ALL = "index.html", "*.html"
OFFICE = "ادارهٔ کل نمونهٔ استان بوشهر"
SERVICES = tuple(str(10011001100 + i) for i in range(6))
COAST = '<img src="/coast.svg" alt="نقاشی ساحل با نخل و خورشید" width="480" height="240">'
UPDATED = "آخرین به‌روزرسانی: {{today-7}}"
HEAD_END = '<script src="/app.js" defer></script>'
MAIN_END = "</main>"
NEWS = (5, 13, 27, 48)  # days since each of the news
OWN_LINK = '<p class="actions"><a class="button" href="/services/">فهرست خدمات</a></p>'
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _policy(old: str, new: str) -> Header:
    """Return a fault of the policy."""
    assert old in POLICY, old
    return Header("Content-Security-Policy", POLICY.replace(old, new))


def _from(source: str) -> Header:
    """Return a policy that lets pages load from somewhere else, so that the browser asks for it."""
    return _policy("default-src 'self'", f"default-src 'self' {source}")


def _home(html: str) -> Text:
    """Return something more at the end of the first page's main part."""
    return Text(HOME, MAIN_END, html + "\n" + MAIN_END)


def _head(html: str) -> Text:
    """Return something more in the first page's head."""
    return Text(HOME, HEAD_END, HEAD_END + "\n" + html)


def _script(code: str) -> Text:
    """Return something more in the script of every page."""
    return Text("app.js", '"use strict";', '"use strict";\n' + code)


def _without(address: str, title: str) -> tuple[Edit, ...]:
    """Return a website without a page: no link to it, not in the map, not found."""
    return (
        Text(ALL, f'<li><a href="{address}">{title}</a></li>', ""),
        Text("sitemap.xml", f"<url><loc>{{{{base}}}}{address}</loc></url>", ""),
        Served(address, 404),
    )


def _without_service(number: str, title: str, form: str) -> tuple[Edit, ...]:
    """Return a website that does not know a service."""
    shown = number.translate(_PERSIAN)
    entry = f'<a href="/services/{number}/">{title}</a> <span class="id">شناسهٔ خدمت: {shown}</span>'
    return (
        *_without(f"/services/{number}/", title),
        *_without(f"/cards/{number}/", f"شناسنامهٔ خدمت: {title}"),
        *_without(f"/start/{number}/", f"شروع خدمت: {title}"),
        Text("services/index.html", f"<li>{entry}</li>", ""),
        Cut("forms/index.html", f'<section>\n<h2 id="{form}">', MAIN_END),
    )


def _dates(wrong: dict[str, str]) -> tuple[Edit, ...]:
    """Return other dates for all news, wherever they are told."""
    return tuple(Text(ALL, old, new) for old, new in wrong.items())


def _other(address: str, kind: str, body: bytes, *more: tuple[str, str]) -> Served:
    """Return a file that another host serves, to whoever asks."""
    return Served(address, 200, (("Content-Type", kind), ("Access-Control-Allow-Origin", "*"), *more), lambda: body)


def _login(action: str) -> str:
    """Return a form for people with a password."""
    return (
        f'<form class="form" action="{action}" method="post">\n'
        '  <p><label for="user">نام کاربری</label>\n'
        '  <input id="user" name="user" autocomplete="username"></p>\n'
        '  <p><label for="password">گذرواژه</label>\n'
        '  <input id="password" name="password" type="password" autocomplete="current-password"></p>\n'
        '  <p><button type="submit">ورود</button></p>\n'
        "</form>"
    )


@lru_cache(maxsize=1)
def _photo() -> bytes:
    """Return a true PNG of 3 MB, twice as wide as high, of points that nothing can make smaller."""
    chance = random.Random(1405)
    rows = b"".join(b"\0" + chance.randbytes(4320) for _row in range(720))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1440, 720, 8, 2, 0, 0, 0)
    pixels = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PERSIAN = (
    Fault(
        "lang-english",
        "FA-01",
        "صفحه خود را انگلیسی می‌خواند",
        (Text(ALL, '<html lang="fa"', '<html lang="en"'),),
    ),
    Fault("lang-missing", "FA-01", "صفحه زبان ندارد", (Text(ALL, ' lang="fa"', ""),), also=("A11Y-01",)),
    Fault(
        "left-to-right",
        "FA-02",
        "صفحه از چپ چیده می‌شود",
        (Text(ALL, '<html lang="fa" dir="rtl">', '<html lang="fa">'),),
    ),
    Fault(
        "left-to-right-by-style",
        "FA-02",
        "سبک، جهت را برمی‌گرداند",
        (Text("style.css", "body {", "html,\nbody {\n  direction: ltr;"),),
    ),
    Fault(
        "charset-undeclared",
        "FA-03",
        "نه سرآیند و نه صفحه کدگذاری را نمی‌گوید",
        (Text(ALL, '<meta charset="utf-8">\n', ""), Header("Content-Type", "text/html", "*/")),
    ),
    Fault(
        "charset-broken-bytes",
        "FA-03",
        "بایت‌هایی که UTF-8 نیست",
        (Text(HOME, "به تارنمای", "\udcc8\udce5 تارنمای"),),
        also=("FA-07",),
    ),
    Fault(
        "arabic-yeh",
        "FA-04",
        "«ي» عربی در پایین همهٔ صفحه‌ها",
        (Text(ALL, "محتوای این تارنما برای آزمایش", "محتواي اين تارنما براي آزمايش"),),
    ),
    Fault(
        "arabic-kaf", "FA-04", "«ك» عربی در پایین همهٔ صفحه‌ها", (Text(ALL, "هیچ کارکرد واقعی", "هیچ كاركرد واقعی"),)
    ),
    Fault("latin-digits", "FA-05", "تاریخ با رقم لاتین در همهٔ صفحه‌ها", (Text(ALL, "{{today-7}}", "{{latin-7}}"),)),
    Fault("arabic-digits", "FA-05", "تاریخ با رقم عربی در همهٔ صفحه‌ها", (Text(ALL, "{{today-7}}", "{{arabic-7}}"),)),
    Fault(
        "latin-digits-of-ids",
        "FA-05",
        "شناسهٔ خدمات با رقم لاتین",
        tuple(Text(ALL, number.translate(_PERSIAN), number) for number in SERVICES),
    ),
    Fault(
        "gregorian-by-name",
        "FA-06",
        "تاریخ میلادی با نام ماه",
        (_home("<p>این طرح از ۱۵ نوامبر ۲۰۲۶ آغاز شده است.</p>"),),
    ),
    Fault("gregorian-by-number", "FA-06", "تاریخ میلادی با رقم", (_home("<p>مهلت ثبت‌نام: ۲۰۲۶/۱۲/۳۱</p>"),)),
    Fault(
        "presentation-forms",
        "FA-07",
        "متن رونوشت‌شده از PDF با شکل‌های نمایشی",
        (Text("sla/index.html", "با کیفیت یکسان", "با ﮐﯿﻔﯿﺖ ﯾﮑﺴﺎﻥ"),),
    ),
    Fault(
        "replacement-characters",
        "FA-07",
        "نویسهٔ خراب به جای حرف",
        (_home("<p>همراهان گرام\ufffd، خوش آمد\ufffdد.</p>"),),
    ),
    Fault("space-after-mi", "FA-08", "«می شود» با فاصلهٔ کامل", (Text(ALL, "می\u200c", "می "),)),
    Fault("space-before-ha", "FA-08", "«صفحه ها» با فاصلهٔ کامل", (Text(ALL, "\u200cها", " ها"),)),
    Fault(
        "font-of-the-system",
        "FA-09",
        "قلم فارسی از تارنما نمی‌آید",
        (
            Text("style.css", "font-family: Vazirmatn, Tahoma, sans-serif;", "font-family: Arial, sans-serif;"),
            Cut(ALL, '<link rel="preload"', '<link rel="stylesheet"'),
        ),
    ),
    Fault(
        "letters-apart",
        "FA-09",
        "فاصلهٔ حروف، حروف را از هم جدا می‌کند",
        (Text("style.css", "letter-spacing: 0;", "letter-spacing: 0.08em;"),),
    ),
    Fault(
        "english-unmarked",
        "FA-10",
        "متن انگلیسی بدون lang",
        (Text("accessibility/index.html", '<span lang="en" dir="ltr">', '<span dir="ltr">'),),
    ),
    Fault(
        "english-welcome-unmarked",
        "FA-10",
        "خوشامد انگلیسی بدون lang",
        (_home('<p dir="ltr">Welcome to the website of our provincial office in Bushehr</p>'),),
    ),
)

CONTENT = (
    Fault(
        "contact-without-postcode",
        "CNT-01",
        "صفحهٔ تماس کد پستی ندارد",
        (Cut("contact/index.html", "  <div><dt>کد پستی", "  <div><dt>تلفن"),),
    ),
    Fault(
        "contact-without-phone",
        "CNT-01",
        "صفحهٔ تماس تلفن ندارد",
        (Cut("contact/index.html", "  <div><dt>تلفن", "  <div><dt>پست الکترونیکی"),),
    ),
    Fault(
        "contact-at-gmail",
        "CNT-01",
        "رایانامهٔ اداره رسمی نیست",
        (Text("contact/index.html", "info@nemuneh-bushehr.gov.ir", "bushehr.office@gmail.com"),),
    ),
    Fault(
        "contact-without-address",
        "CNT-01",
        "صفحهٔ تماس نشانی پستی ندارد",
        (Cut("contact/index.html", "  <div><dt>نشانی پستی", "  <div><dt>کد پستی"),),
    ),
    Fault("contact-missing", "CNT-01", "صفحهٔ تماس نیست", _without("/contact/", "تماس با ما")),
    Fault(
        "services-without-ids",
        "CNT-02",
        "فهرست خدمات شناسه ندارد",
        tuple(
            Text("services/index.html", f' <span class="id">شناسهٔ خدمت: {n.translate(_PERSIAN)}</span>', "")
            for n in SERVICES
        ),
    ),
    Fault(
        "services-missing",
        "CNT-02",
        "فهرست خدمات نیست",
        (
            *_without("/services/", "خدمات"),
            Text(HOME, OWN_LINK, ""),
            Text("404.html", '<li><a href="/services/">فهرست خدمات</a></li>', ""),
        ),
    ),
    Fault(
        "service-without-cost",
        "CNT-03",
        "هزینهٔ یک خدمت گفته نشده است",
        (
            Cut(
                "services/10011001100/index.html",
                '<section class="field">\n<h2>هزینه',
                '<section class="field">\n<h2>زمان',
            ),
        ),
    ),
    Fault(
        "service-without-documents",
        "CNT-03",
        "مدارک یک خدمت گفته نشده است",
        (
            Cut(
                "services/10011001101/index.html",
                '<section class="field">\n<h2>مدارک',
                '<section class="field">\n<h2>هزینه',
            ),
        ),
    ),
    Fault(
        "service-without-laws",
        "CNT-03",
        "قوانین یک خدمت گفته نشده است",
        (
            Cut(
                "services/10011001102/index.html",
                '<section class="field">\n<h2>قوانین',
                '<section class="field">\n<h2>فرم',
            ),
        ),
    ),
    Fault(
        "service-without-time",
        "CNT-03",
        "زمان یک خدمت گفته نشده است",
        (
            Cut(
                "services/10011001103/index.html",
                '<section class="field">\n<h2>زمان',
                '<section class="field">\n<h2>قوانین',
            ),
        ),
    ),
    Fault(
        "service-absent",
        "CNT-04",
        "یک خدمت مصوب در تارنما نیست",
        _without_service("10011001105", "صدور گواهی گذراندن دوره", "certificate"),
    ),
    Fault(
        "service-without-start",
        "CNT-05",
        "صفحهٔ یک خدمت پیوند شروع ندارد",
        (Cut("services/10011001104/index.html", '<a class="button" href="/start/', '<a class="button plain"'),),
    ),
    Fault(
        "start-dead",
        "CNT-05",
        "پیوند شروع یک خدمت باز نمی‌شود",
        (Served("/start/10011001101/", 404),),
        also=("LNK-01",),
    ),
    Fault(
        "start-fails", "CNT-05", "سامانهٔ یک خدمت خطا می‌دهد", (Served("/start/10011001103/", 500),), also=("LNK-01",)
    ),
    Fault("level-statement-missing", "CNT-06", "توافق‌نامهٔ سطح خدمت نیست", _without("/sla/", "توافق‌نامهٔ سطح خدمت")),
    Fault(
        "level-statement-empty",
        "CNT-06",
        "صفحهٔ توافق‌نامه خالی است",
        (Cut("sla/index.html", "<p>اداره در این", MAIN_END),),
    ),
    Fault("privacy-missing", "CNT-07", "بیانیهٔ حریم خصوصی نیست", _without("/privacy/", "حریم خصوصی")),
    Fault(
        "privacy-empty",
        "CNT-07",
        "صفحهٔ حریم خصوصی خالی است",
        (Cut("privacy/index.html", "<p>این بیانیه", MAIN_END, "<p>این صفحه به‌زودی نوشته می‌شود.</p>\n"),),
    ),
    Fault(
        "complaints-missing",
        "CNT-08",
        "راهی برای شکایت نیست",
        (
            *_without("/complaints/", "ثبت شکایت"),
            Text("sla/index.html", '<a href="/complaints/">شکایت از اداره</a>', "شکایت از اداره"),
        ),
    ),
    Fault(
        "complaints-without-form",
        "CNT-08",
        "صفحهٔ شکایت فرم ندارد",
        (Cut("complaints/index.html", '<form class="form"', "<h2>پس از ثبت"),),
    ),
    Fault("survey-missing", "CNT-09", "نظرسنجی نیست", _without("/survey/", "نظرسنجی")),
    Fault(
        "survey-without-form",
        "CNT-09",
        "صفحهٔ نظرسنجی فرم ندارد",
        (Cut("survey/index.html", '<form class="form"', MAIN_END, "<p>اکنون نظرسنجی فعالی در جریان نیست.</p>\n"),),
    ),
    Fault(
        "search-missing", "CNT-10", "تارنما جست‌وجو ندارد", (Cut(ALL, '<form class="search"', '<button class="menu"'),)
    ),
    Fault("search-of-one-yeh", "CNT-10", "جست‌وجو «ي» و «ی» را دو حرف می‌داند", (Habit.LITERAL_SEARCH,)),
    Fault("search-fails", "CNT-10", "جست‌وجو خطا می‌دهد", (Served("/search", 500),)),
    Fault("map-missing", "CNT-11", "نقشهٔ تارنما نیست", _without("/sitemap/", "نقشهٔ تارنما")),
    Fault("questions-missing", "CNT-12", "پرسش‌های پرتکرار نیست", _without("/faq/", "پرسش‌های پرتکرار")),
    Fault(
        "questions-few",
        "CNT-12",
        "سه پرسش بیش‌تر نیست",
        (Cut("faq/index.html", "<details>\n  <summary>هزینهٔ خدمات", MAIN_END),),
    ),
    Fault(
        "news-old",
        "CNT-13",
        "تازه‌ترین خبر هفت ماه پیش است",
        _dates({f"{{{{today-{days}}}}}": f"{{{{today-{days + 205}}}}}" for days in NEWS}),
    ),
    Fault(
        "news-undated",
        "CNT-13",
        "خبرها تاریخ ندارد",
        (
            *_dates({f' <span class="date">{{{{today-{days}}}}}</span>': "" for days in NEWS}),
            Cut("news/*/index.html", '<p class="date">', "<p>"),
        ),
    ),
    Fault(
        "news-missing",
        "CNT-13",
        "صفحهٔ اخبار نیست",
        (
            *_without("/news/", "اخبار"),
            Cut(HOME, "<section>\n<h2>تازه‌ترین اخبار", "<section>\n<h2>سخن برگزیده"),
            Text("news/*/index.html", '<p><a href="/news/">همهٔ اخبار</a></p>\n', ""),
            Text("404.html", '<li><a href="/news/">فهرست اخبار</a></li>', ""),
        ),
    ),
    Fault(
        "managers-missing",
        "CNT-14",
        "ساختار و مدیران معرفی نشده‌اند",
        _without("/organization/", "ساختار سازمانی و مدیران"),
    ),
    Fault(
        "managers-empty",
        "CNT-14",
        "صفحهٔ ساختار و مدیران خالی است",
        (Cut("organization/index.html", "<h2>نمودار", MAIN_END, "<p>این صفحه به‌زودی نوشته می‌شود.</p>\n"),),
    ),
    Fault(
        "portal-unlinked",
        "CNT-15",
        "پیوند پنجرهٔ ملی خدمات نیست",
        (Text(ALL, '<li><a href="https://my.gov.ir">پنجرهٔ ملی خدمات دولت هوشمند</a></li>', ""),),
    ),
    Fault(
        "information-unlinked",
        "CNT-16",
        "پیوند دسترسی آزاد به اطلاعات نیست",
        (Text(ALL, '<li><a href="https://foia.iran.gov.ir">انتشار و دسترسی آزاد به اطلاعات</a></li>', ""),),
    ),
    Fault(
        "updated-unsaid",
        "CNT-17",
        "تاریخ به‌روزرسانی گفته نشده است",
        (Text(ALL, f'<p class="updated">{UPDATED}</p>', ""),),
    ),
    Fault(
        "updated-long-ago",
        "CNT-17",
        "صفحه‌ها پانصد روز پیش به‌روز شده است",
        (Text(ALL, UPDATED, UPDATED.replace("today-7", "today-500")),),
    ),
    Fault(
        "name-not-in-title",
        "CNT-19",
        "عنوان صفحه نام اداره را ندارد",
        (Text(ALL, f" | {OFFICE}</title>", "</title>"),),
    ),
    Fault("emblem-missing", "CNT-19", "سربرگ نشان ندارد", (Cut(ALL, '<img src="/emblem.svg"', "<span>"),)),
)

HEADERS = (
    Fault("policy-missing", "HDR-01", "سرآیند CSP نیست", (Header("Content-Security-Policy", None),)),
    Fault(
        "policy-with-inline",
        "HDR-01",
        "CSP اسکریپت درون صفحه را می‌پذیرد",
        (_policy("default-src 'self'", "default-src 'self' 'unsafe-inline'"),),
    ),
    Fault(
        "policy-with-eval",
        "HDR-01",
        "CSP اجرای متن را می‌پذیرد",
        (_policy("default-src 'self'", "default-src 'self'; script-src 'self' 'unsafe-eval'"),),
    ),
    Fault("scripts-from-anywhere", "HDR-01", "CSP اسکریپت هر میزبانی را می‌پذیرد", (_from("https:"),)),
    Fault("types-guessed", "HDR-02", "nosniff نیست", (Header("X-Content-Type-Options", None),)),
    Fault(
        "framed-by-anybody",
        "HDR-03",
        "هر تارنمایی می‌تواند صفحه را در قاب بگذارد",
        (
            Header("X-Frame-Options", None),
            _policy("frame-ancestors 'none'; ", ""),
        ),
    ),
    Fault("referrer-unsaid", "HDR-04", "سیاست ارجاع گفته نشده است", (Header("Referrer-Policy", None),)),
    Fault("referrer-whole", "HDR-04", "نشانی کامل به همه گفته می‌شود", (Header("Referrer-Policy", "unsafe-url"),)),
    Fault("cookie-bare", "HDR-05", "کوکی بدون هیچ ویژگی", (Header("Set-Cookie", "session=a1b2c3; Path=/", "*/"),)),
    Fault(
        "cookie-for-scripts",
        "HDR-05",
        "کوکی بدون HttpOnly",
        (Header("Set-Cookie", "session=a1b2c3; Path=/; Secure; SameSite=Lax", "*/"),),
    ),
    Fault(
        "cookie-for-all-sites",
        "HDR-05",
        "کوکی بدون SameSite",
        (Header("Set-Cookie", "session=a1b2c3; Path=/; Secure; HttpOnly", "*/"),),
    ),
    Fault("server-version", "HDR-06", "نسخهٔ کارساز فاش است", (Header("Server", "nginx/1.18.0 (Ubuntu)"),)),
    Fault("language-version", "HDR-06", "نسخهٔ PHP فاش است", (Header("X-Powered-By", "PHP/7.4.3"),)),
    Fault(
        "foreign-script-unsealed",
        "HDR-07",
        "اسکریپت بیرونی بدون integrity",
        (
            _head('<script src="{{elsewhere}}/other.js" defer></script>'),
            _other("/other.js", "text/javascript; charset=utf-8", b'"use strict";\n'),
            _from("{{elsewhere}}"),
        ),
        also=("PRV-01",),
    ),
    Fault(
        "no-transport-security", "TLS-06", "سرآیند HSTS نیست", (Header("Strict-Transport-Security", None),), tls=True
    ),
    Fault(
        "short-transport-security",
        "TLS-06",
        "HSTS یک‌روزه است",
        (Header("Strict-Transport-Security", "max-age=86400"),),
        tls=True,
    ),
    Fault(
        "insecure-style",  # an insecure picture would not do: browsers ask for it over https by themselves
        "TLS-07",
        "سبک ناامن در صفحهٔ امن",
        (
            _head('<link rel="stylesheet" href="http://{{host}}/other.css">'),
            _from("http://{{host}}"),
        ),
        also=("PRF-05", "HDR-07"),
        tls=True,
    ),
    Fault(
        "insecure-script",
        "TLS-07",
        "اسکریپت ناامن در صفحهٔ امن",
        (
            _head('<script src="http://{{host}}/other.js" defer></script>'),
            _from("http://{{host}}"),
        ),
        also=("PRF-05", "HDR-07"),
        tls=True,
    ),
)

PRIVACY = (
    Fault(
        "foreign-picture",
        "PRV-01",
        "تصویر از میزبان دیگر",
        (
            _home('<img src="{{elsewhere}}/coast.svg" alt="ساحل" width="480" height="240">'),
            _from("{{elsewhere}}"),
        ),
    ),
    Fault(
        "foreign-style",
        "PRV-01",
        "سبک از میزبان دیگر",
        (
            _head('<link rel="stylesheet" href="{{elsewhere}}/other.css">'),
            _other("/other.css", "text/css; charset=utf-8", b"blockquote { margin: 0 }\n"),
            _from("{{elsewhere}}"),
        ),
        also=("HDR-07", "PRF-05"),  # axe reads foreign styles itself, which the policy forbids
    ),
    Fault(
        "google-fonts",
        "PRV-02",
        "قلم از گوگل",
        (
            _head('<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Vazirmatn">'),
            _from("https://fonts.googleapis.com"),
        ),
        also=("PRV-01", "HDR-07", "PRF-05"),
    ),
    Fault(
        "google-analytics",
        "PRV-02",
        "آمارگیر گوگل",
        (
            _head('<script src="https://www.google-analytics.com/analytics.js" async></script>'),
            _from("https://www.google-analytics.com"),
        ),
        also=("PRV-01", "HDR-07", "PRF-05"),
    ),
    Fault(
        "foreign-library",
        "PRV-02",
        "کتابخانه از CDN خارجی",
        (
            _head(
                '<script src="https://cdn.jsdelivr.net/npm/jquery@3.7.1/dist/jquery.min.js" defer crossorigin="anonymous" '
                'integrity="sha384-1H217gwSVyLSIfaLxHbE7dRb3v4mYCKbpQvzx0cegeju1MVsGrX5xXxAvs/HgeFs"></script>'
            ),
            _from("https://cdn.jsdelivr.net"),
        ),
        also=("PRV-01", "PRF-05"),
    ),
    Fault(
        "foreign-cookie",
        "PRV-03",
        "تصویر میزبان دیگر کوکی می‌گذارد",
        (
            _home('<img src="{{elsewhere}}/dot.svg" alt="" width="24" height="24">'),
            _other(
                "/dot.svg",
                "image/svg+xml",
                b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
                ("Set-Cookie", "visitor=a1b2c3; Path=/; Secure; HttpOnly; SameSite=None"),
            ),
            _from("{{elsewhere}}"),
        ),
        also=("PRV-01",),
    ),
    Fault(
        "password-in-the-clear", "PRV-04", "گذرواژه با http فرستاده می‌شود", (_home(_login("http://{{host}}/login")),)
    ),
    Fault(
        "password-to-others",
        "PRV-04",
        "گذرواژه به تارنمای دیگر فرستاده می‌شود",
        (_home(_login("https://login.example/")),),
    ),
)

ACCESS = (
    Fault(
        "picture-without-text",
        "A11Y-01",
        "تصویر متن جایگزین ندارد",
        (Text(HOME, COAST, COAST.replace(' alt="نقاشی ساحل با نخل و خورشید"', "")),),
    ),
    Fault(
        "pale-text",
        "A11Y-01",
        "رنگ متن با زمینه تضاد کافی ندارد",
        (Text("style.css", "--ink: #1c2530", "--ink: #a4afba"),),
    ),
    Fault(
        "pale-links",
        "A11Y-01",
        "رنگ پیوند‌ها با زمینه تضاد کافی ندارد",
        (Text("style.css", "a {\n  color: var(--accent);", "a {\n  color: #84b3af;"),),
    ),
    # axe takes joined Persian letters for icons and leaves such texts out, unless it is kept from that
    Fault(
        "pale-dates",
        "A11Y-01",
        "رنگ تاریخ‌ها با زمینه تضاد کافی ندارد",
        (Text("style.css", "--soft: #4a5663", "--soft: #b4bec8"),),
    ),
    Fault(
        "field-without-label", "A11Y-01", "خانهٔ جست‌وجو برچسب ندارد", (Text(ALL, '<label for="q">جست‌وجو</label>', ""),)
    ),
    Fault(
        "link-without-words",
        "A11Y-01",
        "پیوند بی‌نام",
        (_home('<p class="actions"><a class="button" href="/faq/"></a></p>'),),
    ),
    Fault("button-without-words", "A11Y-01", "دکمهٔ بی‌نام", (_home('<p><button type="button"></button></p>'),)),
    Fault(
        "small-targets",
        "A11Y-02",
        "پیوند‌های پایین صفحه ریز و روی هم چیده است",
        (
            Text(
                "style.css",
                ".cards {\n",
                ".end ul {\n  display: block;\n  font-size: 0.7rem;\n}\n\n.end li {\n  margin: 0;\n}\n\n.end li a {\n  min-block-size: 0;\n  line-height: 1.3;\n}\n\n.cards {\n",
            ),
        ),
    ),
    Fault(
        "zoom-blocked",
        "A11Y-03",
        "بزرگ‌نمایی بسته است",
        (Text(ALL, "initial-scale=1", "initial-scale=1, user-scalable=no"),),
    ),
    Fault(
        "zoom-limited",
        "A11Y-03",
        "بزرگ‌نمایی محدود است",
        (Text(ALL, "initial-scale=1", "initial-scale=1, maximum-scale=1"),),
    ),
    Fault(
        "main-missing",
        "A11Y-04",
        "ناحیهٔ main نیست",
        (
            Text(ALL, '<main id="main" tabindex="-1">', '<div id="main" tabindex="-1">'),
            Text(ALL, MAIN_END, "</div>"),
            Text("style.css", "\nmain {", "\n#main {"),
        ),
    ),
    Fault(
        "heading-missing",
        "A11Y-04",
        "صفحه سرتیتر اصلی ندارد",
        (Text(HOME, "<h1>صفحهٔ نخست</h1>", "<p>صفحهٔ نخست</p>"),),
    ),
    Fault(
        "headings-two",
        "A11Y-04",
        "صفحه دو سرتیتر اصلی دارد",
        (Text(HOME, "<h2>خدمات برخط</h2>", "<h1>خدمات برخط</h1>"),),
    ),
    Fault(
        "headings-skip",
        "A11Y-04",
        "سرتیتر‌ها پشت سر هم نیست",
        (Text(HOME, "<h2>تازه‌ترین اخبار</h2>", "<h4>تازه‌ترین اخبار</h4>"),),
    ),
    Fault(
        "skip-link-missing",
        "A11Y-04",
        "پیوند پرش نیست",
        (Text(ALL, '<a class="skip" href="#main">پرش به محتوای اصلی</a>\n', ""),),
    ),
    Fault(
        "focus-unseen",
        "A11Y-05",
        "جای تمرکز دیده نمی‌شود",
        (Text("style.css", "outline: 3px solid var(--focus);", "outline: none;"),),
    ),
    Fault(
        "focus-stuck",
        "A11Y-05",
        "تمرکز در خانهٔ جست‌وجو گیر می‌کند",
        (
            _script(
                'document.addEventListener("keydown", (event) => {\n'
                '  if (event.key === "Tab" && document.activeElement.id === "q") event.preventDefault();\n'
                "});"
            ),
        ),
    ),
    Fault(
        "focus-covered",
        "A11Y-05",
        "پایین‌برگ ثابت روی تمرکز را می‌پوشاند",
        (
            Text(
                "style.css",
                ".hero {",
                ".end {\n  position: fixed;\n  inset-inline: 0;\n  inset-block-end: 0;\n  min-block-size: 60vh;\n}\n\n.hero {",
            ),
        ),
    ),
    Fault(
        "width-of-800",
        "A11Y-06",
        "پهنای صفحه ثابت است",
        (Text("style.css", "body {", "body {\n  min-inline-size: 800px;"),),
        also=("MOB-02",),
    ),
    Fault(
        "width-of-340",
        "A11Y-06",
        "صفحه در ۳۲۰ پیکسل جا نمی‌شود",
        (Text("style.css", "body {", "body {\n  min-inline-size: 340px;"),),
    ),
    Fault(
        "accessibility-unstated",
        "A11Y-08",
        "بیانیهٔ دسترس‌پذیری نیست",
        _without("/accessibility/", "بیانیهٔ دسترس‌پذیری"),
    ),
    Fault(
        "viewport-missing",
        "MOB-01",
        "برچسب viewport نیست",
        (Text(ALL, '<meta name="viewport" content="width=device-width, initial-scale=1">\n', ""),),
        also=("MOB-02", "A11Y-06"),
    ),
    Fault(
        "wide-on-phones",
        "MOB-02",
        "صفحه در پهنای گوشی سرریز می‌کند",
        (
            Text(
                "style.css",
                ".hero {",
                "@media (min-width: 350px) and (max-width: 420px) {\n  .hero {\n    min-inline-size: 520px;\n  }\n}\n\n.hero {",
            ),
        ),
    ),
)

WORK = (
    Fault(
        "banner-late",
        "PRF-02",
        "اعلانی دیرتر بالای صفحه می‌نشیند",
        (
            _script(
                'fetch("/notice.txt").then((answer) => answer.text()).then((text) => {\n'
                '  const notice = document.createElement("p");\n'
                '  notice.style.minBlockSize = "20rem";\n'
                "  notice.textContent = text;\n"
                '  document.querySelector("h1").before(notice);\n'
                "});"
            ),
            _other("/notice.txt", "text/plain; charset=utf-8", "ساعت کار اداره تغییر کرده است.".encode()),
            Slow("/notice.txt", 0.9),
        ),
    ),
    Fault(
        "picture-without-size",
        "PRF-02",
        "جای تصویر از پیش معلوم نیست",
        (
            Text(HOME, COAST, ""),
            Text(HOME, "<h1>", COAST.replace(' width="480" height="240"', "") + "\n<h1>"),
            Text("style.css", ".hero img {", "main > img {\n  inline-size: 100%;\n}\n\n.hero img {"),
            Slow("/coast.svg", 0.9),
        ),
    ),
    Fault(
        "picture-heavy",
        "PRF-03",
        "تصویر سه‌مگابایتی",
        (
            Text(HOME, "/coast.svg", "/photo.png"),
            Served("/photo.png", 200, (("Content-Type", "image/png"),), _photo),
        ),
    ),
    Fault("uncompressed", "PRF-04", "پاسخ‌ها فشرده نیست", (Habit.NO_GZIP,)),
    Fault("uncached", "PRF-04", "پرونده‌های ثابت حافظهٔ نهان ندارد", (Header("Cache-Control", None),)),
    Fault("script-breaks", "PRF-05", "اسکریپت از کار می‌افتد", (_script("lightbox.start();"),)),
    Fault(
        "script-complains",
        "PRF-05",
        "اسکریپت در کنسول خطا می‌نویسد",
        (_script('console.error("jquery is missing");'),),
    ),
    Fault(
        "script-forbidden",
        "PRF-05",
        "اسکریپت درون صفحه با CSP بسته می‌شود",
        (_home("<script>const year = 1405;</script>"),),
    ),
    Fault("missing-is-home", "AVL-02", "نشانی ناموجود صفحهٔ نخست را می‌دهد", (Habit.SOFT_404,)),
    Fault("robots-missing", "WEB-01", "robots.txt نیست", (Served("/robots.txt", 404),)),
    Fault(
        "robots-is-a-page",
        "WEB-01",
        "به جای robots.txt صفحه‌ای می‌آید",
        (
            Served(
                "/robots.txt",
                200,
                (("Content-Type", "text/html; charset=utf-8"),),
                lambda: '<!DOCTYPE html>\n<html lang="fa"><title>صفحهٔ نخست</title></html>'.encode(),
            ),
        ),
    ),
    Fault("map-file-missing", "WEB-01", "sitemap.xml نیست", (Served("/sitemap.xml", 404),)),
    Fault("map-file-broken", "WEB-01", "sitemap.xml درست نیست", (Text("sitemap.xml", "</urlset>", ""),)),
    Fault("security-file-missing", "WEB-02", "security.txt نیست", (Served("/.well-known/security.txt", 404),)),
    Fault(
        "security-file-expired",
        "WEB-02",
        "اعتبار security.txt گذشته است",
        (Text(".well-known/security.txt", "{{expires}}", "2024-03-19T00:00:00Z"),),
    ),
    Fault(
        "security-file-without-contact",
        "WEB-02",
        "security.txt راه تماس ندارد",
        (Text(".well-known/security.txt", "Contact: mailto:security@nemuneh-bushehr.gov.ir\n", ""),),
    ),
    Fault(
        "link-mistyped",
        "LNK-01",
        "نشانی یک پیوند در همهٔ صفحه‌ها اشتباه است",
        (Text(ALL, '<a href="/forms/">', '<a href="/form/">'),),
    ),
    Fault(
        "link-broken-everywhere",
        "LNK-01",
        "پیوندی شکسته در پایین همهٔ صفحه‌ها",
        (
            Text(
                ALL,
                '<p class="updated">',
                '<p><a href="/tenders/">مناقصه‌ها و مزایده‌ها</a></p>\n  <p class="updated">',
            ),
        ),
    ),
    Fault("page-fails", "LNK-01", "صفحه‌ای خطا می‌دهد", (Served("/forms/", 500),)),
    Fault(
        "page-turns-in-circles",
        "LNK-01",
        "صفحه‌ای به خودش هدایت می‌شود",
        (Served("/forms/", 302, (("Location", "/forms/"),)),),
    ),
)

FAULTS: list[Fault] = [*PERSIAN, *CONTENT, *HEADERS, *PRIVACY, *ACCESS, *WORK]
