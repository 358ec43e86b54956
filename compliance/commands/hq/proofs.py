"""`hq seal`, `hq prove`, `hq log`: what was counted, provably, and that the record was not altered."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from compliance import files
from compliance.commands import console, options, secrets
from compliance.commands.group import Command
from compliance.commands.hq.rounds import of_round
from compliance.commands.hq.store import store
from compliance.errors import BadInput
from compliance.filing import canonical, keys, seals
from compliance.headquarters import checking, proofs, proving, sealing
from compliance.headquarters import log as logs
from compliance.headquarters import store as stores
from compliance.headquarters.log import Head
from compliance.headquarters.showing import log as shown
from compliance.headquarters.store import Store
from compliance.language import _, mark
from compliance.persian import numbers
from compliance.schema import quoted


@click.command(
    "key",
    cls=Command,
    help=mark(
        "Make the key with which headquarters seals, behind a password.\n\nPublish the .pub file and its "
        "fingerprint: with them every office can check by itself that its filing was counted."
    ),
)
@store
@options.option(
    "--into", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help=mark("Default: the store's keys.")
)
@secrets.password_file
@options.lang
def key_(store: Path, folder: Path | None, password_file: Path | None) -> None:
    """Run the verb."""
    stores.opened(store).close()
    place = sealing.new_key(folder or store / "keys", secrets.new(password_file))
    console.say(_("fingerprint: {groups}").format(groups=keys.grouped(keys.fingerprint(place.line))))
    console.say(_("secret, never give it away: {path}").format(path=place.secret))
    console.say(_("publish: {path}").format(path=place.public))


@click.command(
    "seal",
    cls=Command,
    help=mark(
        "Seal one number over all filings that stand in a round.\n\nPublished, it binds headquarters: “hq prove” "
        "shows an office that its filing is in it, and nothing can be added or taken away unseen."
    ),
)
@store
@of_round
@options.option(
    "--key", required=True, type=click.Path(path_type=Path), metavar="FILE", help=mark("Headquarters' secret key.")
)
@secrets.password_file
@options.by
@options.as_json
@options.lang
def seal_(store: Path, round_id: str, key: Path, password_file: Path | None, by: str, as_json: bool) -> None:
    """Run the verb."""
    secret = secrets.opened(key, password_file)
    with stores.opened(store) as opened:
        made = proving.seal(opened, round_id, secret, by)
    root = made.root
    if as_json:
        console.data({**proofs.plain_root(root), "file": str(made.path), "problems": []})
        return
    console.say(_("root of {n} filings: {root}").format(n=numbers.show(root.size), root=root.root))
    console.say(_("log until line {seq}: {hash}").format(seq=numbers.show(root.seq), hash=root.hash))
    console.say(_("publish: {path}").format(path=made.path))
    console.say(_("publish: {path}").format(path=f"{made.path}{seals.SUFFIX}"))


@click.command(
    "prove",
    cls=Command,
    help=mark("Write the proof that an office's filing was counted; “verify --proof” checks it."),
)
@store
@click.argument("office", metavar="OFFICE")
@of_round
@options.option("--output", type=click.Path(path_type=Path), metavar="FILE", help=mark("Default: standard output."))
@options.lang
def prove_(store: Path, office: str, round_id: str, output: Path | None) -> None:
    """Run the verb."""
    with stores.opened(store) as opened:
        found = proving.prove(opened, round_id, office)
    proof = proofs.plain_proof(found.proof)
    if output is None:
        console.data(proof)
    else:
        files.write(output, canonical.written(proof) + b"\n")
        console.say(_("written: {path}").format(path=output))
        console.say(_("goes with it: {path}").format(path=found.sealed.path))
    if found.filed_again:
        console.note(_("the office filed again after this root was sealed; a new one is made by “hq seal”"))


@click.command(
    "log", cls=Command, help=mark("Show every change of the record; --check proves that none was removed or altered.")
)
@store
@options.option("--check", is_flag=True, help=mark("Check the chain, and the record against it."))
@options.option(
    "--head", metavar="SEQ:HASH", help=mark("A line that was noted down at some time, such as from a sealed root.")
)
@options.option(
    "--last", type=click.IntRange(1), default=20, show_default=True, metavar="N", help=mark("Lines to show.")
)
@options.visual
@options.as_json
@options.lang
def log_(store: Path, check: bool, head: str | None, last: int, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"lines": 0, "broken": []})
    with stores.opened(store) as opened:
        if check:
            _checked(opened, _head(head), as_json)
        newest = logs.head(opened.connection)
        told = logs.last(opened.connection, last)
    if as_json:
        record = {"lines": newest.seq, "head": newest.hash, "broken": [], "log": shown.record(told), "problems": []}
        console.data(record)
    else:
        console.show(shown.sheet(told))


def _checked(opened: Store, known: Head | None, as_json: bool) -> None:
    """Check the record, say what was found, and exit with 1 where it is not what the log says."""
    with console.counting() as tell:
        wrong = checking.check(opened, known, lambda n, total: tell(partial(_read, n, total)))
    with opened.lenient():
        newest, files_ = logs.head(opened.connection), checking.kept(opened)
    if as_json:
        said = [one._asdict() for one in wrong]
        console.data({"lines": newest.seq, "head": newest.hash, "files": files_, "broken": said, "problems": []})
    else:
        for text in shown.found(newest.seq, files_, wrong):
            console.say(text)
        console.say(_("last line: {head}").format(head=f"{newest.seq}:{newest.hash}"))
    click.get_current_context().exit(1 if wrong else 0)


def _read(n: int, total: int) -> str:
    return _("{n} of {total} files read").format(n=numbers.show(n), total=numbers.show(total))


def _head(text: str | None) -> Head | None:
    if text is None:
        return None
    seq, _sign, hash_ = text.partition(":")
    if not seq.isdigit() or len(hash_) != 64:
        raise BadInput.of(
            "--head", None, quoted(text), _("a number, a colon and 64 hex digits"), _("copy it from a sealed root")
        )
    return Head(int(seq), hash_)
