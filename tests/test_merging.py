"""Two people's changes together: nothing dropped, order of no account where nothing contradicts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.model.office import Evidence
from compliance.model.record import Conflict
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office.merging import differences, merge, merge_all

KEY = Key("", "a.one")
SETTINGS = settings(max_examples=600, deadline=None)
TEXTS = st.none() | st.sampled_from(["1", "2"])
PIECES = st.sampled_from([Evidence("file", f"evidence/{n}") for n in "abc"] + [Evidence("letter", "a", "1405/01/01")])
STATED = st.builds(
    Stated,
    value=TEXTS,
    override=TEXTS,
    evidence=st.lists(PIECES, unique=True, max_size=3).map(tuple),
    on=TEXTS,
    by=TEXTS,
    note=TEXTS,
)
STATES = st.dictionaries(st.sampled_from([Key("", "a"), Key("", "b"), Key("s", "a")]), STATED)


def merged(base: Stated, one: Stated, other: Stated) -> Stated | None:
    result = merge(KEY, base, one, other)
    return None if isinstance(result, Conflict) else result


@given(STATED, STATED)
@SETTINGS
def test_who_changed_nothing_takes_the_others_change(base: Stated, other: Stated) -> None:
    assert merged(base, base, other) == other
    assert merged(base, other, base) == other
    assert merged(base, other, other) == other


@given(STATED, STATED, STATED, STATED)
@SETTINGS
def test_merging_is_associative_where_nothing_contradicts(base: Stated, a: Stated, b: Stated, c: Stated) -> None:
    ab, bc = merged(base, a, b), merged(base, b, c)
    if ab is None or bc is None or merged(base, a, c) is None:
        return
    left, right = merged(base, ab, c), merged(base, a, bc)
    if left is not None and right is not None:
        assert left == right


@given(STATED, STATED, STATED)
@SETTINGS
def test_what_contradicts_does_so_from_both_sides(base: Stated, one: Stated, other: Stated) -> None:
    assert (merged(base, one, other) is None) == (merged(base, other, one) is None)


@given(STATED, STATED, STATED)
@SETTINGS
def test_different_answers_to_one_question_are_a_conflict_that_shows_both(
    base: Stated, one: Stated, other: Stated
) -> None:
    if base.statement in (one.statement, other.statement) or one.statement == other.statement:
        return
    result = merge(KEY, base, one, other)
    assert isinstance(result, Conflict)
    assert (result.base, result.mine, result.theirs) == (base, one, other)


@given(STATED, STATED, STATED)
@SETTINGS
def test_every_change_of_both_is_in_the_result(base: Stated, one: Stated, other: Stated) -> None:
    result = merged(base, one, other)
    if result is None:
        return
    for side in (one, other):
        added = set(side.evidence) - set(base.evidence)
        assert added <= set(result.evidence)
        if side.statement != base.statement:
            assert result.statement == side.statement
        if side.note != base.note:
            assert result.note == side.note
    taken = {e for e in base.evidence if e not in one.evidence or e not in other.evidence}
    assert not taken & set(result.evidence)


@given(STATES, STATES, STATES)
@SETTINGS
def test_no_key_is_dropped(base: State, one: State, other: State) -> None:
    result, conflicts = merge_all(base, one, other)
    assert set(result) == {*base, *one, *other}
    for conflict in conflicts:
        assert result[conflict.key] == other.get(conflict.key, NOTHING)


@given(STATES, STATES)
@SETTINGS
def test_differences_lead_from_one_state_to_the_other(old: State, new: State) -> None:
    state = dict(old)
    for key, before, after in differences(old, new):
        assert state.get(key, NOTHING) == before
        assert before != after
        state[key] = after
    assert {k: s for k, s in state.items() if s != NOTHING} == {k: s for k, s in new.items() if s != NOTHING}
