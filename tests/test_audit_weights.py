"""What the weight of an office and of an item is made of: each part by hand, and against simpler reckonings."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import language, schema
from compliance.headquarters.auditing import record, weighing
from compliance.headquarters.auditing.weighing import Before, Scale, Seen
from compliance.headquarters.intake.verdicts import Flag
from compliance.headquarters.showing import flags
from compliance.headquarters.showing.audits import words as audit_words
from compliance.model.audit import Reason
from compliance.model.checklist import AuditWeights, Certificate, Checklist, Library, Measure, Text
from compliance.model.filing import Entry, Proof, hundredths
from compliance.model.office import Source, Value
from tests.conftest import ROOT

HUNDRED = Measure(100, 10_000)
FILE = Proof("file", "evidence/a.pdf", "0" * 64, 1)


def entry(fact: str, amount: int | None = 1, **more: Any) -> Entry:
    value = Value(None, not_applicable="why") if amount is None else Value(Fraction(amount))
    return Entry(fact, value, **{"source": Source.DECLARED, "evidence": (FILE,), **more})


def seen(checklist: Checklist, score: int, points: dict[str, int | None], **more: Any) -> Seen:
    """An office with so many hundredths of a point in some items, and none in the others, all of it proved."""
    entries = {item.fact: entry(item.fact) for item in checklist.items}
    entries |= {one.fact: one for one in more.pop("entries", ())}
    return Seen(score, [points.get(item.id, 0) for item in checklist.items], more.pop("flags", ()), entries, **more)


def parts(reasons: Any) -> dict[str, int]:
    return {reason.code: reason.points for reason in reasons}


@pytest.fixture(scope="module")
def programme(library: Library) -> Checklist:
    return library.checklists["programme"]


def office(library: Library, told: Seen, scores: list[int]) -> dict[str, int]:
    return parts(weighing.of_office(told, Scale(library.checklists["programme"], library.audit, scores)))


def test_an_office_without_anything_conspicuous_has_the_floor_alone(library: Library, programme: Checklist) -> None:
    told = seen(programme, 5500, {"I1-01": 5500})
    assert office(library, told, [5500, 100, 9000]) == {"floor": 100}


def test_each_part_of_an_offices_weight(library: Library, programme: Checklist) -> None:
    first, second, third = programme.items[0], programme.items[1], programme.items[2]
    told = seen(
        programme,
        6100,
        {first.id: 2000, second.id: 1500, third.id: 2600},
        flags=[
            Flag.of("contradiction", system="", facts=[], says={}),
            Flag.of("contradiction", system="", facts=[], says={}),
            Flag.of("jump", checklist="programme", system="", before=1, now=2, round="x"),
            Flag("older"),
        ],
        entries=[
            entry(first.fact, evidence=()),
            entry(second.fact, declared=Value(Fraction(0))),
            entry(third.fact, override="because", evidence=(), source=Source.REGISTERED),
            entry(programme.items[3].fact, None, evidence=()),
        ],
        before=Before("1405-1", 4600, 10000, {}),
    )
    found = office(library, told, [6100, 6000, 5700, 5601, 5600, 5500, 9000, 9000, 1, 2, 3])
    gone = programme.items[3].points / sum(item.points for item in programme.items if item.target is not None)
    assert found == {
        "floor": 100,
        "flag": 60,  # one contradiction counts; a jump and an older filing add nothing of their own
        "discrepancy": 20,  # two answers on which sources disagree
        "unproven": 32,  # 2000 of 6100 without evidence; what a register gave needs none
        "jump": 30,  # fifteen points, two for each
        "away": int(100 * gone),
        "influence": 30,  # with five points less it falls behind 6000, 5700 and 5601, of ten places
        "edge": 20,  # 61 is hardly above 60
    }


def test_each_part_of_an_items_weight(library: Library, programme: Checklist) -> None:
    a, b, c = programme.items[0], programme.items[1], programme.items[2]
    told = seen(
        programme,
        6010,
        {a.id: hundredths(a.points), b.id: 20},
        flags=[
            Flag.of("contradiction", system="", facts=[a.fact], says={}),
            Flag.of("contradiction", system="portal", facts=[b.fact], says={}),
            Flag.of("evidence-reused", files=["evidence/b.pdf"], offices=["x"]),
        ],
        entries=[
            entry(a.fact, evidence=()),
            entry(b.fact, override="because", evidence=(FILE._replace(name="evidence/b.pdf"),)),
            entry(c.fact, None, evidence=()),
        ],
        before=Before("1405-1", 4600, 10000, {a.id: 0, b.id: None}),
    )
    scale = Scale(programme, library.audit, [6010, 6005, 6000, 5900, 100])
    found = dict(zip([item.id for item in programme.items], map(parts, weighing.of_items(told, scale)), strict=True))
    worth = hundredths(a.points)
    assert found[a.id] == {
        "floor": 10, "stake": worth // 10, "contradiction": 30, "unproven": 15, "jump": 30, "influence": 20,
        "edge": 10,
    }  # fmt: skip
    assert found[b.id] == {
        "floor": 10, "stake": 2, "discrepancy": 30, "reused": 25, "influence": 20, "edge": 10,
    }  # fmt: skip
    assert found[c.id] == {"floor": 10, "away": 20}
    assert parts(next(weighing.of_items(told, scale)))["influence"] == min(20, 100 * 2 // 5)


def test_an_item_without_a_target_is_not_judged_and_has_no_weight(library: Library, programme: Checklist) -> None:
    scale = Scale(programme, library.audit, [0])
    found = list(weighing.of_items(seen(programme, 0, {}), scale))
    without = [n for n, item in enumerate(programme.items) if item.target is None]
    assert without
    assert all(not found[n] for n in without)
    assert all(found[n] for n in range(len(found)) if n not in without)


def test_without_a_file_of_weights_everybody_is_alike(programme: Checklist) -> None:
    scale = Scale(programme, AuditWeights(), [5500, 6000])
    told = seen(programme, 6000, {"I1-01": 6000}, flags=[Flag.of("late", close="1405/08/30")])
    assert parts(weighing.of_office(told, scale)) == {"floor": 1}
    assert {weighing.total(reasons) for reasons in weighing.of_items(told, scale)} == {0, 1}


def rank(scores: list[int], own: int) -> int:
    """A dense rank by the simplest reckoning."""
    return 1 + len({score for score in scores if score > own})


@given(
    scores=st.lists(st.integers(0, 30), min_size=1, max_size=12), place=st.integers(0, 11), points=st.integers(0, 30)
)
def test_places_lost_are_those_of_the_league(scores: list[int], place: int, points: int) -> None:
    own = scores[place % len(scores)]
    others = list(scores)
    others.remove(own)
    lost = rank([*others, own - points], own - points) - rank(scores, own)
    checklist = Checklist(
        "x", "1", "proposed", None, Text("", ""), Text("", ""), Fraction(100), "office", 0, (), (), "0" * 64
    )
    assert Scale(checklist, AuditWeights(), scores).lost(own, points) == lost


def test_edges_are_those_of_certificates_and_of_bands(programme: Checklist) -> None:
    certified = programme._replace(certificates=(Certificate("c", Text("", ""), Fraction(55)),))
    scale = Scale(certified, AuditWeights(), [1])
    assert [scale.edge_below(score) for score in (999, 1000, 5499, 5500, 5999, 6000, 10000)] == [
        0, 1000, 5000, 5500, 5500, 6000, 9000,
    ]  # fmt: skip


def test_what_is_measured_adds_up_to_its_limit_and_never_takes_away() -> None:
    assert [Measure(2, 60).of(n) for n in (-5, 0, 1, 29, 30, 31)] == [0, 0, 2, 58, 60, 60]


def test_the_file_of_weights_knows_the_flags_there_are_and_every_part_has_its_words(library: Library) -> None:
    published = schema.published("audit")["properties"]
    assert set(published["flags"]["properties"]) == set(flags.WORDS)
    assert set(published["office"]["properties"]) == set(library.audit.office) == set(audit_words._SAYS)
    assert set(published["item"]["properties"]) == set(library.audit.item) == set(audit_words._OF_ITEM)
    assert record.plain_weights(library.audit)["office"]["floor"] == {"each": 100, "most": 100}


def test_the_documentation_has_the_weights_that_are_shipped(library: Library) -> None:
    page = (ROOT / "docs" / "audit.md").read_text("utf-8").split("## Weights of risk")[1]
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in page.splitlines() if row.startswith("| `")
    ]
    offices, items = rows[: len(library.audit.office) + 1], rows[len(library.audit.office) + 1 :]
    told = {row[0].strip("`"): Measure(int(row[2]), int(row[3])) for row in offices if row[0] != "`flags`"}
    assert told == library.audit.office
    found: dict[str, int] = {}
    for row in items:
        names = [name.strip("` ") for name in row[0].split(",")]
        found |= dict(zip(names, map(int, row[2].split(",")), strict=True))
    assert found == {id_: measure.each for id_, measure in library.audit.item.items()}
    (low, high) = re.findall("[0-9]+", next(row[2] for row in offices if row[0] == "`flags`"))
    assert (int(low), int(high)) == (min(library.audit.flags.values()), max(library.audit.flags.values()))


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_weight_is_told_largest_part_first_without_what_all_have(lang: str) -> None:
    language.use(lang)
    told = audit_words.why(
        [
            Reason("floor", 100, {}),
            Reason("jump", 14, {"round": "1405-1", "before": 5127, "now": 5829}),
            Reason("flag", 60, {"flag": "contradiction"}),
        ]
    )
    assert (
        told
        == {
            "fa": "پاسخ‌ها با هم ناسازگارند (+۶۰)؛ رشد از ۵۱٫۲۷ به ۵۸٫۲۹ نسبت به دورهٔ ۱۴۰۵-۱ (+۱۴)",
            "en": "Answers contradict each other (+60); rose from 51.27 to 58.29 since round 1405-1 (+14)",
        }[lang]
    )
    assert (
        audit_words.why([Reason("floor", 100, {})])
        == {
            "fa": "نشانهٔ خاصی نیست؛ هر کس ممکن است انتخاب شود",
            "en": "nothing conspicuous; everybody may be drawn",
        }[lang]
    )
