"""What the documentation says of codes is what the program says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

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


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["README.md", "README.fa.md"])
def test_the_commands_of_the_readme_work_one_after_the_other(
    name: str, tmp_path: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As somebody types them who has just met the program."""
    monkeypatch.chdir(tmp_path)
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line.startswith("compliance hq ")]
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        result = run(*words, lang="fa")
        assert result.exit_code == 0, (line, result.stderr)
        assert result.stdout or result.stderr, line
    assert (tmp_path / "upward" / "report.pdf").stat().st_size > 50_000
    assert len(list((tmp_path / "letters").iterdir())) == 60
