"""The fast judge gives exactly what the rules of the score give, and the truth of invented filings comes out again."""

from __future__ import annotations

import csv
import hashlib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import language
from compliance.assessment import scoring
from compliance.headquarters import simulating
from compliance.headquarters.intake import examining
from compliance.headquarters.intake.judging import Judge, amount_of
from compliance.headquarters.simulating import Plan
from compliance.model.checklist import Better, Checklist
from compliance.model.filing import hundredths
from compliance.model.office import Known, Source, Value
from tests import inbox

PROGRAMME = "programme"
ALL = tuple(inbox.shipped().checklists)


@cache
def judge(id_: str) -> Judge:
    return Judge(inbox.shipped().checklists[id_])


amounts = st.one_of(
    st.none(),
    st.fractions(-5, 5, max_denominator=9),
    st.fractions(0, 120, max_denominator=1000),
    st.integers(0, 100).map(Fraction),
)


@st.composite
def answers(draw: Any, checklist: Checklist) -> dict[str, Fraction | None]:
    """Amounts of some of a checklist's facts, often at the target or just beside it; None where it does not apply."""
    found: dict[str, Fraction | None] = {}
    for item in checklist.items:
        kind = draw(st.sampled_from(["absent", "any", "any", "at", "near", "away"]))
        if kind == "any":
            found[item.fact] = draw(amounts)
        elif kind == "away":
            found[item.fact] = None
        elif kind != "absent" and item.target is not None:
            found[item.fact] = item.target + (
                draw(st.sampled_from([-1, 1])) * Fraction(1, 1000) if kind == "near" else 0
            )
    return found


def same(checklist: Checklist, of: Judge, found: dict[str, Fraction | None]) -> None:
    known = {fact: Known(Value(amount), Source.DECLARED) for fact, amount in found.items()}
    wanted = scoring.assess(checklist, known)
    judged = of.judge({f: None if a is None else (a.numerator, a.denominator) for f, a in found.items()})
    assert judged.score == (None if wanted.score is None else hundredths(wanted.score))
    assert judged.high == (None if wanted.high is None else hundredths(wanted.high))
    assert judged.coverage == hundredths(wanted.coverage * 100)
    if wanted.score is not None:
        assert judged.points == tuple(
            None if item.maximum is None or not item.maximum else hundredths(item.points) for item in wanted.items
        )


@pytest.mark.parametrize("id_", ALL)
@settings(max_examples=60)
@given(data=st.data())
def test_the_judge_is_the_rules(id_: str, data: st.DataObject) -> None:
    checklist = inbox.shipped().checklists[id_]
    same(checklist, judge(id_), data.draw(answers(checklist)))


@pytest.mark.heavy
@pytest.mark.parametrize("id_", ALL)
@settings(max_examples=1500)
@given(data=st.data())
def test_the_judge_is_the_rules_for_many(id_: str, data: st.DataObject) -> None:
    checklist = inbox.shipped().checklists[id_]
    same(checklist, judge(id_), data.draw(answers(checklist)))


@settings(max_examples=40)
@given(data=st.data())
def test_so_it_is_under_an_overlay(data: st.DataObject) -> None:
    """Headquarters may set any weights, targets and directions."""
    checklist = inbox.shipped().checklists[PROGRAMME]
    chosen = data.draw(st.integers(1, 97))
    items = {item.id: place for place, item in enumerate(checklist.items)}

    def changed(item: Any) -> Any:
        n = items[item.id] + chosen
        target = None if n % 13 == 0 else Fraction(n % 7 * 10, n % 3 + 1)
        return item._replace(target=target, better=Better.LOWER if n % 2 else Better.HIGHER)

    other = checklist._replace(
        indicators=tuple(i._replace(items=tuple(map(changed, i.items))) for i in checklist.indicators)
    )
    same(other, Judge(other), data.draw(answers(other)))


@pytest.mark.parametrize(
    ("text", "amount"), [("0", (0, 1)), ("2.50", (250, 100)), ("-1.5", (-15, 10)), ("22/7", (22, 7)), ("007", (7, 1))]
)
def test_amounts_are_read_exactly(text: str, amount: tuple[int, int]) -> None:
    assert amount_of(text) == amount
    assert Fraction(*amount_of(text)) == Fraction(text)


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return found.hexdigest()


def test_the_same_seed_writes_the_same_bytes_in_any_number_of_processes(tmp_path: Path) -> None:
    plan = Plan(55, ("1405-1", "1405-2"), 2, 7)
    for name, jobs in (("one", 1), ("two", 2)):
        assert simulating.write(tmp_path / name, plan, jobs=jobs) == 110
        assert simulating.faulty(tmp_path / name, plan) == 17
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    simulating.write(tmp_path / "other", plan._replace(seed=8))
    assert digest(tmp_path / "other") != digest(tmp_path / "one")


def test_the_language_in_use_changes_nothing(tmp_path: Path) -> None:
    for lang in language.LANGUAGES:
        language.use(lang)
        simulating.write(tmp_path / lang, Plan(3, (inbox.ROUND,), 0, 1))
    assert digest(tmp_path / "fa") == digest(tmp_path / "en")


@pytest.mark.parametrize(("seed", "jobs"), [(1, 1), (2, 2)])
def test_the_truth_is_what_headquarters_computes(tmp_path: Path, seed: int, jobs: int) -> None:
    """truth.csv stands beside the filings; nothing in the store comes from it."""
    plan = Plan(70 if jobs > 1 else 8, ("1405-1", "1405-2"), 1, seed)
    simulating.write(tmp_path / "sim", plan)
    opened = inbox.laid_down(tmp_path / "store")
    with opened:
        from compliance.headquarters import enrolling

        inbox.enrol(opened, [one.enrolment for one in enrolling.read([tmp_path / "sim"], None)])
        verdicts = inbox.collected(opened, [tmp_path / "sim"], jobs=jobs)
        assert {v.status for v in verdicts} <= {"accepted", "flagged"}
        assert {flag.code for v in verdicts for flag in v.flags} <= {"jump"}
        rows = opened.ask(
            "select f.office, f.round, i.id, t.system, t.score, t.coverage from total t "
            "join filing f on f.n = t.filing join instrument i on i.n = t.instrument"
        )
    computed = {tuple("" if cell is None else str(cell) for cell in row) for row in rows}
    with (tmp_path / "sim" / simulating.TRUTH).open(newline="") as stream:
        truth = {tuple(row) for row in list(csv.reader(stream))[1:]}
    assert computed == truth


def test_a_share_taken_out_is_exact() -> None:
    """What counts as much is set by the weights of items that have a target."""
    checklist = inbox.shipped().checklists[PROGRAMME]
    targeted = [item for item in checklist.items if item.target is not None]
    away = judge(PROGRAMME).judge({targeted[0].fact: None}).away
    assert away == int(targeted[0].points / sum(item.points for item in targeted) * 10000)
    assert judge(PROGRAMME).judge({item.fact: None for item in checklist.items}).away == 10000
    assert examining.AWAY < 10000
