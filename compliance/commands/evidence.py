"""`evidence`: attach, list, open, replace, remove and check what proves the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance import clock, personal
from compliance.commands import console, options
from compliance.commands.group import Group
from compliance.errors import BadInput
from compliance.forms.bench import said
from compliance.language import _, mark
from compliance.model.record import Where
from compliance.model.stated import Key
from compliance.office import attachments, inspection
from compliance.office.desk import Desk
from compliance.office.inspection import Finding, Kind, Piece
from compliance.persian import numbers
from compliance.report.screens import evidence as shown
from compliance.report.screens.terminal import Sheet
from compliance.schema import listed, nearest, quoted
from compliance.usecases.opening import Opened, open_office

# What opens without running anything; other files are only shown in their folder.
_DOCUMENTS = {
    ".pdf",
    ".docx",
    ".xlsx",
    ".odt",
    ".ods",
    ".txt",
    ".csv",
    ".md",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
}

fact = click.argument("fact", metavar="FACT")
day = options.option("--date", "day", metavar="DATE", help=mark("Date of the document, such as 1405/06/12."))


@click.group(cls=Group, help=mark("Attach, list, open, replace, remove and check evidence."))
@options.lang
def command() -> None:
    """Stand before the verbs of evidence."""


def _open(office: Path, round_id: str | None, checklists_folder: Path | None) -> Opened:
    console.frame({"office": office.name, "round": round_id})
    return open_office(office, round_id, checklists_folder)


def _key(opened: Opened, fact: str, system: str | None) -> Key:
    """Return whose fact is meant; BadInput with the nearest known one otherwise."""
    key = Key(opened.system(system), fact)
    known = opened.desk().facts(key.system)
    if fact not in known:
        raise BadInput.of("FACT", None, quoted(fact), _("the id of a fact"), nearest(fact, known))
    return key


@command.command(
    "attach",
    help=mark(
        "Attach a file or a letter to a fact.\n\nThe file is copied into the round and kept once; a letter stays "
        "where it is and is named by its number. National codes in a file are pointed out."
    ),
)
@options.office
@fact
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE]", required=False)
@options.option("--letter", metavar="NUMBER", help=mark("The number of a letter instead of a file."))
@day
@options.option("--held-by", metavar="TEXT", help=mark("Who holds the letter."))
@options.option("--class", "class_", metavar="TEXT", help=mark("The class of the letter, such as restricted."))
@options.system
@options.by
@options.of_round
def attach(
    office: Path,
    fact: str,
    file: Path | None,
    letter: str | None,
    day: str | None,
    held_by: str | None,
    class_: str | None,
    system: str | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    if (file is None) == (letter is None):
        raise click.UsageError(_("give a file, or --letter with its number"))
    opened = _open(office, round_id, checklists_folder)
    options.warn_of_round(opened)
    key, author, written = (
        _key(opened, fact, system),
        options.author(by, Where.EVIDENCE),
        attachments.day(day, "--date", clock.today()),
    )
    desk = opened.desk()
    if letter is not None:
        piece = attachments.letter(letter, written, held_by, class_)
        done = attachments.attach_letter(desk, key, piece, author)
    else:
        assert file is not None
        done = attachments.attach(desk, key, file, written, author)
    _tell(opened, desk, key, done, as_json)


def _tell(opened: Opened, desk: Desk, key: Key, done: attachments.Attached, as_json: bool) -> None:
    """Say what is listed now, and what has to be looked at before the file leaves the office."""
    search = personal.search(desk.folder / done.piece.name) if done.piece.kind == "file" else None
    lines = said(done, search) if search else [_("listed: letter {number}").format(number=done.piece.name)]
    warns = search is not None and bool(search.found or search.unsearched)
    for line in lines:
        (console.note if warns or as_json else console.say)(line)
    if as_json:
        mine = [p for p in inspection.pieces(desk) if p.key == key and p.evidence == done.piece]
        codes = [{"place": found.place, "shown": found.shown} for found in search.found] if search else []
        searched = {"national_codes": codes, "unsearched": search.unsearched if search else None}
        console.data({**_frame(opened), "evidence": shown.record_pieces(mine), "reused": done.reused, **searched})


@command.command("list", help=mark("List the evidence of a round, or of one fact."))
@options.office
@click.argument("fact", metavar="[FACT]", required=False)
@options.system
@options.of_round
def list_(
    office: Path,
    fact: str | None,
    system: str | None,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened = _open(office, round_id, checklists_folder)
    only = _key(opened, fact, system) if fact else None
    found = [p for p in inspection.pieces(opened.desk(), opened.folder.round.scan) if only in (None, p.key)]
    if as_json:
        console.data({**_frame(opened), "evidence": shown.record_pieces(found)})
        return
    page = Sheet()
    page.say(_("Evidence listed: {n}").format(n=numbers.show(len(found))))
    page.show(shown.pieces(found))
    console.show(page)


def _frame(opened: Opened) -> dict[str, Any]:
    return {"office": opened.folder.office.id, "round": opened.folder.round.id, "problems": []}


@command.command("open", help=mark("Open a file of evidence, and print its path."))
@options.office
@fact
@click.argument("name", metavar="[NAME]", required=False)
@options.system
@options.round_
@options.checklists
@options.lang
def open_(
    office: Path,
    fact: str,
    name: str | None,
    system: str | None,
    round_id: str | None,
    checklists_folder: Path | None,
) -> None:
    """Run the verb."""
    opened = _open(office, round_id, checklists_folder)
    desk, key = opened.desk(), _key(opened, fact, system)
    mine = [p.evidence for p in inspection.pieces(desk, opened.folder.round.scan) if p.key == key and _opens(p)]
    mine.sort(key=lambda e: e.kind != "file")
    wanted = name or (mine[0].name if mine else "")
    scanned = (piece for piece in mine if (piece.kind, piece.name) == ("scan", wanted))
    piece = next(scanned, None) or attachments.find(desk, key, wanted)
    if piece.kind == "letter":
        console.say(_("letter {number} is held by {holder}").format(number=piece.name, holder=piece.held_by or "—"))
        return
    path = (desk.folder / piece.name).resolve()
    click.echo(str(path))
    click.launch(str(path), locate=path.suffix.lower() not in _DOCUMENTS)


def _opens(piece: Piece) -> bool:
    """Whether a piece can be opened or asked for; a file of a scan that is gone cannot."""
    return piece.evidence.kind != "scan" or piece.size is not None


@command.command("replace", help=mark("Put another file in the place of a listed one; the old file stays there."))
@options.office
@fact
@click.argument("name", metavar="NAME")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@day
@options.system
@options.by
@options.of_round
def replace(
    office: Path,
    fact: str,
    name: str,
    file: Path,
    day: str | None,
    system: str | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened = _open(office, round_id, checklists_folder)
    options.warn_of_round(opened)
    key, author = _key(opened, fact, system), options.author(by, Where.EVIDENCE)
    desk = opened.desk()
    _tell(
        opened,
        desk,
        key,
        attachments.replace(desk, key, name, file, attachments.day(day, "--date", clock.today()), author),
        as_json,
    )


@command.command(
    "remove", help=mark("Take evidence from a fact; the file stays in the folder, so that history can bring it back.")
)
@options.office
@fact
@click.argument("name", metavar="NAME")
@options.option("--delete", is_flag=True, help=mark("Delete the file too, unless another fact lists it."))
@options.system
@options.by
@options.of_round
def remove(
    office: Path,
    fact: str,
    name: str,
    delete: bool,
    system: str | None,
    by: str,
    round_id: str | None,
    checklists_folder: Path | None,
    as_json: bool,
) -> None:
    """Run the verb."""
    opened = _open(office, round_id, checklists_folder)
    options.warn_of_round(opened)
    key, desk = _key(opened, fact, system), opened.desk()
    gone = [p for p in inspection.pieces(desk) if p.key == key and p.evidence == attachments.find(desk, key, name)]
    stays = attachments.remove(desk, key, name, options.author(by, Where.EVIDENCE), delete)
    if as_json:
        console.data({**_frame(opened), "evidence": shown.record_pieces(gone), "kept": stays})
        return
    console.say(_("taken from {fact}: {name}").format(fact=fact, name=name))
    if stays:
        console.say(_("the file stays in the evidence folder"))


@command.command(
    "check", help=mark("Say which evidence is missing, changed on disk, too old, used for many facts, or unused.")
)
@options.office
@options.of_round
@click.pass_context
def check(
    ctx: click.Context, office: Path, round_id: str | None, checklists_folder: Path | None, as_json: bool
) -> None:
    """Run the verb."""
    opened = _open(office, round_id, checklists_folder)
    limits, scan = opened.instruments.evidence, opened.folder.round.scan
    found = inspection.inspect(opened.desk(), limits, clock.today(), scan)
    wrong = [f for f in found if f.kind not in (Kind.NOT_SEALED, Kind.UNUSED)]
    if as_json:
        console.data({**_frame(opened), "findings": shown.record_findings(found)})
    else:
        console.show(_page(opened, found, wrong))
    ctx.exit(1 if wrong else 0)


def _page(opened: Opened, found: list[Finding], wrong: list[Finding]) -> Sheet:
    page, count = Sheet(), numbers.show(len(wrong))
    page.say(_("Findings: {n}").format(n=count) if wrong else _("Nothing is wrong with the evidence."))
    page.show(shown.findings(wrong, opened.instruments))
    page.say()
    for line in shown.mends(wrong):
        page.say(line)
    unsealed = [f.name for f in found if f.kind is Kind.NOT_SEALED]
    unused = [f.name for f in found if f.kind is Kind.UNUSED]
    if unsealed:
        n = numbers.show(len(unsealed))
        page.say(_("Files whose content is not recorded yet: {n}; the next change records it.").format(n=n))
    if unused:
        page.say(_("In the folder, but no answer lists it: {names}").format(names=listed(unused)))
    return page
