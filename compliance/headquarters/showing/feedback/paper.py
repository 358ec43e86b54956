"""The letter of a feedback with its numbers: a page for the director, then every criterion and every item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from compliance.headquarters.showing import papers
from compliance.headquarters.showing.feedback import records as told
from compliance.headquarters.showing.leagues import records as leagues
from compliance.headquarters.showing.leagues import tables as league_tables
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.feedback import Criterion, Detail, Feedback, Side
from compliance.persian import numbers
from compliance.report import words
from compliance.report.charts import bars
from compliance.report.charts.bars import Bar, Bars, Names
from compliance.report.document import (
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
from compliance.report.tables import Heading as Column
from compliance.report.tables import Table, make

FIRST = 4  # strengths, areas for improvement, and what has to be answered, in the letter


def paper(feedback: Feedback, library: Library, day: date, number: str = "") -> Document:
    """Return the feedback as a document: the letter, the criteria, the items."""
    about = _("Feedback on the self-assessment, round {round}")
    if feedback.by_consensus:
        about = _("Feedback on the assessment, round {round}")
    title = about.format(round=numbers.digits(feedback.round))
    parts = (
        Part("letter", title, tuple(_letter(feedback, library)), one_page=True),
        Part("criteria", _beside(feedback), tuple(_criteria(feedback, library))),
        Part("items", _("Item by item"), tuple(_items(feedback, library))),
    )
    return papers.paper(parts, title, feedback.round, day, number)


def sheet(feedback: Feedback, library: Library) -> Sheet:
    """Return the feedback for a terminal: what it comes to, the criteria, strengths, and what can become better."""
    page = Sheet()
    page.say(f"{leagues.called(feedback.place)} — {library.checklists[feedback.checklist].title}")
    for figure in _figures(feedback):
        page.say(f"{figure.label}: {figure.value}" + (f" ({figure.note})" if figure.note else ""))
    if feedback.compared:
        page.say(_("Compared with {peers}.").format(peers=told.peers(feedback.peers, library)))
    page.show(criteria(feedback, library), _beside(feedback))
    for heading, side in _sides():
        found = feedback.on(side)
        if found:
            page.show(_details(found, feedback, library, side), heading)
    for note in told.notes(feedback):
        page.say(note)
    return page


def _sides() -> tuple[tuple[str, Side], ...]:
    return (
        (_("Strengths"), Side.STRENGTH),
        (_("To be answered first"), Side.UNANSWERED),
        (_("Areas for improvement"), Side.IMPROVEMENT),
    )


def _beside(feedback: Feedback) -> str:
    return _("Criteria beside the peers") if feedback.compared else _("Criteria")


def _letter(feedback: Feedback, library: Library) -> Iterator[Block]:
    place = feedback.place
    yield Paragraph(leagues.called(place), Tone.STRONG)
    yield Paragraph(_("With greetings and respect,"))
    yield Paragraph(
        _opening(feedback).format(
            round=numbers.digits(feedback.round),
            title=words.title(library.checklists[feedback.checklist].title),
            peers=told.peers(feedback.peers, library),
        )
    )
    yield Figures(tuple(_figures(feedback)))
    yield from _strengths(feedback, library)
    yield from _open(feedback, library)
    yield from _improvements(feedback, library)
    rests = _(
        "Everything here follows from what your office filed, by rules that are published. Where it does not fit "
        "the facts, please write to headquarters with your evidence."
    )
    if feedback.by_consensus:
        rests = _(
            "Everything here follows from what the panel established, by rules that are published. Its reasons stand "
            "in the minutes of the defence."
        )
    yield Paragraph(rests)
    yield Paragraph(_("With renewed respect"))
    yield Paragraph(_("Headquarters of the programme"), Tone.STRONG)


def _opening(feedback: Feedback) -> str:
    """Return on what the letter rests, and with whom the office is compared, if with anybody."""
    if feedback.by_consensus and feedback.compared:
        return _(
            "after the check of evidence and the defence, the panel settled the assessment of your office for round "
            "{round} by {title}. This letter says where your office is strong by its consensus and what can become "
            "better, beside {peers}."
        )
    if feedback.by_consensus:
        return _(
            "after the check of evidence and the defence, the panel settled the assessment of your office for round "
            "{round} by {title}. This letter says where your office is strong by its consensus and what can become "
            "better."
        )
    if feedback.compared:
        return _(
            "the self-assessment that your office sealed and filed for round {round} has been counted by {title}. "
            "This letter says where your office is strong and what can become better, beside {peers}."
        )
    return _(
        "the self-assessment that your office sealed and filed for round {round} has been counted by {title}. This "
        "letter says where your office is strong and what can become better."
    )


def _strengths(feedback: Feedback, library: Library) -> Iterator[Block]:
    strong = feedback.on(Side.STRENGTH)
    yield Heading(_counted(_("Strengths"), strong))
    if strong:
        yield Bullets(tuple(_strong(one, library) for one in strong[:FIRST]))
    elif feedback.compared:
        yield Paragraph(_("Nothing is full or above the median of the peers yet."))
    else:
        yield Paragraph(_("Nothing is full yet."))


def _open(feedback: Feedback, library: Library) -> Iterator[Block]:
    """Yield what was not answered: of it nobody knows whether anything is missing."""
    unanswered = feedback.on(Side.UNANSWERED)
    if unanswered:
        yield Heading(_counted(_("To be answered first"), unanswered))
        yield Bullets(
            tuple(_filled(_("{question} — up to {short} points"), one, library) for one in unanswered[:FIRST])
        )
        yield Paragraph(
            _("Up to {points} points in all hang on these answers; what is not answered counts as zero.").format(
                points=told.shown(_short(unanswered))
            )
        )


def _improvements(feedback: Feedback, library: Library) -> Iterator[Block]:
    weak = feedback.on(Side.IMPROVEMENT)
    yield Heading(_counted(_("Areas for improvement"), weak))
    if weak:
        yield Bullets(tuple(_weak(one, library) for one in weak[:FIRST]))
        yield Paragraph(
            _("Closing the first {n} brings {points} of the {missing} points up to the full score.").format(
                n=numbers.show(len(weak[:FIRST])),
                points=told.shown(_short(weak[:FIRST])),
                missing=told.shown(feedback.missing),
            )
        )
    elif feedback.compared:
        yield Paragraph(_("Everything that your office answered is full or above the median of the peers."))
    else:
        yield Paragraph(_("Everything that your office answered is full."))


def _short(found: Sequence[Detail]) -> Fraction:
    return sum((one.points.short for one in found), Fraction(0))


def _counted(heading: str, found: Sequence[Detail]) -> str:
    """Return a heading with how many items there are, and that only the first are listed where there are more."""
    text = _("{heading}: {n} items (the first {first})") if len(found) > FIRST else _("{heading}: {n} items")
    return text.format(heading=heading, n=numbers.show(len(found)), first=numbers.show(FIRST))


def _figures(feedback: Feedback) -> Iterator[Figure]:
    place = feedback.place
    of = _("of {maximum}").format(maximum=words.score(feedback.maximum))
    yield Figure(_("Score"), told.shown(place.score), of)
    rank = league_tables.rank(place.rank, place.shared)
    yield Figure(_("Rank"), rank, _("of {n} with a score").format(n=numbers.show(feedback.scored)))
    changed = place.before is not None and not feedback.comparable
    moved = _("not directly comparable") if changed else told.moved(place.score, place.before)
    yield Figure(_("Round before"), told.shown(place.before), moved)
    if feedback.compared:
        best = _("best: {points}").format(points=told.shown(feedback.best))
        yield Figure(_("Median of the peers"), told.shown(feedback.median), best)


def _strong(one: Detail, library: Library) -> str:
    text = (
        _("{question} {value} — {points} of {maximum} points")
        if one.points.median is None
        else _("{question} {value} — {points} of {maximum} points; median of the peers {median}")
    )
    return _filled(text, one, library)


def _weak(one: Detail, library: Library) -> str:
    text = (
        _("{question} {value} — {short} points missing")
        if one.points.median is None
        else _("{question} {value} — {short} points missing; median of the peers {median} of {maximum}")
    )
    found = told.ways(one, library)
    return _filled(text, one, library) + (_("; way: {action}").format(action=found[0]) if found else "")


def _filled(text: str, one: Detail, library: Library) -> str:
    return text.format(
        question=told.question(one, library),
        value=told.said(one, library),
        points=told.shown(one.points.points),
        maximum=told.shown(one.points.maximum),
        median=told.shown(one.points.median),
        short=told.shown(one.points.short),
    )


def criteria(feedback: Feedback, library: Library) -> Table:
    """Return a row a criterion: own points, the round before, and of enough peers the median and who is best."""
    names, _known = told.titles(library, feedback)
    columns: list[Column] = [
        (_("criterion"), True),
        (_("title"), False),
        (_("points"), True),
        (_("maximum"), True),
        (_("before"), True, True),
    ]
    if feedback.compared:
        columns += [
            (_("median of the peers"), True, True),
            (_("best"), True, True),
            (_("who has the best"), False, True),
        ]
    rows = (
        (
            one.id,
            names.get(one.id, "—"),
            told.shown(one.points.points, told.SUMMED),
            told.shown(one.points.maximum),
            told.shown(one.points.before, told.SUMMED),
            told.shown(one.points.median, told.SUMMED),
            told.shown(one.best, told.SUMMED),
            told.leaders(one, feedback),
        )
        for one in feedback.criteria
    )
    return make(columns, (row[: len(columns)] for row in rows))


def _criteria(feedback: Feedback, library: Library) -> Iterator[Block]:
    if feedback.compared:
        yield Paragraph(_("Compared with {peers}.").format(peers=told.peers(feedback.peers, library)))
    yield Picture(_chart(feedback, library))
    yield Grid(criteria(feedback, library), sortable=True)
    for note in told.notes(feedback):
        yield Paragraph(note, Tone.SOFT)


def _chart(feedback: Feedback, library: Library) -> Bars:
    """Return the criteria as shares of what each is worth: one's own, the best behind it, the median as a line."""
    names, _known = told.titles(library, feedback)
    rows = [_bar(one, names.get(one.id, "")) for one in feedback.criteria if one.points.points is not None]
    called = Names(_("your office"), _("best of the peers"), _("median of the peers"))
    return bars.bars(_("Criteria in per cent of what they are worth"), rows, names=called)


def _bar(one: Criterion, title: str) -> Bar:
    most = one.points.maximum or Fraction(1)

    def share(points: Fraction | int | None) -> Fraction | None:
        return None if points is None else min(Fraction(1), Fraction(points) / most)

    text = told.shown(one.points.points, told.SUMMED)
    if one.points.median is not None:
        text = _("{points}; median {median}").format(points=text, median=told.shown(one.points.median, told.SUMMED))
    label = f"{one.id} {title}"
    return Bar(label, share(one.points.points), share(one.best), text, share(one.points.median))


def _items(feedback: Feedback, library: Library) -> Iterator[Block]:
    names, _known = told.titles(library, feedback)
    for criterion in feedback.criteria:
        points = _("{points} of {maximum}").format(
            points=told.shown(criterion.points.points, told.SUMMED), maximum=told.shown(criterion.points.maximum)
        )
        blocks: list[Block] = []
        for heading, side in _sides():
            found = [one for one in feedback.on(side) if one.indicator == criterion.id]
            if found:
                blocks.append(Grid(_details(found, feedback, library, side), heading))
        if not blocks:
            blocks = [Paragraph(_("Nothing in this indicator applies."))]
        share = min(Fraction(1), (criterion.points.points or 0) / criterion.points.maximum)
        yield Fold(f"{criterion.id} {names.get(criterion.id, '')}", points, tuple(blocks), share)


def _details(found: Sequence[Detail], feedback: Feedback, library: Library, side: Side) -> Table:
    """Return a row an item; of what can become better also the target and how it is reached."""
    _names, items = told.titles(library, feedback)
    better, answered = side is Side.IMPROVEMENT, side is not Side.UNANSWERED
    columns: list[tuple[bool, Column]] = [
        (True, (_("item"), True)),
        (True, (_("question"), False)),
        (answered, (_("value"), False)),
        (side is not Side.STRENGTH, (_("target"), False)),
        (answered, (_("points"), True)),
        (True, (_("maximum"), True)),
        (True, (_("before"), True, True)),
        (feedback.compared, (_("median of the peers"), True, True)),
        (better, (_("way"), False)),
    ]
    rows = []
    for one in found:
        item, fact = items.get(one.id), library.facts.get(one.fact)
        row = (
            one.id,
            told.question(one, library),
            told.said(one, library),
            words.target(fact, item) if item and fact else "—",
            told.shown(one.points.points),
            told.shown(one.points.maximum),
            told.shown(one.points.before),
            told.shown(one.points.median),
            _(", ").join(told.ways(one, library)) or "—",
        )
        rows.append(tuple(cell for cell, (there, _column) in zip(row, columns, strict=True) if there))
    return make([column for there, column in columns if there], rows)
