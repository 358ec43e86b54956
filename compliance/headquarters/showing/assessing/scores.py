"""An office's own score, each assessor's and the consensus beside each other, on screens and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Own
from compliance.headquarters.assessing.standings import Line, Row, Sheet, Standings, by_indicator
from compliance.headquarters.showing.assessing.naming import named
from compliance.headquarters.showing.assessing.ways import stage
from compliance.headquarters.showing.leagues.records import points, signed
from compliance.headquarters.showing.letters import name_of
from compliance.language import _
from compliance.league import FEWEST
from compliance.model.assessing import Points, Said
from compliance.model.checklist import Library
from compliance.model.league import PROVISIONAL
from compliance.model.office import Value
from compliance.persian import numbers
from compliance.report import words
from compliance.report.records import Record, score, text
from compliance.report.screens import terminal
from compliance.report.tables import Table, make
from compliance.schema import listed

_NONE = "—"


def table(board: Board, found: Standings) -> Table:
    """Return everybody with the three kinds of score, in the order of the consensus."""
    return make(
        [
            (_("rank"), True),
            (_("office"), False, False, True),
            (_("stage"), False, True),
            (_("own score"), True),
            (_("assessors"), False, False, True),
            (_("consensus"), False, False, True),
            (_("consensus less own"), True),
            (_("coverage"), True, True),
        ],
        [_row(board, row) for row in found.rows],
    )


def _row(board: Board, row: Row) -> tuple[str, ...]:
    decided = row.consensus
    return (
        _rank(row),
        _known(row),
        stage(row.one),
        _points(row.own.score),
        listed(f"{board.name(id_)}: {_points(of.score)}" for id_, of in row.assessors.items()) or _NONE,
        _consensus(row),
        _difference(row),
        numbers.per_cent(Fraction(decided.coverage, 100)) if decided else _NONE,
    )


def _rank(row: Row) -> str:
    if row.rank is None:
        return _NONE
    rank = numbers.show(row.rank)
    return _("{rank} shared").format(rank=rank) if row.shared else rank


def _consensus(row: Row) -> str:
    if row.consensus is None:
        return _NONE
    shown = _points(row.consensus.score)
    return shown if row.settled else _("{score} (not settled yet)").format(score=shown)


def _known(row: Row) -> str:
    """Return an office with its id, by which verbs are asked for it item by item."""
    id_ = row.one.office.id  # without brackets: in a narrow column one would stand alone in its line
    name = _("{name} – {id}").format(name=name_of(row.one.office, id_), id=id_)
    return f"{name} — {row.own.system} ({row.own.field})" if row.own.system else name


def _difference(row: Row) -> str:
    if row.consensus is None or row.consensus.score is None or row.own.score is None:
        return _NONE
    return signed(Fraction(row.consensus.score - row.own.score, 100))


def called(row: Row) -> str:
    """Return the name of an office, with the entered system of it."""
    name = name_of(row.one.office, row.one.office.id)
    return f"{name} — {row.own.system} ({row.own.field})" if row.own.system else name


def _points(hundredths: int | None) -> str:
    return _NONE if hundredths is None else numbers.show(Fraction(hundredths, 100))


def sheet(board: Board, found: Standings) -> terminal.Sheet:
    """Return the standings of a round."""
    page = terminal.Sheet()
    page.say(title(board))
    page.show(table(board, found))
    for line in summary(board, found):
        page.say(line)
    return page


def title(board: Board) -> str:
    """Return what stands above scores by consensus."""
    text_ = _("Scores by assessors and by consensus, round {round}: {title}")
    return text_.format(round=numbers.digits(board.of.round), title=board.of.checklist.title)


def summary(board: Board, found: Standings) -> Iterator[str]:
    """Yield what the consensus comes to, and what has to be said beside it."""
    if found.spread is not None:
        yield _("Mean by consensus {mean} of {maximum} (n = {n}); quartiles {low}, {median}, {high}.").format(
            mean=numbers.show(found.spread.mean),
            maximum=numbers.show(board.of.checklist.maximum),
            n=numbers.show(found.scored),
            low=numbers.show(found.spread.low),
            median=numbers.show(found.spread.median),
            high=numbers.show(found.spread.high),
        )
    elif found.scored >= FEWEST:
        yield _("Systems are ranked within their field; no mean is given over several fields.")
    elif found.scored:
        yield _("Fewer than {n} offices with a consensus: no mean is given.").format(n=numbers.digits(FEWEST))
    else:
        yield _("No consensus is settled yet: nothing is ranked.")
    yield from notes(board, found)


def notes(board: Board, found: Standings) -> Iterator[str]:
    """Yield the remarks that belong beside the scores."""
    open_ = [row for row in found.rows if row.consensus is not None and not row.settled]
    if open_:
        text_ = _("Not settled yet, and therefore neither ranked nor in the mean: {offices}.")
        yield text_.format(offices=listed(called(row) for row in open_))
    low = [row for row in found.rows if row.consensus is not None and row.consensus.coverage < PROVISIONAL]
    if low:
        text_ = _("Less than nine tenths of the weight decided, and therefore provisional: {offices}.")
        yield text_.format(offices=listed(called(row) for row in low))
    other = [row for row in found.rows if not row.comparable]
    if other:
        text_ = _("Judged by another version of the checklist, not directly comparable and not ranked: {offices}.")
        yield text_.format(offices=listed(called(row) for row in other))
    newer = {row.one.office.id: row.one.office for row in found.rows if row.one.newer}
    if newer:
        text_ = _("Filed again since; what is assessed is the filing that stood at the check of evidence: {offices}.")
        yield text_.format(offices=listed(named(name_of(one, id_), id_) for id_, one in newer.items()))
    if any(row.certificate for row in found.rows):
        yield _("Certificates are an estimate by proposed floors; this program grants none.")


def record(board: Board, found: Standings, sheets: list[Sheet]) -> Record:
    """Return the standings for programs; `sheets` are told item by item."""
    spread, told = found.spread, {(s.row.one.office.id, s.row.own.system): s for s in sheets}
    return {
        "round": board.of.round,
        "checklist": board.of.checklist.id,
        "version": board.of.checklist.version,
        "sha256": board.of.checklist.sha256,
        "maximum": score(board.of.checklist.maximum),
        "n": found.scored,
        "mean": score(spread.mean) if spread else None,
        "quartiles": [score(spread.low), score(spread.median), score(spread.high)] if spread else None,
        "rows": [_plain(row, told.get((row.one.office.id, row.own.system))) for row in found.rows],
        "notes": list(notes(board, found)),
        "problems": [],
    }


def _plain(row: Row, told: Sheet | None) -> Record:
    made: Record = {
        "rank": row.rank,
        "shared": row.shared,
        "office": row.one.office.id,
        "system": row.own.system or None,
        "field": row.own.field or None,
        "name": {"fa": row.one.office.name_fa, "en": row.one.office.name_en},
        "stage": row.one.stage.value,
        "comparable": row.comparable,
        "newer": row.one.newer,
        "self": _own(row.own),
        "assessors": [{"id": id_, **_scores(of)} for id_, of in row.assessors.items()],
        "consensus": None if row.consensus is None else _scores(row.consensus),
        "settled": row.settled,
        "certificate": row.certificate,
    }
    if told is not None:
        made |= {"indicators": _indicators(told), "items": [_item(line) for line in told.lines]}
    return made


def _own(own: Own) -> Record:
    return {"score": score(points(own.score)), "coverage": score(Fraction(own.coverage, 10000), 4)}


def _scores(of: Points) -> Record:
    return {
        "score": score(points(of.score)),
        "high": score(points(of.high)),
        "coverage": score(Fraction(of.coverage, 10000), 4),
    }


def _indicators(told: Sheet) -> list[Record]:
    own = by_indicator(told.own)
    each = {id_: by_indicator(judged) for id_, judged in told.assessors.items()}
    panel = by_indicator(told.consensus) if told.consensus else {}
    return [
        {
            "id": result.indicator.id,
            "title": text(result.indicator.title),
            "maximum": score(result.indicator.weight),
            "self": score(points(own[result.indicator.id])),
            "assessors": {id_: score(points(of[result.indicator.id])) for id_, of in each.items()},
            "consensus": score(points(panel.get(result.indicator.id))),
        }
        for result in told.own.indicators
    ]


def _item(line: Line) -> Record:
    return {
        "indicator": line.indicator.id,
        "item": line.item.id,
        "fact": line.item.fact,
        "target": score(line.item.target),
        "self": None if line.declared is None else {**_value(line.declared), "points": score(line.points)},
        "assessors": [
            {"id": id_, **_said(said, line.of[id_])} for id_, said in line.judged.items() if said is not None
        ],
        "consensus": None if line.consensus is None else _said(line.consensus, line.decided),
        "differs": line.differs,
    }


def _said(said: Said, points_: Fraction | None) -> Record:
    return {**_value(said.value), "points": score(points_), "reason": said.reason or None}


def _value(value: Value) -> Record:
    made: Record = {"value": score(value.amount)}
    if value.counted is not None and value.total is not None:
        made |= {"count": score(value.counted), "total": score(value.total)}
    return made


def of_office(board: Board, library: Library, told: Sheet) -> terminal.Sheet:
    """Return one office by indicator and item."""
    page, row = terminal.Sheet(), told.row
    page.say(f"{_known(row)} — {stage(row.one)}")
    if row.consensus is not None and not row.settled:
        page.say(_("The consensus is not settled yet: it has no rank, and no league counts it."))
    page.show(indicators(board, told), _("Points by indicator"))
    page.show(items(board, library, told), _("Values by item"))
    for line in _reasons(board, told):
        page.say(line)
    return page


def indicators(board: Board, told: Sheet) -> Table:
    """Return the points of every indicator, by whom."""
    own = by_indicator(told.own)
    each = [(board.name(id_), by_indicator(judged)) for id_, judged in told.assessors.items()]
    panel = by_indicator(told.consensus) if told.consensus else {}
    rows = [
        (
            one.indicator.id,
            str(one.indicator.title),
            numbers.show(one.indicator.weight),
            _points(own[one.indicator.id]),
            *(_points(of[one.indicator.id]) for _name, of in each),
            _points(panel.get(one.indicator.id)),
        )
        for one in told.own.indicators
    ]
    total = (
        "",
        _("whole checklist"),
        numbers.show(board.of.checklist.maximum),
        _points(told.row.own.score),
        *(_points(told.row.assessors[id_].score) for id_ in told.assessors),
        _points(told.row.consensus.score) if told.row.consensus else _NONE,
    )
    return make(
        [
            (_("id"), True),
            (_("indicator"), False),
            (_("maximum"), True),
            (_("own score"), True),
            *((name, True) for name, _of in each),
            (_("consensus"), True),
        ],
        [*rows, total],
    )


def items(board: Board, library: Library, told: Sheet) -> Table:
    """Return the value of every item, by whom."""
    names = [board.name(id_) for id_ in told.assessors]
    rows = []
    for line in told.lines:
        fact = library.facts[line.item.fact]
        rows.append(
            (
                line.item.id,
                str(fact.question),
                _shown(library, line, line.declared, _("not answered")),
                *(
                    _shown(library, line, said.value if said else None, _("not judged"))
                    for said in line.judged.values()
                ),
                _shown(library, line, line.consensus.value if line.consensus else None, _NONE),
            )
        )
    return make(
        [
            (_("item"), True),
            (_("question"), False, True),
            (_("declared"), False, False, True),
            *((name, False, False, True) for name in names),
            (_("consensus"), False, False, True),
        ],
        rows,
    )


def _shown(library: Library, line: Line, value: Value | None, otherwise: str) -> str:
    if value is None:
        return otherwise if line.item.target is not None else _NONE
    return _("not applicable") if value.amount is None else words.value(library.facts[line.item.fact], value)


def _reasons(board: Board, told: Sheet) -> Iterator[str]:
    """Yield why assessors and panel found what they found."""
    for line in told.lines:
        said: Mapping[str, Said | None] = {**{board.name(id_): one for id_, one in line.judged.items()}}
        for name, one in (*said.items(), (_("panel"), line.consensus)):
            if one is not None and one.reason:
                text_ = _("{item}, {who}: {reason}")
                yield text_.format(item=line.item.id, who=name, reason=one.reason)
