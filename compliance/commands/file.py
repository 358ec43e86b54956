"""`file`: what an office sends to headquarters, shown, sealed and written as one zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import files
from compliance.commands import console, options, secrets
from compliance.commands.dialogue import Dialogue
from compliance.commands.group import Command
from compliance.filing import keys, transport
from compliance.language import _, mark
from compliance.model.filing import Signoff
from compliance.report.screens import filing as shown
from compliance.usecases import filing, keeping_keys
from compliance.usecases.filing import Prepared, Written
from compliance.usecases.keeping_keys import Files
from compliance.usecases.opening import Opened, open_office
from compliance.values import yes_no

PATH = click.Path(path_type=Path)


@click.command(
    cls=Command,
    help=mark(
        "Seal answers, scores, plan and evidence of a round as one file for headquarters.\n\nLists what leaves the "
        "office and asks. The director signs with an own key, or on the paper that --paper writes, by letter."
    ),
)
@options.office
@options.option("--output", type=PATH, metavar="FILE", help=mark("Default: filings/OFFICE.ROUND.zip of the office."))
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
def command(ctx: click.Context, /, office: Path, **given: Any) -> None:
    """Run the verb."""
    as_json, output, paper = given["as_json"], given["output"], given["paper"]
    console.frame({"office": office.name, "round": given["round_id"]})
    opened = open_office(office, given["round_id"], given["checklists_folder"])
    options.warn_of_round(opened)
    signoff = _signoff(given)
    prepared = filing.prepare(opened, _previous(given["previous"]))
    dialogue = Dialogue(as_json)
    if paper is not None:
        files.write(paper, filing.paper(opened, prepared, paper.suffix))
        dialogue.say(_("written: {path}").format(path=paper))
        return
    recipient = transport.recipient(given["encrypt_to"]) if given["encrypt_to"] else None
    if not as_json:
        console.show(shown.leaving(prepared, opened.instruments))
    agreed = given["yes"] or (not as_json and _agreed(dialogue))
    written = _write(opened, prepared, office, output, signoff, given) if agreed else None
    sent = transport.encrypted(written.path, recipient) if written and recipient else None
    if as_json:
        console.data(shown.record(prepared, opened.instruments, written, sent))
    else:
        dialogue.say(*shown.done(written, sent))
    ctx.exit(0 if written else 1)


def _agreed(dialogue: Dialogue) -> bool:
    """Ask until yes or no is answered; the end of input is no."""
    while True:
        line = dialogue.ask(_("Seal this and write the file? yes or no: "))
        answer = None if line is None else yes_no(line)
        if line is None or answer is not None:
            return bool(answer)


def _previous(text: str | None) -> str | None:
    """Return the filing before as it was named; the empty text for none, None where nobody said."""
    if text is None or text == "none":
        return None if text is None else ""
    plain = text.lower().strip()
    if len(plain) == 64 and set(plain) <= set("0123456789abcdef"):
        return plain
    raise click.BadParameter(_("a SHA-256 has 64 hex digits; or write none"), param_hint="--previous")


def _signoff(given: dict[str, Any]) -> Signoff | None:
    """Return how the director signed off; a usage error for half of it or for both ways at once."""
    of_letter = (given["letter"], given["letter_date"], given["page"])
    if given["director_key"] is not None:
        if any(part is not None for part in of_letter):
            raise click.UsageError(_("the director signs by key or by letter, not by both"))
        return Signoff("key")
    if all(part is None for part in of_letter):
        return None
    if any(part is None for part in of_letter):
        raise click.UsageError(_("a sign-off by letter takes --letter, --letter-date and --page"))
    return filing.by_letter(*of_letter)


def _write(
    opened: Opened,
    prepared: Prepared,
    office: Path,
    output: Path | None,
    signoff: Signoff | None,
    given: dict[str, Any],
) -> Written:
    described = opened.folder.office
    own = given["key"] or Files.of(office / keeping_keys.FOLDER, described.id, "office").secret
    key = keys.secret(own, secrets.known(given["password_file"], own))
    theirs = given["director_key"]
    director = keys.secret(theirs, secrets.known(given["director_password_file"], theirs)) if theirs else None
    target = output or filing.usual_place(opened)
    return filing.write(opened, prepared, target, key, director, signoff)
