"""Files of evidence beside a form: found by the names written in it, and never anywhere else."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from compliance import files
from compliance.errors import BadInput, CannotAccess
from compliance.forms.excel import cell_evidence
from compliance.language import _
from compliance.model.office import Evidence
from compliance.office import attachments
from compliance.office.desk import Desk
from compliance.persian.letters import fold
from compliance.schema import quoted
from compliance.values import Unreadable

_DRIVE = re.compile("[A-Za-z]:")


class Folder:
    """The folder a form lies in; `names` are those that its files have in the round's evidence already."""

    def __init__(self, path: Path, desk: Desk) -> None:
        self.path, self.desk = path, desk
        self.names: dict[Path, str | None] = {}

    def find(self, written: str) -> Path | Unreadable:
        """Return the file beside the form that a name means, or why none can be taken for certain."""
        parts = PurePosixPath(written.replace("\\", "/")).parts
        if not parts or parts[0] == "/" or ".." in parts or _DRIVE.match(parts[0]) or "\0" in written:
            return self._wrong(quoted(written))
        path = self.path.joinpath(*parts[:-1])
        found = self._named(path, parts[-1])
        if found is None:
            return self._wrong(_("{name}, which is not beside the form").format(name=quoted(written)))
        if any(
            each.is_symlink()
            for each in (found, *found.parents)
            if each.is_relative_to(self.path) and each != self.path
        ):
            return self._wrong(_("{name}, which leads through a link").format(name=quoted(written)))
        return self._taken(found)

    def differs(self, listed: Evidence) -> Path | None:
        """Return the file beside the form that has the name of a listed one and says something else."""
        path = self.find(PurePosixPath(listed.name).name)
        if isinstance(path, Unreadable):
            return None
        there = self.desk.folder / listed.name
        same = there.is_file() and files.digest(there, self.desk.largest) == files.digest(path, self.desk.largest)
        return None if same else path

    def _named(self, folder: Path, name: str) -> Path | None:
        """Return a file by its name, or the only one whose name is the same in other letters or digits."""
        try:
            if (folder / name).is_file():
                return folder / name
            alike = [path for path in folder.iterdir() if fold(path.name) == fold(name) and path.is_file()]
        except OSError:  # a name too long, or no folder at all
            return None
        return alike[0] if len(alike) == 1 else None

    def _taken(self, path: Path) -> Path | Unreadable:
        """Return a file that can be attached, having looked whether the round has it already."""
        if path not in self.names:
            try:
                self.names[path] = attachments.present(self.desk, path)
            except BadInput as error:
                problem = error.problems[0]
                return Unreadable(problem.expected, problem.mend, f"{path.name}: {problem.seen}")
            except CannotAccess as error:
                return Unreadable(_("a file that can be read"), error.mend, f"{path.name}: {error.reason}")
        return path

    def _wrong(self, seen: str) -> Unreadable:
        return Unreadable(
            cell_evidence.expected(),
            _("put the file into the folder of the form, {folder}, and write its name").format(
                folder=self.path.absolute()
            ),
            seen,
        )
