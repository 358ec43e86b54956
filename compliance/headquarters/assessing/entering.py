"""Sheets entered: all of them whole, or none and everything that is wrong with any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from compliance.errors import BadInput, CannotAccess, Problem
from compliance.headquarters import roster
from compliance.headquarters.assessing import assessors, cases, declared, folders, judgements, words
from compliance.headquarters.assessing import board as boards
from compliance.headquarters.assessing.board import Board
from compliance.headquarters.assessing.cases import Assessed
from compliance.headquarters.assessing.judgements import Sheet
from compliance.headquarters.assessing.sheets import reading
from compliance.headquarters.assessing.sheets.layout import Origin, Part
from compliance.headquarters.assessing.sheets.reading import Asked, Book
from compliance.headquarters.store import Store
from compliance.language import _
from compliance.model.assessing import Points, Stage
from compliance.model.checklist import Checklist, Library
from compliance.persian import numbers
from compliance.schema import nearest, quoted, shorten


class Entered(NamedTuple):
    """A sheet that was entered: how many items it judges of how many, what of that is new, and what it comes to.

    `changed` counts values that were another before, `gone` items that are judged no more.
    """

    path: Path
    sheet: Sheet
    asked: int
    judged: int
    new: int
    changed: int
    gone: int
    points: Points


class Given(NamedTuple):
    """What was entered, and the sheets that lay in folders and were left out.

    `empty` are those in which nothing is filled in yet, `there` those that say what is on record already, `others`
    those of the panel among those of assessors, or the other way round.
    """

    entries: tuple[Entered, ...]
    empty: tuple[Path, ...]
    there: tuple[Path, ...]
    others: tuple[Path, ...]


class _Read(NamedTuple):
    """A sheet that belongs here, with what the record held before it: as values, and as a seal."""

    book: Book
    sheet: Sheet
    checklist: Checklist
    before: judgements.Established
    recorded: str


class _Left(NamedTuple):
    """The sheets in folders that are left out."""

    empty: list[Path]
    there: list[Path]
    others: list[Path]


Boards = dict[tuple[str, str], Board]  # by round and checklist


Tell = Callable[[int, int], None]  # how many files of how many were read


def enter(
    store: Store,
    who: str,
    library: Library,
    paths: Sequence[Path],
    of_panel: bool,
    tell: Tell | None = None,
) -> Given:
    """Enter sheets of assessors, or of the panel; BadInput with all that is wrong, and then nothing is entered.

    Of a folder those that are filled in are taken. Files are read before the record is held; what may have changed
    meanwhile is looked at again within the change.
    """
    problems: list[Problem] = []
    found, left = folders.sheets(paths), _Left([], [], [])
    books = []
    for n, path in enumerate(found, 1):
        book = _opened(path, library, problems)
        if book is not None and _is_wanted(book, of_panel, found[path], left, problems):
            books.append(book)
        if tell is not None:
            tell(n, len(found))
    boards_ = _boards(store, library, books, problems)
    read = []
    for book in books:
        one = _understood(store, library, boards_, book, problems, left if found[book.path] else None)
        read += [one] if one is not None else []
    problems += _doubled(read)
    if not read and not problems and not left.there:
        problems += [_unfilled(path) for path in left.empty] or [_no_sheet(path, of_panel) for path in paths]
    if problems:
        raise BadInput(problems)
    with store.changing(who) as change:
        again = _boards(store, library, [one.book for one in read], problems)
        problems += (problem for one in read if not problems for problem in _strange(again, one.book))
        problems += (problem for one in read if not problems for problem in _overtaken(again, one))
        if problems:
            raise BadInput(problems)
        for one in read:
            judgements.enter(change, one.checklist, one.sheet)
    return Given(tuple(_entered(one) for one in read), *map(tuple, left))


def _opened(path: Path, library: Library, problems: list[Problem]) -> Book | None:
    """Return a sheet; None with the reason among the problems."""
    try:
        return reading.opened(path, library.checklists, problems)
    except BadInput as error:
        problems += error.problems
        return None
    except CannotAccess as error:
        problems.append(Problem(error.path, None, error.reason, _("a file that can be read"), error.mend))
    return None


def _is_wanted(book: Book, of_panel: bool, in_folder: bool, left: _Left, problems: list[Problem]) -> bool:
    """Whether a sheet is to be entered: in folders other kinds and empty ones are left out."""
    if in_folder and book.origin.of_panel != of_panel:
        left.others.append(book.path)
        return False
    if in_folder and book.untouched and all(line.cells[Part.VALUE].empty for line in book.lines):
        left.empty.append(book.path)
        return False
    return _is_of(book, of_panel, problems)


def _boards(store: Store, library: Library, books: Sequence[Book], problems: list[Problem]) -> Boards:
    """Return what is known of the offices of sheets, read once for every round and checklist."""
    there = roster.offices(store)
    offices: dict[tuple[str, str], dict[str, None]] = {}
    for book in books:
        wrong = list(_unknown(library, there, book))
        problems += wrong
        if not wrong:
            offices.setdefault((book.origin.round, book.origin.checklist), {})[book.origin.office] = None
    found: Boards = {}
    for (round_, checklist), ids in offices.items():
        try:
            found[round_, checklist] = boards.read(
                store, library.facts, cases.asked(store, library, round_, checklist), ids
            )
        except BadInput as error:  # of the round
            first = next(book for book in books if (book.origin.round, book.origin.checklist) == (round_, checklist))
            problems += (problem._replace(file=str(first.path)) for problem in error.problems)
    return found


def _understood(
    store: Store, library: Library, found: Boards, book: Book, problems: list[Problem], left: _Left | None
) -> _Read | None:
    """Return what a sheet says; None with the reasons among the problems.

    None as well for one that says nothing new, where such ones are left out.
    """
    origin, facts = book.origin, library.facts
    board = found.get((origin.round, origin.checklist))
    if board is None or origin.office not in board.cases or list(_unknown(library, board.cases, book)):
        return None
    one, before = board.cases[origin.office], len(problems)
    problems += _strange(found, book)
    if not _same_filing(one, origin):
        return None  # what it says of another filing is not looked at
    try:
        entries = declared.entries(declared.read(store, facts, one.filing), origin.system)
    except BadInput as error:
        problems += error.problems
        return None
    judged = {id_: of.said(facts) for id_, of in board.by(origin.office, origin.system).items()}
    agreed = judgements.agreed(judged) if len(judged) == len(one.assessors) else {}
    there = board.recorded(origin.office, origin.system, origin.assessor)
    then, recorded = there.said(facts) if there else {}, there.sha256 if there else ""
    asked = Asked(
        board.of.checklist,
        facts,
        {fact: entry.value for fact, entry in entries.items()},
        agreed if origin.of_panel else None,
        then,
        recorded != origin.recorded,
    )
    wanted = {*entries, *(fact for of in judged.values() for fact in of)}
    if left is not None and book.untouched and _waits(book, wanted):
        left.empty.append(book.path)
        del problems[before:]  # nobody wrote into it yet: it is looked at when it comes back
        return None
    read = len(problems)
    said, withdrawn = reading.said(book, asked, problems)
    if left is not None and len(problems) == read and said and _is_there(said, withdrawn, then):
        left.there.append(book.path)
        del problems[before:]  # its office may have come further since
        return None
    if not said and len(problems) == before:
        problems.append(_nothing_judged(book.path))
    if len(problems) > before:
        return None
    sheet = Sheet(one.case, origin.system, origin.assessor, one.filing, said, withdrawn)
    return _Read(book, sheet, board.of.checklist, then, recorded)


def _is_there(said: judgements.Established, withdrawn: Collection[str], before: judgements.Established) -> bool:
    return (
        not withdrawn and set(said) == set(before) and all(judgements.alike(said[id_], before[id_]) for id_ in said)
    )


def _waits(book: Book, wanted: Collection[str]) -> bool:
    """Whether a sheet leaves anything open that the office answered or an assessor judged."""
    return any(line.id in wanted and line.cells[Part.VALUE].empty for line in book.lines)


def _nothing_judged(path: Path) -> Problem:
    expected = _("at least one item that is judged")
    mend = _("fill it in first; what was established before stays as it is")
    return Problem(str(path), None, _("a sheet in which nothing is judged"), expected, mend)


def _unfilled(path: Path) -> Problem:
    expected = _("at least one item that is judged")
    return Problem(str(path), None, _("a sheet in which nothing is filled in yet"), expected, _("fill it in first"))


def _no_sheet(path: Path, of_panel: bool) -> Problem:
    """Return what is said of a folder in which only sheets of the other kind lie."""
    seen = _("only sheets of assessors") if of_panel else _("only sheets of the panel")
    expected = _("a sheet of the panel") if of_panel else _("a sheet of an assessor")
    mend = _("enter it with “hq assess enter”") if of_panel else _("enter it with “hq assess consensus”")
    return Problem(str(path), None, seen, expected, mend)


def _is_of(book: Book, of_panel: bool, problems: list[Problem]) -> bool:
    """Whether a sheet is of the kind that is entered."""
    if book.origin.of_panel == of_panel:
        return True
    seen = _("a sheet of the panel") if book.origin.of_panel else _("a sheet of an assessor")
    expected = _("a sheet of the panel") if of_panel else _("a sheet of an assessor")
    mend = _("enter it with “hq assess consensus”") if book.origin.of_panel else _("enter it with “hq assess enter”")
    problems.append(Problem(str(book.path), None, seen, expected, mend))
    return False


def _unknown(library: Library, offices: Collection[str], book: Book) -> Iterator[Problem]:
    """Give why a sheet is none of this store: another office, another version of a checklist."""
    origin, file = book.origin, str(book.path)
    checklist = library.checklists.get(origin.checklist)
    if origin.office not in offices:
        seen = _("a sheet of the office {office}").format(office=quoted(origin.office))
        yield Problem(file, None, seen, _("an enrolled office"), nearest(origin.office, offices))
    if checklist is not None and checklist.sha256 == origin.sha256:
        return
    seen = _("a sheet of “{checklist}”, version {version} ({sha256})")
    expected = _("version {version} ({sha256})")
    yield Problem(
        file,
        None,
        seen.format(
            checklist=shorten(origin.checklist),
            version=numbers.digits(shorten(origin.version)),
            sha256=origin.sha256[:12],
        ),
        _("a checklist in force")
        if checklist is None
        else expected.format(version=numbers.digits(checklist.version), sha256=checklist.sha256[:12]),
        _("name the folder it was written with: --checklists; or write the sheet anew"),
    )


def _same_filing(one: Assessed, origin: Origin) -> bool:
    return bool(one.filing) and one.filing == origin.filing and origin.system in one.systems


def _strange(found: Boards, book: Book) -> Iterator[Problem]:
    """Give why a sheet cannot be entered now: its filing, its assessor, the stage of the office."""
    origin, file = book.origin, str(book.path)
    board = found[origin.round, origin.checklist]
    one = board.cases[origin.office]
    if not _same_filing(one, origin):
        seen = _("a sheet made from another filing than the one that is assessed")
        expected = _("the filing {sha256}").format(sha256=one.filing[:12] or "—")
        yield Problem(file, None, seen, expected, _("write the sheet anew: hq assess sheet"))
    elif board.of.checklist.sha256 != one.instrument:
        seen = _("a checklist by which the filing was not judged")
        expected = _("version {version} ({sha256})").format(
            version=numbers.digits(board.of.checklist.version), sha256=one.instrument[:12]
        )
        yield Problem(file, None, seen, expected, _("name the folder of that version: --checklists"))
    stage = Stage.CONSENSUS if origin.of_panel else Stage.EVIDENCE
    if one.stage is not stage:
        seen = _("an office at the stage {stage}").format(stage=words.stage(one.stage))
        expected = _("an office at {stages}").format(stages=words.stage(stage))
        yield Problem(file, None, seen, expected, words.way_to(one.stage, stage, one.office.id))
    if origin.of_panel and not board.held(one.office.id):
        seen, expected = _("no minutes of a defence session"), _("a session with its minutes")
        yield Problem(file, None, seen, expected, _("record it: hq assess defence"))
    if not origin.of_panel:
        yield from _assessor(board, one, book)


def _overtaken(found: Boards, read: _Read) -> Iterator[Problem]:
    """Give a sheet of whose assessor or panel something else was recorded while it was read."""
    origin = read.book.origin
    there = found[origin.round, origin.checklist].recorded(origin.office, origin.system, origin.assessor)
    if (there.sha256 if there else "") != read.recorded:
        seen, expected = _("values that somebody else recorded meanwhile"), _("what was on record a moment ago")
        yield Problem(str(read.book.path), None, seen, expected, _("enter it once more"))


def _assessor(board: Board, one: Assessed, book: Book) -> Iterator[Problem]:
    """Give why somebody may not judge an office: not assigned to it, or with a conflict of interest."""
    id_, file = book.origin.assessor, str(book.path)
    if id_ not in one.assessors:
        seen = _("a sheet of {assessor}, who is not assigned to {office}").format(
            assessor=quoted(id_), office=one.office.id
        )
        mend = nearest(id_, one.assessors)
        yield Problem(file, None, seen, _("one of its assessors"), mend)
    elif ties := assessors.conflicts(board.people[id_], one.office):
        seen = _("{assessor} must not judge it: {why}").format(assessor=id_, why=words.because(ties))
        expected = _("an assessor without a conflict of interest")
        yield Problem(file, None, seen, expected, _("release them: hq assess release"))


def _doubled(read: Sequence[_Read]) -> Iterator[Problem]:
    """Give the sheets of which another one was named too, of the same office by the same assessor."""
    seen: dict[tuple[object, ...], Path] = {}
    for one in read:
        whose = (one.sheet.case, one.sheet.system, one.sheet.assessor)
        if whose in seen:
            text = _("a second sheet of the same office, beside {path}").format(path=seen[whose])
            yield Problem(str(one.book.path), None, text, _("one sheet"), _("leave out the one that is not meant"))
        seen.setdefault(whose, one.book.path)


def _entered(one: _Read) -> Entered:
    said, before = one.sheet.said, one.before
    asked = judgements.asked_facts(one.checklist)
    changed = sum(fact in before and not judgements.alike(said[fact], before[fact]) for fact in said)
    return Entered(
        one.book.path,
        one.sheet,
        len(asked),
        len(said),
        sum(fact not in before for fact in said),
        changed,
        len(one.sheet.withdrawn),
        judgements.points(one.checklist, said),
    )
