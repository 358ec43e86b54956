"""Letters of headquarters word for word, and that every code has its sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from compliance import language
from compliance.headquarters.intake.verdicts import Flag, Verdict
from compliance.headquarters.keyring import Letter
from compliance.headquarters.roster import Office
from compliance.headquarters.showing import flags, letters, verdicts
from compliance.model.checklist import Text
from compliance.model.filing import Reason
from compliance.model.league import Arrived
from compliance.model.rounds import EvaluationRound, Window

DAY = date(2026, 11, 28)
OFFICE = Office("bushehr-roads", "ادارهٔ کل راه و شهرسازی استان بوشهر", "Roads of Bushehr", "roads", "bushehr", "")
ROUND = EvaluationRound("1405-2", Text("دورهٔ دوم", "Second round"), actual=Window(DAY, DAY + timedelta(days=7)))
UNACCEPTED = """\
پیرو نامهٔ شمارهٔ ۱۴۰۵/ح/۲۱۷ مورخ ۱۴۰۵/۰۷/۰۱، به استحضار می‌رساند پروندهٔ ارسالی به نام آن اداره برای دورهٔ ارزیابی ۱۴۰۵-۲ (دورهٔ دوم) به ستاد مرکزی رسیده، ولی به این دلیل پذیرفته نشده است:

- یکی از فایل‌های مستند همانی نیست که در اظهارنامه آمده است. دیده شد: evidence/a.pdf (evidence-changed)

برای اصلاح: پروندهٔ ارسالی را دوباره با «file» بسازید و پس از آن در آن دست نبرید.

خواهشمند است مقرر فرمایید پروندهٔ ارسالی اصلاح‌شده حداکثر تا پایان روز ۱۴۰۵/۰۹/۱۴ فرستاده شود.
"""
REMINDER = """\
باسمه تعالی

شماره: …………………\x20\x20
تاریخ: ۱۴۰۵/۰۹/۰۷\x20\x20
پیوست: ندارد

**ادارهٔ کل راه و شهرسازی استان بوشهر**

**موضوع: پیگیری پروندهٔ ارسالی خودارزیابی دورهٔ ۱۴۰۵-۲ (دورهٔ دوم)**

با سلام و احترام؛

پیرو نامهٔ شمارهٔ ۱۴۰۵/ح/۲۱۷ مورخ ۱۴۰۵/۰۷/۰۱، به استحضار می‌رساند پروندهٔ ارسالی آن اداره برای دورهٔ ارزیابی ۱۴۰۵-۲ (دورهٔ دوم) تا این تاریخ به ستاد مرکزی نرسیده است. خواهشمند است مقرر فرمایید این پروندهٔ ارسالی با دستور «compliance file» مُهر و حداکثر تا پایان روز ۱۴۰۵/۰۹/۱۴ فرستاده شود.

چنانچه آن اداره در این دوره شرکت نمی‌کند، خواهشمند است مراتب را با نامهٔ رسمی اعلام فرمایید. نام دستگاه‌های همکاری‌نکرده و انصراف‌داده، بدون امتیاز، در گزارش دوره درج می‌شود.

با تجدید احترام

**ستاد مرکزی**
"""
OUTCOME = """\
باسمه تعالی

شماره: …………………\x20\x20
تاریخ: ۱۴۰۵/۰۹/۰۷\x20\x20
پیوست: ندارد

**ادارهٔ کل راه و شهرسازی استان بوشهر**

**موضوع: نتیجهٔ بررسی پرونده‌های ارسالی دریافت‌شده**

با سلام و احترام؛

به آگاهی می‌رساند آنچه به نام آن اداره رسیده است در ستاد مرکزی بررسی شد و نتیجه به شرح زیر است:

1. `bushehr-roads.1405-2.zip`
    - دوره: ۱۴۰۵-۲
    - نتیجه: پذیرفته‌نشده
    - دلیل: کلیدی که آن را مُهر کرده باطل شده است، یا در آن زمان اعتبار نداشته است. دیده شد: 0123456789abcdef ۱۴۰۵/۰۹/۰۷ (revoked-key)
    - برای اصلاح: کلید تازه‌ای با «keys rotate» بسازید، فایل معرفی کلید و نامهٔ آن را بفرستید و سپس پروندهٔ ارسالی را دوباره بسازید.
    - اثر انگشت فایل (SHA-256): `abababab abababab abababab abababab abababab abababab abababab abababab`

2. `second.zip`
    - دوره: ۱۴۰۵-۲
    - نتیجه: پذیرفته با تذکر
    - تذکر: مستند این پروندهٔ ارسالی با مستند ادارهٔ دیگری یکی است. دیده شد: evidence/a.pdf (evidence-reused)
    - اقدام لازم: مستند خود اداره را پیوست کنید؛ بخشنامهٔ مشترک می‌تواند بماند.
    - اثر انگشت فایل (SHA-256): `cdcdcdcd cdcdcdcd cdcdcdcd cdcdcdcd cdcdcdcd cdcdcdcd cdcdcdcd cdcdcdcd`

پروندهٔ ارسالی که پذیرفته نشده است تا رفع ایراد و ارسال دوباره به حساب نمی‌آید.

با تجدید احترام

**ستاد مرکزی**
"""


@pytest.fixture(autouse=True)
def _persian() -> None:
    language.use("fa")


def verdict(reason: Reason | None = None, detail: str = "", *flagged: Flag, file: str = "second.zip") -> Verdict:
    status = "rejected" if reason else "flagged" if flagged else "accepted"
    return Verdict(file, "cd" * 32, OFFICE.id, "1405-2", status, reason.value if reason else None, detail, flagged)


def test_a_reminder_word_for_word() -> None:
    assert letters.reminder(OFFICE, ROUND, DAY, Letter("1405/ح/217", "1405/07/01")) == REMINDER


def test_a_reminder_of_a_filing_that_was_not_accepted_says_why_and_how_to_mend_it() -> None:
    came = Arrived("rejected", "evidence-changed", "evidence/a.pdf")
    text = letters.reminder(OFFICE, ROUND, DAY, Letter("1405/ح/217", "1405/07/01"), came)
    assert UNACCEPTED in text


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("close", [None, DAY - timedelta(days=1), DAY])
def test_a_reminder_knows_every_reason(reason: Reason, close: date | None) -> None:
    round_ = ROUND._replace(actual=Window(DAY, close))
    text = letters.reminder(OFFICE, round_, DAY, Letter(), Arrived("rejected", reason, ""))
    assert f"({reason})" in text
    assert "برای اصلاح: " in text
    assert "نرسیده است" not in text


def test_the_letter_on_what_was_sent_word_for_word() -> None:
    turned_away = verdict(Reason.REVOKED_KEY, "0123456789abcdef 2026-11-28")
    first = turned_away._replace(file="in/bushehr-roads.1405-2.zip", sha256="ab" * 32)
    reused = Flag.of("evidence-reused", files=["evidence/a.pdf"], offices=["fars-roads"])
    assert letters.outcome([first, verdict(None, "", reused)], OFFICE, OFFICE.id, DAY) == OUTCOME


@pytest.mark.parametrize(
    ("close", "says"), [(None, "در نخستین فرصت"), (DAY - timedelta(days=1), "بی‌درنگ"), (DAY, "حداکثر تا پایان روز")]
)
def test_a_reminder_says_how_much_time_is_left(close: date | None, says: str) -> None:
    text = letters.reminder(OFFICE, ROUND._replace(actual=Window(DAY, close)), DAY, Letter())
    assert says in text
    assert "پیرو" not in text


SEEN = {
    "self-score": {"checklist": "programme", "system": "", "own": 5000, "computed": None},
    "not-applicable": {"checklist": "award", "system": "s", "share": 3512},
    "contradiction": {
        "pair": "x",
        "system": "",
        "facts": ["a", "b"],
        "says": {"fa": "ناسازگار است.", "en": "They differ."},
    },
    "late": {"close": "1405/09/01"},
    "gap": {"previous": "0" * 64},
    "described": {"fields": ["body", "province"]},
    "ahead": {"sealed": "1405/10/01"},
    "identical": {"offices": ["a", "b"]},
    "evidence-reused": {"offices": ["b"], "files": ["evidence/a"]},
    "jump": {"checklist": "programme", "system": "", "before": 4500, "now": 8025, "round": "1405-1"},
    "older": {},
}


def test_every_flag_has_an_example_here() -> None:
    assert set(SEEN) == set(flags.WORDS)


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("code", SEEN)
def test_every_flag_says_what_was_seen_and_what_to_do(code: str, lang: str) -> None:
    language.use(lang)
    (one,) = flags.told([Flag.of(code, **SEEN[code])])
    assert one.sentence
    assert one.mend
    assert "{" not in one.sentence + one.mend
    if lang == "fa":
        assert any("\u0600" <= sign <= "\u06ff" for sign in one.sentence)


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_and_a_cure(reason: Reason, lang: str) -> None:
    language.use(lang)
    for detail in ("", "evidence/a.pdf", "x: some words of English", "0123456789abcdef 2026-11-28", "1405-2 fars"):
        told = verdict(reason, detail if reason is not Reason.REVOKED_KEY or "-11-" in detail or not detail else "")
        assert verdicts.message(told)
        assert verdicts.mend(told)


def test_a_round_that_headquarters_has_not_opened_is_none_of_the_offices_doing() -> None:
    early = verdict(Reason.WRONG_ROUND, "1405-2 (planned)")
    text = letters.outcome([early], OFFICE, OFFICE.id, DAY, [ROUND, ROUND._replace(id="1406-1", actual=Window())])
    assert "ستاد مرکزی هنوز این دوره را باز نکرده است" in text
    assert "ارسال دوباره لازم نیست" in text
    assert "دوره‌هایی که اکنون باز است: ۱۴۰۵-۲ (دورهٔ دوم)، تا پایان روز ۱۴۰۵/۰۹/۱۴" in text
    assert "۱۴۰۶" not in text
    assert "تا رفع ایراد" not in text


def test_a_wrong_round_names_those_that_are_open_and_none_when_there_is_none() -> None:
    wrong = verdict(Reason.WRONG_ROUND, "1404-1")
    assert "دورهٔ کنونی ۱۴۰۵-۲ است" in letters.outcome([wrong], OFFICE, OFFICE.id, DAY)
    closed = ROUND._replace(actual=Window(DAY - timedelta(days=9), DAY - timedelta(days=1)))
    assert "اکنون هیچ دوره‌ای باز نیست" in letters.outcome([wrong], OFFICE, OFFICE.id, DAY, [closed])
    assert "دوره‌هایی که" not in letters.outcome([verdict()], OFFICE, OFFICE.id, DAY, [ROUND])


def test_a_letter_speaks_in_the_name_of_enrolled_offices_alone() -> None:
    one = verdict(Reason.UNKNOWN_OFFICE, "nobody")
    assert "به نام آن اداره" in letters.outcome([one], OFFICE, OFFICE.id, DAY)
    for id_, says in (("", "نام اداره در آن‌ها با اطمینان خوانده نشد"), ("nobody", "اداره‌ای با این شناسه ثبت نشده")):
        text = letters.outcome([one], None, id_, DAY)
        assert says in text
        assert "آن اداره" not in text
        assert "**nobody**" not in text


def test_the_letter_on_an_unsealed_filing_says_what_to_do() -> None:
    text = letters.outcome([verdict()._replace(status="unsigned")], OFFICE, OFFICE.id, DAY)
    assert "keys new" in text
    assert "enrolment.json" in text


SEEN_AND_EXPECTED = {
    (Reason.BAD_JSON, "line 3, column 17"): "سطر ۳، ستون ۱۷",
    (Reason.BAD_JSON, "the key 'round' twice"): "کلیدواژهٔ round دو بار",
    (Reason.SCHEMA, "$.values[3].count: -1 is less than the minimum of 0"): "-1 در values[3].count؛ انتظار: حداقل ۰",
    (Reason.SCHEMA, "$: Additional properties are not allowed ('extra' was unexpected)"): "کلیدواژهٔ ناشناختهٔ extra؛",
    (Reason.TOO_LARGE, "1090519040/1082130432 bytes"): "۱۰۴۰ مگابایت؛ انتظار: حداکثر ۱۰۳۲ مگابایت",
    (Reason.TOO_LARGE, "declaration.json 9/8 bytes"): "بخش declaration.json با حجم ۹ بایت؛ انتظار: حداکثر ۸ بایت",
    (Reason.TOO_LARGE, "2001/2000 parts"): "۲۰۰۱ بخش؛ انتظار: حداکثر ۲۰۰۰ بخش",
    (Reason.PATH_ESCAPE, "ELOOP"): "پیوندی به یک فایل",
}


@pytest.mark.parametrize(("reason", "detail"), SEEN_AND_EXPECTED)
def test_a_refusal_says_what_was_seen_and_what_is_expected(reason: Reason, detail: str) -> None:
    assert SEEN_AND_EXPECTED[reason, detail] in verdicts.message(verdict(reason, detail))


def test_what_headquarters_can_cure_is_said_at_the_end_of_a_collection() -> None:
    tally = verdicts.Tally()
    for reason in (Reason.WRONG_ROUND, Reason.UNKNOWN_KEY, Reason.BAD_JSON):
        tally.add(verdict(reason, "x"))
    said = tally.sheet().render("plain", 100)
    assert "hq quarantine STORE --again" in said
    assert "، ۲ فایل پس از" in said


def test_figures_are_those_of_people() -> None:
    (one,) = flags.told([Flag.of("jump", **SEEN["jump"])])
    assert "از ۴۵ در دورهٔ ۱۴۰۵-۱ به ۸۰٫۲۵" in one.sentence


def test_a_file_name_cannot_write_into_the_letter() -> None:
    odd = verdict(Reason.NOT_A_ZIP, file="in/a`**x**`\n# Heading [link](http://x).zip")
    text = letters.outcome([odd], None, "", DAY)
    assert "\n# Heading" not in text
    assert text.count("`") % 2 == 0
