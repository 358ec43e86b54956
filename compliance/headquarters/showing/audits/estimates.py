"""What visits say of the whole, in sentences and tables: the error, its interval, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from compliance.headquarters.auditing import estimating
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.audits import draws
from compliance.headquarters.showing.audits import words as say
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.model.audit import Audited, Bounds, Measured
from compliance.model.checklist import Library
from compliance.persian import dates, numbers
from compliance.report.document import Block, Bullets, Figure, Figures, Grid, Paragraph, Part, Tone
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Heading, Table, make
from compliance.report.words import joined


def sheet(found: Audited, offices: Mapping[str, Office], library: Library) -> Sheet:
    """Return what visits come to, for people."""
    page = Sheet()
    for line in (draws.title(found.draw, library), *seen(found, offices), *estimates(found), *notes(found)):
        page.say(line)
    page.show(measures(found), _whole(found))
    page.show(indicators(found, library), _("By indicator"))
    page.show(differences(found, offices, library), _("Differences that were found"))
    return page


def parts(found: Audited, offices: Mapping[str, Office], library: Library) -> list[Part]:
    """Return the paper of what visits come to."""
    return [
        Part("result", _("Result of the site visits"), tuple(_result(found, offices, library))),
        Part("found", _("What was found"), tuple(_found(found, offices, library))),
    ]


def _result(found: Audited, offices: Mapping[str, Office], library: Library) -> Iterator[Block]:
    draw = found.draw
    yield Paragraph(draws.title(draw, library), Tone.STRONG)
    visited = _("{n} of {of}").format(n=numbers.show(len(found.visited)), of=numbers.show(len(draw.drawn)))
    yield Figures(
        (
            Figure(_("Offices visited"), visited),
            Figure(_("Items checked"), numbers.show(found.checked)),
            Figure(_("Differences"), numbers.show(len(found.differences))),
        )
    )
    for line in (*seen(found, offices), *estimates(found)):
        yield Paragraph(line)
    if found.points is not None:
        yield Grid(measures(found), _whole(found))
        yield Grid(indicators(found, library), _("By indicator"))
    yield Bullets(tuple(notes(found)))
    yield Paragraph(_("Seed: {seed}").format(seed=draw.seed), Tone.SOFT)
    yield Paragraph(_("SHA-256 of the list that was drawn from: {sha256}").format(sha256=draw.frame), Tone.SOFT)


def _whole(found: Audited) -> str:
    return _("The whole list") if found.complete else _("Estimates for the whole list")


def _found(found: Audited, offices: Mapping[str, Office], library: Library) -> Iterator[Block]:
    table = differences(found, offices, library)
    yield Grid(table) if table.rows else Paragraph(_("No difference was found."))


def seen(found: Audited, offices: Mapping[str, Office]) -> Iterator[str]:
    """Yield how much was looked at, and what was not."""
    draw = found.draw
    text = _("Visited: {n} of {drawn} drawn offices, out of a list of {of}; items checked: {k}; differences: {d}.")
    yield text.format(
        n=numbers.show(len(found.visited)),
        drawn=numbers.show(len(draw.drawn)),
        of=numbers.show(len(draw.units)),
        k=numbers.show(found.checked),
        d=numbers.show(len(found.differences)),
    )
    if found.missing:
        named = joined(name_of(offices.get(office), office) for office in found.missing)
        yield _("Not visited: {offices}.").format(offices=named)
    if found.unchecked:
        left: dict[str, list[str]] = {}
        for office, item in found.unchecked:
            left.setdefault(office, []).append(item)
        told = (
            _("{office} (items {items})").format(office=name_of(offices.get(office), office), items=joined(items))
            for office, items in left.items()
        )
        yield _("Not checked in visited offices: {items}.").format(items=_("; ").join(told))
    if found.complete:
        yield _("Every item of every office of the list was looked at: nothing here is estimated from a sample.")


def estimates(found: Audited) -> Iterator[str]:
    """Yield what is estimated, in sentences; nothing where nobody was visited."""
    points, share = found.points, found.share
    if points is None or share is None:
        yield _("Nothing can be estimated before results are entered: hq audit enter")
        return
    level = numbers.per_cent(found.level)
    if found.bounds is not None:
        yield from _nothing_found(found.bounds, level)
        return
    text = (
        _("Mean score: {declared} declared, {verified} by what was found; the difference is {points} points.")
        if found.complete
        else _("Mean score: {declared} declared, {verified} as the visits see it; the difference is {points} points.")
    )
    yield text.format(
        declared=say.amount(found.declared),
        verified=say.amount(found.declared + points.value),
        points=say.signed(points.value),
    )
    if not found.complete:
        yield _covers(points, level, say.signed)
    yield _("Items that are otherwise than declared: {share} of all.").format(share=say.per_cent(share.value))
    if not found.complete:
        yield _covers(share, level, say.per_cent)


def _nothing_found(bounds: Bounds, level: str) -> Iterator[str]:
    yield _("No difference was found; that does not mean that there is none.")
    text = _(
        "With {level} confidence at most {share} of all items are otherwise than declared, and at most {points} "
        "points of the mean declared score have no ground, wherever the errors lie."
    )
    yield text.format(level=level, share=say.per_cent(bounds.share), points=say.amount(bounds.points))


def _covers(of: Measured, level: str, show: say.Show) -> str:
    if of.low is None:
        return _("Too few offices were visited by chance to say how far off that may be.")
    text = _("The {level} interval is {interval}.")
    return text.format(level=level, interval=say.interval(of, show))


def notes(found: Audited) -> Iterator[str]:
    """Yield what has to be known of the estimates."""
    if found.points is None:
        return
    draw = found.draw
    if found.missing or found.unchecked:
        yield _(
            "What was not visited or not checked is taken as if it had been left out by chance, and the others count "
            "for it. That is not so where somebody kept a visit away."
        )
        assert found.worst is not None
        text = _("If nothing of what was not checked had any ground, the mean error would be {points} points.")
        yield text.format(points=say.signed(found.worst))
    wrong = {one.finding.office for one in found.differences}
    if wrong and len(wrong) < estimating.ROUGH and not found.complete:
        text = _("Differences were found in {n} offices only: the intervals are rough, and may be too narrow.")
        yield text.format(n=numbers.show(len(wrong)))
    if found.points.low is not None and not found.complete:
        text = _(
            "An interval rests on {n} offices: it says how far another draw of this size might have come out, and "
            "nothing of errors that visitors did not see. Of {every} such intervals about {k} hold the truth."
        )
        yield text.format(n=numbers.show(len(found.visited)), every=numbers.show(100), k=numbers.show(found.level))
    yield _("A difference counts as what it changes in the office's score while everything else stays as declared.")
    if not found.complete:
        yield _(
            "The chances are taken into account: that offices at risk are drawn more often makes no estimate larger."
        )
    if draw.again:
        yield _("Why it was drawn once more: {why}").format(why=draw.again)


def measures(found: Audited) -> Table:
    """The estimates with their standard errors and intervals; where all was looked at, the numbers alone."""
    columns: list[Heading] = [
        (_("what is estimated"), False),
        (_("estimate"), True),
        (_("standard error"), True),
        (_("{level} interval").format(level=numbers.per_cent(found.level)), True),
    ]
    rows = [
        (name, show(of.value), say.NONE if of.error is None else plain(of.error), say.interval(of, show))
        for name, of, show, plain in (
            (_("mean error, points (Horvitz–Thompson)"), found.points, say.signed, say.amount),
            (_("mean error, points (Hájek)"), found.points_ratio, say.signed, say.amount),
            (_("share of items that differ (Hájek)"), found.share, say.per_cent, say.per_cent),
            (_("share of items that differ (Horvitz–Thompson)"), found.share_total, say.per_cent, say.per_cent),
        )
        if of is not None
    ]
    if found.complete:
        kept = (
            (_("mean error, points"), found.points, say.signed),
            (_("share of items that differ"), found.share, say.per_cent),
        )
        counted: list[Heading] = [(_("what was counted"), False), (_("in all"), True)]
        return make(counted, [(name, show(of.value)) for name, of, show in kept if of is not None])
    return make(columns, rows)


def indicators(found: Audited, library: Library) -> Table:
    """What was seen of each indicator; estimates only where enough was checked."""
    checklist = library.checklists[found.draw.checklist]
    titles = {indicator.id: str(indicator.title) for indicator in checklist.indicators}
    columns: list[Heading] = [
        (_("indicator"), True),
        (_("title"), False),
        (_("offices"), True),
        (_("checked"), True),
        (_("differences"), True),
        (_("mean error, points"), True),
        (_("share that differs"), True),
    ]
    rows = [
        (
            one.id,
            titles.get(one.id, one.id),
            numbers.show(one.offices),
            numbers.show(one.checked),
            numbers.show(one.differing),
            _told(one.points, say.signed),
            _told(one.share, say.per_cent),
        )
        for one in found.indicators
    ]
    return make(columns, rows)


def _told(of: Measured | None, show: say.Show) -> str:
    if of is None:
        return _("too few")
    if of.low is None or of.low == of.high:
        return show(of.value)
    return _("{value} ({interval})").format(value=show(of.value), interval=say.interval(of, show))


def differences(found: Audited, offices: Mapping[str, Office], library: Library) -> Table:
    """Every difference: what was declared, what was found, and what it changes in the office's score."""
    columns: list[Heading] = [
        (_("office"), False, False, True),
        (_("item"), True),
        (_("question"), False, False, True),
        (_("what was declared"), False),
        (_("what was found"), False),
        (_("points"), True),
        (_("day"), True, True),
        (_("remark"), False, True, True),
    ]
    rows = []
    for one in found.differences:
        fact, finding = library.facts[one.fact], one.finding
        rows.append(
            (
                name_of(offices.get(finding.office), finding.office),
                finding.item,
                str(fact.question),
                say.value(fact, one.declared) if one.declared is not None else _("not answered"),
                say.value(fact, finding.value),
                say.signed(one.points),
                dates.show(date.fromisoformat(finding.day)) if finding.day else say.NONE,
                finding.note or say.NONE,
            )
        )
    return make(columns, rows)
