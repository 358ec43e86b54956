"""A league as one self-contained page: no request leaves it, no script runs in it, and it prints on A4."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from html import escape

from compliance import data
from compliance.headquarters.showing import league_tables, leagues
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.league import League
from compliance.persian import marks
from compliance.report.html import FONT
from compliance.report.tables import Table

_STYLE = """
@font-face{font-family:Vazirmatn;src:url(data:font/woff2;base64,%s) format("woff2");font-weight:100 900}
:root{--ink:#1b2a33;--head:#0f4c5c;--line:#c9d3d8;--soft:#f2f6f7}
body{font:15px/1.8 Vazirmatn,Tahoma,sans-serif;color:var(--ink);margin:0 auto;max-width:72rem;padding:1.5rem}
h1{font-size:1.5rem;color:var(--head);margin:0 0 .5rem}h2{font-size:1.1rem;color:var(--head);margin:2rem 0 .5rem}
p{margin:.15rem 0}
.notes{background:var(--soft);border-inline-start:4px solid var(--head);padding:.5rem 1rem;margin:1rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%%;font-size:.92rem}
th{background:var(--head);color:#fff;font-weight:600;position:sticky;top:0}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
.c{white-space:nowrap}td:not(.c){min-width:11rem}tbody tr:nth-child(even){background:var(--soft)}
@media print{body{max-width:none;padding:0;font-size:11px}thead{display:table-header-group}tr{break-inside:avoid}
th{position:static}}
@page{size:A4 landscape;margin:12mm}
"""


def write(league: League, library: Library) -> bytes:
    """Return the page, UTF-8."""
    font = base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode()
    return "".join(_parts(league, library, _STYLE % font)).encode("utf-8", "replace")


def _parts(league: League, library: Library, style: str) -> Iterator[str]:
    title = _text(league_tables.title(league, library))
    lang, order = ("fa", "rtl") if current() == "fa" else ("en", "ltr")
    yield f'<!doctype html><html lang="{lang}" dir="{order}"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';"
    yield f'font-src data:"><style>{style}</style></head><body><h1>{title}</h1>'
    for line in (*leagues.days(league), *leagues.summary(league)):
        yield f"<p>{_text(line)}</p>"
    noted = list(leagues.notes(league))
    if noted:
        yield f'<div class="notes">{"".join(f"<p>{_text(line)}</p>" for line in noted)}</div>'
    for heading, table in (
        (_("Who stands where"), league_tables.places(league, library)),
        (_("Score bands"), league_tables.bands(league)),
        (_("Certificates (estimate)"), league_tables.certificates(league, library)),
        (_("By part"), league_tables.shares(league, library)),
        (_("Means of the indicators"), league_tables.indicators(league, library)),
        (_("Not in the league"), league_tables.away(list(league_tables.absent(league)))),
    ):
        if table.rows:
            yield from _table(heading, table)
    yield "</body></html>\n"


def _table(heading: str, table: Table) -> Iterator[str]:
    head = "".join(f"<th>{_text(column.title)}</th>" for column in table.columns)
    whole = lru_cache(maxsize=65536)(partial(_text, keep=marks.whole))
    opens = ['<td class="c">' if column.compact else "<td>" for column in table.columns]
    texts = [whole if column.compact else _text for column in table.columns]
    yield f'<h2>{_text(heading)}</h2><div class="wide"><table><thead><tr>{head}</tr></thead><tbody>'
    for row in table.rows:
        cells = [f"{begin}{text(cell)}</td>" for begin, text, cell in zip(opens, texts, row, strict=True)]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _text(text: str, keep: Callable[[str, bool], str] = marks.sentence) -> str:
    """Return a text as a page shows it: nothing in it is markup, and numbers and names stay in order."""
    return escape(keep(text, current() == "fa"))
