"""The director's page in a real browser: on every screen, by keyboard, without its script, and on paper."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import tempfile
from collections.abc import Iterable, Iterator
from enum import StrEnum
from fractions import Fraction
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from compliance import language
from compliance.errors import BadInput
from compliance.persian import letters, numbers
from compliance.report import emblems, fitting, html
from compliance.report.document import Bullets, Choices, Document, Fold, Grid, Paragraph, Part
from compliance.report.tables import make
from compliance.scan.chromium import browser as browsers
from tests import documents, pictures, window
from tests.documents import FORMS, HOSTILE
from tests.window import Window, Windows

LANGUAGES = ("fa", "en")
WIDTHS = (320, 390, 768, 1280)
# The letters that `arabic` is about stand in the Persian name only.
EVERY = [(form, lang) for lang in LANGUAGES for form in FORMS if (form, lang) != ("arabic", "en")]
COLOURFUL = ("planned", "approved", "unanswered")  # between them they have every colour
without_browser = pytest.mark.skipif(browsers.find() is None, reason="no Chromium here: apt-get install chromium")
in_browser = [pytest.mark.browser, without_browser]


@cache
def document(form: str, lang: str) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        return documents.document(form, Path(folder), lang)


@cache
def page(form: str, lang: str) -> bytes:
    shown = document(form, lang)
    language.use(lang)
    return html.write(shown)


def of(*blocks: Any, lang: str = "fa", one_page: bool = False) -> bytes:
    """A page with one part of these blocks."""
    language.use(lang)
    shown = document("planned", lang)
    return html.write(shown._replace(parts=(Part("brief", "بخش", blocks, one_page),)))


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with window.opened() as running:
        yield running


# --- on a screen

# Nothing is wider than the screen (a telephone's window grows with its page), nothing is cut, no target is too small
# for a finger, and in every drawing that is shown no text leaves it or touches another.
OPEN = """document.querySelectorAll('.tools .all[aria-expanded="false"]').forEach((b) => b.click());
  document.querySelectorAll('details').forEach((d) => { d.open = true; }); 0"""
MEASURE = r"""((wide) => {
  const wrong = [];
  if (document.documentElement.scrollWidth > wide) wrong.push(`page ${document.documentElement.scrollWidth} of ${wide}`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, home = node.parentElement;
    if (!node.data.trim() || home.closest('.skip, script, template, style') || !home.checkVisibility()) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.left < -1 || box.right > wide + 1) { wrong.push('outside: ' + node.data.slice(0, 60)); break; }
  }
  for (const place of document.querySelectorAll('main *'))
    if (place.clientWidth && !(place instanceof SVGElement) && getComputedStyle(place).overflowX !== 'visible'
        && place.scrollWidth > place.clientWidth + 1) wrong.push('cut: ' + place.className);
  for (const drawing of document.querySelectorAll('svg')) {
    const edge = drawing.getBoundingClientRect();
    if (!edge.width) continue;
    const texts = [...drawing.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([text, a], i) => {
      if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.top < edge.top - 1 || a.bottom > edge.bottom + 1)
        wrong.push('leaves its drawing: ' + text);
      for (const [other, b] of texts.slice(i + 1))
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > (a.height + b.height) * .2)
          wrong.push('overlap: ' + text + ' / ' + other);
    });
  }
  for (const target of document.querySelectorAll('button, summary, input, select, nav a')) {
    const box = target.getBoundingClientRect();
    if (box.width && (box.width < 24 || box.height < 24)) wrong.push(`small: ${target.textContent.slice(0, 40)} ${box.width}x${box.height}`);
  }
  return wrong;
})"""


class TestOnScreens:
    pytestmark = in_browser

    @pytest.mark.parametrize(("form", "lang"), EVERY)
    def test_nothing_overflows_is_cut_or_overlaps_and_axe_finds_nothing(
        self, windows: Windows, form: str, lang: str
    ) -> None:
        """On any screen, closed and open; and the page asks for nothing but itself and complains about nothing."""
        with windows.show(page(form, lang)) as shown:
            for width in (WIDTHS[0], WIDTHS[-1], 0, *WIDTHS):
                if width:
                    shown.resize(width)
                    assert not shown.run(f"{MEASURE}({width})"), width
                else:
                    shown.run(OPEN)
            (only,) = shown.asked()
            assert only.startswith("file:")
            assert not shown.said()
            assert not shown.axe(contrast=form in COLOURFUL)

    @pytest.mark.parametrize(("form", "lang"), [("planned", "fa"), ("approved", "en")])
    def test_axe_finds_nothing_on_a_telephone(self, windows: Windows, form: str, lang: str) -> None:
        with windows.show(page(form, lang), 390) as shown:
            shown.run(OPEN)
            assert not shown.axe()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_pictures_to_look_at(self, windows: Windows, lang: str) -> None:
        """Wide and narrow, as a director first sees it, and the plan with everything open."""
        for width in (1280, 390):
            with windows.show(page("planned", lang), width) as shown:
                top = 0
                for state in ("first", "plan"):
                    made = shown.picture(top, 2000)
                    (pictures.folder() / f"page-{lang}-{width}-{state}.png").write_bytes(made)
                    assert made.startswith(b"\x89PNG")
                    shown.run(OPEN)
                    top = shown.run("document.getElementById('plan').offsetTop")


def test_a_hostile_name_stays_text() -> None:
    """It stands in title, heading and head as it was written, and makes neither an element nor another script."""
    written = page("hostile", "fa").decode()
    assert written.count("<script") == 1
    assert unescape(re.findall("<h1>(.*?)</h1>", written)[0]).translate(dict.fromkeys(map(ord, "⁦⁩"))) == HOSTILE
    assert unescape(re.findall("<title>(.*?)</title>", written)[0]).startswith(HOSTILE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_script_of_the_page_may_run(lang: str) -> None:
    written = page("planned", lang).decode()
    (script,) = re.findall("<script>(.*?)</script>", written, re.S)
    (policy,) = re.findall('http-equiv="Content-Security-Policy" content="(.*?)"', written)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "fa" else "ltr"}">' in written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_names_nothing_outside_itself(lang: str) -> None:
    without_font = re.sub(r"data:font/woff2;base64,[A-Za-z0-9+/=]+", "", page("planned", lang).decode())
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", without_font)


# --- tables that readers order, search and open

NAMES = (
    "ی",
    "ژاله",
    "آبادان",
    "اراک",
    "پارس",
    "چابهار",
    "گرگان",
    "کرمان",
    "كرج",
    "ياسوج",
    "وراوی",
    "هرمز",
    "ب‌آب",
    "بابل",
)
ROWS = [
    (name, numbers.show(amount, 3), numbers.per_cent(share), day, "—" if at % 5 == 0 else f"واحد {at % 3}")
    for at, (name, amount, share, day) in enumerate(
        zip(
            NAMES,
            [Fraction(n, 8) for n in (9, 80, -3, 100, 1000, 0, 7, 8, 10, 11, 12, 640, 5, 2)],
            (9, 10, 100, Fraction(995, 10), 0, 5, 55, 7, 70, 8, 80, 6, 66, 1),
            [f"۱۴۰۵/{m:02d}/{d:02d}".translate({i + 48: 1776 + i for i in range(10)}) for m, d in random.Random(7).sample([(m, d) for m in range(1, 13) for d in range(1, 29)], 14)],
            strict=True,
        )
    )
]  # fmt: skip
COLUMNS = [("نام", False), ("امتیاز", True), ("سهم", True), ("آغاز", True), ("مسئول", False)]
BELONGING = make([("نام", False), ("پیش‌نیاز", False)], [(row[0], f"پیش‌نیازِ {row[0]}") for row in ROWS])
GRID = Grid(make(COLUMNS, ROWS), "اقدام‌ها", sortable=True, details=BELONGING, details_title="جزئیات")
# How the cells of a column stand, in each row that is not a row of details.
STANDING = "[...document.querySelectorAll('tbody tr:not(.detail)')].filter((r) => r.checkVisibility()).map((r) => r.cells[{}].textContent)"


def column(shown: Window, at: int) -> list[str]:
    return [documents.plain(text) for text in shown.run(STANDING.replace("{}", str(at)))]


def plain(rows: list[tuple[str, ...]], at: int) -> list[str]:
    return [documents.plain(row[at]) for row in rows]


@pytest.fixture
def table(windows: Windows) -> Iterator[Window]:
    with windows.show(of(GRID)) as shown:
        yield shown


class TestTables:
    pytestmark = in_browser

    @pytest.mark.parametrize(
        ("at", "key"),
        [
            (0, lambda row: letters.sort_key(row[0])),
            (1, lambda row: row[1].amount),
            (2, lambda row: row[2].amount),
            (3, lambda row: letters.ascii_digits(row[3])),
        ],
        ids=["names by the Persian alphabet", "numbers", "percentages", "dates"],
    )
    def test_a_heading_orders_the_rows_up_down_and_back(self, table: Window, at: int, key: Any) -> None:
        press = f"document.querySelectorAll('thead button')[{at}].click(); document.querySelectorAll('th:has(button)')[{at}].ariaSort"
        wanted = sorted(ROWS, key=key)
        assert table.run(press) == "ascending"
        assert column(table, 0) == plain(wanted, 0)
        assert table.run(press) == "descending"
        assert column(table, 0) == plain(wanted[::-1], 0)
        assert table.run(press) == "none"
        assert column(table, 0) == plain(ROWS, 0)

    def test_cells_with_nothing_come_last_in_either_direction(self, table: Window) -> None:
        for _direction in range(2):
            table.run("document.querySelectorAll('thead button')[4].click()")
            assert column(table, 4)[-3:] == ["—", "—", "—"]
            assert "—" not in column(table, 4)[:-3]

    def test_only_one_heading_says_that_it_orders(self, table: Window) -> None:
        for at in (1, 3):
            table.run(f"document.querySelectorAll('thead button')[{at}].click()")
        assert table.run("[...document.querySelectorAll('th:has(button)')].map((th) => th.ariaSort)") == [
            "none", "none", "none", "ascending", "none",
        ]  # fmt: skip

    def test_the_order_is_announced(self, table: Window) -> None:
        table.run("document.querySelectorAll('thead button')[3].click()")
        said = table.run("document.querySelector('[role=status]').textContent")
        assert "آغاز" in said
        assert "۱۴" in said

    def test_what_belongs_to_a_row_opens_below_it_and_stays_with_it(self, table: Window) -> None:
        follows = """[...document.querySelectorAll('tr.detail')].filter((r) => r.checkVisibility()).map((r) =>
          [r.previousElementSibling.cells[0].textContent, r.querySelector('dd').textContent])"""
        table.run("document.querySelectorAll('.more')[2].click(); document.querySelectorAll('.more')[5].click()")
        for press in ("", "document.querySelectorAll('thead button')[0].click()"):
            table.run(press)
            pairs = [[documents.plain(text) for text in pair] for pair in table.run(follows)]
            assert sorted(name for name, _said in pairs) == sorted(plain(ROWS, 0)[at] for at in (2, 5))
            assert all(said == f"پیش\u200cنیازِ {name}".replace("\u200c", "") for name, said in pairs)
        table.run("document.querySelector('.tools .all').click()")
        assert len(table.run(follows)) == len(ROWS)
        table.run("document.querySelector('.tools .all').click()")
        assert table.run(follows) == []

    def test_the_table_that_details_come_from_is_not_shown_beside_them(self, windows: Windows) -> None:
        seen = "document.querySelector('.belonging').checkVisibility()"
        with windows.show(of(GRID)) as shown:
            assert shown.run(seen) is False
        with windows.show(of(GRID), script=False) as shown:
            assert shown.run(seen) is True
            assert shown.run("document.querySelectorAll('.detail, .tools').length") == 0
        with windows.show(of(GRID), media="print") as shown:
            shown.run(OPEN)
            assert shown.run(seen) is True
            assert shown.run("[...document.querySelectorAll('.detail')].some((r) => r.checkVisibility())") is False

    @pytest.mark.parametrize(
        ("typed", "found"),
        [("كرمان", ["کرمان"]), ("کرج", ["کرج"]), ("باب", ["بآب", "بابل"]), ("ياس", ["یاسوج"]), ("پیشنیازِ گرگان", ["گرگان"]), ("هیچ", [])],
    )  # fmt: skip
    def test_rows_are_found_however_letters_are_typed(self, table: Window, typed: str, found: list[str]) -> None:
        table.run("document.querySelector('.find input').focus()")
        table.type(typed)
        assert sorted(map(letters.fold, column(table, 0))) == sorted(map(letters.fold, found))
        said = table.run("document.querySelector('[role=status]').textContent")
        assert said.startswith(letters.persian_digits(str(len(found))))

    def test_a_unit_is_chosen_from_those_there_are(self, table: Window) -> None:
        offered = table.run("[...document.querySelectorAll('.choose option')].map((o) => o.textContent)")
        assert [documents.plain(text) for text in offered[1:]] == ["واحد 0", "واحد 1", "واحد 2", "—"]
        table.run("""const list = document.querySelector('.choose select'); list.selectedIndex = 2;
          list.dispatchEvent(new Event('change', { bubbles: true })); 0""")
        assert set(column(table, 4)) == {"واحد 1"}

    def test_by_keyboard_alone(self, windows: Windows) -> None:
        """Tab goes to the skip link, the bar, the tools, the headings and the rows; Enter orders and opens."""
        where = "document.activeElement.className || document.activeElement.textContent"
        with windows.show(page("planned", "fa")) as shown:
            shown.press("Tab")
            assert shown.run(where) == "skip"
            shown.press("Tab")
            assert shown.run("document.activeElement.closest('nav') !== null")
            visited = []
            for _step in range(60):
                shown.press("Tab")
                visited.append(shown.run(where))
                if visited[-1] == "more":
                    break
            assert visited[-1] == "more", visited
            assert shown.run("document.activeElement.getAttribute('aria-expanded')") == "false"
            shown.press("Enter")
            assert shown.run("document.activeElement.getAttribute('aria-expanded')") == "true"
            assert shown.run(
                "document.getElementById(document.activeElement.getAttribute('aria-controls')).checkVisibility()"
            )
            shown.press("Space")
            assert shown.run("document.activeElement.getAttribute('aria-expanded')") == "false"
            shown.run("document.querySelector('thead button').focus()")
            shown.press("Tab", "Enter")
            assert shown.run("document.activeElement.closest('th').ariaSort") == "ascending"
            outline = shown.run("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            shown.run("document.querySelector('summary').focus()")
            shown.press("Enter")
            assert shown.run("document.activeElement.parentElement.open") is True

    def test_a_telephone_orders_by_a_list_because_cards_have_no_headings(self, windows: Windows) -> None:
        with windows.show(of(GRID), 390) as shown:
            assert shown.run("document.querySelector('thead').checkVisibility()") is False
            shown.run("""const list = document.querySelector('.by select'); list.selectedIndex = 2;
              list.dispatchEvent(new Event('change', { bubbles: true })); 0""")
            assert column(shown, 0) == plain(sorted(ROWS, key=lambda row: row[1].amount), 0)


# --- without its script

TEXT = """[...document.querySelectorAll('main section')].map((s) => s.innerText).join(' ')"""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", documents.plain(text))


def strings(value: Any) -> Iterator[str]:
    """Every text that blocks hold, in no particular order."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("lang", LANGUAGES)
class TestWithoutScript:
    pytestmark = in_browser

    def test_everything_can_be_read(self, windows: Windows, lang: str) -> None:
        with windows.show(page("approved", lang), script=False) as shown:
            there = documents.plain(shown.run(TEXT))
        blocks = [block for part in document("approved", lang).parts for block in part.blocks]
        tables = [
            table for block in blocks if isinstance(block, Grid) for table in (block.table, block.details) if table
        ]
        folded = [one for block in blocks if isinstance(block, Fold) for one in block.blocks]
        tables += [block.table for block in folded if isinstance(block, Grid)]
        texts = [text for table in tables for text in strings(table.rows)]
        texts += [block.text for block in blocks if isinstance(block, Paragraph)]
        assert len(texts) > 1000
        assert not [text for text in texts if documents.plain(text).strip() not in there]

    def test_it_prints_whole_and_the_same_with_and_without(self, windows: Windows, lang: str) -> None:
        """Whatever a reader ordered, hid, opened or closed: paper shows the document as it was written."""
        with windows.show(page("planned", lang), script=False) as shown:
            without = printed(shown)
        with windows.show(page("planned", lang)) as shown:
            shown.run(
                "document.querySelectorAll('thead button')[5].click(); document.querySelectorAll('.more')[3].click()"
            )
            shown.run("document.querySelector('.find input').value = 'zzz'")
            shown.run("document.querySelector('.find input').dispatchEvent(new Event('input')); 0")
            assert printed(shown) == without
            assert shown.run("document.querySelectorAll('th:has(button)')[5].ariaSort") == "ascending"
            assert shown.run("document.querySelectorAll('details[open]').length") == 0
        whole = squeezed(" ".join(without))
        blocks = [block for part in document("planned", lang).parts for block in part.blocks]
        folded = [block for block in blocks if isinstance(block, Fold)]
        (plan,) = [block for block in blocks if isinstance(block, Grid) and block.details]
        assert len(folded) > 10
        assert not [word for word in searchable(strings((*folded, plan))) if word not in whole]

    def test_headings_of_a_table_repeat_on_every_page_of_it(self, windows: Windows, lang: str) -> None:
        rows = [(str(n), f"row {n} of the table") for n in range(120)]
        long = Grid(make([("n", True), ("heading", False)], rows), sortable=True)
        for script in (True, False):
            with windows.show(of(long, lang=lang), script=script) as shown:
                pages = printed(shown)
            assert len(pages) > 2
            assert all("heading" in squeezed(text) for text in pages)


# --- on paper


def printed(shown: Window, name: str = "") -> list[str]:
    """The text of every printed page; with a name, the first ones become pictures to look at."""
    import pypdfium2

    file = pypdfium2.PdfDocument(shown.printed())
    try:
        if name:
            for number in range(min(len(file), 16)):
                (pictures.folder() / f"{name}-{number + 1:02d}.png").write_bytes(pictures.png_of(file[number]))
        return [documents.plain(file[number].get_textpage().get_text_range()) for number in range(len(file))]
    finally:
        file.close()


@pytest.mark.parametrize(("form", "lang"), EVERY)
class TestOnPaper:
    pytestmark = in_browser

    def test_the_brief_is_one_page_and_every_page_bears_what_it_has_to(
        self, windows: Windows, form: str, lang: str
    ) -> None:
        wanted = document(form, lang)
        language.use(lang)
        with windows.show(page(form, lang)) as shown:
            pages = printed(shown, f"print-{lang}-{form}" if form in ("planned", "long", "approved") else "")
        brief, after = wanted.parts[:2]
        first, second = squeezed(pages[0]), squeezed(pages[1])
        assert not [word for word in searchable(strings((brief.title, *brief.blocks))) if word not in first]
        foot = len(squeezed(wanted.code)) + 70
        assert next(searchable([after.title])) in second[:foot]
        draft = "پیش‌نویس" if lang == "fa" else "DRAFT"
        assert all((squeezed(draft) in squeezed(text)) == wanted.draft for text in pages)
        assert all(wanted.code in text for text in pages)
        for number, text in enumerate(pages, 1):
            assert numbers.digits(number) in text
            assert numbers.digits(len(pages)) in text


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", documents.plain(text))


def searchable(texts: Iterable[str]) -> Iterator[str]:
    """The words that a reader of Chromium's PDF can search for: lam-alef and marks come out in another order."""
    for text in texts:
        for word in re.findall(r"[^\W\d_]{3,}", documents.plain(text)):
            if "لا" not in word and "\u0654" not in text:
                yield word


# --- one page, whatever stands in it

WORDS = ("معاونت", "برنامه‌ریزی", "و", "توسعهٔ", "مدیریت", "سرمایه", "Directorate", "of", "ISO/IEC", "۲۷۰۰۱")


def crowded(seed: int) -> Document:
    """A brief whose every text is as long as a careless office might write it."""
    dice = random.Random(seed)
    longer = lambda least, most: " ".join(dice.choices(WORDS, k=dice.randint(least, most)))  # noqa: E731
    shown = document("planned", "fa")
    brief = shown.parts[0]
    blocks = []
    for block in brief.blocks:
        if isinstance(block, Grid):
            rows = [(longer(3, 20), longer(2, 14), *row[2:]) for row in block.table.rows]
            blocks.append(block._replace(table=block.table._replace(rows=tuple(rows))))
        elif isinstance(block, Bullets):
            blocks.append(block._replace(items=tuple(longer(5, 40) for _risk in range(4))))
        elif isinstance(block, Paragraph):
            blocks.append(block._replace(text=longer(5, 40)))
        elif isinstance(block, Choices):
            choices = [choice._replace(text=longer(5, 30)) for choice in block.choices]
            blocks.append(block._replace(choices=tuple(choices)))
        else:
            blocks.append(block)
    return shown._replace(
        office=longer(3, 30), number="۱۴۰۵/ص/۱۲۳", parts=(brief._replace(blocks=tuple(blocks)), shown.parts[3])
    )


@pytest.mark.parametrize("seed", range(8))
class TestCrowdedBrief:
    pytestmark = in_browser

    def test_it_is_one_page_however_much_there_is_to_say(self, windows: Windows, seed: int) -> None:
        language.use("fa")
        shown = crowded(seed)
        with windows.show(html.write(shown)) as opened:
            pages = printed(opened)
            if seed < 2:
                printed(opened, f"print-crowded-{seed}")
        first = squeezed(pages[0])
        assert not [word for word in searchable(strings(shown.parts[0].blocks)) if word not in first]
        assert next(searchable([shown.parts[1].title])) in squeezed(pages[1])


def test_a_brief_with_little_to_say_is_set_larger_than_one_with_much() -> None:
    language.use("fa")
    few, much = document("unplanned", "fa"), crowded(1)
    assert fitting.step(few, few.parts[0]) < fitting.step(much, much.parts[0])


# --- what an office makes its own

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="document.title=1"><script>document.title=2</script><circle r="4" cx="4" cy="4" fill="teal"/><image href="https://example.invalid/x.png"/></svg>'
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg=="
)


def with_emblem(path: Path) -> bytes:
    language.use("fa")
    return html.write(document("approved", "fa")._replace(emblem=path))


@pytest.mark.browser
@without_browser
@pytest.mark.parametrize("drawn", [PLAIN.encode(), DOT], ids=["svg", "png"])
def test_an_emblem_is_shown_and_asks_for_nothing(windows: Windows, tmp_path: Path, drawn: bytes) -> None:
    (tmp_path / "emblem").write_bytes(drawn)
    with windows.show(with_emblem(tmp_path / "emblem")) as shown:
        assert shown.run("document.querySelector('.emblem').naturalWidth") > 0
        assert len(shown.asked()) == 1
        assert not shown.said()
        assert shown.run("document.title").startswith("اداره")
    assert b'class="emblem"' not in page("planned", "fa")


@pytest.mark.parametrize(
    ("drawn", "cause"),
    [
        (b"", "no element found"),
        (b"hello", "syntax error"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "neither a PNG nor an SVG"),
        (PLAIN[:-3].encode(), "unclosed token"),
        (DRAWN.encode(), "does more than draw"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN.encode(), "declarations of its own"),
        (DOT[:-5], "broken PNG"),
        (DOT[:40] + b"x" + DOT[41:], "broken PNG"),
        (DOT[:8] + DOT[33:], "broken PNG"),
        (DOT + b"more", "broken PNG"),
    ],
)
def test_an_emblem_that_cannot_be_used_is_named(tmp_path: Path, drawn: bytes, cause: str) -> None:
    language.use("en")
    path = tmp_path / "emblem.svg"
    path.write_bytes(drawn)
    with pytest.raises(BadInput) as raised:
        emblems.read(path)
    (problem,) = raised.value.problems
    assert problem.file == str(path)
    assert cause in problem.seen


@pytest.mark.parametrize(
    ("drawn", "line", "seen"),
    [
        (b"hello", 1, "a text that is no XML; text of the error: “syntax error”"),
        (b"<svg>\n<g>\n</svg>", 3, "a text that is no XML; text of the error: “mismatched tag”"),
        (b"\n\x89PNX", 2, "neither a PNG nor an SVG"),
    ],
)
def test_what_is_wrong_with_an_emblem_is_said_with_its_line(
    tmp_path: Path, drawn: bytes, line: int, seen: str
) -> None:
    language.use("en")
    (tmp_path / "emblem.svg").write_bytes(drawn)
    with pytest.raises(BadInput) as raised:
        emblems.read(tmp_path / "emblem.svg")
    (problem,) = raised.value.problems
    assert (problem.line, problem.seen) == (line, seen)


def test_an_emblem_is_a_small_file(tmp_path: Path) -> None:
    (tmp_path / "emblem.svg").write_bytes(b" " * (emblems.LARGEST + 1))
    with pytest.raises(BadInput) as raised:
        emblems.read(tmp_path / "emblem.svg")
    assert raised.value.problems[0].file == str(tmp_path / "emblem.svg")


def own(shown: Document, folder: Path) -> Document:
    """The document of an office with a folder of templates."""
    return shown._replace(templates=folder)


def test_an_office_may_have_its_own_script_style_and_blocks(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text("console.log('ours');\n", "utf-8")
    (tmp_path / "page.css").write_text("body { color: rebeccapurple; }\n", "utf-8")
    (tmp_path / "blocks.html.j2").write_text("{% macro show(blocks) %}<p>ours</p>{% endmacro %}", "utf-8")
    language.use("fa")
    written = html.write(own(document("planned", "fa"), tmp_path)).decode()
    digest = base64.b64encode(hashlib.sha256(b"console.log('ours');\n").digest()).decode()
    assert f"sha256-{digest}" in written
    assert "<script>console.log('ours');\n</script>" in written
    assert "rebeccapurple" in written
    assert "<p>ours</p>" in written


@pytest.mark.parametrize(
    ("name", "text"),
    [("page.js", "'</SCRIPT>'"), ("page.js", "x = '<!--<script>'"), ("page.css", "/* </style> */")],
)
def test_what_would_end_inside_the_page_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadInput) as raised:
        html.write(own(document("planned", "en"), tmp_path))
    assert raised.value.problems[0].file == str(tmp_path / name)
