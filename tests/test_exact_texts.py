"""Every format's text, exactly, in both languages: what a director reads, and what Excel holds of the plan.

Mended by: python -m tests.test_exact_texts, after looking at what changed. Markdown and PDF have theirs in
test_report.py and test_pdf.py.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest

from compliance.report import write
from compliance.report.document import Document
from tests import documents
from tests.documents import ROOT

EXPECTED = ROOT / "tests" / "expected"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Visible(HTMLParser):
    """The texts of a page, each on its line."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "svg"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.open and data.strip():
            self.lines.append(" ".join(data.split()))


def of_page(content: bytes) -> list[str]:
    page = Visible()
    page.feed(content.decode())
    return page.lines


def of_word(content: bytes) -> list[str]:
    import docx

    file = docx.Document(BytesIO(content))
    section = file.sections[0]
    roots = [section.header._element, file.element.body, section.footer._element]
    paragraphs = [paragraph for root in roots for paragraph in root.iter(f"{WORD}p")]
    return [text for p in paragraphs if (text := "".join(t.text or "" for t in p.iter(f"{WORD}t"))).strip()]


def of_workbook(content: bytes) -> list[str]:
    import openpyxl

    lines = []
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        lines.append(f"[{sheet.title}]")
        for row in sheet.iter_rows(values_only=True):
            cells = ["" if cell is None else str(cell) for cell in row]
            if any(cells):
                lines.append(" | ".join(cells).rstrip(" |"))
    return lines


def of_json(content: bytes) -> list[str]:
    record = json.loads(content)
    return json.dumps({**record, "assessments": "…", "plan": "…"}, ensure_ascii=False, indent=1).split("\n")


READ: dict[str, tuple[str, Callable[[bytes], list[str]]]] = {
    "html": ("brief", of_page),
    "docx": ("brief", of_word),
    "xlsx": ("plan", of_workbook),
    "json": ("brief", of_json),
}


def text(shown: Document, format_: str) -> str:
    return "\n".join(READ[format_][1](write(shown, format_))) + "\n"


@pytest.mark.filterwarnings("ignore:Data Validation|Conditional Formatting:UserWarning")
@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("format_", READ)
def test_the_text_is_exactly_this(tmp_path: Path, format_: str, lang: str) -> None:
    shown = documents.document("planned", tmp_path, lang, [READ[format_][0]])
    assert text(shown, format_) == (EXPECTED / f"{READ[format_][0]}.{lang}.{format_}.txt").read_text("utf-8")


if __name__ == "__main__":
    for format__, (part, _read) in READ.items():
        for language_ in ("fa", "en"):
            with tempfile.TemporaryDirectory() as place:
                made = documents.document("planned", Path(place), language_, [part])
                (EXPECTED / f"{part}.{language_}.{format__}.txt").write_text(text(made, format__), "utf-8")
