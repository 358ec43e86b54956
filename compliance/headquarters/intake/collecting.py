"""Files of the inbox taken in: looked at side by side, decided and recorded one after the other in their order.

A batch is recorded whole or not at all, and a file that was recorded is never looked at twice: a program that was
killed is simply started again, and the record becomes what it would have become anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from compliance import files
from compliance.errors import CannotAccess
from compliance.headquarters import keeping, rounds_check, running
from compliance.headquarters.intake import deciding, working
from compliance.headquarters.intake.examining import Examined, Terms
from compliance.headquarters.intake.quarantine import TurnedAway
from compliance.headquarters.intake.verdicts import Verdict
from compliance.headquarters.intake.working import Setting
from compliance.headquarters.store import Store
from compliance.language import _

_LOCK = ".collect.lock"


class Run(NamedTuple):
    """Who collects, in how many processes, and the key file that opens what was encrypted for transport.

    With `spark` the machines of a cluster look at the files.
    """

    who: str
    jobs: int = 1
    identity: Path | None = None
    spark: bool = False


def collect(store: Store, terms: Terms, paths: Iterable[Path], run: Run) -> Iterator[Verdict]:
    """Take in files and give a verdict for each, in their order; the rounds are read here.

    Raises CannotAccess at once when another program is collecting into the same store.
    """
    with _begun(store, terms, run) as setting:
        for batch in _looked_at(setting, paths, run):
            yield from deciding.decide(store, run.who, batch, setting.terms)


def _looked_at(setting: Setting, paths: Iterable[Path], run: Run) -> Iterator[list[Examined]]:
    if run.spark:
        from compliance.headquarters import spark

        return spark.looked_at(setting, paths)
    return working.looked_at(setting, paths, run.jobs)


def again(store: Store, terms: Terms, kept: Sequence[TurnedAway], run: Run) -> Iterator[Verdict]:
    """Look once more at files in quarantine, after what headquarters itself had to mend was mended."""
    with _begun(store, terms, run) as setting, working.made(setting) as worker:
        for one in kept:
            found = worker.look_again(one.name, keeping.place(store.folder, False, one.sha256), one.sha256)
            yield from deciding.decide(store, run.who, [found], setting.terms, again=True)
            keeping.release(store.folder, one.sha256)


@contextmanager
def _begun(store: Store, terms: Terms, run: Run) -> Iterator[Setting]:
    """Hold the store for one program, with what a killed one left behind cleared away."""
    working.check_packages(run.identity)
    with files.held(store.folder / _LOCK) as mine:
        if not mine:
            raise CannotAccess(
                str(store.folder),
                _("another program is collecting into this store"),
                _("wait until it has ended, and run again: what it took is not taken twice"),
            )
        keeping.tidy(store.folder)
        held = running.noted(store, run.who)
        rounds_check.of_running(store, held, terms.catalogue, terms.arrived)
        deciding.know(store, run.who, terms.catalogue)
        yield Setting(store.folder, terms._replace(rounds=held), run.identity)
