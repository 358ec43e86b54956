"""A shared plan as JSON and in sentences: the same numbers, rounded once, and never more than is proven."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.headquarters.roster import Office
from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing.leagues import standings
from compliance.headquarters.showing.sharing import words as sharing_words
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.sharing import Aim, Given, Margin, Proof, Quarter, Request, Share, SharedPlan
from compliance.persian import dates, numbers
from compliance.report.records import Record, by_checklist, score, text


def record(plan: SharedPlan, ground: Ground, library: Library) -> Record:
    """Return a shared plan for programs."""
    terms, checklist = plan.terms, library.checklists[plan.terms.checklist]
    graded = terms.floor is not None or bool(checklist.certificates)
    return {
        "round": ground.question.round,
        "as_of": dates.write(ground.question.as_of) if ground.question.as_of else None,
        "checklist": checklist.id,
        "version": checklist.version,
        "sha256": checklist.sha256,
        "maximum": score(checklist.maximum),
        "aim": terms.aim.value,
        "objective": objective(plan),
        "floor": score(terms.floor),
        "only": "headquarters" if terms.only_headquarters else None,
        "budget": terms.budget,
        "spent": plan.cost,
        "teams": [
            {
                "name": team.name,
                "days": score(team.days, 4),
                "used": score(plan.days(team.name), 4),
                "covers": list(team.covers),
            }
            for team in terms.teams
        ],
        **_proof(plan.first, _places(plan)),
        "then": None if plan.then is None else _proof(plan.then, 4),
        "solver": plan.solver,
        "n": len(plan.scored),
        "points": score(plan.points, 4),
        "mean_before": score(plan.mean_before),
        "mean_after": score(plan.mean_after),
        "lifted": plan.lifted if graded else None,
        "below": plan.below if graded else None,
        "reached": plan.reached,
        "free": {"points": score(plan.free, 4), "lifted": plan.free_lifted if graded else None},
        "offices": [_share(share, plan, ground.offices[share.office]) for share in plan.shares],
        "headquarters_actions": [_request(one) for one in plan.requests],
        "answer_first": [
            {"office": office, "facts": list(facts), "points": score(sum(facts.values(), Fraction(0)), 4)}
            for office, facts in plan.unanswered
        ],
        "without": list(_without(plan, ground)),
        "counts_missing": [{"office": id_, "actions": list(ids)} for id_, ids in plan.uncounted.items()],
        "fairness": {
            "quartiles": [_quarter(one, graded) for one in plan.quarters],
            "equal_split": None
            if plan.split is None
            else {
                "points": score(plan.split.points, 4),
                "lifted": plan.split.lifted if graded else None,
                "proven": plan.split.proven,
            },
        },
        "margins": [_margin(one, graded) for one in plan.margins],
        "efforts_confirmed": False,
        "notes": list(sharing_words.notes(plan, ground, library)),
        "problems": [],
    }


def _places(plan: SharedPlan) -> int:
    return 4 if plan.terms.aim is Aim.POINTS else 0


def _proof(proof: Proof, places: int) -> Record:
    """Return what a choice comes to beside its bound, which is rounded to the side on which it stays one."""
    return {
        "value": score(proof.value, places),
        "bound": score(sharing_words.raised(proof.bound, places), places),
        "gap": score(sharing_words.raised(proof.gap, 2)),
        "proven": proof.proven,
    }


def objective(plan: SharedPlan) -> str:
    """Return the objective in one English phrase, the same in both languages."""
    terms = plan.terms
    if terms.aim is Aim.POINTS:
        return f"most points of {terms.checklist}"
    floor = "its next certificate" if terms.floor is None else numbers.ascii_number(terms.floor)
    return f"most offices over {floor} of {terms.checklist}, then most points"


def _share(share: Share, plan: SharedPlan, office: Office) -> Record:
    return {
        "office": share.office,
        "name": {"fa": office.name_fa, "en": office.name_en},
        "body": office.body,
        "province": office.province,
        "score_before": score(share.before),
        "score_after": score(share.after),
        "floor": score(share.floor),
        "lifted": share.lifted,
        "cost": share.cost,
        "team_days": {team.name: score(share.days(team.name), 4) for team in plan.terms.teams},
        "own_days": score(share.own_days, 4),
        "headquarters_days": score(share.headquarters_days, 4),
        "actions": [_given(one) for one in share.actions],
    }


def _given(given: Given) -> Record:
    action = given.action
    return {
        "id": action.id,
        "title": text(action.title),
        "authority": action.authority.value,
        "owner": action.owner,
        "effort_days": score(given.effort, 4),
        "by": given.doer.value,
        "by_team": given.team,
        "cost": action.cost,
        "gains": by_checklist(given.gains),
        "needs": list(action.needs),
        "criterion": {**(text(action.criterion.text) or {}), "test": dict(action.criterion.test)},
    }


def _request(one: Request) -> Record:
    return {
        "id": one.action.id,
        "title": text(one.action.title),
        "offices": one.offices,
        "effort_days": score(one.effort, 4),
        "cost": one.cost,
        "points": score(one.points, 4),
    }


def _without(plan: SharedPlan, ground: Ground) -> Iterator[Record]:
    """Yield who receives nothing of what is shared, and why."""
    told = [(one.office, one.why.value, one.actions, _(sharing_words.WHY[one.why])) for one in plan.without]
    told += [(id_, "nothing-applies", (), _(sharing_words.NOTHING)) for id_ in ground.nothing]
    told += [(one.office, key.replace("_", "-"), (), standings.said(one, key)) for one, key in ground.away()]
    for office, reason, actions, sentence in told:
        yield {"office": office, "reason": reason, "actions": list(actions), "sentence": sentence}


def _quarter(one: Quarter, graded: bool) -> Record:
    return {
        "from": score(one.low),
        "to": score(one.high),
        "n": one.offices,
        "cost": one.cost,
        "team_days": {name: score(days, 4) for name, days in one.days.items()},
        "points": score(one.points, 4),
        "lifted": one.lifted if graded else None,
    }


def _margin(one: Margin, graded: bool) -> Record:
    return {
        "team": one.limit,
        "unit": "million rials" if one.limit is None else "person-days",
        "short": one.short,
        "price": None if one.price is None else score(sharing_words.raised(one.price, 6), 6),
        "step": score(one.step, 4),
        "points": score(one.points, 4),
        "lifted": one.lifted if graded else None,
    }
