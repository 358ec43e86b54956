"""Shared plans: held against brute force, against the rules, and against what they say is proven.

Countries are judged by `countries`, which knows nothing of the planner's code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.model.checklist import AnswerKind, Authority
from compliance.model.sharing import Aim, Proof, SharedPlan, Team, Terms, Why
from compliance.plan.sharing import choices, making, optimal, prices, search, solvers, whole
from compliance.plan.sharing.choices import Choice
from compliance.plan.sharing.light import Light
from compliance.plan.sharing.solvers import SOLVERS
from compliance.plan.sharing.solving import Answer
from compliance.plan.sharing.whole import Chosen
from tests import countries
from tests.countries import Country

NAMES = tuple(SOLVERS)
TENTHOUSANDTH = Fraction(1, 10000)
COUNTRIES = [seed for seed in range(140) if countries.sites(countries.country(seed))]
MANY = [seed for seed in range(1000, 2600) if countries.sites(countries.country(seed))]


@cache
def best(seed: int) -> countries.Best:
    return countries.best(countries.country(seed))


def held(made: Country, plan: SharedPlan, most: countries.Best) -> None:
    """Hold what a plan reaches and says to be proven against the best there is."""
    if made.terms.aim is Aim.POINTS:
        assert plan.then is None
        assert plan.points == plan.first.value <= most.points <= plan.first.bound
        assert not plan.first.proven or most.points - plan.points < TENTHOUSANDTH
        return
    assert plan.then is not None
    assert plan.lifted == plan.first.value <= most.lifted <= plan.first.bound
    assert not plan.first.proven or plan.lifted == most.lifted
    if plan.lifted == most.lifted:
        assert plan.points == plan.then.value <= most.then <= plan.then.bound
        assert not plan.then.proven or most.then - plan.points < TENTHOUSANDTH


def is_best(made: Country, plan: SharedPlan, most: countries.Best) -> bool:
    if made.terms.aim is Aim.POINTS:
        return plan.points == most.points
    return (plan.lifted, plan.points) == (most.lifted, most.then)


# -- against brute force ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_both_solvers_find_what_trying_everything_finds(name: str) -> None:
    missed = []
    for seed in COUNTRIES:
        made = countries.country(seed)
        plan = countries.planned(made, name)
        held(made, plan, best(seed))
        if not is_best(made, plan, best(seed)):
            missed.append(seed)
    assert not missed


@pytest.mark.heavy
@pytest.mark.parametrize("name", NAMES)
def test_in_many_more_countries_both_keep_to_what_they_prove(name: str) -> None:
    missed = 0
    for seed in MANY:
        made = countries.country(seed)
        plan = countries.planned(made, name)
        held(made, plan, best(seed))
        missed += not is_best(made, plan, best(seed))
    assert missed == 0 if name == "optimal" else missed <= len(MANY) // 50


@pytest.mark.heavy
@pytest.mark.parametrize("name", NAMES)
def test_in_larger_countries_both_keep_to_what_they_prove(name: str) -> None:
    missed = 0
    for seed in range(5000, 5150):
        made = countries.country(seed, offices=4, actions=7)
        if countries.sites(made):
            plan, most = countries.planned(made, name), countries.best(made)
            held(made, plan, most)
            missed += not is_best(made, plan, most)
    assert missed == 0 if name == "optimal" else missed <= 6


@given(st.integers(10_000, 10**9))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_country_keeps_to_what_is_proven(seed: int) -> None:
    made = countries.country(seed)
    if countries.sites(made):
        most = countries.best(made)
        for name in NAMES:
            held(made, countries.planned(made, name), most)


# -- what could make bounds wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("forks", [0, 1, 2])
def test_a_tree_that_is_cut_short_still_bounds(monkeypatch: pytest.MonkeyPatch, forks: int) -> None:
    """Where needs and shared facts are left out of account, plans still keep them, and bounds still hold."""
    monkeypatch.setattr(choices, "BRANCHES", forks)
    unproven = 0
    for seed in COUNTRIES[:80]:
        made = countries.country(seed)
        plan = countries.planned(made, "light")
        held(made, plan, best(seed))
        rules(made, plan)
        unproven += not plan.first.proven
    assert unproven or forks


def test_points_that_are_rounded_up_still_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "_FINEST", 0)
    monkeypatch.setattr(whole, "_SHOWN", 1)
    for seed in COUNTRIES[:80]:
        made = countries.country(seed)
        plan = countries.planned(made, "optimal")
        held(made, plan, best(seed))


def test_poor_prices_and_few_tries_prove_less_and_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "ROUNDS", 1)
    monkeypatch.setattr(search, "_MOST", 1)
    unproven = 0
    for seed in COUNTRIES[:80]:
        made = countries.country(seed)
        plan = countries.planned(made, "light", 0.0)
        held(made, plan, best(seed))
        rules(made, plan)
        unproven += not plan.first.proven
    assert unproven > 5


# -- the parts of the solvers, each by itself ----------------------------------------------------------------


def wholes(n: int, offices: int = 0, actions: int = 0) -> Iterator[tuple[Country, whole.Whole]]:
    for seed in range(n):
        made = countries.country(seed, offices, actions)
        if found := countries.sites(made):
            yield made, whole.of(found, made.terms, [amount for _name, amount in made.terms.limits])


def ways(tree: Sequence[Choice]) -> Iterator[tuple[int, int, dict[int, int]]]:
    """Every way to decide a tree: the actions, what they gain, and what they take."""
    if not tree:
        yield 0, 0, {}
        return
    for option in tree[0]:
        for jobs, gain, use in ways([*option.then, *tree[1:]]):
            taken = dict(use)
            for limit, amount in option.use:
                taken[limit] = taken.get(limit, 0) + amount
            yield jobs | option.jobs, gain + option.gain, taken


def test_a_tree_holds_every_choice_once_with_its_exact_points() -> None:
    seen = 0
    for _made, all_ in wholes(150, actions=7):
        for number, one in enumerate(all_.parts):
            found = list(ways(choices.of_part(one, number)))
            closed = [jobs for jobs in range(2 ** len(one.ids)) if jobs & ~one.open == 0 and one.closed(jobs) == jobs]
            assert sorted(jobs for jobs, _gain, _use in found) == closed
            for jobs, gain, use in found:
                assert gain == one.fine.points(jobs)
                for limit in range(len(all_.caps)):
                    assert use.get(limit, 0) == sum(amount for at, amount in one.takes(jobs) if at == limit)
            seen += len(found) > 8
    assert seen > 20


def test_fine_points_are_never_less_than_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "_FINEST", 0)
    for _made, all_ in wholes(60):
        for one in all_.parts:
            for jobs in range(2 ** len(one.ids)):
                more = Fraction(one.fine.points(jobs), all_.fine) - one.points(jobs)
                assert 0 <= more < TENTHOUSANDTH / 2
                assert not one.lifts(jobs) or one.fine.points(jobs) >= one.wanted


def test_trying_without_any_first_choice_finds_the_best() -> None:
    for made, all_ in wholes(60, offices=4, actions=6):
        tree = [choice for n, one in enumerate(all_.parts) for choice in choices.of_part(one, n)]
        priced = prices.of(prices.looking(tree, all_.caps), all_.caps)
        tried = search._Search(tree, all_.caps, priced, len(all_.parts)).proven(None, 10**6)
        assert tried is not None
        assert tried.proven
        assert min(all_.room(tried.jobs), default=0) >= 0
        most = countries.best(made._replace(terms=made.terms._replace(aim=Aim.POINTS)))
        assert all_.points(tried.jobs) == most.points


@pytest.mark.parametrize("caps", [(5,), (5, 9)])
def test_what_never_fits_is_found_not_to(caps: tuple[int, ...]) -> None:
    """A choice that has to be made and takes too much at any price ends, and nothing is found."""
    tree = [(choices.Option(3, ((0, 7),), 0, 1), choices.Option(1, ((0, 6),), 0, 2))]
    priced = prices.of(prices.looking(tree, caps), caps)
    assert search.best(tree, caps, priced, 1, search.Effort(100, 2)) is None


def test_where_cp_sat_proves_nothing_the_light_one_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimal, "LIMIT", 0.0)
    monkeypatch.setattr(prices, "ROUNDS", 1)
    for seed in COUNTRIES[:60]:
        made = countries.country(seed)
        plan = countries.planned(made, "optimal")
        held(made, plan, best(seed))
        light = countries.planned(made, "light")
        assert (plan.lifted, plan.points) >= (light.lifted, light.points) or made.terms.aim is Aim.POINTS
        assert plan.points >= light.points or made.terms.aim is Aim.CERTIFICATE


def test_cp_sat_finds_the_best_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_self: Light, all_: whole.Whole, aim: Aim, known: Chosen | None = None) -> Answer:
        assert known is None, "it asks again although it has proven all"
        return Answer((0,) * len(all_.parts), 10**15, len(all_.parts) if aim is Aim.CERTIFICATE else None)

    monkeypatch.setattr(Light, "solve", nothing)
    monkeypatch.setattr(optimal, "sound", lambda _whole, chosen: tuple(chosen))
    for made, all_ in wholes(110, actions=5):
        for aim in Aim:
            most = countries.best(made._replace(terms=made.terms._replace(aim=aim)))
            found = solvers.named("optimal").solve(all_, aim)
            assert min(all_.room(found.chosen), default=0) >= 0
            assert all(one.closed(jobs) == jobs for one, jobs in zip(all_.parts, found.chosen, strict=True))
            points = all_.points(found.chosen)
            if aim is Aim.POINTS:
                assert points == most.points <= Fraction(found.points, all_.fine) < points + TENTHOUSANDTH
            else:
                assert all_.lifted(found.chosen) == found.lifted == most.lifted
                assert points == most.then <= Fraction(found.points, all_.fine) < points + TENTHOUSANDTH


# -- the rules -------------------------------------------------------------------------------------------------


def rules(made: Country, plan: SharedPlan) -> None:
    """Hold a plan against the rules: what is offered, needs, limits, exact scores, and who receives nothing."""
    terms, spent = made.terms, [Fraction(0)] * len(made.terms.limits)
    assert [share.office for share in plan.shares] == [
        o for o in made.offices if o in {s.office for s in plan.shares}
    ]
    for share in plan.shares:
        facts = made.offices[share.office]
        ids = frozenset(one.action.id for one in share.actions)
        assert len(ids) == len(share.actions) > 0
        assert ids <= countries.offered(made, facts)
        done: set[str] = set()
        before = countries.score(made, facts)
        assert share.before == before
        for one in share.actions:
            assert countries.closure(made, facts, one.action.id) - {one.action.id} <= done
            done.add(one.action.id)
            then = countries.score(made, countries.raised(made, facts, frozenset(done)))
            assert before is not None
            assert then is not None
            assert one.gains.get(terms.checklist, Fraction(0)) == then - before
            assert one.effort == countries.effort(made, facts, one.action.id)
            assert one.team == next((t.name for t in terms.teams if one.action.owner in t.covers), None)
            before = then
        assert share.after == before
        floor = countries.goal_of(made, facts)
        assert share.floor == floor
        assert share.lifted == (floor is not None and countries.hundredths(share.after) >= 100 * floor)
        for limit, amount in enumerate(countries.takes(made, facts, ids)):
            spent[limit] += amount
    for used, (name, amount) in zip(spent, terms.limits, strict=True):
        assert used <= amount
        assert used == (plan.cost if name is None else plan.days(name))
    told = {one.office for one in plan.without}
    shared = {share.office for share in plan.shares if share.shared}
    assert told == {one.office for one in countries.sites(made)} - shared
    assert sum(quarter.offices for quarter in plan.quarters) in (0, len(plan.scored))
    if plan.quarters:
        assert sum(quarter.points for quarter in plan.quarters) == plan.points
        assert sum(quarter.cost for quarter in plan.quarters) == plan.cost
        assert sum(quarter.lifted for quarter in plan.quarters) == plan.lifted
        scores = [edge for quarter in plan.quarters for edge in (quarter.low, quarter.high)]
        assert scores == sorted(scores)


@pytest.mark.parametrize("name", NAMES)
def test_plans_keep_the_rules(name: str) -> None:
    for seed in COUNTRIES:
        made = countries.country(seed)
        rules(made, countries.planned(made, name))


def test_what_it_is_held_against_is_what_it_says() -> None:
    """Without anything shared, with an equal part, and with more of a limit: told by trying everything."""
    seen = 0
    for seed in COUNTRIES[:70]:
        made = countries.country(seed)
        plan = countries.planned(made, "optimal")
        bare = made.terms._replace(
            aim=Aim.POINTS,
            budget=None if made.terms.budget is None else 0,
            teams=tuple(team._replace(days=Fraction(0)) for team in made.terms.teams),
        )
        assert plan.free == countries.best(made._replace(terms=bare)).points
        assert plan.free <= plan.points or made.terms.aim is Aim.CERTIFICATE
        for margin in plan.margins:
            assert margin.points >= 0 or margin.lifted > 0
            if margin.short:
                wider = countries.best(made._replace(terms=more(made.terms, margin.limit, margin.step)))
                reached = (plan.lifted + margin.lifted, plan.points + margin.points)
                wanted = (wider.lifted, wider.then) if made.terms.aim is Aim.CERTIFICATE else wider.points
                assert reached == wanted if made.terms.aim is Aim.CERTIFICATE else reached[1] == wanted
                seen += 1
        if plan.split is not None:
            equal = [countries.best(made._replace(offices={o: f}, terms=part(made))) for o, f in scored(made)]
            aim = made.terms.aim
            assert plan.split.points == sum(one.points if aim is Aim.POINTS else one.then for one in equal)
            if aim is Aim.CERTIFICATE:
                assert plan.split.lifted == sum(one.lifted for one in equal)
    assert seen > 20


def scored(made: Country) -> list[tuple[str, countries.Facts]]:
    return [(o, f) for o, f in made.offices.items() if countries.score(made, f) is not None]


def part(made: Country) -> Terms:
    n = len(scored(made))
    budget = None if made.terms.budget is None else made.terms.budget // n
    return made.terms._replace(budget=budget, teams=tuple(t._replace(days=t.days / n) for t in made.terms.teams))


def more(terms: Terms, limit: str | None, step: Fraction) -> Terms:
    if limit is None:
        assert terms.budget is not None
        return terms._replace(budget=terms.budget + int(step))
    return terms._replace(teams=tuple(t._replace(days=t.days + step * (t.name == limit)) for t in terms.teams))


def test_the_price_of_a_limit_is_a_slope_that_bounds() -> None:
    """However much more there is of a limit, no plan exceeds the dual bound by more than its price."""
    for seed in COUNTRIES[:40]:
        made = countries.country(seed)
        if made.terms.aim is Aim.POINTS and (plan := countries.planned(made, "light")).limited:
            bound = _dual(made)
            for margin in plan.margins:
                for step in (1, 5, 50) if margin.price is not None else ():
                    wider = countries.best(made._replace(terms=more(made.terms, margin.limit, Fraction(step))))
                    assert wider.points <= bound + (margin.price or 0) * step + TENTHOUSANDTH


def _dual(made: Country) -> Fraction:
    all_ = whole.of(countries.sites(made), made.terms, [amount for _name, amount in made.terms.limits])
    tree = [
        choice
        for n, one in enumerate(all_.parts)
        for choice in choices.of_part(one._replace(open=2 ** len(one.ids) - 1), n)
    ]
    return Fraction(prices.of(prices.looking(tree, all_.caps), all_.caps).bound, prices.FINE * all_.fine)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_question_gives_the_same_plan(name: str) -> None:
    for seed in COUNTRIES[:30]:
        made = countries.country(seed)
        assert countries.planned(made, name) == countries.planned(made, name)


# -- small countries seen by eye -------------------------------------------------------------------------------


def tiny(terms: Terms, **offices: tuple[int, int, int]) -> Country:
    """Offices with three levels of four: website (worth 40), training (35) and cards (25)."""
    facts = [countries.fact(id_, AnswerKind.LEVEL) for id_ in ("web", "training", "cards")]
    weights = (40, 35, 25)
    items = [
        countries.item(f"i-{one.id}", one.id, Fraction(weight), Fraction(4))
        for one, weight in zip(facts, weights, strict=True)
    ]
    made = [
        countries.action("w", {"web": Fraction(4)}, "it", days=2, cost=10),
        countries.action("t", {"training": Fraction(4)}, "hr", days=2, cost=30),
        countries.action("c", {"cards": Fraction(4)}, "pr", days=1, cost=20, authority=Authority.HEADQUARTERS),
    ]
    people = {
        office: {id_: countries.known(level) for id_, level in zip(("web", "training", "cards"), levels, strict=True)}
        for office, levels in offices.items()
    }
    return Country(
        countries.instruments(facts, [countries.checklist("programme", items, (75,))], made), people, terms
    )


POOR = {"a": (0, 0, 0), "b": (4, 0, 0), "c": (4, 0, 4)}


def terms(**more: object) -> Terms:
    return Terms("programme")._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_lifting_chooses_other_offices_than_most_points(name: str) -> None:
    points = countries.planned(tiny(terms(budget=60), **POOR), name)
    assert (points.points, points.cost, points.lifted) == (100, 60, 1)
    lifted = countries.planned(tiny(terms(budget=60, aim=Aim.CERTIFICATE), **POOR), name)
    assert (lifted.lifted, lifted.points, lifted.cost) == (2, 70, 60)
    assert {share.office for share in lifted.shares} == {"b", "c"}
    assert lifted.first == Proof(Fraction(2), Fraction(2))
    assert [(one.office, one.why) for one in lifted.without] == [("a", Why.OTHERS)]


def test_an_office_that_stands_over_the_floor_cannot_be_lifted() -> None:
    rich = {"a": (4, 4, 0)}
    plan = countries.planned(tiny(terms(budget=60, aim=Aim.CERTIFICATE), **rich), "light")
    assert (plan.lifted, plan.first) == (0, Proof(Fraction(0), Fraction(0)))
    assert plan.shares[0].floor is None
    assert plan.points == 25  # points decide among plans that lift as many


def test_who_is_lifted_is_counted_among_those_below_and_who_stands_there_among_all() -> None:
    """One of four stands at the floor already: it is neither lifted nor below, and stands there afterwards."""
    offices = {**POOR, "d": (4, 4, 0)}
    plan = countries.planned(tiny(terms(budget=60, aim=Aim.CERTIFICATE, floor=Fraction(75)), **offices), "light")
    assert (plan.lifted, plan.below, plan.reached, len(plan.scored)) == (2, 3, 3, 4)
    own = countries.planned(tiny(terms(budget=60, aim=Aim.CERTIFICATE), **offices), "light")
    assert (own.lifted, own.below, own.reached) == (2, 3, None)


def test_where_it_is_proven_there_is_no_gap() -> None:
    assert Proof(Fraction(1), Fraction(1) + TENTHOUSANDTH / 2).gap == 0
    assert Proof(Fraction(1), Fraction(1) + TENTHOUSANDTH).gap > 0


def test_a_floor_is_reached_by_the_rounded_score_as_in_leagues() -> None:
    made = tiny(terms(budget=10, aim=Aim.CERTIFICATE, floor=Fraction("40.01")), a=(0, 0, 0))
    assert countries.planned(made, "light").lifted == 0
    items = [
        countries.item(i.id, i.fact, Fraction("40.005") if i.fact == "web" else i.weight, Fraction(4))
        for i in made.instruments.checklists["programme"].items
    ]
    finer = made._replace(
        instruments=made.instruments._replace(checklists={"programme": countries.checklist("programme", items)})
    )
    plan = countries.planned(finer, "light")
    assert plan.shares[0].after == Fraction("40.005")
    assert plan.lifted == plan.first.value == 1


@pytest.mark.parametrize("name", NAMES)
def test_hostile_limits(name: str) -> None:
    nothing = countries.planned(tiny(terms(budget=0), **POOR), name)
    assert (nothing.points, nothing.cost, nothing.shares) == (0, 0, ())
    assert nothing.first.proven
    assert {one.why for one in nothing.without} == {Why.BEYOND}
    assert [(m.short, m.step, m.points) for m in nothing.margins] == [(True, 10, 40)]
    endless = countries.planned(tiny(terms(budget=10**15), **POOR), name)
    assert (endless.points, endless.limited, endless.split) == (40 + 3 * 35 + 2 * 25, False, None)
    assert [(m.short, m.price, m.points) for m in endless.margins] == [(False, 0, 0)]
    unlimited = countries.planned(tiny(terms(), **POOR), name)
    assert (unlimited.points, unlimited.limited, unlimited.margins) == (endless.points, False, ())
    tired = countries.planned(tiny(terms(teams=(Team("t", Fraction(0), ("it", "hr", "pr")),)), **POOR), name)
    assert (tired.points, tired.first.proven) == (0, True)
    long = countries.planned(tiny(terms(teams=(Team("t", Fraction(1, 3), ("pr",)),)), **POOR), name)
    assert (long.points, long.days("t")) == (40 + 3 * 35, 0)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_offices(name: str) -> None:
    nobody = making.make([], terms(budget=5), solvers.named(name))
    assert (nobody.points, nobody.shares, nobody.mean_before, nobody.quarters) == (0, (), None, ())
    content = countries.planned(tiny(terms(budget=5), a=(4, 4, 4), b=(4, 4, 4)), name)
    assert (content.points, [one.why for one in content.without]) == (0, [Why.MET, Why.MET])
    one = countries.planned(tiny(terms(budget=40), a=(0, 0, 0)), name)
    assert (one.points, one.cost) == (75, 40)
    assert one.split is not None
    assert one.split.points == one.points
    silent = tiny(terms(budget=40), a=(0, 0, 0))
    silent = silent._replace(offices={"a": {}})
    assert [one.why for one in countries.planned(silent, name).without] == [Why.UNANSWERED]
    assert countries.planned(silent, name).answer_first == {"a": {"web": 40, "training": 35, "cards": 25}}


def test_only_headquarters_leaves_out_what_waits_for_the_office() -> None:
    made = tiny(terms(budget=100, only_headquarters=True), **POOR)
    plan = countries.planned(made, "light")
    assert {one.action.id for share in plan.shares for one in share.actions} == {"c"}
    assert [(r.action.id, r.offices, r.points, r.cost) for r in plan.requests] == [("c", 2, 50, 40)]
    actions = dict(made.instruments.actions)
    actions["c"] = actions["c"]._replace(needs=("t",))
    waiting = countries.planned(made._replace(instruments=made.instruments._replace(actions=actions)), "light")
    assert waiting.shares == ()
    assert [(one.office, one.why, one.actions) for one in waiting.without[:2]] == [
        ("a", Why.WAITS, ("c",)),
        ("b", Why.WAITS, ("c",)),
    ]


def test_gains_are_told_in_every_checklist_and_chosen_by_one() -> None:
    made = tiny(terms(budget=10), a=(0, 0, 0))
    other = countries.checklist("award", [countries.item("o", "cards", Fraction(1000), Fraction(4))])
    both = made._replace(
        instruments=made.instruments._replace(checklists={**made.instruments.checklists, "award": other})
    )
    plan = countries.planned(both, "light")
    assert [(one.action.id, one.gains) for one in plan.shares[0].actions] == [("w", {"programme": 40})]
    rich = countries.planned(both._replace(terms=terms(budget=30)), "light")
    assert {one.action.id: dict(one.gains) for one in rich.shares[0].actions} == {
        "w": {"programme": 40},
        "c": {"programme": 25, "award": 1000},
    }


@pytest.mark.heavy
@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("name", NAMES)
def test_thirty_one_offices_with_sixty_actions_are_within_two_per_cent(name: str, aim: Aim) -> None:
    from tests.provinces import provinces

    made = provinces(aim)
    assert sum(len(site.jobs) for site in made.sites) == 31 * 60
    plan = making.make(made.sites, made.terms, solvers.named(name))
    assert plan.first.gap <= 2
    assert plan.limited
