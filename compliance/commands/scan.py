"""`scan`: the office's website measured instead of asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.commands import console, options, scanning
from compliance.commands.group import Command
from compliance.language import _, mark


@click.command(
    cls=Command,
    help=mark(
        "Visit the office's website and measure it.\n\nSITE is an office folder (the address is that of office.yaml) "
        "or an address. Reads robots.txt first, then one page after the other, and lets a browser visit them two at "
        "a time, all under its own name; reaches no private address, and writes scan.json with its evidence into the "
        "round. Exit code 1 when a check failed."
    ),
)
@click.argument("site", metavar="SITE", required=False)
@scanning.wishes
@options.of_round
@click.pass_context
def command(
    ctx: click.Context,
    /,
    site: str | None,
    compare: tuple[Path, Path] | None,
    watch: bool,
    permit: bool,
    **given: Any,
) -> None:
    """Run the verb."""
    if compare:
        ctx.exit(scanning.compare(*compare, given["checklists_folder"], given["as_json"]))
    if site is None:
        raise click.UsageError(_("name an office folder or an address"))
    asked = scanning.asked(site, given)
    if permit:
        console.plain(scanning.permit(asked, given))
    elif watch:
        ctx.exit(scanning.watch(asked, given["allow_private"], given["as_json"]))
    else:
        ctx.exit(scanning.scan(asked, given))
