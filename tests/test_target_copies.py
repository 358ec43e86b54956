"""Copies of checklists with an office's own targets: they leave everything else as it is, and are never filed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compliance import checklist, data
from compliance.assessment.scoring import assess
from compliance.checklist import cache, own_targets, sources
from compliance.errors import BadInput
from compliance.model.checklist import Library, Origin
from compliance.usecases.opening import open_office
from tests import aimed
from tests.aimed import counts, known
from tests.conftest import ROOT

Run = Callable[..., Result]
ID, OFFICE = "targets-1406-1-bushehr", "bushehr-civil-registry"
OVERLAY = f"""\
overlay: {ID}
version: "1406-1"
changes: {{checklist: programme, version: "1"}}
as: {{id: {ID}, office: {OFFICE}, title: {{fa: "هدف‌ها", en: "Targets"}}}}
basis: {{kind: source, ref: "letter 1405/300"}}
weights: {{I1-02: 1.5, I1-04: 3.5}}
targets: {{I1-02: 60, I1-04: 2, I1-05: 4.5}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped checklists that a test may change."""
    return Path(shutil.copytree(ROOT / "checklists", tmp_path / "checklists"))


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder of this test alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def write(folder: Path, text: str = OVERLAY, name: str = "targets.yaml") -> Path:
    """Lay an overlay into a folder of checklists."""
    (folder / "overlays").mkdir(exist_ok=True)
    path = folder / "overlays" / name
    path.write_text(text, "utf-8")
    return path


def alone(folder: Path, text: str = OVERLAY, name: str = "targets.yaml") -> Path:
    """Lay an overlay down by itself."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def refusals(path: Path, text: str) -> list[tuple[int | None, str]]:
    """What is wrong with the shipped checklists and an overlay beside them: line and what was seen."""
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        cache.compile_folder(ROOT / "checklists", [path])
    assert {problem.file for problem in refused.value.problems} == {str(path)}
    return [(problem.line, problem.seen) for problem in refused.value.problems]


# --- what a copy is


def test_a_copy_leaves_everything_else_as_it_is(folder: Path, library: Library) -> None:
    write(folder)
    made = checklist.load(folder)
    assert {id_: c for id_, c in made.checklists.items() if id_ != ID} == library.checklists
    assert made.originals == library.checklists
    assert (made.actions, made.facts, made.directions) == (library.actions, library.facts, library.directions)
    assert list(made.checklists)[-1] == ID


def test_a_copy_holds_what_was_asked_and_weighs_it(folder: Path) -> None:
    write(folder)
    copy = checklist.load(folder).checklists[ID]
    assert copy.origin == Origin("programme", "1", OFFICE)
    assert (copy.version, copy.status, copy.decree, copy.maximum) == ("1406-1", "proposed", None, 100)
    assert (copy.bands, copy.certificates) == (0, ())
    assert [(item.id, item.target) for item in copy.items] == [
        ("I1-02", 60),
        ("I1-04", 2),
        ("I1-05", Fraction(9, 2)),
    ]
    nominal = Fraction(12, 10)  # what I1-05 is worth in the programme, for no other weight is given
    programme = {item.id: item.points for item in checklist.load(folder).checklists["programme"].items}
    assert programme["I1-05"] == nominal
    whole = Fraction(3, 2) + Fraction(7, 2) + nominal
    assert [item.points for item in copy.items] == [
        100 * w / whole for w in (Fraction(3, 2), Fraction(7, 2), nominal)
    ]
    assert [indicator.id for indicator in copy.indicators] == ["I1"]
    assert copy.items[0].criterion.en == "Target of the office: at least 60%"
    assert copy.items[0].criterion.fa == "هدف این اداره: دست‌کم ۶۰٪"
    assert copy.items[2].criterion.en == "Target of the office: at most 4.5 seconds"
    assert str(copy.items[0].target_basis.ref) == "letter 1405/300"


@pytest.mark.parametrize(
    ("sections", "level", "seconds", "score"),
    [
        (counts(6, 10), 2, Fraction(9, 2), Fraction(100)),
        (counts(10, 10), 4, Fraction(1), Fraction(100)),
        (counts(3, 10), 2, Fraction(9, 2), 100 - Fraction(75, 620) * 100),
        (counts(0, 10), 0, Fraction(9), Fraction(60, 620) * 100),
    ],
)
def test_its_score_is_how_much_of_the_targets_is_reached(
    folder: Path, sections: Any, level: int, seconds: Fraction, score: Fraction
) -> None:
    write(folder)
    copy = checklist.load(folder).checklists[ID]
    facts = {
        "website.sections": sections,
        "website.accessibility": known(level),
        "website.load-time": known(seconds),
    }
    assert assess(copy, facts).score == score


def test_a_copy_rests_on_what_an_overlay_made_of_its_checklist(folder: Path) -> None:
    """An overlay for everybody comes first, whatever the files are called; the copy names its version."""
    text = 'overlay: hq\nversion: "1+hq"\nchanges: {checklist: programme, version: "1"}\nbasis: {kind: proposed}\n'
    write(folder, text + "targets: {I1-04: 4}\n", "zz.yaml")
    write(folder, OVERLAY.replace('version: "1"}', 'version: "1+hq"}').replace("I1-04: 2", "I1-04: 4"))
    made = checklist.load(folder)
    assert made.checklists[ID].origin == Origin("programme", "1+hq", OFFICE)
    assert {item.id: item.target for item in made.checklists[ID].items}["I1-04"] == 4


def test_lower_targets_of_a_copy_lower_nothing_that_actions_raise(folder: Path, library: Library) -> None:
    """Even where a copy is the only checklist that judges a fact with a target at all, nothing follows from it."""
    write(folder, OVERLAY.replace("I1-02: 60", "I1-02: 0.1"))
    assert checklist.load(folder).actions == library.actions


# --- what is refused


@pytest.mark.parametrize(
    ("old", "new", "line", "seen"),
    [
        ('version: "1"}', 'version: "7"}', 3, "“7”"),
        ("checklist: programme", "checklist: programm", 3, "“programm”"),
        (f"id: {ID}", "id: award", 4, "the id “award” for the second time"),
        (f"id: {ID}", "id: all", 4, "“all”"),
        (f"id: {ID}", "id: actions", 4, "“actions”"),
        ("I1-02: 60", "I9-02: 60", 7, "“I9-02”"),
        ("I1-02: 60", "I1-02: 95.1", 7, "95.1"),
        ("I1-05: 4.5", "I1-05: 2.4", 7, "2.4"),
        ("I1-04: 2,", "I1-04: 2.5,", 7, "2.5"),
        ("I1-02: 60", "I1-02: -1", 7, "-1"),
        ("I1-05: 4.5", "I3-01: 14", 7, "a target for I3-01, which has none in programme"),
        ("I1-02: 1.5", "I1-02: 0", 6, "0"),
        ("I1-02: 1.5", "I1-09: 1.5", 6, "“I1-09”"),
        ("I1-02: 1.5", "I1: 15", 6, "“I1”"),
        ("targets: {I1-02: 60, I1-04: 2, I1-05: 4.5}", "targets: {}", 6, "“I1-02”"),
        ("targets: {I1-02: 60", "actions: {fix-accessibility: {cost: 1}}\ntargets: {I1-02: 60", 7, "“actions”"),
        ("targets: {I1-02: 60", "floors: {commitment: 1}\ntargets: {I1-02: 60", 7, "“floors”"),
    ],
)
def test_what_a_copy_cannot_say(tmp_path: Path, old: str, new: str, line: int, seen: str) -> None:
    assert old in OVERLAY
    found = refusals(tmp_path / "targets.yaml", OVERLAY.replace(old, new))
    assert (line, seen) in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"id: {ID}, ", ""),
        (', title: {fa: "هدف‌ها", en: "Targets"}', ""),
        ("office: bushehr", "office: ../bushehr"),
        ("office: bushehr", "secret: x, office: bushehr"),
        ("I1-02: 60", "I1-02: sixty"),
        ("I1-02: 60", "I1-02: 1e3"),
        ("I1-02: 60", "i1-02: 60"),
        (f"id: {ID}", "id: Targets"),
        ("as: {", "as: [1, {"),
    ],
)
def test_what_the_schema_does_not_let_through(tmp_path: Path, old: str, new: str) -> None:
    assert old in OVERLAY
    text = OVERLAY.replace(old, new)
    assert refusals(tmp_path / "targets.yaml", text.replace('Targets"}}', 'Targets"}}]') if "[1" in new else text)


def test_no_targets_at_all_are_refused(tmp_path: Path) -> None:
    bare = OVERLAY[: OVERLAY.index("weights")]
    assert refusals(tmp_path / "a.yaml", bare) == [(4, "no targets")]
    assert refusals(tmp_path / "a.yaml", bare + "targets: {}\n") == [(6, "no targets")]


def test_two_copies_with_one_id_are_refused(folder: Path, run: Run) -> None:
    write(folder, OVERLAY, "a.yaml")
    write(folder, OVERLAY.replace("I1-02: 60", "I1-02: 61"), "b.yaml")
    refused = run("checklists", "validate", folder)
    assert refused.exit_code == 3
    assert "b.yaml:4: " in refused.stderr
    assert f"the id “{ID}” for the second time" in refused.stderr


def test_a_copy_of_a_copy_is_none(folder: Path, run: Run) -> None:
    write(folder, OVERLAY, "a.yaml")
    text = OVERLAY.replace('checklist: programme, version: "1"', f'checklist: {ID}, version: "1406-1"')
    write(folder, text.replace(f"id: {ID}", "id: other"), "b.yaml")
    refused = run("checklists", "validate", folder)
    assert refused.exit_code == 3
    assert f"“{ID}”; expected: the id of a checklist" in refused.stderr


# --- packs and single files


def test_a_pack_carries_copies(
    folder: Path, run: Run, record: Callable[..., Any], own_data: Path, tmp_path: Path
) -> None:
    write(folder)
    pack = tmp_path / "pack.zip"
    assert run("checklists", "export", pack, "--checklists", folder).exit_code == 0
    assert run("checklists", "install", pack).exit_code == 0
    listed = {one["id"]: one for one in record("checklists", "list")["checklists"]}
    assert listed[ID]["origin"] == {"checklist": "programme", "version": "1", "office": OFFICE}
    assert listed["programme"]["origin"] is None


def install(run: Run, path: Path) -> Result:
    """Install a file with its seal."""
    return run("checklists", "install", path, "--seal", own_targets.seal_of(path.read_bytes()))


def test_targets_are_installed_beside_what_is_in_force(
    run: Run, record: Callable[..., Any], own_data: Path, tmp_path: Path, library: Library
) -> None:
    path = alone(tmp_path / "letter")
    done = install(run, path)
    assert done.exit_code == 0, done.stderr
    assert f"--checklist {ID}" in done.stdout
    place = own_data / "provincial-compliance" / "overlays" / f"{ID}.yaml"
    assert place.read_bytes() == path.read_bytes()
    listed = record("checklists", "list")
    assert listed["targets"] == [str(place)]
    assert listed["folder"] == str(ROOT / "checklists")
    assert {one["id"]: one["sha256"] for one in listed["checklists"] if one["id"] != ID} == {
        id_: c.sha256 for id_, c in library.checklists.items()
    }
    assert [
        one["id"] for one in record("checklists", "list", "--checklists", ROOT / "checklists")["checklists"]
    ] == list(library.checklists)
    assert record("checklists", "show", ID)["indicators"][0]["items"][0]["target"] == 60
    assert "Targets" in run("checklists", "show", ID).stdout
    newer = alone(tmp_path / "letter", OVERLAY.replace("I1-02: 60", "I1-02: 61"), "newer.yaml")
    assert install(run, newer).exit_code == 0
    assert record("checklists", "show", ID)["indicators"][0]["items"][0]["target"] == 61
    assert record("checklists", "list")["targets"] == [str(place)]
    assert run("checklists", "install", "targets", "--remove").exit_code == 3
    assert run("checklists", "install", ID, "--remove").exit_code == 0
    assert record("checklists", "list")["targets"] == []


def test_a_file_with_another_seal_is_not_installed(run: Run, own_data: Path, tmp_path: Path) -> None:
    path = alone(tmp_path / "letter")
    refused = run("checklists", "install", path, "--seal", "0" * 64)
    assert refused.exit_code == 3
    assert "nothing was installed" in refused.stderr
    assert not own_data.exists()
    unsealed = run("checklists", "install", path)
    assert unsealed.exit_code == 0
    assert "compare this seal" in unsealed.stderr


@pytest.mark.parametrize(
    "text",
    [
        OVERLAY.replace('version: "1"}', 'version: "7"}'),
        OVERLAY.replace(f"as: {{id: {ID}", "as: {id: programme"),
        OVERLAY.replace(OVERLAY[OVERLAY.index("as:") : OVERLAY.index("basis")], ""),
        "id: programme\n",
        "overlay: [",
        "",
    ],
)
def test_what_is_no_targets_is_not_installed(run: Run, own_data: Path, tmp_path: Path, text: str) -> None:
    refused = install(run, alone(tmp_path / "letter", text))
    assert refused.exit_code == 3, refused.stdout
    assert "targets.yaml" in refused.stderr
    assert not own_data.exists()


def test_a_pack_under_which_installed_targets_would_not_hold_is_refused(
    folder: Path, run: Run, own_data: Path, tmp_path: Path
) -> None:
    assert install(run, alone(tmp_path / "letter")).exit_code == 0
    path = folder / "programme.yaml"
    path.write_text(path.read_text("utf-8").replace('version: "1"', 'version: "2"', 1), "utf-8")
    pack = tmp_path / "pack.zip"
    assert run("checklists", "export", pack, "--checklists", folder).exit_code == 0
    refused = run("checklists", "install", pack)
    assert refused.exit_code == 3
    assert f"checklists install --remove {ID}" in refused.stderr
    assert not data.installed_checklists().exists()
    assert run("checklists", "install", ID, "--remove").exit_code == 0
    assert run("checklists", "install", pack).exit_code == 0
    renewed = alone(tmp_path / "letter", OVERLAY.replace('version: "1"}', 'version: "2"}'), "new.yaml")
    assert install(run, renewed).exit_code == 0
    kept = run("checklists", "install", "--remove")
    assert kept.exit_code == 3
    assert data.installed_checklists().exists()
    assert run("checklists", "install", ID, "--remove").exit_code == 0
    assert run("checklists", "install", "--remove").exit_code == 0


def test_where_a_folder_is_named_targets_belong_into_it(
    folder: Path, run: Run, tmp_path: Path, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert install(run, alone(tmp_path / "letter")).exit_code == 0
    monkeypatch.setenv("COMPLIANCE_CHECKLISTS", str(folder))
    assert ID not in checklist.load().checklists
    refused = install(run, tmp_path / "letter" / "targets.yaml")
    assert refused.exit_code == 3
    assert "overlays" in refused.stderr


def test_a_link_among_installed_targets_is_passed_over(own_data: Path, tmp_path: Path) -> None:
    place = own_data / "provincial-compliance" / "overlays"
    place.mkdir(parents=True)
    (place / "targets.yaml").symlink_to(alone(tmp_path / "letter"))
    assert sources.overlays(data.own_overlays()) == []


# --- an office


def test_an_office_checks_and_plans_for_its_targets(
    run: Run, record: Callable[..., Any], own_data: Path, tmp_path: Path, office: Path
) -> None:
    before = record("check", office)["checklists"]
    assert install(run, alone(tmp_path / "letter")).exit_code == 0
    (found,) = record("check", office, "--checklist", ID)["checklists"]
    assert (found["id"], found["maximum"]) == (ID, 100)
    statuses = {item["id"]: item["status"] for item in found["indicators"][0]["items"]}
    assert statuses == {"I1-02": "met", "I1-04": "partly", "I1-05": "met"}
    assert record("check", office)["checklists"] == before
    assert ID in {one["id"] for one in record("check", office, "--checklist", "all")["checklists"]}
    plan = record("plan", office, "--checklist", ID)
    assert (plan["score_after"], [action["id"] for action in plan["actions"]]) == (100, ["fix-accessibility"])
    page = tmp_path / "report.html"
    assert run("report", office, "--checklist", ID, "--output", page).exit_code == 0
    assert "Targets" in page.read_text("utf-8")
    assert run("answer", office, "--list").exit_code in (0, 2)


def test_targets_leave_a_saved_plan_as_it_was(
    run: Run, record: Callable[..., Any], own_data: Path, tmp_path: Path, office: Path
) -> None:
    """Installing targets changes no ground of a plan for another checklist; changing them does, of one for them."""
    assert run("plan", office, "--save").exit_code in (0, 1)
    path = alone(tmp_path / "letter")
    assert install(run, path).exit_code == 0
    said = run("track", office, "--json")
    assert "changed" not in said.stderr
    assert run("plan", office, "--checklist", ID, "--save").exit_code in (0, 1)
    assert run("track", office).stderr == ""
    assert install(run, alone(tmp_path / "letter", OVERLAY.replace("I1-04: 2", "I1-04: 3"))).exit_code == 0
    page = tmp_path / "brief.md"
    assert run("report", office, "--part", "plan", "--output", page).exit_code == 0
    assert "another" in page.read_text("utf-8") or "changed" in page.read_text("utf-8")


def test_the_targets_of_another_office_are_not_there(run: Run, own_data: Path, tmp_path: Path, office: Path) -> None:
    other = alone(tmp_path / "letter", OVERLAY.replace(OFFICE, "yazd-roads"))
    assert install(run, other).exit_code == 0
    refused = run("check", office, "--checklist", ID)
    assert refused.exit_code == 3
    assert ID not in open_office(office).instruments.checklists
    path = office / "office.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("checklists: [programme", f"checklists: [{ID}, programme"), "utf-8")
    assert path.read_text("utf-8") != text
    refused = run("check", office)
    assert refused.exit_code == 3
    assert "the targets of another office" in refused.stderr


def test_targets_are_in_no_declaration(
    run: Run, own_data: Path, tmp_path: Path, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where office.yaml names them."""
    from compliance.usecases import filing

    bare = filing.prepare(open_office(office)).declaration
    assert install(run, alone(tmp_path / "letter")).exit_code == 0
    path = office / "office.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("checklists: [programme", f"checklists: [{ID}, programme"), "utf-8")
    assert filing.prepare(open_office(office)).declaration == bare


def test_a_new_round_says_nothing_of_targets(
    run: Run, record: Callable[..., Any], own_data: Path, tmp_path: Path, office: Path
) -> None:
    """They ask for no new answers, and the round begun with them can be opened once they are gone."""
    assert install(run, alone(tmp_path / "letter")).exit_code == 0
    begun = record("new-round", office, "1405-3")
    assert not [one for one in begun["facts"] if "new" in one.get("marks", ())]
    kept = json.loads((office / "rounds" / "1405-3" / "checklists.json").read_text("utf-8"))
    assert kept
    assert run("checklists", "install", ID, "--remove").exit_code == 0
    assert run("check", office, "--round", "1405-3").exit_code == 0


def test_validate_and_diff_know_a_file_with_targets(run: Run, record: Callable[..., Any], tmp_path: Path) -> None:
    path = alone(tmp_path / "letter")
    assert run("checklists", "validate", path).exit_code == 0
    changes = record("checklists", "diff", ROOT / "checklists" / "programme.yaml", path)["changes"]
    kinds = {(one["item"], one["kind"] if "kind" in one else one.get("what")) for one in changes}
    assert any(item == "I1-02" for item, _kind in kinds)
    assert any(item == "I7-09" for item, _kind in kinds)
    broken = alone(tmp_path / "letter", OVERLAY.replace("I1-02: 60", "I1-02: 99"), "broken.yaml")
    refused = run("checklists", "validate", broken)
    assert refused.exit_code == 3
    assert "broken.yaml:7: " in refused.stderr


def test_best_answers_reach_every_target(folder: Path) -> None:
    write(folder)
    made = checklist.load(folder)
    assert assess(made.checklists[ID], aimed.best(made)).score == 100
