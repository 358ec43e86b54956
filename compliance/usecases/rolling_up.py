"""A body's own office folder from the filings of its offices: founded whole, or brought up to date.

What nobody has changed since it was rolled up follows the filings; what a person answered stays and is told.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import BadInput, Problem
from compliance.headquarters import rollups
from compliance.headquarters.rollups import Question
from compliance.headquarters.showing.rollups import files as rollup_files
from compliance.headquarters.showing.rollups.files import ANNOUNCED, Beside
from compliance.headquarters.store import Store
from compliance.language import _, both
from compliance.model.checklist import Library
from compliance.model.record import Author, Change, Wanted, Where
from compliance.model.rollup import Done, Fate, Kept, Result, Rollup
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import blank, description
from compliance.office import folder as folders
from compliance.office.desk import Desk
from compliance.persian import numbers
from compliance.schema import quoted
from compliance.usecases import founding
from compliance.usecases.founding import DESCRIPTION
from compliance.usecases.opening import Opened, open_office
from compliance.usecases.rolled_entries import Entry, Settled, settled

SEAT = "tehran"
_PLACE = "office"  # of the folder that is made beside the one that is wanted


# The files that lie beside the answers, by name; the entries that are rolled up are announced in one of them.
Files = Callable[[Rollup, Mapping[str, Stated]], Mapping[str, Beside]]
Note = Callable[[Result, Rollup], str]


class Means(NamedTuple):
    """By what a folder is filled: the checklists (their folder too where it is named), who does it, and the texts."""

    instruments: Library
    checklists: Path | None
    author: Author
    note: Note
    files: Files


def roll_up(store: Store, question: Question, folder: Path, means: Means) -> Done:
    """Bring a body's folder into step with the filings of its offices, founding it where nothing is.

    Raises BadInput with every problem of what was asked for, the folder and the files in it; nothing is changed then.
    """
    folder = folder.resolve()
    problems = _strange(folder)
    try:
        rolled = rollups.make(store, means.instruments, question)
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from error
    if problems:
        raise BadInput(problems)
    if (folder / DESCRIPTION).is_file():
        _belongs(folder, rolled, means.instruments)
        return _filled(open_office(folder, rolled.round, means.checklists), rolled, means, founded=False)
    return _founded(folder, rolled, means)


def _strange(folder: Path) -> list[Problem]:
    """Return what is wrong with a place in which neither nothing nor an office lies."""
    try:
        free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise files.refused(folder, error) from error
    if free or (folder / DESCRIPTION).is_file():
        return []
    seen = _("a folder that is something else") if folder.is_dir() else _("a file")
    expected = _("a new or empty folder, or the body's own office folder")
    return [Problem(str(folder), None, seen, expected, _("choose another name; nothing was changed"))]


def _belongs(folder: Path, rolled: Rollup, library: Library) -> None:
    """Refuse the folder of another office, and one in which the round was not begun."""
    office, problems = description.read(folder / DESCRIPTION, library)
    if office is not None and (office.id, office.body) != (rolled.body, rolled.body):
        expected = _("the folder of the body itself, with the id {body} and of the body {body}")
        problems.append(
            Problem(
                str(folder / DESCRIPTION),
                None,
                _("the office {id} of the body {body}").format(id=quoted(office.id), body=quoted(office.body)),
                expected.format(body=quoted(rolled.body)),
                _("name another folder; nothing was changed"),
            )
        )
    elif rolled.round not in folders.round_ids(folder):
        problems.append(
            Problem(
                str(folder / "rounds"),
                None,
                _("no round {round}").format(round=numbers.digits(rolled.round)),
                _("the round that is rolled up"),
                _("begin it with “compliance new-round {path} {round}”, or name a new folder").format(
                    path=shlex.quote(str(folder)), round=rolled.round
                ),
            )
        )
    if problems:
        raise BadInput(problems)


def _founded(folder: Path, rolled: Rollup, means: Means) -> Done:
    """Lay the folder down beside its place, fill it, and put it there in one step: it is whole or not there."""
    files.make_folder(folder.parent)
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    except OSError as error:
        raise files.refused(folder, error) from error
    try:
        fresh = aside / _PLACE
        founding.lay_down(fresh, _given(rolled, means.instruments), means.checklists)
        done = _filled(open_office(fresh, rolled.round, means.checklists), rolled, means, founded=True)
        if folder.exists():
            folder.rmdir()
        files.move(fresh, folder)
    except OSError as error:
        raise files.refused(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return done


def _given(rolled: Rollup, library: Library) -> blank.Given:
    called = library.bodies.get(rolled.body)
    return blank.Given(
        rolled.body,
        called.fa if called else None,
        rolled.body,
        SEAT,
        None,
        rolled.round,
        name_en=called.en if called else None,
        checklists=rolled.checklists or blank.CHECKLISTS,
        national=True,
    )


def _filled(opened: Opened, rolled: Rollup, means: Means, founded: bool) -> Done:
    """Enter all that is to be changed at once, and lay down the sources beside it.

    What is about to stand in the entries is announced in rollup.json before: killed between the answers and their
    record, the next run still knows what was rolled up.
    """
    desk = opened.desk()
    before, state = _before(desk), desk.state()
    results = {Key("", r.fact.id): r for r in rolled.results if r.fact.id in desk.own}
    made: dict[Key, Settled] = {}
    for key, result in results.items():
        note = partial(means.note, result, rolled)
        made[key] = settled(Entry(state.get(key, NOTHING), *before(key), both(note), note()), result, means.author)
    wishes = [
        Wanted(key, now, one.entry) for key, one in made.items() if one.entry != (now := state.get(key, NOTHING))
    ]
    ours = {key.fact: one.entry for key, one in made.items() if one.ours}
    written = means.files(rolled, ours)
    _lay(desk.folder, {ANNOUNCED: written[ANNOUNCED]})
    fates = {key: one.fate for key, one in made.items()}
    theirs = {key: state.get(key, NOTHING) for key, fate in fates.items() if fate is Fate.OWN}
    if wishes:
        theirs |= {met.key: met.theirs for met in desk.enter(wishes, means.author).conflicts}  # answered meanwhile
    fates |= dict.fromkeys(theirs, Fate.OWN)
    _lay(desk.folder, written)
    kept = tuple(Kept(results[key], said) for key, said in theirs.items())
    return Done(rolled, founded, {key.fact: fate for key, fate in fates.items()}, kept, opened.over)


def _lay(folder: Path, written: Mapping[str, Beside]) -> None:
    """Lay files down, each whole, where they do not lie as they are already."""
    for name, beside in written.items():
        if not beside.lies(folder / name):
            files.write(folder / name, beside.content)


def _before(desk: Desk) -> Callable[[Key], tuple[Stated | None, Stated | None]]:
    """Return what gives what was rolled up into an entry last: by the record, and as it was announced."""
    entries = desk.read_log().entries
    recorded = {one.key: one.after for one in entries if isinstance(one, Change) and one.where is Where.ROLLUP}
    path = desk.folder / ANNOUNCED
    announced = rollup_files.announced(files.read_bytes(path)) if path.is_file() else {}
    return lambda key: (recorded.get(key), announced.get(key.fact))
