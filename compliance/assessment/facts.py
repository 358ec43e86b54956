"""What is known of an office: the sources put in order, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from compliance.model.office import Answer, Known, Register, Round, Source, Value
from compliance.model.scan import Scan
from compliance.office import scan_evidence

Facts = Mapping[str, Known]
_WITHIN = Fraction(1, 2)  # a bare percentage is what people round to whole per cent


def of_round(round_: Round, register: Register) -> dict[str, Known]:
    """Return what holds for every fact of the office in a round, by its answers, its registers and its scan."""
    found = known(round_.answers, computed(register, round_.scan), limits(round_.scan))
    return found if round_.scan is None else {id_: _proved(id_, one, round_.scan) for id_, one in found.items()}


def _proved(fact: str, known: Known, scan: Scan) -> Known:
    """Return what holds for a fact with what proves it, where a scan decided it."""
    if known.source is not Source.SCANNED:
        return known
    return known._replace(evidence=(*known.evidence, *scan_evidence.pieces(scan, fact)))


def computed(register: Register, scan: Scan | None) -> dict[Source, dict[str, Value]]:
    """Return what need not be asked: what the scan decides and what the registers hold."""
    measured = {m.fact: Value(m.amount, m.counted, m.total) for m in scan.measured} if scan else {}
    return {Source.SCANNED: measured, Source.REGISTERED: dict(register.values)}


def limits(scan: Scan | None) -> dict[str, Value]:
    """Return the amounts that the scan says facts do not exceed."""
    return {bound.fact: Value(bound.most) for bound in scan.bounds} if scan else {}


def known(
    declared: Mapping[str, Answer],
    computed: Mapping[Source, Mapping[str, Value]],
    limited: Mapping[str, Value] = MappingProxyType({}),
) -> dict[str, Known]:
    """Return what holds for every fact: scanned before registered before declared.

    A declaration with an override beats a computed value. Weaker readings that say something else
    are kept beside the one that holds. `limited` are amounts that a scan says a fact does not exceed: it
    does not decide them, and stands beside what exceeds them.
    """
    readings: dict[str, list[tuple[Source, Value]]] = {}
    for source in (Source.SCANNED, Source.REGISTERED):
        for fact, value in computed.get(source, {}).items():
            readings.setdefault(fact, []).append((source, value))
    for fact, answer in declared.items():
        own = readings.setdefault(fact, [])
        own.insert(0 if answer.override else len(own), (Source.DECLARED, answer.value))
    settled = {fact: _settle(values, declared.get(fact)) for fact, values in readings.items()}
    for fact, limit in limited.items():
        if fact in settled and _exceeds(settled[fact], limit):
            others = (*settled[fact].others, (Source.SCANNED, limit))
            reason = declared[fact].override if settled[fact].source is Source.DECLARED else None
            settled[fact] = settled[fact]._replace(others=others, override=reason)
    return settled


def _exceeds(known: Known, limit: Value) -> bool:
    if known.source is Source.SCANNED or known.value.amount is None or limit.amount is None:
        return False
    return known.value.amount > limit.amount


def _settle(readings: list[tuple[Source, Value]], answer: Answer | None) -> Known:
    source, value = readings[0]
    others = tuple((s, v) for s, v in readings[1:] if differ(value, v))
    overridden = answer is not None and source is Source.DECLARED and len(readings) > 1
    return Known(
        value=value,
        source=source,
        others=others,
        override=answer.override if answer is not None and overridden else None,
        evidence=answer.evidence if answer is not None else (),
    )


def differ(one: Value, other: Value) -> bool:
    """Whether two readings of one fact say different things.

    Counts differ when either number does; a percentage without counts agrees with counts when it is
    within half a per cent of them.
    """
    if one.amount is None or other.amount is None:
        return (one.amount is None) != (other.amount is None)
    counted = (one.total is not None, other.total is not None)
    if all(counted):
        return (one.counted, one.total) != (other.counted, other.total)
    if any(counted):
        return abs(one.amount - other.amount) > _WITHIN
    return one.amount != other.amount
