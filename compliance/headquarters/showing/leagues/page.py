"""A league as one self-contained page: no request leaves it, no script runs in it, and it prints on A4."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from html import escape

from compliance import data
from compliance.headquarters.leagues import ALL_EXPLAINED, Causes
from compliance.headquarters.showing.leagues import moves, standings
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.leagues.moves import Move
from compliance.language import _, current
from compliance.model.checklist import Library
from compliance.model.league import League
from compliance.persian import marks, numbers
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
summary{cursor:pointer}summary:focus-visible{outline:2px solid var(--head)}
details p,details li,ul{font-size:.9rem}details ul{margin:.2rem 0 .4rem;padding-inline-start:1.2rem}
@media(max-width:32rem){body{padding:1rem}td:not(.c){min-width:7.5rem}th,td{padding:.3rem .4rem}}
td:has([open]){min-width:14rem}
.hint{font-size:.9rem}
@media print{body{max-width:none;padding:0;font-size:11px}thead{display:table-header-group}tr{break-inside:avoid}
th{position:static}}
@page{size:A4 landscape;margin:12mm}
"""


def write(league: League, library: Library, told: Causes, explained: Causes) -> bytes:
    """Return the page, UTF-8; `told` stand by themselves, all `explained` unfold below their names."""
    font = base64.b64encode((data.shipped("templates") / "fonts" / FONT).read_bytes()).decode()
    return "".join(_parts(league, library, _STYLE % font, told, explained)).encode("utf-8", "replace")


def _parts(league: League, library: Library, style: str, told: Causes, explained: Causes) -> Iterator[str]:
    title = _text(league_tables.title(league, library))
    lang, order = ("fa", "rtl") if current() == "fa" else ("en", "ltr")
    yield f'<!doctype html><html lang="{lang}" dir="{order}"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';"
    yield f'font-src data:"><style>{style}</style></head><body><h1>{title}</h1>'
    for line in league_tables.introduction(league, library):
        yield f"<p>{_text(line)}</p>"
    noted = list(leagues.notes(league))
    if noted:
        yield f'<div class="notes">{"".join(f"<p>{_text(line)}</p>" for line in noted)}</div>'
    yield from _places(league, library, explained)
    yield from _told(league, library, told)
    for heading, table in (
        (_("Score bands"), league_tables.bands(league)),
        (_("Certificates (estimate)"), league_tables.certificates(league, library)),
        (league_tables.divided(league), league_tables.shares(league, library)),
        (_("Means of the indicators"), league_tables.indicators(league, library)),
        (_("Not in the league"), league_tables.away(list(standings.absent(league)))),
    ):
        if table.rows:
            yield _heading(heading)
            yield from _table(table)
    yield "</body></html>\n"


def _places(league: League, library: Library, explained: Causes) -> Iterator[str]:
    """Yield who stands where; what moved an office unfolds below its name."""
    table = league_tables.places(league, library)
    if not table.rows:
        return
    yield _heading(_("Who stands where"))
    found = {(m.place.office, m.place.system): m for m in moves.moves(league, explained)}
    if not found:
        yield from _table(table)
        return
    text = _("The name of an office unfolds what moved it since round {before}.")
    if len(league.places) > ALL_EXPLAINED:
        text = _(
            "The names of those who rose most, and of those who were asked about, unfold what moved them since round "
            "{before}; with more than {most} places not everybody is explained: hq league --explain."
        )
    said = text.format(before=numbers.digits(league.before), most=numbers.show(ALL_EXPLAINED))
    yield f'<p class="hint">{_text(said)}</p>'
    offices = {office for office, _system in found}
    unfolding = {
        row: _unfolding(found[place.office, place.system], league, library)
        for row, place in enumerate(league.places)
        if place.office in offices and (place.office, place.system) in found
    }
    yield from _table(table, unfolding)


def _unfolding(move: Move, league: League, library: Library) -> str:
    """Return an office's cell: its name, and below it what moved it, closed until somebody opens it."""
    parts = "".join(
        f"<li>{_text(moves.indicator(id_, league, library))}: {_text(moves.points(points), marks.whole)}</li>"
        for id_, points in move.by
    )
    said = _text(moves.sentence(move, league, library))
    name = _text(leagues.called(move.place))
    return f"<td><details><summary>{name}</summary><p>{said}</p><ul>{parts}</ul></details></td>"


def _told(league: League, library: Library, told: Causes) -> Iterator[str]:
    lines = [moves.named(move, league, library) for move in moves.moves(league, told)]
    if lines:
        yield _heading(_("What moved those who rose most, and those who were asked about")) + "<ul>"
        yield "".join(f"<li>{_text(line)}</li>" for line in lines) + "</ul>"


def _heading(text: str) -> str:
    return f"<h2>{_text(text)}</h2>"


def _table(table: Table, unfolding: Mapping[int, str] | None = None) -> Iterator[str]:
    """Yield a table; `unfolding` are the second cells of rows that have more than a text there."""
    head = "".join(f"<th>{_text(column.title)}</th>" for column in table.columns)
    whole = lru_cache(maxsize=65536)(partial(_text, keep=marks.whole))
    opens = ['<td class="c">' if column.compact else "<td>" for column in table.columns]
    texts = [whole if column.compact else _text for column in table.columns]
    more = unfolding or {}
    yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>'
    for number, row in enumerate(table.rows):
        cells = [f"{begin}{text(cell)}</td>" for begin, text, cell in zip(opens, texts, row, strict=True)]
        if number in more:
            cells[1] = more[number]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _text(text: str, keep: Callable[[str, bool], str] = marks.sentence) -> str:
    """Return a text as a page shows it: nothing in it is markup, and numbers and names stay in order."""
    return escape(keep(text, current() == "fa"))
