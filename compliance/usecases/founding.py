"""A new office folder laid down, and the office folders that lie in a place."""

from __future__ import annotations

from pathlib import Path

from compliance import checklist, clock, files
from compliance.errors import BadInput
from compliance.language import _
from compliance.office import blank, snapshot
from compliance.office.evidence import FOLDER
from compliance.persian import dates
from compliance.persian.letters import ascii_digits
from compliance.schema import nearest, quoted

DESCRIPTION = "office.yaml"


def lay_down(office: Path, given: blank.Given, checklists: Path | None = None) -> Path:
    """Write the files of a new office and return the folder of its round.

    `given.round` may be empty for the half year of today. BadInput for a folder that is not empty, and for
    anything that could not be read again.
    """
    library = checklist.load(checklists)
    if given.province is not None and given.province not in library.provinces:
        raise BadInput.of(
            "--province",
            None,
            quoted(given.province),
            _("the id of a province"),
            nearest(given.province, library.provinces),
        )
    if office.exists() and (not office.is_dir() or any(office.iterdir())):
        raise BadInput.of(
            str(office),
            None,
            _("a folder that is not empty"),
            _("a new or empty folder"),
            _("choose another name; nothing was changed"),
        )
    wanted = given._replace(round=ascii_digits(given.round or dates.round_of(clock.today())))
    for path, text in blank.contents(wanted, library).items():
        files.make_folder((office / path).parent)
        files.write_text(office / path, text)
    place = office / "rounds" / wanted.round
    files.make_folder(place / FOLDER)
    files.write(place / snapshot.FILE, snapshot.content(checklist.compiled(checklists)))
    return place


def offices_in(folder: Path) -> list[Path]:
    """Return the office folders in a place: the place itself where it is one, else those directly in it."""
    if (folder / DESCRIPTION).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{DESCRIPTION}") if path.is_file())
