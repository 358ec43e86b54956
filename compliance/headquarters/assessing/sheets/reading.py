"""A sheet as it came back: where it comes from, and what was written into its rows. Nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from compliance.errors import Problem
from compliance.filing import record
from compliance.forms import reading
from compliance.forms.excel import spelling
from compliance.forms.excel.cell_answers import answer, key, seen
from compliance.forms.workbooks import rows
from compliance.forms.workbooks.cells import Cell, Kind
from compliance.forms.workbooks.rows import Known, Line, Page
from compliance.forms.workbooks.wanted import Wanted
from compliance.headquarters.assessing import judgements
from compliance.headquarters.assessing.sheets import comparing, stamps
from compliance.headquarters.assessing.sheets.layout import (
    AS_DECLARED,
    FILLED,
    HEADINGS,
    HEADS,
    WITHDRAWN,
    Origin,
    Part,
)
from compliance.headquarters.assessing.sheets.making import shown
from compliance.headquarters.assessing.sheets.stamps import Stamp
from compliance.language import _
from compliance.model.assessing import Said
from compliance.model.checklist import Checklist, Fact
from compliance.model.office import Value
from compliance.model.stated import Stated
from compliance.persian import numbers
from compliance.schema import listed, quoted
from compliance.values import Unreadable, of_counts

_AS_DECLARED = {*map(key, AS_DECLARED), key("طبق اظهار")}
_WITHDRAWN = {*map(key, WITHDRAWN)}
_LISTED = 8  # items in a line


class Book(NamedTuple):
    """A sheet: where it comes from, the name of its page with the items, and the cells of their rows that are read.

    The rest of a workbook is let go, for thousands of them are entered at once. One of another checklist has no rows.
    `untouched` says that nobody wrote anything into it.
    """

    path: Path
    origin: Origin
    sheet: str
    lines: tuple[Line[Part], ...]
    untouched: bool


def opened(path: Path, checklists: Mapping[str, Checklist], problems: list[Problem]) -> Book | None:
    """Return a sheet with its origin, None with the reason among the problems; BadInput for what is no workbook."""
    wanted = Wanted(
        _("the sheet as “hq assess sheet” wrote it, an .xlsx file"),
        _("open it in Excel or LibreOffice and save it again as .xlsx, or write it anew"),
        _("give the sheet itself, an .xlsx file"),
    )
    pages = rows.pages(path, wanted)
    contents = {tuple(page.texts) for page in pages if page.rows and stamps.is_stamp(page.texts[0])}
    if len(contents) == 1:
        try:
            stamp = stamps.read(contents.pop())
            return _book(path, pages, stamp, checklists, problems)
        except stamps.Unknown as unknown:
            seen_ = str(unknown)
    else:
        seen_ = _("two sheets in one workbook") if contents else _("a workbook without the sheet's hidden page")
    mend = _("write the sheet anew, and copy the values into it")
    problems.append(Problem(str(path), None, seen_, _("one sheet as “hq assess sheet” wrote it"), mend))
    return None


def _book(
    path: Path, pages: Sequence[Page], stamp: Stamp, checklists: Mapping[str, Checklist], problems: list[Problem]
) -> Book:
    """Return a sheet with the cells that people fill in; what was changed of the others goes among the problems."""
    found: list[Line[Part]] = []
    checklist = checklists.get(stamp.origin.checklist)
    if checklist is not None and checklist.sha256 == stamp.origin.sha256:
        shown_ = [page for page in pages if not (page.rows and stamps.is_stamp(page.texts[0]))]
        known = Known(judgements.asked_facts(checklist), (stamp.sheet,))
        found += rows.lines(str(path), shown_, HEADS, known, problems)
        problems += comparing.changed(str(path), shown_, stamp, found)
    lines = tuple(line._replace(cells={part: line.cells[part] for part in FILLED}) for line in found)
    return Book(path, stamp.origin, stamp.sheet, lines, bool(lines) and comparing.untouched(stamp, lines))


class Asked(NamedTuple):
    """What the rows of a sheet are held against: what the office declared, and on what all assessors agree.

    `agreed` is None for the sheet of one assessor. `recorded` is what the same assessor, or the panel, established
    before; `older` says that the sheet was written before that was recorded.
    """

    checklist: Checklist
    facts: Mapping[str, Fact]
    declared: Mapping[str, Value]
    agreed: Mapping[str, Value] | None
    recorded: Mapping[str, Said]
    older: bool


class Withdrawn(NamedTuple):
    """An item that is judged no more, and why."""

    reason: str


class Judged(NamedTuple):
    """What a sheet establishes, and why what was on record is so no more, both by fact."""

    said: dict[str, Said]
    withdrawn: dict[str, str]


def said(book: Book, asked: Asked, problems: list[Problem]) -> Judged:
    """Return what a sheet establishes by fact; all that is wrong with it goes among the problems."""
    wanted = judgements.asked_facts(asked.checklist)
    counted = Counter(line.id for line in book.lines)
    for line in book.lines:
        if counted[line.id] > 1:
            problems.append(_twice(book, asked, line))
    problems += _missing(book, asked, [fact for fact in wanted if not counted[fact]])
    made, gone, emptied = {}, {}, []
    for line in book.lines:
        read = _row(asked, line)
        if isinstance(read, Said):
            made[line.id] = read
        elif isinstance(read, Withdrawn):
            gone[line.id] = read.reason
        elif read is not None:
            problems += [_problem(book, line, cell, why) for cell, why in read]
        elif line.id in asked.recorded:
            emptied.append(line)
    problems += _emptied(book, asked, emptied)
    return Judged({fact: made[fact] for fact in wanted if fact in made}, gone)


def _items(asked: Asked, facts: Collection[str]) -> list[str]:
    return [item.id for item in asked.checklist.items if item.fact in facts]


def _twice(book: Book, asked: Asked, line: Line[Part]) -> Problem:
    return Problem(
        str(book.path),
        None,
        _("the item {item} more than once").format(item=listed(_items(asked, [line.id]))),
        _("one row for each item"),
        _("delete the row that is not meant"),
        rows.place(line.sheet, line.cells[Part.VALUE].name),
    )


def _emptied(book: Book, asked: Asked, lines: Sequence[Line[Part]]) -> Iterator[Problem]:
    """Give the cells that are empty though a value is on record: nobody takes that back without a word."""
    if lines:
        places = [
            _("{item} in {cell}").format(item=listed(_items(asked, [line.id])), cell=line.cells[Part.VALUE].name)
            for line in lines[:_LISTED]
        ]
        first = lines[0]
        yield Problem(
            str(book.path),
            None,
            _("empty cells of items whose value is on record: {n} ({items})").format(
                n=numbers.digits(len(lines)), items=listed(places) + ("…" if len(lines) > _LISTED else "")
            ),
            _("the value on record, or “{withdrawn}” with the reason").format(withdrawn=WITHDRAWN),
            _written_anew() if asked.older else _("write the value again, or why it is taken back"),
            rows.place(first.sheet, first.cells[Part.VALUE].name),
        )


def _written_anew() -> str:
    return _("the sheet is older than what is on record: write it anew (hq assess sheet), and enter changes there")


def _missing(book: Book, asked: Asked, facts: Collection[str]) -> Iterator[Problem]:
    """Give the rows that are gone: an item that nobody judges has to be left empty, not taken out."""
    if facts:
        items = _items(asked, facts)
        some = listed(items[:_LISTED]) + ("…" if len(items) > _LISTED else "")
        yield Problem(
            str(book.path),
            None,
            _("rows that are gone: {n} ({items})").format(n=numbers.digits(len(items)), items=some),
            _("a row for every item, empty where nothing is judged"),
            _("write the sheet anew, and copy the values into it"),
            rows.place(book.sheet),
        )


Wrong = tuple[Cell, Unreadable]


def _row(asked: Asked, line: Line[Part]) -> Said | Withdrawn | list[Wrong] | None:
    """Return what a row says, None for an item that is not judged, or what cannot be read for certain in it."""
    value, why = line.cells[Part.VALUE], line.cells[Part.REASON]
    reason = _reason(why)
    wrong: list[Wrong] = [(why, reason)] if isinstance(reason, Unreadable) else []
    if value.empty:
        return wrong or ([(why, _lonely(why))] if reason else None)
    if value.kind is Kind.TEXT and key(value.text) in _WITHDRAWN:
        return wrong or _taken_back(asked, line, "" if isinstance(reason, Unreadable) else reason)
    read = _value(asked, line.id, value, "" if isinstance(reason, Unreadable) else reason)
    if isinstance(read, Unreadable):
        return [(value, read), *wrong]
    if isinstance(reason, Unreadable):
        return wrong
    need = _needed(asked, line.id, read)
    if need is not None and not reason:
        return [(why, need)]
    made, before = Said(read, reason), asked.recorded.get(line.id)
    if asked.older and before is not None and not judgements.alike(before, made):
        return [(value, Unreadable(_recorded(asked, line.id, before), _written_anew(), ""))]
    return made


def _recorded(asked: Asked, id_: str, before: Said) -> str:
    """Return what is on record of an item, with its reason."""
    value = shown(asked.facts[id_], before.value._replace(not_applicable=""))
    text = _("what is on record: {value} – {reason}") if before.reason else _("what is on record: {value}")
    return text.format(value=value, reason=before.reason)


def _taken_back(asked: Asked, line: Line[Part], reason: str) -> Withdrawn | list[Wrong]:
    """Return why an item is judged no more, or what is missing for that."""
    value, before = line.cells[Part.VALUE], asked.recorded.get(line.id)
    if before is None:
        expected, mend = _("a value, or an empty cell"), _("empty the cell: nothing of this item is on record")
        return [(value, Unreadable(expected, mend, ""))]
    if asked.older:
        return [(value, Unreadable(_recorded(asked, line.id, before), _written_anew(), ""))]
    if not reason:
        mend = _("write into the column “{heading}” why it is taken back").format(heading=HEADINGS[Part.REASON])
        return [(line.cells[Part.REASON], Unreadable(_("a reason"), mend, _("a value taken back without a reason")))]
    return Withdrawn(reason)


def _reason(cell: Cell) -> str | Unreadable:
    text = "" if cell.empty else seen(cell, _("a reason in a few words"))
    return reading.reason(text) if isinstance(text, str) and text else text


def _value(asked: Asked, id_: str, cell: Cell, reason: str) -> Value | Unreadable:
    """Return the value of a cell: the declared one by its word, or any that the fact can have."""
    fact, declared = asked.facts[id_], asked.declared.get(id_)
    text = seen(cell, spelling.how(fact))
    if isinstance(text, str) and key(text) in _AS_DECLARED:
        if declared is not None:
            return declared
        mend = _("write the value that the evidence shows, or leave the cell empty")
        return Unreadable(_("a value: the office did not answer this"), mend, quoted(text))
    stated = answer(fact, cell)
    return stated if isinstance(stated, Unreadable) else _of(fact, stated, declared, reason)


def _of(fact: Fact, stated: Stated, declared: Value | None, reason: str) -> Value:
    if stated.not_applicable is not None:
        same = declared is not None and declared.amount is None
        return declared if same and declared is not None else Value(None, not_applicable=reason)
    if stated.counted is not None and stated.total is not None:
        return of_counts(fact, Fraction(stated.counted), Fraction(stated.total))
    text = {"yes": "1", "no": "0"}.get(stated.value or "", (stated.value or "").rstrip("%"))
    return record.value_of({"value": text}, fact)


def _needed(asked: Asked, id_: str, value: Value) -> Unreadable | None:
    """Return why a value needs a reason; None where it stands for itself."""
    heading = HEADINGS[Part.REASON]
    if asked.agreed is not None:
        agreed = asked.agreed.get(id_)
        if agreed is not None and judgements.same(agreed, value):
            return None
        seen_ = (
            _("a value on which the assessors do not agree, without a reason")
            if agreed is None
            else _("another value than all assessors established, without a reason")
        )
        mend = _("write into the column “{heading}” why the panel decided so").format(heading=heading)
        return Unreadable(_("a reason of the panel"), mend, seen_)
    declared = asked.declared.get(id_)
    if declared is not None and judgements.same(declared, value):
        return None
    mend = _("write into the column “{heading}” what the evidence shows").format(heading=heading)
    return Unreadable(_("a reason"), mend, _("another value than the declared one, without a reason"))


def _lonely(why: Cell) -> Unreadable:
    mend = _("write the value, or empty this cell")
    return Unreadable(
        _("a reason only beside a value"), mend, _("{text} without a value").format(text=quoted(why.text))
    )


def _problem(book: Book, line: Line[Part], cell: Cell, why: Unreadable) -> Problem:
    place = rows.place(line.sheet, cell.name)
    return Problem(str(book.path), None, why.seen or quoted(cell.text), why.expected, why.mend, place)
