"""What a survey comes to, as the verb says it: in words, as JSON, on paper, and as the office's answer."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from compliance import language, schema
from compliance.model.record import Change, Where
from compliance.office import log
from compliance.office.survey import responses
from compliance.report import survey_paper
from compliance.survey import counting
from tests import offices
from tests.conftest import Run
from tests.documents import plain
from tests.steps.scene import plain_yaml
from tests.surveyed import ASKED, SERVICES, as_csv, sheet, sheets

ROUND = Path("rounds") / "1405-2"
FACT = "people.satisfaction"
FEW = "Caution: this figure rests on only {n} answers; a figure that can be relied on needs at least 30."


@pytest.fixture
def surveyed(office: Path) -> Path:
    """The example office with 60 invented answer sheets."""
    return with_sheets(office, 60)


def with_sheets(office: Path, count: int) -> Path:
    folder = office / ROUND / responses.FOLDER
    folder.mkdir(exist_ok=True)
    (folder / responses.FILE).write_bytes(as_csv(sheets(count)))
    return office


def answered(office: Path) -> dict[str, Any] | None:
    """Return what answers.yaml says of satisfaction."""
    found: dict[str, Any] | None = plain_yaml(office / ROUND / "answers.yaml")["answers"].get(FACT)
    return found


def said(run: Run, office: Path, *more: object, code: int = 0) -> Any:
    """Return the result as JSON, which is as its schema says."""
    result = run("survey", "result", office, *more, "--json")
    assert result.exit_code == code, result.stderr
    record = json.loads(result.stdout)
    jsonschema.validate(record, schema.published("survey-output"))
    return record


class TestSaying:
    def test_score_margin_and_interval_belong_together(self, surveyed: Path, run: Run) -> None:
        record = said(run, surveyed)
        assert record["n"] == sum(row["n"] for row in record["spread"]) == 60
        assert record["low"] == pytest.approx(record["score"] - record["margin"])
        assert record["high"] == pytest.approx(record["score"] + record["margin"])
        assert record["score"] == pytest.approx(
            sum(25 * (r["level"] - 1) * r["n"] for r in record["spread"]) / 60, abs=0.005
        )
        assert (record["few"], record["missing"], record["questionnaire"]["status"]) == (False, 0, "proposed")
        assert [row["n"] for row in record["causes"]] == sorted((r["n"] for r in record["causes"]), reverse=True)

    def test_text_says_what_the_figure_does_not_tell(self, surveyed: Path, run: Run) -> None:
        text = run("survey", "result", surveyed).stdout
        assert "of 100, give or take" in text
        assert "The margin holds for a random sample" in text
        assert "more answers do not make it smaller" in text
        assert "proposed by this toolkit" in text
        assert "Caution" not in text
        assert text.count("(few answers)") == 0

    def test_answers_of_one_day_are_said_to_be_of_one_day(self, surveyed: Path, run: Run) -> None:
        assert "Answered on 1405/08/12.\n" in run("survey", "result", surveyed).stdout
        kept = surveyed / ROUND / responses.FOLDER / responses.FILE
        kept.write_bytes(as_csv([*sheets(60), sheet(9, 3, day="1405/08/01")]))
        assert "Answered from 1405/08/01 to 1405/08/12.\n" in run("survey", "result", surveyed).stdout

    def test_only_three_causes_are_named_in_the_terminal(self, surveyed: Path, run: Run) -> None:
        text = run("survey", "result", surveyed).stdout
        table = text.partition("The causes of dissatisfaction named most")[2].partition("By way")[0]
        assert len(table.strip().splitlines()) == 5

    def test_one_service_alone(self, surveyed: Path, run: Run) -> None:
        record = said(run, surveyed, "--service", SERVICES[0], "--few")
        whole = said(run, surveyed, "--few")
        (same,) = [row for row in whole["services"] if row["id"] == SERVICES[0]]
        assert (record["n"], record["score"], record["margin"]) == (same["n"], same["score"], same["margin"])
        assert record["service"] == SERVICES[0]

    @pytest.mark.parametrize(
        ("option", "value"), [("--service", "99999999999"), ("--population", "59"), ("--population", "70.5")]
    )
    def test_what_cannot_be_is_refused(self, surveyed: Path, run: Run, option: str, value: str) -> None:
        refused = run("survey", "result", surveyed, option, value)
        assert refused.exit_code == 3
        assert refused.stderr.startswith(f"{option}: seen")

    def test_a_population_narrows_the_margin(self, surveyed: Path, run: Run) -> None:
        assert said(run, surveyed, "--population", "۱۲۰")["margin"] < said(run, surveyed)["margin"]
        assert said(run, surveyed, "--population", "60")["margin"] == 0

    def test_out_of_fewer_people_than_answered_any_question_nothing_is_drawn(self, office: Path, run: Run) -> None:
        """Also where the question of the score was left open by some of them."""
        found = [*(sheet(n, 3) for n in range(40)), sheet(99, None, marks=(None, 1, None, None, None, None))]
        (with_sheets(office, 1) / ROUND / responses.FOLDER / responses.FILE).write_bytes(as_csv(found))
        assert run("survey", "result", office, "--population", 40).exit_code == 3
        assert said(run, office, "--population", 41)["questions"][1]["reason"] == "few-answers"

    def test_which_margins_a_population_makes_smaller_is_said(self, office: Path, run: Run, tmp_path: Path) -> None:
        """In the terminal and on every paper, as long as there are groups with a margin."""
        kept = with_sheets(office, 1) / ROUND / responses.FOLDER / responses.FILE
        kept.write_bytes(as_csv([sheet(n, 1 + n % 5) for n in range(80)]))
        words = "they are rather too wide than too narrow"
        shown = [run("survey", "result", office, "--population", 100).stdout]
        for format_ in ("html", "md", "docx"):
            path = tmp_path / f"a.{format_}"
            run("survey", "result", office, "--population", 100, "--output", path)
            shown.append(plain(_text(path)))
        assert [words in text for text in shown] == [True] * 4
        assert words not in run("survey", "result", office).stdout
        kept.write_bytes(as_csv([sheet(2 * n, 1 + n % 5) for n in range(80)]))  # all of them on paper
        assert words not in run("survey", "result", office, "--population", 100).stdout

    @pytest.mark.parametrize("format_", ["", "html", "md", "docx"])
    def test_below_a_table_it_is_said_why_there_is_a_dash(
        self, office: Path, run: Run, tmp_path: Path, format_: str
    ) -> None:
        """Only below those that have one."""
        found = [sheet(n, 3, service=SERVICES[n % 3 == 0], marks=(3, 3, 3, 3, 3, 3)) for n in range(60)]
        (with_sheets(office, 1) / ROUND / responses.FOLDER / responses.FILE).write_bytes(as_csv(found))
        path = tmp_path / f"a.{format_}"
        text = run("survey", "result", office, *(("--output", path) if format_ else ())).stdout
        if format_:
            text = plain(_text(path))
        assert text.count("—: fewer than 30 answers, so no figure is given.") == 1
        assert text.index("By service") < text.index("—: fewer") < text.index("By way")

    def test_a_question_that_nobody_answered_says_so(self, office: Path, run: Run) -> None:
        folder = with_sheets(office, 1) / ROUND / responses.FOLDER
        (folder / responses.FILE).write_bytes(as_csv([sheet(2 * n, 3) for n in range(40)]))
        assert "—: nobody answered." in run("survey", "result", office).stdout
        assert {row["reason"] for row in said(run, office)["questions"]} == {None, "no-answers"}

    def test_answers_that_are_all_the_same_are_pointed_out(self, office: Path, run: Run) -> None:
        folder = with_sheets(office, 1) / ROUND / responses.FOLDER
        (folder / responses.FILE).write_bytes(as_csv([sheet(n, 5) for n in range(40)]))
        result = run("survey", "result", office)
        assert "All answers are the same" in result.stdout

    def test_an_office_without_a_survey(self, office: Path, run: Run) -> None:
        record = said(run, office, code=1)
        assert (record["n"], record["missing"], record["score"]) == (0, 30, None)
        assert said(run, office, "--few", code=1)["score"] is None
        assert run("survey", "result", office, "--few", "--save").exit_code == 1
        assert answered(office) is None

    def test_problems_stand_in_the_same_frame(self, office: Path, run: Run) -> None:
        result = run("survey", "result", office, "--service", "1", "--json")
        record = json.loads(result.stdout)
        jsonschema.validate(record, schema.published("survey-output"))
        assert record["problems"]


def _text(path: Path) -> str:
    """Return what a paper says, of a Word file its texts in order."""
    if path.suffix != ".docx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as package:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)<", package.read("word/document.xml").decode()))


class TestFewAnswers:
    @pytest.mark.parametrize("count", [1, 29])
    def test_no_figure_is_printed_saved_or_put_on_paper(
        self, office: Path, run: Run, tmp_path: Path, count: int
    ) -> None:
        with_sheets(office, count)
        before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
        paper = tmp_path / "a.html"
        result = run("survey", "result", office, "--save", "--output", paper)
        assert result.exit_code == 1
        assert result.stdout.startswith(f"No figure: {count} answers, and a figure needs 30: {30 - count} more.")
        assert "of 100" not in result.stdout
        assert not paper.exists()
        assert {path: path.read_bytes() for path in office.rglob("*") if path.is_file()} == before
        record = said(run, office, code=1)
        assert (record["score"], record["spread"], record["causes"], record["few"]) == (None, [], [], True)
        assert {row["score"] for key in ("questions", "services", "channels") for row in record[key]} <= {None}

    def test_what_is_missing_is_said_as_more_answers_on_screen_and_paper(self, office: Path, run: Run) -> None:
        """«۳۰ پاسخ کم است» read as if thirty were too few."""
        said = (
            "عددی داده نمی‌شود: ۰ پاسخ هست و عدد از ۳۰ پاسخ به بالا داده می‌شود؛ ۳۰ پاسخ دیگر لازم است.",
            "No figure: 0 answers, and a figure needs 30: 30 more.",
        )
        for lang, sentence in zip(("fa", "en"), said, strict=True):
            assert run("survey", "result", office, lang=lang).stdout.splitlines()[0] == sentence
            language.use(lang)
            part = survey_paper.part(ASKED, counting.count(ASKED, []), str)
            assert [block.text for block in part.blocks] == [sentence]

    @pytest.mark.parametrize("count", [2, 29])
    def test_a_figure_that_was_asked_for_says_everywhere_on_how_few_it_rests(
        self, office: Path, run: Run, tmp_path: Path, count: int
    ) -> None:
        """In the terminal, in JSON, on paper, beside the saved answer, and in the report that is its evidence."""
        with_sheets(office, count)
        words = FEW.format(n=count)
        assert words in run("survey", "result", office, "--few").stdout
        for format_ in ("html", "md"):
            paper = tmp_path / f"a.{format_}"
            assert run("survey", "result", office, "--few", "--save", "--output", paper).exit_code == 0
            text = plain(paper.read_text("utf-8"))
            assert words in text
            assert f"from only {count} answers" in text
        assert said(run, office, "--few")["few"] is True
        saved = answered(office)
        assert saved is not None
        assert words in saved["note"]
        evidence = (office / ROUND / saved["evidence"][0]["file"]).read_bytes()
        shown = [offices.text(page) for page in offices.pages(evidence)]
        assert f"only {count} answers" in plain(shown[0])


class TestSaving:
    def test_the_score_is_entered_with_its_report(self, surveyed: Path, run: Run) -> None:
        record = said(run, surveyed, "--save", "--by", "کارشناس")
        assert record["saved"] == {"entered": True, "evidence": "evidence/survey-result-1405-2.pdf", "stays": None}
        saved = answered(surveyed)
        assert saved is not None
        assert float(saved["value"]) == record["score"]
        assert (saved["by"], saved["on"]) == ("کارشناس", "1405/09/07")
        assert saved["note"].startswith(
            f"Survey of service users: 60 answers, margin of error {record['margin']} at 95"
        )
        entries = log.read(surveyed / ROUND / log.FILE).entries
        assert [e.where for e in entries if isinstance(e, Change) and e.key.fact == FACT] == [Where.SURVEY] * 2
        page = plain(offices.text(offices.pages((surveyed / ROUND / record["saved"]["evidence"]).read_bytes())[0]))
        assert str(record["margin"]) in page
        check = json.loads(run("check", surveyed, "--json").stdout)
        items = [i for c in check["checklists"] for one in c["indicators"] for i in one["items"] if i["fact"] == FACT]
        assert items[0]["value"] == record["score"]
        assert items[0]["evidence"] == 1
        assert run("evidence", "list", surveyed, FACT).exit_code == 0

    def test_the_note_of_a_known_population_says_it(self, surveyed: Path, run: Run) -> None:
        """Its margin is another one than that of the same answers alone."""
        record = said(run, surveyed, "--population", 120, "--save")
        saved = answered(surveyed)
        assert saved is not None
        assert saved["note"].startswith(
            f"Survey of service users: 60 answers out of 120 people, margin of error {record['margin']} at 95"
        )

    def test_again_with_more_answers_takes_the_place_of_its_own_figure_and_report(
        self, surveyed: Path, run: Run
    ) -> None:
        first = said(run, surveyed, "--save")
        with_sheets(surveyed, 90)
        second = said(run, surveyed, "--save")
        saved = answered(surveyed)
        assert saved is not None
        assert first["score"] != second["score"]
        assert float(saved["value"]) == second["score"]
        assert [e["file"] for e in saved["evidence"]] == [second["saved"]["evidence"]]
        assert first["saved"]["evidence"] != second["saved"]["evidence"]

    @pytest.mark.parametrize("own", ["{value: 91}", "{not_applicable: خدمتی داده نمی‌شود}"])
    @pytest.mark.parametrize("saved_before", [False, True])
    def test_what_a_person_answered_otherwise_stays_and_is_said(
        self, surveyed: Path, run: Run, own: str, saved_before: bool
    ) -> None:
        answers = surveyed / ROUND / "answers.yaml"
        if saved_before:
            said(run, surveyed, "--save")
        lines = [line for line in answers.read_text("utf-8").splitlines() if not line.startswith(f"  {FACT}:")]
        answers.write_text("\n".join([*lines, f"  {FACT}: {own}"]) + "\n", "utf-8")
        with_sheets(surveyed, 61)
        text = answers.read_text("utf-8")
        record = said(run, surveyed, "--save", code=1)
        assert record["saved"]["entered"] is False
        assert record["saved"]["stays"] == own.partition(": ")[2].rstrip("}")
        assert answers.read_text("utf-8") == text
        assert "Not entered" in run("survey", "result", surveyed, "--save").stderr

    def test_a_proposal_of_the_last_round_gives_way(self, surveyed: Path, run: Run) -> None:
        answers = surveyed / ROUND / "answers.yaml"
        answers.write_text(answers.read_text("utf-8") + f"  {FACT}: {{value: 70, proposed: 1405-1}}\n", "utf-8")
        record = said(run, surveyed, "--save")
        saved = answered(surveyed)
        assert saved is not None
        assert "proposed" not in saved
        assert float(saved["value"]) == record["score"]

    def test_evidence_that_people_attached_stays(self, surveyed: Path, run: Run) -> None:
        said(run, surveyed, "--save")
        assert run("evidence", "attach", surveyed, FACT, "--letter", "1405/ح/217").exit_code == 0
        with_sheets(surveyed, 70)
        said(run, surveyed, "--save")
        saved = answered(surveyed)
        assert saved is not None
        assert [e.get("letter") for e in saved["evidence"] if "letter" in e] == ["1405/ح/217"]

    def test_a_service_is_not_the_office(self, surveyed: Path, run: Run) -> None:
        result = run("survey", "result", surveyed, "--service", SERVICES[0], "--few", "--save")
        assert result.exit_code == 2
        assert answered(surveyed) is None


class TestPaper:
    @pytest.mark.parametrize("format_", ["pdf", "docx", "html", "md"])
    @pytest.mark.parametrize("lang", ["fa", "en"])
    def test_every_format_is_written(self, surveyed: Path, run: Run, tmp_path: Path, format_: str, lang: str) -> None:
        path = tmp_path / f"a.{format_}"
        assert run("survey", "result", surveyed, "--output", path, lang=lang).exit_code == 0
        assert path.stat().st_size > 1000

    def test_another_name_is_refused_before_anything_is_read(self, surveyed: Path, run: Run, tmp_path: Path) -> None:
        result = run("survey", "result", surveyed, "--output", tmp_path / "a.xlsx")
        assert result.exit_code == 2
        assert "pdf, docx, html, md" in result.stderr

    def test_remarks_stand_on_no_paper(self, office: Path, run: Run, tmp_path: Path) -> None:
        folder = with_sheets(office, 1) / ROUND / responses.FOLDER
        (folder / responses.FILE).write_bytes(as_csv([sheet(n, 3, comment="آقای فلانی بد بود") for n in range(40)]))
        path = tmp_path / "a.md"
        result = run("survey", "result", office, "--output", path)
        assert "فلانی" not in path.read_text("utf-8") + result.stdout + json.dumps(
            said(run, office), ensure_ascii=False
        )
