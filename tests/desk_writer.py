"""A writer that enters random answers and says what is confirmed, until it is killed. Run as a program by the tests."""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path

from compliance import checklist
from compliance.model.record import Author, Wanted, Where
from compliance.model.stated import NOTHING, Key, Stated
from compliance.office import folder
from compliance.office.desk import Desk

FACTS = ("network.restore-planned", "office.area", "people.satisfaction", "website.load-time", "training.it-hours")


def main(place: Path, name: str, seed: int) -> None:
    own, of_systems = folder.facts_by_subject(checklist.load())
    desk, chance = Desk(place, own, of_systems, [], 2**20), random.Random(seed)
    author = Author(name, Where.TERMINAL, date(2026, 11, 24))
    for turn in range(10_000):
        key = Key("", chance.choice(FACTS))
        base = desk.state().get(key, NOTHING)
        mine = Stated(value=str(chance.randrange(10, 90)), by=f"{name}-{turn}", on="1405/09/03")
        done = desk.enter([Wanted(key, base, mine)], author)
        for changed, stated in done.changed.items():
            sys.stdout.write(f"{changed.fact} {stated.value} {stated.by}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
