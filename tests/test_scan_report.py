"""A scan as it is kept, shown, priced and compared: nothing is lost, nothing damaged is taken, nothing hostile shows."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance import language, schema
from compliance.assessment import facts, scoring
from compliance.checklist import scan_words
from compliance.errors import BadInput, Problem
from compliance.model.checklist import Library, Text
from compliance.model.office import Answer, Value
from compliance.model.results import Assessment
from compliance.model.scan import Asked, Bound, Measured, Place, Result, Scan, State, Stored
from compliance.office import scan_file
from compliance.persian import marks
from compliance.report.screens import scanning
from compliance.report.screens.terminal import Mode
from compliance.scan import judging, storing
from compliance.scan.running import FOLDER, Outcome
from tests.test_scan_checks import HOME, answer, page, request, rule, view
from tests.test_scan_checks import axe as framed
from tests.test_scan_checks import site as built

BAD, GOOD = State.FAIL, State.PASS
HARMLESS = "\u200c\u200d"


def result(check: str, state: State = BAD, places: int = 0, found: int | None = None) -> Result:
    """A result with places."""
    spots = tuple(Place(f"{HOME}{i}", Text(f"جای {i}", f"place {i}")) for i in range(places))
    return Result(
        check, state, Text(f"دیده {check}", f"seen {check}"), spots, places if found is None else found, ("a" * 64,)
    )


SCAN = Scan(
    url=HOME,
    started="2026-11-28T10:00:00+00:00",
    vantage="بوشهر",
    agent="provincial-compliance/test",
    pages=(HOME, f"{HOME}خدمات/"),
    left=(f"{HOME}بعد/",),
    results=(
        result("TLS-05", GOOD),
        result("LNK-01", BAD, 5, 9),
        result("HDR-01", BAD, 1),
        result("A11Y-07", State.NEEDS_PERSON, 2),
        result("AVL-01", State.NOT_MEASURED),
        result("FA-04", State.BLOCKED),
        result("CNT-10", BAD, 1),
    ),
    measured=(
        Measured("website.links", Fraction(199, 2), Fraction(199), Fraction(200), ("LNK-01",)),
        Measured("website.load-time", Fraction(42, 10), None, None, ("PRF-01",)),
        Measured("unknown.fact", Fraction(1, 3), None, None, ("X-01",)),
    ),
    bounds=(Bound("website.search", Fraction(1), ("CNT-10",)), Bound("unknown.fact", Fraction(1), ())),
    evidence=(Stored("scan/page-001.html", "b" * 64, 12),),
    timings={"received": Fraction(123), "first answer": Fraction(1, 8)},
    notes=(Text("بدون جعبهٔ شن", "without a sandbox"),),
)


# -- scan.json

WORDS = st.text(max_size=30).map(judging.clean)
AMOUNTS = st.fractions(min_value=0, max_value=1000)
TEXTS = st.builds(Text, WORDS, WORDS)
CHECKS = st.lists(st.sampled_from(["LNK-01", "HDR-01", "CNT-10"]), max_size=3).map(tuple)
RESULTS = st.builds(
    Result, WORDS, st.sampled_from(State), TEXTS, st.lists(st.builds(Place, WORDS, TEXTS), max_size=3).map(tuple),
    st.integers(0, 10**6), st.lists(WORDS, max_size=2).map(tuple), st.none() | st.builds(Asked, TEXTS, TEXTS, TEXTS),
)  # fmt: skip
COUNTED = st.builds(lambda f, a, c, t, k: Measured(f, a, c, t, k), WORDS, AMOUNTS, AMOUNTS, AMOUNTS, CHECKS)
SCANS = st.builds(
    Scan, url=WORDS, started=WORDS, vantage=WORDS, agent=WORDS, pages=st.lists(WORDS, max_size=3).map(tuple),
    left=st.lists(WORDS, max_size=3).map(tuple), results=st.lists(RESULTS, max_size=3).map(tuple),
    measured=st.lists(COUNTED | COUNTED.map(lambda m: m._replace(counted=None, total=None)), max_size=3).map(tuple),
    bounds=st.lists(st.builds(Bound, WORDS, AMOUNTS, CHECKS), max_size=2).map(tuple),
    evidence=st.lists(st.builds(Stored, WORDS, WORDS, st.integers(0, 10**9)), max_size=2).map(tuple),
    timings=st.dictionaries(WORDS.filter(lambda w: w != "started"), st.integers(0, 10**9).map(lambda n: Fraction(n, 1000))),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip


def read(folder: Path, text: str | bytes) -> Scan | None:
    """What is read from a scan.json with this in it."""
    path = folder / "scan.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return scan_file.read(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCANS)
def test_what_is_written_is_read(tmp_path: Path, scan: Scan) -> None:
    """Every scan comes back from its file as it was, by its schema, and the same text is written again."""
    path = tmp_path / "scan.json"
    scan_file.write(path, scan)
    again = scan_file.read(path)
    assert again == scan
    assert again is not None
    assert scan_file.text(again) == path.read_text("utf-8")
    assert not list(validator().iter_errors(json.loads(path.read_text("utf-8"))))


def test_a_result_says_by_what_it_was_judged(library: Library) -> None:
    """Thresholds may change: what held then stands with the result, in both languages; a part of it alone is refused."""
    results, _counts = judging.judge(built(page()), library, ["TLS-02", "HDR-04"])
    for result in results:
        assert result.asked is not None
        for text in (*result.asked.threshold, *result.asked.fix, *result.asked.standard):
            assert text
    assert "۳۰" in results[0].asked.threshold.fa  # type: ignore[union-attr]
    assert "30" in results[0].asked.threshold.en  # type: ignore[union-attr]
    plain = json.loads(scan_file.text(SCAN._replace(results=results)))
    del plain["checks"][0]["fix"]
    assert list(validator().iter_errors(plain))
    with pytest.raises(KeyError):
        scan_file._scan(plain)


def validator() -> Draft202012Validator:
    """The published schema of scan.json."""
    return Draft202012Validator(schema.published(scan_file.FILE.replace(".json", "-file")))


def test_a_round_without_a_scan_has_none(tmp_path: Path) -> None:
    """No file is no scan, and no damage."""
    assert scan_file.read(tmp_path / "scan.json") is None


def test_timings_are_kept_to_the_millisecond(tmp_path: Path) -> None:
    """What differs between two visits stands apart, rounded."""
    scan_file.write(tmp_path / "scan.json", SCAN._replace(timings={"a": Fraction(1, 3)}))
    again = scan_file.read(tmp_path / "scan.json")
    assert again is not None
    assert again.timings == {"a": Fraction(333, 1000)}
    plain = json.loads((tmp_path / "scan.json").read_text("utf-8"))
    assert plain.pop("timings") == {"started": SCAN.started, "a": 0.333}
    assert "2026" not in json.dumps(plain)


def refused(folder: Path, text: str | bytes) -> BadInput:
    """The refusal of a damaged file: one problem that names it and says how to mend it."""
    with pytest.raises(BadInput) as caught:
        read(folder, text)
    (problem,) = caught.value.problems
    assert problem.file == str(folder / "scan.json")
    assert problem.seen
    assert problem.expected
    assert problem.mend
    return caught.value


TEXT = scan_file.text(SCAN)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, lang: str) -> None:
    """Whatever is missing at the end, the file is named, and how to mend it, in the reader's language."""
    language.use(lang)
    for end in range(0, len(TEXT) - 2, 7):
        problem = refused(tmp_path, TEXT[:end]).problems[0]
        assert any("\u0600" <= c <= "\u06ff" for c in problem.mend) == (lang == "fa")
    assert refused(tmp_path, TEXT[: len(TEXT) // 2]).problems[0].line


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\x00" * 99,
        b"\xff\xfe{}",
        '{"url": "نشانی"}'.encode("utf-16"),
        TEXT.encode().replace("بوشهر".encode(), "بوشهر".encode("cp1256")),
        TEXT.replace("بوشهر", "بوش\x1bهر").encode(),
        TEXT.replace("بوشهر", "بوش\u202eهر").encode(),
        TEXT.encode() + TEXT.encode(),
        b"[]",
        b"null",
        b"0",
        b'"scan"',
        b"{}",
        TEXT.replace('"format": 1', '"format": 2').encode(),
        TEXT.replace("199/2", "199/0").encode(),
        TEXT.replace("199/2", "many").encode(),
        TEXT.replace('"blocked"', '"broken"').encode(),
        TEXT.replace('"found": 9', '"found": NaN').encode(),
        TEXT.replace('"found": 9', f'"found": {"9" * 5000}').encode(),
        TEXT.replace('"199/2"', f'"{"9" * 5000}"').encode(),
        TEXT.replace('"found": 9', '"found": Infinity').encode(),
        TEXT.replace('"199/2"', "1e999").encode(),
        TEXT.replace('"found": 9', '"found": ' + "[" * 100_000).encode(),
        TEXT.replace('"199/2"', '"1e9999"').encode(),
    ],
    ids=range(24),
)
def test_what_no_scan_wrote_is_refused(tmp_path: Path, text: bytes) -> None:
    """Other encodings, control characters, other formats, numbers that are none: the file and how to mend it."""
    refused(tmp_path, text)


def spots(plain: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a file, the first of each list."""
    if path:
        yield path
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from spots(value, (*path, key))
    elif isinstance(plain, list) and plain:
        yield from spots(plain[0], (*path, 0))


def damages() -> Iterator[tuple[str, Any]]:
    """The file with one thing taken out, added, or of another kind."""
    whole = json.loads(TEXT)
    for path in spots(whole):
        *above, last = path
        for name, value in (("gone", ...), ("null", None), ("true", True), ("one", 1), ("half", 0.5), ("text", "x"), ("list", []), ("object", {}), ("more", {"x": 1})):  # fmt: skip
            plain = copy.deepcopy(whole)
            at = plain
            for key in above:
                at = at[key]
            if value is ...:
                del at[last]
            elif name == "more" and isinstance(at[last], dict):
                at[last] = {**at[last], "x": 1}
            else:
                at[last] = value
            yield f"{'/'.join(map(str, path))} {name}", plain


def test_nothing_damaged_brings_anything_but_a_refusal(tmp_path: Path) -> None:
    """With one part gone or of another kind, a file is refused as such or read: nothing else happens."""
    tried, problems = 0, list[Problem]()
    for _name, plain in damages():
        tried += 1
        try:
            read(tmp_path, json.dumps(plain))
        except BadInput as error:
            problems += error.problems
    assert tried > 400
    assert len(problems) > 150
    assert all(problem.file == str(tmp_path / "scan.json") and problem.mend for problem in problems)


def test_what_the_schema_refuses_is_refused(tmp_path: Path) -> None:
    """What the published schema of the file does not allow is refused; nothing that is allowed and whole is."""
    check, wrong = validator(), []
    for name, plain in damages():
        try:
            taken = read(tmp_path, json.dumps(plain)) is not None
        except BadInput:
            taken = False
        if taken and not check.is_valid(plain):
            wrong.append(name)
    assert not wrong


ONE = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
SOME = ONE | st.lists(ONE, max_size=3)
NAMED = st.dictionaries(st.sampled_from(["fa", "en", "url", "text", "id"]), SOME)
JSON = SOME | NAMED | st.lists(NAMED, max_size=3)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(json.loads(TEXT))), JSON)
def test_any_part_may_be_anything(tmp_path: Path, key: str, value: Any) -> None:
    """Whatever stands in place of a part, a file is refused or read."""
    with suppress(BadInput):
        read(tmp_path, json.dumps({**json.loads(TEXT), key: value}))


@pytest.mark.parametrize("sign", [r"\u001b[31m", r"\u202e", r"\u0007", r"\u009b", r"\ud800"])
@pytest.mark.parametrize("place", ["seen", "url", "note"])
def test_escapes_in_a_file_reach_no_screen(tmp_path: Path, library: Library, sign: str, place: str) -> None:
    """A file that was made to play tricks is refused, or shown without them: it may come from another office."""
    old = {"seen": "seen LNK-01", "url": f"{HOME}0", "note": "without a sandbox"}[place]
    assert old in TEXT
    try:
        scan = read(tmp_path, TEXT.replace(old, old + sign))
    except BadInput:
        return
    assert scan is not None
    assert harmless(scanning.of_scan(scan, library, None).render("plain", 200).replace("\n", ""))


@pytest.mark.parametrize(
    "sign",
    ["\x1b", "\u200f", *(sign for sign in ("\u202e", "\u2028", "\x7f", "\x85"))],
    ids=ascii,
)  # fmt: skip
def test_a_scan_of_any_page_can_be_read_again(tmp_path: Path, sign: str) -> None:
    """Addresses come from pages, with whatever stands in them; the file is read again all the same."""
    links = page(f'<a href="/a{sign}b">x</a>').links
    scan = SCAN._replace(left=tuple(link.url for link in links))
    scan_file.write(tmp_path / "scan.json", scan)
    assert scan_file.read(tmp_path / "scan.json") is not None


# -- tables and JSON


def harmless(text: str) -> bool:
    """Whether nothing in a text is obeyed by a screen: no control, no override, no separator of lines."""
    return all(c in HARMLESS or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs") for c in text)


def strings(plain: Any) -> Iterator[str]:
    """All texts of a record."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield key
            yield from strings(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from strings(value)


def assessed(library: Library, **declared: int) -> list[Assessment]:
    """Every checklist of an office that declared only this of its website."""
    answers = {f"website.{name.replace('_', '-')}": Answer(Value(Fraction(n)), 1) for name, n in declared.items()}
    known = facts.known(answers, {})
    return [scoring.assess(one, known) for one in library.checklists.values() if one.per == "office"]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_scan_is_shown_in_the_readers_language(library: Library, lang: str) -> None:
    """Every check with its title and result, what failed first and how to mend it, where, and what is decided."""
    language.use(lang)
    sheet = scanning.of_scan(SCAN, library, None)
    text = sheet.render("plain", 1000)
    for one in SCAN.results:
        assert str(library.scan[one.check].title) in text
        assert str(one.seen) in text
        assert (str(library.scan[one.check].fix) in text) == (one.state is BAD)
    order = [
        text.index(f"\n{one.check} ") for one in sorted(SCAN.results, key=lambda r: scanning._ORDER.index(r.state))
    ]
    assert order == sorted(order)
    assert str(SCAN.results[1].places[2].text) in text
    assert str(SCAN.results[1].places[3].text) not in text
    rest = [row for row in scanning.places(SCAN.results, library).rows if row[1] == "…"]
    assert [(row[0], ("۶" if lang == "fa" else "6") in row[2]) for row in rest] == [("LNK-01", True)]
    assert str(SCAN.notes[0]) in text
    assert HOME in text
    assert SCAN.vantage in text
    assert "unknown.fact" not in text
    assert ("۹۹٫۵٪" if lang == "fa" else "99.5%") in text
    other = "en" if lang == "fa" else "fa"
    assert getattr(SCAN.notes[0], other) not in text
    assert getattr(SCAN.results[1].seen, other) not in text


def test_everything_around_a_scan_is_persian_in_persian(library: Library) -> None:
    """Headings, results and sentences are in the reader's language, with its digits."""
    language.use("fa")
    sheet = scanning.of_scan(SCAN, library, scanning.Costs(library, assessed(library, links=50)))
    for part in sheet.parts:
        if isinstance(part, str):
            assert not part or re.search("[\u0600-\u06ff]", part)
            assert not re.search("[0-9]", part.replace(HOME, ""))
        else:
            assert all(re.search("[\u0600-\u06ff]", column.title) for column in part.columns)
    for state in State:
        assert re.search("[\u0600-\u06ff]", language._(scanning.STATE[state]))


@pytest.mark.parametrize("mode", ["plain", "bidi", "visual"])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_tables_fit_a_narrow_screen(library: Library, lang: str, mode: Mode) -> None:
    """At eighty columns every line fits, and the ids of checks stay whole."""
    from wcwidth import wcswidth

    language.use(lang)
    text = scanning.of_scan(SCAN, library, scanning.Costs(library, assessed(library, links=50))).render(mode, 80)
    tables = [line for line in text.split("\n") if " | " in line.replace("\u200e", "")]
    assert tables
    assert max(wcswidth(line) for line in tables) <= 80
    for one in SCAN.results:
        assert one.check in text


def test_the_checklists_bring_no_marks_of_direction(library: Library) -> None:
    """Each medium adds the marks it needs; texts of the checklists have none, so that pipes and JSON have none."""
    texts = [text for spec in library.scan.values() for text in (*spec.title, *spec.shown, *spec.fix)]
    assert not [text for text in texts if not harmless(text)]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_thresholds_are_shown_with_their_numbers(library: Library, lang: str) -> None:
    """Every threshold is said in words with the numbers of the checklists, none of its fields left open."""
    language.use(lang)
    for spec in library.scan.values():
        text = scan_words.threshold(spec)
        assert text
        assert not re.search("[{}]", text)
    assert ("۳۰" if lang == "fa" else "30") in scan_words.threshold(library.scan["TLS-02"])
    assert ("۲٫۵" if lang == "fa" else "2.5") in scan_words.threshold(library.scan["PRF-01"])
    assert "my.gov.ir" in scan_words.threshold(library.scan["CNT-15"])


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_scan_as_json_is_by_its_schema(library: Library, lang: str) -> None:
    """What `--json` prints is the published contract, with exact counts and the checks' thresholds."""
    language.use(lang)
    costs = scanning.Costs(library, assessed(library, links=50))
    for given_costs in (None, costs):
        record = scanning.record(SCAN, library, given_costs)
        assert not list(Draft202012Validator(schema.published("scan-output")).iter_errors(record))
        assert json.loads(json.dumps(record)) == record
    assert record["started"] == "1405/09/07 10:00"
    checks = {check["id"]: check for check in record["checks"]}
    assert checks["LNK-01"]["state"] == "fail"
    assert checks["LNK-01"]["seen"] == str(SCAN.results[1].seen)
    assert checks["LNK-01"]["found"] == 9
    assert len(checks["LNK-01"]["places"]) == 5
    assert checks["LNK-01"]["evidence"] == ["a" * 64]
    assert record["values"][0] == {
        "fact": "website.links", "value": 99.5, "count": 199, "total": 200, "checks": ["LNK-01"],
    }  # fmt: skip
    assert record["bounds"][0] == {"fact": "website.search", "at_most": 1, "checks": ["CNT-10"]}


def test_costs_are_the_points_that_its_facts_miss(library: Library) -> None:
    """A failed check costs what every checklist misses of the facts it answers, and names what raises them."""
    assessments = assessed(library, links=50, search=1, accessibility=0)
    costs = scanning.Costs(library, assessments)
    for check in library.scan:
        wanted = {id_ for id_, fact in library.facts.items() if check in fact.scan}
        expected: dict[str, Fraction] = {}
        for one in assessments:
            missing = sum((r.maximum - r.points for r in one.items if r.item.fact in wanted), Fraction(0))
            if missing:
                expected[one.checklist.id] = missing
        assert costs.points(check) == expected
        tested = {a.id: set(json.dumps(a.criterion.test).split('"')) for a in library.actions.values()}
        mends = [a.id for a in library.actions.values() if wanted & (set(a.raises) | tested[a.id])]
        assert costs.actions(check) == mends
    assert costs.actions("TLS-07") == ["renew-certificate"]  # by its criterion: no warning of a browser
    assert costs.points("LNK-01")
    assert costs.actions("LNK-01")
    assert costs.points("HDR-01") == {}
    assert costs.actions("HDR-01") == []


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_what_mends_a_failed_check_is_shown_with_its_points(library: Library, lang: str) -> None:
    """Only failed checks that a fact hangs on are priced; a fact that is met costs nothing."""
    language.use(lang)
    poor = scanning.Costs(library, assessed(library, links=50))
    rows = {row[0]: row for row in scanning.mending(SCAN.results, library, poor).rows}
    assert set(rows) == {"LNK-01", "CNT-10"}
    assert "fix-broken-links" in rows["LNK-01"][1]
    assert scanning.words.score(poor.points("LNK-01")["programme"]) in rows["LNK-01"][2]
    rich = scanning.Costs(library, assessed(library, links=100))
    rows = {row[0]: row for row in scanning.mending(SCAN.results, library, rich).rows}
    assert "programme" not in rich.points("LNK-01")
    assert rows["LNK-01"][2] == "—"


def test_an_office_without_answers_is_priced_too(library: Library) -> None:
    """Nobody assessed it: actions are named, and no points."""
    costs = scanning.Costs(library, [])
    assert costs.actions("LNK-01")
    assert costs.points("LNK-01") == {}
    assert scanning.record(SCAN, library, costs)["checks"][1]["points"] == {}


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.sampled_from(State)), st.dictionaries(st.sampled_from("ABCDEF"), st.sampled_from(State)))  # fmt: skip
def test_two_scans_are_compared_check_by_check(old: dict[str, State], new: dict[str, State]) -> None:
    """Every failing check is new or still failing, every mended one is fixed, and none is two of these."""
    before, after = (
        SCAN._replace(results=tuple(result(id_, state) for id_, state in states.items())) for states in (old, new)
    )
    record = scanning.Comparison(before, after).record()
    assert set(record["fixed"]) == {i for i, s in new.items() if s is GOOD and old.get(i) is BAD}
    assert set(record["anew"]) == {i for i, s in new.items() if s is BAD and old.get(i) is not BAD}
    assert set(record["still"]) == {i for i, s in new.items() if s is BAD and old.get(i) is BAD}
    assert record["unchanged"] == sum(old.get(i) is s for i, s in new.items())
    assert len({*record["fixed"], *record["anew"], *record["still"]}) == sum(map(len, (record["fixed"], record["anew"], record["still"])))  # fmt: skip
    same = scanning.Comparison(before, before)
    assert (same.fixed, same.anew, same.unchanged) == ([], [], len(old))


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_comparison_is_shown(library: Library, lang: str) -> None:
    """What was fixed, what is new and what fails still, each with its title; checks nobody knows are left out."""
    language.use(lang)
    old = SCAN._replace(results=(result("FA-04"), result("HDR-01"), result("HDR-02", GOOD), result("OLD-99")))
    new = SCAN._replace(results=(result("FA-04", GOOD), result("HDR-01"), result("HDR-02"), result("OLD-99", GOOD)))
    text = scanning.Comparison(old, new).sheet(library).render("plain", 300)
    counts = re.findall("[0-9۰-۹]", re.sub("[0-9۰-۹]{4}[-/0-9۰-۹]+", "", text.split("\n")[0]))
    assert counts == (["۲", "۱", "۱"] if lang == "fa" else ["2", "1", "1"])
    at = [text.index(f"\n{id_} ") for id_ in ("FA-04", "HDR-02", "HDR-01")]
    assert at == sorted(at)
    assert "OLD-99" not in text


def test_the_days_of_two_scans_are_jalali_in_persian(library: Library) -> None:
    """A reader of Persian is told the days in the calendar of the country."""
    language.use("fa")
    first = scanning.Comparison(SCAN, SCAN).sheet(library).render("plain", 300).split("\n")[0]
    assert "۱۴۰۵/۰۹/۰۷" in first


@pytest.mark.parametrize("started", ["", "soon", "2026-13-45T99:99:99", "0001-01-01T00:00:00"])
def test_a_scan_without_a_day_is_compared_all_the_same(library: Library, started: str) -> None:
    """What stands where the moment should be is shown as it is; a file from elsewhere may hold anything."""
    odd = SCAN._replace(started=started)
    assert scanning.Comparison(odd, SCAN).sheet(library).render("plain", 300)
    assert scanning.record(odd, library, None)["url"] == HOME


# -- what pages say of themselves

TRICKS = "=HYPERLINK(1)\x1b[31mred\x07\u202eevil\u2066x\u2069\u2028line\x9bcsi\x00\u200f" + "!" * 999
HOSTILE = (
    *("LNK-01", "CNT-06", "CNT-10", "CNT-17", "CNT-19", "HDR-01", "HDR-02", "HDR-03", "HDR-04", "HDR-06", "HDR-07", "FA-01", "FA-02"),
    *("FA-04", "FA-05", "FA-07", "FA-08", "FA-09", "FA-10", "PRV-01", "PRV-02", "PRV-03", "PRV-04", "A11Y-01", "A11Y-03", "A11Y-05"),
    *("A11Y-06", "A11Y-07", "PRF-05", "TLS-06", "TLS-07", "MOB-01", "WEB-02"),
)  # fmt: skip


OWN = ("\u200e", "")  # the one mark that the checklists bring themselves


def hostile() -> list[Result]:
    """The results of a site that plays tricks wherever it can."""
    body = (
        f'<p id="{TRICKS}">كي 12 می شود ﻻ {TRICKS} one two three four five six {TRICKS}</p>'
        f'<a href="/gone/{TRICKS}">سطح خدمت {TRICKS}</a><a href="/gone/">سطح خدمت {TRICKS}</a>'
        f'<script src="//x.example/{TRICKS}"></script>'
    )
    names = ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Server", "X-Content-Type-Options")
    headers = [
        *((name, f"unsafe-url /1.2 {TRICKS}") for name in names),
        ("Strict-Transport-Security", f"max-age=1;{TRICKS}"),
    ]
    home = page(body, headers=headers, title=TRICKS)
    step = {"where": TRICKS, "text": TRICKS, "shown": False, "covered": False, "inside": True, "stuck": False}
    visit = view(
        lang=TRICKS, bodyDir=TRICKS, viewport=[f"user-scalable=no {TRICKS}"], keyboard=[step, {**step, "stuck": True}],
        requests=[request(f"http://x.example/{TRICKS}", "Font"), request(f"https://google.com/{TRICKS}")],
        said=[{"source": "console", "text": TRICKS, "url": TRICKS}], passwords=[{"action": TRICKS, "method": "get"}],
        set=[{"url": f"https://x.example/{TRICKS}", "name": TRICKS}],
        fonts={"family": TRICKS, "faces": [], "spaced": [TRICKS]},
        axe=[framed(rule(TRICKS, "serious", 1, TRICKS), incomplete=[rule(TRICKS, None, 1, TRICKS)])],
        widths={"320": {"scroll": 999, "client": 320, "elements": [TRICKS]}},
    )  # fmt: skip
    gone = {link.url: answer(link.url, status=404) for link in home.links}
    security = {"security.txt": answer(HOME, f"Contact: x\nExpires: {TRICKS}")}
    where = built(home, views=(visit,), links=gone, probes=security)
    results, _counts = judging.judge(where, _library(), HOSTILE)
    return list(results)


def _library() -> Library:
    from tests.test_scan_checks import library

    return library()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_tricks_of_a_page_come_out_harmless(library: Library, lang: str) -> None:
    """Escapes, overrides, separators and formulas of a page neither command a screen nor hide in JSON."""
    language.use(lang)
    results = hostile()
    scan = SCAN._replace(results=tuple(results))
    assert sum(one.state is BAD for one in results) > 20
    text = scanning.of_scan(scan, library, None).render("plain", 200)
    assert not [line for line in text.replace(*OWN).split("\n") if not harmless(line)]
    assert "red" in text
    record = scanning.record(scan, library, None)
    assert not [one for one in strings(record) if not harmless(one.replace(*OWN)) or len(one) > 500]
    again = scanning.Comparison(SCAN, scan)
    assert all(harmless(line) for line in again.sheet(library).render("plain", 200).replace(*OWN).split("\n"))
    for mode in ("bidi", "visual"):
        shown = scanning.of_scan(scan, library, None).render(mode, 120).replace("\u200e", "").replace("\u200f", "")
        assert all(harmless(line) for line in shown.split("\n"))


def test_results_of_a_hostile_site_are_written_and_read(tmp_path: Path) -> None:
    """What such a page brought can be kept, and is read as it was."""
    scan = SCAN._replace(results=tuple(hostile()))
    scan_file.write(tmp_path / "scan.json", scan)
    assert scan_file.read(tmp_path / "scan.json") == scan


def test_addresses_of_pages_come_out_harmless(library: Library) -> None:
    """The addresses of pages that were and were not visited are texts of pages, too."""
    links = page(f'<a href="/{TRICKS}">x</a>').links
    scan = SCAN._replace(left=tuple(link.url for link in links), pages=tuple(link.url for link in links))
    assert all(harmless(one) for one in strings(scanning.record(scan, library, None)))


def test_marks_of_direction_are_not_shown_as_broken_letters() -> None:
    """Persian texts are full of marks that nobody sees; a report does not show them as faults."""
    assert judging.clean("کد\u200fپستی \u200e۷۵۱۴۶") == "کدپستی ۷۵۱۴۶"
    assert judging.clean("\ufeffدر\u00adخواست \u200e \u2067«فرم»\u2069") == "درخواست «فرم»"
    assert judging.clean("txt.\u202efdp") == "txt.\ufffdfdp"


@given(st.text())
def test_any_text_is_cleaned(text: str) -> None:
    """Words of a page keep their letters and their half-spaces, on one line, and lose what commands."""
    shown = judging.clean(text)
    assert harmless(shown)
    assert len(shown) <= 300
    assert judging.clean(shown) == shown
    assert judging.clean("می‌شود") == "می‌شود"


# -- stored


def outcome(**files: bytes) -> Outcome:
    """A scan with these files of evidence, their names with a point for each _."""
    return Outcome(SCAN, {name.replace("_", "."): data for name, data in files.items()})


def test_a_scan_is_stored_with_its_evidence_and_an_older_one_goes(tmp_path: Path) -> None:
    """Evidence first, scan.json beside it; what an earlier scan left is removed, what others put there stays."""
    path = storing.store(tmp_path, outcome(page_html=b"one", old_json=b"{}"))
    place = tmp_path / "evidence" / FOLDER
    assert path == tmp_path / "scan.json"
    assert scan_file.read(path) == SCAN
    assert {p.name: p.read_bytes() for p in place.iterdir()} == {"page.html": b"one", "old.json": b"{}"}
    (place / "folder").mkdir()
    (tmp_path / "evidence" / "letter.pdf").write_bytes(b"pdf")
    storing.store(tmp_path, outcome(page_html=b"two", new_png=b"png"))
    assert {p.name for p in place.iterdir()} == {"page.html", "new.png", "folder"}
    assert (place / "page.html").read_bytes() == b"two"
    assert (tmp_path / "evidence" / "letter.pdf").exists()


def test_evidence_is_there_before_the_scan_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing stops in the middle, the round keeps the scan it had, and nothing of it is removed."""
    storing.store(tmp_path, outcome(old_json=b"{}"))
    before = (tmp_path / "scan.json").read_bytes()

    def full(_path: Path, _scan: Scan) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(scan_file, "write", full)
    with pytest.raises(OSError, match="full"):
        storing.store(tmp_path, outcome(new_json=b"{}"))
    assert (tmp_path / "scan.json").read_bytes() == before
    assert (tmp_path / "evidence" / FOLDER / "old.json").exists()
    assert (tmp_path / "evidence" / FOLDER / "new.json").exists()


def test_the_log_of_the_watch_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest probes are kept, the oldest go, and the counts are of what is kept."""
    monkeypatch.setattr(storing, "LINES", 5)
    counts = [storing.watch(tmp_path, f"2026-11-28T10:0{i}:00", i != 1, 200, 0.12345) for i in range(8)]
    assert counts == [(1, 1), (1, 2), (2, 3), (3, 4), (4, 5), (4, 5), (5, 5), (5, 5)]
    lines = [json.loads(line) for line in (tmp_path / storing.WATCH).read_text("utf-8").splitlines()]
    assert [line["when"][-4] for line in lines] == list("34567")
    assert lines[0] == {"when": "2026-11-28T10:03:00", "up": True, "status": 200, "seconds": 0.123}
    assert storing.watched(tmp_path) == (5, 5)


def test_a_round_that_was_never_watched_has_no_probes(tmp_path: Path) -> None:
    """No log is no probe."""
    assert storing.watched(tmp_path) == (0, 0)


BROKEN = ("", "{", "null", "5", '"up"', "[1]", "{}", '{"up"', '{"down": true}', "up: true", "متن", "[" * 50)


@pytest.mark.parametrize("line", BROKEN, ids=range(len(BROKEN)))
def test_damaged_lines_of_the_log_are_ignored(tmp_path: Path, line: str) -> None:
    """A line that an editor broke counts neither for nor against the site, and the watch goes on."""
    path = tmp_path / storing.WATCH
    path.write_text(f'{{"up": true}}\n{line}\n{{"up": false}}\r\n{{"up": "yes"}}\n', "utf-8")
    assert storing.watched(tmp_path) == (1, 3)
    assert storing.watch(tmp_path, "now", True, 200, 1.0) == (2, 4)
    assert path.read_text("utf-8").endswith("\n")


@pytest.mark.parametrize("damage", [b"\x00\x00\x00", b"\xff\xfe", "متن".encode("cp1256"), b"\x1b"], ids=range(4))
def test_broken_bytes_in_the_log_are_ignored(tmp_path: Path, damage: bytes) -> None:
    """A line of broken bytes is a damaged line like any other."""
    (tmp_path / storing.WATCH).write_bytes(b'{"up": true}\n' + damage + b'\n{"up": false}\n')
    assert storing.watched(tmp_path) == (1, 2)
    assert storing.watch(tmp_path, "now", True, 200, 1.0) == (2, 3)


def test_the_log_is_what_the_check_of_availability_reads(tmp_path: Path) -> None:
    """Twenty probes are enough for AVL-01, and it says how many there were."""
    for i in range(20):
        storing.watch(tmp_path, "now", i > 0, 200 if i else 0, 1.0)
    (one,), counts = judging.judge(built(watched=storing.watched(tmp_path)), _library(), ["AVL-01"])
    assert (one.state, counts["AVL-01"]) == (BAD, (19, 20))
    assert "95% of 20" in one.seen.en


# -- Persian sentences with Latin words in them

AXE = Path(scanning.__file__).parents[2] / "scan" / "chromium" / "axe" / "fa.json"
SENTENCES = sorted({text for text in strings(json.loads(AXE.read_text("utf-8"))) if "{" not in text})
CODE = re.compile(r"<[^<>]+>|[A-Za-z][\w-]*\*?")


def test_sentences_of_axe_keep_their_latin_words_in_order() -> None:
    """What stands as code in a Persian sentence stands so on every console, <title> and aria-* with their signs."""
    tried = 0
    for text in SENTENCES:
        shown, guarded = marks.visual(text), marks.guard_runs(text)
        assert guarded.replace(marks.LRM, "") == text
        for run in CODE.findall(text) if re.search("[\u0600-\u06ff]", text) else ():
            tried += 1
            assert run in shown, text
            assert run.isalnum() or run in guarded
    assert tried > 100


def test_a_table_guards_latin_words_and_json_has_no_marks(library: Library) -> None:
    """The same finding: whole in visual order, guarded where the terminal reorders, bare in pipes and JSON."""
    language.use("fa")
    text = "هر عنصر <title> و ویژگی aria-* باید متن داشته باشد — html > head"
    found = Result("A11Y-01", BAD, Text(text, text), (Place(HOME, Text(text, text)),), 1)
    scan = SCAN._replace(results=(found,))
    sheet = scanning.of_scan(scan, library, None)
    visual, bidi, plain = (sheet.render(mode, 400) for mode in ("visual", "bidi", "plain"))
    for run in ("<title>", "aria-*", "A11Y-01", "html > head"):
        assert run in visual
        assert run in plain
    assert f"{marks.LRM}<title>{marks.LRM}" in bidi
    assert f"aria-*{marks.LRM}" in bidi
    assert text in plain
    assert not [one for one in strings(scanning.record(scan, library, None)) if not harmless(one)]
    assert text in scan_file.text(scan)
