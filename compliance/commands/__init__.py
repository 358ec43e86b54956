"""The command line: one thin file for each group of verbs, loaded only when its verb is called."""

from __future__ import annotations


def main() -> None:
    """Run the command `compliance`."""
    from compliance.commands.group import cli

    cli(prog_name="compliance")
