"""Reports: exact text, safe against hostile names, self-contained, one page for the director."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from compliance import language
from compliance.errors import BadInput
from compliance.report import write
from compliance.report.parts import compose
from compliance.usecases.gathering import gather, paper_of
from compliance.usecases.opening import open_office
from tests.conftest import ROOT
from tests.documents import HOSTILE, plain

Run = Callable[..., Result]
EXPECTED = ROOT / "tests" / "expected"
TODAY = date(2026, 11, 22)


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


def test_persian_pages_have_persian_digits_and_english_ones_no_persian_words_of_ours(planned: Path) -> None:
    body = re.sub(r"<(style|script)>.*?</\1>", "", document(planned, "html", "fa"), flags=re.S)
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
    assert "Answers changed after this plan was saved." in page


def test_a_hostile_name_stays_text(planned: Path) -> None:
    path = planned / "office.yaml"
    text = path.read_text("utf-8").replace("fa: ادارهٔ کل ثبت احوال استان بوشهر", f"fa: '{HOSTILE}'", 1)
    path.write_text(text, "utf-8")
    shown = document(planned, "md", "fa")
    assert "<script" not in shown
    assert "49" not in re.findall(r"alert\(1\).{0,40}", shown)[0]
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


@pytest.mark.parametrize(
    ("mistake", "seen"),
    [
        ("{{ ofice }}", "the unknown name “ofice”"),
        ("{{ office.nme }}", "the unknown name “nme”"),
        ("{{ office|upcase }}", "the unknown name “upcase”"),
        ("{% include 'head.md.j2' %}", "the name of a template that is nowhere: “head.md.j2”"),
        ("{{ 1 / 0 }}", "a place that cannot be filled in; text of the error: “division by zero”"),
        (
            "{% if %}",
            "a mistake in a place to be filled in; "
            "text of the error: “Expected an expression, got 'end of statement block'”",
        ),
    ],
)
def test_a_mistake_in_a_template_is_said_with_its_line(planned: Path, mistake: str, seen: str) -> None:
    language.use("en")
    own = planned / "templates"
    own.mkdir()
    (own / "letters.md.j2").write_text(f"one\n{mistake}\n", "utf-8")
    opened = open_office(planned)
    with pytest.raises(BadInput) as refused:
        compose(gather(opened, "programme"), ["requests"])
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.seen) == (str(own / "letters.md.j2"), 2, seen)


def test_a_letterhead_is_for_word_files_alone(run: Run, planned: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.docx"
    head.write_bytes(b"x")
    result = run("report", planned, "--output", tmp_path / "r.pdf", "--letterhead", head, "--lang", "en")
    assert result.exit_code == 2
    assert "--letterhead is for Word files: --format docx" in result.stderr
    assert not (tmp_path / "r.pdf").exists()


def test_a_template_cannot_reach_out_of_its_sandbox(run: Run, planned: Path, tmp_path: Path) -> None:
    own = planned / "templates"
    own.mkdir()
    (own / "letters.md.j2").write_text("{{ ''.__class__.__mro__[1].__subclasses__() }}", "utf-8")
    assert run("report", planned, "--output", tmp_path / "r.html").exit_code == 3
    assert not (tmp_path / "r.html").exists()


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
