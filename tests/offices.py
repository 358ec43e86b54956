"""Real LibreOffice for tests: many files at once, since it starts slowly, in a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# `make test` installs LibreOffice as root on Debian; elsewhere these tests say what is missing.
libreoffice = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-writer")


def as_pdf(made: Mapping[str, bytes], folder: Path, suffix: str = "docx") -> dict[str, bytes]:
    """Return files as the PDF that LibreOffice prints of each; it has to take every one."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / f"{name}.{suffix}").write_bytes(content)
    command = [
        SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(folder), *(str(folder / f"{name}.{suffix}") for name in made),
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, timeout=300)
    missing = [name for name in made if not (folder / f"{name}.pdf").is_file()]
    assert not missing, (missing, said.stdout, said.stderr)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in made}


def pages(pdf: bytes) -> list[Any]:
    """Return the pages of a PDF as PDFium reads them."""
    import pypdfium2

    return list(pypdfium2.PdfDocument(pdf))


def text(page: Any) -> str:
    """Return what a page says, as a reader's search finds it."""
    found: str = page.get_textpage().get_text_range()
    return found


def lines(page: Any, last: int | None = None) -> list[str]:
    """Return what stands on a page, line by line from left to right as the eye sees it, without spaces.

    PDFium's own text is in the order it takes for that of reading. `last` takes so many signs of its end.
    """
    found = page.get_textpage()
    count = found.count_chars()
    signs = [
        (found.get_charbox(n), found.get_text_range(n, 1)) for n in range(max(0, count - (last or count)), count)
    ]
    seen = sorted((-(bottom + top) / 2, left, sign) for (left, bottom, _right, top), sign in signs if sign.strip())
    rows: list[list[tuple[float, str]]] = [[]]
    for before, (middle, left, sign) in zip([*seen[:1], *seen], seen, strict=False):
        if middle - before[0] > _APART:
            rows.append([])
        rows[-1].append((left, sign))
    return ["".join(sign for _left, sign in sorted(row)) for row in rows]


_APART = 6  # points between lines, and more than between the middles of a line's signs
