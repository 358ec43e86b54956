"""What can go wrong, as one small tree.

    ComplianceError          exit code 3 unless said otherwise
    ├── BadInput             files that cannot be read for certain; carries every problem found
    ├── CannotAccess         the disk said no: missing, not permitted, full, gone meanwhile
    └── MissingExtra         a package that only some verbs need is not installed

A `Problem` is a value, not an exception: readers collect them and raise `BadInput` once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong in one file: where, what was seen, what was expected, how to mend it.

    `place` says where in a file that has no lines, such as a sheet and a cell.
    """

    file: str
    line: int | None
    seen: str
    expected: str
    mend: str
    place: str = ""


class ComplianceError(Exception):
    """Anything this program can explain to the person who runs it."""


class BadInput(ComplianceError):
    """A file that cannot be read for certain.

    `problems` holds everything found, in the order of file and line, never only the first.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line or 0)))
        super().__init__("; ".join(f"{p.file}:{p.line or 0}: {p.seen}" for p in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """Let it come out of another process as it was."""
        return type(self), (self.problems,)

    @classmethod
    def of(cls, file: str, line: int | None, seen: str, expected: str, mend: str) -> BadInput:
        """Return the exception for a single problem."""
        return cls([Problem(file, line, seen, expected, mend)])

    @classmethod
    def all_of(cls, file: str, problems: Iterable[tuple[str, str, str]]) -> BadInput:
        """Return the exception for several problems of one file or option: seen, expected, mend."""
        return cls(Problem(file, None, *problem) for problem in problems)


class CannotAccess(ComplianceError):
    """The operating system refused to read or write `path`; `reason` is in the reader's language."""

    def __init__(self, path: str, reason: str, mend: str) -> None:
        self.path, self.reason, self.mend = path, reason, mend
        super().__init__(f"{path}: {reason}")

    def __reduce__(self) -> tuple[type[CannotAccess], tuple[str, str, str]]:
        """Let it come out of another process as it was."""
        return type(self), (self.path, self.reason, self.mend)


class MissingExtra(ComplianceError):
    """A verb needs packages that are not installed; `extra` names them in the distribution."""

    def __init__(self, extra: str) -> None:
        self.extra = extra
        self.command = f'pip install "provincial-compliance[{extra}]"'
        super().__init__(self.command)

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str]]:
        """Let it come out of another process as it was."""
        return type(self), (self.extra,)
