"""National codes in evidence are found, whatever carries them, never shown in full, and nothing hostile hurts."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compliance import language, personal
from compliance.errors import CannotAccess
from compliance.persian.letters import ascii_digits, persian_digits
from compliance.personal import Found, Search, codes, is_national_code, kinds, packages, pdf

CODE = "0012345679"
OTHER = "1234567891"
SHOWN, OTHER_SHOWN = "001•••••79", "123•••••91"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MARKS = "\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad"


def checked(nine: str) -> str:
    rest = sum(int(digit) * (10 - i) for i, digit in enumerate(nine)) % 11
    return nine + str(rest if rest < 2 else 11 - rest)


def hyphened(code: str, hyphen: str = "-") -> str:
    return hyphen.join((code[:3], code[3:9], code[9:]))


def read(path: Path, data: bytes | str) -> Search:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return searched(path)


def searched(path: Path) -> Search:
    """Search, and hold that no code is ever said in full."""
    search = personal.search(path)
    assert not re.search("[0-9]{6}", re.sub(r"[\W_]", "", ascii_digits(repr(search)).replace("•", "x"))), search
    for found in search.found:
        assert re.fullmatch("[0-9]{3}•{5}[0-9]{2}", found.shown)
    return search


def places(search: Search) -> list[str]:
    return [found.place for found in search.found]


CODES = st.text("0123456789", min_size=9, max_size=9).map(checked).filter(lambda code: len(set(code)) > 1)
DIGITS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, persian_digits, lambda text: text.translate(ARABIC)]
)
AROUND = st.text(st.characters(exclude_categories=("Nd", "Cs", "Cc", "Cf", "Pd", "Mn", "Sm", "Lm")), max_size=20)


# The code itself


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        hyphened(CODE),
        hyphened(CODE, "‑"),
        hyphened(CODE, "–"),
        "۰۰۱۲۳۴۵۶۷۹",
        "٠٠١-٢٣٤٥٦٧-٩",
        f"\u200e {CODE}\u200f",
    ],
)
def test_a_code_in_every_form(text: str) -> None:
    assert is_national_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "0012345678",
        "1111111111",
        "0000000000",
        CODE + "0",
        CODE[1:],
        f"{CODE} {CODE}",
        "00-12345679",
        f"x{CODE}",
        "0-012345-679",
        "9-234567-001",
        f"{CODE}-{CODE}",
        "²012345679",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert not is_national_code(text)


def test_the_rule_agrees_with_a_second_reckoning() -> None:
    """Whole weighted sum including the check digit, another form of the same rule."""
    for number in range(10_000_000, 10_002_000):
        text = f"{number:010d}"
        whole = sum(int(digit) * weight for digit, weight in zip(text[:9], range(10, 1, -1), strict=True))
        check = int(text[9])
        right = (whole + check) % 11 == 0 if whole % 11 >= 2 else whole % 11 == check
        assert is_national_code(text) == right


# Text


@given(CODES, DIGITS, AROUND, AROUND, st.sampled_from(["", "-", "‑", "–", "\u0640"]), st.text(MARKS, max_size=3))
@settings(deadline=None, max_examples=150)
def test_every_code_is_found(
    tmp_path_factory: pytest.TempPathFactory,
    code: str,
    digits: Callable[[str], str],
    before: str,
    after: str,
    hyphen: str,
    mark: str,
) -> None:
    written = mark + mark.join(digits(hyphened(code, hyphen) if hyphen else code)) + mark
    search = read(tmp_path_factory.getbasetemp() / "found.txt", f"x{before}{written}{after}")
    assert [found.shown for found in search.found] == [code[:3] + "•••••" + code[-2:]]
    assert search.unsearched is None


@given(CODES, st.integers(0, 9), st.integers(1, 9), DIGITS)
@settings(deadline=None)
def test_one_wrong_digit_hides_it(code: str, at: int, by: int, digits: Callable[[str], str]) -> None:
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    weighted = sum(int(d) * (10 - i) for i, d in enumerate(wrong[:9])) % 11
    assume(int(wrong[9]) != (weighted if weighted < 2 else 11 - weighted))
    assert not list(codes.find(digits(wrong)))
    assert not is_national_code(digits(wrong))


@given(st.text("0123456789", min_size=11, max_size=40), st.lists(st.integers(0, 40)), st.sampled_from(MARKS), DIGITS)
@settings(deadline=None)
def test_longer_numbers_are_no_codes(number: str, at: list[int], mark: str, digits: Callable[[str], str]) -> None:
    for place in at:
        number = number[:place] + mark + number[place:]
    assert not list(codes.find(digits(number)))


@given(CODES, st.integers(1, 30), st.text(" \nکدabc-", max_size=30))
@settings(deadline=None)
def test_pieces_do_not_matter(code: str, size: int, before: str) -> None:
    text = f"{before} {persian_digits(code)}\n{before}x{hyphened(code)}\n"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    lines = before.count("\n")
    assert list(codes.by_line(pieces)) == [(lines + 1, code), (2 * lines + 2, code)]


def test_groups_of_a_longer_number_are_no_code(tmp_path: Path) -> None:
    text = f"6037-{hyphened(CODE)}\n{hyphened(CODE)}-12\n98-{CODE}0\n9-234567-001\n001 234567 9\n"
    assert read(tmp_path / "a.txt", text) == Search((), None)


def test_places_in_text(tmp_path: Path) -> None:
    text = f"one\r\ntwo {CODE}\rthree\n{OTHER};{CODE}"
    assert read(tmp_path / "a.csv", text).found == (
        Found("line 2", SHOWN),
        Found("line 4", OTHER_SHOWN),
        Found("line 4", SHOWN),
    )


def test_places_are_in_the_readers_language(tmp_path: Path) -> None:
    language.use("fa")
    assert "۱" in read(tmp_path / "a.md", CODE).found[0].place


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1256"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    zwnj = "\u200c"
    text = f"كد ملي\n001{zwnj}2345679\n" + ("" if encoding == "cp1256" else persian_digits(OTHER))
    search = read(tmp_path / "a.txt", text.encode(encoding))
    assert [found.shown for found in search.found][:1] == [SHOWN]
    assert encoding == "cp1256" or places(search) == ["line 2", "line 3"]
    assert search.unsearched is None


def test_one_byte_that_is_not_utf8_hides_no_persian_digits(tmp_path: Path) -> None:
    search = read(tmp_path / "a.txt", "کد ".encode("cp1256") + persian_digits(CODE).encode() + b" \xff")
    assert [found.shown for found in search.found] == [SHOWN]


def test_an_empty_file_is_searched(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", b"") == Search((), None)


def test_twenty_are_kept_and_the_others_counted(tmp_path: Path) -> None:
    search = read(tmp_path / "a.txt", f"{CODE}\n" * 33)
    assert (len(search.found), search.more, search.unsearched) == (20, 13, None)
    search = read(tmp_path / "b.txt", f"{CODE}\n" * 100_000)
    assert (len(search.found), search.more) == (20, 980)


# Word


def package(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, text)
    return path


def word(path: Path, body: str, **parts: str) -> Path:
    head = '<?xml version="1.0" encoding="UTF-8"?><w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    contents = {"document": f"<w:body>{body}</w:body>", **parts}
    return package(
        path, {f"word/{name}.xml": f"{head.format(name)}{text}</w:{name}>" for name, text in contents.items()}
    )


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def test_runs_of_a_paragraph_are_joined(tmp_path: Path) -> None:
    body = (
        paragraph("nothing") + "<w:p/>" + paragraph("کد ۰۰۱", "۲۳۴", "\u200f", "۵۶۷۹", " است") + paragraph(CODE[:5])
    )
    body += paragraph(CODE[5:])
    assert searched(word(tmp_path / "a.docx", body)) == Search((Found("paragraph 2", SHOWN),), None)


def test_hyphens_and_breaks_of_word(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>001</w:t><w:noBreakHyphen/><w:t>234567</w:t><w:noBreakHyphen/><w:t>9</w:t></w:r></w:p>"
    body += f"<w:p><w:r><w:t>5</w:t><w:tab/><w:t>{OTHER}</w:t><w:br/><w:t>5</w:t></w:r></w:p>"
    assert searched(word(tmp_path / "a.docx", body)).found == (
        Found("paragraph 1", SHOWN),
        Found("paragraph 2", OTHER_SHOWN),
    )


def test_every_place_of_word(tmp_path: Path) -> None:
    row = "<w:tr><w:tc>{}</w:tc></w:tr>"
    body = paragraph("x") + "<w:tbl>" + row.format(paragraph("y")) + row.format(paragraph(CODE)) + "</w:tbl>"
    body += f"<w:p><w:r><w:t>a</w:t><w:pict><w:txbxContent>{paragraph(OTHER)}</w:txbxContent></w:pict></w:r></w:p>"
    body += f"<w:p><w:del><w:r><w:delText>{CODE}</w:delText></w:r></w:del></w:p>"
    others = {
        name: paragraph(CODE) for name in ("header1", "footer2", "footnotes", "endnotes", "comments", "strange")
    }
    search = searched(word(tmp_path / "a.docx", body, **others))
    assert places(search) == [
        "table 1, row 2",
        "paragraph 2",
        "paragraph 3",
        "header",
        "footer",
        "footnote",
        "endnote",
        "comment",
        "word/strange.xml, inside the file",
    ]


def test_a_document_of_word_on_the_web(tmp_path: Path) -> None:
    search = searched(
        package(tmp_path / "a.docx", {"word/document2.xml": f"<d>{paragraph(CODE)}</d>".replace("w:", "")})
    )
    assert places(search) == ["paragraph 1"]


def test_properties_and_pictures_of_a_document(tmp_path: Path) -> None:
    search = searched(
        package(
            tmp_path / "a.docx",
            {
                "word/document.xml": "<d/>",
                "word/media/image1.png": "x",
                "docProps/core.xml": f"<c><title>{CODE}</title></c>",
                f"word/{CODE}.xml": f"<p><t>{OTHER}</t></p>",
            },
        )
    )
    assert places(search) == ["document properties", f"word/{SHOWN}.xml, inside the file"]
    assert search.unsearched == "pictures and embedded files inside it were not searched"


# Excel


def excel(path: Path, *sheets: tuple[str, str], strings: tuple[str, ...] = (), **more: str) -> Path:
    parts = {
        "xl/workbook.xml": "<workbook xmlns:r='x'><sheets>"
        + "".join(f"<sheet name='{name}' sheetId='{i}' r:id='rId{i}'/>" for i, (name, _) in enumerate(sheets, 1))
        + "</sheets></workbook>",
        # Excel need not number the parts as it numbers the sheets.
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f"<Relationship Id='rId{i}' Target='worksheets/part{99 - i}.xml'/>" for i in range(1, 9))
        + "</Relationships>",
        "xl/sharedStrings.xml": "<sst>" + "".join(f"<si>{string}</si>" for string in strings) + "</sst>",
    }
    for i, (_name, cells) in enumerate(sheets, 1):
        parts[f"xl/worksheets/part{99 - i}.xml"] = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    return package(path, parts | {name.replace("__", "/"): text for name, text in more.items()})


def column(letter: str, *numbers: str) -> str:
    return "".join(f'<row r="{i}"><c r="{letter}{i}"><v>{n}</v></c></row>' for i, n in enumerate(numbers, 1))


def test_cells_of_every_kind(tmp_path: Path) -> None:
    strings = (
        "x",
        f"<r><t>{persian_digits(CODE[:4])}</t></r><r><t>{persian_digits(CODE[4:])}</t></r><rPh><t>1</t></rPh>",
    )
    cells = (
        '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        f'<row r="7"><c r="B7" t="inlineStr"><is><r><t>001</t></r><r><t>2345679</t></r></is></c></row>'
        f'<row r="8"><c r="A8"><v>{OTHER}</v></c><c r="AB8"><v>1.234567891E9</v></c><c r="D8"><v>0.{OTHER}</v></c></row>'
        f'<row r="9"><c r="A9" t="str"><f>CONCAT("{OTHER}")</f><v>{CODE}</v></c></row>'
        f"<row><c><v>1</v></c><c t='n'><v>{OTHER}</v></c></row>"
        '<row r="11"><c r="A11" t="s"><v>99</v></c><c r="B11" t="s"><v>x</v></c><c r="C11"><v>1E999999999</v></c></row>'
    )
    search = searched(excel(tmp_path / "a.xlsx", ("کارکنان", "<row/>"), ("دو", cells), strings=strings))
    assert search == Search(
        (
            Found("sheet دو, cell C1", SHOWN),
            Found("sheet دو, cell B7", SHOWN),
            Found("sheet دو, cell A8", OTHER_SHOWN),
            Found("sheet دو, cell AB8", OTHER_SHOWN),
            Found("sheet دو, cell A9", SHOWN),
            Found("sheet دو, cell A9", OTHER_SHOWN),
            Found("sheet دو, cell B10", OTHER_SHOWN),
        ),
        None,
    )


def test_dropped_zeros_count_only_in_a_column_of_codes(tmp_path: Path) -> None:
    short = [checked(nine).lstrip("0") for nine in ("001234567", "012345678", "007654321", "001111112")]
    wrong = [str(int(code) + 1) for code in short]
    cells = column("B", *short[:3], "12", "1405") + column("C", *short[:2]) + column("D", *short[:3], *wrong)
    search = searched(excel(tmp_path / "a.xlsx", ("s", cells)))
    assert places(search) == ["sheet s, cell B1", "sheet s, cell B2", "sheet s, cell B3"]
    assert search.found[0].shown == SHOWN
    assert all(len(code) < 10 for code in short)


def test_sheet_names_and_what_stands_around_cells(tmp_path: Path) -> None:
    search = searched(
        excel(
            tmp_path / "a.xlsx",
            (f"{CODE} a", f'<row r="1"><c r="{CODE}"><v>{OTHER}</v></c></row>'),
            ("b", f"</sheetData><headerFooter><oddHeader>{CODE}</oddHeader></headerFooter><sheetData>"),
            **{
                "xl__comments1.xml": f"<comments><text><r><t>{CODE}</t></r></text></comments>",
                "xl__pivotCache__r1.xml": f'<r><n v="{CODE}"/></r>',
            },
        )
    )
    assert sorted(places(search)) == sorted(
        [
            "a sheet's name",
            f"sheet {SHOWN} a, cell A1",
            "sheet b",
            "comment",
            "xl/pivotcache/r1.xml, inside the file",
        ]
    )


# PDF


def make_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, thing in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
            len(out),
        )
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def persian_font() -> tuple[bytes, bytes, bytes]:
    """A font whose letters a to j are the Persian digits, as its map to Unicode says."""
    names = b"".join(b"<%02X> <%04X>\n" % (ord("a") + i, 0x06F0 + i) for i in range(10))
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n10 beginbfchar\n" + names + b"endbfchar endcmap end end"
    )
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/Vazirmatn/FirstChar 97/LastChar 106/Widths[%s]/ToUnicode 5 0 R>>"
    return font % (b"600 " * 10), stream(to_unicode), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pages(*contents: bytes, annotations: bytes = b"", trailer: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """Objects: 1 catalogue, 2 pages, 3 none, 4 Persian font, 5 its map, 6 Helvetica, then `more`, then pages."""
    first = 7 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        b"null",
        *persian_font(),
        *more,
    ]
    for i, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R%s"
            b"/Resources<</Font<</P 4 0 R/A 6 0 R>>/XObject<</X 7 0 R>>>>>>" % (first + 2 * i + 1, annotations)
        )
        objects.append(stream(content))
    return make_pdf(*objects, trailer=trailer)


def line(text: str, font: bytes = b"A", at: int = 700) -> bytes:
    return b"BT /%s 12 Tf 50 %d Td (%s) Tj ET\n" % (font, at, text.encode())


def in_letters(code: str) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in code)


def test_pages_of_a_pdf(tmp_path: Path) -> None:
    data = pages(
        line("nothing"),
        line(f"code {CODE} here"),
        line(in_letters(OTHER), b"P"),
        line(f"tel 02188776655 {CODE}1"),
        line(hyphened(CODE)) + line(in_letters(OTHER)[:5], b"P", 600),
    )
    assert read(tmp_path / "a.pdf", data) == Search(
        (Found("page 2", SHOWN), Found("page 3", OTHER_SHOWN), Found("page 5", SHOWN)), None
    )


def test_a_hyphened_code_as_persian_pages_show_it(tmp_path: Path) -> None:
    """Inside a line from right to left the three groups change places; boxes hold one digit each."""
    data = pages(line("9-234567-001"), line(" ".join(OTHER)), line(" ".join(OTHER + "1")))
    assert places(read(tmp_path / "a.pdf", data)) == ["page 1", "page 2"]


def test_notes_fields_and_properties_of_a_pdf(tmp_path: Path) -> None:
    more = (
        b"<</Title(%s)>>" % CODE.encode(),
        b"<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/Contents(%s)>>" % CODE.encode(),
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/Rect[0 0 9 9]/V(%s)>>" % OTHER.encode(),
    )
    data = pages(line("x"), annotations=b"/Annots[8 0 R 9 0 R]", trailer=b"/Info 7 0 R", more=more)
    assert read(tmp_path / "a.pdf", data).found == (
        Found("document properties", SHOWN),
        Found("page 1", SHOWN),
        Found("page 1", OTHER_SHOWN),
    )


def test_scanned_pages_and_pictures_are_said(tmp_path: Path) -> None:
    picture = stream(
        b"\0" * 4, b"/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    search = read(tmp_path / "a.pdf", pages(line(CODE), b"/X Do", b"", b"q /X Do Q", more=(picture,)))
    assert places(search) == ["page 1"]
    assert search.unsearched == "pages that are pictures, as from a scanner, were not searched: 2, 4"
    search = read(tmp_path / "b.pdf", pages(line("x") + b"/X Do", more=(picture,)))
    assert search == Search((), "pictures and embedded files inside it were not searched")


def test_documents_of_libreoffice(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is missing: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
    persian = "آقای رضایی با کد ملی {} در این اداره کار می‌کند"
    forms = [CODE, hyphened(OTHER), persian_digits(CODE), persian_digits(hyphened(OTHER)), OTHER.translate(ARABIC)]
    body = "".join(
        f"<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>{persian.format(form)}</w:t></w:r></w:p>" for form in forms
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    source = word(tmp_path / "a.docx", body)
    with zipfile.ZipFile(source, "a") as out:
        out.writestr("[Content_Types].xml", types)
        out.writestr("_rels/.rels", relation)
    (tmp_path / "t.csv").write_text(f"name,{OTHER}\n", "utf-8")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    for kind, file in (("pdf", "a.docx"), ("xlsx", "t.csv")):
        command = [office, home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / file)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    expected = {"001": 2, "123": 3}
    found = [f.shown[:3] for f in searched(tmp_path / "a.pdf").found]
    # The same code in two forms on one page is one finding.
    assert set(found) == set(expected)
    text = pdf_text(tmp_path / "a.pdf")
    assert {start: [c[:3] for _at, c in codes.find(text, drawn=True)].count(start) for start in expected} == expected
    assert searched(tmp_path / "t.xlsx").found == (Found("sheet t, cell B1", OTHER_SHOWN),)


def pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))


# Files that are damaged, hostile or of no use


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(CannotAccess):
            personal.search(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CannotAccess):
            personal.search(tmp_path / "pipe")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"{\\rtf1 " + CODE.encode(),
        bytes(range(256)) * 99,
        b"PK\3\4",
        b"PK\5\6" + bytes(18),
        b"%PDF-1.7\n" + bytes(range(256)) * 9,
        b"%PDF-",
    ],
    ids=["png", "jpeg", "webp", "heic", "old", "rtf", "latin1", "zip-head", "zip-empty", "pdf-garbage", "pdf-head"],
)
def test_what_cannot_be_searched_is_said(tmp_path: Path, data: bytes) -> None:
    search = read(tmp_path / "a.txt", data)
    assert search.unsearched
    assert search.found == ()


def test_kinds_are_told_by_content(tmp_path: Path) -> None:
    assert read(tmp_path / "a.docx", CODE).found == (Found("line 1", SHOWN),)
    assert read(tmp_path / "a.png", pages(line(CODE))).found == (Found("page 1", SHOWN),)
    assert places(searched(word(tmp_path / "a.pdf", paragraph(CODE)))) == ["paragraph 1"]
    assert read(tmp_path / "a.md", f"see %PDF-1.4 {CODE}").found == (Found("line 1", SHOWN),)


def test_a_zip_without_a_document(tmp_path: Path) -> None:
    assert searched(package(tmp_path / "a.zip", {"a.txt": CODE})) == Search((), "files of this kind are not searched")


def test_a_zip_bomb_is_read_to_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open("word/document.xml", "w") as part:
        part.write(f"<d>{paragraph(CODE)}<w:p><w:t>".encode())
        for _ in range(100):
            part.write(b"0" * packages.MEGABYTE)
    start = time.monotonic()
    search = searched(path)
    assert search == Search((Found("paragraph 1", SHOWN),), "only the first 64 MB were searched")
    assert time.monotonic() - start < 5
    monkeypatch.setattr(packages, "TOTAL_LIMIT", packages.MEGABYTE)
    assert searched(path).unsearched == "only the first 1 MB were searched"


def test_elements_without_end_are_refused(tmp_path: Path) -> None:
    search = searched(word(tmp_path / "a.docx", paragraph(CODE) + "<a>" * 100_000))
    assert places(search) == ["paragraph 1"]
    assert search.unsearched is not None


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE d [<!ENTITY a '0012345679'>]>",
        "<!DOCTYPE d [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>",
        "<!DOCTYPE d SYSTEM 'file:///etc/passwd'>",
    ],
)
def test_declarations_are_refused_and_other_parts_read(tmp_path: Path, declaration: str) -> None:
    search = searched(
        package(
            tmp_path / "a.docx",
            {"word/document.xml": f"{declaration}<d><p><t>&a;</t></p></d>", "word/header1.xml": f"<h>{CODE}</h>"},
        )
    )
    assert places(search) == ["header"]
    assert search.unsearched is not None
    assert "DOCTYPE" in search.unsearched


def test_a_damaged_zip(tmp_path: Path) -> None:
    whole = word(tmp_path / "a.docx", paragraph(CODE) * 500, header1=paragraph(OTHER)).read_bytes()
    for size in (10, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        assert read(tmp_path / "b.docx", whole[:size]).unsearched
    for at in range(0, len(whole), 7):
        read(tmp_path / "c.docx", whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])


def test_a_damaged_part_does_not_hide_the_others(tmp_path: Path) -> None:
    parts = {"word/document.xml": f"<d><p><t>{CODE}</t></p><p", "word/header1.xml": f"<h>{OTHER}</h>"}
    search = searched(package(tmp_path / "a.docx", parts))
    assert places(search) == ["paragraph 1", "header"]
    assert search.unsearched == "the file is damaged, and only what could be read was searched"


def test_a_zip_behind_a_password(tmp_path: Path) -> None:
    data = bytearray(word(tmp_path / "a.docx", paragraph(CODE)).read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    data[6] |= 1
    assert read(tmp_path / "b.docx", bytes(data)) == Search((), "the file is behind a password")


def test_thousands_of_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"word/document.xml": "<d/>"} | {f"word/x{i}.xml": "<d/>" for i in range(2500)}
    assert "too many parts" in (searched(package(tmp_path / "a.docx", parts)).unsearched or "")
    monkeypatch.setattr(packages, "_DIRECTORY_LIMIT", 1000)
    assert searched(tmp_path / "a.docx") == Search((), "it has too many parts")


@pytest.mark.parametrize("head", [b"", b"%PDF-1.4\n", b"PK\3\4", b"a text\n" * 20_000, "\ufeffx".encode("utf-16")])
def test_a_huge_sparse_file_is_quick(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "a"
    with path.open("wb") as out:
        out.write(head)
        out.truncate(3 << 30)
    start = time.monotonic()
    assert searched(path).unsearched
    assert time.monotonic() - start < 5


def test_text_that_goes_on_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "TEXT_LIMIT", 2 * packages.MEGABYTE)
    data = "1\u200c" * 200_000 + f"\n{CODE}\n" + "x" * 3_000_000 + CODE
    assert read(tmp_path / "a.txt", data) == Search((Found("line 2", SHOWN),), "only the first 2 MB were searched")


def test_time_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "SECONDS", 0.0)
    search = read(tmp_path / "a.txt", f"{CODE}\n" + "x\n" * 1000)
    assert search == Search((Found("line 1", SHOWN),), "the search took longer than 0 seconds and was ended")


def test_a_truncated_pdf(tmp_path: Path) -> None:
    whole = pages(*[line(CODE)] * 30)
    for size in (9, 200, len(whole) // 2):
        search = read(tmp_path / "a.pdf", whole[:size])
        assert search.found or search.unsearched


def test_a_pdf_behind_a_password(tmp_path: Path) -> None:
    """The password's check values are made up, so that no password fits."""
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"00" * 32, b"11" * 32)
    identity = b"/Encrypt 7 0 R/ID[<%s><%s>]" % (b"22" * 16, b"22" * 16)
    data = pages(line(CODE), more=(lock,), trailer=identity)
    assert read(tmp_path / "a.pdf", data) == Search((), "the file is behind a password")


def test_a_pdf_that_loops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawing that draws itself twice: ended by the bound of memory or by that of time."""
    monkeypatch.setattr(kinds, "SECONDS", 1.0)
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>")
    start = time.monotonic()
    search = read(tmp_path / "a.pdf", pages(line(OTHER), line(CODE) + b"/X Do", more=(form,)))
    assert places(search)[:1] == ["page 1"]
    assert search.unsearched
    assert time.monotonic() - start < 6


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        ("import time; time.sleep(60)", Search((), "the search took longer than 1 seconds and was ended")),
        ("import os; os.abort()", Search((), "the file is damaged, and only what could be read was searched")),
        (f"print('found 1 {CODE}'); print('found 2 x'); print('end')", Search((), None)),
        (
            r"import sys; sys.stdout.buffer.write('found 2 001\u2022\u2022\u2022\u2022\u202279\ntextless 3\nfound 1'.encode())",
            Search(
                (Found("page 2", SHOWN),),
                "pages that are pictures, as from a scanner, were not searched: 3; "
                "the file is damaged, and only what could be read was searched",
            ),
        ),
    ],
    ids=["hangs", "crashes", "lies", "ends-early"],
)
def test_a_child_that_misbehaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: str, expected: Search
) -> None:
    monkeypatch.setattr(pdf, "CHILD", child)
    monkeypatch.setattr(kinds, "SECONDS", 1.0)
    assert read(tmp_path / "a.pdf", pages(line(CODE))) == expected


def test_the_child_needs_neither_environment_nor_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file called json.py where somebody works, or a strange environment, changes nothing."""
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert places(read(tmp_path / "a.pdf", pages(line(CODE)))) == ["page 1"]


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\3\4", b"PK\5\6", b"\xff\xfe", b"\xef\xbb\xbf"])
)
@settings(deadline=None, max_examples=30)
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    read(tmp_path_factory.getbasetemp() / "bytes", head + data)


def test_any_part_of_xml_is_survived(tmp_path: Path) -> None:
    for text in (
        "",
        "<",
        "<a",
        "<a/><a/>",
        "</a>",
        "\0",
        "<a>&b;</a>",
        "<?xml version='1.0' encoding='x-none'?><a/>",
    ):
        for name in ("word/document.xml", "xl/workbook.xml", "xl/worksheets/a.xml", "xl/sharedStrings.xml"):
            search = searched(
                package(tmp_path / "a.docx", {"word/document.xml": "<d/>", "xl/workbook.xml": "<d/>", name: text})
            )
            assert search.unsearched


def test_pieces_of_a_zip_are_small(tmp_path: Path) -> None:
    """No piece of a part is larger than 64 KB, however well it was packed."""
    file = io.BytesIO(word(tmp_path / "a.docx", "x" * 1_000_000).read_bytes())
    inside = packages.Package(file, kinds.Findings(9))
    sizes = [len(piece) for piece in inside._pieces(inside.parts["word/document.xml"])]
    assert max(sizes) <= 1 << 16
    assert sizes[-1] == 0
