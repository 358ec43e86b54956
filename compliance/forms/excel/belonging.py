"""Whether a form belongs to the office and round it is read into, and still asks what is asked there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from compliance.checklist.comparison import meaning
from compliance.errors import Problem
from compliance.forms.excel import stamp
from compliance.forms.excel.stamp import Stamp
from compliance.forms.excel.workbook import Book
from compliance.forms.workbooks.rows import Page
from compliance.language import _
from compliance.model.checklist import Fact
from compliance.persian import numbers
from compliance.schema import listed, nearest, quoted


def stamp_of(book: Book, problems: list[Problem]) -> Stamp | None:
    """Return what the hidden sheet of a form says; copies of it have to say the same."""
    pages = [page for page in book.pages if page.rows and stamp.is_stamp(page.texts[0])]
    contents = {tuple(page.texts) for page in pages}
    if len(contents) == 1:
        try:
            return stamp.read(contents.pop())
        except stamp.Unknown as unknown:
            problems.append(_refused(book, str(unknown)))
            return None
    seen = _("two forms in one workbook") if contents else _("a workbook without the form's hidden sheet")
    problems.append(_refused(book, seen))
    return None


def is_stamp(page: Page) -> bool:
    """Whether a sheet is the hidden one that programs know a form by."""
    return bool(page.rows) and stamp.is_stamp(page.texts[0])


def _refused(book: Book, seen: str) -> Problem:
    return Problem(
        str(book.path),
        None,
        seen,
        _("one form as “form export” wrote it"),
        _("export the form anew, and copy the answers into it"),
    )


def strange(book: Book, found: Stamp, office: str, round_id: str, systems: Sequence[str]) -> Iterator[Problem]:
    """Yield why a form does not belong here: another office, another round, a system that is not entered."""
    file, origin = str(book.path), found.origin
    if origin.office != office:
        yield Problem(
            file,
            None,
            _("a form of the office {office}").format(office=quoted(origin.office)),
            _("a form of {office}").format(office=quoted(office)),
            _("import it into the folder of its own office"),
        )
    elif origin.round != round_id:
        yield Problem(
            file,
            None,
            _("a form of round {round}").format(round=numbers.digits(origin.round)),
            _("a form of round {round}").format(round=numbers.digits(round_id)),
            _("import it with --round {round}, or export the form of this round").format(round=origin.round),
        )
    elif origin.system and origin.system not in systems:
        yield Problem(
            file,
            None,
            _("a form of the system {system}").format(system=quoted(origin.system)),
            _("a system of office.yaml"),
            nearest(origin.system, systems),
        )


def changed(book: Book, found: Stamp, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Problem]]:
    """Yield the facts of a form that are asked no more, or whose question means something else since."""
    for id_, given in found.given.items():
        fact = facts.get(id_)
        what = meaning(given.asks, fact) if fact else []
        if fact is not None and not what:
            continue
        seen = _("{fact}, which is asked no more") if fact is None else _("{fact}, whose question changed: {what}")
        yield (
            id_,
            Problem(
                str(book.path),
                None,
                seen.format(fact=id_, what=listed(what)),
                _("the questions as they are asked now"),
                _("export the form anew and answer this question again; --partial takes the others"),
            ),
        )
