"""What changed since an earlier round, as sentences and tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from compliance.assessment.progress import ItemChange, Progress
from compliance.language import _
from compliance.model.checklist import Fact, Library
from compliance.model.results import ItemResult, Status
from compliance.persian import numbers
from compliance.report import words
from compliance.report.records import Record
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make


def show(page: Sheet, progress: Sequence[Progress], round_: str, libraries: Sequence[Library]) -> None:
    """Add what changed in every checklist since a round; `libraries` know the facts of the later round first."""
    for one in progress:
        system = f" — {one.after.system}" if one.after.system else ""
        page.say()
        page.say(f"{one.after.checklist.title}{system}")
        for sentence in sentences(one, round_):
            page.say(sentence)
        page.show(_table(one, libraries))


def sentences(progress: Progress, round_: str) -> list[str]:
    """Return the change in points, and plainly where the two scores are not directly comparable."""
    shown = {"round": numbers.digits(round_)}
    if progress.before is None:
        return [_("Round {round} was not judged by this checklist.").format(**shown)]
    before, after = words.score(progress.before.score), words.score(progress.after.score)
    said = [
        _("Since round {round}: {before} to {after}, {change} points.").format(
            **shown, before=before, after=after, change=signed(progress.change)
        )
    ]
    if not progress.comparable:
        said.append(
            _(
                "Not directly comparable: round {round} was judged by version {old} of the checklist, "
                "this one by {new}."
            ).format(
                **shown,
                old=numbers.digits(progress.before.checklist.version),
                new=numbers.digits(progress.after.checklist.version),
            )
        )
        if progress.today is not None and progress.today.score is not None:
            said.append(
                _("By today's checklist round {round} would have had {low} to {high}.").format(
                    **shown, low=words.score(progress.today.score), high=words.score(progress.today.high)
                )
            )
    same = sum(not item.differs for item in progress.items)
    said.append(_("Items unchanged: {n} of {of}.").format(n=numbers.show(same), of=numbers.show(len(progress.items))))
    return said


def signed(points: Fraction | None) -> str:
    """Return points with their sign."""
    if points is None:
        return "—"
    return ("+" if points > 0 else "") + words.score(points)


def _table(progress: Progress, libraries: Sequence[Library]) -> Table:
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("before"), False),
            (_("now"), False),
            (_("points before"), True, True),
            (_("points now"), True),
            (_("change"), True),
        ],
        [_row(item, libraries) for item in progress.items if item.differs],
    )


def _row(item: ItemChange, libraries: Sequence[Library]) -> tuple[str, ...]:
    fact = next((library.facts[item.fact] for library in libraries if item.fact in library.facts), None)
    return (
        item.id,
        str(fact.question) if fact else "—",
        _side(item.before, libraries[-1].facts.get(item.fact)),
        _side(item.after, libraries[0].facts.get(item.fact)),
        words.score(item.before.points) if item.before else "—",
        words.score(item.after.points) if item.after else "—",
        signed(item.points),
    )


def _side(result: ItemResult | None, fact: Fact | None) -> str:
    if result is None:
        return _("not asked")
    if result.status in (Status.UNANSWERED, Status.NOT_APPLICABLE) or fact is None or result.known is None:
        return _(words.STATUS[result.status])
    return words.value(fact, result.known.value)


def record(progress: Sequence[Progress], round_: str) -> Record:
    """Return the change since a round, as `check --against --json` prints it."""
    return {"round": round_, "checklists": [_checklist(one) for one in progress]}


def _checklist(one: Progress) -> Record:
    whole: Record = {
        "id": one.after.checklist.id,
        **({"system": one.after.system} if one.after.system else {}),
        "comparable": one.comparable,
        "versions": [one.before.checklist.version if one.before else None, one.after.checklist.version],
        "before": _points(one.before.score if one.before else None),
        "after": _points(one.after.score),
        "change": _points(one.change),
        "by_todays_checklist": None,
        "items": [_item(item) for item in one.items],
    }
    if one.today is not None and one.before is not None:
        whole["by_todays_checklist"] = {"low": _points(one.today.score), "high": _points(one.today.high)}
    return whole


def _item(item: ItemChange) -> Record:
    return {
        "id": item.id,
        "fact": item.fact,
        "before": _result(item.before),
        "after": _result(item.after),
        "change": numbers.plain(item.points, 4),
    }


def _result(result: ItemResult | None) -> Record | None:
    if result is None:
        return None
    amount = result.known.value.amount if result.known else None
    return {
        "status": result.status.value,
        "value": None if amount is None else numbers.plain(amount),
        "points": numbers.plain(result.points),
        "maximum": numbers.plain(result.maximum),
    }


def _points(score: Fraction | None) -> int | float | None:
    return None if score is None else numbers.plain(score)
