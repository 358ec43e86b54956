"""`hq league` as people and programs get it: tables, JSON, CSV, workbook and page, also with hostile names.

Expected texts are mended by: python -m tests.test_hq_league, after looking at what changed.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from click.testing import Result
from jsonschema import Draft202012Validator

from compliance import checklist, language, schema
from compliance.headquarters import engines, leagues, running
from compliance.headquarters.leagues import Question
from compliance.headquarters.roster import Standing
from compliance.headquarters.running import Opening
from compliance.headquarters.showing.leagues import files as league_files
from compliance.headquarters.showing.leagues import moves
from compliance.headquarters.showing.leagues import page as league_page
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.headquarters.showing.leagues.files import Explained
from compliance.headquarters.store import Store
from compliance.model.league import League
from compliance.persian import quality
from compliance.persian.letters import bare
from tests import stores
from tests.stores import Filed, Total, Who

Run = Callable[..., Result]
EXPECTED = Path(__file__).parent / "expected"
HOSTILE = (
    '=HYPERLINK("http://x","ok")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tTAB",
    "＝1+1",
    "<script>alert(1)</script>",
    'a","b',
    "line\nbreak",
    "\u202ereversed\u202c",
    "'; drop table office; --",
    "ا" * 400,
)
OFFICES = (
    Who("bushehr-registry", "registry", "bushehr", "large", "ثبت احوال بوشهر"),
    Who("fars-registry", "registry", "fars", "large", "ثبت احوال فارس"),
    Who("yazd-registry", "registry", "yazd", "large", "ثبت احوال یزد"),
    Who("tehran-registry", "registry", "tehran", "large", "ثبت احوال تهران"),
    Who("gilan-registry", "registry", "gilan", "large", "ثبت احوال گیلان"),
    Who("qom-registry", "registry", "qom", "small", "ثبت احوال قم"),
    Who("ilam-registry", "registry", "ilam", "small", "ثبت احوال ایلام"),
    Who("semnan-registry", "registry", "semnan", "small", "ثبت احوال سمنان"),
    Who("zanjan-registry", "registry", "zanjan", "small", "ثبت احوال زنجان"),
)
BEFORE = (4000, 5200, 6100, 4800, 3900, 5000)
NOW = (7104, 5200, 6420, 5200, 3900, None)


@cache
def _library() -> Any:
    return checklist.load()


def lay_down(folder: Path) -> Store:
    """Two rounds of nine offices: ties, a provisional score, one without a score, and one of every kind that is away."""
    store = stores.lay_down(folder, OFFICES)
    (folder / "rounds.yaml").write_text(
        yaml.safe_dump(
            [
                {"id": "1405-1", "title": {"fa": "دورهٔ نخست", "en": "First round"}},
                {
                    "id": "1405-2",
                    "title": {"fa": "دورهٔ دوم", "en": "Second round"},
                    "planned": {"open": "1405/06/01", "close": "1405/06/31"},
                    "actual": {"open": "1405/06/15", "close": "1405/08/30"},
                },
            ],
            allow_unicode=True,
        ),
        "utf-8",
    )
    for round_, scores in (("1405-1", BEFORE), ("1405-2", NOW)):
        for n, (office, score) in enumerate(zip(OFFICES, scores, strict=False)):
            totals = [Total("award", None if score is None else score), Total("programme", 5000 + n)]
            if n == 2:
                totals[0] = totals[0]._replace(coverage=8950)
            if office.id == "bushehr-registry":
                totals += [Total("award-system", 6000, system="portal", field="G2C")]
            stores.take(store, Filed("2026-06-01", round_, office.id, tuple(totals)))
    stores.take(store, Filed("2026-06-02", "1405-2", "ilam-registry", (Total("programme", 4000),)))
    stores.say(store, "2026-06-03", "1405-2", "semnan-registry", Standing.REFUSED, "1405/ح/217")
    stores.say(store, "2026-06-03", "1405-2", "zanjan-registry", Standing.ASKED_OUT)
    stores.say(store, "2026-06-03", "1405-2", "yazd-registry", Standing.PARTLY)
    stores.say(store, "2026-06-03", "1405-2", "gilan-registry", Standing.REFUSED)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with lay_down(tmp_path / "store") as made:
        yield made


def league(store: Store, **more: Any) -> League:
    values = {"round": "1405-2", "checklist": "award", **more}
    with engines.opened(store.folder, "sqlite") as engine:
        return leagues.make(store, _library(), engine, Question(**values))


def shown(store: Store, lang: str, width: int) -> str:
    """Return what the terminal shows."""
    with engines.opened(store.folder, "sqlite") as engine:
        found = leagues.make(store, _library(), engine, Question("1405-2", "award", indicators=True))
        language.use(lang)
        causes = leagues.causes(engine, found, found.places)
    text = league_tables.sheet(found, _library(), causes, 50).render("plain", width)
    return "\n".join(line.rstrip() for line in text.split("\n")) + "\n"


@pytest.mark.parametrize("width", [80, 130])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_table_is_exactly_this(store: Store, lang: str, width: int) -> None:
    assert shown(store, lang, width) == (EXPECTED / f"league.{lang}.{width}.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--statistics", "--by", "province"),
        ("--by", "group"),
        ("--indicators",),
        ("--group", "small"),
        ("--section", "g2c"),
    ],
)
def test_json_is_as_its_published_schema_says(
    store: Store, record: Callable[..., Any], more: tuple[str, ...]
) -> None:
    validator = Draft202012Validator(schema.published("league-output"))
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
    explained = () if more and more[0] != "--indicators" else ("--explain", "fars-registry")
    made = record(*asked, *more, *explained)
    assert not [e.message for e in validator.iter_errors(made)]
    assert not validator.is_valid({**made, "more": 1})


def test_json_names_everybody_once(store: Store, record: Callable[..., Any]) -> None:
    made = record("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
    assert [(row["rank"], row["shared"], row["office"]) for row in made["rows"]] == [
        (1, False, "bushehr-registry"), (2, False, "yazd-registry"), (3, True, "fars-registry"),
        (3, True, "tehran-registry"), (4, False, "gilan-registry"), (None, False, "qom-registry"),
    ]  # fmt: skip
    assert made["n"] == 5
    assert (made["silent"], made["refused"], made["asked_out"]) == ([], ["semnan-registry"], ["zanjan-registry"])
    assert (made["unjudged"], made["partly"]) == (["ilam-registry"], ["yazd-registry"])
    assert made["participation"] == {"filed": 6, "eligible": 8, "share": 75}
    assert made["mean"] == 55.65
    assert made["change"]["whole"] == pytest.approx(7.31)
    assert any("a filing stands" in note for note in made["notes"])


def test_the_days_of_a_round_are_those_of_the_day_asked_about(tmp_path: Path) -> None:
    """Extended on the second day: asked about the first, the round closes as it did then."""
    with stores.lay_down(tmp_path / "s", OFFICES) as store:
        with stores.on("2026-06-01"):
            said = Opening(date(2026, 5, 1), date(2026, 7, 1), eligible=("qom-registry",))
            running.open_(store, "x", "1405-2", said)
        with stores.on("2026-06-02"):
            running.extend(store, "x", "1405-2", date(2026, 8, 1), "")
        then, now = (league(store, as_of=day) for day in (date(2026, 6, 1), None))
    assert (then.actual.close, now.actual.close) == (date(2026, 7, 1), date(2026, 8, 1))
    assert [one.office for one in then.standings.silent] == ["qom-registry"]


def test_every_day_is_of_the_calendar_here_and_a_day_asked_about_is_said(
    store: Store, run: Run, tmp_path: Path
) -> None:
    """The store's own days are Gregorian; nobody reads one."""
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
    shown = run(*asked, "--as-of", "1405/03/12", "--output", tmp_path / "l.html", lang="fa").stdout
    page = bare((tmp_path / "l.html").read_text("utf-8")).partition("<body>")[2]
    said = "در پایان روز ۱۴۰۵/۰۳/۱۲"
    assert said in shown
    assert said in page
    assert not quality.gregorian(shown)
    assert not quality.gregorian(page)
    assert "در پایان روز" not in run(*asked, lang="fa").stdout


def test_a_round_that_is_none_and_a_format_that_is_none_are_said(store: Store, run: Run, tmp_path: Path) -> None:
    for options, word in (
        (("--round", "1405-3"), "1405-2"),
        (("--round", "1405-2", "--checklist", "awrd"), "award"),
        (("--round", "1405-2", "--checklist", "award-system"), "g2g, g2c or g2b"),
        (("--round", "1405-2", "--province", "bushher", "--group", "larg"), "bushehr"),
        (("--round", "1405-2", "--explain", "fars-registri"), "fars-registry"),
        (("--round", "1405-2", "--statistics", "--explain", "fars-registry"), "leave --statistics out"),
        (("--round", "1405-2", "--as-of", "1405/13/01"), "1405/13/01"),
        (("--round", "1405-2", "--output", tmp_path / "x.pdf"), ".csv, .xlsx or .html"),
    ):
        made = run("hq", "league", store.folder, *options)
        assert made.exit_code == 3, made.output
        assert word in made.stderr


def test_the_engine_is_said_beside_the_output(store: Store, run: Run) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2")
    small, named = run(*asked), run(*asked, "--engine", "duckdb")
    assert "sqlite" in small.stderr
    assert "duckdb" in named.stderr
    assert small.stdout == named.stdout


def test_statistics_alone_name_no_office(store: Store, record: Callable[..., Any], run: Run) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award", "--statistics")
    made = record(*asked)
    assert made["rows"] == []
    assert (made["n"], made["mean"]) == (5, 55.65)
    text = run(*asked).stdout
    assert not [o.name for o in OFFICES[:6] if o.name in text]
    small = record(*asked, "--group", "large")
    assert small["n"] == 5
    assert small["mean"] == 55.65  # the other group has nobody with a score: nothing is left to compute


@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_of_which_part_of_the_country_a_league_is_stands_in_every_format(
    store: Store, record: Callable[..., Any], run: Run, tmp_path: Path, suffix: str
) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
    parts = ("province", "body", "group")
    assert [record(*asked)[part] for part in parts] == [None, None, None]
    chosen = (*asked, "--province", "fars", "--group", "large")
    assert [record(*chosen)[part] for part in parts] == ["fars", None, "large"]
    said = "این تنها از بخشی از کشور است: استان فارس"
    path = tmp_path / f"league.{suffix}"
    assert said in bare(run(*chosen, "--output", path, lang="fa").stdout)
    if suffix == "html":
        assert said in bare(path.read_text("utf-8"))
    else:
        with zipfile.ZipFile(path) as book:
            assert said in bare(book.read("xl/sharedStrings.xml").decode("utf-8"))
    assert said not in bare(run(*asked, lang="fa").stdout)


def test_a_league_is_divided_with_n_beside_every_mean(store: Store, record: Callable[..., Any], run: Run) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award", "--by", "group")
    assert record(*asked)["shares"] == [{"id": "large", "n": 5, "mean": 55.65, "median": 52}]
    by = record(*asked[:-1], "province")["shares"]
    assert {one["mean"] for one in by} == {None}
    assert any("no mean is given" in note for note in record(*asked[:-1], "province")["notes"])
    assert "large | 5 | 55.65 | 52" in run(*asked).stdout
    narrowed = record(*asked, "--statistics", "--province", "bushehr")
    assert [one["mean"] for one in narrowed["shares"]] == [None]


def test_a_division_within_a_division_is_shown_whole_or_not_at_all(
    tmp_path: Path, record: Callable[..., Any]
) -> None:
    """Two bodies in two provinces: one small cell of the four keeps all of them back."""
    for small, shown in ((5, True), (4, False)):
        cells = [("fars", "a", 6), ("fars", "b", 7), ("yazd", "a", 8), ("yazd", "b", small)]
        offices = [Who(f"o-{p}-{b}-{n}", b, p) for p, b, size in cells for n in range(size)]
        with stores.lay_down(tmp_path / str(small), offices) as store:
            for n, office in enumerate(offices):
                stores.take(store, Filed("2026-01-01", "1405-1", office.id, (Total("award", 100 * n),)))
            asked = ("hq", "league", store.folder, "--round", "1405-1", "--checklist", "award", "--statistics")
            parts = record(*asked, "--province", "fars", "--by", "body")["shares"]
            assert [one["mean"] is not None for one in parts] == [shown, shown]
            whole = record(*asked, "--by", "body")["shares"]
            assert [one["mean"] is not None for one in whole] == [True, True]


def test_what_the_whole_and_a_group_would_tell_is_kept_back(tmp_path: Path, record: Callable[..., Any]) -> None:
    offices = [Who(f"o{n}", "b", "bushehr" if n < 6 else "fars") for n in range(9)]
    with stores.lay_down(tmp_path / "s", offices) as store:
        for n, office in enumerate(offices):
            stores.take(store, Filed("2026-01-01", "1405-1", office.id, (Total("award", 100 * n),)))
        asked = ("hq", "league", store.folder, "--round", "1405-1", "--checklist", "award", "--statistics")
        assert record(*asked)["mean"] is not None
        part = record(*asked, "--province", "bushehr")
        assert (part["mean"], part["bands"], part["n"], part["withheld"]) == (None, None, 6, True)
        assert any("kept back" in note for note in part["notes"])
        assert record(*asked, "--province", "bushehr", "--by", "province")["shares"][0]["mean"] is None
        named = record(*asked[:-1], "--province", "bushehr")
        assert named["mean"] is not None  # whoever sees every score by name is kept from nothing


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Store]:
    """Offices whose names would compute, run or break something."""
    offices = [Who(f"h{n:02d}", "=1+1", "+province", "@group", name) for n, name in enumerate(HOSTILE)]
    with stores.lay_down(tmp_path / "hostile", offices) as made:
        for n, office in enumerate(offices):
            system = Total("award-system", 100 * n, system="=cmd|' /C calc'!A0", field="G2G")
            stores.take(made, Filed("2026-01-01", "1405-2", office.id, (Total("award", 100 * n), system)))
        yield made


@pytest.mark.parametrize("section", ["mandatory", "g2g"])
def test_in_csv_nothing_is_a_formula_and_everything_is_read_back(hostile: Store, section: str) -> None:
    raw = league_files.write(league(hostile, section=section), _library(), ".csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE)
    for row in rows:
        for key, cell in row.items():
            assert not cell.startswith(("=", "+", "@", "\t", "＝")), (key, cell)
            assert not cell.startswith("-") or re.fullmatch(r"-[0-9.]+", cell), cell
    assert {row["office"] for row in rows} == {f"h{n:02d}" for n in range(len(HOSTILE))}
    assert next(row for row in rows if row["office"] == "h02")["name_fa"] == "'-2+3"


def test_csv_lists_everybody_with_status_and_letter(store: Store) -> None:
    rows = list(
        csv.DictReader(io.StringIO(league_files.write(league(store), _library(), ".csv").decode("utf-8-sig")))
    )
    assert {row["office"]: (row["status"], row["letter"]) for row in rows} == {
        "bushehr-registry": ("full", ""), "yazd-registry": ("partly", ""), "fars-registry": ("full", ""),
        "tehran-registry": ("full", ""), "gilan-registry": ("full", ""), "qom-registry": ("full", ""),
        "semnan-registry": ("refused", "1405/ح/217"), "ilam-registry": ("unjudged", ""),
        "zanjan-registry": ("asked-out", ""),
    }  # fmt: skip
    assert {(row["body"], row["province"]) for row in rows if row["office"] == "semnan-registry"} == {
        ("registry", "semnan")
    }
    assert [row["score"] for row in rows if row["status"] in ("refused", "unjudged", "asked-out")] == ["", "", ""]
    assert [row["change"] for row in rows][:3] == ["31.04", "3.2", "0"]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_workbook_holds_numbers_filters_and_headings_that_stay(store: Store, lang: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    language.use(lang)
    raw = league_files.write(league(store), _library(), ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    page, summary = book.worksheets
    assert bool(page.sheet_view.rightToLeft) == bool(summary.sheet_view.rightToLeft) == (lang == "fa")
    assert page.freeze_panes == "D3"
    assert page.auto_filter.ref == "A2:M11"
    assert page.print_title_rows == "$2:$2"
    cells = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert [row[0] for row in cells] == [1, 2, 3, 3, 4, None, None, None, None]
    heads = [cell.value for cell in page[2]]
    score, coverage = (heads.index(language._(name)) for name in ("score", "coverage"))
    assert [row[score] for row in cells[:5]] == [71.04, 64.2, 52, 52, 39]
    assert cells[1][coverage] == 0.895
    assert page.cell(3, score + 1).number_format.startswith("[$-3000429]") == (lang == "fa")
    assert not [c for row in book.worksheets for r in row.iter_rows() for c in r if c.data_type == "f"]


def test_in_the_workbook_nothing_is_a_formula_or_a_link(hostile: Store) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    raw = league_files.write(league(hostile, section="g2g"), _library(), ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        texts = b"".join(opened.read(name) for name in opened.namelist())
    assert b"<f>" not in texts
    assert b"hyperlink" not in texts


def test_libreoffice_opens_the_workbook(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    language.use("fa")
    (tmp_path / "league.xlsx").write_bytes(league_files.write(league(store), _library(), ".xlsx"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
         "--outdir", str(tmp_path), str(tmp_path / "league.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (made,) = tmp_path.glob("league*.csv")
    rows = list(csv.reader(made.read_text("utf-8").splitlines()))
    assert [row[2] for row in rows[2:11]] == [
        "ثبت احوال بوشهر", "ثبت احوال یزد", "ثبت احوال فارس", "ثبت احوال تهران", "ثبت احوال گیلان", "ثبت احوال قم",
        "ثبت احوال سمنان", "ثبت احوال ایلام", "ثبت احوال زنجان",
    ]  # fmt: skip
    assert rows[2][0] in ("۱", "1")
    assert rows[2][rows[1].index("امتیاز")] in ("۷۱٫۰۴", "71.04", "71٫04")


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_page_is_whole_in_itself_and_runs_nothing(hostile: Store, lang: str) -> None:
    language.use(lang)
    text = league_files.write(league(hostile), _library(), ".html").decode()
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "fa" else "ltr"}">' in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)=", text)
    assert not re.search(r"url\((?!data:)", text)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".html"])
@pytest.mark.parametrize("more", [{"named": False}, {"group": "small"}, {"section": "g2b"}, {"section": "g2c"}])
def test_files_of_leagues_with_few_or_no_places_are_written(store: Store, suffix: str, more: dict[str, Any]) -> None:
    content = league_files.write(league(store, **more), _library(), suffix)
    assert content.startswith({".csv": b"\xef\xbb\xbf", ".xlsx": b"PK", ".html": b"<!doctype html>"}[suffix])


def test_the_row_of_an_office_is_explained(store: Store, record: Callable[..., Any], run: Run) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
    rows = record(*asked, "--explain", "gilan-registry")["rows"]
    first = next(row for row in rows if row["office"] == "bushehr-registry")
    assert (first["places"], first["change"]) == (4, 31.04)
    assert sum(cause["points"] for cause in first["causes"]) == pytest.approx(31.04)
    assert [row["office"] for row in rows if "causes" in row] == [
        "bushehr-registry",
        "tehran-registry",
        "gilan-registry",
    ]
    assert "4 places up (+31.04 points): " in run(*asked).stdout


def explained(store: Store, places: int = leagues.ALL_EXPLAINED) -> tuple[League, Explained]:
    """A league and what moved its offices, as a league of more than so many places is explained."""
    with engines.opened(store.folder, "sqlite") as engine, patch.object(leagues, "ALL_EXPLAINED", places):
        found = leagues.make(store, _library(), engine, Question("1405-2", "award"))
        told = leagues.told(found, 1, ())
        return found, Explained(*(leagues.causes(engine, found, p) for p in (told, leagues.explained(found, told))))


def test_of_an_office_that_was_asked_about_it_is_said_why_nothing_is_told(store: Store, run: Run) -> None:
    asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award", "--explain")
    reason = "without a score in this round and the one before nothing can be explained"
    said = run(*asked, "qom-registry")
    assert said.exit_code == 0, said.stderr
    assert reason in said.stderr  # it has no score now
    assert reason not in run(*asked, "bushehr-registry").stderr
    first = run(*asked[:3], "--round", "1405-1", *asked[5:], "bushehr-registry")
    assert reason in first.stderr


def test_on_the_page_every_office_unfolds_what_moved_it(store: Store) -> None:
    language.use("en")
    found, moved = explained(store)
    text = bare(league_files.write(found, _library(), ".html", moved).decode())
    assert re.findall(r"<details><summary>([^<]+)</summary>", text) == [
        "ثبت احوال بوشهر", "ثبت احوال یزد", "ثبت احوال تهران",
    ]  # fmt: skip
    assert "<li>ثبت احوال بوشهر: 4 places up (+31.04 points): +21.72 points from" in text
    assert "<ul><li>I1: +21.72</li><li>I2: +9.32</li></ul></details>" in text
    assert "unfolds what moved it since round 1405-1" in text
    assert "<details" not in league_files.write(found, _library(), ".html").decode()


def test_of_a_large_league_only_those_who_are_told_about_unfold(store: Store) -> None:
    language.use("en")
    found, moved = explained(store, 5)
    with patch.object(league_page, "ALL_EXPLAINED", 5):
        text = bare(league_files.write(found, _library(), ".html", moved).decode())
    assert re.findall(r"<details><summary>([^<]+)</summary>", text) == ["ثبت احوال بوشهر"]
    assert "with more than 5 places not everybody is explained" in text


def test_in_the_workbook_a_sheet_says_what_moved_offices(store: Store) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    language.use("en")
    found, moved = explained(store)
    raw = league_files.write(found, _library(), ".xlsx", moved)
    page = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[2]
    assert page.title == "What moved them"
    assert [cell.value for cell in page[3]] == [
        1, "ثبت احوال بوشهر", 4, 31.04, "I1", 21.72, "fact.one", 15.52
    ]  # fmt: skip
    assert page[4][1].value == "ثبت احوال یزد"


def test_in_the_workbook_what_wraps_has_room_and_empty_columns_are_not_there(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    language.use("en")
    offices = [Who("a", "registry", "yazd", "", "short"), Who("b", "registry", "yazd", "", "a very long name " * 12)]
    with stores.lay_down(tmp_path / "s", offices) as store:
        for office in offices:
            stores.take(store, Filed("2026-06-01", "1405-2", office.id, (Total("award", 5000),)))
        raw = league_files.write(league(store), _library(), ".xlsx")
    page = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    heads = [cell.value for cell in page[2]]
    assert not {"system", "group", "letter", "provisional?"} & set(heads)
    assert {"rank", "shared?", "office", "body", "province", "score"} <= set(heads)
    high = [page.row_dimensions[row].height or 15 for row in (3, 4)]
    assert high[0] < 20 < 50 < high[1]


def test_titles_stand_before_ids(store: Store) -> None:
    language.use("fa")
    found, moved = explained(store)
    move = next(moves.moves(found, moved.told))._replace(indicator="A1", fact="services.page")
    library = _library()
    title = library.checklists["award"].indicators[0]
    said = moves.sentence(move._replace(indicator=title.id), found, library)
    assert f"«{title.title.fa}» ({title.id})" in said
    assert f"«{library.facts['services.page'].question.fa}» (services.page)" in said


def test_a_round_in_which_nobody_has_a_score_says_so(tmp_path: Path, record: Callable[..., Any], run: Run) -> None:
    with stores.lay_down(tmp_path / "s", OFFICES) as store:
        stores.take(store, Filed("2026-06-01", "1405-2", "qom-registry", (Total("award", None),)))
        asked = ("hq", "league", store.folder, "--round", "1405-2", "--checklist", "award")
        made = record(*asked)
        assert (made["n"], made["mean"], len(made["silent"])) == (0, None, 8)
        assert [note for note in made["notes"] if "nothing to rank" in note]
        assert not [note for note in made["notes"] if "mean" in note]


@pytest.mark.parametrize(
    ("lang", "names"),
    [("fa", ["البرز", "ایلام", "بوشهر", "فارس", "یزد"]), ("en", ["Alborz", "Bushehr", "Fars", "Ilam", "Yazd"])],
)
def test_parts_with_the_same_mean_stand_in_the_order_of_their_names(
    tmp_path: Path, lang: str, names: list[str]
) -> None:
    provinces = ("yazd", "ilam", "fars", "bushehr", "alborz")
    offices = [Who(f"o{n}", "civil-registration", province) for n, province in enumerate(provinces)]
    with stores.lay_down(tmp_path / "s", offices) as store:
        for office in offices:
            stores.take(store, Filed("2026-06-01", "1405-2", office.id, (Total("award", 5000),)))
        by_province, by_body = (league(store, by=by) for by in ("province", "body"))
    language.use(lang)
    assert [row[0] for row in league_tables.shares(by_province, _library()).rows] == names
    bodies = league_tables.shares(by_body, _library())
    title = {"fa": "سازمان ثبت احوال کشور", "en": "National Organization for Civil Registration"}[lang]
    assert [row[0] for row in bodies.rows] == [title]


def mend() -> None:
    """Write the expected texts as they are now."""
    with tempfile.TemporaryDirectory() as folder, lay_down(Path(folder) / "store") as made:
        for lang in ("fa", "en"):
            for width in (80, 130):
                (EXPECTED / f"league.{lang}.{width}.txt").write_text(shown(made, lang, width), "utf-8")


if __name__ == "__main__":
    mend()
