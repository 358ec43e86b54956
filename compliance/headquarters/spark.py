"""Spark, for what one machine cannot hold: the same reports over the same Parquet copy, the same look at an inbox.

COMPLIANCE_SPARK_MASTER names the cluster; without it Spark runs in this machine. Every machine has to see the store
and the inbox under the same path, and to have this program installed.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from secrets import token_hex
from typing import Any

from compliance import extras, files, language
from compliance.errors import CannotAccess
from compliance.headquarters import analytic, cluster, engines, sql
from compliance.headquarters.engines import SPARK, Asked, Told
from compliance.headquarters.intake import working
from compliance.headquarters.intake.examining import Examined
from compliance.headquarters.intake.working import Setting
from compliance.headquarters.store import FILE
from compliance.language import _
from compliance.schema import shorten

_TYPES = {"text": "string", "bigint": "bigint"}
_BATCH = 64  # files in a task
_TASKS = 8  # for each core, in a wave
_LEAST = 2048  # MB for Spark in this machine
_QUIET = Path(__file__).parent / "spark.log4j2.properties"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j.configurationFile={_QUIET.as_uri()}",
    "spark.sql.files.openCostInBytes": "8192",  # of a round the copy has a few files of some megabytes
    "spark.sql.files.maxPartitionBytes": "32m",
}
_IN_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",  # a task more for each would cost more than it does
}


@contextmanager
def session() -> Iterator[Any]:
    """Start Spark, or give the session that runs already; MissingExtra without PySpark, CannotAccess without Java."""
    pyspark = extras.package("pyspark.sql", "spark")
    running = pyspark.SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="pyspark")  # about its own parts, which nobody here can mend
        made = _started(pyspark)
        try:
            yield made
        finally:
            made.stop()


def _started(pyspark: Any) -> Any:
    """Start Spark, which says nothing but errors."""
    cluster.check_java()
    master = cluster.master()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = pyspark.SparkSession.builder.appName("provincial-compliance").master(master)
    own = _in_this_machine() if master.startswith("local") else {}
    for name, value in {**_SETTINGS, **own}.items():
        builder = builder.config(name, value)
    with _told(master):
        return builder.getOrCreate()


def _in_this_machine() -> dict[str, str]:
    """Return how Spark runs here: it speaks to itself alone, with half of the memory unless somebody gave it some."""
    if os.environ.get("SPARK_DRIVER_MEMORY"):
        return _IN_THIS_MACHINE
    half = max(_LEAST, _memory() // 2**21)
    return {**_IN_THIS_MACHINE, "spark.driver.memory": f"{half}m"}


def _memory() -> int:
    """Return how many bytes of memory this machine has, 0 where it does not say."""
    if sys.platform == "win32":
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@contextmanager
def _told(master: str) -> Iterator[None]:
    """Say what Spark could not do in one line of its own."""
    errors, java = extras.package("pyspark.errors", "spark"), extras.package("py4j.protocol", "spark")
    try:
        yield
    except (errors.PySparkException, java.Py4JError) as error:
        said = next((line for line in reversed(str(error).split("\n")) if "Exception" in line or "Error" in line), "")
        reason = _("Spark could not do it: {reason}").format(reason=shorten(said.strip() or type(error).__name__))
        mend = _("give it more memory (SPARK_DRIVER_MEMORY=16g), or look into the log of the cluster")
        raise CannotAccess(master, reason, mend) from error


class Engine:
    """Runs a report's SQL on Spark over the Parquet copy."""

    name, scores = SPARK, engines.OWN

    def __init__(self, spark: Any, copy: analytic.Copy) -> None:
        self._spark, self._copy = spark, copy
        self._views: dict[str, tuple[Path, ...]] = {}
        self.head = copy.head

    def rows(self, report: str, asked: Asked, told: Sequence[Told] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a report; only the rounds it is about are read."""
        for table in analytic.TABLES:
            paths = tuple(self._copy.paths(table, (asked.round, asked.before)))
            if self._views.get(table) != paths:
                self._spark.read.parquet(*map(str, paths)).createOrReplaceTempView(table)
                self._views[table] = paths
        for name, rows in (("asked", [asked]), ("told", told)):
            columns, _count = engines.INPUTS[name]
            made = self._spark.createDataFrame([tuple(row) for row in rows], _schema(columns))
            made.createOrReplaceTempView(name)
        for name in engines.LAID_DOWN:
            self._spark.sql(f"create or replace temp view {name} as {sql.text(name)}")
        with _told(self._spark.sparkContext.master):
            return [tuple(row) for row in self._spark.sql(sql.text(report)).collect()]


def _schema(columns: str) -> str:
    """Return columns as Spark names their types."""
    parts = (column.split() for column in columns.split(", "))
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in parts)


@contextmanager
def opened(store: Path) -> Iterator[Engine]:
    """Open Spark over a store as it is now."""
    copy = analytic.refreshed(store)
    with session() as spark:
        yield Engine(spark, copy)


def looked_at(setting: Setting, paths: Iterable[Path]) -> Iterator[list[Examined]]:
    """Give what the files are in batches, in order, whichever machine looked at them.

    While a wave of batches is decided and recorded here, the next one is looked at there.
    """
    source = iter(paths)
    batches = iter(lambda: list(islice(source, _BATCH)), [])
    with _snapshot(setting.folder) as database, session() as spark, ThreadPoolExecutor(1) as ahead:
        context = spark.sparkContext
        told = context.broadcast((setting._replace(database=database), language.current()))
        waves = iter(lambda: list(islice(batches, _TASKS * context.defaultParallelism)), [])

        def look(wave: list[list[Path]]) -> list[list[Examined]]:
            found: list[list[Examined]] = (
                context.parallelize(wave, len(wave)).map(lambda batch: _look(told.value, batch)).collect()
            )
            return found

        waiting: Future[list[list[Examined]]] | None = None
        for wave in chain(waves, [None]):
            now, waiting = waiting, None if wave is None else ahead.submit(look, wave)
            if now is not None:
                with _told(context.master):
                    found = now.result()
                yield from found


@contextmanager
def _snapshot(folder: Path) -> Iterator[Path]:
    """Give a copy of the record for other machines, which cannot share what SQLite keeps beside a database in use."""
    target = folder / f"{FILE}.{token_hex(4)}.spark"
    with closing(sqlite3.connect(folder / FILE)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")
    try:
        yield target
    finally:
        files.delete(target)


_workers: dict[Path | None, working.Worker] = {}  # the one of the run that this process looks at files for


def _look(told: tuple[Setting, str], batch: list[Path]) -> list[Examined]:
    """Look at files on a machine of the cluster, with the worker that this process made for the same run."""
    setting, lang = told
    if setting.database not in _workers:
        language.use(lang)
        for worker in _workers.values():
            worker.close()
        _workers.clear()
        _workers[setting.database] = working.Worker(setting)
    return _workers[setting.database].look(batch)
