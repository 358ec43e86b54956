"""Charts: every text in its place and clear of the others, in the browser and in Typst; exact places; no colour alone."""

from __future__ import annotations

import base64
import json
import re
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import language
from compliance.report.charts import NARROW, WIDE, Chart, bars, both, gantt, heat, radar, svg, tiles, trend
from compliance.report.charts.drawing import Drawing
from compliance.report.charts.steps import Missing, step
from tests import chart_samples as given_
from tests.chromium import browser, in_chromium
from tests.conftest import ROOT
from tests.pictures import folder
from tests.test_curves import ISOLATES, SVG, box, places

QUICK = settings(max_examples=90, deadline=None, derandomize=True, database=None)
FONT = ROOT / "templates" / "fonts" / "vazirmatn.woff2"
A4 = 970  # units high where 250 mm of a sheet of A4 are 186 mm, or 720 units, wide
# Areas that hold texts whole or not at all, and areas that no text may touch.
MEASURE = """<script>addEventListener('load', async () => { await document.fonts.load('13px Vazirmatn');
  await document.fonts.load('bold 13px Vazirmatn'); const bad = []; let texts = 0;
  const shared = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  document.querySelectorAll('svg').forEach((svg, n) => { const frame = svg.getBoundingClientRect();
    const all = [...svg.querySelectorAll('text')].map(t => [t.getBoundingClientRect(), t.textContent]);
    const areas = kinds => kinds.flatMap(kind => [...svg.querySelectorAll('path.' + kind)].map(p => p.getBoundingClientRect()));
    const holding = areas(['step-0', 'step-1', 'step-2', 'step-3', 'step-4', 'unanswered', 'not-applicable', 'band']);
    const closed = areas(['now', 'then', 'ground', 'work', 'wait']);
    texts += all.length;
    all.forEach(([a, s], i) => {
      const within = (b, slack) => a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack;
      if (!within(frame, .5)) bad.push([n, 'leaves its drawing', s]);
      if (holding.some(b => shared(a, b) > .6 && !within(b, .6))) bad.push([n, 'leaves its area', s]);
      if (closed.some(b => shared(a, b) > .6)) bad.push([n, 'stands on a bar', s]);
      all.slice(0, i).forEach(([b, r]) => { if (shared(a, b) > .6) bad.push([n, 'overlaps', s, r]); }); }); });
  document.title = JSON.stringify([texts, bad.length, bad.slice(0, 12)]); });</script>"""


def head() -> str:
    font = base64.b64encode(FONT.read_bytes()).decode()
    return (
        "<!doctype html><meta charset=utf-8><title>-</title><style>svg { display: block; margin: 0 0 12px; }"
        f"@font-face {{ font-family: Vazirmatn; font-weight: 100 900; src: url(data:font/woff2;base64,{font}); }}</style>"
    )


@browser
@pytest.mark.browser
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_no_text_leaves_its_drawing_or_its_area_or_covers_another(tmp_path: Path, lang: str) -> None:
    """Measured in the browser with the shipped font and, narrower still, with the widest fallback."""
    language.use(lang)
    fallback = "DejaVu Sans, sans-serif"
    looks = (("Vazirmatn", NARROW), ("Vazirmatn", WIDE), (fallback, 320), (fallback, WIDE))
    drawn = [(chart, *look) for look in looks for chart in given_.samples()]
    texts = [
        re.sub("<style>.*?</style>", "", svg(chart, wide=wide)).replace("Vazirmatn, Tahoma, sans-serif", font)
        for chart, font, wide in drawn
    ]
    page = folder() / f"charts.{lang}.html"
    page.write_text(f"{head()}{''.join(texts)}{MEASURE}", "utf-8")
    dom = in_chromium("--virtual-time-budget=20000", "--dump-dom", page.as_uri(), folder=tmp_path)
    title = re.search(r"<title>([^-].*?)</title>", dom, re.S)
    assert title is not None, dom[:300]
    count, faults, bad = json.loads(unescape(title[1]))
    said = [(fault[1:], type(drawn[fault[0]][0]).__name__, drawn[fault[0]][1:]) for fault in bad]
    assert count > 5_000
    assert not bad, (faults, said)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_every_drawing_is_well_formed_and_refers_to_nothing(lang: str) -> None:
    language.use(lang)
    for chart in given_.samples():
        for text in (svg(chart), *re.findall("<svg.*?</svg>", both(chart), re.S)):
            root = ElementTree.fromstring(text.encode())
            tags = {element.tag.removeprefix(SVG) for element in root.iter()}
            assert tags <= {"svg", "title", "desc", "style", "g", "rect", "path", "text"}
            assert not re.search(r"\sid=|url\(|href|<script|@import|[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe]", text)
            assert root.get("direction") == "ltr"
            assert root.get("role") == "img"


def test_a_drawing_is_the_same_every_time() -> None:
    assert [svg(chart) for chart in given_.radars()] == [svg(chart) for chart in given_.radars()]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_alternative_text_says_the_numbers(lang: str) -> None:
    language.use(lang)
    (main,) = given_.OPENED.assess("programme")
    digit = "[۰-۹]" if lang == "fa" else "[0-9]"
    timetable = gantt.gantt(*_plan(9))
    for chart in (
        radar.radar(main),
        bars.of_indicators(main),
        heat.of_items(main),
        *timetable,
        next(iter(given_.maps(""))),
    ):
        assert len(re.findall(digit, chart.description)) > 4, chart
        page = ElementTree.fromstring(svg(chart, standalone=False))
        assert (page.get("aria-label") or "").startswith(chart.title)
        assert chart.description in (page.get("aria-label") or "")


def _plan(count: int, title: str = "") -> tuple[gantt.Plan, gantt.Library, gantt.Office]:
    plan, office = given_.planned(count, title)
    return plan, given_.OPENED.instruments, office


# --- the same in Typst


def fonts(tmp: Path) -> Path:
    """Return a folder with the shipped font as Typst reads it."""
    shipped = FONT.parent
    if list(shipped.glob("*.ttf")):
        return shipped
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    for weight in (400, 700):
        font = instancer.instantiateVariableFont(TTFont(FONT), {"wght": weight}, updateFontNames=True)
        font.flavor = None
        font.save(tmp / f"vazirmatn-{weight}.ttf")
    return tmp


@pytest.mark.parametrize("name", ["vazirmatn.woff2", "vazirmatn-regular.ttf", "vazirmatn-bold.ttf"])
def test_the_fonts_have_the_quotation_marks_of_titles_outside_and_inside(name: str) -> None:
    from fontTools.ttLib import TTFont

    assert set(map(ord, "«»‹›“”‘’")) <= TTFont(FONT.parent / name).getBestCmap().keys()


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_typst_draws_the_same_files_with_texts_that_can_be_found(tmp_path: Path, lang: str) -> None:
    typst = pytest.importorskip("typst")
    pdfium = pytest.importorskip("pypdfium2")
    language.use(lang)
    (main,) = given_.OPENED.assess("programme")
    provinces = list(given_.OPENED.instruments.provinces.values())
    matrix = heat.heat(
        "provinces", [str(result.indicator.title) for result in main.indicators],
        [heat.Row(str(p.name), tuple(given_.cells(7, n, "75"))) for n, p in enumerate(provinces)],
    )  # fmt: skip
    charts: list[Chart] = [
        radar.radar(main, main), bars.of_indicators(main, main), *list(given_.trends("Trend"))[3:4],
        *gantt.gantt(*_plan(40), today=given_.TODAY), heat.of_items(main), matrix, next(iter(given_.maps(""))),
    ]  # fmt: skip
    for number, chart in enumerate(charts):
        (tmp_path / f"{number}.svg").write_text(svg(chart), "utf-8")
    figures = "".join(f'#image("{n}.svg", width: 100%, alt: "-")\n' for n in range(len(charts)))
    source = tmp_path / "charts.typ"
    source.write_text(f"#set page(margin: 12mm)\n{figures}", "utf-8")
    pdf, warnings = typst.compile_with_warnings(
        str(source), font_paths=[str(fonts(tmp_path))], ignore_system_fonts=True
    )
    (folder() / f"charts.{lang}.pdf").write_bytes(pdf)
    assert not warnings
    opened = pdfium.PdfDocument(pdf)
    found = _found("".join(page.get_textpage().get_text_range() for page in opened))
    wanted = {"fa": ["تهران", "دی", "۱۴۰۵", "پیشنهادی"], "en": ["Tehran", "Dey", "1405", "proposed", "Chaharmahal"]}[
        lang
    ]
    for text in (*wanted, "I1-01"):
        assert _found(text) in found, text
    opened.close()


def _found(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# --- exact places


def kinds(drawing: Drawing, name: str) -> list[list[tuple[float, float]]]:
    """Every line and area of a kind, in the order in which they are drawn; the legend's samples come first."""
    paths = [shape.path for shape in drawing.shapes if shape.kind == name]
    return [places(f"M{piece.rstrip('Z')}") for path in paths for piece in path.split("M")[1:]]


def across(drawing: Drawing, name: str) -> list[tuple[float, float]]:
    """Where each area of a kind begins and ends, from left to right."""
    return [(min(x for x, _y in area), max(x for x, _y in area)) for area in kinds(drawing, name)]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_radar_goes_clockwise_and_reaches_as_far_as_the_shares(lang: str) -> None:
    language.use(lang)
    spokes = tuple(radar.Spoke(f"I{n}", Fraction(n, 4), Fraction(1)) for n in range(1, 5))
    drawing = radar.Radar("t", "d", spokes, True).draw(WIDE, False)
    top, right, bottom, left = kinds(drawing, "shape-then")[-1]
    assert (top[0], right[1], bottom[0], left[1]) == (360, top[1] + 150, 360, top[1] + 150)
    assert (right[0], left[0]) == (510, 210)
    one, two, three, four = kinds(drawing, "shape-now")[-1]
    middle = top[1] + 150
    assert [middle - one[1], two[0] - 360, three[1] - middle, 360 - four[0]] == [37.5, 75, 112.5, 150]


def test_the_radar_is_filled_once_and_keeps_what_is_beyond_in_the_rings() -> None:
    beyond = (radar.Spoke("a", Fraction(3), Fraction(-1)), *(radar.Spoke(i, Fraction(1), None) for i in "bcd"))
    drawing = radar.Radar("t", "d", beyond, True).draw(WIDE, False)
    template = (ROOT / "templates" / "charts" / "drawing.svg.j2").read_text("utf-8")
    assert "fill=" not in re.findall('"shape-then": .*', template)[0]
    assert max(x for x, _y in kinds(drawing, "shape-now")[-1]) == 510
    assert len(set(kinds(drawing, "shape-then")[-1])) == 1


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_bars_begin_where_the_reader_does_and_are_as_long_as_their_shares(lang: str) -> None:
    language.use(lang)
    rows = [
        bars.Bar("a", Fraction(1, 4), Fraction(1, 2), "1", Fraction(3, 4)),
        bars.Bar("b", Fraction(1), None, "2", Fraction(2)),
    ]
    drawing = bars.bars("t", rows).draw(WIDE, False)
    (begin, end), _second = across(drawing, "ground")
    whole = end - begin
    now, then, target = across(drawing, "now")[1], across(drawing, "then")[1], across(drawing, "target")[1]
    start = end if lang == "fa" else begin
    assert start in now
    assert start in then
    assert now[1] - now[0] == pytest.approx(whole / 8, abs=0.2)
    assert then[1] - then[0] == pytest.approx(whole / 4, abs=0.2)
    assert abs(target[0] - start) == pytest.approx(whole * 3 / 8, abs=0.2)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_work_and_wait_stand_on_their_days(lang: str) -> None:
    language.use(lang)
    plan, library, office = _plan(2)
    action = plan.actions[0].action._replace(wait_days=14)
    start, done = gantt.dates.read("1405/09/01"), gantt.dates.read("1405/09/13")  # a Sunday and a Friday
    assert start
    assert done
    work = tuple(given_.Work(week, "it", Fraction(1)) for week in ("1405-W36", "1405-W37"))
    planned = plan.actions[0]._replace(
        action=action, start=start, end=done + given_.timedelta(days=14), work=work, state=given_.State.APPROVED
    )
    (chart,) = gantt.gantt(plan._replace(actions=(planned,)), library, office)
    (row,) = chart.groups[0].rows
    assert (row.start, row.done, row.end) == (start, done, done + given_.timedelta(days=14))
    assert row.work == ((start, done),)
    drawing = chart.draw(WIDE, False)
    month = across(drawing, "month")
    left, right = min(x for x, _ in month), max(x for _, x in month)
    day = (right - left) / 28  # four whole weeks, 30 Aban to 27 Azar
    worked, waited = across(drawing, "work")[1], across(drawing, "wait")[1]
    if lang == "fa":
        worked, waited = ((left + right - b, left + right - a) for a, b in (worked, waited))
    assert worked == pytest.approx((left + day, left + 14 * day), abs=0.2)
    assert waited == pytest.approx((left + 14 * day, right), abs=0.2)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_two_hundred_actions_stand_on_sheets_that_fit_a_page(lang: str) -> None:
    language.use(lang)
    sheets = gantt.gantt(*_plan(200))
    rows = [row for sheet in sheets for group in sheet.groups for row in group.rows]
    assert sorted(row.number for row in rows) == list(range(1, 201))
    assert len({sheet.title for sheet in sheets}) == len(sheets) > 5
    for sheet in sheets:
        assert sheet.draw(WIDE, True).height <= A4
        assert sheet.months == sheets[0].months
        names = [group.unit for group in sheet.groups]
        shown = {label.text.translate(ISOLATES) for label in sheet.draw(WIDE, True).labels if label.bold}
        assert len(set(names)) == len(names)
        assert set(names) <= shown
    few = [sum(len(group.rows) for group in sheet.groups) for sheet in gantt.gantt(*_plan(50), most_rows=5)]
    assert few == [5] * 10


def test_a_plan_without_actions_has_no_timetable() -> None:
    assert gantt.gantt(*_plan(0)) == ()


def test_each_state_has_a_sign_of_its_own_and_a_word() -> None:
    plan, library, office = _plan(6)
    signs = []
    for planned in plan.actions:
        alone = plan._replace(actions=(planned._replace(start=given_.FIRST, end=given_.FIRST, work=()),))
        (chart,) = gantt.gantt(alone, library, office)
        drawing = chart.draw(WIDE, False)
        shapes = [s for s in drawing.shapes if s.kind.startswith("sign")]
        signs.append(tuple((s.kind, len(s.path)) for s in shapes[: len(shapes) // 2]))
    assert len(set(signs)) == 6


def test_today_is_drawn_only_on_days_that_are_shown() -> None:
    plan, library, office = _plan(3)
    (with_, without) = (gantt.gantt(plan, library, office, day)[0] for day in (given_.FIRST, given_.date(2030, 1, 1)))
    assert len(kinds(with_.draw(WIDE, False), "mark")) == 1
    assert not kinds(without.draw(WIDE, False), "mark")


def test_the_trend_breaks_where_checklists_differ_and_says_so() -> None:
    rounds = [trend.Point(f"1405-{n}", Fraction(40 + n), n != 3) for n in range(1, 5)]
    chart = trend.trend("t", rounds, Fraction(100), Fraction(80))
    (line,) = (s.path for s in chart.draw(WIDE, False).shapes if s.kind == "series" and s.path.count("M") == 2)
    assert [piece.count(",") for piece in line.split("M")[1:]] == [2, 2]
    assert "1405-2 and 1405-3" in chart.description
    assert "another checklist" in {label.text for label in chart.draw(WIDE, False).labels}
    whole = trend.trend("t", [p._replace(comparable=True) for p in rounds], Fraction(100), Fraction(80))
    assert "cannot be compared" not in whole.description


def test_what_is_missing_differs_from_a_share_of_nothing_without_colour() -> None:
    cells = tuple(heat.Cell("x", share, missing) for share in (None, Fraction(0)) for missing in Missing)
    drawing = heat.heat("t", (), [heat.Row("r", cells)]).draw(WIDE, False)
    # each once, and once in the legend
    assert [len(kinds(drawing, kind)) for kind in ("unanswered", "not-applicable", "step-0")] == [2, 2, 3]
    assert len([shape for shape in drawing.shapes if shape.kind == "unanswered-hatch"]) == 2
    assert "dasharray" in looks()["not-applicable"]


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_west_is_at_the_left_in_every_language(lang: str) -> None:
    language.use(lang)
    provinces = given_.OPENED.instruments.provinces
    drawing = tiles.tiles("t", {}, provinces.values()).draw(WIDE, False)
    at = {label.text.translate(ISOLATES): float(label.x) for label in drawing.labels}
    west, east = (str(provinces[id_].name) for id_ in ("ilam", "yazd"))
    assert at[west] < 100 < 500 < at[east]


def test_every_province_has_its_own_tile() -> None:
    assert len({p.tile for p in given_.OPENED.instruments.provinces.values()}) == 31
    drawing = tiles.tiles("t", {}, given_.OPENED.instruments.provinces.values()).draw(WIDE, False)
    assert len(set(map(str, kinds(drawing, "unanswered")))) == 32  # and the legend's


def test_steps_hold_their_lower_end() -> None:
    shares = [Fraction(n, 10) for n in range(11)]
    assert list(map(step, shares)) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert [step(Fraction(-1)), step(Fraction(2))] == [0, 4]


# --- colours


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def looks() -> dict[str, str]:
    template = (ROOT / "templates" / "charts" / "drawing.svg.j2").read_text("utf-8")
    return dict(re.findall(r"\"([a-z0-9-]+)\": '(.*)',", template))


def fill(kind: str) -> str:
    return re.findall(r'fill="(#\w+)"', looks()[kind])[0]


def test_texts_can_be_read_on_every_ground_and_steps_differ_in_grey() -> None:
    ink = "#1c2530"
    steps = [f"step-{n}" for n in range(5)]
    for kind in (*steps, "band", "unanswered", "not-applicable"):
        assert contrast(ink, fill(kind)) >= 4.5, kind
    light = [(116 * luminance(fill(kind)) ** (1 / 3)) - 16 for kind in steps]
    assert all(a - b >= 4 for a, b in pairwise(light)), light
    assert contrast(fill("now"), fill("then")) >= 3
    assert contrast(fill("now"), fill("ground")) >= 3


def test_every_kind_that_charts_draw_has_a_look() -> None:
    drawn = {shape.kind for chart in given_.samples() for shape in chart.draw(WIDE, True).shapes}
    assert drawn - {"series"} == set(looks())


# --- for any labels


names = st.sampled_from((given_.LONG_FA, given_.LONG_EN, given_.HOSTILE, "W" * 90, "ش" * 90, "")) | st.text(
    max_size=60
)
some = st.none() | st.fractions(0, 1, max_denominator=100)


@st.composite
def drawn(draw: st.DrawFn) -> Chart:
    kind = draw(st.sampled_from(("radar", "bars", "heat", "shades", "tiles", "trend")))
    if kind == "radar":
        count = draw(st.integers(0, 12))
        spokes = draw(st.lists(st.builds(radar.Spoke, names, some, some), min_size=count, max_size=count))
        return radar.Radar(draw(names), "", tuple(spokes), draw(st.booleans()))
    if kind == "bars":
        return bars.bars(draw(names), draw(st.lists(st.builds(bars.Bar, names, some, some, names), max_size=6)))
    if kind == "trend":
        amounts = st.none() | st.fractions(0, 100, max_denominator=100)
        points = draw(st.lists(st.builds(trend.Point, names, amounts, st.booleans()), max_size=12))
        return trend.trend(draw(names), points, Fraction(100), draw(amounts))
    if kind == "tiles":
        provinces = given_.OPENED.instruments.provinces.values()
        renamed = [
            p._replace(name=given_.Text(name, name))
            for p, name in zip(provinces, iter(lambda: draw(names), 0), strict=False)
        ]
        return tiles.tiles(draw(names), {p.id: draw(some) for p in provinces}, renamed)
    cells = st.lists(st.builds(heat.Cell, names, some, st.sampled_from(Missing)), max_size=14).map(tuple)
    rows = draw(st.lists(st.builds(heat.Row, names, cells), max_size=5))
    return heat.heat(draw(names), draw(st.lists(names, min_size=1, max_size=14)) if kind == "heat" else (), rows)


@QUICK
@given(drawn(), st.sampled_from((320, NARROW, 479, 480, WIDE)), st.sampled_from(language.LANGUAGES))
def test_texts_stay_inside_and_apart_whatever_they_say(chart: Chart, wide: int, lang: str) -> None:
    language.use(lang)
    drawing = chart.draw(wide, True)
    slack = Fraction(1, 10)  # coordinates are rounded to tenths
    boxes = [_turned(label) if label.up else box(label) for label in drawing.labels]
    for at, (x1, y1, x2, y2) in enumerate(boxes):
        assert -slack <= x1 <= x2 <= drawing.width + slack, drawing.labels[at]
        assert -slack <= y1 <= y2 <= drawing.height + slack, drawing.labels[at]
        for a1, b1, a2, b2 in boxes[:at]:
            assert x1 >= a2 - slack or a1 >= x2 - slack or y1 >= b2 - slack or b1 >= y2 - slack, drawing.labels[at]


def _turned(label: object) -> tuple[Fraction, ...]:
    """Where a text that runs upwards stands at most."""
    x, y = Fraction(label.x), Fraction(label.y)  # type: ignore[attr-defined]
    left, top, right, bottom = box(label)  # type: ignore[arg-type]
    return x + (top - y), y - (right - x), x + (bottom - y), y - (left - x)
