"""The files beside the pages: styles, scripts and the font, all of them from this package."""

from __future__ import annotations

from pathlib import Path

from compliance import data
from compliance.web.calls import Reply

_HERE = Path(__file__).parent
_CSS, _JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_FILES = {
    "page.css": ("page.css", _CSS),
    "web.css": ("web/web.css", _CSS),
    "web.js": ("web/web.js", _JS),
    "icon.svg": ("web/icon.svg", "image/svg+xml"),
    "vazirmatn.woff2": ("fonts/vazirmatn.woff2", "font/woff2"),
}


def read(name: str) -> Reply | None:
    """Return one of the known files, None for any other name."""
    if name == "htmx.min.js":
        return Reply((_HERE / "htmx" / name).read_bytes(), kind=_JS)
    if name not in _FILES:
        return None
    path, kind = _FILES[name]
    return Reply((data.shipped("templates") / path).read_bytes(), kind=kind)
