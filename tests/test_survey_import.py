"""Answer sheets brought in: whatever programs did to the file is read, what is not certain is refused by its cell."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import schema
from compliance.errors import BadInput, Problem
from compliance.forms.survey import importing
from compliance.model.survey import AnswerSheet
from compliance.office.survey import anonymous, columns, responses, table
from compliance.office.survey.reading import MOST_PROBLEMS, MOST_ROWS, Reader, Row, Table
from tests.conftest import ROOT, TODAY, Run
from tests.hostile_workbooks import HOSTILE, OTHERWISE, repacked, same
from tests.surveyed import ASKED, SERVICES, as_csv, sheet, sheets, written

TITLES = {SERVICES[0]: "ثبت ولادت (فرضی)", SERVICES[1]: "صدور شناسنامه (فرضی)", SERVICES[2]: "تعویض شناسنامه (فرضی)"}
ID = "p-0123456789abcdef"
READER = Reader(ASKED, TITLES, TODAY)
KINDS = {
    ("one", ",", "\ufeff", "utf-8"), ("two", ";", "", "utf-8"), ("three", "\t", "", "utf-16"),
    ("four", ";", "sep=;\r\n", "utf-8"), ("five", ",", "", "utf-8"),
}  # fmt: skip


def bring(*paths: Path, kept: dict[str, AnswerSheet] | None = None) -> importing.Brought:
    return importing.bring(paths, READER, kept or {})


def read(path: Path) -> AnswerSheet:
    """Return the only sheet of a file that is right."""
    brought = bring(path)
    assert not brought.problems, brought.problems
    (only,) = brought.added.new
    return only


def one(tmp_path: Path, **cells: str) -> importing.Brought:
    """Bring a row with these cells beside an id and a level."""
    return bring(written(tmp_path / "a.csv", [{"sheet": ID, "overall": "4", **cells}]))


def problem(tmp_path: Path, **cells: str) -> Problem:
    """Return what is wrong with such a row; nothing of it is taken."""
    brought = one(tmp_path, **cells)
    (only,) = brought.problems
    assert brought.added.new == ()
    return only


class TestWhatProgramsDoToAFile:
    @pytest.mark.parametrize("kind", sorted(KINDS), ids=lambda kind: kind[0])
    def test_separator_mark_and_encoding_may_be_any(self, tmp_path: Path, kind: tuple[str, str, str, str]) -> None:
        _name, separator, mark, encoding = kind
        path = written(tmp_path / "a.csv", [{"sheet": ID, "overall": "4", "cause.visits": "1"}], separator, mark)
        path.write_bytes(path.read_text("utf-8").encode(encoding))
        assert read(path) == sheet(0, 4, id=ID, day="", causes=("visits",))

    @pytest.mark.parametrize("level", ["4", "۴", "٤", "4.0", "4٫0", "زیاد", "زياد", "much", "Much"])
    def test_a_level_is_read_in_any_digits_and_words(self, tmp_path: Path, level: str) -> None:
        assert one(tmp_path, overall=level).added.new[0].marks[0] == 4

    @pytest.mark.parametrize("tick", ["1", "۱", "x", "X", "✓", "بله", "yes", "1.0"])
    def test_a_cause_is_marked_in_any_way(self, tmp_path: Path, tick: str) -> None:
        assert one(tmp_path, **{"cause.cost": tick}).added.new[0].causes == ("cost",)

    @pytest.mark.parametrize("empty", ["", "0", "خیر", "no"])
    def test_a_cause_is_left_open_in_any_way(self, tmp_path: Path, empty: str) -> None:
        assert one(tmp_path, **{"cause.cost": empty}).added.new[0].causes == ()

    @pytest.mark.parametrize(
        "service",
        [
            SERVICES[0],
            "۹۹۱۰۰۰۰۱۰۰۰",
            f"{SERVICES[0]} ثبت ولادت",
            "ثبت ولادت (فرضی)",
            "ثبت  ولادت (فرضي)",
            f"{SERVICES[0]}.0",
        ],
    )
    def test_a_service_is_found_by_its_id_or_title(self, tmp_path: Path, service: str) -> None:
        assert one(tmp_path, service=service).added.new[0].service == SERVICES[0]

    def test_columns_may_be_moved_left_out_and_headed_in_either_language(self, tmp_path: Path) -> None:
        by_id = {column.id: column for column in columns.of(ASKED)}
        heads = [by_id["cause.cost"].fa, by_id["overall"].en, by_id["sheet"].fa]
        path = tmp_path / "a.csv"
        path.write_text(f"گزارش ماهانه,,\n{','.join(heads)}\n1,5,{ID}\n", "utf-8")
        assert read(path) == sheet(0, 5, id=ID, day="", causes=("cost",))

    def test_prepared_rows_that_nobody_used_are_no_sheets(self, tmp_path: Path) -> None:
        rows = [{"sheet": f"p-{n:016x}", "service": SERVICES[0]} for n in range(9)]
        brought = bring(written(tmp_path / "a.csv", [*rows, {"sheet": ID, "overall": "1"}]))
        assert [s.id for s in brought.added.new] == [ID]
        assert not brought.problems


class TestWhatIsRefused:
    @pytest.mark.parametrize("level", ["0", "6", "-1", "4.5", "4/5", "خوب", "1e0", "٤٤", "=1+3", "100%"])
    def test_a_level_outside_the_scale(self, tmp_path: Path, level: str) -> None:
        found = problem(tmp_path, overall=level)
        assert (found.line, found.expected) == (2, "a whole number of 1 to 5, or the word of a level")
        assert level in found.seen

    @pytest.mark.parametrize(
        "id_", ["", "1", "x-0123456789abcdef", "p-0123456789abcde", "0012345679", "p-0123456789ABCDEG"]
    )
    def test_an_id_that_no_form_gave(self, tmp_path: Path, id_: str) -> None:
        assert problem(tmp_path, sheet=id_).expected.startswith("the id that the form gave")

    @pytest.mark.parametrize("day", ["1405/13/01", "2026/01/01", "1405/09/08", "دیروز"])
    def test_a_day_that_does_not_exist_or_has_not_come(self, tmp_path: Path, day: str) -> None:
        assert problem(tmp_path, day=day).expected == "a Jalali date until today, such as 1405/06/12"

    @pytest.mark.parametrize("service", ["9.91E+10", "99100001", "خدمت دیگر", "99999999999"])
    def test_a_service_that_is_not_asked_about(self, tmp_path: Path, service: str) -> None:
        assert problem(tmp_path, service=service).expected.startswith("a service of the survey")

    def test_a_remark_that_is_a_book(self, tmp_path: Path) -> None:
        assert problem(tmp_path, comment="آ" * 2001).expected == "at most 2000 letters"

    def test_everything_at_once_with_its_line(self, tmp_path: Path) -> None:
        rows = [{"sheet": ID, "overall": "9", "time": "9"}, {"sheet": "p-1", "overall": "1", "cause.cost": "شاید"}]
        found = bring(written(tmp_path / "a.csv", rows), written(tmp_path / "b.csv", rows[:1])).problems
        assert [(Path(p.file).name, p.line) for p in found] == [
            ("a.csv", 2), ("a.csv", 2), ("a.csv", 3), ("a.csv", 3), ("b.csv", 2), ("b.csv", 2),
        ]  # fmt: skip

    def test_what_was_seen_shows_no_number_that_could_name_somebody(self, tmp_path: Path) -> None:
        assert "0912" not in problem(tmp_path, overall="09121234567").seen

    def test_a_line_that_ends_before_its_id(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("overall,sheet\n4\n", "utf-8")
        assert [(p.line, p.expected.split(",")[0]) for p in bring(path).problems] == [
            (2, "the id that the form gave the sheet")
        ]

    @pytest.mark.parametrize("separator", [",", ";"])
    def test_cells_beyond_the_headings(self, tmp_path: Path, separator: str) -> None:
        path = written(tmp_path / "a.csv", [{"sheet": ID, "overall": "4"}], separator)
        path.write_text(path.read_text("utf-8").rstrip() + f"{separator}extra\n", "utf-8")
        assert [p.line for p in bring(path).problems] == [2]

    def test_a_strange_column_and_one_that_is_there_twice(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(f"sheet,overall,overall,نام خانوادگی\n{ID},1,1,\n", "utf-8")
        seen = [p.seen for p in bring(path).problems]
        assert seen == ["the column “overall” for the second time", "the unknown column “نام خانوادگی”"]

    def test_two_sheets_with_one_id_and_other_answers(self, tmp_path: Path) -> None:
        """Two people who typed into copies of one entry sheet are told; neither's answers are lost silently."""
        first = written(tmp_path / "a.csv", [{"sheet": ID, "overall": "4"}])
        second = written(tmp_path / "b.csv", [{"sheet": ID, "overall": "5"}])
        (found,) = bring(first, second).problems
        assert (Path(found.file).name, found.line) == ("b.csv", 2)
        assert "entry sheet each" in found.mend


class TestFilesThatAreNone:
    CASES = (
        ("windows-1256", "sheet,overall\nراضي,1\n".encode("cp1256"), 2, "Windows-1256"),
        ("a zero byte", f"sheet,overall\n{ID},\0\n".encode(), 2, "control character"),
        ("an override of direction", f"sheet,overall\n{ID},\u202e1\n".encode(), 2, "control character"),
        ("an open quote", f'sheet,overall\n{ID},"1\n'.encode(), 2, "not CSV"),
        ("a huge field", b"sheet,overall\n" + b"1" * 200_000 + b",1\n", 2, "not CSV"),
        ("nothing", b"", 1, "no headings"),
        ("another table", b"id,title\n1,2\n", 1, "no headings"),
        ("no text", bytes(range(128, 256)) * 9, 1, "0x80"),
        ("half of UTF-16", b"\xff\xfes\0h", 1, "not UTF-8"),
    )  # fmt: skip

    @pytest.mark.parametrize(("content", "line", "seen"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
    def test_is_refused_with_its_line(self, tmp_path: Path, content: bytes, line: int, seen: str) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        (found,) = bring(path).problems
        assert found.line == line
        assert seen in found.seen

    def test_a_file_beyond_every_survey(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        with path.open("wb") as stream:
            stream.truncate(table.LARGEST + 1)
        assert [p.seen for p in bring(path).problems] == ["more than 64 MB"]

    def test_reading_ends_after_the_most_rows(self) -> None:
        """However long a table is, no more of it is read or kept."""
        taken = 0

        def endless() -> Iterator[Row]:
            nonlocal taken
            yield Row(1, ["sheet", "overall"])
            while True:
                taken += 1
                yield Row(taken + 1, [f"w-{taken:016x}", "1"])

        found = READER.read(Table("a.csv", endless()))
        assert taken <= MOST_ROWS + 11
        assert found.problems[-1].seen.startswith("more than 100000 rows")

    def test_reading_ends_after_many_problems(self) -> None:
        rows = [Row(1, ["sheet", "overall"]), *(Row(n, ["?", "?"]) for n in range(2, 5000))]
        assert len(READER.read(Table("a.csv", rows)).problems) <= MOST_PROBLEMS + 2


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="the limit of memory is POSIX's")
def test_a_million_rows_are_refused_within_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="ascii") as stream:
        stream.write("sheet,overall,time\n")
        stream.writelines(f"w-{n:016x},{n % 5 + 1},3\n" for n in range(1_000_000))
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20));"
        "from pathlib import Path; from datetime import date; from compliance.checklist import questionnaire;"
        "from compliance.forms.survey import importing; from compliance.office.survey.reading import Reader;"
        "r = Reader(questionnaire.shipped(None), {}, date(2026, 11, 28));"
        "print(importing.bring([Path(sys.argv[1])], r, {}).problems[0].seen)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "۱۰۰۰۰۰" in done.stdout


# --- workbooks


def book(tmp_path: Path, rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Path:
    """Write a workbook as a person would leave it."""
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    page = made.active
    for row in rows:
        page.append(row)
    if change:
        change(made)
    path = tmp_path / "a.xlsx"
    made.save(path)
    made.close()
    return path


class TestWorkbooks:
    def test_cells_of_any_kind(self, tmp_path: Path) -> None:
        """Numbers, texts in any digits, and true."""
        path = book(
            tmp_path, [["sheet", "overall", "time", "cause.cost", "service"], [ID, 4, "۵", True, 99100001000]]
        )
        found = read(path)
        assert (found.marks[:2], found.causes, found.service) == ((4, 5), ("cost",), SERVICES[0])

    def test_a_cell_that_holds_a_day_is_that_day(self, tmp_path: Path) -> None:
        """A date of the spreadsheet at 0:00; with another time the time is shown."""
        path = book(tmp_path, [["sheet", "overall", "day"], [ID, 4, datetime(2026, 11, 20)]])
        assert read(path).day == "1405/08/29"
        (found,) = bring(
            book(tmp_path, [["sheet", "overall", "day"], [ID, 4, datetime(2026, 11, 20, 10, 30)]])
        ).problems
        assert "1405/08/29 10:30" in found.seen
        assert found.mend == "write the date alone, without what stands behind it"

    def test_the_sheet_with_the_headings_is_found(self, tmp_path: Path) -> None:
        def more(made: Any) -> None:
            page = made.create_sheet("پاسخ‌ها")
            page.append(["گزارش"])
            page.append(["sheet", "overall"])
            page.append([ID, 2])

        assert read(book(tmp_path, [["چیز دیگر"]], more)).marks[0] == 2

    def test_a_wrong_cell_is_named(self, tmp_path: Path) -> None:
        (found,) = bring(book(tmp_path, [["sheet", "overall"], [ID, 7]])).problems
        assert (found.line, found.seen.split()[0]) == (2, "B2")

    def test_a_formula_is_refused(self, tmp_path: Path) -> None:
        (found,) = bring(
            book(tmp_path, [["sheet", "overall"], [ID, '=HYPERLINK("http://evil.example","4")']])
        ).problems
        assert found.seen.startswith("B2")
        assert found.expected == "what was answered, as a value"

    def test_a_cell_in_the_last_row_of_a_sheet_costs_nothing(self, tmp_path: Path) -> None:
        def far(made: Any) -> None:
            made.active["A1048576"] = "آخر"
            made.active["XFD3"] = "آخر"

        assert read(book(tmp_path, [["sheet", "overall"], [ID, 3]], far)).marks[0] == 3

    @pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
    def test_no_workbook_at_all(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_bytes(b"PK\x03\x04" + b"nonsense" * 40)
        assert [p.expected for p in bring(path).problems] == ["the entry sheet as .xlsx or as CSV"]

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_honest_workbook(self, tmp_path: Path, name: str) -> None:
        path = book(tmp_path, [["sheet", "overall"], *([f"p-{n:016x}", 3] for n in range(400))])
        deed, words = HOSTILE[name]
        deed(path)
        (found,) = bring(path).problems
        assert re.search(words, found.seen), found
        assert found.expected == "the entry sheet as .xlsx or as CSV"

    @pytest.mark.parametrize("name", [".pdf", "a picture"])
    @pytest.mark.parametrize("called", ["a.csv", "a.xlsx"])
    def test_what_a_scanner_makes_of_paper(self, tmp_path: Path, name: str, called: str) -> None:
        """People who scan the forms bring pictures; they are told what the program reads."""
        deed, words = OTHERWISE[name]
        deed(tmp_path / called)
        (found,) = bring(tmp_path / called).problems
        assert found.seen == words
        assert "entry sheet itself" in found.mend

    def test_files_that_cannot_be_opened_are_named_with_the_others_problems(self, tmp_path: Path) -> None:
        wrong = written(tmp_path / "b.csv", [{"sheet": ID, "overall": "9"}])
        found = bring(tmp_path / "none.csv", tmp_path, wrong).problems
        assert {Path(p.file).name for p in found} == {"none.csv", tmp_path.name, "b.csv"}

    def test_a_formula_takes_only_its_own_row(self, tmp_path: Path) -> None:
        """All of them are named at once, whatever column they stand in; a truth that LibreOffice writes is none."""
        rows = [
            ["sheet", "overall", "cause.cost", "remark"],
            [ID, "=1+1", "=TRUE()", "=A1"],
            ["p-" + "1" * 16, 3, "=TRUE()"],
        ]
        brought = bring(book(tmp_path, rows))
        assert [p.seen.split()[0] for p in brought.problems] == ["B2:", "D2:"]
        assert [(s.marks[0], s.causes) for s in brought.added.new] == [(3, ("cost",))]

    def test_an_error_of_a_spreadsheet_is_no_remark(self, tmp_path: Path) -> None:
        (found,) = bring(book(tmp_path, [["sheet", "overall", "remark"], [ID, 3, "#N/A"]])).problems
        assert (found.seen, found.expected) == ("C2: “#N/A”", "what was answered, as a value")

    def test_a_drawing_that_excel_left_open_does_no_harm(self, tmp_path: Path) -> None:
        """Excel writes line breaks in drawings without their end; declarations in one are refused all the same."""
        path = book(tmp_path, [["sheet", "overall"], [ID, 3]])
        repacked(path, same, {"xl/drawings/vmlDrawing1.vml": b"<xml><div>a<br>b</div></xml>"})
        assert read(path).marks[0] == 3
        repacked(path, same, {"xl/drawings/vmlDrawing2.vml": b'<!DOCTYPE l [<!ENTITY a "ha">]><xml><br></xml>'})
        assert "DOCTYPE" in bring(path).problems[0].seen

    def test_merged_answers_are_refused(self, tmp_path: Path) -> None:
        """A merge empties the cells below its first one; merged titles above the headings are none of our business."""
        rows = [["نظرسنجی", "", ""], ["sheet", "overall", "time"], *([f"p-{n:016x}", 3, 3] for n in range(3))]
        titled = book(tmp_path, rows, lambda made: made.active.merge_cells("A1:C1"))
        assert not bring(titled).problems
        (found,) = bring(book(tmp_path, rows, lambda made: made.active.merge_cells("B3:B5"))).problems
        assert (found.seen, found.place) == ("merged cells: B3:B5", "sheet Sheet")

    def test_cells_beside_the_headings_are_named(self, tmp_path: Path) -> None:
        (found,) = bring(book(tmp_path, [["sheet", "overall"], [ID, 3, None, "یادداشت"]])).problems
        assert (found.line, found.seen) == (2, "D2: “یادداشت”")

    def test_an_answer_far_below_is_read(self, tmp_path: Path) -> None:
        def far(made: Any) -> None:
            made.active["A900000"], made.active["B900000"] = ID, 2

        assert read(book(tmp_path, [["sheet", "overall"]], far)).marks[0] == 2

    def test_a_link_to_another_workbook_is_not_followed(self, tmp_path: Path) -> None:
        """Neither its file nor what was once read from it counts."""
        path = book(tmp_path, [["sheet", "overall"], [ID, "=[1]Sheet1!$A$1"]])
        more = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
        repacked(path, lambda _name, old: old.replace(b"<v></v>", b"<v>4</v>").replace(b"<v />", b"<v>4</v>"), more)
        (found,) = bring(path).problems
        assert found.expected == "what was answered, as a value"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_damaged_in_a_workbook_it_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    """Letters changed inside its parts, and parts left out: neither a traceback nor a sheet that was not there."""
    good = book(tmp_path, [["sheet", "overall"], *([f"p-{n:016x}", n % 5 + 1] for n in range(9))])
    with zipfile.ZipFile(good) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    by, path, refused = random.Random(seed), tmp_path / "bad.xlsx", 0
    for _case in range(40):
        name = by.choice(sorted(parts))
        damaged = bytearray(parts[name])
        for _letter in range(by.randint(1, 5)):
            damaged[by.randrange(len(damaged))] = by.randrange(32, 127)
        with zipfile.ZipFile(path, "w") as package:
            for other, content in parts.items():
                if other != name or by.random() > 0.2:
                    package.writestr(other, bytes(damaged) if other == name else content)
        refused += bool(bring(path).problems)
    assert refused


# --- what is kept

ALWAYS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@ALWAYS
@given(st.integers(1, 60), st.integers(1, 10**6), st.randoms())
def test_order_parts_and_repetition_change_no_byte(place: Path, count: int, seed: int, order: random.Random) -> None:
    """Any way of bringing the same sheets in, in any files and twice, leaves the same file."""
    found = sheets(count, seed)
    mixed = list(found)
    order.shuffle(mixed)
    cut = order.randint(0, count)
    whole, parts = place / "whole", place / "parts"
    for folder, pieces in ((whole, [found]), (parts, [mixed[:cut], mixed[cut:], mixed])):
        (folder / responses.FILE).unlink(missing_ok=True)
        for number, piece in enumerate(pieces):
            path = place / f"{number}.csv"
            path.write_bytes(as_csv(piece))
            brought = bring(path, kept=responses.read(folder, READER) if folder.exists() else {})
            assert not brought.problems
            responses.add(folder, READER, brought.added.new)
    assert (whole / responses.FILE).read_bytes() == (parts / responses.FILE).read_bytes() == as_csv(found)


@ALWAYS
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"sep=;\n", f"sheet,overall\n{ID},".encode()]),
)
def test_any_bytes_are_read_or_refused(place: Path, content: bytes, begin: bytes) -> None:
    """Whatever a file holds, it is told what is wrong with it; nothing else happens."""
    path = place / "any.csv"
    path.write_bytes(begin + content)
    brought = bring(path)
    assert brought.problems or len(brought.added.new) <= 1


@ALWAYS
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=6))
def test_any_cells_below_the_headings_are_read_or_refused(place: Path, rows: list[list[str]]) -> None:
    made = [Row(1, ["sheet", "overall", "time", "cause.cost", "service", "day", "comment"])]
    found = READER.read(Table("a.csv", [*made, *(Row(n, cells) for n, cells in enumerate(rows, 2))]))
    assert not [s for _line, s in found.sheets if not s.id.startswith(("p-", "w-"))]


def test_the_same_answers_on_two_sheets_are_two_people(tmp_path: Path) -> None:
    rows = [{"sheet": f"p-{n:016x}", "overall": "4"} for n in range(3)]
    assert len(bring(written(tmp_path / "a.csv", rows)).added.new) == 3


def test_people_who_bring_in_at_once_lose_nothing(tmp_path: Path) -> None:
    found = sheets(40)
    threads = [threading.Thread(target=responses.add, args=(tmp_path, READER, found[n::8])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / responses.FILE).read_bytes() == as_csv(found)


# --- nobody is named

CODE = "0012345679"
HIDE = (
    f"کد من {CODE} است", "۰۰۱۲۳۴۵۶۷۹", "001-234567-9", "0 0 1 2 3 4 5 6 7 9", "00\u200b12\u200e345679",
    "تماس ۰۹۱۲ ۳۴۵ ۶۷ ۸۹", "+98 912 345 67 89", "021-88776655", "6037-9911-1234-5678", "ali.rezaei@example.ir",
    "شمارهٔ ٠٩١٢٣٤٥٦٧٨٩",
)  # fmt: skip
KEEP = ("از ۱۴۰۵/۰۹/۰۷ تا ۱۴۰۵/۰۹/۱۲", "۳ بار آمدم و ۲۵ روز ماندم", "ساعت 10:30", "")


@pytest.mark.parametrize("text", HIDE)
def test_numbers_and_addresses_in_remarks_are_hidden_and_said(tmp_path: Path, text: str) -> None:
    brought = one(tmp_path, comment=text)
    (only,) = brought.added.new
    assert "•••" in only.comment
    assert not [c for c in only.comment if c.isdigit() or c == "@"]
    assert brought.files[0].masked == 1


@pytest.mark.parametrize("text", KEEP)
def test_dates_and_counts_in_remarks_stay(tmp_path: Path, text: str) -> None:
    brought = one(tmp_path, comment=text)
    assert brought.added.new[0].comment == text
    assert brought.files[0].masked == 0


@given(st.text(max_size=200))
def test_hiding_leaves_no_long_number_and_changes_nothing_the_second_time(text: str) -> None:
    shown, _masked = anonymous.cleaned(text)
    again, masked = anonymous.cleaned(shown)
    assert (again, masked) == (shown, False)


@pytest.mark.parametrize("text", ["=1+1", "+A1", "@SUM(A1)", "-2", "|x", "'=1"])
def test_a_remark_is_kept_so_that_no_program_takes_it_for_a_formula(tmp_path: Path, text: str) -> None:
    (only,) = one(tmp_path, comment=text).added.new
    responses.add(tmp_path, READER, [only])
    line = (tmp_path / responses.FILE).read_text("utf-8").splitlines()[1]
    assert line.rpartition(",")[2].strip('"').startswith("'")
    assert responses.read(tmp_path, READER) == {ID: only}
    assert only.comment == text.removeprefix("'")


# --- the verb


def test_json_is_as_the_schema_says_and_nothing_is_kept_without_yes(office: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(sheets(5)))
    kept = office / "rounds" / "1405-2" / "survey" / responses.FILE
    refused = run("survey", "import", office, path, "--json")
    assert (refused.exit_code, kept.exists()) == (1, False)
    done = run("survey", "import", office, path, "--yes", "--json")
    assert done.exit_code == 0
    for said, new in ((refused, 0), (done, 5)):
        record = json.loads(said.stdout)
        jsonschema.validate(record, schema.published("survey-import-output"))
        assert record["new"] == new


def test_partial_keeps_the_rest_and_names_what_was_left_out(office: Path, run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [{"sheet": ID, "overall": "4"}, {"sheet": ID[:-1] + "e", "overall": "7"}])
    whole = run("survey", "import", office, path, "--yes")
    assert whole.exit_code == 3
    assert not (office / "rounds" / "1405-2" / "survey").exists()
    part = run("survey", "import", office, path, "--yes", "--partial", "--json")
    assert part.exit_code == 1
    record = json.loads(part.stdout)
    assert (record["new"], [p["line"] for p in record["problems"]]) == (1, [3])


def test_a_workbook_that_is_refused_keeps_the_frame(office: Path, run: Run, tmp_path: Path) -> None:
    """The place of what is wrong in a workbook stands in JSON and in the sentence."""
    rows = [["sheet", "overall"], [ID, 3], ["p-" + "1" * 16, 3]]
    path = book(tmp_path, rows, lambda made: made.active.merge_cells("B2:B3"))
    refused = run("survey", "import", office, path, "--yes", "--json")
    assert refused.exit_code == 3
    record = json.loads(refused.stdout)
    jsonschema.validate(record, schema.published("survey-import-output"))
    assert [p["place"] for p in record["problems"]] == ["sheet Sheet"]
    assert "sheet Sheet: seen: merged cells: B2:B3" in run("survey", "import", office, path, "--yes").stderr


def test_a_damaged_file_of_responses_is_named_and_stays(office: Path, run: Run, tmp_path: Path) -> None:
    kept = office / "rounds" / "1405-2" / "survey" / responses.FILE
    kept.parent.mkdir()
    kept.write_bytes(as_csv(sheets(3)).replace(b"w-", b"z-"))
    before = kept.read_bytes()
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(sheets(5)))
    for verb in (("import", office, path, "--yes"), ("result", office)):
        result = run("survey", *verb)
        assert result.exit_code == 3
        assert f"{kept}:" in result.stderr
    assert kept.read_bytes() == before


def test_the_day_of_reading_is_given_not_looked_up() -> None:
    """A reader judges by the day it is given."""
    row = [Row(1, ["sheet", "overall", "day"]), Row(2, [ID, "1", "1405/08/01"])]
    assert not READER.read(Table("a.csv", row)).problems
    assert Reader(ASKED, TITLES, date(2026, 10, 22)).read(Table("a.csv", row)).problems


def test_more_sheets_than_a_round_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "MOST_ROWS", 3)
    assert len(responses.merged({}, [("a.csv", n, s) for n, s in enumerate(sheets(4))])[1]) == 1
    with pytest.raises(BadInput):
        responses.add(tmp_path, READER, sheets(4))
    assert not (tmp_path / responses.FILE).exists()


def test_a_workbook_in_memory_is_closed(tmp_path: Path) -> None:
    """Nothing of a file stays open behind a refusal; pytest turns an open file into a failure."""
    content = BytesIO(b"PK").getvalue()
    (tmp_path / "a.xlsx").write_bytes(content)
    assert bring(tmp_path / "a.xlsx").problems
