"""`hq audit`: drawn from a published seed, found, entered and estimated; recomputed by other means at every step."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compliance import clock, schema
from compliance.assessment import scoring
from compliance.commands import console
from compliance.errors import CannotAccess
from compliance.filing import canonical
from compliance.headquarters import checking, holdings
from compliance.headquarters import store as stores
from compliance.headquarters.auditing import drawing, estimating, record, visiting
from compliance.headquarters.auditing.drawing import Asked
from compliance.headquarters.showing.audits import paper as audit_paper
from compliance.headquarters.showing.audits import sheets as audit_sheets
from compliance.model.checklist import Library
from compliance.model.office import Known, Source, Value
from compliance.persian import quality
from compliance.persian.letters import bare
from tests import audited, hostile_workbooks, inbox
from tests.audited import ROUND, SEED, call

pytest.importorskip("minisign")
pytest.importorskip("orjson")
pytest.importorskip("openpyxl")
OFFICES, ITEMS = 6, 4
DRAW = ("--round", ROUND, "--offices", str(OFFICES), "--items", str(ITEMS))
TABLES = ("audit", "audit_office", "audit_item", "audit_found")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 24 offices with two rounds, and nothing drawn."""
    store = tmp_path_factory.mktemp("hq") / "store"
    audited.laid_down(store, 24).close()
    return store


@pytest.fixture(scope="module")
def told(filed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, Path]:
    """The same with a draw, as JSON, and its sheets as workbooks."""
    base = tmp_path_factory.mktemp("drawn")
    store = Path(shutil.copytree(filed, base / "store"))
    made = audited.record("audit", "draw", store, *DRAW, "--seed", SEED)
    call("audit", "sheets", store, "--round", ROUND, "--into", base / "sheets")
    return store, made, base / "sheets"


class Audit:
    """A store that a test may change, its draw and its sheets."""

    def __init__(self, base: Path, store: Path, made: Any, sheets: Path) -> None:
        self.base, self.made = base, made
        self.store, self.sheets = Path(shutil.copytree(store, base / "store")), base / "sheets"
        shutil.copytree(sheets, self.sheets)
        self.offices = [one["office"] for one in made["offices"]]
        self.items = {one["office"]: [item["item"] for item in one["items"]] for one in made["offices"]}

    def sheet(self, n: int) -> Path:
        """The sheet of the n-th office."""
        return audited.sheet_of(self.sheets, self.offices[n])

    def fill(self, n: int, said: dict[str, tuple[str, str, str]] | None = None, **more: Any) -> Path:
        """Fill in the sheet of the n-th office."""
        audited.fill(self.sheet(n), said or {}, **more)
        return self.sheet(n)

    def ask(self, sql: str) -> list[Any]:
        """Ask the record."""
        with stores.opened(self.store) as opened:
            return opened.ask(sql)

    def problems(self, *paths: Path) -> list[Any]:
        """Enter sheets that have to be refused, and return what is wrong with them; nothing is recorded."""
        before = self.ask("select count(*) from log"), self.ask("select count(*) from audit_found")
        found: list[Any] = audited.record("audit", "enter", self.store, *paths, code=3)["problems"]
        assert before == (self.ask("select count(*) from log"), self.ask("select count(*) from audit_found"))
        return found

    def estimate(self, *more: object) -> Any:
        """What the findings come to."""
        made = audited.record("audit", "estimate", self.store, "--round", ROUND, *more)
        assert not list(Draft202012Validator(schema.published("hq-audit-estimate-output")).iter_errors(made))
        return made


@pytest.fixture
def audit(told: tuple[Path, Any, Path], tmp_path: Path) -> Audit:
    return Audit(tmp_path, *told)


# --- drawing


def test_anybody_draws_the_same_from_what_is_published(told: tuple[Path, Any, Path]) -> None:
    """By ten lines that know nothing of this program, from seed, list and numbers alone."""
    made = told[1]
    assert audited.drawn_again(made) == {
        one["office"]: sorted(item["item"] for item in one["items"]) for one in made["offices"]
    }
    assert len(made["offices"]) == OFFICES
    assert {len(one["items"]) for one in made["offices"]} == {ITEMS}
    frame = made["frame"]
    plain = [[one["office"], one["sha256"], one["weight"], one["items"]] for one in frame["offices"]]
    assert inbox.sha256(canonical.written(plain)) == frame["sha256"]
    chances = audited.chances_of({one["office"]: one["weight"] for one in frame["offices"]}, OFFICES)
    assert all(one["chance"] == round(float(chances[one["office"]]), 6) for one in made["offices"])


def test_a_weight_is_the_sum_of_what_it_is_said_to_be_made_of(told: tuple[Path, Any, Path]) -> None:
    for office in told[1]["offices"]:
        assert office["weight"] == sum(why["weight"] for why in office["why"])
        for item in office["items"]:
            assert item["weight"] == sum(why["weight"] for why in item["why"])
    codes = {why["code"] for office in told[1]["offices"] for why in office["why"]}
    assert {"floor", "unproven", "jump", "influence"} <= codes


@pytest.fixture
def store(filed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed, tmp_path / "store"))


def drawn(store: Path, *more: object, code: int = 0) -> Any:
    return audited.record("audit", "draw", store, *DRAW, *more, code=code)


def test_what_the_record_does_not_hold_is_read_from_the_kept_filings(store: Path, library: Library) -> None:
    """Sources disagree in some answers of every third office, letters are listed by every second: weights say so."""
    with stores.opened(store) as opened:
        made = drawing.draw(opened, library, Asked(ROUND, "programme", 24, 60, "all of them"), "test").draw
    odd = {inbox.office(number).filer.id for number in range(0, 24, 3)}
    found = {unit.office: {r.code for r in unit.reasons} for unit in made.units}
    assert {office for office, codes in found.items() if "discrepancy" in codes} == odd
    bare = {unit.office: next(r.seen["share"] for r in unit.reasons if r.code == "unproven") for unit in made.units}
    even = {inbox.office(number).filer.id for number in range(0, 24, 2)}
    assert all((share < 80) == (office in even) for office, share in bare.items())


def test_the_same_call_gives_the_same_draw_and_records_nothing(store: Path) -> None:
    first = drawn(store, "--seed", SEED)
    lines = call("log", store, "--json").stdout
    again = drawn(store, "--seed", f"  {SEED.replace(' ', '   ')} ")
    assert (first["known"], again["known"]) == (False, True)
    assert {**first, "known": True} == again
    assert call("log", store, "--json").stdout == lines
    assert "drawn already" in call("audit", "draw", store, *DRAW, "--seed", SEED).stderr
    persian = SEED.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert drawn(store, "--seed", persian)["known"] is True


def test_another_draw_has_to_say_why_and_the_first_stays(store: Path) -> None:
    first = drawn(store, "--seed", SEED)
    for more in (("--seed", "another"), ("--seed", SEED, "--offices", "7")):
        (problem,) = drawn(store, *more, code=3)["problems"]
        assert SEED in problem["seen"]
        assert "results entered: 0" in problem["seen"]
    second = drawn(store, "--seed", "another", "--again", "the first seed was not published")
    assert (second["draw"], second["again"]) == (2, "the first seed was not published")
    assert second["offices"] != first["offices"]
    assert any("draw 1" in note and SEED in note for note in second["notes"])
    shown = audited.record("audit", "show", store, "--round", ROUND, "--draw", "1")
    assert shown == {**first, "known": True}
    assert audited.record("audit", "show", store, "--round", ROUND)["draw"] == 2
    listed = audited.record("audit", "list", store)
    assert not list(Draft202012Validator(schema.published("hq-audit-list-output")).iter_errors(listed))
    assert [(one["draw"], one["seed"], one["again"]) for one in listed["draws"]] == [
        (1, SEED, None),
        (2, "another", "the first seed was not published"),
    ]
    told = call("log", store).stdout
    assert "once more: the first seed was not published" in told
    assert drawn(store, "--seed", "another")["known"] is True


def test_a_filing_that_came_later_makes_another_list_and_a_day_asks_for_the_earlier_one(store: Path) -> None:
    first = drawn(store, "--seed", SEED)
    with stores.opened(store) as opened:
        made = inbox.declared(1, ROUND, 1, 0.9)
        standing = opened.one("select f.sha256 from standing s join filing f on f.n = s.filing "
                              "where s.office = ? and s.round = ?", inbox.office(1).filer.id, ROUND)[0]  # fmt: skip
        box = inbox.Inbox(opened, store.parent / "inbox")
        assert box.take(inbox.filing(1, ROUND, inbox.later(5), of=made, previous=standing)).status != "rejected"
    (problem,) = drawn(store, "--seed", SEED, code=3)["problems"]
    assert "--again" in problem["mend"]
    second = drawn(store, "--seed", SEED, "--again", "an office filed again")
    assert second["frame"]["sha256"] != first["frame"]["sha256"]
    assert audited.drawn_again(second) == {
        one["office"]: sorted(item["item"] for item in one["items"]) for one in second["offices"]
    }


def test_a_draw_of_an_earlier_day_is_of_what_stood_then(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(store, "--seed", SEED)
    monkeypatch.setattr(clock, "now", lambda: "2026-12-05T10:00:00+03:30")
    monkeypatch.setattr(clock, "today", lambda: inbox.DAY.replace(month=12, day=5))
    with stores.opened(store) as opened:
        made = inbox.declared(1, ROUND, 1, 0.9)
        box = inbox.Inbox(opened, store.parent / "inbox")
        standing = box.standing(1)
        assert box.take(inbox.filing(1, ROUND, inbox.later(5), of=made, previous=standing)).status != "rejected"
    assert drawn(store, "--seed", SEED, "--as-of", "1405/09/07")["frame"] == first["frame"]
    drawn(store, "--seed", SEED, code=3)


def test_without_a_seed_it_is_said_how_to_choose_one_that_nobody_can_doubt(store: Path) -> None:
    (problem,) = drawn(store, code=3)["problems"]
    assert problem["file"] == "--seed"
    assert '--seed "ROOT NUMBER"' in problem["mend"]
    assert '--seed "ROOT NUMBER" که در آن' in call("audit", "draw", store, *DRAW, lang="fa", code=3).stderr
    (store.parent / "password").write_text("a long password\n", "utf-8")
    call("key", store, "--password-file", store.parent / "password")
    call("seal", store, "--round", ROUND, "--key", store / "keys" / "headquarters.key",
         "--password-file", store.parent / "password")  # fmt: skip
    (problem,) = drawn(store, code=3)["problems"]
    root = re.findall("[0-9a-f]{64}", problem["mend"])[0]
    assert f"{root} NUMBER" in problem["mend"]
    made = drawn(store, "--seed", f"{root} 2714432")
    assert made["root"] == root
    assert "The seed holds the sealed root" in made["notes"][0]
    again = drawn(store, "--seed", "2714432", "--again", "to see what is said")
    assert root in again["notes"][0]


def test_a_root_that_was_sealed_of_other_filings_is_no_ground(store: Path) -> None:
    (store.parent / "password").write_text("a long password\n", "utf-8")
    call("key", store, "--password-file", store.parent / "password")
    call("seal", store, "--round", ROUND, "--key", store / "keys" / "headquarters.key",
         "--password-file", store.parent / "password")  # fmt: skip
    with stores.opened(store) as opened:
        box = inbox.Inbox(opened, store.parent / "inbox")
        made = inbox.declared(1, ROUND, 1, 0.9)
        box.take(inbox.filing(1, ROUND, inbox.later(5), of=made, previous=box.standing(1)))
    made_ = drawn(store, "--seed", SEED)
    assert made_["root"] is None
    assert "has changed since its root was sealed" in made_["notes"][0]


@pytest.mark.parametrize(
    ("more", "option", "seen"),
    [
        (("--seed", "بذر"), "--seed", "بذر"),
        (("--seed", "a\x07b"), "--seed", "a"),
        (("--seed", "x" * 201), "--seed", "x"),
        (("--seed", " "), "--seed", ""),
        (("--seed", SEED, "--offices", "25"), "--offices", "25"),
        (("--seed", SEED, "--items", "61"), "--items", "61"),
        (("--seed", SEED, "--round", "1399-1"), "--round", "1399-1"),
        (("--seed", SEED, "--checklist", "programm"), "--checklist", "programm"),
        (("--seed", SEED, "--checklist", "award-system"), "--checklist", "award-system"),
        (("--seed", SEED, "--province", "nowhere"), "--province", "nowhere"),
        (("--seed", SEED, "--as-of", "1300/01/01"), "--as-of", "1300/01/01"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_recorded(
    store: Path, more: tuple[str, ...], option: str, seen: str
) -> None:
    made = drawn(store, *more, code=3)
    assert not list(Draft202012Validator(schema.published("hq-audit-output")).iter_errors(made))
    assert made["problems"][0]["file"] == option
    assert seen in made["problems"][0]["seen"]
    assert audited.record("audit", "list", store)["draws"] == []


def test_too_many_offices_and_items_are_said_at_once(store: Path) -> None:
    made = drawn(store, "--seed", SEED, "--offices", "25", "--items", "61", code=3)
    assert [one["file"] for one in made["problems"]] == ["--items", "--offices"]
    assert [one["mend"] for one in made["problems"]] == ["ask for 60 or fewer", "ask for 24 or fewer"]
    (problem,) = drawn(store, "--seed", SEED, "--offices", "25", "--body", inbox.office(0).filer.body, code=3)[
        "problems"
    ]
    assert "--body" in problem["mend"]
    assert call("audit", "draw", store, "--round", ROUND, "--offices", "1", "--items", "4", code=2)


def test_only_part_of_the_offices_are_drawn_from_and_each_part_has_its_own_draw(store: Path) -> None:
    whole = drawn(store, "--seed", SEED)
    body = inbox.office(0).filer.body
    made = drawn(store, "--seed", "another", "--body", body)
    assert (made["draw"], made["body"], made["again"]) == (2, body, None)
    assert len(made["frame"]["offices"]) <= len(whole["frame"]["offices"])
    with stores.opened(store) as opened:
        rows = dict(opened.ask("select id, body from office"))
    assert {rows[one["office"]] for one in made["frame"]["offices"]} == {body}


def test_who_was_judged_otherwise_is_left_out_by_name(store: Path) -> None:
    office = inbox.office(2).filer.id
    with stores.opened(store) as opened:
        (filing,) = opened.one("select filing from standing where office = ? and round = ?", office, ROUND)
        opened.connection.execute(
            "delete from total where filing = ? and instrument = (select n from instrument where id = 'programme')",
            (filing,),
        )
    made = drawn(store, "--seed", SEED)
    assert made["away"] == [{"office": office, "why": "other-version"}]
    assert office not in {one["office"] for one in made["frame"]["offices"]}
    assert "not judged by this version" in call("audit", "show", store, "--round", ROUND).stdout


def test_everybody_is_drawn_where_so_many_are_asked_for(store: Path) -> None:
    made = drawn(store, "--seed", SEED, "--offices", "24")
    assert {one["chance"] for one in made["offices"]} == {1}
    assert "certain" in call("audit", "show", store, "--round", ROUND).stdout


def test_a_kept_filing_that_was_changed_is_named_and_nothing_is_drawn(store: Path) -> None:
    paths = sorted((store / "filings").rglob("*.zip"))
    with stores.opened(store) as opened:
        standing = [sha for (sha,) in opened.ask("select f.sha256 from standing s join filing f on f.n = s.filing "
                                                "where s.round = ? order by s.office", ROUND)]  # fmt: skip
    gone, changed = (next(path for path in paths if path.stem == sha) for sha in standing[:2])
    gone.unlink()
    content = bytearray(changed.read_bytes())
    at = content.index(b'"value":"1"') + 9
    content[at : at + 1] = b"0"
    changed.write_bytes(bytes(content))
    problems = drawn(store, "--seed", SEED, code=3)["problems"]
    assert {Path(one["file"]).stem for one in problems} == set(standing[:2])
    assert audited.record("audit", "list", store)["draws"] == []


def test_a_store_of_an_older_program_reads_as_empty_and_gets_its_tables_when_it_is_changed(store: Path) -> None:
    connection = sqlite3.connect(store / "store.db")
    for table in TABLES:
        connection.execute(f"drop table {table}")
    connection.commit()
    assert audited.record("audit", "list", store) == {"draws": [], "problems": []}
    assert audited.record("log", store, "--check")["broken"] == []
    (problem,) = audited.record("audit", "show", store, "--round", ROUND, code=3)["problems"]
    assert "hq audit draw" in problem["mend"]
    assert connection.execute("select count(*) from sqlite_master where name like 'audit%'").fetchone() == (0,)
    (problem,) = audited.record("audit", "enter", store, store / "rounds.yaml", code=3)["problems"]
    assert drawn(store, "--seed", SEED)["draw"] == 1
    assert audited.record("log", store, "--check")["broken"] == []
    connection.close()


# --- what is shown and written


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_draw_is_shown_with_seed_chances_and_reasons(told: tuple[Path, Any, Path], lang: str) -> None:
    shown = call("audit", "show", told[0], "--round", ROUND, lang=lang).stdout
    assert SEED in shown
    assert told[1]["frame"]["sha256"] in shown
    assert not quality.gregorian(shown)
    for office in told[1]["offices"]:
        assert office["office"] in shown


def test_names_of_offices_are_whole_on_a_narrow_screen(
    told: tuple[Path, Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_PIPE_WIDTH", 90)
    for words in (("audit", "show", told[0], "--round", ROUND), ("offices", told[0])):
        assert "…" not in call(*words, lang="fa").stdout


def test_a_round_without_a_draw_says_which_rounds_have_one(told: tuple[Path, Any, Path], filed: Path) -> None:
    (problem,) = audited.record("audit", "show", told[0], "--round", "1405-7", code=3)["problems"]
    assert problem["seen"] == "no draw of round 1405-7 by the checklist programme"
    assert f"round {ROUND} by the checklist programme" in problem["mend"]
    (problem,) = audited.record("audit", "show", filed, "--round", "1405-7", code=3)["problems"]
    assert problem["mend"] == "draw one: hq audit draw"


def test_json_is_as_its_published_schema_says(told: tuple[Path, Any, Path]) -> None:
    validator = Draft202012Validator(schema.published("hq-audit-output"))
    assert not list(validator.iter_errors(told[1]))
    assert not validator.is_valid({**told[1], "more": 1})


def test_the_page_for_before_the_visits_says_nothing_of_who_is_visited(
    told: tuple[Path, Any, Path], tmp_path: Path
) -> None:
    store, made, _sheets = told
    call("audit", "show", store, "--round", ROUND, "--public", "--output", tmp_path / "public.md", lang="fa")
    call("audit", "show", store, "--round", ROUND, "--output", tmp_path / "whole.md", lang="fa")
    public, whole = (
        bare((tmp_path / name).read_text("utf-8")).replace("\\", "") for name in ("public.md", "whole.md")
    )
    first = made["frame"]["offices"][0]["office"]
    for office in made["offices"]:
        assert office["office"] in whole
        assert all(item["item"] not in public for item in office["items"])
    assert not any(one["office"] in public for one in made["frame"]["offices"])
    for page, office in ((public, audit_paper.INVENTED), (whole, first)):
        text = f"{SEED} {ROUND} programme office {office}"
        assert SEED in page
        assert made["frame"]["sha256"] in page
        assert inbox.sha256(text.encode()) in page
        assert f"printf '%s' '{text}' | sha256sum" in page


def test_sheets_are_laid_down_once_and_never_over_what_was_filled_in(audit: Audit) -> None:
    path = audit.fill(0)
    filled = path.read_bytes()
    other = audit.sheet(1)
    other.unlink()
    made = audited.record("audit", "sheets", audit.store, "--round", ROUND, "--into", audit.sheets)
    assert not list(Draft202012Validator(schema.published("hq-audit-sheets-output")).iter_errors(made))
    assert path.read_bytes() == filled
    assert other.exists()
    assert [one["file"] for one in made["files"] if one["written"]] == [str(other)]
    assert len(made["files"]) == 2 * OFFICES


def test_a_sheet_says_what_was_declared_and_which_evidence_was_listed(audit: Audit) -> None:
    """In both kinds of table alike; letters by number and holder's date, files by their names."""
    import csv

    import openpyxl

    call("audit", "sheets", audit.store, "--round", ROUND, "--into", audit.base / "csv", "--table", "csv")
    letters = 0
    for n, office in enumerate(audit.offices):
        page = openpyxl.load_workbook(audit.sheet(n)).worksheets[0]
        rows = [[cell.value or "" for cell in row] for row in page.iter_rows(min_row=3)]
        with audited.sheet_of(audit.base / "csv", office, "csv").open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream))
        assert lines == [[text.replace("\n", " / ") for text in row] for row in rows]
        assert [row[3] for row in rows[1:]] == audit.items[office]
        assert {row[0] for row in rows[1:]} == {audit.made["code"]}
        letters += sum("letter 1405/ح/217 dated 1405/05/02" in row[6] for row in rows[1:])
    assert letters


def test_no_text_of_an_office_becomes_a_formula_or_a_control(store: Path, tmp_path: Path) -> None:
    import openpyxl

    hostile = '=HYPERLINK("http://x","ok")'
    ids = [inbox.office(number).filer.id for number in range(24)]
    for office in ids:
        call("describe", store, office, "--name", hostile)
    drawn(store, "--seed", SEED)
    for table in ("xlsx", "csv"):
        call("audit", "sheets", store, "--round", ROUND, "--into", tmp_path / table, "--table", table, lang="fa")
    for path in (tmp_path / "csv").glob("*.csv"):
        assert all(
            f'"\'{hostile.replace(chr(34), chr(34) * 2)}"' in line
            for line in path.read_text("utf-8-sig").splitlines()[1:]
        )
    for path in (tmp_path / "xlsx").glob("*.xlsx"):
        page = openpyxl.load_workbook(path).worksheets[0]
        assert page["C4"].value == hostile
        assert page["C4"].data_type == "s"


# --- entering


def test_what_was_found_is_entered_with_its_line_of_the_log_and_said_to_be_there_the_next_time(audit: Audit) -> None:
    item = audit.items[audit.offices[0]][0]
    paths = [audit.fill(0, {item: ("unchecked", "", "در بازدید در دسترس نبود")}), audit.fill(1)]
    made = audited.record("audit", "enter", audit.store, *paths)
    assert not list(Draft202012Validator(schema.published("hq-audit-enter-output")).iter_errors(made))
    assert made["draws"] == [
        {"draw": 1, "round": ROUND, "offices": audit.offices[:2], "new": 2 * ITEMS, "replaced": 0, "there": 0}
    ]
    assert audit.ask("select distinct day from audit_found") == [("2026-11-26",)]
    assert "results of the visit to" in call("log", audit.store).stdout
    again = audited.record("audit", "enter", audit.store, *paths)
    assert again["draws"][0] == {**made["draws"][0], "new": 0, "there": 2 * ITEMS}
    assert audited.record("log", audit.store, "--check")["broken"] == []


def test_what_is_entered_anew_takes_the_place_of_what_was_and_leaves_it_on_record(audit: Audit) -> None:
    item = audit.items[audit.offices[0]][0]
    call("audit", "enter", audit.store, audit.fill(0, {item: ("unchecked", "", "later")}))
    made = audited.record("audit", "enter", audit.store, audit.fill(0))
    assert (made["draws"][0]["new"], made["draws"][0]["replaced"], made["draws"][0]["there"]) == (0, 1, ITEMS - 1)
    rows = audit.ask(f"select result, since, until from audit_found where item = '{item}' order by since")
    assert [row[0] for row in rows] == ["unchecked", "same"]
    assert rows[0][2] == rows[1][1]
    assert audited.record("log", audit.store, "--check")["broken"] == []


def test_a_folder_is_taken_with_sheets_of_visits_still_to_come_named(audit: Audit) -> None:
    audit.fill(0)
    made = audited.record("audit", "enter", audit.store, audit.sheets)
    assert made["draws"][0]["offices"] == audit.offices[:1]
    assert len(made["empty"]) == OFFICES - 1
    (problem,) = audit.problems(audit.sheets, audit.sheet(1))
    assert (problem["file"], problem["seen"]) == (str(audit.sheet(1)), "a sheet without results")


def test_a_folder_in_which_nothing_is_filled_in_yet_is_no_mistake(audit: Audit) -> None:
    made = audited.record("audit", "enter", audit.store, audit.sheets)
    assert (made["draws"], len(made["empty"])) == ([], OFFICES)
    said = call("audit", "enter", audit.store, audit.sheets, lang="fa")
    assert "هنوز پر نشده" in said.stderr
    assert audit.sheet(0).name in said.stderr


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_was_written_beside_the_white_cells_has_to_stand_there(audit: Audit, ending: str) -> None:
    """Another declared value, and the id of another office that was drawn as well: nothing of both is entered."""
    folder = audit.base / "changed"
    call("audit", "sheets", audit.store, "--round", ROUND, "--into", folder, "--table", ending, lang="fa")
    path = audited.sheet_of(folder, audit.offices[0], ending)
    audited.fill(path, {}, lang="fa")
    assert audited.record("audit", "enter", audit.store, path)["draws"][0]["new"] == ITEMS
    audited.change(path, 5, "F", "declared otherwise")
    (problem,) = audit.problems(path)
    assert problem["place"].endswith("F5" if ending == "xlsx" else "“what was declared”")
    assert problem["seen"] == "“declared otherwise”"
    assert f"as it was written for {audit.offices[0]} {audit.items[audit.offices[0]][1]}" in problem["expected"]
    assert problem["mend"].startswith("put it back")
    shared = [n for n in range(1, OFFICES) if set(audit.items[audit.offices[n]]) & set(audit.items[audit.offices[0]])]
    other = audit.offices[shared[0]]
    row = next(n for n, item in enumerate(audit.items[audit.offices[0]]) if item in audit.items[other])
    audited.change(path, 4 + row, "B", other)
    names = {one["office"]: one["name"]["en"] for one in audit.made["offices"]}
    assert any(names[other] in one["expected"] and other in one["expected"] for one in audit.problems(path))


def test_persian_and_english_sheets_and_csv_are_read_alike(audit: Audit) -> None:
    call("audit", "sheets", audit.store, "--round", ROUND, "--into", audit.base / "fa", lang="fa")
    call("audit", "sheets", audit.store, "--round", ROUND, "--into", audit.base / "csv", "--table", "csv", lang="fa")
    fa = audited.sheet_of(audit.base / "fa", audit.offices[0])
    text = audited.sheet_of(audit.base / "csv", audit.offices[1], "csv")
    audited.fill(fa, {}, lang="fa")
    audited.fill(text, {}, lang="fa")
    made = audited.record("audit", "enter", audit.store, fa, text, audit.fill(2))
    assert made["draws"][0]["new"] == 3 * ITEMS


def test_everything_wrong_in_every_file_is_said_at_once_and_nothing_is_recorded(audit: Audit) -> None:
    import openpyxl

    first, second = audit.items[audit.offices[0]], audit.items[audit.offices[1]]
    audit.fill(0, {first[0]: ("unchecked", "", ""), first[1]: ("same", "yes", ""), first[2]: ("differs", "", "")})
    audit.fill(1, {second[0]: ("perhaps", "", ""), second[1]: ("differs", "certainly", "")})
    book = openpyxl.load_workbook(audit.sheet(1))
    page = book.worksheets[0]
    page["A6"], page["B7"] = "A9-00000000", "nowhere"
    book.save(audit.sheet(1))
    found = audit.problems(audit.sheet(0), audit.sheet(1))
    assert [(Path(one["file"]).name.split(".")[0], one["place"]) for one in found] == [
        (audit.offices[0], "sheet Visit, cell L4"),
        (audit.offices[0], "sheet Visit, cell J5"),
        (audit.offices[0], "sheet Visit, cell J6"),
        (audit.offices[1], "sheet Visit, cell I4"),
        (audit.offices[1], "sheet Visit, cell J5"),
        (audit.offices[1], "sheet Visit, cell A6"),
        (audit.offices[1], "sheet Visit, cell B7"),
    ]
    assert all(one["seen"] and one["expected"] and one["mend"] for one in found)


def test_an_item_that_was_not_drawn_or_is_there_twice_otherwise_is_refused(audit: Audit) -> None:
    import openpyxl

    path = audit.fill(0)
    copy = Path(shutil.copy(path, audit.base / "copy.xlsx"))
    book = openpyxl.load_workbook(copy)
    book.worksheets[0]["I4"] = "not checked"
    book.worksheets[0]["L4"] = "closed"
    book.worksheets[0]["D5"] = "I9-99"
    book.save(copy)
    found = audit.problems(path, copy)
    assert [one["place"] for one in found] == ["sheet Visit, cell I4", "sheet Visit, cell D5"]
    assert str(path) in found[0]["seen"]
    same = Path(shutil.copy(path, audit.base / "same.xlsx"))
    assert audited.record("audit", "enter", audit.store, path, same)["draws"][0]["new"] == ITEMS


def test_a_sheet_of_another_draw_is_refused(audit: Audit) -> None:
    audited.record("audit", "draw", audit.store, *DRAW, "--seed", "another", "--again", "once more")
    assert audited.record("audit", "enter", audit.store, audit.fill(0))["draws"][0]["draw"] == 1
    with stores.opened(audit.store) as opened:
        code = record.numbered(opened, 2).code
    call("audit", "sheets", audit.store, "--round", ROUND, "--into", audit.sheets)
    (path,) = sorted(audit.sheets.glob(f"*.{code}.xlsx"))[:1]
    text = path.name.split(".")[0]
    import openpyxl

    book = openpyxl.load_workbook(path)
    for row in range(4, 4 + ITEMS):
        book.worksheets[0][f"A{row}"] = f"A2-{audit.made['frame']['sha256'][:7]}x"
        book.worksheets[0][f"I{row}"] = "as declared"
    book.save(path)
    found = audit.problems(path)
    assert len(found) == ITEMS, text
    assert code in found[0]["mend"]


Deed = Callable[[Any], None]


def _put(cell: str, value: object) -> Deed:
    def deed(page: Any) -> None:
        page[cell] = value

    return deed


@pytest.mark.parametrize(
    ("deed", "place", "seen"),
    [
        (_put("I4", "=1+1"), "I4", "=1+1"),
        (_put("J4", "=A1"), "J4", "=A1"),
        (_put("A4", "=A5"), "A4", "=A5"),
        (_put("K4", "1405/13/01"), "K4", "1405/13/01"),
        (_put("K4", "1405/09/08"), "K4", "1405/09/08"),
        (_put("K4", "=TODAY()"), "K4", "=TODAY()"),
        (_put("L4", "=HYPERLINK(1)"), "L4", "formula"),
        (_put("L4", "x" * 1001), "L4", "x"),
        (_put("M3", "نظر"), "M3", "unknown column"),
        (_put("L3", "day of the visit"), "L3", "second time"),
        (_put("I3", "outcome"), "", "no row with the headings"),
        (_put("D3", ""), "", "no column"),
        (lambda page: page.merge_cells("I4:I5"), "sheet Visit", "merged cells: I4:I5"),
    ],
)  # fmt: skip
def test_cells_and_headings_that_cannot_be_read_for_certain_are_refused_by_their_place(
    audit: Audit, deed: Deed, place: str, seen: str
) -> None:
    import openpyxl

    path = audit.fill(0)
    book = openpyxl.load_workbook(path)
    if place == "J4":
        book.worksheets[0]["I4"] = "otherwise"
    deed(book.worksheets[0])
    book.save(path)
    found = audit.problems(path)
    assert any(seen in one["seen"] and one.get("place", "").endswith(place) for one in found), found


def test_files_that_are_no_sheets_are_refused_with_all_others(audit: Audit) -> None:
    folder = audit.base / "more"
    folder.mkdir()
    for name, content in (
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("b.csv", b"\xff\xfe\xff"),
        ("c.csv", "این یک برگه نیست\n".encode()),
        ("d.xlsx", b"%PDF-1.4"),
        ("e.csv", b""),
    ):
        (folder / name).write_bytes(content)
    found = audit.problems(folder, audit.base / "nowhere.xlsx", audit.fill(0))
    assert {Path(one["file"]).name for one in found} == {
        "a.xlsx",
        "b.csv",
        "c.csv",
        "d.xlsx",
        "e.csv",
        "nowhere.xlsx",
    }
    empty = audit.base / "empty"
    empty.mkdir()
    (problem,) = audit.problems(empty)
    assert problem["file"] == str(empty)


@pytest.mark.parametrize(
    "deed",
    [hostile_workbooks.with_parts(**{"xl/vbaProject.bin": b"x"}), hostile_workbooks.entity("utf-8")],
    ids=["macros", "entities"],
)
def test_a_workbook_with_macros_or_entities_is_not_opened(audit: Audit, deed: Callable[[Path], object]) -> None:
    path = audit.fill(0)
    deed(path)
    (problem,) = audit.problems(path)
    assert problem["file"] == str(path)


# --- estimating


def effects(audit: Audit, library: Library, said: dict[tuple[str, str], Value]) -> dict[tuple[str, str], float]:
    """What each finding changes in its office's score, by judging the office once more."""
    checklist = library.checklists["programme"]
    facts = {item.id: item.fact for item in checklist.items}
    found = {}
    with stores.opened(audit.store) as store:
        for held in holdings.held(store, library.facts, ROUND, audit.made["upto"], audit.offices):
            before = scoring.assess(checklist, held.facts).score or Fraction(0)
            for (office, item), value in said.items():
                if office == held.office.id:
                    changed = {**held.facts, facts[item]: Known(value, Source.DECLARED)}
                    after = scoring.assess(checklist, changed).score or Fraction(0)
                    found[office, item] = float(after - before)
    return found


def answers(audit: Audit, library: Library, seed: int, part: float) -> dict[int, dict[str, tuple[str, str, str]]]:
    """Some items of every drawn office found otherwise, by a seed."""
    chance, checklist = random.Random(seed), library.checklists["programme"]
    facts = {item.id: library.facts[item.fact] for item in checklist.items}
    said: dict[int, dict[str, tuple[str, str, str]]] = {}
    with stores.opened(audit.store) as store:
        held = {
            one.office.id: one.facts
            for one in holdings.held(store, library.facts, ROUND, audit.made["upto"], audit.offices)
        }
    for n, office in enumerate(audit.offices):
        for item in audit.items[office]:
            if chance.random() < part:
                known = held[office].get(facts[item].id)
                typed = audited.other(known.value if known else Value(None), facts[item].answer.value)
                said.setdefault(n, {})[item] = ("differs", typed, "دیده شد")
    return said


def values(audit: Audit, library: Library) -> dict[tuple[str, str], Value]:
    """What the record holds of what was found."""
    facts = {item.id: library.facts[item.fact] for item in library.checklists["programme"].items}
    with stores.opened(audit.store) as store:
        found = record.findings(store, 1, facts)
    return {(one.office, one.item): one.value for one in found if one.value is not None}


def test_the_error_of_the_whole_is_that_of_an_independent_computation(audit: Audit, library: Library) -> None:
    said = answers(audit, library, 1, 0.5)
    paths = [audit.fill(n, said.get(n)) for n in range(OFFICES)]
    call("audit", "enter", audit.store, *paths)
    made = audit.estimate()
    of = effects(audit, library, values(audit, library))
    assert len(of) == sum(map(len, said.values())) == made["items"]["differing"] > 5
    mean, error = audited.horvitz_thompson(audit.made, of)
    assert made["points"]["value"] == pytest.approx(mean, abs=0.006)
    assert made["points"]["error"] == pytest.approx(error, abs=0.006)
    assert made["points"]["freedom"] == OFFICES - 1
    half = 2.571 * error  # t at 0.975 with five degrees of freedom, as it is printed
    assert made["points"]["high"] - made["points"]["value"] == pytest.approx(half, abs=0.02)
    assert {(one["office"], one["item"]): one["points"] for one in made["differences"]} == {
        key: pytest.approx(points, abs=0.006) for key, points in of.items()
    }
    ninety = audit.estimate("--level", "90")
    assert ninety["points"]["high"] - ninety["points"]["value"] == pytest.approx(2.015 * error, abs=0.02)
    wrong = dict.fromkeys(of, 1.0)
    count, _error = audited.horvitz_thompson(audit.made, wrong)
    assert made["share_total"]["value"] == pytest.approx(100 * count / 60, abs=0.006)


def test_everybody_and_everything_looked_at_leaves_no_error_of_the_sample(
    store: Path, library: Library, tmp_path: Path
) -> None:
    """A census: the mean error is that of all offices, whoever has what weight, and the interval is a point."""
    asked = ("--round", ROUND, "--offices", "24", "--items", "60")
    made = audited.record("audit", "draw", store, *asked, "--seed", SEED)
    with stores.opened(store) as opened:
        draw = record.numbered(opened, made["draw"])
        for visit in visiting.visits(opened, library, draw):
            path = tmp_path / f"{visit.office.id}.{draw.code}.csv"
            path.write_bytes(audit_sheets.as_csv(draw, visit))
    checklist = library.checklists["programme"]
    facts = {item.id: library.facts[item.fact] for item in checklist.items}
    total, chance = 0.0, random.Random(5)
    with stores.opened(store) as opened:
        for held in holdings.held(opened, library.facts, ROUND, made["upto"]):
            said: dict[str, tuple[str, str, str]] = {}
            before = scoring.assess(checklist, held.facts)
            for result in before.items:
                known = held.facts.get(result.item.fact)
                if known is not None and result.item.target is not None and chance.random() < 0.05:
                    typed = audited.other(known.value, facts[result.item.id].answer.value)
                    said[result.item.id] = ("differs", typed, "")
            audited.fill(audited.sheet_of(tmp_path, held.office.id, "csv"), said)
            total += len(said)
    call("audit", "enter", store, *tmp_path.glob("*.csv"))
    found = audited.record("audit", "estimate", store, "--round", ROUND)
    assert found["items"] == {"drawn": 1440, "checked": 1440, "differing": total}
    mean = sum(one["points"] for one in found["differences"]) / 24
    assert found["points"]["value"] == pytest.approx(mean, abs=0.02)
    assert found["points"]["low"] == found["points"]["high"] == found["points"]["value"]
    assert found["share"]["value"] == found["share_total"]["value"] == pytest.approx(100 * total / 1440, abs=0.006)
    assert found["bounds"] is None
    assert sum(one["differing"] for one in found["indicators"]) == total
    assert sum(one["points"]["value"] for one in found["indicators"]) == pytest.approx(mean, abs=0.05)
    shown = call("audit", "estimate", store, "--round", ROUND).stdout
    assert "nothing here is estimated from a sample" in shown
    assert "by what was found" in shown
    for word in ("interval", "too few", "standard error", "chances", "as the visits see it"):
        assert word not in shown


def test_nothing_found_gives_a_bound_and_no_interval(audit: Audit) -> None:
    call("audit", "enter", audit.store, *(audit.fill(n) for n in range(OFFICES)))
    made = audit.estimate()
    assert (made["points"]["value"], made["share"]["value"]) == (0, 0)
    assert made["points"]["low"] is None
    low = 100 * (1 - 0.05 ** (1 / OFFICES))
    assert made["bounds"]["share"] >= low  # with chances that differ, errors may lie where the chances are least
    assert made["bounds"]["share"] <= 100
    assert 0 < made["bounds"]["points"] <= made["declared"]
    assert any("does not mean that there is none" in note for note in made["notes"])


def test_no_more_can_be_wrong_than_was_declared(tmp_path: Path) -> None:
    audited.laid_down(tmp_path / "store", 3).close()
    store = tmp_path / "store"
    asked = ("--round", ROUND, "--offices", "2", "--items", "2", "--seed", SEED)
    audited.record("audit", "draw", store, *asked)
    call("audit", "sheets", store, "--round", ROUND, "--into", tmp_path / "sheets")
    for path in (tmp_path / "sheets").glob("*.xlsx"):
        audited.fill(path, {})
    call("audit", "enter", store, tmp_path / "sheets")
    found = audited.record("audit", "estimate", store, "--round", ROUND)
    assert found["bounds"]["points"] == found["declared"]
    assert found["bounds"]["share"] <= 100


def test_with_equal_weights_the_bound_is_the_binomial_one(store: Path, library: Library, tmp_path: Path) -> None:
    """Offices of one weight, and items of one: 1 - 0.05^(1/n)."""
    from compliance.model.checklist import AuditWeights

    even = library._replace(audit=AuditWeights())
    with stores.opened(store) as opened:
        made = drawing.draw(opened, even, Asked(ROUND, "programme", 8, 5, SEED), "test").draw
    assert {unit.size for unit in made.units} == {1}
    call("audit", "sheets", store, "--round", ROUND, "--into", tmp_path, "--table", "csv")
    for path in tmp_path.glob("*.csv"):
        audited.fill(path, {})
    call("audit", "enter", store, tmp_path)
    with stores.opened(store) as opened:
        found = estimating.estimate(opened, library, made, 95)
    assert found.bounds is not None
    assert found.bounds.share == pytest.approx(1 - 0.05 ** (1 / 8))


def test_what_was_not_visited_is_said_and_how_it_is_treated(audit: Audit, library: Library) -> None:
    said = answers(audit, library, 1, 0.5)
    item = audit.items[audit.offices[1]][0]
    first = audit.fill(0, said.get(0))
    second = audit.fill(1, {**said.get(1, {}), item: ("unchecked", "", "قفل بود")})
    third = audit.fill(2, said.get(2))
    call("audit", "enter", audit.store, first, second, third)
    made = audit.estimate()
    assert made["offices"] == {"list": 24, "drawn": OFFICES, "visited": 3}
    assert made["missing"] == audit.offices[3:]
    assert made["unchecked"] == [{"office": audit.offices[1], "item": item}]
    assert made["points"]["freedom"] == 2
    assert made["worst"] < made["points"]["value"]
    shown = call("audit", "estimate", audit.store, "--round", ROUND).stdout
    fa = call("audit", "estimate", audit.store, "--round", ROUND, lang="fa").stdout
    names = [one["name"] for one in audit.made["offices"]]
    for name in names[3:]:
        assert name["en"] in shown
        assert name["fa"] in fa
    assert f"{names[1]['en']} (items {item})" in shown
    assert not any(office in shown for office in audit.offices)
    assert "as if it had been left out by chance" in shown


def test_before_anything_is_entered_nothing_is_estimated(audit: Audit) -> None:
    made = audit.estimate()
    assert (made["points"], made["share"], made["bounds"], made["worst"]) == (None, None, None, None)
    assert "hq audit enter" in call("audit", "estimate", audit.store, "--round", ROUND).stdout
    call("audit", "enter", audit.store, audit.fill(0))
    one = audit.estimate()
    assert one["points"]["low"] is None


def test_an_estimate_is_of_the_version_that_was_drawn_by(audit: Audit, tmp_path: Path) -> None:
    """Another version of the checklist is refused, and nothing is mixed."""
    folder = Path(shutil.copytree(inbox.ROOT / "checklists", tmp_path / "checklists"))
    path = folder / "programme.yaml"
    path.write_text(path.read_text("utf-8").replace('version: "1"', 'version: "2"', 1), "utf-8")
    for verb in ("estimate", "sheets"):
        into = ("--into", tmp_path / "x") if verb == "sheets" else ()
        made = audited.record("audit", verb, audit.store, "--round", ROUND, *into, "--checklists", folder, code=3)
        assert audit.made["sha256"] in made["problems"][0]["expected"]
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_papers_and_screens_say_the_same_numbers(audit: Audit, library: Library, lang: str) -> None:
    said = answers(audit, library, 1, 0.5)
    call("audit", "enter", audit.store, *(audit.fill(n, said.get(n)) for n in range(OFFICES)))
    path = audit.base / "result.md"
    shown = call("audit", "estimate", audit.store, "--round", ROUND, "--output", path, lang=lang).stdout
    paper = bare(path.read_text("utf-8"))
    assert not quality.gregorian(shown)
    assert not quality.gregorian(paper)
    numbers = re.findall(r"[−+]?[0-9۰-۹]+[.٫][0-9۰-۹]+", shown.split("\n")[2])
    assert len(numbers) == 3
    assert all(number in paper for number in numbers)
    if lang == "fa":
        assert not re.search("[يىك٠-٩]", shown + paper)


# --- the record


def test_whatever_is_altered_of_an_audit_is_found(audit: Audit) -> None:
    item = audit.items[audit.offices[0]][0]
    call("audit", "enter", audit.store, audit.fill(0, {item: ("unchecked", "", "later")}))
    call("audit", "enter", audit.store, audit.fill(0), audit.fill(1))
    with stores.opened(audit.store) as store:
        assert checking.record(store) == []
    columns = {table: [row[1] for row in audit.ask(f"pragma table_info({table})")] for table in TABLES}
    for table, names in columns.items():
        for name in names:
            with _altered(audit, f"update {table} set {name} = {_other(name)} where rowid = 1"):
                _found(audit, f"{table}.{name}")
        with _altered(audit, f"delete from {table} where rowid = 1"):
            _found(audit, f"{table} deleted")
        with _altered(audit, f"insert into {table} select * from {table} where rowid = 1", _free(table)):
            _found(audit, f"{table} doubled")


def _other(name: str) -> str:
    numbers = ("n", "offices", "items", "upto", "since", "audit", "filing", "size", "place")
    if name in numbers:
        return f"{name} + 1"
    return "coalesce(until, 0) + 1" if name == "until" else f"coalesce({name}, '') || 'x'"


def _free(table: str) -> str:
    """What lets a row stand twice."""
    return {"audit_office": "drop index audit_office_of", "audit_item": "drop index audit_item_of"}.get(table, "")


class _altered:  # noqa: N801  it reads as a state
    """The record with something written into it, and afterwards as it was."""

    def __init__(self, audit: Audit, sql: str, before: str = "") -> None:
        self.file, self.sql, self.before = audit.store / "store.db", sql, before

    def __enter__(self) -> None:
        connection = sqlite3.connect(self.file)
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.close()
        self.content = self.file.read_bytes()
        connection = sqlite3.connect(self.file)
        if self.before:
            connection.execute(self.before)
        sql = self.sql
        if sql.startswith("insert into audit select"):
            names = [row[1] for row in connection.execute("pragma table_info(audit)")]
            sql = f"insert into audit select {', '.join('n + 7' if n == 'n' else n for n in names)} from audit"
        assert connection.execute(sql).rowcount == 1
        connection.commit()
        connection.close()

    def __exit__(self, *_error: object) -> None:
        for more in self.file.parent.glob("store.db-*"):
            more.unlink()
        self.file.write_bytes(self.content)


def _found(audit: Audit, what: str) -> None:
    with stores.opened(audit.store) as store:
        assert checking.record(store), what


def test_a_draw_that_its_seed_does_not_give_is_found_though_its_line_says_so(store: Path, library: Library) -> None:
    """Whoever alters the program can record what it likes: the seed says otherwise."""
    with stores.opened(store) as opened:
        made = drawing.draw(opened, library, Asked(ROUND, "programme", 4, 3, SEED), "test").draw
        drawn, *_others = made.drawn
        other = next(unit for unit in made.units if not unit.drawn)
        swapped = [
            unit._replace(reasons=(), items=()) if unit is drawn
            else unit._replace(reasons=drawn.reasons, items=drawn.items) if unit is other
            else unit
            for unit in made.units
        ]  # fmt: skip
        assert checking.record(opened) == []
        record.add(opened, "test", made._replace(units=tuple(swapped)), library.audit, 1)
        (found,) = checking.record(opened)
    assert (found.seen, found.expected) == ("audit 2", f"seed {SEED}")


def test_two_who_draw_at_once_do_not_both_draw_first(store: Path, library: Library) -> None:
    with stores.opened(store) as opened:
        made = drawing.draw(opened, library, Asked(ROUND, "programme", 4, 3, SEED), "test").draw
        with pytest.raises(CannotAccess):
            record.add(opened, "another", made, library.audit, 0)
        assert record.last(opened) == 1


def test_tables_that_are_gone_are_missed(audit: Audit) -> None:
    call("audit", "enter", audit.store, audit.fill(0))
    connection = sqlite3.connect(audit.store / "store.db")
    for table in TABLES:
        connection.execute(f"drop table {table}")
    connection.commit()
    connection.close()
    found = audited.record("log", audit.store, "--check", code=1)
    assert len(found["broken"]) == 1 + ITEMS


def test_the_record_tells_what_was_drawn_even_where_the_screen_is_another_language(audit: Audit) -> None:
    told = call("log", audit.store, lang="fa").stdout
    assert "نمونهٔ ۱ برای بازدید میدانی" in told


def test_the_seed_is_on_record_as_it_was_hashed(audit: Audit) -> None:
    (data,) = next(iter(audit.ask("select data from log where deed = 'audit'")))
    assert json.loads(data)["seed"] == SEED
    assert json.loads(data)["drawn"] == audit.offices
