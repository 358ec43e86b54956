"""A conversation in lines: questions out, lines in, on any console and through pipes."""

from __future__ import annotations

import sys

import click

from compliance.commands import console

_LONGEST = 10_000


class Dialogue:
    """Prints and asks on standard output, or on standard error where that is kept for JSON."""

    def __init__(self, as_json: bool) -> None:
        self.error = as_json
        self.piped = not sys.stdin.isatty()
        if self.piped and hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")

    def say(self, *lines: str) -> None:
        """Print lines, each broken at the console's width."""
        from compliance.report.screens.terminal import Sheet

        page = Sheet()
        for line in lines:
            page.say(line)
        console.show(page, error=self.error)

    def warn(self, text: str) -> None:
        """Print on standard error what could not be understood."""
        console.note(text)

    def ask(self, prompt: str) -> str | None:
        """Return the next line, None at the end of input; a piped one is shown as if it had been typed."""
        click.echo(console.fitted(prompt), nl=False, err=self.error)
        sys.stdout.flush()
        line = sys.stdin.readline(_LONGEST)
        while line and not line.endswith("\n") and (rest := sys.stdin.readline(_LONGEST)):
            line = line[:_LONGEST] + rest[-1:]  # what goes beyond is refused by its length
        if self.piped or not line:
            click.echo(line.rstrip("\r\n"), err=self.error)
        return line.rstrip("\r\n").removeprefix("\ufeff") if line else None
