"""Scores kept apart, ranked by consensus, and agreement: against a reckoning of their own, and as published schemas."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import agreement, league, schema
from compliance.agreement import Measure
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import agreeing, standings
from compliance.headquarters.assessing.sessions import Told
from compliance.headquarters.assessing.sheets.layout import Part
from compliance.headquarters.showing.assessing import minutes
from compliance.headquarters.store import Store
from compliance.model.assessing import Stage
from compliance.persian import numbers
from tests import assessing, inbox
from tests.conftest import Run
from tests.inbox import ROUND, shipped

AWARD = shipped().checklists["award"]
SAID = {
    "ahmadi": {
        "committee.meetings": ("2", "دو صورت‌جلسه بود"),
        "participation.strategy": ("خیر", "منتشر نشده است"),
        "training.staff-hours": ("موضوعیت ندارد", "کارمندی ندارد"),
    },
    "karimi": {"committee.meetings": ("3", "سه صورت‌جلسه بود")},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offices with everything: what assessors found, and what the panels decided."""
    folder = tmp_path_factory.mktemp("views")
    known = {item.fact for item in AWARD.items}
    said = {who: {fact: one for fact, one in of.items() if fact in known} for who, of in SAID.items()}
    assert [len(of) for of in said.values()] == [3, 1]
    assessing.decided_all(folder, said).close()
    return folder / "store"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    with stores.opened(Path(shutil.copytree(made, tmp_path / "store"))) as opened:
        yield opened


def valid(name: str, record: Any) -> None:
    errors = list(Draft202012Validator(schema.published(name)).iter_errors(record))
    assert not errors, [f"{e.json_path}: {e.message}" for e in errors[:5]]


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("assessors", []),
        ("stages", ["--round", ROUND]),
        ("show", ["--round", ROUND]),
        ("show", ["--round", ROUND, assessing.office()]),
        ("agreement", ["--round", ROUND]),
        ("draw", ["--round", ROUND, "--each", 3, "--seed", "x"]),
        ("move", ["feedback", "--ready", "--round", ROUND]),
        ("stages", ["--round", "1300-1"]),
        ("show", ["--round", "1300-1"]),
        ("agreement", ["--round", ROUND, "--checklist", "none"]),
        ("enter", ["nothing.xlsx"]),
        ("move", ["published", "--round", ROUND, assessing.office()]),
    ],
)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_json_is_as_its_published_schema_says(
    store: Store, run: Run, verb: str, arguments: list[Any], lang: str
) -> None:
    result = run("hq", "assess", verb, store.folder, *arguments, "--json", lang=lang)
    assert result.exit_code in (0, 1, 3), result.output
    printed = json.loads(result.stdout)
    valid(f"hq-assess-{verb}-output", printed)
    assert (result.exit_code == 3) == bool(printed["problems"])


def share_of(value: Fraction, item: Any) -> Fraction:
    """How much of its target a value reaches, by the words of the rule."""
    if item.better == "lower":
        return Fraction(1) if value <= 0 else min(Fraction(1), item.target / value)
    return Fraction(1) if item.target <= value else max(Fraction(0), value / item.target)


def reckoned(values: dict[str, Fraction | None]) -> Fraction:
    """The score of values by hand: weights of what does not apply go to the rest of the indicator."""
    whole = Fraction(0)
    for indicator in AWARD.indicators:
        there = [item for item in indicator.items if values.get(item.fact, Fraction(0)) is not None]
        weight = sum(item.weight for item in there)
        for item in there:
            value = values.get(item.fact)
            if value is not None:
                whole += indicator.weight * item.weight / weight * share_of(value, item)
    return whole


def values(office: int, who: str) -> dict[str, Fraction | None]:
    """What an assessor of the fixture established: as declared, but for what was said otherwise."""
    found = {e.fact: e.value.amount for e in inbox.declared(office).values if not e.system}
    known = {item.fact for item in AWARD.items}
    for fact, (text, _reason) in SAID.get(who, {}).items():
        found[fact] = None if "ندارد" in text else Fraction({"خیر": "0"}.get(text, text))
    return {fact: value for fact, value in found.items() if fact in known}


def test_own_assessors_and_consensus_are_kept_apart_and_each_is_what_its_values_come_to(
    store: Store, run: Run
) -> None:
    said = json.loads(run("hq", "assess", "show", store.folder, "--round", ROUND, "--json").stdout)
    rows = {row["office"]: row for row in said["rows"]}
    for number in range(2):
        row = rows[assessing.office(number)]
        own = reckoned(values(number, ""))
        assert row["self"]["score"] == numbers.plain(own)
        for one in row["assessors"]:
            assert one["score"] == numbers.plain(reckoned(values(number, one["id"])))
        assert row["consensus"]["score"] == row["self"]["score"]  # the panels decided as declared
        assert row["assessors"][0]["score"] not in (row["self"]["score"], row["assessors"][1]["score"])


def test_one_office_item_by_item(store: Store, run: Run) -> None:
    office = assessing.office()
    said = json.loads(run("hq", "assess", "show", store.folder, office, "--round", ROUND, "--json").stdout)
    (row,) = [row for row in said["rows"] if "items" in row]
    items = {one["fact"]: one for one in row["items"]}
    assert len(items) == len(AWARD.items)
    meetings = items["committee.meetings"]
    assert [(one["id"], one["value"], one["reason"]) for one in meetings["assessors"]] == [
        ("ahmadi", 2, "دو صورت‌جلسه بود"),
        ("karimi", 3, "سه صورت‌جلسه بود"),
    ]
    assert meetings["differs"]
    for key in ("self", "consensus"):
        totals = [one[key] for one in row["indicators"]]
        assert abs(sum(totals) - row[key]["score"]) < 0.05
        points = sum(one[key]["points"] or 0 for one in row["items"] if one[key])
        assert abs(points - row[key]["score"]) < 0.35  # of sixty rounded figures
    english = run("hq", "assess", "show", store.folder, office, "--round", ROUND).stdout
    assert "دو صورت‌جلسه بود" in english
    assert "not applicable" in english


def test_an_office_without_a_filing_or_by_another_version_is_not_shown(store: Store, run: Run) -> None:
    inbox.enrol(store, [inbox.enrolment(3)])
    result = run("hq", "assess", "show", store.folder, assessing.office(3), "--round", ROUND)
    assert result.exit_code == 3
    assert "no filing" in result.stderr
    store.connection.execute("update instrument set sha256 = 'x' where id = 'award'")
    result = run("hq", "assess", "show", store.folder, assessing.office(), "--round", ROUND)
    assert result.exit_code == 3
    assert "another version" in result.stderr
    said = json.loads(run("hq", "assess", "show", store.folder, "--round", ROUND, "--json").stdout)
    assert not any(row["comparable"] for row in said["rows"])


@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=9))
def test_ranks_are_dense(scores: list[int | None]) -> None:
    there = [score for score in scores if score is not None]
    for score, (rank, shared) in zip(scores, league.ranks(scores), strict=True):
        if score is None:
            assert (rank, shared) == (None, False)
        else:
            assert rank == 1 + len({other for other in there if other > score})
            assert shared == (there.count(score) > 1)


def test_ranks_are_by_consensus_and_ties_are_shared(store: Store) -> None:
    assessing.move(store, Stage.FEEDBACK)
    board = assessing.read(store)
    found = standings.standings(board)
    scores = [row.consensus.score for row in found.rows if row.consensus]
    assert scores == sorted(scores, reverse=True)
    assert [row.rank for row in found.rows] == [1, 2]
    assert found.spread is None  # of two offices no mean is given
    tied = board._replace(
        consensus={key: one._replace(points=one.points._replace(score=5000)) for key, one in board.consensus.items()}
    )
    assert [(row.rank, row.shared) for row in standings.standings(tied).rows] == [(1, True), (1, True)]


def test_an_office_without_consensus_has_no_rank_and_is_last(tmp_path: Path) -> None:
    with assessing.judged(tmp_path) as store:
        found = standings.standings(assessing.read(store))
        assert [(row.rank, row.consensus) for row in found.rows] == [(None, None)] * 2


def test_alpha_is_that_of_the_shares(store: Store) -> None:
    """The shares each assessor's values reach, told again by hand, office by office."""
    units: dict[str, list[list[Fraction]]] = {}
    for item in AWARD.items:
        for number in range(2):
            told = [values(number, who).get(item.fact, "none") for who in assessing.PEOPLE]
            there = [value for value in told if value != "none"]
            if len(there) == 2:
                shares = [share_of(value, item) for value in there if isinstance(value, Fraction)]
                units.setdefault(item.id, []).append(shares)
    found = agreeing.agreeing(assessing.read(store), 100)
    flat = [shares for of in units.values() for shares in of]
    for measure in Measure:
        assert found.whole[measure] == agreement.alpha(flat, measure)
    differing = {
        item for item, of in units.items() for shares in of if any(a != b for a, b in combinations(shares, 2))
    }
    assert {one.of for one in found.items} == differing
    assert sum(one.share for one in found.items) == 1
    disputed = {(unit.office, unit.item.fact) for unit in found.disputed}
    assert disputed == {(assessing.office(number), "training.staff-hours") for number in range(2)}
    assert (found.offices, found.assessors) == (2, 2)


def test_agreement_says_when_there_is_none(tmp_path: Path, run: Run) -> None:
    with assessing.laid_down(tmp_path, 1, ["ahmadi"]) as store:
        assessing.drawn(store, 1)
        assessing.move(store, Stage.EVIDENCE)
        result = run("hq", "assess", "agreement", store.folder, "--round", ROUND)
        assert "no two assessors judged the same item" in result.stdout
        said = json.loads(run("hq", "assess", "agreement", store.folder, "--round", ROUND, "--json").stdout)
        assert said["alpha"] == {
            "nominal": None, "ordinal": None, "interval": None, "units": 0, "values": 0, "undefined": "unpaired",
        }  # fmt: skip


def test_the_third_table_of_agreement_is_cut_as_well(store: Store, run: Run) -> None:
    def shown(*more: Any, lang: str = "en") -> str:
        return str(run("hq", "assess", "agreement", store.folder, "--round", ROUND, *more, lang=lang).stdout)

    _first, table = shown("--top", 1).split("Some say that it applies, others that it does not")
    assert table.count("not applicable") == 1
    assert "and 1 more" in table
    assert "و ۱ مورد دیگر" in shown("--top", 1, lang="fa")
    assert "more" not in shown("--top", 2)
    said = json.loads(shown("--top", 1, "--json"))
    assert (len(said["items"]), len(said["widest"]), len(said["disputed"])) == (1, 1, 2)


def test_the_reason_stands_once_in_the_panels_sheet(store: Store, tmp_path: Path) -> None:
    (path, *_others) = assessing.sheets(store, tmp_path / "again", of_panel=True)
    sheet = assessing.Sheet(path)
    text = sheet.cell("training.staff-hours", Part.ASSESSORS).value
    assert text.count("کارمندی ندارد") == 1


def test_agreement_is_told_with_its_items(store: Store, run: Run) -> None:
    shown = run("hq", "assess", "agreement", store.folder, "--round", ROUND, "--top", 1).stdout
    assert "whole checklist" in shown
    assert "not applicable" in shown
    assert "Krippendorff" in shown


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "md"])
def test_minutes_are_written_in_every_format(store: Store, run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"minutes.{kind}"
    result = run(
        "hq", "assess", "minutes", store.folder, assessing.office(), "--round", ROUND, "--output", path, lang="fa"
    )
    assert result.exit_code == 0, result.output
    assert path.stat().st_size > 1000
    if kind == "md":
        text = path.read_text("utf-8")
        assert "دو صورت‌جلسه بود" in text
        assert "هیئت اظهار اداره را پذیرفت" in text
        assert inbox.office(0).filer.name_fa in text


def test_systems_are_ranked_within_their_field() -> None:
    fields = ["G2C", "G2G", "G2C", "G2G", "G2B"]
    assert standings._placed(fields, [500, 500, 600, None, 100]) == [
        (2, False),
        (1, False),
        (1, False),
        (None, False),
        (1, False),
    ]


def test_the_form_of_the_minutes_leaves_room_for_a_pen(tmp_path: Path, run: Run) -> None:
    said = {"ahmadi": {"committee.meetings": ("2", "دو صورت‌جلسه بود؛ " * 12)}}
    with assessing.judged(tmp_path, said, 1) as store:
        assessing.move(store, Stage.DEFENCE)
        assessing.hear(store, assessing.office(), Told(inbox.DAY, "سالن", ("ahmadi",)))
        path = tmp_path / "minutes.docx"
        of = ("--round", ROUND, "--output", path)
        assert run("hq", "assess", "minutes", store.folder, assessing.office(), *of, lang="fa").exit_code == 0
    tables = docx.Document(str(path)).tables
    (items,) = [table for table in tables if "دلیل هیئت" in [cell.text for cell in table.rows[0].cells]]
    *_others, assessors, consensus, reason = items.rows[1].cells
    assert (consensus.text, reason.text) == ("", "")
    assert min(consensus.width.cm, reason.width.cm) > 2.9
    first, other = assessors.paragraphs  # a line each, as in PDF
    assert "ahmadi" in first.text
    assert "karimi" in other.text


def test_counts_stand_without_brackets_in_the_minutes(store: Store) -> None:
    board = assessing.read(store)
    (told,) = standings.named(store, board, standings.standings(board), [assessing.office()])
    (line, *_others) = [one for one in told.lines if one.declared and one.declared.total]
    assert line.declared is not None
    shown = minutes._value(shipped(), line, line.declared)
    assert "(" not in shown
    assert f"{line.declared.counted} of {line.declared.total}" in shown
