"""The local page in a real browser: answering, evidence, two tabs, the terminal beside it, keyboard, every width."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from compliance import clock
from compliance.model.record import Author, Wanted, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import log
from compliance.office.desk import Desk
from compliance.scan.chromium import browser as browsers
from compliance.usecases import planning
from compliance.usecases.opening import open_office
from compliance.web import papers
from compliance.web.site import Site
from tests import web_server
from tests.conftest import ROOT
from tests.web_server import ROUND

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright here")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browsers.find() is None, reason="no Chromium here: apt-get install chromium"),
]
COUNTS, LEVEL, YES, NUMBER = "network.counties", "security.isms", "website.https", "website.load-time"
AXE = (ROOT / "compliance" / "scan" / "chromium" / "axe" / "axe.min.js").read_text("utf-8")
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(browsers.find()), args=["--no-sandbox"])
        yield running
        running.close()


def tab_of(browser: Browser, size: tuple[int, int] = (1200, 900)) -> Page:
    """A tab of a window of its own, with cookies of its own; what does not come soon does not come."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(10_000)
    return context.new_page()


@pytest.fixture
def site(office: Path) -> Iterator[Site]:
    with web_server.served(office) as running:
        yield running


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    """A tab that came in; whatever it complains about fails the test, and so does a request to elsewhere."""
    tab, wrong = tab_of(chromium), list[str]()
    context = tab.context
    context.on("request", lambda asked: None if asked.url.startswith(site.address) else wrong.append(asked.url))
    context.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    refused = "status of 422"  # of a browser that remarks on what the page itself shows
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(site.entrance)
    assert tab.url == site.address, "the token stays in the address"
    yield tab
    context.close()
    assert not [text for text in wrong if refused not in text]


def desk(office: Path) -> Desk:
    return open_office(office, ROUND).desk()


def stated(office: Path, fact: str) -> Stated:
    return desk(office).state().get(Key("", fact), NOTHING)


def question(page: Page, fact: str) -> Any:
    return page.locator("#q-" + fact.replace(".", "_"))


def show(page: Page, site: Site, path: str) -> None:
    page.goto(site.address + path)


def saved(article: Any) -> None:
    article.locator(".state .saved").wait_for()


def indicator_of(office: Path, fact: str) -> str:
    programme = open_office(office).instruments.checklists["programme"]
    return next(i.id for i in programme.indicators for item in i.items if item.fact == fact)


class TestAnswering:
    def test_each_kind_of_answer_is_saved_as_it_is_given(self, page: Page, site: Site, office: Path) -> None:
        """With author, day and source; the score moves at once, and the words stay where they were typed."""
        show(page, site, "questions")
        before = page.locator("#score .number b").inner_text()
        question(page, YES).locator("[value=no]").check()
        saved(question(page, YES))
        counts = question(page, COUNTS)
        counts.locator("[name=counted]").fill("۷")
        counts.locator("[name=total]").fill("")
        counts.locator("[name=total]").blur()
        counts.locator(".unfinished").wait_for()
        counts.locator("[name=total]").fill("10")
        counts.locator("[name=total]").press("Enter")
        saved(counts)
        assert counts.locator("[name=counted]").input_value() == "۷"
        question(page, LEVEL).locator("[type=radio]").nth(3).check()
        saved(question(page, LEVEL))
        question(page, NUMBER).locator("[name=value]").fill("3/5")
        question(page, NUMBER).locator("[name=value]").blur()
        saved(question(page, NUMBER))
        assert stated(office, YES)[0] == "no"
        assert stated(office, COUNTS)[1:3] == ("7", "10")
        assert stated(office, LEVEL)[0] == "3"
        assert stated(office, NUMBER)[0] == "3.5"
        assert stated(office, NUMBER)[6:8] == ("1405/09/07", "کارشناس")
        last = log.read(desk(office).log_path).entries[-1]
        assert (last.where, last.who) == (Where.WEB, "کارشناس")
        assert page.locator("#score .number b").inner_text() != before

    def test_what_cannot_be_read_is_said_at_its_field_and_stays_typed(
        self, page: Page, site: Site, office: Path
    ) -> None:
        before = stated(office, COUNTS)
        show(page, site, "questions")
        counts = question(page, COUNTS)
        counts.locator("[name=counted]").fill("12")
        counts.locator("[name=total]").fill("10")
        counts.locator("[name=total]").blur()
        wrong = counts.locator(".wrong")
        wrong.wait_for()
        assert "count 12 above total 10" in wrong.inner_text()
        assert counts.locator("[name=counted]").get_attribute("aria-invalid") == "true"
        assert counts.locator("[name=counted]").input_value() == "12"
        assert stated(office, COUNTS) == before
        counts.locator("[name=counted]").fill("9")
        counts.locator("[name=counted]").blur()
        saved(counts)
        assert counts.locator("[name=counted]").get_attribute("aria-invalid") == "false"

    @pytest.mark.heavy
    def test_both_counts_typed_into_one_field_stand_in_their_own_fields(
        self, page: Page, site: Site, office: Path
    ) -> None:
        show(page, site, "questions")
        counts = question(page, COUNTS)
        counts.locator("[name=total]").fill("")
        counts.locator("[name=percent]").fill("")
        counts.locator("[name=counted]").fill("۱۶ مورد از ۱۸")
        counts.locator("[name=counted]").press("Enter")
        saved(counts)
        assert stated(office, COUNTS)[1:3] == ("16", "18")
        assert [counts.locator(f"[name={name}]").input_value() for name in ("counted", "total", "percent")] == [
            "16", "18", "",
        ]  # fmt: skip

    def test_a_field_knows_what_its_number_can_be(self, page: Page, site: Site, office: Path) -> None:
        """And says it, with the unit, of a number that is impossible."""
        show(page, site, "questions")
        number = question(page, NUMBER).locator("[name=value]")
        assert [number.get_attribute(name) for name in ("min", "max", "step", "inputmode")] == [
            "0", "86400", "any", "decimal",
        ]  # fmt: skip
        drop = question(page, "office.visits-drop").locator("[name=value]")
        assert [drop.get_attribute(name) for name in ("min", "inputmode")] == ["-10000", "text"]
        before = stated(office, NUMBER)
        number.fill("-۱")
        number.blur()
        wrong = question(page, NUMBER).locator(".wrong")
        wrong.wait_for()
        assert "a number from 0 to 86400 (seconds)" in wrong.inner_text()
        assert stated(office, NUMBER) == before

    def test_what_does_not_apply_needs_its_reason(self, page: Page, site: Site, office: Path) -> None:
        show(page, site, "questions")
        article = question(page, NUMBER)
        article.locator("form summary").click()
        article.locator("[name=not_applicable]").check()
        article.locator(".unfinished").wait_for()
        assert stated(office, NUMBER).not_applicable is None
        article.locator("[name=reason]").fill("تارنما هنوز راه‌اندازی نشده است")
        article.locator("[name=reason]").blur()
        saved(article)
        assert stated(office, NUMBER).not_applicable == "تارنما هنوز راه‌اندازی نشده است"

    @pytest.mark.heavy
    def test_an_answer_is_preferred_to_a_computed_one_with_a_reason(
        self, page: Page, site: Site, office: Path
    ) -> None:
        show(page, site, "questions")
        article = page.locator(".question:has(.computed)").first
        fact = article.get_attribute("id").removeprefix("q-").replace("_", ".")
        article.locator("[name=counted]").fill("1")
        article.locator("[name=total]").fill("2")
        article.locator("[name=total]").blur()
        saved(article)
        article.get_by_text("still holds").wait_for()
        article.locator("form summary").click()
        article.locator("[name=override]").fill("فهرست خدمات قدیمی است")
        article.locator("[name=override]").blur()
        article.get_by_text("still holds").wait_for(state="detached")
        assert stated(office, fact).override == "فهرست خدمات قدیمی است"

    @pytest.mark.heavy
    def test_an_answer_is_taken_away_and_a_remark_leaves_its_author(
        self, page: Page, site: Site, office: Path
    ) -> None:
        before = stated(office, YES)
        show(page, site, "questions")
        article = question(page, YES)
        article.locator("form summary").click()
        article.locator("[name=note]").fill("<b>=1+1</b>")
        article.locator("[name=note]").blur()
        saved(article)
        assert stated(office, YES) == before._replace(note="<b>=1+1</b>")
        with page.expect_response("**/answer/**"):
            article.get_by_role("button", name="Take the answer away").click()
        assert article.locator("[type=radio]:checked").count() == 0
        assert stated(office, YES).value is None
        assert stated(office, YES).note == "<b>=1+1</b>"

    def test_a_reload_in_the_middle_of_a_save_loses_nothing(self, page: Page, site: Site, office: Path) -> None:
        """The page goes while the server is still writing: the answer is there when it comes back."""
        show(page, site, "questions")
        page.on("dialog", lambda dialog: dialog.accept())
        with page.expect_request("**/answer/**"):
            question(page, LEVEL).locator("[type=radio]").nth(4).check()
        page.reload()
        if not question(page, LEVEL).locator("[type=radio]").nth(4).is_checked():
            page.reload()  # it came back before the save was through
        assert question(page, LEVEL).locator("[type=radio]").nth(4).is_checked()
        assert stated(office, LEVEL).value == "4"

    @pytest.mark.heavy
    def test_carried_over_answers_count_once_they_are_confirmed(
        self, office: Path, run: Any, chromium: Browser
    ) -> None:
        assert run("new-round", office, "1406-1").exit_code == 0
        with web_server.served(office) as site:
            page = tab_of(chromium)
            page.goto(site.entrance)
            assert "wait to be confirmed" in page.locator(".warning").first.inner_text()
            show(page, site, "questions")
            article = page.locator(".question:has(.proposal)").first
            fact = article.get_attribute("id").removeprefix("q-").replace("_", ".")
            name = article.get_attribute("id")
            article.get_by_role("button", name="Confirm it").click()
            page.locator(f"#{name} .saved").wait_for()
            page.locator(f"#{name} .proposal").wait_for(state="detached")
            now = open_office(office).desk().state()[Key("", fact)]
            assert now.answers
            page.context.close()

    @pytest.mark.heavy
    def test_filters_narrow_the_questions(self, page: Page, site: Site) -> None:
        show(page, site, "questions")
        every = page.locator(".question").count()
        page.get_by_label("Only without an answer").check()
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_load_state()
        assert 0 < page.locator(".question").count() < every
        show(page, site, "questions?unit=sec")
        assert 0 < page.locator(".question").count() < every
        show(page, site, "questions?text=HTTPS")
        assert 0 < page.locator(".question").count() < every


class TestTogether:
    def test_two_tabs_lose_nothing_and_are_told(self, page: Page, site: Site, office: Path) -> None:
        """The second tab sees both answers and chooses; what the first one said stands until then."""
        other = page.context.new_page()
        for tab in (page, other):
            show(tab, site, "questions")
        question(page, NUMBER).locator("[name=value]").fill("5")
        question(page, NUMBER).locator("[name=value]").blur()
        saved(question(page, NUMBER))
        article = question(other, NUMBER)
        article.locator("[name=value]").fill("6")
        article.locator("[name=value]").blur()
        article.locator(".conflict").wait_for()
        other_answer, mine = article.locator(".conflict dd").all_inner_texts()[1:]
        assert re.sub("[\u2066-\u2069]", "", other_answer).startswith("5 seconds")
        assert re.sub("[\u2066-\u2069]", "", mine).startswith("6 seconds")
        assert "(کارشناس, 1405/09/07)" in re.sub("[\u2066-\u2069]", "", other_answer), "who holds the value now"
        assert article.get_by_text("Answered by").count() == 0, "the line below names whoever answered before"
        assert stated(office, NUMBER).value == "5"
        article.get_by_role("button", name="Put mine in its place").click()
        saved(article)
        assert stated(office, NUMBER).value == "6"
        # and the other way: the first tab is told, and keeps what stands
        article = question(page, NUMBER)
        article.locator("[name=value]").fill("7")
        article.locator("[name=value]").blur()
        article.locator(".conflict").wait_for()
        article.get_by_role("button", name="Keep the other one").click()
        article.locator(".conflict").wait_for(state="detached")
        assert article.locator("[name=value]").input_value() == "6"
        assert stated(office, NUMBER).value == "6"

    def test_the_terminal_beside_it_loses_nothing(self, page: Page, site: Site, office: Path) -> None:
        """A note from the terminal and an answer from the page stand together, and the page shows both."""
        show(page, site, "questions")
        base = stated(office, NUMBER)
        author = Author("پایانه", Where.TERMINAL, clock.today())
        noted = base._replace(note="از پایانه")
        assert not desk(office).enter([Wanted(Key("", NUMBER), base, noted)], author).conflicts
        article = question(page, NUMBER)
        article.locator("[name=value]").fill("8")
        article.locator("[name=value]").blur()
        article.get_by_text("together with what was changed elsewhere").wait_for()
        assert article.locator("[name=note]").input_value() == "از پایانه"
        assert (stated(office, NUMBER).value, stated(office, NUMBER).note) == ("8", "از پایانه")

    def test_a_contradiction_with_the_terminal_is_shown(self, page: Page, site: Site, office: Path) -> None:
        show(page, site, "questions")
        base = stated(office, YES)
        author = Author("پایانه", Where.TERMINAL, clock.today())
        other = base._replace(value=None, not_applicable="تارنما نداریم", by="پایانه")
        assert not desk(office).enter([Wanted(Key("", YES), base, other)], author).conflicts
        answer = "no" if base.value == "yes" else "yes"
        question(page, YES).locator(f"[value={answer}]").check()
        question(page, YES).locator(".conflict").wait_for()
        assert "تارنما نداریم" in question(page, YES).locator(".conflict").inner_text()
        assert stated(office, YES) == other

    def test_a_page_is_told_of_questions_that_changed_elsewhere(self, page: Page, site: Site, office: Path) -> None:
        show(page, site, "questions")
        base = stated(office, NUMBER)
        author = Author("پایانه", Where.TERMINAL, clock.today())
        desk(office).enter([Wanted(Key("", NUMBER), base, base._replace(value="9"))], author)
        question(page, YES).locator("[type=radio]:not(:checked)").first.check()  # any save looks at once
        told = question(page, NUMBER).locator(".changed-elsewhere")
        told.wait_for()
        assert page.locator("#elsewhere").is_visible()
        told.get_by_role("button").click()
        told.wait_for(state="detached")
        assert question(page, NUMBER).locator("[name=value]").input_value() == "9"

    def test_a_file_that_is_broken_meanwhile_is_said_and_the_page_goes_on_once_it_is_mended(
        self, page: Page, site: Site, office: Path
    ) -> None:
        """Somebody's editor saved half of it: nothing is written over, and no word in the page is lost."""
        show(page, site, "questions")
        path = office / "rounds" / ROUND / "answers.yaml"
        whole = path.read_bytes()
        path.write_bytes(whole + b"  website.https: {value: maybe")
        number = question(page, NUMBER).locator("[name=value]")
        number.fill("5")
        number.blur()
        page.locator("#trouble li").wait_for()
        assert "answers.yaml" in page.locator("#trouble").inner_text()
        assert path.read_bytes() == whole + b"  website.https: {value: maybe"
        path.write_bytes(whole)
        number.fill("6")
        number.blur()
        saved(question(page, NUMBER))
        assert page.locator("#trouble").is_hidden()
        assert stated(office, NUMBER).value == "6"

    def test_a_server_that_is_gone_is_said(self, office: Path, chromium: Browser) -> None:
        with web_server.process(office) as running:
            page = tab_of(chromium)
            page.goto(running.entrance)
            page.goto(f"http://127.0.0.1:{running.port}/questions")
            running.process.kill()
            running.process.wait()
            question(page, LEVEL).locator("[type=radio]:not(:checked)").first.check()
            page.locator("#trouble").wait_for()
            assert "not saved" in page.locator("#trouble").inner_text()
            page.context.close()


class TestEvidence:
    def test_a_file_is_attached_listed_and_taken_away(
        self, page: Page, site: Site, office: Path, tmp_path: Path
    ) -> None:
        show(page, site, "questions")
        file = tmp_path / "گواهی ‮gpj.exe‬ <b>.png"
        file.write_bytes(b"not really a picture" * 1000)
        before = stated(office, LEVEL).evidence
        question(page, LEVEL).locator("input[type=file]").set_input_files(file)
        question(page, LEVEL).get_by_text("attached").wait_for()
        new = [piece for piece in stated(office, LEVEL).evidence if piece not in before]
        assert [(office / "rounds" / ROUND / piece.name).read_bytes() for piece in new] == [file.read_bytes()]
        assert not {"‮", "‬", "<", ">"} & set(new[0].name)
        row = question(page, LEVEL).locator(".pieces li").last
        row.get_by_role("button").click()
        question(page, LEVEL).get_by_text("taken away").wait_for()
        assert stated(office, LEVEL).evidence == before
        assert (office / "rounds" / ROUND / new[0].name).exists(), "history could not bring it back"

    @pytest.mark.heavy
    def test_a_letter_is_listed_and_a_wrong_day_said(self, page: Page, site: Site, office: Path) -> None:
        show(page, site, "questions")
        article = question(page, LEVEL)
        article.locator(".attach summary").click()
        article.get_by_label("Number of the letter").fill("1405/ح/217")
        article.get_by_label("Date (such").fill("1405/13/01")
        article.get_by_role("button", name="List the letter").click()
        article.locator(".attach .wrong").wait_for()
        assert article.get_by_label("Number of the letter").input_value() == "1405/ح/217", "what was typed went"
        article.get_by_label("Date (such").fill("۱۴۰۵/۶/۱۲")
        assert article.locator(".attach .wrong").is_hidden(), "an error stays while it is mended"
        article.get_by_label("Its class").fill("محرمانه")
        article.get_by_role("button", name="List the letter").click()
        article.get_by_text("listed: letter").wait_for()
        assert article.locator(".wrong").count() == 0
        assert ("letter", "1405/ح/217", "1405/06/12", None, "محرمانه") in stated(office, LEVEL).evidence

    @pytest.mark.heavy
    def test_an_answer_goes_on_after_evidence_was_attached(
        self, page: Page, site: Site, office: Path, tmp_path: Path
    ) -> None:
        """Both are kept: a page that attached a file does not take it for a stranger's change."""
        show(page, site, "questions")
        (tmp_path / "a.txt").write_text("الف", "utf-8")
        question(page, LEVEL).locator("input[type=file]").set_input_files(tmp_path / "a.txt")
        question(page, LEVEL).get_by_text("attached").wait_for()
        other = question(page, LEVEL).locator("[type=radio]:not(:checked)").first
        value = other.get_attribute("value")
        other.check()
        saved(question(page, LEVEL))
        assert stated(office, LEVEL).value == value
        assert "evidence/a.txt" in [piece.name for piece in stated(office, LEVEL).evidence]


def plan_of(office: Path) -> Any:
    found = planning.desk(open_office(office, ROUND)).read()
    assert found is not None
    return found


def slide(page: Page, name: str, value: str) -> None:
    """Move a slider, as a person does, and wait for the plan that follows."""
    with page.expect_response("**/plan/try**"):
        page.locator(f"#wish [name={name}]").fill(value)
    page.locator("#busy:not(.htmx-request)").wait_for()


class TestPlanning:
    def test_sliders_make_another_plan_and_the_shown_one_is_saved(self, page: Page, site: Site, office: Path) -> None:
        show(page, site, "plan")
        page.locator("#result .figures").wait_for()
        page.get_by_label("No target").uncheck()
        slide(page, "target", "65")
        small = page.locator("#result .figures b").all_inner_texts()
        assert page.locator("#wish output").first.inner_text() == "65"
        assert not (office / "rounds" / ROUND / "plan.yaml").exists(), "trying saved something"
        page.get_by_role("button", name="Save this plan").click()
        page.locator("#result .saved").wait_for()
        saved = plan_of(office)
        assert saved.plan.goal.target == 65
        assert saved.hash in page.locator("#result .saved").inner_text()
        slide(page, "target", "75")
        assert page.locator("#result .figures b").all_inner_texts() != small
        assert "added" in page.locator("#result .strong").first.inner_text()
        page.locator("#wish summary").click()
        slide(page, "factor-it", "50")
        assert page.locator("#result svg").count() > 0
        assert plan_of(office) == saved

    def test_a_budget_that_is_none_is_said(self, page: Page, site: Site) -> None:
        show(page, site, "plan")
        page.locator("#result .figures").wait_for()
        plan = page.locator("#result .figures").inner_text()
        assert page.locator("#former").is_hidden()
        slide(page, "budget", "۵ میلیون تومان")
        page.locator("#wrong-budget p").first.wait_for()
        assert "50" in page.locator("#wrong-budget").inner_text()
        assert page.locator("#trouble").is_hidden()
        assert page.locator("[name=budget]").get_attribute("aria-invalid") == "true"
        # the plan for what was asked before is still there, says so, and cannot be saved as the answer to this
        assert page.locator("#former").is_visible()
        assert page.locator("#result .figures").inner_text() == plan
        assert page.get_by_role("button", name="Save this plan").is_disabled()
        slide(page, "budget", "50")
        page.locator("#former").wait_for(state="hidden")
        assert page.locator("#wrong-budget").is_hidden()
        assert page.locator("[name=budget]").get_attribute("aria-invalid") == "false"
        assert page.get_by_role("button", name="Save this plan").is_enabled()

    @pytest.mark.heavy
    def test_a_plan_from_older_answers_is_shown_again_before_it_is_saved(
        self, page: Page, site: Site, office: Path
    ) -> None:
        show(page, site, "plan")
        page.locator("#result .figures").wait_for()
        now, author = desk(office).state(), Author("پایانه", Where.TERMINAL, clock.today())
        worse = Wanted(Key("", YES), now[Key("", YES)], now[Key("", YES)]._replace(value="no"))
        desk(office).enter([worse], author)
        page.get_by_role("button", name="Save this plan").click()
        page.get_by_text("Nothing was saved").wait_for()
        assert not (office / "rounds" / ROUND / "plan.yaml").exists()
        page.get_by_role("button", name="Save this plan").click()
        page.locator("#result .saved").wait_for()
        assert plan_of(office).plan.before["programme"] is not None


class TestReviewing:
    @pytest.fixture
    def planned(self, office: Path, run: Any) -> Path:
        assert run("plan", office, "--target", "70", "--save").exit_code == 0
        return office

    def test_what_is_shown_is_approved_by_letter(self, planned: Path, page: Page, site: Site) -> None:
        show(page, site, "review")
        saved = plan_of(planned)
        assert saved.hash in page.locator(".hash").inner_text()
        form = page.locator("form[hx-post='/review/approve']")
        form.get_by_label("Number of the letter").fill("1405/ح/217")
        form.get_by_role("button").click()
        form.locator(".wrong").wait_for()  # the date is missing
        assert not plan_of(planned).plan.approved
        form.get_by_label("Date of the letter").fill("1405/13/02")
        assert form.locator(".wrong").is_hidden(), "an error stays while it is mended"
        form.get_by_role("button").click()
        form.get_by_text("that exists").wait_for()
        assert form.get_by_label("Number of the letter").input_value() == "1405/ح/217", "what was typed went"
        form.get_by_label("Date of the letter").fill("۱۴۰۵/۰۹/۰۲")
        form.get_by_role("button").click()
        page.get_by_text(re.compile("Approved by letter .*1405")).wait_for()
        approval = plan_of(planned).plan.approval
        assert (approval.plan, approval.letter, approval.who) == (saved.hash, "1405/ح/217", "کارشناس")
        last = plan_of(planned).events[-1]
        assert (last.deed.value, last.where) == ("approved", Where.WEB)

    def test_every_decision_is_recorded_and_taken_back(self, planned: Path, page: Page, site: Site) -> None:
        show(page, site, "review")
        action = plan_of(planned).plan.actions[0].action.id

        def do(deed: str, button: str, **fields: str) -> None:
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            form = page.locator(f"form[hx-post='/review/{deed}']:has([name=action][value='{action}'])")
            for name, text in fields.items():
                form.locator(f"[name={name}]").fill(text)
            with page.expect_response("**/review/**"):
                form.get_by_role("button", name=button).click()
            page.locator("#board .saved").first.wait_for()

        do("exclude", "Leave it out", because="<b>پیمانکار</b> نداریم")
        assert plan_of(planned).plan.decisions.excluded == {action: "<b>پیمانکار</b> نداریم"}
        assert page.locator("b", has_text="پیمانکار").count() == 0
        do("admit", "Take it in again")
        do("fix", "Fix the day", day="1405/10/05")
        assert action in plan_of(planned).plan.decisions.fixed
        do("free", "Take the fixed day back")
        do("assign", "Assign", person="خانم رضایی")
        assert plan_of(planned).plan.decisions.people == {action: "خانم رضایی"}
        do("unassign", "Take the assignment back")
        do("comment", "Record the remark", text="دیده شد")
        assert plan_of(planned).plan.decisions.comments == {action: ("دیده شد",)}
        deeds = [event.deed.value for event in plan_of(planned).events]
        assert [d for d in deeds if d != "saved"] == [
            "excluded", "admitted", "fixed", "freed", "assigned", "unassigned", "commented",
        ]  # fmt: skip
        assert page.locator("#board table tbody tr").count() >= len(deeds)

    def test_a_plan_that_changed_meanwhile_is_not_approved(
        self, planned: Path, page: Page, site: Site, run: Any
    ) -> None:
        """Neither another plan nor another decision: what stands now is shown, and nothing is recorded."""
        show(page, site, "review")
        assert run("review", "comment", planned, "از پایانه").exit_code == 0
        events = plan_of(planned).events
        page.get_by_role("button", name="Approve this plan").click()
        page.get_by_text("changed meanwhile").wait_for()
        assert plan_of(planned).events == events
        assert page.get_by_text("از پایانه").count() > 0
        page.get_by_role("button", name="Approve this plan").click()
        page.locator("#board .saved").first.wait_for()
        assert plan_of(planned).plan.approved

    @pytest.mark.heavy
    def test_a_returned_plan_says_why(self, planned: Path, page: Page, site: Site) -> None:
        show(page, site, "review")
        form = page.locator("form[hx-post='/review/return']")
        form.get_by_role("button").click()
        form.locator(".wrong").wait_for()
        form.get_by_label("Reason").fill("بودجه تأیید نشده است")
        form.get_by_role("button").click()
        page.get_by_text("The plan was returned").wait_for()
        assert plan_of(planned).events[-1].text == "بودجه تأیید نشده است"

    def test_a_returned_plan_is_approved_only_by_saying_so(
        self, planned: Path, page: Page, site: Site, run: Any
    ) -> None:
        """The page says who returned it and why, and one press alone records nothing."""
        assert run("review", "return", planned, "--because", "نیرو کم است", "--by", "مدیرکل").exit_code == 0
        events = plan_of(planned).events
        show(page, site, "review")
        form = page.locator("form[hx-post='/review/approve']")
        assert re.sub("[\u2066-\u2069]", "", form.locator(".doubt").inner_text()) == (
            "The plan was returned by مدیرکل on 1405/09/07. Reason: نیرو کم است"
        )
        form.get_by_role("button").click()
        form.locator(".wrong").wait_for()
        assert plan_of(planned).events == events
        assert "--" not in form.inner_text()
        assert page.evaluate("document.activeElement.name") == "returned", "the keyboard is left without a place"
        page.keyboard.press("Space")
        for _step in range(4):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "do-approve-plan":
                break
        page.keyboard.press("Enter")
        page.locator("#board .saved").first.wait_for()
        assert page.evaluate("document.activeElement.closest('#board') !== null"), "the focus went"
        assert plan_of(planned).plan.approved

    def test_a_plan_edited_in_its_file_is_approved_only_by_saying_so(
        self, planned: Path, page: Page, site: Site
    ) -> None:
        path = planned / "rounds" / ROUND / "plan.yaml"
        path.write_text(path.read_text("utf-8").replace("budget: 12000", "budget: 11000", 1), "utf-8")
        events = plan_of(planned).events
        show(page, site, "review")
        form = page.locator("form[hx-post='/review/approve']")
        assert "was edited in its file" in form.locator(".doubt").inner_text()
        form.get_by_role("button").click()
        form.locator(".wrong").wait_for()
        assert plan_of(planned).events == events
        form.get_by_role("checkbox").check()
        form.get_by_role("button").click()
        page.locator("#board .saved").first.wait_for()
        assert plan_of(planned).plan.approved

    @pytest.mark.heavy
    def test_without_a_plan_the_page_leads_to_one(self, page: Page, site: Site) -> None:
        show(page, site, "review")
        page.get_by_role("link", name="Make a plan").click()
        page.locator("#result .figures").wait_for()


@pytest.mark.heavy
def test_papers_are_downloaded_as_they_are_written(page: Page, site: Site) -> None:
    show(page, site, "papers")
    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype", "md": b"#", "json": b"{"}
    links = page.locator("a[href^='/papers/assessment.']").all()
    assert len(links) == len(papers.installed()) >= 3
    for link in links:
        with page.expect_download() as download:
            link.click()
        path = download.value.path()
        kind = download.value.suggested_filename.rsplit(".")[-1]
        assert Path(path).read_bytes().lstrip(b"\xef\xbb\xbf")[:20].startswith(begins[kind][:2])


def test_no_page_complains_in_the_console(page: Page, site: Site, tmp_path: Path) -> None:
    """Nor where a browser's helper left an empty style on a field, which would be copied against the policy."""
    (tmp_path / "a.txt").write_text("الف", "utf-8")
    for path in ("", "questions", "questions?open=1", "plan", "review", "papers"):
        show(page, site, path)
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "for (const i of document.querySelectorAll('input')) { i.style.color = 'red'; i.style.color = ''; }"
        )
        if path == "questions":
            question(page, YES).locator("[type=radio]:not(:checked)").first.check()
            saved(question(page, YES))
            question(page, LEVEL).locator("input[type=file]").set_input_files(tmp_path / "a.txt")
            question(page, LEVEL).get_by_text("attached").wait_for()


PAGES = ("", "questions/I5", "questions?open=1", "plan", "review", "papers")
NARROW = r"""(() => {
  const wide = document.documentElement.clientWidth, wrong = [];
  if (document.documentElement.scrollWidth > wide) wrong.push(`page ${document.documentElement.scrollWidth} of ${wide}`);
  for (const target of document.querySelectorAll('main button, main summary, main input:not([type=hidden]), main select, nav a')) {
    const box = (target.closest('label') || target).getBoundingClientRect();
    if (box.width && (box.width < 24 || box.height < 24)) wrong.push(`small: ${target.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
  }
  return wrong;
})()"""


def axe(page: Page) -> list[str]:
    """What axe finds serious; it is put in by the browser itself, past the page's policy."""
    page.evaluate(AXE + "\n0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"][:3]
    ]


class TestForEverybody:
    @pytest.mark.parametrize("lang", ["fa", pytest.param("en", marks=pytest.mark.heavy)])
    def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_telephone(
        self, office: Path, chromium: Browser, lang: str, run: Any
    ) -> None:
        assert run("plan", office, "--target", "70", "--save").exit_code == 0
        with web_server.served(office, lang) as site:
            page = tab_of(chromium)
            page.goto(site.entrance)
            for path in PAGES:
                show(page, site, path)
                page.wait_for_load_state("networkidle")
                page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
                for width in (320, 390, 1200):
                    page.set_viewport_size({"width": width, "height": 800})
                    assert page.evaluate(NARROW) == [], (path, width)
                assert axe(page) == [], path
            page.context.close()

    def test_the_keyboard_alone_answers(self, page: Page, site: Site, office: Path) -> None:
        """From the top of the page to an answer: the skip link, the fields in their order, focus that stays."""
        show(page, site, f"questions/{indicator_of(office, NUMBER)}?text=load")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _step in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "value":
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Control+A")
        page.keyboard.type("4.25")
        page.keyboard.press("Enter")
        saved(question(page, NUMBER))
        assert page.evaluate("document.activeElement.name") == "value", "the focus went"
        assert stated(office, NUMBER).value == "4.25"
        show(page, site, "questions")
        question(page, LEVEL).locator("[type=radio]:checked").focus()
        now = int(stated(office, LEVEL).value or 0)
        page.keyboard.press("ArrowUp" if now else "ArrowDown")
        saved(question(page, LEVEL))
        assert stated(office, LEVEL).value == str(now - 1 if now else 1)

    def test_a_new_office_is_laid_down_by_keyboard_and_what_is_wrong_is_where_the_focus_goes(
        self, tmp_path: Path, chromium: Browser, office: Path
    ) -> None:
        here = tmp_path / "here"
        shutil.copytree(office, here / "broken")
        (here / "broken" / "office.yaml").write_text("id: [", "utf-8")
        with web_server.choosing(here, "fa") as lobby:
            page, wrong = tab_of(chromium), list[str]()
            page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
            page.goto(lobby.entrance)
            page.locator("#f-name").focus()
            page.keyboard.type("ادارهٔ کل ورزش استان فارس")
            page.keyboard.press("Tab")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
            page.keyboard.type("این نیست")
            page.keyboard.press("Enter")
            page.locator("#wrong-site p").first.wait_for()
            assert page.evaluate("document.activeElement.id") == "f-site"
            assert page.locator("#f-name").input_value() == "ادارهٔ کل ورزش استان فارس"
            assert page.locator("#f-province").input_value() == "east-azerbaijan"
            for width in (320, 390, 1200):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(NARROW) == [], width
            assert axe(page) == []
            page.keyboard.press("Control+A")
            page.keyboard.type("rah.ir")
            assert page.locator("#wrong-site").is_hidden(), "an error stays while it is mended"
            page.keyboard.press("Enter")
            page.get_by_role("link", name="پرسش‌ها").first.wait_for()
            page.context.close()
        assert open_office(here / "office").folder.office.site == "https://rah.ir"
        assert not [text for text in wrong if "status of 422" not in text]
