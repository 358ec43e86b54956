"""Reports as people open them: written, self-contained, in the language asked for."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from pytest_bdd import given, parsers, then, when

from tests.steps.scene import CHECKLISTS, Scene, items_of, persian, plain_yaml, whole

PERSIAN_RUN = re.compile(r"[\u0600-\u06ff\u200c]+(?:[ ][\u0600-\u06ff\u200c]+)*")
NET_ATTRIBUTES = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href"}
FETCHING = {"link", "iframe", "object", "embed", "base", "img", "audio", "video", "source", "form"}
VOID = {"meta", "br", "hr", "img", "input", "link", "area", "base", "col", "embed", "source", "track", "wbr"}


class Page(HTMLParser):
    """The parts of a page the steps look at: root, tags, attributes, style, visible text by sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.style = self.script = ""
        self.visible: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "html":
            self.root = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        elif "script" in self.open:
            self.script += data
        elif data.strip():
            self.visible.append(re.sub(r"[\u2066-\u2069\u200e\u200f]", "", data).strip())


def report_file(scene: Scene) -> Path:
    """Return the report that was written last."""
    path: Path = scene.kept["report"]
    return path


def report_text(scene: Scene) -> str:
    """Return the report's text, without the marks that only steer direction and without a page's script."""
    text = re.sub(r"<script.*?</script>", "", report_file(scene).read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"[\u2066-\u2069\u200e\u200f]", "", text)


def section(scene: Scene, heading: str) -> list[str]:
    """Return the lines of a Markdown report below a heading, up to the next heading of any level."""
    lines = report_text(scene).split("\n")
    starts = [n for n, line in enumerate(lines) if line.lstrip("#").strip() == heading and line.startswith("#")]
    assert len(starts) == 1, heading
    rest = lines[starts[0] + 1 :]
    end = next((n for n, line in enumerate(rest) if line.startswith("#")), len(rest))
    return rest[:end]


@given(parsers.re(r"متغیر زبان «(?P<language>\w+)» است"))
def language_variable(scene: Scene, language: str) -> None:
    scene.environment["COMPLIANCE_LANG"] = language
    scene.language = None


@given(parsers.re(r"گزینهٔ زبان «(?P<language>\w+)» است"))
def language_option(scene: Scene, language: str) -> None:
    scene.language = language


@when(parsers.re(r"که گزارش «(?P<format_>\w+)» نوشته می‌شود"))
def write_report(scene: Scene, format_: str) -> None:
    scene.kept["report"] = scene.base / f"report.{format_}"
    scene.run("report", str(scene.office), "--output", str(scene.kept["report"]))


@when("که گزارش با قالب ناشناخته خواسته می‌شود")
def unknown_format(scene: Scene) -> None:
    scene.kept["report"] = scene.base / "report.odt"
    scene.run("report", str(scene.office), "--output", str(scene.kept["report"]))


@then("گزارش نوشته شده است و هیچ پرونده‌ای از اداره تغییر نکرده است")
def report_written(scene: Scene) -> None:
    assert report_file(scene).stat().st_size > 1000
    assert scene.before
    assert scene.files() == scene.before
    assert str(report_file(scene)) in scene.errors
    assert scene.output == ""


@then("گزارشی نوشته نشده است")
def report_not_written(scene: Scene) -> None:
    assert not report_file(scene).exists()
    assert scene.files() == scene.before


@then(parsers.re(r"گزارش «(?P<words>[^»]+)» را دارد"))
def report_has(scene: Scene, words: str) -> None:
    assert words in report_text(scene)


@then(parsers.re(r"گزارش «(?P<words>[^»]+)» را ندارد"))
def report_has_not(scene: Scene, words: str) -> None:
    assert words not in report_text(scene)


@then("گزارش همهٔ اقدام‌ها و درخواست‌های برنامهٔ ذخیره‌شده را دارد")
def report_has_plan(scene: Scene) -> None:
    plan, text = scene.kept["plan"], report_text(scene).replace("\\", "")
    assert plan["actions"]
    assert plan["requests"]
    for action in plan["actions"]:
        rows = [line for line in text.split("\n") if line.startswith("|") and action["title"]["fa"] in line]
        dates = (persian(action["start"]), persian(action["end"]))
        listed = [row for row in rows if all(d in row for d in dates)]
        assert listed, action["id"]
        if action["authority"] == "joint":
            assert all("(با همکاری ستاد مرکزی)" in row for row in listed), action["id"]
    assert "joint" in {action["authority"] for action in plan["actions"]}
    for request in plan["requests"]:
        assert request["title"]["fa"] in text


@then("صفحه هیچ درخواستی به شبکه نمی‌فرستد")
def self_contained(scene: Scene) -> None:
    page = Page(report_file(scene).read_text("utf-8"))
    assert page.tags >= {"html", "style", "table", "svg"}
    assert page.tags.isdisjoint(FETCHING)
    fetched = [v for name, v in page.attributes if name in NET_ATTRIBUTES and not v.startswith(("#", "data:"))]
    assert fetched == []
    sources = re.findall(r"url\(\s*['\"]?([^)]{0,40})", page.style)
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert "@import" not in page.style
    assert page.script
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\b|\.src\b", page.script)
    assert not any(name.startswith("on") for name, _value in page.attributes)


@then(parsers.re(r"زبان صفحه «(?P<language>\w+)» و جهت آن «(?P<direction>\w+)» است"))
def page_direction(scene: Scene, language: str, direction: str) -> None:
    root = Page(report_file(scene).read_text("utf-8")).root
    assert (root["lang"], root["dir"]) == (language, direction)


@then("عددها و تاریخ‌های صفحه با رقم فارسی است")
def persian_digits(scene: Scene) -> None:
    texts = Page(report_file(scene).read_text("utf-8")).visible
    refs = [basis.get("ref", {}) for _i, item in items_of("programme") for basis in item["basis"].values()]
    citations = [ref if isinstance(ref, str) else ref["fa"] for ref in refs if ref]
    visible = "\n".join(text for text in texts if not any(citation in text for citation in citations))
    scene.run("check", str(scene.office), "--json")
    score = persian(str(scene.json["checklists"][0]["score"]))
    assert score in visible
    assert re.search(r"۱۴۰۵/\d\d/\d\d", visible)
    assert not re.search(r"[0-9]{4}/[0-9]{2}/[0-9]{2}", visible)
    assert not re.search(r"[0-9][٪%]|[0-9]٫[0-9]", visible)
    assert [text for text in texts if re.fullmatch(r"[0-9.,/]+", text)] == []


@then("خلاصهٔ مدیریتی وضع کنونی را با امتیاز، بازه و پوشش پاسخ می‌آورد")
def brief_state(scene: Scene) -> None:
    state = " ".join(section(scene, "خلاصهٔ مدیریتی")).replace("\\", "")
    scene.run("check", str(scene.office), "--json")
    record = scene.json["checklists"][0]
    for number_ in (record["score"], record["high"], round(100 * record["coverage"], 1)):
        assert persian(str(number_)) in state, number_


@then(parsers.re(r"تصمیم‌های خواسته‌شده از مدیرکل دست‌کم یک و حداکثر (?P<most>\d+) است"))
def decisions(scene: Scene, most: str) -> None:
    asked = [line for line in section(scene, "تصمیم‌های مورد انتظار از مدیرکل") if re.match(r"\d+\. ", line)]
    assert 1 <= len(asked) <= whole(most)


@then(parsers.re(r"برگ نخست صفحه حداکثر (?P<most>\d+) تصمیم و حداکثر (?P<actions>\d+) اقدام دارد"))
def brief_page(scene: Scene, most: str, actions: str) -> None:
    text = report_file(scene).read_text("utf-8")
    found = re.search(r'<section[^>]* id="brief".*?</section>', text, re.DOTALL)
    assert found is not None
    sheet = found[0]
    listed = re.search(r'<ul class="decisions">(.*?)</ul>', sheet, re.DOTALL)
    assert listed is not None
    assert 1 <= listed[1].count("<li>") <= whole(most)
    body = re.search(r"<tbody>(.*?)</tbody>", sheet, re.DOTALL)
    assert body is not None
    assert 1 <= body[1].count("<tr>") <= whole(actions)


@then("هر نوشتهٔ فارسی گزارش از پرونده‌های خود اداره است")
def only_office_persian(scene: Scene) -> None:
    assert foreign_persian(scene, report_text(scene)) == []


@then("هر نوشتهٔ فارسی خروجی از پرونده‌های خود اداره است")
def only_office_persian_output(scene: Scene) -> None:
    assert scene.output.strip()
    assert foreign_persian(scene, scene.output) == []


def foreign_persian(scene: Scene, text: str) -> list[str]:
    """Return the Persian words of a text that stand in no file of the office."""
    own = " ".join(data.decode("utf-8", "ignore") for data in scene.files().values())
    known = set(PERSIAN_RUN.findall(own))
    words = {word for run in known for word in run.split()}
    return sorted({run for run in PERSIAN_RUN.findall(text) if any(word not in words for word in run.split())})


@then("نام همهٔ شاخص‌ها در گزارش انگلیسی است")
def english_titles(scene: Scene) -> None:
    text = report_text(scene)
    indicators = plain_yaml(CHECKLISTS / "programme.yaml")["indicators"]
    assert indicators
    for indicator in indicators:
        assert indicator["title"]["en"] in text
        assert indicator["title"]["fa"] not in text


@then("نام همهٔ شاخص‌ها در خروجی انگلیسی است")
def english_output(scene: Scene) -> None:
    for indicator in plain_yaml(CHECKLISTS / "programme.yaml")["indicators"]:
        assert indicator["title"]["fa"] not in scene.output
        assert indicator["title"]["en"].split()[0] in scene.output


@then("نام همهٔ شاخص‌ها در خروجی فارسی است")
def persian_output(scene: Scene) -> None:
    for indicator in plain_yaml(CHECKLISTS / "programme.yaml")["indicators"]:
        assert indicator["title"]["fa"] in scene.output


@then("دادهٔ خروجی در دو زبان یکی است")
def same_data(scene: Scene) -> None:
    scene.language = "fa"
    scene.run("check", str(scene.office), "--json")
    in_persian = scene.json
    scene.language = "en"
    scene.run("check", str(scene.office), "--json")
    in_english = scene.json
    numbers = [
        [(i["id"], i["points"], i["status"], i["value"]) for r in c["indicators"] for i in r["items"]]
        for record in (in_persian, in_english)
        for c in record["checklists"]
    ]
    assert numbers[0] == numbers[1]
    assert numbers[0]
