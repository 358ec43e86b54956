"""Offices of a round as a shared plan sees them, read from the record, and who is not among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from compliance.assessment.scoring import assess
from compliance.errors import BadInput, Problem
from compliance.headquarters import attending, holdings, leagues, moments
from compliance.headquarters.engines import Asked
from compliance.headquarters.roster import Office
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.league import Absent, Standings
from compliance.model.sharing import Aim, Terms
from compliance.persian import numbers
from compliance.plan.sharing import site
from compliance.plan.sharing.site import Site
from compliance.schema import listed, nearest, quoted

_WHOLE = "office"  # what a checklist judges bodies by, not the systems they entered
_SQL = """
select s.office, i.id, i.sha256
from standing s
join total t on t.filing = s.filing and t.system = ''
join instrument i on i.n = t.instrument
where s.round = ? and s.since <= ? and (s.until is null or s.until > ?)
"""


class Question(NamedTuple):
    """What a shared plan is asked for: the round, the terms, and among whom; empty texts ask for all."""

    round: str
    terms: Terms
    province: str = ""
    body: str = ""
    group: str = ""
    as_of: date | None = None


class Ground(NamedTuple):
    """What a shared plan is made from: the offices that stand in the round, and what has to be said of others.

    `nothing` are offices to which nothing of the checklist applies, `otherwise` those that filed by another version
    of it. `standings` names everybody who is not in the round's league.
    """

    question: Question
    offices: Mapping[str, Office]
    sites: tuple[Site, ...]
    nothing: tuple[str, ...]
    otherwise: tuple[str, ...]
    standings: Standings

    def away(self) -> Iterator[tuple[Absent, str]]:
        """Yield everybody of whom no filing counts in the round by this checklist, with how that stands."""
        for key in ("refused", "unaccepted", "silent", "unjudged", "asked_out"):
            yield from ((one, key) for one in getattr(self.standings, key))


def read(store: Store, library: Library, question: Question) -> Ground:
    """Return what a shared plan is made from; BadInput with everything that was asked wrongly."""
    (last,) = store.one("select coalesce(max(seq), 0) from log")
    seq = moments.seq_of(store, question.as_of, last)
    held = moments.rounds_of(store, seq, question.as_of is None)
    if wrong := [*_wrong(library, question, held), *leagues.wrong_parts(store, question)]:
        raise BadInput(wrong)
    terms, filed = question.terms, _filed(store, question.round, seq)
    offices: dict[str, Office] = {}
    sites, nothing, otherwise = [], [], []
    for one in holdings.held(store, library.facts, question.round, seq):
        id_, by = one.office.id, filed.get(one.office.id, {})
        if not _asked(one.office, question) or terms.checklist not in by:
            continue
        offices[id_] = one.office
        shown = [c for c in library.checklists.values() if c.per == _WHOLE and c.id in by]
        made = site.of(library, id_, [assess(c, one.facts) for c in shown], one.facts, terms)
        if made is None:
            nothing.append(id_)
        else:
            sites.append(made)
        if by[terms.checklist] != library.checklists[terms.checklist].sha256:
            otherwise.append(id_)
    asked = Asked(question.round, "", terms.checklist, "", question.province, question.body, question.group, seq)
    standings = attending.standings(store, asked, held[question.round], set(offices))
    return Ground(question, offices, tuple(sites), tuple(nothing), tuple(otherwise), standings)


def _asked(office: Office, question: Question) -> bool:
    """Whether a plan is asked for an office."""
    return (
        question.province in ("", office.province)
        and question.body in ("", office.body)
        and question.group in ("", office.group)
    )


def _filed(store: Store, round_: str, seq: int) -> dict[str, dict[str, str]]:
    """Return by office the checklists that its filing was judged by, each with its hash."""
    found: dict[str, dict[str, str]] = {}
    for office, checklist, sha256 in store.ask(_SQL, round_, seq, seq):
        found.setdefault(office, {})[checklist] = sha256
    return found


def _wrong(library: Library, question: Question, held: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with the round, the checklist, the teams and the floor."""
    terms, problems = question.terms, []
    if question.round not in held:
        expected = _("a round with filings")
        problems.append(Problem("--round", None, quoted(question.round), expected, nearest(question.round, held)))
    known = {c.id: c for c in library.checklists.values() if c.per == _WHOLE}
    if terms.checklist not in known:
        expected = _("the id of a checklist that judges offices")
        problems.append(
            Problem("--checklist", None, quoted(terms.checklist), expected, nearest(terms.checklist, known))
        )
    problems += _of_teams(library, terms)
    if terms.checklist in known and (wrong := _of_floor(terms, library)):
        problems.append(wrong)
    return problems


def _of_teams(library: Library, terms: Terms) -> list[Problem]:
    """Return what is wrong with the teams: names that are there twice, no time, owners that are none or have two."""
    problems, names, taken = [], set[str](), dict[str, str]()
    for team in terms.teams:
        shown = quoted(team.name)
        if team.name in names:
            mend = _("give each team a name of its own")
            problems.append(Problem("--team", None, shown, _("a name that no other team has"), mend))
        names.add(team.name)
        if team.days <= 0:
            seen = _("{team} with {n} person-days").format(team=shown, n=numbers.show(team.days))
            mend = _("give it time, or leave it out: its work is then the offices' own")
            problems.append(Problem("--team", None, seen, _("more than 0 person-days"), mend))
        for owner in team.covers:
            if owner not in library.units:
                mend = nearest(owner, library.units)
                expected = _("owners of actions: {owners}").format(owners=listed(library.units))
                problems.append(Problem("--team", None, quoted(owner), expected, mend))
            elif owner in taken:
                seen = _("{owner} of {one} and of {other}").format(
                    owner=quoted(owner), one=quoted(taken[owner]), other=shown
                )
                mend = _("let one team take its work over, or make one team of both")
                problems.append(Problem("--team", None, seen, _("each owner in one team"), mend))
            taken.setdefault(owner, team.name)
    return problems


def _of_floor(terms: Terms, library: Library) -> Problem | None:
    """Return what is wrong with the floor: too fine, beyond the maximum, or none where there are no certificates."""
    checklist = library.checklists[terms.checklist]
    if terms.floor is None:
        if terms.aim is not Aim.CERTIFICATE or checklist.certificates:
            return None
        seen = _("{checklist} has no certificates").format(checklist=quoted(terms.checklist))
        mend = _("name the score with --floor, or another checklist")
        return Problem("--aim", None, seen, _("a checklist with certificates, or a floor"), mend)
    if 0 < terms.floor <= checklist.maximum and (100 * terms.floor).denominator == 1:
        return None
    expected = _("a score above 0 and up to {maximum}, with two decimals at most").format(
        maximum=numbers.show(checklist.maximum)
    )
    return Problem("--floor", None, numbers.show(terms.floor, 6), expected, _("name such a score"))
