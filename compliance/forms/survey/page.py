"""The questionnaire as one page that works from a stick, on a tablet or on the office's own site.

It asks for nothing from anywhere. Answers stay in the browser that they were given in, until a member of the
office takes them out as CSV.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from compliance import data, language
from compliance.model.survey import Questionnaire
from compliance.office.survey import columns
from compliance.report.templating import fill

FONT = "vazirmatn.woff2"
_HEX = "{:08x}"


class Page(NamedTuple):
    """What a page is made from: office, round, the questionnaire, services by id, and the code of its lock."""

    office: str
    name: str
    round: str
    asked: Questionnaire
    services: Sequence[tuple[str, str]]
    lock: str


def write(page: Page, own: Path | None) -> bytes:
    """Return the page, UTF-8, with style, script and font inside; `own` is the office's folder of templates."""
    from markupsafe import Markup

    templates = data.shipped("templates")
    script = (templates / "survey.js").read_text("utf-8")
    text = fill(
        "survey.html.j2",
        own,
        page=page,
        asked=page.asked,
        rtl=language.current() == "fa",
        style=Markup((templates / "survey.css").read_text("utf-8")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        font=base64.b64encode((templates / "fonts" / FONT).read_bytes()).decode(),
        columns=json.dumps([column.id for column in columns.of(page.asked)]),
        place=f"{page.office}.{page.round}.{page.asked.id}.{page.asked.version}",
        lock=hashed(page.lock),
    )
    return text.encode()


def hashed(code: str) -> str:
    """Return what stands in the page for the code of its lock (FNV-1a, as the script computes it).

    It keeps visitors from clearing answers by accident or for fun, not somebody who knows browsers.
    """
    value = 0x811C9DC5
    for sign in code.encode():
        value = ((value ^ sign) * 0x01000193) & 0xFFFFFFFF
    return _HEX.format(value)
