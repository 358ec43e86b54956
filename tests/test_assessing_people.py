"""Assessors, their ties, and who assesses whom: never with a conflict of interest, and always with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import BadInput
from compliance.headquarters import seeds
from compliance.headquarters.assessing import assessors, assigning, record
from compliance.headquarters.assessing.assessors import Described, Known
from compliance.headquarters.assessing.assigning import Drawing
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.model.assessing import Assessor, Stage, Tie, TieKind
from tests import assessing, inbox
from tests.conftest import Run
from tests.inbox import ROUND

IDS = Known({"bushehr-registry", "fars-taxes"}, {"registry", "taxes", "fars"}, {"bushehr", "fars"})
OFFICE = Office("bushehr-registry", "ثبت احوال بوشهر", "Registry of Bushehr", "registry", "bushehr", "")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with assessing.laid_down(tmp_path_factory.mktemp("people"), 4) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    with assessing.laid_down(tmp_path, 3) as made:
        yield made


@pytest.mark.parametrize(
    ("person", "kinds"),
    [
        (Assessor("a", "", ""), []),
        (Assessor("a", "", "", body="registry"), [TieKind.BODY]),
        (Assessor("a", "", "", province="bushehr"), [TieKind.PROVINCE]),
        (Assessor("a", "", "", office="bushehr-registry"), [TieKind.OFFICE]),
        (Assessor("a", "", "", body="taxes", province="fars", office="fars-taxes"), []),
        (Assessor("a", "", "", ties=(Tie(TieKind.FORMER, "body", "registry"),)), [TieKind.FORMER]),
        (Assessor("a", "", "", ties=(Tie(TieKind.RELATION, "office", "bushehr-registry"),)), [TieKind.RELATION]),
        (Assessor("a", "", "", ties=(Tie(TieKind.RELATION, "province", "fars"),)), []),
        (Assessor("a", "", "", body="registry", province="bushehr"), [TieKind.BODY, TieKind.PROVINCE]),
    ],
)
def test_every_kind_of_tie_keeps_an_assessor_from_an_office(person: Assessor, kinds: list[TieKind]) -> None:
    assert [tie.kind for tie in assessors.conflicts(person, OFFICE)] == kinds


def test_what_is_not_said_of_an_assessor_stays_and_an_empty_text_takes_away() -> None:
    first = assessors.described(
        None, "karimi", Described("مريم كريمي", body="registry", former=("taxes=تا 1402",), letter="۱۴۰۵/۳"), IDS
    )
    assert first.name_fa == first.name_en == "مریم کریمی"
    assert first.letter == "1405/3"
    assert first.ties == (Tie(TieKind.FORMER, "body", "taxes", "تا 1402"),)
    second = assessors.described(first, "karimi", Described(province="fars", relations=("bushehr-registry",)), IDS)
    assert second.body == "registry"
    assert [tie.kind for tie in second.all_ties] == [
        TieKind.BODY,
        TieKind.PROVINCE,
        TieKind.FORMER,
        TieKind.RELATION,
    ]
    third = assessors.described(second, "karimi", Described(body="", former=("",)), IDS)
    assert [tie.kind for tie in third.all_ties] == [TieKind.PROVINCE, TieKind.RELATION]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    said = Described(body="regisry", province="shiraz", former=("office:x", "fars", "nowhere"))
    with pytest.raises(BadInput) as refused:
        assessors.described(None, "M Karimi", said, IDS)
    options = [problem.file for problem in refused.value.problems]
    assert options == ["--body", "--former", "--former", "--former", "--name", "--province", "ASSESSOR"]
    ambiguous = next(p for p in refused.value.problems if "“fars”" in p.seen)
    assert "body:fars" in ambiguous.expected
    assert "province:fars" in ambiguous.expected


def test_a_draw_leaves_conflicts_out_and_says_of_whom(own: Store) -> None:
    assessing.note(own, "ahmadi", Tie(TieKind.RELATION, "office", assessing.office(0), "خویشاوند"))
    found = assessing.drawn(own)
    assert found.now[assessing.office(0)] == ("karimi",)
    (short,) = found.short
    assert (short.office, short.missing, list(short.barred)) == (assessing.office(0), 1, ["ahmadi"])
    assert {found.now[assessing.office(n)] for n in (1, 2)} == {("ahmadi", "karimi")}
    assert assessing.sound(own)


def test_who_is_assigned_stays_and_later_offices_are_added(own: Store, tmp_path: Path) -> None:
    first = assessing.drawn(own, 1)
    assessing.note(own, "rezaei")
    again = assessing.drawn(own, 1)
    assert again.new == {}
    assert again.now == first.now
    more = assessing.drawn(own, 2)
    for id_, people in first.now.items():
        assert set(people) < set(more.now[id_])
    rows = own.ask("select distinct how, seed from assignment")
    assert rows == [("drawn", "seed")]


def test_by_name_a_conflict_is_refused_with_its_reason_and_nobody_is_assigned(own: Store) -> None:
    assessing.note(own, "ahmadi", body="civil-registration", province="fars")
    offices = [assessing.office(n) for n in range(3)]
    with pytest.raises(BadInput) as refused:
        assigning.assign(own, "test", assessing.asked(own), "ahmadi", offices)
    assert [problem.file for problem in refused.value.problems] == sorted(offices)
    assert all("it is of their own body" in problem.seen for problem in refused.value.problems)
    assert not any(one.assessors for one in assessing.read(own).cases.values())
    assert assigning.assign(own, "test", assessing.asked(own), "karimi", offices) == 3
    assert assigning.assign(own, "test", assessing.asked(own), "karimi", offices[:1]) == 0


def test_who_was_released_is_not_drawn_again_but_can_be_named(own: Store) -> None:
    assessing.drawn(own)
    of, office = assessing.asked(own), assessing.office(0)
    assert assigning.release(own, "test", of, "ahmadi", [office], "بیماری") == 1
    with pytest.raises(BadInput, match="not assigned"):
        assigning.release(own, "test", of, "ahmadi", [office], "بیماری")
    (short,) = assessing.drawn(own).short
    assert (short.office, short.released) == (office, ("ahmadi",))
    assert assigning.assign(own, "test", of, "ahmadi", [office]) == 1


def test_a_tie_that_is_declared_later_is_told_and_has_to_be_put_in_order(own: Store, run: Run) -> None:
    assessing.drawn(own)
    result = run("hq", "assess", "assessor", own.folder, "ahmadi", "--former", assessing.office(1))
    assert result.exit_code == 0, result.output
    assert f"assigned to {assessing.office(1)}" in result.stderr
    with pytest.raises(BadInput, match="must not judge"):
        assessing.drawn(own)
    assigning.release(own, "test", assessing.asked(own), "ahmadi", [assessing.office(1)], "سابقهٔ خدمت")
    assert assessing.drawn(own).short[0].office == assessing.office(1)


def test_an_assessor_with_assignments_is_not_retired(own: Store, run: Run) -> None:
    assessing.drawn(own)
    result = run("hq", "assess", "retire", own.folder, "ahmadi", "--why", "x y z")
    assert result.exit_code == 3
    assert "hq assess release" in result.stderr
    offices = [assessing.office(n) for n in range(3)]
    assigning.release(own, "test", assessing.asked(own), "ahmadi", offices, "پایان همکاری")
    assert run("hq", "assess", "retire", own.folder, "ahmadi", "--why", "x y z").exit_code == 0
    assert list(assessors.assessors(own)) == ["karimi"]
    assert "ahmadi" in assessors.everybody(own)


def test_assessors_change_only_until_the_check_of_evidence(own: Store) -> None:
    assessing.drawn(own, 1)
    assessing.move(own, Stage.EVIDENCE)
    (one, *_others) = assessing.read(own).cases.values()
    with own.changing("test") as change:
        record.put(change, "stage", **one.case._asdict(), stage="defence", filing=one.filing, why="")
    of = assessing.asked(own)
    for attempt in (
        lambda: assigning.release(own, "test", of, one.assessors[0], [one.office.id], "x"),
        lambda: assigning.assign(own, "test", of, "karimi", [one.office.id]),
    ):
        with pytest.raises(BadInput, match="defence"):
            attempt()
    found = assigning.draw(own, "test", of, Drawing(2, "seed"))
    assert found.past == (one.office.id,)
    assert one.office.id not in found.now


def test_an_office_that_has_not_filed_gets_no_assessors(tmp_path: Path) -> None:
    with assessing.laid_down(tmp_path, 2) as store:
        inbox.enrol(store, [inbox.enrolment(3)])
        found = assessing.drawn(store)
        assert found.unfiled == (assessing.office(3),)
        with pytest.raises(BadInput, match="no filing"):
            assigning.assign(store, "test", assessing.asked(store), "karimi", [assessing.office(3)])


def test_the_verbs_say_what_they_did(store: Store, run: Run) -> None:
    folder = store.folder
    listed = json.loads(run("hq", "assess", "assessors", folder, "--json").stdout)
    assert [one["id"] for one in listed["assessors"]] == sorted(assessing.PEOPLE)
    assert "assessor" in run("hq", "assess", "assessors", folder).stdout
    none = run("hq", "assess", "draw", folder, "--round", "1300-1", "--each", 2, "--seed", "x")
    assert none.exit_code == 3
    drawn = run("hq", "assess", "draw", folder, "--round", ROUND, "--each", 3, "--seed", "۱۴", "--json")
    assert drawn.exit_code == 1  # two assessors are no three
    said = json.loads(drawn.stdout)
    assert [one["missing"] for one in said["short"]] == [1] * 4
    assert store.one("select distinct seed from assignment") == ("14",)


def test_a_seed_is_the_same_on_every_keyboard(store: Store, run: Run) -> None:
    """The rule is that of `hq audit draw`: what two keyboards write differently is no seed."""
    for seed in ("علی", "علي", "a\u200db"):
        result = run("hq", "assess", "draw", store.folder, "--round", ROUND, "--each", 2, "--seed", seed)
        assert result.exit_code == 3
        assert "--seed" in result.stderr
    assert seeds.seed_of("  ۱۴  a ") == seeds.seed_of("14 a")


def test_another_seed_after_a_draw_is_said_to_change_nothing(own: Store, run: Run) -> None:
    of = ("--round", ROUND, "--each", 2)
    first = run("hq", "assess", "draw", own.folder, *of, "--seed", "1")
    assert first.exit_code == 0
    assert "a new seed changes nothing" not in first.stdout
    again = run("hq", "assess", "draw", own.folder, *of, "--seed", "2")
    assert again.exit_code == 0
    assert "Nobody was drawn: who is assigned already stays, and a new seed changes nothing of that." in again.stdout


def test_ids_stand_behind_names(own: Store, run: Run) -> None:
    body, province = inbox.office(0).filer.body, inbox.office(0).filer.province
    of = ("--name", "مریم حسینی", "--body", body, "--province", province, "--former", f"{assessing.office(1)}=سابق")
    said = run("hq", "assess", "assessor", own.folder, "hosseini", *of, lang="fa")
    assert said.exit_code == 0, said.output
    shown = run("hq", "assess", "assessors", own.folder, lang="fa").stdout
    for text in (said.stdout, " ".join(shown.split())):
        assert f"body:{body}" not in text
        assert f"({body})" in text
        assert f"({province})" in text
    assert "دستگاه" in said.stdout
    assert "محل خدمت پیشین: سابق" in said.stdout
    drawn = run("hq", "assess", "draw", own.folder, "--round", ROUND, "--each", 1, "--seed", "1", lang="fa").stdout
    assert "(ahmadi)" in drawn
    assert inbox.office(0).filer.name_fa in drawn


@given(each=st.integers(1, 3), seed=st.text("abc", min_size=1, max_size=3))
def test_the_same_draw_is_made_again_from_what_is_on_record(store: Store, each: int, seed: str) -> None:
    """Whoever knows offices, assessors, ties and the seed finds the same assignments."""
    from compliance import draw

    people = assessors.assessors(store)
    offices = {id_: one.office for id_, one in assessing.read(store).cases.items()}
    lots = draw.Lots(list(offices), list(people), each, seed, assessors.barred(people, offices.values()))
    assert draw.draw(lots) == draw.draw(lots._replace(offices=list(offices)[::-1], assessors=list(people)[::-1]))


def test_who_is_assigned_before_their_interests_are_known_is_named(own: Store, run: Run) -> None:
    assessing.note(own, "ahmadi", letter="1405/3")
    drawn = run("hq", "assess", "draw", own.folder, "--round", ROUND, "--each", 2, "--seed", "7")
    assert drawn.exit_code == 0
    assert "No declaration of interests yet of Assessor karimi (karimi):" in drawn.stderr
    again = run("hq", "assess", "draw", own.folder, "--round", ROUND, "--each", 2, "--seed", "7", "--json")
    assert "declaration of interests" not in again.stderr  # nobody was assigned anew
    assessing.note(own, "sadeghi")
    office = assessing.office()
    named = run("hq", "assess", "assign", own.folder, "sadeghi", office, "--round", ROUND)
    assert "No declaration of interests yet of Assessor sadeghi (sadeghi):" in named.stderr


def test_an_assessor_whose_offices_are_published_can_leave(tmp_path: Path) -> None:
    with assessing.decided_all(tmp_path) as store:
        assessing.move(store, Stage.FEEDBACK)
        assessing.move(store, Stage.PUBLISHED, assessing.office(0))
        with pytest.raises(BadInput) as busy, store.changing("test") as change:
            assessors.retire(store, change, "ahmadi", "بازنشستگی")
        assert busy.value.problems[0].seen == f"ahmadi, who is assigned to {assessing.office(1)}"
        assessing.move(store, Stage.PUBLISHED, assessing.office(1))
        with store.changing("test") as change:
            assessors.retire(store, change, "ahmadi", "بازنشستگی")
        assert "ahmadi" not in assessors.assessors(store)
        assert set(assessing.read(store).by(assessing.office(0), "")) == {"ahmadi", "karimi"}
        assert assessing.sound(store)
