"""How the files below this folder are read as cases.

A bad file says in its first comments what must be found, `# expect: line 7: unknown fact`, and a
file that can hold no comment in a sibling NAME.expect. `# meaning` says that only the typed reader
can see it, the published schema cannot. A good file may have a sibling NAME.values with lines
`name = value`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from compliance.errors import Problem

CASES = Path(__file__).parent
ROUND = "1405-2"
OFFICE = """\
id: tiny-office
name: {fa: ادارهٔ آزمایشی, en: Tiny office}
body: tiny
province: bushehr
"""
ANSWERS = f"round: {ROUND}\nanswers: {{}}\n"
_EXPECT = re.compile(r"(?:\ufeff?# expect: )?line (\d+): (.+)")


class Expectation(NamedTuple):
    """A line, and a part of what must be said about it."""

    line: int
    part: str

    def met_by(self, problem: Problem) -> bool:
        """Whether a problem says it."""
        return problem.line == self.line and self.part in f"{problem.seen} / {problem.expected} / {problem.mend}"


def files(kind: str, quality: str) -> list[Path]:
    """Return the cases of one folder; siblings that describe them are no cases."""
    return sorted(p for p in (CASES / kind / quality).rglob("*") if p.suffix in {".yaml", ".csv"})


def name(path: Path) -> str:
    """Return a case's name among the tests."""
    return path.relative_to(CASES).with_suffix("").as_posix()


def expectations(path: Path) -> list[Expectation]:
    """Return what a bad file must be told."""
    sibling = path.with_suffix(".expect")
    source = sibling if sibling.exists() else path
    text = source.read_bytes().decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if sibling.exists() or "# expect: " in line]
    found = [match for line in lines if (match := _EXPECT.fullmatch(line))]
    assert found, f"{path} expects nothing"
    assert len(found) == len(lines), f"{path}: an expectation that cannot be read"
    return [Expectation(int(match[1]), match[2]) for match in found]


def only_meaning(path: Path) -> bool:
    """Whether a case is right in structure and wrong in meaning."""
    return b"# meaning\n" in path.read_bytes()


def values(path: Path) -> dict[str, str]:
    """Return what a good file must be read to."""
    sibling = path.with_suffix(".values")
    if not sibling.exists():
        return {}
    return {
        key.strip(): value.strip()
        for key, _sign, value in (line.partition("=") for line in sibling.read_text("utf-8").splitlines())
    }


def compare(path: Path, problems: list[Problem]) -> None:
    """Hold the problems found in a bad file against those expected: all of them, and no other line."""
    wanted = expectations(path)
    shown = "\n".join(f"line {p.line}: {p.seen} / {p.expected} / {p.mend}" for p in problems)
    for expectation in wanted:
        assert any(expectation.met_by(p) for p in problems), f"{expectation} not found in:\n{shown}"
    lines = {expectation.line for expectation in wanted}
    assert {p.line for p in problems} <= lines, f"a problem in another line than {sorted(lines)}:\n{shown}"
    assert all(p.seen and p.expected and p.mend for p in problems)
    for text in (part for p in problems for part in (p.seen, p.expected, p.mend)):
        assert all(c.isprintable() or c in "\n\u200c\u200e\u200f" for c in text), repr(text)


def lay_down(folder: Path) -> Path:
    """Return an office folder with nothing answered and evidence of every awkward kind."""
    round_ = folder / "rounds" / ROUND
    (round_ / "evidence" / "sub").mkdir(parents=True)
    (round_ / "evidence" / "cert.png").write_bytes(b"png")
    (round_ / "evidence" / "sub" / "report.pdf").write_bytes(b"pdf")
    (folder / "rounds" / "outside.txt").write_text("outside")
    for link, target in {
        "link.png": "cert.png",
        "linked": "sub",
        "away": "../..",
        "dangling": "nowhere",
        "circle": "circle",
    }.items():
        (round_ / "evidence" / link).symlink_to(target)
    (folder / "office.yaml").write_text(OFFICE, "utf-8")
    (round_ / "answers.yaml").write_text(ANSWERS, "utf-8")
    return folder


def place(case: Path, office: Path) -> Path:
    """Put a case where a file of its kind stands in an office folder, and return the path."""
    target = {
        "answers": office / "rounds" / ROUND / "answers.yaml",
        "office": office / "office.yaml",
        "services": office / "services.csv",
        "projects": office / "projects.csv",
        "calendar": office / "calendar.yaml",
        "plan": office / "rounds" / ROUND / "plan.yaml",
        "rounds": office / "rounds.yaml",
    }[case.relative_to(CASES).parts[0]]
    shutil.copyfile(case, target)
    return target


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, links as links."""
    return dict(_contents(folder))


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            yield str(path.relative_to(folder)), b"link to " + str(path.readlink()).encode()
        elif path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
