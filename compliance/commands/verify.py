"""`verify`: what anyone can tell of a filing, without a network, and what stays open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.language import _, mark
from compliance.model.filing import Verdict
from compliance.report.screens import verdicts
from compliance.usecases import verifying
from compliance.usecases.counted_filings import Counting


@click.command(
    cls=Command,
    help=mark(
        "Check a filing: structure, evidence, seals and scores, and say what was not checked.\n\nThe public keys are "
        "the .pub files or enrolment.json of the office and of its director.\n\nExits with 0 only where it is "
        "verified; with 1 where something is wrong, and where nothing can be told with the key, page or proof that "
        "was named."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@options.option("--key", type=click.Path(path_type=Path), metavar="FILE", help=mark("The office's public key."))
@options.option(
    "--director-key", type=click.Path(path_type=Path), metavar="FILE", help=mark("The director's public key.")
)
@options.option(
    "--page", type=click.Path(path_type=Path), metavar="FILE", help=mark("The scanned page of a sign-off by letter.")
)
@options.option(
    "--proof", type=click.Path(path_type=Path), metavar="FILE", help=mark("Headquarters' proof that it was counted.")
)
@options.option("--root", type=click.Path(path_type=Path), metavar="FILE", help=mark("The sealed root of the round."))
@options.option("--hq-key", type=click.Path(path_type=Path), metavar="FILE", help=mark("Headquarters' public key."))
@options.checklists
@options.as_json
@options.lang
@click.pass_context
def command(ctx: click.Context, /, file: Path, as_json: bool, **given: Any) -> None:
    """Run the verb."""
    console.frame({"file": str(file), "office": None, "round": None, "checks": []})
    if (given["root"] or given["hq_key"]) and not given["proof"]:
        raise click.UsageError(_("--root and --hq-key are about a proof: name it by --proof"))
    counting = Counting(given["proof"], given["root"], given["hq_key"]) if given["proof"] else None
    seen = verifying.look(
        file, given["key"], given["director_key"], given["page"], given["checklists_folder"], counting
    )
    if as_json:
        console.data(verdicts.record(file, seen))
    else:
        console.show(verdicts.sheet(file, seen))
    ctx.exit(0 if seen.verdict is Verdict.VERIFIED else 1)
