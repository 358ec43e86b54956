"""The command line: one thin file for each group of verbs, loaded only when its verb is called."""

from __future__ import annotations


def main() -> None:
    """Run the command `compliance`."""
    import gc
    import sys

    gc.disable()  # a verb is over before there is garbage worth looking for; looking costs a twentieth of it
    try:
        from compliance.commands.group import cli

        cli(prog_name="compliance")
    except KeyboardInterrupt:  # while modules are still being loaded; later the group answers it
        sys.exit(130)
