"""An invented office whose site is twenty years old: a page that sends on, frames, one byte for a letter, ways up."""

from __future__ import annotations

from compliance.model.scan import State
from tests.lifelike.serving import FIELDS, SERVICES, Asking, Lifelike, Reply, day, link

GOOD, BAD, UNSEEN, PERSON = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON
MENU = {
    "../tamas.htm": "تماس با ما",
    "../khedmat/list.htm": "فهرست خدمات",
    "../akhbar.htm": "اخبار",
    "../FAQ.htm": "سوالات متداول",
}
_OLD = {"Content-Type": "text/html"}  # the page alone says which letters it has


def _page(inside: str, title: str = "اداره کل نمونه استان بوشهر") -> Reply:
    meta = '<META http-equiv="Content-Type" content="text/html; charset=windows-1256">'
    text = f"<HTML><HEAD>{meta}<TITLE>{title}</TITLE></HEAD><BODY dir=rtl><FONT face=Tahoma>{inside}</FONT></BODY></HTML>"
    return Reply(
        text.replace("ی", "ي").replace("\u200c", " ").replace("\u0654", "").encode("windows-1256", "replace"),
        headers=_OLD,
    )


def _service(number: int) -> Reply:
    id_, title = list(SERVICES.items())[number]
    parts = "".join(f"<TR><TD>{label}<TD>{said}" for label, said in FIELDS.items())
    return _page(f"<CENTER>{title} {id_}</CENTER><TABLE border=1>{parts}</TABLE>{link('list.htm', 'بازگشت')}")


def _answer(asked: Asking) -> Reply:
    path = asked.path
    faq = "".join(f"<P><B>{n}- چگونه درخواست {n} را پیگیری کنم؟</B><BR>پاسخ {n}" for n in range(1, 12))
    rows = "".join(
        f"<TR><TD>{title}<TD>{id_}<TD>{link(f'./k{n}.htm', 'شرح')}" for n, (id_, title) in enumerate(SERVICES.items())
    )
    pages = {
        "/": Reply('<html><head><meta http-equiv="refresh" content="0;URL=fa/index.htm"></head><body></body></html>', headers=_OLD),
        "/fa/menu.htm": _page("".join(f"<LI>{link(href, text)}" for href, text in MENU.items()), "menu"),
        "/fa/main.htm": _page(f"<H2>خوش آمدید</H2><P>{day(400)} افتتاح تارنما</P>", "main"),
        "/tamas.htm": _page("آدرس: بوشهر<BR>کدپستی: 7514612345<BR>تلفن: 0773-3330000<BR>info@namuneh.gov.ir"),
        "/akhbar.htm": _page(f"<P>{day(400)} افتتاح تارنما</P>"),
        "/FAQ.htm": _page(faq),
        "/khedmat/list.htm": _page(f"<TABLE>{rows}</TABLE>"),
        **{f"/khedmat/k{n}.htm": _service(n) for n in range(len(SERVICES))},
    }  # fmt: skip
    if path == "/fa/index.htm":
        frames = (
            '<FRAMESET cols="200,*"><FRAME src="menu.htm" name="menu"><FRAME src="./main.htm" name="main"></FRAMESET>'
        )
        return Reply(
            f"<HTML><HEAD><TITLE>به تارنمای اداره کل نمونه استان بوشهر خوش آمدید</TITLE></HEAD>{frames}</HTML>",
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
    found = pages.get(path)
    return found if isinstance(found, Reply) else Reply("<h1>Not Found</h1>", 404)


SITE = Lifelike(
    "frames",
    _answer,
    {
        "CNT-01": GOOD, "CNT-02": GOOD, "CNT-03": GOOD, "CNT-04": GOOD,
        "CNT-05": BAD,  # no start on any page
        "CNT-06": BAD, "CNT-07": BAD, "CNT-08": BAD, "CNT-09": BAD, "CNT-10": BAD, "CNT-11": BAD, "CNT-12": GOOD,
        "CNT-13": BAD,  # a year old
        "CNT-14": BAD, "CNT-15": BAD, "CNT-16": BAD, "CNT-17": BAD,
        "CNT-19": BAD,  # no emblem
        "A11Y-08": BAD, "FA-03": BAD, "FA-04": BAD, "FA-05": BAD, "FA-07": GOOD,
        "AVL-02": GOOD, "WEB-01": BAD, "LNK-01": GOOD,
    },
    {"FA-01": BAD, "MOB-01": BAD, "PRV-04": GOOD, "A11Y-04": BAD},
)  # fmt: skip
