"""What a body's offices come to as tables, for the terminal and for the page beside the body's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from compliance.headquarters.showing import papers
from compliance.headquarters.showing.rollups import sentences as words_of
from compliance.language import _
from compliance.model.checklist import AnswerKind, Library
from compliance.model.rollup import Done, Result, Rollup, Spread, Used
from compliance.persian import numbers
from compliance.persian.letters import sort_key
from compliance.report import words
from compliance.report.document import Block, Document, Grid, Paragraph, Part, Tone
from compliance.report.screens import entries
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Table, make


def sheet(done: Done, folder: Path, library: Library) -> Sheet:
    """Return what was rolled up and how, what is asked, who has to complete what, and what became of the folder."""
    page, rolled = Sheet(), done.rolled
    for line in (
        words_of.title(rolled, library),
        *words_of.summary(rolled, library),
        *words_of.notes(rolled, library),
    ):
        page.say(line)
    for heading, table in _tables(rolled, library):
        page.show(table, heading)
    page.show(kept(done), _("Answered otherwise in the folder; that stays"))
    page.say()
    for line in words_of.done(done, folder):
        page.say(line)
    return page


def kept(done: Done) -> Table:
    """One row an answer that stays although the offices come to another one."""
    return make(
        [
            (_("question"), False, False, True),
            (_("in the folder"), False, False, True),
            (_("rolled up"), False, False, True),
        ],
        [
            (
                str(one.result.fact.question),
                entries.stated(one.result.fact, one.theirs),
                words.value(one.result.fact, one.result.value),
            )
            for one in done.kept
        ],
    )


def document(rolled: Rollup, library: Library, day: date) -> Document:
    """Return the same as a page of a day; the same filings give the same code on any day."""
    blocks: list[Block] = [Paragraph(line) for line in words_of.summary(rolled, library)]
    blocks += [Paragraph(line, Tone.SOFT) for line in words_of.notes(rolled, library)]
    blocks += [Grid(table, heading) for heading, table in _tables(rolled, library) if table.rows]
    title = words_of.title(rolled, library)
    return papers.paper([Part("rollup", title, tuple(blocks))], title, rolled.round, day, registered=False)


def _tables(rolled: Rollup, library: Library) -> Iterator[tuple[str, Table]]:
    yield _("Rolled up"), values(rolled, library)
    yield _("Asked of a person, with what the offices said"), asked(rolled, library)
    yield _("What offices have to complete"), gaps(rolled)
    yield _("Not in it"), away(rolled)


def values(rolled: Rollup, library: Library) -> Table:
    """One row a value: how it came about, over how many offices, and how they spread."""
    return make(
        [
            (_("question"), False),
            (_("value"), False),
            (_("how"), False, False, True),
            (_("offices"), True),
            (_("least"), True, True),
            (_("lower quartile"), True, True),
            (_("median"), True, True),
            (_("upper quartile"), True, True),
            (_("most"), True, True),
        ],
        [_value(result, rolled, library) for result in rolled.values],
    )


def _value(result: Result, rolled: Rollup, library: Library) -> tuple[str, ...]:
    return (
        str(result.fact.question),
        words.value(result.fact, result.value),
        words_of.way(result, library),
        words_of.over(result, rolled),
        *_spread(result, result.spread),
    )


def _spread(result: Result, of: Spread | None) -> tuple[str, ...]:
    """Return the spread without its unit, which stands in the value."""
    if of is None:
        return ("—",) * len(Spread._fields)
    share = result.fact.answer is AnswerKind.COUNTS or (result.fact.unit and result.fact.unit.en == "per cent")
    return tuple(map(numbers.per_cent if share else numbers.show, of))


def asked(rolled: Rollup, library: Library) -> Table:
    """One row a fact that a person answers: why, and what the offices said."""
    return make(
        [
            (_("question"), False, False, True),
            (_("why it is asked"), False, False, True),
            (_("what the offices said"), False, False, True),
        ],
        [
            (
                str(result.fact.question),
                words_of.reason(result, library),
                words_of.said(result) or "—",
            )
            for result in words_of.asked(rolled, library)
        ],
    )


def gaps(rolled: Rollup) -> Table:
    """One row an office of which answers are left out of values, with how many of each kind."""
    found = words_of.gaps(rolled)
    return make(
        [(_("office"), False), (_("left out of a value, facts of each kind"), False, False, True)],
        [
            (words_of.called(one), _("; ").join(_gap(kinds)))
            for one in sorted(rolled.filed, key=lambda one: sort_key(words_of.called(one)))
            if (kinds := found.get(one.office))
        ],
    )


def _gap(kinds: Mapping[Used, Sequence[str]]) -> Iterator[str]:
    for used, text in words_of.LEFT_OUT.items():
        if used in kinds:
            yield _("{what}: {n}").format(what=_(text), n=numbers.show(len(kinds[used])))


def away(rolled: Rollup) -> Table:
    """Everybody of whom no filing counts, by name."""
    return make(
        [(_("office"), False), (_("how it stands to the round"), False, False, True), (_("letter"), True, True)],
        [
            (words_of.called(one), words_of.standing(one, key), numbers.digits(one.letter) if one.letter else "—")
            for one, key in sorted(words_of.away(rolled), key=lambda pair: sort_key(words_of.called(pair[0])))
        ],
    )
