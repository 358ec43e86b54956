"""The tables that every format shows: texts in the language in use, without direction marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.assessment import priorities
from compliance.assessment.priorities import Unanswered
from compliance.language import _
from compliance.model.checklist import Checklist, Library
from compliance.model.office import Funnel, Known, ProjectBands
from compliance.model.results import Assessment, IndicatorResult, ItemResult, Request
from compliance.persian import numbers
from compliance.report import words
from compliance.schema import listed

_SHORT, _BRIEF = 12, 1500  # rows and signs of a table that paper keeps together


class Column(NamedTuple):
    """A heading; `compact` columns hold numbers, dates or ids, `optional` ones give way on narrow screens.

    Texts of `whole` columns go on in the next line where others are cut.
    """

    title: str
    compact: bool = False
    optional: bool = False
    whole: bool = False


class Table(NamedTuple):
    """Headings and rows of texts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def short(self) -> bool:
        """Whether it stays on one printed page: few rows without long texts."""
        return len(self.rows) <= _SHORT and sum(len(cell) for row in self.rows for cell in row) <= _BRIEF


Heading = tuple[str, bool] | tuple[str, bool, bool] | tuple[str, bool, bool, bool]


def make(columns: Sequence[Heading], rows: Iterable[tuple[str, ...]]) -> Table:
    """Return a table of columns (heading, compact, optional, whole) and rows."""
    return Table(tuple(Column(*column) for column in columns), tuple(rows))


def indicators(assessment: Assessment) -> Table:
    """One row an indicator: points, maximum, and what is missing."""
    return make(
        [
            (_("indicator"), True),
            (_("title"), False),
            (_("points"), True),
            (_("maximum"), True),
            (_("short of the maximum"), True),
        ],
        [
            (
                r.indicator.id,
                str(r.indicator.title),
                words.score(r.score),
                words.score(r.maximum),
                words.score(None if r.score is None else r.maximum - r.score),
            )
            for r in assessment.indicators
        ],
    )


def items(result: IndicatorResult, library: Library) -> Table:
    """One row an item of an indicator."""
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("value"), False),
            (_("target"), False, True),
            (_("points"), True),
            (_("maximum"), True, True),
            (_("state"), False),
            (_("source"), False, True),
        ],
        [_item(r, library) for r in result.items],
    )


def _item(result: ItemResult, library: Library) -> tuple[str, ...]:
    fact = library.facts[result.item.fact]
    known = result.known
    return (
        result.item.id,
        str(fact.question),
        words.value(fact, known.value if known else None),
        words.target(fact, result.item),
        words.score(result.points),
        words.score(result.maximum),
        _(words.STATUS[result.status]),
        _(words.SOURCE[known.source]) if known else "—",
    )


def disagreements(assessment: Assessment, library: Library) -> Table:
    """Where sources say different things: the value that holds and the others."""
    rows = []
    for r in priorities.disagreements(assessment):
        assert r.known is not None
        fact = library.facts[r.item.fact]
        others = separated(f"{_(words.SOURCE[s])}: {words.value(fact, v)}" for s, v in r.known.others)
        holds = f"{_(words.SOURCE[r.known.source])}: {words.value(fact, r.known.value)}"
        rows.append((r.item.id, str(fact.question), holds, others, r.known.override or "—"))
    columns = [
        (_("item"), True),
        (_("question"), False),
        (_("what holds"), False),
        (_("what was said otherwise"), False),
        (_("reason for the override"), False),
    ]
    return make(columns, rows)


def to_answer(assessment: Assessment, library: Library, most: int = 10) -> Table:
    """The unanswered questions that can move the score most, by the items that ask them, for papers."""
    items = {item.fact: item.id for item in assessment.checklist.items}
    found = priorities.answer_next([assessment])[:most]
    return _unanswered(_("item"), [(items[u.fact], u) for u in found], library)


def answer_next(assessments: Sequence[Assessment], library: Library, most: int = 10) -> Table:
    """The unanswered facts that can move the scores most, by the ids under which they are answered."""
    found = priorities.answer_next(assessments)[:most]
    return _unanswered(_("fact"), [(u.fact, u) for u in found], library)


def _unanswered(named: str, found: Sequence[tuple[str, Unanswered]], library: Library) -> Table:
    return make(
        [(named, True), (_("question"), False), (_("unit in charge"), False), (_("points that hang on it"), False)],
        [
            (
                name,
                str(library.facts[u.fact].question),
                str(library.units[library.facts[u.fact].owner]),
                points_by_checklist(u.points, library),
            )
            for name, u in found
        ],
    )


def second_conditions(assessment: Assessment, library: Library, facts: Mapping[str, Known]) -> Table:
    """Items that are met while a second condition of their criterion is not."""
    rows = []
    items = {result.item.id: result.item for result in assessment.items}
    for id_, other in priorities.second_conditions(assessment, library, facts):
        fact, known = library.facts[other], facts.get(other)
        value = words.value(fact, known.value if known else None)
        rows.append((id_, str(items[id_].criterion), str(fact.question), value))
    columns = [
        (_("item"), True),
        (_("success criterion"), False),
        (_("second condition"), False),
        (_("value"), False),
    ]
    return make(columns, rows)


def taken_out(assessment: Assessment, library: Library) -> Table:
    """What does not apply, why, and the weight it takes out."""
    return make(
        [(_("item"), True), (_("question"), False), (_("points taken out"), True), (_("reason"), False)],
        [
            (r.item.id, str(library.facts[r.item.fact].question), words.score(points), r.reason or "—")
            for r, points in priorities.taken_out(assessment)
        ],
    )


def funnel(counts: Funnel) -> Table:
    """The way of the services with shares of the step before."""
    steps = [
        (_("identified"), counts.identified, None),
        (_("electronifiable"), counts.electronifiable, counts.identified),
        (_("electronic"), counts.electronic, counts.electronifiable),
        (_("on the national portal"), counts.on_portal, counts.electronic),
    ]
    rest = [
        (_("still to be made electronic"), counts.remaining, counts.electronifiable),
        (_("electronic but not on the portal"), counts.off_portal, counts.electronic),
        (_("in person by nature"), counts.in_person, counts.identified),
        (_("government to government (G2G)"), counts.government, counts.identified),
    ]
    return make(
        [(_("services"), False), (_("number"), True), (_("share of the step it belongs to"), True)],
        [
            (name, numbers.show(n), numbers.per_cent(Fraction(100 * n, whole)) if whole else "—")
            for name, n, whole in (*steps, *rest)
        ],
    )


def projects(bands: ProjectBands) -> Table:
    """The projects by progress."""
    return make(
        [(_("progress of projects"), False), (_("number"), True)],
        [
            (_("done"), numbers.show(bands.done)),
            (_("above 70 per cent"), numbers.show(bands.above_70)),
            (_("50 to 70 per cent"), numbers.show(bands.from_50_to_70)),
            (_("40 to below 50 per cent"), numbers.show(bands.from_40_to_50)),
            (_("below 40 per cent"), numbers.show(bands.below_40)),
            (_("all projects"), numbers.show(bands.total)),
            (
                _("entered for the award"),
                words.with_share(bands.entered, bands.total),
            ),
        ],
    )


def requests(wanted: Sequence[Request], library: Library) -> Table:
    """What only headquarters can do, which is never promised; points together are added before they are rounded."""
    rows = [
        (
            str(r.action.title),
            points_by_checklist(r.gains, library),
            separated(str(library.actions[id_].title) for id_ in r.unlocks) or "—",
        )
        for r in wanted
    ]
    if len(wanted) > 1:
        rows.append((_("together (added first, then rounded)"), points_by_checklist(_together(wanted), library), "—"))
    return make(
        [
            (_("request to headquarters"), False),
            (_("points that depend on headquarters"), False),
            (_("begins only after it"), False),
        ],
        rows,
    )


def _together(wanted: Sequence[Request]) -> Mapping[str, Fraction]:
    """Return the exact points of requests in every checklist that one of them raises."""
    checklists = dict.fromkeys(checklist for r in wanted for checklist in r.gains)
    return {c: sum((r.gains.get(c, Fraction(0)) for r in wanted), Fraction(0)) for c in checklists}


def basis(checklist: Checklist, library: Library) -> Table:
    """Where each item comes from: its question, its target, its weight."""
    rows = []
    for item in checklist.items:
        parts = (item.question_basis, item.target_basis, item.weight_basis)
        rows.append((item.id, str(library.facts[item.fact].question), *map(words.basis, parts)))
    return make(
        [
            (_("item"), True),
            (_("question"), False),
            (_("basis of the question"), False),
            (_("of the target"), False),
            (_("of the weight"), False),
        ],
        rows,
    )


def questions(checklist: Checklist, library: Library) -> Table:
    """Everything a checklist asks, with targets and points."""
    rows = []
    for item in checklist.items:
        fact = library.facts[item.fact]
        owner = str(library.units[fact.owner])
        rows.append(
            (
                item.id,
                item.fact,
                str(fact.question),
                words.target(fact, item),
                words.score(item.points),
                owner,
            )
        )
    return make(
        [
            (_("item"), True),
            (_("fact"), True),
            (_("question"), False),
            (_("target"), False),
            (_("points"), True),
            (_("unit in charge"), False),
        ],
        rows,
    )


def known_actions(library: Library) -> Table:
    """Every action the checklists know."""
    return make(
        [
            (_("id"), True),
            (_("action"), False),
            (_("in charge"), False),
            (_("authority"), False, True),
            (_("person-days"), True),
            (_("per missing unit"), True, True),
            (_("wait (days)"), True, True),
            (_("cost (million rials)"), True, True),
            (_("needs"), False, True),
        ],
        [
            (
                a.id,
                str(a.title),
                str(library.units[a.owner]),
                _(words.AUTHORITY[a.authority.value]),
                numbers.show(a.fixed),
                numbers.show(a.per_unit),
                numbers.show(a.wait_days),
                numbers.show(a.cost),
                listed(a.needs) or "—",
            )
            for a in library.actions.values()
        ],
    )


def separated(texts: Iterable[str]) -> str:
    """Return texts in one cell with a semicolon between."""
    return _("; ").join(texts)


def points_by_checklist(points: Mapping[str, Fraction], library: Library) -> str:
    """Return points with the short names of their checklists."""
    return separated(f"{short_title(library, c)}: {words.score(p)}" for c, p in points.items()) or "—"


def short_title(library: Library, checklist: str) -> str:
    """Return a name for a checklist that fits into a cell; the full title says what is proposed."""
    names = {
        "programme": _("programme"),
        "annual-axis-2": _("annual evaluation"),
        "award": _("award"),
        "award-system": _("award (system)"),
        "e-services": _("e-services"),
    }
    return names.get(checklist, checklist) if checklist in library.checklists else checklist
