"""Boxes to tick in Word files, as LibreOffice breaks their lines: a box and what it stands for stay together."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from compliance import language
from compliance.report import write
from compliance.report.content import Report
from compliance.report.document import Choice, Choices, Part
from compliance.report.parts import compose
from tests import documents
from tests.offices import as_pdf, libreoffice, lines, pages

FIRST = {
    "fa": ("بهار", "تابستان", "پاییز", "زمستان", "باران"),
    "en": ("spring", "summer", "autumn", "winter", "rain"),
}
SECOND = {"fa": ("سرخ", "سبز", "زرد", "سفید", "آبی"), "en": ("red", "green", "yellow", "white", "blue")}
LANGUAGES = ("fa", "en")
BOX = "\u2610"


def options(lang: str, times: int) -> tuple[str, ...]:
    """Return choices of two words, each pair of words once in five."""
    pairs = [f"{a} {b}" for a, b in zip(FIRST[lang], SECOND[lang], strict=True)]
    return tuple(pairs * times)


def with_boxes(gathered: Report, lang: str, *choices: Choice) -> bytes:
    """Return a Word file of nothing but boxes."""
    language.use(lang)
    made = compose(gathered, ("assessment",))._replace(parts=(Part("boxes", "-", (Choices(choices),)),), why_draft="")
    content = write(made, "docx")
    language.use("en")
    return content


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return documents.report("unplanned", tmp_path_factory.mktemp("office"))


SCALE = {
    "fa": ("خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد"),
    "en": ("very little", "little", "fairly", "much", "very much"),
}


@pytest.fixture(scope="module")
def printed(gathered: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The lines of each file as LibreOffice prints them, without spaces, from left to right."""
    folder, made = tmp_path_factory.mktemp("boxes"), {}
    for lang in LANGUAGES:
        made[f"alone-{lang}"] = with_boxes(gathered, lang, Choice("", options(lang, 5)))
        made[f"beside-{lang}"] = with_boxes(gathered, lang, Choice("Q", options(lang, 5)))
        made[f"scale-{lang}"] = with_boxes(gathered, lang, *(Choice("Q", SCALE[lang]) for _n in range(3)))
    return {name: lines(pages(pdf)[0]) for name, pdf in as_pdf(made, folder / "printed").items()}


def _seen(word: str, lang: str) -> str:
    return word[::-1] if lang == "fa" else word


@libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", ["alone", "beside"])
def test_a_line_ends_between_choices_only(printed: dict[str, list[str]], lang: str, place: str) -> None:
    """Both where boxes have lines of their own and where they stand beside a question."""
    pairs = [(_seen(a, lang), _seen(b, lang)) for a, b in zip(FIRST[lang], SECOND[lang], strict=True)]
    found = [
        line for line in printed[f"{place}-{lang}"] if BOX in line or any(a in line or b in line for a, b in pairs)
    ]
    assert len(found) > 1
    assert sum(line.count(BOX) for line in found) == 25
    for line in found:
        assert line.count(BOX) == sum(line.count(a) for a, _b in pairs), line
        assert [line.count(a) for a, _b in pairs] == [line.count(b) for _a, b in pairs], line


@libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
def test_five_short_choices_stand_in_one_line_beside_their_question(printed: dict[str, list[str]], lang: str) -> None:
    assert [line.count(BOX) for line in printed[f"scale-{lang}"] if BOX in line] == [5, 5, 5]


def texts_of(content: str) -> list[str]:
    return re.findall(r"<w:t[^>]*>([^<]*)</w:t>", content)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_choice_longer_than_the_line_may_go_on_in_the_next(gathered: Report, lang: str) -> None:
    """Its words stay whole: a text without a place to end a line would be cut anywhere."""
    short, long = f"{FIRST[lang][0]} {SECOND[lang][0]}", " ".join(FIRST[lang] * 12)
    with zipfile.ZipFile(BytesIO(with_boxes(gathered, lang, Choice("", (short,)), Choice("", (long,))))) as package:
        written = "".join(texts_of(package.read("word/document.xml").decode()))
    assert short.replace(" ", "\u00a0") in written
    assert long in written
