"""What a scan decides alone, what it can only contradict, and where it keeps silent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.assessment import facts, scoring
from compliance.model.checklist import Library, Text
from compliance.model.office import Answer, Known, Register, Source, Value
from compliance.model.results import Status
from compliance.model.scan import Bound, Measured, Result, Scan, State
from compliance.scan import judging, values
from compliance.scan.site import Certificate, Site
from tests.test_scan_checks import (
    FIELDS,
    HOME,
    ID,
    OTHER,
    PLAIN,
    answer,
    leads,
    listed,
    main,
    page,
    request,
    seen,
    service,
    site,
    timed,
    view,
)

GOOD, BAD, UNSEEN, PERSON, BLOCKED = State.PASS, State.FAIL, State.NOT_MEASURED, State.NEEDS_PERSON, State.BLOCKED
NO_COUNTS: Mapping[str, tuple[int, int]] = {}
_ROW = re.compile(r"\| ([a-z.-]+) \| ([A-Z0-9, -]+) \|")


def results(**states: State) -> dict[str, Result]:
    """Results of checks, written TLS_01=GOOD."""
    ids = {name.replace("_", "-"): state for name, state in states.items()}
    return {id_: Result(id_, state, Text("", "")) for id_, state in ids.items()}


def decided(
    library: Library,
    fact: str,
    found: Mapping[str, Result],
    seen_: Site | None = None,
    counts: Mapping[str, tuple[int, int]] = NO_COUNTS,
) -> Measured | None:
    """The value a scan gives a fact, None when it gives none."""
    given_ = [m for m in values.measured(seen_ or seen(view()), library, found, counts) if m.fact == fact]
    assert len(given_) <= 1
    return given_[0] if given_ else None


def bound(library: Library, fact: str, found: Mapping[str, Result], seen_: Site | None = None) -> Bound | None:
    """What a scan says a fact does not exceed."""
    given_ = [b for b in values.bounds(seen_ or site(), library, found) if b.fact == fact]
    assert len(given_) <= 1
    return given_[0] if given_ else None


def certified(trusted: str | None) -> Certificate:
    """A certificate of the site's host, trusted or not."""
    return Certificate("www.nemuneh.gov.ir", 443, b"", (), trusted, {})


# A site, counts and results with which each row of the table gives a value; and that value.
LISTED = listed(ID, OTHER, services=(ID, OTHER))
ROWS: dict[str, tuple[dict[str, Result], Site, Mapping[str, tuple[int, int]], Measured]] = {
    "website.https": (
        results(TLS_01=GOOD, TLS_05=GOOD, CNT_18=GOOD), site(), {},
        Measured("website.https", Fraction(1), None, None, ("TLS-01", "TLS-05", "CNT-18")),
    ),
    "website.browser-warnings": (
        results(TLS_01=GOOD, TLS_07=GOOD, PRV_04=GOOD), seen(view(), certificate=certified(None)), {},
        Measured("website.browser-warnings", Fraction(0), None, None, ("TLS-01", "TLS-07", "PRV-04")),
    ),
    "website.load-time": (
        results(PRF_01=GOOD), timed("lcp", 1230, 900, 5000), {},
        Measured("website.load-time", Fraction(123, 100), None, None, ("PRF-01",)),
    ),
    "website.links": (
        results(LNK_01=GOOD), site(), {"LNK-01": (199, 200)},
        Measured("website.links", Fraction(199, 2), Fraction(199), Fraction(200), ("LNK-01",)),
    ),
    "website.faq": (
        results(CNT_12=GOOD), site(), {"CNT-12": (12, 12)},
        Measured("website.faq", Fraction(12), None, None, ("CNT-12",)),
    ),
    "services.page": (
        results(CNT_04=GOOD), site(page(), service(), page(f"{OTHER} {ID}", f"{HOME}b/"), services=(ID, OTHER)), {},
        Measured("services.page", Fraction(50), Fraction(1), Fraction(2), ("CNT-04",)),
    ),
    "services.page-fields": (
        results(CNT_03=BAD), site(), {"CNT-03": (2, 3)},
        Measured("services.page-fields", Fraction(200, 3), Fraction(2), Fraction(3), ("CNT-03",)),
    ),
}  # fmt: skip


def table() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The two tables of the module's documentation: the checks that each fact hangs on."""
    first, second = str(values.__doc__).split("| fact | not better than")
    whole = {fact: checks.strip().split(", ") for fact, checks in _ROW.findall(first)}
    others = {
        line.split("|")[1].strip(): re.findall(r"[A-Z0-9]+-\d\d", line)
        for line in second.splitlines()
        if line.startswith("| website.")
    }
    return whole, others


def test_every_row_of_the_documented_table_is_tried(library: Library) -> None:
    """The table in the documentation is what is tried here, and what the checklists name as their sources."""
    whole, others = table()
    assert set(whole) == set(ROWS)
    assert set(others) == {"website.accessibility", "website.search", "website.statements"}
    for fact, checks in (whole | others).items():
        assert set(checks) <= set(library.facts[fact].scan), fact
        assert set(checks) <= set(library.scan)
    assert {fact: list(row[3].checks) for fact, row in ROWS.items()} == whole


@pytest.mark.parametrize("fact", ROWS)
def test_a_row_gives_its_value(library: Library, fact: str) -> None:
    """With all its checks measured, a fact has exactly this value, with its counts and its checks."""
    found, where, counts, expected = ROWS[fact]
    assert decided(library, fact, found, where, counts) == expected


@pytest.mark.parametrize("state", [UNSEEN, PERSON, BLOCKED, None], ids=str)
@pytest.mark.parametrize(
    ("fact", "check"), [(fact, check) for fact, row in ROWS.items() for check in row[0]], ids=str
)
def test_a_check_that_was_not_measured_gives_no_value(
    library: Library, fact: str, check: str, state: State | None
) -> None:
    """One check that was not asked, not measured, blocked, or left to a person: no value, neither yes nor no."""
    found, where, counts, _expected = ROWS[fact]
    rest = {id_: result for id_, result in found.items() if id_ != check}
    if state is not None:
        rest[check] = Result(check, state, Text("", ""))
    assert decided(library, fact, rest, where, counts) is None


@pytest.mark.parametrize("fact", ROWS)
def test_a_fact_that_the_checklists_do_not_know_is_left_out(library: Library, fact: str) -> None:
    """Another folder of checklists may ask less."""
    found, where, counts, _expected = ROWS[fact]
    less = library._replace(facts={id_: known for id_, known in library.facts.items() if id_ != fact})
    assert decided(less, fact, found, where, counts) is None
    assert values.measured(where, library._replace(facts={}), found, counts) == ()


def test_https_is_yes_when_all_pass_and_no_when_one_fails(library: Library) -> None:
    """Each of the three checks can make it a no, whatever the others say; only all of them make it a yes."""
    ids = ("TLS-01", "TLS-05", "CNT-18")
    for states in product((GOOD, BAD, UNSEEN), repeat=3):
        named = {id_.replace("-", "_"): state for id_, state in zip(ids, states, strict=True)}
        found = decided(library, "website.https", results(**named))
        if BAD in states:
            assert found is not None
            assert found.amount == 0
            assert found.checks == tuple(id_ for id_, state in zip(ids, states, strict=True) if state is BAD)
        elif UNSEEN in states:
            assert found is None
        else:
            assert found is not None
            assert (found.amount, found.checks) == (1, ids)


WARNED = results(TLS_01=GOOD, TLS_07=BAD, PRV_04=BAD)
FORM, INSECURE = {"action": f"{PLAIN}login", "method": "post"}, request(f"{PLAIN}a.png", "Image")


def told(address: str) -> dict[str, str]:
    """What Chromium says of a frame or script of a secure page that it does not load over http."""
    text = (
        f"Mixed Content: The page at '{HOME}' was loaded over HTTPS, but requested an insecure frame '{address}'. "
        "This request has been blocked; the content must be served over HTTPS."
    )
    return {"source": "security", "text": text, "url": HOME}


@pytest.mark.parametrize(
    ("where", "count"),
    [
        pytest.param(seen(view(requests=[INSECURE, INSECURE]), view(f"{HOME}b/", requests=[INSECURE])), 3, id="requests"),
        pytest.param(seen(view(passwords=[FORM]), view(f"{HOME}b/")), 1, id="form"),
        pytest.param(seen(view(requests=[request(PLAIN, "Document"), INSECURE], passwords=[FORM])), 2, id="both"),
        pytest.param(seen(view(passwords=[{"action": "https://sso.example.ir/", "method": "post"}])), 0, id="elsewhere"),
        pytest.param(seen(view(), view(f"{HOME}b/"), certificate=certified("expired")), 2, id="certificate"),
        pytest.param(seen(view(PLAIN), view(f"{PLAIN}b/"), view(f"{PLAIN}c/"), pages=[page(url=PLAIN)]), 3, id="http"),
        pytest.param(seen(view(PLAIN, requests=[INSECURE]), pages=[page(url=PLAIN)]), 1, id="http-once"),
        pytest.param(seen(*[view(f"{HOME}{i}/", requests=[INSECURE]) for i in range(14)]), 10, id="ten-pages"),
        pytest.param(seen(view(), *[view(requests=[INSECURE], phone=True)] * 3), 0, id="phones"),
        pytest.param(
            seen(view(said=[{"source": "security", "text": "Mixed Content: an insecure frame", "url": f"{PLAIN}f"}])),
            1, id="frame",
        ),
        pytest.param(seen(view(requests=[INSECURE], said=[told(f"{PLAIN}a.png"), told(f"{PLAIN}f")])), 2, id="sent-and-told"),
        pytest.param(seen(view(PLAIN, said=[told(f"{PLAIN}f")]), pages=[page(url=PLAIN)]), 1, id="frame-of-http"),
        pytest.param(seen(view(said=[{"source": "network", "text": "404", "url": f"{PLAIN}f"}])), 0, id="other-errors"),
    ],
)  # fmt: skip
def test_warnings_are_counted_on_the_first_ten_pages(library: Library, where: Site, count: int) -> None:
    """Insecure requests and forms, untrusted certificates and pages without any: each page warns of each."""
    found = decided(library, "website.browser-warnings", WARNED, where)
    assert found is not None
    assert found.amount == count


def test_warnings_need_a_browser(library: Library) -> None:
    """Without a visit there is no warning, and none that there was not."""
    assert decided(library, "website.browser-warnings", WARNED, site()) is None
    assert decided(library, "website.browser-warnings", WARNED, seen(*[view(phone=True)] * 3)) is None


@pytest.mark.parametrize(
    ("times", "seconds"),
    [((900, 900, 900), "0.9"), ((5000, 100, 2500), "2.5"), ((1000, 3000, 2000), "2"), ((9e5,) * 3, "900")],
)
def test_the_load_time_is_the_median(library: Library, times: tuple[float, ...], seconds: str) -> None:
    """Three visits on a phone, the one in the middle, in seconds."""
    found = decided(library, "website.load-time", results(PRF_01=BAD), timed("lcp", *times))
    assert found is not None
    assert found.amount == Fraction(seconds)


def test_no_load_time_without_three_visits(library: Library) -> None:
    """Two visits, or visits without a timing, decide nothing, whatever the check said."""
    assert decided(library, "website.load-time", results(PRF_01=GOOD), timed("lcp", 900, 900)) is None
    assert decided(library, "website.load-time", results(PRF_01=GOOD), timed("lcp", 900, None, 900)) is None


@pytest.mark.parametrize("milliseconds", [2499, 2500, 2501, 2504, 2510])
def test_the_value_meets_the_target_when_the_check_passes(library: Library, milliseconds: int) -> None:
    """The checklist's target is the check's threshold: either both are met, or neither."""
    where = timed("lcp", *[milliseconds] * 3)
    (result,), counts = judging.judge(where, library, ["PRF-01"])
    found = values.measured(where, library, {"PRF-01": result}, counts)
    known = facts.known({}, {Source.SCANNED: {m.fact: Value(m.amount) for m in found}})
    item = next(
        i for i in scoring.assess(library.checklists["programme"], known).items if i.item.fact == "website.load-time"
    )
    assert (item.status is Status.MET) == (result.state is GOOD)


def test_counts_of_nothing_give_no_value(library: Library) -> None:
    """No links and no service pages are no hundred per cent; a page without a question has none."""
    assert decided(library, "website.links", results(LNK_01=GOOD), None, {"LNK-01": (0, 0)}) is None
    assert decided(library, "website.links", results(LNK_01=GOOD)) is None
    assert decided(library, "services.page-fields", results(CNT_03=BAD)) is None
    assert decided(library, "website.faq", results(CNT_12=BAD)) is None
    none = decided(library, "website.faq", results(CNT_12=BAD), None, {"CNT-12": (0, 0)})
    assert none is not None
    assert none.amount == 0


@pytest.mark.parametrize("fact", ["services.page", "services.page-fields"])
def test_pages_left_unvisited_give_none_where_absence_matters(library: Library, fact: str) -> None:
    """A service whose page was not seen may have one: nothing is said until every page was visited."""
    found, where, counts, expected = ROWS[fact]
    assert decided(library, fact, found, where, counts) == expected
    where.left = (f"{HOME}more/",)
    try:
        assert decided(library, fact, found, where, counts) is None
    finally:
        where.left = ()


@pytest.mark.parametrize("fact", sorted(set(ROWS) - {"services.page", "services.page-fields"}))
def test_pages_left_unvisited_change_nothing_else(library: Library, fact: str) -> None:
    """What was measured of what was visited stays measured."""
    found, where, counts, expected = ROWS[fact]
    where.left = (f"{HOME}more/",)
    try:
        assert decided(library, fact, found, where, counts) == expected
    finally:
        where.left = ()


def test_services_without_a_register_have_no_value(library: Library) -> None:
    """Without approved services to hold the site against there is no share of them."""
    for services in (None, ()):
        assert decided(library, "services.page", results(CNT_04=GOOD), site(services=services)) is None


# -- limits


@pytest.mark.parametrize(
    ("states", "most", "checks"),
    [
        ({}, None, ()),
        ({"A11Y_01": GOOD, "A11Y_03": GOOD, "A11Y_05": GOOD, "A11Y_06": GOOD}, None, ()),
        ({"A11Y_01": BAD}, 2, ("A11Y-01",)),
        ({"A11Y_01": BAD, "A11Y_05": UNSEEN}, 2, ("A11Y-01",)),
        ({"A11Y_03": BAD}, 1, ("A11Y-03",)),
        ({"A11Y_01": GOOD, "A11Y_05": BAD}, 1, ("A11Y-05",)),
        ({"A11Y_01": BAD, "A11Y_05": BAD, "A11Y_06": BAD}, 1, ("A11Y-05", "A11Y-06")),
        ({"A11Y_02": BAD, "A11Y_04": BAD, "A11Y_07": PERSON, "A11Y_08": BAD}, None, ()),
        ({"A11Y_01": BLOCKED, "A11Y_03": UNSEEN}, None, ()),
    ],
)
def test_accessibility_is_not_better_than(
    library: Library, states: dict[str, State], most: int | None, checks: tuple[str, ...]
) -> None:
    """Level 2 with findings, level 1 where somebody cannot zoom, walk or read on a narrow screen."""
    found = bound(library, "website.accessibility", results(**states))
    assert found == (None if most is None else Bound("website.accessibility", Fraction(most), checks))


@pytest.mark.parametrize(
    ("states", "most", "checks"),
    [
        ({}, None, ()),
        ({"CNT_10": GOOD, "CNT_11": GOOD}, None, ()),
        ({"CNT_10": GOOD, "CNT_11": BAD}, None, ()),
        ({"CNT_10": BAD, "CNT_11": GOOD}, 1, ("CNT-10",)),
        ({"CNT_10": BAD, "CNT_11": UNSEEN}, 1, ("CNT-10",)),
        ({"CNT_10": BAD, "CNT_11": BAD}, 0, ("CNT-10", "CNT-11")),
        ({"CNT_10": UNSEEN, "CNT_11": BAD}, None, ()),
    ],
)
def test_search_is_not_better_than(
    library: Library, states: dict[str, State], most: int | None, checks: tuple[str, ...]
) -> None:
    """Level 1 without a search that works, level 0 without a map too."""
    found = bound(library, "website.search", results(**states))
    assert found == (None if most is None else Bound("website.search", Fraction(most), checks))


@pytest.mark.parametrize(
    ("states", "thirds", "checks"),
    [
        ({}, None, ()),
        ({"CNT_06": GOOD, "CNT_07": GOOD}, None, ()),
        ({"CNT_06": BAD, "CNT_07": GOOD}, 2, ("CNT-06",)),
        ({"CNT_06": PERSON, "CNT_07": BAD}, 2, ("CNT-07",)),
        ({"CNT_06": BAD, "CNT_07": BAD}, 1, ("CNT-06", "CNT-07")),
        ({"CNT_06": UNSEEN, "CNT_07": BLOCKED}, None, ()),
    ],
)
def test_statements_are_not_more_than(
    library: Library, states: dict[str, State], thirds: int | None, checks: tuple[str, ...]
) -> None:
    """Two of three statements where one is not there, one where both are not."""
    found = bound(library, "website.statements", results(**states))
    assert found == (None if thirds is None else Bound("website.statements", Fraction(100 * thirds, 3), checks))


def test_limits_of_facts_that_are_not_known_are_left_out(library: Library) -> None:
    """Another folder of checklists may ask less."""
    assert values.bounds(site(), library._replace(facts={}), results(A11Y_01=BAD, CNT_10=BAD, CNT_06=BAD)) == ()


def test_a_statement_that_was_not_visited_is_no_limit(library: Library) -> None:
    """From the site to the fact: a page that is gone is a limit, one that was not visited is none."""
    home = page('<a href="/sla/">سطح خدمت</a><a href="/privacy/">حریم خصوصی</a>')
    gone = {f"{HOME}{name}/": answer(f"{HOME}{name}/", status=404) for name in ("sla", "privacy")}
    for links, left, most in ((gone, (), Fraction(100, 3)), ({}, tuple(gone), None)):
        where = site(home, links=links, left=left)
        judged, _counts = judging.judge(where, library, ["CNT-06", "CNT-07"])
        found = bound(library, "website.statements", {result.check: result for result in judged}, where)
        assert (found and found.most) == most


def test_from_a_site_to_its_values(library: Library) -> None:
    """The checks' own counts lead to the values: services with pages and fields, questions, links."""
    questions = "".join(f"<details><summary>{i}</summary>…</details>" for i in range(11))
    menu = '<a href="/there/">پرسش‌های پرتکرار</a>'
    where = site(
        page(menu), service(), service(FIELDS[1:], id_=OTHER), page(main(questions), f"{HOME}there/"), services=(ID, OTHER)
    )  # fmt: skip
    judged, counts = judging.judge(where, library, ["CNT-03", "CNT-04", "CNT-12", "LNK-01"])
    found = values.measured(where, library, {result.check: result for result in judged}, counts)
    assert {m.fact: (m.amount, m.counted, m.total) for m in found} == {
        "services.page": (100, 2, 2),
        "services.page-fields": (50, 1, 2),
        "website.faq": (11, None, None),
        "website.links": (100, 1, 1),
    }


def test_a_site_without_questions_decides_nothing(library: Library) -> None:
    """A page of questions that is not there is no number of questions."""
    where = leads("چیز دیگر", "…")
    judged, counts = judging.judge(where, library, ["CNT-12"])
    assert values.measured(where, library, {result.check: result for result in judged}, counts) == ()


# -- how an assessment takes them


def scan(measured: tuple[Measured, ...] = (), bounds: tuple[Bound, ...] = ()) -> Scan:
    """A scan that says only this."""
    return Scan(HOME, "2026-11-28T10:00:00+00:00", "here", "agent", (), (), (), measured, bounds, (), {})


def declared(amount: int, override: str | None = None) -> dict[str, Answer]:
    """What an office says of a fact."""
    return {"x": Answer(Value(Fraction(amount)), 1, override)}


def said(amount: int) -> dict[str, Value]:
    """What a scan or a register says of a fact."""
    return {"x": Value(Fraction(amount))}


def test_a_scan_comes_before_the_register_before_the_office() -> None:
    """The strongest holds, and each weaker one that says something else is kept beside it."""
    both = {Source.SCANNED: said(1), Source.REGISTERED: said(2)}
    found = facts.known(declared(3), both)["x"]
    assert (found.source, found.value.amount) == (Source.SCANNED, 1)
    assert [(source, value.amount) for source, value in found.others] == [
        (Source.REGISTERED, 2),
        (Source.DECLARED, 3),
    ]
    assert facts.known(declared(3), {Source.REGISTERED: said(2)})["x"].source is Source.REGISTERED
    assert facts.known(declared(3), {})["x"].source is Source.DECLARED
    assert facts.known(declared(1), {Source.SCANNED: said(1)})["x"].others == ()


def test_an_override_beats_both_and_hides_nothing() -> None:
    """An office that knows better says why, and what scan and register say stays to be seen."""
    both = {Source.SCANNED: said(1), Source.REGISTERED: said(2)}
    found = facts.known(declared(3, "سنجهٔ اشتباه"), both, {"x": Value(Fraction(1))})["x"]
    assert (found.source, found.value.amount, found.override) == (Source.DECLARED, 3, "سنجهٔ اشتباه")
    assert [value.amount for source, value in found.others if source is Source.SCANNED] == [1, 1]
    assert (Source.REGISTERED, Value(Fraction(2))) in found.others


@pytest.mark.parametrize(("amount", "beside"), [(3, True), (2, False), (1, False), (0, False)])
def test_a_limit_stands_beside_what_exceeds_it(amount: int, beside: bool) -> None:
    """A limit decides nothing: a declared level above it holds, with the limit as another reading."""
    found = facts.known(declared(amount), {}, said(2))["x"]
    assert (found.source, found.value.amount) == (Source.DECLARED, amount)
    assert found.others == (((Source.SCANNED, Value(Fraction(2))),) if beside else ())


def test_a_limit_of_what_nobody_answered_is_no_answer() -> None:
    """A fact that only a limit is known of stays unanswered."""
    assert facts.known({}, {}, said(2)) == {}


def test_a_limit_says_nothing_of_what_the_scan_decides() -> None:
    """The scan does not contradict itself, and not what does not apply."""
    assert facts.known({}, {Source.SCANNED: said(3)}, said(2))["x"].others == ()
    none = {"x": Answer(Value(None, not_applicable="نیست"), 1)}
    assert facts.known(none, {}, said(2))["x"].others == ()


def test_a_limit_of_a_share_and_a_declared_count(library: Library) -> None:
    """Two of three declared statements do not exceed two of three; three do."""
    (limit,) = values.bounds(site(), library, results(CNT_06=BAD))
    for count, others in ((2, 0), (3, 1)):
        value = Value(Fraction(100 * count, 3), Fraction(count), Fraction(3))
        found = facts.known({limit.fact: Answer(value, 1)}, {}, facts.limits(scan(bounds=(limit,))))[limit.fact]
        assert len(found.others) == others


def test_a_scan_reaches_the_assessment_with_its_counts() -> None:
    """What the scan measured is a reading of the scan, with its counts; without a scan there is none."""
    one = Measured("x", Fraction(50), Fraction(1), Fraction(2), ("CNT-04",))
    register = Register({"y": Value(Fraction(7))}, None, {}, ())
    computed = facts.computed(register, scan((one,)))
    assert computed[Source.SCANNED] == {"x": Value(Fraction(50), Fraction(1), Fraction(2))}
    assert computed[Source.REGISTERED] == {"y": Value(Fraction(7))}
    assert facts.computed(register, None)[Source.SCANNED] == {}
    assert facts.limits(None) == {}


AMOUNTS = st.none() | st.integers(0, 4)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_whatever_is_said_the_strongest_holds_and_nothing_is_lost(
    scanned: int | None, registered: int | None, own: int | None, limit: int | None, override: bool
) -> None:
    """Over all combinations: one value holds by rank, every other opinion stands beside it, a limit never holds."""
    computed = {
        source: {} if amount is None else said(amount)
        for source, amount in ((Source.SCANNED, scanned), (Source.REGISTERED, registered))
    }
    answers = {} if own is None else declared(own, "دلیل" if override else None)
    found = facts.known(answers, computed, {} if limit is None else said(limit)).get("x")
    ranked = [(Source.SCANNED, scanned), (Source.REGISTERED, registered), (Source.DECLARED, own)]
    if override:
        ranked = [ranked[2], *ranked[:2]]
    there = [(source, amount) for source, amount in ranked if amount is not None]
    if not there:
        assert found is None
        return
    assert isinstance(found, Known)
    assert (found.source, found.value.amount) == there[0]
    beside = [(source, Value(Fraction(amount))) for source, amount in there[1:] if amount != there[0][1]]
    exceeds = limit is not None and there[0][0] is not Source.SCANNED and there[0][1] > limit
    assert list(found.others) == beside + ([(Source.SCANNED, Value(Fraction(limit)))] if exceeds else [])
