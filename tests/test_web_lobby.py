"""The page before an office: those that lie here, a new one, and what opens when no verb is named."""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from compliance import files
from compliance.commands import entrance
from compliance.errors import CannotAccess
from compliance.usecases.opening import open_office
from tests import web_server
from tests.conftest import Run

OTHER = {"name": "ادارهٔ کل آزمایش استان فارس", "province": "fars"}


@pytest.fixture
def here(office: Path, tmp_path: Path) -> Path:
    """A folder with an office, a broken one, and one that is none."""
    folder = tmp_path / "here"
    shutil.copytree(office, folder / "bushehr")
    shutil.copytree(office, folder / "broken")
    (folder / "broken" / "office.yaml").write_text("id: [", "utf-8")
    (folder / "papers").mkdir()
    return folder


def sent(visitor: web_server.Visitor, path: str, **fields: str) -> web_server.Answer:
    return visitor.ask("POST", path, urlencode(fields).encode())


def test_an_office_that_lies_here_is_opened_by_the_same_session(here: Path) -> None:
    with web_server.choosing(here, "fa") as lobby:
        visitor = web_server.visitor(lobby)
        page = visitor.ask("GET", "/").text
        assert "ادارهٔ کل ثبت احوال استان بوشهر" in page
        assert 'value="papers"' not in page
        answer = sent(visitor, "/choose", folder="bushehr")
        assert (answer.status, answer.headers["hx-redirect"]) == (200, "/")
        home = visitor.ask("GET", "/").text
        assert "ادارهٔ کل ثبت احوال استان بوشهر" in home
        assert "پاسخ‌های بعدی" in home
        assert sent(visitor, "/choose", folder="bushehr").status in (404, 405)  # the choice was made


def test_a_broken_office_says_what_is_wrong_and_cannot_be_opened(here: Path) -> None:
    with web_server.choosing(here) as lobby:
        visitor = web_server.visitor(lobby)
        assert "office.yaml" in visitor.ask("GET", "/").text
        shown = visitor.ask("GET", "/").text
        assert "cannot be opened" in shown
        assert re.search(r"here/broken/office\.yaml:[12]: seen: YAML cannot be read here", html.unescape(shown))
        assert 'name="folder" value="broken"' not in shown, "there is a button to open it"
        answer = sent(visitor, "/choose", folder="broken")
        assert answer.status == 422
        assert "office.yaml" in answer.text
        assert "Which office?" in visitor.ask("GET", "/").text


def test_an_office_without_rounds_names_the_problems_of_its_description_too(here: Path) -> None:
    shutil.rmtree(here / "broken" / "rounds")
    with web_server.choosing(here) as lobby:
        shown = html.unescape(web_server.visitor(lobby).ask("GET", "/").text)
    assert re.search(r"here/broken/office\.yaml:[12]: seen: YAML cannot be read here", shown)
    assert "here/broken/rounds: seen: no round" in shown


def test_an_office_whose_record_is_damaged_is_not_offered_either(here: Path) -> None:
    """The list looks at all that opening looks at."""
    path = here / "bushehr" / "rounds" / web_server.ROUND / "log.jsonl"
    path.write_text("{}\n", "utf-8")
    with web_server.choosing(here, "fa") as lobby:
        shown = web_server.visitor(lobby).ask("GET", "/").text
    assert 'name="folder" value="bushehr"' not in shown
    assert re.search(r"log\.jsonl:[1۱]", html.unescape(shown))
    assert "history --" not in shown, "a verb is no way of the page"


@pytest.mark.parametrize("folder", ["", "nowhere", "papers", "../here/bushehr", "/etc", "bushehr/../bushehr"])
def test_only_an_office_of_the_list_is_opened(here: Path, folder: str) -> None:
    with web_server.choosing(here) as lobby:
        visitor = web_server.visitor(lobby)
        assert sent(visitor, "/choose", folder=folder).status == 422
        assert "Which office?" in visitor.ask("GET", "/").text


def test_a_new_office_is_laid_down_and_opened(here: Path) -> None:
    with web_server.choosing(here, "fa") as lobby:
        visitor = web_server.visitor(lobby)
        assert sent(visitor, "/create", **OTHER, site="", id="").status == 200
        assert OTHER["name"] in visitor.ask("GET", "/").text
    opened = open_office(here / "office")
    assert (opened.folder.office.name.fa, opened.folder.office.province) == (OTHER["name"], "fars")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({**OTHER, "name": " "}, "the name of the office"),
        ({**OTHER, "id": "../x"}, "lower-case letters"),
        ({**OTHER, "id": "bushehr"}, "a folder that is not empty"),
        ({**OTHER, "id": "x" * 300}, "use a shorter name"),
        ({**OTHER, "province": "atlantis"}, "a province of Iran"),
        ({**OTHER, "province": ""}, "choose one of the list"),
        ({**OTHER, "site": "این نیست"}, "write the whole address of the site"),
        ({**OTHER, "site": "ftp://rah.ir"}, "write the whole address of the site"),
    ],
    ids=lambda given: str(given)[-30:],
)
def test_what_cannot_be_laid_down_is_said_and_changes_nothing(here: Path, fields: dict[str, str], said: str) -> None:
    before = sorted(here.rglob("*"))
    with web_server.choosing(here) as lobby:
        answer = sent(web_server.visitor(lobby), "/create", **fields)
        assert answer.status == 422
        assert said in answer.text
    assert sorted(here.rglob("*")) == before


def test_every_field_that_is_wrong_is_named_at_once_and_keeps_its_text(here: Path) -> None:
    typed = {"name": "اداره & کل", "province": "fars", "site": "این نیست", "id": "Fars"}
    with web_server.choosing(here) as lobby:
        text = sent(web_server.visitor(lobby), "/create", **typed).text
    boxes = dict(re.findall(r'<div class="wrong" id="wrong-(\w+)">(.*?)</div>', text))
    assert [name for name, box in boxes.items() if box] == ["site", "id"]
    assert "این نیست" in boxes["site"]
    assert set(re.findall(r'aria-describedby="wrong-(\w+)" aria-invalid="true"', text)) == {"site", "id"}
    for name in ("name", "site", "id"):
        assert f'name="{name}" value="{html.escape(typed[name])}"' in text
    assert '<option value="fars" selected>' in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("rah.ir", "https://rah.ir"),
        (" www.rah.ir/fa ", "https://www.rah.ir/fa"),
        ("HTTP://rah.ir:8080", "http://rah.ir:8080"),
        ("\u200erah.ir\u200f", "https://rah.ir"),
        ("ثبت.ایران", "https://ثبت.ایران"),
        ("", ""),
    ],
)
def test_an_address_is_read_as_people_name_it(here: Path, written: str, read: str) -> None:
    with web_server.choosing(here) as lobby:
        visitor = web_server.visitor(lobby)
        assert sent(visitor, "/create", **OTHER, site=written, id="new").status == 200
        assert visitor.ask("GET", "/").status == 200
    assert open_office(here / "new").folder.office.site == read


def test_an_office_that_could_not_be_written_whole_is_taken_back(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle leaves nothing that stands in the way of the next try."""
    write_text = files.write_text

    def full(path: Path, text: str) -> None:
        if path.name == "answers.yaml":
            raise CannotAccess(str(path), "the disk is full", "make room")
        write_text(path, text)

    before = sorted(here.rglob("*"))
    monkeypatch.setattr(files, "write_text", full)
    with web_server.choosing(here) as lobby:
        answer = sent(web_server.visitor(lobby), "/create", **OTHER, id="new")
        assert "the disk is full" in answer.text
        assert "Nothing was changed" not in answer.text
    assert sorted(here.rglob("*")) == before


def test_markup_in_a_name_is_text(here: Path) -> None:
    with web_server.choosing(here) as lobby:
        visitor = web_server.visitor(lobby)
        assert sent(visitor, "/create", **{**OTHER, "name": "<script>alert(1)</script>"}, id="odd").status == 200
        assert "<script>alert" not in visitor.ask("GET", "/").text


def test_strangers_choose_nothing(here: Path) -> None:
    with web_server.choosing(here) as lobby:
        stranger = web_server.Visitor(lobby.port)
        assert stranger.ask("GET", "/").status == 403
        inside = web_server.visitor(lobby)
        body = urlencode({"folder": "bushehr"}).encode()
        assert inside.ask("POST", "/choose", body, Origin="http://evil.example").status == 403
        assert inside.ask("GET", "/", Host="evil.example").status == 421


def test_without_a_verb_and_a_screen_the_help_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPLIANCE_DESKTOP", raising=False)
    result = run()
    assert result.exit_code == 0
    assert "check" in result.stdout


def test_without_a_verb_the_page_opens_on_a_desktop(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bool] = []
    monkeypatch.setenv("COMPLIANCE_DESKTOP", "1")
    monkeypatch.setattr(entrance, "choose_office", lambda: opened.append(True))
    assert run().exit_code == 0
    assert opened == [True]
    assert run("checklists", "list").exit_code == 0
    assert opened == [True]


def test_a_session_from_afar_or_through_a_pipe_is_no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPLIANCE_DESKTOP", raising=False)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert entrance.on_desktop()
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    assert not entrance.on_desktop()
