"""Reminders written as letters, and that they were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compliance import files
from compliance.headquarters.keyring import Letter
from compliance.headquarters.running import Missing
from compliance.headquarters.store import Store


def write(store: Store, who: str, found: Missing, before: Letter, texts: Mapping[str, str], folder: Path) -> None:
    """Write a letter for each office into a folder, and a line of it into the log."""
    if not texts:
        return
    files.make_folder(folder)
    for office, text in texts.items():
        files.write_text(folder / f"{office}.md", text)
    with store.changing(who) as change:
        change.told("remind", {"round": found.round.id, "follows": before.number, "offices": list(texts)})
