"""Write docs/commands.md from the help of every verb; a test compares."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

from compliance.commands.group import VERBS, cli

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
GROUPS = ("checklists", "evidence")


def reference() -> str:
    """Return the command reference as Markdown."""
    parts = ["# Commands\n\nGenerated from `--help` by `make docs`; do not edit by hand.\n"]
    inner = [
        [group, verb] for group in GROUPS for verb in import_module(f"compliance.commands.{group}").command.commands
    ]
    calls = [[], *([verb] for verb in VERBS), *inner]
    for call in calls:
        text = CliRunner().invoke(cli, [*call, "--help", "--lang", "en"], prog_name="compliance", terminal_width=100)
        title = " ".join(["compliance", *call])
        lines = "\n".join(line.rstrip() for line in text.output.strip().split("\n"))
        parts.append(f"## {title}\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
