"""A question's form as an entry: what was not touched stays as it is, whatever stands in the file."""

from __future__ import annotations

from datetime import date
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import checklist, language
from compliance.model.checklist import AnswerKind, Fact
from compliance.model.office import Evidence
from compliance.model.record import Author, Where
from compliance.model.stated import NOTHING, Stated
from compliance.web import fields
from compliance.web.fields import Fields
from tests.conftest import ROOT

FACTS = checklist.load(ROOT / "checklists").facts
AUTHOR = Author("صفحه", Where.WEB, date(2026, 11, 28))
TEXTS = st.text("آبپ abc<>=&\"'{}[]#\n\t1۲", min_size=1).filter(str.strip)


def said_by(fact: Fact) -> st.SearchStrategy[Stated]:
    """Answers of a kind, in the spelling of the file."""
    if fact.answer is AnswerKind.YES_NO:
        return st.sampled_from([Stated("yes"), Stated("no")])
    if fact.answer is AnswerKind.LEVEL:
        return st.sampled_from([Stated(str(level)) for level in range(5)])
    if fact.answer is AnswerKind.NUMBER:
        low, high = ceil(fact.minimum or 0), floor(10**6 if fact.maximum is None else fact.maximum)
        return st.integers(low, max(low, high)).map(lambda n: Stated(str(n)))
    pairs = st.tuples(st.integers(1, 10**6), st.integers(0, 100)).map(
        lambda p: Stated(counted=str(p[0] * p[1] // 100), total=str(p[0]))
    )
    return pairs | st.sampled_from([Stated("85.5"), Stated("0"), Stated("100"), Stated("0.5%"), Stated("7")])


@st.composite
def entries(draw: st.DrawFn) -> tuple[Fact, Stated]:
    fact = draw(st.sampled_from(sorted(FACTS.values(), key=lambda f: f.id)))
    kind = draw(st.sampled_from(["value", "none", "not applicable"]))
    said = NOTHING
    if kind == "value":
        said = draw(said_by(fact))
    elif kind == "not applicable":
        said = Stated(not_applicable=draw(TEXTS))
    evidence = draw(st.sampled_from([(), (Evidence("file", "evidence/a.txt"),)]))
    if said == NOTHING:
        return fact, said._replace(evidence=evidence, note=draw(st.none() | TEXTS))
    return fact, said._replace(
        evidence=evidence,
        note=draw(st.none() | TEXTS),
        override=draw(st.none() | TEXTS),
        on="1405/08/01",
        by="دیگری",
        proposed=draw(st.sampled_from([None, "1405-1"])),
    )


def as_sent(shown: Fields) -> Fields:
    """What a browser sends of these fields: a field of one line drops line ends."""
    form = {name: text.replace("\n", " ") for name, text in shown._asdict().items() if isinstance(text, str)}
    return fields.given({**form, **({"not_applicable": "1"} if shown.not_applicable else {})})


@given(entries(), st.sampled_from(["fa", "en"]))
def test_a_form_that_was_not_touched_changes_nothing(made: tuple[Fact, Stated], lang: str) -> None:
    """Neither answer nor author, day, evidence, remark or proposal; in either language's digits."""
    fact, entry = made
    language.use(lang)
    assert fields.meant(fact, as_sent(fields.shown(fact, entry)), entry, AUTHOR) == entry


@given(entries())
def test_a_remark_alone_leaves_answer_and_author(made: tuple[Fact, Stated]) -> None:
    fact, entry = made
    sent = as_sent(fields.shown(fact, entry))._replace(note="یادداشت تازه")
    assert fields.meant(fact, sent, entry, AUTHOR) == entry._replace(note="یادداشت تازه")


@given(entries())
def test_what_a_page_carries_along_comes_back_as_it_was(made: tuple[Fact, Stated]) -> None:
    _fact, entry = made
    assert fields.base({"base": fields.packed(entry)}) == entry


@pytest.mark.parametrize("proposed", [None, "1405-1"])
def test_another_answer_bears_its_author_and_is_no_proposal(proposed: str | None) -> None:
    before = Stated("yes", note="n", on="1405/08/01", by="دیگری", proposed=proposed)
    after = fields.meant(FACTS["website.https"], Fields(value="no", note="n"), before, AUTHOR)
    assert after == Stated("no", note="n", on="1405/09/07", by="صفحه")
    assert fields.confirmed(before, AUTHOR) == Stated("yes", note="n", on="1405/09/07", by="صفحه")
