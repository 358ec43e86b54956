"""A filing before it is sealed, and after: what is shown to people, and what is packed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compliance.filing.package import Packed
from compliance.filing.texts import Text
from compliance.model.filing import Declaration
from compliance.office.filings import Filed
from compliance.personal import Search


class Prepared(NamedTuple):
    """A filing before it is sealed: what would leave the office, and what has to be known first.

    `code` stands on its papers. `files` maps names in the zip to where they lie, `codes` to the national codes found
    in them, `unsearched` to why they were not searched wholly. `unproved` are answers that ask for evidence and have
    none, `aged` pieces of evidence beyond the limit, `proposed` answers that nobody confirmed and that are not filed;
    `filed` are the filings of the round before this one, `texts` what people wrote and the declaration carries;
    `by_hand` are files listed without being recorded, of which nobody sees whether they were changed since.
    """

    declaration: Declaration
    code: str
    files: Mapping[str, Packed]
    codes: Mapping[str, Search]
    unsearched: Mapping[str, str]
    unproved: int
    aged: int
    proposed: int
    filed: tuple[Filed, ...]
    texts: tuple[Text, ...] = ()
    by_hand: int = 0


class Written(NamedTuple):
    """A filing as it was written; `encrypted` is its copy for transport, `aside` where the one before it lies now."""

    path: Path
    sha256: str
    code: str
    encrypted: Path | None = None
    aside: Path | None = None
