"""The folder of the next round: its file of answers, its evidence, its record; whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compliance import clock, files
from compliance.language import _
from compliance.model.checklist import Fact, Library
from compliance.model.record import Author, Change, Entry, Seal
from compliance.model.stated import NOTHING
from compliance.office import blank, log, snapshot, writing
from compliance.office.desk import Desk
from compliance.office.evidence import FOLDER
from compliance.office.folder import is_newest
from compliance.office.log import Log
from compliance.office.rounds import Carried, Fate, Mark
from compliance.register import registers


def lay_down(
    desk: Desk,
    office: Path,
    round_id: str,
    carried: list[Carried],
    library: Library,
    compiled: dict[str, Any],
    author: Author,
) -> Path:
    """Write the next round beside the old one, whole or not at all, and return its folder.

    The old round keeps the registers as they are now, so that its score can be told later too.
    """
    target = office / "rounds" / round_id
    fresh = target.with_name(f".{round_id}.part")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        files.make_folder(fresh / FOLDER)
        _copy_evidence(desk.folder, fresh, carried)
        for name, text in _answers(round_id, carried, library, desk).items():
            files.make_folder((fresh / name).parent)
            files.write_text(fresh / name, text)
        files.write(fresh / snapshot.FILE, snapshot.content(compiled))
        _begin_log(fresh, carried, desk.read_log().seals, author)
        for name in registers.FILES:
            over = not is_newest(office, desk.folder.name) and (desk.folder / name).exists()
            if (office / name).is_file() and not over:  # a copy of a call that was cut short is made again
                files.copy(office / name, desk.folder / name)
        files.move(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _begin_log(fresh: Path, carried: list[Carried], seals: Mapping[str, Seal], author: Author) -> None:
    """Record the files, as old as they were, and the proposals as the first changes of the round."""
    kept = [c for c in carried if c.after != NOTHING]
    names = sorted({piece.name for c in kept for piece in c.after.evidence if piece.kind == "file"})
    entries: list[Entry] = []
    for name in names:
        sha256, size = files.digest(fresh / name)
        old = seals.get(name)
        since, who = (old.when, old.who) if old and old.sha256 == sha256 else (clock.now(), author.who)
        entries.append(Seal(len(entries) + 1, since, who, author.where, name, sha256, size))
    entries += [
        Change(n, clock.now(), author.who, author.where, c.key, NOTHING, c.after)
        for n, c in enumerate(kept, len(names) + 1)
    ]
    log.append(fresh / log.FILE, Log(), entries)


def _copy_evidence(old: Path, fresh: Path, carried: list[Carried]) -> None:
    names = {piece.name for c in carried for piece in c.after.evidence if piece.kind == "file"}
    for name in sorted(names):
        files.make_folder((fresh / name).parent)
        files.copy(old / name, fresh / name)


def _answers(round_id: str, carried: list[Carried], library: Library, desk: Desk) -> dict[str, str]:
    """Return the files of answers of the next round: every question, proposals filled in, marks above them."""
    own = {c.key.fact: c for c in carried if not c.key.system and c.fate is not Fate.LEFT}
    entries = {fact: _entry(library.facts[fact], c) for fact, c in own.items() if c.after != NOTHING}
    marks = {fact: said for fact, c in own.items() if (said := note(c))}
    written = {"answers.yaml": blank.answers(round_id, library, entries, marks)}
    for system in desk.systems:
        mine = {c.key.fact: c for c in carried if c.key.system == system and c.after != NOTHING}
        if mine:
            lines = [f"  {fact}: {_entry(library.facts[fact], c)}" for fact, c in mine.items()]
            written[f"systems/{system}.yaml"] = writing.empty(round_id) + "\n".join(lines) + "\n"
    return written


def _entry(fact: Fact, carried: Carried) -> str:
    return writing.entry(fact, carried.after)


def note(carried: Carried) -> str:
    """Return what a reader of the new file has to know about a fact, nothing when it is as before."""
    words = {
        Mark.NEW: _("new in these checklists"),
        Mark.CHANGED: _("the question changed"),
        Mark.RE_JUDGED: _("judged differently"),
        Mark.RE_WEIGHTED: _("weighs differently"),
    }
    said = [words[mark] for mark in carried.marks if mark in words]
    if carried.why:
        said.append(carried.why)
    if carried.fate is Fate.ASKED and carried.before != NOTHING:
        said.append(_("asked again"))
    return _("; ").join(said)
