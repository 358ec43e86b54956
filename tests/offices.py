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
