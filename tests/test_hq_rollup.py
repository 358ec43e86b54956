"""`hq rollup` from a store to the body's own office folder: sources, what is asked, people's edits, and being killed."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compliance import files, schema
from compliance.commands.group import cli
from compliance.headquarters import roster
from compliance.headquarters.roster import Standing
from compliance.headquarters.store import Store
from compliance.office import desk as desks
from compliance.office import log
from tests import stores
from tests.conftest import ROOT
from tests.stores import Filed, Total, Who

Run = Callable[..., Result]
Said = Mapping[str, Any]
ROUND = "1405-2"
DAY = "2026-11-20"
BODY = "civil-registration"
PROVINCES = ("bushehr", "fars", "yazd", "tehran", "gilan")
OFFICES = tuple(Who(f"{name}-cr", BODY, name, name=f"ثبت احوال {name}") for name in PROVINCES)
FILES = ("rollup.csv", "rollup.json", "rollup.html")
# Of five offices: what they say is different enough for every rule to have something to do.
TOLD: tuple[Said, ...] = (
    {"website.https": "1", "services.booking": "1", "security.isms": "0", "services.card": ["10", "20"],
     "training.ict-skills": ["5", "10"], "training.staff-hours": "20", "website.load-time": "2.5"},
    {"website.https": "1", "services.booking": "0", "security.isms": "2", "services.card": ["20", "30"],
     "training.ict-skills": ["10", "30"], "training.staff-hours": "40", "website.load-time": "1"},
    {"website.https": "1", "services.booking": "1", "security.isms": "3", "services.card": "50",
     "training.staff-hours": "90"},
    {"website.https": None, "services.booking": "1", "security.isms": "4", "services.card": ["0", "0"],
     "training.ict-skills": ["1", "20"], "training.staff-hours": "10"},
)  # fmt: skip


def take(store: Store, office: str, said: Said, day: str = DAY, systems: Sequence[str] = ()) -> None:
    """Record a filing with these answers, which stands from now on; systems answer one question each."""
    stores.take(store, Filed(day, ROUND, office, (Total("award", 5000), Total("programme", 5000))))
    kept = [["", fact, value] for fact, value in said.items()]
    kept += [[system, "system.availability", ["9", "10"]] for system in systems]
    store.connection.execute(
        "update filing set facts = ? where seq = (select max(seq) from filing)", (json.dumps(kept),)
    )


def lay_down(folder: Path, told: Sequence[Said] = TOLD, offices: Sequence[Who] = OFFICES) -> Path:
    """A store in which the first offices filed; the rest are silent."""
    store = stores.lay_down(folder, offices)
    for office, said in zip(offices, told, strict=False):
        take(store, office.id, said)
    store.close()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "store")


@pytest.fixture
def body(tmp_path: Path) -> Path:
    return tmp_path / "body"


@pytest.fixture
def roll(run: Run, store: Path, body: Path) -> Callable[..., Any]:
    """Run the verb and return what it printed as JSON."""

    def call(*more: object, code: int = 0) -> Any:
        result = run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json", *more)
        assert result.exit_code == code, result.stderr or result.exception
        return json.loads(result.stdout)

    return call


def opened(folder: Path) -> Store:
    from compliance.headquarters import store as held

    return held.opened(folder)


def answers(body: Path) -> Path:
    return body / "rounds" / ROUND / "answers.yaml"


def line(body: Path, fact: str) -> str:
    """The line of answers.yaml that answers a fact."""
    (found,) = [one for one in answers(body).read_text("utf-8").split("\n") if one.startswith(f"  {fact}:")]
    return found


def edit(body: Path, fact: str, entry: str) -> None:
    """Write an answer by hand, as people do."""
    text = answers(body).read_text("utf-8")
    answers(body).write_text(text.replace(line(body, fact), f"  {fact}: {entry}"), "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def of(told: Any, fact: str) -> Any:
    """What was printed of a fact."""
    (found,) = [one for one in (*told["values"], *told["asked"]) if one["fact"] == fact]
    return found


# --- what comes out


def test_every_rule_gives_what_a_person_would_reckon(roll: Callable[..., Any], body: Path) -> None:
    told = roll()
    assert (told["eligible"], len(told["filed"]), told["silent"]) == (5, 4, ["gilan-cr"])
    https, card = of(told, "website.https"), of(told, "services.card")
    assert (https["way"], https["value"], https["offices"]) == ("unanimous", "1", 3)
    assert (card["count"], card["total"], card["offices"]) == ("30", "50", 3)  # the bare 50 % is in no sum
    assert of(told, "security.isms")["value"] == "2"  # of 0, 2, 3, 4
    hours = of(told, "training.staff-hours")
    # (20·10 + 40·30 + 10·20) / 60; the third office has no staff to weigh it by
    assert (hours["exact"], hours["value"]) == ("80/3", "26.67")
    assert hours["by"] == {"fact": "training.ict-skills", "part": "total", "sum": "60"}
    booking = of(told, "services.booking")
    assert (booking["why"], booking["yes"], booking["no"]) == ("mixed", 3, 1)
    assert of(told, "website.load-time")["why"] == "rule"
    assert "  website.https: {value: yes, " in line(body, "website.https") + " "
    assert "count: 30, total: 50" in line(body, "services.card")
    assert "value: 26.67" in line(body, "training.staff-hours")
    assert "yes: 3 of 4 offices; no: 1" in line(body, "services.booking")
    assert "value: }" in line(body, "services.channels")


def test_every_value_lists_its_sources(roll: Callable[..., Any], store: Path, body: Path) -> None:
    told = roll()
    with opened(store) as held:
        filings = dict(held.ask("select office, sha256 from filing"))
    rows = list(csv.DictReader(io.StringIO((body / "rounds" / ROUND / "rollup.csv").read_text("utf-8-sig"))))
    card = [row for row in rows if row["fact"] == "services.card"]
    assert [(r["office"], r["filing"], r["count"], r["total"], r["value"], r["used"]) for r in card] == [
        ("bushehr-cr", filings["bushehr-cr"], "10", "20", "50", "counted"),
        ("fars-cr", filings["fars-cr"], "20", "30", "200/3", "counted"),
        ("tehran-cr", filings["tehran-cr"], "0", "0", "", "counted"),
        ("yazd-cr", filings["yazd-cr"], "", "", "50", "without-counts"),
        ("gilan-cr", "", "", "", "", "no-filing"),
    ]
    weights = {r["office"]: (r["weight"], r["used"]) for r in rows if r["fact"] == "training.staff-hours"}
    assert weights["fars-cr"] == ("30", "counted")
    assert weights["yazd-cr"] == ("", "without-weight")
    for value in told["values"]:
        mine = [r for r in rows if r["fact"] == value["fact"] and r["used"] == "counted"]
        assert len(mine) == value["offices"]
        assert {r["filing"] for r in mine} == {s["filing"] for s in value["sources"] if s["used"] == "counted"}


def test_json_is_as_its_published_schemas_say(roll: Callable[..., Any], body: Path) -> None:
    for printed in (roll(), roll()):
        errors = list(Draft202012Validator(schema.published("hq-rollup-output")).iter_errors(printed))
        assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]
    written = json.loads((body / "rounds" / ROUND / "rollup.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema.published("rollup-file-output")).iter_errors(written))
    entries = written.pop("entries")
    for key in ("values", "asked"):
        printed[key] = [{name: told for name, told in one.items() if name != "sources"} for one in printed[key]]
    assert {key: printed[key] for key in written} == written
    assert entries["services.card"]["count"] == "30"
    assert set(entries) == set(printed["changes"]["same"]) | set(printed["changes"]["open"])


def test_the_folder_is_one_of_an_office_and_gives_an_award_score(
    run: Run, roll: Callable[..., Any], body: Path
) -> None:
    roll()
    assert sorted(path.name for path in body.iterdir()) == ["office.yaml", "projects.csv", "rounds", "services.csv"]
    text = (body / "office.yaml").read_text("utf-8")
    assert "id: civil-registration\n" in text
    assert "سازمان ثبت احوال کشور" in text
    assert "National Organization for Civil Registration" in text
    assert "checklists: [programme, award]\n" in text
    checked = json.loads(run("check", body, "--checklist", "award", "--json").stdout)
    assert checked["checklists"][0]["score"] > 0
    assert checked["contradictions"] == []
    assert run("report", body, "--checklist", "award", "--output", body.parent / "report.html").exit_code == 0
    asked = run("answer", body, "services.booking")
    assert "Note: To be answered for the body." in asked.stdout
    assert "yes: 3 of 4 offices; no: 1" in asked.stdout
    history = run("history", body, "services.card")
    assert "rolled up from the body's offices" in history.stdout


def test_people_get_tables_in_both_languages(run: Run, store: Path, body: Path) -> None:
    persian = run("hq", "rollup", store, "--round", ROUND, "--into", body, lang="fa").stdout
    english = run("hq", "rollup", store, "--round", ROUND, "--into", body).stdout
    assert "تجمیع پاسخ‌های اداره‌های سازمان ثبت احوال کشور، دورهٔ ۱۴۰۵-۲" in persian
    assert "بله: ۳ اداره از ۴؛ خیر: ۱" in persian
    assert "ثبت احوال gilan" in persian.split("آنچه در تجمیع نیست")[1]
    assert "weighted mean by “all staff”" in english
    assert "unchanged: 5" in english
    page = (body / "rounds" / ROUND / "rollup.html").read_text("utf-8")
    assert "yes: 3 of 4 offices; no: 1" in page


# --- again


def test_offices_that_have_to_complete_something_are_in_the_order_of_their_names(
    run: Run, tmp_path: Path, body: Path
) -> None:
    """Not in that of their ids: پ comes before ف, and ف before ی."""
    names = ("یزد", "فارس", "پارس‌آباد")
    offices = [Who(f"{n}-cr", BODY, "yazd", name=name) for n, name in enumerate(names)]
    one = lay_down(tmp_path / "of-names", [{"services.card": "50"}, {"services.card": "60"}, TOLD[2]], offices)
    result = run("hq", "rollup", one, "--round", ROUND, "--body", BODY, "--into", body, lang="fa")
    table = result.stdout.partition("آنچه اداره‌ها باید کامل کنند")[2].partition("\n\n")[0]
    assert [name for line in table.splitlines() for name in names if line.startswith(name)] == [*reversed(names)]


def test_the_same_filings_change_nothing_in_whatever_language(run: Run, store: Path, body: Path) -> None:
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body, lang="fa").exit_code == 0
    before = contents(body)
    again = run("hq", "rollup", store, "--round", ROUND, "--into", body, "--by", "somebody else", lang="fa")
    assert again.exit_code == 0
    assert contents(body) == before
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body).exit_code == 0
    changed = {name for name, content in contents(body).items() if before[name] != content}
    assert changed == {f"rounds/{ROUND}/rollup.html"}  # a page is in the reader's language


def test_a_new_filing_updates_what_nobody_has_changed(roll: Callable[..., Any], store: Path, body: Path) -> None:
    roll()
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"], "security.isms": "0", "services.booking": "1"})
    told = roll()
    assert of(told, "services.card")["count"] == "35"
    assert "count: 35, total: 100" in line(body, "services.card")
    assert "4 of 5 offices" in line(body, "services.card")
    assert told["changes"]["updated"] == ["services.card"]
    assert told["changes"]["own"] == []
    assert "security.isms" in told["changes"]["same"]
    assert "5 of 5 offices" in line(body, "security.isms")  # its remark follows, though the median is the same


def test_what_people_answered_stays_and_is_told(run: Run, roll: Callable[..., Any], store: Path, body: Path) -> None:
    roll()
    edit(body, "services.card", "{count: 40, total: 50, by: رئیس سازمان}")
    edit(body, "website.https", "{value: }")  # taken out on purpose
    edit(body, "services.booking", "{value: بله}")
    edit(body, "security.isms", "{value: 4, by: رئیس سازمان}")
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"], "security.isms": "4", "services.booking": "1"})
    told = roll(code=1)
    assert told["changes"]["own"] == ["website.https", "security.isms", "services.card"]
    kept = {one["fact"]: (one["folder"], one["rolled"]) for one in told["kept"]}
    assert kept["services.card"][0]["count"] == "40"
    assert kept["services.card"][1] == {"value": "35", "count": "35", "total": "100"}
    assert kept["website.https"][0] is None
    assert told["changes"]["answered"] == ["services.booking"]
    assert line(body, "services.card") == "  services.card: {count: 40, total: 50, by: رئیس سازمان}"
    assert "{value: }" in line(body, "website.https")
    assert "value: بله" in line(body, "services.booking")
    assert line(body, "security.isms") == "  security.isms: {value: 4, by: رئیس سازمان}"
    before = contents(body)
    assert roll(code=1)["kept"] == told["kept"]
    assert contents(body) == before
    shown = run("hq", "rollup", store, "--round", ROUND, "--into", body, lang="fa").stdout
    assert "آنچه در پوشه پاسخ دیگری دارد و همان می‌ماند" in shown
    assert "۴۰ از ۵۰" in shown


def test_a_value_that_a_person_made_their_own_stays(
    run: Run, roll: Callable[..., Any], store: Path, body: Path
) -> None:
    """Whoever answers as the offices do, under their own name, is not overruled by the next filing."""
    roll()
    for typed in ("31 of 50", "30 of 50"):
        result = CliRunner().invoke(
            cli, ["answer", str(body), "services.card", "--lang", "en", "--by", "the director"], input=f"{typed}\n"
        )
        assert result.exit_code == 0, result.stderr
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]})
    told = roll(code=1)
    assert told["changes"]["own"] == ["services.card"]
    assert told["kept"][0]["folder"]["by"] == "the director"
    assert "count: 30, total: 50" in line(body, "services.card")


def test_a_persons_remark_stays_while_the_value_follows(roll: Callable[..., Any], store: Path, body: Path) -> None:
    roll()
    before = line(body, "services.card")
    remark = before.split("note: ")[1]
    edit(body, "services.card", before.split(": ", 1)[1].replace(remark, '"از دبیرخانه بپرسید"}'))
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]})
    assert roll()["changes"]["updated"] == ["services.card"]
    assert "count: 35, total: 100" in line(body, "services.card")
    assert "از دبیرخانه بپرسید" in line(body, "services.card")


def test_evidence_that_people_attach_stays(run: Run, roll: Callable[..., Any], store: Path, body: Path) -> None:
    roll()
    paper = body.parent / "list.pdf"
    paper.write_bytes(b"%PDF-1.4 a list")
    assert run("evidence", "attach", body, "services.card", paper).exit_code == 0
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]})
    assert roll()["changes"]["updated"] == ["services.card"]
    assert "evidence/list.pdf" in line(body, "services.card")
    assert "count: 35, total: 100" in line(body, "services.card")


def test_what_is_asked_now_is_taken_back(roll: Callable[..., Any], store: Path, body: Path) -> None:
    roll()
    with opened(store) as held:
        take(held, "gilan-cr", {"website.https": "0"})
    told = roll()
    assert told["changes"]["withdrawn"] == ["website.https"]
    assert "value: ," in line(body, "website.https")
    assert "yes: 3 of 4 offices; no: 1" in line(body, "website.https")


def test_a_proposal_of_an_earlier_round_is_nobodys_answer(
    run: Run, store: Path, body: Path, roll: Callable[..., Any]
) -> None:
    """The body's folder of the round before, carried over: what is rolled up takes the place of proposals."""
    assert run("new", body, "--id", BODY, "--body", BODY, "--round", "1405-1").exit_code == 0
    old = body / "rounds" / "1405-1" / "answers.yaml"
    text = old.read_text("utf-8").replace("security.isms: {value: }", "security.isms: {value: 4}")
    old.write_text(text.replace("committee.meetings: {value: }", "committee.meetings: {value: 6}"), "utf-8")
    refused = run("hq", "rollup", store, "--round", ROUND, "--into", body)
    assert refused.exit_code == 3
    assert "new-round" in refused.stderr
    assert run("new-round", body, ROUND).exit_code == 0
    told = roll()
    assert not told["founded"]
    assert "security.isms" in told["changes"]["entered"]
    assert "proposed" not in line(body, "security.isms")
    assert "value: 2" in line(body, "security.isms")
    assert "proposed: 1405-1" in line(body, "committee.meetings")


def test_a_round_that_is_over_in_the_folder_follows_its_filings_too(
    run: Run, roll: Callable[..., Any], store: Path, body: Path
) -> None:
    roll()
    assert run("new-round", body, "1406-1").exit_code == 0
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]})
    shown = run("hq", "rollup", store, "--round", ROUND, "--into", body)
    assert shown.exit_code == 0, shown.stderr
    assert "round 1405-2 is over in this folder" in shown.stdout
    assert "count: 35, total: 100" in line(body, "services.card")
    newer = (body / "rounds" / "1406-1" / "answers.yaml").read_text("utf-8")
    assert "count: 30, total: 50" in newer  # as it was carried over, and left alone


def test_as_of_a_day_is_what_stood_then(roll: Callable[..., Any], store: Path, body: Path) -> None:
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]}, day="2026-11-25")
    told = roll("--as-of", "1405/08/30")
    assert (told["as_of"], len(told["filed"]), of(told, "services.card")["count"]) == ("1405/08/30", 4, "30")
    assert of(roll(), "services.card")["count"] == "35"


def test_headquarters_changes_a_rule_with_its_own_checklists(
    run: Run, roll: Callable[..., Any], body: Path, tmp_path: Path
) -> None:
    """What was asked has a value then; without the file every number is asked, and nothing else is."""
    own = Path(shutil.copytree(ROOT / "checklists", tmp_path / "own"))
    first = roll()
    text = (own / "rollup.yaml").read_text("utf-8")
    (own / "rollup.yaml").write_text(
        text.replace("website.load-time\n    roll: ask", "website.load-time\n    roll: median"), "utf-8"
    )
    told = roll("--checklists", own)
    assert of(told, "website.load-time")["value"] == "1"
    assert told["changes"]["entered"] == ["website.load-time"]
    (own / "rollup.yaml").unlink()
    bare = roll("--checklists", own)
    assert bare["changes"]["withdrawn"] == ["website.load-time", "training.staff-hours"]
    assert {one["fact"] for one in bare["asked"] if one["why"] == "no-rule"} == {
        "website.load-time",
        "training.staff-hours",
    }
    assert roll()["values"] == first["values"]


def test_rules_travel_in_packs(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    assert run("checklists", "export", pack, "--checklists", ROOT / "checklists").exit_code == 0
    with zipfile.ZipFile(pack) as held:
        assert held.read("rollup.yaml") == (ROOT / "checklists" / "rollup.yaml").read_bytes()


# --- who is in it


def test_who_refused_or_asked_to_be_left_out_is_listed(roll: Callable[..., Any], store: Path) -> None:
    with opened(store) as held:
        stores.say(held, DAY, ROUND, "gilan-cr", Standing.ASKED_OUT)
    told = roll()
    assert (told["eligible"], told["asked_out"], told["silent"]) == (4, ["gilan-cr"], [])
    with opened(store) as held:
        stores.say(held, DAY, ROUND, "gilan-cr", Standing.REFUSED)
    told = roll()
    assert (told["eligible"], told["refused"]) == (5, ["gilan-cr"])


def test_the_body_itself_is_none_of_its_offices(roll: Callable[..., Any], store: Path) -> None:
    first = roll()
    with opened(store) as held:
        with stores.on(DAY), held.changing("test") as change:
            stores.enrol(change, Who(BODY, BODY, "tehran"))
        silent = roll()
        take(held, BODY, {"services.card": ["1000", "1000"], "security.isms": "4"})
    filed = roll()
    for told in (silent, filed):
        assert (told["eligible"], told["silent"]) == (5, ["gilan-cr"])
        assert told["values"] == first["values"]
    assert filed["beside"] == []


def test_offices_that_are_not_eligible_are_not_in_it(roll: Callable[..., Any], store: Path) -> None:
    listed = [office.id for office in OFFICES[:2]]
    (store / "rounds.yaml").write_text(
        f"- {{id: {ROUND}, title: {{fa: دوره, en: Round}}, eligible: [{', '.join(listed)}]}}\n", "utf-8"
    )
    told = roll()
    assert (told["eligible"], told["filed"], told["beside"]) == (2, listed, ["tehran-cr", "yazd-cr"])
    assert of(told, "security.isms")["value"] == "0"  # of 0 and 2; with those beside it is 2
    assert any("not among the eligible" in note for note in told["notes"])


def test_systems_are_not_rolled_up_and_that_is_said(roll: Callable[..., Any], store: Path, body: Path) -> None:
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]}, systems=("one", "two"))
    told = roll()
    assert told["systems"] == 2
    assert any("not rolled up: 2" in note for note in told["notes"])
    assert not (body / "rounds" / ROUND / "systems").exists()
    assert not any(one["fact"].startswith("system.") for one in told["values"])


def test_other_versions_of_the_checklists_are_said(roll: Callable[..., Any]) -> None:
    """The checklists of these stores have hashes of their own."""
    told = roll()
    assert told["outdated"]
    assert any("another version" in note for note in told["notes"])


# --- hostile


def refusal(run: Run, *arguments: object) -> str:
    result = run("hq", "rollup", *arguments)
    assert result.exit_code == 3, result.stdout
    return result.stderr


def test_no_filings(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", told=())
    assert "a round with filings" in refusal(run, store, "--round", ROUND, "--into", body)
    (store / "rounds.yaml").write_text(f"- {{id: {ROUND}, title: {{fa: دوره, en: Round}}}}\n", "utf-8")
    assert "no filing of an office" in refusal(run, store, "--round", ROUND, "--into", body)
    assert not body.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["store"]


def test_no_office_at_all(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", told=(), offices=())
    assert "--body" in refusal(run, store, "--round", ROUND, "--into", body)


def test_one_office(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", told=TOLD[:1], offices=OFFICES[:1])
    told = json.loads(run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json").stdout)
    assert told["eligible"] == 1
    assert not any(value["provisional"] for value in told["values"])
    assert of(told, "services.card")["count"] == "10"
    assert of(told, "services.booking")["value"] == "1"


def test_few_of_many_offices_are_provisional(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", told=TOLD[:1])
    told = json.loads(run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json").stdout)
    assert all(value["provisional"] for value in told["values"])
    assert any("provisional" in note for note in told["notes"])
    assert "1 of 5 offices" in line(body, "services.card")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["40", "60"], "without-counts"),
        ([None, None], "not-applicable"),
        ([None, "50"], "without-counts"),
        ([["0", "0"], ["0", "0"]], None),
    ],
)
def test_counts_of_nothing(run: Run, tmp_path: Path, body: Path, said: list[Any], why: str | None) -> None:
    """Bare percentages, nothing that applies, and totals of 0 everywhere."""
    store = lay_down(tmp_path / "store", [{"services.card": one} for one in said], OFFICES[:2])
    result = run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json")
    assert result.exit_code == 0, result.stderr
    found = of(json.loads(result.stdout), "services.card")
    assert found.get("why") == why
    if why is None:
        assert (found["count"], found["total"], found["value"]) == ("0", "0", None)
        assert "count: 0, total: 0" in line(body, "services.card")
    assert run("check", body).exit_code == 0


def test_all_not_applicable_asks_for_the_reason(run: Run, tmp_path: Path, body: Path) -> None:
    facts = ("services.card", "website.https", "security.isms", "training.staff-hours")
    store = lay_down(tmp_path / "store", [dict.fromkeys(facts)] * 3, OFFICES[:3])
    told = json.loads(run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json").stdout)
    assert told["values"] == []
    assert {of(told, fact)["why"] for fact in facts} == {"not-applicable"}
    assert "does not apply: 3" in line(body, "services.card")
    assert "not_applicable" not in line(body, "services.card")


def test_a_store_with_two_bodies(run: Run, tmp_path: Path, body: Path) -> None:
    offices = (*OFFICES[:2], Who("fars-roads", "roads", "fars"))
    store = lay_down(tmp_path / "store", [TOLD[0], TOLD[1], {"services.card": ["7", "7"]}], offices)
    said = refusal(run, store, "--round", ROUND, "--into", body)
    assert "offices of 2 bodies" in said
    assert "civil-registration, roads" in said
    said = refusal(run, store, "--round", ROUND, "--into", body, "--body", "road")
    assert "write “roads”?" in said
    told = json.loads(
        run("hq", "rollup", store, "--round", ROUND, "--into", body, "--body", "roads", "--json").stdout
    )
    assert (told["body"], told["filed"], of(told, "services.card")["count"]) == ("roads", ["fars-roads"], "7")
    before = contents(body)
    said = refusal(run, store, "--round", ROUND, "--into", body, "--body", BODY)
    assert "the office “roads” of the body “roads”" in said
    assert contents(body) == before


def test_a_body_that_nobody_knows_bears_its_id(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", TOLD[:1], [Who("x-unknown", "unknown-body", "fars")])
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body).exit_code == 0
    assert 'name: {fa: "unknown-body", en: "unknown-body"}' in (body / "office.yaml").read_text("utf-8")


def test_a_body_whose_id_no_folder_can_have(run: Run, tmp_path: Path, body: Path) -> None:
    store = lay_down(tmp_path / "store", TOLD[:1], [Who("x-dotted", "some.body", "fars")])
    assert "--body" in refusal(run, store, "--round", ROUND, "--into", body)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["store"]


def test_places_that_are_something_else_are_refused_with_all_that_is_wrong(
    run: Run, store: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("a letter")
    said = refusal(run, store, "--round", "1404-1", "--into", other, "--body", "rods")
    assert all(part in said for part in ("a folder that is something else", "“1404-1”", "“rods”", "problems: 3"))
    assert "a file" in refusal(run, store, "--round", ROUND, "--into", other / "letter.txt")
    example = shutil.copytree(ROOT / "examples" / "bushehr-civil-registry", tmp_path / "example")
    before = contents(example)
    assert "the folder of the body itself" in refusal(run, store, "--round", ROUND, "--into", example)
    assert contents(example) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["example", "other", "store"]


def test_a_damaged_folder_is_refused_with_every_problem_of_it(
    run: Run, roll: Callable[..., Any], store: Path, body: Path
) -> None:
    roll()
    edit(body, "security.isms", "{value: 9}")
    edit(body, "services.card", "{count: 60, total: 50}")
    before = contents(body)
    said = refusal(run, store, "--round", ROUND, "--into", body)
    assert "problems: 2" in said
    assert contents(body) == before


def test_an_empty_folder_is_filled_and_days_before_the_record_are_refused(run: Run, store: Path, body: Path) -> None:
    body.mkdir()
    assert "--as-of" in refusal(run, store, "--round", ROUND, "--into", body, "--as-of", "1400/01/01")
    assert list(body.iterdir()) == []
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body).exit_code == 0
    assert run("check", body).exit_code == 0


# --- killed, or without room


@pytest.mark.parametrize("name", ["office.yaml", "answers.yaml", "checklists.json", *FILES])
def test_a_disk_that_fails_leaves_no_half_folder(
    run: Run, store: Path, body: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = files.writing

    def failing(path: Path, secret: bool = False) -> Any:
        if path.name == name:
            raise OSError(28, os.strerror(28), str(path))
        return whole(path, secret)

    monkeypatch.setattr(files, "writing", failing)
    result = run("hq", "rollup", store, "--round", ROUND, "--into", body)
    assert result.exit_code == 3, result.exception
    monkeypatch.setattr(files, "writing", whole)
    assert sorted(path.name for path in body.parent.iterdir()) == ["store"]
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body).exit_code == 0


def test_an_update_that_is_cut_short_is_completed_by_the_next(
    run: Run, roll: Callable[..., Any], store: Path, body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the answers and their record: the answers stand, and the next run takes nothing for a person's."""
    roll()
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"], "website.https": "0"})

    append = log.append

    class Killed(BaseException):
        pass

    def killed(path: Path, known: log.Log, entries: Any) -> log.Log:
        made = list(entries)
        if made:
            raise Killed
        return append(path, known, made)

    monkeypatch.setattr(log, "append", killed)
    with pytest.raises(Killed):
        run("hq", "rollup", store, "--round", ROUND, "--into", body, "--json")
    monkeypatch.setattr(log, "append", append)
    assert "count: 35, total: 100" in line(body, "services.card")
    assert roll()["kept"] == []
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["6", "50"], "website.https": "0"})
    told = roll()
    assert (told["kept"], told["changes"]["updated"]) == ([], ["services.card"])
    assert "count: 36, total: 100" in line(body, "services.card")


# Windows cannot be sent SIGKILL; everywhere else this runs.
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("at", ["answers.yaml", "log.jsonl", "rollup.json"])
def test_killed_half_way_nothing_is_half_written(run: Run, store: Path, body: Path, tmp_path: Path, at: str) -> None:
    (tmp_path / "killed.py").write_text(
        "import os, signal\nfrom compliance import files\nfrom compliance.commands.group import cli\n"
        "replace, append = files.replace, files.append\nwhole = files.writing\n"
        "def die(path, *a, **k):\n"
        f"    if path.name == {at!r}:\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return True\n"
        "files.writing = lambda p, *a, **k: die(p) and whole(p, *a, **k)\n"
        "files.append = lambda p, *a, **k: die(p) and append(p, *a, **k)\n"
        "cli(prog_name='compliance')\n",
        "utf-8",
    )
    command = [sys.executable, str(tmp_path / "killed.py"), "hq", "rollup", str(store), "--round", ROUND, "--into"]
    done = subprocess.run([*command, str(body)], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not body.exists()
    assert run("hq", "rollup", store, "--round", ROUND, "--into", body).exit_code == 0
    assert run("check", body).exit_code == 0


def test_a_folder_that_somebody_changes_meanwhile_keeps_their_answer(
    run: Run, roll: Callable[..., Any], store: Path, body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and writing, a person answers what is about to be updated."""
    roll()
    with opened(store) as held:
        take(held, "gilan-cr", {"services.card": ["5", "50"]})
    enter = desks.Desk.enter

    def slow(desk: desks.Desk, *arguments: Any) -> Any:
        edit(body, "services.card", "{count: 48, total: 50}")
        return enter(desk, *arguments)

    monkeypatch.setattr(desks.Desk, "enter", slow)
    told = roll(code=1)
    assert told["changes"]["own"] == ["services.card"]
    assert told["kept"][0]["folder"]["count"] == "48"
    assert line(body, "services.card") == "  services.card: {count: 48, total: 50}"


def test_bodies_are_told_from_each_other_by_what_is_enrolled_now(roll: Callable[..., Any], store: Path) -> None:
    """An office that was moved to another body is in it no more."""
    with opened(store) as held, stores.on(DAY), held.changing("test") as change:
        office = roster.one(held, "yazd-cr")
        assert office is not None
        roster.describe(change, office, roster.Letter(), body="roads")
    told = roll("--body", BODY)
    assert told["eligible"] == 4
    assert "yazd-cr" not in told["filed"]
