"""`hq figures`: what source documents published, beside what the store and a register come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import click

from compliance import checklist
from compliance.checklist import published as reading
from compliance.commands import console, options
from compliance.commands.group import Command
from compliance.headquarters import engines, figures
from compliance.headquarters import store as stores
from compliance.headquarters.engines import Engine
from compliance.headquarters.showing import figures as shown
from compliance.headquarters.store import Store
from compliance.language import mark
from compliance.usecases import counting


@click.command(
    "figures",
    cls=Command,
    help=mark(
        "Show the figures that source documents published beside what the data come to, and every conflict of the "
        "documents.\n\nThe rounds of a panel (“hq round open --panel”) are counted in their order; registers are "
        "those of an office folder."
    ),
)
@click.argument("store", required=False, type=click.Path(path_type=Path), metavar="[STORE]")
@options.option(
    "--register",
    type=click.Path(path_type=Path),
    metavar="OFFICE",
    help=mark("An office folder whose registers of services and projects are counted."),
)
@options.checklists
@options.as_json
@options.lang
def figures_(store: Path | None, register: Path | None, checklists_folder: Path | None, as_json: bool) -> None:
    """Run the verb."""
    console.frame({"figures": [], "conflicts": []})
    library, published = checklist.load(checklists_folder), reading.shipped(checklists_folder)
    counts: dict[str, Fraction] = counting.of_registers(register, library) if register else {}
    with _opened(store) as (held, engine):
        found = figures.beside(published, figures.sources(published, counts, held, library, engine))
    if as_json:
        console.data(shown.record(published, found))
    else:
        console.show(shown.sheet(published, found))


@contextmanager
def _opened(store: Path | None) -> Iterator[tuple[Store | None, Engine | None]]:
    if store is None:
        yield None, None
        return
    with stores.opened(store) as held:
        choice = engines.chosen(None, engines.size(held))
        with engines.opened(store, choice.name) as engine:
            yield held, engine
