"""The block of office, title, date and number keeps its shape, however long an office's letter numbers are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance.report import docx, html, pdf
from compliance.report.document import Document
from tests import documents, pdfs
from tests.chromium import browser, in_chromium
from tests.offices import as_pdf, libreoffice

NUMBERS = {"fa": "۱۴۰۵/ح/" + "۲۱۷۸۹/الف/" * 9 + "دبیرخانه/مرکزی", "en": "1405-" + "2179856420" * 10}
OFFICES = {"fa": "ادارهٔ کل ثبت احوال استان بوشهر", "en": "Bushehr Provincial Civil Registry"}


@pytest.fixture(params=["fa", "en"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    lang = request.param
    return documents.document("planned", tmp_path, lang, ["brief"])._replace(number=NUMBERS[lang])


def of_typst(document: Document, folder: Path) -> bytes:
    return pdf.write(document)


def of_chromium(document: Document, folder: Path) -> bytes:
    page, made = folder / "page.html", folder / "page.pdf"
    page.write_bytes(html.write(document))
    in_chromium(f"--print-to-pdf={made}", "--no-pdf-header-footer", page.as_uri(), folder=folder)
    return made.read_bytes()


def of_word(document: Document, folder: Path) -> bytes:
    return as_pdf({"paper": docx.write(document)}, folder)["paper"]


@libreoffice
@browser
@pytest.mark.parametrize("make", [of_typst, of_chromium, of_word])
def test_a_long_number_wraps_beside_the_name_and_the_brief_stays_one_page(
    document: Document, make: Callable[[Document, Path], bytes], tmp_path: Path
) -> None:
    """The name stands on one line, every sign of the number is on the page, and nothing runs over to a second."""
    read = pdfs.opened(make(document, tmp_path))
    assert len(read) == 1
    signs = pdfs.signs(read[0])
    assert all(sign.left > 20 and sign.right < read[0].get_width() - 20 for sign in signs)
    assert sum(sign.text.isdigit() for sign in signs) > (90 if document.language == "en" else 45)
    assert any(shown(OFFICES[document.language]) in shown(line, False) for line in pdfs.drawn(read[0]).split("\n"))


def shown(text: str, logical: bool = True) -> str:
    """A text as its signs stand from left to right, without marks above letters and spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c) and c != " ")
    return plain[::-1] if logical and re.search("[آ-ی]", plain) else plain
