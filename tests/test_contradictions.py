"""Answers that contradict each other are named with their places, and limits of evidence come from the checklists."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import checklist, data, schema, tree, values
from compliance.assessment import contradictions
from compliance.assessment import facts as known_facts
from compliance.model.checklist import (
    AnswerKind,
    Basis,
    EvidenceLimits,
    Library,
    Pair,
    Part,
    Quantity,
    Relation,
    Text,
)
from compliance.model.office import Known, Service, Source, Value
from compliance.office import folder as office_folder
from compliance.register import registers
from tests.cases import reading
from tests.conftest import ROOT

Run = Callable[..., Result]
Record = Callable[..., Any]
Amounts = dict[tuple[str, Part], Fraction]
SHIPPED = ROOT / "checklists"
IDS = [pair["id"] for pair in tree.plain(tree.parse((SHIPPED / "integrity.yaml").read_text("utf-8"), ""))["pairs"]]
QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)


# --- every shipped pair, whichever it is


@pytest.fixture
def pair(library: Library, request: pytest.FixtureRequest) -> Pair:
    """The shipped pair that a test names."""
    return next(pair for pair in library.pairs if pair.id == request.param)


each_pair = pytest.mark.parametrize("pair", IDS, indirect=True)


def amount(side: Quantity) -> Fraction:
    """An amount that keeps the limits of a side, next to where they end."""
    found = side.at_most if side.at_least is None else side.at_least
    assert found is not None
    return found


def broken(pair: Pair) -> Amounts:
    """Amounts that contradict each other by as little as possible."""
    if pair.relation is Relation.TOGETHER:
        return {(side.fact, side.part): amount(side) for side in pair.sides}
    one, other = pair.sides
    return {(one.fact, one.part): Fraction(2), (other.fact, other.part): Fraction(1)}


def consistent(pair: Pair) -> Iterator[Amounts]:
    """The nearest amounts that do not; an amount that would be negative is left out."""
    if pair.relation is not Relation.TOGETHER:
        yield dict.fromkeys(broken(pair), Fraction(2))
        return
    for side in pair.sides:
        amounts = broken(pair)
        outside = amount(side) + (1 if side.at_least is None else -1)
        if outside < 0:
            del amounts[side.fact, side.part]
        else:
            amounts[side.fact, side.part] = outside
        yield amounts


def value(library: Library, fact_id: str, amounts: Amounts) -> Value:
    """The answer to a fact with the amounts it is to have, as the reader of answers understands it."""
    fact = library.facts[fact_id]
    own = {part: str(float(number)) for (id_, part), number in amounts.items() if id_ == fact_id}
    if fact.answer is not AnswerKind.COUNTS:
        read = values.read(fact, own[Part.VALUE].removesuffix(".0"))
    elif Part.VALUE in own:
        assert len(own) == 1, "write a case of this pair by hand"
        read = values.read_counts(fact, own[Part.VALUE], "100")
    else:
        count = own.get(Part.COUNT, "0")
        read = values.read_counts(fact, count, own.get(Part.TOTAL, str(max(float(count), 1))))
    assert isinstance(read, Value), f"{fact_id} cannot be answered so: {read}"
    return read


def office_of(library: Library, amounts: Amounts) -> dict[str, Known]:
    """What is known of an office that gave these answers and no others."""
    return {id_: Known(value(library, id_, amounts), Source.DECLARED) for id_ in {id_ for id_, _part in amounts}}


@each_pair
def test_a_pair_is_named_where_it_is_broken_and_only_there(pair: Pair, library: Library) -> None:
    facts = office_of(library, broken(pair))
    (found,) = contradictions.judge([pair], facts)
    assert found.pair is pair
    assert [(side.quantity, side.known) for side in found.sides] == [(q, facts[q.fact]) for q in pair.sides]
    assert {(s.quantity.fact, s.quantity.part): s.amount for s in found.sides} == broken(pair)
    for amounts in consistent(pair):
        assert contradictions.judge([pair], office_of(library, amounts)) == [], amounts


@each_pair
def test_a_pair_is_silent_where_an_answer_is_missing_or_does_not_apply(pair: Pair, library: Library) -> None:
    facts = office_of(library, broken(pair))
    for id_ in facts:
        without = {other: known for other, known in facts.items() if other != id_}
        assert contradictions.judge([pair], without) == []
        unfit = Known(Value(None, not_applicable="ندارد"), Source.DECLARED)
        assert contradictions.judge([pair], {**facts, id_: unfit}) == []


@each_pair
def test_a_bare_percentage_has_neither_count_nor_total(pair: Pair, library: Library) -> None:
    facts = office_of(library, broken(pair))
    for side in pair.sides:
        if side.part is not Part.VALUE:
            bare = Known(Value(facts[side.fact].value.amount), Source.DECLARED)
            assert contradictions.judge([pair], {**facts, side.fact: bare}) == []


@each_pair
def test_a_pair_is_about_the_office_and_says_one_sentence(pair: Pair, library: Library) -> None:
    own, _systems = office_folder.facts_by_subject(library)
    assert {side.fact for side in pair.sides} <= set(own)
    for text in pair.says:
        assert text.endswith(".")
        assert text.count(".") == 1


def test_no_two_pairs_are_the_same_one(library: Library) -> None:
    meant = [(pair.relation, frozenset(pair.sides)) for pair in library.pairs]
    assert len(set(meant)) == len(meant) == len(IDS)


# --- judging anything

FACTS = ("a.one", "a.two", "a.three")
NUMBERS = st.fractions(-3, 3, max_denominator=2)
MAYBE = st.none() | NUMBERS
VALUES = st.builds(Value, MAYBE, MAYBE, MAYBE)
QUANTITIES = st.builds(Quantity, st.sampled_from(FACTS), st.sampled_from(Part), MAYBE, MAYBE)


@st.composite
def any_pair(draw: Callable[[Any], Any]) -> Pair:
    relation = draw(st.sampled_from(Relation))
    least = 1 if relation is Relation.TOGETHER else 2
    sides = draw(st.lists(QUANTITIES, min_size=least, max_size=2))
    id_ = draw(st.text("ab", min_size=1, max_size=3))
    return Pair(id_, Text("ناسازگار", "Contradictory"), relation, tuple(sides), Basis("proposed"))


OFFICES = st.dictionaries(st.sampled_from(FACTS), st.builds(Known, VALUES, st.sampled_from(Source)))


@QUICK
@given(st.lists(any_pair(), max_size=5), OFFICES, st.randoms(use_true_random=False))
def test_judging_never_fails_and_no_order_matters(pairs: list[Pair], facts: dict[str, Known], random: Any) -> None:
    found = contradictions.judge(pairs, facts)
    assert [c.pair for c in found] == [pair for pair in pairs if contradictions.judge([pair], facts)]
    shuffled = pairs.copy()
    random.shuffle(shuffled)
    turned = dict(reversed(facts.items()))
    assert sorted(contradictions.judge(shuffled, turned)) == sorted(found)
    for pair in pairs:
        other = pair._replace(sides=pair.sides[::-1])
        both = [bool(contradictions.judge([one], facts)) for one in (pair, other)]
        assert both != [True, True] if pair.relation is Relation.ABOVE else both[0] == both[1]


@QUICK
@given(st.lists(any_pair(), max_size=5), OFFICES)
def test_what_is_named_is_known_and_does_apply(pairs: list[Pair], facts: dict[str, Known]) -> None:
    for found in contradictions.judge(pairs, facts):
        assert len(found.sides) == len(found.pair.sides)
        for side in found.sides:
            assert side.known is facts[side.quantity.fact]
            assert side.known.value.amount is not None
            assert side.amount in side.known.value


# A service that cannot be made electronic is below level 3; a register that says otherwise contradicts itself.
ROWS = st.builds(
    lambda level, can, **rest: Service(
        line=2, id="", title="x", electronifiable=can, level=level if can or level is None else min(level, 2), **rest
    ),
    level=st.none() | st.integers(0, 4),
    can=st.none() | st.booleans(),
    card_status=st.sampled_from(["", "none", "draft", "submitted", "approved"]),
    page=st.sampled_from(["", "/x"]),
    card_fields=st.none() | st.integers(0, 10),
    requests=st.none() | st.integers(0, 20),
    **{name: st.none() | st.booleans() for name in ("portal", "sso", "rating", "form_needed", "form", "frequent")},
)


@QUICK
@given(st.lists(ROWS, min_size=1, max_size=6))
def test_what_a_register_derives_never_contradicts_itself(library: Library, rows: list[Service]) -> None:
    derived = registers.derive(rows, library).values
    facts = known_facts.known({}, {Source.REGISTERED: derived})
    assert contradictions.judge(library.pairs, facts) == []


# --- what `check` prints


def answer(office: Path, text: str) -> Path:
    """Write the whole file of answers of a bare office; each answer on a line of its own from line 3 on."""
    path = office / "rounds" / reading.ROUND / "answers.yaml"
    path.write_text(f"round: {reading.ROUND}\nanswers:\n{text}", "utf-8")
    return path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return reading.lay_down(tmp_path / "office")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "checklists"))


DESK = "  office.service-desk: {value: خیر}\n  office.desk-finished: {count: 812, total: 1400}\n"


def test_both_answers_stand_in_the_json_with_their_places(record: Record, bare: Path, library: Library) -> None:
    path = answer(bare, DESK)
    printed = record("check", bare)
    assert not list(Draft202012Validator(schema.published("check-output")).iter_errors(printed))
    (found,) = printed["contradictions"]
    says = next(pair.says for pair in library.pairs if pair.id == "finished-without-desk")
    common = {"source": "declared", "file": str(path)}
    assert found == {
        "id": "finished-without-desk",
        "says": {"fa": says.fa, "en": says.en},
        "answers": [
            {"fact": "office.service-desk", "part": "value", "value": 0, "count": None, "total": None, "line": 3, **common},
            {"fact": "office.desk-finished", "part": "count", "value": 58, "count": 812, "total": 1400, "line": 4, **common},
        ],
    }  # fmt: skip


REGISTER = "id,title,electronifiable,level\n10000000001,یکم,yes,3\n10000000002,دوم,yes,4\n"


def test_a_registered_answer_stands_in_the_register(record: Record, bare: Path) -> None:
    (bare / "services.csv").write_text(REGISTER, "utf-8")
    answer(bare, "  services.receipt: {count: 1, total: 3}\n")
    (found,) = record("check", bare)["contradictions"]
    assert found["id"] == "receipt-other-electronic"
    declared, registered = found["answers"]
    assert (declared["source"], declared["line"], declared["total"]) == ("declared", 3, 3)
    assert (registered["source"], registered["file"], registered["line"]) == (
        "registered", str(bare / "services.csv"), None,
    )  # fmt: skip
    assert (registered["value"], registered["count"], registered["total"]) == (100, 2, 2)


def test_a_round_that_kept_its_register_names_that_one(record: Record, bare: Path) -> None:
    kept = bare / "rounds" / reading.ROUND / "services.csv"
    kept.write_text(REGISTER, "utf-8")
    answer(bare, "  services.receipt: {count: 1, total: 3}\n")
    later = bare / "rounds" / "1406-1"
    later.mkdir()
    (later / "answers.yaml").write_text("round: 1406-1\nanswers:\n", "utf-8")
    (found,) = record("check", bare, "--round", reading.ROUND)["contradictions"]
    assert found["answers"][1]["file"] == str(kept)
    assert not record("check", bare)["contradictions"]


def test_a_single_answer_can_contradict_its_question(record: Record, bare: Path) -> None:
    answer(bare, "  website.statements: {count: 2, total: 2}\n")
    printed = record("check", bare)
    assert [(c["id"], len(c["answers"])) for c in printed["contradictions"]] == [("statements-fewer-than-three", 1)]
    assert not list(Draft202012Validator(schema.published("check-output")).iter_errors(printed))


def test_what_holds_is_judged_and_not_what_was_said_beside_it(record: Record, bare: Path) -> None:
    (bare / "services.csv").write_text(REGISTER, "utf-8")
    answer(bare, "  services.receipt: {count: 1, total: 2}\n  services.electronic: {count: 3, total: 3}\n")
    assert record("check", bare)["contradictions"] == []
    path = answer(
        bare,
        "  services.receipt: {count: 1, total: 2}\n"
        "  services.electronic: {count: 3, total: 3, override: فهرست هنوز به‌روز نیست}\n",
    )
    named = {c["id"]: c["answers"] for c in record("check", bare)["contradictions"]}
    assert "electronic-above-interactive" in named  # against what the register says of level 2
    assert [(a["file"], a["line"]) for a in named["receipt-other-electronic"]] == [(str(path), 3), (str(path), 4)]


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_people_read_the_sentence_the_answers_and_their_places_once(
    run: Run, bare: Path, library: Library, lang: str
) -> None:
    answer(bare, DESK)
    shown = run("check", bare, "--checklist", "all", lang=lang).stdout
    says = next(pair.says for pair in library.pairs if pair.id == "finished-without-desk")
    sentence = getattr(says, lang)
    assert shown.count(sentence) == 1
    below = shown[shown.index(sentence) :]
    readings = {"en": ("no", "58% (812 of 1400)"), "fa": ("خیر", "۵۸٪ (۸۱۲ از ۱۴۰۰)")}[lang]
    for reading_, line in zip(readings, (3, 4), strict=True):
        row = next(row for row in below.splitlines() if f"rounds/1405-2/answers.yaml:{line}" in row)
        assert f" {reading_} " in row


def test_contradictions_change_nothing_else(run: Run, record: Record, bare: Path, folder: Path) -> None:
    answer(bare, DESK)
    named = record("check", bare)
    (folder / "integrity.yaml").write_text("pairs: []\n", "utf-8")
    unnamed = record("check", bare, "--checklists", folder)
    assert named.pop("contradictions")
    assert unnamed.pop("contradictions") == []
    assert named == unnamed
    assert run("check", bare).exit_code == 0
    assert run("check", bare, "--target", "0.5").exit_code == 0


def test_the_example_office_contradicts_itself_nowhere(run: Run, record: Record, office: Path) -> None:
    assert record("check", office, "--checklist", "all")["contradictions"] == []
    assert "contradict" not in run("check", office).stdout


SYSTEM_PAIR = """\
pairs:
  - id: people-of-systems
    says: {fa: پاسخ‌های سامانه ناسازگار است., en: The answers of the system contradict each other.}
    together:
      - {fact: system.people.approach, at_most: 0}
      - {fact: system.people.deployment, at_least: 1}
    basis: {kind: proposed}
"""


def test_a_pair_of_system_facts_is_judged_for_each_system(
    run: Run, record: Record, office: Path, folder: Path
) -> None:
    (folder / "integrity.yaml").write_text(SYSTEM_PAIR, "utf-8")
    place = office / "rounds" / "1405-2" / "systems" / "electronic-archive.yaml"
    text = "round: 1405-2\nanswers:\n  system.people.approach: {value: 0}\n  system.people.deployment: {value: 2}\n"
    place.write_text(text, "utf-8")
    (found,) = record("check", office, "--checklists", folder)["contradictions"]
    assert found["system"] == "electronic-archive"
    assert [(a["file"], a["line"]) for a in found["answers"]] == [(str(place), 3), (str(place), 4)]
    shown = run("check", office, "--checklists", folder).stdout
    assert " — The answers of the system contradict each other.\n" in shown
    assert "rounds/1405-2/systems/electronic-archive.yaml:4" in shown


# --- the files of the checklists folder


def test_a_folder_without_pairs_and_limits_has_none_and_the_proposed_ones(library: Library, folder: Path) -> None:
    for name in ("integrity.yaml", "evidence.yaml"):
        (folder / name).unlink()
    older = checklist.load(folder)
    assert older.pairs == ()
    assert older.evidence == library.evidence == EvidenceLimits(25, 365, 5, Basis("proposed"))
    identities: list[Mapping[str, str]] = [
        {c.id: c.sha256 for c in lib.checklists.values()} for lib in (older, library)
    ]
    assert identities[0] == identities[1]


def test_headquarters_changes_pairs_and_limits_by_a_pack(run: Run, bare: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "integrity.yaml").write_text("pairs: []\n", "utf-8")
    (folder / "evidence.yaml").write_text(
        "maximum_mb: 10\noldest_days: 180\nshared_by: 3\nbasis: {kind: source, ref: letter 1405/100}\n", "utf-8"
    )
    answer(bare, DESK)
    pack = tmp_path / "pack.zip"
    assert run("checklists", "validate", folder).exit_code == 0
    assert run("checklists", "export", pack, "--checklists", folder).exit_code == 0
    try:
        assert run("checklists", "install", pack).exit_code == 0
        installed = checklist.load(data.installed_checklists())
        assert installed.pairs == ()
        assert installed.evidence == EvidenceLimits(
            10, 180, 3, Basis("source", Text("letter 1405/100", "letter 1405/100"))
        )
        assert '"contradictions": []' in run("check", bare, "--json").stdout
    finally:
        run("checklists", "install", "--remove")
    assert '"contradictions": []' not in run("check", bare, "--json").stdout


def test_a_problem_of_a_pair_names_file_and_line(run: Run, folder: Path) -> None:
    path = folder / "integrity.yaml"
    text = path.read_text("utf-8").replace(
        "{fact: services.portal, part: total}", "{fact: services.portals, part: total}", 1
    )
    path.write_text(text, "utf-8")
    result = run("checklists", "validate", folder)
    line = text[: text.index("services.portals")].count("\n") + 1
    assert result.exit_code == 3
    assert f"integrity.yaml:{line}: seen: “services.portals”" in result.stderr
    assert "services.portal" in result.stderr
    assert run("checklists", "validate", path).stderr == result.stderr
