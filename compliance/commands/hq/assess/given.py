"""What the verbs of assessing take alike: a round, a checklist, offices, a reason."""

from __future__ import annotations

from typing import Any

import click

from compliance.commands import options
from compliance.headquarters.assessing import cases
from compliance.headquarters.store import Store
from compliance.language import mark
from compliance.model.checklist import Library

of_checklist = options.option(
    "--checklist", "checklist_id", default="award", metavar="ID", show_default=True, help=mark("The checklist.")
)
why = options.option("--why", callback=options.written, metavar="TEXT", help=mark("The reason, for the record."))
offices = click.argument("offices", nargs=-1, metavar="[OFFICE]...")
some_offices = click.argument("offices", nargs=-1, required=True, metavar="OFFICE...")


def asked(opened: Store, library: Library, given: dict[str, Any]) -> cases.Asked:
    """Return the round and the checklist that the options name."""
    return cases.asked(opened, library, given["round_id"], given["checklist_id"])
