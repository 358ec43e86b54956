"""The report as JSON: as its published schema says, and the code that names what every format shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from compliance import language, schema
from compliance.report import write
from compliance.report.content import Report
from compliance.report.document import Document
from compliance.report.parts import PARTS, compose
from compliance.usecases.gathering import gather, paper_of
from compliance.usecases.opening import open_office
from tests import documents
from tests.test_xlsx import read

SCHEMAS = documents.ROOT / "checklists" / "schemas"
Made = Callable[[str], Report]


@cache
def validator() -> Draft202012Validator:
    published = ((p.name, Resource.from_contents(json.loads(p.read_text("utf-8")))) for p in SCHEMAS.glob("*.json"))
    return Draft202012Validator(schema.published("report-output"), registry=Registry().with_resources(published))


def problems(document: Document) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator().iter_errors(json.loads(write(document, "json")))][:5]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return what a report of a form shows, gathered once."""
    folder = tmp_path_factory.mktemp("offices")
    return cache(lambda form: documents.report(form, folder))


@pytest.mark.parametrize(("form", "lang"), list(product(documents.FORMS, ("fa", "en"))))
def test_json_is_as_its_published_schema_says(made: Made, form: str, lang: str) -> None:
    report = made(form)
    language.use(lang)
    assert not problems(compose(report))


@pytest.mark.parametrize(("part", "lang"), list(product(PARTS, ("fa", "en"))))
def test_every_part_alone_is_as_the_schema_says(made: Made, part: str, lang: str) -> None:
    for form in ("approved", "unplanned"):
        report = made(form)
        language.use(lang)
        document = compose(report, [part])
        assert not problems(document)
        assert [p["id"] for p in json.loads(write(document, "json"))["parts"]] == [part]


def test_the_schema_refuses_what_is_not_in_it(made: Made) -> None:
    record = json.loads(write(compose(made("planned")), "json"))
    assert not validator().is_valid({**record, "more": 1})
    assert not validator().is_valid({**record, "code": "0"})
    record["parts"][0]["blocks"].append({"kind": "script", "text": "x"})
    assert not validator().is_valid(record)


def test_the_follow_up_is_there_once_the_plan_is_approved(made: Made) -> None:
    followed = json.loads(write(compose(made("approved")), "json"))["follow_up"]
    assert followed["approved"]
    assert len(followed["actions"]) == len(made("approved").main and made("approved").plan.actions)  # type: ignore[union-attr]
    assert json.loads(write(compose(made("planned")), "json"))["follow_up"] is None


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_code_is_the_same_in_every_format_and_on_any_day(made: Made, lang: str) -> None:
    report = made("planned")
    language.use(lang)
    document = compose(report)
    later = report.paper._replace(day=report.paper.day + timedelta(days=9), number="217")
    assert compose(report._replace(paper=later)).code == document.code
    assert document.code in write(document, "md").decode()
    page = documents.plain(write(document, "html").decode())
    assert document.code in page
    assert json.loads(write(document, "json"))["code"] == document.code
    assert read(write(document, "xlsx")).worksheets[0]["B2"].value == document.code
    assert re.fullmatch("[0-9a-f]{4}(-[0-9a-f]{4}){3}", document.code)


def test_the_code_is_another_one_when_a_single_answer_is(tmp_path: Path) -> None:
    path = documents.office("planned", tmp_path)
    codes = []
    for count in (612, 611):
        answers = path / "rounds" / "1405-2" / "answers.yaml"
        answers.write_text(
            re.sub(r"count: 61[0-9]\b", f"count: {count}", answers.read_text("utf-8"), count=1), "utf-8"
        )
        opened = open_office(path)
        codes.append(compose(gather(opened, "programme", paper_of(opened, documents.DAY)), ["assessment"]).code)
    assert len(set(codes)) == 2
