"""The way of an award: one stage after the other, each only when what it needs is there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.errors import BadInput
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import sessions, stages
from compliance.headquarters.assessing.sessions import Told
from compliance.headquarters.assessing.stages import Step
from compliance.headquarters.store import Store
from compliance.model.assessing import Stage, Tie, TieKind
from compliance.persian import dates
from tests import assessing, inbox
from tests.conftest import Run
from tests.inbox import DAY, ROUND, shipped


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stages")
    assessing.judged(folder).close()
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    folder = Path(shutil.copytree(made, tmp_path / "made"))
    with stores.opened(folder / "store") as opened:
        yield opened


def seen(store: Store, to: Stage, office: str, why: str = "") -> list[str]:
    """Why an office cannot be brought to a stage."""
    before = store.one("select max(seq) from log")
    with pytest.raises(BadInput) as refused:
        assessing.move(store, to, office, why=why)
    assert store.one("select max(seq) from log") == before
    return [problem.seen for problem in refused.value.problems]


def at(store: Store, number: int = 0) -> Stage:
    return assessing.read(store).cases[assessing.office(number)].stage


def test_the_whole_way_and_what_every_stage_needs(store: Store, tmp_path: Path) -> None:
    office = assessing.office()
    assert seen(store, Stage.CONSENSUS, office) == ["an office at the stage “check of evidence” (evidence-check)"]
    assessing.move(store, Stage.DEFENCE, office)
    assert seen(store, Stage.CONSENSUS, office) == ["no minutes of a defence session"]
    assessing.hear(store, office)
    assessing.move(store, Stage.CONSENSUS, office)
    assert seen(store, Stage.FEEDBACK, office) == ["no consensus"]
    (path,) = assessing.sheets(store, tmp_path / "panel", of_panel=True)
    sheet = assessing.Sheet(path)
    first = next(fact for fact in sheet.rows if sheet.declared(fact))
    sheet.put(first, None)
    assessing.enter(store, [sheet.save()], of_panel=True)
    assert seen(store, Stage.FEEDBACK, office)[0].startswith("items on which nothing was decided: 1")
    sheet.put(first, assessing.AS_DECLARED)
    assessing.enter(store, [sheet.save()], of_panel=True)
    assert seen(store, Stage.PUBLISHED, office) == ["an office at the stage “consensus” (consensus)"]
    assessing.move(store, Stage.FEEDBACK, office)
    assessing.move(store, Stage.PUBLISHED, office)
    assert seen(store, Stage.PUBLISHED, office) == ["an office that is at this stage already"]
    assert at(store) is Stage.PUBLISHED
    assert at(store, 1) is Stage.EVIDENCE
    assert assessing.sound(store)


def test_a_site_visit_is_made_only_where_one_is_needed(store: Store) -> None:
    office = assessing.office()
    assert seen(store, Stage.VISIT, office)
    assessing.move(store, Stage.DEFENCE, office)
    assessing.move(store, Stage.VISIT, office, why="سند در محل دیده شود")
    assessing.hear(store, office)
    assessing.move(store, Stage.CONSENSUS, office)


def test_a_step_back_needs_a_reason_and_loses_nothing(store: Store) -> None:
    office = assessing.office()
    assessing.move(store, Stage.DEFENCE, office)
    judged = assessing.read(store).own
    assert seen(store, Stage.EVIDENCE, office) == ["a step back from “defence session” (defence) without a reason"]
    assessing.move(store, Stage.EVIDENCE, office, why="یک سند فراموش شده بود")
    assert assessing.read(store).own == judged
    assert store.one("select why from stage where until is null and office = ?", office) == ("یک سند فراموش شده بود",)


def test_of_several_offices_all_move_or_none(store: Store) -> None:
    assessing.move(store, Stage.DEFENCE, assessing.office(1))
    with pytest.raises(BadInput):
        assessing.move(store, Stage.DEFENCE, assessing.office(0), assessing.office(1))
    assert at(store, 0) is Stage.EVIDENCE


def test_those_that_are_ready_move_and_the_others_say_what_they_wait_for(store: Store, run: Run) -> None:
    assessing.move(store, Stage.DEFENCE)
    assessing.hear(store, assessing.office(1))
    found = stages.move_ready(store, "test", shipped().facts, assessing.asked(store), Step(Stage.CONSENSUS))
    assert found.offices == (assessing.office(1),)
    assert list(found.left) == [assessing.office(0)]
    result = run("hq", "assess", "move", store.folder, "consensus", "--ready", "--round", ROUND, "--json")
    assert result.exit_code == 1  # nobody is ready
    said = json.loads(result.stdout)
    assert said["moved"] == []
    assert said["left"] == [{"office": assessing.office(0), "waits_for": ["no minutes of a defence session"]}]
    assert assessing.office(0) in result.stderr
    assert run("hq", "assess", "move", store.folder, "consensus", "--round", ROUND).exit_code == 2
    assessing.hear(store, assessing.office(0))
    done = run("hq", "assess", "move", store.folder, "consensus", "--ready", "--round", ROUND)
    assert done.exit_code == 0
    name = inbox.office(0).filer.name_en
    assert f"{name} ({assessing.office(0)})" in done.stdout
    back = run("hq", "assess", "move", store.folder, "defence", assessing.office(1), "--round", ROUND)
    assert back.exit_code == 3
    assert "--why" in back.stderr


def test_without_a_filing_nothing_begins(tmp_path: Path) -> None:
    with assessing.laid_down(tmp_path, 1) as store:
        inbox.enrol(store, [inbox.enrolment(3)])
        assert seen(store, Stage.EVIDENCE, assessing.office(3))[0].startswith("no filing by “award”")


def test_without_assessors_or_with_one_missing_there_is_no_defence(tmp_path: Path) -> None:
    with assessing.laid_down(tmp_path, 1) as store:
        office = assessing.office()
        assessing.move(store, Stage.EVIDENCE)
        assert seen(store, Stage.DEFENCE, office) == ["no assessor"]
        assessing.drawn(store)
        paths = assessing.sheets(store, tmp_path / "sheets")
        assessing.enter(store, [assessing.filled(paths[0])])
        assert seen(store, Stage.DEFENCE, office) == ["no values of karimi"]


def test_a_conflict_that_comes_up_later_stops_the_way(store: Store) -> None:
    assessing.note(store, "ahmadi", Tie(TieKind.RELATION, "office", assessing.office()))
    assert "must not judge it" in seen(store, Stage.DEFENCE, assessing.office())[0]


def refused(store: Store, told: Told) -> list[str]:
    with pytest.raises(BadInput) as error:
        sessions.note(store, "test", assessing.asked(store), assessing.office(), told, DAY)
    return [problem.file for problem in error.value.problems]


def test_sessions_are_recorded_at_the_defence_with_a_panel_free_of_conflicts(store: Store, tmp_path: Path) -> None:
    office = assessing.office()
    assert refused(store, Told(DAY, "", ("نوری",), "گفته شد")) == [office]
    assessing.move(store, Stage.DEFENCE, office)
    assessing.note(store, "sadeghi", body="civil-registration")
    later = DAY + timedelta(days=3)
    assert refused(store, Told(later, "", ("sadeghi",), "گفته شد")) == ["--on", "--panel"]
    planned = assessing.hear(store, office, Told(later, "سالن", ("ahmadi",)))
    assert not planned.held
    assert seen(store, Stage.CONSENSUS, office) == ["no minutes of a defence session"]
    (tmp_path / "m.pdf").write_bytes(b"%PDF signed")
    held = assessing.hear(store, office, Told(DAY, "سالن", ("ahmadi", "نوری"), "", tmp_path / "m.pdf"))
    assert held.held
    assert held.file == inbox.sha256(b"%PDF signed")
    kept = sessions.place(store.folder, held.file, held.name)
    assert kept.read_bytes() == b"%PDF signed"
    assert [one.day for one in assessing.read(store).sessions[office]] == [DAY, later]
    assessing.hear(store, office, Told(DAY, "سالن دوم", ("نوری",), "همان روز، دقیق‌تر"))
    first = assessing.read(store).sessions[office][0]
    assert (first.place, first.panel, first.file) == ("سالن دوم", ("نوری",), "")
    assert kept.exists()  # what was signed once is never thrown away
    assert assessing.sound(store)


@pytest.mark.parametrize("name", ["sadeghi", "ارزیاب sadeghi", " ارزيابsadeghi", "assessor SADEGHI"])
def test_a_name_on_the_panel_hides_no_conflict_of_interest(store: Store, name: str) -> None:
    assessing.move(store, Stage.DEFENCE, assessing.office())
    assessing.note(store, "sadeghi", body="civil-registration")
    assert refused(store, Told(DAY, "", ("نوری", name), "گفته شد")) == ["--panel"]


def test_an_empty_file_is_no_minutes(store: Store, tmp_path: Path) -> None:
    assessing.move(store, Stage.DEFENCE, assessing.office())
    (tmp_path / "m.pdf").write_bytes(b"")
    assert refused(store, Told(DAY, "", ("نوری",), "", tmp_path / "m.pdf")) == [str(tmp_path / "m.pdf")]
    assert not sessions.kept(store)


def test_what_an_assessor_judged_is_decided_even_where_the_office_answered_nothing(
    made: Path, store: Store, tmp_path: Path
) -> None:
    office = assessing.office()
    own = assessing.sheets(store, tmp_path / "own")
    sheet = assessing.Sheet(next(path for path in own if path.parent.name == "ahmadi" and office in path.name))
    open_ = next(fact for fact in sheet.rows if not sheet.declared(fact))
    sheet.put(open_, "موضوعیت ندارد", "در این اداره چنین خدمتی نیست")
    assessing.enter(store, [sheet.save()])
    assessing.move(store, Stage.DEFENCE, office)
    assessing.hear(store, office)
    assessing.move(store, Stage.CONSENSUS, office)
    (path,) = assessing.sheets(store, tmp_path / "panel", of_panel=True)
    assessing.enter(store, [assessing.decided(path)], of_panel=True)
    assert seen(store, Stage.FEEDBACK, office)[0].startswith("items on which nothing was decided: 1")
    panel = assessing.Sheet(path)
    panel.put(open_, "موضوعیت ندارد", "هیئت پذیرفت")
    assessing.enter(store, [panel.save()], of_panel=True)
    assessing.move(store, Stage.FEEDBACK, office)


def test_the_way_back_is_told_with_its_reason(store: Store, tmp_path: Path) -> None:
    office = assessing.office()
    paths = assessing.sheets(store, tmp_path / "own")
    assessing.move(store, Stage.DEFENCE, office)
    with pytest.raises(BadInput) as late:
        assessing.enter(store, [path for path in paths if office in path.name])
    assert f"hq assess move STORE evidence-check {office} --why …" in late.value.problems[0].mend
    with pytest.raises(BadInput) as early:
        sessions.note(store, "test", assessing.asked(store), assessing.office(1), Told(DAY, "", ("نوری",)), DAY)
    assert early.value.problems[0].mend.endswith(f"hq assess move STORE defence {assessing.office(1)}")


def test_the_verb_records_a_session_and_writes_its_minutes(store: Store, run: Run, tmp_path: Path) -> None:
    office = assessing.office()
    assessing.move(store, Stage.DEFENCE, office)
    folder, of = store.folder, ("--round", ROUND)
    none = run("hq", "assess", "minutes", folder, office, *of, "--output", tmp_path / "m.md")
    assert none.exit_code == 3
    planned = run("hq", "assess", "defence", folder, office, *of, "--on", "1405/10/01", "--panel", "ahmadi")
    assert planned.exit_code == 0, planned.output
    assert "planned" in planned.stdout
    assert run("hq", "assess", "minutes", folder, office, *of, "--output", tmp_path / "m.md").exit_code == 0
    text = (tmp_path / "m.md").read_text("utf-8")
    assert "1405/10/01" in text
    assert "Assessor ahmadi" in text
    assert "What was said and decided" in text
    held = run("hq", "assess", "defence", folder, office, *of, "--panel", "ahmadi", "--text", "said  so")
    assert held.exit_code == 0
    again = run("hq", "assess", "minutes", folder, office, *of, "--on", "1405/09/07", "--output", tmp_path / "n.md")
    assert again.exit_code == 0
    assert "said so" in (tmp_path / "n.md").read_text("utf-8")
    other = run("hq", "assess", "minutes", folder, office, *of, "--on", "1405/09/06", "--output", tmp_path / "o.md")
    assert other.exit_code == 3
    wrong = run("hq", "assess", "minutes", folder, office, *of, "--output", tmp_path / "o.xls")
    assert wrong.exit_code == 3


def test_sessions_that_are_to_come_and_that_have_no_minutes_are_told_apart(store: Store, run: Run) -> None:
    office, other = assessing.office(), assessing.office(1)
    assessing.move(store, Stage.DEFENCE)
    past, later = DAY - timedelta(days=3), DAY + timedelta(days=3)
    of = ("--round", ROUND, "--panel", "ahmadi")
    missed = run("hq", "assess", "defence", store.folder, office, *of, "--on", dates.write(past))
    assert "planned" not in missed.stdout
    assert "this day is past and there are no minutes of it" in missed.stdout
    assert "planned" in run("hq", "assess", "defence", store.folder, office, *of, "--on", dates.write(later)).stdout
    assessing.hear(store, other)
    shown = run("hq", "assess", "stages", store.folder, "--round", ROUND).stdout
    assert f"{dates.show(past)} (no minutes)" in shown
    assert f"{dates.show(later)} (planned)" in shown
    (line,) = [line for line in shown.splitlines() if dates.show(DAY) in line]
    assert "(planned)" not in line
    assert "(no minutes)" not in line


def test_the_stages_are_listed_with_what_is_there(store: Store, run: Run) -> None:
    inbox.enrol(store, [inbox.enrolment(3)])
    said = json.loads(run("hq", "assess", "stages", store.folder, "--round", ROUND, "--json").stdout)
    found = {one["office"]: one for one in said["offices"]}
    assert found[assessing.office(3)]["submitted"] is False
    assert found[assessing.office(0)]["assessors"] == [
        {"id": "ahmadi", "entered": True},
        {"id": "karimi", "entered": True},
    ]
    shown = run("hq", "assess", "stages", store.folder, "--round", ROUND).stdout
    assert "declaration, not filed" in shown
    assert "check of evidence: 2" in shown


def test_the_stages_follow_each_other() -> None:
    assert [stage.value for stage in Stage] == [
        "declaration",
        "evidence-check",
        "defence",
        "site-visit",
        "consensus",
        "feedback",
        "published",
    ]
    assert Stage.DEFENCE.next == (Stage.VISIT, Stage.CONSENSUS)
    assert Stage.VISIT.next == (Stage.CONSENSUS,)
    assert Stage.PUBLISHED.next == ()
