"""The rules by which the answers of a body's offices become the body's own: exact, and nothing guessed.

Counts and their totals are summed. A level is the lower median, so that it is one that some office has. Yes or no is
the body's where all offices say so. A number is summed, its lower median, or a mean weighted by another answer, as a
rule says. Everything else is asked of a person, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from compliance.assessment import contradictions
from compliance.model.checklist import AnswerKind, Fact, Pair, Part, Quantity, Rolling, RollupRule
from compliance.model.office import Known, Source, Value
from compliance.model.results import Contradiction
from compliance.model.rollup import Filed, Reading, Result, Spread, Used, Way, Why
from compliance.persian import numbers
from compliance.values import of_counts

_PLACES = 2
_LEVELS = range(5)
_PARTS = 4  # quarters
# Without anything that counts: the reason that says most, by what the offices' answers were.
_NOTHING = (
    (Used.APART, Why.APART),
    (Used.WITHOUT_COUNTS, Why.WITHOUT_COUNTS),
    (Used.WITHOUT_WEIGHT, Why.WITHOUT_WEIGHT),
    (Used.NOT_APPLICABLE, Why.NOT_APPLICABLE),
)
Rules = Mapping[str, RollupRule]
_Apart = dict[str, dict[str, str]]  # by fact, the offices that are left out and the fact that they did not answer


def roll_up(facts: Iterable[Fact], rules: Rules, pairs: Iterable[Pair], filed: Sequence[Filed]) -> tuple[Result, ...]:
    """Return what each fact comes to over the filings of a body's offices.

    Sums that belong together rest on the same offices: where two of them contradict each other, offices that
    answered only one of the two facts are left out of both. What contradicts then still is asked.
    """
    asked, apart, broken = {fact.id: fact for fact in facts}, _Apart(), dict[str, Pair]()
    results = {id_: _result(fact, rules.get(id_), filed, {}) for id_, fact in asked.items()}
    rules_of_pairs = tuple(pairs)
    while found := contradictions.judge(rules_of_pairs, _known(results)):
        parted = {id_ for one in found for id_ in _parted(one, results, apart)}
        for id_ in parted or _broken(found[0], results, broken):
            results[id_] = _result(asked[id_], rules.get(id_), filed, apart.get(id_, {}))
            if id_ in broken:
                results[id_] = _asked(results[id_], Why.CONTRADICTS)._replace(broken=broken[id_])
    return tuple(results.values())


def _known(results: Mapping[str, Result]) -> dict[str, Known]:
    return {id_: Known(result.value, Source.DECLARED) for id_, result in results.items() if result.value is not None}


def _parted(one: Contradiction, results: Mapping[str, Result], apart: _Apart) -> set[str]:
    """Leave offices out that answered only one of two facts; return the facts of which some were."""
    ids = list(dict.fromkeys(side.quantity.fact for side in one.sides))
    offices = {id_: {reading.office for reading in results[id_].counted} for id_ in ids}
    changed = set()
    for id_, other in zip(ids, reversed(ids), strict=True):
        for office in offices[id_] - offices[other]:
            apart.setdefault(id_, {})[office] = other
            changed.add(id_)
    return changed


def _broken(one: Contradiction, results: Mapping[str, Result], broken: dict[str, Pair]) -> set[str]:
    """Note what contradicts although it rests on the same offices: a median or an answer before a sum."""
    ids = {side.quantity.fact for side in one.sides}
    softer = {id_ for id_ in ids if results[id_].way is not Way.SUMMED}
    broken |= dict.fromkeys(softer or ids, one.pair)
    return softer or ids


def _result(fact: Fact, rule: RollupRule | None, filed: Sequence[Filed], apart: Mapping[str, str]) -> Result:
    by = rule.by if rule is not None and rule.way is Rolling.WEIGHTED else None
    made = Result(fact, tuple(_reading(fact, by, one, apart) for one in filed), by=by)
    counted = _amounts(made.counted)
    made = made._replace(spread=spread(counted or _amounts(r for r in made.readings if r.used is not Used.STRANGE)))
    if fact.answer is AnswerKind.YES_NO:
        made = made._replace(yes=sum(map(int, counted)))
    if not made.counted:
        return _asked(made, next((why for used, why in _NOTHING if made.of(used)), Why.NO_ANSWER))
    if rule is not None and rule.way is Rolling.ASK:
        return _asked(made, Why.RULE)
    return _possible(_ROLLED[fact.answer](made, rule))


def _amounts(readings: Iterable[Reading]) -> list[Fraction]:
    return [r.value.amount for r in readings if r.value is not None and r.value.amount is not None]


def _asked(result: Result, why: Why) -> Result:
    return result._replace(value=None, way=None, exact=None, why=why)


def _possible(result: Result) -> Result:
    """Return a result; asked where no office could give such an answer, as a sum may be too large."""
    amount, fact = result.value.amount if result.value else None, result.fact
    if amount is None or fact.answer is not AnswerKind.NUMBER:
        return result
    below = fact.minimum is not None and amount < fact.minimum
    above = fact.maximum is not None and amount > fact.maximum
    return _asked(result, Why.IMPOSSIBLE) if below or above else result


def _reading(fact: Fact, by: Quantity | None, filed: Filed, apart: Mapping[str, str]) -> Reading:
    value = filed.values.get(fact.id)
    used, weight = _used(fact, value), None
    if used is Used.COUNTED and by is not None:
        weight = _part(filed.values.get(by.fact), by.part)
        used = Used.WITHOUT_WEIGHT if weight is None or weight < 0 else used
    if used is Used.COUNTED and filed.office in apart:
        return Reading(filed.office, filed.sha256, value, Used.APART, weight, apart[filed.office])
    return Reading(filed.office, filed.sha256, value, used, weight)


def _used(fact: Fact, value: Value | None) -> Used:
    if value is None:
        return Used.UNANSWERED
    if fact.answer is AnswerKind.COUNTS:
        if value.counted is not None and value.total is not None:
            return Used.COUNTED if _can_be_counted(fact, value.counted, value.total) else Used.STRANGE
        return Used.NOT_APPLICABLE if value.amount is None else Used.WITHOUT_COUNTS
    if value.total is not None or not _fits(fact, value.amount):
        return Used.STRANGE  # an answer to what was asked by this id before
    return Used.NOT_APPLICABLE if value.amount is None else Used.COUNTED


def _fits(fact: Fact, amount: Fraction | None) -> bool:
    if amount is None:
        return True
    if fact.answer is AnswerKind.YES_NO:
        return amount in (0, 1)
    if fact.answer is AnswerKind.LEVEL:
        return amount in _LEVELS
    return not fact.whole or amount.denominator == 1


def _can_be_counted(fact: Fact, counted: Fraction, total: Fraction) -> bool:
    return 0 <= counted <= total and not (fact.whole and (counted.denominator != 1 or total.denominator != 1))


def _part(value: Value | None, part: Part) -> Fraction | None:
    if value is None:
        return None
    return {Part.VALUE: value.amount, Part.COUNT: value.counted, Part.TOTAL: value.total}[part]


def _summed(made: Result, rule: RollupRule | None) -> Result:
    values = [r.value for r in made.counted if r.value is not None]
    counted = sum((value.counted or Fraction(0) for value in values), Fraction(0))
    total = sum((value.total or Fraction(0) for value in values), Fraction(0))
    value = of_counts(made.fact, _decimal(counted), _decimal(total))
    return made._replace(value=value, way=Way.SUMMED)


def _middle(made: Result, rule: RollupRule | None) -> Result:
    assert made.spread is not None, "something is counted"
    return _of_amount(made, made.spread.median, Way.MEDIAN)


def _unanimous(made: Result, rule: RollupRule | None) -> Result:
    of = len(made.counted)
    if 0 < made.yes < of:
        return _asked(made, Why.MIXED)
    return made._replace(value=Value(Fraction(int(made.yes == of))), way=Way.UNANIMOUS)


def _number(made: Result, rule: RollupRule | None) -> Result:
    if rule is None:
        return _asked(made, Why.NO_RULE)
    if rule.way is Rolling.MEDIAN:
        return _middle(made, rule)
    amounts = [(r.value.amount or Fraction(0), r.weight) for r in made.counted if r.value is not None]
    if rule.way is Rolling.SUM:
        return _of_amount(made, sum((amount for amount, _weight in amounts), Fraction(0)), Way.SUMMED)
    mean = weighted([(amount, weight or Fraction(0)) for amount, weight in amounts])
    return _asked(made, Why.WITHOUT_WEIGHT) if mean is None else _of_amount(made, mean, Way.WEIGHTED)


def _of_amount(made: Result, amount: Fraction, way: Way) -> Result:
    rounded = numbers.half_up(amount, _PLACES) if way is Way.WEIGHTED else _decimal(amount)
    return made._replace(value=Value(rounded), way=way, exact=amount)


_ROLLED: Mapping[AnswerKind, Callable[[Result, RollupRule | None], Result]] = {
    AnswerKind.COUNTS: _summed,
    AnswerKind.LEVEL: _middle,
    AnswerKind.YES_NO: _unanimous,
    AnswerKind.NUMBER: _number,
}


def weighted(amounts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the mean of amounts by their weights, None where all weights together are 0."""
    whole = sum((weight for _amount, weight in amounts), Fraction(0))
    return sum((amount * weight for amount, weight in amounts), Fraction(0)) / whole if whole else None


def spread(amounts: Iterable[Fraction]) -> Spread | None:
    """Return least, quartiles and most: each the least amount that so many quarters of them do not exceed."""
    ordered = sorted(amounts)
    if not ordered:
        return None
    return Spread(*(ordered[max(0, -(-part * len(ordered) // _PARTS) - 1)] for part in range(_PARTS + 1)))


def _decimal(amount: Fraction) -> Fraction:
    """Return an amount that a file can hold: as it is where it is a decimal, else rounded half up."""
    try:
        numbers.exact(amount)
    except ValueError:
        return numbers.half_up(amount, _PLACES)
    return amount
