"""What visits found, taken from their sheets: whole or not at all, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from compliance import clock, files, language, values
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.files import CONTROL
from compliance.forms.excel import cell_answers, spelling
from compliance.forms.workbooks.cells import Kind
from compliance.headquarters import holdings
from compliance.headquarters.auditing import columns, record, sheets
from compliance.headquarters.auditing.columns import Column
from compliance.headquarters.auditing.record import Entered
from compliance.headquarters.auditing.sheets import Line
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.audit import CODE, Draw, Finding, Result
from compliance.model.checklist import Checklist, Fact, Library
from compliance.model.office import Known, Value
from compliance.persian import dates, numbers
from compliance.persian.letters import ascii_digits
from compliance.schema import listed, nearest, quoted
from compliance.values import Unreadable, Way

_LONGEST = 1000
_SHOWN = 3  # draws that are named where a code is of none


class Entry(NamedTuple):
    """What was entered of one draw."""

    draw: Draw
    entered: Entered
    offices: tuple[str, ...]


class _Place(NamedTuple):
    """A drawn item of an office: its fact, and what was declared."""

    fact: Fact
    declared: Known | None


Row = Mapping[Column, str]
Written = Callable[[Draw], Iterable[tuple[Row, ...]]]  # the rows of a draw's sheets, each in every language


class Given(NamedTuple):
    """What was entered by draws, and the sheets in which nothing is filled in yet."""

    entries: tuple[Entry, ...]
    empty: tuple[Path, ...]


def enter(store: Store, library: Library, given: Iterable[Path], who: str, written: Written) -> Given:
    """Record what sheets say; BadInput with every problem of every file, and then nothing is recorded.

    A sheet of a folder in which nothing is filled in is of a visit that is still to come; one that was named itself
    is a mistake. What stands beside what was filled in has to be as it was `written`.
    """
    bench = _Bench(store, library, written)
    empty = tuple(path for path, named in sheets.paths(list(given)).items() if not bench.read(path, named))
    bench.finish()
    made = []
    with store.changing(who) as change:
        for n, found in bench.found.items():
            told = [one.finding for one in found.values()]
            sources = {one.finding.office: files.digest(Path(one.line.file))[0] for one in found.values()}
            made.append(Entry(bench.draws[n], record.enter(change, n, told, sources), tuple(sorted(sources))))
    return Given(tuple(made), empty)


class _Said(NamedTuple):
    """A finding, and the row that said it first."""

    finding: Finding
    line: Line


class _Bench:
    """Reads files one after the other and keeps what each row says, and every problem."""

    def __init__(self, store: Store, library: Library, written: Written) -> None:
        self._store, self._library, self._written = store, library, written
        self.draws: dict[int, Draw] = {}
        self.found: dict[int, dict[tuple[str, str], _Said]] = {}
        self._places: dict[int, dict[tuple[str, str], _Place]] = {}
        self._rows: dict[int, dict[tuple[str, str], tuple[Row, ...]]] = {}
        self._numbers = [one.n for one in record.summaries(store)]
        self._problems: list[Problem] = []

    def read(self, path: Path, named: bool) -> bool:
        """Read a file and return whether anything is filled in, or wrong, as nothing is in one that was named."""
        before, filled = len(self._problems), 0
        try:
            for line in sheets.rows(path):
                if any(line.text(column) for column in columns.FILLED):
                    filled += 1
                    self._row(line)
        except BadInput as error:
            self._problems += error.problems
        except CannotAccess as error:
            self._problems.append(Problem(error.path, None, error.reason, _("a file that can be read"), error.mend))
        if named and not filled and len(self._problems) == before:
            wanted, mend = _("at least one row with its result"), _("fill it in, and give it again")
            self._problems.append(Problem(str(path), None, _("a sheet without results"), wanted, mend))
        return bool(filled) or len(self._problems) > before

    def finish(self) -> None:
        """Raise BadInput with all problems, where there are any."""
        if self._problems:
            raise BadInput(self._problems)

    def _row(self, line: Line) -> None:
        n = self._draw(line)
        place = None if n is None else self._place(line, n)
        if n is None or place is None:
            return
        wrong = len(self._problems)
        self._compare(line, n)
        result, note, day = self._result(line), self._note(line), self._day(line)
        value = self._value(line, result, place)
        if len(self._problems) > wrong or result is None:
            return
        finding = Finding(line.text(Column.OFFICE), line.text(Column.ITEM), result, value, day, note)
        self._keep(line, n, finding)

    def _keep(self, line: Line, n: int, finding: Finding) -> None:
        """Keep a finding; the same item twice has to be said alike."""
        before = self.found.setdefault(n, {}).setdefault((finding.office, finding.item), _Said(finding, line))
        if before.finding != finding:
            said = _("the item {item} of {office} again, otherwise than in {place}")
            seen = said.format(item=finding.item, office=finding.office, place=before.line.at(Column.RESULT))
            self._add(line, Column.RESULT, seen, _("each item once"), _("delete the row that does not hold"))

    def _add(self, line: Line, column: Column, seen: str, expected: str, mend: str) -> None:
        self._problems.append(line.problem(column, seen, expected, mend))

    def _draw(self, line: Line) -> int | None:
        """Return the draw that a row is of; its code says from which list it was drawn as well."""
        code = ascii_digits(line.text(Column.DRAW))
        number = code.removeprefix(CODE).partition("-")[0]
        n = int(number) if number.isdecimal() else 0
        if n in self._numbers:
            if n not in self.draws:
                self.draws[n] = record.numbered(self._store, n)
            if self.draws[n].code == code:
                return n
        known = listed(record.numbered(self._store, one).code for one in self._numbers[-_SHOWN:])
        mend = _("known are: {words}").format(words=known) if known else _("draw one: hq audit draw")
        self._add(line, Column.DRAW, quoted(code), _("the code of a draw of this store"), mend)
        return None

    def _place(self, line: Line, n: int) -> _Place | None:
        """Return the item that a row is about; one that was not drawn has no place in the estimate."""
        if n not in self._places:
            self._places[n] = places(self._store, self._library, self.draws[n])
        office, item = line.text(Column.OFFICE), line.text(Column.ITEM)
        there = self._places[n]
        if (office, item) in there:
            return there[office, item]
        offices = {of for of, _item in there}
        if office not in offices:
            self._add(line, Column.OFFICE, quoted(office), _("an office that was drawn"), nearest(office, offices))
        else:
            drawn = [one for of, one in there if of == office]
            self._add(
                line, Column.ITEM, quoted(item), _("an item of this office that was drawn"), nearest(item, drawn)
            )
        return None

    def _compare(self, line: Line, n: int) -> None:
        """Hold what stands in the grey cells against what was written; an empty one says nothing else."""
        if n not in self._rows:
            self._rows[n] = {
                (one[0][Column.OFFICE], one[0][Column.ITEM]): one for one in self._written(self.draws[n])
            }
        id_ = line.text(Column.OFFICE), line.text(Column.ITEM)
        rows = self._rows[n][id_]
        for column in columns.WRITTEN:
            text = line.text(column)
            if not text or any(columns.alike(text, row[column]) for row in rows):
                continue
            wrote = rows[language.LANGUAGES.index(language.current())][column]
            expected = _("{text}, as it was written for {office} {item}")
            self._add(
                line,
                column,
                quoted(text),
                expected.format(text=quoted(wrote), office=id_[0], item=id_[1]),
                _(
                    "put it back, for only the white cells are filled in; “hq audit sheets” writes the sheet anew "
                    "into another folder"
                ),
            )
            if column is Column.NAME:  # the row is of another office, and nothing in it can fit
                return

    def _result(self, line: Line) -> Result | None:
        text = line.text(Column.RESULT)
        result = columns.of_result(text)
        if result is None:
            known = listed(quoted(_(word)) for word in columns.RESULTS.values())
            self._add(
                line,
                Column.RESULT,
                quoted(text) if text else _("no result"),
                _("one of {words}").format(words=known),
                _("choose one in the cell"),
            )
        elif result is Result.UNCHECKED and not line.text(Column.NOTE):
            self._add(
                line,
                Column.NOTE,
                _("no remark"),
                _("why it was not checked"),
                _("write it in a few words, for the estimate says it"),
            )
        return result

    def _value(self, line: Line, result: Result | None, place: _Place) -> Value | None:
        """Return what was found where it differs; anything that does not go with the result is a problem."""
        cell, text = line.cells.get(Column.FOUND), line.text(Column.FOUND)
        if result is not Result.DIFFERS:
            if text and result is not None:
                self._add(
                    line,
                    Column.FOUND,
                    quoted(text),
                    _("nothing, where the result is “{result}”").format(result=_(columns.RESULTS[result])),
                    _("empty the cell, or let the result be “{result}”").format(
                        result=_(columns.RESULTS[Result.DIFFERS])
                    ),
                )
            return None
        how = spelling.how(place.fact).replace("\n", " / ")
        if cell is None or not text:
            self._add(line, Column.FOUND, _("nothing"), how, _("write what was found, as the question is answered"))
            return None
        stated = cell_answers.answer(place.fact, cell)
        if isinstance(stated, Unreadable):
            self._add(line, Column.FOUND, stated.seen or quoted(text), stated.expected, stated.mend)
            return None
        value = Value(None, not_applicable="")
        if stated.not_applicable is None or stated.counted is not None:
            read = values.read(place.fact, text, Way.FORM)
            assert isinstance(read, Value), text  # as the answer in the cell was read
            value = read
        if place.declared is not None and _same(value, place.declared.value):
            self._add(
                line,
                Column.FOUND,
                quoted(text),
                _("something else than what was declared"),
                _("let the result be “{result}”").format(result=_(columns.RESULTS[Result.SAME])),
            )
        return value

    def _note(self, line: Line) -> str:
        cell = line.cells.get(Column.NOTE)
        text = " ".join(line.text(Column.NOTE).split())
        if cell is not None and cell.kind in (Kind.FORMULA, Kind.ERROR):
            self._add(
                line,
                Column.NOTE,
                _("the formula {text}").format(text=quoted(text)),
                _("a text"),
                _("type it as text"),
            )
        elif CONTROL.search(text) or "\ufffd" in text:
            self._add(line, Column.NOTE, quoted(text), _("a text"), _("type it again"))
        elif len(text) > _LONGEST:
            most = _("at most {n} signs").format(n=numbers.digits(_LONGEST))
            self._add(line, Column.NOTE, quoted(text), most, _("say it shorter"))
        return text

    def _day(self, line: Line) -> str:
        """Return the day of a visit (ISO 8601); a day to come is none."""
        cell, text = line.cells.get(Column.DAY), line.text(Column.DAY)
        if not text:
            return ""
        day: date | None = None
        if cell is not None and cell.kind is Kind.DATE:
            text = _typed(text)
        if cell is None or cell.kind in (Kind.TEXT, Kind.DATE):
            day = dates.read(dates.normal(text) or "")
        if day is None or day > clock.today():
            self._add(
                line,
                Column.DAY,
                quoted(text),
                _("a Jalali date that exists, such as 1405/06/12, and not after today"),
                _("write year, month and day"),
            )
            return ""
        return day.isoformat()


def _typed(text: str) -> str:
    """Return the Jalali day that a spreadsheet's date was typed as."""
    try:
        return dates.of_sheet(datetime.fromisoformat(text))
    except ValueError:
        return text


def _same(found: Value, declared: Value) -> bool:
    """Whether a value is what was declared; counts that come to the same are not, for they say other things."""
    if found.amount is None or declared.amount is None:
        return found.amount is declared.amount
    counts = (found.counted, found.total) == (declared.counted, declared.total)
    return found.amount == declared.amount and (counts or found.counted is None or declared.counted is None)


def facts_of(checklist: Checklist, library: Library) -> Mapping[str, Fact]:
    """Return the fact of each item."""
    return {item.id: library.facts[item.fact] for item in checklist.items}


def checklist_of(library: Library, draw: Draw) -> Checklist:
    """Return the checklist of a draw; BadInput where that version is not the one that is installed."""
    checklist = library.checklists.get(draw.checklist)
    if checklist is None or checklist.sha256 != draw.sha256:
        raise BadInput.of(
            "--checklists",
            None,
            _("{checklist} of another version than the draw is of").format(checklist=draw.checklist),
            _("the version with the SHA-256 {sha256}").format(sha256=draw.sha256),
            _("name the folder of those checklists with --checklists"),
        )
    return checklist


def places(store: Store, library: Library, draw: Draw) -> dict[tuple[str, str], _Place]:
    """Return every drawn item of every drawn office, with its fact and what was declared."""
    facts = facts_of(checklist_of(library, draw), library)
    drawn = {unit.office: unit for unit in draw.drawn}
    held = holdings.held(store, library.facts, draw.round, draw.upto, drawn)
    return {
        (one.office.id, item.id): _Place(facts[item.id], one.facts.get(facts[item.id].id))
        for one in held
        for item in drawn[one.office.id].items
    }
