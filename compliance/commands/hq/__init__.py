"""`hq`: what headquarters does: take filings in, keep the record, rank, prove."""

from __future__ import annotations

from importlib import import_module

import click

from compliance.commands import options
from compliance.commands.group import Group
from compliance.language import mark

_VERBS = {
    "init": "store",
    "enrol": "store",
    "offices": "store",
    "describe": "store",
    "group": "store",
    "revoke": "store",
    "status": "rounds",
    "round": "rounds",
    "remind": "rounds",
    "collect": "collect",
    "quarantine": "collect",
    "assess": "assess",
    "league": "league",
    "audit": "audit",
    "plan": "plan",
    "report": "report",
    "rollup": "rollup",
    "targets": "targets",
    "figures": "figures",
    "feedback": "feedback",
    "key": "proofs",
    "seal": "proofs",
    "prove": "proofs",
    "log": "proofs",
    "simulate": "simulate",
}


class Lazy(Group):
    """Verbs whose modules are loaded only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a verb, None for a name that is none."""
        if name not in _VERBS:
            return None
        verb: click.Command = getattr(import_module(f"compliance.commands.hq.{_VERBS[name]}"), f"{name}_")
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with the first sentence of their help; their modules are loaded for that."""
        self.commands = {name: verb for name in _VERBS if (verb := self.get_command(ctx, name)) is not None}
        super().format_commands(ctx, formatter)


@click.group(
    cls=Lazy, help=mark("For headquarters: take filings in, keep the record of every round, rank and prove.")
)
@options.lang
def command() -> None:
    """Stand before the verbs of headquarters."""
