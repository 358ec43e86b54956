"""What a survey says as tables and sentences, for the terminal and for papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from compliance.language import _, mark
from compliance.model.survey import ENOUGH, Channel, Estimate, Outcome, Questionnaire
from compliance.persian import dates, numbers
from compliance.report.tables import Table, make

CHANNELS = {Channel.PAPER: mark("on paper"), Channel.WEB: mark("on a page")}
_NONE = "—"


def amount(value: Fraction | None) -> str:
    """Return a number as people read it, a dash where there is none."""
    return _NONE if value is None else numbers.show(value)


def spread(asked: Questionnaire, outcome: Outcome) -> Table:
    """One row a level of the scale, the highest first: how many chose it."""
    rows = [
        (str(level), numbers.show(times), numbers.per_cent(Fraction(100 * times, outcome.score.n)))
        for level, times in zip(asked.scale, outcome.spread, strict=bool(outcome.spread))
    ]
    return make([(_("answer"), False), (_("answers"), True), (_("share of the answers"), True)], rows[::-1])


def questions(asked: Questionnaire, outcome: Outcome) -> Table:
    """One row a question: how many answered it, mean and margin."""
    return _estimates(_("question"), [(str(q.text), outcome.questions[q.id]) for q in asked.questions])


def services(outcome: Outcome, title: Callable[[str], str]) -> Table:
    """One row a service that was named; none where every answer is about the same one."""
    if [one.n for one in outcome.services.values()] == [outcome.score.n]:
        return make([], [])
    return _estimates(_("service"), [(title(id_), one) for id_, one in outcome.services.items()])


def unsaid(estimates: Iterable[Estimate]) -> str:
    """Say why there is a dash in a table of such estimates, nothing where there is none."""
    without = [one.n for one in estimates if one.mean is None]
    if not without:
        return ""
    if not any(without):
        return _("{dash}: nobody answered.").format(dash=_NONE)
    return _("{dash}: fewer than {n} answers, so no figure is given.").format(dash=_NONE, n=numbers.show(ENOUGH))


def used(outcome: Outcome) -> dict[Channel, Estimate]:
    """Return the ways in which anybody answered."""
    return {channel: one for channel, one in outcome.channels.items() if one.n}


def channels(outcome: Outcome) -> Table:
    """One row a way in which sheets were filled in."""
    rows = [(_(CHANNELS[channel]), one) for channel, one in used(outcome).items()]
    return _estimates(_("filled in"), rows)


def causes(asked: Questionnaire, outcome: Outcome, most: int | None = None) -> Table:
    """One row a cause of dissatisfaction, the most named first."""
    label = {cause.id: str(cause.label) for cause in asked.causes}
    rows = [
        (label[id_], numbers.show(times), numbers.per_cent(Fraction(100 * times, outcome.sheets)))
        for id_, times in outcome.causes[:most]
    ]
    headings = [(_("cause of dissatisfaction"), False), (_("named"), True), (_("share of the answer sheets"), True)]
    return make(headings, rows)


def _estimates(heading: str, rows: list[tuple[str, Estimate]]) -> Table:
    headings = [(heading, False), (_("answers"), True), (_("score of 100"), True), (_("margin of error"), True)]
    written = [
        (name, numbers.show(one.n), amount(one.mean), amount(one.margin) + (_(" (few answers)") if _few(one) else ""))
        for name, one in rows
    ]
    return make(headings, written)


def _few(estimate: Estimate) -> bool:
    return estimate.mean is not None and estimate.n < ENOUGH


def refusal(outcome: Outcome) -> str:
    """Say why there is no figure, and what is missing to one."""
    said = _("No figure: {n} answers, and a figure needs {enough}: {missing} more.")
    return said.format(
        n=numbers.show(outcome.score.n), enough=numbers.show(ENOUGH), missing=numbers.show(outcome.missing)
    )


def few(outcome: Outcome) -> str:
    """Say on how few answers a figure rests."""
    said = _(
        "Caution: this figure rests on only {n} answers; a figure that can be relied on needs at least {enough}."
    )
    return said.format(n=numbers.show(outcome.score.n), enough=numbers.show(ENOUGH))


def score(outcome: Outcome) -> str:
    """Return the score with its margin in one sentence."""
    n = numbers.show(outcome.score.n)
    if outcome.score.margin is None:
        return _("Satisfaction: {score} of 100, from one answer").format(score=amount(outcome.score.mean))
    said = _("Satisfaction: {score} of 100, give or take {margin} (95 per cent: {low} to {high}), from {n} answers")
    low, high = amount(outcome.score.low), amount(outcome.score.high)
    return said.format(score=amount(outcome.score.mean), margin=amount(outcome.score.margin), low=low, high=high, n=n)


def caveats(outcome: Outcome) -> Iterator[str]:
    """Say what the figure does not tell."""
    if outcome.few and outcome.score.mean is not None:
        yield few(outcome)
    if outcome.population:
        yield _("Margin for a sample out of {n} people.").format(n=numbers.show(outcome.population))
        if any(one.margin is not None and one.population is None for one in outcome.groups):
            yield _(
                "By service and by way of answering the margins are not made smaller by that, for how many people "
                "belong to each group is not known; they are rather too wide than too narrow."
            )
    if outcome.score.margin == 0 and outcome.population != outcome.score.n:
        yield _(
            "All answers are the same, so the sample cannot show how far people differ; the margin of 0 says little."
        )
    yield _(
        "The margin holds for a random sample: every user had the same chance of being asked. Where people answer "
        "who want to (a page open to all, a form on the counter), those who are very content or very annoyed answer "
        "more often; that error is not in the margin, and more answers do not make it smaller."
    )
    yield _("The questions are proposed by this toolkit; no body has decreed them.")


def period(outcome: Outcome) -> str:
    """Return from when to when people answered, nothing where no sheet has a day."""
    if not outcome.first:
        return ""
    if outcome.first == outcome.last:
        return _("Answered on {day}.").format(day=dates.show(outcome.first))
    said = _("Answered from {first} to {last}.")
    return said.format(first=dates.show(outcome.first), last=dates.show(outcome.last))


def note(outcome: Outcome) -> str:
    """Return what stands beside the saved answer."""
    n, margin = numbers.show(outcome.score.n), amount(outcome.score.margin)
    if outcome.population:
        said = _("Survey of service users: {n} answers out of {all} people, margin of error {margin} at 95 per cent")
        shown = said.format(n=n, all=numbers.show(outcome.population), margin=margin)
    else:
        said = _("Survey of service users: {n} answers, margin of error {margin} at 95 per cent")
        shown = said.format(n=n, margin=margin)
    return f"{shown}. {few(outcome)}" if outcome.few else shown
