"""The country in a round: every number is that of the simplest reckoning, on either engine, and papers say the same."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import checklist, language
from compliance.assessment import scoring
from compliance.errors import BadInput
from compliance.headquarters import country, engines, holdings, rollups
from compliance.headquarters import store as opening
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing.country import letter as country_letter
from compliance.headquarters.showing.country import matrix as country_matrix
from compliance.headquarters.showing.country import paper as country_paper
from compliance.headquarters.showing.country import records as shown
from compliance.headquarters.showing.country import tables as country_tables
from compliance.headquarters.showing.leagues import records as leagues
from compliance.model.checklist import Library
from compliance.model.country import Asked, Cell, Country, Gap
from compliance.model.league import Absent
from compliance.persian import numbers, quality
from compliance.persian.letters import bare
from compliance.report import write
from tests import inbox, stores
from tests.conftest import EXAMPLE, ROOT, TODAY
from tests.offices import as_pdf, libreoffice, pages
from tests.stores import ITEMS, MAXIMUM, Total, World

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@cache
def instruments() -> Library:
    return checklist.load()


def made(world: World, name: str, question: Question) -> Country:
    with engines.opened(world.store.folder, name) as engine:
        return country.make(world.store, instruments(), engine, question)


def _questions(world: World) -> Iterator[Question]:
    for round_ in sorted({filed.round for filed in world.filings}):
        yield Question(round_, "programme")
        yield Question(round_, "programme", body="taxes")
        yield Question(round_, "programme", province="fars", group="large")


def _asked(world: World, name: str, question: Question) -> str:
    try:
        return json.dumps(shown.record(made(world, name, question), None))
    except BadInput as error:
        return repr(error.problems)


@pytest.mark.parametrize("seeds", [5, pytest.param(100, marks=pytest.mark.heavy)])
def test_both_engines_give_the_same_report(seeds: int) -> None:
    pytest.importorskip("duckdb")
    for seed in range(seeds):
        with TemporaryDirectory() as folder:
            world = stores.world(Path(folder) / "store", seed)
            with world.store:
                for question in _questions(world):
                    one, other = (_asked(world, name, question) for name in (engines.SQLITE, engines.DUCKDB))
                    assert one == other, (seed, question)


def _standing(world: World, round_: str) -> dict[str, Total]:
    """The programme's total of the newest filing of each office that has a score."""
    newest = {filed.office: filed for filed in world.filings if filed.round == round_}
    return {
        office: total
        for office, filed in newest.items()
        for total in filed.totals
        if total.checklist == "programme" and total.score is not None
    }


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(1000, 10**6))
def test_every_number_is_that_of_the_simplest_reckoning(seed: int) -> None:
    with TemporaryDirectory() as folder:
        world = stores.world(Path(folder) / "store", seed)
        with world.store:
            rounds = sorted({filed.round for filed in world.filings})
            for place, round_ in enumerate(rounds):
                found = made(world, engines.SQLITE, Question(round_, "programme"))
                _check(world, round_, found)
                told = {turn.round: turn.n for turn in found.trend}
                expected = {r: len(_standing(world, r)) for r in rounds[: place + 1]}
                assert told == {r: n for r, n in expected.items() if n}


def _unanswered(world: World, round_: str, fact: str) -> set[str]:
    """The offices whose newest filing says nothing of a fact."""
    newest = {filed.office: filed for filed in world.filings if filed.round == round_}
    return {
        office
        for office, filed in newest.items()
        if fact not in {told for _system, told, _value in stores.said(filed)}
    }


def _worth(points: list[int | None]) -> list[Fraction]:
    """What each item is worth to an office: the items of an indicator share what those that do not apply leave."""
    nominal = Fraction(MAXIMUM // len(ITEMS))
    indicators = [indicator for indicator, _fact in ITEMS]
    there = {i for i, p in zip(indicators, points, strict=True) if p is not None}
    grown = nominal * len(ITEMS) / sum(i in there for i in indicators)
    of = {
        i: grown
        * indicators.count(i)
        / sum(j == i and p is not None for j, p in zip(indicators, points, strict=True))
        for i in there
    }
    return [of.get(i, Fraction(0)) for i in indicators]


def _check(world: World, round_: str, found: Country) -> None:
    standing, offices = _standing(world, round_), {o.id: o for o in world.offices}
    points = {office: stores.points(total.score) for office, total in standing.items()}
    by_province: dict[str, list[str]] = {}
    for office in standing:
        by_province.setdefault(offices[office].province, []).append(office)
    whole = found.faces[0]
    assert whole.few == sum(1 < len(of) < 5 for of in by_province.values())
    assert set(whole.scores) == {p for p, of in by_province.items() if len(of) == 1 or len(of) >= 5}
    for province, cell in whole.scores.items():
        of = by_province[province]
        assert cell == (len(of), sum(standing[office].score or 0 for office in of))
        for indicator, part in whole.indicators[province].items():
            sums = [
                sum(
                    p
                    for (ind, _f), p in zip(ITEMS, points[office], strict=True)
                    if ind == indicator and p is not None
                )
                for office in of
                if any(ind == indicator and p is not None for (ind, _f), p in zip(ITEMS, points[office], strict=True))
            ]
            assert part == (len(sums), sum(sums))
    for number, (_indicator, fact) in enumerate(ITEMS):
        silent = _unanswered(world, round_, fact)
        applies = {office: p for office, p in points.items() if p[number] is not None}
        lacks = {
            office: _worth(p)[number] - (p[number] or 0) for office, p in applies.items() if office not in silent
        }
        missing = [one for one in lacks.values() if one > Fraction(1, 2)]
        gap = next((one for one in found.gaps if one.fact == fact), None)
        lift = next((one for one in found.lifts if one.fact == fact), None)
        if len(standing) >= 5 and len(applies) >= 5 and len(applies) > len(lacks):
            assert gap is not None
            assert (gap.unanswered, gap.of) == (len(applies) - len(lacks), len(applies))
        else:
            assert gap is None
        if not missing or len(lacks) < 5:
            assert lift is None
        else:
            assert lift is not None
            assert (lift.of, lift.unanswered) == (len(applies), len(applies) - len(lacks))
            assert (lift.short, lift.points) == (len(missing), sum(missing))
    assert [lift.points for lift in found.lifts] == sorted((lift.points for lift in found.lifts), reverse=True)
    for row in found.matrix:
        of = [office for office in by_province[row.province] if offices[office].body == row.body]
        assert row.n == len(of)
        assert row.score == sum(standing[office].score or 0 for office in of)
    assert sum(row.n for row in found.matrix) == len(standing)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one body in every province, and seven more offices of another one, in two rounds."""
    return inbox.simulated(tmp_path_factory.mktemp("hq"), offices=38, rounds=2, seed=11)


@pytest.fixture(scope="module")
def told(filled: Path) -> Country:
    with opening.opened(filled) as held, engines.opened(filled, engines.SQLITE) as engine:
        return country.make(held, instruments(), engine, Question("1405-2", "programme"))


def test_json_keeps_to_its_schema_and_holds_the_league(run: Run, filled: Path) -> None:
    schema = json.loads((ROOT / "checklists/schemas/country-output.schema.json").read_text("utf-8"))
    result = run("hq", "report", filled, "--round", "1405-2", "--register", EXAMPLE, "--json")
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    Draft202012Validator(schema).validate(record)
    league = json.loads(run("hq", "league", filled, "--round", "1405-2", "--json").stdout)
    for key in ("n", "mean", "median", "quartiles", "bands", "change", "participation", "silent"):
        assert record[key] == league[key]
    assert record["projects"]["total"] == 11
    assert [turn["round"] for turn in record["trend"]] == ["1405-1", "1405-2"]


def test_requests_are_those_of_the_filed_plans(filled: Path, told: Country) -> None:
    """Counted again from the record, and their points from the offices' own facts."""
    connection = sqlite3.connect(filled / "store.db")
    plans = [
        json.loads(plan)["requests"]
        for (plan,) in connection.execute(
            "select f.plan from standing s join filing f on f.n = s.filing "
            "where s.round = '1405-2' and s.until is null and f.plan is not null"
        )
    ]
    connection.close()
    assert told.planned == len(plans) > 20
    counted = Counter(id_ for requests in plans for id_ in requests)
    assert {one.action: one.offices for one in told.requests} == dict(counted)
    assert any(one.points for one in told.requests)


def test_what_holds_back_is_what_the_offices_own_facts_come_to(filled: Path, told: Country) -> None:
    """Judged again office by office: an item that does not apply makes the others of its indicator worth more."""
    programme = instruments().checklists["programme"]
    short: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    missing: dict[str, Fraction] = {}
    with opening.opened(filled) as store:
        for one in holdings.held(store, instruments().facts, "1405-2", 10**9):
            for result in scoring.assess(programme, one.facts).items:
                if result.item.fact not in one.facts:
                    unanswered[result.item.fact] += 1
                    continue
                short[result.item.fact] += result.points < result.maximum
                lost = missing.get(result.item.fact, Fraction(0)) + result.maximum - result.points
                missing[result.item.fact] = lost
    assert len(told.lifts) > 50
    for lift in told.lifts:
        assert lift.short == pytest.approx(short[lift.fact], abs=1)  # points are kept to hundredths
        assert lift.unanswered == unanswered[lift.fact]
        assert float(lift.points) / 100 == pytest.approx(float(missing[lift.fact]), abs=0.01 * lift.of)


def test_of_fewer_than_five_offices_nothing_is_summed_up(run: Run, filled: Path, tmp_path: Path) -> None:
    """Facts, requests and services of two offices would tell of each of them."""
    asked = ("hq", "report", filled, "--round", "1405-2", "--province", "alborz")
    result = run(*asked, "--into", tmp_path, "--json")
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert 1 < record["n"] < 5
    assert (record["holding_back"], record["requests"], record["services"]) == ([], [], None)
    said = run(*asked, lang="en").stdout
    assert "holds the offices back" not in said
    assert "ask of headquarters" not in said
    for page in (tmp_path / "report.html", tmp_path / "letter.docx"):
        assert page.stat().st_size > 5000


def test_a_part_of_the_country_is_named_as_one(run: Run, filled: Path, tmp_path: Path) -> None:
    asked = ("hq", "report", filled, "--round", "1405-2", "--body", "civil-registration")
    assert "part of the country" in run(*asked, "--output", tmp_path / "r.md", lang="en").stdout
    assert "part of the country alone: body National Organization" in (tmp_path / "r.md").read_text("utf-8")
    assert "part of the country" not in run("hq", "report", filled, "--round", "1405-2", lang="en").stdout


def test_the_points_of_a_request_by_few_are_not_shown(told: Country) -> None:
    few = told._replace(requests=(Asked("use-base-registers", 4, Fraction(300)), Asked("new", 5, Fraction(500))))
    assert [one["points"] for one in shown.record(few, None)["requests"]] == [None, 5]
    language.use("en")
    rows = country_tables.requests(few.requests, instruments()).rows
    assert [row[1:] for row in rows] == [("4", "—", "—"), ("5", "5", "1")]


def test_the_letter_names_the_requests_that_most_offices_make(told: Country) -> None:
    language.use("en")
    few = told._replace(
        requests=tuple(Asked(f"r{n}", n, Fraction(1000 - n)) for n in range(5, 12)),
    )
    text = write(country_letter.letter(few, instruments(), TODAY), "md").decode()
    assert all(f"r{n}" in text for n in (11, 10, 9))
    assert all(f"| r{n}" not in text for n in (5, 6, 7, 8))


def test_services_are_added_over_those_who_counted_all(filled: Path, told: Country) -> None:
    sums, n = [0, 0, 0, 0], 0
    with opening.opened(filled) as store:
        for one in holdings.held(store, instruments().facts, "1405-2", 10**9):
            card, electronic, portal = (
                one.facts.get(f"services.{name}") for name in ("card", "electronic", "portal")
            )
            if not (card and electronic and portal):
                continue
            a, b, c, d = card.value.total, electronic.value.total, electronic.value.counted, portal.value.counted
            if None in (a, b, c, d) or c != portal.value.total or b > a:  # type: ignore[operator]
                continue
            n += 1
            sums = [have + int(more) for have, more in zip(sums, (a, b, c, d), strict=True)]  # type: ignore[arg-type]
    assert told.funnel is not None
    assert (told.counted, list(told.funnel[:4])) == (n, sums)
    assert n > 10


def test_the_matrix_is_the_leagues_in_cells(run: Run, filled: Path, told: Country, tmp_path: Path) -> None:
    assert run("hq", "report", filled, "--round", "1405-2", "--into", tmp_path, lang="fa").exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "report.pdf", "letter.docx", "matrix.xlsx"}
    book = openpyxl.load_workbook(tmp_path / "matrix.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    items = [item.id for item in instruments().checklists["programme"].items]
    sheet = book["سنجه‌ها"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][5:] == tuple(items)
    cells = {(row[0], row[1]): row for row in rows[1:]}
    assert len(cells) == len(told.matrix)
    for row in told.matrix:
        body = str(instruments().bodies[row.body]) if row.body in instruments().bodies else row.body
        line = cells[body, instruments().provinces[row.province].name.fa]
        assert line[2] == row.n
        assert line[3] == pytest.approx(row.score / 100 / row.n)
        for id_, value in zip(items, line[5:], strict=True):
            cell = row.items.get(id_)
            assert value == (None if cell is None else pytest.approx(float(cell.mean), abs=0.005))
    answered = {(r[0], r[1]): r for r in book["پاسخ‌داده‌ها"].iter_rows(min_row=3, values_only=True)}
    assert all(0 <= value <= 1 for row in answered.values() for value in row[5:])
    assert any(value < 1 for row in answered.values() for value in row[5:])


@libreoffice
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_letter_is_one_page_in_word(told: Country, tmp_path: Path, lang: str) -> None:
    language.use(lang)
    letter = country_letter.letter(told, instruments(), TODAY, to="رئیس سازمان", number="1405/12")
    printed = as_pdf({"letter": write(letter, "docx")}, tmp_path)["letter"]
    assert len(pages(printed)) == 1


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_page_pdf_and_screen_say_the_same_numbers(told: Country, run: Run, filled: Path, lang: str) -> None:
    language.use(lang)
    paper = country_paper.paper(told, instruments(), TODAY, country_paper.Registers())
    spread = told.league.spread
    assert spread is not None
    page = bare(write(paper, "html").decode())
    screen = run("hq", "report", filled, "--round", "1405-2", lang=lang).stdout
    language.use(lang)
    for amount in (spread.mean, spread.median, spread.low, spread.high):
        assert numbers.show(amount) in page
        assert numbers.show(amount) in bare(screen)


def test_a_persian_page_has_no_foreign_dates_digits_or_letters(told: Country) -> None:
    language.use("fa")
    text = write(country_paper.paper(told, instruments(), TODAY, country_paper.Registers()), "md").decode()
    assert not quality.gregorian(text)
    assert "ي" not in text
    assert "ك" not in text


def test_what_cannot_be_answered_is_said_and_nothing_is_written(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("hq", "report", filled, "--round", "1399-1", "--into", tmp_path / "x").exit_code == 3
    assert run("hq", "report", filled, "--round", "1405-2", "--output", tmp_path / "x.odt").exit_code == 3
    assert run("hq", "report", filled, "--round", "1405-2", "--province", "nowhere").exit_code == 3
    assert run("hq", "report", filled, "--round", "1405-2", "--register", tmp_path / "none").exit_code == 3
    systems = run("hq", "report", filled, "--round", "1405-2", "--checklist", "award-system", lang="en")
    assert systems.exit_code == 3
    assert "--checklist: seen: “award-system”" in systems.stderr
    assert not list(tmp_path.iterdir())


def test_bodies_without_eligible_offices_have_no_form_and_stop_nothing(run: Run, tmp_path: Path) -> None:
    store = inbox.simulated(tmp_path, offices=36, rounds=1, seed=3)
    league = json.loads(run("hq", "league", store, "--round", "1405-2", "--json").stdout)
    eligible = [row["office"] for row in league["rows"] if row["body"] == "civil-registration"]
    (tmp_path / "eligible.txt").write_text("\n".join(eligible), "utf-8")
    opened = run(
        "hq", "round", "open", store, "1405-2", "--from", "1405/07/01", "--eligible", tmp_path / "eligible.txt"
    )  # fmt: skip
    assert opened.exit_code == 0, opened.stderr
    result = run("hq", "report", store, "--round", "1405-2", "--into", tmp_path / "up", lang="en")
    assert result.exit_code == 0, result.stderr
    assert len(openpyxl.load_workbook(tmp_path / "up" / "forms.xlsx").sheetnames) == 2


def test_a_round_with_one_office_has_a_report_without_statistics(run: Run, tmp_path: Path) -> None:
    store = inbox.simulated(tmp_path, offices=1, rounds=1, seed=3)
    result = run("hq", "report", store, "--round", "1405-2", "--into", tmp_path / "up")
    assert result.exit_code == 0, result.stderr
    record = json.loads(run("hq", "report", store, "--round", "1405-2", "--json").stdout)
    assert (record["mean"], record["quartiles"], record["bands"]) == (None, None, None)
    assert openpyxl.load_workbook(BytesIO((tmp_path / "up" / "matrix.xlsx").read_bytes()))
    assert Fraction(str(record["rows"][0]["score"])) > 0


def test_the_form_of_1381_holds_what_the_offices_come_to(run: Run, filled: Path, tmp_path: Path) -> None:
    """Points by the form's own rule over the rolled-up achievement, and sums that a workbook computes itself."""
    assert run("hq", "report", filled, "--round", "1405-2", "--into", tmp_path, lang="en").exit_code == 0
    with opening.opened(filled) as store:
        rolled = rollups.make(store, instruments(), rollups.Question("1405-2", "civil-registration"))
    results = {result.fact.id: result for result in rolled.results}
    checklist_ = instruments().checklists["programme"]
    items = {item.id: item for item in checklist_.items if item.target is not None}
    book = openpyxl.load_workbook(tmp_path / "forms.xlsx")
    sheet = book[next(name for name in book.sheetnames if name.startswith("National Organization"))]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0] == (
        "indicator", "attachment no.", "unit of measure", "standard", "actual", "offices in it", "of the offices",
        "provisional", "ceiling of points", "points",
    )  # fmt: skip
    told = {str(row[0]).split()[0]: row for row in rows[1 : 1 + len(items)]}
    assert list(told) == list(items)
    assert sum(row[8] for row in told.values()) == pytest.approx(100, abs=1e-9), "the weight of I3-01 is shared"
    third = [item for item in items.values() if item.id.startswith("I3")]
    worth = {id_: float(item.points) for id_, item in items.items()}
    worth |= {item.id: float(10 * item.weight / sum(one.weight for one in third)) for item in third}
    measured = 0
    for id_, (_name, attachment, unit, standard, actual, n, of, mark, ceiling, points) in told.items():
        item, result = items[id_], results[items[id_].fact]
        assert attachment is None
        assert ceiling == pytest.approx(worth[id_], abs=1e-9)
        assert (n, of) == (len(result.counted), rolled.eligible)
        assert (mark == "*") == (actual is not None and rolled.provisional(result))
        if result.fact.answer.value == "yes-no":
            assert (standard, actual) == (100, pytest.approx(100 * result.yes / len(result.counted), abs=0.005))
        elif result.value is None:
            assert (actual, points) == (None, None)
            continue
        elif item.fact == "participation.consultations":
            assert unit == "events, mean of an office"
            assert actual == pytest.approx(float(result.value.amount or 0) / len(result.counted), abs=1e-9)
        else:
            assert actual == pytest.approx(float(result.value.amount or 0), abs=0.005)
        ratio = standard / actual if item.better.value == "lower" and actual else actual / standard
        assert points == pytest.approx(min(1, ratio) * worth[id_], abs=0.006)
        measured += 1
    assert measured > 40
    total, rest, *remarks = rows[1 + len(items) :]
    assert total[0] == "Total of the items with a value"
    assert str(total[8]).startswith("=SUMIF("), "ceilings of what has no points are in no total"
    assert str(total[9]).startswith("=SUM(")
    assert rest[0] == f"Items without a value, which are in no total: {len(items) - measured}"
    assert str(rest[8]).startswith("=SUM(")
    assert rest[9] is None
    assert any("I3-01" in str(row[0]) for row in remarks)


def test_the_sums_of_a_form_are_over_what_has_a_value(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("hq", "report", filled, "--round", "1405-2", "--into", tmp_path, lang="en").exit_code == 0
    values, formulas = (
        list(
            openpyxl.load_workbook(tmp_path / "forms.xlsx", data_only=data).worksheets[0].iter_rows(values_only=True)
        )
        for data in (True, False)
    )
    judged = [row for row in values[2:] if row[3] is not None]
    at = 2 + len(judged)
    for column in (8, 9):
        assert values[at][column] == pytest.approx(sum(row[column] for row in judged if row[9] is not None))
    assert values[at + 1][8] == pytest.approx(sum(row[8] for row in judged if row[9] is None))
    assert formulas[at][8] == f'=SUMIF(J3:J{at},">=0",I3:I{at})'
    assert formulas[at + 1][8] == f'=SUM(I3:I{at})-SUMIF(J3:J{at},">=0",I3:I{at})'
    assert formulas[at][9] == f"=SUM(J3:J{at})"


def test_of_a_body_with_few_offices_the_form_stays_empty(run: Run, tmp_path: Path) -> None:
    store = inbox.simulated(tmp_path, offices=33, rounds=1, seed=3)
    assert run("hq", "report", store, "--round", "1405-2", "--into", tmp_path / "up", lang="en").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "up" / "forms.xlsx")
    filled_in = {sheet.title: [row[4] for row in sheet.iter_rows(min_row=3, values_only=True)] for sheet in book}
    enough = next(values for name, values in filled_in.items() if name.startswith("National Organization"))
    few = next(values for name, values in filled_in.items() if "Roads" in name)
    assert sum(value is not None for value in enough) > 40
    assert not any(value is not None for value in few)
    sheet = next(sheet for sheet in book if "Roads" in sheet.title)
    of_yes_no = [
        row[3] for row in sheet.iter_rows(min_row=3, values_only=True) if row[2] == "per cent of the offices"
    ]
    assert set(of_yes_no) == {100}, "the standard stands beside its unit, whether there is a result or not"


def _silent(told: Country, most: int) -> Country:
    """A country in which almost nobody answered the fact that holds it back most, and nobody another one."""
    first = told.lifts[0]._replace(unanswered=told.lifts[0].of - most, short=most)
    gaps = (Gap("site.gone", ("I9-01",), 30, 30), Gap(first.fact, first.items, first.unanswered, first.of))
    return told._replace(lifts=(first, *told.lifts[1:]), gaps=gaps)


def test_what_is_unanswered_is_not_said_to_fall_short(told: Country) -> None:
    language.use("en")
    few = _silent(told, 7)
    first = few.lifts[0]
    said = list(shown.findings(few, instruments()))
    assert any("7 of the 7 offices that answered fall short" in line for line in said)
    (unanswered,) = [line for line in said if line.startswith("Most offices left unanswered: ")]
    assert "(30 of 30)" in unanswered
    assert unanswered.endswith("What these would bring is not known.")
    row = country_tables.holding_back(few, instruments(), 1).rows[0]
    assert row[2:5] == ("7", numbers.show(first.unanswered), numbers.show(first.of))
    record = shown.record(few, None)
    assert record["holding_back"][0]["unanswered"] == first.unanswered
    assert record["unanswered"][0] == {"fact": "site.gone", "items": ["I9-01"], "unanswered": 30, "of": 30}
    for paper in (country_paper.paper(few, instruments(), TODAY, country_paper.Registers()),):
        assert "Left unanswered by most offices" in write(paper, "md").decode()


def test_a_fact_that_fewer_than_five_answered_brings_nothing(tmp_path: Path) -> None:
    """Six offices have no point of the first item; only those that answered it are known to be short."""
    offices = tuple(stores.Who(f"o{n}", "registry", "fars") for n in range(6))
    for silent, lifted in ((1, True), (2, False)):
        store = stores.lay_down(tmp_path / str(silent), offices)
        with store:
            for number, office in enumerate(offices):
                day = f"2025-0{2 if number < silent else 3}-10"  # of even months the first item is left unanswered
                stores.take(store, stores.Filed(day, "1405-1", office.id, (Total("programme", 1),)))
            with engines.opened(store.folder, engines.SQLITE) as engine:
                found = country.make(store, instruments(), engine, Question("1405-1", "programme"))
        lift = next((one for one in found.lifts if one.fact == "fact.one"), None)
        assert (lift is not None) == lifted
        if lift is not None:
            assert (lift.short, lift.unanswered, lift.of) == (5, 1, 6)
        gap = next(one for one in found.gaps if one.fact == "fact.one")
        assert (gap.unanswered, gap.of, gap.mostly) == (silent, 6, False)


def test_what_somebody_finished_by_hand_is_not_written_over(run: Run, filled: Path, tmp_path: Path) -> None:
    asked = ("hq", "report", filled, "--round", "1405-2", "--into", tmp_path)
    assert run(*asked).exit_code == 0
    (tmp_path / "letter.docx").write_bytes(b"finished by hand")
    again = run(*asked)
    assert again.exit_code == 0
    assert (tmp_path / "letter.docx").read_bytes() == b"finished by hand"
    assert (
        f"an earlier one of another content was left; written beside it: {tmp_path / 'letter.2.docx'}" in again.stderr
    )
    assert f"there already, word for word: {tmp_path / 'report.html'}" in again.stderr
    assert not (tmp_path / "report.2.html").exists()


@pytest.mark.parametrize(
    "more",
    [("--to", "x"), ("--number", "1405/1"), ("--to", "x", "--output", "r.html"), ("--into", ""), ("--output", "")],
)
def test_options_of_papers_that_nobody_asked_for_are_refused(run: Run, filled: Path, more: tuple[str, ...]) -> None:
    result = run("hq", "report", filled, "--round", "1405-2", *more)
    assert result.exit_code == 2
    assert not Path("r.html").exists()


def test_a_letter_that_names_nobody_does_not_say_that_it_does(told: Country) -> None:
    language.use("en")
    away = told.league._replace(
        standings=told.league.standings._replace(silent=(Absent("x", "ی", "X", "b", "fars", ""),))
    )
    papers = (
        country_letter.letter(told._replace(league=away), instruments(), TODAY),
        country_paper.paper(told._replace(league=away), instruments(), TODAY, country_paper.Registers()),
    )
    said = ["whoever is not in the league is listed" in write(paper, "md").decode() for paper in papers]
    assert said == [False, True]


def test_a_change_that_its_rounded_means_do_not_give_says_so(told: Country) -> None:
    language.use("en")
    assert told.league.spread is not None
    assert told.league.change is not None

    def said(mean: str, before: str) -> str:
        now, was = Fraction(mean), Fraction(before)
        change = told.league.change._replace(whole=now - was, mean_before=was)  # type: ignore[union-attr]
        spread = told.league.spread._replace(mean=now)  # type: ignore[union-attr]
        return next(
            line for line in leagues.summary(told.league._replace(spread=spread, change=change)) if "Since" in line
        )

    assert said("52.814", "50.506").endswith("up 2.31 percentage points (before rounding).")
    assert said("38.95", "28").endswith("up 10.95 percentage points.")


def test_amounts_of_a_column_have_equally_many_decimals(told: Country) -> None:
    language.use("en")
    lift = told.lifts[0]
    lifts = tuple(lift._replace(points=Fraction(n) * told.league.scored) for n in (250, 200, 1))
    table = country_tables.holding_back(told._replace(lifts=lifts), instruments())
    assert [row[5] for row in table.rows] == ["2.50", "2.00", "0.01"]


def test_headings_and_titles_of_a_persian_workbook_are_read_from_the_right(told: Country, tmp_path: Path) -> None:
    """Headings that begin with an id would be shown from the left, and a round after Persian words reversed."""
    language.use("fa")
    (tmp_path / "m.xlsx").write_bytes(country_matrix.write(told, instruments(), TODAY))
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["شاخص‌ها"]
    assert all(cell.alignment.readingOrder == 2 for cell in sheet[2])
    assert "دورهٔ \u200e۱۴۰۵-۲" in sheet["A1"].value


def test_the_matrix_is_printed_so_that_it_can_be_read(told: Country, tmp_path: Path) -> None:
    """No page across holds more digits than people can read on A4, with the first columns on each of them."""
    language.use("fa")
    (tmp_path / "m.xlsx").write_bytes(country_matrix.write(told, instruments(), TODAY))
    for sheet in openpyxl.load_workbook(tmp_path / "m.xlsx"):
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[2]]
        across, kept = sheet.page_setup.fitToWidth or 1, sum(widths[: 2 if len(widths) > 8 else 1])
        assert (sum(widths) - kept) / across + kept <= 262
        assert sheet.print_title_cols


def test_the_matrix_says_how_much_of_what_applies_is_answered(filled: Path, told: Country, tmp_path: Path) -> None:
    """Of single offices it is their own coverage of the indicator; what does not apply is in neither side of it."""
    language.use("en")
    (tmp_path / "m.xlsx").write_bytes(country_matrix.write(told, instruments(), TODAY))
    rows = list(openpyxl.load_workbook(tmp_path / "m.xlsx")["Indicators"].iter_rows(min_row=2, values_only=True))
    lines = {(row[0], row[1]): row for row in rows[1:]}
    programme, seen = instruments().checklists["programme"], 0
    with opening.opened(filled) as store:
        held = {
            (one.office.body, one.office.province): one
            for one in holdings.held(store, instruments().facts, "1405-2", 10**9)
        }
    for row in told.matrix:
        if row.n > 1:
            continue
        body, province = instruments().bodies.get(row.body, row.body), instruments().provinces[row.province].name.en
        line = lines[str(body), province]
        for place, one in enumerate(scoring.assess(programme, held[row.body, row.province].facts).indicators):
            high, low = one.high, one.score
            assert high is not None
            assert low is not None
            assert line[6 + 2 * place] == pytest.approx(float(1 - (high - low) / one.maximum), abs=0.00051)
            seen += 1
    assert seen > 100


def test_items_that_apply_to_few_have_no_mean_in_the_matrix(told: Country, tmp_path: Path) -> None:
    item = instruments().checklists["programme"].items[0].id
    row = told.matrix[0]._replace(n=6, items={item: Cell(3, 300)})
    (tmp_path / "m.xlsx").write_bytes(country_matrix.write(told._replace(matrix=(row,)), instruments(), TODAY))
    language.use("fa")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[1]
    assert sheet.cell(3, 6).value is None


def test_a_card_of_1401_has_a_row_for_every_indicator(run: Run, filled: Path, tmp_path: Path) -> None:
    run("hq", "report", filled, "--round", "1405-2", "--into", tmp_path, lang="fa")
    sheet = openpyxl.load_workbook(tmp_path / "forms.xlsx")["کارت شاخص‌ها"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    indicators = instruments().checklists["programme"].indicators
    assert [row[0].split()[0] for row in rows] == [one.id for one in indicators]
    assert [row[2] for row in rows] == [len(one.items) for one in indicators]
    assert sum(row[3] for row in rows) == 100
    assert all(all(cell for cell in row) for row in rows)


def test_of_a_part_of_the_bodies_no_form_is_written(run: Run, filled: Path, tmp_path: Path) -> None:
    run("hq", "report", filled, "--round", "1405-2", "--province", "fars", "--into", tmp_path)
    assert not (tmp_path / "forms.xlsx").exists()
    assert (tmp_path / "matrix.xlsx").exists()


def test_the_means_of_the_indicators_stay_together_on_paper(told: Country, tmp_path: Path) -> None:
    """A table of few rows is on one page of the PDF, and its rows hold to each other in Word and on a printed page."""
    language.use("en")
    paper = country_paper.paper(told, instruments(), TODAY, country_paper.Registers())
    ids = [one.id for one in instruments().checklists["programme"].indicators]
    named = [page.get_textpage().get_text_range() for page in pages(write(paper, "pdf"))]
    (found,) = [text for text in named if "Means of the indicators" in text]
    assert all(re.search(rf"^{id_}\b", found, re.MULTILINE) for id_ in ids)
    with zipfile.ZipFile(BytesIO(write(paper, "docx"))) as docx:
        body = docx.read("word/document.xml").decode()
    table = next(
        part for part in re.findall("<w:tbl>.*?</w:tbl>", body, re.DOTALL) if ">I1<" in part and "maximum" in part
    )
    assert ["<w:keepNext/>" in row for row in re.findall("<w:tr>.*?</w:tr>", table, re.DOTALL)][1:] == [True] * 6 + [
        False
    ]
    assert 'class="cards short" aria-label="Means of the indicators"' in write(paper, "html").decode()
