"""A document as one self-contained page: no request leaves it, and it prints on A4."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from compliance import data, files
from compliance.errors import BadInput
from compliance.language import _
from compliance.persian import marks
from compliance.report import emblems, fitting
from compliance.report.charts import both
from compliance.report.document import Document, kind
from compliance.report.templating import fill

if TYPE_CHECKING:
    from compliance.report.charts import Chart

FONT = "vazirmatn.woff2"
_FIELD = re.compile(r"\{(page|pages)\}")


def write(document: Document) -> bytes:
    """Return the page, UTF-8, with style, script, font, drawings and emblem inside.

    BadInput when a template, a script, a style or the emblem of the office's own cannot be used.
    """
    script = _own_or_shipped(document, "page.js")
    text = fill(
        "page.html.j2",
        document.templates,
        document=document,
        kind_of=kind,
        style=_own_or_shipped(document, "page.css"),
        margins=_margins(document),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        font=base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode(),
        emblem=emblems.read(document.emblem).url if document.emblem else "",
        drawing=partial(_drawing, document.templates),
        fits={part.id: fitting.step(document, part) for part in document.parts if part.one_page},
    )
    return text.encode()


def _drawing(own: Path | None, chart: Chart, wide: int) -> str:
    from markupsafe import Markup

    return Markup(both(chart, own, wide))


def _own_or_shipped(document: Document, name: str) -> str:
    """Return a file of templates as it is, the office's own before the shipped one."""
    from markupsafe import Markup

    own = document.templates / name if document.templates else None
    path = own if own is not None and own.is_file() else data.shipped("templates") / name
    text = files.read_text(path)
    ends = "</script" if name.endswith(".js") else "</style"
    if ends in text.lower() or "<!--" in text:
        raise BadInput.of(
            str(path),
            None,
            _("“{text}”, which would end it inside the page").format(text=ends if ends in text.lower() else "<!--"),
            _("a file that can stand inside a page"),
            _("write it in another way"),
        )
    return Markup(text)


def _margins(document: Document) -> str:
    """Return the foot of every printed page: authenticity code, draft mark, and which page of how many it is."""
    from markupsafe import Markup

    digits = "persian" if document.rtl else "decimal"
    counted = " ".join(
        f"counter({piece}, {digits})" if at % 2 else _css_text(piece)
        for at, piece in enumerate(_FIELD.split(_("page {page} of {pages}")))
    )
    begin, end = ("right", "left") if document.rtl else ("left", "right")
    look = f"font: 8pt Vazirmatn, Tahoma, sans-serif; color: #56616d; direction: {'rtl' if document.rtl else 'ltr'}"
    label = _css_text(_("Authenticity code"))
    code = f"{label} {_LINE} {_css_text(marks.whole(document.code, document.rtl))}"
    mark = _css_text(_("DRAFT"))
    draft = f"@bottom-center {{ content: {mark}; {look}; color: #a3262a; }}\n" if document.draft else ""
    return Markup(
        f"@page {{ size: A4; margin: 13mm 13mm 16mm;\n"
        f"@bottom-{begin} {{ content: {code}; white-space: pre; text-align: {begin}; {look}; }}\n{draft}"
        f"@bottom-{end} {{ content: {counted}; {look}; }} }}"
    )


_LINE = r'"\A "'  # the code stands on a line of its own, where readers of the PDF find its letters in order


def _css_text(text: str) -> str:
    """Return a text as a style sheet quotes it: every sign but letters, digits and blanks by its number."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):X} " for c in text) + '"'
