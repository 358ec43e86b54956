"""What offices, assessors and panels come to, beside each other and never mixed; ranked by consensus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance import league as rules
from compliance.assessment import scoring
from compliance.errors import BadInput, Problem
from compliance.headquarters import roster
from compliance.headquarters.assessing import board as boards
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Assessed, Own, other_version
from compliance.headquarters.assessing.judgements import Established
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.assessing import Points, Said
from compliance.model.checklist import Indicator, Item
from compliance.model.filing import hundredths
from compliance.model.league import Spread
from compliance.model.office import Known, Source, Value
from compliance.model.results import Assessment


class Row(NamedTuple):
    """An office, or a system of it, with its own score, each assessor's and the consensus, kept apart.

    `rank` is by consensus, None without one that is `settled`. `comparable` says that it was judged by the checklist
    in force.
    """

    one: Assessed
    own: Own
    assessors: Mapping[str, Points]
    consensus: Points | None
    settled: bool
    rank: int | None
    shared: bool
    certificate: str | None
    comparable: bool


class Standings(NamedTuple):
    """All rows in the order of their ranks, and what the consensus comes to.

    Entered systems are ranked within their field. There is no spread of fewer than five, nor of several fields.
    """

    rows: tuple[Row, ...]
    scored: int
    spread: Spread | None


def standings(board: Board) -> Standings:
    """Return who stands where by consensus that is settled; those without one come last, by name."""
    found = [(one, own) for one in board.cases.values() for own in one.own]
    panel = [board.consensus.get((one.office.id, own.system)) for one, own in found]
    # scores by another version of the checklist are no scores of this league, and what is open again is no score yet
    scores = [
        judged.points.score
        if judged is not None and one.settled and judged.instrument == board.of.checklist.sha256
        else None
        for (one, _own), judged in zip(found, panel, strict=True)
    ]
    fields = [own.field for _one, own in found]
    placed = _placed(fields, scores)
    rows = [
        Row(
            one,
            own,
            {id_: judged.points for id_, judged in board.by(one.office.id, own.system).items()},
            None if decided is None else decided.points,
            decided is not None and one.settled,
            rank,
            shared,
            rules.certificate(score, board.of.checklist),
            one.instrument == board.of.checklist.sha256,
        )
        for (one, own), decided, score, (rank, shared) in zip(found, panel, scores, placed, strict=True)
    ]
    rows.sort(key=lambda row: (row.own.field, row.rank is None, row.rank or 0, row.one.office.id, row.own.system))
    there = [score for score in scores if score is not None]
    return Standings(tuple(rows), len(there), rules.spread(there) if len(set(fields)) == 1 else None)


def _placed(fields: Sequence[str], scores: Sequence[int | None]) -> list[tuple[int | None, bool]]:
    """Return the rank of every score within its field, and whether it is shared."""
    found: list[tuple[int | None, bool]] = [(None, False)] * len(scores)
    for field in set(fields):
        there = [n for n, of in enumerate(fields) if of == field]
        for n, place in zip(there, rules.ranks([scores[n] for n in there]), strict=True):
            found[n] = place
    return found


class Line(NamedTuple):
    """One item of an office: what it declared, what each assessor established, what the panel did.

    `points` are those of the office's own value, `of` by assessor, `decided` of the panel's; None where it does not
    apply by that value, or is not judged.
    """

    indicator: Indicator
    item: Item
    declared: Value | None
    points: Fraction | None
    judged: Mapping[str, Said | None]
    of: Mapping[str, Fraction | None]
    consensus: Said | None
    decided: Fraction | None

    @property
    def differs(self) -> bool:
        """Whether two of those who judged it established different values."""
        values = [said.value.amount for said in self.judged.values() if said is not None]
        return len(set(values)) > 1


class Sheet(NamedTuple):
    """One office, or a system of it, item by item; scores are by indicator and by whom, the office under no name."""

    row: Row
    lines: tuple[Line, ...]
    own: Assessment
    assessors: Mapping[str, Assessment]
    consensus: Assessment | None


def sheet(store: Store, board: Board, row: Row) -> Sheet:
    """Return an office item by item, judged by the rules from each one's own values."""
    office, system, checklist = row.one.office.id, row.own.system, board.of.checklist
    filed = boards.filed(store, board, row.one)[system]
    own = scoring.assess(checklist, filed, system or None)
    judged = {id_: one.said(board.facts) for id_, one in board.by(office, system).items()}
    by = {id_: _assessed(board, said) for id_, said in judged.items()}
    found = board.consensus.get((office, system))
    decided = found.said(board.facts) if found else None
    panel = None if decided is None else _assessed(board, decided)
    return Sheet(row, tuple(_lines(board, filed, own, judged, by, decided, panel)), own, by, panel)


def named(store: Store, board: Board, ranked: Standings, offices: Iterable[str]) -> list[Sheet]:
    """Return offices item by item; BadInput for one that cannot be shown by the checklist in force."""
    wanted = roster.check_known(store, offices)
    wrong = [problem for id_ in wanted for problem in _unshown(board, id_)]
    if wrong:
        raise BadInput(wrong)
    return [sheet(store, board, row) for id_ in wanted for row in ranked.rows if row.one.office.id == id_]


def _unshown(board: Board, id_: str) -> Iterator[Problem]:
    one = board.cases.get(id_)
    if one is None or not one.filing:
        seen = _("no filing by “{checklist}” in round {round}")
        yield Problem(
            id_,
            None,
            seen.format(checklist=board.of.checklist.id, round=board.of.round),
            _("an office whose filing stands"),
            _("look at “hq assess stages”"),
        )
    elif one.instrument != board.of.checklist.sha256:
        yield other_version(one, board.of.checklist)


def _assessed(board: Board, said: Established) -> Assessment:
    return scoring.assess(board.of.checklist, {fact: Known(one.value, Source.DECLARED) for fact, one in said.items()})


def _lines(
    board: Board,
    filed: Mapping[str, Known],
    own: Assessment,
    judged: Mapping[str, Established],
    by: Mapping[str, Assessment],
    decided: Established | None,
    panel: Assessment | None,
) -> Iterator[Line]:
    indicators = (indicator for indicator in board.of.checklist.indicators for _item in indicator.items)
    for place, (indicator, item) in enumerate(zip(indicators, board.of.checklist.items, strict=True)):
        known = filed.get(item.fact)
        yield Line(
            indicator,
            item,
            known.value if known else None,
            _points(own, place),
            {id_: said.get(item.fact) for id_, said in judged.items()},
            {id_: _points(one, place) for id_, one in by.items()},
            decided.get(item.fact) if decided is not None else None,
            None if panel is None else _points(panel, place),
        )


def _points(judged: Assessment, place: int) -> Fraction | None:
    """Return the points of an item, None where it is not judged or does not apply."""
    result = judged.items[place]
    return None if result.share is None else result.points


def by_indicator(judged: Assessment) -> dict[str, int | None]:
    """Return the points of every indicator in hundredths, None where nothing of it applies."""
    return {one.indicator.id: None if one.score is None else hundredths(one.score) for one in judged.indicators}
