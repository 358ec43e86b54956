"""Where tests leave pictures of documents for people to look at, and how a page becomes one."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def folder() -> Path:
    """Return the folder of pictures: $COMPLIANCE_PICTURES, or build/pictures, which git ignores."""
    path = Path(os.environ.get("COMPLIANCE_PICTURES") or ROOT / "build" / "pictures")
    path.mkdir(parents=True, exist_ok=True)
    return path


def of_pdf(pdf: Path, name: str, scale: float = 1.3) -> int:
    """Write every page of a PDF as a picture and return how many there are."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            path = folder() / f"{name}-{number:02d}.png"
            path.write_bytes(_png(page.render(scale=scale, rev_byteorder=True)))
        return len(document)


def _png(bitmap: Any) -> bytes:
    """Return a bitmap of PDFium as PNG; Pillow is not installed for this alone."""
    width, height, channels = bitmap.width, bitmap.height, bitmap.n_channels
    data = bytes(bitmap.buffer)
    rows = (data[y * bitmap.stride : y * bitmap.stride + width * channels] for y in range(height))
    kind = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows))
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
