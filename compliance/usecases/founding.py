"""A new office folder laid down, and the office folders that lie in a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from compliance import checklist, clock, files
from compliance.errors import BadInput, CannotAccess, Problem
from compliance.language import _
from compliance.model.checklist import Library
from compliance.office import blank, description, provinces, snapshot
from compliance.office.evidence import FOLDER
from compliance.persian import dates
from compliance.persian.letters import ascii_digits
from compliance.schema import quoted

DESCRIPTION = "office.yaml"


def lay_down(office: Path, given: blank.Given, checklists: Path | None = None) -> Path:
    """Write the files of a new office and return the folder of its round.

    `given.round` may be empty for the half year of today; province and site are named as people name them.
    Everything is looked at before anything is written: BadInput with every problem, for a folder that is not
    empty, and for anything that could not be read again.
    """
    library = checklist.load(checklists)
    wanted, problems = understood(given, library)
    if not _is_free(office):
        problems.append(
            Problem(
                str(office),
                None,
                _("a folder that is not empty"),
                _("a new or empty folder"),
                _("choose another name; nothing was changed"),
            )
        )
    if problems:
        raise BadInput(problems)
    texts = blank.contents(wanted, library)
    _described, wrong = description.understand(texts[DESCRIPTION], DESCRIPTION, library)
    if wrong:
        raise BadInput(wrong)
    kept = snapshot.content(checklist.compiled(checklists))
    try:
        return _written(office, wanted.round, texts, kept)
    except CannotAccess:  # half an office could not be opened, and stood in the way of a whole one
        _take_back(office, wanted.round, texts)
        raise


def understood(given: blank.Given, library: Library) -> tuple[blank.Given, list[Problem]]:
    """Return what is given with province, site and round in the program's spelling, and what stands against it."""
    province = None if given.province is None else provinces.named(given.province, library.provinces)
    site = description.address(given.site) if given.site else None
    wanted = given._replace(
        province=province, site=site, round=ascii_digits(given.round or dates.round_of(clock.today()))
    )
    problems = blank.problems(wanted)
    if given.province is not None and province is None:
        mend = provinces.advice(given.province, library.provinces)
        problems.append(Problem("--province", None, quoted(given.province), _("a province of Iran"), mend))
    if given.site and site is None:
        expected = _("the address of a site, such as https://rah.ir")
        problems.append(
            Problem("--site", None, quoted(given.site), expected, _("write the whole address of the site"))
        )
    return wanted, problems


def _is_free(office: Path) -> bool:
    """Whether an office can be laid down here: nothing is there, or an empty folder."""
    try:
        return not office.exists() or (office.is_dir() and not any(office.iterdir()))
    except OSError as error:
        raise files.refused(office, error) from error


def _take_back(office: Path, round_id: str, texts: Iterable[str]) -> None:
    """Delete what was written of an office, and the folders that are empty then."""
    place = office / "rounds" / round_id
    for path in (*(office / text for text in texts), place / snapshot.FILE):
        with suppress(OSError):
            path.unlink()
    for folder in (place / FOLDER, place, office / "rounds", office):
        with suppress(OSError):
            folder.rmdir()


def _written(office: Path, round_id: str, texts: Mapping[str, str], kept: bytes) -> Path:
    for path, text in texts.items():
        files.make_folder((office / path).parent)
        files.write_text(office / path, text)
    place = office / "rounds" / round_id
    files.make_folder(place / FOLDER)
    files.write(place / snapshot.FILE, kept)
    return place


def offices_in(folder: Path) -> list[Path]:
    """Return the office folders in a place: the place itself where it is one, else those directly in it."""
    if (folder / DESCRIPTION).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{DESCRIPTION}") if path.is_file())
