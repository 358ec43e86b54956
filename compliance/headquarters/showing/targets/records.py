"""Targets as JSON and in sentences: the rule in one sentence, and the same numbers everywhere, rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from compliance.headquarters.posting import Posted
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.letters import name_of
from compliance.headquarters.targets import files as target_files
from compliance.headquarters.targets.files import Overlay, overlay
from compliance.headquarters.targets.targeting import PROPOSED, Made
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.league import FEWEST, Absent
from compliance.model.targets import Assignment, By, Gap, Held, Outlook, Rule, Spread, Target
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.records import Record, score
from compliance.schema import listed

_FINE = 4  # decimals of amounts that are no scores
_AWAY = {  # who gets no targets, by the field of Standings that holds it
    "unjudged": mark("Filed without this checklist, and get no targets by it: {offices}."),
    "unaccepted": mark("What arrived from these does not count, and they get no targets: {offices}."),
    "silent": mark("Nothing arrived from these, and they get no targets: {offices}."),
    "refused": mark("These did not co-operate, and get no targets: {offices}."),
    "asked_out": mark("These asked to be left out, and get no targets: {offices}."),
}


def record(made: Made, seals: Mapping[str, str]) -> Record:
    """Return the targets for programs; `seals` are those of the files that were laid down."""
    question, outlook = made.question, made.outlook
    standings = made.league.standings
    return {
        "round": question.round,
        "for": question.next,
        "checklist": made.checklist.id,
        "version": made.checklist.version,
        "maximum": score(made.checklist.maximum),
        "rule": {
            "by": question.rule.by.value,
            "amount": score(question.rule.amount),
            "proposed": question.rule == PROPOSED,
            "says": rule(question.rule),
        },
        "offices": [_office(one, made, seals.get(one.office)) for one in made.assignments],
        "mean_before": score(outlook.mean_before),
        "mean_after": score(outlook.mean_after),
        "effort_days": score(outlook.effort),
        "fairness": _fairness(outlook),
        "otherwise": list(made.otherwise),
        "without": {key: [absent.office for absent in getattr(standings, key)] for key in _AWAY},
        "problems": [],
    }


def _office(one: Assignment, made: Made, seal: str | None) -> Record:
    office = made.offices[one.office]
    return {
        "office": one.office,
        "name": {"fa": office.name_fa, "en": office.name_en},
        "score": score(one.before),
        "due": score(one.due),
        "target": score(one.target),
        "gain": score(one.gain),
        "reach": score(one.reach),
        "effort_days": score(one.effort),
        "copy": target_files.copy_id(made.question.next, one.office) if one.targets else None,
        "start": score(one.start),
        "seal": seal,
        "targets": [_target(target) for target in one.targets],
        "actions": [
            {
                "id": way.action.id,
                "authority": way.action.authority.value,
                "effort_days": score(way.effort),
                "needed": way.needed,
            }
            for way in one.ways
        ],
        "promised": [_held(held) for held in one.promised],
        "waits": [_held(held) for held in one.waits],
        "answer_first": [_gap(gap) for gap in one.answer_first],
        "without_action": [_gap(gap) for gap in one.without_way],
        "uncounted": list(one.uncounted),
    }


def _target(target: Target) -> Record:
    return {
        "item": target.item,
        "fact": target.fact,
        "now": score(target.now.amount, _FINE),
        "count": score(target.now.counted, _FINE),
        "total": score(target.now.total, _FINE),
        "target": score(target.wanted, _FINE),
        "points": score(target.points),
        "brings": score(target.brings, _FINE),
        "action": target.action.id,
        "authority": target.action.authority.value,
    }


def _held(held: Held) -> Record:
    return {
        "item": held.item,
        "fact": held.fact,
        "points": score(held.points),
        "action": held.action,
        "by": list(held.by),
    }


def _gap(gap: Gap) -> Record:
    return {"item": gap.item, "fact": gap.fact, "points": score(gap.points)}


def _fairness(outlook: Outlook) -> Record:
    return {
        "quarters": [
            {
                "from": score(quarter.low),
                "to": score(quarter.high),
                "n": quarter.offices,
                "gain": score(quarter.gain),
                "share_of_gap": score(quarter.share),
                "effort_days": score(quarter.effort),
            }
            for quarter in outlook.quarters
        ],
        "gain": _spread(outlook.gains),
        "effort_days": _spread(outlook.efforts),
    }


def _spread(found: Spread | None) -> Record | None:
    return None if found is None else {name: score(amount) for name, amount in found._asdict().items()}


def rule(of: Rule) -> str:
    """Return the rule in one sentence, as the letters say it."""
    amount = numbers.per_cent(of.amount, 2) if of.by is By.SHARE else numbers.show(of.amount)
    if of.by is By.SHARE:
        text = _(
            "Every office closes the same share of its own gap to the full score, {amount}: who begins low gains "
            "more points, who begins high fewer, and nobody is asked for more because of being good."
        )
    elif of.by is By.POINTS:
        text = _("Every office gains the same number of points, {amount}, or what it lacks to the full score.")
    else:
        text = _(
            "Every office is asked for the same work, {amount} person-days by the proposed estimates of the "
            "catalogue, and for what brings most points with it."
        )
    return text.format(amount=amount)


def title(made: Made) -> str:
    """Return what the targets are called."""
    return _("Quantified targets for round {round}").format(round=numbers.digits(made.question.next))


def name(office: Office) -> str:
    """Return what an office is called in the language in use."""
    return name_of(office, office.id)


def points(amount: Fraction | None) -> str:
    """Return points as they are shown."""
    return words.score(amount)


def summary(made: Made) -> Iterator[str]:
    """Yield what the targets come to, a sentence each."""
    outlook, question = made.outlook, made.question
    yield rule(question.rule)
    if question.rule == PROPOSED:
        yield _("This share is proposed by the toolkit; headquarters may choose another, or another rule.")
    if outlook.mean_before is not None and outlook.mean_after is not None:
        yield _(
            "Over {n} offices with a score the mean is {before} now, and {after} once all targets are reached; by "
            "the proposed estimates that takes {effort} person-days."
        ).format(
            n=numbers.show(outlook.offices),
            before=points(outlook.mean_before),
            after=points(outlook.mean_after),
            effort=numbers.show(outlook.effort),
        )
    yield from _spreads(outlook)


def _spreads(outlook: Outlook) -> Iterator[str]:
    if outlook.gains is None or outlook.efforts is None:
        if outlook.offices:
            yield _(
                "Fewer than {n} offices: no mean, no quarters and no spread is given, because single offices could "
                "be read out."
            ).format(n=numbers.digits(FEWEST))
        return
    said = _("{what}: least {least}, in the middle {middle}, most {most}.")
    for what, found in ((_("Points asked"), outlook.gains), (_("Person-days asked"), outlook.efforts)):
        shown = {key: numbers.show(amount) for key, amount in found._asdict().items()}
        yield said.format(what=what, **shown)
    if not outlook.quarters:
        yield _("Too few offices for quarters: each would hold fewer than {n}.").format(n=numbers.digits(FEWEST))


def notes(made: Made, library: Library) -> Iterator[str]:
    """Yield what has to be known of the targets: who gets fewer, and who gets none."""
    short = [one for one in made.assignments if one.short]
    if short:
        yield _(
            "The rule asks {n} offices for more than their own targets come to, because answers are missing or "
            "headquarters has to act first; they are asked for what they can bring, and told what the rest hangs on: "
            "{offices}."
        ).format(n=numbers.show(len(short)), offices=_named(made, short))
    nothing = [one for one in made.assignments if one.score is None]
    if nothing:
        yield _("To these nothing of the checklist applies, and they get no targets: {offices}.").format(
            offices=_named(made, nothing)
        )
    full = [one for one in made.assignments if one.before == one.maximum]
    if full:
        yield _("These have the full score and keep it: {offices}.").format(offices=_named(made, full))
    if made.otherwise:
        yield _(
            "The filings of these were judged by another version of the checklist than the one installed here, by "
            "which their targets are set: {offices}."
        ).format(offices=_sorted(name(made.offices[id_]) for id_ in made.otherwise))
    yield from _without(made)


def _without(made: Made) -> Iterator[str]:
    """Yield who gets no targets because no filing of theirs counts by this checklist, a sentence each."""
    for key, said in _AWAY.items():
        absent: tuple[Absent, ...] = getattr(made.league.standings, key)
        if absent:
            yield _(said).format(offices=_sorted(leagues.name(one.name_fa, one.name_en) for one in absent))


def _named(made: Made, found: list[Assignment]) -> str:
    return _sorted(name(made.offices[one.office]) for one in found)


def _sorted(names: Iterable[str]) -> str:
    return listed(sorted(names, key=sort_key))


def overlays(made: Made, number: str) -> dict[str, Overlay]:
    """Return by office the file it installs; `number` is that of the letters on which it rests."""

    def called(office: Office) -> str:
        return _("{title}: {office}").format(title=title(made), office=name(office))

    def note(office: Office) -> str:
        return _("Set from round {round} by {title}. {rule}").format(
            round=numbers.digits(made.question.round),
            title=words.title(made.checklist.title),
            rule=rule(made.question.rule),
        )

    def basis(office: Office) -> str:
        if not number:
            return _("targets of headquarters, without a letter's number")
        return _("letter {number} of headquarters").format(number=numbers.digits(number))

    found = {one.office: overlay(made, one, called, note, basis, bool(number)) for one in made.assignments}
    return {id_: made_ for id_, made_ in found.items() if made_ is not None}


def laid(enclosed: Posted, recorded: bool) -> Iterator[str]:
    """Yield what became of the files that offices install, and whether the log has them."""
    yield _("files for offices to install, written: {n}; there already: {there}").format(
        n=numbers.show(enclosed.written), there=numbers.show(enclosed.there)
    )
    if enclosed.beside:
        yield _(
            "Earlier files of other targets were left; the new ones lie beside them, numbered: {n}. Their seals are "
            "in the letters."
        ).format(n=numbers.show(enclosed.beside))
    yield (
        _("The targets are recorded with their seals.") if recorded else _("The record has these targets already.")
    )
