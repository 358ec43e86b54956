"""The verbs as a static table, so that help and daily verbs start without loading the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from compliance import __version__, language
from compliance.commands import console
from compliance.errors import ComplianceError
from compliance.language import _, mark


class Verb(NamedTuple):
    """A verb: where it lives, who uses it, and one line about it."""

    module: str
    audience: str
    summary: str


OFFICES = mark("For offices")
HEADQUARTERS = mark("For those who keep the checklists")
EVERYONE = mark("To get to know it")
VERBS = {
    "new": Verb("new", OFFICES, mark("Lay down an office folder.")),
    "new-round": Verb("new_round", OFFICES, mark("Begin the next round; answers are carried over as proposals.")),
    "answer": Verb("answer", OFFICES, mark("Answer the questions one by one in the terminal.")),
    "form": Verb("form", OFFICES, mark("Let people answer in Excel: write a form, and read it back.")),
    "web": Verb("web", OFFICES, mark("Answer, plan and decide in the browser of this computer.")),
    "scan": Verb("scan", OFFICES, mark("Visit the office's website and measure it.")),
    "evidence": Verb("evidence", OFFICES, mark("Attach, list, open, replace, remove and check evidence.")),
    "survey": Verb("survey", OFFICES, mark("Ask service users, bring their answers in, and say what they come to.")),
    "history": Verb("history", OFFICES, mark("Show every change of the answers, and bring an earlier state back.")),
    "check": Verb("check", OFFICES, mark("Assess the office against its checklists.")),
    "plan": Verb("plan", OFFICES, mark("Make an action plan from the gaps.")),
    "review": Verb("review", OFFICES, mark("Let the director approve, return and shape the saved plan.")),
    "track": Verb("track", OFFICES, mark("Test whether the plan's criteria came true.")),
    "report": Verb("report", OFFICES, mark("Write assessment and plan as a document.")),
    "keys": Verb("keys", OFFICES, mark("Make, show and replace the keys that seal what goes to headquarters.")),
    "file": Verb("file", OFFICES, mark("Seal a round as one file for headquarters.")),
    "verify": Verb("verify", OFFICES, mark("Check a filing: seals, content and evidence.")),
    "checklists": Verb(
        "checklists", HEADQUARTERS, mark("List, show, validate, compare, export and install checklists.")
    ),
    "hq": Verb("hq", HEADQUARTERS, mark("Take filings in, keep the record of every round, rank and prove.")),
    "demo": Verb("demo", EVERYONE, mark("Do the whole job on the example office.")),
}


class Localised(click.Command):
    """A command whose help is shown in the language in use, for the console it is shown on."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its text in the language in use; click keeps the first one it made."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Return the help as this console can show it."""
        return console.fitted(super().get_help(ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the translated description."""
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                for paragraph in _(self.help).split("\n\n"):
                    formatter.write_text(paragraph)
                    formatter.write_paragraph()


class Command(Localised):
    """A verb."""


class Group(Localised, click.Group):
    """A verb with verbs of its own, in their own order; a folder in the place of one of them asks for the `usual`."""

    command_class = Command

    def __init__(self, *arguments: Any, usual: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.usual = usual

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb: `hq audit STORE …` is `hq audit draw STORE …`."""
        named = args[0] if args else ""
        if self.usual and named not in self.commands and not named.startswith("-") and Path(named).is_dir():
            args = [self.usual, *args]
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order they are defined."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with the first sentence of their help."""
        with formatter.section(_("Verbs")):
            formatter.write_dl(
                [(name, (_(c.help) if c.help else "").split("\n\n")[0]) for name, c in self.commands.items()]
            )


class Option(click.Option):
    """An option whose help is shown in the language in use."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option with its translated help."""
        written, self.help = self.help, _(self.help) if self.help else None
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = written


class Verbs(Localised, click.Group):
    """The group of all verbs: language first, one place for errors, help by audience."""

    command_class = Command

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Settle language and console before anything is parsed, then run; an interrupt at any moment exits with 130.

        Click itself would call an interrupt outside a verb a failure of its own, exit code 1.
        """
        arguments = list(sys.argv[1:] if args is None else args)
        language.use(_language_of(arguments))
        console.prepare(as_json="--json" in arguments)
        try:
            sys.exit(super().main(arguments, *rest, **more | {"standalone_mode": False}))
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            console.note(_("interrupted; every file is as it was before"))
            sys.exit(130)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; what this program can explain becomes a message and its exit code."""
        try:
            return super().invoke(ctx)
        except ComplianceError as error:
            console.explain(error)
            ctx.exit(3)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of a verb and return its command."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"compliance.commands.{VERBS[cmd_name].module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; an unknown one is answered with the nearest known one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from compliance.schema import nearest

            ctx.fail(_("no verb “{verb}”: {advice}").format(verb=args[0], advice=nearest(args[0], VERBS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs grouped by who uses them."""
        for audience in (OFFICES, HEADQUARTERS, EVERYONE):
            rows = [(name, _(verb.summary)) for name, verb in VERBS.items() if verb.audience == audience]
            with formatter.section(_(audience)):
                formatter.write_dl(rows)


def _language_of(arguments: Sequence[str]) -> str:
    """Return the language that --lang or COMPLIANCE_LANG names; it has to be known before parsing."""
    named = os.environ.get("COMPLIANCE_LANG", "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            named = arguments[position + 1]
        elif argument.startswith("--lang="):
            named = argument.removeprefix("--lang=")
    return named if named in language.LANGUAGES else language.DEFAULT


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    help=mark(
        "Provincial offices check themselves against the e-government programme and get an action plan "
        "with success criteria."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(
    __version__,
    message="%(prog)s %(version)s",
    cls=Option,
    help=mark("Show the version and exit."),
)
@click.option(
    "--lang",
    cls=Option,
    type=click.Choice(language.LANGUAGES),
    expose_value=False,
    help=mark("Language of all texts; also COMPLIANCE_LANG. Default fa."),
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Stand before every verb; without one the page opens where somebody sits at the screen."""
    if ctx.invoked_subcommand is None:
        from compliance.commands import entrance

        if entrance.on_desktop():
            entrance.choose_office()
        else:
            click.echo(ctx.get_help())
