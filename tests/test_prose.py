"""What an office writes into its own letters is read in the structure it has, and shown so in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from compliance import language
from compliance.report import docx, html, markdown, pdf, xlsx
from compliance.report.content import Report
from compliance.report.document import (
    Block,
    Bullets,
    Document,
    Entry,
    Grid,
    Paragraph,
    Part,
    Tone,
    entries,
    within,
)
from compliance.report.document_records import of_blocks
from compliance.report.parts import compose, elements, prose
from compliance.report.tables import make
from tests import documents, pdfs
from tests.conftest import ROOT
from tests.offices import as_pdf, libreoffice, lines, pages

NESTED = Bullets(
    ("یک", Bullets(("الف", Bullets(("ژ",)), "ب"), numbered=True), "دو", Bullets(("پ",))), numbered=True, first=3
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return documents.report("planned", tmp_path_factory.mktemp("office"))


Read = Callable[[str], list[Block]]


@pytest.fixture
def read(report: Report, tmp_path: Path) -> Read:
    def letters(text: str) -> list[Block]:
        (tmp_path / "letters.md.j2").write_text(text, "utf-8")
        return prose.read("letters.md.j2", report._replace(paper=report.paper._replace(templates=tmp_path)))

    return letters


@pytest.mark.parametrize("by", [2, 3, 4])
def test_lists_inside_lists_are_read_with_their_levels(read: Read, by: int) -> None:
    blank = " " * by
    text = f"3. یک\n{blank}1. الف\n{blank * 2}- ژ\n{blank}2. ب\n4. دو\n{blank}- پ\n"
    assert read(text) == [NESTED]


@pytest.mark.parametrize("apart", ["", "\n"])
def test_bullets_and_numbers_one_after_the_other_are_two_lists(read: Read, apart: str) -> None:
    assert read(f"- یک\n- دو\n{apart}1. سه\n2) چهار\n{apart}* پنج\n") == [
        Bullets(("یک", "دو")),
        Bullets(("سه", "چهار"), numbered=True),
        Bullets(("پنج",)),
    ]


def test_lists_begin_below_a_paragraph_and_hold_paragraphs_and_tables_as_text(read: Read) -> None:
    assert read("متن:\n- یک\n- دو\n\n    دنباله\n\n    | a | b |\n    |---|---|\n    | c | d |\n\nپایان\n") == [
        Paragraph("متن:"),
        Bullets(("یک", "دو دنباله a b c d")),
        Paragraph("پایان"),
    ]
    assert read("سال\n1404. پایان\n") == [Paragraph("سال 1404. پایان")]
    assert read("۳. یک\n    - دو\n") == [Bullets(("یک", Bullets(("دو",))), numbered=True, first=3)]


FURTHER = Bullets(
    ("یک دنبالهٔ یک", "دو", Bullets(("الف دنبالهٔ الف", "ب")), Paragraph("دنبالهٔ دو"), "سه", "چهار"), numbered=True
)


@pytest.mark.parametrize("by", [3, 4])
@pytest.mark.parametrize("apart", ["", "\n"])
def test_items_go_on_before_and_behind_their_lists(read: Read, by: int, apart: str) -> None:
    blank = " " * by
    text = (
        f"1. یک\n\n{blank}دنبالهٔ یک\n{apart}2. دو\n{blank}- الف\n\n{blank * 2}دنبالهٔ الف\n{apart}{blank}- ب\n\n"
        f"{blank}دنبالهٔ دو\n{apart}3. سه\n4. چهار\n"
    )
    assert read(text) == [FURTHER]


def test_a_bullet_goes_on_two_blanks_in(read: Read) -> None:
    assert read("- یک\n  - الف\n\n  دنبالهٔ یک\n  در دو سطر\n- دو\n\n  دنبالهٔ دو\n\n  پایان دو\n- سه\n\nپس\n") == [
        Bullets(("یک", Bullets(("الف",)), Paragraph("دنبالهٔ یک در دو سطر"), "دو دنبالهٔ دو پایان دو", "سه")),
        Paragraph("پس"),
    ]


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=5))
def test_no_item_swallows_the_next(items: list[tuple[bool, bool, bool, bool]]) -> None:
    """Whatever paragraphs and lists items have: as many items as were typed, each with its own text, in order."""
    text, wanted = "", list[str]()
    for n, (before, inner, behind, apart) in enumerate(items, 1):
        text += f"{n}. a{n}\n" + f"\n   b{n}\n" * before
        text += (
            f"{chr(10) * before}   - c{n}\n   - d{n}\n" * inner + f"\n   e{n}\n" * (inner and behind) + "\n" * apart
        )
        wanted += [f"a{n} b{n}" if before else f"a{n}", *([f"c{n}", f"d{n}"] if inner else [])]
        wanted += [f"e{n}"] if inner and behind else []
    (found,) = prose._blocks(elements.read(text).inside)
    assert isinstance(found, Bullets)
    assert [entry.text for entry in entries(found)] == wanted
    assert [entry.number for entry in entries(found) if entry.number] == [*range(1, len(items) + 1)]


def test_scripts_and_styles_are_left_out_and_all_else_is_kept(read: Read) -> None:
    text = (
        "متن<script>alert('x')</script> پس\n\n<style>\np { color: red }\n</style>\n\n<div>در <b>جعبه</b><p>پ</p>دنبال</div>\n\n"
        "<ul><li>یک<ul><li>دو</ul><li>سه</ul>\n\n<table><caption>نام</caption><tr><th>a<th>b<tr><td>c</table>\n\n"
        "> نقل\n\n![نقشه](map.png) و [پیوند](https://x.example) و <https://y.example>\n\n<dl><dt>واژه<dd>معنی</dl>\n\n**همه**\n"
    )
    assert read(text) == [
        Paragraph("متن پس"),
        Paragraph("در جعبه"),
        Paragraph("پ"),
        Paragraph("دنبال"),
        Bullets(("یک", Bullets(("دو",)), "سه")),
        Grid(make([("a", False), ("b", False)], [("c", "")]), title="نام"),
        Paragraph("نقل"),
        Paragraph("نقشه و پیوند (https://x.example) و https://y.example"),
        Paragraph("واژه"),
        Paragraph("معنی"),
        Paragraph("همه", Tone.STRONG),
    ]
    assert "پس از آن" in str(read("یک <script>بی‌پایان\n\nپس از آن\n"))


@given(
    st.lists(
        st.sampled_from(
            ["- ", "  - ", "    1. ", "2) ", "\n", "> ", "<div>", "</div>", "<ul><li>", "</ul>", "<td>", "|", "    ", "<p>", "# "]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_word_of_a_letter_is_lost(signs: list[str]) -> None:
    words = [f"word{n}x" for n in range(len(signs))]
    text = "".join(f"{sign}{word}\n" for sign, word in zip(signs, words, strict=True))
    found = str(list(prose._blocks(elements.read(text).inside)))
    assert [word for word in words if word not in found] == []


def test_nothing_is_too_deep(read: Read) -> None:
    found = read("<div><ul><li>" * 2000 + "ته")
    assert "ته" in str(found)


def test_entries_have_depth_and_number() -> None:
    assert list(entries(NESTED)) == [
        Entry("یک", 0, 3), Entry("الف", 1, 1), Entry("ژ", 2, None), Entry("ب", 1, 2), Entry("دو", 0, 4), Entry("پ", 1, None),
    ]  # fmt: skip
    assert list(within([NESTED])) == [NESTED, NESTED.items[1], NESTED.items[1].items[1], NESTED.items[3]]  # type: ignore[union-attr]


# --- in every format


@pytest.fixture(scope="module", params=["fa", "en"])
def listed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    document = documents.document("unplanned", tmp_path_factory.mktemp("office"), request.param, ["brief"])
    return document._replace(parts=(Part("x", "فهرست", (NESTED, Paragraph("x"), Bullets(("ک", "گ"), True))),))


@pytest.fixture
def shown(listed: Document) -> Document:
    language.use(listed.language)
    return listed


def test_a_page_has_lists_inside_items(shown: Document) -> None:
    page = re.sub(r"\s+", " ", html.write(shown).decode())
    tags = re.findall("<(/?(?:ol|ul|li))", page[page.index('<ol start="3">') :].split("</section>")[0])
    assert " ".join(tags[:20]) == "ol li ol li ul li /li /ul /li li /li /ol /li li ul li /li /ul /li /ol"


def test_markdown_is_read_back_as_it_was(shown: Document, read: Read) -> None:
    text = markdown.write(shown).decode()
    assert NESTED in read(text)


def test_json_nests_and_its_schema_knows(shown: Document) -> None:
    schema = json.loads((ROOT / "checklists" / "schemas" / "report-output.schema.json").read_text("utf-8"))
    bullets = Draft202012Validator({**schema["$defs"]["bullets"], "$defs": schema["$defs"]})
    (record,) = of_blocks([NESTED])
    assert bullets.is_valid(record)
    assert record["items"][1]["items"][1] == {"kind": "bullets", "items": ["ژ"], "numbered": False, "first": 1}
    assert not bullets.is_valid({**record, "items": [1]})


def starts(document: Document, words: str) -> list[float]:
    """How far each word of a list stands from where lines begin, in points."""
    page = pdfs.opened(pdf.write(document))[0]
    found = {sign.text: sign for sign in pdfs.signs(page)}
    return [(page.get_width() - found[w].right) if document.rtl else found[w].left for w in words]


def test_paper_indents_by_depth_and_counts(shown: Document) -> None:
    middle, inner, outer = starts(shown, "بژگ")
    assert outer + 5 < middle < inner - 5
    page = pdfs.drawn(pdfs.opened(pdf.write(shown))[0]).replace(" ", "")
    for number, word in (
        (("۳", "کی"), ("۱", "فلا"), ("۴", "ود")) if shown.rtl else (("3", "کی"), ("1", "فلا"), ("4", "ود"))
    ):
        assert (f"{word}.{number}" if shown.rtl else f"{number}.{word}") in page, page


@libreoffice
def test_word_files_indent_by_depth_and_count(shown: Document, tmp_path: Path) -> None:
    page = pages(as_pdf({"lists": docx.write(shown)}, tmp_path)["lists"])[0]
    seen = "\n".join(lines(page))
    for number in ("3", "4", "1", "2"):  # whose letters look Persian in a Persian file
        assert f".{number}" in seen or f"{number}." in seen, seen
    signs = {sign.text: sign for sign in pdfs.signs(page)}
    at = {w: (page.get_width() - signs[w].right) if shown.rtl else signs[w].left for w in "ژبگ"}
    assert at["گ"] + 5 < at["ب"] < at["ژ"] - 5


def test_a_workbook_says_every_sentence_by_its_depth(shown: Document) -> None:
    book = load_workbook(BytesIO(xlsx.write(shown)))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    three, one = ("۳.", "۱.") if shown.rtl else ("3.", "1.")
    for wanted in (f"{three} یک", f"\u2003{one} الف", "\u2003\u2003– ژ", "\u2003– پ"):
        assert wanted in cells


WITH_PARAGRAPH = Bullets(("یک", Bullets(("الف",)), Paragraph("ژاله"), "دو"), numbered=True)


@pytest.fixture
def going_on(shown: Document) -> Document:
    return shown._replace(parts=(Part("x", "فهرست", (WITH_PARAGRAPH, Paragraph("گل"))),))


def test_a_paragraph_behind_an_inner_list_is_on_a_page_and_in_data(going_on: Document, read: Read) -> None:
    page = html.write(going_on).decode()
    inside = re.findall("<(/?(?:ol|ul|li|p))\\b", page[page.index("<ol>") :].split("</section>")[0])
    assert " ".join(inside) == "ol li ul li /li /ul p /p /li li /li /ol p /p"
    assert WITH_PARAGRAPH in read(markdown.write(going_on).decode())
    schema = json.loads((ROOT / "checklists" / "schemas" / "report-output.schema.json").read_text("utf-8"))
    bullets = Draft202012Validator({**schema["$defs"]["bullets"], "$defs": schema["$defs"]})
    assert bullets.is_valid(of_blocks([WITH_PARAGRAPH])[0])


def test_paper_sets_it_in_line_with_its_item_and_counts_on(going_on: Document) -> None:
    within_item, outside = starts(going_on, "ژگ")
    assert outside + 5 < within_item
    page = pdfs.drawn(pdfs.opened(pdf.write(going_on))[0]).replace(" ", "")
    assert ("ود.۲" if going_on.rtl else "2.ود") in page, page


@libreoffice
def test_word_files_set_it_in_line_with_its_item_and_count_on(going_on: Document, tmp_path: Path) -> None:
    page = pages(as_pdf({"lists": docx.write(going_on)}, tmp_path)["lists"])[0]
    seen = "\n".join(lines(page))
    assert ".2" in seen or "2." in seen, seen
    assert ".3" not in seen, seen
    assert "3." not in seen, seen
    signs = {sign.text: sign for sign in pdfs.signs(page)}
    at = {w: (page.get_width() - signs[w].right) if going_on.rtl else signs[w].left for w in "ژگ"}
    assert at["گ"] + 5 < at["ژ"]


def test_a_workbook_sets_it_below_its_item(going_on: Document) -> None:
    book = load_workbook(BytesIO(xlsx.write(going_on)))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert cells.index("\u2003ژاله") == cells.index("\u2003– الف") + 1


def test_an_offices_own_letters_are_in_every_format(report: Report, tmp_path: Path) -> None:
    (tmp_path / "letters.md.j2").write_text(
        "# نامهٔ ما\n\n- بند\n    - زیربند\n\n| ستون |\n|---|\n| خانه |\n", "utf-8"
    )
    document = compose(report._replace(paper=report.paper._replace(templates=tmp_path)), ["requests"])
    book = load_workbook(BytesIO(xlsx.write(document)))
    said = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    for words in ("بند", "زیربند", "ستون", "خانه"):
        assert words in said
        assert words in html.write(document).decode()
        assert words in markdown.write(document).decode()


def test_a_page_counts_in_the_digits_of_its_language(shown: Document) -> None:
    assert "ol:lang(fa) { list-style-type: persian; }" in html.write(shown).decode()
