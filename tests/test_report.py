"""Reports: exact text, safe against hostile names, self-contained, one page for the director."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from compliance import language
from compliance.commands.gathering import gather, paper_of
from compliance.commands.opening import open_office
from compliance.report import write
from compliance.report.parts import compose
from tests.conftest import ROOT
from tests.documents import HOSTILE, plain

Run = Callable[..., Result]
EXPECTED = ROOT / "tests" / "expected"
TODAY = date(2026, 11, 22)
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
# `make test` installs Chromium as root on Debian; elsewhere these tests say what is missing.
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture
def planned(run: Run, office: Path) -> Path:
    assert run("plan", office, "--from", "1405/09/01", "--target", 75, "--save").exit_code == 0
    return office


def document(office: Path, format_: str, lang: str) -> str:
    language.use(lang)
    opened = open_office(office)
    return write(compose(gather(opened, "programme", paper_of(opened, TODAY))), format_).decode()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_markdown_report_is_exactly_this(planned: Path, lang: str) -> None:
    """Mended by: python -m tests.test_report, after looking at what changed."""
    assert document(planned, "md", lang) == (EXPECTED / f"report.{lang}.md").read_text("utf-8")


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_page_is_self_contained(planned: Path, lang: str) -> None:
    page = document(planned, "html", lang)
    without_font = re.sub(r"data:font/woff2;base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", without_font)
    assert "<script" not in page
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "fa" else "ltr"}">' in page
    assert ("پیش‌نویس" if lang == "fa" else "DRAFT") in page


def test_persian_pages_have_persian_digits_and_english_ones_no_persian_words_of_ours(planned: Path) -> None:
    body = re.sub(r"<style>.*?</style>", "", document(planned, "html", "fa"), flags=re.S)
    text = re.sub(r"<[^>]+>", " ", body)
    text = re.sub("\u2066[^\u2069]*[A-Za-z][^\u2069]*\u2069", " ", text)  # runs of English, such as references
    loose = [t for t in re.findall(r"\S*[0-9]\S*", text) if not re.search(r"[A-Za-z]|[0-9]+/", t)]
    assert not [t for t in loose if re.fullmatch(r"[0-9.,٪%]+", t)], loose[:5]
    english = re.sub(r"<[^>]+>", " ", document(planned, "html", "en"))
    assert not set(re.findall(r"[آ-ی]{3,}", english)) - set(re.findall(r"[آ-ی]{3,}", own_words(planned)))


def own_words(office: Path) -> str:
    """Persian that the office itself wrote and that no translation can change."""
    return "\n".join(
        p.read_text("utf-8") for p in (office / "office.yaml", office / "rounds" / "1405-2" / "answers.yaml")
    )


def test_numbers_and_dates_are_kept_together(planned: Path) -> None:
    page = document(planned, "html", "fa")
    assert "\u2066۱۴۰۵/۰۹/۰۱\u2069" in page
    assert "\u2066۵۶٫۶۷\u2069" in page
    assert "\u2066I1-01\u2069" in page
    assert "≥" not in page


def test_a_report_without_a_plan_says_so(run: Run, office: Path, tmp_path: Path) -> None:
    result = run("report", office, "--output", tmp_path / "r.md")
    assert result.exit_code == 0
    assert "plan" in result.stderr
    assert "There is no saved plan for this round." in (tmp_path / "r.md").read_text("utf-8")


def test_a_plan_older_than_the_answers_is_marked(run: Run, planned: Path, tmp_path: Path) -> None:
    path = planned / "rounds" / "1405-2" / "answers.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("count: 612", "count: 600", 1), "utf-8")
    result = run("report", planned, "--output", tmp_path / "r.html")
    assert "changed after the plan was saved" in result.stderr
    page = plain((tmp_path / "r.html").read_text("utf-8"))
    assert "Answers or checklists changed after this plan was saved." in page


@pytest.mark.parametrize("format_", ["md", "html"])
def test_a_hostile_name_stays_text(planned: Path, format_: str) -> None:
    path = planned / "office.yaml"
    text = path.read_text("utf-8").replace("fa: ادارهٔ کل ثبت احوال استان بوشهر", f"fa: '{HOSTILE}'", 1)
    path.write_text(text, "utf-8")
    shown = document(planned, format_, "fa")
    assert "<script" not in shown
    assert "49" not in re.findall(r"alert\(1\).{0,40}", shown)[0]
    if format_ == "md":
        assert "\\[e\\](javascript:x)" in shown
        from markdown import markdown

        assert "<script" not in markdown(shown, extensions=["tables"])
        assert 'href="javascript' not in markdown(shown, extensions=["tables"])


def test_an_office_changes_templates_without_touching_code(run: Run, planned: Path, tmp_path: Path) -> None:
    own = planned / "templates"
    own.mkdir()
    (own / "letters.md.j2").write_text("نامه‌های ما\n", "utf-8")
    (own / "page.css").write_text("body { color: rebeccapurple; }\n", "utf-8")
    assert run("report", planned, "--output", tmp_path / "r.html").exit_code == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "نامه‌های ما" in page
    assert "rebeccapurple" in page
    (own / "letters.md.j2").write_text("one\n{% if %}\n", "utf-8")
    result = run("report", planned, "--output", tmp_path / "r.html")
    assert result.exit_code == 3
    assert "letters.md.j2:2:" in result.stderr


def test_a_template_cannot_reach_out_of_its_sandbox(run: Run, planned: Path, tmp_path: Path) -> None:
    own = planned / "templates"
    own.mkdir()
    (own / "letters.md.j2").write_text("{{ ''.__class__.__mro__[1].__subclasses__() }}", "utf-8")
    assert run("report", planned, "--output", tmp_path / "r.html").exit_code == 3
    assert not (tmp_path / "r.html").exists()


def in_chromium(*arguments: str, folder: Path) -> str:
    """Run headless Chromium without any network and return what it prints."""
    assert CHROMIUM is not None
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}", *arguments,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout


@browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_nothing_overflows_on_wide_and_narrow_screens(planned: Path, tmp_path: Path, width: int, lang: str) -> None:
    """Measured in the browser: the page is no wider than its window, and no drawn text leaves its drawing."""
    measure = """<script>addEventListener('load', () => {
      const out = [...document.querySelectorAll('svg text')].filter(t => { const b = t.getBoundingClientRect();
        const svg = t.ownerSVGElement.getBoundingClientRect();
        return b.left < svg.left - 1 || b.right > svg.right + 1 || b.top < svg.top - 1 || b.bottom > svg.bottom + 1; });
      document.title = [document.documentElement.scrollWidth, innerWidth, out.length].join(' '); });</script></body>"""
    page = document(planned, "html", lang)
    page = re.sub(r"<meta http-equiv[^>]+>", "", page).replace("</body>", measure)
    frame = f'<iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>'
    ask = "<script>addEventListener('load', () => setTimeout(() => document.title = frames[0].document.title, 300))</script>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    (tmp_path / "frame.html").write_text(f"<!doctype html><title>-</title>{frame}{ask}", "utf-8")
    dom = in_chromium(
        "--allow-file-access-from-files", "--virtual-time-budget=4000", "--dump-dom",
        (tmp_path / "frame.html").as_uri(), folder=tmp_path,
    )  # fmt: skip
    title = re.search(r"<title>(\d+) (\d+) (\d+)</title>", dom)
    assert title is not None, dom[:300]
    content, window, clipped = (int(n) for n in title.groups())
    assert window == width
    assert content <= window
    assert clipped == 0


@browser
@pytest.mark.browser
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_brief_is_exactly_one_printed_page(planned: Path, tmp_path: Path, lang: str) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    text = (planned / "office.yaml").read_text("utf-8")
    long_name = "ادارهٔ کل ثبت احوال و آمار جمعیتی و خدمات هویتی استان کهگیلویه و بویراحمد و شهرستان‌های تابع"
    (planned / "office.yaml").write_text(text.replace("ادارهٔ کل ثبت احوال استان بوشهر", long_name, 1), "utf-8")
    (tmp_path / "page.html").write_text(document(planned, "html", lang), "utf-8")
    pdf = tmp_path / "page.pdf"
    in_chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", (tmp_path / "page.html").as_uri(), folder=tmp_path)
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]
    first, second = ("مخاطرات", "ارزیابی") if lang == "fa" else ("Executive summary", "Assessment")
    signature = "مدیرکل:" if lang == "fa" else "Director general:"
    assert first in pages[0]
    assert signature in pages[0]
    assert second in pages[1].strip()[:60]
    draft = "پیش" if lang == "fa" else "DRAFT"
    assert all(draft in page for page in pages)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(ROOT / "examples" / "bushehr-civil-registry", Path(place) / "office"))
        from click.testing import CliRunner

        from compliance.commands.group import cli

        CliRunner().invoke(cli, ["plan", str(copy), "--from", "1405/09/01", "--target", "75", "--save"])
        EXPECTED.mkdir(exist_ok=True)
        for language_ in ("fa", "en"):
            (EXPECTED / f"report.{language_}.md").write_text(document(copy, "md", language_), "utf-8")
