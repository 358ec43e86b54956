"""Where tests put the pictures they make, to be looked at by people, and how a page of a PDF becomes one."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Return the folder, made when first asked for: $COMPLIANCE_PICTURES, or build/pictures in the checkout."""
    path = Path(os.environ.get("COMPLIANCE_PICTURES") or Path(__file__).parent.parent / "build" / "pictures")
    path.mkdir(parents=True, exist_ok=True)
    return path


def png_of(page: Any, scale: float = 1.4) -> bytes:
    """Return a page of PDFium as a PNG."""
    stream = BytesIO()
    page.render(scale=scale).to_pil().save(stream, "PNG")
    return stream.getvalue()


def of_pdf(pdf: Path, name: str, scale: float = 1.3) -> int:
    """Write every page of a PDF as a picture and return how many there are."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            (folder() / f"{name}-{number:02d}.png").write_bytes(png_of(page, scale))
        return len(document)
