"""Write docs/commands.md from the help of every verb, and docs/scan.md from the checks; a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from compliance import checklist, language
from compliance.commands.group import cli

DOCS = Path(__file__).parent.parent / "docs"
PAGE, SCAN = DOCS / "commands.md", DOCS / "scan.md"
NEEDS = {
    "http": "answers over HTTP",
    "browser": "a browser",
    "tls": "a TLS handshake",
    "dns": "DNS",
    "network": "the real network over time",
}


def reference() -> str:
    """Return the command reference as Markdown."""
    parts = ["# Commands\n\nGenerated from `--help` by `make docs`; do not edit by hand.\n"]
    for call in _calls(cli, click.Context(cli)):
        text = CliRunner().invoke(cli, [*call, "--help", "--lang", "en"], prog_name="compliance", terminal_width=100)
        title = " ".join(["compliance", *call])
        lines = "\n".join(line.rstrip() for line in text.output.strip().split("\n"))
        parts.append(f"## {title}\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


def _calls(group: click.Group, ctx: click.Context, before: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Give the way to every verb: a group, then the verbs in it, then those that have verbs of their own."""
    yield [*before]
    deeper = []
    for name in group.list_commands(ctx):
        verb = group.get_command(ctx, name)
        if isinstance(verb, click.Group):
            deeper.append((name, verb))
        else:
            yield [*before, name]
    for name, inner in deeper:
        yield from _calls(inner, ctx, (*before, name))


def scan_checks() -> str:
    """Return every check of the scanner as Markdown: what it means, its threshold, its standard, how to mend it."""
    from compliance.checklist.scan_words import mend, threshold
    from compliance.scan import checks, judging, values

    language.use("en")
    judging.load()
    library = checklist.load()
    parts = [
        "# What `compliance scan` looks at\n",
        "Generated from `checklists/scan.yaml` and `compliance/scan/checks/` by `make docs`; do not edit by hand. "
        "Thresholds are data: change them in `checklists/scan.yaml`. Results are pass, fail, not measured (with the "
        "reason), needs a person, or blocked (something else answered in place of the site).\n",
        "What looks at TLS, DNS or the real network over time is tested on loopback: with an authority, a signed "
        "zone and logs of our own. Where an Iranian circular or decree is named, a check rests on its subject; the "
        "full directive on websites of executive bodies was not seen, and every threshold is this toolkit's "
        "proposal.\n",
    ]
    groups = dict.fromkeys(check.group for check in library.scan.values())
    for group in groups:
        parts.append(f"## {group}\n")
        for spec in (one for one in library.scan.values() if one.group == group):
            meaning = (checks.CHECKS[spec.id].__doc__ or "").strip()
            facts = [f"`{fact.id}`" for fact in library.facts.values() if spec.id in fact.scan]
            parts.append(
                f"**{spec.id}** {spec.title.en} ({spec.title.fa}). {meaning} Threshold: {threshold(spec)}. "
                f"Standard: {spec.standard.en}. Looks at {NEEDS[spec.needs]}. To mend it: {mend(spec)}"
                + (f" Facts: {', '.join(facts)}." if facts else "")
                + "\n"
            )
    return "\n".join([*parts, "## Values\n", (values.__doc__ or "").strip() + "\n"])


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
    SCAN.write_text(scan_checks(), "utf-8")
