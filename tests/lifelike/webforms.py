"""An invented office on ASP.NET: one form around each page, tables, no landmarks, a menu of 200 links, a calendar."""

from __future__ import annotations

from compliance.model.scan import State
from compliance.persian.letters import persian_digits
from tests.lifelike.serving import FIELDS, PROMISES, SERVICES, Asking, Lifelike, Reply, day, link

GOOD, BAD, UNSEEN, PERSON = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON
_STATE = "/wEPDwUKMTY1NDU2MTA1MmRk" * 40
TABS = {
    20: "ميز خدمت", 21: "فهرست خدمات", 40: "تماس با ما", 41: "سوالات متداول", 42: "ساختار سازماني",
    43: "شکايات و انتقادات", 44: "نظر سنجي", 45: "توافقنامه سطح خدمات (SLA)", 46: "بيانيه حريم خصوصي",
    47: "نقشه سايت", 50: "اخبار",
}  # fmt: skip
TOWNS = ("گناوه", "ديلم", "دشتي", "دشتستان", "تنگستان", "جم", "دير", "کنگان", "عسلويه", "بوشهر")
DUTIES = ("خدمات فني", "خدمات رفاهي", "معرفي", "گالري", "آمار", "قوانين", "بخشنامه", "طرح", "مناقصه", "خدمات پژوهشي")


def _menu() -> str:
    groups = []
    for number, duty in enumerate(DUTIES):
        inner = "".join(
            f"<li>{link(f'Home.aspx?tabid={1000 + 20 * number + place}', f'{duty} {town}')}</li>"
            for place, town in enumerate(TOWNS * 2)
        )
        groups.append(f"<li>{link('#', duty)}<ul>{inner}</ul></li>")
    own = "".join(f"<li>{link(f'Page.aspx?tabid={tab}', text)}</li>" for tab, text in TABS.items())
    return f'<ul class="rmRootGroup">{"".join(groups)}{own}</ul>'


def _calendar(year: int, month: int) -> str:
    days = "".join(f"<td>{link(f'Events.aspx?tabid=60&amp;d={year}-{month}-{n}', str(n))}</td>" for n in range(1, 30))
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    onward = link(f"Events.aspx?tabid=60&amp;y={after[0]}&amp;m={after[1]}", "ماه بعد &gt;&gt;")
    return f"<table><tr><td>{onward}</td></tr><tr>{days}</tr></table>"


def _page(title: str, inside: str, address: str, year: int = 1405, month: int = 9) -> str:
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en-US"><head><title>{title} - اداره کل نمونه استان بوشهر</title></head>
<body dir="rtl"><form name="Form" method="post" action="{address}" id="Form">
<div><input type="hidden" name="__VIEWSTATE" value="{_STATE}"><input type="hidden" name="__EVENTTARGET" value=""></div>
<table width="1000" align="center"><tr><td id="dnn_LogoPane"><a id="dnn_dnnLOGO_hypLogo" href="/Portal/Home.aspx?tabid=1">
<img id="dnn_dnnLOGO_imgLogo" src="/logo.gif" alt="اداره کل نمونه استان بوشهر"></a></td>
<td><input name="dnn$dnnSEARCH$txtSearch" type="text" id="dnn_dnnSEARCH_txtSearch">
<a href="javascript:__doPostBack('dnn$dnnSEARCH$cmdSearch','')">جستجو</a></td>
<td>{link("/en/Home.aspx", "English")}</td></tr>
<tr><td width="220" valign="top">{_menu()}{_calendar(year, month)}</td><td valign="top" id="dnn_ContentPane">{inside}</td></tr>
<tr><td colspan="3">{link("https://my.gov.ir/", '<img src="/my.png" alt="پنجره ملي خدمات دولت هوشمند">')}
تلفن گويا: 07733330000 <br>آخرين به روز رساني: {day(2)}
<span>Copyright 2026 by Sample Office of Bushehr, All Rights Reserved</span></td></tr></table></form></body></html>"""


def _services() -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td>{title}</td><td>{persian_digits(id_)}</td>"
        f"<td>{link(f'Service.aspx?tabid=22&amp;id={n}', 'مشاهده')}</td></tr>"
        for n, (id_, title) in enumerate(SERVICES.items(), 1)
    )
    return f"<table><tr><th>رديف</th><th>عنوان</th><th>شناسه خدمت</th><th>جزييات</th></tr>{rows}</table>"


def _service(number: int) -> str:
    id_, title = list(SERVICES.items())[number - 1]
    rows = "".join(f"<tr><td>{label}</td><td>{said}</td></tr>" for label, said in FIELDS.items())
    start = link(f"https://my.gov.ir/service/{number}", "ورود به سامانه")
    return f"<span class='Head'>{title}</span><table><tr><td>شناسه خدمت</td><td>{id_}</td></tr>{rows}</table>{start}"


def _news() -> str:
    heads = (
        "ديدار مديرکل با مردم شهرستان",
        "برگزاري دوره آموزشي کارکنان",
        "بازديد معاون از اداره دير",
        "اطلاعيه جذب کارآموز",
    )
    return "".join(
        f"<div class='item'><span>{head}</span> <span>{day(3 + 9 * n)}</span> متن خبر در اينجا مي آيد و کاربران مي توانند آن را "
        f"بخوانند. {link(f'News.aspx?tabid=51&amp;id={n}', 'ادامه مطلب ...')}</div>"
        for n, head in enumerate(heads)
    )


def _captcha(fields: str) -> str:
    return f"{fields}<img src='/captcha.ashx' alt=''><input type='text' name='dnn$captcha'><input type='submit' value='ارسال'>"


def _inside(tab: int) -> str | None:
    questions = "".join(
        f"<a href=\"javascript:__doPostBack('faq{n}','')\">{n}- براي دريافت مجوز شماره {n} چه بايد کرد؟</a><div>پاسخ شماره {n} در ميز خدمت آمده است.</div>"
        for n in range(1, 13)
    )
    posts = ("مديرکل", "معاون فني", "معاون اداري", "رييس حراست")
    chart = "".join(
        f"<tr><td>{post}</td><td>نام نمونه {n}</td><td>0773333000{n}</td></tr>" for n, post in enumerate(posts)
    )
    tree = "".join(f"<li>{link(f'Page.aspx?tabid={tab}', text)}</li>" for tab, text in TABS.items())
    own: dict[int, str] = {
        20: f"<p>شهروندان گرامي مي توانند از خدمات زير استفاده کنند.</p>{_services()}",
        21: _services(),
        40: "<p>آدرس: بوشهر، خيابان نمونه، پلاک ۱</p><p>کد پستي: 7514612345</p><p>تلفن: 077-33330000</p><p>ايميل: info[at]namuneh.gov.ir</p>",
        41: questions,
        42: f"<p>معرفي مديران اداره کل نمونه استان بوشهر به همراه شماره تماس مستقيم آنان</p><table>{chart}</table>",
        43: _captcha("<span>متن شکايت</span><textarea name='dnn$txt'></textarea>"),
        44: _captcha("<span>رضايت شما از تارنما؟</span><input type='radio' name='p' value='1'>خوب<input type='radio' name='p' value='2'>بد"),
        45: f"<p>براي دريافت فايل اينجا کليک کنيد</p>{link('/Portals/0/sla.pdf', 'دانلود')}",
        46: f"<p>{PROMISES}</p>",
        47: f"<ul id='sitemap'>{tree}</ul>",
        50: _news(),
    }  # fmt: skip
    return own.get(tab)


def _answer(asked: Asking) -> Reply:
    path, tab = asked.path, asked.query.get("tabid", "")
    if path == "/":
        return Reply("", 302, {"Location": "/Portal/Home.aspx?tabid=1", "Content-Length": "0"})
    if path == "/robots.txt":
        return Reply(
            "User-agent: *\r\nDisallow: /admin/\r\nDisallow: /*.axd$\r\n", headers={"Content-Type": "text/plain"}
        )
    if path == "/Portals/0/sla.pdf":
        return Reply(b"%PDF-1.4 invented", headers={"Content-Type": "application/pdf"})
    if path == "/en/Home.aspx":
        words = (
            "This office serves the people of Bushehr province and answers their requests within five working days. "
        )
        return Reply(
            f"<html lang='en'><head><title>Sample office</title></head><body><h1>Sample office</h1><p>{words * 3}</p></body></html>"
        )
    address = f"{path.rpartition('/')[2]}?tabid={tab}"
    if path == "/Portal/Home.aspx" and tab == "1":
        return Reply(_page("صفحه اصلي", f"<marquee>به تارنماي اداره خوش آمديد</marquee>{_news()}", address))
    if path == "/Portal/Home.aspx":
        return Reply(_page("زيرصفحه", f"<p>اين بخش به زودي تکميل مي شود. ({tab})</p>", address))
    if path == "/Portal/Service.aspx":
        return Reply(_page("خدمت", _service(int(asked.query.get("id", "1"))), address))
    if path == "/Portal/Events.aspx":
        shown = int(asked.query.get("y", "1405")), int(asked.query.get("m", "9"))
        return Reply(_page("رويداد", "<p>رويدادي براي اين روز ثبت نشده است.</p>", address, *shown))
    if path == "/Portal/News.aspx":
        return Reply(_page("خبر", _news(), address))
    inside = _inside(int(tab)) if path == "/Portal/Page.aspx" and tab.isdecimal() else None
    return Reply(_page("خطا", inside or "<p>صفحه مورد نظر يافت نشد.</p>", address))  # and says 200


SITE = Lifelike(
    "webforms",
    _answer,
    {
        "CNT-01": GOOD, "CNT-02": GOOD, "CNT-03": GOOD, "CNT-04": GOOD,
        "CNT-05": GOOD,  # to another site, which is said and not tried
        "CNT-06": PERSON,  # a page that holds nothing but a file
        "CNT-07": GOOD, "CNT-08": GOOD, "CNT-09": GOOD,
        "CNT-10": UNSEEN,  # a search that only a script sends
        "CNT-11": GOOD, "CNT-12": GOOD, "CNT-13": GOOD, "CNT-14": GOOD, "CNT-15": GOOD,
        "CNT-16": BAD,  # its menu has everything else, and this link is on no page
        "CNT-17": GOOD, "CNT-18": GOOD, "CNT-19": GOOD,
        "A11Y-08": BAD,
        "FA-03": GOOD, "FA-04": BAD, "FA-05": BAD, "FA-06": GOOD, "FA-07": GOOD, "FA-08": BAD, "FA-10": BAD,
        "AVL-02": BAD, "WEB-01": BAD, "WEB-02": BAD,
        "LNK-01": UNSEEN,  # where what is missing answers like what is there, nobody can count broken links
    },
    {
        "FA-01": BAD,  # lang="en-US" above Persian
        "FA-02": GOOD, "A11Y-03": GOOD, "A11Y-04": BAD, "A11Y-06": BAD, "MOB-01": BAD, "MOB-02": BAD, "PRV-04": GOOD,
        "PRV-01": GOOD, "PRF-05": GOOD,
    },
)  # fmt: skip
