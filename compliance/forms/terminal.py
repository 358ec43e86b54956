"""The self-check in a terminal: one question at a time, each answer on disk before the next one.

Lines in, lines out: no cursor is moved, so it works through a pipe and on consoles without
right-to-left text alike. What is typed is read by `reading`, what is answered is entered at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from compliance.errors import BadInput, CannotAccess
from compliance.forms import reading, showing
from compliance.forms.questions import Question, points
from compliance.forms.reading import Command, CountAlone, Typed
from compliance.language import _
from compliance.model.checklist import Library
from compliance.model.office import Known
from compliance.model.record import Author, Conflict, Wanted
from compliance.model.results import Assessment
from compliance.model.stated import NOTHING, Key, State, Stated
from compliance.office.desk import Entered
from compliance.persian import dates, numbers
from compliance.schema import quoted
from compliance.values import Unreadable, Way


class Console(Protocol):
    """What the session needs of a console."""

    def say(self, *lines: str) -> None:
        """Print lines."""

    def warn(self, text: str) -> None:
        """Print what could not be understood."""

    def ask(self, prompt: str) -> str | None:
        """Return the next line, None when there are no more."""


class Bench(Protocol):
    """What the session needs of the office: what holds now, and the one way in."""

    instruments: Library
    author: Author

    def state(self) -> State:
        """Return what every entry says now."""

    def computed(self, key: Key) -> Known | None:
        """Return what register or scan say of a fact."""

    def assessments(self) -> Sequence[Assessment]:
        """Return every checklist judged now, the office's chosen one first."""

    def enter(self, wanted: Wanted) -> Entered:
        """Enter one change."""

    def attach(self, key: Key, text: str, ask: Callable[[str], str | None]) -> Sequence[str]:
        """Attach a file or letter to a fact and return what is to be said about it."""

    def origin(self, question: Question, stated: Stated) -> str:
        """Return from where a proposal comes, and what changed in its question since."""


class Outcome(NamedTuple):
    """What a session came to.

    `refused` says that input ended behind a line that could not be understood; `unsettled` are
    answers that met another one given meanwhile and were left to it.
    """

    saved: tuple[Key, ...]
    refused: bool
    unsettled: tuple[Key, ...]
    timed_out: bool = False


_STOP, _BACK, _NEXT = "stop", "back", "next"


class Session:
    """One run through questions."""

    def __init__(self, bench: Bench, console: Console) -> None:
        self.bench, self.console = bench, console
        self.saved: dict[Key, None] = {}
        self.unsettled: dict[Key, None] = {}
        self.refused = False
        self.base: Stated = NOTHING
        self.override: str | None = None

    def run(self, questions: Sequence[Question], start: int, in_time: Callable[[], bool]) -> Outcome:
        """Ask questions from a position on until they, the input or the time are at an end."""
        at, timed_out = start, False
        while 0 <= at < len(questions):
            if not in_time():
                timed_out = True
                break
            move = self._question(questions[at], at + 1, len(questions))
            if move == _STOP:
                break
            if move == _BACK and at == 0:
                self.console.say(_("This is the first question."))
            at = max(0, at - 1) if move == _BACK else at + 1
        return Outcome(tuple(self.saved), self.refused, tuple(self.unsettled), timed_out)

    def _question(self, question: Question, number: int, of: int) -> str:
        self.override = None
        self.base = self.bench.state().get(question.key, NOTHING)
        hanging = points(question, self.bench.assessments())
        computed = self.bench.computed(question.key)
        self.console.say(*showing.question(question, self.bench.instruments, hanging, number, of))
        self.console.say(*showing.standing(question, self.base, computed, self._origin(question)))
        while True:
            line = self.console.ask("> ")
            if line is None:
                return _STOP
            move = self._line(question, computed, line)
            if move is not None:
                return move

    def _origin(self, question: Question) -> str:
        return self.bench.origin(question, self.base) if self.base.proposed else ""

    def _line(self, question: Question, computed: Known | None, line: str) -> str | None:
        """Do what a line says; return where to go, None to stay at the question."""
        self.refused = False
        if not line.strip():
            return _NEXT
        typed = reading.command(line)
        if typed is not None:
            return self._command(question, computed, typed)
        said = reading.answer(question.fact, line)
        if isinstance(said, CountAlone):
            return self._total(question, computed, said)
        if isinstance(said, Unreadable):
            return self._refuse(said)
        return self._save(question, self._with_override(said), computed)

    def _total(self, question: Question, computed: Known | None, alone: CountAlone) -> str | None:
        """Ask for the second of two counts; an empty line or another key leaves the first one out again."""
        line = self.console.ask(_("{total} (out of how many): ").format(total=question.fact.total))
        if line is None:
            self._refuse(Unreadable(_("both numbers"), _("answer again with both"), quoted(alone.counted)))
            return _STOP
        typed = reading.command(line)
        if typed is not None or not line.strip():
            return self._command(question, computed, typed) if typed else None
        said = reading.counts(question.fact, alone.counted, line, Way.TERMINAL)
        if isinstance(said, Unreadable):
            return self._refuse(said)
        return self._save(question, self._with_override(said), computed)

    def _with_override(self, said: Stated) -> Stated:
        return said._replace(override=self.override or self.base.override)

    def _command(self, question: Question, computed: Known | None, typed: Typed) -> str | None:
        match typed.command:
            case Command.BACK:
                return _BACK
            case Command.SKIP:
                return _NEXT
            case Command.QUIT:
                return _STOP
            case Command.HELP:
                self.console.say(*showing.keys())
            case Command.NOT_APPLICABLE:
                return self._not_applicable(question, typed.rest, computed)
            case Command.OVERRIDE:
                return self._override(computed, typed.rest)
            case Command.EVIDENCE:
                return self._attach(question, typed.rest)
            case Command.CONFIRM:
                return self._confirm(question)
            case Command.CLEAR:
                return self._save(question, NOTHING, computed)
        return None

    def _not_applicable(self, question: Question, rest: str, computed: Known | None) -> str | None:
        why = self._reason(rest, _("Why does it not apply? "))
        if why is None:
            return _STOP
        if isinstance(why, Unreadable):
            return self._refuse(why)
        return self._save(question, self._with_override(Stated(not_applicable=why)), computed)

    def _override(self, computed: Known | None, rest: str) -> str | None:
        if computed is None:
            self.console.warn(_("Nothing computes this answer, so there is nothing to override: answer it."))
            return None
        why = self._reason(rest, _("Why is your answer to be preferred to the computed one? "))
        if why is None:
            return _STOP
        if isinstance(why, Unreadable):
            return self._refuse(why)
        self.override = why
        self.console.say(_("Now the answer that is to be preferred."))
        return None

    def _reason(self, rest: str, prompt: str) -> str | Unreadable | None:
        text = rest or self.console.ask(prompt)
        return None if text is None else reading.reason(text)

    def _attach(self, question: Question, rest: str) -> str | None:
        text = rest or self.console.ask(_("Path of the file, or “letter” and its number: "))
        if text is None:
            return _STOP
        if not text.strip():
            return None
        try:
            self.console.say(*self.bench.attach(question.key, text.strip(), self.console.ask))
        except BadInput as error:
            for problem in error.problems:
                self._refuse(Unreadable(problem.expected, problem.mend, problem.seen))
        except CannotAccess as error:
            self.refused = True
            self.console.warn(f"{error.path}: {error.reason}. {error.mend}")
        self.base = self.bench.state().get(question.key, NOTHING)
        return None

    def _confirm(self, question: Question) -> str | None:
        if self.base.proposed is None:
            self.console.warn(_("There is nothing to confirm here: answer the question."))
            return None
        return self._save(question, self.base._replace(proposed=None), None)

    def _refuse(self, wrong: Unreadable) -> str | None:
        """Say what could not be understood, and stay at the question."""
        self.refused = True
        self.console.warn(
            _("seen: {seen}; expected: {expected}; to mend it: {mend}").format(
                seen=wrong.seen or "—", expected=wrong.expected, mend=wrong.mend
            )
        )
        return None

    def _save(self, question: Question, said: Stated, computed: Known | None) -> str | None:
        mine = NOTHING
        if said != NOTHING:
            mine = said._replace(
                evidence=self.base.evidence,
                note=self.base.note,
                on=dates.write(self.bench.author.today),
                by=self.bench.author.who or None,
            )
        entered = self.bench.enter(Wanted(question.key, self.base, mine))
        if entered.conflicts:
            return self._conflict(question, entered.conflicts[0])
        self.saved[question.key] = None
        self.console.say(showing.saved(self.bench.assessments(), entered.noticed))
        if computed is not None and mine != NOTHING and not mine.override:
            self.console.say(
                _("The computed answer still holds; “{key}” with a reason prefers yours.").format(
                    key=showing.key(Command.OVERRIDE)
                )
            )
        return _NEXT

    def _conflict(self, question: Question, conflict: Conflict) -> str | None:
        """Show both answers and let the person choose; nothing is overwritten without that."""
        self.console.say(*showing.conflict(question, conflict))
        while True:
            line = self.console.ask(_("1 or 2? "))
            choice = numbers.parse(line or "")
            if line is None or choice == 1:
                if line is None:
                    self.unsettled[question.key] = None
                self.base = conflict.theirs
                return _STOP if line is None else _NEXT
            if choice == 2:
                self.base = conflict.theirs
                return self._save(question, conflict.mine, None)
            self._refuse(Unreadable(_("1 or 2"), _("choose one of the two answers")))
