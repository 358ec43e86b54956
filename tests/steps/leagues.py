"""Rounds at headquarters with the figures that were published, collected from sealed filings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
import yaml
from pytest_bdd import given, parsers, then, when

from tests.panels import Panels, around, revise
from tests.steps.scene import Scene, exact, number, whole

TOP = ("بیمهٔ مرکزی", "وزارت امور اقتصادی و دارایی", "گمرک جمهوری اسلامی ایران")
REFUSED = (
    "آموزش و پرورش",
    "نظام مهندسی کشاورزی و منابع طبیعی",
    "سازمان سنجش آموزش کشور",
    "معاونت علمی و فناوری ریاست جمهوری",
    "سازمان بازنشستگی کشوری",
)
ASKED_OUT = ("پست بانک ایران", "پژوهشگاه ارتباطات و فناوری اطلاعات")
STATUSES = {"عدم همکاری": "refused", "انصراف": "asked_out"}
ROUNDS = """\
- id: 1395-2
  title: {fa: دور اول, en: Round 1}
  panel: ito
- id: 1396-1
  title: {fa: دور دوم, en: Round 2}
  panel: ito
- id: 1396-2
  title: {fa: دور سوم, en: Round 3}
  panel: ito
  planned: {open: 1396/09/01, close: 1396/10/30}
"""


_TOLD: dict[tuple[str, ...], Panels] = {}


def panels(scene: Scene) -> Panels:
    made: Panels = scene.kept["panels"]
    return made


def grown(scene: Scene, factory: pytest.TempPathFactory, step: str) -> Panels | None:
    """Return a copy of the scenario's headquarters for a step to change, None where one is kept that was told it.

    Scenarios with the same story share what came of it, for they only look.
    """
    story = (*scene.kept.get("story", ()), step)
    scene.kept["story"] = story
    fresh = story not in _TOLD
    if fresh:
        base = factory.mktemp("hq")
        _TOLD[story] = scene.kept["panels"].copy(base) if "panels" in scene.kept else Panels(base)
    scene.kept["panels"] = _TOLD[story]
    return _TOLD[story] if fresh else None


def bodies(n: int, first: Sequence[str] = ()) -> list[str]:
    """Return the names of n bodies: those that are known, and invented ones."""
    return [*first, *(f"دستگاه فرضی {k}" for k in range(len(first) + 1, n + 1))]


@given("ستاد مرکزی با کاربرگ‌های تک‌سنجه")
def headquarters(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> None:
    grown(scene, tmp_path_factory, "headquarters")


@given(
    parsers.re(
        r"سه دور ارزیابی خدمات الکترونیکی با میانگین‌های (?P<a>[\d٫]+)، (?P<b>[\d٫]+) و (?P<c>[\d٫]+) "
        r"که به‌ترتیب (?P<k>\d+)، (?P<m>\d+) و (?P<n>\d+) دستگاه دارد"
    )
)
def three_rounds(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, a: str, b: str, c: str, k: str, m: str, n: str
) -> None:
    """The third round has all of the second but three, five that refuse, and newcomers; two asked to be left out."""
    hq = grown(scene, tmp_path_factory, f"ito {a} {b} {c} {k} {m} {n}")
    if hq is None:
        return
    (hq.store / "rounds.yaml").write_text(ROUNDS, "utf-8")
    first, second = bodies(whole(k), TOP), bodies(whole(m), TOP)
    staying = second[: whole(m) - 3]
    third = [*staying, *(f"دستگاه تازه {i}" for i in range(whole(n) - len(REFUSED) - len(staying)))]
    for round_, names, mean in (("1395-2", first, a), ("1396-1", second, b), ("1396-2", third, c)):
        away = [*REFUSED, *ASKED_OUT] if round_ == "1396-2" else []
        hq.open(round_, "ito", [*names, *away], "e-services")
        hq.file(round_, "e-services", dict(zip(names, around(number(mean), len(names)), strict=True)))
    hq.status("1396-2", "refused", REFUSED)
    hq.status("1396-2", "asked-out", ASKED_OUT)
    held = yaml.safe_load((hq.store / "rounds.yaml").read_text("utf-8"))
    held[2]["actual"] = {"open": "1396/11/15", "close": "1396/12/29"}
    (hq.store / "rounds.yaml").write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), "utf-8")


@given(parsers.re(r"دور «(?P<round_>[\d-]+)» جایزه (?P<revised>با الگوی بازنگری‌شده و|با) این شمار دستگاه در هر بازه"))
def award_bands(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, round_: str, revised: str, datatable: list[list[str]]
) -> None:
    hq, version = grown(scene, tmp_path_factory, f"bands {round_} {revised} {datatable}"), "1"
    if hq is None:
        return
    if "بازنگری" in revised:
        version = "2"
        revise(hq.checklists, "award", version)
    scores = [
        whole(low) * 100 + 9900 * k // whole(count) for low, count in datatable[1:] for k in range(whole(count))
    ]
    names = bodies(len(scores))
    hq.open(round_, "award", names, "award", version)
    hq.file(round_, "award", dict(zip(names, scores, strict=True)))


@given("دور پیشینی از جایزه که هیچ دستگاهی در آن نیست")
def earlier_award(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> None:
    hq = grown(scene, tmp_path_factory, "earlier")
    if hq is not None:
        hq.open("1396-1", "award", ["دستگاه فرضی ۱"], "award")
        hq.close("1396-1")


@given(parsers.re(r"دور «(?P<round_>[\d-]+)» جایزه با این امتیازها در بخش تکلیفی"))
def mandatory(scene: Scene, round_: str, datatable: list[list[str]]) -> None:
    scene.kept["mandatory"] = round_, {name: whole(score) * 100 for name, score in datatable[1:]}


@given("این سامانه‌ها در بخش داوطلبانه")
def voluntary(scene: Scene, tmp_path_factory: pytest.TempPathFactory, datatable: list[list[str]]) -> None:
    hq = grown(scene, tmp_path_factory, f"honours {datatable} {scene.kept['mandatory']}")
    if hq is None:
        return
    round_, scores = scene.kept["mandatory"]
    systems = [(body, title, field, whole(score) * 100) for body, title, field, score in datatable[1:]]
    for body, *_rest in systems:
        scores.setdefault(body, 20000)  # such bodies file for the mandatory section too, below every certificate
    hq.open(round_, "award", list(scores), "award")
    hq.file(round_, "award", scores, systems)


@given(
    parsers.re(
        r"دور «(?P<round_>[\d-]+)» جایزه که (?P<filed>\d+) از (?P<eligible>\d+) دستگاه واجد شرایط در آن شرکت کرده است"
    )
)
def participation(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, round_: str, filed: str, eligible: str
) -> None:
    hq, names = grown(scene, tmp_path_factory, f"participation {round_} {filed} {eligible}"), bodies(whole(eligible))
    if hq is None:
        return
    hq.open(round_, "award", names, "award")
    hq.file(round_, "award", {name: 10000 + k for k, name in enumerate(names[: whole(filed)])})


@given(parsers.re(r"دور «(?P<round_>[\d-]+)» ارزیابی خدمات الکترونیکی که «(?P<name>[^»]+)» در آن همکاری نکرده است"))
def refused_elsewhere(scene: Scene, tmp_path_factory: pytest.TempPathFactory, round_: str, name: str) -> None:
    hq, names = grown(scene, tmp_path_factory, f"refused {round_} {name}"), bodies(5)
    if hq is None:
        return
    hq.open(round_, "ito", [*names, name], "e-services")
    hq.file(round_, "e-services", dict(zip(names, around(Fraction(30), 5), strict=True)))
    hq.status(round_, "refused", [name])


@when(parsers.re(r"که جدول رتبه‌بندی دور «(?P<round_>[\d-]+)» با کاربرگ «(?P<id_>[\w-]+)» خواسته می‌شود"))
def ask_league(scene: Scene, round_: str, id_: str) -> None:
    hq = panels(scene)
    scene.kept["text"] = hq.league(round_, id_, "--top", 200).stdout
    scene.kept["league"] = json.loads(hq.league(round_, id_, "--json", lang="en").stdout)


@when(parsers.re(r"که جدول رتبه‌بندی بخش «(?P<section>\w+)» دور «(?P<round_>[\d-]+)» خواسته می‌شود"))
def ask_section(scene: Scene, section: str, round_: str) -> None:
    made = panels(scene).league(round_, "award", "--section", section, "--json")
    scene.kept["league"] = json.loads(made.stdout)


@when("که ارقام منتشرشده خواسته می‌شود")
def ask_figures(scene: Scene) -> None:
    hq = panels(scene)
    made = hq.run("hq", "figures", hq.store, "--checklists", hq.checklists, "--json")
    scene.kept["figures"] = json.loads(made.stdout)
    shown = hq.run("hq", "figures", hq.store, "--checklists", hq.checklists, lang="fa")
    scene.kept["figures text"] = shown.stdout


@when("که ارقام منتشرشده با دفترهای ثبت این اداره خواسته می‌شود")
def ask_register(scene: Scene) -> None:
    scene.run("hq", "figures", "--register", str(scene.office), "--json")
    scene.kept["figures"] = scene.json


@when("که ارقام منتشرشده بی هیچ داده‌ای خواسته می‌شود")
def ask_bare(scene: Scene) -> None:
    scene.run("hq", "figures", "--json")
    scene.kept["figures"] = scene.json


@then(parsers.re(r"متن (?P<which>جدول|ارقام) «(?P<said>[^»]+)» را (?P<there>دارد|ندارد)"))
def printed(scene: Scene, which: str, said: str, there: str) -> None:
    text = scene.kept["text" if which == "جدول" else "figures text"]
    assert (said in text) == (there == "دارد"), text


def league(scene: Scene) -> Any:
    return scene.kept["league"]


@then(parsers.re(r"میانگین (?P<mean>[\d٫]+) از (?P<maximum>\d+) روی (?P<n>\d+) دستگاه دارای امتیاز است"))
def mean_of(scene: Scene, mean: str, maximum: str, n: str) -> None:
    found = league(scene)
    assert exact(found["mean"]) == number(mean)
    assert (found["maximum"], found["n"]) == (whole(maximum), whole(n))
    scores = [exact(row["score"]) for row in found["rows"]]
    assert sum(scores, Fraction(0)) / len(scores) == number(mean)


@then(parsers.re(r"میانگین دور پیش (?P<mean>[\d٫]+) روی (?P<n>\d+) دستگاه بوده است"))
def mean_before(scene: Scene, mean: str, n: str) -> None:
    change = league(scene)["change"]
    assert (exact(change["mean_before"]), change["n_before"]) == (number(mean), whole(n))


@then(parsers.re(r"تغییر میانگین (?P<whole_>[\d٫]+) واحد درصد و رشد نسبی آن (?P<relative>[\d٫]+) درصد است"))
def change_of(scene: Scene, whole_: str, relative: str) -> None:
    change = league(scene)["change"]
    assert exact(change["whole"]) == number(whole_)
    assert exact(change["relative"]) == number(relative)


@then(parsers.re(r"تغییر در (?P<n>\d+) دستگاه مشترک دو دور (?P<points>[\d٫]+) واحد درصد است"))
def matched(scene: Scene, n: str, points: str) -> None:
    change, scores = league(scene)["change"], panels(scene).scores
    both = set(scores["1396-1"]) & set(scores["1396-2"])
    moved = [scores["1396-2"][name] - scores["1396-1"][name] for name in both]
    assert len(both) == whole(n) == change["matched_n"]
    assert exact(change["matched"]) == number(points)
    assert abs(Fraction(sum(moved), 100 * len(moved)) - number(points)) <= Fraction(1, 200)


@then(parsers.re(r"مشارکت (?P<filed>\d+) از (?P<eligible>\d+) دستگاه و (?P<share>[\d٫]+) درصد است"))
def participating(scene: Scene, filed: str, eligible: str, share: str) -> None:
    found = league(scene)["participation"]
    assert (found["filed"], found["eligible"]) == (whole(filed), whole(eligible))
    assert exact(found["share"]) == number(share)


@then(parsers.re(r"این دستگاه‌ها با وضعیت «(?P<status>[^»]+)» فهرست شده‌اند"))
def listed(scene: Scene, status: str, datatable: list[list[str]]) -> None:
    ids = panels(scene).bodies
    names = [row[0] for row in datatable[1:]]
    assert set(league(scene)[STATUSES[status]]) == {ids[name] for name in names}
    assert not [name for name in names if name not in scene.kept["text"]]


@then("هیچ دستگاهی بدون پاسخ نیست")
def nobody_silent(scene: Scene) -> None:
    assert league(scene)["silent"] == []


@then("هیچ دستگاه همکاری‌نکرده‌ای امتیاز صفر نگرفته است")
def nobody_zero(scene: Scene) -> None:
    ids = panels(scene).bodies
    scored = {row["office"] for row in league(scene)["rows"]}
    assert not scored & {ids[name] for name in (*REFUSED, *ASKED_OUT)}
    assert min(row["score"] for row in league(scene)["rows"]) > 0


@then("رتبه‌ها چنین است")
def ranks(scene: Scene, datatable: list[list[str]]) -> None:
    wanted = [(whole(rank.split()[0]), "مشترک" in rank, name) for rank, name in datatable[1:]]
    found = [(row["rank"], row["shared"], row["name"]["fa"]) for row in league(scene)["rows"]]
    seen, named = found[: len(wanted)], {name for _rank, _shared, name in wanted}
    assert sorted(seen) == sorted(wanted)
    assert [rank for rank, _shared, _name in seen] == [rank for rank, _shared, _name in wanted]
    assert not named & {name for _rank, _shared, name in found[len(wanted) :]}


@then("متن جدول کنار رتبهٔ سه دستگاه «۴ مشترک» می‌نویسد")
def shared_in_words(scene: Scene) -> None:
    first = [line.split("|")[0].strip() for line in scene.kept["text"].split("\n") if " | " in line]
    assert first[1:8] == ["۱", "۲", "۳", "۴ مشترک", "۴ مشترک", "۴ مشترک", "۵"]


@then(parsers.re(r"تنها سامانهٔ جدول از «(?P<name>[^»]+)» است و گواهی برآوردی آن «(?P<id_>\w+)» است"))
def only_system(scene: Scene, name: str, id_: str) -> None:
    (row,) = league(scene)["rows"]
    assert (row["name"]["fa"], row["certificate"]) == (name, id_)
    assert row["system"]


@then(
    parsers.re(
        r"برنامهٔ دور از «(?P<a>[\d/]+)» تا «(?P<b>[\d/]+)» و برگزاری آن از «(?P<c>[\d/]+)» تا «(?P<d>[\d/]+)» بوده است"
    )
)
def days_of(scene: Scene, a: str, b: str, c: str, d: str) -> None:
    assert league(scene)["planned"] == {"open": a, "close": b}
    assert league(scene)["actual"] == {"open": c, "close": d}


@then(
    parsers.re(
        r"در بازهٔ (?P<low>\d+) تا (?P<high>\d+)، (?P<n>\d+) دستگاه از (?P<of>\d+) دستگاه است که (?P<share>[\d٫]+) درصد است"
    )
)
def in_band(scene: Scene, low: str, high: str, n: str, of: str, share: str) -> None:
    found = league(scene)
    (band,) = [b for b in found["bands"] if (b["from"], b["to"]) == (whole(low), whole(high))]
    assert (band["n"], exact(band["share"])) == (whole(n), number(share))
    assert sum(b["n"] for b in found["bands"]) == found["n"] == whole(of)
    assert len(found["bands"]) == 10


@then("جدول می‌گوید که با دور پیش به‌طور مستقیم قابل مقایسه نیست")
def not_comparable(scene: Scene) -> None:
    assert league(scene)["comparable"] is False
    assert any("Not directly comparable" in note for note in league(scene)["notes"])


@then(parsers.re(r"«(?P<name>[^»]+)» رتبهٔ (?P<rank>\d+) دارد و در فهرست همکاری‌نکرده‌ها نیست"))
def ranked(scene: Scene, name: str, rank: str) -> None:
    found, id_ = league(scene), panels(scene).bodies[name]
    (row,) = [row for row in found["rows"] if row["office"] == id_]
    assert row["rank"] == whole(rank)
    assert id_ not in found["refused"]


@then("این رقم‌ها چنین منتشر و محاسبه شده است")
def published(scene: Scene, datatable: list[list[str]]) -> None:
    found = [
        (one["id"], part["published"], part["computed"], part["fits"])
        for one in scene.kept["figures"]["figures"]
        for part in one["parts"]
    ]
    shown = [
        [
            id_,
            "، ".join(("حدود " if said["about"] else "") + said["value"] for said in values),
            "—" if computed is None else str(computed),
            {True: "بله", False: "خیر", None: "—"}[fits],
        ]
        for id_, values, computed, fits in found
    ]
    for row in datatable[1:]:
        assert row in shown, (row, [one for one in shown if one[0] == row[0]])


@then("ناسازگاری‌های X1 تا X16 هر یک با متن فارسی و انگلیسی آمده است")
def conflicts(scene: Scene) -> None:
    found = scene.kept["figures"]["conflicts"]
    assert [one["id"] for one in found] == [f"X{n}" for n in range(1, 17)]
    assert all(one[key][lang] for one in found for key in ("text", "says") for lang in ("fa", "en"))


@then("دربارهٔ این ناسازگاری‌ها چنین گفته می‌شود")
def said(scene: Scene, datatable: list[list[str]]) -> None:
    found = {one["id"]: one["says"]["fa"] for one in scene.kept["figures"]["conflicts"]}
    assert len(datatable) == 17
    for id_, words in datatable[1:]:
        assert words in found[id_], id_


@then(parsers.re(r"همهٔ (?P<n>\d+) رقم مرجع در آن هست"))
def every_figure(scene: Scene, n: str) -> None:
    groups = {"A": 15, "S": 8, "P": 2, "I": 9}
    wanted = [f"{group}{k:02d}" for group, last in groups.items() for k in range(1, last + 1)]
    assert [one["id"] for one in scene.kept["figures"]["figures"]] == wanted
    assert len(wanted) == whole(n)
