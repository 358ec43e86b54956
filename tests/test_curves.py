"""The chart of lines: round numbers on its axes, every text inside the drawing and clear of the others."""

from __future__ import annotations

import base64
import json
import random
import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import language
from compliance.persian import dates, marks
from compliance.report.charts import both, svg
from compliance.report.charts.drawing import Label
from compliance.report.charts.lettering import ASCENT, DESCENT, clean, width, wrap
from compliance.report.charts.lines import Level, LineChart, Mark, Series, dashes
from compliance.report.charts.scales import apart, flags, nice, thinned
from tests.chromium import browser, in_chromium
from tests.conftest import ROOT

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SVG = "{http://www.w3.org/2000/svg}"
ISOLATES = dict.fromkeys(map(ord, marks.isolate("") + marks.isolate_rtl("")))
LONG_FA = "سامانهٔ یکپارچهٔ خدمات هویتی و آمار جمعیتی ادارهٔ کل ثبت احوال استان کهگیلویه و بویراحمد"
LONG_EN = "Integrated system of identity services and population statistics of the provincial office"
HOSTILE = "</text><script>alert(1)</script>&\"'{{ 7*7 }}\x00\x1b\ud800\u202e\ufffe\n]]>"
NAMES = ("هدف", "امروز ۱۴۰۵/۰۹/۰۱", "now", LONG_FA, LONG_EN, "W" * 90, "ش" * 90, HOSTILE, "", "✔ 完成 🏛️ ۷۵٪")


def burn_up(weeks: int = 26) -> LineChart:
    first = date(2026, 8, 22)
    xs = [Fraction((first + timedelta(weeks=i)).toordinal()) for i in range(weeks + 1)]
    planned = tuple((x, Fraction(56) + Fraction(22 * i, weeks)) for i, x in enumerate(xs))
    actual = tuple((x, Fraction(56) + Fraction(17 * i, weeks)) for i, x in enumerate(xs[: weeks // 2]))
    return LineChart(
        "Points gained", "Planned and actual points", "week", "points",
        (Series("planned", planned, step=True, dashed=True), Series("actual", actual, dots=True)),
        tuple((x, dates.show(date.fromordinal(int(x)))) for x in xs),
        (Level("target", Fraction(78)),), (Mark("today", xs[weeks // 2]),),
    )  # fmt: skip


def crowded(name: str) -> LineChart:
    """Levels and marks nearly coincide and lie at the edges; every name is the same."""
    series = tuple(
        Series(
            name, tuple((Fraction(x), Fraction(60 + i + x % 3)) for x in range(61)), i % 2 == 0, i % 3 == 0, i == 1
        )
        for i in range(7)
    )
    levels = tuple(Level(name, y) for y in (Fraction(60), Fraction("60.1"), Fraction("60.2"), Fraction(70)))
    ticks = tuple((Fraction(x), f"1405-W{x:02d}") for x in range(61))
    return LineChart(
        name, name, name, name, series, ticks, levels, tuple(Mark(name, Fraction(x)) for x in (0, 1, 30, 59, 60))
    )


def small(*points: tuple[int, int], levels: tuple[Level, ...] = ()) -> LineChart:
    places = tuple((Fraction(x), Fraction(y)) for x, y in points)
    return LineChart("t", "", "x", "y", (Series("s", places, dots=True),), None, levels)


def samples() -> list[LineChart]:
    empty = LineChart("t", "d", "x", "y", ())
    fixed = [
        burn_up(), burn_up(60), burn_up(2), crowded(LONG_FA), crowded(LONG_EN), empty, small(), small((5, 60)),
        small((0, 0)), small((0, 60), (4, 60), levels=(Level("L", Fraction(60)),)), small((10**12, 10**9), (3 * 10**12, 1)),
        empty._replace(levels=(Level("only", Fraction(3)),), marks=(Mark("m", Fraction(0)),)),
        burn_up()._replace(series=(), levels=(), marks=()),
    ]  # fmt: skip
    return fixed + [charted(random.Random(seed)) for seed in range(12)]


def charted(chance: random.Random) -> LineChart:
    def number() -> Fraction:
        return Fraction(chance.randint(0, 10 ** chance.randint(1, 6)), chance.choice((1, 3, 100)))

    def name() -> str:
        return chance.choice(NAMES)

    series = tuple(
        Series(
            name(), tuple((number(), number()) for _ in range(chance.choice((0, 1, 2, 9)))),
            chance.random() < 0.5, chance.random() < 0.5, chance.random() < 0.5,
        )
        for _ in range(chance.randint(0, 7))
    )  # fmt: skip
    ticks = tuple((number(), name()) for _ in range(chance.randint(0, 30))) if chance.random() < 0.5 else None
    levels = tuple(Level(name(), number()) for _ in range(chance.randint(0, 5)))
    return LineChart(
        name(), name(), name(), name(), series, ticks, levels, tuple(Mark(name(), number()) for _ in range(4))
    )


amounts = st.fractions(min_value=0, max_value=10**7, max_denominator=1000)
names = st.sampled_from(NAMES) | st.text(max_size=40)
charts = st.builds(
    LineChart, names, names, names, names,
    st.lists(
        st.builds(Series, names, st.lists(st.tuples(amounts, amounts), max_size=8).map(tuple), st.booleans(), st.booleans(), st.booleans()),
        max_size=5,
    ).map(tuple),
    st.none() | st.lists(st.tuples(amounts, names), max_size=30).map(tuple),
    st.lists(st.builds(Level, names, amounts), max_size=5).map(tuple),
    st.lists(st.builds(Mark, names, amounts), max_size=5).map(tuple),
)  # fmt: skip


def box(label: Label) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Where a label stands at most: left, top, right, bottom."""
    wide = width(label.text.translate(ISOLATES), label.size, label.bold)
    x, y = Fraction(label.x), Fraction(label.y)
    left = x - {"start": Fraction(0), "middle": wide / 2, "end": wide}[label.anchor]
    return left, y - label.size * ASCENT, left + wide, y + label.size * DESCENT


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (place.split(",") for place in path[1:].split("L"))]


@QUICK
@given(charts, st.sampled_from((100, 320, 479, 480, 720, 1200)), st.sampled_from(language.LANGUAGES))
def test_points_stay_in_the_plot_and_texts_stay_apart(chart: LineChart, wide: int, lang: str) -> None:
    language.use(lang)
    drawing = chart.draw(wide, titled=True)
    axis = [place for s in drawing.shapes if s.kind == "axis" for place in places(s.path)[-2:]]
    left, right = min(x for x, _y in axis), max(x for x, _y in axis)
    curves = [series for series in chart.series if len(series.points) > 1]
    strokes = [s for s in drawing.shapes if s.kind == "series"][-len(curves) :] if curves else []
    grid = [y for s in drawing.shapes if s.kind == "grid" for _x, y in places(s.path)]
    for stroke, series in zip(strokes, curves, strict=True):
        drawn = places(stroke.path)
        assert len(drawn) == (2 * len(series.points) - 1 if series.step else len(series.points))
        across = [x for x, _y in drawn]
        assert across == sorted(across, reverse=lang == "fa")
        assert left - 4.1 <= min(across) <= max(across) <= right + 4.1
        assert min(grid) <= min(y for _x, y in drawn) <= max(y for _x, y in drawn) <= max(grid)
    boxes = [box(label) for label in drawing.labels]
    slack = Fraction(1, 10)  # coordinates are rounded to tenths
    for at, (x1, y1, x2, y2) in enumerate(boxes):
        assert x1 >= -slack, drawing.labels[at]
        assert x2 <= drawing.width + slack, drawing.labels[at]
        assert y1 >= 0, drawing.labels[at]
        assert y2 <= drawing.height, drawing.labels[at]
        for a1, b1, a2, b2 in boxes[:at]:
            assert x1 >= a2 - slack or a1 >= x2 - slack or y1 >= b2 - slack or b1 >= y2 - slack, drawing.labels[at]


@QUICK
@given(charts, st.sampled_from(language.LANGUAGES), st.booleans())
def test_a_drawing_is_well_formed_and_the_same_every_time(chart: LineChart, lang: str, standalone: bool) -> None:
    language.use(lang)
    text = svg(chart, standalone=standalone)
    assert text == svg(chart, standalone=standalone)
    root = ElementTree.fromstring(text.encode())
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "g", "rect", "path", "text",
    }  # fmt: skip


@QUICK
@given(st.tuples(amounts, amounts).map(sorted), st.integers(3, 12))
def test_ticks_are_round_even_and_hold_both_ends(ends: list[Fraction], most: int) -> None:
    axis = nice(*ends, most)
    values = [value for value, _text in axis.ticks]
    assert axis.low == values[0] <= ends[0] <= ends[1] <= values[-1] == axis.high
    assert axis.low >= 0
    assert 2 <= len(values) <= most + 2
    (step,) = {b - a for a, b in pairwise(values)}
    while step < 1:
        step *= 10
    while step >= 10:
        step /= 10
    assert step in {1, 2, 5}
    assert len({text for _value, text in axis.ticks}) == len(values)


def test_an_axis_begins_at_zero_only_when_that_costs_little() -> None:
    assert nice(Fraction(56), Fraction(78), 9).low == 55
    assert nice(Fraction(60), Fraction(80), 9).low > 50
    assert nice(Fraction(20), Fraction(78), 9).low == 0
    assert nice(Fraction(0), Fraction(0), 9)[:2] == (0, 1)
    assert nice(Fraction(60), Fraction(60), 9)[:2] == (52, 66)
    said = "the axis begins at 55, not at 0"
    assert said in svg(small((0, 57), (9, 78)))
    assert said not in svg(small((0, 7), (9, 78)))


rooms = st.lists(st.fractions(0, 300, max_denominator=10), max_size=20).map(sorted)


@QUICK
@given(rooms, st.lists(st.integers(0, 90), min_size=20, max_size=20))
def test_labels_below_the_axis_are_dropped_until_they_fit(centres: list[Fraction], widths: list[int]) -> None:
    kept = thinned(centres, [Fraction(w) for w in widths], 12)
    assert kept[:1] == ([0] if centres else [])
    for i, j in pairwise(kept):
        assert centres[j] - centres[i] >= Fraction(widths[i] + widths[j], 2) + 12


def test_labels_evenly_spaced_stay_even() -> None:
    kept = thinned([Fraction(10 * i) for i in range(60)], [Fraction(55)] * 60, 12)
    assert kept == list(range(0, 60, 7))


@QUICK
@given(rooms)
def test_labels_at_the_end_keep_their_order_and_their_room(centres: list[Fraction]) -> None:
    top, bottom, high = Fraction(0), Fraction(300), Fraction(15)
    moved = apart(centres, [high] * len(centres), top, bottom)
    assert all(b - a >= high for a, b in pairwise(moved))
    assert all(top + high / 2 <= centre <= bottom - high / 2 for centre in moved)
    fits = all(b - a >= high for a, b in pairwise([Fraction(-15, 2), *centres, Fraction(615, 2)]))
    assert moved == centres or not fits


def test_a_line_crosses_no_flag_where_that_can_be() -> None:
    at = [Fraction(x) for x in (20, 60, 280)]
    first, second, last = flags(at, [Fraction(100)] * 3, Fraction(0), Fraction(300))
    assert (second.row, first.row) == (0, 1)
    assert last.end < 280
    assert last.row == 0


def test_series_differ_by_more_than_colour() -> None:
    assert dashes([Series("", ())] * 6) == [0, 1, 2, 3, 4, 5]
    assert dashes([Series("", (), dashed=True), Series("", ())]) == [1, 0]
    assert dashes([Series("", (), dashed=True)] * 7)[5:] == [0, 1]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_file_stands_by_itself_and_reads_in_its_direction(lang: str) -> None:
    language.use(lang)
    text = svg(burn_up())
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert not re.search(r"url\(|href|<script|@import", text)
    assert text.count("http") == 1
    ticks = [e for e in root.iter(f"{SVG}text") if "/" in (e.text or "")]
    across = [float(e.get("x", "")) for e in ticks]
    assert across == sorted(across, reverse=lang == "fa")
    if lang == "fa":
        assert ticks[0].text == "\u2066۱۴۰۵/۰۵/۳۱\u2069"
        assert not re.search("[0-9]", "".join(e.text or "" for e in ticks))


def test_the_places_are_exactly_these() -> None:
    drawing = small((0, 0), (10, 10)).draw(720, titled=False)
    assert [s.path for s in drawing.shapes if s.kind == "series"][-1] == "M36.2,395L701.4,71"


def test_a_drawing_in_a_page_has_nothing_that_clashes() -> None:
    text = both(burn_up())
    assert text.count("<svg") == 2
    assert not re.search(r"\sid=", text)
    assert set(re.findall(r"(\S+) \{", re.sub(r"@media[^{]*\{", "", re.findall("<style>(.*?)</style>", text)[0]))) <= {
        "svg.chart", "svg.chart-narrow", "svg.chart-wide",
    }  # fmt: skip
    assert "<style" not in svg(burn_up(), standalone=False)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_hostile_names_stay_text(lang: str) -> None:
    language.use(lang)
    text = svg(crowded(HOSTILE))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe]", text)
    assert not [e for e in ElementTree.fromstring(text).iter() if e.tag == f"{SVG}script"]
    assert "7*7" in "".join(ElementTree.fromstring(text).itertext())


@QUICK
@given(st.text(max_size=80), st.integers(20, 300), st.integers(1, 4))
def test_lines_fit_their_room(text: str, room: int, most: int) -> None:
    lines = wrap(text, Fraction(room), 13, most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 13) <= room or len(line) <= 2 for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@browser
@pytest.mark.browser
def test_no_text_leaves_its_drawing_or_covers_another(tmp_path: Path) -> None:
    """Measured in the browser, in both languages, with the shipped font and with the widest fallback."""
    font = base64.b64encode((ROOT / "templates" / "fonts" / "vazirmatn.woff2").read_bytes()).decode()
    parts = []
    for lang in language.LANGUAGES:
        language.use(lang)
        parts += [svg(chart, wide=wide) for chart in samples() for wide in (320, 700, 1200)]
    drawings = re.sub("<style>.*?</style>", "", "".join(parts))  # it would let the page's width scale them
    measure = """<script>addEventListener('load', async () => { await document.fonts.load('13px Vazirmatn');
      await document.fonts.load('bold 13px Vazirmatn'); const bad = [];
      document.querySelectorAll('svg').forEach((svg, n) => { const v = svg.viewBox.baseVal;
        const all = [...svg.querySelectorAll('text')].map(t => [t.getBBox(), t.textContent]);
        all.forEach(([a, s], i) => {
          if (a.x < -.5 || a.y < -.5 || a.x + a.width > v.width + .5 || a.y + a.height > v.height + .5) bad.push([n, 'out', s]);
          all.slice(0, i).forEach(([b, r]) => { if (Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > .5
            && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > .5) bad.push([n, r, s]); }); }); });
      document.title = JSON.stringify([document.querySelectorAll('svg text').length, bad.slice(0, 20)]); });</script>"""
    head = (
        "<!doctype html><meta charset=utf-8><title>-</title><style>svg { display: block; }"
        f"@font-face {{ font-family: Vazirmatn; font-weight: 100 900; src: url(data:font/woff2;base64,{font}); }}</style>"
    )
    plain = drawings.replace("Vazirmatn, Tahoma, sans-serif", "DejaVu Sans, sans-serif")
    (tmp_path / "page.html").write_text(f"{head}{drawings}{plain}{measure}", "utf-8")
    dom = in_chromium("--virtual-time-budget=8000", "--dump-dom", (tmp_path / "page.html").as_uri(), folder=tmp_path)
    title = re.search(r"<title>([^-].*?)</title>", dom, re.S)
    assert title is not None, dom[:300]
    texts, bad = json.loads(unescape(title[1]))
    assert texts > 2000
    assert not bad, bad
