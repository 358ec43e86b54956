"""The shipped checklists are those of the domain, and the verbs on checklists do what they say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compliance import checklist, data
from compliance.checklist import validation
from compliance.errors import BadInput
from compliance.model.checklist import Basis, Indicator, Library
from tests.conftest import ROOT

Run = Callable[..., Result]
WEIGHTS = {"I1": 15, "I2": 10, "I3": 10, "I4": 15, "I5": 20, "I6": 20, "I7": 10}
ITEMS = {"I1": 9, "I2": 8, "I3": 8, "I4": 8, "I5": 9, "I6": 9, "I7": 10}
SECOND_CONDITIONS = {
    "I1-01", "I1-08", "I3-04", "I4-02", "I4-05", "I5-05", "I5-09", "I6-06", "I7-01", "I7-07", "I7-09",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))


def test_the_programme_is_that_of_the_domain(library: Library) -> None:
    programme = library.checklists["programme"]
    assert {i.id: i.weight for i in programme.indicators} == WEIGHTS
    assert {i.id: len(i.items) for i in programme.indicators} == ITEMS
    assert programme.maximum == 100
    for indicator in programme.indicators:
        assert sum(i.weight for i in indicator.items) == 100
        assert sum(i.points for i in indicator.items) == indicator.weight
    assert [i.id for i in programme.items if i.target is None] == ["I3-01"]


def test_second_conditions_are_own_unscored_facts_that_the_test_reads(library: Library) -> None:
    scored = {i.fact for c in library.checklists.values() for i in c.items}
    by_fact = {fact: a for a in library.actions.values() for fact in a.raises}
    found = set()
    for item in library.checklists["programme"].items:
        read = set(by_fact[item.fact].criterion.test["properties"]) if item.fact in by_fact else {item.fact}
        if len(read) > 1:
            found.add(item.id)
            second = read - {item.fact}
            assert second <= set(library.facts)
            assert not second & scored
    assert found == SECOND_CONDITIONS


def test_the_annual_axis_borrows_the_first_five_indicators(library: Library) -> None:
    annual, programme = library.checklists["annual-axis-2"], library.checklists["programme"]
    assert [i.weight for i in annual.indicators] == [20] * 5
    assert [i.fact for i in annual.items] == [i.fact for p in programme.indicators[:5] for i in p.items]


def test_the_award_has_its_points_and_certificates(library: Library) -> None:
    award = library.checklists["award"]
    assert [i.weight for i in award.indicators] == [120, 100, 180, 140, 140, 80, 160, 80]
    assert [c.id for c in award.certificates] == ["taqdirname", "eshtehar", "ehtemam"]
    assert [c.floor for c in award.certificates] == [500, 400, 250]
    levels = [i for i in award.items if i.fact.startswith("award.")]
    assert len(levels) == 20
    assert all(i.target == 4 for i in levels)


def test_the_five_stages_have_six_equal_parts(library: Library) -> None:
    stages = library.checklists["e-services"]
    assert [(i.weight, len(i.items)) for i in stages.indicators] == [(20, 6)] * 5
    assert {i.points for i in stages.items} == {Fraction(20, 6)}


def test_a_fact_is_asked_once_and_serves_every_checklist(library: Library) -> None:
    judged = [item for checklist in library.checklists.values() for item in checklist.items]
    shared = [f for f in library.facts if sum(item.fact == f for item in judged) > 1]
    assert len(shared) >= 50
    for fact in shared:
        targets = {(item.target, item.better) for item in judged if item.fact == fact}
        assert len(targets) == 1, fact


def test_every_programme_fact_has_an_action_and_headquarters_letters_are_ready(library: Library) -> None:
    raised = {fact for action in library.actions.values() for fact in action.raises}
    for item in library.checklists["programme"].items:
        assert item.fact in raised or item.target is None, item.fact
    for action in library.actions.values():
        if action.authority.value != "office":
            assert action.request is not None, action.id
            assert "احترام" in action.request.fa


def test_the_cache_is_never_stale(folder: Path) -> None:
    assert checklist.load(folder).checklists["programme"].version == "1"
    path = folder / "programme.yaml"
    path.write_text(path.read_text("utf-8").replace('version: "1"', 'version: "2"', 1), "utf-8")
    assert checklist.load(folder).checklists["programme"].version == "2"


def test_an_unreadable_cache_is_passed_over(folder: Path) -> None:
    checklist.load(folder)
    for kept in data.cache_folder().glob("checklists-*.json"):
        kept.write_text("{ broken", "utf-8")
    assert len(checklist.load(folder).checklists) == 5


def test_list_and_show(run: Run, record: Callable[..., Any]) -> None:
    assert [c["id"] for c in record("checklists", "list")["checklists"]] == [
        "programme", "annual-axis-2", "award", "award-system", "e-services",
    ]  # fmt: skip
    shown = record("checklists", "show", "programme")
    assert set(shown) >= {"id", "version", "status", "maximum", "indicators"}
    item = shown["indicators"][0]["items"][0]
    wanted = {
        "id",
        "fact",
        "answer",
        "empty",
        "weight",
        "target",
        "better",
        "question",
        "criterion",
        "owner",
        "basis",
    }
    assert wanted <= set(item)
    assert item["fact"] == "website.https"
    assert len(record("checklists", "show", "actions")["actions"]) == 79
    assert run("checklists", "show", "program").exit_code == 3
    assert "programme" in run("checklists", "show", "program").stderr


def test_validate_accepts_the_shipped_ones_and_names_what_is_wrong(run: Run, folder: Path) -> None:
    assert run("checklists", "validate", folder).exit_code == 0
    assert run("checklists", "validate", folder / "award.yaml").exit_code == 0
    path = folder / "programme.yaml"
    text = path.read_text("utf-8").replace("fact: website.https", "fact: website.http", 1)
    path.write_text(text.replace("weight: 15", "weight: 14", 1), "utf-8")
    result = run("checklists", "validate", folder)
    assert result.exit_code == 3
    line = text[: text.index("fact: website.http")].count("\n") + 1
    assert f"programme.yaml:{line}:" in result.stderr
    assert "website.https" in result.stderr
    assert "99" in result.stderr


def test_diff_tells_new_changed_removed_and_re_weighted(record: Callable[..., Any], folder: Path) -> None:
    path = folder / "e-services.yaml"
    text = path.read_text("utf-8")
    begin = text.index("      - id: W-1\n")
    end = text.index("      - id: W-2\n")
    block = text[begin:end]
    text = text[:begin] + block.replace("W-1", "W-9").replace("website.sections", "website.links") + text[end:]
    start = text.index("      - id: X-1\n")
    text = text[:start] + text[start:].replace("target: 100", "target: 90", 1)
    path.write_text(text, "utf-8")
    changes = record("checklists", "diff", ROOT / "checklists" / "e-services.yaml", path)["changes"]
    found = {(c["item"], c["kind"]): c["answers"] for c in changes}
    assert found == {("W-9", "new"): "usable", ("X-1", "changed"): "usable", ("W-1", "removed"): "unused"}
    reweighed = path.read_text("utf-8").replace("weight: 1\n", "weight: 3\n", 1)
    path.write_text(reweighed, "utf-8")
    kinds = {
        c["kind"] for c in record("checklists", "diff", ROOT / "checklists" / "e-services.yaml", path)["changes"]
    }
    assert "re-weighted" in kinds


OVERLAY = """\
overlay: hq-1405
version: "1+hq-1405"
changes: {checklist: programme, version: "1"}
basis: {kind: source, ref: "letter 1405/100"}
targets: {I3-01: 14}
weights: {I1: 10, I5: 25}
actions:
  renew-certificate: {authority: office, effort: {fixed: 3}, cost: 20}
"""


def test_a_basis_says_where_it_comes_from_in_the_readers_language(library: Library) -> None:
    """What is no address and no name is Persian to a Persian reader."""
    refs = [b.ref for c in library.checklists.values() for i in c.indicators for b in _bases(i)]
    refs += [fact.basis.ref for fact in library.facts.values()]
    refs += [pair.basis.ref for pair in library.pairs]
    said = {ref for ref in refs if ref}
    assert len({ref for ref in said if ref.fa != ref.en}) > 40
    for ref in said:
        prose = re.sub(r"GitHub|ISO/IEC 27001|[A-Za-z][\w-]*[./]\S*", "", ref.fa)
        assert not re.search("[A-Za-z0-9]", prose), ref.fa
        assert not re.search("[\u0600-\u06ff]", ref.en), ref.en
        assert not re.search(r"[A-Za-z0-9] \([۰-۹]", ref.fa), (
            "a number right behind an address is drawn on its wrong side"
        )


def _bases(indicator: Indicator) -> Iterator[Basis]:
    yield indicator.basis
    for item in indicator.items:
        yield from (item.question_basis, item.target_basis, item.weight_basis)


def test_a_reference_is_one_text_or_one_in_each_language(run: Run, record: Callable[..., Any], folder: Path) -> None:
    (folder / "overlays").mkdir()
    path = folder / "overlays" / "hq.yaml"
    both = '{fa: "نامهٔ ۱۴۰۵/۱۰۰", en: letter 1405/100}'
    path.write_text(OVERLAY.replace('"letter 1405/100"', both), "utf-8")
    for lang, wanted in (("fa", "سند مرجع: نامهٔ ۱۴۰۵/۱۰۰"), ("en", "source document: letter 1405/100")):
        shown = run("checklists", "show", "programme", "--checklists", folder, lang=lang)
        assert wanted in shown.stdout
    indicators = record("checklists", "show", "programme", "--checklists", folder)["indicators"]
    items = {item["id"]: item for indicator in indicators for item in indicator["items"]}
    assert items["I3-01"]["basis"]["target"] == {"kind": "source", "ref": "letter 1405/100"}
    path.write_text(OVERLAY.replace('"letter 1405/100"', '{fa: "نامهٔ ۱۴۰۵/۱۰۰"}'), "utf-8")
    refused = run("checklists", "validate", folder)
    assert refused.exit_code == 3
    assert "hq.yaml:4: " in refused.stderr


def test_an_overlay_changes_weights_targets_and_actions(run: Run, record: Callable[..., Any], folder: Path) -> None:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "hq.yaml").write_text(OVERLAY, "utf-8")
    shown = record("checklists", "show", "programme", "--checklists", folder)
    before = record("checklists", "show", "programme")
    assert shown["version"] == "1+hq-1405"
    assert shown["sha256"] != before["sha256"]
    items = {i["id"]: i for indicator in shown["indicators"] for i in indicator["items"]}
    assert items["I3-01"]["target"] == 14
    assert items["I3-01"]["basis"]["target"] == {"kind": "source", "ref": "letter 1405/100"}
    assert [i["weight"] for i in shown["indicators"]] == [10, 10, 10, 15, 25, 20, 10]
    actions = {a["id"]: a for a in record("checklists", "show", "actions", "--checklists", folder)["actions"]}
    assert actions["renew-certificate"]["effort"] == {"fixed": 3, "per_unit": 0}
    assert actions["renew-certificate"]["authority"] == "office"
    assert actions["renew-certificate"]["cost"] == 20
    text = OVERLAY.replace('version: "1"}', 'version: "7"}')
    (folder / "overlays" / "hq.yaml").write_text(text, "utf-8")
    result = run("checklists", "validate", folder)
    assert result.exit_code == 3
    assert "hq.yaml:3:" in result.stderr


def test_export_install_and_remove(run: Run, record: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "hq.yaml").write_text(OVERLAY, "utf-8")
    pack, again = tmp_path / "pack.zip", tmp_path / "again.zip"
    exported = run("checklists", "export", pack, "--checklists", folder)
    assert exported.exit_code == 0
    run("checklists", "export", again, "--checklists", folder)
    assert pack.read_bytes() == again.read_bytes()
    seal = exported.stdout.strip().split(": ")[-1]
    try:
        assert run("checklists", "install", pack, "--seal", "0" * 64).exit_code == 3
        assert record("checklists", "show", "programme")["version"] == "1"
        assert run("checklists", "install", pack, "--seal", seal).exit_code == 0
        assert record("checklists", "show", "programme")["version"] == "1+hq-1405"
    finally:
        run("checklists", "install", "--remove")
    assert record("checklists", "show", "programme")["version"] == "1"


def test_a_checklists_folder_can_be_named(run: Run, folder: Path, office: Path) -> None:
    path = folder / "programme.yaml"
    path.write_text(path.read_text("utf-8").replace('version: "1"', 'version: "3"', 1), "utf-8")
    made = json.loads(run("check", office, "--checklists", folder, "--json").stdout)
    assert made["checklists"][0]["version"] == "3"


def test_calendars_agree_with_an_independent_source() -> None:
    """The tables are compared with the `holidays` package; known differences are listed with the reason."""
    holidays = pytest.importorskip("holidays")
    from compliance.checklist import calendars
    from compliance.persian import dates

    # 1404/12: cabinet closures of that month are no holidays of the calendar; 1405, 1406: lunar dates are estimates.
    for year in (1404, 1405):
        begin, end = dates.new_year(year), dates.new_year(year + 1)
        ours = calendars.read(ROOT / "checklists", begin, dates.read(f"{year}/12/29") or end)
        theirs = holidays.country_holidays("IR", years=[begin.year, begin.year + 1])
        first = {d for d in ours.off if begin <= d < end} - ours.estimates
        close = {d for d in first if any(abs((d - t).days) <= 1 for t in theirs)}
        assert first == close
        exact = {d for d in first if d in theirs}
        assert len(exact) >= len(first) - 2, sorted(first - exact)


def test_a_body_that_is_named_twice_is_refused_with_its_line(folder: Path) -> None:
    with (folder / "bodies.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {id: roads, fa: راه, en: Roads}\n")
    with pytest.raises(BadInput) as caught:
        validation.validate(folder)
    (problem,) = caught.value.problems
    assert (Path(problem.file).name, "roads" in problem.seen, problem.line is not None) == ("bodies.yaml", True, True)
