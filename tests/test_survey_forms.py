"""What a survey is held with, in real programs: the page in Chromium, the papers and the sheet in LibreOffice."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from compliance import extras, language
from compliance.errors import MissingExtra
from compliance.forms.survey import page as page_
from compliance.office.survey import columns
from compliance.scan.chromium import browser as browsers
from tests import documents, offices, pictures, window
from tests.chromium import CHROMIUM
from tests.conftest import TODAY, Run
from tests.offices import SOFFICE, libreoffice
from tests.surveyed import ASKED, SERVICES
from tests.window import Windows

SURVEY = Path("rounds") / "1405-2" / "survey"
LANGUAGES = ("fa", "en")
WIDTHS = (320, 390, 1280)
without_browser = pytest.mark.skipif(browsers.find() is None, reason="no Chromium here: apt-get install chromium")
in_browser = [pytest.mark.browser, without_browser]
WIDER = "document.documentElement.scrollWidth - innerWidth"


def laid_down(run: Run, office: Path, *more: str, lang: str = "fa") -> Path:
    result = run("survey", "new", office, *more, lang=lang)
    assert result.exit_code == 0, result.stderr
    return office / SURVEY


def code(folder: Path) -> str:
    return (folder / "lock.txt").read_text("utf-8").split()[-1]


class TestLayingDown:
    def test_every_form_is_there(self, office: Path, run: Run) -> None:
        names = {path.name for path in laid_down(run, office).iterdir()}
        forms = {"form.pdf", "form.docx", "form.html", "entry.csv", "entry.xlsx"}
        assert names == {"survey.yaml", "lock.txt"} | forms

    def test_without_the_packages_the_rest_is_there_and_said(
        self, office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(name: str, extra: str) -> Any:
            raise MissingExtra(extra)

        monkeypatch.setattr(extras, "package", missing)
        result = run("survey", "new", office)
        assert result.exit_code == 0
        assert {p.name for p in (office / SURVEY).iterdir()} == {"survey.yaml", "lock.txt", "form.html", "entry.csv"}
        assert result.stderr.count('pip install "provincial-compliance[documents]"') == 3

    def test_the_page_asks_for_no_command_of_who_holds_the_survey(self, office: Path, run: Run) -> None:
        """An office that starts by a double click knows no commands: the file goes to whoever runs the program."""
        said = {
            "fa": "فایل را به کسی بدهید که برنامهٔ خودارزیابی را روی رایانهٔ اداره اجرا می‌کند تا آن را وارد کند",
            "en": "give the file to whoever runs the program of the self-check on the office’s computer, to bring it in",
        }
        for lang in LANGUAGES:
            page = (laid_down(run, office, lang=lang) / "form.html").read_text("utf-8")
            assert said[lang] in page
            assert re.findall(r".survey \w+.", page.replace("compliance survey import", "")) == []
            assert len(re.findall(r"\([^()]{0,20}compliance survey import[^()]{1,2}\)", page)) == 1, "not in brackets"

    def test_again_keeps_words_typed_answers_and_code(self, office: Path, run: Run) -> None:
        """The forms are made anew with the office's own words."""
        folder = laid_down(run, office)
        before = code(folder)
        own = folder / "survey.yaml"
        own.write_text(
            own.read_text("utf-8").replace("مراحل و فرم‌ها چقدر ساده بود؟", "کار چقدر ساده پیش رفت؟"), "utf-8"
        )
        (folder / "entry.csv").write_text("typed", "utf-8")
        laid_down(run, office)
        assert "کار چقدر ساده پیش رفت؟" in (folder / "form.html").read_text("utf-8")
        assert (folder / "entry.csv").read_text("utf-8") == "typed"
        assert (folder / "entry-2.csv").is_file()
        assert code(folder) == before

    def test_elsewhere_the_questionnaire_stays_in_the_round(self, office: Path, run: Run, tmp_path: Path) -> None:
        folder = laid_down(run, office, "--output", str(tmp_path / "stick"))
        assert {path.name for path in folder.iterdir()} == {"survey.yaml"}
        assert (tmp_path / "stick" / "form.html").is_file()

    def test_services_are_named_in_the_questionnaire_and_an_unknown_one_is_refused(
        self, office: Path, run: Run
    ) -> None:
        refused = run("survey", "new", office, "--service", "99999999999")
        assert (refused.exit_code, (office / SURVEY).exists()) == (3, False)
        folder = laid_down(run, office, "--service", SERVICES[0], "--service", SERVICES[1])
        assert f"services: [{SERVICES[0]}, {SERVICES[1]}]" in (folder / "survey.yaml").read_text("utf-8")
        assert run("survey", "new", office, "--service", SERVICES[2]).exit_code == 3

    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            ("- {fa: متوسط, en: fairly}", "- {fa: خوب, en: good}", "scale"),
            ("  - {fa: متوسط, en: fairly}\n", "", "scale"),
            ("score: overall", "score: time", "question of the score"),
            ("- id: time", "- id: hours", "list of questions"),
            ("- id: visits", "- id: trips", "list of causes"),
            ("version: 1", "version: 2", "id or version"),
        ],
    )
    def test_more_than_words_may_not_be_changed(self, office: Path, run: Run, old: str, new: str, what: str) -> None:
        own = laid_down(run, office) / "survey.yaml"
        text = own.read_text("utf-8")
        assert old in text
        own.write_text(text.replace(old, new), "utf-8")
        for verb in ("new", "result"):
            refused = run("survey", verb, office)
            assert refused.exit_code == 3
            assert f"another {what} than that of the checklists" in refused.stderr

    def test_every_sheet_has_an_id_of_its_own(self, office: Path, run: Run) -> None:
        folder = laid_down(run, office, "--sheets", "500")
        with (folder / "entry.csv").open(encoding="utf-8-sig", newline="") as stream:
            ids = [row[0] for row in csv.reader(stream)][1:]
        assert len(set(ids)) == 500
        assert all(re.fullmatch("p-[0-9a-f]{16}", id_) for id_ in ids)


# --- the page


def page(lang: str, services: int = 3, lock: str = "123456") -> bytes:
    language.use(lang)
    about = [(id_, f"خدمت آزمایشی {n} (فرضی)") for n, id_ in enumerate(SERVICES[:services])]
    return page_.write(page_.Page("tiny", 'ادارهٔ "آزمایشی" <b>', "1405-2", ASKED, about, lock), None)


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with window.opened() as running:
        yield running


class TestPage:
    pytestmark = in_browser

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_nothing_overflows_and_axe_finds_nothing_in_any_state(self, windows: Windows, lang: str) -> None:
        """Before, refused, handed in, and with the office's part open; and the page asks for nothing but itself."""
        with windows.show(page(lang), 390) as shown:
            for state in (
                "0",
                "document.querySelector('[type=submit]').click(); 0",
                "document.querySelector('#first input').click(); document.querySelector('[type=submit]').click(); 0",
                "document.querySelector('#desk').open = true; document.querySelector('#code').value = '۱۲۳۴۵۶'; "
                "document.querySelector('#gate button').click(); document.querySelector('#clear').disabled = false; 0",
            ):
                shown.run(state)
                for width in WIDTHS:
                    shown.resize(width)
                    assert shown.run(WIDER) <= 0, (state, width)
                assert not shown.axe(), state
            assert shown.run("document.querySelector('#inside').hidden") is False
            (only,) = shown.asked()
            assert only.startswith("file:")
            assert not shown.said()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_is_touched_is_large_enough_for_a_finger(self, windows: Windows, lang: str) -> None:
        small = """[...document.querySelectorAll('.scale label, .boxes label, button, select, summary')]
          .map((one) => one.getBoundingClientRect()).filter((b) => b.width && (b.width < 44 || b.height < 44)).length"""
        with windows.show(page(lang), 390) as shown:
            assert shown.run(small) == 0

    def test_without_script_people_are_sent_to_the_paper(self, windows: Windows) -> None:
        with windows.show(page("en"), 390, script=False) as shown:
            assert "form on paper" in shown.run("document.body.innerText")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_pictures_to_look_at(self, windows: Windows, lang: str) -> None:
        for width in (390, 1280):
            with windows.show(page(lang), width) as shown:
                made = shown.picture(0, shown.run("document.documentElement.scrollHeight"))
                (pictures.folder() / f"survey-{lang}-{width}.png").write_bytes(made)
                assert made.startswith(b"\x89PNG")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_script_of_the_page_may_run(lang: str) -> None:
    written = page(lang).decode()
    (script,) = re.findall("<script>(.*?)</script>", written, re.S)
    (policy,) = re.findall('http-equiv="Content-Security-Policy" content="(.*?)"', written)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")
    assert "<b>" not in written.partition("<h1>")[0]  # the name of the office stays text
    without_font = re.sub(r"data:font/woff2;base64,[A-Za-z0-9+/=]+", "", written)
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", without_font)


@contextmanager
def visitors(path: Path) -> Iterator[Any]:
    """Open a page as a visitor's telephone does, in a real browser that keeps what it is given."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
        context.clock.set_fixed_time(datetime.combine(TODAY, time(12)))  # every test happens on that day
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        tab.goto(path.as_uri())
        try:
            yield tab
        finally:
            context.close()
            browser.close()


def answer(tab: Any, level: int, causes: int = 0, comment: str = "") -> None:
    """Fill in a sheet by keyboard alone, beginning at the first question, and go on to the next one."""
    tab.keyboard.press("Tab")  # from the service to the first question
    tab.keyboard.press("Space")
    for _step in range(level - 1):
        tab.keyboard.press("ArrowDown")
    for _question in range(5):
        tab.keyboard.press("Tab")
    for place in range(9):
        tab.keyboard.press("Tab")
        if place < causes:
            tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.type(comment)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#thanks:not([hidden])")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#form:not([hidden])")


def taken(tab: Any, code: str, path: Path) -> Path:
    """Open the office's part and take the answers out."""
    if not tab.evaluate("document.querySelector('#desk').open"):
        tab.locator("summary").press("Enter")
        tab.locator("#code").fill(code)
        tab.keyboard.press("Enter")
    with tab.expect_download() as download:
        tab.locator("#take").press("Enter")
    download.value.save_as(path)
    return path


@pytest.mark.browser
@without_browser
def test_ten_visitors_by_keyboard_on_a_telephone(office: Path, run: Run, tmp_path: Path) -> None:
    """Filled in, taken out, brought in twice, and counted; the next visitor sees nothing of the one before."""
    folder = laid_down(run, office)
    levels = [5, 4, 4, 3, 5, 2, 4, 1, 5, 4]
    with visitors(folder / "form.html") as tab:
        tab.locator("#service").focus()
        for number, level in enumerate(levels):
            answer(tab, level, causes=number % 3, comment='=1+1, "نقل" 09121234567' if number == 4 else "")
            assert tab.evaluate("[...new FormData(document.forms.form)].filter(([n, v]) => v).length") == 0
        assert tab.evaluate("document.activeElement.id") == "service"
        tab.reload()  # what was handed in stays
        assert tab.locator("#count").inner_text() == "۱۰"
        first = taken(tab, code(folder), tmp_path / "first.csv")
        assert first.read_bytes().startswith(b"\xef\xbb\xbfsheet,day,service,overall")
    once = run("survey", "import", office, first, "--yes", "--json")
    assert once.exit_code == 0, once.stderr
    again = run("survey", "import", office, first, "--yes", "--json")
    assert [json.loads(r.stdout)["new"] for r in (once, again)] == [10, 0]
    assert json.loads(once.stdout)["files"][0]["masked"] == 1
    few = json.loads(run("survey", "result", office, "--few", "--json").stdout)
    assert (few["n"], few["score"], few["few"]) == (10, 67.5, True)  # (5·3 + 4·4 + 3 + 2 + 1 = 37, less 10, of 40)
    assert {row["n"] for row in few["channels"] if row["id"] == "web"} == {10}


@pytest.mark.browser
@without_browser
def test_answers_go_only_by_the_code_and_after_they_were_taken_out(office: Path, run: Run, tmp_path: Path) -> None:
    folder = laid_down(run, office)
    with visitors(folder / "form.html") as tab:
        tab.locator("#service").focus()
        answer(tab, 3)
        tab.locator("summary").click()
        tab.locator("#code").fill("000000x")
        tab.keyboard.press("Enter")
        assert tab.locator("#wrong").inner_text()
        assert tab.locator("#take").is_hidden()
        tab.locator("#code").fill(code(folder).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
        tab.keyboard.press("Enter")
        assert tab.locator("#clear").is_disabled()
        taken(tab, code(folder), tmp_path / "a.csv")
        other = tab.context.new_page()  # somebody hands in, in another window, after the answers were taken out
        other.goto(tab.url)
        other.locator("#service").focus()
        answer(other, 5)
        tab.locator("#clear").click()
        assert tab.locator("#count").inner_text() == "۲"  # pressed once it only asks
        tab.locator("#clear").click()
        assert tab.locator("#count").inner_text() == "۱"
        assert len(taken(tab, "", tmp_path / "b.csv").read_text("utf-8-sig").split()) == 2


@pytest.mark.browser
@without_browser
def test_the_first_question_has_to_be_answered(office: Path, run: Run) -> None:
    folder = laid_down(run, office)
    with visitors(folder / "form.html") as tab:
        tab.locator("#form [type=submit]").press("Enter")
        assert tab.locator("#needed").is_visible()
        assert tab.evaluate("document.activeElement.name") == "overall"
        assert tab.locator("#count").inner_text() == "۰"
        tab.keyboard.press("Space")
        assert tab.locator("#needed").is_hidden()


@pytest.mark.browser
@without_browser
def test_who_walks_away_leaves_nothing_for_the_next_one_to_see(office: Path, run: Run) -> None:
    """After some minutes without a touch it is said, and a minute later the form is empty; nothing was handed in."""
    folder = laid_down(run, office)
    with visitors(folder / "form.html") as tab:
        tab.clock.install()
        tab.reload()
        tab.locator("#first label").first.click()
        tab.clock.run_for("04:10")
        assert tab.locator("#told").inner_text()
        tab.clock.run_for("01:10")
        assert tab.locator("#first input:checked").count() == 0
        assert tab.locator("#count").inner_text() == "۰"


@pytest.mark.browser
@without_browser
def test_a_browser_that_keeps_nothing_is_said_and_still_gives_the_answers_out(
    office: Path, run: Run, tmp_path: Path
) -> None:
    folder = laid_down(run, office)
    with visitors(folder / "form.html") as tab:
        tab.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        )
        tab.reload()
        assert tab.locator("#unkept").is_visible()
        tab.locator("#service").focus()
        answer(tab, 4)
        assert tab.locator("#count").inner_text() == "۱"
        assert "w-" in taken(tab, code(folder), tmp_path / "a.csv").read_text("utf-8-sig")


# --- papers and the sheet


@libreoffice
def test_libreoffice_opens_papers_and_the_sheet_that_comes_back_is_read(
    office: Path, run: Run, tmp_path: Path
) -> None:
    """The entry sheet filled in, saved by LibreOffice as workbook and as CSV: both say the same, once."""
    openpyxl = pytest.importorskip("openpyxl")
    folder = laid_down(run, office, "--service", SERVICES[0], "--service", SERVICES[1])
    book = openpyxl.load_workbook(folder / "entry.xlsx")
    sheet, heads = book.worksheets[0], {}
    for cell in book.worksheets[0][1]:
        heads[cell.value] = cell.column
    by_id = {column.id: heads[column.fa] for column in columns.of(ASKED)}
    choices = {str(rule.sqref).rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
    assert len(choices) == 1 + 1 + len(ASKED.questions) + len(ASKED.causes)
    for row in range(2, 34):
        sheet.cell(row, by_id["overall"], row % 5 + 1)
        sheet.cell(row, by_id["day"], "۱۴۰۵/۰۸/۰۵")
        sheet.cell(row, by_id["service"], f"{SERVICES[row % 2]} عنوان")
        sheet.cell(row, by_id["cause.cost"], 1 if row % 2 else None)
    typed = tmp_path / "typed"
    typed.mkdir()
    book.save(typed / "entry.xlsx")
    book.close()
    for name in ("form.docx",):
        (typed / name).write_bytes((folder / name).read_bytes())
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    utf8 = "csv:Text - txt - csv (StarCalc):59,34,76"
    for kind, name in (("xlsx", "entry.xlsx"), (utf8, "entry.xlsx"), ("pdf", "form.docx")):
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(saved)]
        subprocess.run([*command, str(typed / name)], capture_output=True, timeout=300, check=True)
    said = run(
        "survey", "import", office, saved / "entry.xlsx", saved / "entry.csv", typed / "entry.xlsx", "--yes", "--json"
    )
    assert said.exit_code == 0, said.stderr
    record = json.loads(said.stdout)
    assert (record["new"], record["repeated"]) == (32, 64)
    pages = offices.pages((saved / "form.pdf").read_bytes())
    assert len(pages) == 1
    assert "خیلی زیاد" in documents.plain(offices.text(pages[0]))


@pytest.mark.parametrize("services", [0, 1, 6])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_on_paper_is_one_page(office: Path, run: Run, lang: str, services: int) -> None:
    pytest.importorskip("typst")
    register = [*SERVICES, "99100003100", "99100003200", "99100004000"][:services]
    folder = laid_down(run, office, *(word for id_ in register for word in ("--service", id_)), lang=lang)
    made = offices.pages((folder / "form.pdf").read_bytes())
    assert len(made) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_on_paper_asks_for_no_number_and_one_day(office: Path, run: Run, lang: str) -> None:
    """Neither date nor number of a letter stand beside the title of a form that people fill in unnamed."""
    pytest.importorskip("typst")
    folder = laid_down(run, office, lang=lang)
    day, number = ("تاریخ:", "شماره:") if lang == "fa" else ("Day:", "Number:")
    on_pdf = documents.plain(offices.text(offices.pages((folder / "form.pdf").read_bytes())[0]))
    with zipfile.ZipFile(folder / "form.docx") as package:
        in_word = documents.plain(
            "".join(re.findall("<w:t[^>]*>([^<]*)<", package.read("word/document.xml").decode()))
        )
    for text in (on_pdf, in_word):
        assert text.count(day) == 1
        assert number not in text
        assert "Date:" not in text
