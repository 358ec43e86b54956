"""`checklists`: list, show, validate, compare, export and install."""

from __future__ import annotations

from pathlib import Path

import click

from compliance import checklist as checklists_
from compliance import data
from compliance.commands import console, options
from compliance.commands.group import Group, Option
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.persian import numbers
from compliance.report import records, tables
from compliance.report.screens.terminal import Sheet
from compliance.report.tables import Column, Table
from compliance.usecases.opening import known_checklist


@click.group(cls=Group, help=mark("List, show, validate, compare, export and install checklists."))
@click.option(
    "--lang",
    cls=Option,
    type=click.Choice(("fa", "en")),
    expose_value=False,
    help=mark("Language of all texts; also COMPLIANCE_LANG. Default fa."),
)
def command() -> None:
    """Stand before the verbs of checklists."""


@command.command("list", help=mark("List the checklists in force and where they come from."))
@options.checklists
@options.as_json
@options.visual
@options.lang
def list_(checklists_folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    library = checklists_.load(checklists_folder)
    if as_json:
        console.data(
            {
                "folder": str(checklists_folder or data.checklists()),
                "targets": [str(path) for path in _beside(checklists_folder)],
                "checklists": [_brief(library, id_) for id_ in library.checklists],
            }
        )
        return
    page = Sheet()
    page.show(
        Table(
            (
                Column(_("id"), True),
                Column(_("version"), True),
                Column(_("title")),
                Column(_("items"), True),
                Column(_("maximum"), True),
                Column("sha256", True),
            ),
            tuple(
                (
                    c.id,
                    numbers.digits(c.version),
                    str(c.title),
                    numbers.show(len(c.items)),
                    numbers.show(c.maximum),
                    c.sha256[:12],
                )
                for c in library.checklists.values()
            ),
        )
    )
    console.show(page)
    for path in (checklists_folder or data.checklists(), *_beside(checklists_folder)):
        click.echo(str(path))


def _beside(folder: Path | None) -> list[Path]:
    """Return the files with targets that are in force beside the installed checklists."""
    from compliance.checklist import sources

    return [] if folder is not None else sources.overlays(data.own_overlays())


def _brief(library: Library, id_: str) -> records.Record:
    instrument = library.checklists[id_]
    return {
        "id": id_,
        "version": instrument.version,
        "status": instrument.status,
        "sha256": instrument.sha256,
        "origin": None if instrument.origin is None else instrument.origin._asdict(),
        "title": records.text(instrument.title),
        "maximum": numbers.plain(instrument.maximum),
        "items": len(instrument.items),
    }


@command.command("show", help=mark("Show a checklist, or the actions, as a table or as JSON."))
@click.argument("id_", metavar="ID|actions")
@options.checklists
@options.as_json
@options.visual
@options.lang
def show(id_: str, checklists_folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    library = checklists_.load(checklists_folder)
    if id_ == "actions":
        _show_actions(library, as_json)
        return
    instrument = library.checklists[known_checklist(library, id_)]
    if as_json:
        console.data(records.checklist(instrument, library))
        return
    page = Sheet()
    page.say(str(instrument.title))
    page.say(str(instrument.note))
    page.show(tables.questions(instrument, library))
    page.show(tables.basis(instrument, library), _("Where it comes from:"))
    console.show(page)


def _show_actions(library: Library, as_json: bool) -> None:
    if as_json:
        console.data({"actions": [records.action(action) for action in library.actions.values()]})
        return
    page = Sheet()
    page.say(_("Efforts (person-days), costs, waits and needs are proposed."))
    page.show(tables.known_actions(library))
    console.show(page)


@command.command("validate", help=mark("Hold a checklists folder, or one file of it, against the schemas and rules."))
@click.argument("path", type=click.Path(path_type=Path))
@options.lang
def validate(path: Path) -> None:
    """Run the verb."""
    from compliance.checklist.validation import validate as check_path

    count = check_path(path)
    console.say(_("{n} files are valid").format(n=numbers.show(count)))


@command.command(
    "diff",
    help=mark("Compare two versions: items new, changed, removed, re-weighted; which answers stay usable."),
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.as_json
@options.visual
@options.lang
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Run the verb."""
    from compliance.checklist import comparison, validation
    from compliance.report.screens import changes as changes_

    changes = comparison.compare(validation.open_side(old), validation.open_side(new))
    if as_json:
        console.data({"changes": [changes_.record(change) for change in changes]})
        return
    page = Sheet()
    page.say(_("No differences.") if not changes else _("{n} differences:").format(n=numbers.show(len(changes))))
    page.show(changes_.table(changes))
    console.show(page)


@command.command("export", help=mark("Pack the checklists in force into one sealed file for the offices."))
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@options.checklists
@options.lang
def export(file: Path, checklists_folder: Path | None) -> None:
    """Run the verb."""
    from compliance.checklist import pack

    seal = pack.export(checklists_folder or data.checklists(), file)
    console.say(_("written: {path}").format(path=file))
    console.say(_("seal (put it into the official letter): {seal}").format(seal=pack.grouped(seal)))


@command.command(
    "install",
    help=mark(
        "Install a pack of headquarters for this user, or a file with an office's targets (.yaml) beside what is in "
        "force.\n\n--remove returns to the shipped checklists; with the id of targets it takes those out again."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|ID", required=False)
@options.option(
    "--seal",
    metavar="SEAL",
    help=mark("The seal from the official letter; a file with another one is refused."),
)
@options.option("--remove", is_flag=True, help=mark("Remove the installed pack, or the targets with this id."))
@options.lang
def install(file: Path | None, seal: str | None, remove: bool) -> None:
    """Run the verb."""
    from compliance.checklist import own_targets, pack

    if file is None and not remove:
        raise click.UsageError(_("give a file, or --remove"))
    if remove:
        _remove(file)
    elif file is not None and file.suffix.lower() in own_targets.ENDINGS:
        made = own_targets.install(file, seal)
        console.say(_("installed: {path}").format(path=made.path))
        _say_seal(pack.grouped(made.seal), seal)
        console.say(_("how much of it is reached: compliance check my-office --checklist {id}").format(id=made.id))
    elif file is not None:
        found = pack.install(file, seal)
        console.say(_("installed: {path}").format(path=data.installed_checklists()))
        _say_seal(pack.grouped(found), seal)


def _remove(file: Path | None) -> None:
    """Remove targets by the id of their copy, or the pack where none is named."""
    from compliance.checklist import own_targets, pack

    if file is not None:
        own_targets.remove(str(file))
        console.say(_("removed: {id}").format(id=file))
    else:
        pack.remove()
        console.say(_("the shipped checklists are in force"))


def _say_seal(found: str, given: str | None) -> None:
    """Say the seal of what was installed, and that it has to be compared where that was not done here."""
    console.say(_("its seal: {seal}").format(seal=found))
    if given is None:
        console.note(_("compare this seal with the one in the official letter"))
