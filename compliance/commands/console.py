"""What reaches the terminal: UTF-8, right-to-left where the console can, visual order where it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TextIO

import click

from compliance import language
from compliance.errors import BadInput, CannotAccess, ComplianceError, MissingExtra, Problem
from compliance.language import LOCALE_FOLDER, _

if TYPE_CHECKING:
    from compliance.report.screens.terminal import Mode, Sheet

_EVERY = 0.5  # seconds between two lines of progress
_PIPE_WIDTH = 160
_frame: ContextVar[Mapping[str, Any]] = ContextVar("frame", default=MappingProxyType({}))
_as_json: ContextVar[bool] = ContextVar("as_json", default=False)
_forced: ContextVar[bool | None] = ContextVar("visual", default=None)


def prepare(as_json: bool) -> None:
    """Force UTF-8 on the standard streams and let click speak the language in use.

    `as_json` says that a program reads standard output, so that problems are printed there too.
    """
    import gettext

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="replace")
    _as_json.set(as_json)
    _frame.set({})
    gettext.bindtextdomain("messages", str(LOCALE_FOLDER))
    os.environ["LANGUAGE"] = language.current()  # click asks gettext, and gettext asks this


def frame(record: Mapping[str, Any]) -> None:
    """Say what stands around the problems when a verb's JSON has nothing else to tell."""
    _frame.set(record)


def frame_now() -> Mapping[str, Any]:
    """Return what stands around the problems."""
    return _frame.get()


def add_to_frame(record: Mapping[str, Any]) -> None:
    """Say what was done before the problem."""
    _frame.set({**_frame.get(), **record})


def force_visual(value: bool | None) -> None:
    """Let --visual or --no-visual decide instead of what is known of the console."""
    _forced.set(value)


def mode(stream: TextIO) -> Mode:
    """Return how text has to be prepared for a stream.

    A pipe or file gets plain text. A console gets visual order unless it is known to do bidi itself.
    """
    forced = _forced.get()
    if forced:
        return "visual"
    if not stream.isatty():
        return "plain"
    return "bidi" if forced is False or _knows_bidi(os.environ, sys.platform) else "visual"


def _knows_bidi(environment: Any, platform: str) -> bool:
    """Whether the terminal reorders right-to-left lines: newer VTE, Konsole, mlterm, Apple's; never Windows."""
    if platform == "win32":
        return False
    vte = environment.get("VTE_VERSION", "")
    return (
        (vte.isdigit() and int(vte) >= 5800)
        or bool(environment.get("KONSOLE_VERSION"))
        or environment.get("TERM", "").startswith("mlterm")
        or environment.get("TERM_PROGRAM") == "Apple_Terminal"
    )


def fitted(text: str) -> str:
    """Return plain lines as standard output can show them."""
    if language.current() == "fa" and mode(sys.stdout) == "visual":
        from compliance.persian.marks import visual

        return "\n".join(
            visual(line) if any("\u0600" <= c <= "\u06ff" for c in line) else line for line in text.split("\n")
        )
    return text


def show(sheet: Sheet, error: bool = False) -> None:
    """Print paragraphs and tables on standard output, or on standard error."""
    import shutil

    stream = sys.stderr if error else sys.stdout
    width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns if stream.isatty() else _PIPE_WIDTH
    click.echo(sheet.render(mode(stream), width), err=error)


def say(text: str) -> None:
    """Print a line on standard output."""
    click.echo(fitted(text))


def data(record: Any) -> None:
    """Print JSON on standard output."""
    import json

    click.echo(json.dumps(record, ensure_ascii=False, indent=2))


def plain(text: str) -> None:
    """Print a text as it is on standard output, for another program or a file."""
    click.echo(text, nl=False)


def note(text: str) -> None:
    """Print a message on standard error, broken at the console's width where its order needs that."""
    if mode(sys.stderr) != "plain":
        from compliance.report.screens.terminal import Sheet

        page = Sheet()
        page.say(text)
        show(page, error=True)
    else:
        click.echo(text, err=True)


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """Let long work say on a console what it is at, on one line that goes when the work is over."""
    import shutil

    from compliance.report.screens.terminal import Sheet

    def tell(text: str) -> None:
        page = Sheet()
        page.say(text)
        line = page.render(mode(sys.stderr), shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns - 1)
        click.echo(f"\r{line.splitlines()[0]}\x1b[K", err=True, nl=False)

    if not sys.stderr.isatty():
        yield lambda text: None
        return
    try:
        yield tell
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def counting() -> Iterator[Callable[[Callable[[], str]], None]]:
    """Let long work say on a console how far it is, twice a second at most; a text is made only to be shown."""
    import time

    told = 0.0
    with working() as tell:

        def now_and_then(text: Callable[[], str]) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told > _EVERY:
                told = now
                tell(text())

        yield now_and_then


def explain(error: ComplianceError) -> None:
    """Print what is wrong and how to mend it on standard error, and as JSON where that was asked for."""
    if _as_json.get():
        data({**_frame.get(), "problems": [problem_record(problem) for problem in _problems(error)]})
    if isinstance(error, BadInput):
        from compliance.persian import numbers

        for problem in error.problems:
            note(sentence(problem))
        note(_("problems: {n}; nothing was changed").format(n=numbers.digits(len(error.problems))))
    elif isinstance(error, CannotAccess):
        note(_("{path}: {reason}. {mend}").format(path=error.path, reason=error.reason, mend=error.mend))
    elif isinstance(error, MissingExtra):
        note(_("this needs packages that are not installed: {command}").format(command=error.command))


def _problems(error: ComplianceError) -> tuple[Problem, ...]:
    if isinstance(error, BadInput):
        return error.problems
    if isinstance(error, CannotAccess):
        return (Problem(error.path, None, error.reason, _("a file or folder that can be used"), error.mend),)
    if isinstance(error, MissingExtra):
        seen = _("the extra “{extra}” is not installed").format(extra=error.extra)
        return (Problem(error.extra, None, seen, _("its packages"), error.command),)
    return ()


def sentence(problem: Problem) -> str:
    """Return a problem as lines: the place first, so that editors can jump to it."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    if problem.place:
        place = _("{file}, {place}").format(file=place, place=problem.place)
    return _("{place}: seen: {seen}; expected: {expected}; to mend it: {mend}").format(
        place=place, seen=problem.seen, expected=problem.expected, mend=problem.mend
    )


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON prints it; its place stands there only in files without lines."""
    return {
        "file": problem.file,
        "line": problem.line,
        **({"place": problem.place} if problem.place else {}),
        "seen": problem.seen,
        "expected": problem.expected,
        "mend": problem.mend,
    }


def user() -> str:
    """Return the name of this machine's user, empty for one without a name."""
    import getpass

    try:
        return getpass.getuser().encode("utf-8", "replace").decode()
    except (KeyError, OSError, ImportError):  # such as in a container
        return ""
