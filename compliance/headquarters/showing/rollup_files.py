"""The files that lie beside a body's answers: every source as CSV, all of it as JSON, and a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from compliance import report
from compliance.headquarters.showing import rollup_records, rollup_sentences, rollups
from compliance.model.checklist import Library
from compliance.model.rollup import Rollup
from compliance.model.stated import Stated
from compliance.office import log

ANNOUNCED = "rollup.json"
PAGE = "rollup.html"


class Beside(NamedTuple):
    """A file's content, and what a file that says the same already has in it: a page bears the day it was made on."""

    content: bytes
    mark: bytes

    def lies(self, there: bytes) -> bool:
        """Whether what lies there says the same."""
        return self.mark in there


def beside(rolled: Rollup, entries: Mapping[str, Stated], library: Library, day: date) -> dict[str, Beside]:
    """Return the files by name; the same filings give the same bytes, on whatever day.

    `entries` are those of answers.yaml that are rolled up, by their facts.
    """
    sources = rollup_records.sources(rolled)
    made = {
        **rollup_records.record(rolled, library),
        "entries": {id_: log.plain(one) for id_, one in entries.items()},
    }
    whole = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"
    page = rollups.document(rolled, library, day)
    return {
        rollup_sentences.SOURCES: Beside(sources, sources),
        ANNOUNCED: Beside(whole, whole),
        PAGE: Beside(report.write(page, "html"), page.code.encode()),
    }


def announced(content: bytes) -> dict[str, Stated]:
    """Return the entries that a rollup.json says were rolled up; none where it was changed to something else."""
    try:
        return {str(id_): log.stated(plain) for id_, plain in json.loads(content)["entries"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
