"""An office's round as the forms see it: what holds now, what is judged, and the one way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from compliance import files, personal
from compliance.assessment import facts, scoring
from compliance.checklist.comparison import meaning
from compliance.errors import BadInput
from compliance.forms.questions import Question
from compliance.forms.reading import LETTER
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Answer, Known, Source, Unit, Value
from compliance.model.record import Author, Wanted
from compliance.model.results import Assessment
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office import attachments, snapshot
from compliance.office.answers import Entry
from compliance.office.desk import Desk, Entered
from compliance.persian import numbers
from compliance.personal import Search
from compliance.schema import listed, quoted


class Bench:
    """What a form needs of an office: state, computed values, assessments, and entering changes.

    `measured` are the values that scan and registers decide; `checklists` stand in the order of the office,
    the one whose score is shown first; `units` are the office's; `system` is the entered system that
    is answered, or empty.
    """

    def __init__(
        self,
        instruments: Library,
        desk: Desk,
        measured: Mapping[Source, Mapping[str, Value]],
        checklists: Sequence[str],
        author: Author,
        units: Sequence[Unit],
        system: str = "",
    ) -> None:
        self.instruments, self.desk, self.measured, self.units = instruments, desk, measured, units
        self.checklists, self.author, self.system = checklists, author, system
        self.begun = cache(self._begun)

    def state(self) -> State:
        """Return what every entry says now."""
        return self.desk.state()

    def computed(self, key: Key) -> Known | None:
        """Return what scan and registers say of a fact of the office, the scan first."""
        for source in (Source.SCANNED, Source.REGISTERED):
            value = None if key.system else self.measured.get(source, {}).get(key.fact)
            if value is not None:
                return Known(value, source)
        return None

    def open_among(self, questions: Sequence[Question]) -> list[Question]:
        """Return the questions that have neither an answer nor a computed value."""
        state = self.state()
        return [q for q in questions if self.computed(q.key) is None and not state.get(q.key, NOTHING).answers]

    def assessments(self) -> list[Assessment]:
        """Return every checklist of the office, or of the system, judged as it stands now."""
        return self._judged(self.desk.entries())

    def standing(self) -> tuple[State, list[Assessment]]:
        """Return what `state` and `assessments` do, from one look at the files."""
        entries = self.desk.entries()
        stated = {key: entry.stated for key, entry in entries.items() if entry.stated != NOTHING}
        return stated, self._judged(entries)

    def _judged(self, entries: Mapping[Key, Entry]) -> list[Assessment]:
        given: dict[str, Answer] = {
            key.fact: entry.answer
            for key, entry in entries.items()
            if key.system == self.system and entry.counts and entry.answer
        }
        known = facts.known(given, {} if self.system else self.measured)
        per = "system" if self.system else "office"
        ids = [id_ for id_, c in self.instruments.checklists.items() if c.per == per]
        order = sorted(ids, key=lambda id_: (id_ not in self.checklists, ids.index(id_)))
        first = [id_ for id_ in self.checklists if id_ in ids]
        return [
            scoring.assess(self.instruments.checklists[id_], known, self.system or None)
            for id_ in dict.fromkeys((*first, *order))
        ]

    def chosen_assessments(self) -> list[Assessment]:
        """Return those of the checklists that are being answered."""
        return [a for a in self.assessments() if a.checklist.id in self.checklists]

    def enter(self, wanted: Wanted) -> Entered:
        """Enter one change."""
        return self.desk.enter([wanted], self.author)

    def attach(self, key: Key, text: str, ask: Callable[[str], str | None]) -> list[str]:
        """Attach the file a path names, or the letter “letter NUMBER” names, and return what is to be said."""
        source = Path(text.strip("\"'")).expanduser()
        found = LETTER.fullmatch(text)
        if found and not source.exists():  # a file may be called so as well
            day = self._day(ask(_("Date of the letter (empty: none): ")))
            held_by = ask(_("Who holds it (empty: not said): "))
            class_ = ask(_("Its class, such as restricted (empty: not said): "))
            letter = attachments.letter(found[1], day, held_by or None, class_ or None)
            attachments.attach_letter(self.desk, key, letter, self.author)
            return [_("listed: letter {number}").format(number=letter.name)]
        files.digest(source, self.desk.largest)  # what cannot be attached is said before anything is asked
        day = self._day(ask(_("Date of the document (empty: not said): ")))
        done = attachments.attach(self.desk, key, source, day, self.author)
        return said(done, personal.search(self.desk.folder / done.piece.name))

    def _day(self, text: str | None) -> str | None:
        return attachments.day(text.strip() if text else None, _("date"), self.author.today)

    def origin(self, question: Question, stated: Stated) -> str:
        """Return what changed in a question since the round its proposal was carried over from."""
        old = self.begun(stated.proposed or "")
        fact = old.facts.get(question.fact.id) if old else None
        changed = meaning(fact, question.fact) if fact else []
        return _("This question changed since: {what}").format(what=listed(changed)) if changed else ""

    def _begun(self, round_id: str) -> Library | None:
        try:
            return snapshot.read(self.desk.folder.parent / round_id)
        except BadInput:  # an old copy of the checklists that was damaged only costs this hint
            return None


def said(done: attachments.Attached, search: Search) -> list[str]:
    """Return what people are told after attaching a file: its name, and the national codes in it."""
    name = quoted(done.piece.name.removeprefix("evidence/"))
    lines = [(_("already there: {name}") if done.reused else _("attached: {name}")).format(name=name)]
    if search.found:
        lines.append(_("National codes in {name}; hide them before the file leaves the office:").format(name=name))
        lines += [f"  {found.place}: {found.shown}" for found in search.found]
        if search.more:
            lines.append("  " + _("and {n} more").format(n=numbers.show(search.more)))
    if search.unsearched:
        lines.append(
            _("Not searched for national codes, or only partly: {name}: {why}").format(
                name=name, why=search.unsearched
            )
        )
    return lines
