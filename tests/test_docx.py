"""The report as a Word file: read back by python-docx, and printed by real LibreOffice."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import clock, language
from compliance.errors import BadInput
from compliance.headquarters.showing import papers
from compliance.persian import marks
from compliance.report import document as model
from compliance.report import docx as word
from compliance.report import widths
from compliance.report.document import Document, Part
from compliance.report.parts import compose
from compliance.report.tables import Column
from compliance.report.word import fonts, markup
from tests import documents, pictures
from tests.conftest import ROOT, TODAY
from tests.documents import FORMS, plain
from tests.offices import as_pdf, libreoffice, lines, pages, text

docx = pytest.importorskip("docx")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("fa", "en")
PARTS = {"planned": ("all",), "many": ("brief", "plan")}
SHORT = ("brief", "plan", "minutes")
SEEN = {"planned": (1, 2, 3), "long": (1, 2), "many": (1, 3, 8), "approved": (1, 2)}  # pages that people look at
LETTER = "[\u0621-\u064a\u0671-\u06d3]"
ISOLATES = re.compile("[\u2066-\u2069\u202a-\u202e]")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The document of every hard office in both languages, by form and language."""
    folder = tmp_path_factory.mktemp("offices")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: TODAY)
        for form in FORMS:
            gathered = documents.report(form, folder)
            for lang in LANGUAGES:
                language.use(lang)
                found[f"{form}-{lang}"] = compose(gathered, PARTS.get(form, SHORT))
    language.use("en")
    return found


def write(document: Document) -> bytes:
    language.use(document.language)
    content = word.write(document)
    language.use("en")
    return content


@pytest.fixture(scope="module")
def written(made: dict[str, Document]) -> dict[str, bytes]:
    return {name: write(document) for name, document in made.items()}


@pytest.fixture(scope="module")
def printed(written: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What LibreOffice prints, with pictures of some pages for people."""
    found = as_pdf(written, tmp_path_factory.mktemp("printed"))
    for name, content in found.items():
        form, lang = name.split("-")
        sheets = pages(content)
        for number in SEEN.get(form, ()):
            (pictures.folder() / f"docx-{form}-{lang}-{number}.png").write_bytes(pictures.png_of(sheets[number - 1]))
    return found


def paragraphs(content: bytes) -> list[str]:
    body = docx.Document(BytesIO(content)).element.body
    return [plain("".join(t.text or "" for t in p.iter(f"{W}t"))) for p in body.iter(f"{W}p")]


def said(blocks: Iterable[model.Block]) -> Iterator[str]:
    """Yield every text of blocks in the order of paper."""
    for block in blocks:
        if isinstance(block, model.Heading | model.Paragraph):
            yield block.text
        elif isinstance(block, model.Bullets):
            yield from (entry.text for entry in model.entries(block))
        elif isinstance(block, model.Figures):
            yield from (words for figure in block.figures for words in figure)
        elif isinstance(block, model.Grid):
            for title, table in ((block.title, block.table), (block.details_title, block.details)):
                if table:
                    yield from (title, *(c.title for c in table.columns), *(c for row in table.rows for c in row))
        elif isinstance(block, model.Columns):
            yield from said((*block.first, *block.second))
        elif isinstance(block, model.Choices):
            for choice in block.choices:
                yield from (choice.text, *choice.options)
        elif isinstance(block, model.Blanks):
            yield from (f"{blank.label}: {blank.value}".strip() for blank in block.blanks)
        elif isinstance(block, model.Frame):
            yield from said(block.blocks)
        elif isinstance(block, model.Fold):
            yield from (block.title, block.note, *said(block.blocks))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_text_is_there_and_in_order(
    made: dict[str, Document], written: dict[str, bytes], form: str, lang: str
) -> None:
    document, found = made[f"{form}-{lang}"], iter(paragraphs(written[f"{form}-{lang}"]))
    here = next(found)
    for words in (document.office, document.title, *(t for p in document.parts for t in (p.title, *said(p.blocks)))):
        wanted = plain(words).strip()
        while wanted and wanted not in here:
            here = next(found, "")
            assert here or found, wanted
            if here == "" and not wanted:
                break


def _of_headquarters(*parts: Part, flowing: bool = False) -> Any:
    """A paper of headquarters as Word's document."""
    language.use("fa")
    made = papers.paper(parts, "بازدید: ادارهٔ نمونه", "1405-2", TODAY, flowing=flowing)
    return docx.Document(BytesIO(write(made)))


def test_of_two_blanks_that_are_alike_each_has_its_own_stops() -> None:
    blank = model.Blank("نام و امضا", wide=True)
    lines = [model.Blanks((blank, blank)), model.Blanks((blank, model.Blank("نام و امضا", wide=True)))]
    file = _of_headquarters(Part("one", "یک", tuple(lines)))
    first, second = (p._p.xpath("w:pPr/w:tabs/w:tab/@w:pos") for p in file.paragraphs if "امضا" in p.text)
    assert first == second
    assert len(first) == 3


def test_papers_of_headquarters_say_on_every_page_what_they_are(
    made: dict[str, Document], written: dict[str, bytes]
) -> None:
    file = _of_headquarters(Part("one", "یک", (model.Paragraph("متن"),)))
    assert plain(file.sections[0].header.paragraphs[0].text) == "ستاد مرکزی – بازدید: ادارهٔ نمونه"
    own = docx.Document(BytesIO(written["planned-fa"]))
    assert made["planned-fa"].title not in own.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize("flowing", [False, True])
def test_parts_that_flow_begin_on_no_new_page(flowing: bool) -> None:
    parts = [Part(id_, id_, (model.Paragraph("متن"),)) for id_ in ("one", "two")]
    broken = _of_headquarters(*parts, flowing=flowing)._element.xpath("//w:pageBreakBefore")
    assert bool(broken) is not flowing


@pytest.mark.parametrize("short", [True, False])
def test_what_is_signed_stays_on_the_page_of_what_it_is_signed_for(short: bool) -> None:
    """With a frame in one row that is not broken; the last row of a long table is kept with it."""
    rows = tuple((str(n),) for n in range(3 if short else 30))
    frame = model.Frame((model.Paragraph("امضا"),))
    for before in (model.Frame((model.Paragraph("سنجه"),)), model.Grid(model.Table((Column("ردیف"),), rows))):
        file = _of_headquarters(Part("one", "یک", (model.Frame((model.Paragraph("پیش"),)), before, frame)))
        last = file.tables[-1]._element
        if isinstance(before, model.Frame) or short:
            assert len(last.xpath(".//w:tbl")) == 2
            assert last.xpath("w:tr/w:trPr/w:cantSplit")
            assert "پیش" not in "".join(last.itertext())
        else:
            kept = file.tables[-2]._element.xpath("w:tr[last()]//w:keepNext")
            assert kept
            assert not file.tables[-2]._element.xpath("w:tr[position()<last()]//w:keepNext")


@libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_page_bears_the_code_and_what_it_is(
    made: dict[str, Document], printed: dict[str, bytes], form: str, lang: str
) -> None:
    document, draft = made[f"{form}-{lang}"], ("DRAFT",) if lang == "en" else ("پیشنویس", "نویسپیش")
    for page in pages(printed[f"{form}-{lang}"]):
        assert any(document.code in line for line in lines(page, last=150)), lines(page)
        assert any(word in plain(text(page)) for word in draft) is document.draft
    assert document.draft is (form != "approved")


@libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_brief_is_exactly_one_page_and_every_part_begins_one(
    made: dict[str, Document], printed: dict[str, bytes], form: str, lang: str
) -> None:
    import pypdfium2

    document = made[f"{form}-{lang}"]
    outline = [
        (plain(mark.get_title()), mark.get_dest().get_index())
        for mark in pypdfium2.PdfDocument(printed[f"{form}-{lang}"]).get_toc()
        if mark.level == 0
    ]
    assert [title for title, _page in outline] == [plain(part.title) for part in document.parts]
    begins = [page for _title, page in outline]
    assert begins[:2] == [0, 1]
    assert begins == sorted(set(begins))


@libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headings_of_a_long_table_come_again_on_every_page(
    made: dict[str, Document], printed: dict[str, bytes], lang: str
) -> None:
    document = made[f"many-{lang}"]
    plan = next(part for part in document.parts if part.id == "plan")
    grid = next(block for block in plan.blocks if isinstance(block, model.Grid))
    assert len(grid.table.rows) == 200
    titles = [plain(column.title).split()[0] for column in grid.table.columns]
    sheets = [plain(text(page)) for page in pages(printed[f"many-{lang}"])]
    first = next(n for n, sheet in enumerate(sheets) if plain(grid.title) in sheet)
    last = next(n for n, sheet in enumerate(sheets) if plain(grid.details_title) in sheet)
    assert last - first > 5
    for sheet in sheets[first:last]:
        assert all(title in sheet for title in titles)


@pytest.mark.parametrize("form", FORMS)
def test_persian_paragraphs_runs_and_tables_say_their_direction(written: dict[str, bytes], form: str) -> None:
    with zipfile.ZipFile(BytesIO(written[f"{form}-fa"])) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        roots = [docx.oxml.parse_xml(archive.read(name)) for name in parts]
    assert len(roots) == 3
    for root in roots:
        assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in root.iter(f"{W}p"))
        assert all(t.find(f"{W}tblPr/{W}bidiVisual") is not None for t in root.iter(f"{W}tbl"))
        for run in root.iter(f"{W}r"):
            words = "".join(t.text or "" for t in run.iter(f"{W}t"))
            turned = run.find(f"{W}rPr/{W}rtl") is not None
            if re.search(LETTER, words):
                assert turned, words
            if re.search("[A-Za-z]", words):
                assert not turned, words
        assert not list(root.iter(f"{W}jc"))


@pytest.mark.parametrize("form", FORMS)
def test_english_paragraphs_go_left_to_right_and_persian_names_in_them_the_other_way(
    written: dict[str, bytes], form: str
) -> None:
    body = docx.Document(BytesIO(written[f"{form}-en"])).element.body
    assert not list(body.iter(f"{W}bidi", f"{W}bidiVisual"))
    for run in body.iter(f"{W}r"):
        words = "".join(t.text or "" for t in run.iter(f"{W}t"))
        assert (run.find(f"{W}rPr/{W}rtl") is not None) is bool(re.search(LETTER, words)), words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_no_isolates_and_rows_stay_whole_below_headings_that_come_again(
    written: dict[str, bytes], form: str, lang: str
) -> None:
    file = docx.Document(BytesIO(written[f"{form}-{lang}"]))
    assert not any(ISOLATES.search(t.text or "") for t in file.element.body.iter(f"{W}t"))
    for row in file.element.body.iter(f"{W}tr"):
        assert row.find(f"{W}trPr/{W}cantSplit") is not None
    named = [t for t in file.element.body.iter(f"{W}tbl") if t.find(f"{W}tblPr/{W}tblStyle") is not None]
    assert named
    for table in named:
        heads = [r.find(f"{W}trPr/{W}tblHeader") is not None for r in table.findall(f"{W}tr")]
        assert heads == [True] + [False] * (len(heads) - 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_styles_are_real_and_make_a_table_of_contents(
    made: dict[str, Document], written: dict[str, bytes], lang: str
) -> None:
    file = docx.Document(BytesIO(written[f"planned-{lang}"]))
    titles = [plain(p.text) for p in file.paragraphs if p.style.name == "Heading 1"]
    assert titles == [plain(part.title) for part in made[f"planned-{lang}"].parts]
    names = {style.name for style in file.styles}
    assert {"Normal", "Title", "Heading 2", "Heading 3", "List Bullet", "List Number"} <= names
    language.use(lang)
    assert language._("Table text") in names
    used = {p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for p in file.element.body.iter(f"{W}p")}
    assert used <= {style.style_id for style in file.styles}


def test_arabic_letters_stay_as_the_office_wrote_them(written: dict[str, bytes]) -> None:
    assert documents.ARABIC in paragraphs(written["arabic-fa"])[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_name_stays_text(written: dict[str, bytes], lang: str) -> None:
    assert plain(documents.HOSTILE) in paragraphs(written[f"hostile-{lang}"])[0]
    with zipfile.ZipFile(BytesIO(written[f"hostile-{lang}"])) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "external" in name.lower()]
        rels = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    assert not any(b'TargetMode="External"' in rel for rel in rels)


def test_what_xml_cannot_hold_is_left_out(made: dict[str, Document]) -> None:
    name = "ا\x00\x0b\x1fب\ud800\ufffe\u202eج\u2066د & <w:p/> ]]>\n«ه»"
    part = Part("x", name, (model.Paragraph(name), model.Heading(""), model.Bullets(())))
    content = write(made["planned-fa"]._replace(office=name, title=name, parts=(part,)))
    assert "ا بجد & <w:p/> ]]> «ه»" in paragraphs(content)


@pytest.mark.parametrize("form", ["planned", "approved"])
def test_the_same_document_gives_the_same_bytes(
    made: dict[str, Document], written: dict[str, bytes], form: str
) -> None:
    content = written[f"{form}-fa"]
    assert write(made[f"{form}-fa"]) == content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2026, 11, 22)}
    properties = docx.Document(BytesIO(content)).core_properties
    assert (properties.created.date(), properties.modified.date()) == (documents.DAY, documents.DAY)


def test_the_fonts_inside_are_the_shipped_ones(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(written["planned-fa"])) as archive:
        table = docx.oxml.parse_xml(archive.read("word/fontTable.xml"))
        veiled = archive.read("word/fonts/regular.odttf")
    font = next(f for f in table.iter(f"{W}font") if f.get(f"{W}name") == "Vazirmatn")
    key = font.find(f"{W}embedRegular").get(f"{W}fontKey")
    import uuid

    shipped = (ROOT / "templates" / "fonts" / "vazirmatn-regular.ttf").read_bytes()
    assert veiled != shipped
    assert fonts.veiled(veiled, uuid.UUID(key)) == shipped


def test_the_font_of_counted_numbers_is_what_its_tool_makes() -> None:
    pytest.importorskip("fontTools")
    from tools import digits_font

    assert digits_font.make() == digits_font.TARGET.read_bytes()


@libreoffice
def test_libreoffice_draws_with_the_fonts_inside(printed: dict[str, bytes]) -> None:
    for lang, wanted in (
        ("fa", {b"Vazirmatn-Regular", b"Vazirmatn-Bold", b"VazirmatnDigits"}),
        ("en", {b"Vazirmatn"}),
    ):
        assert all(name in printed[f"planned-{lang}"] for name in wanted)


def test_pictures_say_what_they_show(made: dict[str, Document], written: dict[str, bytes]) -> None:
    body = docx.Document(BytesIO(written["planned-en"])).element.body
    found = [e.get("descr") for e in body.iter() if e.tag.endswith("}docPr")]
    charts = [
        block.chart.description
        for part in made["planned-en"].parts
        for block in model.within(part.blocks)
        if isinstance(block, model.Picture)
    ]
    assert len(charts) > 3
    assert found == [markup.clean(description) for description in charts]


SENTENCES = (
    "تلفن ۰۷۷-۳۳۳۳۲۲۲۲ است.",
    "تا ۱۴۰۵/۰۹/۰۱ برسد.",
    "تغییر −۲٫۵ امتیاز",
    "پوشش ۹۶٫۶٪ است؛",
    "سطح I1-01 و گواهی ISO/IEC 27001 دارد.",
    "زبان C++ و (GSB) به کار رود.",
    "دمای -5 درجه، (-7) و -3.5% بود.",
    "تلفن +98 21 1234 5678 یا ۰۷۷ ۳۳۵۴ ۱۲۳۴ است.",
    "سن 18+ و بازهٔ 6-7 و Windows 11 است.",
    "سال‌های ۱۴۰۴ - ۱۴۰۵ است.",
)
IN_ORDER = (
    "-5", "(-7)", "-3.5%", "+98 21 1234 5678", "۰۷۷ ۳۳۵۴ ۱۲۳۴", "18+", "6-7", "Windows 11", "۱۴۰۵ - ۱۴۰۴",
    "۰۷۷-۳۳۳۳۲۲۲۲", "۱۴۰۵/۰۹/۰۱", "−۲٫۵", "۹۶٫۶٪", "I1-01", "ISO/IEC 27001", "C++", "GSB",
)  # fmt: skip


@pytest.fixture(scope="module")
def sentences(made: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> Any:
    part = Part("x", "جمله‌ها", tuple(model.Paragraph(sentence) for sentence in SENTENCES))
    content = write(made["approved-fa"]._replace(parts=(part,)))
    return pages(as_pdf({"sentences": content}, tmp_path_factory.mktemp("sentences"))["sentences"])[0]


@libreoffice
@pytest.mark.parametrize("kept", IN_ORDER)
def test_numbers_and_latin_words_run_from_left_to_right_in_persian(sentences: Any, kept: str) -> None:
    """Measured where LibreOffice put each sign on the page."""
    seen = lines(sentences)
    assert any(kept.replace(" ", "") in line for line in seen), seen


@libreoffice
def test_a_letter_number_of_an_english_file_reads_as_in_persian(made: dict[str, Document], tmp_path: Path) -> None:
    part = Part("x", "Letters", (model.Paragraph("Letter 1405/ح/217 of 5 pages"),))
    content = write(made["planned-en"]._replace(parts=(part,)))
    page = pages(as_pdf({"letters": content}, tmp_path)["letters"])[0]
    assert any("Letter217/ح/1405of5pages" in line for line in lines(page)), lines(page)


def test_marks_of_word_keep_text_and_cut_it_by_direction() -> None:
    for sentence in SENTENCES:
        for right_to_left in (True, False):
            cut = marks.runs(sentence, right_to_left)
            assert "".join(run.text for run in cut).replace("\u200e", "").replace("\u200f", "") == sentence
            assert all(a.right_to_left is not b.right_to_left for a, b in pairwise(cut))
    assert marks.runs("پوشش ۹۶٪؛ ۹۷٪", True)[2].text == "\u200f؛ "
    assert marks.runs("letter 1405/ح/217 of", False)[1] == marks.Run("\u200f1405/ح/217\u200f", True)
    assert marks.runs("", True) == []


@given(st.text(st.sampled_from("اب پ۱۲3aB-/.,٫٪%−()«»؛ \u200c"), max_size=30), st.booleans())
def test_cutting_by_direction_loses_nothing(sentence: str, right_to_left: bool) -> None:
    cut = marks.runs(sentence, right_to_left)
    assert "".join(run.text for run in cut).replace("\u200e", "").replace("\u200f", "") == sentence
    assert all(run.text for run in cut)
    assert all(a.right_to_left is not b.right_to_left for a, b in pairwise(cut))
    assert not any(re.search(LETTER, run.text) for run in cut if not run.right_to_left)
    assert not any(re.search("[A-Za-z]", run.text) for run in cut if run.right_to_left)


def letterhead(
    *lines: str, footer: str = "نشانی: خیابان امام", margin: float = 4.0, change: Callable[[Any], None] | None = None
) -> bytes:
    """A letterhead as an office makes one: its own header, margins, and fonts; the lines are its body."""
    file = docx.Document()
    file.styles["Normal"].font.name = "Tahoma"
    section = file.sections[0]
    section.left_margin = docx.shared.Cm(margin)
    section.header.paragraphs[0].text = "به نام خدا"
    if footer:
        section.footer.paragraphs[0].text = footer
    for line in lines:
        file.add_paragraph(line)
    if change:
        change(file)
    target = BytesIO()
    file.save(target)
    return target.getvalue()


def on_letterhead(document: Document, content: bytes, folder: Path, name: str = "letterhead.docx") -> bytes:
    path = folder / name
    path.write_bytes(content)
    return write(document._replace(letterhead=path))


@libreoffice
def test_a_signed_report_stands_on_the_office_s_letterhead(made: dict[str, Document], tmp_path: Path) -> None:
    document = made["approved-fa"]._replace(number="۱۲/ص")
    body = ("{{ office }} — {{ title }}", "شماره {{ number }} تاریخ {{ date }}", "{{p body }}", "با احترام")

    def wide_first_page(file: Any) -> None:
        file.sections[0].different_first_page_header_footer = True

    content = on_letterhead(document, letterhead(*body, change=wide_first_page), tmp_path)
    file = docx.Document(BytesIO(content))
    assert round(file.sections[0].left_margin.cm, 2) == 4.0
    assert file.styles["Normal"].font.name == "Tahoma"
    assert paragraphs(content)[-1] == "با احترام"
    titles = [plain(p.text) for p in file.paragraphs if p.style.name == "Heading 1"]
    assert titles == [plain(part.title) for part in document.parts]
    sheets = pages(as_pdf({"letter": content}, tmp_path / "printed")["letter"])
    (pictures.folder() / "docx-letterhead-1.png").write_bytes(pictures.png_of(sheets[0]))
    (pictures.folder() / "docx-letterhead-3.png").write_bytes(pictures.png_of(sheets[2]))
    texts = [plain(text(page)) for page in sheets]
    assert all(any(document.code in line for line in lines(page)) for page in sheets)
    assert all("به نام خدا" in sheet and "نشانی" in sheet for sheet in texts[1:])
    assert "۱۴۰۵/۰۹/۰۱" in texts[0]


def test_an_office_places_the_code_itself(made: dict[str, Document], tmp_path: Path) -> None:
    content = on_letterhead(made["approved-fa"], letterhead("{{p body }}", footer="کد {{ code }}"), tmp_path)
    footer = docx.Document(BytesIO(content)).sections[0].footer
    assert [p.text for p in footer.paragraphs] == [f"کد {made['approved-fa'].code}"]


def test_a_hostile_name_stays_text_on_a_letterhead(made: dict[str, Document], tmp_path: Path) -> None:
    document = made["approved-fa"]._replace(office=f"{documents.HOSTILE}\x00 & {{% if %}}")
    content = on_letterhead(document, letterhead("{{ office }}", "{{p body }}"), tmp_path)
    assert paragraphs(content)[0] == plain(f"{documents.HOSTILE} & {{% if %}}")


def test_a_draft_bears_no_letterhead(made: dict[str, Document], tmp_path: Path) -> None:
    content = on_letterhead(made["planned-fa"], b"no Word file", tmp_path)
    assert "به نام خدا" not in str([p.text for p in docx.Document(BytesIO(content)).sections[0].header.paragraphs])


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="teal"/></svg>'
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGMQUGAwcAAAAXYAoewwivQAAAAASUVORK5CYII="  # of four dots
)


def with_picture(file: Any) -> None:
    file.paragraphs[0].add_run().add_picture(BytesIO(base64.b64decode(PNG)))


def with_page_break(file: Any) -> None:
    file.paragraphs[0].add_run().add_break(docx.enum.text.WD_BREAK.PAGE)


BROKEN = {
    "no place": letterhead("متن"),
    "two places": letterhead("{{p body }}", "{{p body }}"),
    "in a sentence": letterhead("{{ body }}"),
    "text before": letterhead("شمارهٔ ما: {{p body }}"),
    "text behind": letterhead("{{p body }} با احترام"),
    "another value": letterhead("{{p body }}{{ date }}"),
    "twice in one": letterhead("{{p body }}{{p body }}"),
    "a picture": letterhead("{{p body }}", change=with_picture),
    "a page break": letterhead("{{p body }}", change=with_page_break),
    "mistake": letterhead("{% if %}", "{{p body }}"),
    "misspelt": letterhead("{{ ofice }}", "{{p body }}"),
    "reaches out": letterhead("{{ ''.__class__.__mro__ }}", "{{p body }}"),
    "reaches further": letterhead("{{ office.__init__.__globals__ }}", "{{p body }}"),
    "no zip": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .doc",
    "half": letterhead("{{p body }}")[:2000],
    "empty": b"",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_letterhead_that_cannot_be_used_is_named(made: dict[str, Document], tmp_path: Path, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        on_letterhead(made["approved-fa"], BROKEN[fault], tmp_path)
    (problem,) = refused.value.problems
    assert problem.file == str(tmp_path / "letterhead.docx")
    assert problem.seen
    assert problem.mend


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("text before", "other text in the report's paragraph: “شمارهٔ ما:”"),
        ("another value", "other text in the report's paragraph: “{{ date }}”"),
        ("a picture", "a picture or a break in the report's paragraph"),
        ("misspelt", "the unknown name “ofice”"),
        (
            "mistake",
            "a mistake in a place to be filled in; text of the error: “Expected an expression, got 'end of statement block'”",
        ),
    ],
)
def test_what_is_wrong_with_a_letterhead_is_said(
    made: dict[str, Document], tmp_path: Path, fault: str, seen: str
) -> None:
    with pytest.raises(BadInput) as refused:
        on_letterhead(made["approved-fa"]._replace(language="en"), BROKEN[fault], tmp_path)
    assert refused.value.problems[0].seen == seen


def test_blanks_and_marks_beside_the_report_s_place_are_no_text(made: dict[str, Document], tmp_path: Path) -> None:
    content = on_letterhead(made["approved-fa"], letterhead(" {{p body }}  ", "با احترام"), tmp_path)
    assert paragraphs(content)[-1] == "با احترام"


def test_a_signed_report_bears_the_emblem_and_a_broken_one_is_named(
    made: dict[str, Document], tmp_path: Path
) -> None:
    path = tmp_path / "emblem.svg"
    path.write_text(SVG, "utf-8")
    before = len(docx.Document(BytesIO(write(made["approved-fa"]))).inline_shapes)
    signed = write(made["approved-fa"]._replace(emblem=path))
    assert len(list(docx.Document(BytesIO(signed)).element.body.iter(f"{W}drawing"))) == before + 1
    dots = tmp_path / "dots.png"
    dots.write_bytes(base64.b64decode(PNG))
    signed = write(made["approved-fa"]._replace(emblem=dots))
    assert len(list(docx.Document(BytesIO(signed)).element.body.iter(f"{W}drawing"))) == before + 1
    for broken in (b"", b"\x89PNG\r\n\x1a\n", b"<svg>"):
        for name in ("emblem.png", "emblem.svg"):
            (tmp_path / name).write_bytes(broken)
            with pytest.raises(BadInput) as refused:
                write(made["approved-fa"]._replace(emblem=tmp_path / name))
            assert refused.value.problems[0].file == str(tmp_path / name)


ORDER = {  # of children in ECMA-376's schema, those this file may hold
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr tabs bidi spacing ind outlineLvl",
    "rPr": "rFonts b bCs color sz szCs rtl lang",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr",
    "sectPr": "headerReference footerReference pgSz pgMar bidi",
    "settings": "zoom embedTrueTypeFonts defaultTabStop characterSpacingControl compat themeFontLang",
    "tblPr": "tblStyle bidiVisual tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW shd noWrap",
    "lvl": "start numFmt lvlText lvlJc pPr rPr",
    "font": "altName charset family pitch embedRegular embedBold",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tbl": "tblPr tblGrid tr",
    "p": "pPr r",
}


@pytest.mark.parametrize("name", ["planned-fa", "approved-fa", "many-en"])
def test_what_word_reads_in_a_fixed_order_stands_in_it(written: dict[str, bytes], name: str) -> None:
    """Word calls a file damaged whose elements stand in another order than its schema's."""
    with zipfile.ZipFile(BytesIO(written[name])) as archive:
        parts = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml") and "theme" not in n]
        roots = [docx.oxml.parse_xml(archive.read(n)) for n in parts]
    seen = set()
    for element in (e for root in roots for e in root.iter() if isinstance(e.tag, str)):
        tag, names = element.tag.removeprefix(W), [str(child.tag).removeprefix(W) for child in element]
        if tag in ORDER:
            places = [ORDER[tag].split().index(child) for child in names]
            assert places == sorted(places), (tag, names)
            seen.add(tag)
        if tag in ("tc", "hdr", "ftr"):
            assert names[-1] == "p", (tag, names)
    assert seen == set(ORDER)


def test_a_column_of_numbers_holds_the_widest_on_one_line_not_only_the_longest() -> None:
    """Digits are not equally wide: «۸۳٫۴۳» once broke in a column made for «۴۱٫۱۱»."""
    rows = [(f"۴۱٫۱{sign}",) for sign in "۰۱۲۴۵"] + [("۸۳٫۴۳",)]
    (width,) = widths.of_columns([Column("امتیاز", compact=True)], rows)
    assert "۸۳٫۴۳" in width.unbroken
