"""What the documentation says of codes is what the program says."""

from __future__ import annotations

import re

from compliance.headquarters.intake.quarantine import CURABLE
from compliance.headquarters.showing import flags
from compliance.model.filing import Reason
from compliance.report import refusals
from tests.conftest import ROOT
from tests.test_headquarters_letters import SEEN

FORMATS = (ROOT / "docs" / "formats.md").read_text("utf-8")


def rows(title: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = FORMATS.split(f"### {title}\n")[1].split("\n### ")[0]
    table = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r" ?\| ?", line)[1:-1]] for line in table]


def test_reason_codes() -> None:
    assert rows("Statuses and reason codes") == [
        [f"`{one.value}`", refusals.sentence(one), refusals.mend(one), "yes" if one in CURABLE else ""]
        for one in Reason
    ]


def test_flags() -> None:
    assert rows("Flags") == [
        [f"`{code}`", words.says, ", ".join(f"`{key}`" for key in SEEN[code])] for code, words in flags.WORDS.items()
    ]
