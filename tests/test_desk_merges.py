"""The merge of changes: of no order where nothing contradicts, and nothing is dropped or invented.

Changes are drawn as what people do to what stood there, so that most of three do not contradict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from compliance.model.office import Evidence
from compliance.model.record import Conflict
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office.merging import differences, merge, merge_all

KEY = Key("", "a.one")
SETTINGS = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)
TEXTS = st.none() | st.sampled_from(["1", "2", "3"])
PIECES = [
    *(Evidence("file", f"evidence/{name}") for name in "abcd"),
    Evidence("file", "evidence/a", "1405/01/01"),
    Evidence("letter", "a"),
    Evidence("letter", "a", "1405/01/01", "x", "y"),
]
LISTS = st.lists(st.sampled_from(PIECES), unique_by=lambda e: (e.kind, e.name), max_size=4).map(tuple)
ANSWER = st.fixed_dictionaries(
    dict.fromkeys(("value", "counted", "total", "not_applicable", "override", "on", "by", "proposed"), TEXTS)
)
STATED = st.builds(
    lambda answer, note, evidence: Stated(**answer, note=note, evidence=evidence), ANSWER, TEXTS, LISTS
)
ANY = st.just(NOTHING) | STATED


@st.composite
def changed(
    draw: Callable[[Any], Any], base: Stated, parts: tuple[str, ...] = ("answer", "note", "evidence")
) -> Stated:
    """Change some parts of what stands there, as a person would."""
    for part in draw(st.lists(st.sampled_from(parts), unique=True)):
        if part == "answer":
            base = base._replace(**draw(ANSWER))
        elif part == "note":
            base = base._replace(note=draw(TEXTS))
        else:
            kept = [piece for piece in base.evidence if draw(st.booleans())]
            fresh = [p for p in draw(LISTS) if (p.kind, p.name) not in {(k.kind, k.name) for k in kept}]
            base = base._replace(evidence=(*kept, *fresh))
    return base


@st.composite
def several(draw: Callable[[Any], Any], count: int) -> tuple[Stated, ...]:
    """Draw what stood there and what each of `count` people made of it."""
    base = draw(ANY)
    return (base, *(draw(changed(base)) for _person in range(count)))


def merged(base: Stated, one: Stated, other: Stated) -> Stated | None:
    result = merge(KEY, base, one, other)
    return None if isinstance(result, Conflict) else result


def loosely(stated: Stated | None) -> Stated | None:
    """Return what is said without the order of evidence and without who was first to say the same."""
    return stated and stated._replace(on=None, by=None, evidence=tuple(sorted(stated.evidence, key=str)))


@given(several(1))
@SETTINGS
def test_a_change_alone_is_taken_whole(drawn: tuple[Stated, Stated]) -> None:
    base, one = drawn
    assert merged(base, base, one) == merged(base, one, base) == merged(base, one, one) == one


@given(several(2))
@SETTINGS
def test_order_is_of_no_account(drawn: tuple[Stated, Stated, Stated]) -> None:
    """What contradicts does so from both sides; what does not says the same, whoever comes first."""
    base, one, other = drawn
    assert loosely(merged(base, one, other)) == loosely(merged(base, other, one))


@given(several(3))
@SETTINGS
def test_three_changes_give_the_same_however_they_are_bracketed(
    drawn: tuple[Stated, Stated, Stated, Stated],
) -> None:
    base, a, b, c = drawn
    ab, bc, ac = merged(base, a, b), merged(base, b, c), merged(base, a, c)
    assume(ab is not None and bc is not None and ac is not None)
    assert ab is not None
    assert bc is not None
    left, right = merged(base, ab, c), merged(base, a, bc)
    assert left == right
    assert left is not None, "what does not contradict in pairs does not contradict in all"


@given(several(2))
@SETTINGS
def test_merging_again_changes_nothing(drawn: tuple[Stated, Stated, Stated]) -> None:
    base, one, other = drawn
    both = merged(base, one, other)
    assume(both is not None)
    assert both is not None
    assert merged(base, both, other) == both
    assert loosely(merged(base, one, both)) == loosely(both)


@given(several(2))
@SETTINGS
def test_evidence_is_a_set_of_which_each_piece_goes_its_own_way(drawn: tuple[Stated, Stated, Stated]) -> None:
    base, one, other = drawn
    both = merged(base, one, other)
    assume(both is not None)
    assert both is not None
    old, first, second = (set(side.evidence) for side in (base, one, other))
    assert set(both.evidence) == (old & first & second) | (first - old) | (second - old)
    assert len(set(both.evidence)) == len(both.evidence)


@given(several(2))
@SETTINGS
def test_a_conflict_is_one_of_statement_note_or_piece_and_shows_all_sides(
    drawn: tuple[Stated, Stated, Stated],
) -> None:
    base, one, other = drawn
    result = merge(KEY, base, one, other)
    answers = [(*side.statement, side.on, side.by) for side in drawn]
    contradicts = answers[0] not in answers[1:] and one.statement != other.statement
    contradicts |= base.note not in (one.note, other.note) and one.note != other.note
    names = {(e.kind, e.name): {f for f in (*one.evidence, *other.evidence) if (e.kind, e.name) == (f.kind, f.name)}
             for e in (*one.evidence, *other.evidence)}  # fmt: skip
    fresh = {name for name, pieces in names.items() if len(pieces) > 1 and not pieces & set(base.evidence)}
    if contradicts or (fresh and base.evidence not in (one.evidence, other.evidence)):
        assert isinstance(result, Conflict)
    if isinstance(result, Conflict):
        assert (result.base, result.mine, result.theirs) == (base, one, other)
        assert contradicts or any(len(pieces) > 1 for pieces in names.values())


# --- all entries together

KEYS = [Key("", "a"), Key("", "b"), Key("s", "a"), Key("s", "c")]
STATES = st.dictionaries(st.sampled_from(KEYS), STATED)


@given(STATES, STATES, STATES)
@SETTINGS
def test_no_entry_is_dropped_and_each_is_merged_on_its_own(base: State, one: State, other: State) -> None:
    result, conflicts = merge_all(base, one, other)
    assert set(result) == {*base, *one, *other}
    in_conflict = {conflict.key for conflict in conflicts}
    assert len(in_conflict) == len(conflicts)
    for key in result:
        alone = merge(key, *(state.get(key, NOTHING) for state in (base, one, other)))
        assert (key in in_conflict) == isinstance(alone, Conflict)
        assert result[key] == (other.get(key, NOTHING) if isinstance(alone, Conflict) else alone)


@given(STATES, STATES)
@SETTINGS
def test_differences_are_none_between_equal_states_and_lead_there_and_back(old: State, new: State) -> None:
    assert differences(old, old) == []
    there, back = differences(old, new), differences(new, old)
    assert {(key, after, before) for key, before, after in there} == set(back)
    state = {**old, **{key: after for key, _before, after in there}}
    assert {k: s for k, s in state.items() if s != NOTHING} == {k: s for k, s in new.items() if s != NOTHING}
