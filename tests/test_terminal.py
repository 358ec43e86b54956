"""Text for terminals: columns align, whatever letters the cells hold and whatever the console can do."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from compliance import language
from compliance.commands import console
from compliance.persian import marks
from compliance.report.screens.terminal import Mode, Sheet
from compliance.report.tables import Column, Table

CELLS = st.text(alphabet="اپچگیک‌ءهٔ ۰۱۲٪٫abcXYZ 019.-()", max_size=40)


def rendered(table: Table, mode: Mode, width: int) -> list[str]:
    sheet = Sheet()
    sheet.show(table)
    return sheet.render(mode, width).strip("\n").split("\n")


def edges(line: str) -> list[int]:
    """The columns of a line's separators, as a terminal shows them."""
    places, column = [], 0
    for sign in line:
        if sign in "|+":
            places.append(column)
        column += max(0, wcswidth(sign))
    return places


@pytest.mark.parametrize("mode", ["plain", "bidi", "visual"])
@pytest.mark.parametrize("lang", ["fa", "en"])
@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), st.integers(50, 160))
def test_separators_stand_below_each_other(
    mode: Mode, lang: str, rows: list[tuple[str, str, str]], width: int
) -> None:
    language.use(lang)
    table = Table((Column("سنجه", True), Column("پرسش با نیم‌فاصله"), Column("value")), tuple(rows))
    lines = rendered(table, mode, width)
    assert len({tuple(edges(line)) for line in lines if "|" in line or "+" in line}) == 1


def test_no_mark_reaches_a_pipe_and_the_order_is_logical(run: Callable[..., Result], office: Path) -> None:
    text = run("check", office, lang="fa").stdout
    assert not set(text) & set("\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c")
    assert "ادارهٔ کل ثبت احوال استان بوشهر، دورهٔ ۱۴۰۵-۲" in text
    assert "آیا تارنما روی دامنهٔ رسمی" in text


def test_a_bidi_terminal_gets_reversed_columns_and_marks() -> None:
    language.use("fa")
    table = Table((Column("یک"), Column("دو")), (("الف", "ب"),))
    first, _rule, row = rendered(table, "bidi", 80)
    assert first.index("دو") < first.index("یک")
    assert f"{marks.LRM} | {marks.LRM}" in row
    sheet = Sheet()
    sheet.say("جمله.")
    assert sheet.render("bidi", 80) == "جمله." + marks.RLM


def test_a_console_without_bidi_gets_joined_letters_in_visual_order() -> None:
    language.use("fa")
    sheet = Sheet()
    sheet.say("سلام ۱۴۰۵/۰۹/۰۱")
    text = sheet.render("visual", 80)
    assert text.startswith("۱۴۰۵/۰۹/۰۱")
    assert text.endswith("ﺳ")
    assert "سلام" not in text
    assert "\n" in _long("visual", 30)
    for line in _long("visual", 30).split("\n"):
        assert wcswidth(line) <= 30


def _long(mode: Mode, width: int) -> str:
    sheet = Sheet()
    sheet.say("امتیاز این اداره در این دوره از میانگین همهٔ اداره‌های استان بالاتر است.")
    return sheet.render(mode, width)


def test_optional_columns_give_way_before_numbers_are_cut() -> None:
    columns = (Column("id", True), Column("question"), Column("points", True), Column("cost", True, True))
    table = Table(columns, (("I1-01", "a long question " * 5, "1.50", "12000"),))
    assert "cost" in rendered(table, "plain", 80)[0]
    narrow = rendered(table, "plain", 32)
    assert "cost" not in narrow[0]
    assert "1.50" in narrow[2]
    assert all(wcswidth(line) <= 32 for line in narrow)


@pytest.mark.parametrize(
    ("environment", "platform", "bidi"),
    [
        ({"VTE_VERSION": "6800"}, "linux", True),
        ({"VTE_VERSION": "5202"}, "linux", False),
        ({"KONSOLE_VERSION": "220401"}, "linux", True),
        ({"TERM": "mlterm-256color"}, "linux", True),
        ({"TERM": "xterm-256color"}, "linux", False),
        ({}, "linux", False),
        ({"VTE_VERSION": "6800"}, "win32", False),
    ],
)
def test_which_consoles_are_known_to_do_bidi(environment: dict[str, str], platform: str, bidi: bool) -> None:
    assert console._knows_bidi(environment, platform) is bidi


def test_visual_is_on_where_no_bidi_terminal_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name in ("VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    console.force_visual(None)
    assert console.mode(Terminal()) == "visual"
    assert console.mode(io.StringIO()) == "plain"
    console.force_visual(False)
    assert console.mode(Terminal()) == "bidi"
    console.force_visual(True)
    assert console.mode(io.StringIO()) == "visual"
    console.force_visual(None)


def test_control_characters_of_a_name_do_not_reach_the_terminal(run: Callable[..., Result], office: Path) -> None:
    path = office / "office.yaml"
    name = '"office \\u001b[31m red \\u202e evil"'
    text = path.read_text("utf-8").replace("  fa: ادارهٔ کل ثبت احوال استان بوشهر", f"  fa: {name}")
    path.write_text(text, "utf-8")
    shown = run("check", office, lang="fa")
    assert "\x1b" not in shown.stdout
    assert "\u202e" not in shown.stdout


def test_rounds_percentages_and_ezafe_survive_visual_order() -> None:
    text = marks.visual("دورهٔ ۱۴۰۵-۲، پوشش ۹۶٫۶٪، ۱۴۰۵/۰۹/۰۱")
    for whole in ("۱۴۰۵-۲", "۹۶٫۶٪", "۱۴۰۵/۰۹/۰۱"):
        assert whole in text
    assert "I3" in marks.visual("I3 فضای اداری")
    assert marks.isolate_runs("I3") == marks.isolate("I3")
    assert "\u0654" not in text
    assert not set(text) & set("\u2066\u2067\u2069")
    assert "ﻼ\u064b" in marks.visual("کاملاً")


RUNS = {
    "برچسب‌های aria-* را": ["aria-*"],
    "عنصر <title> و </title> را": ["<title>", "</title>"],
    "پروندهٔ /.well-known/security.txt است.": ["/.well-known/security.txt"],
    "سنجش (FA-04) و TLS 1.0 و ۱۲٫۵٪": ["(FA-04)", "TLS 1.0"],
    "سرآیند X-Content-Type-Options: nosniff را": ["X-Content-Type-Options: nosniff"],
    "بنویسید width=device-width, initial-scale=1.": ["width=device-width, initial-scale=1"],
    '<meta name="viewport" content="a"> را': ['<meta name="viewport" content="a">'],
    "a > b و --lang fa|en": ["a > b", "--lang fa|en"],
    "میزبان‌های *.gov.ir و https://x.ir/a/": ["*.gov.ir", "https://x.ir/a/"],
}


@pytest.mark.parametrize("text", RUNS)
def test_latin_runs_keep_their_order_in_persian_sentences(text: str) -> None:
    """A run of Latin words with its signs stays whole: in visual order, in pages, and on terminals with bidi."""
    for run in RUNS[text]:
        assert run in marks.visual(text)
        assert marks.isolate(run) in marks.isolate_runs(text)
        guarded = marks.guard_runs(text)
        first, last = ("" if sign.isalnum() else marks.LRM for sign in (run[0], run[-1]))
        assert first + run + last in guarded
        assert guarded.replace(marks.LRM, "") == text


def test_what_belongs_to_the_sentence_stays_outside_of_runs() -> None:
    """Full stops, and brackets whose partner stands among Persian words, are the sentence's own."""
    assert marks.isolate_runs("(HTTPS یا HTTP).") == f"({marks.isolate('HTTPS')} یا {marks.isolate('HTTP')})."
    assert marks.guard_runs("(HTTPS یا HTTP).") == "(HTTPS یا HTTP)."
    assert marks.guard_runs("۱۴۰۵/۰۹/۰۱ و ۹۶٫۶٪ (۳ از ۴)") == "۱۴۰۵/۰۹/۰۱ و ۹۶٫۶٪ (۳ از ۴)"


@pytest.mark.parametrize("text", ["!" * 50_000, "(" * 50_000 + "a", "a " * 50_000, "<a " * 50_000, "1." * 50_000])
def test_runs_of_any_text_are_found_in_time(text: str) -> None:
    """Nothing that a page writes keeps the writer of lines busy."""
    begun = time.monotonic()
    assert marks.guard_runs(text).replace(marks.LRM, "") == text
    assert marks.isolate_runs(text)
    assert time.monotonic() - begun < 2


def test_brackets_open_towards_their_text_in_visual_order() -> None:
    assert marks.visual("(۱۴ از ۱۸)").startswith("(")
    assert marks.visual("(۱۴ از ۱۸)").endswith(")")
    assert "(HTTPS)" in marks.visual("نشانی امن (HTTPS) دارد")
    assert "rm (all) now" in marks.visual("فرمان rm (all) now است")
    quoted = marks.visual("«سلام» گفت")
    assert quoted.index("«") < quoted.index("»")
    assert marks.visual("نشانی (HTTPS…").count(")") == 1
