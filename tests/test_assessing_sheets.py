"""Sheets out and in: what is written comes back, and nothing that is not certain is entered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import language, schema
from compliance.assessment import scoring
from compliance.errors import BadInput
from compliance.filing import record as declarations
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.headquarters import store as stores
from compliance.headquarters.assessing import assessors, board, entering, judgements, record
from compliance.headquarters.assessing.sheets import laying, making, reading, stamps
from compliance.headquarters.assessing.sheets.laying import Wanted
from compliance.headquarters.assessing.sheets.layout import Part
from compliance.headquarters.store import Store
from compliance.model.assessing import Said, Stage, Tie, TieKind
from compliance.model.checklist import AnswerKind
from compliance.model.filing import hundredths
from compliance.model.office import Known, Source, Value
from compliance.persian import letters
from compliance.values import of_counts
from tests import assessing, inbox
from tests.assessing import AS_DECLARED, Sheet
from tests.conftest import Run
from tests.inbox import DAY, ROUND, shipped

COUNTS = next(
    i.fact for i in shipped().checklists["award"].items if shipped().facts[i.fact].answer is AnswerKind.COUNTS
)
LEVEL, YES_NO, NUMBER = (
    next(i.fact for i in shipped().checklists["award"].items if shipped().facts[i.fact].answer is kind)
    for kind in (AnswerKind.LEVEL, AnswerKind.YES_NO, AnswerKind.NUMBER)
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offices at the check of evidence, both with two assessors, and their sheets still empty."""
    folder = tmp_path_factory.mktemp("made")
    with assessing.laid_down(folder) as store:
        assessing.drawn(store)
        assessing.move(store, Stage.EVIDENCE)
        assessing.sheets(store, folder / "sheets")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "made"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with stores.opened(folder / "store") as opened:
        yield opened


def path_of(folder: Path, assessor: str = "ahmadi", number: int = 0) -> Path:
    return folder / "sheets" / assessor / f"{assessing.office(number)}.xlsx"


def refused(store: Store, *paths: Path, of_panel: bool = False) -> list[tuple[str, str]]:
    """The problems with which sheets are refused, as place and what was seen; nothing is entered."""
    before = store.one("select count(*) from judgement"), store.one("select max(seq) from log")
    with pytest.raises(BadInput) as error:
        assessing.enter(store, paths, of_panel)
    assert (store.one("select count(*) from judgement"), store.one("select max(seq) from log")) == before
    return [(problem.place, problem.seen) for problem in error.value.problems]


def test_what_is_written_is_entered_fact_by_fact(store: Store, folder: Path) -> None:
    said = {
        COUNTS: ("۱۶ از ۱۸", "از ۱۸ مورد ۱۶ مورد دیده شد"),
        LEVEL: ("۳", "سند سطح ۳ را نشان می‌دهد"),
        YES_NO: ("خیر", "سندی نبود"),
        NUMBER: ("موضوعیت ندارد", "این اداره چنین کاری ندارد"),
    }
    sheet = Sheet(path_of(folder))
    left = next(fact for fact in sheet.rows if fact not in said and sheet.declared(fact))
    (entered,) = assessing.enter(store, [assessing.filled(path_of(folder), said, [left])])
    assert assessing.sound(store)
    found = assessing.read(store).own[assessing.office(), "", "ahmadi"]
    values = found.said(shipped().facts)
    assert left not in values
    assert (values[COUNTS].value.counted, values[COUNTS].value.total) == (16, 18)
    assert values[COUNTS].reason == said[COUNTS][1]
    assert values[LEVEL].value.amount == 3
    assert values[YES_NO].value.amount == 0
    assert (values[NUMBER].value.amount, values[NUMBER].reason) == (None, said[NUMBER][1])
    declared = {e.fact: e.value for e in inbox.declared(0).values if not e.system}
    for fact, one in values.items():
        if fact not in said:
            assert one.value[:3] == declared[fact][:3]
    answered = sum(fact in declared for fact in sheet.rows)
    assert (entered.judged, entered.new, entered.asked) == (answered - 1, answered - 1, len(sheet.rows))


def test_the_score_is_that_of_the_rules_over_these_values_alone(store: Store, folder: Path) -> None:
    """What nobody judged inherits nothing from the office: it is missing in the coverage and counts 0."""
    checklist = shipped().checklists["award"]
    sheet = Sheet(path_of(folder))
    facts = [fact for fact in sheet.rows if sheet.declared(fact)]
    assessing.enter(store, [assessing.filled(path_of(folder), None, facts[::2])])
    found = assessing.read(store).own[assessing.office(), "", "ahmadi"]
    declared = {e.fact: e.value for e in inbox.declared(0).values if not e.system}
    expected = scoring.assess(
        checklist, {fact: Known(declared[fact], Source.DECLARED) for fact in facts if fact not in facts[::2]}
    )
    assert expected.score is not None
    assert found.points.score == hundredths(expected.score)
    assert found.points.coverage == hundredths(100 * expected.coverage)
    assert found.points.coverage < 9000
    assert len(found.points.items) == len(checklist.items)


def test_everything_as_declared_comes_to_the_own_score(store: Store, folder: Path) -> None:
    assessing.enter(store, [assessing.filled(path_of(folder, number=1), None)])
    found = assessing.read(store)
    (own,) = found.cases[assessing.office(1)].own
    judged = found.own[assessing.office(1), "", "ahmadi"]
    assert (judged.points.score, judged.points.coverage) == (own.score, own.coverage)


def test_a_sheet_that_is_written_again_holds_what_was_entered(store: Store, folder: Path) -> None:
    said = {COUNTS: ("۱۶ از ۱۸", "شمارش شد"), LEVEL: ("0", "سندی نبود")}
    assessing.enter(store, [assessing.filled(path_of(folder), said)])
    before = assessing.read(store).own
    again = assessing.sheets(store, folder / "again", assessor="ahmadi")
    assert {path.parent.name for path in again} == {"ahmadi"}
    sheet = Sheet(again[0])
    assert sheet.cell(COUNTS, Part.REASON).value == "شمارش شد"
    (entered,) = assessing.enter(store, [again[0]])
    assert (entered.new, entered.changed, entered.gone) == (0, 0, 0)
    assert assessing.read(store).own == before


def test_what_changes_is_counted_and_what_was_stays_on_record(store: Store, folder: Path) -> None:
    path = assessing.filled(path_of(folder), {LEVEL: ("۱", "یک سند")})
    assessing.enter(store, [path])
    (path,) = again(store, folder / "anew")
    sheet = Sheet(path)
    sheet.put(LEVEL, "۲", "دو سند")
    sheet.put(YES_NO, "پس گرفته شد", "سند از اداره‌ای دیگر بود")
    (entered,) = assessing.enter(store, [sheet.save()])
    assert (entered.new, entered.changed, entered.gone) == (0, 1, 1)
    rows = store.ask("select until is null from judgement where assessor = 'ahmadi' order by n")
    assert [row[0] for row in rows] == [0, 1]
    (said,) = store.one("select data from log where deed = 'judge' order by seq desc limit 1")
    assert json.loads(said)["withdrawn"] == [[YES_NO, "سند از اداره‌ای دیگر بود"]]
    assert assessing.sound(store)


def again(store: Store, folder: Path, assessor: str = "ahmadi", number: int = 0) -> list[Path]:
    """The sheet of an office written anew, with what is on record."""
    wanted = Wanted(folder, assessor)
    board_ = assessing.read(store, "award", assessing.office(number))
    return [one.path for one in laying.lay(store, shipped(), board_, wanted, [assessing.office(number)], DAY)]


def test_an_emptied_cell_takes_nothing_back(store: Store, folder: Path) -> None:
    """Neither in a sheet that is older than the record, nor in one that was written with it."""
    old = Path(shutil.copy(path_of(folder), folder / "old.xlsx"))
    assessing.enter(store, [assessing.filled(path_of(folder), {LEVEL: ("۱", "یک سند")})])
    before = assessing.read(store).own
    sheet = Sheet(old)
    sheet.put(YES_NO, AS_DECLARED)
    (found,) = refused(store, sheet.save())
    assert found[0] == f"sheet {sheet.page.title}, cell {sheet.cell(next(iter(sheet.rows)), Part.VALUE).coordinate}"
    assert found[1].startswith(
        f"empty cells of items whose value is on record: {sum(map(sheet.declared, sheet.rows)) - 1} ("
    )
    (new,) = again(store, folder / "anew")
    sheet = Sheet(new)
    sheet.put(LEVEL, None, "")
    (found,) = refused(store, sheet.save())
    assert found[1].startswith("empty cells of items whose value is on record: 1 (")
    sheet.put(LEVEL, "پس گرفته شد", "")
    (found,) = refused(store, sheet.save())
    assert found[1] == "a value taken back without a reason"
    empty = next(fact for fact in sheet.rows if not sheet.cell(fact, Part.VALUE).value)
    sheet.put(LEVEL, "۱", "یک سند")
    sheet.put(empty, "withdrawn", "سند نبود")
    (found,) = refused(store, sheet.save())
    assert found[1] == "“withdrawn”"
    assert assessing.read(store).own == before


def test_an_older_sheet_changes_nothing_that_was_recorded_since(store: Store, folder: Path) -> None:
    old = Path(shutil.copy(assessing.filled(path_of(folder), {LEVEL: ("۱", "یک سند")}), folder / "old.xlsx"))
    assessing.enter(store, [old])
    assert [(one.new, one.changed, one.gone) for one in assessing.enter(store, [old])] == [(0, 0, 0)]
    sheet = Sheet(again(store, folder / "anew")[0])
    sheet.put(LEVEL, "۲", "دو سند")
    (entered,) = assessing.enter(store, [sheet.save()])
    assert (entered.changed, entered.gone) == (1, 0)
    with pytest.raises(BadInput) as error:
        assessing.enter(store, [old])
    (problem,) = error.value.problems
    assert problem.seen == "“۱”"
    assert problem.expected == "what is on record: level 2 – دو سند"
    assert "write it anew (hq assess sheet)" in problem.mend
    sheet = Sheet(old)
    sheet.put(LEVEL, "پس گرفته شد", "سند نبود")
    assert [seen for _place, seen in refused(store, sheet.save())] == ["“پس گرفته شد”"]


def test_an_older_sheet_of_a_panel_takes_no_decision_back(tmp_path: Path) -> None:
    said = {"ahmadi": {LEVEL: ("۱", "یک سند"), YES_NO: ("خیر", "سندی نبود")}}
    with assessing.judged(tmp_path, said, 1) as store:
        assessing.move(store, Stage.DEFENCE)
        assessing.hear(store, assessing.office())
        assessing.move(store, Stage.CONSENSUS)
        (old,) = assessing.sheets(store, tmp_path / "old", of_panel=True)
        (new,) = assessing.sheets(store, tmp_path / "new", of_panel=True)
        sheet = Sheet(assessing.decided(new))
        agreed = next(
            fact for fact in sheet.rows if sheet.cell(fact, Part.VALUE).value and fact not in said["ahmadi"]
        )
        sheet.put(agreed, "موضوعیت ندارد", "هیئت نپذیرفت")
        assessing.enter(store, [sheet.save()], of_panel=True)
        before = assessing.read(store).consensus
        with pytest.raises(BadInput) as error:
            assessing.enter(store, [old], of_panel=True)
        changed, emptied = error.value.problems
        assert changed.expected == "what is on record: not applicable – هیئت نپذیرفت"
        assert emptied.seen.startswith("empty cells of items whose value is on record: 2 (")
        assert {problem.file for problem in error.value.problems} == {str(old)}
        assert assessing.read(store).consensus == before


def test_what_somebody_else_recorded_while_sheets_were_read_is_not_lost(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other_path = path_of(folder), Path(shutil.copy(path_of(folder), folder / "other.xlsx"))
    assessing.filled(path, {LEVEL: ("۱", "یک سند")})
    assessing.filled(other_path, {LEVEL: ("۲", "دو سند")})
    before = Store.changing

    def meanwhile(opened: Store, who: str) -> Any:
        monkeypatch.setattr(Store, "changing", before)
        with stores.opened(folder / "store") as other:
            assessing.enter(other, [other_path])
        return before(opened, who)

    monkeypatch.setattr(Store, "changing", meanwhile)
    with pytest.raises(BadInput, match="recorded meanwhile"):
        assessing.enter(store, [path])
    found = assessing.read(store).own[assessing.office(), "", "ahmadi"].said(shipped().facts)
    assert found[LEVEL].value.amount == 2


@pytest.mark.parametrize("part", [Part.DECLARED, Part.ITEM, Part.QUESTION, Part.TARGET, Part.EVIDENCE])
def test_a_grey_cell_that_was_changed_is_refused_with_what_stood_there(
    store: Store, folder: Path, part: Part
) -> None:
    sheet = Sheet(path_of(folder))
    sheet.fill()
    cell = sheet.cell(LEVEL, part)
    wrote, cell.value = cell.value, "چیز دیگر"
    with pytest.raises(BadInput) as error:
        assessing.enter(store, [sheet.save()])
    (problem,) = error.value.problems
    assert problem.place == f"sheet {sheet.page.title}, cell {cell.coordinate}"
    assert problem.seen == "“چیز دیگر” in a cell that is not to be filled in"
    shown = schema.quoted(" ".join(letters.bare(wrote).split())) if wrote else "—"
    assert problem.expected == f"what the sheet was written with: {shown}"
    cell.value = None
    if wrote:
        assert refused(store, sheet.save())[0][1] == "an emptied cell that is not to be filled in"


def test_the_office_above_the_items_is_not_changed_either(store: Store, folder: Path) -> None:
    sheet = Sheet(path_of(folder))
    sheet.fill()
    sheet.page["A1"].value = "برگهٔ ارزیاب: ادارهٔ دیگر"
    assert [place for place, _seen in refused(store, sheet.save())] == [f"sheet {sheet.page.title}, cell A1"]


def test_a_column_that_was_taken_out_or_numbered_anew_is_no_mistake(store: Store, folder: Path) -> None:
    sheet = Sheet(path_of(folder))
    sheet.fill()
    for row in sheet.rows.values():
        sheet.page.cell(row, sheet.columns[Part.NUMBER]).value = 100 - row
    sheet.page.delete_cols(sheet.columns[Part.EVIDENCE])
    assert len(assessing.enter(store, [sheet.save()])) == 1


def test_folders_are_taken_with_what_lies_below_them(store: Store, folder: Path, run: Run) -> None:
    place = folder / "sheets"
    filled_in = assessing.filled(path_of(folder))
    (place / "ahmadi" / "~$open.xlsx").write_bytes(b"x")
    (place / "evidence" / "x").mkdir(parents=True)
    shutil.copy(path_of(folder, "karimi"), place / "evidence" / "x" / "own.xlsx")
    result = run("hq", "assess", "enter", store.folder, place, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert [one["file"] for one in said["entered"]] == [str(filled_in)]
    empty = [path_of(folder, "ahmadi", 1), *(path_of(folder, "karimi", n) for n in range(2))]
    assert sorted(said["empty"]) == sorted(map(str, empty))
    assert (said["there"], said["others"]) == ([], [])
    once_more = run("hq", "assess", "enter", store.folder, place)
    assert once_more.exit_code == 0
    assert "sheets in which nothing is filled in yet: 3" in once_more.stderr
    assert "sheets that say what is on record already: 1" in once_more.stderr
    assert assessing.sound(store)


def test_folders_without_anything_to_enter(store: Store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert refused(store, tmp_path / "none") == [("", "a folder without .xlsx")]
    assert {seen for _place, seen in refused(store, folder / "sheets")} == {
        "a sheet in which nothing is filled in yet"
    }
    assert refused(store, folder / "sheets", of_panel=True) == [("", "only sheets of assessors")]
    wrong = path_of(folder)
    wrong.write_bytes(b"none")
    assert len(refused(store, folder / "sheets")) == 1


def test_a_folder_of_panels_is_entered_where_they_decided(tmp_path: Path) -> None:
    said = {"ahmadi": {NUMBER: ("موضوعیت ندارد", "این اداره چنین کاری ندارد")}}
    with assessing.judged(tmp_path, said) as store:
        assessing.move(store, Stage.DEFENCE)
        for id_ in assessing.read(store).cases:
            assessing.hear(store, id_)
        assessing.move(store, Stage.CONSENSUS)
        first, other = assessing.sheets(store, tmp_path / "sheets", of_panel=True)
        assessing.decided(first)
        found = entering.enter(store, "test", shipped(), [tmp_path / "sheets"], of_panel=True)
        assert ([one.path for one in found.entries], found.empty, len(found.others)) == ([first], (other,), 4)
        assessing.move(store, Stage.FEEDBACK, found.entries[0].sheet.case.office)
        assessing.decided(other)
        found = entering.enter(store, "test", shipped(), [tmp_path / "sheets"], of_panel=True)
        assert ([one.path for one in found.entries], found.there) == ([other], (first,))


def test_a_sheet_in_english_is_read_in_persian(store: Store, folder: Path) -> None:
    language.use("en")
    (path, *_others) = assessing.sheets(store, folder / "english", assessor="karimi")
    sheet = Sheet(path)
    assert sheet.page.title == "Items"
    sheet.fill({YES_NO: ("no", "nothing there")})
    for fact in sheet.rows:
        if sheet.cell(fact, Part.VALUE).value == AS_DECLARED:
            sheet.put(fact, "As  Declared")
    sheet.save()
    language.use("fa")
    (entered,) = assessing.enter(store, [path])
    assert entered.judged > 40


def test_rows_may_be_sorted_and_columns_moved(store: Store, folder: Path) -> None:
    path = assessing.filled(path_of(folder), {LEVEL: ("۱", "یک سند")})
    book = openpyxl.load_workbook(path)
    page: Any = book.worksheets[1]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=assessing.FIRST_ROW)]
    for at, row in enumerate(reversed(rows), assessing.FIRST_ROW):
        for column, value in enumerate(row, 1):
            page.cell(at, column).value = value
    page.insert_cols(3)
    book.save(path)
    (entered,) = assessing.enter(store, [path])
    assert entered.sheet.said[LEVEL].value.amount == 1


def change(path: Path, act: Callable[[Sheet], None], filled: bool = True) -> Path:
    sheet = Sheet(path)
    if filled:
        sheet.fill()
    act(sheet)
    return sheet.save()


HOSTILE: dict[str, tuple[Callable[[Sheet], None], str]] = {
    "a formula": (lambda s: s.put(LEVEL, "=1+1", "x y z"), "the formula"),
    "a formula as a reason": (lambda s: s.put(LEVEL, "۱", '=HYPERLINK("http://x")'), "the formula"),
    "an error": (lambda s: setattr(s.cell(LEVEL, Part.VALUE), "value", "#REF!"), "#REF!"),
    "a date": (lambda s: s.put(COUNTS, __import__("datetime").date(2026, 9, 10), "x y z"), "a date"),
    "a level of five": (lambda s: s.put(LEVEL, "۵", "x y z"), "“۵”"),
    "more than there are": (lambda s: s.put(COUNTS, "۱۱ از ۱۰", "x y z"), "count 11 above total 10"),
    "two readings": (lambda s: s.put(COUNTS, "9/10", "x y z"), "9/10"),
    "a share or a percentage": (lambda s: s.put(COUNTS, "0.5", "x y z"), "0.5"),
    "points instead of a value": (lambda s: s.put(YES_NO, "7.5", "x y z"), "7.5"),
    "a negative number": (lambda s: s.put(NUMBER, "-3", "x y z"), "-3"),
    "no reason": (lambda s: s.put(LEVEL, "۰"), "without a reason"),
    "a reason of one sign": (lambda s: s.put(LEVEL, AS_DECLARED, "."), "“.”"),
    "a reason without a value": (lambda s: s.put(LEVEL, None, "سندی نبود"), "without a value"),
    "a control sign": (lambda s: s.put(LEVEL, AS_DECLARED, "سند\u0086نبود"), "control"),
    "a word that is no value": (lambda s: s.put(YES_NO, "شاید", "x y z"), "شاید"),
    "a row taken out": (lambda s: s.page.delete_rows(s.rows[LEVEL]), "rows that are gone: 1"),
    "rows taken out": (lambda s: s.page.delete_rows(10, 20), "rows that are gone: 20"),
    "an item twice": (
        lambda s: s.page.append([cell.value for cell in s.page[s.rows[LEVEL]]]),
        "more than once",
    ),
    "another fact": (
        lambda s: s.put(LEVEL, AS_DECLARED) or setattr(s.cell(LEVEL, Part.FACT), "value", "website.https2"),
        "website.https2",
    ),
    "a row without its id": (lambda s: setattr(s.cell(LEVEL, Part.FACT), "value", None), AS_DECLARED),
    "merged cells": (
        lambda s: s.page.merge_cells(
            start_row=10, end_row=12, start_column=s.columns[Part.VALUE], end_column=s.columns[Part.VALUE]
        ),
        "merged cells",
    ),
    "a heading changed": (
        lambda s: setattr(s.page.cell(assessing.HEAD_ROW, s.columns[Part.VALUE]), "value", "امتیاز"),
        "no column headed",
    ),
    "the hidden page taken out": (lambda s: s.book.remove(s.book["_assessment"]), "without the sheet's hidden page"),
    "another office on the hidden page": (
        lambda s: setattr(s.book["_assessment"]["B3"], "value", "somebody-else"),
        "hidden page was changed",
    ),
    "a later program": (lambda s: setattr(s.book["_assessment"]["B1"], "value", "3"), "another version"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_certain_is_refused_with_its_cell(store: Store, folder: Path, what: str) -> None:
    act, says = HOSTILE[what]
    found = refused(store, change(path_of(folder), act))
    assert any(says in seen for _place, seen in found), found


def test_everything_wrong_in_all_sheets_is_said_at_once(store: Store, folder: Path) -> None:
    first = change(path_of(folder), lambda s: (s.put(LEVEL, "۷", "x y z"), s.put(COUNTS, "۱۱ از ۱۰", "x y z")))
    second = change(path_of(folder, "karimi"), lambda s: s.put(LEVEL, "=A1"))
    third = assessing.filled(path_of(folder, "karimi", 1))
    found = refused(store, first, second, third)
    assert len(found) == 3
    assert all("cell" in place for place, _seen in found)


def test_a_sheet_twice_an_empty_one_and_a_file_that_is_none(store: Store, folder: Path, tmp_path: Path) -> None:
    path = assessing.filled(path_of(folder))
    other = Path(shutil.copy(path, tmp_path / "copy.xlsx"))
    assert "a second sheet" in refused(store, path, other)[0][1]
    assert "nothing is judged" in refused(store, path_of(folder, "karimi"))[0][1]
    text = tmp_path / "a.csv"
    text.write_text("a,b\n")
    assert "CSV" in refused(store, text, path)[0][1]
    assert "Word" in refused(store, text, _word(tmp_path))[1][1]


def _word(folder: Path) -> Path:
    import zipfile

    path = folder / "b.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return path


def test_a_sheet_of_somebody_who_is_not_assigned(store: Store, folder: Path) -> None:
    from compliance.headquarters.assessing import assigning

    path = assessing.filled(path_of(folder))
    assigning.release(store, "test", assessing.asked(store), "ahmadi", [assessing.office()], "بیماری")
    assert "not assigned" in refused(store, path)[0][1]


def test_a_sheet_of_somebody_who_is_tied_to_the_office_by_now(store: Store, folder: Path) -> None:
    path = assessing.filled(path_of(folder))
    assessing.note(store, "ahmadi", Tie(TieKind.FORMER, "office", assessing.office()))
    assert "must not judge it" in refused(store, path)[0][1]


def test_a_sheet_of_another_version_of_the_checklist(store: Store, folder: Path) -> None:
    sheet = Sheet(path_of(folder))
    sheet.fill()
    page: Any = sheet.book["_assessment"]
    rows = [tuple(c.value or "" for c in row) for row in page.iter_rows()]
    made = [("sha256", "0" * 64) if row[0] == "sha256" else row for row in rows[:-1]]
    for at, row in enumerate(made, 1):
        page.cell(at, 2).value = row[1]
    page.cell(len(rows), 2).value = stamps._seal(made)
    found = refused(store, sheet.save())
    assert "000000000000" in found[0][1]


def test_a_sheet_of_a_filing_that_is_not_assessed(store: Store, folder: Path) -> None:
    """The office filed again and was brought back to the beginning: the new filing is what is judged."""
    path = assessing.filled(path_of(folder))
    newer = inbox.filing(0, at=inbox.later(1), previous=inbox.sha256(inbox.filing(0)))
    (folder / "newer.zip").write_bytes(newer)
    inbox.collected(store, [folder / "newer.zip"])
    assert assessing.read(store).cases[assessing.office()].newer
    assessing.enter(store, [path])  # until then the filing that stood at the check of evidence is assessed
    assessing.move(store, Stage.DECLARATION, assessing.office(), why="پروندهٔ تازه")
    assessing.move(store, Stage.EVIDENCE, assessing.office())
    assert not assessing.read(store).cases[assessing.office()].newer
    assert "another filing" in refused(store, path)[0][1]
    assert (assessing.office(), "", "ahmadi") not in assessing.read(store).own


def test_values_are_entered_at_the_check_of_evidence_alone(store: Store, folder: Path) -> None:
    path = assessing.filled(path_of(folder))
    assessing.move(store, Stage.DECLARATION, assessing.office(), why="اصلاح")
    assert "declaration" in refused(store, path)[0][1]


def test_a_sheet_of_the_panel_is_no_sheet_of_an_assessor(tmp_path: Path) -> None:
    with assessing.judged(tmp_path) as store:
        own = tmp_path / "sheets" / "ahmadi" / f"{assessing.office()}.xlsx"
        assert refused(store, own, of_panel=True)[0][1] == "a sheet of an assessor"
        assessing.move(store, Stage.DEFENCE)
        assessing.hear(store, assessing.office())
        assessing.move(store, Stage.CONSENSUS, assessing.office())
        (panel,) = assessing.sheets(store, tmp_path / "panel", of_panel=True)
        assert refused(store, panel)[0][1] == "a sheet of the panel"


def test_the_panel_has_what_all_agree_on_and_gives_reasons_for_the_rest(tmp_path: Path) -> None:
    said = {
        "ahmadi": {LEVEL: ("۱", "یک سند"), YES_NO: ("خیر", "نبود"), NUMBER: ("۷", "شمارش")},
        "karimi": {NUMBER: ("۷", "شمارش")},
    }
    with assessing.judged(tmp_path, said) as store:
        office = assessing.office()
        assessing.move(store, Stage.DEFENCE)
        assessing.hear(store, office)
        assessing.move(store, Stage.CONSENSUS, office)
        (path,) = assessing.sheets(store, tmp_path / "panel", of_panel=True)
        sheet = Sheet(path)
        waits = [fact for fact in sheet.rows if sheet.declared(fact) and not sheet.cell(fact, Part.VALUE).value]
        assert set(waits) == {LEVEL, YES_NO}
        assert sheet.cell(NUMBER, Part.VALUE).value == "7"
        assert "یک سند" in sheet.cell(LEVEL, Part.ASSESSORS).value
        sheet.put(LEVEL, "۲")
        sheet.put(YES_NO, AS_DECLARED, "سند در نشست ارائه شد")
        sheet.put(NUMBER, "۸")
        found = refused(store, sheet.save(), of_panel=True)
        assert sorted(seen for _place, seen in found) == [
            "a value on which the assessors do not agree, without a reason",
            "another value than all assessors established, without a reason",
        ]
        sheet.put(LEVEL, "۲", "دو سند در نشست دیده شد")
        sheet.put(NUMBER, "۸", "یک مورد افزوده شد")
        (entered,) = assessing.enter(store, [sheet.save()], of_panel=True)
        assert entered.sheet.said[NUMBER].value.amount == 8
        assert assessing.sound(store)
        before = assessing.read(store).own
        assert before[office, "", "ahmadi"].said(shipped().facts)[LEVEL].value.amount == 1  # what he found stays


def test_without_minutes_nothing_is_decided(tmp_path: Path) -> None:
    with assessing.judged(tmp_path) as store:
        one = assessing.read(store).cases[assessing.office()]
        with store.changing("test") as change_:
            record.put(change_, "stage", **one.case._asdict(), stage="consensus", filing=one.filing, why="")
        (panel,) = assessing.sheets(store, tmp_path / "panel", of_panel=True)
        assert "no minutes" in refused(store, assessing.decided(panel), of_panel=True)[0][1]


def test_nothing_is_written_over_a_sheet(store: Store, folder: Path) -> None:
    before = path_of(folder).read_bytes()
    with pytest.raises(BadInput, match="lies there already"):
        assessing.sheets(store, folder / "sheets")
    assert path_of(folder).read_bytes() == before
    assert not (folder / "sheets" / "evidence").exists()


def test_the_evidence_of_an_office_is_laid_beside_its_sheets(store: Store, folder: Path) -> None:
    assessing.sheets(store, folder / "with", evidence=True)
    laid = folder / "with" / "evidence" / assessing.office() / "report.txt"
    assert laid.read_bytes() == inbox.evidence(0)
    sheet = Sheet(folder / "with" / "ahmadi" / f"{assessing.office()}.xlsx")
    shown = [sheet.cell(fact, Part.EVIDENCE).value for fact in sheet.rows]
    first = inbox.declared(0).values[0].fact
    assert ("report.txt" in shown) == (first in sheet.rows)


def test_a_kept_filing_that_was_changed_is_not_judged(store: Store, folder: Path) -> None:
    (kept,) = [p for p in (store.folder / "filings").rglob("*.zip") if p.stem == inbox.sha256(inbox.filing(0))]
    raw = bytearray(kept.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.write_bytes(bytes(raw))
    with pytest.raises(BadInput, match="another content"):
        assessing.sheets(store, folder / "other")
    kept.unlink()
    with pytest.raises(BadInput, match="nothing whole"):
        assessing.sheets(store, folder / "other")


def test_systems_have_sheets_of_their_own(tmp_path: Path) -> None:
    number = next(n for n in range(20) if inbox.office(n).systems)
    with assessing.laid_down(tmp_path, number + 1) as store:
        office, system = assessing.office(number), inbox.office(number).systems[0].id
        assessing.drawn(store, checklist="award-system")
        assert set(assessing.read(store, "award-system").cases[office].systems) == {system}
        assessing.move(store, Stage.EVIDENCE, office, checklist="award-system")
        wanted = Wanted(tmp_path / "sheets")
        laid = laying.lay(store, shipped(), assessing.read(store, "award-system"), wanted, [office], DAY)
        assert [one.path.name for one in laid] == [f"{office}.{system}.xlsx"] * 2
        assessing.enter(store, [assessing.filled(one.path) for one in laid])
        found = assessing.read(store, "award-system")
        assert found.own[office, system, "ahmadi"].points.score == found.cases[office].own[0].score
        assert assessing.move(store, Stage.DEFENCE, office, checklist="award-system").offices == (office,)


@pytest.mark.parametrize("kept", ["1", "2.5", "22/7", ["16", "18"], ["0", "0"], None])
def test_values_are_kept_exactly(kept: Any) -> None:
    fact = shipped().facts[COUNTS]
    value = judgements.value_of(kept, fact, "دلیل")
    assert judgements.kept_of(value) == kept
    if isinstance(kept, str):
        assert value.amount == Fraction(kept)
        assert declarations.decimal(Fraction(kept)) == kept


def test_the_verbs_write_and_enter(folder: Path, run: Run) -> None:
    result = run(
        "hq", "assess", "sheet", folder / "store", "--round", ROUND, "--into", folder / "v", "--assessor", "ahmadi"
    )
    assert result.exit_code == 0, result.output
    paths = sorted((folder / "v" / "ahmadi").iterdir())
    for path in paths:
        assessing.filled(path)
    entered = json.loads(run("hq", "assess", "enter", folder / "store", *paths, "--json").stdout)
    assert [one["office"] for one in entered["entered"]] == sorted(assessing.office(n) for n in range(2))
    assert "ahmadi" in run("hq", "assess", "enter", folder / "store", *paths).stdout
    wrong = run("hq", "assess", "sheet", folder / "store", "--round", ROUND, "--into", folder / "v", "--panel")
    assert wrong.exit_code == 3
    both = run(
        "hq",
        "assess",
        "sheet",
        folder / "store",
        "--round",
        ROUND,
        "--into",
        folder / "v",
        "--panel",
        "--assessor",
        "x",
    )
    assert both.exit_code == 2


def test_names_of_the_board(store: Store) -> None:
    found = board.read(store, shipped().facts, assessing.asked(store))
    assert found.name("ahmadi") == "Assessor ahmadi"
    assert found.name("دکتر نوری") == "دکتر نوری"
    assert assessors.name_of(found.people["ahmadi"]) == "Assessor ahmadi"


def test_what_changed_while_sheets_were_read_is_looked_at_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody releases the assessor between the reading of the file and the writing of the record."""
    from compliance.headquarters.assessing import assigning

    path, before = assessing.filled(path_of(folder)), Store.changing

    def meanwhile(opened: Store, who: str) -> Any:
        monkeypatch.setattr(Store, "changing", before)
        with stores.opened(folder / "store") as other:
            assigning.release(other, "test", assessing.asked(other), "ahmadi", [assessing.office()], "بیماری")
        return before(opened, who)

    monkeypatch.setattr(Store, "changing", meanwhile)
    with pytest.raises(BadInput, match="not assigned"):
        assessing.enter(store, [path])
    assert store.one("select count(*) from judgement") == (0,)
    assert assessing.sound(store)


def test_a_sheet_of_another_store_and_of_a_round_that_is_none(store: Store, folder: Path, tmp_path: Path) -> None:
    with assessing.laid_down(tmp_path / "other", 1) as other:
        assessing.drawn(other)
        assessing.move(other, Stage.EVIDENCE)
        (own, *_rest) = assessing.sheets(other, tmp_path / "sheets")
        inbox.enrol(other, [inbox.enrolment(5)])
    assert "another filing" not in str(refused(store, assessing.filled(own), path_of(folder)))
    with inbox.laid_down(tmp_path / "empty", 0) as empty, pytest.raises(BadInput) as error:
        assessing.enter(empty, [own])
    assert [problem.seen for problem in error.value.problems] == [f"a sheet of the office “{assessing.office()}”"]
    with inbox.laid_down(tmp_path / "filed", 1) as none, pytest.raises(BadInput) as error:
        assessing.enter(none, [own])
    assert {problem.file for problem in error.value.problems} == {str(own)}


def test_no_sheet_is_written_by_another_version_than_the_filing_was_judged_by(store: Store, folder: Path) -> None:
    store.connection.execute("update instrument set sha256 = 'x' where id = 'award'")
    wanted = Wanted(folder / "other")
    with pytest.raises(BadInput, match="another version"):
        laying.lay(store, shipped(), assessing.read(store), wanted, [assessing.office()], DAY)
    assert not (folder / "other").exists()


@st.composite
def established(draw: st.DrawFn) -> tuple[str, Value]:
    """A fact of the award with a value that an office can have."""
    fact = shipped().facts[draw(st.sampled_from(judgements.asked_facts(shipped().checklists["award"])))]
    if fact.answer is AnswerKind.YES_NO:
        return fact.id, Value(Fraction(draw(st.integers(0, 1))))
    if fact.answer is AnswerKind.LEVEL:
        return fact.id, Value(Fraction(draw(st.integers(0, 4))))
    if fact.answer is AnswerKind.COUNTS:
        total = draw(st.integers(0, 500))
        counts = of_counts(fact, Fraction(draw(st.integers(0, total))), Fraction(total))
        share = Value(Fraction(draw(st.integers(0, 1000)), 10))
        return fact.id, draw(st.sampled_from([counts, share]))
    low, high = fact.minimum or Fraction(0), fact.maximum if fact.maximum is not None else Fraction(900)
    tenths = draw(st.integers(int(low * 10), int(high * 10)))
    return fact.id, Value(Fraction(tenths // 10) if fact.whole else Fraction(tenths, 10))


@given(one=established(), lang=st.sampled_from(["fa", "en"]))
def test_what_a_sheet_is_written_with_is_read_back_as_the_same_value(one: tuple[str, Value], lang: str) -> None:
    id_, value = one
    fact = shipped().facts[id_]
    language.use(lang)
    text = making._filled(fact, None, Said(value, "چرا"))[Part.VALUE]
    asked = reading.Asked(shipped().checklists["award"], shipped().facts, {}, None, {}, False)
    read = reading._value(asked, id_, Cell("A1", Kind.TEXT, text), "چرا")
    assert isinstance(read, Value), (text, read)
    assert read[:3] == value[:3], text
    assert judgements.value_of(judgements.kept_of(read), fact)[:3] == value[:3]
