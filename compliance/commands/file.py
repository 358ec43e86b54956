"""`file`: what an office sends to headquarters, shown, sealed and written as one zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import report
from compliance.commands import console, options, secrets
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.filing.prepared import Prepared, Written
from compliance.language import _, mark
from compliance.report.screens import filing as shown
from compliance.schema import listed
from compliance.usecases import filing, filing_papers, sealing
from compliance.usecases.opening import Opened, open_office
from compliance.usecases.sealing import Asked, Ready
from compliance.usecases.signing_off import Letter
from compliance.values import yes_no

PATH = click.Path(path_type=Path)
_SEALING = (  # what only a filing that is sealed asks for
    "output", "key", "director_key", "letter", "letter_date", "page", "encrypt_to", "password_file",
    "director_password_file",
)  # fmt: skip


@click.command(
    cls=Command,
    help=mark(
        "Seal answers, scores, plan and evidence of a round as one file for headquarters.\n\nLists what leaves the "
        "office and asks. The director signs with an own key, or on the paper that --paper writes, by letter."
    ),
)
@options.office
@options.option(
    "--output",
    type=PATH,
    metavar="FILE",
    help=mark("A new .zip, or a folder for it. Default: filings/OFFICE.ROUND.zip of the office."),
)
@options.option(
    "--key", type=PATH, metavar="FILE", help=mark("The office's secret key. Default: that of “keys new”.")
)
@options.option(
    "--director-key", type=PATH, metavar="FILE", help=mark("The director's secret key, to sign off by it.")
)
@options.option("--letter", metavar="NUMBER", help=mark("The letter by which the director signed off on paper."))
@options.option("--letter-date", metavar="DATE", help=mark("Its date, such as 1405/09/08."))
@options.option("--page", type=PATH, metavar="FILE", help=mark("The scanned page that was signed; it stays here."))
@options.option(
    "--paper", type=PATH, metavar="FILE", help=mark("Only write the page to sign: .pdf, .docx, .html, .md.")
)
@options.option("--previous", metavar="SHA256", help=mark("The filing before, where it was made elsewhere; or none."))
@options.option("--encrypt-to", metavar="KEY", help=mark("Also encrypt to headquarters' age key, for transport."))
@secrets.password_file
@secrets.director_password_file
@options.option("--yes", is_flag=True, help=mark("Do it without asking."))
@options.of_round
@click.pass_context
def command(ctx: click.Context, /, office: Path, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"office": office.name, "round": given["round_id"]})
    asked, previous = _asked(given), _previous(given["previous"])
    opened = open_office(office, given["round_id"], given["checklists_folder"])
    options.warn_of_round(opened)
    if given["paper"] is not None:
        _paper(opened, previous, given["paper"], as_json)
        return
    ready, dialogue = sealing.ready(opened, asked), Dialogue(as_json)
    prepared = _prepared(opened, previous)
    if not as_json:
        console.show(shown.leaving(prepared, opened.instruments, asked.letter is not None, ready.doubts))
    agreed = True if given["yes"] else None if as_json else _agreed(dialogue)
    written = _write(opened, prepared, ready, given) if agreed else None
    if as_json:
        console.data(shown.record(prepared, written, ready.doubts))
    if written is None or not as_json:
        dialogue.say(*shown.done(written, agreed is not None))
    ctx.exit(0 if written else 1)


def _prepared(opened: Opened, previous: str | None) -> Prepared:
    with console.working() as tell:
        return filing.prepare(opened, previous, tell)


def _paper(opened: Opened, previous: str | None, path: Path, as_json: bool) -> None:
    """Write the page that the director signs, and nothing else."""
    report.format_of(path, filing_papers.OPTION, filing_papers.PAPERS)
    prepared = _prepared(opened, previous)
    filing_papers.write_declaration(opened, prepared, path)
    if as_json:
        console.data({**shown.record(prepared, None), "paper": str(path)})
        return
    Dialogue(as_json).say(
        _("written: {path}").format(path=path),
        _("When it is signed, scan it and file with --letter, --letter-date and --page."),
    )


def _agreed(dialogue: Dialogue) -> bool | None:
    """Ask until yes or no is answered; None at the end of input."""
    while True:
        line = dialogue.ask(_("Seal this and write the file? yes or no: "))
        if line is None:
            return None
        answer = yes_no(line)
        if answer is not None:
            return bool(answer)


def _previous(text: str | None) -> str | None:
    """Return the filing before as it was named; the empty text for none, None where nobody said."""
    if text is None or text == "none":
        return None if text is None else ""
    plain = text.lower().strip()
    if len(plain) == 64 and set(plain) <= set("0123456789abcdef"):
        return plain
    raise click.BadParameter(_("a SHA-256 has 64 hex digits; or write none"), param_hint="--previous")


def _asked(given: dict[str, Any]) -> Asked:
    """Return what was asked for; a usage error for half a sign-off by letter, and for what would change nothing."""
    if given["paper"] is not None:
        _check_idle(given, _SEALING, _("--paper only writes the page to sign: {options} would change nothing"))
    if given["director_key"] is None:
        _check_idle(
            given, ("director_password_file",), _("{options} is for the director's key: name it by --director-key")
        )
    of_letter = (given["letter"], given["letter_date"], given["page"])
    signed = any(part is not None for part in of_letter)
    if signed and given["director_key"] is not None:
        raise click.UsageError(_("the director signs by key or by letter, not by both"))
    if signed and any(part is None for part in of_letter):
        raise click.UsageError(_("a sign-off by letter takes --letter, --letter-date and --page"))
    letter = Letter(*of_letter) if signed else None
    return Asked(given["output"], given["key"], given["director_key"], letter, given["encrypt_to"])


def _check_idle(given: dict[str, Any], names: tuple[str, ...], text: str) -> None:
    """Do nothing where none of these options was given; a usage error that names them otherwise."""
    idle = [f"--{name.replace('_', '-')}" for name in names if given[name]]
    if idle:
        raise click.UsageError(text.format(options=listed(idle)))


def _write(opened: Opened, prepared: Prepared, ready: Ready, given: dict[str, Any]) -> Written:
    key = secrets.opened(ready.key, given["password_file"])
    director = secrets.opened(ready.director, given["director_password_file"]) if ready.director else None
    return sealing.write(opened, prepared, ready, key, director)
