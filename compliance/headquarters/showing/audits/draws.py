"""A draw on screens: what was drawn from what, by which seed, why each office, and what has to be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from compliance.errors import BadInput
from compliance.headquarters.auditing import drawing
from compliance.headquarters.auditing.laying import Laid
from compliance.headquarters.auditing.record import Summary
from compliance.headquarters.roster import Office
from compliance.headquarters.showing.audits import words as say
from compliance.headquarters.showing.letters import name_of
from compliance.headquarters.showing.log import when
from compliance.language import _
from compliance.model.audit import Draw
from compliance.model.checklist import Library
from compliance.model.rounds import EvaluationRound
from compliance.persian import numbers
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Heading, Table, make
from compliance.schema import quoted


def no_seed(root: str) -> BadInput:
    """Return the refusal of a draw without a seed: how to choose one that nobody can doubt."""
    return BadInput.of(
        "--seed",
        None,
        _("no seed"),
        _("a seed that nobody could choose, and that is published with the draw"),
        _how(root),
    )


def _how(root: str) -> str:
    said = _(
        "first close the round, seal its root and publish that (hq seal); announce which public number of a day "
        "to come will be taken, such as the closing index of the stock exchange; on that day draw with both: "
    )
    if root:
        return said + _('--seed "{root} NUMBER", with that number in the place of NUMBER').format(root=root)
    return said + _('--seed "ROOT NUMBER", with the root and that number in the places of ROOT and NUMBER')


def sheet(draw: Draw, offices: Mapping[str, Office], library: Library, notes: Iterable[str]) -> Sheet:
    """Return a draw for people."""
    page = Sheet()
    for line in (title(draw, library), *summary(draw, library), *notes, advice()):
        page.say(line)
    page.show(drawn(draw, offices), _("Offices to be visited, and why"))
    page.show(away(draw, offices), _("Not in the list that was drawn from"))
    return page


def title(draw: Draw, library: Library) -> str:
    """Return which draw it is."""
    text = _("Draw {n}, round {round}: {checklist}")
    checklist = library.checklists.get(draw.checklist)
    named = checklist.title if checklist is not None else draw.checklist
    return text.format(n=numbers.digits(draw.n), round=numbers.digits(draw.round), checklist=named)


def summary(draw: Draw, library: Library) -> Iterator[str]:
    """Yield what was drawn from what, when, and by which seed."""
    text = _("Drawn: {n} of {of} offices, in each {k} of {items} items.")
    judged = sum(size > 0 for size in draw.units[0].sizes)
    yield text.format(
        n=numbers.show(len(draw.drawn)),
        of=numbers.show(len(draw.units)),
        k=numbers.show(draw.items),
        items=numbers.show(judged),
    )
    part = say.part_of(draw, library)
    if part:
        yield _("Only: {part}.").format(part=part)
    yield _("Recorded: {when}, line {line} of the log.").format(when=when(draw.at), line=numbers.show(draw.line))
    yield _("Seed: {seed}").format(seed=draw.seed)
    yield _("SHA-256 of the list that was drawn from: {sha256}").format(sha256=draw.frame)
    yield _("Code on the sheets: {code}").format(code=draw.code)


def notes(draw: Draw, others: Sequence[Summary], root: str, round_: EvaluationRound | None, today: date) -> list[str]:
    """Return what has to be known of a draw: what its seed rests on, and whether it is the first.

    `root` is the last sealed root of the round, `others` are the draws of the store.
    """
    told = [_root(draw, root)]
    if round_ is not None and (round_.actual.close is None or round_.actual.close >= today):
        told.append(_("The round is still open: what is filed after this draw is not in it."))
    before = [one for one in others if one.round == draw.round and one.checklist == draw.checklist and one.n < draw.n]
    for one in before:
        text = _("Drawn before: draw {n} of {day}, seed {seed}; results entered: {k}.")
        told.append(
            text.format(n=numbers.digits(one.n), day=when(one.at), seed=quoted(one.seed), k=numbers.show(one.entered))
        )
    if draw.again:
        told.append(_("Why it was drawn once more: {why}").format(why=draw.again))
    return told


def advice() -> str:
    """Return what is published of a draw, and when."""
    return _(
        "Publish the seed and the SHA-256 of the list before the visits (“hq audit show --public --output”), and the "
        "list itself after them: it says who is visited, and what is looked at."
    )


def _root(draw: Draw, root: str) -> str:
    if draw.root and draw.root in draw.seed:
        return _("The seed holds the sealed root of the round: nobody could change filings once it was known.")
    if draw.root:
        text = _(
            "The root of the round is sealed and is not in the seed: nobody outside can see that the seed was chosen "
            "after it ({root})."
        )
        return text.format(root=draw.root)
    if root:
        return _("What stands in the round has changed since its root was sealed: seal it again before a draw.")
    return _("The root of the round is not sealed: nobody outside can see that filings did not follow the seed.")


def drawn(draw: Draw, offices: Mapping[str, Office]) -> Table:
    """The offices that were drawn, one row each, with their chance and why."""
    chances = drawing.chances(draw)
    columns: list[Heading] = [
        (_("office"), False, False, True),
        (_("id of the office"), True, True),
        (_("weight"), True),
        (_("chance"), True),
        (_("items"), False, False, True),
        (_("why this office"), False, False, True),
    ]
    rows = [
        (
            name_of(offices.get(unit.office), unit.office),
            unit.office,
            numbers.show(unit.size),
            chance(chances.of(unit.office)),
            _(", ").join(item.id for item in unit.items),
            say.why(unit.reasons),
        )
        for unit in draw.drawn
    ]
    return make(columns, rows)


def chance(amount: Fraction) -> str:
    """Return a chance as a percentage; of one that is certain it is said."""
    return _("certain") if amount == 1 else numbers.per_cent(100 * amount)


def away(draw: Draw, offices: Mapping[str, Office]) -> Table:
    """Those who could not be drawn, with the reason."""
    rows = [(name_of(offices.get(office), office), office, _(say.AWAY[why])) for office, why in draw.away]
    columns: list[Heading] = [
        (_("office"), False, False, True),
        (_("id of the office"), True, True),
        (_("why"), False, False, True),
    ]
    return make(columns, rows)


def listed(summaries: Iterable[Summary]) -> Sheet:
    """Return the draws of a store, one row each."""
    page = Sheet()
    rows = [
        (
            numbers.digits(one.n),
            numbers.digits(one.round),
            one.checklist,
            when(one.at),
            numbers.show(one.offices),
            numbers.show(one.items),
            numbers.show(one.visited),
            numbers.show(one.entered),
            one.part or say.NONE,
            one.again or say.NONE,
        )
        for one in summaries
    ]
    if not rows:
        page.say(_("Nothing was drawn yet: hq audit draw"))
    columns: list[Heading] = [
        (_("draw"), True),
        (_("round"), True),
        (_("checklist"), True),
        (_("when"), True),
        (_("offices"), True),
        (_("items in each"), True),
        (_("visited"), True),
        (_("results"), True),
        (_("only"), True, True),
        (_("why once more"), False, True),
    ]
    page.show(make(columns, rows))
    return page


def laid(found: Sequence[Laid], folder: Path) -> str:
    """Return how many sheets were laid down, and how many were there."""
    text = _("written: {n} sheets of {k} visits in {path}; there already, left as they are: {there}")
    new = sum(one.new for one in found)
    return text.format(
        n=numbers.show(new),
        k=numbers.show(len({one.office for one in found})),
        path=folder,
        there=numbers.show(len(found) - new),
    )
