"""A shared plan in sentences: what it comes to, how good that provably is, and what has to be known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil

from compliance.headquarters.roster import Office
from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing.leagues import records as leagues
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.model.league import Absent
from compliance.model.sharing import Aim, Margin, Proof, SharedPlan, Why, Without
from compliance.persian import numbers
from compliance.report import words

WHY = {
    Why.MET: mark("Every criterion is met; nothing is left to do."),
    Why.UNANSWERED: mark("Nothing that was answered falls short; the open questions come first."),
    Why.NO_ACTION: mark("No action is known for what falls short."),
    Why.WAITS: mark("What headquarters can do waits for work of the office itself."),
    Why.OWN: mark("What falls short takes nothing that is shared; it is the office's own work."),
    Why.BEYOND: mark("Each of its actions takes more than there is in all."),
    Why.OTHERS: mark("What is shared brings more elsewhere."),
}
NOTHING = mark("Nothing of this checklist applies to it.")


def raised(amount: Fraction, places: int) -> Fraction:
    """Return an amount rounded up, as bounds of what can be reached are."""
    return Fraction(ceil(amount * 10**places), 10**places)


def named(office: Office) -> str:
    """Return what an office is called in the language in use."""
    return leagues.name(office.name_fa, office.name_en)


def absent(one: Absent) -> str:
    """Return what an office of which no filing counts is called."""
    return leagues.name(one.name_fa, one.name_en)


def summary(plan: SharedPlan) -> Iterator[str]:
    """Yield what the plan comes to, how good that provably is, and what sharing brings."""
    yield _result(plan)
    yield _spent(plan)
    yield proven(plan)
    if plan.then is not None:
        yield _then(plan.then)
    if plan.limited:
        yield _free(plan)
    if plan.split is not None:
        yield _split(plan)


def _result(plan: SharedPlan) -> str:
    before, after = plan.mean_before, plan.mean_after
    if before is None or after is None:
        return _("No office stands in this round with a score: there is nothing to share out.")
    facts = {
        "points": numbers.show(plan.points),
        "before": numbers.show(before),
        "after": numbers.show(after),
        "n": numbers.show(len(plan.scored)),
        "lifted": numbers.show(plan.lifted),
        "below": numbers.show(plan.below),
    }
    if plan.terms.aim is Aim.POINTS:
        said = _("{points} points more over {n} offices: the mean rises from {before} to {after}.")
        return said.format(**facts)
    reached = plan.reached
    if plan.terms.floor is None or reached is None:
        said = _(
            "{lifted} of the {below} offices with a certificate above them are lifted over its proposed floor; "
            "{points} points more, the mean of {n} offices rises from {before} to {after}."
        )
        return said.format(**facts)
    said = _(
        "{lifted} of the {below} offices below {floor} are lifted over it, and {reached} of {n} then stand there or "
        "above; {points} points more, the mean rises from {before} to {after}."
    )
    return said.format(**facts, floor=numbers.show(plan.terms.floor), reached=numbers.show(reached))


def liftable(plan: SharedPlan) -> str:
    """Return of how many offices some are lifted: those below the floor, or those with a floor of their own."""
    if plan.terms.floor is None:
        return _("of {n} with a floor above them").format(n=numbers.show(plan.below))
    return _("of {n} below {floor}").format(n=numbers.show(plan.below), floor=numbers.show(plan.terms.floor))


def _spent(plan: SharedPlan) -> str:
    parts = []
    if plan.terms.budget is None:
        parts.append(_("money: {spent} million rials (no limit)").format(spent=numbers.show(plan.cost)))
    else:
        parts.append(
            _("money: {spent} of {budget} million rials").format(
                spent=numbers.show(plan.cost), budget=numbers.show(plan.terms.budget)
            )
        )
    for team in plan.terms.teams:
        parts.append(
            _("{team}: {used} of {days} person-days").format(
                team=team.name, used=numbers.show(plan.days(team.name)), days=numbers.show(team.days)
            )
        )
    own = sum((share.own_days for share in plan.shares), Fraction(0))
    if own:
        parts.append(_("the offices' own work: {days} person-days").format(days=numbers.show(own)))
    headquarters = sum((share.headquarters_days for share in plan.shares), Fraction(0))
    if headquarters:
        parts.append(_("headquarters' own work: {days} person-days").format(days=numbers.show(headquarters)))
    return _("Used — {parts}.").format(parts=_("; ").join(parts))


def proven(plan: SharedPlan) -> str:
    """Return how far from the best possible the plan may be at most."""
    proof = plan.first
    if proof.proven:
        return _("It is proven that no choice does better with these estimates.")
    facts = {"bound": numbers.show(raised(proof.bound, 2)), "gap": numbers.per_cent(raised(proof.gap, 2), 2)}
    if plan.terms.aim is Aim.POINTS:
        said = _("No choice can bring more than {bound} points; this one is at most {gap} below the best possible.")
        return said.format(**facts)
    return _(
        "No choice can lift more than {bound} offices; this one is at most {gap} below the best possible."
    ).format(**facts)


def _then(proof: Proof) -> str:
    if proof.proven:
        return _("Among choices that lift as many, none brings more points.")
    said = _("Among choices that lift as many, none brings more than {bound} points: at most {gap} more than these.")
    more = 100 * (proof.bound - proof.value) / proof.value if proof.value else Fraction(100)
    return said.format(bound=numbers.show(raised(proof.bound, 2)), gap=numbers.per_cent(raised(more, 2), 2))


def _free(plan: SharedPlan) -> str:
    text_ = _("Of these points {free} come without anything that is shared; what is shared brings {more}.")
    said = text_.format(free=numbers.show(plan.free), more=numbers.show(plan.points - plan.free))
    if plan.terms.aim is Aim.CERTIFICATE:
        more = _("Offices that come over their floor without it: {n}.").format(n=numbers.show(plan.free_lifted))
        return f"{said} {more}"
    return said


def _split(plan: SharedPlan) -> str:
    """Return what an equal part for every office would bring, beside what choosing brings."""
    split = plan.split
    assert split is not None
    facts = {
        "points": numbers.show(split.points),
        "more": numbers.show(plan.points - split.points),
        "lifted": numbers.show(split.lifted),
        "own": numbers.show(plan.lifted),
    }
    if plan.terms.aim is Aim.CERTIFICATE and split.lifted == plan.lifted:
        said = _("Split equally, the same would lift as many offices, {lifted}, with {points} points.")
    elif plan.terms.aim is Aim.CERTIFICATE:
        said = _("Split equally, the same would lift {lifted} offices instead of {own}, with {points} points.")
    else:
        said = _("Split equally, the same would bring {points} points; choosing brings {more} more.")
    unproven = _("That is the best that was found for each office; it is not proven for all.")
    return said.format(**facts) + ("" if split.proven else f" {unproven}")


def margin(one: Margin, plan: SharedPlan) -> str:
    """Return what more of a limit would bring, in a sentence."""
    money = one.limit is None
    facts = {"limit": _("Money") if one.limit is None else one.limit}
    if not one.short:
        return _("{limit}: there is enough; more brings nothing.").format(**facts)
    facts |= {"step": numbers.show(one.step), "points": numbers.show(one.points)}
    facts["unit"] = _("million rials") if money else _("person-days")
    if one.price is None:
        said = _(
            "{limit}: with {step} {unit} more, {points} points and {n} offices over their floor more were found."
        )
        return said.format(**facts, n=numbers.show(one.lifted))
    said = _(
        "{limit}: with {step} {unit} more, {points} points more were found; at the margin {one} brings about {price} "
        "points at most."
    )
    each = _("a million rials") if money else _("a person-day")
    return said.format(**facts, one=each, price=numbers.show(raised(one.price, 4), 4))


def notes(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[str]:
    """Yield what has to be said beside the numbers."""
    yield _("Made with proposed estimates of work, cost, waits and needs; the office has not confirmed them.")
    if not plan.limited and plan.scored:
        yield _("Neither budget nor team limits anything: everything that brings points is in the plan.")
    if any(share.own_days or share.headquarters_days for share in plan.shares):
        yield _(
            "Work that no shared team takes over is the offices' own, or headquarters' own. It is not limited here: "
            "the plan of each office says when its people have time for it."
        )
    if plan.requests:
        yield _(
            "What headquarters does itself is counted for each office apart; where one piece of work serves several "
            "offices, it takes less than is counted here."
        )
    checklist = library.checklists[plan.terms.checklist]
    if checklist.certificates and (plan.lifted or plan.terms.aim is Aim.CERTIFICATE) and plan.terms.floor is None:
        yield _("Certificates are an estimate by proposed floors; this program grants none.")
    if plan.uncounted:
        yield _(
            "Work that grows with a count which {n} offices gave only as a percentage, or not at all, is counted "
            "without that part."
        ).format(n=numbers.show(len(plan.uncounted)))
    if plan.answer_first:
        yield _("Offices with open questions: {n}; what these could add is not in the plan.").format(
            n=numbers.show(len(plan.answer_first))
        )
    if ground.otherwise:
        yield _(
            "Filed by another version of the checklist: {n} offices; here they are judged by the one in force."
        ).format(n=numbers.show(len(ground.otherwise)))


def why(one: Without, library: Library) -> str:
    """Return why an office receives nothing of what is shared, with the actions it waits for."""
    said = _(WHY[one.why])
    if not one.actions:
        return said
    return f"{said} {joined(words.title(library.actions[id_].title) for id_ in one.actions)}"


def joined(parts: Iterable[str]) -> str:
    """Return texts in one cell with a semicolon between, a dash for none."""
    return _("; ").join(parts) or "—"
