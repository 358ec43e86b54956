"""A report's document: its parts, drafts and codes, the texts an office may rewrite, numbers that know their amount."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import language
from compliance.errors import BadInput
from compliance.persian import numbers
from compliance.plan.basis import Outdated
from compliance.report import document as blocks
from compliance.report import document_records, sentences, write
from compliance.report.charts.radar import Radar
from compliance.report.content import Report
from compliance.report.document import Block, Document
from compliance.report.parts import PARTS, compose, prose
from tests import documents

ANSWERED = Outdated(answers=True, ground=False)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """What each office that is hard to lay out shows."""
    folder = tmp_path_factory.mktemp("offices")
    return {form: documents.report(form, folder) for form in documents.FORMS}


@pytest.fixture(autouse=True)
def persian() -> None:
    language.use("fa")


def every(shown: Document) -> list[Block]:
    """Return every block of a document with those inside of others."""
    found: list[Block] = []
    waiting: list[Block] = [block for part in shown.parts for block in part.blocks]
    while waiting:
        block = waiting.pop(0)
        found.append(block)
        if isinstance(block, blocks.Columns):
            waiting += [*block.first, *block.second]
        elif isinstance(block, blocks.Frame | blocks.Fold):
            waiting += block.blocks
    return found


def texts(shown: Document) -> list[str]:
    """Return every text of a document."""
    waiting: list[object] = [document_records.of_document(shown)]
    found = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            found.append(one)
    return found


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_office_has_its_parts_in_order(reports: dict[str, Report], form: str, lang: str) -> None:
    language.use(lang)
    shown = compose(reports[form])
    ids = [part.id for part in shown.parts]
    assert ids == [id_ for id_ in PARTS if id_ in ids]
    assert {"brief", "assessment", "plan", "minutes", "feedback"} <= set(ids)
    assert all(part.title and part.blocks for part in shown.parts)


@pytest.mark.parametrize("form", documents.FORMS)
def test_rows_are_as_wide_as_their_heads_and_details_as_long_as_their_tables(
    reports: dict[str, Report], form: str
) -> None:
    grids = [b for b in every(compose(reports[form])) if isinstance(b, blocks.Grid)]
    assert grids
    for grid in grids:
        for table in [grid.table] + ([grid.details] if grid.details else []):
            assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert grid.details is None or len(grid.details.rows) == len(grid.table.rows)


@pytest.mark.parametrize("form", documents.FORMS)
def test_texts_have_no_direction_marks_and_no_sign_that_is_mirrored(reports: dict[str, Report], form: str) -> None:
    for text in texts(compose(reports[form])):
        assert not set(text) & set("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069≥≤"), text


@pytest.mark.parametrize("form", documents.FORMS)
def test_the_brief_holds_what_a_director_can_read_in_ten_minutes(reports: dict[str, Report], form: str) -> None:
    shown = compose(reports[form], ["brief"])
    assert [part.one_page for part in shown.parts] == [True]
    found = every(shown)
    asked = [b for b in found if isinstance(b, blocks.Choices) and any(c.text for c in b.choices)]
    assert sum(len(b.choices) for b in asked) <= 3
    assert all(len(b.table.rows) <= 5 for b in found if isinstance(b, blocks.Grid))
    assert all(len(b.items) <= 4 for b in found if isinstance(b, blocks.Bullets))
    assert isinstance(found[-1], blocks.Paragraph | blocks.Blanks)  # in the frame, which is the last block
    assert isinstance(shown.parts[0].blocks[-1], blocks.Frame)


def test_only_an_approved_plan_with_its_own_answers_is_no_draft(reports: dict[str, Report]) -> None:
    for form, gathered in reports.items():
        assert compose(gathered).draft == (form != "approved")
    moved = reports["approved"]._replace(outdated=ANSWERED)
    assert compose(moved).draft
    assert compose(moved, ["brief"]).draft
    assert not compose(moved, ["plan", "requests", "minutes"]).draft
    assert compose(moved, ["plan", "feedback"]).draft


def test_what_is_approved_is_not_asked_for_again(reports: dict[str, Report]) -> None:
    for form, wanted in (("planned", True), ("approved", False)):
        brief = compose(reports[form], ["brief"])
        asked = [c.text for b in every(brief) if isinstance(b, blocks.Choices) for c in b.choices]
        assert any("برنامهٔ عملیاتی تصویب شود" in text for text in asked) == wanted
        assert any("نامه به ستاد مرکزی" in text for text in asked)


@pytest.mark.parametrize("form", ["unplanned", "finished", "unanswered"])
def test_nothing_is_approved_where_there_is_nothing_to_approve(reports: dict[str, Report], form: str) -> None:
    frame = compose(reports[form], ["brief"]).parts[0].blocks[-1]
    assert isinstance(frame, blocks.Frame)
    assert [type(block) for block in frame.blocks] == [blocks.Blanks]


def test_units_at_work_sit_in_the_meeting_though_the_office_names_none(reports: dict[str, Report]) -> None:
    gathered = reports["planned"]
    bare = gathered._replace(office=gathered.office._replace(units=()))
    table = next(b.table for b in every(compose(bare, ["minutes"])) if isinstance(b, blocks.Grid))
    present = {row[1] for row in table.rows}
    assert {str(gathered.instruments.units[p.unit]) for p in gathered.open} <= present
    assert len(present) > 3


def test_a_cost_above_the_budget_in_force_is_the_first_risk_of_the_plan(reports: dict[str, Report]) -> None:
    gathered = reports["planned"]
    assert gathered.plan is not None
    cost = gathered.plan.cost
    assert cost > 1
    for budget, told in ((None, False), (cost + 1, False), (cost, False), (cost - 1, True)):
        poorer = gathered._replace(office=gathered.office._replace(budget=budget))
        said = sentences.over_budget(poorer)
        assert bool(said) == told
        assert not told or (numbers.show(cost) in said and numbers.show(cost - 1) in said)
        risks = [item for b in every(compose(poorer, ["brief"])) if isinstance(b, blocks.Bullets) for item in b.items]
        assert (said in risks) == told
    assert sentences.over_budget(reports["unplanned"]._replace(office=gathered.office)) == ""


def test_actions_without_counts_are_named_by_their_titles(reports: dict[str, Report]) -> None:
    gathered = reports["planned"]
    assert gathered.plan is not None
    action = gathered.plan.actions[0].action
    plan = gathered.plan._replace(caveats=gathered.plan.caveats._replace(uncounted_actions=(action.id,)))
    shown = compose(gathered._replace(plan=plan), ["plan"])
    said = [item for b in every(shown) if isinstance(b, blocks.Bullets) for item in b.items]
    assert any(f"«{action.title}»" in text for text in said)
    assert not any(action.id in text for text in said)


def test_a_draft_says_why_it_is_one(reports: dict[str, Report]) -> None:
    for gathered, why in (
        (reports["planned"], "به امضای مدیرکل نرسیده است"),
        (reports["approved"]._replace(outdated=ANSWERED), "پس از تصویب برنامه"),
    ):
        assert why in write(compose(gathered, ["brief"]), "md").decode().split("\n")[2]


def test_a_plan_whose_office_was_renamed_is_signed_no_more(reports: dict[str, Report]) -> None:
    """New answers leave the signature on a plan's own papers; what these show of the office does not."""
    for outdated, signed in ((ANSWERED, True), (Outdated(answers=False, ground=True), False)):
        shown = compose(reports["approved"]._replace(outdated=outdated), ["plan", "requests", "minutes"])
        assert shown.draft is not signed


def test_a_report_about_another_checklist_speaks_of_its_points(reports: dict[str, Report]) -> None:
    gathered = reports["planned"]
    plan = gathered.plan
    assert plan is not None
    for assessment in gathered.assessments:
        about = gathered._replace(assessments=(assessment,))
        shown, after = compose(about, ["brief", "assessment"]), numbers.show(plan.after[assessment.checklist.id] or 0)
        figures = {f.label: f.value for b in every(shown) if isinstance(b, blocks.Figures) for f in b.figures}
        assert figures["امتیاز پس از برنامه"] == after
        assert figures["امتیاز کنونی"] == numbers.show(assessment.score or 0)
        radar = next(b.chart for b in every(shown) if isinstance(b, blocks.Picture) and isinstance(b.chart, Radar))
        assert f"پس از برنامه {after}." in radar.description
        said = [b.text for b in every(shown) if isinstance(b, blocks.Paragraph) and "می‌رسد" in b.text]
        planned = gathered.instruments.checklists[plan.goal.checklist]
        assert said[0].startswith(f"{planned.title}: ") == (assessment.checklist.id != planned.id)


def test_a_draft_bears_no_emblem(reports: dict[str, Report], tmp_path: Path) -> None:
    for form, emblem in (("planned", None), ("approved", tmp_path / "emblem.svg")):
        gathered = reports[form]
        paper = gathered.paper._replace(emblem=tmp_path / "emblem.svg")
        assert compose(gathered._replace(paper=paper)).emblem == emblem


def test_day_number_and_emblem_are_not_in_the_code_but_every_text_is(reports: dict[str, Report]) -> None:
    gathered = reports["planned"]
    code = compose(gathered, ["brief", "plan"]).code
    assert documents.DAY is not None
    other = gathered.paper._replace(day=documents.DAY.replace(year=2027), number="1", emblem=Path("x.svg"))
    assert compose(gathered._replace(paper=other), ["brief"]).code == compose(gathered, ["brief"]).code
    assert compose(gathered, ["brief"]).code != code
    named = gathered.office._replace(name=gathered.office.name._replace(fa="نامی دیگر"))
    assert compose(gathered._replace(office=named), ["brief", "plan"]).code != code
    assert gathered.plan is not None
    less = gathered.plan._replace(actions=gathered.plan.actions[:-1])
    assert compose(gathered._replace(plan=less), ["brief", "plan"]).code != code


def test_an_emptied_part_says_why_when_it_is_asked_for(reports: dict[str, Report]) -> None:
    for form, part in (
        ("unplanned", "requests"),
        ("unplanned", "follow-up"),
        ("planned", "follow-up"),
        ("finished", "requests"),
    ):
        assert part not in [p.id for p in compose(reports[form]).parts]
        (only,) = compose(reports[form], [part]).parts
        assert [type(block) for block in only.blocks] == [blocks.Paragraph]


def letters(report: Report, own: Path, text: str) -> list[Block]:
    """Return what an office's own letters.md.j2 is read as."""
    own.mkdir(exist_ok=True)
    (own / "letters.md.j2").write_text(text, "utf-8")
    return prose.read("letters.md.j2", report._replace(paper=report.paper._replace(templates=own)))


def test_an_offices_own_letters_are_read_as_blocks(reports: dict[str, Report], tmp_path: Path) -> None:
    text = (
        "# نامه\n\nشماره: …… تاریخ: …………\n\nمتن *نامه* با `کد` و [پیوند](https://x.example)\nدر دو سطر.\n\n"
        "- یک\n\n- دو\n\nمتن\n\n1. سه\n\n---\n\n| الف | ب |\n|---|---|\n| ۱ | ۲ |\n\n**موضوع: چیزی**\n\nامضا: ……………………………………\n"
    )
    assert letters(reports["planned"], tmp_path / "own", text) == [
        blocks.Heading("نامه"),
        blocks.Blanks((blocks.Blank("شماره"), blocks.Blank("تاریخ"))),
        blocks.Paragraph("متن نامه با کد و پیوند (https://x.example) در دو سطر."),
        blocks.Bullets(("یک", "دو")),
        blocks.Paragraph("متن"),
        blocks.Bullets(("سه",), numbered=True),
        blocks.NewPage(),
        blocks.Grid(blocks.Table((blocks_column("الف"), blocks_column("ب")), (("۱", "۲"),))),
        blocks.Paragraph("موضوع: چیزی", blocks.Tone.STRONG),
        blocks.Blanks((blocks.Blank("امضا", wide=True),)),
    ]


def blocks_column(title: str) -> object:
    from compliance.report.tables import Column

    return Column(title)


def test_what_is_put_into_letters_stays_text(reports: dict[str, Report], tmp_path: Path) -> None:
    found = letters(reports["hostile"], tmp_path / "own", "از: {{ office.name|md }}\n")
    assert found == [blocks.Paragraph("از: " + documents.HOSTILE)]


@pytest.mark.parametrize(
    ("text", "line"),
    [("یک\n{% if %}\n", 2), ("{{ nothing_there }}\n", 1), ("یک\nدو\n{{ ''.__class__.__mro__ }}\n", 3)],
)
def test_a_mistake_in_a_template_is_named(reports: dict[str, Report], tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(BadInput) as refused:
        letters(reports["planned"], tmp_path / "own", text)
    assert refused.value.problems[0].file.endswith("letters.md.j2")
    assert refused.value.problems[0].line == line


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 4), st.sampled_from(["fa", "en"]))
def test_a_number_shows_the_amount_it_knows(amount: Fraction, places: int, lang: str) -> None:
    language.use(lang)
    shown = numbers.show(amount, places)
    assert numbers.parse(str(shown)) == shown.amount == numbers.half_up(amount, places)
    share = numbers.per_cent(amount, places)
    assert share.per_cent
    assert share.amount == shown.amount
    assert str(share)[:-1] == str(shown)


@given(st.fractions(max_denominator=10**6))
def test_only_decimals_are_written_in_full(amount: Fraction) -> None:
    rest = amount.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest == 1:
        assert Fraction(numbers.exact(amount)) == amount
    else:
        with pytest.raises(ValueError, match="/"):
            numbers.exact(amount)
