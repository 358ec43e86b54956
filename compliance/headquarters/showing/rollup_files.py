"""The files that lie beside a body's answers: every source as CSV, all of it as JSON, and a page for people."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from compliance import report
from compliance.headquarters.showing import rollup_records, rollup_sentences, rollups
from compliance.model.checklist import Library
from compliance.model.rollup import Rollup

JSON = "rollup.json"
PAGE = "rollup.html"


class Beside(NamedTuple):
    """A file's content, and what a file that says the same already has in it: a page bears the day it was made on."""

    content: bytes
    mark: bytes

    def lies(self, there: bytes) -> bool:
        """Whether what lies there says the same."""
        return self.mark in there


def beside(rolled: Rollup, library: Library, day: date) -> dict[str, Beside]:
    """Return the files by name; the same filings give the same bytes, on whatever day."""
    sources = rollup_records.sources(rolled)
    whole = json.dumps(rollup_records.record(rolled, library), ensure_ascii=False, indent=1).encode() + b"\n"
    page = rollups.document(rolled, library, day)
    return {
        rollup_sentences.SOURCES: Beside(sources, sources),
        JSON: Beside(whole, whole),
        PAGE: Beside(report.write(page, "html"), page.code.encode()),
    }
