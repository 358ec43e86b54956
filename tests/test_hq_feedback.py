"""Feedback: the comparison is what an independent reckoning gives, on either engine, and the letter says the same."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import checklist, language
from compliance import feedback as rules
from compliance.assessment.scoring import assess
from compliance.errors import BadInput
from compliance.headquarters import engines, feedback, holdings
from compliance.headquarters import store as hq_stores
from compliance.headquarters.leagues import Question
from compliance.headquarters.showing.feedback import paper as feedback_paper
from compliance.headquarters.showing.feedback import records as shown
from compliance.model.checklist import Library
from compliance.model.feedback import Feedback, Side
from compliance.model.results import Status
from compliance.persian import numbers
from compliance.report import words, write
from compliance.report.charts.bars import Bars
from compliance.report.document import Picture
from tests import stores
from tests.conftest import ROOT, TODAY
from tests.stores import ITEMS, Filed, Total, Who, World

Run = Callable[..., Result]
_QUESTION = Question("1405-2", "programme")
_VALUES = st.lists(st.integers(0, 300), max_size=30)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


@cache
def instruments() -> Library:
    return checklist.load()


@given(_VALUES, st.integers(0, 300))
def test_the_others_are_everybody_but_oneself(rest: list[int], own: int) -> None:
    found = rules.others(Counter([*rest, own]), own)
    assert found.n == len(rest)
    assert found.ahead == sum(value > own for value in rest)
    assert found.median == (None if len(rest) < 5 else Fraction(statistics.median([Fraction(v) for v in rest])))


@given(_VALUES)
def test_one_who_has_no_points_takes_nobody_out(rest: list[int]) -> None:
    found = rules.others(Counter(rest), None)
    assert (found.n, found.ahead) == (len(rest), 0)


@pytest.mark.parametrize(
    ("points", "maximum", "median", "side"),
    [
        (None, 200, 100, Side.AWAY),
        (200, 200, 200, Side.STRENGTH),
        (200, 200, None, Side.STRENGTH),
        (133, Fraction(400, 3), 133, Side.STRENGTH),  # full, rounded
        (120, 200, 119, Side.STRENGTH),
        (120, 200, 120, Side.IMPROVEMENT),
        (99, 200, 50, Side.IMPROVEMENT),  # above the others, and still less than half
        (100, 200, Fraction(199, 2), Side.STRENGTH),
        (199, 200, None, Side.IMPROVEMENT),
        (0, 200, 0, Side.IMPROVEMENT),
    ],
)
def test_what_a_strength_is(
    points: int | None, maximum: Fraction | int, median: Fraction | int | None, side: Side
) -> None:
    assert rules.side(points, Fraction(maximum), None if median is None else Fraction(median)) is side


def made(world: World, name: str, question: Question, peers: str = "") -> list[Feedback]:
    with engines.opened(world.store.folder, name) as engine:
        return list(feedback.make(world.store, instruments(), engine, question, peers=peers))


def _rounds(world: World) -> list[str]:
    return sorted({filed.round for filed in world.filings})


@pytest.mark.parametrize("seeds", [2, pytest.param(40, marks=pytest.mark.heavy)])
def test_both_engines_give_the_same_feedback(seeds: int) -> None:
    pytest.importorskip("duckdb")
    for seed in range(seeds):
        with TemporaryDirectory() as folder:
            world = stores.world(Path(folder) / "store", seed)
            with world.store:
                for round_ in _rounds(world):
                    for question in (Question(round_, "programme"), Question(round_, "award", "g2c")):
                        for peers in ("", *feedback.PEERS):
                            one, other = (
                                _told(world, name, question, peers) for name in (engines.SQLITE, engines.DUCKDB)
                            )
                            assert one == other


def _told(world: World, name: str, question: Question, peers: str) -> str:
    try:
        return json.dumps([shown.record(one) for one in made(world, name, question, peers)])
    except BadInput as error:
        return repr(error.problems)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(1000, 10**6), peers=st.sampled_from(("", *feedback.PEERS)))
def test_medians_best_and_the_round_before_are_those_of_the_simplest_reckoning(seed: int, peers: str) -> None:
    with TemporaryDirectory() as folder:
        world = stores.world(Path(folder) / "store", seed)
        with world.store:
            for round_ in _rounds(world)[-2:]:
                for one in made(world, engines.SQLITE, Question(round_, "programme"), peers):
                    _check(world, round_, one)


def _standing(world: World, round_: str) -> dict[str, Total]:
    """The programme's total of the newest filing of each office."""
    newest: dict[str, Filed] = {filed.office: filed for filed in world.filings if filed.round == round_}
    return {
        office: total
        for office, filed in newest.items()
        for total in filed.totals
        if total.checklist == "programme" and total.score is not None
    }


def _points(total: Total) -> dict[str, int]:
    told = stores.points(total.score)
    return {f"{ind}-{n}": p for n, ((ind, _f), p) in enumerate(zip(ITEMS, told, strict=True)) if p is not None}


def _sums(total: Total) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item, points in _points(total).items():
        sums[item[:2]] = sums.get(item[:2], 0) + points
    return sums


def _median(values: Sequence[int]) -> Fraction | None:
    return Fraction(statistics.median([Fraction(v) for v in values])) if len(values) >= 5 else None


def _check(world: World, round_: str, one: Feedback) -> None:
    standing, kinds = _standing(world, round_), {o.id: o for o in world.offices}
    own = kinds[one.place.office]

    def alike(kind: str) -> list[str]:
        return [
            office
            for office in standing
            if office != own.id and (kind == "all" or getattr(kinds[office], kind) == getattr(own, kind))
        ]

    rest = alike(one.peers.kind)
    assert one.peers.n == len(rest)
    assert one.median == _median([standing[office].score or 0 for office in rest])
    everybody = [*rest, own.id]
    for criterion in one.criteria:
        sums = {office: _sums(standing[office]) for office in everybody}
        having = {office: s[criterion.id] for office, s in sums.items() if criterion.id in s}
        others = [points for office, points in having.items() if office != own.id]
        assert criterion.points.points == having.get(own.id)
        assert criterion.points.median == _median(others)
        assert criterion.points.peers == len(others)
        if len(rest) >= 5 and having:
            most = max(having.values())
            holders = sorted(office for office, points in having.items() if points == most)
            assert (criterion.best, criterion.sharing) == (most, len(holders))
            assert [leader.office for leader in criterion.leaders] == holders[:3]
        else:
            assert (criterion.best, criterion.leaders) == (None, ())
    before = _rounds(world)[: _rounds(world).index(round_)][-1:]
    then = _standing(world, before[0]) if before else {}
    for detail in one.details:
        mine = _points(standing[own.id])
        assert detail.points.points == mine.get(detail.id)
        others = [p[detail.id] for p in (_points(standing[o]) for o in rest) if detail.id in p]
        assert detail.points.median == _median(others)
        if detail.points.points is not None:
            assert detail.points.ahead == sum(p > detail.points.points for p in others)
        if one.comparable and own.id in then and one.before == before[0]:
            assert detail.points.before == _points(then[own.id]).get(detail.id)


def test_without_a_kind_the_narrowest_peers_with_five_others_are_taken(tmp_path: Path) -> None:
    """Six of a group, seven of a body in two groups, and one of another body."""
    offices = [Who(f"a{n}", "registry", "fars", "large") for n in range(6)]
    offices += [Who("b0", "registry", "yazd", "small"), Who("c0", "taxes", "yazd")]
    with stores.lay_down(tmp_path / "store", offices) as store:
        for n, office in enumerate(offices):
            stores.take(store, Filed("2025-02-10", "1405-1", office.id, (Total("programme", 1000 * n),)))
        world = World(store, tuple(offices), (), ())
        found = {one.place.office: one.peers for one in made(world, engines.SQLITE, Question("1405-1", "programme"))}
    assert (found["a0"].kind, found["a0"].id, found["a0"].n) == ("group", "large", 5)
    assert (found["b0"].kind, found["b0"].id, found["b0"].n) == ("body", "registry", 6)
    assert (found["c0"].kind, found["c0"].n) == ("all", 7)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with twelve simulated offices in two rounds."""
    from tests.inbox import simulated

    return simulated(tmp_path_factory.mktemp("hq"), offices=12, rounds=2, seed=7)


def _office(run: Run, store: Path, rank: int) -> str:
    rows = json.loads(run("hq", "league", store, "--round", "1405-2", "--json").stdout)["rows"]
    return str(rows[rank]["office"])


def test_json_keeps_to_its_schema_and_says_what_the_league_says(run: Run, filled: Path) -> None:
    league = json.loads(run("hq", "league", filled, "--round", "1405-2", "--json").stdout)
    schema = json.loads((ROOT / "checklists/schemas/feedback-output.schema.json").read_text("utf-8"))
    for row in league["rows"]:
        result = run("hq", "feedback", filled, row["office"], "--json")
        assert result.exit_code == 0, result.stderr
        told = json.loads(result.stdout)
        Draft202012Validator(schema).validate(told)
        assert (told["score"], told["rank"], told["round"]) == (row["score"], row["rank"], "1405-2")
        assert told["score_before"] is not None
        sides = Counter(item["side"] for item in told["items"])
        assert sides["strength"] == len(told["strengths"])
        assert sides["improvement"] == len(told["improvements"])
        assert sides["unanswered"] == len(told["unanswered"])
        assert sum(item["points"] or 0 for item in told["items"]) == pytest.approx(told["score"], abs=0.31)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_letter_says_the_same_as_the_numbers(run: Run, filled: Path, tmp_path: Path, lang: str) -> None:
    office = _office(run, filled, 7)
    told = json.loads(run("hq", "feedback", filled, office, "--json").stdout)
    result = run("hq", "feedback", filled, office, "--output", tmp_path / "letter.md", lang=lang)
    assert result.exit_code == 0, result.stderr
    letter = (tmp_path / "letter.md").read_text("utf-8")
    name = told["name"][lang]
    assert name in letter.replace("\\", "")
    for id_ in (*told["strengths"], *told["improvements"], *told["unanswered"]):
        assert id_ in letter
    assert letter.count("I1") > 3
    missing = sum(i["maximum"] - i["points"] for i in told["items"] if i["id"] in told["improvements"])
    assert missing > 0


def test_what_is_unanswered_is_told_apart_and_in_no_sum(run: Run, filled: Path, tmp_path: Path) -> None:
    """By what the offices filed, judged here anew: an unanswered item is no area for improvement and has no remedy."""
    library, there = instruments(), 0
    with hq_stores.opened(filled) as opened:
        held = {one.office.id: one.facts for one in holdings.held(opened, library.facts, "1405-2", 10**9)}
    for office, facts in held.items():
        told = json.loads(run("hq", "feedback", filled, office, "--json").stdout)
        judged = {one.item.id: one for one in assess(library.checklists["programme"], facts).items}
        unanswered = {id_ for id_, one in judged.items() if one.status is Status.UNANSWERED}
        assert set(told["unanswered"]) == unanswered
        assert not unanswered & {*told["improvements"], *told["strengths"]}
        result = run("hq", "feedback", filled, office, "--output", tmp_path / f"{office}.md", lang="en")
        assert result.exit_code == 0, result.stderr
        letter = (tmp_path / f"{office}.md").read_text("utf-8").partition("Criteria beside")[0]
        areas = letter.partition("Areas for improvement")[2]
        first = [judged[id_] for id_ in told["improvements"][: feedback_paper.FIRST]]
        closing = sum((one.maximum - one.points for one in first), Fraction(0))
        missing = 100 - Fraction(str(told["score"]))
        said = f"brings {numbers.show(closing)} of the {numbers.show(missing)} points up to the full score"
        assert said in areas
        assert "unanswered —" not in letter
        if unanswered:
            there += 1
            hangs = sum((judged[id_].maximum for id_ in unanswered), Fraction(0))
            assert f"Up to {numbers.show(hangs)} points in all hang on these answers" in letter
        else:
            assert "To be answered first" not in letter
    assert there > 3


def test_what_is_missing_is_what_the_targets_letter_says_it_brings(run: Run, filled: Path) -> None:
    """Of items whose target is the checklist's own: both letters go to the same office."""
    words = ("--round", "1405-2", "--for", "1406-1", "--share", 60, "--json")
    asked = json.loads(run("hq", "targets", filled, *words).stdout)
    with hq_stores.opened(filled) as opened:
        told = {one.place.office: one for one in made(World(opened, (), (), ()), engines.SQLITE, _QUESTION)}
    whole = {item.id: item.target for item in instruments().checklists["programme"].items}
    looked = 0
    for office in asked["offices"]:
        short = {one.id: one.points.short / 100 for one in told[office["office"]].details}
        for target in office["targets"]:
            if Fraction(str(target["target"])) == whole[target["item"]]:
                assert numbers.plain(short[target["item"]]) == target["points"]
                looked += 1
    assert looked > 100


def test_a_list_of_the_first_ones_says_that_there_are_more(run: Run, filled: Path, tmp_path: Path) -> None:
    office = _office(run, filled, 3)
    told = json.loads(run("hq", "feedback", filled, office, "--json").stdout)
    assert run("hq", "feedback", filled, office, "--output", tmp_path / "a.md", lang="fa").exit_code == 0
    letter = (tmp_path / "a.md").read_text("utf-8")
    n = len(told["improvements"])
    assert n > feedback_paper.FIRST
    assert f"نقاط قابل بهبود: {numbers.digits(str(n))} سنجه (۴ مورد نخست)" in letter.replace("\\", "")


def test_of_too_few_peers_no_comparison_is_claimed(tmp_path: Path) -> None:
    """No median in the letter, the table or the drawing, and nothing drawn at 0 in its stead."""
    offices = [Who(f"a{n}", "registry", "fars") for n in range(3)]
    with stores.lay_down(tmp_path / "store", offices) as store:
        for n, office in enumerate(offices):
            stores.take(store, Filed("2025-02-10", "1405-1", office.id, (Total("programme", 3000 + n),)))
        found = made(World(store, tuple(offices), (), ()), engines.SQLITE, Question("1405-1", "programme"))
    language.use("fa")
    one = found[0]
    paper = feedback_paper.paper(one, instruments(), TODAY)
    letter = write(paper, "md").decode()
    for said in ("ادارهٔ دیگر", "در کنار", "بهترین همتا", "میانه —", "دارندهٔ بهترین"):
        assert said not in letter, said
    assert letter.count("میانهٔ همتایان") == 1, "the note says what a strength is, and nothing else names it"
    assert "شمار همتایان کمتر از ۵ است" in letter
    (chart,) = [block.chart for block in paper.parts[1].blocks if isinstance(block, Picture)]
    assert isinstance(chart, Bars)
    assert all(row.ceiling is None and row.then is None for row in chart.rows)
    drawn = repr(chart.draw(700, titled=True))
    assert "میانه" not in drawn
    assert "'target'" not in drawn


def test_a_choice_of_peers_that_cannot_be_followed_is_said(run: Run, filled: Path) -> None:
    office = _office(run, filled, 2)
    told = json.loads(run("hq", "feedback", filled, office, "--peers", "group", "--json").stdout)
    assert told["peers"]["kind"] != "group"
    assert told["peers"]["instead_of"] == "group"
    said = run("hq", "feedback", filled, office, "--peers", "group", lang="fa").stdout
    assert "برای این اداره گروه ثبت نشده است" in said
    plain = json.loads(run("hq", "feedback", filled, office, "--json").stdout)
    assert plain["peers"]["instead_of"] is None
    assert "گروه ثبت نشده" not in run("hq", "feedback", filled, office, lang="fa").stdout


def test_levels_read_alike_whatever_kind_of_fact_holds_them() -> None:
    library = instruments()
    level, median = library.facts["security.isms"], library.facts["services.level"]
    language.use("fa")
    for fact in (level, median):
        (item,) = [one for one in library.checklists["programme"].items if one.fact == fact.id]
        assert words.amount(fact, Fraction(1)) == "سطح ۱"
        assert words.target(fact, item._replace(target=Fraction(3))) == "دست‌کم سطح ۳"


def test_a_system_asked_for_without_its_section(run: Run, entered: Path) -> None:
    result = run("hq", "feedback", entered, "a0", "--system", "s1", lang="fa")
    assert result.exit_code == 3
    assert "--section g2c" in result.stderr
    assert "هنوز هیچ موردی" not in result.stderr
    other = run("hq", "feedback", entered, "a0", "--system", "s9", lang="en").stderr
    assert "the office as a whole; for an entered system add --section" in other


def test_letters_to_all_are_written_once_and_never_over_another(run: Run, filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    asked = ("hq", "feedback", filled, "--into", folder, "--format", "md")
    first = run(*asked, "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout)["letters"] == {"written": 12, "beside": 0, "there": 0}
    one = sorted(folder.iterdir())[0]
    one.write_text("somebody's own words", "utf-8")
    again = json.loads(run(*asked, "--json").stdout)["letters"]
    assert again == {"written": 1, "beside": 1, "there": 11}
    assert one.read_text("utf-8") == "somebody's own words"


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_every_format_is_written(run: Run, filled: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"letter.{ending}"
    assert run("hq", "feedback", filled, _office(run, filled, 0), "--output", path, lang="fa").exit_code == 0
    assert path.stat().st_size > 5000


def test_no_change_is_told_between_versions_of_a_checklist(tmp_path: Path) -> None:
    offices = [Who(f"a{n}", "registry", "fars") for n in range(7)]
    with stores.lay_down(tmp_path / "store", offices) as store:
        for version, round_ in (("1", "1405-1"), ("2", "1405-2")):
            for n, office in enumerate(offices):
                total = Total("programme", 1000 * n + int(version), version=version)
                stores.take(store, Filed("2025-02-10", round_, office.id, (total,)))
        world = World(store, tuple(offices), (), ())
        found = made(world, engines.SQLITE, Question("1405-2", "programme"))
        language.use("en")
        one = next(one for one in found if one.place.office == "a3")
        said = write(feedback_paper.paper(one, instruments(), TODAY), "md").decode()
    assert "30.01" in said
    assert "not directly comparable" in said
    assert "+0.01" not in said


@pytest.fixture
def entered(tmp_path: Path) -> Path:
    """Seven offices in two rounds; the first entered two systems of one field, the last has nothing that applies."""
    folder = tmp_path / "store"
    offices = [Who(f"a{n}", "registry", "fars") for n in range(7)]
    with stores.lay_down(folder, [*offices, Who("silent", "registry", "fars")]) as store:
        for n, office in enumerate(offices):
            systems = tuple(
                Total("award-system", 4000 + k, system=f"s{k}", field="G2C") for k in range(1, 3 if n == 0 else 2)
            )
            whole = Total("programme", None if n == 6 else 1000 * n)
            for round_ in ("1405-2", "1405-10") if n else ("1405-2",):
                stores.take(store, Filed("2025-02-10", round_, office.id, (whole, *systems)))
    days = "planned: {open: 1404/01/01, close: 1404/02/01}"
    (folder / "rounds.yaml").write_text(f"- {{id: 1405-2, {days}}}\n- {{id: 1405-10, {days}}}\n", "utf-8")
    return folder


def test_one_of_several_systems_is_told_alone_in_json_and_files(run: Run, entered: Path, tmp_path: Path) -> None:
    """Two feedbacks in one JSON or file would be no JSON, and one file over the other."""
    asked = ("hq", "feedback", entered, "a0", "--section", "g2c", "--checklist", "award")
    assert run(*asked).exit_code == 0
    for more in (("--json",), ("--output", tmp_path / "a.md"), ("--system", "s9")):
        result = run(*asked, *more, lang="en")
        assert result.exit_code == 3
        assert "--system" in result.stderr
        assert "s1" in result.stderr
    assert not (tmp_path / "a.md").exists()
    result = run(*asked, "--system", "s2", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["system"] == "s2"
    both = run(
        "hq", "feedback", entered, "--section", "g2c", "--into", tmp_path / "l", "--output", tmp_path / "x.pdf"
    )
    assert both.exit_code == 2
    assert not (tmp_path / "l").exists()


def test_the_newest_round_is_the_last_of_the_rounds_not_of_the_alphabet(run: Run, entered: Path) -> None:
    assert json.loads(run("hq", "feedback", entered, "a3", "--json").stdout)["round"] == "1405-10"
    assert json.loads(run("hq", "feedback", entered, "a0", "--json").stdout)["round"] == "1405-2"


def test_an_office_without_a_score_is_told_of_and_no_other_one_proposed(run: Run, entered: Path) -> None:
    for office in ("silent", "a6"):
        result = run("hq", "feedback", entered, office, lang="en")
        assert result.exit_code == 3, office
        assert "hq league says who filed" in result.stderr
    assert "“a5”" in run("hq", "feedback", entered, "a5x", lang="en").stderr


def test_of_few_others_nobody_is_told_how_many_are_ahead(run: Run, entered: Path) -> None:
    items = json.loads(run("hq", "feedback", entered, "a3", "--json").stdout)["items"]
    assert all(item["ahead"] is None for item in items if item["peers"] < 5)
    assert any(item["peers"] < 5 for item in items)


def test_what_cannot_be_answered_is_said(run: Run, filled: Path, tmp_path: Path) -> None:
    office = _office(run, filled, 0)
    typo = run("hq", "feedback", filled, office[:-1])
    assert typo.exit_code == 3
    assert office in typo.stderr
    assert run("hq", "feedback", filled).exit_code == 2
    assert run("hq", "feedback", filled, office, "--into", tmp_path).exit_code == 2
    assert run("hq", "feedback", filled, office, "--output", tmp_path / "x.odt").exit_code == 3
    assert run("hq", "feedback", filled, office, "--round", "1399-1").exit_code == 3
    run("hq", "init", tmp_path / "empty")
    nothing = run("hq", "feedback", tmp_path / "empty", office)
    assert nothing.exit_code == 3
    assert "no filing counts yet" not in nothing.stderr
    assert not list(tmp_path.glob("*.odt"))
    assert len(run("hq", "feedback", tmp_path / "empty", "--into", tmp_path / "l").stderr) > 0


def test_what_items_are_worth_by_a_version_that_is_not_installed_is_what_the_record_holds(filled: Path) -> None:
    """An office to whom something does not apply is told of the weight its other items got, whichever version judged."""
    from compliance.headquarters import store as opening

    library = instruments()
    other = library.checklists["programme"]._replace(sha256="another")
    elsewhere = library._replace(checklists={**library.checklists, "programme": other})
    question = Question("1405-2", "programme")
    with opening.opened(filled) as store, engines.opened(filled, engines.SQLITE) as engine:
        here = list(feedback.make(store, library, engine, question))
        there = list(feedback.make(store, elsewhere, engine, question))
    assert [one.same for one in here] == [True] * 12
    assert [one.same for one in there] == [False] * 12
    assert any(detail.points.points is None for one in here for detail in one.details)
    for one, two in zip(here, there, strict=True):
        for first, second in zip((*one.criteria, *one.details), (*two.criteria, *two.details), strict=True):
            if first.points.points is not None:
                assert abs(first.points.maximum - second.points.maximum) < Fraction(5, 100), first.id
