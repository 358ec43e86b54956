"""The SQL of headquarters, a file for each purpose: tables of the record, views over it, and a report each."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def text(name: str) -> str:
    """Return the SQL of a file by its name without ending."""
    return (FOLDER / f"{name}.sql").read_text("utf-8")
