"""Write docs/commands.md from the help of every verb; a test compares."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from compliance.commands.group import VERBS, cli

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
INNER = ("list", "show", "validate", "diff", "export", "install")


def reference() -> str:
    """Return the command reference as Markdown."""
    parts = ["# Commands\n\nGenerated from `--help` by `make docs`; do not edit by hand.\n"]
    calls = [[], *([verb] for verb in VERBS), *(["checklists", verb] for verb in INNER)]
    for call in calls:
        text = CliRunner().invoke(cli, [*call, "--help", "--lang", "en"], prog_name="compliance", terminal_width=100)
        title = " ".join(["compliance", *call])
        lines = "\n".join(line.rstrip() for line in text.output.strip().split("\n"))
        parts.append(f"## {title}\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
