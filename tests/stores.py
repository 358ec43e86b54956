"""Stores of headquarters laid down row by row, and the same told again by the simplest reckoning there is."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from compliance import clock
from compliance.headquarters import roster
from compliance.headquarters import store as stores
from compliance.headquarters.roster import Letter, Standing
from compliance.headquarters.store import Change, Store

MAXIMUM = 10000  # hundredths, of every checklist in these stores
ITEMS = (("I1", "fact.one"), ("I1", "fact.two"), ("I2", "fact.three"))
FIELDS = ("G2G", "G2C", "G2B")


class Who(NamedTuple):
    """An office of these stores."""

    id: str
    body: str
    province: str
    group: str = ""
    name: str = ""


class Total(NamedTuple):
    """What a filing comes to by one checklist, for the office or for one system of it."""

    checklist: str
    score: int | None
    coverage: int = 10000
    system: str = ""
    field: str = ""
    version: str = "1"


class Filed(NamedTuple):
    """A filing that was taken on a day (ISO 8601)."""

    day: str
    round: str
    office: str
    totals: tuple[Total, ...]


def sha256(checklist: str, version: str = "1") -> str:
    """The hash these stores give a version of a checklist."""
    return (checklist + version).encode().hex().ljust(64, "0")[:64]


@contextmanager
def on(day: str) -> Iterator[None]:
    """Let headquarters work on a day."""
    with patch.object(clock, "now", lambda: f"{day}T12:00:00+03:30"):
        yield


def lay_down(folder: Path, offices: Sequence[Who], day: str = "2025-01-01") -> Store:
    """Lay down a store with its offices."""
    with on(day):
        stores.create(folder, "test")
        store = stores.opened(folder)
        store.connection.execute("pragma synchronous = off")  # nobody pulls the plug of a test
        with store.changing("test") as change:
            for office in offices:
                enrol(change, office)
    return store


def enrol(change: Change, office: Who) -> None:
    """Take an office in."""
    seq = change.told("office", {"id": office.id})
    change.insert(
        "office",
        id=office.id,
        name_fa=office.name or f"ادارهٔ {office.id}",
        name_en=office.name or f"Office {office.id}",
        body=office.body,
        province=office.province,
        grouped=office.group,
        since=seq,
    )


def take(store: Store, filed: Filed) -> None:
    """Record a filing; it stands for its office from now on."""
    with on(filed.day), store.changing("test") as change:
        seq = change.told("filing", {"office": filed.office, "round": filed.round})
        n = change.insert(
            "filing", sha256=f"{seq:064x}", name="x", size=1, office=filed.office, round=filed.round,
            status="accepted", received=filed.day, arrived=filed.day, late=0, seq=seq, facts=json.dumps(said(filed)),
        )  # fmt: skip
        change.run(
            "update standing set until = ? where round = ? and office = ? and until is null",
            seq, filed.round, filed.office,
        )  # fmt: skip
        change.insert("standing", round=filed.round, office=filed.office, filing=n, since=seq)
        for total in filed.totals:
            change.run(
                "insert into total values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                n, instrument(change, total), total.system, total.field, total.score, total.score, total.coverage,
                total.score, json.dumps(points(total.score)),
            )  # fmt: skip


def instrument(change: Change, total: Total) -> int:
    """The number of a checklist's version, recorded when it is met first."""
    hash_ = sha256(total.checklist, total.version)
    row = change.connection.execute("select n from instrument where sha256 = ?", (hash_,)).fetchone()
    if row:
        return int(row[0])
    n = change.insert(
        "instrument", id=total.checklist, version=total.version, sha256=hash_, maximum=MAXIMUM, per="office"
    )
    for place, (indicator, fact) in enumerate(ITEMS):
        change.insert(
            "item", instrument=n, place=place, id=f"{indicator}-{place}", indicator=indicator, fact=fact,
            maximum=MAXIMUM // len(ITEMS),
        )  # fmt: skip
    return n


def points(score: int | None) -> list[int | None]:
    """How these stores share a score among the items."""
    if score is None:
        return [None, None, None]
    return [score // 2, None if score % 7 == 0 else score // 5, score - score // 2 - score // 5]


def said(filed: Filed) -> list[list[str | None]]:
    """What these stores have offices answer: whatever has points or does not apply, and some of what has none."""
    kept: list[list[str | None]] = []
    for total in filed.totals:
        if total.checklist != "programme":
            continue
        for place, ((_indicator, fact), have) in enumerate(zip(ITEMS, points(total.score), strict=True)):
            if have is None or have > 0:
                kept.append(["", fact, None if have is None else "1"])
            elif (int(filed.day[5:7]) + place) % 2:
                kept.append(["", fact, "0"])
    return kept


def say(store: Store, day: str, round_: str, office: str, status: Standing, letter: str = "") -> None:
    """Record how an office stands to a round."""
    with on(day), store.changing("test") as change:
        roster.set_status(change, store, round_, [office], status, Letter(letter))


class Told(NamedTuple):
    """A place as the simple reckoning has it."""

    office: str
    system: str
    score: int | None
    rank: int | None
    shared: bool
    before: int | None
    moved: int | None


def ranked(
    filings: Sequence[Filed], round_: str, checklist: str, field: str, offices: set[str], day: str
) -> list[Told]:
    """Rank one round: the newest filing of each office until a day, dense ranks, ties shared."""
    newest = {f.office: f for f in filings if f.round == round_ and f.day <= day and f.office in offices}
    found = [
        (f.office, t.system, t.score)
        for f in newest.values()
        for t in f.totals
        if t.checklist == checklist and (not field or t.field == field)
    ]
    different = sorted({score for _office, _system, score in found if score is not None}, reverse=True)
    scores = [score for _office, _system, score in found]
    told = [
        Told(
            office,
            system,
            score,
            None if score is None else different.index(score) + 1,
            score is not None and scores.count(score) > 1,
            None,
            None,
        )
        for office, system, score in found
    ]
    return sorted(told, key=lambda t: (t.rank or 10**9, t.office, t.system))


def league(
    filings: Sequence[Filed], rounds: tuple[str, str], checklist: str, field: str, offices: set[str], day: str
) -> list[Told]:
    """Rank a round and say what became of those who were ranked in the round before."""
    now, before = (ranked(filings, round_, checklist, field, offices, day) for round_ in rounds)
    then = {(t.office, t.system): t for t in before}
    made = []
    for one in now:
        was = then.get((one.office, one.system))
        both = was is not None and one.rank is not None and was.rank is not None
        moved = (was.rank or 0) - (one.rank or 0) if was is not None and both else None
        made.append(one._replace(before=was.score if was else None, moved=moved))
    return made


def quartiles(scores: Sequence[int]) -> list[Fraction]:
    """Quartiles of hundredths in points, by the textbook: position p·(n−1), between its two neighbours."""
    ordered = sorted(scores)
    found = []
    for part in (1, 2, 3):
        whole, rest = divmod(part * (len(ordered) - 1), 4)
        low = ordered[whole]
        high = ordered[min(whole + 1, len(ordered) - 1)]
        found.append((low + Fraction(rest, 4) * (high - low)) / 100)
    return found


class World(NamedTuple):
    """A random store and all that went into it."""

    store: Store
    offices: tuple[Who, ...]
    filings: tuple[Filed, ...]
    days: tuple[str, ...]


def world(folder: Path, seed: int) -> World:
    """Lay down a random store: ties, scores that are none, systems, rounds, superseded filings, two versions."""
    chance = random.Random(seed)
    provinces, bodies, groups = ("bushehr", "fars", "yazd"), ("registry", "taxes"), ("", "large", "small")
    offices = tuple(
        Who(f"o{n:02d}", chance.choice(bodies), chance.choice(provinces), chance.choice(groups))
        for n in range(chance.choice((0, 1, 4, 6, 14, 24)))
    )
    store = lay_down(folder, offices)
    days = tuple(f"2025-{month:02d}-10" for month in range(2, 9))
    steps = chance.choice((1, 500, 2500))  # few different scores make many ties
    filings = []
    for day in days:
        for office in offices:
            if chance.random() < 0.35:
                filed = Filed(day, chance.choice(("1404-1", "1404-2", "1405-1")), office.id, _totals(chance, steps))
                take(store, filed)
                filings.append(filed)
            if chance.random() < 0.03:
                say(store, day, "1405-1", office.id, chance.choice(list(Standing)), "1405/77")
    return World(store, offices, tuple(filings), days)


def _totals(chance: random.Random, steps: int) -> tuple[Total, ...]:
    def score() -> int | None:
        return None if chance.random() < 0.1 else chance.randrange(0, MAXIMUM + 1, steps)

    found = []
    if chance.random() < 0.9:
        version = "2" if chance.random() < 0.1 else "1"
        found.append(Total("programme", score(), chance.choice((10000, 8999, 9000)), version=version))
    for n in range(chance.choice((0, 0, 1, 3))):
        found.append(Total("award-system", score(), system=f"s{n}", field=chance.choice(FIELDS)))
    return tuple(found)
