"""The offices of a body in a round as the record has them, and what their answers come to together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from compliance import rollup as rules
from compliance.errors import BadInput, Problem
from compliance.headquarters import attending, holdings, log, moments
from compliance.headquarters.engines import Asked
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.league import Absent, Standings
from compliance.model.rollup import Filed, Rollup
from compliance.office.folder import facts_by_subject
from compliance.persian import numbers
from compliance.schema import listed, nearest, quoted

_OFFICES = """
select id, name_fa, name_en, body, province, grouped from office
where body = ? and since <= ? and (until is null or until > ?)
"""
_INSTRUMENTS = """
select distinct i.id, i.sha256 from standing s
join office o on o.id = s.office and o.body = ? and o.id <> ? and o.since <= ? and (o.until is null or o.until > ?)
join total t on t.filing = s.filing and t.system = ''
join instrument i on i.n = t.instrument
where s.round = ? and s.since <= ? and (s.until is null or s.until > ?)
"""


class Question(NamedTuple):
    """Whose offices are rolled up, in which round, and as of which day; an empty body is the only one there is."""

    round: str
    body: str = ""
    as_of: date | None = None


def make(store: Store, library: Library, question: Question) -> Rollup:
    """Return what a body's offices come to; BadInput with all that cannot be: a round, a body, or no filing at all.

    The body itself, which files under its own id, is none of its offices.
    """
    made = _made(store, library, question)
    if not made.filed:
        raise BadInput.of(
            "--round",
            None,
            _("no filing of an office of {body} that counts in round {round}").format(
                body=quoted(made.body), round=numbers.digits(question.round)
            ),
            _("at least one"),
            _("take filings in by “hq collect”, or name another round"),
        )
    return made


def each(store: Store, library: Library, round_: str, bodies: Iterable[str], as_of: date | None) -> Iterator[Rollup]:
    """Give what the offices of each body come to; a body of which no filing of the eligible counts is left out."""
    for body in bodies:
        made = _made(store, library, Question(round_, body, as_of))
        if made.filed:
            yield made


def _made(store: Store, library: Library, question: Question) -> Rollup:
    """Return what a body's offices come to, be it nothing; BadInput for a round or a body that is none."""
    seq = moments.seq_of(store, question.as_of, log.head(store.connection).seq)
    rounds = moments.rounds_of(store, seq, question.as_of is None)
    body = _body(store, question.body, seq)
    problems = [body] if isinstance(body, Problem) else []
    if question.round not in rounds:
        expected, mend = _("a round with filings"), nearest(question.round, rounds)
        problems.append(Problem("--round", None, quoted(question.round), expected, mend))
    if problems or isinstance(body, Problem):
        raise BadInput(problems)
    asked = Asked(question.round, "", "", "", "", body, "", seq)
    held = rounds[question.round]
    standings = attending.standings(store, asked, held, ())
    return _gathered(store, library, question, asked, standings)


def _body(store: Store, wanted: str, seq: int) -> str | Problem:
    """Return the body that is meant, or what is wrong where none is, or more than one could be."""
    rows = store.ask(
        "select distinct body from office where since <= ? and (until is null or until > ?) order by body", seq, seq
    )
    known = [row[0] for row in rows]
    if wanted in known:
        return wanted
    if not wanted and len(known) == 1:
        return str(known[0])
    seen = quoted(wanted) if wanted else _("offices of {n} bodies").format(n=numbers.show(len(known)))
    mend = nearest(wanted, known) if wanted else _("known are: {words}").format(words=listed(known) or "—")
    return Problem("--body", None, seen, _("the body of enrolled offices"), mend)


def _gathered(store: Store, library: Library, question: Question, asked: Asked, standings: Standings) -> Rollup:
    """Return the offices as they stand to the round, and the results over those whose filing counts."""
    body, seq = asked.body, asked.seq
    named = {row[0]: Absent(*row) for row in store.ask(_OFFICES, body, seq, seq)}
    filed = _others(standings.unjudged, body)
    counted = {one.office for one in filed}
    asked_too = (standings.unjudged, standings.silent, standings.unaccepted, standings.refused)
    itself = any(one.office == body for group in asked_too for one in group)
    held = [one for one in holdings.held(store, library.facts, asked.round, seq, named) if one.office.id != body]
    told = [
        Filed(one.office.id, one.sha256, {fact: known.value for fact, known in one.facts.items()})
        for one in held
        if one.office.id in counted
    ]
    instruments = store.ask(_INSTRUMENTS, body, body, seq, seq, asked.round, seq, seq)
    by = {id_ for id_, _sha256 in instruments}
    own, _of_systems = facts_by_subject(library)
    return Rollup(
        round=asked.round,
        body=body,
        as_of=question.as_of,
        eligible=standings.eligible - itself,
        filed=filed,
        silent=_others(standings.silent, body),
        unaccepted=_others(standings.unaccepted, body),
        refused=_others(standings.refused, body),
        asked_out=_others(standings.asked_out, body),
        beside=tuple(named[one.office.id] for one in held if one.office.id not in counted),
        checklists=tuple(c.id for c in library.checklists.values() if c.id in by and c.per == "office"),
        outdated=any(
            id_ not in library.checklists or sha256 != library.checklists[id_].sha256 for id_, sha256 in instruments
        ),
        systems=sum(len(one.systems) for one in held if one.office.id in counted),
        results=rules.roll_up(own.values(), library.rollup, library.pairs, told),
    )


def _others(listed_: Iterable[Absent], body: str) -> tuple[Absent, ...]:
    return tuple(one for one in listed_ if one.office != body)
