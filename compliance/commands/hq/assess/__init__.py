"""`hq assess`: assessors without a conflict of interest, their own scores, the defence, the consensus."""

from __future__ import annotations

import click

from compliance.commands import options
from compliance.commands.group import Group
from compliance.commands.hq.assess import people, sheets, views, ways
from compliance.language import mark


@click.group(
    "assess",
    cls=Group,
    usual="show",
    help=mark(
        "Let assessors judge what offices declared, hear them, agree, and lead each of them to publication.\n\n"
        "An office's own score, each assessor's and the consensus are kept apart."
    ),
)
@options.lang
def assess_() -> None:
    """Stand before the verbs of assessing."""


for verb in (  # in the order of the work
    people.assessor_,
    people.assessors_,
    people.retire_,
    people.draw_,
    people.assign_,
    people.release_,
    ways.stages_,
    ways.move_,
    sheets.sheet_,
    sheets.enter_,
    sheets.defence_,
    sheets.minutes_,
    sheets.consensus_,
    views.show_,
    views.agreement_,
):
    assess_.add_command(verb)
