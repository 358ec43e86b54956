"""The verbs as their users meet them: new offices, JSON by its schema, exit codes, both languages."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compliance import schema, tree
from compliance.commands.group import VERBS, cli
from compliance.model.checklist import Library
from compliance.office import provinces
from tests.conftest import EXAMPLE, ROOT

Run = Callable[..., Result]


def test_a_new_office_can_be_checked_at_once(run: Run, tmp_path: Path) -> None:
    office = tmp_path / "bushehr-sports"
    made = run(
        "new", office, "--name", "ادارهٔ کل ورزش استان بوشهر", "--province", "bushehr", "--round", "1405-2", lang="fa"
    )
    assert made.exit_code == 0, made.stderr
    checked = json.loads(run("check", office, "--checklist", "all", "--json").stdout)
    assert [c["score"] for c in checked["checklists"]] == [0, 0, 0, 0]
    assert [c["high"] for c in checked["checklists"]] == [100, 100, 1000, 100]
    assert [c["coverage"] for c in checked["checklists"]] == [0, 0, 0, 0]
    assert all(c["provisional"] for c in checked["checklists"])
    text = (office / "rounds" / "1405-2" / "answers.yaml").read_text("utf-8")
    assert "چند درصد خدمات تأییدشده صفحهٔ اختصاصی روی تارنما دارد؟" in text
    assert text.count("website.https:") == 1
    path = office / "rounds" / "1405-2" / "answers.yaml"
    path.write_text(text.replace("website.https: {value: }", "website.https: {value: بله}"), "utf-8")
    assert json.loads(run("check", office, "--json").stdout)["checklists"][0]["score"] == 1.5


@pytest.mark.parametrize(
    "named",
    ["بوشهر", "bushehr", "Bushehr", "استان بوشهر", "بوشهر‌استان", "bushehr province", "‎بوشهر‏"],
)
def test_a_province_is_named_as_people_name_it(run: Run, tmp_path: Path, named: str) -> None:
    assert run("new", tmp_path / "office", "--province", named).exit_code == 0
    assert "province: bushehr\n" in (tmp_path / "office" / "office.yaml").read_text("utf-8")


@pytest.mark.parametrize("spelling", ["{}", "استان {}", "{} ", "استان‌{}"])
def test_every_province_is_known_by_its_persian_name_in_any_spelling(library: Library, spelling: str) -> None:
    for province in library.provinces.values():
        name = spelling.format(province.name.fa)
        arabic = name.replace("ی", "ي").replace("ک", "ك").replace(" ", "‌")
        for text in (name, arabic, name.replace("آ", "ا"), name.replace(" ", "")):
            assert provinces.named(text, library.provinces) == province.id, text


@pytest.mark.parametrize(
    ("written", "said"),
    [("بوشعر", ["بوشهر (bushehr)"]), ("خراسان", ["خراسان رضوی", "خراسان شمالی", "خراسان جنوبی"]), ("ظظظ", ["تهران"])],
)
def test_a_province_that_is_none_is_refused_with_the_nearest_ones(
    run: Run, tmp_path: Path, written: str, said: list[str]
) -> None:
    refused = run("new", tmp_path / "office", "--province", written, lang="fa")
    assert refused.exit_code == 3
    for name in said:
        assert name in refused.stderr
    assert not (tmp_path / "office").exists()


def test_a_site_without_its_scheme_is_read_and_an_unreadable_one_refused(run: Run, tmp_path: Path) -> None:
    """Together with all else that is wrong, and before anything is written."""
    assert run("new", tmp_path / "good", "--site", "rah.ir").exit_code == 0
    assert 'site: "https://rah.ir"' in (tmp_path / "good" / "office.yaml").read_text("utf-8")
    assert run("check", tmp_path / "good").exit_code == 0
    refused = run("new", tmp_path / "bad", "--site", "این نیست", "--province", "x", "--body", "?", "--name", " ")
    assert refused.exit_code == 3
    for option in ("--site", "--province", "--body", "--name"):
        assert f"{option}: " in refused.stderr
    assert not (tmp_path / "bad").exists()


def test_new_never_writes_over_anything(run: Run, office: Path) -> None:
    before = {p: p.read_bytes() for p in office.rglob("*") if p.is_file()}
    assert run("new", office, "--province", "bushehr").exit_code == 3
    assert {p: p.read_bytes() for p in office.rglob("*") if p.is_file()} == before


def test_json_is_as_its_published_schema_says(run: Run, office: Path) -> None:
    for verb, arguments in (("check", ["--checklist", "all"]), ("plan", []), ("plan", ["--target", "75"])):
        printed = json.loads(run(verb, office, "--json", *arguments).stdout)
        errors = list(Draft202012Validator(schema.published(f"{verb}-output")).iter_errors(printed))
        assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]


def test_every_published_schema_is_a_schema() -> None:
    for path in (ROOT / "checklists" / "schemas").glob("*.schema.json"):
        content = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(content)
        assert content["$id"] == path.name


def test_registers_and_saved_plans_meet_their_schemas(run: Run, office: Path) -> None:
    for name in ("services", "projects"):
        validator = Draft202012Validator(schema.published(name))
        with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert not list(validator.iter_errors(row)), row
    assert run("plan", office, "--target", "75", "--save").exit_code == 0
    path = office / "rounds" / "1405-2" / "plan.yaml"
    assert not schema.verdict(tree.parse(path.read_text("utf-8"), "plan.yaml"), "plan", "plan.yaml")


def test_all_instruments_over_one_set_of_facts(record: Callable[..., Any], office: Path) -> None:
    checked = record("check", office, "--checklist", "all")
    assert [(c["id"], c.get("system")) for c in checked["checklists"]] == [
        ("programme", None), ("annual-axis-2", None), ("award", None), ("award-system", "electronic-archive"), ("e-services", None),
    ]  # fmt: skip
    award = checked["checklists"][2]
    assert award["band"] == {"from": 500, "to": 600}
    assert award["certificate_estimate"]["id"] == "taqdirname"
    assert "grants a certificate" in award["certificate_estimate"]["statement"]
    assert checked["checklists"][0]["band"] is None
    assert checked["checklists"][0]["certificate_estimate"] is None


def test_exit_codes(run: Run, office: Path) -> None:
    assert run("check", office).exit_code == 0
    assert run("check", office, "--target", 50).exit_code == 0
    assert run("check", office, "--target", 80).exit_code == 1
    assert run("plan", office, "--target", 75).exit_code == 0
    assert run("plan", office, "--target", 99).exit_code == 1
    assert run("check").exit_code == 2
    assert run("chek", office).exit_code == 2
    assert "check" in run("chek", office).stderr
    assert run("check", office / "nowhere").exit_code == 3
    assert run("check", office, "--round", "1404-1").exit_code == 3
    assert run("plan", office, "--target", 101).exit_code == 3
    assert run("plan", office, "--from", "1405/13/01").exit_code == 2
    assert run("plan", office, "--by", "1404/01/01").exit_code == 3
    assert run("plan", office, "--budget", "500 میلیون تومان").exit_code == 2
    assert "5000" in run("plan", office, "--budget", "500 میلیون تومان").stderr
    assert run("plan", office, "--exclude", "renew-certificat").exit_code == 3


def test_the_newest_round_is_the_newest_by_number(record: Callable[..., Any], office: Path) -> None:
    newest = office / "rounds" / "1405-10"
    (newest / "evidence").mkdir(parents=True)
    (newest / "answers.yaml").write_text("round: 1405-10\nanswers: {}\n", "utf-8")
    assert record("check", office)["round"] == "1405-10"
    assert record("check", office, "--round", "۱۴۰۵-۲")["round"] == "1405-2"


def test_help_names_every_verb_in_both_languages(run: Run) -> None:
    persian, english = run("--help", lang="fa").stdout, run("--help").stdout
    for verb in VERBS:
        assert verb in persian
        assert verb in english
    assert "برای" in persian
    assert not re.search("[آ-ی]", english)
    for verb in VERBS:
        assert re.search("[آ-ی]{3}", run(verb, "--help", lang="fa").stdout)
        assert not re.search("[آ-ی]{3}", run(verb, "--help").stdout)


def test_the_language_comes_from_the_environment_too(monkeypatch: pytest.MonkeyPatch, office: Path) -> None:
    monkeypatch.setenv("COMPLIANCE_LANG", "en")
    assert "Score" in CliRunner().invoke(cli, ["check", str(office)]).stdout
    monkeypatch.delenv("COMPLIANCE_LANG")
    assert "امتیاز" in CliRunner().invoke(cli, ["check", str(office)]).stdout


def test_the_command_reference_is_that_of_the_program() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    import reference

    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == reference.reference()
    assert (ROOT / "docs" / "scan.md").read_text("utf-8") == reference.scan_checks()


def test_the_demo_does_the_whole_job_and_does_not_do_it_twice(run: Run, tmp_path: Path) -> None:
    done = run("demo", tmp_path / "out", "--today", "1405/09/01", lang="fa")
    assert done.exit_code == 0, done.stderr
    office = tmp_path / "out" / "bushehr-civil-registry"
    assert (office / "rounds" / "1405-2" / "plan.yaml").is_file()
    assert (tmp_path / "out" / "report.html").is_file()
    assert (tmp_path / "out" / "report.md").is_file()
    assert "هدف ۷۵ محقق می‌شود" in done.stdout
    before = (office / "rounds" / "1405-2" / "plan.yaml").read_bytes()
    assert run("demo", tmp_path / "out").exit_code == 3
    assert (office / "rounds" / "1405-2" / "plan.yaml").read_bytes() == before


def test_open_writes_the_page_and_prints_its_path(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    result = run("check", office, "--open", lang="fa")
    assert result.exit_code == 0
    assert opened
    page = Path(result.stdout.strip().split("\n")[-1])
    assert page.is_file()
    assert str(page).isascii()


# Windows cannot send Ctrl-C to one process only; everywhere else this runs.
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_an_interrupt_ends_with_130(office: Path, tmp_path: Path) -> None:
    """Ctrl-C while the office is read; nothing is half-written."""
    (tmp_path / "slow.py").write_text(
        "import time\nfrom compliance.usecases import opening\nfrom compliance.commands.group import cli\n"
        "from compliance.office import folder\n"
        "def slow(*a, **k):\n    print('reading', flush=True)\n    time.sleep(30)\n"
        "folder.read = slow\ncli(prog_name='compliance')\n",
        "utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "slow.py"), "check", str(office), "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted" in err


@pytest.mark.parametrize("name", ["README.md", "README.fa.md"])
def test_the_readme_shows_real_output(run: Run, name: str) -> None:
    """Every line behind a `$ compliance …` in a console block is printed by that command."""
    shown = 0
    for block in re.findall(r"```console\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S):
        printed: set[str] = set()
        for line in block.strip().split("\n"):
            if line.startswith("$ compliance "):
                arguments = line.removeprefix("$ compliance ").replace(" --lang en", "").split()
                result = run(*arguments, lang="en" if "--lang en" in line else "fa")
                printed = {text.rstrip() for text in result.stdout.split("\n")}
            elif line.strip() and line != "…":
                assert line.rstrip() in printed, line
                shown += 1
    assert shown >= 7


def test_a_met_item_whose_second_condition_fails_is_named(record: Callable[..., Any], run: Run, office: Path) -> None:
    """The example's site is secure (I1-01) but has browser warnings; its strategy (I7-01) is published but old."""
    found = {(s["checklist"], s["item"], s["fact"]) for s in record("check", office)["second_conditions"]}
    assert found == {
        ("programme", "I1-01", "website.browser-warnings"),
        ("programme", "I3-04", "office.desk-hours"),
        ("programme", "I7-01", "participation.strategy-age"),
    }
    assert "second condition" in run("check", office).stdout
    path = office / "rounds" / "1405-2" / "answers.yaml"
    mended = path.read_text("utf-8").replace(
        "office.desk-hours:\n    value: خیر", "office.desk-hours:\n    value: بله", 1
    )
    path.write_text(mended, "utf-8")
    assert "I3-04" not in {s["item"] for s in record("check", office)["second_conditions"]}


def test_a_store_in_the_place_of_a_verb_asks_for_the_usual_one(run: Callable[..., Any], tmp_path: Path) -> None:
    """`hq audit STORE …` draws, for headquarters' verbs have the store first; a word that is none is refused."""
    store = tmp_path / "store"
    run("hq", "init", store)
    asked = ("--round", "1405-2", "--offices", 1, "--items", 1, "--seed", "s")
    assert run("hq", "audit", store, *asked).stderr == run("hq", "audit", "draw", store, *asked).stderr != ""
    assert run("hq", "audit", "drw", store).exit_code == 2
    assert run("hq", "round", store).exit_code == 2
