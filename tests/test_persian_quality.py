"""Persian prose as it should be typed raises no alarm; each fault put into it is found; no text is a trap."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.persian import dates, quality
from compliance.persian.letters import ascii_digits

# Each is a defect of compliance/persian/quality.py; whoever mends one takes its line out.
DEFECTS: dict[str, str] = {}
ZWNJ = "\u200c"
SHORT = "این خبر را روابط عمومی اداره منتشر کرده است."
PROSE = (
    "به استناد مادهٔ ۴ راهنمای انتشار خدمات، ادارهٔ کل نمونهٔ استان بوشهر شرح هر خدمت، مدارک لازم، هزینه و زمان "
    "انجام آن را در تارنمای خود منتشر می‌کند و هر سه ماه یک بار بازبینی می‌نماید. متقاضیان می‌توانند از ساعت ۷:۳۰ تا "
    "۱۴:۳۰ با شمارهٔ ۰۷۷-۳۳۳۳۰۰۰۰ تماس بگیرند یا به نشانی info@nemuneh.gov.ir رایانامه بفرستند. هزینهٔ صدور پروانه در "
    "سال ۱۴۰۵ برابر با ۱٬۲۵۰٬۰۰۰ ریال است و درخواست‌هایی که پس از ۲۵ آبان ۱۴۰۵ ثبت شود، نوبت بعد بررسی خواهد شد.",
    "مدیرکل در نشست شورای اداری استان گفت: «از آغاز سال تاکنون ۱۲ هزار و ۴۰۰ پرونده در سامانهٔ جامع تشکیل شده و ۸۷٫۵٪ "
    "آن‌ها بدون مراجعهٔ حضوری به نتیجه رسیده است.» وی افزود که نشانی تازهٔ سامانه https://my.gov.ir/services/12 است و "
    "کاربران با کد ملی خود وارد می‌شوند. این گزارش در تاریخ ۱۴۰۵/۰۸/۲۵ به تصویب رسید؛ متن کامل آن نمی‌تواند بدون ذکر "
    "منبع در رسانه‌ها بازنشر شود. ایام تعطیل رسمی، از جمله پنج‌شنبه‌ها و جمعه‌ها، در محاسبهٔ مهلت‌ها به شمار نمی‌آید.",
    "کارگاه‌های آموزشی رایگان ویژهٔ کارآفرینان روستایی، دوشنبه ۲۵ آبان ماه ۱۴۰۵ با حضور نمایندگان تعاونی‌ها برگزار "
    "می‌گردد. علاقه‌مندان فرم شمارهٔ ۳ را از بخش کاربرگ‌ها دریافت و تا پایان هفته بارگذاری کنند؛ به نسخه‌های ناقص یا "
    "خط‌خورده ترتیب اثر داده نمی‌شود. بهای هر جلد کتاب راهنما ۹۵۰ هزار ریال (با تخفیف ۲۰ درصدی) است. قدیمی‌ترین "
    "اسنادی که نزد بایگانی مانده و مردمی که میراث‌دار آن‌اند، گواه کوشش پیشینیان‌اند و تنها بهای آن‌ها هاله‌ای از احترام است.",
)


def wrong(defect: str, *values: object, name: str | None = None) -> Any:
    """A case that shows a defect, until it is mended."""
    marks = [pytest.mark.xfail(strict=True, reason=DEFECTS[defect])] if defect in DEFECTS else []
    return pytest.param(*values, marks=marks, id=name)


@contextmanager
def within(seconds: float = 20.0) -> Iterator[None]:
    """Fail what takes longer; a regular expression is interrupted too.

    What thousands of tests before left in memory is kept from being searched for garbage again and again meanwhile.
    """
    if not hasattr(signal, "setitimer"):
        pytest.skip("no interval timer on this system")

    def late(_number: int, _frame: object) -> None:
        raise TimeoutError(f"more than {seconds} s of work")

    before = signal.signal(signal.SIGPROF, late)
    gc.freeze()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.unfreeze()
        signal.signal(signal.SIGPROF, before)


def places(text: str, part: str) -> list[int]:
    """Where a part stands in a text."""
    return [i for i in range(len(text)) if text.startswith(part, i)]


def swapped(text: str, at: int, old: str, new: str) -> str:
    """Put something else into one place of a text."""
    assert text.startswith(old, at)
    return text[:at] + new + text[at + len(old) :]


def one_fault(old: str, new: str) -> list[Any]:
    """Every prose with one place of `old` typed as `new`, and the word it stands in."""
    found = []
    for number, text in enumerate(PROSE):
        for at in places(text, old):
            found.append(pytest.param(swapped(text, at, old, new), at, id=f"{number}-{at}"))
    assert found, old
    return found[:: max(1, len(found) // 12)]  # a dozen places are enough


@pytest.mark.parametrize("text", PROSE, ids=range(len(PROSE)))
def test_good_prose_raises_no_alarm(text: str) -> None:
    """Three paragraphs of official Persian, with times, prices, phones, addresses, e-mails and dates, are clean."""
    assert quality.letters(text).bad == 0
    assert quality.digits(text)[1:] == (0, ())
    assert quality.gregorian(text) == ()
    assert quality.forms(text) == ()
    assert quality.half_spaces(text)[1:] == (0, ())
    assert quality.latin(text, 6) == ()
    assert quality.jalali(text) == ("1405/08/25",)
    assert quality.letters(text).good > 20
    assert quality.digits(text).good > 10
    assert quality.half_spaces(text).good >= 4


@pytest.mark.parametrize(("old", "new"), [("ی", "ي"), ("ک", "ك"), ("ی", "ى")])
@pytest.mark.parametrize("text", PROSE, ids=range(len(PROSE)))
def test_each_arabic_letter_is_found(text: str, old: str, new: str) -> None:
    """One Arabic letter is one, in whatever place, and the word that holds it is named."""
    good = quality.letters(text).good
    for at in places(text, old):
        found = quality.letters(swapped(text, at, old, new))
        assert found[:2] == (good - 1, 1)
        assert len(found.words) == 1
        assert new in found.words[0]


@pytest.mark.parametrize("zero", ["0", "٠"], ids=["latin", "arabic"])
@pytest.mark.parametrize("text", PROSE, ids=range(len(PROSE)))
def test_each_foreign_digit_is_found(text: str, zero: str) -> None:
    """One digit of another script is one, and the number that holds it is named."""
    good = quality.digits(text).good
    for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹"):
        for at in places(text, digit):
            foreign = chr(ord(zero) + value)
            found = quality.digits(swapped(text, at, digit, foreign))
            assert found[:2] == (good - 1, 1)
            assert foreign in found.words[0]


@pytest.mark.parametrize(("text", "at"), one_fault(f" می{ZWNJ}", " می ") + one_fault(f"نمی{ZWNJ}", "نمی "))
def test_each_loose_prefix_is_found(text: str, at: int) -> None:
    """A «می» behind which a space was typed is found with the word it belongs to."""
    found = quality.half_spaces(text)
    assert found.bad == 1
    assert len(found.words[0].split()) == 2
    assert text.index(found.words[0]) in (at, at + 1)


@pytest.mark.parametrize(("text", "at"), one_fault(f"{ZWNJ}ها", " ها"))
def test_each_loose_plural_is_found(text: str, at: int) -> None:
    """A «ها» before which a space was typed is found with the word it belongs to."""
    found = quality.half_spaces(text)
    assert found.bad == 1
    assert found.words[0] in text
    assert " ها" in found.words[0]
    assert text.index(found.words[0]) < at


@pytest.mark.parametrize(
    "word",
    [
        *("می شود", "نمی شود", "می آید", "می خواهند", "نمی توان", "کتاب ها", "خانه های", "بچه هایی", "کار هایش"),
        *("پیشنهاد هایشان", "برنامه هایمان", "آن ها", "«می گوید»", "(نمی داند)", "می  رود"),
        *("مي شود", "كتاب هاي", "پرونده هايي"),
        *(wrong("plural", word, name=word) for word in ("پیشنهاد هایتان", "نظر هایت", "کتاب هایم")),
    ],
)
def test_what_lacks_a_half_space(word: str) -> None:
    """Prefixes and plurals with a space are one fault each, whatever stands around them."""
    for text in (word, f"{SHORT} {word} {SHORT}", f"{word}، {SHORT}"):
        assert quality.half_spaces(text).bad == 1


@pytest.mark.parametrize(
    "text",
    [
        *("قدیمی بود", "مردمی شدن اقتصاد", "اسلامی ایران", "همی گوید", "می‌شود و نمی‌شود", "صفحه‌ها و صفحه‌های دیگر"),
        *("تنها هاشمی آمد", "هاله و هایدگر", "صنایع های‌تک", "کتابها و آنها", "۱۲ می ۲۰۲۴", "علامت جمع «ها» است"),
        *("می", "ها", "مـی", "بهای هر جلد", "راه‌هایی برای ما", "می، نمی، ها", ""),
        *("مي\u200cشود و كتاب\u200cهاي ما", "ماه مي ميلادي"),
        wrong("may", "اول ماه می روز جهانی کارگر است", name="may"),
    ],
)
def test_what_lacks_none(text: str) -> None:
    """Words that only end, begin or sound like them are no fault."""
    assert quality.half_spaces(text).bad == 0


@pytest.mark.parametrize(
    "date",
    [
        *("2024/05/12", "2024-05-12", "2024.5.12", "۲۰۲۴/۰۵/۱۲", "٢٠٢٤/٠٥/١٢", "12/05/2024", "12 - 5 - 2024", "31/12/1999"),
        *("۱۲ مه ۲۰۲۴", "۱۲ می ۲۰۲۴", "12 ژانویه 2024", "۳ اوت ۲۰۲۴", "May 12, 2024", "may 12 2024", "12 May 2024"),
        *("05/25/2024", "5th of May 2024", "12-May-2024", "Sept. 12th, 2024", "۱۲ ماه مه سال ۲۰۲۴", "۱۲ اگوست ۲۰۲۴", "۲۱ ژوئيه ۲۰۲۴"),
        *(
            wrong("ezafe", day, name=day)
            for day in ("۱۲ ژانویهٔ ۲۰۲۴", "۱۲ فوریه‌ی ۲۰۲۴", "۳ ژوئیهٔ ۲۰۲۴", "Jan 5, 2024", "5 Sep 2024")
        ),
    ],
)  # fmt: skip
def test_each_gregorian_date_is_found(date: str) -> None:
    """A Gregorian date is found in every way it is written here, and excused by a Jalali one beside it."""
    for text in (date, f"{SHORT} {date}", f"({date})، {SHORT}"):
        assert quality.gregorian(text) == (ascii_digits(date),)
        assert quality.gregorian(f"{text} برابر با ۲۳ اردیبهشت ۱۴۰۳") == ()
        assert quality.gregorian(f"۱۴۰۳/۰۲/۲۳ ({text})") == ()


@pytest.mark.parametrize(
    "text",
    [
        *("۱۴۰۵/۰۸/۲۵", "نسخهٔ ۲.۵.۱", "از ۲۰۱۹ تا ۲۰۲۴", "سال ۲۰۲۴", "۰۷۷-۳۳۳۳۰۰۰۰", "۲۰۲۴ نفر", "1,2000,000", "ساعت ۲۰:۲۴"),
        *("۷۵۱۴۶-۰۰۰۰۱", "IP 10.10.34.3", "شمارهٔ ۲۰۱۰/۵/۱۲۳۴", "۲۰۲۴/۰۵", "می ۲۰۲۴ رسید", "۱۰۰۱۱۰۰۱-۱۰۰", ""),
        *("به شمارهٔ ۱۲/۱۱/۲۰۲۴ ثبت شد", "شماره: ۲۰۲۴/۵/۱۲", "شمارهٔ نامهٔ: ۱۲/۱۱/۲۰۲۴", "نسخهٔ ۲۰۲۴.۵.۱۲", "۳/۲۰۲۴/۰۵/۱۲", "۲۰۲۴/۰۵/۱۲/۳۴", "۱۲ مه ۱۴۰۳", "۳۱ ژوئن ۲۰۲۴", "https://x.ir/2024/05/12/news", "report-2024-05-12.pdf", "v1.2.2020"),
        *(
            wrong("no-day", text, name=text)
            for text in ("نامهٔ شمارهٔ ۱۲/۳۴/۲۰۴۵", "شمارهٔ ۲۰۴۵/۱۲/۷۵", "۰۷۷-۳۳-۳۳-۲۰۱۰")
        ),
    ],
)  # fmt: skip
def test_what_is_no_gregorian_date(text: str) -> None:
    """Jalali dates, years alone, phones, versions and the numbers of letters are no Gregorian dates."""
    assert quality.gregorian(text) == ()


@pytest.mark.parametrize(
    "written",
    [
        *("۱۴۰۵/۰۸/۲۵", "1405/8/25", "1405-08-25", "۱۴۰۵.۰۸.۲۵", "١٤٠٥/٠٨/٢٥", "۱۴۰۵ / ۰۸ / ۲۵", "۲۵ آبان ۱۴۰۵"),
        *("25 آبان 1405", "دوشنبه ۲۵ آبان ماه ۱۴۰۵", "دوشنبه، ۲۵ آبان ۱۴۰۵ - ۱۰:۳۰", "مورخ ۱۴۰۵/۰۸/۲۵ (نوبت دوم)"),
        *(
            "۲۵-۰۸-۱۴۰۵",
            "25آبان1405",
            "۲۵ آبانِ ۱۴۰۵",
            "۲۵ ابان سال ۱۴۰۵",
            "۲۵-آبان-۱۴۰۵",
            "\u200f۱۴۰۵/۰۸/\u200e۲۵",
            "شمارهٔ ۱۲ - ۱۴۰۵/۰۸/۲۵",
        ),
        *(wrong("month", day, name=day) for day in ("۲۵ آبان‌ماه ۱۴۰۵", "۲۵ آبانماه ۱۴۰۵", "۲۵/۰۸/۱۴۰۵")),
    ],
)
def test_each_jalali_date_is_read(written: str) -> None:
    """A Jalali day is read in every way offices write it."""
    assert quality.jalali(written) == ("1405/08/25",)
    assert quality.jalali(f"{SHORT} {written} {SHORT}") == ("1405/08/25",)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("۳ اردیبهشت ۱۴۰۵", "1405/02/03"),
        ("۱۰ دی ۱۴۰۴", "1404/10/10"),
        ("۳۰ اسفند ۱۴۰۳", "1403/12/30"),
        wrong("month", "۳ ارديبهشت ۱۴۰۵", "1405/02/03", name="ordibehesht-with-arabic-yeh"),
        wrong("month", "۱۰ دي ۱۴۰۴", "1404/10/10", name="dey-with-arabic-yeh"),
        wrong("month", "۵ شهريور ۱۴۰۴", "1404/06/05", name="shahrivar-with-arabic-yeh"),
    ],
)
def test_months_are_read_with_either_yeh(written: str, normal: str) -> None:
    """Month names are read as older systems write them, too."""
    assert quality.jalali(written) == (normal,)


def test_days_that_do_not_exist_are_no_dates() -> None:
    """What looks like a Jalali date and is none is left out; several dates come in order."""
    assert quality.jalali("۱۴۰۵/۱۳/۰۱، ۱۴۰۴/۱۲/۳۰، ۳۱ مهر ۱۴۰۵، 114050825، ۱۴۰۵/۰۸/۲۵۱") == ()
    assert (
        quality.jalali(
            "شمارهٔ ۱۴۰۵/۸/۲۵، ۱۴۰۵/۸/۲۵/۱۲۳، ۳/۱۴۰۵/۰۸/۲۵، ۰۲۱-۱۴-۱۲-۱۴۰۵، شمارهٔ پرونده: ۱۲/۱۱/۱۴۰۵، ۲۵ آبان ۲۰۲۴"
        )
        == ()
    )
    assert quality.jalali("https://x.ir/1405/08/25/ و report-1405-08-25.pdf") == ()
    assert quality.jalali("1405-08-25T10:30") == ("1405/08/25",)
    assert quality.jalali("از ۱ مهر ۱۴۰۵ تا ۱۴۰۵/۰۸/۲۵") == ("1405/07/01", "1405/08/25")


@pytest.mark.parametrize("text", PROSE, ids=range(len(PROSE)))
def test_each_presentation_form_is_found(text: str) -> None:
    """One letter in a form of its own, or the sign of a broken one, is found with its word."""
    for old, new in (("ل", "ﻟ"), ("ه", "ﻫ"), ("ا", "ﺍ"), ("پ", "\ufb58"), ("م", "\ufffd")):
        for at in places(text, old)[:5]:
            found = quality.forms(swapped(text, at, old, new))
            assert len(found) == 1
            assert new in found[0]


@pytest.mark.parametrize(
    "text",
    [
        *("۵۰۰ ﷼", "﷽", "﴿انّا فتحنا﴾", "قُرآن", "مـــتن", "سلام\u200fبر\u200eشما", "🇮🇷 ۱", ""),
        *(wrong("honorific", text, name=text) for text in ("حضرت محمد ﷺ فرمود", "الله ﷻ")),
    ],
)
def test_signs_that_are_no_broken_letters(text: str) -> None:
    """The signs of currency, of the Quran and of respect are letters of today."""
    assert quality.forms(text) == ()


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("تلفن 077-33330000", 11),
        ("قیمت 1,000,000 ریال", 7),
        ("ساعت 7:30", 3),
        ("٣ نفر", 1),
        ("https://my.gov.ir/a/12 و www.x.ir/3 و info2@x.ir و 12info@x.ir", 0),
        ("کد A4 و MP3 و IPv6 و 10MB و x86-64", 0),
        ("سال ۱۴۰۵", 0),
        ("", 0),
        ("استاندارد ISO/IEC 27001:2013 و (ISO 9001)", 0),
        ("شماره Fax 077-33330000", 11),
        ("تلگرام Tel: 33330000", 8),
        ("بها USD 1,000", 4),
        ("نشانی info@x.ir 12", 2),
        ("SSO ٣ نفر", 1),
        ("© 2024-2026 Sample Ltd.", 0),
        ("info@x.ir 077-33330000", 11),
        ("1,000,000", 7),
        wrong("standard", "گواهی ISO 9001 و Windows 10 و WCAG 2.2", 0, name="names"),
    ],
)
def test_digits_of_texts_and_of_addresses(text: str, bad: int) -> None:
    """Phones, prices and times are texts; addresses, e-mails, codes and Latin names keep their digits."""
    assert quality.digits(text).bad == bad


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("one two three four five six", 1),
        ("one two three four five", 0),
        ("این متن: One two, three four (five) six! تا اینجا", 1),
        ("سامانهٔ SSO و API و پروتکل OAuth", 0),
        ("it's a well-known man's day off", 1),
        ("one two three چهار four five six", 0),
        ("info.office@nemuneh-bushehr.gov.ir", 0),
        ("www.a.ir www.b.ir www.c.ir www.d.ir www.e.ir www.f.ir", 0),
        ("One two. Three? Four! Five six", 1),
        ("", 0),
        wrong("address", "نشانی https://www.nemuneh.gov.ir/fa/services/list است", 0, name="address"),
    ],
)
def test_latin_texts_and_latin_words(text: str, found: int) -> None:
    """Six Latin words in a row are a text, five are names; addresses are none."""
    assert len(quality.latin(text, 6)) == found


LOOKS: dict[str, Callable[[str], Any]] = {
    "letters": quality.letters,
    "digits": quality.digits,
    "gregorian": quality.gregorian,
    "jalali": quality.jalali,
    "forms": quality.forms,
    "half_spaces": quality.half_spaces,
    "latin": lambda text: quality.latin(text, 6),
}
SIGNS = "می نهاکيكىآبدماه\u200c\u200f\u0654\u00a0 \t\n019۰۱۴۵٠١/.-,٫٬:@wWhtps'’&()ﻻ\ufffd﷼\U0001f600é\x00\ud800"


@given(st.one_of(st.text(), st.text(SIGNS, max_size=200), st.lists(st.sampled_from(PROSE[0].split())).map(" ".join)))
def test_no_text_stops_a_look_and_all_words_are_its_own(text: str) -> None:
    """Whatever a page holds, every look says something, and names only what stands there."""
    plain = ascii_digits(text)
    letters, digits, spaces = quality.letters(text), quality.digits(text), quality.half_spaces(text)
    assert letters.bad == sum(text.count(letter) for letter in "يكى")
    assert letters.good == sum(text.count(letter) for letter in "یک")
    assert bool(letters.bad) == bool(letters.words)
    assert digits.bad <= sum(plain.count(digit) for digit in "0123456789")
    assert bool(digits.bad) == bool(digits.words)
    assert spaces.bad == len(spaces.words)
    assert all(word in text for word in (*letters.words, *digits.words, *spaces.words, *quality.forms(text)))
    assert all(word in text for word in quality.latin(text, 1))
    assert all(word in plain for word in quality.gregorian(text))
    assert all(dates.read(day) is not None for day in quality.jalali(text))
    assert len(quality.latin(text, 3)) <= len(quality.latin(text, 2)) <= len(quality.latin(text, 1))


@given(st.lists(st.sampled_from(PROSE), min_size=1, max_size=4))
def test_looks_add_up(parts: list[str]) -> None:
    """Two paragraphs hold what each of them holds."""
    whole = "\n".join(parts)
    for look in (quality.letters, quality.digits, quality.half_spaces):
        assert look(whole).good == sum(look(part).good for part in parts)
        assert look(whole).bad == 0


HOSTILE = {
    "mi": "می " * 300_000,
    "ha": "کتاب ها " * 120_000,
    "one-word": "ا" * 1_000_000,
    "numbers": "1-" * 500_000,
    "digits": "۱" * 1_000_000,
    "mails": "a@" * 500_000,
    "latin": "Lorem ipsum, " * 80_000,
    "long-latin": "a" * 1_000_000,
    "gregorian": "2024/05/12 " * 90_000,
    "years": "2000 - " * 150_000,
    "jalali": "۲۵ آبان ماه ۱۴۰۵ " * 60_000,
    "spaces": "2000" + " " * 1_000_000 + "می",
    "letters": "يك " * 330_000,
    "forms": "ﻻ" * 1_000_000,
    "points": "a" + ". " * 500_000,
}  # fmt: skip
SLOW = {
    ("half_spaces", "mi"): "slow-mi",
    ("half_spaces", "one-word"): "slow-ha",
    ("digits", "one-word"): "slow-words",
    ("digits", "numbers"): "slow-words",
    ("digits", "digits"): "slow-words",
    ("digits", "mails"): "slow-words",
    ("digits", "forms"): "slow-words",
}


@pytest.mark.parametrize(
    ("look", "text"),
    [
        wrong(SLOW.get((look, text), ""), look, text, name=f"{look}-{text}")
        for look in LOOKS
        for text in HOSTILE
    ],
)  # fmt: skip
def test_a_megabyte_of_malice_takes_no_time(look: str, text: str) -> None:
    """Each look at a text of a megabyte ends in seconds, not in minutes, whatever the text repeats."""
    with within():
        LOOKS[look](HOSTILE[text])
