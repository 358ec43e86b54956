"""What became of targets a round later: reached, in part, not, on a screen and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.headquarters.roster import Office
from compliance.headquarters.showing.letters import name_of
from compliance.headquarters.showing.targets import records as told
from compliance.headquarters.targets.record import Checked
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.targets import Outcome, Result, Seen
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.records import Record, score
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make
from compliance.schema import listed

_FINE = 4
OUTCOMES = {
    Outcome.REACHED: mark("reached"),
    Outcome.PARTLY: mark("in part"),
    Outcome.NOT: mark("not reached"),
    Outcome.UNANSWERED: mark("unanswered"),
    Outcome.AWAY: mark("not applicable"),
}


def record(checked: Checked) -> Record:
    """Return what became of the targets for programs."""
    return {
        "round": checked.round,
        "from": list(checked.rounds),
        "checklists": list(checked.checklists),
        "offices": [_office(one) for one in checked.results],
        "counts": {outcome.value: sum(one.count(outcome) for one in checked.results) for outcome in Outcome},
        "met": sum(one.met for one in checked.results),
        "filed": sum(one.filed for one in checked.results),
        "problems": [],
    }


def _office(one: Result) -> Record:
    return {
        "office": one.office,
        "filed": one.filed,
        "score_before": score(one.before),
        "due": score(one.due),
        "target": score(one.target),
        "score": score(one.now),
        "due_reached": one.due_reached,
        "score_reached": one.target_reached,
        "reached": score(one.reached),
        "met": one.met if one.filed else None,
        "targets": [_seen(seen) for seen in one.targets],
    }


def _seen(seen: Seen) -> Record:
    return {
        "item": seen.target.item,
        "fact": seen.target.fact,
        "began": score(seen.target.began, _FINE),
        "target": score(seen.target.wanted, _FINE),
        "now": None if seen.now is None else score(seen.now.amount, _FINE),
        "outcome": seen.outcome.value,
    }


def sheet(checked: Checked, offices: Mapping[str, Office], library: Library) -> Sheet:
    """Return the same for a terminal: a row an office, then the targets that were not reached."""
    page = Sheet()
    checked = checked._replace(results=_by_name(checked.results, offices))
    filed = [one for one in checked.results if one.filed]
    if not filed:
        page.say(
            _("Nothing has been filed for round {round} yet; its targets, set from {rounds}, are recorded.").format(
                round=numbers.digits(checked.round), rounds=listed(map(numbers.digits, checked.rounds))
            )
        )
        page.show(_offices(checked, offices))
        return page
    page.say(
        _(
            "Targets of round {round}, set from {rounds}: {met} of {filed} offices that filed reached all of theirs."
        ).format(
            round=numbers.digits(checked.round),
            rounds=listed(map(numbers.digits, checked.rounds)),
            met=numbers.show(sum(one.met for one in filed)),
            filed=numbers.show(len(filed)),
        )
    )
    scored = [one for one in checked.results if one.due_reached is not None]
    if scored:
        text = _("Of {n} with a score, {due} have what the rule asks for, and {target} their target score.")
        page.say(
            text.format(
                n=numbers.show(len(scored)),
                due=numbers.show(sum(one.due_reached is True for one in scored)),
                target=numbers.show(sum(one.target_reached is True for one in scored)),
            )
        )
    page.show(_offices(checked, offices))
    page.show(_missed(checked, offices, library), _("Not reached"))
    return page


def _by_name(results: Sequence[Result], offices: Mapping[str, Office]) -> tuple[Result, ...]:
    return tuple(sorted(results, key=lambda one: sort_key(name_of(offices.get(one.office), one.office))))


def _offices(checked: Checked, offices: Mapping[str, Office]) -> Table:
    return make(
        [
            (_("office"), False),
            (_("score before"), True),
            (_("target score"), True),
            (_("score now"), True),
            (_("targets reached"), True),
            (_("in part"), True),
            (_("not reached"), True),
            (_("reached, by weight"), True),
        ],
        [
            (
                name_of(offices.get(one.office), one.office),
                told.points(one.before),
                told.points(one.target),
                told.points(one.now) if one.filed else _("not filed"),
                _("{n} of {all}").format(
                    n=numbers.show(one.count(Outcome.REACHED)),
                    all=numbers.show(len(one.targets) - one.count(Outcome.AWAY)),
                )
                if one.filed
                else "—",
                numbers.show(one.count(Outcome.PARTLY)),
                numbers.show(one.count(Outcome.NOT) + one.count(Outcome.UNANSWERED)),
                "—" if one.reached is None else numbers.per_cent(one.reached),
            )
            for one in checked.results
        ],
    )


def _missed(checked: Checked, offices: Mapping[str, Office], library: Library) -> Table:
    return make(
        [
            (_("office"), False),
            (_("item"), True),
            (_("what had to be reached"), False, False, True),
            (_("at the start"), True),
            (_("target"), True),
            (_("now"), True),
            (_("state"), True),
        ],
        [
            (name_of(offices.get(one.office), one.office), *_row(seen, library))
            for one in checked.results
            for seen in one.targets
            if seen.outcome not in (Outcome.REACHED, Outcome.AWAY)
        ],
    )


def _row(seen: Seen, library: Library) -> tuple[str, ...]:
    target, fact = seen.target, library.facts.get(seen.target.fact)
    if fact is None:
        return target.item, target.fact, "—", "—", "—", _(OUTCOMES[seen.outcome])
    return (
        target.item,
        str(fact.question),
        words.amount(fact, target.began),
        words.amount(fact, target.wanted),
        words.value(fact, seen.now),
        _(OUTCOMES[seen.outcome]),
    )
