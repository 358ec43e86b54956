"""The files that lie beside a body's answers: every source as CSV, all of it as JSON, and a page for people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import files, report
from compliance.headquarters.showing.rollups import records as rollup_records
from compliance.headquarters.showing.rollups import sentences as rollup_sentences
from compliance.headquarters.showing.rollups import tables as rollups
from compliance.model.checklist import Library
from compliance.model.rollup import Rollup
from compliance.model.stated import Stated
from compliance.office import log

ANNOUNCED = "rollup.json"
PAGE = "rollup.html"


class Beside(NamedTuple):
    """A file's content; a page bears the day it was made on, and says the same as another one that has its `code`."""

    content: bytes
    code: bytes = b""

    def lies(self, path: Path) -> bool:
        """Whether a file that says the same lies there already."""
        if not path.is_file():
            return False
        if self.code:
            return self.code in files.read_bytes(path)
        return files.digest(path)[0] == hashlib.sha256(self.content).hexdigest()


def beside(rolled: Rollup, entries: Mapping[str, Stated], library: Library, day: date) -> dict[str, Beside]:
    """Return the files by name; the same filings give the same bytes, on whatever day.

    `entries` are those of answers.yaml that are rolled up, by their facts.
    """
    page = rollups.document(rolled, library, day)
    plain = {id_: log.plain(one) for id_, one in entries.items()}
    made = {**rollup_records.record(rolled, library, with_sources=False), "entries": plain}
    return {
        ANNOUNCED: Beside(json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"),
        rollup_sentences.SOURCES: Beside(rollup_records.sources(rolled)),
        PAGE: Beside(report.write(page, "html"), page.code.encode()),
    }


def announced(content: bytes) -> dict[str, Stated]:
    """Return the entries that a rollup.json says were rolled up; none where it was changed to something else."""
    try:
        return {str(id_): log.stated(plain) for id_, plain in json.loads(content)["entries"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
