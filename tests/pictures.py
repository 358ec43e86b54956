"""Where tests put the pictures people look at, and how a page of a PDF becomes one."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def folder() -> Path:
    """Return the folder for pictures: the one COMPLIANCE_PICTURES names, or build/pictures."""
    path = Path(os.environ.get("COMPLIANCE_PICTURES") or ROOT / "build" / "pictures")
    path.mkdir(parents=True, exist_ok=True)
    return path


def png_of(page: Any, scale: float = 1.4) -> bytes:
    """Return a page of PDFium as a PNG."""
    bitmap = page.render(scale=scale, rev_byteorder=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    colours = {1: 0, 3: 2, 4: 6}[bitmap.n_channels]
    raw = bytes(bitmap.buffer)
    rows = b"".join(b"\0" + raw[y * stride : y * stride + width * bitmap.n_channels] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
