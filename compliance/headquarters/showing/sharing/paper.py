"""A shared plan as a paper, and as the letters that tell each office what it receives and what is expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from compliance.headquarters.roster import Office
from compliance.headquarters.sharing import Ground
from compliance.headquarters.showing import papers
from compliance.headquarters.showing.sharing import tables as sharing_tables
from compliance.headquarters.showing.sharing import words as sharing_words
from compliance.headquarters.showing.sharing.words import named
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.sharing import Doer, Given, Quarter, Share, SharedPlan
from compliance.persian import numbers
from compliance.report import words
from compliance.report.charts import bars
from compliance.report.charts.bars import Bar, Bars, Names
from compliance.report.document import (
    Blank,
    Blanks,
    Block,
    Bullets,
    Document,
    Figure,
    Figures,
    Fold,
    Grid,
    Heading,
    Paragraph,
    Part,
    Picture,
    Tone,
)
from compliance.report.screens.terminal import Sheet

_OPEN = 10  # offices with open questions that a screen names


def sheet(plan: SharedPlan, ground: Ground, library: Library, told: tuple[str, ...] = ()) -> Sheet:
    """Return the plan for a terminal; of the offices that are named all actions are told."""
    page = Sheet()
    page.say(title(ground))
    page.say(str(library.checklists[plan.terms.checklist].title))
    for line in (*sharing_words.summary(plan), *sharing_words.notes(plan, ground, library)):
        page.say(line)
    page.show(sharing_tables.offices(plan, ground, library), _("Who receives what"))
    if plan.limited:
        page.show(sharing_tables.spread(plan, library), _("How it is spread"))
        page.say()
        for one in plan.margins:
            page.say(sharing_words.margin(one, plan))
    page.show(sharing_tables.requests(plan), _("What headquarters does itself"))
    page.show(sharing_tables.without(plan, ground, library), _("Who receives nothing of what is shared"))
    open_ = sharing_tables.answer_first(plan, ground, library)
    page.show(open_._replace(rows=open_.rows[:_OPEN]), _("Open questions, which come first"))
    if len(open_.rows) > _OPEN:
        page.say(_("and {n} more").format(n=numbers.show(len(open_.rows) - _OPEN)))
    for share in plan.shares:
        if share.office in told:
            page.show(sharing_tables.actions(share, library), named(ground.offices[share.office]))
    return page


def title(ground: Ground) -> str:
    """Return what the plan is called."""
    return _("Plan of headquarters, round {round}").format(round=numbers.digits(ground.question.round))


def paper(plan: SharedPlan, ground: Ground, library: Library, day: date, number: str = "") -> Document:
    """Return the plan as a document."""
    found = (
        Part("summary", title(ground), tuple(_summary(plan, ground, library))),
        Part("spread", _("How it is spread"), tuple(_spread(plan, library))),
        Part("offices", _("Who receives what"), tuple(_offices(plan, ground, library))),
        Part("headquarters", _("What headquarters does itself"), tuple(_requests(plan))),
        Part("actions", _("The actions of each office"), tuple(_actions(plan, ground, library))),
        Part("without", _("Who receives nothing of what is shared"), tuple(_without(plan, ground, library))),
    )
    parts = tuple(part for part in found if part.blocks)
    return papers.paper(parts, title(ground), ground.question.round, day, number, flowing=True)


def _summary(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[Block]:
    yield Paragraph(str(library.checklists[plan.terms.checklist].title), Tone.SOFT)
    yield Figures(tuple(_figures(plan, library)))
    yield Bullets(tuple(sharing_words.summary(plan)))
    first, *more = sharing_words.notes(plan, ground, library)
    yield Paragraph(first, Tone.STRONG)
    for note in more:
        yield Paragraph(note, Tone.SOFT)
    limits = sharing_tables.limits(plan, library)
    if limits.rows:
        yield Grid(limits, _("What is shared"))


def _figures(plan: SharedPlan, library: Library) -> Iterator[Figure]:
    n = _("n = {n}").format(n=numbers.show(len(plan.scored)))
    yield Figure(_("Points more"), numbers.show(plan.points), n)
    if plan.mean_before is not None and plan.mean_after is not None:
        before = _("before: {mean}").format(mean=numbers.show(plan.mean_before))
        yield Figure(_("Mean after"), numbers.show(plan.mean_after), before)
    if sharing_tables.graded(plan, library):
        yield Figure(_("Lifted over their floor"), numbers.show(plan.lifted), sharing_words.liftable(plan))
    spent = _("million rials")
    if plan.terms.budget is not None:
        spent = _("of {budget} million rials").format(budget=numbers.show(plan.terms.budget))
    yield Figure(_("Money"), numbers.show(plan.cost), spent)


def _spread(plan: SharedPlan, library: Library) -> Iterator[Block]:
    """Yield who receives how much by the score before, what an equal part would bring, and what more would."""
    if plan.quarters and plan.limited:
        yield Picture(_chart(plan))
        yield Grid(sharing_tables.spread(plan, library), _("The offices in quarters by their score before"))
    if plan.limited:
        yield Heading(_("At the margin"))
        yield Bullets(tuple(sharing_words.margin(one, plan) for one in plan.margins))


def _chart(plan: SharedPlan) -> Bars:
    """Return the quarters as bars: their part of what is shared, and a line at an equal part."""
    rows = [
        Bar(
            _("{quarter}: {low} to {high}").format(
                quarter=sharing_tables.quarter(n), low=numbers.show(one.low), high=numbers.show(one.high)
            ),
            _received(one, plan),
            None,
            numbers.per_cent(100 * _received(one, plan), 0),
            Fraction(one.offices, len(plan.scored)),
        )
        for n, one in enumerate(plan.quarters)
    ]
    names = Names(_("part of what is shared (mean of money and teams)"), "", _("an equal part"))
    return bars.bars(_("What each quarter of the offices receives"), rows, names=names)


def _received(one: Quarter, plan: SharedPlan) -> Fraction:
    """Return the mean part of money and each team's days, of those that are used."""
    parts = [Fraction(one.cost, plan.cost)] if plan.terms.budget is not None and plan.cost else []
    parts += [one.days[t.name] / plan.days(t.name) for t in plan.terms.teams if plan.days(t.name)]
    return sum(parts, Fraction(0)) / len(parts) if parts else Fraction(0)


def _offices(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[Block]:
    if plan.shares:
        yield Grid(sharing_tables.offices(plan, ground, library), sortable=True)


def _requests(plan: SharedPlan) -> Iterator[Block]:
    if plan.requests:
        yield Grid(sharing_tables.requests(plan), sortable=True)


def _actions(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[Block]:
    for share in sharing_tables.ordered(plan, ground.offices):
        note = _("{before} to {after}").format(before=numbers.show(share.before), after=numbers.show(share.after))
        table = sharing_tables.actions(share, library)
        yield Fold(named(ground.offices[share.office]), note, (Grid(table),))


def _without(plan: SharedPlan, ground: Ground, library: Library) -> Iterator[Block]:
    table = sharing_tables.without(plan, ground, library)
    if table.rows:
        yield Grid(table)
    open_ = sharing_tables.answer_first(plan, ground, library)
    if open_.rows:
        yield Grid(open_, _("Open questions, which come first"))


def letters(
    plan: SharedPlan, ground: Ground, library: Library, day: date, number: str = ""
) -> Iterator[tuple[str, Document]]:
    """Yield by office the letter on what it receives and what is expected of it; nothing to one without either."""
    shares = {share.office: share for share in plan.shares}
    heading = _("Your office in the plan of headquarters, round {round}").format(
        round=numbers.digits(ground.question.round)
    )
    for id_, office in ground.offices.items():
        share = shares.get(id_)
        if share is not None or id_ in plan.answer_first:
            blocks = tuple(_letter(office, share, plan, library))
            yield id_, papers.paper((Part("letter", heading, blocks),), heading, ground.question.round, day, number)


def _letter(office: Office, share: Share | None, plan: SharedPlan, library: Library) -> Iterator[Block]:
    yield Paragraph(named(office), Tone.STRONG)
    yield Paragraph(_("With greetings and respect,"))
    said = _(
        "headquarters has made a plan from the filings of this round by {title}: what is shared goes where it brings "
        "most. This letter says what is proposed for your office, and what is expected of it."
    )
    yield Paragraph(said.format(title=words.title(library.checklists[plan.terms.checklist].title)))
    if share is not None:
        yield Figures(tuple(_of_office(share, plan)))
    yield Heading(_("What your office receives"))
    received = tuple(_received_by(share, plan, library)) if share is not None else ()
    if received:
        yield Bullets(received)
    nothing = next((one for one in plan.without if one.office == office.id), None)
    if nothing is not None:
        said = _("Nothing of what is shared, for this round.")
        yield Paragraph(f"{said} {sharing_words.why(nothing, library)}")
    if share is not None:
        own = [given for given in share.actions if given.doer is Doer.OFFICE]
        yield Heading(_("What is expected of your office"))
        if own:
            yield Grid(sharing_tables.actions(share._replace(actions=tuple(own)), library), _("Own work"))
        joint = [given for given in share.actions if given.doer is not Doer.OFFICE]
        if joint:
            yield Grid(
                sharing_tables.actions(share._replace(actions=tuple(joint)), library),
                _("To be made ready and accompanied"),
            )
    yield from _questions(office, plan, library)
    yield Paragraph(
        _("Made with proposed estimates of work, cost, waits and needs; the office has not confirmed them."),
        Tone.STRONG,
    )
    yield Paragraph(_("Where an estimate does not fit your office, please write to headquarters with your own."))
    yield Paragraph(_("With renewed respect"))
    yield Paragraph(_("Headquarters of the programme"), Tone.STRONG)
    yield Blanks((Blank(_("Name and signature"), wide=True),))


def _of_office(share: Share, plan: SharedPlan) -> Iterator[Figure]:
    yield Figure(_("Score"), numbers.show(share.before))
    note = ""
    if share.lifted and share.floor is not None:
        note = _("over the floor of {floor}").format(floor=numbers.show(share.floor))
    yield Figure(_("After these actions"), numbers.show(share.after), note)
    if not share.shared:  # the letter says why instead
        return
    yield Figure(_("Money"), numbers.show(share.cost), _("million rials"))
    for team in plan.terms.teams:
        yield Figure(team.name, numbers.show(share.days(team.name)), _("person-days"))


def _received_by(share: Share, plan: SharedPlan, library: Library) -> Iterator[str]:
    """Yield what an office receives: money for which actions, each team's days for which, what headquarters does."""
    paid = [given for given in share.actions if given.action.cost]
    if paid:
        said = _("money: {cost} million rials, for {actions}")
        yield said.format(cost=numbers.show(share.cost), actions=_titles(paid))
    for team in plan.terms.teams:
        done = [given for given in share.actions if given.team == team.name and given.effort]
        if done:
            said = _("{team}: {days} person-days, for {actions}")
            yield said.format(team=team.name, days=numbers.show(share.days(team.name)), actions=_titles(done))
    asked = [given for given in share.actions if given.doer is Doer.HEADQUARTERS]
    if asked:
        yield _("by headquarters itself: {actions}").format(actions=_titles(asked))


def _titles(some: list[Given]) -> str:
    return words.joined(words.title(given.action.title) for given in some)


def _questions(office: Office, plan: SharedPlan, library: Library) -> Iterator[Block]:
    facts = plan.answer_first.get(office.id)
    if facts:
        yield Heading(_("Please answer first"))
        yield Bullets(tuple(str(library.facts[fact].question) for fact in facts if fact in library.facts))
