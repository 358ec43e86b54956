"""Numbers, names and letter numbers show in the order in which they were typed, in every medium and language."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from compliance import language
from compliance.persian import marks, spans
from compliance.report import pdf
from compliance.report.document import Paragraph, Part
from compliance.report.screens.terminal import Mode, Sheet
from tests import documents, pdfs
from tests.chromium import browser, in_chromium

# What stands in a Persian sentence, and which runs of it go from left to right.
SENTENCES = {
    "دمای «-5» درجه": ["-5"],
    "مانده (-7) است": ["-7"],
    "تغییر -3.5% بود": ["-3.5%"],
    "تغییر −۵٪ بود": ["−۵٪"],
    "تلفن +98 21 1234 5678 است": ["+98 21 1234 5678"],
    "تلفن 021-1234 5678 است": ["021-1234 5678"],
    "تلفن ۰۷۷ ۳۳۵۴ ۱۲۳۴ و نمابر ۰۷۷ ۳۳۵۴ ۱۲۳۵": ["۰۷۷ ۳۳۵۴ ۱۲۳۴", "۰۷۷ ۳۳۵۴ ۱۲۳۵"],
    "تلفن +۹۸ ۲۱ ۸۸۸۸ ۱۲۳۴ است": ["+۹۸ ۲۱ ۸۸۸۸ ۱۲۳۴"],
    "تلفن (۰۲۱) ۸۸۸۸ ۱۲۳۴ است": ["(۰۲۱) ۸۸۸۸ ۱۲۳۴"],
    "تلفن (۰۲۱-۸۸۸۸ ۱۲۳۴) است": ["۰۲۱-۸۸۸۸ ۱۲۳۴"],
    "۰۷۷ ۳۳۵۴ ۱۲۳۴ ۰۷۷ ۳۳۵۴ ۱۲۳۵": ["۰۷۷ ۳۳۵۴ ۱۲۳۴", "۰۷۷ ۳۳۵۴ ۱۲۳۵"],
    "۰۷۷ ۳۳۵۴ ۱۲۳۴ ۱۴۰۵/۰۹/۰۷": ["۰۷۷ ۳۳۵۴ ۱۲۳۴", "۱۴۰۵/۰۹/۰۷"],
    "سن 5+ و 18+.": ["5+", "18+"],
    "بازهٔ 5-7 و ۱۴۰۵-۲": ["5-7", "۱۴۰۵-۲"],
    "تاریخ 1405/09/07 است": ["1405/09/07"],
    "کمتر از <5 و ≥ 80 و >= 3": ["<5", "≥ 80", ">= 3"],
    "حاصل ۵ + ۳ = ۸ است": ["۵ + ۳ = ۸"],
    "مبلغ 1,250,000 ریال": ["1,250,000"],
    "زبان C++ و C# و Windows 11 است": ["C++", "C#", "Windows 11"],
    "خروجی 3B و +5 GB": ["3B", "+5", "GB"],
}
# What must stay in the order of a Persian reader: the first of these is at the right.
SEPARATE = {
    "سال‌های ۱۴۰۴ - ۱۴۰۵": ["۱۴۰۴", "۱۴۰۵"],
    "ماده ۵ - بند ۲": ["۵", "۲"],
    "کاهش ۲۰٪-": ["۲۰٪"],
    "کووید-۱۹ و ماده-۵": ["۱۹", "۵"],
    "۱- بند یکم": ["۱"],
    "- ۵ نفر": ["۵"],
    "اعداد ۵ ۶ ۷": ["۵", "۶", "۷"],
    "کدهای ۰۱۲ ۰۱۳": ["۰۱۲", "۰۱۳"],
    "۱۲۳۴ ۵۶۷۸": ["۱۲۳۴", "۵۶۷۸"],
    "الف+۵": ["۵"],
}
LETTER_NUMBERS = {"1405/ح/217": "217/ح/1405", "۱۲۳/ب/۴": "۴/ب/۱۲۳", "بند ۱۲": "۱۲ دنب"}
MIRRORED = str.maketrans("<>≤≥()", "><≥≤)(")


def texts_of(stretches: Iterable[spans.Stretch], text: str) -> list[str]:
    return [text[stretch.begin : stretch.end] for stretch in stretches]


@pytest.mark.parametrize("text", [*SENTENCES, *SEPARATE])
def test_what_belongs_to_a_number_and_what_does_not(text: str) -> None:
    assert texts_of(spans.left_to_right(text), text) == {**SENTENCES, **SEPARATE}[text]


@pytest.mark.parametrize("text", SENTENCES)
def test_numbers_show_as_typed_in_every_medium_of_persian(text: str) -> None:
    """The bidi algorithm shows each run as it was typed: pages, terminals that reorder, Word's runs, consoles."""
    word = "".join(run.text for run in marks.runs(text, True))
    for run in SENTENCES[text]:
        for shown in (marks.isolate_runs(text), marks.guard_runs(text), word):
            assert run in get_display(shown, base_dir="R").replace(marks.LRM, "").replace("\u2066", "")
        assert run in marks.visual(text)


def test_quotation_marks_inside_others_are_turned_on_a_terminal() -> None:
    assert marks.visual("«a ‹b›»") == "«‹b› a»"
    assert marks.visual("‹الف› ب") == f"ب ‹{marks.visual('الف')}›"


def test_a_minus_is_left_of_its_number_and_a_dash_between_words_is_not_of_it() -> None:
    assert marks.visual("۲۰٪-") == "-۲۰٪"
    assert marks.visual("۱۴۰۴ - ۱۴۰۵") == "۱۴۰۵ - ۱۴۰۴"
    assert marks.visual("۱- بند").endswith("-۱")
    assert marks.visual("ماده ۵ - بند ۲").startswith("۲ ")


@given(st.text(st.sampled_from("اب پ۰۱۲3059aB-+/.,٫٪%−()<>=≥#«»؛ \u200c"), max_size=40))
def test_stretches_are_apart_in_order_and_never_mix_directions(text: str) -> None:
    for find in (spans.left_to_right, spans.right_to_left):
        place = 0
        for stretch in find(text):
            assert place <= stretch.begin < stretch.end <= len(text)
            place = stretch.end
            kinds = {unicodedata.bidirectional(sign) for sign in text[stretch.begin : stretch.end]}
            assert not {"L", "AL"} <= kinds
    assert strip(marks.isolate_runs(text)) == strip(marks.isolate_persian(text)) == text
    assert strip(marks.guard_runs(text)) == strip(marks.guard_persian(text)) == text


def strip(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2069")))


@pytest.mark.parametrize("text", ["1-" * 40_000, "+1 " * 30_000, "0 1" * 30_000, "<" * 50_000, "01 " * 30_000 + "x"])
def test_no_number_is_so_long_that_looking_for_it_never_ends(text: str) -> None:
    assert strip(marks.isolate_runs(text)) == text
    assert strip(marks.isolate_persian(text)) == text


@pytest.mark.parametrize(("written", "seen"), LETTER_NUMBERS.items())
def test_a_letter_number_looks_the_same_in_english_as_in_persian(written: str, seen: str) -> None:
    text = f"Letter {written} of 5 pages"
    word = "".join(run.text for run in marks.runs(text, False))
    for shown in (marks.isolate_persian(text), marks.guard_persian(text), word):
        assert strip(get_display(shown, base_dir="L")) == f"Letter {seen} of 5 pages"
    assert seen in strip(get_display(marks.isolate_runs(written), base_dir="R"))


def test_english_pages_have_marks_only_around_persian_words() -> None:
    assert marks.sentence("Score −5% on 1405-2, C++ (3 of 4).", False) == "Score −5% on 1405-2, C++ (3 of 4)."
    assert marks.whole("3ebd-4c1a", False) == "3ebd-4c1a"
    assert marks.sentence("at بوشهر, 5", False) == "at \u2067بوشهر\u2069, 5"
    assert marks.whole("۱۴۰۵/ح/۲۱۷", True) == "\u2066۱۴۰۵\u2069/ح/\u2066۲۱۷\u2069"


@pytest.mark.parametrize("mode", ["bidi", "visual"])
def test_a_persian_letter_number_on_an_english_terminal(mode: Mode) -> None:
    language.use("en")
    sheet = Sheet()
    sheet.say("Letter 1405/ح/217 of 5 pages")
    shown = sheet.render(mode, 80)
    seen = get_display(shown, base_dir="L") if mode == "bidi" else shown
    assert unicodedata.normalize("NFKC", strip(seen)) == "Letter 217/ح/1405 of 5 pages"


def given_page(lang: str, texts: list[str], folder: Path) -> bytes:
    """The page of a document with these paragraphs, as Chromium prints it."""
    right_to_left = lang == "fa"
    lines = "".join(f"<p>{html.escape(marks.sentence(text, right_to_left))}</p>" for text in texts)
    folder.mkdir(exist_ok=True)
    page, made = folder / "page.html", folder / "page.pdf"
    way = "rtl" if right_to_left else "ltr"
    page.write_text(f'<meta charset="utf-8"><html lang="{lang}" dir="{way}"><body>{lines}', "utf-8")
    in_chromium(f"--print-to-pdf={made}", "--no-pdf-header-footer", page.as_uri(), folder=folder)
    return made.read_bytes()


def typeset(lang: str, texts: list[str], folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    part = Part("brief", "x", tuple(map(Paragraph, texts)))
    return pdf.write(documents.document("unplanned", folder, lang, ["brief"])._replace(parts=(part,)))


@browser
@pytest.mark.parametrize("make", [given_page, typeset])
def test_printed_pages_show_numbers_as_typed(make: Callable[[str, list[str], Path], bytes], tmp_path: Path) -> None:
    """Measured where Chromium and Typst put every sign; PDFium says signs of Persian lines mirrored."""
    seen = squeezed(make("fa", list(SENTENCES), tmp_path))
    for runs in SENTENCES.values():
        for run in runs:
            plain = run.replace(" ", "")
            assert plain in seen or plain.translate(MIRRORED) in seen, run
    seen = squeezed(make("en", [f"Letter {one} of" for one in LETTER_NUMBERS], tmp_path / "en"))
    for written in LETTER_NUMBERS.values():
        assert f"Letter{written.replace(' ', '')}of" in seen


def squeezed(data: bytes) -> str:
    return "\n".join(pdfs.drawn(page).replace(" ", "") for page in pdfs.opened(data))


def test_a_name_keeps_its_signs_on_its_line(tmp_path: Path) -> None:
    texts = [" ".join(["ن" * (n % 9 + 1) + " C++" for n in range(k, k + 60)]) for k in range(9)]
    seen = squeezed(typeset("fa", texts, tmp_path))
    assert seen.count("C++") == 9 * 60
