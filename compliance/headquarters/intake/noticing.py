"""What is conspicuous in a filing beside the others: late, a gap before it, copies, a sudden rise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from compliance.headquarters import keyring, roster, rounds
from compliance.headquarters.intake.examining import Examined
from compliance.headquarters.intake.succession import Head
from compliance.headquarters.intake.verdicts import Flag
from compliance.headquarters.store import Store
from compliance.model.rounds import EvaluationRound
from compliance.persian import dates

COPIES = 3  # so many offices with the very same values are conspicuous
FEWEST = 20  # facts a filing has to have before being the same as another means anything
RISE = 2500  # hundredths of a per cent of the maximum that a score may rise from one round to the next
SKEW = timedelta(days=1)  # that a clock may be ahead
_MOST_NAMED = 5


class Noticer:
    """Looks at filings one after the other, with those that are recorded already."""

    def __init__(self, store: Store, held: Mapping[str, EvaluationRound]) -> None:
        self._store, self._held = store, held
        self._places = {id_: place for place, id_ in enumerate(held)}
        self._instruments = {
            row[1]: (row[0], row[2]) for row in store.ask("select n, sha256, maximum from instrument")
        }

    def flags(self, found: Examined, head: Head | None, arrived: date) -> Iterator[Flag]:
        """Give what is conspicuous; of one without a seal only what concerns itself."""
        if self.late(found, arrived):
            close = self._held[found.round].actual.close
            assert close is not None
            yield Flag.of("late", close=dates.write(close))
        if found.previous is not None and (head is None or head.sha256 != found.previous):
            yield Flag.of("gap", previous=found.previous)
        office = roster.one(self._store, found.office)
        differs = [name for name, said in found.described if said != getattr(office, name)]
        if differs:
            yield Flag.of("described", fields=differs)
        if found.sealed and datetime.fromisoformat(found.sealed).date() - arrived >= SKEW:
            yield Flag.of("ahead", sealed=dates.write(date.fromisoformat(keyring.day_of_seal(found.sealed))))
        if not found.unsigned:
            yield from self._copies(found)
            yield from self._jumps(found)

    def late(self, found: Examined, arrived: date) -> bool:
        """Whether it came after the close of its round."""
        round_ = self._held.get(found.round)
        return round_ is not None and round_.late(arrived)

    def _copies(self, found: Examined) -> Iterator[Flag]:
        others = self._others(
            "select distinct office from alike where round = ? and hash = ? and office <> ?",
            found.round,
            found.alike,
            found.office,
        )
        if len(others) >= COPIES - 1 and found.answers >= FEWEST:
            yield Flag.of("identical", offices=others)
        offices: dict[str, None] = {}
        names: list[str] = []
        for hash_, name in dict(found.evidence).items():
            met = self._others(
                "select distinct office from evidence where hash = ? and office <> ?", hash_, found.office
            )
            names += [name] if met else []
            offices |= dict.fromkeys(met)
        if offices:
            yield Flag.of("evidence-reused", offices=sorted(offices)[:_MOST_NAMED], files=sorted(names)[:_MOST_NAMED])

    def _others(self, sql: str, *values: object) -> list[str]:
        return [row[0] for row in self._store.ask(f"{sql} order by office limit {_MOST_NAMED}", *values)]

    def _jumps(self, found: Examined) -> Iterator[Flag]:
        """Give the scores that rose by more than a quarter of their maximum since the office's round before."""
        before = self._before(found)
        if before is None:
            return
        filing, round_ = before
        old = {
            (row[0], row[1]): row[2]
            for row in self._store.ask("select instrument, system, score from total where filing = ?", filing)
        }
        for score in found.scores:
            n, maximum = self._instruments[score.sha256]
            then, now = old.get((n, score.system)), score.score
            if then is not None and now is not None and (now - then) * 10000 > RISE * maximum:
                yield Flag.of(
                    "jump", checklist=score.checklist, system=score.system, before=then, now=now, round=round_
                )

    def _before(self, found: Examined) -> tuple[int, str] | None:
        """Return the filing that stood in the office's last round of the same kind, None where there is none."""
        rows = self._store.ask(
            "select filing, round from standing where office = ? and until is null and round <> ?",
            found.office,
            found.round,
        )
        panel, own = self._panel(found.round), self._order(found.round)
        earlier = [(n, id_) for n, id_ in rows if self._panel(id_) == panel and self._order(id_) < own]
        return max(earlier, key=lambda one: self._order(one[1]), default=None)

    def _panel(self, id_: str) -> str:
        return self._held[id_].panel if id_ in self._held else ""

    def _order(self, id_: str) -> tuple[object, ...]:
        """Return what puts rounds in order: as rounds.yaml lists them, others before those by their numbers."""
        return (1, self._places[id_]) if id_ in self._places else (0, rounds.natural(id_))
