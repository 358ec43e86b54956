"""Papers of headquarters in real programs: pages in Chromium, wide and narrow, PDF and Word as printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from compliance import checklist, language
from compliance.headquarters import country, engines, feedback
from compliance.headquarters import store as opening
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing.country import letter as country_letter
from compliance.headquarters.showing.country import paper as country_paper
from compliance.headquarters.showing.feedback import paper as feedback_paper
from compliance.report import write
from compliance.report.document import Document
from compliance.scan.chromium import browser as browsers
from tests import inbox, pictures, window
from tests.conftest import TODAY
from tests.offices import as_pdf, libreoffice, pages
from tests.test_page import MEASURE, OPEN, WIDTHS
from tests.window import Windows

LANGUAGES = ("fa", "en")
PAPERS = ("country", "country-few", "feedback", "feedback-award")
in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(browsers.find() is None, reason="no Chromium here: apt-get install chromium"),
]


@cache
def _stores() -> tuple[Path, Path]:
    """Two stores: 33 offices of two bodies in two rounds, and three offices in one."""
    folder = Path(_kept.name)
    many = inbox.simulated(folder / "many", offices=33, rounds=2, seed=21)
    return many, inbox.simulated(folder / "few", offices=3, rounds=1, seed=22)


_kept = TemporaryDirectory()


@cache
def paper(name: str, lang: str) -> Document:
    """A paper of headquarters in a language."""
    language.use(lang)
    library, (many, few) = checklist.load(), _stores()
    store = few if name == "country-few" else many
    with opening.opened(store) as held, engines.opened(store, engines.SQLITE) as engine:
        if name.startswith("country"):
            found = country.make(held, library, engine, Question("1405-2", "programme"))
            return country_paper.paper(found, library, TODAY, country_paper.Registers(), "1405/12")
        question = Question("1405-2", "award" if name.endswith("award") else "programme")
        (one,) = feedback.make(held, library, engine, question, ["tehran-civil-registration"])
        return feedback_paper.paper(one, library, TODAY, "1405/13")


@cache
def written(name: str, lang: str, format_: str) -> bytes:
    shown = paper(name, lang)
    language.use(lang)
    return write(shown, format_)


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with window.opened() as running:
        yield running


class TestOnScreens:
    pytestmark = in_browser

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("name", PAPERS)
    def test_nothing_overflows_is_cut_or_overlaps_and_axe_finds_nothing(
        self, windows: Windows, name: str, lang: str
    ) -> None:
        with windows.show(written(name, lang, "html")) as shown:
            shown.run(OPEN)
            for width in WIDTHS:
                shown.resize(width)
                assert not shown.run(f"{MEASURE}({width})"), width
            (only,) = shown.asked()
            assert only.startswith("file:")
            assert not shown.said()
            assert not shown.axe(contrast=True)

    @pytest.mark.parametrize("name", ["country", "feedback"])
    def test_pictures_to_look_at(self, windows: Windows, name: str) -> None:
        for width in (1280, 390):
            with windows.show(written(name, "fa", "html"), width) as shown:
                (pictures.folder() / f"hq-{name}-{width}.png").write_bytes(shown.picture(0, 3000))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_the_pdf_is_tagged_and_its_letter_is_one_page(name: str, lang: str) -> None:
    pytest.importorskip("typst")
    content = written(name, lang, "pdf")
    assert b"/MarkInfo" in content
    sheets = pages(content)
    assert len(sheets) > 1
    if name.startswith("feedback"):
        first = sheets[1].get_textpage().get_text_range()
        assert ("میانه" in first) or ("median" in first)


@libreoffice
def test_word_prints_every_paper(tmp_path: Path) -> None:
    made = {f"{name}-{lang}": written(name, lang, "docx") for name in PAPERS for lang in LANGUAGES}
    printed = as_pdf(made, tmp_path)
    assert all(len(pages(content)) > 1 for content in printed.values())


@libreoffice
def test_the_letter_upward_is_one_page_whatever_there_is_to_say(tmp_path: Path) -> None:
    made = {}
    library = checklist.load()
    for which, store in zip(("many", "few"), _stores(), strict=True):
        for lang in LANGUAGES:
            language.use(lang)
            with opening.opened(store) as held, engines.opened(store, engines.SQLITE) as engine:
                found = country.make(held, library, engine, Question("1405-2", "programme"))
            made[f"{which}-{lang}"] = write(country_letter.letter(found, library, TODAY), "docx")
    assert {name: len(pages(content)) for name, content in as_pdf(made, tmp_path).items()} == dict.fromkeys(made, 1)
