"""The local page: what a browser sends, and what it gets back."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from pytest_bdd import given, parsers, then, when

from tests import web_server
from tests.steps.answering import WHO, changes
from tests.steps.scene import Scene, whole
from tests.web_server import Answer, Visitor


class Browser:
    """Somebody at the page: the tabs that show a question, and the last answer of the server."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self.visitor, self.token = visitor, token
        self.fact = ""
        self.tabs: dict[int, dict[str, str]] = {}
        self.last = Answer(0, {}, "")

    def look(self, fact: str) -> dict[str, str]:
        """What a page that shows a question carries along."""
        shown = self.visitor.ask("GET", f"/question/{fact}").text
        found = re.search(r'name="base" value="([^"]*)"', shown)
        assert found
        return {"base": html.unescape(found[1])}

    def send(self, fact: str, typed: str, carried: dict[str, str], **headers: str) -> None:
        """Send a question's form."""
        fields = dict(parse_qsl(typed.replace("+", "%2B").replace("note==", "note=%3D"), keep_blank_values=True))
        body = urlencode({**fields, **carried}).encode()
        self.last = self.visitor.ask("POST", f"/answer/{fact}", body, **headers)


@pytest.fixture
def browser(scene: Scene) -> Iterator[Browser]:
    with web_server.served(scene.office, "fa", WHO) as site:
        yield Browser(web_server.visitor(site), site.door.token)


@given("صفحهٔ محلی اداره باز است")
def opened(scene: Scene, browser: Browser) -> None:
    assert browser.visitor.ask("GET", "/").status == 200


@when(parsers.re(r"که در صفحه به «(?P<fact>[\w.-]+)» پاسخ «(?P<typed>[^»]*)» داده می‌شود"))
def answered(scene: Scene, browser: Browser, fact: str, typed: str) -> None:
    scene.before = scene.files()
    browser.send(fact, typed, browser.look(fact))


@given(parsers.re(r"دو زبانه «(?P<fact>[\w.-]+)» را نشان می‌دهند"))
def two_tabs(browser: Browser, fact: str) -> None:
    browser.fact, browser.tabs = fact, {1: browser.look(fact), 2: browser.look(fact)}


@given(parsers.re(r"زبانهٔ (?P<tab>\d) پاسخ «(?P<typed>[^»]*)» را داده است"))
@when(parsers.re(r"(که )?زبانهٔ (?P<tab>\d) پاسخ «(?P<typed>[^»]*)» را می‌دهد"))
def from_a_tab(browser: Browser, tab: str, typed: str) -> None:
    browser.send(browser.fact, typed, browser.tabs[whole(tab)])
    browser.tabs[whole(tab)]["typed"] = typed


@when(parsers.re(r"که زبانهٔ (?P<tab>\d) پاسخ خود را جایگزین می‌کند"))
def put_mine(browser: Browser, tab: str) -> None:
    found = re.search(r'hx-vals="([^"]*)"', browser.last.text)
    assert found, "there is nothing to choose"
    choice: dict[str, Any] = json.loads(html.unescape(found[1]))
    browser.send(browser.fact, browser.tabs[whole(tab)]["typed"], choice)


@when("که کس دیگری نشانی آغاز را باز می‌کند")
def another(browser: Browser) -> None:
    browser.last = Visitor(browser.visitor.port).ask("GET", f"/enter?token={browser.token}")


@when(
    parsers.re(
        r"که درخواستی با سرآیند «(?P<name>[\w-]+)» برابر «(?P<value>[^»]*)» "
        r"پاسخ «(?P<typed>[^»]*)» را به «(?P<fact>[\w.-]+)» می‌فرستد"
    )
)
def foreign(scene: Scene, browser: Browser, name: str, value: str, typed: str, fact: str) -> None:
    carried = browser.look(fact)
    scene.before = scene.files()
    browser.send(fact, typed, carried, **{name.replace("-", "_"): quote(value, safe=":/=.")})


@when(parsers.re(r"که برنامه در صفحه( با علامت «(?P<tick>\w+)»)? تصویب می‌شود"))
def approved(browser: Browser, tick: str | None) -> None:
    seen = re.search(r'name="seen" value="(\w+)"', browser.visitor.ask("GET", "/review").text)
    assert seen
    body = urlencode({"seen": seen[1], **({tick: "1"} if tick else {})}).encode()
    browser.last = browser.visitor.ask("POST", "/review/approve", body)


@then(parsers.re(r"صفحه «(?P<text>[^»]+)» را نشان می‌دهد"))
def shows(browser: Browser, text: str) -> None:
    assert text in re.sub("[\u2066-\u2069]", "", html.unescape(browser.last.text))


@then("صفحه پاسخ را ذخیره‌شده نشان می‌دهد")
def is_saved(browser: Browser) -> None:
    assert browser.last.status == 200
    assert 'class="saved"' in browser.last.text, browser.last.text


@then("صفحه می‌گوید که پاسخ ذخیره نشده است")
def is_not_saved(browser: Browser) -> None:
    assert browser.last.status == 200
    assert 'class="saved"' not in browser.last.text
    assert 'class="wrong"' in browser.last.text or 'class="unfinished"' in browser.last.text


@then(parsers.re(r"آخرین تغییر سابقه از «(?P<where>\w+)» به نام «(?P<who>[^»]+)» است"))
def recorded(scene: Scene, where: str, who: str) -> None:
    last = changes(scene)[-1]
    assert (last["where"], last["who"]) == (where, who)


@then(parsers.re(r"صفحه هر دو پاسخ «(?P<one>[^»]+)» و «(?P<other>[^»]+)» را برای انتخاب نشان می‌دهد"))
def both(browser: Browser, one: str, other: str) -> None:
    shown = re.findall(r"<dd>(.*?)</dd>", browser.last.text)
    persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    assert one.translate(persian) in shown[1]
    assert other.translate(persian) in shown[2]


@then(parsers.re(r"صفحه «(?P<text>[^»]+)» را در خود ندارد"))
def without(browser: Browser, text: str) -> None:
    assert text not in browser.last.text


@then(parsers.re(r"درخواست با کد (?P<status>\d+) پذیرفته نمی‌شود"))
def is_refused(browser: Browser, status: str) -> None:
    assert browser.last.status == whole(status)
