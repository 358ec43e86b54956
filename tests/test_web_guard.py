"""Who gets into the local page, and what a request has to bring; asked by hand, as a hostile page or program would."""

from __future__ import annotations

import html
import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from compliance import extras
from compliance.web.calls import Refused
from compliance.web.door import Door
from compliance.web.fields import base, packed
from compliance.web.site import Site
from tests import web_server
from tests.conftest import EXAMPLE
from tests.web_server import ROUND, Visitor

FACT = "website.https"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One office for all: what is refused here changes nothing."""
    return Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("guarded") / "office"))


@pytest.fixture(scope="module")
def site(office: Path) -> Iterator[Site]:
    with web_server.served(office) as running:
        yield running


@pytest.fixture(scope="module")
def visitor(site: Site) -> Visitor:
    return web_server.visitor(site)


@pytest.fixture
def fresh(office: Path) -> Iterator[Site]:
    """A server that nobody came into."""
    with web_server.served(office) as running:
        yield running


def answers(office: Path) -> bytes:
    return (office / "rounds" / ROUND / "answers.yaml").read_bytes()


def form(**fields: str) -> bytes:
    return urlencode({"base": "null", **fields}).encode()


def base_of(text: str) -> str:
    """Return what a page carries along of an answer as it was."""
    found = re.search(r'name="base" value="([^"]*)"', text)
    assert found
    return html.unescape(found[1])


class TestTheEntrance:
    def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(self, fresh: Site) -> None:
        answer = Visitor(fresh.port).ask("GET", f"/enter?token={fresh.door.token}")
        assert (answer.status, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(web_server.COOKIE(fresh.port) + "=")
        assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
        assert fresh.door.token not in cookie

    def test_the_token_opens_the_page_once(self, fresh: Site) -> None:
        assert Visitor(fresh.port).ask("GET", f"/enter?token={fresh.door.token}").status == 303
        again = Visitor(fresh.port).ask("GET", f"/enter?token={fresh.door.token}")
        assert again.status == 403
        assert "set-cookie" not in again.headers

    def test_whoever_is_in_may_use_the_old_address_without_another_cookie(self, site: Site, visitor: Visitor) -> None:
        again = visitor.ask("GET", f"/enter?token={site.door.token}")
        assert (again.status, "set-cookie" in again.headers) == (303, False)

    def test_a_look_ahead_does_not_use_the_token_up(self, fresh: Site) -> None:
        assert Visitor(fresh.port).ask("HEAD", f"/enter?token={fresh.door.token}").status == 403
        assert Visitor(fresh.port).ask("GET", f"/enter?token={fresh.door.token}").status == 303

    @pytest.mark.parametrize("token", ["", "x", "نشان", "x" * 5000])
    def test_a_wrong_token_opens_nothing(self, token: str) -> None:
        door = Door()
        assert door.exchange(token) is None
        assert door.exchange(door.token)

    def test_without_the_cookie_every_page_says_in_persian_what_to_do(self, office: Path) -> None:
        with web_server.served(office, lang="fa") as running:
            for path in ("/", "/questions", f"/question/{FACT}", "/pulse", "/nowhere", "/papers/all.pdf"):
                answer = Visitor(running.port).ask("GET", path)
                assert answer.status == 403
                assert 'lang="fa" dir="rtl"' in answer.text
                assert "ثبت احوال" not in answer.text

    @pytest.mark.parametrize("cookie", ["{}=guess", "{}=", "{}", "other=1", '{}="\\\\"', "=;;=,"])
    def test_a_guessed_or_broken_cookie_is_none(self, site: Site, cookie: str) -> None:
        sent = cookie.format(web_server.COOKIE(site.port))
        assert Visitor(site.port).ask("GET", "/", Cookie=sent).status == 403


class TestForeignPages:
    @pytest.mark.parametrize(
        "host",
        ["example.com", "127.0.0.1", "127.0.0.1:{other}", "evil.localhost:{port}", "[::1]:{port}", "127.1:{port}",
         "localhost.:{port}", "127.0.0.1:{port}.evil.example", "LOCALHOST:{port}", "", None],
    )  # fmt: skip
    def test_another_host_is_refused_before_anything_else(
        self, visitor: Visitor, host: str | None, office: Path
    ) -> None:
        """A name that another site makes point to this computer gets nowhere, with the cookie or a token."""
        named = None if host is None else host.format(port=visitor.port, other=visitor.port + 1)
        before = answers(office)
        assert visitor.ask("GET", "/", Host=named).status in (421, 400)
        body = form(value="no")
        assert visitor.ask("POST", f"/answer/{FACT}", body, Host=named).status in (421, 400)
        assert answers(office) == before

    def test_two_hosts_are_none(self, visitor: Visitor) -> None:
        with socket.create_connection(("127.0.0.1", visitor.port)) as wire:
            wire.sendall(
                f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nHost: evil.example\r\nCookie: {visitor.cookie}\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            assert wire.recv(64).split()[1] in (b"400", b"421")

    def test_localhost_is_this_computer_too(self, visitor: Visitor) -> None:
        assert visitor.ask("GET", "/", Host=f"localhost:{visitor.port}").status == 200

    @pytest.mark.parametrize(
        "sent",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Origin": "http://localhost:{port}"},  # another name of this computer is another origin
            {"Origin": "https://127.0.0.1:{port}"},
            {"Origin": "http://127.0.0.1:{port}/"},
            {"Origin": None},
            {"Origin": None, "Sec-Fetch-Site": "cross-site"},
            {"Origin": None, "Sec-Fetch-Site": "same-site"},
            {"Origin": None, "Sec-Fetch-Site": "none"},
            {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
            {"X-CSRF-Token": None},
            {"X-CSRF-Token": "guess"},
            {"X-CSRF-Token": ""},
            {"Cookie": None},
        ],
    )
    def test_a_change_from_elsewhere_is_refused(
        self, visitor: Visitor, office: Path, sent: dict[str, str | None]
    ) -> None:
        before = answers(office)
        headers = {k: v.format(port=visitor.port) if v else v for k, v in sent.items()}
        assert visitor.ask("POST", f"/answer/{FACT}", form(value="no"), **headers).status == 403
        assert visitor.ask("POST", "/stop", b"", **headers).status == 403
        assert answers(office) == before

    def test_a_change_of_the_page_itself_is_made(self, visitor: Visitor, office: Path) -> None:
        before = answers(office)
        assert visitor.ask("POST", f"/answer/{FACT}", form(note="دیده شد")).status == 200
        after = answers(office)
        kept: dict[str, str | None] = {"Origin": None, "Sec-Fetch-Site": "same-origin"}
        assert visitor.ask("POST", "/answer/website.load-time", form(note="دیده شد"), **kept).status == 200
        assert before != after != answers(office)

    @pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO"])
    def test_other_methods_are_refused(self, visitor: Visitor, method: str) -> None:
        assert visitor.ask(method, "/").status in (400, 405)

    def test_every_answer_forbids_frames_scripts_inside_and_keeping(self, visitor: Visitor) -> None:
        for path in ("/", "/nowhere", "/static/web.js", "/static/nothing"):
            headers = visitor.ask("GET", path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self';" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"

    def test_nothing_but_this_computers_own_address_is_listened_on(self, site: Site) -> None:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as six, pytest.raises(ConnectionRefusedError):
            six.connect(("::1", site.port))
        with socket.socket() as other, pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", site.port))


class TestBodies:
    def test_a_form_larger_than_any_page_sends_is_refused(self, visitor: Visitor, office: Path) -> None:
        before = answers(office)
        assert visitor.ask("POST", f"/answer/{FACT}", form(note="x" * 70_000)).status == 413
        assert answers(office) == before

    @pytest.mark.parametrize("body", [b"", b"base=", b"base=%7B", b"base=[1]", b"base=%22x%22", b"\xff\xfe",
                                      b"base=" + b"[" * 30_000, b"&".join(b"a=1" for _ in range(200))])  # fmt: skip
    def test_what_no_page_sends_is_refused(self, visitor: Visitor, office: Path, body: bytes) -> None:
        before = answers(office)
        assert visitor.ask("POST", f"/answer/{FACT}", body).status == 400
        assert answers(office) == before

    @pytest.mark.parametrize("path", ["/answer/no.such-fact", "/answer/..%2f..%2fetc", "/static/..%2f..%2fNOTICE",
                                      "/static/../NOTICE", "/questions/I99", "/questions/%00"])  # fmt: skip
    def test_unknown_paths_are_no_pages(self, visitor: Visitor, path: str) -> None:
        method = "POST" if path.startswith("/answer") else "GET"
        assert visitor.ask(method, path, form() if method == "POST" else None).status == 404

    def test_html_in_notes_and_names_is_text(self, visitor: Visitor) -> None:
        attack = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'>{{ 7*7 }}=HYPERLINK("http://evil")'
        saved = visitor.ask("POST", "/answer/security.isms", form(note=attack))
        assert saved.status == 200
        shown = visitor.ask("GET", "/question/security.isms").text
        for text in (saved.text, shown):
            assert "<script" not in text
            assert "<img" not in text
        assert "&lt;script&gt;" in shown
        assert "{{ 7*7 }}=HYPERLINK(" in shown

    def test_what_a_page_carries_along_is_read_as_it_was(self) -> None:
        from compliance.model.office import Evidence
        from compliance.model.stated import NOTHING, Stated

        letter = Evidence("letter", "217", "1405/05/02", "حراست", "محرمانه")
        for entry in (NOTHING, Stated("yes", note="n", evidence=(Evidence("file", "evidence/x"), letter), by="آ")):
            assert base({"base": packed(entry)}) == entry
        for text in ("{}[", json.dumps({"value": 1}), json.dumps({"value": "1", "evidence": [{}]}), "7"):
            with pytest.raises(Refused):
                base({"base": text})


def test_a_page_of_an_office_that_cannot_be_read_says_where_and_how_to_mend_it(fresh: Site, office: Path) -> None:
    visitor = web_server.visitor(fresh)
    path = office / "rounds" / ROUND / "answers.yaml"
    whole = path.read_bytes()
    path.write_bytes(whole + b"  website.https: {value: maybe}\n")
    try:
        answer = visitor.ask("GET", "/questions")
    finally:
        path.write_bytes(whole)
    assert answer.status == 422
    assert "answers.yaml" in answer.text
    assert "<html" in answer.text
    assert visitor.ask("GET", "/questions").status == 200


def test_an_entered_system_is_answered_on_its_own_pages(visitor: Visitor, office: Path) -> None:
    about = "checklist=award-system&system=electronic-archive"
    page = visitor.ask("GET", f"/questions?{about}")
    assert page.status == 200
    found = re.search(r'hx-post="/answer/([\w.-]+)\?checklist=award-system&amp;system=electronic-archive"', page.text)
    assert found
    before = answers(office)
    saved = visitor.ask("POST", f"/answer/{found[1]}?{about}", form(note="از صفحه"))
    assert saved.status == 200
    assert 'class="saved"' in saved.text
    assert answers(office) == before, "the office's own answers changed"
    assert "از صفحه" in (office / "rounds" / ROUND / "systems" / "electronic-archive.yaml").read_text("utf-8")
    assert visitor.ask("GET", f"/?{about}").status == 200
    assert visitor.ask("GET", "/?system=nobody").status == 422


def test_without_its_packages_the_verb_says_how_to_install_them(
    office: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(extras, "import_module", missing)
    result = run("web", office, "--no-browser")
    assert result.exit_code == 3
    assert 'pip install "provincial-compliance[web]"' in result.stderr


def test_a_port_that_is_taken_is_said(office: Path, run: Any, site: Site) -> None:
    result = run("web", office, "--no-browser", "--port", site.port)
    assert result.exit_code == 3
    assert f"127.0.0.1:{site.port}: this port cannot be used" in result.stderr


def test_an_office_that_cannot_be_read_is_said_before_anything_is_served(run: Any, tmp_path: Path) -> None:
    result = run("web", tmp_path, "--no-browser")
    assert result.exit_code == 3
    assert "http://" not in result.stderr


def test_the_page_ends_by_its_own_button_and_by_ctrl_c(office: Path) -> None:
    """Both ends are well: exit code 0, and what was answered is kept."""
    import signal

    with web_server.process(office) as running:
        assert Visitor(running.port).enter(running.entrance).ask("POST", "/stop", b"").status == 200
        assert running.process.wait(60) == 0
    with web_server.process(office) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(60) == 0
        assert running.process.stderr is not None
        assert "Traceback" not in running.process.stderr.read()


def test_a_second_condition_shows_its_criterion_and_no_target_of_another_fact(visitor: Visitor) -> None:
    """Zero warnings is the criterion of website.browser-warnings; the target of its item is of another fact."""
    shown = visitor.ask("GET", "/question/website.browser-warnings").text
    assert "a second condition of I1-01, without points of its own" in shown
    assert "target:" not in shown
    assert "target: yes" in visitor.ask("GET", "/question/website.https").text


def test_an_answer_shows_how_it_was_read_and_what_a_total_of_zero_makes_of_it(visitor: Visitor, office: Path) -> None:
    path, before = "/answer/website.sections", visitor.ask("GET", "/question/website.sections").text
    saved = visitor.ask("POST", path, form(counted="۱۶", total="۱۸", base=base_of(before)))
    assert "It was read as: 16 of 18" in saved.text
    nothing = visitor.ask("POST", path, form(counted="0", total="0", base=base_of(saved.text)))
    assert "0 of 0: the total is 0, so the question does not apply" in nothing.text


def test_people_who_share_a_computer_answer_under_their_own_names(fresh: Site, office: Path) -> None:
    visitor = web_server.visitor(fresh)
    assert visitor.ask("POST", "/name", form(by="  مریم   کریمی ")).status == 200
    before = base_of(visitor.ask("GET", "/question/network.restore-planned").text)
    assert visitor.ask("POST", "/answer/network.restore-planned", form(value="3", base=before)).status == 200
    assert "مریم کریمی" in visitor.ask("GET", "/").text
    assert "مریم کریمی" in answers(office).decode()
    for wrong in ("", "   ", "x" * 101, "a\0b"):
        assert visitor.ask("POST", "/name", form(by=wrong)).status == 422
    assert "مریم کریمی" in visitor.ask("GET", "/").text
