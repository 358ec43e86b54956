"""The PDF: found as it is typed, in order on the page, tagged, the brief on one page, nothing read but what is its own."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compliance import language
from compliance.errors import MissingExtra
from compliance.language import _
from compliance.persian import numbers
from compliance.report import write
from compliance.report.charts import radar
from compliance.report.document import Block, Document, Grid, Heading, Paragraph, Part, Picture
from compliance.report.tables import make
from tests import documents, pdfs
from tests.conftest import ROOT
from tests.pictures import folder, png_of

EXPECTED = ROOT / "tests" / "expected"
VERAPDF = shutil.which("verapdf")
SMALLEST = 7.5  # points
LINES = "هزینهٔ ۱۲٪ گزارش‌ها، تلفن ۰۷۷-۳۳۳۳۴۴۴۴ و ISO/IEC 27001:2022 (گواهی) تا ۱۴۰۵/۰۹/۰۱؛ تغییر −۳٫۵ و ۹۶٫۶٪ اطلاعات كتابي"
Of = Callable[..., tuple[Document, bytes]]
every_form = pytest.mark.parametrize(
    ("form", "lang"), [(form, lang) for form in documents.FORMS for lang in language.LANGUAGES]
)
every_language = pytest.mark.parametrize("lang", language.LANGUAGES)


def showing(document: Document, *blocks: Block, one_page: bool = False) -> Document:
    """Return a document that shows these blocks in one part."""
    return document._replace(parts=(Part("x", "بخش", blocks, one_page),))


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts in blocks; those of charts stand in drawings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple) and not isinstance(value, Picture):
        for one in value:
            yield from texts_in(one)


# ---- what every page bears ----


@every_form
def test_every_page_says_whether_it_is_a_draft_what_it_shows_and_which_it_is(of: Of, form: str, lang: str) -> None:
    document, data = of(form, lang)
    pages = pdfs.opened(data)
    assert document.draft == (form != "approved")
    for number, page in enumerate(pages, 1):
        text = pdfs.found_in(page.get_textpage().get_text_range())
        assert (_("DRAFT") in text) == document.draft, number
        assert document.code in page.get_textpage().get_text_range(), number
        shown = _("page {page} of {pages}").format(page=numbers.digits(number), pages=numbers.digits(len(pages)))
        assert set(pdfs.found_in(shown).split()) <= set(text.split()), number


@every_form
def test_nothing_leaves_the_page_or_is_too_small_to_read(of: Of, form: str, lang: str) -> None:
    _document, data = of(form, lang, "brief")
    _whole, whole = of(form, lang)
    for page in [*pdfs.opened(data), *pdfs.opened(whole)]:
        for sign in pdfs.signs(page):
            assert sign.left > 40, sign
            assert sign.right < 555.5, sign
    assert min(sign.size for page in pdfs.opened(data) for sign in pdfs.signs(page)) >= SMALLEST - 0.01


@every_form
def test_the_brief_is_exactly_one_page(of: Of, form: str, lang: str) -> None:
    _document, data = of(form, lang, "brief")
    assert len(pdfs.opened(data)) == 1
    _all, whole = of(form, lang)
    assert _("Assessment") not in pdfs.texts(whole)[0].split()
    assert _("Assessment") in pdfs.texts(whole)[1].split()


@every_language
def test_a_part_on_one_page_stays_on_it_whatever_it_holds(of: Of, lang: str) -> None:
    document, _data = of("planned", lang, "brief")
    long = document._replace(office=document.office * 12)
    assert len(pdfs.opened(write(long, "pdf"))) == 1
    sentences = [Paragraph(f"{number} {document.office * 4}") for number in range(60)]
    pages = pdfs.opened(write(showing(document, *sentences, one_page=True), "pdf"))
    assert len(pages) == 1
    assert "59" in pdfs.drawn(pages[0])


# ---- found as it is typed, in order as it is read ----


@every_form
def test_a_reader_finds_what_stands_in_it(of: Of, form: str, lang: str) -> None:
    """As the search of a browser compares, marks aside; Latin words inside Persian lines are read by it backwards."""
    document, data = of(form, lang)
    text = " ".join(map(pdfs.found_in, pdfs.texts(data)))
    for phrase in (*([] if form == "hostile" or len(document.office) > 80 else [document.office]), document.title):
        assert pdfs.found_in(phrase) in text, phrase
    words = {
        w
        for part in document.parts
        for said in texts_in(part)
        for w in re.findall(r"[\u0620-\u06ff\u200c]{2,}", said)
    }
    with_mark_at_the_end = {word for word in words if word.endswith("\u064b")}
    missing = {word for word in words - with_mark_at_the_end if pdfs.found_in(word) not in text}
    assert not missing
    assert len(words) > (100 if lang == "fa" else 10)


def test_what_is_hard_in_persian_is_found_and_stands_in_order(of: Of) -> None:
    document, _data = of("planned", "fa")
    table = make(
        [("شمار", True), ("متن", False)], [("−۱۲٫۵", LINES), ("۱۴۰۵/۰۹/۰۱", "پیش‌نویس"), ("۹۶٫۶٪", "خلاصهٔ کلان")]
    )
    page = pdfs.opened(write(showing(document, Paragraph(LINES), Grid(table)), "pdf"))[0]
    text, drawn = pdfs.found_in(page.get_textpage().get_text_range()), pdfs.drawn(page)
    for word in (
        "هزینهٔ",
        "۱۲٪",
        "گزارش‌ها",
        "۰۷۷-۳۳۳۳۴۴۴۴",
        "ISO",
        "IEC",
        "27001:2022",
        "۱۴۰۵/۰۹/۰۱",
        "−۳٫۵",
        "۹۶٫۶٪",
    ):
        assert pdfs.found_in(word) in text, word
    for word in ("اطلاعات", "كتابي", "خلاصهٔ کلان", "پیش‌نویس", "−۱۲٫۵"):
        assert pdfs.found_in(word) in text, word
    for run in ("۰۷۷-۳۳۳۳۴۴۴۴", "ISO/IEC27001:2022", "۱۴۰۵/۰۹/۰۱", "−۳٫۵", "۹۶٫۶٪", "−۱۲٫۵"):
        assert run in drawn, run


def test_the_number_of_a_letter_goes_from_right_to_left(of: Of) -> None:
    document, _data = of("planned", "fa", "brief")
    assert "۲۱۷/ح/۱۴۰۵:هرامش" in pdfs.drawn(pdfs.opened(write(document._replace(number="۱۴۰۵/ح/۲۱۷"), "pdf"))[0])


@every_language
def test_the_digits_of_dates_go_from_left_to_right(of: Of, lang: str) -> None:
    _document, data = of("planned", lang)
    dates = 0
    for page in pdfs.opened(data):
        found = re.findall(r"(?<!\d)\d{4}/\d\d/\d\d(?!\d)", pdfs.drawn(page))
        dates += len(found)
        assert all(numbers.ascii_digits(date)[:3] in ("140", "139") for date in found)
    assert dates > 60


@every_language
def test_a_hostile_name_is_text(of: Of, lang: str) -> None:
    _document, data = of("hostile", lang)
    lines = pdfs.drawn(pdfs.opened(data)[0]).replace("\n", "")  # the name goes on in the next line
    for piece in (
        '=HYPERLINK("x")<script>alert(1)</script>',
        "{{7*7}}",
        "#setpage()",
        "`b`*c*_d_[e](javascript:x)\\u",
    ):
        assert piece in lines, piece
    assert "49" not in lines.split("{{")[0]


def test_signs_that_no_font_has_are_replaced_and_never_stop_a_paper(of: Of) -> None:
    document, _data = of("planned", "fa", "brief")
    strange = "اداره 中 \U0001f9ff \u0378 بوشهر"
    chart = radar.Radar(strange, strange, tuple(radar.Spoke(f"{strange} {n}", None) for n in range(3)))
    pages = pdfs.texts(write(showing(document._replace(office=strange), Picture(chart), Paragraph(strange)), "pdf"))
    assert pages[0].count("\ufffd") > 5
    assert "بوشهر" in pages[0]


@every_language
def test_the_brief_reads_exactly_so(of: Of, lang: str) -> None:
    """Mended by: python -m tests.test_pdf, after looking at what changed."""
    _document, data = of("planned", lang, "brief")
    assert read(data) == (EXPECTED / f"brief.{lang}.pdf.txt").read_text("utf-8")


def read(data: bytes) -> str:
    """Return the text of a PDF as PDFium gives it, without direction marks, page below page."""
    return "\f".join(re.sub("[\u2066-\u2069]", "", text).replace("\r\n", "\n") for text in pdfs.texts(data)) + "\n"


# ---- tables ----


@every_language
def test_a_long_table_has_its_header_on_every_page_and_whole_rows(of: Of, lang: str) -> None:
    document, data = of("many", lang)
    headed = [page for page in pdfs.texts(data) if _("person-days") in page and _("begins") in page]
    assert len(headed) > 8
    rows = [(numbers.digits(n), f"آغازین{n} " + "متن " * (n % 60) + f"پایانی{n}") for n in range(1, 201)]
    table = make([(_("no."), True), ("سرستون", False)], rows)
    pages = pdfs.texts(write(showing(document, Grid(table)), "pdf"))
    assert len(pages) > 3
    assert all("سرستون" in page for page in pages)
    for begin in range(1, 201):
        assert sum(bool(re.search(rf"(?<!\d){begin}(?!\d)", page)) for page in pages) >= 1
    counts = [(page.count("آغازین"), page.count("پایانی")) for page in pages]
    assert all(begun == ended for begun, ended in counts)
    assert sum(begun for begun, _ended in counts) == 200


def test_a_row_longer_than_a_page_goes_on_on_the_next(of: Of) -> None:
    document, _data = of("planned", "fa", "brief")
    table = make([("ردیف", True), ("متن", False)], [("۱", "نخست " + "بسیار " * 4000 + "پایانی")])
    pages = pdfs.texts(write(showing(document, Grid(table)), "pdf"))
    assert len(pages) > 2
    assert "پایانی" in pages[-1]


def test_words_without_end_stay_in_their_column(of: Of) -> None:
    document, _data = of("planned", "fa", "brief")
    table = make([("ردیف", True), ("نشانی", False), ("متن", False)], [("۱", "x" * 300, "متن " * 30)])
    for page in pdfs.opened(write(showing(document, Grid(table), Heading("y" * 300)), "pdf")):
        assert all(sign.left > 40 and sign.right < 555.5 for sign in pdfs.signs(page))


# ---- for programs that read aloud ----


@every_form
def test_it_is_tagged_for_programs_that_read_aloud(of: Of, form: str, lang: str) -> None:
    document, data = of(form, lang)
    tags = pdfs.tags(data)
    roles = [tag.role for tag in tags]
    charts = [
        block.chart for part in document.parts for block in pdfs_blocks(part.blocks) if isinstance(block, Picture)
    ]
    assert roles.count("H1") == len(document.parts)
    assert roles.count("TH") > 20
    assert roles.count("THead") >= 8
    assert [tag.alternative for tag in tags if tag.role == "Figure"] == [
        f"{c.title}. {c.description}" for c in charts
    ]
    levels = [int(role[1:]) for role in roles if re.fullmatch("H[1-6]", role)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    opened = pdfs.opened(data)
    assert document.office in opened.get_metadata_dict()["Title"]
    assert opened.get_metadata_dict()["Author"] == document.office
    assert f"/Lang({lang}".encode() in data.replace(b" ", b"") or f"/Lang <{lang}".encode() in data
    assert [pdfs.found_in(entry.get_title()) for entry in opened.get_toc() if entry.level == 0] == [
        pdfs.found_in(part.title) for part in document.parts
    ]


def pdfs_blocks(blocks: object) -> Iterator[object]:
    """Yield blocks and those within them."""
    for block in blocks if isinstance(blocks, tuple) else ():
        if isinstance(block, Block):
            yield block
            for field in block:
                yield from pdfs_blocks(field)


@pytest.mark.skipif(VERAPDF is None, reason="no veraPDF here; the structure tree is looked at above")
@every_language
def test_verapdf_finds_nothing_against_pdf_ua(of: Of, tmp_path: Path, lang: str) -> None:
    assert VERAPDF is not None
    path = tmp_path / "report.pdf"
    path.write_bytes(of("planned", lang)[1])
    done = subprocess.run(
        [VERAPDF, "--flavour", "ua1", "--format", "text", str(path)], capture_output=True, text=True
    )
    assert done.stdout.startswith("PASS"), done.stdout


# ---- the rest ----


def test_the_same_document_is_the_same_file(of: Of) -> None:
    document, data = of("planned", "fa")
    assert write(document, "pdf") == data


def test_without_typst_the_command_to_install_it_is_told(of: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    document, _data = of("planned", "en", "brief")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra) as missing:
        write(document, "pdf")
    assert missing.value.extra == "documents"


@pytest.mark.parametrize("form", ["planned", "long", "approved"])
@every_language
def test_pages_are_pictures_for_people_to_look_at(of: Of, form: str, lang: str) -> None:
    """The brief and the plan of three offices; `make test-heavy` shows every page of every one."""
    for part in ("brief", "plan"):
        show(of(form, lang, part)[1], f"{form}-{part}-{lang}")


@pytest.mark.heavy
@every_form
def test_every_page_is_a_picture_for_people_to_look_at(of: Of, form: str, lang: str) -> None:
    show(of(form, lang)[1], f"{form}-{lang}")


def show(data: bytes, name: str) -> None:
    """Write the pages as pictures; none of them is blank."""
    for number, page in enumerate(pdfs.opened(data), 1):
        picture = png_of(page)
        assert len(picture) > 5000
        (folder() / f"pdf-{name}-{number:02}.png").write_bytes(picture)


def main() -> None:
    """Write the texts that are expected anew."""
    import tempfile

    for lang in language.LANGUAGES:
        with tempfile.TemporaryDirectory() as place:
            document = documents.document("planned", Path(place), lang, ["brief"])
            (EXPECTED / f"brief.{lang}.pdf.txt").write_text(read(write(document, "pdf")), "utf-8")


if __name__ == "__main__":
    main()
