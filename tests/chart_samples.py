"""Charts that are hard to lay out: the longest names, the most rows, nothing at all, all or none of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import cycle, islice

from compliance import language
from compliance.assessment.scoring import assess
from compliance.model.checklist import Text
from compliance.model.office import Office, Unit
from compliance.model.results import Plan, PlannedAction, State, Work
from compliance.persian import dates
from compliance.report.charts import Chart, bars, gantt, heat, histogram, radar, tiles, trend
from compliance.report.charts.lines import Mark
from compliance.report.charts.steps import Missing
from compliance.usecases.opening import open_office
from tests.conftest import EXAMPLE
from tests.planned import plan_of

FIRST, TODAY = date(2026, 11, 22), date(2026, 12, 20)  # 1405/09/01 and 1405/09/29
LONG_FA = "سامانهٔ یکپارچهٔ خدمات هویتی و آمار جمعیتی ادارهٔ کل ثبت احوال استان کهگیلویه و بویراحمد و شهرستان‌ها"
LONG_EN = "Integrated system of identity services and population statistics of the provincial office and towns"
HOSTILE = "</text><script>alert(1)</script>&\"'{{ 7*7 }}\x00\x1b\ud800\u202e\ufffe\n]]> ۷۵٪ 🏛️ 完成"
PARTS = (Fraction(0), Fraction(1, 3), Fraction(1), None, Fraction(2, 3), Fraction(99, 100))
OPENED = open_office(EXAMPLE)


def samples() -> list[Chart]:
    """Return them all, in the language in use."""
    long = LONG_FA if language.current() == "fa" else LONG_EN
    return [*radars(), *barred(long), *trends(long), *timetables(long), *shades(long), *maps(long), *columns(long)]


def parts(count: int, first: int = 0) -> list[Fraction | None]:
    """Return so many shares of every kind."""
    return list(islice(cycle(PARTS), first, first + count))


def radars() -> Iterable[Chart]:
    (main,) = OPENED.assess("programme")
    yield radar.radar(main)
    yield radar.radar(main, main)
    yield radar.radar(assess(main.checklist, {}))
    for count in (0, 1, 2, 3, 4, 11, 12):
        for first, id_ in ((0, "I{}"), (3, "leadership-and-strategy-{}")):
            spokes = tuple(
                radar.Spoke(id_.format(n + 1), now, then)
                for n, (now, then) in enumerate(zip(parts(count, first), parts(count, first + 2), strict=True))
            )
            yield radar.Radar("Radar", "Radar.", spokes, bool(first))
    for same in (Fraction(0), Fraction(1), None):
        yield radar.Radar("Radar", "Radar.", tuple(radar.Spoke("I1", same, same) for _ in range(12)), True)


def barred(long: str) -> Iterable[Chart]:
    (main,) = OPENED.assess("programme")
    yield bars.of_indicators(main, main)
    yield bars.of_indicators(assess(main.checklist, {}))
    for label, shown in ((long, long), ("W" * 100, "8.37 / 15"), ("ش" * 100, "—"), (HOSTILE, HOSTILE), ("", "")):
        both = zip(parts(6), parts(6, 2), strict=True)
        rows = [bars.Bar(label, now, then, shown, Fraction(3, 4)) for now, then in both]
        yield bars.bars(label, [*rows, bars.Bar(label, Fraction(5, 4), None, shown, Fraction(2))])
    yield bars.bars("nothing", [])


def trends(long: str) -> Iterable[Chart]:
    points = [
        trend.Point(
            f"{1400 + n // 2}-{n % 2 + 1}", None if n in (3, 7) else Fraction(300 + 55 * n, 10), n not in (2, 9)
        )
        for n in range(13)
    ]
    for count in (0, 1, 2, 13):
        yield trend.trend(long, points[:count], Fraction(100), Fraction(80))
    yield trend.trend(long, points, Fraction(1000))
    same = [trend.Point(long, part) for part in (Fraction(0), Fraction(100), Fraction(100), Fraction(0))]
    yield trend.trend(long, same, Fraction(100), Fraction(100))
    yield trend.trend(long, [trend.Point("1405-2", None), trend.Point("1406-1", None, False)], Fraction(100))


def planned(count: int, title: str = "", days: int = 6, unit: str = "") -> tuple[Plan, Office]:
    """Return a plan of so many actions, each some days after the one before, and an office with a long unit."""
    actions = list(islice(cycle(OPENED.instruments.actions.values()), count))
    made = []
    for n, (action, state) in enumerate(zip(actions, cycle(State), strict=False)):
        start = FIRST + timedelta(days=n * days // 2)
        weeks = {dates.week(start), dates.week(start + timedelta(days=14))}
        done = dates.week_begins(max(weeks)) + timedelta(days=3)
        action = action._replace(wait_days=n % 3 * 10, **({"title": Text(title, title)} if title else {}))
        work = tuple(Work(week, action.owner, Fraction(1)) for week in sorted(weeks))
        end = done + timedelta(days=action.wait_days)
        made.append(PlannedAction(action, unit or action.owner, start, end, Fraction(2), work, {}, state))
    office = OPENED.folder.office
    units = (*office.units, Unit("long", Text(LONG_FA, LONG_EN), (), Fraction(1)))
    return plan_of([], office)._replace(actions=tuple(made)), office._replace(units=units)


def timetables(long: str) -> Iterable[Chart]:
    def made(plan: Plan, office: Office) -> Iterable[Chart]:
        return gantt.gantt(plan, OPENED.instruments, office, TODAY)

    many = list(made(*planned(200)))  # the sheets between the fourth and the last look like these
    yield from (*many[:4], many[-1])
    yield from made(*planned(20, long, 40, "long"))
    yield from made(*planned(7, HOSTILE, 0, HOSTILE))
    yield from made(*planned(1))
    yield from made(*planned(6, "W" * 100, 1200))


def shades(long: str) -> Iterable[Chart]:
    for id_ in ("programme", "award"):
        (judged,) = OPENED.assess(id_)
        yield heat.of_items(judged)
    yield heat.of_items(assess(judged.checklist, {}))
    names = [str(province.name) for province in OPENED.instruments.provinces.values()]
    make: list[tuple[Callable[[int], str], list[str]]] = [
        (lambda n: f"I{n + 1}", names), (lambda n: long, names), (lambda n: "W" * 60, [long] * 3),
        (lambda n: HOSTILE, [HOSTILE] * 2), (lambda n: "", [""]),
    ]  # fmt: skip
    for column, labels in make:
        for count, most, text in ((1, 31, "۱۰۰٫۵٪"), (12, 31, "7"), (12, 3, "100.25%"), (31, 3, long)):
            rows = [heat.Row(label, tuple(cells(count, n, text))) for n, label in enumerate(labels[:most])]
            yield heat.heat(long, [column(n) for n in range(count)], rows)
    yield heat.heat(long, ["a"], [])


def cells(count: int, first: int, text: str) -> Iterable[heat.Cell]:
    """Return cells of every kind."""
    for n, part in enumerate(parts(count, first)):
        yield heat.Cell(text, part, list(Missing)[n % 2])


def maps(long: str) -> Iterable[Chart]:
    provinces = list(OPENED.instruments.provinces.values())
    mixed = dict(zip((p.id for p in provinces), parts(31), strict=True))
    yield tiles.tiles("tiles", mixed, provinces)
    for same in (None, Fraction(0), Fraction(1)):
        yield tiles.tiles("tiles", {p.id: same for p in provinces}, provinces)
    for name in (long, HOSTILE, "W" * 100):
        yield tiles.tiles(name, mixed, [p._replace(name=Text(name, name)) for p in provinces])
    yield tiles.tiles("nothing", {}, [])


def columns(long: str) -> Iterable[Chart]:
    """Yield columns with marks that stand apart, together, at both ends, and none."""
    many = [histogram.Column(Fraction(100 * n), Fraction(100 * n + 100), 7**n % 1000003) for n in range(10)]
    close = [Mark(long, Fraction(499)), Mark(long, Fraction(500)), Mark(HOSTILE, Fraction(501))]
    yield histogram.histogram(long, many, [Mark("a", Fraction(n)) for n in (0, 250, 1000)])
    yield histogram.histogram(long, many, close)
    for n in (0, 1, 1000000):
        yield histogram.histogram("same", [one._replace(n=n) for one in many], [Mark("m", Fraction(333))])
    yield histogram.histogram("one", many[:1])
    yield histogram.histogram("nothing", [])
